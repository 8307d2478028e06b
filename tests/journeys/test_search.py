"""/search: words, a value and a place, page by page, and a watch for the same."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from alerts.notice import Kind, Stage
from alerts.tables import Opportunity
from bot import retention
from bot.telegram_local import Shown
from bot.text import general
from bot.text.search import EXAMPLES
from tests.make import NOW, notice
from tests.world import World

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is said, which does not depend on the database."""

FOUND = """\
2 open opportunities
Words: school and cleaning
Value: up to £50,000
Place: County Durham

1. Cleaning of Shildon schools
Buyer: Durham County Council
Value: £45,000 without VAT
Deadline: Monday 24 August 2026 at 1pm (14 days left)
Place: County Durham

2. School caretaker
Buyer: Durham County Council
Value: value not stated
Deadline: Tuesday 18 August 2026 at 1pm (8 days left)
Place: County Durham"""

CARD = """\
Cleaning of Shildon schools
Buyer: Durham County Council
Value: £45,000 without VAT
Deadline: Monday 24 August 2026 at 1pm (14 days left)
Place: County Durham
The buyer says it suits: small or medium firms
Number: 1 on Find a Tender"""

WATCHED = """\
Trades: none
Words to look for: school cleaning and cleaning school
Words to avoid: none
Sector codes (CPV): none
Places: County Durham
Value limits: up to £50,000
"""

NOTHING = """\
Nothing that is open now fits.
Words: falconry and school
Value: up to £50,000
Place: County Durham

You can try this, and search again:
- Check the spelling.
- Leave out a word: every one of them must be in the notice.
- Leave out the value.
- Leave out the place.

Or press “Save as a watch”. Then I tell you when one is published."""


def labels(shown: Shown) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


async def cleaning(world: World) -> None:
    """Publish two that fit a search for school cleaning, and three that do not."""
    title = "Cleaning of Shildon schools"
    summary = "Daily cleaning."
    await world.publish(
        notice(external_id="1", ocid="1", title=title, summary=summary),
        notice(
            external_id="2",
            ocid="2",
            title="School caretaker",
            summary="Opens, cleans and locks.",
            value_max_pence=None,
            closes_at=NOW + timedelta(days=8),
        ),
        notice(external_id="3", ocid="3", title="School cleaning, all Durham", value_max_pence=5_000_001),
        notice(external_id="4", ocid="4", title="School cleaning in Leeds", regions=("UKE42",)),
        notice(external_id="5", ocid="5", title="School roof"),
    )


async def test_what_fits_is_listed_opened_saved_and_watched(world: World) -> None:
    chat = await world.roofer()
    await cleaning(world)

    (found,) = await chat.send("/search school cleaning under 50k in Durham")
    (card,) = await chat.tap("1. Cleaning of Shildon schools")
    (saved,) = await chat.tap("Save")
    (watch,) = await chat.tap("Save as a watch")
    (again,) = await chat.press(found.message_id, "1:search:watch:1")
    await world.publish(notice(external_id="6", ocid="6", title="Cleaning a school", summary=None))
    await world.deliver(timedelta(hours=19))

    assert found.text == FOUND
    assert labels(found) == ["1. Cleaning of Shildon schools", "2. School caretaker", "Save as a watch"]
    assert card.text == CARD
    assert labels(card) == [
        "Open on Find a Tender",
        "Save",
        "Add to calendar",
        "Share",
        "Something is stopping me",
    ]
    assert saved.text.startswith("Saved. It is on your list: /saved\n\nCleaning of Shildon schools\n")
    assert watch.text.startswith(
        "Your new watch “school cleaning” looks for this from now on. It looks for these words side by side.\n\n"
    )
    assert WATCHED in watch.text
    assert again.text.startswith("Your watch “school cleaning” looks for this already.\n\n")
    assert "Cleaning a school" in chat.last.text
    assert "Your watch “school cleaning”: you chose “cleaning school”" in chat.last.text


async def test_pages_are_of_what_was_found_whatever_happens_meanwhile(world: World) -> None:
    chat = world.chat()
    await world.publish(
        *(
            notice(external_id=f"{n}", ocid=f"{n}", title=f"Cleaning {n}", closes_at=NOW + timedelta(days=n))
            for n in range(1, 8)
        )
    )
    (first,) = await chat.send("/search cleaning")
    await world.publish(
        notice(
            external_id="1",
            ocid="1",
            title="Cleaning 1",
            stage=Stage.WITHDRAWN,
            kind=Kind.CANCELLATION,
            released_at=NOW,
        ),
        notice(external_id="8", ocid="8", title="Cleaning 8", closes_at=NOW + timedelta(hours=1)),
    )
    async with world.shared.sessions.begin() as session:
        await session.execute(delete(Opportunity).where(Opportunity.title == "Cleaning 7"))

    (second,) = await chat.tap("Next page")
    (third,) = await chat.tap("Previous page")

    assert first.text.startswith(
        "7 open opportunities\nWords: cleaning\n\nShowing 1 to 5 of 7.\n\n1. Cleaning 1\n"
    )
    assert [label for label in labels(first) if "page" in label] == ["Next page"]
    assert second.text.startswith(
        "7 open opportunities\nWords: cleaning\n\nShowing 6 to 6 of 7.\n\n6. Cleaning 6\n"
    )
    assert "\n\n1. Cleaning 1\nWithdrawn by the buyer on Monday 10 August 2026\n" in third.text
    assert [shown.message_id for shown in (first, second, third)] == [first.message_id] * 3


@ONE_DATABASE
async def test_nothing_found_says_how_it_was_read_and_what_to_try(world: World) -> None:
    chat = await world.roofer()
    await cleaning(world)

    (nothing,) = await chat.send("/search falconry school, under 50k, in Durham")
    (watch,) = await chat.tap("Save as a watch")

    assert nothing.text == NOTHING
    assert watch.text.startswith("Your new watch “falconry school” looks for this from now on.")


@ONE_DATABASE
async def test_the_command_alone_asks_and_takes_what_is_typed_next(world: World) -> None:
    chat = world.chat()
    await cleaning(world)

    (asked,) = await chat.send("/search")
    (refused,) = await chat.send("cleaning under fifty")
    (found,) = await chat.send("cleaning under fifty grand in Durham")
    (question,) = await chat.send("hello")

    assert asked.text == (
        "What shall I look for?\n\nType words, a value, a place, or all of them. I look through everything that "
        f"is open now. For example:\n{EXAMPLES}"
    )
    assert refused.text == (
        "I could not read “fifty” as a value. Write one sum in pounds for the whole job, for example: under 50k, "
        "over £10,000, or 10k to 50k.\n\nNothing was searched. Type it again, or send /cancel."
    )
    assert found.text.startswith("2 open opportunities\nWords: cleaning\nValue: up to £50,000\n")
    assert not question.text.startswith("Nothing that is open")


@ONE_DATABASE
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "word " + " ".join(f"w{n}" for n in range(299)),
            "That is 300 different words, and I can look for 12 at once. Send the",
        ),
        (
            "🎉🎉",
            "I found no word in that to look for. Little words such as “the” or “it” stand in every notice.",
        ),
        ("the of it", "I found no word in that to look for."),
        ("over 50k under 10k", "The least that you want is more than the most that you want."),
        ("<b>cleaning</b> <img src=x>", "2 open opportunities\nWords: cleaning\n"),
        ("clean\u202eing\x07", "2 open opportunities\nWords: cleaning\n"),
        ('"cleaning" OR *', "2 open opportunities\nWords: cleaning\n"),
        ("<script>", "I found no word in that to look for."),
    ],
)
async def test_whatever_is_typed_gets_a_clear_answer(world: World, typed: str, said: str) -> None:
    chat = world.chat()
    await world.publish(
        notice(external_id="1", ocid="1", title="Cleaning"),
        notice(external_id="2", ocid="2", title="To clean"),
    )

    (answer,) = await chat.send(f"/search {typed}")

    assert answer.text.startswith(said)


@ONE_DATABASE
async def test_who_has_not_joined_may_search_but_not_watch_and_keeps_a_half_filled_form(world: World) -> None:
    chat = world.chat()
    await cleaning(world)
    await chat.send("/start")
    await chat.tap("Sole trader or company")

    (found,) = await chat.send("/search cleaning")
    (refused,) = await chat.tap("Save as a watch")
    await chat.send("/search")
    (form,) = await chat.send("/start")

    assert found.text.startswith("4 open opportunities\n")
    assert refused.text == general.join_first()
    assert "1 to 9 people" in labels(form)


@ONE_DATABASE
async def test_an_old_search_and_that_of_another_chat_are_over(world: World) -> None:
    chat, other = world.chat(), world.chat(1002)
    await cleaning(world)
    (found,) = await chat.send("/search cleaning")
    await other.send("/search cleaning")
    over = "I do not keep this search any more. Send /search with your words to see what is open now."

    (stolen,) = await other.press(other.last.message_id, "1:search:page:1:0", stale=True)
    await retention.run(world.shared.sessions, NOW + timedelta(days=1))
    (old,) = await chat.press(found.message_id, "1:search:watch:1")

    assert (stolen.text, old.text) == (over, over)


@ONE_DATABASE
async def test_a_search_for_what_every_notice_says_makes_no_watch(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(title="Services"))

    (found,) = await chat.send("/search services")
    (refused,) = await chat.press(found.message_id, "1:search:watch:1", stale=True)

    assert labels(found) == ["1. Services"]
    assert refused.text.startswith("No watch was made. These words stand in notices of every trade")
