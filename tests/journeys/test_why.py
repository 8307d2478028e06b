"""A supplier asks why something came, or why it did not, and changes that with one press."""

from datetime import timedelta

import pytest

from alerts.notice import Stage
from tests.make import NOW, notice
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"
MILK = notice(
    external_id="000009-2026",
    ocid="ocds-h6vhtk-000009",
    title="Supply of milk",
    summary=None,
    cpv_codes=("15511000",),
    url="https://www.find-tender.service.gov.uk/Notice/000009-2026",
)


async def test_why_alone_says_how_to_ask(world: World) -> None:
    chat = await world.roofer()

    (how,) = await chat.send("/why")

    assert how.text == (
        "Ask why something came, or why it did not\n\n"
        "Send /why and the number of a notice, for example:\n"
        "/why 032703-2026\n\n"
        "You find the number at the end of each alert, and on the buyer's notice. "
        "You can also paste the whole link of a notice on Find a Tender or Contracts Finder."
    )


async def test_what_came_says_when_and_why(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()

    (answer,) = await chat.send("/why 000001-2026")

    assert answer.text == (
        "Re-roofing of Shildon library\n"
        "Buyer: Durham County Council\n"
        "Number: 000001-2026 on Find a Tender\n\n"
        "It came to you on Monday 10 August 2026 at 1pm.\n\n"
        "Why it fits: you chose Roofing and gutters, and the title says “Re-roofing”, and the buyer listed it "
        "under “Erection and related works of roof frames and coverings, CPV 45261000”."
    )


async def test_what_waits_for_the_morning_says_so(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice())

    (answer,) = await chat.send("/why 000001-2026")

    assert "It is on its way. It comes with your message of Tuesday 11 August 2026 at 8am." in answer.text


async def test_what_did_not_come_says_why_and_one_press_changes_it(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), MILK)

    (answer,) = await chat.send("/why https://www.find-tender.service.gov.uk/Notice/000009-2026?origin=x")
    (changed,) = await chat.tap("Look for the trade Food and drink supply too")
    (undone,) = await chat.tap("Undo")
    (menu,) = await chat.send("/watch")

    assert answer.text == (
        "Supply of milk\n"
        "Buyer: Durham County Council\n"
        "Number: 000009-2026 on Find a Tender\n\n"
        "It did not come to you. It does not meet your trades, words or sector codes closely enough.\n\n"
        "One change would bring such notices: look for the trade Food and drink supply too."
    )
    assert changed.text == (
        "Changed as you asked: look for the trade Food and drink supply too.\n\n"
        "With this, 2 of the notices that I know from the last 30 days would have come to you, "
        "for example:\n"
        "1. Re-roofing of Shildon library\n"
        "2. Supply of milk\n"
        "This adds 1.\n"
        "Added: “Supply of milk”."
    )
    assert undone.text.startswith("Undone. Everything is as it was before this change:")
    assert "Trades: Roofing and gutters\n" in menu.text


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ({"stage": Stage.WITHDRAWN}, "The buyer has withdrawn it."),
        ({"stage": Stage.CLOSED}, "It is over: the buyer has awarded it or ended it."),
        ({"closes_at": NOW - timedelta(hours=1)}, "It closed on Monday 10 August 2026 at 12 noon."),
    ],
)
async def test_what_is_over_says_since_when_and_offers_no_change(
    world: World, published: dict[str, object], told: str
) -> None:
    chat = await world.roofer()
    await world.publish(notice(**published))

    (answer,) = await chat.send("/why 000001-2026")

    assert f"It did not come to you. {told}" in answer.text
    assert "One change" not in answer.text
    assert chat.labels == ["Open on Find a Tender"]


async def test_an_excluded_word_is_named_and_can_be_taken_away(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to avoid")
    await chat.send("library, asbestos")
    await world.publish(notice())

    (answer,) = await chat.send("/why 000001-2026")
    (changed,) = await chat.tap("Send notices with the word “library” again")

    assert "Its title has “library”, which is one of your words to avoid." in answer.text
    assert changed.text.startswith("Changed as you asked: send notices with the word “library” again.")


@pytest.mark.parametrize(
    ("steps", "published", "told", "button"),
    [
        (
            ["Places", "County Durham"],
            {"regions": ("UKE42",)},
            "The work is in Leeds, and you look in County Durham.",
            "Look in Leeds too",
        ),
        (
            ["Value limits", "Highest value", "£25,000"],
            {},
            "It is worth £45,000 without VAT, and you asked for contracts up to £25,000.",
            "Contracts up to £50,000",
        ),
        (
            ["Value limits", "Lowest value", "£50,000"],
            {},
            "It is worth £45,000 without VAT, and you asked for contracts of £50,000 or more.",
            "Contracts of £40,000 or more",
        ),
        (
            ["How close", "Only close matches"],
            {"title": "Works at Shildon library", "cpv_codes": ()},
            "It is only a possible match, and you asked for close matches only.",
            "Possible matches too",
        ),
    ],
)
async def test_each_gate_is_told_in_plain_words_with_a_button_that_opens_it(
    world: World, steps: list[str], published: dict[str, object], told: str, button: str
) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    for label in steps:
        await chat.tap(label)
    await world.publish(notice(**published))

    (answer,) = await chat.send("/why 000001-2026")
    (changed,) = await chat.tap(button)
    (again,) = await chat.send("/why 000001-2026")

    assert f"It did not come to you. {told}" in answer.text
    assert changed.text.startswith(f"Changed as you asked: {button[:1].lower()}{button[1:]}.")
    assert changed.text.endswith(f"This adds 1.\nAdded: “{published.get('title', notice().title)}”.")
    assert "It fits what you look for, but I did not send it." in again.text


async def test_a_change_that_is_not_enough_says_so(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    for label in ("Places", "County Durham", "Value limits", "Highest value", "£25,000"):
        await chat.tap(label)
    await world.publish(notice(regions=("UKE42",)))

    (answer,) = await chat.send("/why 000001-2026")

    assert answer.text.endswith(
        "One change would bring such notices: look in Leeds too. "
        "That alone is not enough: the value would still be outside your limits."
    )


async def test_what_closed_untold_says_why_it_was_not_told_when_it_came_out(world: World) -> None:
    chat = await world.roofer()
    await world.publish(MILK)
    world.clock[0] += timedelta(days=20)

    (answer,) = await chat.send("/why 000009-2026")

    assert answer.text.endswith(
        "It did not come to you. It closed on Monday 24 August 2026 at 1pm.\n\n"
        "When it came out I did not send it, for this reason: "
        "It does not meet your trades, words or sector codes closely enough."
    )


async def test_an_unknown_number_says_where_to_find_it(world: World) -> None:
    chat = await world.roofer()

    (answer,) = await chat.send("/why 999999-<2026>")

    assert answer.text.startswith(
        "I know no notice with the number “999999-<2026>”.\n\nPlease look at the number again."
    )


async def test_an_older_notice_says_that_it_is_older(world: World) -> None:
    await world.publish(notice())
    world.clock[0] += timedelta(minutes=1)
    chat = await world.roofer()

    (answer,) = await chat.send("/why 000001-2026")

    assert (
        "It fits what you look for, but I did not send it. It was published before you joined. "
        "/latest shows it as long as it is open."
    ) in answer.text


async def test_a_stranger_is_asked_to_join_first(world: World) -> None:
    (answer,) = await world.chat().send("/why 000001-2026")

    assert answer.text == "I do not know your work yet. Send /start: it takes four questions."
