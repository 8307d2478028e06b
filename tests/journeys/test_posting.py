"""An editor types one opportunity in, sees it as suppliers will, and sends it once."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from alerts import opportunities
from alerts.notice import Kind, Stage, VatBasis
from alerts.tables import Opportunity
from bot.tables import Role
from tests.chat import Chat
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot."""
    async with open_world(database_url) as opened:
        yield opened


async def say(chat: Chat, *steps: str) -> str:
    """Press or type each step, and return what the bot said last."""
    for step in steps:
        await (chat.tap(step) if step in chat.labels else chat.send(step))
    return chat.last.text


async def quick_quote(chat: Chat) -> str:
    """Fill a Quick Quote in up to its preview, and return that."""
    return await say(
        chat,
        "/post",
        "Quick Quote",
        "Roof repairs at Shildon library",
        "8k to 12k + VAT",
        "30 September 2026",
        "12 noon",
        "That is right",
        "www.durham.gov.uk/roof",
    )


async def only(world: World) -> Opportunity:
    async with world.shared.sessions.begin() as session:
        (found,) = await opportunities.open_now(session, world.clock[0])
    return found


async def test_a_quick_quote_is_typed_shown_and_sent_once(world: World) -> None:
    roofer, jo = await world.roofer(when="Done: tell me at once"), await world.appoint(Role.EDITOR)

    preview = await quick_quote(jo)
    message_id = jo.last.message_id
    (sent,) = await jo.tap("Yes, send it")
    row = await only(world)
    (again,) = await jo.press(message_id, f"1:post:send:{row.reference}", stale=True)
    await world.deliver()
    (told,) = roofer.news()

    card = (
        "New opportunity for you\n\nRoof repairs at Shildon library\nQuick Quote\nBuyer: Durham County Council\n"
        "Value: £8,000 to £12,000 without VAT\n"
        "Deadline: Wednesday 30 September 2026 at 12 noon (51 days left)\nPlace: not stated\n"
        "Size: within your usual work\nWhy you got this: "
    )
    assert preview.startswith(
        f"Send this to suppliers? Below is what a supplier reads whose work it is.\n\n{card}"
    )
    assert preview.endswith(
        "Suppliers who would be told\nSole trader or company, 1 to 9 people: under 5\n\nNothing is sent yet."
    )
    assert sent.text == (
        f"Sent: Roof repairs at Shildon library. Its number is {row.reference}.\n\n"
        "Suppliers whom it fits hear of it at the times that they chose. To send another, send /post."
    )
    assert again.text == (
        f"{row.reference} was sent already. Nothing was done twice. To send another, send /post."
    )
    assert told.text.startswith(card)
    assert f"Number: {row.reference} on Opportunities added by hand" in told.text
    assert (row.stage, row.kind, row.vat) == (Stage.OPEN, Kind.QUICK_QUOTE, VatBasis.NET)
    assert row.url == "https://www.durham.gov.uk/roof"
    assert (await world.audited())[1:] == [f"Jo Smith: send_opportunities {row.reference} new=1"]


async def test_a_tender_asks_for_more_and_a_button_skips(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)

    preview = await say(
        jo,
        "/post",
        "Tender",
        "Window cleaning for schools",
        "Clean <all> windows twice a year.",
        "Durham County Council",
        "about 40 grand",
        "Yes, including VAT",
        "1/10/2026",
        "2pm",
        "That is right",
        "County Durham",
        "Small firms, charities and social enterprises",
        "Leave it out",
    )
    await jo.tap("Yes, send it")
    row = await only(world)

    assert "Value: £40,000 including VAT\nDeadline: Thursday 1 October 2026 at 2pm" in preview
    assert "The buyer says it suits: small or medium firms, charities and social enterprises" in preview
    assert (row.summary, row.cpv_codes) == ("Clean <all> windows twice a year.", ("90911300",))
    assert (row.suits_sme, row.suits_vcse, row.regions) == (True, True, ("UKC14",))


async def test_what_cannot_be_read_is_asked_for_again(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await say(jo, "/post", "Quick Quote")

    long = await say(jo, "x" * 151)
    await say(jo, "Roof repairs")
    value, least = [await say(jo, typed) for typed in ("a few quid", "at least 5k")]
    await say(jo, "5000", "Not stated")
    no_date, past, without_year = [await say(jo, typed) for typed in ("soon", "9/8/2026", "30 September")]
    await say(jo, "10/8/2026")
    no_time, over = [await say(jo, typed) for typed in ("teatime", "1pm")]
    later = await say(jo, "1.01pm")
    code = await say(jo, "qwertyuiop")
    await say(jo, "That is right")
    link = await say(jo, "the website")

    assert long.startswith("That is too long. Please keep it under 150 characters.\n\nTitle\n\n")
    assert value.startswith("I could not read “a few quid” as an amount in pounds.")
    assert least.startswith("“at least 5k” says only the least that it is worth. Type the most as well")
    assert no_date.startswith("I could not read “soon” as a date.\n\nDeadline\n\nBy which day")
    assert past.startswith("“9/8/2026” is over already. Type a day that is still to come.")
    assert without_year.startswith("I could not read “30 September” as a date.")
    assert no_time.startswith("I could not read “teatime” as a time.")
    assert over.startswith("That time is over already today.")
    assert later.startswith("Kind of work\n\n")
    assert code.startswith("I found no kind of work for “qwertyuiop”.")
    assert link.startswith("“the website” is not the address of a web page.")


async def test_kinds_of_work_are_offered_taken_and_left(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    offered = await say(jo, "/post", "Quick Quote", "Window cleaning", "Not stated", "1/10/2026", "5pm")

    first = jo.labels[0]
    left = await say(jo, first)
    more = await say(jo, "roof repair")
    number = await say(jo, "45331000")
    done = await say(jo, "That is right", "Leave it out")

    assert "Chosen: Window-cleaning services (CPV 90911300)." in offered
    assert first == "Chosen: Window-cleaning services (90911300)"
    assert "Nothing is chosen yet." in left
    assert "Nothing is chosen yet." in more
    assert "Chosen: Heating, ventilation and air-conditioning installation work (CPV 45331000)." in number
    assert done.startswith("Send this to suppliers?")


async def test_everything_can_be_changed_from_the_preview(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await quick_quote(jo)

    await say(jo, "Change something", "Place")
    place = await say(jo, "Nowhere at all")
    shown = await say(jo, "North East")
    date = await say(jo, "Change something", "Deadline", "2/10/2026")
    again = await say(jo, "The end of the day")
    typed = await say(jo, "what now?")

    assert place.startswith("I do not know a place “Nowhere at all”.")
    assert "Place: North East" in shown
    assert date.startswith("Deadline\n\nBy what time on that day?")
    assert "Deadline: by the end of Friday 2 October 2026" in again
    assert typed == again


async def test_a_planned_job_needs_no_deadline(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)

    preview = await say(
        jo,
        "/post",
        "Planned, nobody can bid yet",
        "Roof repairs next year",
        "Leave it out",
        "Bishop Auckland College",
        "Not stated",
        "Not known yet",
        "That is right",
        "Not stated",
        "Say nothing",
        "Leave it out",
    )

    assert "Planned: nobody can bid yet\nBuyer: Bishop Auckland College\n" in preview
    assert "Deadline: not set yet" in preview


async def test_a_form_survives_a_restart_and_waits_for_a_day(world: World, database_url: str) -> None:
    jo = await world.appoint(Role.EDITOR)
    await say(jo, "/post", "Quick Quote", "Roof repairs at Shildon library", "Not stated")

    async with open_world(database_url, api=world.api) as restarted:
        restarted.clock[0] += timedelta(hours=23)
        later = restarted.chat(jo.chat_id)
        left = await say(later, "/post")
        resumed = await say(later, "Go on with it")
        done = await say(later, "1/10/2026", "12 noon", "That is right", "Leave it out")

    assert left == (
        "You have begun to send something “Roof repairs at Shildon library” and not finished.\n\n"
        "Go on with it, or begin anew?"
    )
    assert resumed.startswith("Deadline\n\nBy which day")
    assert "Roof repairs at Shildon library\nQuick Quote" in done


async def test_a_deadline_that_passes_meanwhile_stops_the_sending(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await say(jo, "/post", "Quick Quote", "Roof repairs", "Not stated", "10/8/2026", "2pm", "That is right")
    await say(jo, "Leave it out")
    world.clock[0] += timedelta(hours=2)

    stopped = await say(jo, "Yes, send it")

    assert stopped.startswith(
        "This cannot be sent as it is.\n\nThe deadline has passed since you typed it. Nothing was sent."
    )
    assert "Deadline" in jo.labels
    async with world.shared.sessions.begin() as session:
        assert await opportunities.published_since(session, world.clock[0] - timedelta(days=9)) == []


async def test_a_form_that_is_thrown_away_sends_nothing(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await quick_quote(jo)
    message_id = jo.last.message_id

    (dropped,) = await jo.tap("No, throw it away")
    (over,) = await jo.press(message_id, "1:post:send:OP-2222", stale=True)

    assert dropped.text == "Nothing was sent, and what you typed is gone."
    assert over.text == "This form is over. To send an opportunity, send /post."


async def test_an_empty_file_is_offered_to_who_has_many(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await jo.send("/post")

    (empty,) = await jo.tap("Send me an empty file to fill in")

    assert empty.file is not None
    assert empty.file.name == "opportunities.csv"


async def test_an_old_button_of_another_form_changes_nothing(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await say(jo, "/post", "Quick Quote", "Roof repairs")

    for old in (
        "set:time:noon",
        "set:sector:on:99999999",
        "set:vat:lira",
        "set:place:moon",
        "set:nothing:1",
        "edit:x",
    ):
        shown = await jo.press(jo.last.message_id, f"1:post:{old}", stale=True)
        assert jo.last.text.startswith("Value\n\nWhat is it worth?"), (old, shown)
