"""A supplier asks what is kept, takes a copy, and is forgotten."""

import json
from datetime import timedelta

from sqlalchemy import select

from alerts import outbox
from alerts.tables import Supplier
from bot import delivery, news, relay, telling, tickets
from bot.delivery import Outcome
from bot.tables import Side, Ticket
from bot.telegram_local import Shown
from tests.chat import Chat
from tests.make import NOW, notice
from tests.rows import fill
from tests.world import World, open_world

AT_ONCE = "Done: tell me at once"

FORGET = """\
Erase everything about you?

This goes at once, and cannot be brought back
Your answers
What you look for
Opportunities I found for you
Messages I sent
Your last question

This stays
The log of questions stays. It does not say who asked, so nobody can tell which are yours.
Messages that are in this chat already stay until you delete them.

To keep a copy, send /mydata first."""

FORGOTTEN = """\
Everything about you is erased.

The log of questions stays. It does not say who asked, so nobody can tell which are yours.

The buttons in older messages lead nowhere now. Send /start if you want to begin again."""

NOTHING = "I keep nothing about you."


async def alerted(world: World) -> Chat:
    """Return the chat of a roofer who was told of one opportunity, and has asked a question."""
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()
    await chat.send("how long is the standstill?")
    return chat


def content(world: World, shown: Shown) -> bytes:
    assert shown.file is not None
    return shown.file.content


def carried(shown: Shown) -> list[str]:
    return [button.data for row in shown.buttons for button in row if button.data is not None]


async def taps(chat: Chat, *steps: str) -> None:
    for step in steps:
        await (chat.send(step) if step.startswith("/") else chat.tap(step))


async def test_my_data_is_there_at_once_to_read_and_for_a_program(world: World) -> None:
    chat = await alerted(world)

    overview, text, document = await chat.send("/mydata")

    assert overview.text == (
        "What I keep about you\n\n"
        "Your answers\n"
        "What you look for\n"
        "Opportunities I found for you\n"
        "Messages I sent\n"
        "Your last question\n\n"
        "The two files below hold all of it, word for word: one to read, and one for a computer (JSON).\n\n"
        "/privacy says why I keep it and how long. /forget erases it."
    )
    assert (
        "Opportunity: number 000001-2026, title Re-roofing of Shildon library"
        in content(world, text).decode()
    )
    kept = json.loads(content(world, document))
    assert [each["table"] for each in kept["kept"]] == [
        "suppliers",
        "watches",
        "matches",
        "deliveries",
        "last_questions",
    ]
    assert kept["kept"][0]["rows"][0]["organisation_type"] == "sme"


async def test_forget_says_what_goes_and_what_stays_and_erases_at_once(world: World) -> None:
    chat = await alerted(world)

    (asked,) = await chat.send("/forget")
    (gone,) = await chat.tap("Yes, erase it all")
    (nothing_to_show,) = await chat.send("/mydata")
    (nothing_to_erase,) = await chat.send("/forget")

    assert (asked.text, gone.text) == (FORGET, FORGOTTEN)
    assert (nothing_to_show.text, nothing_to_erase.text) == (NOTHING, NOTHING)
    assert (nothing_to_show.buttons, nothing_to_erase.buttons) == ((), ())


async def test_erasing_twice_at_once_says_so_once(world: World) -> None:
    chat = await alerted(world)
    await chat.send("/forget")

    (gone,) = await chat.tap_twice("Yes, erase it all")

    assert gone.text == FORGOTTEN


async def test_old_buttons_answer_kindly_after_forget_and_keep_nothing(world: World) -> None:
    chat = await alerted(world)
    await chat.tap("Save")
    await world.publish(
        *(notice(external_id=f"{n}", ocid=f"{n}", title=f"Roof {n}") for n in range(6)),
    )
    await world.deliver()
    await taps(chat, "Mute…", "/saved", "/search roof", "/watch")
    places = {data: shown.message_id for shown in chat.messages for data in carried(shown)}
    page = next(data for data in places if data.startswith("1:digest:"))
    await taps(chat, "/forget", "Yes, erase it all")
    out_of_date = "This button is out of date. Send /latest or /watch to see how things are now."
    unknown = "I do not know your work yet. Send /start: it takes four questions."
    wanted = {
        "1:save:1": unknown,
        "1:unwanted:ask:1": out_of_date,
        "1:mute:ask:1": out_of_date,
        "1:stop": "Your alerts are already off. Send /start to turn them on.",
        page: out_of_date,
        "1:mute:this:2": out_of_date,
        "1:saved:one:1": "This is not on your list any more. Send /saved to see what is.",
        "1:turn:reminder:off": unknown,
        "1:search:page:1:1": "I do not keep this search any more. Send /search with your words to see what is open now.",
        "1:watch.1:when": unknown,
    }

    answers = {
        data: [shown.text for shown in await chat.press(places[data], data, stale=True)] for data in wanted
    }

    assert answers == {data: [text] for data, text in wanted.items()}
    assert (await chat.send("/mydata"))[0].text == NOTHING


async def test_a_message_that_a_sender_has_taken_is_not_sent_to_somebody_who_was_erased(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    async with world.shared.sessions.begin() as session:
        (taken,) = await outbox.claim_due(session, world.clock[0])

    await chat.send("/forget")
    await chat.tap("Yes, erase it all")
    outcome = await delivery._deliver(world.shared, world.application.bot, taken)
    later = await world.deliver(timedelta(days=1))

    assert outcome is Outcome.PUT_OFF
    assert later.sent == 0
    assert chat.news() == []


async def test_who_was_erased_may_begin_again_as_if_never_there(world: World) -> None:
    chat = await alerted(world)
    await chat.send("/forget")
    await chat.tap("Yes, erase it all")

    (welcome,) = await chat.send("/start")

    assert welcome.text.startswith("Supplierbot\nI tell small firms")


async def test_a_reply_that_a_sender_has_taken_is_not_shown_to_somebody_who_was_erased(
    database_url: str,
) -> None:
    async with open_world(database_url, officers_chat=-100) as world:
        world.api.person(-100, "Officers", started=True)
        chat = await world.roofer()
        await chat.send("/person who pays?")
        await chat.tap("Yes, pass it on")
        async with world.shared.sessions.begin() as session:
            ticket = (await session.scalars(select(Ticket))).one()
            await tickets.write(session, ticket, Side.OFFICER, "We do.", source_id=9, now=world.clock[0])
            (taken,) = await tickets.claim_due(session, world.clock[0])
        await chat.send("/forget")
        await chat.tap("Yes, erase it all")

        shown = await relay._show(world.shared, world.application.bot, taken)

        assert shown is False
        assert chat.news() == []


async def test_being_there_is_recorded_to_the_day(world: World) -> None:
    chat = await world.roofer()
    heard = []
    for ago in (timedelta(hours=23), timedelta(days=1), timedelta(hours=2), timedelta(days=3)):
        world.clock[0] += ago
        await chat.send("/faq")
        async with world.shared.sessions.begin() as session:
            heard.append(await session.scalar(select(Supplier.last_heard_at)))
    await chat.block()
    async with world.shared.sessions.begin() as session:
        blocked = await session.scalar(select(Supplier.last_heard_at))

    tomorrow = NOW + timedelta(hours=47)
    assert heard == [NOW, tomorrow, tomorrow, tomorrow + timedelta(hours=74)]
    assert blocked == heard[-1]


async def test_news_that_a_sender_has_taken_is_not_told_to_somebody_who_was_erased(world: World) -> None:
    chat = await world.roofer()
    async with world.shared.sessions.begin() as session:
        await fill(session, "tg:1001", NOW, only={"blocker_reports", "report_links"})
        (taken,) = await news.claim_due(session, world.clock[0])
    await chat.send("/forget")
    await chat.tap("Yes, erase it all")

    told = await telling._tell(world.shared, world.application.bot, taken)

    assert told is False
    assert chat.news() == []
