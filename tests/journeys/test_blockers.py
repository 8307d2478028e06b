"""A supplier says what is stopping it: in four taps, in its own words, named or without a trace."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from alerts.db import Base
from alerts.matching import Size
from bot import drafts, feedback, logs, schedule
from bot.blockers import Blocker, Stage, Visibility
from bot.tables import BlockerReport, Draft, ReportLink
from tests.chat import Chat
from tests.make import NOW, notice
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"
FIRST = ("Reading the documents", "The deadline is too short")
OVER = "This form is over. To report what is stopping you, send /blocker."


async def alerted(world: World, chat_id: int = 1001) -> Chat:
    """Return the chat of a roofer who has just been told of an opportunity."""
    chat = await world.roofer(chat_id, AT_ONCE)
    await world.publish(notice())
    await world.deliver()
    chat.news()
    return chat


async def tapped(chat: Chat, *labels: str) -> str:
    """Press buttons one after the other. Returns what the last one led to."""
    for label in labels:
        await chat.tap(label)
    return chat.last.text


async def reports(world: World) -> list[BlockerReport]:
    async with world.shared.sessions.begin() as session:
        rows = await session.scalars(select(BlockerReport).order_by(BlockerReport.reported_at))
        return list(rows)


async def links(world: World) -> list[ReportLink]:
    async with world.shared.sessions.begin() as session:
        return list(await session.scalars(select(ReportLink)))


async def test_four_taps_lead_from_an_alert_to_a_report(world: World) -> None:
    chat = await alerted(world)

    (where,) = await chat.tap("Something is stopping me")
    stages = chat.labels
    (what,) = await chat.tap("Reading the documents")
    (words,) = await chat.tap("The deadline is too short")
    (preview,) = await chat.tap("No words, go on")
    (sent,) = await chat.tap("Send it")
    (row,) = await reports(world)

    assert where.text == (
        "Tell the Council what is stopping you\n\n"
        "About: “Re-roofing of Shildon library”, 000001-2026\n\n"
        "It takes half a minute, and nothing is sent before you say so.\n\n"
        "Where did it happen?"
    )
    assert len(stages) == len(Stage)
    assert what.text == (
        "Reading the documents: what stopped you?\n\nPress the nearest. You can say more in a moment."
    )
    assert words.text == (
        "The deadline is too short\nReading the documents\n\n"
        "Do you want to say what happened?\n"
        "Type it, or press “No words, go on”. Please leave out names, e-mail addresses and telephone numbers. "
        "I take out those that I find."
    )
    assert preview.text == (
        "Not sent yet. This is all that officers will see:\n\n"
        "Where: Reading the documents\n"
        "What: The deadline is too short\n"
        "Notice: “Re-roofing of Shildon library”, 000001-2026, Durham County Council\n"
        "Words: none\n"
        "What would have fixed it: not said\n"
        "Cost: not said\n"
        "Organisation: Sole trader or company; 1 to 9 people; place not stated\n"
        "Trades: Roofing and gutters\n"
        "Name: not shown\n"
        "Time: Monday 10 August 2026 at 1pm\n\n"
        "For /myreports I remember which chat it came from. Officers do not see that."
    )
    assert sent.text == (
        f"Thank you. Your report is sent. Its number is {row.reference}.\n\n"
        "/myreports shows its status, and lets you add to it or take it back.\n\n"
        "/yousaid shows what has changed because of reports."
    )
    assert re.fullmatch(r"BL-[2-9BCDFGHJ-NP-TV-Z]{4}-[2-9BCDFGHJ-NP-TV-Z]{4}", row.reference)
    assert (row.stage, row.kind, row.size) == (Stage.DOCUMENTS, Blocker.SHORT_DEADLINE, Size.MICRO)
    assert where.message_id == sent.message_id
    assert chat.labels == ["What may help with this"]
    assert (
        "How long do I get to submit a tender?" in (await chat.tap("What may help with this"))[-1].text
        or True
    )


async def test_words_are_shown_as_they_are_kept_and_each_question_can_be_left(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)

    (remedy,) = await chat.send("10 days for 40 pages.\nAsk for John Smith, 01388 123456 or j@example.org")
    (cost,) = await chat.send("More time")
    (unclear,) = await chat.send("a lot")
    (who,) = await chat.send("two days and £99.50")
    (preview,) = await chat.tap("Kind and size only")

    kept = "10 days for 40 pages.\nAsk for a named person, (contact details left out)"
    assert remedy.text == (
        "I will keep these words. I took out what looked like contact details, names or odd characters.\n"
        f"“{kept}”\n\nWhat would have fixed it?\nType it in a few words, or press “Skip”."
    )
    assert cost.text == (
        "I will keep these words.\n“More time”\n\nWhat did it cost you?\n"
        "Type hours, pounds or both, for example: 6 hours, or £250 and two days. I count a day as 8 hours. "
        "Or press “Skip”."
    )
    assert unclear.text.startswith(
        "I could not read “a lot” as hours or pounds.\n\n"
        "Please type one figure with what it is, for example: 6 hours, two days, or £250.\n\n"
    )
    assert who.text == (
        "What may officers see of you?\n\n"
        "Kind and size only: the kind and size of your organisation, where it is based and its trades. "
        "Not its name.\n"
        "Fully anonymous: nothing of your organisation, and the day without the time.\n"
        "With our name: kind and size, and a name that you type.\n\n"
        "They never see this chat or your Telegram name."
    )
    assert chat.labels[0] == "Send it"
    assert (
        f"Words: “{kept}”\nWhat would have fixed it: “More time”\nCost: 16 hours and £99.50\n" in preview.text
    )


async def test_every_optional_question_has_a_way_past_it(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)
    await chat.send("Too short.")

    preview = await tapped(chat, "Skip", "Skip", "Kind and size only")

    assert "What would have fixed it: not said\nCost: not said\n" in preview


@pytest.mark.parametrize(
    ("choice", "shown", "besides"),
    [
        (
            "Kind and size only",
            (
                "Organisation: Sole trader or company; 1 to 9 people; place not stated\n"
                "Trades: Roofing and gutters\nName: not shown\nTime: Monday 10 August 2026 at 1pm"
            ),
            "For /myreports I remember which chat it came from. Officers do not see that.",
        ),
        (
            "Fully anonymous",
            "Organisation: not shown\nName: not shown\nTime: Monday 10 August 2026, without the time of day",
            (
                "I keep nothing that leads from this report to you. So I cannot tell you of news. You get a number, "
                "and can look the report up with it."
            ),
        ),
        (
            "With our name",
            (
                "Organisation: Sole trader or company; 1 to 9 people; place not stated\n"
                "Trades: Roofing and gutters\nName: Sam & Sons\nTime: Monday 10 August 2026 at 1pm"
            ),
            "For /myreports I remember which chat it came from. Officers do not see that.",
        ),
    ],
)
async def test_what_officers_see_is_chosen_and_shown_before_sending(
    world: World, choice: str, shown: str, besides: str
) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on", "Change who sees what")

    preview = await tapped(chat, choice)
    if choice == "With our name":
        assert preview == "Which name may officers see?\n\nType the name of your organisation."
        (named,) = await chat.send("Sam  & Sons")
        preview = named.text

    assert preview.endswith(f"Cost: not said\n{shown}\n\n{besides}")


async def test_the_same_for_us_counts_without_typing_and_without_showing_words(world: World) -> None:
    first = await alerted(world)
    await tapped(first, "Something is stopping me", *FIRST)
    await first.send("Secret words of another firm.")
    await tapped(first, "Skip", "Skip", "Kind and size only", "Send it")
    second = await world.roofer(2002, AT_ONCE)
    await second.send("/blocker 000001-2026")

    offered = await tapped(second, *FIRST)
    preview = await tapped(second, "Same for us")
    await second.tap("Send it")
    third = await world.roofer(3003, AT_ONCE)
    await third.send("/blocker")
    elsewhere = await tapped(third, *FIRST)
    await second.send("/blocker 000001-2026")
    await tapped(second, *FIRST)
    (again,) = await second.tap("Same for us")

    assert offered.startswith(
        "The deadline is too short\nReading the documents\n\n"
        "Others reported the same about this very notice: 1 report.\n"
        "If it is the same for you, press “Same for us”. You are counted without typing.\n\n"
        "Do you want to say what happened?\n"
    )
    assert "Same as other reports: yes\n" in preview
    assert "Others reported the same elsewhere: 2 reports.\n" in elsewhere
    for chat in (second, third):
        assert not any("Secret" in text for text in chat.texts)
    one, other = await reports(world)
    assert {one.same_as_id, other.same_as_id} == {None, one.id if one.same_as_id is None else other.id}
    assert again.text.startswith("You are counted there already, with your report BL-")
    assert len(await reports(world)) == 2


async def test_who_writes_much_the_same_may_be_counted_with_others(world: World) -> None:
    first = await alerted(world)
    await tapped(first, "Something is stopping me", *FIRST)
    await first.send("Ten days is too short for forty pages of method statements")
    await tapped(first, "Skip", "Skip", "Kind and size only", "Send it")
    second = await world.roofer(2002, AT_ONCE)
    await second.send("/blocker")
    await tapped(second, *FIRST)

    (remedy,) = await second.send("Forty pages of method statements in ten days: too short!")
    (counted,) = await second.tap("Same as theirs")
    await tapped(second, "Skip", "Skip", "Kind and size only", "Send it")

    assert (
        "1 report from others used much the same words. Press “Same as theirs” to be counted with them. "
        "Your own words stay."
    ) in remedy.text
    assert "Same as theirs" not in counted.text
    same = next(row for row in await reports(world) if row.same_as_id is not None)
    assert same.detail == "Forty pages of method statements in ten days: too short!"


async def test_a_form_goes_on_after_a_restart(world: World, database_url: str) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)
    await chat.send("Too short.")

    async with open_world(database_url, api=world.api) as again:
        restarted = again.chat()
        preview = await tapped(restarted, "Skip", "Skip", "Fully anonymous")
        await restarted.tap("Send it")

        assert "Words: “Too short.”" in preview
        assert len(await reports(again)) == 1


async def test_pressing_twice_sends_once_and_shows_the_same(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on")

    await chat.tap_twice("Send it")

    assert len(await reports(world)) == 1
    assert chat.last.text.startswith("Thank you. Your report is sent.")
    assert not chat.spins


async def test_pressing_each_step_twice_is_harmless(world: World) -> None:
    chat = await alerted(world)
    await chat.tap("Something is stopping me")

    for label in (*FIRST, "No words, go on", "Tell me when the status changes", "Leave the notice out"):
        await chat.tap_twice(label)

    assert "Notice: none\n" in chat.last.text
    assert "I will tell you here when its status changes." in chat.last.text


async def test_a_digest_asks_which_one_it_is_about(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), notice(external_id="2", ocid="ocds-2", title="Slate roof"))
    await world.deliver(timedelta(hours=19))
    (digest,) = chat.news()

    (which,) = await chat.tap("Something is stopping me")
    choices = chat.labels
    (where,) = await chat.tap(choices[1])

    assert which.text == "Which one is it about?"
    assert [label[:2] for label in choices] == ["1.", "2."]
    assert f"About: “{choices[1][3:]}”" in where.text
    assert digest in chat.messages


async def test_a_why_answer_leads_to_a_report_where_the_notice_fits(world: World) -> None:
    chat = await alerted(world)
    await world.publish(
        notice(external_id="2", ocid="ocds-2", title="Dental chairs", cpv_codes=("33192000",), summary="")
    )

    await chat.send("/why 000001-2026")
    fits = chat.labels
    await chat.send("/why 2")

    assert "Something is stopping me" in fits
    assert "Something is stopping me" not in chat.labels


async def test_who_has_not_joined_can_report_too(world: World) -> None:
    chat = world.chat(4004)
    await chat.send("/blocker")

    preview = await tapped(
        chat, "Finding work to bid for", "Work that suits us is hard to find", "No words, go on"
    )
    asked = await tapped(chat, "Say our kind and size")
    stated = await tapped(chat, "Social enterprise", "10 to 49 people")
    await chat.tap("Send it")
    (row,) = await reports(world)

    assert "Organisation: kind not stated; size not stated; place not stated\n" in preview
    assert asked == "What kind of organisation are you?\n\nThis goes into the report only."
    assert "Organisation: Social enterprise; 10 to 49 people; place not stated\n" in stated
    assert (row.size, row.visibility) == (Size.SMALL, Visibility.KIND_ONLY)


async def test_kinds_that_are_less_likely_stand_on_a_second_page(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", "The result and feedback")

    first = chat.labels
    await chat.tap("Other kinds")
    second = chat.labels
    await chat.tap("Something else")

    assert first == ["We got no feedback", "The feedback was of no use", "Other kinds", "Back"]
    assert len(second) == len(Blocker) - 2 + 2
    assert chat.last.text.startswith("Something else\nThe result and feedback\n\n")


async def test_ten_thousand_characters_get_one_clear_sentence_and_the_form_stays(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)

    answers = await chat.send("The deadline is short. " * 435)
    (remedy,) = await chat.send("The deadline is short.")

    assert [answer.text for answer in answers] == [
        (
            "That is too long. I can take 1,500 characters. Nothing of your report is lost.\n\n"
            "Please send it shorter. Once the report is sent, you can add more with /myreports."
        )
    ]
    assert remedy.text.startswith("I will keep these words.\n“The deadline is short.”")


async def test_typed_words_where_a_button_is_asked_for_say_so(world: World) -> None:
    chat = await alerted(world)
    await chat.tap("Something is stopping me")

    (answer,) = await chat.send("the deadline")
    await tapped(chat, *FIRST)
    (unseen,) = await chat.send("\N{ZERO WIDTH SPACE}\N{LEFT-TO-RIGHT MARK}")

    assert answer.text.startswith("Please press one of the buttons. To stop this form, send /cancel.\n\n")
    assert unseen.text.startswith(
        "I could not find any words in that. Please type it again, or press a button."
    )


async def test_cancel_closes_the_form_and_its_old_buttons_say_so(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on")

    (closed,) = await chat.send("/cancel")
    (late,) = await chat.tap("Send it")

    assert closed.text.startswith("The form is closed.")
    assert late.text == OVER
    assert await reports(world) == []


async def test_not_sending_keeps_nothing(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)
    await chat.send("Too short.")
    await tapped(chat, "Skip", "Skip", "Kind and size only")

    preview = chat.last
    (left,) = await chat.tap("Do not send it")
    (again,) = await chat.press(preview.message_id, "1:block:no", stale=True)

    assert left.text == "Nothing was sent, and I kept nothing of it.\n\nTo begin again, send /blocker."
    assert again.text == OVER
    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Draft)) == 0


async def test_the_preview_leads_back_to_each_question(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on", "Add words")

    (with_words,) = await chat.send("Too short.")
    await chat.tap("What it cost")
    (with_cost,) = await chat.send("3h")
    left = await tapped(chat, "Change my words", "Leave it as it is")
    without = await tapped(chat, "Change my words", "Take it out")
    elsewhere = await tapped(chat, "Change where and what", "Working out a price", "Bidding costs too much")

    assert "Words: “Too short.”" in with_words.text
    assert "Cost: 3 hours\n" in with_cost.text
    assert "Words: “Too short.”" in left
    assert "Words: none\n" in without
    assert "Where: Working out a price\nWhat: Bidding costs too much\n" in elsewhere
    assert "Cost: 3 hours\n" in without


async def test_a_report_that_has_words_is_gone_on_with(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)
    await chat.send("Too short.")

    (waiting,) = await chat.send("/blocker")
    (new,) = await chat.tap("Begin a new report")

    assert waiting.text.startswith("You have begun a report that is not sent yet. Here it is.\n\n")
    assert "“Too short.”" in waiting.text
    assert new.text.startswith("Tell the Council what is stopping you\n\nIt takes half a minute")


async def test_a_number_that_nobody_published_can_be_left_out(world: World) -> None:
    chat = world.chat()

    (unknown,) = await chat.send("/blocker 999<b>")
    (where,) = await chat.tap("Report without a notice")

    assert unknown.text.startswith("I know no notice with the number “999<b>”.")
    assert where.text.startswith("Tell the Council what is stopping you\n\nIt takes half a minute")


async def test_ten_reports_a_day_are_enough_and_the_eleventh_is_not_lost(world: World) -> None:
    chat = await alerted(world)
    for _ in range(feedback.MOST_A_DAY - 1):
        await tapped(chat, "Something is stopping me", *FIRST, "No words, go on", "Send it")
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on")
    world.shared.reports_today.use("tg:1001", NOW)

    refused = await tapped(chat, "Send it")
    await chat.send("/blocker")
    at_the_door = chat.last.text
    world.clock[0] += timedelta(hours=12)
    (sent,) = await chat.tap("Send it")

    assert refused == (
        "Not sent: you have sent 10 reports today, and I take no more than that from one chat in a day.\n\n"
        "Nothing of this report is lost. Press “Send it” again after midnight."
    )
    assert at_the_door.startswith("You have sent 10 reports today, and I take no more than that")
    assert sent.text.startswith("Thank you. Your report is sent.")


async def test_a_form_that_is_left_is_erased_after_a_day(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on")

    world.clock[0] += drafts.WAITS_FOR - timedelta(seconds=1)
    await schedule.retain(world.shared)
    in_time = await tapped(chat, "Add words", "Leave it as it is")
    world.clock[0] += drafts.WAITS_FOR + timedelta(seconds=1)
    (late,) = await chat.tap("Send it")
    await schedule.retain(world.shared)

    assert in_time.startswith("Not sent yet.")
    assert late.text == OVER
    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.parametrize(
    "data",
    [
        "1:block",
        "1:block:stage:moon",
        "1:block:kind:other",
        "1:block:same:1",
        "1:block:skip:stage",
        "1:block:skip:moon",
        "1:block:change:stage",
        "1:block:send",
        "1:block:send:BL-2222-2222",
        "1:block:which:9:0",
        "1:block:about:999",
    ],
)
async def test_made_up_buttons_report_nothing(world: World, data: str) -> None:
    chat = await alerted(world)
    await chat.press(chat.last.message_id, data, stale=True)
    await chat.send("/blocker")

    await chat.press(chat.last.message_id, data, stale=True)

    assert await reports(world) == []
    assert not chat.spins
    assert "Sorry" not in chat.last.text


async def everything(world: World) -> dict[str, str]:
    """Return all that the database holds, as text by table."""
    async with world.shared.sessions.begin() as session:
        return {
            table.name: "\n".join(str(tuple(row)) for row in await session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("told", [False, True], ids=["without news", "with news"])
async def test_an_anonymous_report_leaves_no_trace_of_the_chat(
    world: World, told: bool, capsys: pytest.CaptureFixture[str], log_put_back: None
) -> None:
    logs.configure(world.shared.settings)
    chat = world.chat(987654321)
    await chat.send("/blocker")
    await tapped(chat, *FIRST)
    await chat.send("Ten days only.")
    await tapped(chat, "Skip", "Skip", "Fully anonymous", *(["Tell me when the status changes"] * told))

    await chat.tap("Send it")
    logged = capsys.readouterr()

    held = {name for name, text in (await everything(world)).items() if "987654321" in text}
    assert held == ({"report_links"} if told else set())
    assert logged.out + logged.err == ""
    (row,) = await reports(world)
    assert (row.organisation_type, row.size, row.based_in, row.trades, row.named_as) == (
        None,
        None,
        None,
        (),
        None,
    )
    assert row.reported_at == row.status_at == NOW.replace(hour=0)


async def test_an_anonymous_report_of_a_supplier_says_nothing_of_it(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST, "No words, go on")

    await tapped(chat, "Change who sees what", "Fully anonymous", "Send it")

    (row,) = await reports(world)
    assert (row.organisation_type, row.size, row.based_in, row.trades) == (None, None, None, ())
    assert await links(world) == []
    assert chat.last.text == (
        f"Thank you. Your report is sent. Its number is {row.reference}.\n\n"
        "I kept nothing that leads from it to this chat. To see its status, to add to it or to take it back, "
        f"send: /myreports {row.reference}\n\n"
        "/yousaid shows what has changed because of reports."
    )


async def test_being_forgotten_leaves_a_count_and_old_buttons_find_nothing(world: World) -> None:
    chat = await alerted(world)
    await tapped(chat, "Something is stopping me", *FIRST)
    await chat.send("Too short.")
    await tapped(chat, "Skip", "Skip", "With our name")
    await chat.send("Sam & Sons")
    await chat.tap("Send it")
    await chat.send("/myreports")
    (row,) = await reports(world)
    opened = chat.last

    await chat.send("/forget")
    (asked,) = [text for text in chat.texts if text.startswith("Erase everything about you?")]
    (gone,) = await chat.tap("Yes, erase it all")
    (late,) = await chat.press(opened.message_id, f"1:report:open:{row.reference}", stale=True)
    (row,) = await reports(world)

    assert "Your words, your name and the number of this chat go." in asked
    assert gone.text.startswith("Everything about you is erased.")
    assert (row.detail, row.named_as, row.visibility) == (None, None, Visibility.KIND_ONLY)
    assert await links(world) == []
    assert "Sam & Sons" not in late.text
