"""What the database promises of officers: an invitation works once, and somebody is left who may appoint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from alerts.db import Sessions
from bot import appointments, officers
from bot.appointments import Invited, Refused
from bot.officers import Task
from bot.tables import Invitation, Officer, Role
from tests.make import NOW


async def invite(sessions: Sessions, name: str = "Jo", role: Role = Role.READER) -> str:
    async with sessions.begin() as session:
        made = await appointments.invite(session, name, role, "an admin", NOW)
    assert isinstance(made, Invited)
    return made.secret


async def test_an_invitation_makes_one_officer_whoever_tries(sessions: Sessions) -> None:
    secret = await invite(sessions)

    outcomes = []
    for chat in ("tg:1", "tg:1", "tg:2"):
        async with sessions.begin() as session:
            outcomes.append(await appointments.join(session, secret, chat, NOW))

    assert isinstance(outcomes[0], Officer)
    assert outcomes[1:] == [Refused.ALREADY, Refused.USED]


async def test_the_secret_of_an_invitation_is_kept_nowhere(sessions: Sessions) -> None:
    secret = await invite(sessions)

    async with sessions.begin() as session:
        (row,) = await session.scalars(select(Invitation))
        (event,) = await officers.audit(session)

    assert secret not in str(vars(row))
    assert secret not in str((event.subject, event.details))


async def test_a_number_of_an_officer_is_never_used_again(sessions: Sessions) -> None:
    numbers = []
    for chat in ("tg:1", "tg:2"):
        async with sessions.begin() as session:
            made = await appointments.appoint(session, chat, chat, Role.READER, by="Jo", now=NOW)
            assert isinstance(made, Officer)
            numbers.append(made.id)
            await appointments.remove(session, made.id, "Jo", NOW, other_admins=False)

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("other_admins", "outcome"), [(False, Refused.LAST_ADMIN), (True, None)], ids=["alone", "not alone"]
)
async def test_the_last_admin_can_go_only_if_there_are_others(
    sessions: Sessions, other_admins: bool, outcome: Refused | None
) -> None:
    async with sessions.begin() as session:
        jo = await appointments.appoint(session, "tg:1", "Jo", Role.ADMIN, by="command line", now=NOW)
        assert isinstance(jo, Officer)
        removed = await appointments.remove(session, jo.id, "Jo", NOW, other_admins=other_admins)

    assert removed == (outcome or jo)


async def test_an_admin_who_becomes_a_reader_takes_their_invitations_along(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        jo = await appointments.appoint(session, "tg:1", "Jo", Role.ADMIN, by="command line", now=NOW)
        assert isinstance(jo, Officer)
        await appointments.invite(session, "Ada", Role.ADMIN, "Jo", NOW)
        await appointments.invite(session, "Sam", Role.ADMIN, "an admin", NOW)
        await appointments.change_role(session, jo.id, Role.READER, "an admin", NOW, other_admins=True)

    async with sessions.begin() as session:
        left = await appointments.invitations(session, NOW)
    assert [one.name for one in left] == ["Sam"]


def test_every_task_says_which_role_it_needs() -> None:
    assert set(officers.NEEDS) == set(Task)


@pytest.mark.parametrize(
    ("typed", "name", "role"),
    [
        ("Jo Smith reader", "Jo Smith", Role.READER),
        ("Jo Smith, READER", "Jo Smith", Role.READER),
        ("Jo Smith as an editor", "Jo Smith", Role.EDITOR),
        ("Mr Jo   Smith", "Mr Jo Smith", None),
        ("Jo Reader-Smith", "Jo Reader-Smith", None),
        ("admin", "", Role.ADMIN),
        ("", "", None),
    ],
)
def test_a_name_and_a_role_are_read_as_people_type_them(typed: str, name: str, role: Role | None) -> None:
    assert appointments.read(typed) == (name, role)


@given(st.text(max_size=300))
def test_any_text_is_read_as_a_name_fit_to_show(typed: str) -> None:
    name, _ = appointments.read(typed)

    assert len(name) <= appointments.LONGEST_NAME
    assert name == name.strip()
    assert len(name.splitlines()) <= 1
