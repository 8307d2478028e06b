"""The stories whose screens are written down in docs/screens.md. `[In brackets]` is pressed, the rest is sent."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from alerts import ingest
from alerts.notice import Kind, Stage
from alerts.polling import Polled
from bot import changes, held, publishing, relay, schedule, telling, troubles, uploads
from bot.tables import Role
from tests.chat import Chat
from tests.make import NOW, notice
from tests.tour import Story
from tests.world import World

OFFICERS, ADMIN = -100, 9000
"""The officers' group, and who may appoint officers."""

TO_MORNING = timedelta(hours=19)
"""From one in the afternoon to eight the next morning, in London."""

CSV = b"reference,title,buyer,closing_date\nQQ-1,Roof repairs at Shildon library,Durham County Council,30/09/2026\n"


async def joining(world: World, story: Story) -> None:
    """Four taps to a preview."""
    await world.publish(notice(), notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))
    chat = world.chat()
    await story.walk(
        chat,
        "/start",
        "[Sole trader or company]",
        "[1 to 9 people]",
        "[Roofing and gutters]",
        "[Done: tell me each day at 8am]",
    )
    story.note(f"From /start to the first preview: {story.taps} taps.")
    await story.walk(chat, "/start", "/cancel", "/stop", "/stop", "/start")
    other = world.chat(1002)
    await story.walk(
        other,
        "/start",
        "typed where a button is asked for",
        "[Social enterprise]",
        "[1 to 9 people]",
        "we fit kitchens",
        "[All trades]",
        "[Next page]",
        "/cancel",
        "/latest",
    )


async def alerts(world: World, story: Story) -> None:
    """What comes by itself, and what can be done with it."""
    at_once = await world.roofer(1001, "Done: tell me at once")
    daily = await world.roofer(1002)
    await world.publish(notice())
    await world.deliver()
    story.came("As soon as something is published", at_once.news())
    await story.walk(at_once, "[Share]")
    (link,) = (word for word in at_once.last.text.split() if "start=see_" in word)
    opened = f"/start {link.rpartition('start=')[2]}"
    await story.walk(world.chat(1003), opened, "/start see_1_0123456789ab")
    await story.walk(at_once, "[Not for me]", "[Too big]", "[Yes, change it]", "[Undo]")
    await world.publish(*(notice(external_id=str(each), ocid=f"ocds-{each}") for each in range(2, 8)))
    await world.deliver()
    story.came("When six come at once", at_once.news())
    await world.deliver(TO_MORNING)
    story.came("Each day at 8am", daily.news())
    await story.walk(
        daily, "[Next page]", "[Share…]", "[Not for me]", "[6. Re-roofing of Shildon library]", "[Too big]"
    )
    await story.walk(daily, "[No, leave it]", "/latest", "/why", "/why 1", "/why 999999-2026")
    await story.walk(at_once, "[Change what I look for]")
    await world.deliver(timedelta(days=30))
    await story.walk(daily, "/latest")


async def saving(world: World, story: Story) -> None:
    """What a supplier keeps an eye on: changes, reminders, a calendar."""
    chat = await world.roofer(when="Done: tell me at once")
    await world.publish(notice())
    await world.deliver()
    await story.walk(chat, "/saved", "/calendar")
    await story.walk(chat, "[Save]", "[Add a note]", "Ask Ann about scaffolding", "[Add to calendar]")
    await story.walk(chat, "/saved", "[Stop reminders]", "[Start reminders again]", "/calendar")
    world.clock[0] += timedelta(days=1)
    await world.publish(notice(released_at=world.clock[0], closes_at=NOW + timedelta(days=21)))
    await world.deliver()
    story.came("When the buyer moves the deadline", chat.news())
    await world.deliver(timedelta(days=13))
    story.came("A week before the deadline", chat.news())
    await world.publish(notice(released_at=world.clock[0], stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION))
    await world.deliver()
    story.came("When the buyer withdraws it", chat.news())
    await story.walk(chat, "/saved", "[1. Re-roofing of Shildon library]", "[Remove from my list]")


async def searching(world: World, story: Story) -> None:
    """Looking through what is open."""
    chat = await world.roofer()
    await world.publish(
        *(
            notice(external_id=str(each), ocid=f"ocds-{each}", title=f"Roof repairs {each}")
            for each in range(1, 7)
        )
    )
    await story.walk(
        chat, "/search", "roof repairs under fifty", "roof repairs under 50k in Durham", "[Next page]"
    )
    await story.walk(chat, "[6. Roof repairs 6]", "/search falconry school in Durham", "[Save as a watch]")
    await story.walk(chat, "/search the", "/search over 50k under 10k")
    await story.walk(
        chat, "/search roofs gutters slates tiles leads felts hips valleys ridges eaves soffits vents flues"
    )


async def watching(world: World, story: Story) -> None:
    """What a supplier looks for, and changing it."""
    chat = await world.roofer()
    await world.publish(notice())
    await story.walk(chat, "/watch", "[Trades]", "[Building and repairs]", "[Back]", "[When I write]")
    await story.walk(chat, "/watch", "[When I write]", "[Another hour]", "[9am]")
    await story.walk(chat, "/watch", "[Places]", "Gateshead", "/watch", "[Contract size]", "[Up to £50,000]")
    await story.walk(
        chat, "/watch", "[Words to look for]", "slate, lead", "/watch", "[Words to avoid]", "asbestos"
    )
    await story.walk(
        chat, "/watch", "[Sector codes (CPV)]", "roof", "/watch", "[Value limits]", "about fifty grand"
    )
    await story.walk(chat, "/watch", "[How close]", "/watch", "[About you]", "/watch", "[Where I am based]")


async def quiet(world: World, story: Story) -> None:
    """Several watches, quiet hours, pauses and mutes."""
    chat = await world.roofer(when="Done: tell me at once")
    await story.walk(chat, "/watch", "[Add another watch]", "[Start with an empty one]", "Schools")
    await story.walk(chat, "[Next page]", "[Cleaning]", "[Back]", "/watch", "[2. Schools]")
    await story.walk(chat, "/quiet", "[9pm to 7am]", "[Undo]", "/quiet from ten to six", "/quiet never")
    await story.walk(
        chat, "/pause", "[1 week]", "/resume", "/resume", "/pause for ever", "/pause 2 weeks", "/resume"
    )
    await world.publish(notice())
    await world.deliver()
    story.came("As soon as something is published", chat.news())
    await story.walk(chat, "[Mute…]", "[The buyer Durham County Council]", "[A week]", "/muted")
    await story.walk(chat, "[Unmute the buyer Durham County Council]", "/muted")


async def nudges(world: World, story: Story) -> None:
    """Too much, and nothing at all."""
    silent, flooded = await world.roofer(1001), await world.roofer(1002)
    await story.walk(silent, "/watch", "[Places]", "[County Durham]", "[What I write about]")
    silent.news()
    world.clock[0] += timedelta(days=27)
    day = world.clock[0]
    await world.publish(
        *(
            notice(
                external_id=f"f{n}",
                ocid=f"f{n}",
                regions=("UKI",),
                released_at=day,
                closes_at=day + 3 * TO_MORNING,
            )
            for n in range(45)
        ),
        *(
            notice(
                external_id=f"n{n}",
                ocid=f"n{n}",
                regions=("UKC2",),
                released_at=day,
                closes_at=day + 3 * TO_MORNING,
            )
            for n in range(2)
        ),
    )
    await world.deliver(TO_MORNING)
    flooded.news()
    await world.deliver(timedelta(minutes=10))
    story.came("After a digest, when far too much comes", flooded.news())
    await story.walk(flooded, "[Leave it as it is]")
    world.clock[0] += timedelta(days=3)
    await schedule.nudge(world.shared)
    await world.deliver(timedelta(days=1))
    story.came("When nothing came for a month", silent.news())
    await story.walk(silent, "[Do not ask again]", "[Undo]")


async def asking(world: World, story: Story) -> None:
    """Questions, words, and a person."""
    chat = await world.roofer()
    group = _group(world)
    await story.walk(chat, "/ask", "/ask how long is the standstill?", "[Yes]", "[All topics]")
    await story.walk(chat, "hello", "thanks", "when are my bins emptied", "/threshold", "/threshold 32000")
    await story.walk(
        chat,
        "/faq",
        "[Words explained]",
        "/glossary",
        "/cases",
        "do I need insurance",
        "[No]",
        "how do we bid together",
        "[None of these]",
    )
    await story.walk(chat, "/person", "Who decides on my tender?", "[Yes, pass it on]")
    await relay.due(world.shared, world.application.bot)
    (shown,) = group.news()
    story.came("In the officers' chat", [shown])
    story.came(
        "An officer replies to it", await group.send("The evaluation panel does.", reply_to=shown.message_id)
    )
    story.came("The supplier gets the reply", chat.news())
    await story.walk(chat, "[Write back]", "Who sits on it?", "[Close my question]")
    await story.walk(group, "/tickets", "/gaps", "/chatid")


async def reporting(world: World, story: Story) -> None:
    """What stops a supplier, what comes of it, and how a bid went."""
    chat = await world.roofer(when="Done: tell me at once")
    await world.publish(notice())
    await world.deliver()
    await story.walk(
        chat, "[Something is stopping me]", "[Reading the documents]", "[The deadline is too short]"
    )
    await story.walk(chat, "Ten days for forty pages.", "Three weeks.", "12 hours", "[Kind and size only]")
    await story.walk(chat, "[Tell me when the status changes]", "[Send it]", "[What may help with this]")
    await story.walk(chat, "/blocker", "/cancel", "/myreports")
    (mine,) = [label for label in chat.labels if label.startswith("1. ")]
    await story.walk(chat, f"[{mine}]", "[Add to it]", "It closed on a bank holiday.")
    jo = await world.appoint(Role.EDITOR)
    await _cases(world, story, chat, jo, mine.removeprefix("1. "))
    world.clock[0] += timedelta(days=20)
    await story.walk(chat, "/result", "[1. Re-roofing of Shildon library]", "[We lost]", "[Price]", "[Done]")
    await story.walk(chat, "[Yes]", "25 August", "[2: of little use]")
    await _said_more(world)
    await story.walk(
        chat, "/yousaid", "[Next page]", "/myreports", f"[{mine}]", "[Take it back]", "[Yes, take it back]"
    )


async def _cases(world: World, story: Story, chat: Chat, jo: Chat, reference: str) -> None:
    """An officer finds the report and decides on it."""
    await story.walk(jo, "/reports", f"[Open {reference}]", "[Write a note]", "Ask the Council's lawyers.")
    await story.walk(
        jo, "[Back to the report]", "[I have seen it]", "[It repeats another report]", "BL-2222-2222"
    )
    await story.walk(jo, f"/reports {reference}", "[We will not change it]")
    await story.walk(jo, "[The law asks for it]", "[Yes, save it]", "/reports", "[Choose which]", "[Stage]")
    await story.walk(jo, "/reports", f"[Open {reference}]", "[We changed something]", "[Write a new one]")
    await story.walk(jo, "Ten days is too short.", "We give three weeks.", "[Today]", "[Yes, publish it]")
    await telling.due(world.shared, world.application.bot)
    story.came("The supplier who asked for it is told", chat.news())
    await story.walk(jo, "/published", "[Withdraw 1: We give three weeks.]", "[No]")
    await story.walk(jo, "/stats", "/export", "[CSV]")


async def _said_more(world: World) -> None:
    for number in range(changes.PER_PAGE):
        async with world.shared.sessions.begin() as session:
            await publishing.publish(
                session,
                you_said=f"Form {number} is too long.",
                we_did="It is one page now.",
                happened_on=NOW.date(),
                by="Jo Smith",
                now=world.clock[0],
            )


async def desk(world: World, story: Story) -> None:
    """Officers: becoming one, and sending opportunities."""
    admin = world.chat(ADMIN)
    await story.walk(admin, "/invite", "Jo Smith", "[Editor]")
    link = next(
        word for shown in reversed(admin.messages) for word in shown.text.split() if "start=inv_" in word
    )
    jo = world.chat(2001)
    await story.walk(jo, f"/start {link.rpartition('start=')[2]}", "[Yes, I am Jo Smith]", "/help")
    await story.walk(
        admin, "/officers", "[Change Jo Smith]", "[Make reader]", "/invite Ada Brown reader", "/officers"
    )
    await story.walk(
        admin,
        "[Take back the invitation for Ada Brown]",
        "[All officers]",
        "[Change Jo Smith]",
        "[Make editor]",
    )
    await story.walk(jo, "/post", "[Quick Quote]", "Roof repairs at Shildon library", "8k to 12k + VAT")
    await story.walk(
        jo, "30 September 2026", "12 noon", "[That is right]", "www.durham.gov.uk/roof", "[Yes, send it]"
    )
    story.came("An officer sends a file", await jo.send_document("quick-quotes.csv", CSV))
    await story.walk(jo, "[Yes, load it and tell suppliers]")
    await _held(world, story, jo)
    await story.walk(admin, "/officers", "[Change Jo Smith]", "[Remove Jo Smith]", "[Yes, remove Jo Smith]")


async def _held(world: World, story: Story, jo: Chat) -> None:
    """A file that is far too much is held."""
    rows = (f"QQ-{n},Roof repairs at school {n},Council,30/09/2026" for n in range(2, 62))
    body = "\n".join(["reference,title,buyer,closing_date", *rows]).encode()
    source = world.shared.catalogue[uploads.SOURCE]
    await ingest.import_file(world.shared.sessions, source, body, world.clock[0])
    group = _group(world)
    await held.tell(world.shared, world.application.bot)
    story.came("In the officers' chat, when a source brings far too much", group.news())
    await story.walk(group, "[Tell suppliers]", "[Not now]", "/held")
    little = "It lists 3 notices. Of late it listed about 60."
    polled = Polled(slug="find-a-tender", trouble=little)
    await troubles.tell(world.shared, world.application.bot, [polled])
    story.came("In the officers' chat, when a source brings far too little", group.news())
    await story.walk(jo, "/held", "[Tell nobody]", "[Yes, tell nobody]", "/held")


async def leaving(world: World, story: Story) -> None:
    """Help, what is kept, and being forgotten."""
    chat = await world.roofer(when="Done: tell me at once")
    await world.publish(notice())
    await world.deliver()
    await story.walk(
        chat,
        "/help",
        "[Looking for work now]",
        "[All of help]",
        "[Getting alerts]",
        "[All of help]",
        "[Too many or too few]",
        "[All of help]",
    )
    await story.walk(chat, "[Deadlines and saved]", "[All of help]")
    await story.walk(
        chat, "[Asking a question]", "[All of help]", "[Something is stopping me]", "[All of help]"
    )
    await story.walk(chat, "[My data]", "/privacy", "/mydata", "/forget", "[No, keep it]")
    await story.walk(chat, "/forget", "[Yes, erase it all]", "/mydata", "/nonsense")
    story.came("A picture or a file is sent", await chat.send_document("photo.jpg", b"x"))
    story.came(
        "A button from another age is pressed", await chat.press(chat.last.message_id, "0:old", stale=True)
    )


def _group(world: World) -> Chat:
    world.api.person(OFFICERS, "Officers", started=True)
    return world.chat(OFFICERS)


STORIES: Mapping[str, Callable[[World, Story], Awaitable[None]]] = {
    "Joining": joining,
    "Alerts": alerts,
    "Saved, changes and reminders": saving,
    "Searching": searching,
    "What I look for": watching,
    "Several watches, and silence": quiet,
    "Too much, and nothing at all": nudges,
    "Questions": asking,
    "Reports and results": reporting,
    "Officers": desk,
    "Help, and what is kept": leaving,
}
"""By their headings."""
