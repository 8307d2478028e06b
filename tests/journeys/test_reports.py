"""A supplier follows its reports: their status, what it adds, taking back, news told once, and what changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram.error import TimedOut

from bot import feedback, telling
from bot.blockers import ReportStatus
from bot.tables import BlockerReport, ChangeMade, ReportLink
from bot.telegram_local import ApiError
from tests.chat import Chat
from tests.make import NOW
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

UNKNOWN = (
    "I know no report of yours with the number “BL-2222-2222”.\n\n"
    "It looks like BL-7K3M-9PQR. Please look at the number again. /myreports shows the reports that I connect "
    "with this chat."
)


async def reported(
    world: World, chat_id: int = 1001, *choices: str, words: str = "Ten days only."
) -> tuple[Chat, BlockerReport]:
    """Let somebody who has not joined report. Returns its chat and the report."""
    chat = world.chat(chat_id)
    await chat.send("/blocker")
    for label in ("Reading the documents", "The deadline is too short"):
        await chat.tap(label)
    await chat.send(words)
    for label in ("Skip", "Skip", *(choices or ("Kind and size only",)), "Send it"):
        await chat.tap(label)
    reference = chat.last.text.partition("Its number is ")[2][:12]
    async with world.shared.sessions.begin() as session:
        row = await feedback.by_reference(session, reference)
    assert row is not None
    return chat, row


async def decided(world: World, row: BlockerReport, status: ReportStatus, **given: Any) -> None:
    """Do as an officer does, and let the tick come."""
    async with world.shared.sessions.begin() as session:
        await feedback.set_status(session, row.id, status, world.clock[0], **given)
    await telling.due(world.shared, world.application.bot)


TOLD = ("Kind and size only", "Tell me when the status changes")


async def test_a_report_is_listed_opened_added_to_and_taken_back(world: World) -> None:
    chat, row = await reported(world)

    (listed,) = await chat.send("/myreports")
    (opened,) = await chat.tap(f"1. {row.reference}")
    (ask,) = await chat.tap("Add to it")
    (added,) = await chat.send("Ring 01388 123456. It closed on a bank holiday.")
    await chat.send("/myreports")
    await chat.tap(f"1. {row.reference}")
    with_words = chat.last.text
    (sure,) = await chat.tap("Take it back")
    await chat.tap("No, leave it")
    await chat.tap("Take it back")
    (gone,) = await chat.tap("Yes, take it back")
    (after,) = await chat.send(f"/myreports {row.reference}")

    assert listed.text == (
        f"Your reports\n\n1. {row.reference}\nThe deadline is too short (Reading the documents)\n"
        "Status: new, no officer has dealt with it yet\n\n"
        "Press one to add to it, to take it back, or to be told of news."
    )
    assert opened.text == (
        f"{row.reference}\nWhat: The deadline is too short\nWhere: Reading the documents\n"
        "Reported: Monday 10 August 2026\nStatus: new, no officer has dealt with it yet\n"
        "Words: “Ten days only.”\n\nI do not tell you of news."
    )
    assert ask.text.startswith(f"Add to {row.reference}\n\nType what you want to add.")
    kept = "Ring (contact details left out). It closed on a bank holiday."
    assert added.text == f"I added this to {row.reference}:\n“{kept}”"
    assert f"Words: “Ten days only.\n\n(Added on Monday 10 August 2026) {kept}”" in with_words
    assert sure.text == (
        f"Take {row.reference} back?\n\n"
        "It is then counted no more, and its words are erased. This cannot be undone."
    )
    assert gone.text == f"{row.reference} is taken back. It is counted no more, and its words are erased."
    assert "Status: taken back\n\nYou took it back." in after.text
    assert chat.labels == ["All my reports"]


async def test_news_of_a_report_waits_for_the_end_of_a_pause(world: World) -> None:
    chat = await world.roofer()
    _, row = await reported(world, 1001, *TOLD)
    await chat.send("/pause 2 weeks")
    chat.news()

    await decided(world, row, ReportStatus.SEEN)
    held = chat.news()
    await chat.send("/resume")
    chat.news()
    world.clock[0] += telling.WHEN_QUIET
    await telling.due(world.shared, world.application.bot)

    assert held == []
    assert len(chat.news()) == 1


async def test_news_is_told_once_for_each_change_to_who_asked(world: World) -> None:
    chat, row = await reported(world, 1001, *TOLD)
    quiet, other = await reported(world, 2002)

    for one in (row, other):
        await decided(world, one, ReportStatus.SEEN)
    (seen,) = chat.news()
    await telling.due(world.shared, world.application.bot)
    await decided(world, row, ReportStatus.SEEN)
    nothing_new = chat.news()
    await decided(world, row, ReportStatus.WILL_NOT_CHANGE, reason="The law sets <ten> days.")
    (refused,) = chat.news()
    async with world.shared.sessions.begin() as session:
        change = ChangeMade(
            you_said="Ten days are too short.",
            we_did="Quick Quotes now run for three weeks.",
            happened_on=date(2026, 8, 10),
            written_by="Jo",
            published_at=NOW,
            withdrawn_at=None,
        )
        session.add(change)
        await session.flush()
    await decided(world, row, ReportStatus.CHANGED, change_id=change.id)
    (changed,) = chat.news()
    (opened,) = await chat.tap("Open my report")

    head = f"News of your report {row.reference}\nThe deadline is too short (Reading the documents)\n\n"
    assert seen.text == f"{head}It now stands at: seen by an officer."
    assert nothing_new == []
    assert refused.text == (
        f"{head}It now stands at: will not change.\n\nThe officers say: The law sets <ten> days."
    )
    assert changed.text == (
        f"{head}It now stands at: changed, the officers did something about it.\n\n"
        "Monday 10 August 2026\nYou said: Ten days are too short.\n"
        "We did: Quick Quotes now run for three weeks."
    )
    assert "Status: changed, the officers did something about it\n" in opened.text
    assert quiet.news() == []


async def test_news_of_a_duplicate_names_how_the_other_stands(world: World) -> None:
    chat, row = await reported(world, 1001, *TOLD)
    _, original = await reported(world, 2002)

    await decided(world, row, ReportStatus.DUPLICATE, duplicate_of=original.id)
    (same,) = chat.news()
    await decided(world, original, ReportStatus.ACCEPTED)
    (then,) = chat.news()
    (opened,) = await chat.tap("Open my report")

    assert same.text.endswith(
        "It now stands at: handled together with another report of the same thing.\n\n"
        "The other report stands at: new, no officer has dealt with it yet."
    )
    assert then.text.endswith(
        "The other report stands at: accepted, the officers agree that it should change."
    )
    assert "The other report stands at: accepted" in opened.text
    assert "Ten days" not in then.text


async def test_news_waits_where_telegram_asks_to_and_is_told_later(world: World) -> None:
    chat, row = await reported(world, 1001, *TOLD)
    world.api.fail_next("sendMessage", ApiError(429, "Too Many Requests: retry after 30", retry_after=30))

    await decided(world, row, ReportStatus.SEEN)
    at_once = chat.news()
    world.clock[0] += timedelta(seconds=30)
    await telling.due(world.shared, world.application.bot)

    assert at_once == []
    assert "seen by an officer" in chat.news()[0].text


async def test_news_that_nobody_can_be_told_stands_in_the_list(world: World) -> None:
    chat, row = await reported(world, 1001, *TOLD)
    await chat.block()

    await decided(world, row, ReportStatus.SEEN)
    await chat.unblock()
    world.clock[0] += timedelta(days=1)
    await telling.due(world.shared, world.application.bot)

    assert chat.news() == []
    assert "Status: seen by an officer" in (await chat.send("/myreports"))[-1].text


async def test_news_that_may_have_arrived_is_sent_once_more_and_then_left(world: World) -> None:
    _, row = await reported(world, 1001, *TOLD)
    for _ in range(3):
        world.api.fail_next("sendMessage", TimedOut())

    await decided(world, row, ReportStatus.SEEN)
    for _ in range(3):
        world.clock[0] += timedelta(minutes=5)
        await telling.due(world.shared, world.application.bot)

    async with world.shared.sessions.begin() as session:
        (link,) = await session.scalars(select(ReportLink))
    assert (link.told, link.next_try_at, link.attempts) == (ReportStatus.SEEN, None, 2)


async def test_news_that_telegram_will_not_take_is_an_error_without_the_report(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    _, row = await reported(world, 1001, *TOLD)
    world.api.fail_next("sendMessage", ApiError(400, "Bad Request: can't parse entities"))

    await decided(world, row, ReportStatus.SEEN)
    await telling.due(world.shared, world.application.bot)

    logged = capsys.readouterr().out
    assert "news_not_taken" in logged
    assert row.reference not in logged
    assert str(row.id) not in logged


async def test_an_anonymous_supplier_who_asked_is_told_and_can_be_let_go(world: World) -> None:
    chat, row = await reported(world, 1001, "Fully anonymous", "Tell me when the status changes")

    await decided(world, row, ReportStatus.SEEN)
    (seen,) = chat.news()
    (off,) = await chat.tap("Do not tell me of news")
    await decided(world, row, ReportStatus.ACCEPTED)
    (by_number,) = await chat.send(f"/myreports {row.reference.lower()}")
    (listed,) = await chat.send("/myreports")

    assert seen.text.startswith(f"News of your report {row.reference}")
    assert off.text.endswith(
        "Nothing leads from this report to this chat. To tell you of news, I would have to remember which chat it "
        "came from. Officers would not see that."
    )
    assert chat.news() == []
    assert "Status: accepted" in by_number.text
    assert "Ten days" not in by_number.text  # a number may fall into other hands
    assert listed.text.startswith("I know of no report from this chat.")


async def test_a_report_without_a_trace_is_reached_by_its_number(world: World) -> None:
    chat, row = await reported(world, 1001, "Fully anonymous")
    await chat.send(f"/myreports {row.reference}")

    await chat.tap("Add to it")
    (added,) = await chat.send("One more thing.")
    await chat.send(f"/myreports {row.reference}")
    (on,) = await chat.tap("Tell me when the status changes")
    await decided(world, row, ReportStatus.SEEN)

    assert added.text == f"I added this to {row.reference}:\n“One more thing.”"
    assert on.text.endswith("I tell you when its status changes.")
    assert chat.last.text.endswith("It now stands at: seen by an officer.")


async def test_nobody_gets_to_a_report_of_another_chat(world: World) -> None:
    _, row = await reported(world)
    other = world.chat(2002)

    (asked,) = await other.send(f"/myreports {row.reference}")
    for step in ("open", "add", "back", "gone", "news"):
        await other.press(asked.message_id, f"1:report:{step}:{row.reference}:on", stale=True)
    (made_up,) = await other.send("/myreports BL-2222-2222")

    assert asked.text == UNKNOWN.replace("BL-2222-2222", row.reference)
    assert made_up.text == UNKNOWN
    async with world.shared.sessions.begin() as session:
        after = await session.get_one(BlockerReport, row.id)
    assert after.withdrawn_at is None


async def test_what_does_not_fit_into_a_report_is_refused_whole(world: World) -> None:
    chat, row = await reported(world)
    await chat.send("/myreports")
    await chat.tap(f"1. {row.reference}")
    await chat.tap("Add to it")

    (too_long,) = await chat.send("The deadline. " * 150)
    (nothing,) = await chat.send("\N{ZERO WIDTH SPACE}")
    async with world.shared.sessions.begin() as session:
        await feedback.withdraw(session, row, NOW)
    (gone,) = await chat.send("One more thing.")

    assert too_long.text.startswith("That is too long. I can take 1,500 characters.")
    assert nothing.text == "I could not find any words in that. Please type it again, or press a button."
    assert gone.text.startswith(f"I cannot add that to {row.reference}.")


async def test_many_reports_have_pages(world: World) -> None:
    chat = world.chat()
    for _ in range(6):
        await reported(world)

    (first,) = await chat.send("/myreports")
    (second,) = await chat.tap("Next page")

    assert "Showing 1 to 5 of 6." in first.text
    assert "Showing 6 to 6 of 6." in second.text


async def test_a_chat_without_reports_is_told_how_to_find_one(world: World) -> None:
    (answer,) = await world.chat().send("/myreports")

    assert answer.text == (
        "I know of no report from this chat.\n\n"
        "If you reported fully anonymously, send the number that you got, for example: /myreports BL-7K3M-9PQR\n\n"
        "To report what is stopping you, send /blocker."
    )


async def test_what_was_changed_is_shown_with_its_day_the_newest_first(world: World) -> None:
    chat = world.chat()
    (nothing,) = await chat.send("/yousaid")
    async with world.shared.sessions.begin() as session:
        for day in range(1, 6):
            session.add(
                ChangeMade(
                    you_said=f"Thing {day} & <more>",
                    we_did=f"Change {day}",
                    happened_on=date(2026, 8, day),
                    written_by="Jo",
                    published_at=NOW,
                    withdrawn_at=NOW if day == 4 else None,
                )
            )

    (first,) = await chat.send("/yousaid")
    (second,) = await chat.tap("Next page")

    assert nothing.text.startswith("You said, we did\n\nNothing is published here yet.")
    assert first.text == (
        "You said, we did (page 1 of 2)\n\n"
        "Wednesday 5 August 2026\nYou said: Thing 5 & <more>\nWe did: Change 5\n\n"
        "Monday 3 August 2026\nYou said: Thing 3 & <more>\nWe did: Change 3\n\n"
        "Sunday 2 August 2026\nYou said: Thing 2 & <more>\nWe did: Change 2"
    )
    assert second.text == (
        "You said, we did (page 2 of 2)\n\nSaturday 1 August 2026\nYou said: Thing 1 & <more>\nWe did: Change 1"
    )
