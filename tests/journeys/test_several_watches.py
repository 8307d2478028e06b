"""One supplier, several watches: each says when and why; one opportunity through two of them comes once."""

from datetime import timedelta

import pytest

from tests.chat import Chat
from tests.make import notice
from tests.world import World, open_world

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"
TO_MORNING = timedelta(hours=19)
BOTH = notice(title="Re-roofing and cleaning of Shildon library", cpv_codes=("45261000", "90911000"))
SWEEPING = notice(
    external_id="2", ocid="ocds-2", title="Cleaning of the town hall", summary=None, cpv_codes=("90911000",)
)

LIST = """\
Your watches

1. My work
Looks for: Roofing and gutters
Places: United Kingdom
When I write: as soon as something is published

2. Schools
Looks for: Cleaning
Places: United Kingdom
When I write: each day at 8am

About you
Kind: Sole trader or company
People: 1 to 9 people
Based in: not said
Contract size you are comfortable with: up to £150,000 a year (my guess from your size)

You still hear of larger contracts. I mark them, because you may win them with partners."""


async def taps(chat: Chat, *steps: str) -> str:
    """Tap what is a button, write what is none, and return what is said last."""
    for step in steps:
        await (chat.tap(step) if step in chat.labels else chat.send(step))
    return chat.last.text


async def two_watches(world: World, when: str = AT_ONCE) -> Chat:
    """Let a roofer join, who also cleans schools and hears of that each day."""
    chat = await world.roofer(when=when)
    await taps(
        chat, "/watch", "Add another watch", "Start with an empty one", "Schools", "Next page", "Cleaning"
    )
    await taps(chat, "Back", "When I write", "Each day")
    chat.news()
    return chat


def reasons(text: str) -> list[str]:
    """Return the lines that say why something came, without what comes after the watch."""
    lines = text.partition("Why you got this:")[2].splitlines()
    return [line.partition(": ")[0] for line in lines if line.startswith("Your watch")]


async def test_what_two_watches_find_comes_once_with_both_reasons(world: World) -> None:
    chat = await two_watches(world)

    await world.publish(BOTH)
    once = await world.deliver()
    (alert,) = chat.news()
    later = await world.deliver(TO_MORNING)

    assert (once.sent, later.sent) == (1, 0)
    assert alert.text.startswith("New opportunity for you\n\nRe-roofing and cleaning of Shildon library\n")
    assert (
        "Why you got this:\n"
        "Your watch “My work”: you chose Roofing and gutters, and the title says “Re-roofing”, and the buyer "
        "listed it under “Erection and related works of roof frames and coverings, CPV 45261000”.\n"
        "Your watch “Schools”: you chose Cleaning, and the title says “cleaning”, and the buyer listed it under "
        "“Accommodation, building and window cleaning services, CPV 90911000”.\n"
        "Number: 000001-2026 on Find a Tender"
    ) in alert.text


async def test_each_watch_keeps_its_own_time(world: World) -> None:
    chat = await two_watches(world)

    await world.publish(notice(), SWEEPING)
    await world.deliver()
    (now,) = chat.news()
    await world.deliver(TO_MORNING)
    (morning,) = chat.news()

    assert reasons(now.text) == ["Your watch “My work”"]
    assert morning.text.startswith("1 opportunity for you\n")
    assert reasons(morning.text) == ["Your watch “Schools”"]


@sqlite_only
async def test_the_list_shows_each_and_one_tap_opens_it(world: World) -> None:
    chat = await two_watches(world)

    (listed,) = await chat.send("/watch")
    labels = chat.labels
    (menu,) = await chat.tap("2. Schools")

    assert listed.text == LIST
    assert labels[:3] == ["1. My work", "2. Schools", "Add another watch"]
    assert menu.text == (
        "Your watch “Schools”\n"
        "Trades: Cleaning\n"
        "Words to look for: none\n"
        "Words to avoid: none\n"
        "Sector codes (CPV): none\n"
        "Places: United Kingdom\n"
        "Value limits: none\n"
        "Matches: close ones, and possible ones marked so\n"
        "When I write: each day at 8am"
    )
    assert chat.labels[-6:] == [
        "Rename",
        "Copy",
        "Pause this watch",
        "Delete this watch",
        "All my watches",
        "What is open now",
    ]


@sqlite_only
async def test_a_new_watch_starts_empty_and_says_what_it_needs(world: World) -> None:
    chat = await world.roofer()
    await taps(chat, "/watch", "Add another watch")
    asked = chat.last.text

    await chat.tap("Start with an empty one")
    named = chat.last.text
    await chat.send("Schools")
    trades = chat.last.text
    empty = await taps(chat, "Back", "Places", "County Durham")
    await world.publish(SWEEPING)
    nothing = await world.deliver(TO_MORNING)
    await taps(chat, "Words to look for", "cleaning")

    assert asked == (
        "Another watch\n\n"
        "A watch has its own trades, words, places, values and times. "
        "What two watches find comes to you once, with both reasons.\n\n"
        "Start with an empty one, or with a copy of one that you have?"
    )
    assert named == (
        "What shall I call the new watch?\n\n"
        "Type a name, for example: Schools. Or press the button. /cancel makes no watch."
    )
    assert trades.startswith(
        "Your new watch “Schools” is there. "
        "It looks for nothing yet: add a trade, words to look for or a sector code.\n\nTrades of “Schools”"
    )
    assert "Places: County Durham\n" in empty
    assert nothing.sent == 0
    assert "Words to look for: cleaning\n" in chat.last.text


@sqlite_only
async def test_a_copy_is_the_same_until_it_is_changed(world: World) -> None:
    chat = await two_watches(world)
    await taps(chat, "/watch", "2. Schools", "Copy")
    asked = chat.last.text

    (made,) = await chat.tap("Call it “Watch 3”")
    await taps(chat, "Places", "County Durham")
    (listed,) = await chat.send("/watch")

    assert asked.startswith("What shall I call the new watch? It starts as a copy of “Schools”.")
    assert made.text.startswith(
        "“Watch 3” is a copy of “Schools”. Now change what is to be different.\n\nYour watch “Watch 3”\nTrades: Cleaning\n"
    )
    assert "2. Schools\nLooks for: Cleaning\nPlaces: United Kingdom\n" in listed.text
    assert (
        "3. Watch 3\nLooks for: Cleaning\nPlaces: County Durham\nWhen I write: each day at 8am\n"
        in listed.text
    )


@sqlite_only
async def test_a_name_is_changed_and_undone_and_never_given_twice(world: World) -> None:
    chat = await two_watches(world)
    await taps(chat, "/watch", "2. Schools", "Rename")

    (taken,) = await chat.send("my work")
    (long,) = await chat.send("x" * 41)
    (renamed,) = await chat.send("<Halls> & schools")
    (undone,) = await chat.tap("Undo")

    assert taken.text.startswith("You have a watch called “my work” already.\n\nType another name")
    assert long.text.startswith("That name is too long. It may have 40 letters at most.")
    assert renamed.text.startswith("Saved.\n\nYour watch “<Halls> & schools”\n")
    assert undone.text == (
        "Undone. Everything is as it was before this change: call the watch “Schools” by the name “<Halls> & schools”."
    )


async def test_a_deleted_watch_is_silent_and_its_old_buttons_answer_kindly(world: World) -> None:
    chat = await two_watches(world)
    await taps(chat, "/watch", "2. Schools")
    message_id, old = chat._find("Trades")
    _, save = chat._find("Delete this watch")

    await chat.tap_twice("Delete this watch")
    deleted = chat.last.text
    await world.publish(SWEEPING)
    silent = await world.deliver(TO_MORNING)
    assert old.data is not None
    (answer,) = await chat.press(message_id, old.data, stale=True)
    await chat.press(message_id, "1:set.2:hour:18", stale=True)
    (menu,) = await chat.send("/watch")

    assert save.data == "1:watches.2:delete"
    assert deleted == (
        "The watch “Schools” is deleted. It finds nothing more. Your other watches stay as they are."
    )
    assert silent.sent == 0
    assert answer.text.startswith(
        "This button is about a watch that is not there any more. Here is how things are now.\n\nWhat I look for\n"
    )
    assert "When I write: as soon as something is published\n" in menu.text


@sqlite_only
async def test_a_deleted_watch_comes_back_with_one_tap(world: World) -> None:
    chat = await two_watches(world)
    await taps(chat, "/watch", "2. Schools", "Delete this watch")

    (back,) = await chat.tap("Undo")

    assert back.text == f"The watch “Schools” is back.\n\n{LIST}"


@sqlite_only
async def test_the_last_watch_cannot_be_deleted_by_an_old_button(world: World) -> None:
    chat = await world.roofer()
    (menu,) = await chat.send("/watch")

    (refused,) = await chat.press(menu.message_id, "1:watches.1:delete", stale=True)

    assert refused.text.startswith(
        "Nothing was deleted. No other watch of yours looks for anything. "
        "To hear nothing, send /stop. To hear nothing for a time, send /pause."
    )


@sqlite_only
async def test_forty_watches_are_refused_kindly(world: World) -> None:
    chat = await world.roofer()
    for _ in range(9):
        await taps(chat, "/watch", "Add another watch", "Copy “My work”")
        await chat.tap(next(label for label in chat.labels if label.startswith("Call it")))

    (listed,) = await chat.send("/watch")
    labels = chat.labels
    (refused,) = await chat.press(listed.message_id, "1:watches:new", stale=True)

    assert labels[9:11] == ["10. Watch 10", "Contract size"]
    assert refused.text.startswith(
        "You have 10 watches, and that is as many as you can have. Nothing was added. "
        "Delete one first, or add trades and words to one that you have.\n\nYour watches\n"
    )


@sqlite_only
async def test_a_paused_watch_waits_and_the_others_go_on(world: World) -> None:
    chat = await two_watches(world)
    await world.publish(SWEEPING)

    await taps(chat, "/watch", "2. Schools", "Pause this watch")
    (paused,) = await chat.tap("1 week")
    (listed,) = await chat.send("/watch")
    await world.publish(notice())
    others = await world.deliver(TO_MORNING)
    chat.news()
    early = await world.deliver(timedelta(days=6) - timedelta(seconds=1))
    back = await world.deliver(timedelta(seconds=1))

    assert paused.text.startswith("The watch “Schools” is paused until Monday 17 August 2026 at 8am.\n\n")
    assert "When I write: each day at 8am\nPaused until Monday 17 August 2026 at 8am\n" in listed.text
    assert (others.sent, early.sent, back.sent) == (1, 0, 1)
    (digest,) = chat.news()
    assert digest.text.startswith("While you were away: 1 opportunity that is still open\n")


@sqlite_only
async def test_a_paused_watch_that_is_resumed_speaks_at_its_usual_time(world: World) -> None:
    chat = await two_watches(world)
    await taps(chat, "/watch", "2. Schools", "Pause this watch", "3 months")
    await world.publish(SWEEPING)

    (resumed,) = await chat.tap("Resume this watch")
    done = await world.deliver(TO_MORNING)

    assert resumed.text.startswith(
        "The watch “Schools” is on again. "
        "What it has found meanwhile comes at its usual time, if it is still open.\n\n"
    )
    assert done.sent == 1


@sqlite_only
async def test_not_for_me_asks_which_watch_and_changes_that_one_only(world: World) -> None:
    chat = await two_watches(world)
    await world.publish(BOTH)
    await world.deliver()

    await taps(chat, "Not for me", "Too late")
    which = chat.last.text
    (proposal,) = await chat.tap("Schools")
    (changed,) = await chat.tap("Yes, change it")
    (listed,) = await chat.send("/watch")

    assert which == (
        "It comes to you through your watches “My work” and “Schools”.\n\nWhich one shall I change first?"
    )
    assert proposal.text.startswith("In your watch “Schools”: hear at once instead of daily?")
    assert changed.text == "Changed as you asked, in your watch “Schools”: hear at once instead of daily."
    assert listed.text.count("When I write: as soon as something is published") == 2


@sqlite_only
async def test_why_answers_for_each_watch_and_offers_the_change_of_the_nearest(world: World) -> None:
    chat = await two_watches(world)
    await taps(chat, "/watch", "2. Schools", "Places", "County Durham")
    await world.publish(
        notice(title="Cleaning of offices", summary=None, cpv_codes=("90911000",), regions=("UKE42",))
    )

    (answer,) = await chat.send("/why 000001-2026")
    (changed,) = await chat.tap("“Schools”: look in Leeds too")

    assert answer.text == (
        "Cleaning of offices\nBuyer: Durham County Council\nNumber: 000001-2026 on Find a Tender\n\n"
        "It did not come to you.\n"
        "Your watch “Schools”: The work is in Leeds, and you look in County Durham.\n"
        "Your watch “My work”: It does not meet your trades, words or sector codes closely enough.\n\n"
        "One change would bring such notices: in your watch “Schools”, look in Leeds too."
    )
    assert changed.text.startswith(
        "Changed as you asked, in your watch “Schools”: look in Leeds too.\n\n"
        "With this, 1 of the notices that I know from the last 30 days would have come to you through “Schools”"
    )


@sqlite_only
async def test_latest_is_of_all_watches_or_of_one(world: World) -> None:
    chat = await two_watches(world)
    await world.publish(notice(), SWEEPING)

    (every,) = await chat.send("/latest")
    await taps(chat, "/watch", "2. Schools")
    (one,) = await chat.tap("What is open now")

    assert every.text.startswith("2 opportunities are open for you now")
    assert one.text.startswith("1 opportunity is open for your watch “Schools” now")


@sqlite_only
async def test_a_choice_from_before_there_were_several_watches_changes_nothing(world: World) -> None:
    chat = await two_watches(world)

    (answer,) = await chat.press(chat.last.message_id, "1:set:hour:18", stale=True)

    assert answer.text == (
        f"Nothing was changed. You have several watches now. Press the one that you mean.\n\n{LIST}"
    )


@sqlite_only
async def test_nobody_can_press_the_buttons_of_somebody_elses_watch(world: World) -> None:
    chat = await two_watches(world)
    other = await world.roofer(2002)

    for data in (
        "1:set.2:hour:18",
        "1:watches.2:delete",
        "1:watches.2:from",
        "1:watch.2:menu",
        "1:latest.2:0",
    ):
        await other.press(other.last.message_id, data, stale=True)
        assert "Schools" not in other.last.text
    (listed,) = await chat.send("/watch")

    assert listed.text == LIST


async def test_a_restart_half_way_through_a_name_keeps_the_question(database_url: str) -> None:
    async with open_world(database_url) as before:
        chat = await before.roofer()
        await taps(chat, "/watch", "Add another watch", "Copy “My work”")
        api = before.api

    async with open_world(database_url, api=api) as after:
        (made,) = await after.chat().send("Schools")

    assert made.text.startswith("“Schools” is a copy of “My work”.")


@sqlite_only
async def test_stop_and_start_are_for_all_watches(world: World) -> None:
    chat = await two_watches(world)
    await chat.send("/stop")
    await world.publish(notice(), SWEEPING)
    silent = await world.deliver(TO_MORNING)

    (back,) = await chat.send("/start")
    (listed,) = await chat.send("/watch")

    assert silent.sent == 0
    assert back.text.startswith(
        "Welcome back. Your alerts are on again. You have 2 watches, each with its own times."
    )
    assert listed.text == LIST
