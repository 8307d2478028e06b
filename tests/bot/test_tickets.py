"""Tickets and the log of questions in the database: what a repeat, a race and time do to them."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import Sessions
from bot import questions, tickets
from bot.tables import Question, Side, Ticket, TicketMessage, TicketStatus
from bot.tickets import Opened, Refused
from tests.make import NOW


async def opened(session: AsyncSession, address: str = "tg:1", asked: str = "who pays?") -> Ticket:
    row = await questions.for_a_person(session, asked, NOW)
    found = await tickets.open_one(session, address, row, NOW, 3)
    assert isinstance(found, Opened)
    return found.ticket


async def test_a_message_is_claimed_once_until_the_claim_lapses(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        ticket = await opened(session)

    async with sessions.begin() as session:
        first = await tickets.claim_due(session, NOW)
    async with sessions.begin() as session:
        second = await tickets.claim_due(session, NOW + tickets.CLAIM - timedelta(seconds=1))
    async with sessions.begin() as session:
        third = await tickets.claim_due(session, NOW + tickets.CLAIM)

    assert [message.ticket.reference for message in first] == [ticket.reference]
    assert (second, len(third)) == ([], 1)
    assert third[0].attempts == 2


async def test_what_was_shown_is_not_shown_again_and_is_found_by_its_place(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        ticket = await opened(session)
    async with sessions.begin() as session:
        (message,) = await tickets.claim_due(session, NOW)
    async with sessions.begin() as session:
        await tickets.mark_shown(session, message.id, -1001234567890, 7, NOW)

    async with sessions.begin() as session:
        again = await tickets.claim_due(session, NOW + timedelta(days=1))
        found = await tickets.shown_in(session, -1001234567890, 7)
        elsewhere = await tickets.shown_in(session, -5, 7)

    assert (again, elsewhere) == ([], None)
    assert found is not None
    assert found.id == ticket.id


async def test_an_update_that_comes_twice_is_passed_on_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        ticket = await opened(session)
        first = await tickets.write(session, ticket, Side.OFFICER, "Yes.", source_id=9, now=NOW)
    async with sessions.begin() as session:
        same = await tickets.by_id(session, ticket.id)
        assert same is not None
        second = await tickets.write(session, same, Side.OFFICER, "Yes.", source_id=9, now=NOW)

    assert isinstance(first, TicketMessage)
    assert second is Refused.REPEATED
    assert ticket.status is TicketStatus.ANSWERED


async def test_a_supplier_who_writes_again_gets_a_new_promise(sessions: Sessions) -> None:
    later = NOW + timedelta(days=7)
    async with sessions.begin() as session:
        ticket = await opened(session)
        before = ticket.due_at
        await tickets.write(session, ticket, Side.OFFICER, "Yes.", source_id=9, now=NOW)
        await tickets.write(session, ticket, Side.SUPPLIER, "Why?", source_id=9, now=later, working=3)

    assert ticket.status is TicketStatus.OPEN
    assert ticket.due_at == before + timedelta(days=7)


async def test_a_closed_ticket_takes_no_words_and_closes_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        ticket = await opened(session)
        closed = [await tickets.close(session, ticket.id, Side.OFFICER, NOW) for _ in range(2)]
    async with sessions.begin() as session:
        same = await tickets.by_id(session, ticket.id)
        assert same is not None
        refused = await tickets.write(session, same, Side.SUPPLIER, "Why?", source_id=1, now=NOW)

    assert closed == [True, False]
    assert refused is Refused.CLOSED


async def test_a_supplier_sees_only_its_own_tickets(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        ticket = await opened(session, "tg:1")

        own = await tickets.of_supplier(session, ticket.id, "tg:1")
        others = await tickets.of_supplier(session, ticket.id, "tg:2")

    assert own is ticket
    assert others is None


async def test_a_question_may_be_deleted_before_its_ticket(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        ticket = await opened(session)

    async with sessions.begin() as session:
        await session.execute(delete(Question))
    async with sessions.begin() as session:
        (kept,) = await tickets.unanswered(session, NOW)

    assert (kept.id, kept.question_id) == (ticket.id, None)
    assert [message.text for message in kept.messages] == ["who pays?"]


async def test_whether_an_answer_helped_can_be_changed_and_a_repeat_is_known(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        row = await questions.browsed(session, "standstill", NOW)
        said = [await questions.mark(session, row, helped=helped) for helped in (True, True, False, False)]

    assert said == [True, False, True, False]


async def test_a_button_with_another_key_is_no_button_of_ours(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        row = await questions.browsed(session, "standstill", NOW)

        key = questions.held_by(row, "tg:1").key
        assert await questions.by_key(session, row.id, key, "tg:1") is row
        assert await questions.by_key(session, row.id, key, "tg:2") is None
        assert await questions.by_key(session, row.id, row.key, "tg:1") is None
        assert await questions.by_key(session, row.id, "", "tg:1") is None
        assert await questions.by_key(session, row.id + 1, key, "tg:1") is None
        assert await questions.by_key(session, None, key, "tg:1") is None


async def test_what_was_asked_before_is_known_for_ten_minutes(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await questions.remember(session, "tg:1", "first", NOW)
        await questions.remember(session, "tg:1", "second", NOW)

        just = await questions.previous(session, "tg:1", NOW + questions.FOLLOWS_FOR - timedelta(seconds=1))
        late = await questions.previous(session, "tg:1", NOW + questions.FOLLOWS_FOR)
        other = await questions.previous(session, "tg:2", NOW)

    assert (just, late, other) == ("second", None, None)
