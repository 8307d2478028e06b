"""What a supplier saved: the list, its notes, the reminders, and the calendar file."""

from datetime import datetime, time, timedelta

import pytest

from alerts import outbox, saved
from alerts.frequency import LONDON
from alerts.notice import Kind, Stage
from bot.telegram_local import Shown
from tests.chat import Chat
from tests.make import NOW, notice
from tests.world import World, open_world

AT_ONCE = "Done: tell me at once"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is said, which does not depend on the database."""

LIST = """\
You have saved 2 opportunities

1. Flat roof repairs
Buyer: Durham County Council
Deadline: Friday 14 August 2026 at 5pm (4 days left)

2. Re-roofing of Shildon library
Buyer: Durham County Council
Deadline: Monday 24 August 2026 at 1pm (14 days left)
Your note: ask Dave about <slates>"""


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def labels(shown: Shown) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


async def kept(world: World, **changes: object) -> Chat:
    """Return the chat of a roofer who saved the opportunity below its alert."""
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice(**changes))
    await world.deliver()
    await chat.tap("Save")
    chat.news()
    return chat


async def reminders(world: World, chat: Chat, until: str) -> list[str]:
    """Let the days pass, and return when something was written and its first line."""
    told = []
    while world.clock[0] < london(until):
        world.clock[0] = min(_next_look(world.clock[0].astimezone(LONDON)), london(until))
        await world.deliver()
        told += [
            f"{message.at.astimezone(LONDON):%a %d %b %H:%M} {message.text.splitlines()[0]}"
            for message in chat.news()
        ]
    return told


def _next_look(local: datetime) -> datetime:
    """Return the next time of day at which something may come, or must not have come yet."""
    times = (time(7, 59), time(8), time(18))
    following = next((each for each in times if each > local.time()), None)
    day = local.date() + timedelta(days=following is None)
    return datetime.combine(day, following or times[0], LONDON)


async def test_what_is_saved_is_on_the_list_by_deadline_with_its_note(world: World) -> None:
    chat = await kept(world)
    await chat.send("/saved")
    await chat.tap("1. Re-roofing of Shildon library")
    (ask,) = await chat.tap("Add a note")
    (noted,) = await chat.send("ask Dave about <slates>")
    await world.publish(
        notice(external_id="2", ocid="2", title="Flat roof repairs", closes_at=london("2026-08-14 17:00"))
    )
    await world.deliver()
    (answer,) = await chat.tap("Save")

    (listed,) = await chat.send("/saved")

    assert ask.text == (
        "Your note on “Re-roofing of Shildon library”\n\n"
        "Type it, up to 500 characters. Only you see it. /cancel leaves it as it is."
    )
    assert noted.text.splitlines()[3:] == [
        "Your note: ask Dave about <slates>",
        "Number: 000001-2026 on Find a Tender",
    ]
    assert answer.text == (
        "Saved. It is on your list: /saved\n\n"
        "Flat roof repairs\n"
        "Buyer: Durham County Council\n"
        "Deadline: Friday 14 August 2026 at 5pm (4 days left)\n\n"
        "I will remind you of the deadline on Wednesday 12 August and Thursday 13 August."
    )
    assert labels(answer) == ["Add a note", "Add to calendar", "Remove from my list", "My list"]
    assert listed.text == LIST
    assert labels(listed) == [
        "1. Flat roof repairs",
        "2. Re-roofing of Shildon library",
        "Calendar file of all deadlines",
        "Stop reminders",
        "Stop messages about changes",
    ]


async def test_saving_twice_saves_once(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()

    answers = await chat.tap_twice("Save")

    assert [message.text.split(".")[0] for message in answers] == ["Saved", "You saved this before"]
    assert (await chat.send("/saved"))[0].text.startswith("You have saved 1 opportunity\n")


@ONE_DATABASE
async def test_an_empty_list_says_how_to_fill_it(world: World) -> None:
    chat = await world.roofer()

    (empty,) = await chat.send("/saved")
    (no_dates,) = await chat.send("/calendar")

    assert empty.text == (
        "You have saved nothing.\n\n"
        "Press Save below an opportunity, in an alert or in /latest. I keep it on this list, and remind you "
        "7, 2 and 1 days before its deadline."
    )
    assert no_dates.text == (
        "There is no deadline to put into your calendar.\n\n"
        "Press Save below an opportunity first. /saved shows your list."
    )


@ONE_DATABASE
async def test_the_list_has_pages_and_saves_from_digests_and_from_latest(world: World) -> None:
    chat = await world.roofer()
    await world.publish(
        *(
            notice(external_id=f"{n}", ocid=f"{n}", title=f"Roof {n}", closes_at=NOW + timedelta(days=10 + n))
            for n in range(1, 8)
        )
    )
    await world.deliver(timedelta(hours=19))
    for number in range(1, 6):
        await chat.tap(f"Save {number}")
    await chat.send("/latest")
    await chat.tap("Next page")
    for number in (6, 7):
        await chat.tap(f"Save {number}")

    (first,) = await chat.send("/saved")
    (second,) = await chat.tap("Next page")

    assert first.text.startswith("You have saved 7 opportunities\n\nShowing 1 to 5 of 7.\n\n1. Roof 1\n")
    assert "6. Roof 6\n" in second.text
    assert "7. Roof 7\n" in second.text


@ONE_DATABASE
async def test_what_is_removed_is_gone_with_its_note_and_can_be_saved_again(world: World) -> None:
    chat = await kept(world)
    await chat.send("/saved")
    await chat.tap("1. Re-roofing of Shildon library")
    await chat.tap("Add a note")
    await chat.send("call them")

    (removed,) = await chat.tap("Remove from my list")
    (twice,) = await chat.press(removed.message_id, "1:saved:remove:1", stale=True)
    reminded = await reminders(world, chat, "2026-08-25 12:00")
    await chat.send("/saved")

    assert removed.text == (
        "Removed from your list: Re-roofing of Shildon library\n\n"
        "I will not remind you of it. Its note is gone too."
    )
    assert twice.text == "This is not on your list any more. Send /saved to see what is."
    assert reminded == []
    assert chat.last.text.startswith("You have saved nothing.")


@ONE_DATABASE
async def test_a_note_that_is_too_long_is_asked_for_again_and_one_can_be_taken_away(world: World) -> None:
    chat = await kept(world)
    await chat.send("/saved")
    await chat.tap("1. Re-roofing of Shildon library")
    await chat.tap("Add a note")

    (too_long,) = await chat.send("a" * (saved.LONGEST_NOTE + 1))
    (taken,) = await chat.send("b" * saved.LONGEST_NOTE)
    await chat.tap("Change the note")
    (cleared,) = await chat.tap("Remove the note")

    assert too_long.text == (
        "Your note has 501 characters, and I can keep 500. Nothing was changed.\n\n"
        "Type a shorter one, or send /cancel."
    )
    assert "Your note: bbb" in taken.text
    assert "Your note: none" in cleared.text


@ONE_DATABASE
async def test_somebody_elses_list_stays_theirs(world: World) -> None:
    owner = await kept(world)
    other = await world.roofer(2002, AT_ONCE)
    await other.send("/latest")

    for data in ("1:saved:one:1", "1:saved:note:1", "1:saved:clear:1", "1:saved:remove:1"):
        await other.press(other.last.message_id, data, stale=True)
        assert other.last.text == "This is not on your list any more. Send /saved to see what is."
    await other.send("mine now")

    assert "mine now" not in (await owner.send("/saved"))[-1].text
    assert owner.last.text.startswith("You have saved 1 opportunity")


@ONE_DATABASE
async def test_buttons_about_what_is_not_there_answer_kindly(world: World) -> None:
    chat = await world.roofer()
    stranger = world.chat(3003)
    await stranger.send("/help")

    (gone,) = await chat.press(chat.last.message_id, "1:save:999", stale=True)
    (made_up,) = await chat.press(chat.last.message_id, "1:turn:nonsense:off", stale=True)
    (no_date,) = await chat.press(chat.last.message_id, "1:calendar:999", stale=True)
    (unknown,) = await stranger.press(stranger.last.message_id, "1:save:1", stale=True)

    old = "This button is out of date. Send /latest or /watch to see how things are now."
    assert [gone.text, made_up.text, no_date.text] == [old] * 3
    assert unknown.text == "I do not know your work yet. Send /start: it takes four questions."


async def test_a_list_holds_so_many_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    chat = await kept(world)
    await world.publish(notice(external_id="2", ocid="2", title="Flat roof repairs"))
    await world.deliver()

    (full,) = await chat.tap("Save")

    assert full.text.startswith("Your list is full.")
    assert (await chat.send("/saved"))[0].text.startswith("You have saved 1 opportunity\n")


async def test_reminders_keep_off_easter_and_move_with_the_deadline(world: World) -> None:
    world.clock[0] = london("2027-03-12 09:00")
    chat = await kept(world, released_at=world.clock[0], closes_at=london("2027-03-30 12:00"))

    before = await reminders(world, chat, "2027-03-24 07:00")
    later = {"released_at": london("2027-03-24 06:00"), "closes_at": london("2027-04-06 12:00")}
    await world.publish(notice(**later))
    after = await reminders(world, chat, "2027-04-08 07:00")

    # Good Friday is 26 March, Easter Monday 29 March, and the clocks go forward in between.
    assert before == ["Tue 23 Mar 08:00 Reminder: the deadline is in 7 days"]
    assert after[1:] == [
        "Wed 24 Mar 07:59 More time: the deadline moved",
        "Tue 30 Mar 08:00 Reminder: the deadline is in 7 days",
        "Fri 02 Apr 08:00 Reminder: the deadline is in 4 days",
        "Mon 05 Apr 08:00 Reminder: the deadline is tomorrow",
    ]


@ONE_DATABASE
async def test_a_reminder_says_what_is_true_and_questions_have_their_own(world: World) -> None:
    chat = await kept(world, closes_at=london("2026-08-27 17:00"), questions_by=london("2026-08-19 17:00"))
    await chat.send("/saved")
    await chat.tap("1. Re-roofing of Shildon library")
    await chat.tap("Add a note")
    await chat.send("call them")

    told = await reminders(world, chat, "2026-08-18 08:00")
    question = chat.last
    told += await reminders(world, chat, "2026-08-27 18:00")

    assert told == [
        "Wed 12 Aug 08:00 Reminder: the last day to ask the buyer questions is in 7 days",
        "Mon 17 Aug 08:00 Reminder: the last day to ask the buyer questions is in 2 days",
        "Tue 18 Aug 08:00 Reminder: the last day to ask the buyer questions is tomorrow",
        "Thu 20 Aug 08:00 Reminder: the deadline is in 7 days",
        "Tue 25 Aug 08:00 Reminder: the deadline is in 2 days",
        "Wed 26 Aug 08:00 Reminder: the deadline is tomorrow",
    ]
    assert question.text == (
        "Reminder: the last day to ask the buyer questions is tomorrow\n\n"
        "Re-roofing of Shildon library\n"
        "Buyer: Durham County Council\n"
        "Deadline: Thursday 27 August 2026 at 5pm (9 days left)\n"
        "Questions to the buyer: Wednesday 19 August 2026 at 5pm (tomorrow)\n"
        "Your note: call them\n"
        "Number: 000001-2026 on Find a Tender"
    )
    assert labels(question) == [
        "Open on Find a Tender",
        "Change the note",
        "Add to calendar",
        "Remove from my list",
        "Stop reminders",
    ]


@ONE_DATABASE
async def test_what_is_withdrawn_is_not_reminded_of_and_stays_on_the_list(world: World) -> None:
    chat = await kept(world, closes_at=london("2026-08-27 17:00"))
    world.clock[0] += timedelta(days=1)
    await world.publish(
        notice(
            released_at=world.clock[0],
            closes_at=london("2026-08-27 17:00"),
            stage=Stage.WITHDRAWN,
            kind=Kind.CANCELLATION,
        )
    )

    told = await reminders(world, chat, "2026-08-28 12:00")
    (listed,) = await chat.send("/saved")

    assert [line.split(" ", 4)[4] for line in told][-1] == "Withdrawn by the buyer"
    assert not any("Reminder" in line for line in told)
    assert listed.text == (
        "You have saved 1 opportunity\n\n"
        "1. Re-roofing of Shildon library\n"
        "Withdrawn by the buyer on Tuesday 11 August 2026\n"
        "Buyer: Durham County Council"
    )


@ONE_DATABASE
async def test_reminders_can_be_turned_off_and_on_again(world: World) -> None:
    chat = await kept(world, closes_at=london("2026-08-27 17:00"))
    await chat.send("/saved")

    (off,) = await chat.tap("Stop reminders")
    silent = await reminders(world, chat, "2026-08-21 12:00")
    (listed,) = await chat.send("/saved")
    (on,) = await chat.tap("Start reminders again")
    chat.news()
    told = await reminders(world, chat, "2026-08-27 18:00")

    assert off.text == (
        "Your reminders are off. New opportunities still come.\n\nWhat you saved stays on your list: /saved"
    )
    assert silent == []
    assert "Start reminders again" in labels(listed)
    assert on.text == "Your reminders are on again."
    assert [line[:10] for line in told] == ["Tue 25 Aug", "Wed 26 Aug"]


@ONE_DATABASE
async def test_another_hour_moves_the_reminders_too(world: World) -> None:
    chat = await kept(world, closes_at=london("2026-08-27 17:00"))
    await chat.send("/watch")
    for step in ("When I write", "Each day", "When I write", "Another hour", "6pm"):
        await chat.tap(step)
    chat.news()

    told = await reminders(world, chat, "2026-08-21 12:00")

    assert told == ["Thu 20 Aug 18:00 Reminder: the deadline is in 7 days"]


async def test_whoever_stopped_is_not_reminded_and_whoever_comes_back_is(world: World) -> None:
    chat = await kept(world, closes_at=london("2026-08-27 17:00"))
    await chat.send("/stop")
    world.clock[0] = london("2026-08-19 12:00")
    await world.publish(notice(released_at=world.clock[0], closes_at=london("2026-09-04 17:00")))
    silent = await reminders(world, chat, "2026-08-27 12:00")

    await chat.send("/start")
    chat.news()
    told = await reminders(world, chat, "2026-09-04 18:00")

    assert silent == []
    assert [line[:10] for line in told] == ["Fri 28 Aug", "Wed 02 Sep", "Thu 03 Sep"]


async def test_after_an_outage_one_reminder_is_enough(world: World) -> None:
    chat = await kept(world, closes_at=london("2026-08-27 17:00"))
    world.clock[0] = london("2026-08-26 09:00")  # nothing ran for two weeks

    done = await world.deliver()
    again = await world.deliver(outbox.CLAIM)

    assert [message.text.splitlines()[0] for message in chat.news()] == ["Reminder: the deadline is tomorrow"]
    assert (done.sent, done.cancelled, again.sent) == (1, 2, 0)


async def test_a_restart_between_owing_and_reminding_loses_nothing(database_url: str) -> None:
    async with open_world(database_url) as before:
        await kept(before, closes_at=london("2026-08-27 17:00"))
        async with before.shared.sessions.begin() as session:
            await outbox.claim_due(session, london("2026-08-20 08:00"))  # and then the process was killed
        api = before.api

    async with open_world(database_url, api=api) as after:
        after.clock[0] = london("2026-08-20 08:00")
        early = await after.deliver()
        done = await after.deliver(outbox.CLAIM)

    assert (early.sent, done.sent) == (0, 1)


@ONE_DATABASE
async def test_a_calendar_file_comes_for_one_and_for_all(world: World) -> None:
    chat = await kept(world)
    await world.publish(notice(external_id="2", ocid="2", title="Flat roof repairs"))
    await world.deliver()

    (one,) = await chat.tap("Add to calendar")
    await chat.tap("Save")
    await chat.send("/saved")
    (every,) = await chat.tap("Calendar file of all deadlines")

    assert one.text == ("The deadline of “Flat roof repairs”. Open the file to add it to your calendar.")
    assert every.text == (
        "2 deadlines of what you saved. Open the file to add them to your calendar. "
        "When one moves, send /calendar and open the new file: nothing comes twice."
    )
    assert one.file is not None
    assert every.file is not None
    assert (one.file.name, every.file.name) == ("deadlines.ics", "deadlines.ics")
    assert (one.file.content.count(b"BEGIN:VEVENT"), every.file.content.count(b"BEGIN:VEVENT")) == (1, 2)


@ONE_DATABASE
async def test_a_deadline_that_has_passed_makes_no_file(world: World) -> None:
    chat = await kept(world)
    button = next(
        button for row in chat.messages[-2].buttons for button in row if button.label == "Add to calendar"
    )
    world.clock[0] = NOW + timedelta(days=15)

    assert button.data is not None
    (answer,) = await chat.press(chat.last.message_id, button.data, stale=True)

    assert answer.text == (
        "There is no deadline to put into your calendar: it has passed, or the buyer has not stated one."
    )
