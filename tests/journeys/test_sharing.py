"""A link shows a colleague the same opportunity, and nothing of who shared it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete

from alerts.notice import Kind, Stage
from alerts.tables import Opportunity
from bot.sharing import LONGEST
from bot.telegram_local import Shown
from bot.text.sharing import gone, invitation
from bot.text.written import bare
from tests.chat import Chat
from tests.make import NOW, notice
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"
CARD = """\
Re-roofing of Shildon library
Buyer: Durham County Council
Value: £45,000 without VAT
Deadline: Monday 24 August 2026 at 1pm (14 days left)
Place: County Durham
The buyer says it suits: small or medium firms
Number: 000001-2026 on Find a Tender"""


def labels(shown: Shown) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


def payload(shown: Shown) -> str:
    """Return what the link in a message sends to the bot."""
    found = re.search(r"https://t\.me/supplierbot\?start=(\S+)", shown.text)
    assert found is not None
    return found[1]


async def shared(world: World) -> tuple[Chat, Shown]:
    """Return a roofer's chat and the message with the link to the opportunity of an alert."""
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()
    (link,) = await chat.tap("Share")
    return chat, link


async def test_a_link_opens_the_same_card_with_nothing_of_who_shared_it(world: World) -> None:
    chat, link = await shared(world)
    colleague = await world.roofer(1002)

    (card,) = await colleague.send(f"/start {payload(link)}")

    assert link.text == (
        "Share “Re-roofing of Shildon library”\n\nSend this link to a colleague:\n"
        f"https://t.me/supplierbot?start={payload(link)}\n\n"
        "It opens the opportunity here, as everybody may see it. Nothing about you is in it."
    )
    assert link.buttons[0][0].url == (
        f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fsupplierbot%3Fstart%3D{payload(link)}"
        "&text=Re-roofing%20of%20Shildon%20library"
    )
    assert re.fullmatch(r"[A-Za-z0-9_-]+", payload(link))
    assert len(payload(link)) <= LONGEST
    assert str(chat.chat_id) not in payload(link)
    assert card.text == CARD
    assert labels(card) == [
        "Open on Find a Tender",
        "Save",
        "Add to calendar",
        "Share",
        "Something is stopping me",
    ]


async def test_two_who_share_the_same_give_the_same_link(world: World) -> None:
    _, link = await shared(world)
    other = world.chat(1003)
    await other.send(f"/start {payload(link)}")

    (again,) = await other.tap("Share")

    assert again.text == link.text


async def test_who_has_not_joined_sees_the_card_and_is_invited(world: World) -> None:
    _, link = await shared(world)
    stranger = world.chat(1003)

    (card,) = await stranger.send(f"/start {payload(link)}")
    (question,) = await stranger.tap("Start: four questions")

    assert card.text == f"{CARD}\n\n{bare(invitation())}"
    assert labels(card)[-1] == "Start: four questions"
    assert "Sole trader or company" in labels(question)


async def test_a_link_into_a_half_filled_form_leaves_it_as_it_was(world: World) -> None:
    _, link = await shared(world)
    stranger = world.chat(1003)
    await stranger.send("/start")
    await stranger.tap("Sole trader or company")

    await stranger.send(f"/start {payload(link)}")
    (form,) = await stranger.tap("Start: four questions")

    assert "1 to 9 people" in labels(form)


async def test_what_was_withdrawn_since_says_so(world: World) -> None:
    _, link = await shared(world)
    await world.publish(notice(released_at=NOW, stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION))

    (card,) = await world.chat(1003).send(f"/start {payload(link)}")

    assert "\nWithdrawn by the buyer on Monday 10 August 2026\n" in card.text
    assert "Save" not in labels(card)


async def test_what_is_over_says_so(world: World) -> None:
    _, link = await shared(world)
    world.clock[0] += timedelta(days=15)

    (card,) = await world.chat(1003).send(f"/start {payload(link)}")

    assert card.text.startswith("Re-roofing of Shildon library\nNo longer open\n")


async def test_a_link_to_what_is_not_there_is_answered_kindly(world: World) -> None:
    chat, link = await shared(world)
    async with world.shared.sessions.begin() as session:
        await session.execute(delete(Opportunity))
    await world.publish(notice(external_id="2", ocid="2", title="Another that has the same number here"))
    broken = ("see_", "see_1", "see_1_0123456789ab", "see_999999999_0123456789ab", "see_1_<b>", payload(link))

    answers = [(await chat.send(f"/start {typed}"))[0].text for typed in broken]

    assert answers == [bare(gone())] * len(broken)


async def test_one_of_a_digest_is_chosen_before_it_is_shared(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), notice(external_id="2", ocid="2", title="Flat roof repairs"))
    await world.deliver(timedelta(hours=19))

    (which,) = await chat.tap("Share…")
    (link,) = await chat.tap(labels(which)[1])

    assert which.text == "Which one do you want to share?"
    assert link.text.startswith(f"Share “{labels(which)[1].removeprefix('2. ')}”\n")
