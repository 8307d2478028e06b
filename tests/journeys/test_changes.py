"""What was told of changes: a deadline moves, a buyer withdraws, a plan goes live."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from telegram.error import TimedOut

from alerts import outbox
from alerts.frequency import LONDON
from alerts.notice import Kind, Lot, Stage
from bot import delivery
from bot.telegram_local import ApiError
from tests.chat import Chat
from tests.make import NOW, notice
from tests.world import World, open_world

AT_ONCE = "Done: tell me at once"
TO_MORNING = timedelta(hours=19)
TITLE = "Re-roofing of Shildon library"

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is said, which does not depend on the database."""


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


async def happened(world: World, after: timedelta = timedelta(days=1), **changes: object) -> None:
    """Let time pass and the notice say something else, and tell of it."""
    world.clock[0] += after
    await world.publish(notice(released_at=world.clock[0], **changes))
    await world.deliver()


async def alerted(world: World, **first: object) -> Chat:
    """Return the chat of a roofer who was told of the opportunity at once."""
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice(**first))
    await world.deliver()
    chat.news()
    return chat


async def test_a_deadline_is_extended_twice_and_then_the_buyer_withdraws(world: World) -> None:
    chat = await alerted(world, closes_at=london("2026-08-27 17:00"))
    original = chat.last

    await happened(world, closes_at=london("2026-09-04 12:00"))
    alert, extended = chat.news()
    await happened(world, closes_at=london("2026-09-11 00:00"))
    _, again = chat.news()
    await happened(world, closes_at=london("2026-09-11 00:00"), stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION)
    over, withdrawn = chat.news()

    assert extended.text == (
        "More time: the deadline moved\n\n"
        "Re-roofing of Shildon library\n"
        "Buyer: Durham County Council\n\n"
        "Deadline: was Thursday 27 August 2026 at 5pm, now Friday 4 September 2026 at 12 noon (8 days later)\n\n"
        "Number: 000001-2026 on Find a Tender"
    )
    assert again.text.splitlines()[5] == (
        "Deadline: was Friday 4 September 2026 at 12 noon, now the end of Thursday 10 September 2026 (6 days later)"
    )
    assert withdrawn.text.split("\n\n")[0] == "Withdrawn by the buyer"
    assert withdrawn.text.split("\n\n")[2] == (
        "The buyer withdrew it on Thursday 13 August 2026. Nobody can bid for it now."
    )
    assert {message.reply_to for message in (extended, again, withdrawn)} == {original.message_id}
    assert {message.message_id for message in (alert, over)} == {original.message_id}
    assert alert.text.splitlines()[2:4] == [TITLE, "Deadline moved to Friday 4 September 2026 at 12 noon"]
    assert over.text.splitlines()[2:4] == [TITLE, "Withdrawn by the buyer on Thursday 13 August 2026"]
    assert "Deadline: by the end of Thursday 10 September 2026\n" in over.text
    assert [button.label for row in withdrawn.buttons for button in row] == [
        "Open on Find a Tender",
        "Stop messages about changes",
    ]


async def test_nothing_is_told_twice(world: World) -> None:
    chat = await alerted(world)
    await happened(world, closes_at=london("2026-09-04 12:00"))
    chat.news()

    await happened(world, timedelta(0), closes_at=london("2026-09-04 12:00"))
    again = await world.deliver(outbox.CLAIM * 2)

    assert chat.news() == []
    assert again.sent == 0


async def test_two_changes_that_wait_are_told_in_one_message(world: World) -> None:
    chat = await alerted(world)
    for day in ("2026-09-04 12:00", "2026-09-18 12:00"):
        world.clock[0] += timedelta(hours=1)
        await world.publish(notice(released_at=world.clock[0], closes_at=london(day)))

    done = await world.deliver()

    _, told = chat.news()
    assert (done.sent, done.cancelled) == (1, 1)
    assert "Deadline: was Monday 24 August 2026 at 1pm, now Friday 18 September 2026 at 12 noon" in told.text


async def test_two_changes_in_one_batch_are_told_in_one_message(world: World) -> None:
    chat = await alerted(world)
    world.clock[0] += timedelta(days=1)
    minute = timedelta(minutes=1)
    await world.publish(
        notice(released_at=world.clock[0] - minute, closes_at=london("2026-09-04 12:00")),
        notice(
            released_at=world.clock[0], closes_at=london("2026-09-18 12:00"), title="Roof of Shildon library"
        ),
    )

    await world.deliver()

    _, told = chat.news()
    assert "Deadline: was Monday 24 August 2026 at 1pm, now Friday 18 September 2026 at 12 noon" in told.text


async def test_what_went_back_before_it_was_told_is_not_told(world: World) -> None:
    chat = await alerted(world)
    for closes_at in (london("2026-09-04 12:00"), notice().closes_at):
        world.clock[0] += timedelta(hours=1)
        await world.publish(notice(released_at=world.clock[0], closes_at=closes_at))

    done = await world.deliver()

    assert (done.sent, done.cancelled) == (0, 2)
    assert chat.news() == []


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_went_back_after_news_without_an_answer_is_told_as_it_is_now(
    world: World, arrived: bool
) -> None:
    chat = await alerted(world)
    world.api.fail_next("sendMessage", TimedOut(), delivered=arrived)
    await happened(world, closes_at=london("2026-09-04 12:00"))
    chat.news()

    await happened(world, timedelta(seconds=20), closes_at=notice().closes_at)
    later = [await world.deliver(timedelta(minutes=1)) for _ in range(3)]

    told = [shown.text for shown in chat.news() if shown.reply_to is not None]
    assert [text.splitlines()[0] for text in told] == ["Less time: the deadline moved"]
    assert (
        "Deadline: was Friday 4 September 2026 at 12 noon, now Monday 24 August 2026 at 1pm (11 days earlier)"
        in told[0]
    )
    assert sum(done.sent for done in later) == 0


async def test_after_going_back_the_next_change_begins_where_the_supplier_stood(world: World) -> None:
    chat = await alerted(world)
    for closes_at in (london("2026-09-04 12:00"), notice().closes_at):
        world.clock[0] += timedelta(hours=1)
        await world.publish(notice(released_at=world.clock[0], closes_at=closes_at))
    await world.deliver()

    await happened(world, closes_at=london("2026-09-18 12:00"))

    _, told = chat.news()
    assert (
        "was Monday 24 August 2026 at 1pm, now Friday 18 September 2026 at 12 noon (25 days later)"
        in told.text
    )


async def test_before_the_digest_went_out_a_change_is_no_news(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice())
    await happened(world, timedelta(hours=1), closes_at=london("2026-09-04 12:00"))

    done = await world.deliver(timedelta(hours=18))

    (digest,) = chat.news()
    assert done.sent == 1
    assert "Deadline: Friday 4 September 2026 at 12 noon (24 days left)" in digest.text
    assert "Deadline moved" not in digest.text


async def test_a_change_that_comes_while_the_alert_is_being_sent_is_told_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    send = delivery._send

    async def send_slowly(*given: Any) -> int:
        """Let the deadline move after the message was written, and before it arrives."""
        monkeypatch.setattr(delivery, "_send", send)
        await world.publish(
            notice(closes_at=london("2026-09-04 12:00"), released_at=NOW + timedelta(hours=1))
        )
        return await send(*given)

    monkeypatch.setattr(delivery, "_send", send_slowly)
    await world.deliver()
    (early,) = chat.news()
    await world.deliver()

    alert, told = chat.news()
    assert early.text.startswith("New opportunity for you")
    assert alert.message_id == early.message_id
    assert told.reply_to == alert.message_id


@ONE_DATABASE
async def test_a_plan_that_goes_live_says_so(world: World) -> None:
    chat = await alerted(world, stage=Stage.PLANNED, kind=Kind.PLANNED, closes_at=None)

    await happened(world, external_id="000002-2026", stage=Stage.OPEN, closes_at=london("2026-09-04 12:00"))

    alert, told = chat.news()
    assert told.text == (
        "You can bid for this now\n\n"
        "Re-roofing of Shildon library\n"
        "Buyer: Durham County Council\n\n"
        "It was planned. Now it is open for bids.\n"
        "Deadline: Friday 4 September 2026 at 12 noon (24 days left)\n\n"
        "Number: 000002-2026 on Find a Tender"
    )
    assert alert.text.splitlines()[3] == (
        "You can bid for this now. Deadline moved to Friday 4 September 2026 at 12 noon"
    )
    assert "Save" in chat.labels


@ONE_DATABASE
async def test_small_changes_are_told_only_to_whoever_saved_it(world: World) -> None:
    lots = (Lot(id="1", title="Slates"), Lot(id="2", title="Gutters", value_max_pence=1_000_000))
    reader = await alerted(world, lots=lots)
    saver = await world.roofer(2002, AT_ONCE)
    await saver.send("/latest")
    await saver.tap("Save 1")

    await happened(
        world,
        value_max_pence=6_000_000,
        title="Re-roofing of Shildon library and hall",
        regions=("UKC",),
        suits_vcse=True,
        questions_by=london("2026-08-19 17:00"),
        lots=(Lot(id="2", title="Gutters", value_max_pence=2_000_000), Lot(id="3", title="Flashings")),
    )

    assert reader.news() == []
    assert saver.last.text == (
        "The deadline for questions moved\n\n"
        "Re-roofing of Shildon library and hall\n"
        "Buyer: Durham County Council\n\n"
        "Questions to the buyer: was not stated, now Wednesday 19 August 2026 at 5pm\n"
        "Value: was £45,000 without VAT, now £60,000 without VAT\n"
        "Parts (lots): 1 added (“Flashings”); 1 removed (“Slates”); “Gutters” was £10,000, now £20,000\n"
        "Title: was “Re-roofing of Shildon library”, now “Re-roofing of Shildon library and hall”\n"
        "Place: was County Durham, now North East\n"
        "The buyer says it suits: was small or medium firms, now small or medium firms, charities and social enterprises\n\n"
        "Your reminders move with it. To move it in your calendar as well, press Add to calendar.\n\n"
        "Number: 000001-2026 on Find a Tender"
    )
    assert saver.last.reply_to is None


@ONE_DATABASE
async def test_an_award_is_shown_to_all_and_told_to_whoever_saved_it(world: World) -> None:
    reader = await alerted(world)
    saver = await world.roofer(2002, AT_ONCE)
    await saver.send("/latest")
    await saver.tap("Save 1")
    reader.news()

    await happened(world, timedelta(days=30), stage=Stage.CLOSED, kind=Kind.AWARD)

    (alert,) = reader.news()
    assert alert.text.splitlines()[3] == "Awarded. The buyer published this on Wednesday 9 September 2026"
    assert saver.last.text.split("\n\n")[0] == "Awarded"
    assert saver.last.text.split("\n\n")[2] == (
        "The buyer chose a supplier, and published this on Wednesday 9 September 2026. Nobody can bid for it now."
    )


@ONE_DATABASE
async def test_an_item_of_a_digest_stays_in_it_when_it_is_withdrawn(world: World) -> None:
    chat = await world.roofer()
    others = [notice(external_id=f"{n}", ocid=f"ocds-{n}", title=f"Flat roof {n}") for n in range(2, 8)]
    await world.publish(notice(), *others)
    await world.deliver(TO_MORNING)
    digest = chat.last
    chat.news()

    await happened(world, stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION)

    shown, told = chat.news()
    assert shown.message_id == digest.message_id == told.reply_to
    assert shown.text.startswith("7 opportunities for you\n\nShowing 6 to 7 of 7.")
    assert "No longer open\n\n7. Re-roofing of Shildon library\nWithdrawn by the buyer on" in shown.text
    assert [button.label for row in shown.buttons for button in row if "Save" in button.label] == ["Save 6"]
    (first,) = await chat.tap("Previous page")
    assert "Re-roofing" not in first.text


async def test_whoever_turned_changes_off_gets_none_and_the_alert_is_still_right(world: World) -> None:
    chat = await alerted(world)
    await happened(world, closes_at=london("2026-09-04 12:00"))

    (off,) = await chat.tap("Stop messages about changes")
    await happened(world, closes_at=london("2026-09-18 12:00"))
    silent = chat.news()
    (on,) = await chat.tap("Start messages about changes again")
    await happened(world, closes_at=london("2026-09-25 12:00"))
    _, told = chat.news()

    assert off.text == (
        "I will not write to you about changes any more. New opportunities still come.\n\n"
        "I still mark in my earlier messages what moved or was withdrawn."
    )
    assert [message.text.splitlines()[3] for message in silent] == [
        "Deadline moved to Friday 18 September 2026 at 12 noon"
    ]
    assert on.text == "I will write to you about changes again."
    assert "was Friday 4 September 2026 at 12 noon, now Friday 25 September 2026" in told.text


async def test_whoever_stopped_hears_of_no_change(world: World) -> None:
    chat = await alerted(world)
    await chat.send("/stop")

    await happened(world, closes_at=london("2026-09-04 12:00"))

    assert chat.news() == []


async def test_news_that_waited_over_a_stop_say_what_is_true_after_it(world: World) -> None:
    chat = await alerted(world)
    await world.publish(notice(released_at=world.clock[0], closes_at=london("2026-09-04 12:00")))
    await chat.send("/stop")
    await happened(world, closes_at=london("2026-09-18 12:00"))
    await chat.send("/start")
    chat.news()

    done = await world.deliver()
    await happened(world, closes_at=london("2026-09-25 12:00"))

    (told, then) = (shown.text for shown in chat.news() if shown.reply_to is not None)
    assert done.sent == 1
    assert "Deadline: was Monday 24 August 2026 at 1pm, now Friday 18 September 2026 at 12 noon" in told
    assert "Deadline: was Friday 18 September 2026 at 12 noon, now Friday 25 September" in then


@pytest.mark.parametrize(
    "refusal",
    ["message to edit not found", "message can't be edited", "message is not modified"],
)
@ONE_DATABASE
async def test_an_alert_that_cannot_be_edited_does_not_keep_the_news_back(world: World, refusal: str) -> None:
    chat = await alerted(world)
    world.api.fail_next("editMessageText", ApiError(400, f"Bad Request: {refusal}"))

    await happened(world, closes_at=london("2026-09-04 12:00"))

    assert [message.text.splitlines()[0] for message in chat.news()] == ["More time: the deadline moved"]


@ONE_DATABASE
async def test_an_alert_that_was_not_brought_up_to_date_in_time_is_tried_again(world: World) -> None:
    chat = await alerted(world)
    world.api.fail_next("editMessageText", TimedOut(), times=3)

    await happened(world, closes_at=london("2026-09-04 12:00"))
    tries = [await world.deliver(timedelta(minutes=1)) for _ in range(3)]

    assert [done.sent for done in tries] == [0, 0, 1]
    assert len(chat.news()) == 2


@ONE_DATABASE
async def test_a_supplier_who_deleted_the_alert_is_told_all_the_same(world: World) -> None:
    chat = await alerted(world)
    await world.application.bot.delete_message(chat.chat_id, chat.last.message_id)

    await happened(world, closes_at=london("2026-09-04 12:00"))

    assert chat.last.text.startswith("More time: the deadline moved")
    assert chat.last.reply_to is None


async def test_a_restart_between_owing_and_telling_loses_nothing(database_url: str) -> None:
    async with open_world(database_url) as before:
        await alerted(before)
        before.clock[0] += timedelta(days=1)
        await before.publish(notice(released_at=before.clock[0], closes_at=london("2026-09-04 12:00")))
        async with before.shared.sessions.begin() as session:
            await outbox.claim_due(session, before.clock[0])  # and then the process was killed
        api, moment = before.api, before.clock[0]

    async with open_world(database_url, api=api) as after:
        after.clock[0] = moment
        early = await after.deliver()
        done = await after.deliver(outbox.CLAIM)
        again = await after.deliver(outbox.CLAIM)

    assert (early.sent, done.sent, again.sent) == (0, 1, 0)


@ONE_DATABASE
async def test_a_less_generous_deadline_says_so_and_the_same_day_too(world: World) -> None:
    chat = await alerted(world, closes_at=london("2026-08-27 17:00"))

    await happened(world, closes_at=london("2026-08-27 12:00"))
    _, same_day = chat.news()
    await happened(world, closes_at=london("2026-08-26 12:00"))
    _, earlier = chat.news()

    assert same_day.text.startswith("Less time: the deadline moved")
    assert "at 5pm, now Thursday 27 August 2026 at 12 noon (earlier on the same day)" in same_day.text
    assert "now Wednesday 26 August 2026 at 12 noon (1 day earlier)" in earlier.text


@ONE_DATABASE
async def test_what_was_withdrawn_by_mistake_is_open_again(world: World) -> None:
    chat = await alerted(world)
    await happened(world, stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION)

    await happened(world, stage=Stage.OPEN)

    assert chat.last.text.split("\n\n")[0] == "This is open again"
    assert "It was withdrawn. The buyer opened it again on Wednesday 12 August 2026." in chat.last.text
