"""A supplier hears of opportunities: at once, in a digest, in pages; and stops hearing."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram.error import InvalidToken, NetworkError, TimedOut

from alerts import outbox
from alerts.notice import Stage
from alerts.tables import Delivery
from bot import delivery, letters
from bot.delivery import Delivered
from bot.refusals import AFTER_A_FAULT
from bot.telegram_local import ApiError
from tests.make import NOW, notice
from tests.world import World, open_world

ALERT = """\
New opportunity for you

Re-roofing of Shildon library
Buyer: Durham County Council
Value: £45,000 without VAT
Deadline: Monday 24 August 2026 at 1pm (14 days left)
Place: County Durham
The buyer says it suits: small or medium firms
Size: within your usual work
Why you got this: """

PERHAPS_AGAIN = "You may have had this message already. I could not tell whether it reached you."
AT_ONCE = "Done: tell me at once"
TO_MORNING = timedelta(hours=19)
"""From one in the afternoon to eight the next morning, in London."""


def many(number: int) -> list[str]:
    return [f"ocds-{count}" for count in range(number)]


async def test_an_opportunity_is_told_at_once_with_the_reason(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)

    await world.publish(notice())
    done = await world.deliver()

    (alert,) = chat.news()
    assert alert.text.startswith(ALERT)
    assert "Roofing and gutters" in alert.text.rpartition("Why you got this: ")[2]
    assert alert.text.endswith("Number: 000001-2026 on Find a Tender")
    assert [button.label for row in alert.buttons for button in row] == [
        "Open on Find a Tender",
        "Save",
        "Add to calendar",
        "Not for me",
        "Mute…",
        "Share",
        "Something is stopping me",
        "Change",
        "Words explained",
        "Stop",
    ]
    assert alert.buttons[0][0].url == "https://www.find-tender.service.gov.uk/Notice/000001-2026"
    assert done.sent == 1


async def test_nothing_is_sent_twice(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()
    chat.news()

    await world.publish(notice())
    again = await world.deliver(outbox.CLAIM * 2)

    assert chat.news() == []
    assert again.sent == 0


async def test_a_digest_comes_at_eight_and_not_before(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))

    await world.deliver(TO_MORNING - timedelta(seconds=1))
    early = chat.news()
    await world.deliver(timedelta(seconds=1))

    (digest,) = chat.news()
    assert early == []
    assert digest.text.startswith("2 opportunities for you\n\nNew\n\n1. ")


async def test_no_match_means_no_message(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(title="School meals", summary="Cooking.", cpv_codes=("55523100",)))

    await world.deliver(timedelta(days=2))

    assert chat.news() == []


async def test_what_closes_soon_comes_first(world: World) -> None:
    chat = await world.roofer()
    await world.publish(
        notice(external_id="1", ocid="ocds-1", title="Slate roof renewal"),
        notice(external_id="2", ocid="ocds-2", title="Roof repairs", closes_at=NOW + timedelta(days=3)),
    )

    await world.deliver(TO_MORNING)

    (digest,) = chat.news()
    lines = digest.text.splitlines()
    assert [line for line in lines if line in {"Closing soon", "New"} or line[:2] in {"1.", "2."}] == [
        "Closing soon",
        "1. Roof repairs",
        "New",
        "2. Slate roof renewal",
    ]


async def test_a_long_digest_has_pages_that_turn(world: World) -> None:
    chat = await world.roofer()
    await world.publish(*(notice(external_id=ocid, ocid=ocid) for ocid in many(12)))
    await world.deliver(TO_MORNING)

    first = chat.last
    (second,) = await chat.tap("Next page")
    (third,) = await chat.tap("Next page")
    (back,) = await chat.tap("Previous page")

    assert "12 opportunities for you\n\nShowing 1 to 5 of 12." in first.text
    assert "Showing 6 to 10 of 12." in second.text
    assert "Showing 11 to 12 of 12." in third.text
    assert back.text == second.text
    assert {first.message_id} == {page.message_id for page in (second, third, back)}


async def test_a_button_of_somebody_elses_digest_shows_nothing(world: World) -> None:
    chat = await world.roofer()
    await world.publish(*(notice(external_id=ocid, ocid=ocid) for ocid in many(6)))
    await world.deliver(TO_MORNING)
    (forward,) = [button for row in chat.last.buttons for button in row if button.label == "Next page"]
    other = await world.roofer(2002)

    assert forward.data is not None
    (answer,) = await other.press(other.last.message_id, forward.data, stale=True)

    assert answer.text == ("This button is out of date. Send /latest or /watch to see how things are now.")


async def test_a_message_is_written_from_what_is_true_when_it_is_sent(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))

    await world.publish(notice(released_at=NOW, closes_at=NOW + timedelta(days=20)))
    await world.publish(notice(external_id="2", ocid="ocds-2", released_at=NOW, stage=Stage.WITHDRAWN))
    await world.deliver(TO_MORNING)

    (digest,) = chat.news()
    assert digest.text.startswith("1 opportunity for you")
    assert "Deadline: Sunday 30 August 2026 at 1pm (19 days left)" in digest.text


async def test_a_digest_of_which_nothing_is_left_is_not_sent(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice())

    await world.publish(notice(released_at=NOW, stage=Stage.WITHDRAWN))
    done = await world.deliver(TO_MORNING)

    assert chat.news() == []
    assert (done.sent, done.cancelled) == (0, 1)


async def test_stop_stops_and_start_brings_the_alerts_back(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)

    (stopped,) = await chat.send("/stop")
    (again,) = await chat.send("/stop")
    await world.publish(notice())
    await world.deliver()
    silent = chat.news()
    (back,) = await chat.send("/start")
    await world.publish(notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))
    await world.deliver()

    assert stopped.text.startswith("Your alerts are off. I will not write to you again.")
    assert again.text == "Your alerts are already off. Send /start to turn them on."
    assert silent == []
    assert back.text.startswith(
        "Welcome back. Your alerts are on again. I write as soon as something is published."
    )
    assert "Flat roof repairs" in chat.last.text


async def test_the_stop_button_below_an_alert_stops_and_leaves_the_alert(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()

    news = await chat.tap("Stop")

    assert [message.text.splitlines()[0] for message in news[-1:]] == [
        "Your alerts are off. I will not write to you again."
    ]
    assert any(text.startswith(ALERT) for text in chat.texts)
    assert not chat.spins


async def test_latest_shows_what_is_open_now_and_says_when_nothing_is(world: World) -> None:
    chat = await world.roofer()

    (nothing,) = await chat.send("/latest")
    await world.publish(notice())
    (one,) = await chat.send("/latest")

    assert nothing.text.startswith("Nothing is open for you now.")
    assert one.text.startswith(
        "1 opportunity is open for you now\n\nMore time left\n\n1. Re-roofing of Shildon library"
    )


@pytest.mark.parametrize("command", ["/latest", "/watch"])
async def test_a_stranger_is_asked_to_join_first(world: World, command: str) -> None:
    (answer,) = await world.chat().send(command)

    assert answer.text == "I do not know your work yet. Send /start: it takes four questions."


async def test_a_supplier_who_blocks_the_bot_is_paused_and_keeps_the_answers(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)

    await chat.block()
    await world.publish(notice())
    done = await world.deliver()
    await chat.unblock()
    (back,) = await chat.send("/start")

    assert done.sent == 0
    assert back.text.startswith("Welcome back.")


async def test_a_block_that_telegram_tells_us_only_at_sending_pauses_too(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    world.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))

    first = await world.deliver()
    await world.publish(notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))
    second = await world.deliver(outbox.CLAIM * 2)

    assert (first.unreachable, second.sent) == (1, 0)
    assert chat.news() == []


async def test_one_bad_chat_does_not_stop_the_others(world: World) -> None:
    first, second = await world.roofer(1, AT_ONCE), await world.roofer(2, AT_ONCE)
    world.api.fail_next("sendMessage", ApiError(400, "Bad Request: unheard of"), times=2, chat_id=1)

    await world.publish(notice())
    done = await world.deliver()

    assert (done.failed, done.sent) == (1, 1)
    assert first.news() == []
    assert len(second.news()) == 1


async def test_telegram_asking_to_wait_puts_a_message_off_and_loses_nothing(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    world.api.fail_next("sendMessage", ApiError(429, "Too Many Requests: retry after 40", retry_after=40))

    asked = await world.deliver()
    early = await world.deliver(timedelta(seconds=39))
    on_time = await world.deliver(timedelta(seconds=1))

    assert (asked.put_off, early.sent, on_time.sent) == (1, 0, 1)
    assert len(chat.news()) == 1


async def test_a_message_that_may_have_arrived_is_tried_once_more_and_then_left(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    world.api.fail_next("sendMessage", TimedOut(), times=9, delivered=True)

    outcomes = [await world.deliver(timedelta(minutes=1)) for _ in range(4)]

    assert [(done.put_off, done.unknown) for done in outcomes] == [(1, 0), (0, 1), (0, 0), (0, 0)]
    first, second = [shown.text for shown in chat.news()]
    assert second == f"{PERHAPS_AGAIN}\n\n{first}"


async def test_what_was_on_its_way_when_the_process_was_killed_is_sent_once_more_and_says_so(
    world: World,
) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    async with world.shared.sessions.begin() as session:  # and then the process was killed
        (dying,) = await outbox.claim_due(session, world.clock[0])
        await outbox.begin(session, dying, world.clock[0])

    outcomes = [
        await world.deliver(outbox.ON_ITS_WAY - timedelta(seconds=1)),
        await world.deliver(timedelta(seconds=1)),
        await world.deliver(outbox.ON_ITS_WAY),
    ]

    assert [done.sent for done in outcomes] == [0, 1, 0]
    (shown,) = chat.news()
    assert shown.text.startswith(f"{PERHAPS_AGAIN}\n\nNew opportunity for you")


async def test_what_may_have_arrived_already_stays_out_of_the_message_that_gathers_many(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    async with world.shared.sessions.begin() as session:  # and then the process was killed
        (dying,) = await outbox.claim_due(session, world.clock[0])
        await outbox.begin(session, dying, world.clock[0])
    world.clock[0] += outbox.ON_ITS_WAY
    async with world.shared.sessions.begin() as session:
        await outbox.sweep(session, world.clock[0])

    await world.publish(*(notice(external_id=ocid, ocid=ocid, title=f"Roof {ocid}") for ocid in many(6)))
    await world.deliver()

    told = [shown.text for shown in chat.news()]
    assert len(told) == 2
    assert told[0].startswith(f"{PERHAPS_AGAIN}\n\nNew opportunity for you\n\nRe-roofing of Shildon library")
    assert told[1].startswith("6 opportunities for you")
    assert "Shildon library" not in told[1]


async def test_what_may_have_arrived_already_is_joined_by_nothing_new(world: World) -> None:
    chat = await world.roofer()  # a digest each morning
    await world.publish(notice())
    world.clock[0] += TO_MORNING
    world.api.fail_next("sendMessage", TimedOut(), delivered=True)
    await world.deliver()
    await world.publish(notice(external_id="2", ocid="2", title="Roof of a school"))
    await world.deliver(TO_MORNING + timedelta(hours=5))

    told = [shown.text for shown in chat.news()]
    assert [text.startswith(PERHAPS_AGAIN) for text in told] == [False, True, False]
    assert ["Roof of a school" in text for text in told] == [False, False, True]


async def test_an_outage_of_an_hour_loses_nothing_and_doubles_nothing(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    world.api.fail_next("sendMessage", NetworkError("the network is down"), times=60)

    outcomes = [await world.deliver(timedelta(minutes=1)) for _ in range(61)]

    assert [done.put_off for done in outcomes] == [1] * 60 + [0]
    assert len(chat.news()) == 1


async def test_a_connection_that_was_never_made_is_no_message_sent(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    never_left = TimedOut()
    never_left.__cause__ = httpx.ConnectTimeout("no route")
    world.api.fail_next("sendMessage", never_left, times=5)

    outcomes = [await world.deliver(timedelta(minutes=1)) for _ in range(6)]

    assert [done.sent for done in outcomes] == [0, 0, 0, 0, 0, 1]
    assert len(chat.news()) == 1


async def test_a_process_that_dies_again_and_again_loses_nothing(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    for _ in range(20):  # claimed, and then the process was killed
        async with world.shared.sessions.begin() as session:
            await outbox.claim_due(session, world.clock[0])
        world.clock[0] += outbox.CLAIM

    done = await world.deliver()

    assert done.sent == 1
    assert len(chat.news()) == 1


async def test_a_fault_with_one_message_holds_up_no_other_and_is_given_up_for_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlucky = await world.roofer(1001, when=AT_ONCE)
    lucky = await world.roofer(1002, when=AT_ONCE)
    await world.publish(notice())
    write = letters.write

    async def faulty(session: Any, owed: Delivery, *rest: Any, **named: Any) -> Any:
        if owed.supplier.address == "tg:1001":
            raise ZeroDivisionError("a mistake of ours")
        return await write(session, owed, *rest, **named)

    monkeypatch.setattr(letters, "write", faulty)
    outcomes = [await world.deliver(AFTER_A_FAULT) for _ in range(outbox.GIVE_UP_AFTER + 1)]

    assert [done.put_off for done in outcomes] == [1] * (outbox.GIVE_UP_AFTER - 1) + [0, 0]
    assert [done.failed for done in outcomes] == [0] * (outbox.GIVE_UP_AFTER - 1) + [1, 0]
    assert [len(chat.news()) for chat in (unlucky, lucky)] == [0, 1]


async def test_a_token_that_is_refused_cuts_off_no_message_that_is_on_its_way(world: World) -> None:
    chats = [await world.roofer(number, when=AT_ONCE) for number in (1001, 1002, 1003)]
    await world.publish(notice())
    world.api.fail_next("sendMessage", ApiError(401, "Unauthorized"), chat_id=1002)

    with pytest.raises(InvalidToken):
        await world.deliver()
    later = await world.deliver(AFTER_A_FAULT)

    assert later.sent == 1
    told = [chat.news() for chat in chats]
    assert [len(news) for news in told] == [1, 1, 1]
    assert not any(news[0].text.startswith(PERHAPS_AGAIN) for news in told)


async def test_a_slow_sender_leaves_to_another_what_the_other_took_over(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    async with world.shared.sessions.begin() as session:
        (slow,) = await outbox.claim_due(session, world.clock[0])

    quick = await world.deliver(outbox.CLAIM)
    outcome = await delivery._deliver(world.shared, world.application.bot, slow)

    assert quick.sent == 1
    assert outcome is delivery.Outcome.PUT_OFF
    assert len(chat.news()) == 1


async def test_an_address_that_telegram_refuses_costs_its_button_and_not_the_message(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    world.api.fail_next("sendMessage", ApiError(400, "Bad Request: inline keyboard button URL is invalid"))

    done = await world.deliver()

    (alert,) = chat.news()
    assert done.sent == 1
    assert [button.label for row in alert.buttons for button in row] == [
        "Save",
        "Add to calendar",
        "Not for me",
        "Mute…",
        "Share",
        "Something is stopping me",
        "Change",
        "Words explained",
        "Stop",
    ]


async def test_what_closed_before_it_was_told_is_told_when_it_opens_again(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(closes_at=NOW + timedelta(hours=2)))
    first = await world.deliver(TO_MORNING)

    await world.publish(notice(released_at=world.clock[0], closes_at=NOW + timedelta(days=30)))
    second = await world.deliver(timedelta(days=1))

    assert (first.sent, first.cancelled, second.sent) == (0, 1, 1)
    assert "Re-roofing of Shildon library" in chat.last.text


async def test_what_a_block_kept_away_comes_after_the_next_start_and_is_no_repeat(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice())
    world.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
    await world.deliver(TO_MORNING)
    away = [await world.deliver(timedelta(minutes=5)) for _ in range(3)]

    await chat.send("/start")
    chat.news()
    done = await world.deliver(timedelta(minutes=1))

    assert [each.sent for each in away] == [0, 0, 0]
    assert done.sent == 1
    assert chat.last.text.startswith("1 opportunity for you\n")


async def test_news_that_a_block_kept_away_come_after_the_next_start(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()
    await world.publish(notice(released_at=NOW, closes_at=NOW + timedelta(days=21)))
    world.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
    for _ in range(3):
        await world.deliver(timedelta(minutes=5))

    await chat.send("/start")
    done = await world.deliver()

    assert done.sent == 1
    assert chat.last.text.startswith("More time: the deadline moved\n")


async def test_what_was_on_its_way_before_a_stop_comes_once_more_after_the_next_start(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    async with world.shared.sessions.begin() as session:  # and die before there is an answer
        (claimed,) = await outbox.claim_due(session, world.clock[0])
        assert await outbox.begin(session, claimed, world.clock[0])
    await chat.send("/stop")
    stopped = [await world.deliver(timedelta(minutes=5)) for _ in range(2)]

    await chat.send("/start")
    done = await world.deliver()

    assert [each.sent for each in stopped] == [0, 0]
    assert done.sent == 1
    assert chat.last.text.startswith(PERHAPS_AGAIN)


async def test_a_message_that_a_block_refused_is_not_taken_for_one_on_its_way(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    world.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
    await world.deliver()

    while_away = await world.deliver(outbox.ON_ITS_WAY * 2)
    await chat.send("/start")
    done = await world.deliver()

    assert (while_away, done) == (Delivered(), Delivered(sent=1))
    assert chat.last.text.startswith("New opportunity for you")


async def test_a_chat_that_moved_is_followed(world: World) -> None:
    await world.roofer(when=AT_ONCE)
    moved = world.chat(5005)
    await moved.send("/help")
    await world.publish(notice())
    world.api.fail_next(
        "sendMessage",
        ApiError(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=5005),
        chat_id=1001,
    )

    await world.deliver()
    await world.deliver()

    assert moved.last.text.startswith(ALERT)


async def test_a_restart_between_owing_and_sending_loses_nothing(database_url: str) -> None:
    async with open_world(database_url) as before:
        await before.roofer(when=AT_ONCE)
        await before.publish(notice())
        api = before.api

    async with open_world(database_url, api=api) as after:
        done = await after.deliver()
        again = await after.deliver(outbox.CLAIM)

    assert (done.sent, again.sent) == (1, 0)


async def test_no_message_to_one_supplier_names_another(world: World) -> None:
    first, second = await world.roofer(111111, AT_ONCE), await world.roofer(222222, AT_ONCE)

    await world.publish(notice())
    await world.deliver()

    assert "222222" not in " ".join(first.texts)
    assert "111111" not in " ".join(second.texts)


async def test_many_that_may_all_have_arrived_already_hold_up_no_matching(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    for ocid in many(6):
        await world.publish(notice(external_id=ocid, ocid=ocid, title=f"Roof {ocid}"))
        async with world.shared.sessions.begin() as session:  # and then the process was killed
            (dying,) = await outbox.claim_due(session, world.clock[0])
            await outbox.begin(session, dying, world.clock[0])
    world.clock[0] += outbox.ON_ITS_WAY
    async with world.shared.sessions.begin() as session:
        await outbox.sweep(session, world.clock[0])

    await world.publish(
        notice(external_id="6", ocid="6", title="Laptops", summary=None, cpv_codes=("30213100",))
    )
    await world.publish(notice(external_id="7", ocid="7", title="Roof of a school"))
    await world.deliver()

    told = [shown.text for shown in chat.news()]
    assert [text.startswith(PERHAPS_AGAIN) for text in told].count(True) == 6
    assert sum("Roof of a school" in text for text in told) == 1
