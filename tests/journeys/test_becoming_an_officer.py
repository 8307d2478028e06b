"""An admin invites, somebody accepts, roles change, officers go; and links that do not work say why."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import menus
from bot.tables import Role
from bot.text import general
from tests.chat import Chat
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ADMIN = 1


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot, with an admin whom the settings name."""
    async with open_world(database_url, admins=[ADMIN]) as opened:
        yield opened


async def invited(world: World, typed: str = "Jo Smith reader") -> str:
    """Let the admin invite somebody. Returns what the link sends to the bot."""
    (_, forward) = await world.chat(ADMIN).send(f"/invite {typed}")
    found = re.search(r"\?start=(\S+)", forward.text)
    assert found is not None
    return f"/start {found[1]}"


async def menu_of(chat: Chat) -> list[str]:
    """Return the commands that Telegram shows in one chat beside those of everybody."""
    scope = {"type": "chat", "chat_id": chat.chat_id}
    return [command["command"] for command in chat.api.call("getMyCommands", {"scope": scope})]


async def test_an_invitation_is_made_forwarded_accepted_and_seen(world: World) -> None:
    admin, jo = world.chat(ADMIN), world.chat(2)

    told, forward = await admin.send("/invite Jo Smith reader")
    (asked,) = await jo.send("/start " + forward.text.split("?start=")[1].split()[0])
    (welcome,) = await jo.tap("Yes, I am Jo Smith")
    (listed,) = await admin.send("/officers")

    assert told.text == (
        "An invitation for Jo Smith, as a reader\n\n"
        "Forward the next message to Jo Smith, and to nobody else: whoever opens the link first becomes this "
        "officer. It works once, until Monday 17 August 2026 at 1pm.\n\nTo take it back, send /officers."
    )
    assert re.fullmatch(
        r"You are invited to work with Supplierbot as a reader\. To accept, open this link and press Start:\n\n"
        r"https://t\.me/supplierbot\?start=inv_[\w-]{32}\n\nIt works once, until Monday 17 August 2026 at 1pm\.",
        forward.text,
    )
    assert asked.text == (
        "Become an officer of Supplierbot?\n\n"
        "This invitation is for Jo Smith, as a reader. A reader can read what suppliers report, and see the "
        "figures.\n\nWhat you do as an officer is recorded with this name, and the record cannot be changed. "
        "I keep your name, your role and the number of this chat until an admin removes you.\n\n"
        "If you are not Jo Smith, please press “No” and tell whoever sent you the link."
    )
    assert welcome.text.startswith("You are now an officer: Jo Smith, reader.")
    assert listed.text == (
        "1 officer\n\nJo Smith, reader, since Monday 10 August 2026. Invited by: an admin.\n\n"
        "The settings of Supplierbot name 1 person who may do everything, in this list or not.\n\n"
        "To invite somebody, send /invite."
    )
    assert await world.audited() == [
        "an admin: invite Jo Smith role=reader",
        "Jo Smith: join Jo Smith role=reader",
        "an admin: see_officers - count=1",
    ]


async def test_what_an_invitation_leaves_out_is_asked_for(world: World) -> None:
    admin = world.chat(ADMIN)

    (name,) = await admin.send("/invite")
    (role,) = await admin.send("Jo & <3")
    (told, forward) = await admin.tap("Editor")
    (over,) = await admin.tap("Editor")

    assert name.text.startswith("Invite an officer\n\nType the person's name, for example: Jo Smith.")
    assert role.text.startswith("What may Jo & <3 do?\n\nA reader can")
    assert told.text.startswith("An invitation for Jo & <3, as an editor")
    assert "as an editor" in forward.text
    assert over.text == "This form is over. To invite somebody, send /invite."


async def test_an_invitation_works_for_seven_days_and_not_a_second_longer(world: World) -> None:
    jo, link = world.chat(2), await invited(world)

    world.clock[0] += timedelta(days=7) - timedelta(seconds=1)
    (asked,) = await jo.send(link)
    world.clock[0] += timedelta(seconds=1)
    (late,) = await jo.tap("Yes, I am Jo Smith")
    (opened_late,) = await jo.send(link)

    assert asked.text.startswith("Become an officer of Supplierbot?")
    assert (
        late.text
        == opened_late.text
        == (
            "This invitation has expired: it worked for seven days. Please ask whoever sent it for a new one."
        )
    )


async def test_whoever_is_first_uses_an_invitation_up(world: World) -> None:
    first, second, link = world.chat(2), world.chat(3), await invited(world)
    await first.send(link)
    await second.send(link)

    await first.tap("Yes, I am Jo Smith")
    (used,) = await second.tap("Yes, I am Jo Smith")
    (again,) = await first.send(link)

    assert used.text.startswith("This invitation has been used already. It works only once.")
    assert again.text == (
        "You are an officer already: Jo Smith, reader. I did not use the invitation. "
        "To have another role, ask an admin."
    )
    assert (await world.audited())[1:] == ["Jo Smith: join Jo Smith role=reader"]


async def test_a_second_yes_finds_an_officer(world: World) -> None:
    jo = world.chat(2)
    await jo.send(await invited(world))

    (shown,) = await jo.tap_twice("Yes, I am Jo Smith")

    assert shown.text == (
        "You are an officer already: Jo Smith, reader. I did not use the invitation. "
        "To have another role, ask an admin."
    )
    assert (await world.audited())[1:] == ["Jo Smith: join Jo Smith role=reader"]


async def test_who_says_no_leaves_the_invitation_as_it_was(world: World) -> None:
    jo, link = world.chat(2), await invited(world)
    await jo.send(link)

    (no,) = await jo.tap("No")
    await jo.send(link)
    (yes,) = await jo.tap("Yes, I am Jo Smith")

    assert no.text == (
        "You are not an officer, and I kept nothing about you. The link still works until it expires."
    )
    assert yes.text.startswith("You are now an officer")


@pytest.mark.parametrize("made_up", ["inv_", "inv_made-up", "inv_' OR 1=1 --", "inv_" + "x" * 500])
async def test_a_made_up_invitation_is_not_known(world: World, made_up: str) -> None:
    (answer,) = await world.chat(2).send(f"/start {made_up}")

    assert answer.text == (
        "I do not know this invitation. Perhaps the link was not copied whole. "
        "Please ask whoever sent it for a new one."
    )


async def test_an_invitation_that_is_taken_back_works_no_more(world: World) -> None:
    admin, jo, link = world.chat(ADMIN), world.chat(2), await invited(world)
    await jo.send(link)

    (listed,) = await admin.send("/officers")
    (taken,) = await admin.tap("Take back the invitation for Jo Smith")
    (revoked,) = await jo.tap("Yes, I am Jo Smith")

    assert "Invited, and not here yet\nJo Smith, reader, until Monday 17 August 2026 at 1pm." in listed.text
    assert taken.text == "The invitation for Jo Smith works no more."
    assert revoked.text == (
        "This invitation was taken back, so it works no more. Please ask whoever sent it for a new one."
    )
    assert (await world.audited())[-1] == "an admin: revoke Jo Smith role=reader"


async def test_a_new_invitation_takes_the_place_of_the_one_before(world: World) -> None:
    old, new = await invited(world), await invited(world, "jo smith editor")

    (refused,) = await world.chat(2).send(old)
    (asked,) = await world.chat(2).send(new)

    assert refused.text.startswith("This invitation was taken back")
    assert "for jo smith, as an editor" in asked.text


async def test_a_name_that_an_officer_has_is_not_invited_again(world: World) -> None:
    await world.appoint(Role.READER)

    (refused,) = await world.chat(ADMIN).send("/invite JO SMITH editor")

    assert refused.text.startswith("There is an officer called JO SMITH already, so I made no invitation.")


async def test_a_role_is_changed_and_the_menu_with_it(world: World) -> None:
    jo, admin = await world.appoint(Role.READER), world.chat(ADMIN)
    await menus.set_for_officers(world.application.bot, world.shared.sessions, world.shared.admins)
    before = await menu_of(jo)

    await admin.send("/officers")
    (shown,) = await admin.tap("Change Jo Smith")
    (changed,) = await admin.tap("Make admin")
    (told,) = jo.news()

    assert shown.text.startswith("Jo Smith is a reader\n\nA reader can read")
    assert changed.text.startswith("Jo Smith is an admin now. An admin can do all that officers do")
    assert told.text.startswith("Your role here is now: admin.")
    everybody = [name for name, _ in general.COMMANDS]
    assert before[: len(everybody)] == everybody
    assert "invite" not in before
    assert (await menu_of(jo))[-2:] == ["officers", "invite"]
    assert (await world.audited())[-1] == "an admin: change_role Jo Smith before=reader role=admin"


async def test_an_officer_is_removed_after_one_more_question(world: World) -> None:
    jo, admin = await world.appoint(Role.ADMIN), world.chat(ADMIN)
    _, forward = await jo.send("/invite Ada Brown admin")
    await admin.send("/officers")
    await admin.tap("Change Jo Smith")

    (asked,) = await admin.tap("Remove Jo Smith")
    (kept,) = await admin.tap("No")
    await admin.tap("All officers")
    await admin.tap("Change Jo Smith")
    await admin.tap("Remove Jo Smith")
    jo.news()
    (gone,) = await admin.tap("Yes, remove Jo Smith")
    (told,) = jo.news()
    (unknown,) = await jo.send("/officers")
    (back,) = await jo.send("/start " + forward.text.split("?start=")[1].split()[0])

    assert asked.text.startswith("Remove Jo Smith?\n\nFrom that moment on they can do nothing here")
    assert kept.text == "Jo Smith stays an officer. Nothing was changed."
    assert gone.text == "Jo Smith is not an officer any more."
    assert told.text.startswith("You are not an officer of Supplierbot any more.")
    assert unknown.text == general.unknown_command()
    assert back.text.startswith("This invitation was taken back")
    assert await menu_of(jo) == []
    assert (await world.audited())[-1] == "an admin: remove Jo Smith role=admin"


async def test_the_last_admin_stays_unless_the_settings_name_one(database_url: str) -> None:
    async with open_world(database_url) as world:
        jo, ada = await world.appoint(Role.ADMIN), await world.appoint(Role.READER, 2002, "Ada Brown")
        await jo.send("/officers")
        await jo.tap("Change Jo Smith")

        (demoted,) = await jo.tap("Make reader")
        await jo.tap("All officers")
        await jo.tap("Change Jo Smith")
        await jo.tap("Remove Jo Smith")
        (removed,) = await jo.tap("Yes, remove Jo Smith")
        await jo.tap("All officers")
        await jo.tap("Change Ada Brown")
        await jo.tap("Make admin")
        await jo.tap("All officers")
        await jo.tap("Change Jo Smith")
        await jo.tap("Make reader")
        (no_more,) = await jo.send("/officers")
        (now_hers,) = [shown for shown in await ada.send("/officers") if "2 officers" in shown.text]

    last = (
        "I changed nothing: this is the only admin, and without one nobody could appoint officers here.\n\n"
        "Make somebody else an admin first."
    )
    assert demoted.text == removed.text == last
    assert no_more.text == general.unknown_command()
    assert "Jo Smith, reader" in now_hers.text
    assert "Ada Brown, admin" in now_hers.text


async def test_many_officers_are_listed_in_pages(world: World) -> None:
    for number in range(10):
        await world.appoint(Role.READER, 3000 + number, f"Officer {number}")
    admin = world.chat(ADMIN)

    (first,) = await admin.send("/officers")
    (second,) = await admin.tap("Next page")

    assert first.text.startswith("10 officers\n\nOfficer 0, reader")
    assert [name in first.text for name in ("Officer 7", "Officer 8")] == [True, False]
    assert [name in second.text for name in ("Officer 7", "Officer 8")] == [False, True]


async def test_help_tells_an_officer_what_else_there_is(world: World) -> None:
    jo, supplier = await world.appoint(Role.ADMIN), world.chat(5)

    (more,) = await jo.send("/help")
    (usual,) = await supplier.send("/help")

    assert more.text.startswith(usual.text)
    assert "As an officer (admin)\n\n" in more.text
    assert "Officers: invite one: /invite" in more.text
