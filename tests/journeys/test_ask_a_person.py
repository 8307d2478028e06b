"""A supplier asks a person: consent, the promise, the reply, and either side closing it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from telegram.error import TimedOut

from bot import refusals, relay, schedule, tickets
from bot.tables import Ticket, TicketMessage, TicketStatus
from bot.telegram_local import ApiError
from tests.chat import Chat
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OFFICERS = -1001234567890
QUESTION = "do I have to tender for a 30 grand job"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot, with a group of officers."""
    async with open_world(database_url, officers_chat=OFFICERS) as opened:
        opened.api.person(OFFICERS, "Officers", started=True)
        yield opened


async def passed_on(world: World, chat_id: int = 1001) -> tuple[Chat, Chat, str]:
    """Let a supplier pass a question on. Returns its chat, the officers' chat and the reference."""
    chat, officers = world.chat(chat_id), world.chat(OFFICERS)
    await chat.send(QUESTION)
    await chat.tap("Ask a person")
    await chat.tap("Yes, pass it on")
    async with world.shared.sessions.begin() as session:
        reference = await session.scalar(select(Ticket.reference).order_by(Ticket.id.desc()))
    assert reference is not None
    return chat, officers, reference


async def only_ticket(world: World) -> Ticket:
    async with world.shared.sessions.begin() as session:
        ticket: Ticket | None = await session.scalar(select(Ticket))
    assert ticket is not None
    return ticket


async def test_a_question_with_an_amount_is_answered_passed_on_and_replied_to(world: World) -> None:
    chat, officers = world.chat(), world.chat(OFFICERS)

    (answer,) = await chat.send(QUESTION)
    (consent,) = await chat.tap("Ask a person")
    nothing_yet = officers.news()
    (passed,) = await chat.tap("Yes, pass it on")
    reference = (await only_ticket(world)).reference
    (shown,) = officers.news()
    (confirmed,) = await officers.send(
        "Yes, two quotes. Ring 03000 123 456 & ask.", reply_to=shown.message_id
    )
    (reply,) = chat.news()

    assert "Source: Durham Social Value Taskforce report (2014), paragraph 4.1" in answer.text
    assert consent.text == (
        "Pass this question to a person?\n\n“do I have to tender for a 30 grand job”\n\n"
        "The officers of the Council will see these words and nothing else of you: not your name, not the number "
        "of this chat. To bring you the reply, I keep the question with the number of this chat until 90 days "
        "after it is closed. /forget erases it at once.\n\n"
        "You will have a reply here within 3 working days."
    )
    assert nothing_yet == []
    assert passed.text == (
        f"I passed your question on. Its number is {reference}.\n\n"
        "You will have a reply here by the end of Thursday 13 August 2026."
    )
    assert shown.text == (
        f"{reference}: Question from a supplier\n\ndo I have to tender for a 30 grand job\n\n"
        "Promised: a reply by the end of Thursday 13 August 2026.\n"
        "To answer, reply to this very message. The supplier gets your words, without your name."
    )
    assert confirmed.text == f"{reference}: the supplier has your reply."
    assert reply.text == (
        f"{reference}: a reply from the Council\n\nYes, two quotes. Ring 03000 123 456 & ask.\n\n"
        "You can write back, or close your question."
    )


async def test_nothing_is_passed_on_without_a_yes(world: World) -> None:
    chat, officers = world.chat(), world.chat(OFFICERS)
    await chat.send(QUESTION)
    await chat.tap("Ask a person")

    (answer,) = await chat.tap("No")

    assert answer.text == "I did not pass it on."
    assert officers.news() == []


async def test_a_yes_that_comes_twice_makes_one_ticket(world: World) -> None:
    chat, officers = world.chat(), world.chat(OFFICERS)
    await chat.send(QUESTION)
    await chat.tap("Ask a person")

    await chat.tap_twice("Yes, pass it on")

    assert len(officers.news()) == 1
    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Ticket)) == 1


async def test_a_supplier_writes_back_and_closes(world: World) -> None:
    chat, officers, reference = await passed_on(world)
    (shown,) = officers.news()
    await officers.send("Which trade is it?", reply_to=shown.message_id)

    await chat.tap("Write back")
    (added,) = await chat.send("Roofing <b>only</b>")
    (again,) = [message for message in officers.news() if "wrote again" in message.text]
    (second,) = await officers.send("Then two quotes.", reply_to=again.message_id)
    chat.news()
    (closed,) = await chat.tap("Close my question")
    (told,) = officers.news()
    (refused,) = await officers.send("One more thing", reply_to=shown.message_id)

    assert added.text.startswith(f"{reference}: I passed it on. You will have a reply here by the end of")
    assert "Roofing <b>only</b>" in again.text
    assert second.text == f"{reference}: the supplier has your reply."
    assert closed.text == f"{reference} is closed."
    assert told.text == f"{reference}: the supplier has closed the question. No more is to be done."
    assert refused.text.startswith(f"{reference} is closed, so I passed nothing on.")
    assert chat.news() == []


async def test_an_officer_closes_and_the_supplier_is_told_once(world: World) -> None:
    chat, officers, reference = await passed_on(world)
    chat.news()

    (first,) = await officers.tap("Close without a reply")
    (told,) = chat.news()
    await officers.tap("Close without a reply")

    assert first.text == f"{reference} is closed."
    assert told.text == f"The Council has closed your question {reference}. To ask another, send /person."
    assert chat.news() == []


async def test_only_the_officers_chat_can_close_for_the_officers(world: World) -> None:
    chat, officers, _ = await passed_on(world)
    other = world.chat(2002)
    (others,) = await other.send("/faq")
    ticket = await only_ticket(world)

    await other.press(others.message_id, f"1:ticket:close:{ticket.id}", stale=True)
    await other.press(others.message_id, f"1:person:close:{ticket.id}", stale=True)

    assert (await only_ticket(world)).status is TicketStatus.OPEN
    assert chat.spins is officers.spins is False


async def test_what_is_past_the_promise_is_listed_first(world: World) -> None:
    _, officers, late = await passed_on(world, 1)
    world.clock[0] += timedelta(days=3, hours=11)  # Friday the 14th, London
    _, _, new = await passed_on(world, 2)

    (listed,) = await officers.send("/tickets")

    assert listed.text == (
        f"2 questions wait for a reply; 1 past the promise.\n\n"
        f"{late}, PAST THE PROMISE of Thursday 13 August 2026\ndo I have to tender for a 30 grand job\n\n"
        f"{new}, promised by the end of Wednesday 19 August 2026\ndo I have to tender for a 30 grand job\n\n"
        "To answer one, reply to the message that showed it."
    )


async def test_a_question_can_be_typed_for_a_person(world: World) -> None:
    chat = world.chat()

    (asked,) = await chat.send("/person")
    (consent,) = await chat.send("who signs off scaffolds, ring Mr John Smith on 01388 123456")
    (direct,) = await chat.send("/person who signs off scaffolds?")

    assert asked.text.startswith("Ask a person at the Council\n\nType your question.")
    assert "who signs off scaffolds, ring a named person on (contact details left out)" in consent.text
    assert direct.text.startswith("Pass this question to a person?\n\n“who signs off scaffolds?”")


async def test_emoji_are_no_question_for_a_person(world: World) -> None:
    chat = world.chat()
    await chat.send("/person")

    (answer,) = await chat.send("\N{ZERO WIDTH SPACE}\N{LEFT-TO-RIGHT MARK}")

    assert (
        answer.text == "I could not find a question in that. Please type it in a few words, or send /cancel."
    )


async def test_a_sixth_question_waits_for_the_others(world: World) -> None:
    chat = world.chat()
    for number in range(tickets.MOST_OPEN):
        await chat.send(f"/person question number {number}")
        await chat.tap("Yes, pass it on")

    await chat.send("/person one more")
    (refused,) = await chat.tap("Yes, pass it on")

    assert refused.text.startswith("Several of your questions wait for a reply already.")


async def test_officers_away_lose_nothing(world: World) -> None:
    world.api.fail_next("sendMessage", TimedOut(), chat_id=OFFICERS)
    _, officers, reference = await passed_on(world)
    before = officers.news()

    world.clock[0] += refusals.AFTER_A_FAULT
    await relay.due(world.shared, world.application.bot)

    (shown,) = officers.news()
    assert before == []
    assert shown.text.startswith(f"{reference}: Question from a supplier")


async def test_officers_are_told_when_the_supplier_is_gone(world: World) -> None:
    chat, officers, reference = await passed_on(world)
    (shown,) = officers.news()
    await chat.block()

    answers = await officers.send("Two quotes.", reply_to=shown.message_id)

    assert [message.text for message in answers] == [
        f"{reference}: the supplier cannot be reached. The chat is blocked or gone."
    ]


async def test_a_wrong_officers_chat_is_an_error_that_keeps_the_question(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.api.fail_next("sendMessage", ApiError(400, "Bad Request: chat not found"), chat_id=OFFICERS)
    await passed_on(world)

    async with world.shared.sessions.begin() as session:
        message = await session.scalar(select(TicketMessage))

    assert message is not None
    assert message.next_try_at == world.clock[0] + relay.WHEN_REFUSED
    assert "SUPPLIERBOT_OFFICERS_CHAT" in capsys.readouterr().out


async def test_officers_talk_among_themselves_without_the_bot(world: World) -> None:
    _, officers, _ = await passed_on(world)
    (shown,) = officers.news()

    talk = await officers.send("Who takes this one?")
    reply = await officers.send("I do", reply_to=shown.message_id + 1)
    (lost,) = await officers.send("Two quotes", reply_to=(await officers.send("/tickets"))[0].message_id)
    (too_long,) = await officers.send("x" * 3_600, reply_to=shown.message_id)

    assert (talk, reply) == ([], [])
    assert lost.text.startswith("That message is of no question that I still have")
    assert too_long.text == "That is too long to pass on. Please keep it under 3,500 characters."


async def test_being_forgotten_erases_tickets_too(world: World) -> None:
    chat, officers, _ = await passed_on(world)
    (shown,) = officers.news()

    await chat.send("/forget")
    (gone,) = await chat.tap("Yes, erase it all")
    (lost,) = await officers.send("Two quotes.", reply_to=shown.message_id)

    assert gone.text.startswith("Everything about you is erased.")
    assert lost.text.startswith("That message is of no question that I still have")
    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(TicketMessage)) == 0


async def test_a_closed_ticket_is_kept_for_ninety_days(world: World) -> None:
    _, officers, _ = await passed_on(world)
    await officers.tap("Close without a reply")

    world.clock[0] += timedelta(days=90, seconds=-1)
    await schedule.retain(world.shared)
    kept = await only_ticket(world)
    world.clock[0] += timedelta(seconds=1)
    await schedule.retain(world.shared)

    assert kept.status is TicketStatus.CLOSED
    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Ticket)) == 0


async def test_the_gaps_are_shown_in_the_officers_chat_and_nowhere_else(world: World) -> None:
    chat, officers = world.chat(), world.chat(OFFICERS)
    await chat.send("how do I renew my <i>passport</i>")
    await chat.send("how long is the standstill")
    await chat.tap("No")

    (listed,) = await officers.send("/gaps")
    (refused,) = await chat.send("/gaps")

    assert listed.text == (
        "Asked but not answered\n1. how do I renew my passport (1 time)\n\n"
        "Answered but not useful\n1. standstill: 1 no, 0 yes, asked as “how long is the standstill”"
    )
    assert refused.text == "I do not know that command. Send /help to see what you can do."


async def test_the_number_of_a_chat_can_be_asked_for_anywhere(world: World) -> None:
    (answer,) = await world.chat(OFFICERS).send("/chatid")

    assert answer.text.startswith("The number of this chat is -1001234567890.")


async def test_without_officers_it_is_said_how_to_reach_the_council(database_url: str) -> None:
    async with open_world(database_url) as world:
        chat = world.chat()
        await chat.send(QUESTION)

        (pressed,) = await chat.tap("Ask a person")
        (sent,) = await chat.send("/person")

        assert pressed.text == sent.text
        assert pressed.text.startswith(
            "How to ask the Council\n\nI cannot pass questions on here: no officers are connected to this chat yet."
        )
