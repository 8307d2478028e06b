"""The screens of appointing officers."""

from collections.abc import Sequence

from bot.appointments import Invited
from bot.buttons import Action, pages, to
from bot.screens import Screen
from bot.tables import Invitation, Officer, Role
from bot.text import officers as words
from bot.text.written import cut

PER_PAGE = 8
LABEL = 60
LIST = [to("All officers", Action.OFFICERS, "list", 0)]


def ask_role(name: str) -> Screen:
    """Ask what an invited person may do."""
    return Screen(
        text=words.ask_role(name), rows=[[to(role.capitalize(), Action.INVITE, role)] for role in Role]
    )


def consent(invitation: Invitation, secret: str) -> Screen:
    """Ask whoever opened an invitation. The button carries the secret: to hold it is the only proof there is."""
    return Screen(
        text=words.consent(invitation),
        rows=[
            [to(cut(f"Yes, I am {invitation.name}", LABEL), Action.JOIN, "yes", secret)],
            [to("No", Action.JOIN, "no")],
        ],
    )


def invitation(made: Invited, bot_name: str) -> Screen:
    """Write the message that is forwarded."""
    return Screen(text=words.invitation(made.invitation, f"https://t.me/{bot_name}?start={made.payload}"))


def listed(
    officers: Sequence[Officer], page: int, invitations: Sequence[Invitation], settings_admins: int
) -> Screen:
    """List officers, a page at a time, and the invitations that wait."""
    last = max(0, (len(officers) - 1) // PER_PAGE)
    page = min(page, last)
    shown = officers[page * PER_PAGE : (page + 1) * PER_PAGE]
    waiting = invitations[:PER_PAGE]
    return Screen(
        text=words.listed(officers, shown, waiting, settings_admins),
        rows=[
            *([to(cut(f"Change {one.name}", LABEL), Action.OFFICERS, "one", one.id)] for one in shown),
            *(
                [to(cut(f"Take back the invitation for {one.name}", LABEL), Action.REVOKE, one.id)]
                for one in waiting
            ),
            pages(Action.OFFICERS, page, last, "list"),
        ],
    )


def one(officer: Officer) -> Screen:
    """Show an officer, with the other roles and the way out."""
    others = (role for role in Role if role is not officer.role)
    return Screen(
        text=words.one(officer),
        rows=[
            *([to(f"Make {role}", Action.ROLE, officer.id, role)] for role in others),
            [to(cut(f"Remove {officer.name}", LABEL), Action.REMOVE, "ask", officer.id)],
            LIST,
        ],
    )


def ask_remove(officer: Officer) -> Screen:
    """Ask once more."""
    return Screen(
        text=words.ask_remove(officer),
        rows=[
            [to(cut(f"Yes, remove {officer.name}", LABEL), Action.REMOVE, "yes", officer.id)],
            [to("No", Action.REMOVE, "no", officer.id)],
        ],
    )


def after(text: str) -> Screen:
    """Say what was done, with the way back to the list."""
    return Screen(text=text, rows=[LIST])
