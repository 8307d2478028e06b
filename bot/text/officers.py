"""The words of being an officer: invitations, roles, the list of officers, and the officers' commands."""

from collections.abc import Sequence

from bot import officers
from bot.appointments import Refused
from bot.officers import Task
from bot.tables import Invitation, Officer, Role
from bot.text import written
from bot.text.written import safe

COMMANDS: tuple[tuple[Task, str, str], ...] = (
    (Task.SEE_REPORTS, "reports", "Reports: what stops suppliers"),
    (Task.SEE_STATISTICS, "stats", "Figures: a chart, and in words"),
    (Task.EXPORT_REPORTS, "export", "Export reports as a file"),
    (Task.PUBLISH_CHANGE, "published", "You said, we did: write, withdraw"),
    (Task.SEND_OPPORTUNITIES, "post", "Send an opportunity to suppliers"),
    (Task.LET_GO, "held", "Sources that are held: tell, or tell nobody"),
    (Task.SEE_OFFICERS, "officers", "Officers: see, change, remove"),
    (Task.INVITE, "invite", "Officers: invite one"),
)
"""The officers' commands in the order of their menu, each with the task that it is and what it does."""


IN_THEIR_CHAT = (
    ("tickets", "Questions that wait for a reply"),
    ("gaps", "Questions without a good answer"),
    ("held", "Sources that are held"),
    ("chatid", "The number of this chat"),
)
"""The commands of the group where officers answer questions."""


def commands_of(role: Role) -> list[tuple[str, str]]:
    """Return the commands that a role has beyond those of every supplier, each with what it does."""
    return [(name, what) for task, name, what in COMMANDS if officers.may(role, task)]


def help_me(role: Role) -> str:
    """Say what an officer can do besides what every supplier can."""
    lines = "\n".join(f"{what}: /{name}" for name, what in commands_of(role))
    return f"<b>As an officer ({role})</b>\n\n{lines}"


def may_do(role: Role) -> str:
    """Say what a role is allowed, in whole sentences."""
    match role:
        case Role.READER:
            return "A reader can read what suppliers report, and see the figures."
        case Role.EXPORTER:
            return "An exporter can read what suppliers report, see the figures, and take them out as a spreadsheet."
        case Role.EDITOR:
            return (
                "An editor can read, export and answer what suppliers report, publish what was changed because of "
                "it, and send opportunities to suppliers."
            )
        case Role.ADMIN:
            return (
                "An admin can do all that officers do: read, export and answer reports, publish what was changed, "
                "send opportunities, and appoint and remove officers."
            )


def ask_name() -> str:
    """Ask whom to invite."""
    return (
        "<b>Invite an officer</b>\n\n"
        "Type the person's name, for example: Jo Smith. Colleagues will see the name beside what Jo does here. "
        "To leave, send /cancel."
    )


def ask_role(name: str) -> str:
    """Ask what an invited person may do."""
    roles = "\n\n".join(may_do(role) for role in Role)
    return f"<b>What may {safe(name)} do?</b>\n\n{roles}\n\nPress a role. To leave, send /cancel."


def name_taken(name: str) -> str:
    """Refuse a name that an officer has."""
    return (
        f"There is an officer called {safe(name)} already, so I made no invitation.\n\n"
        "To invite somebody else of this name, send /invite with something to tell them apart, "
        "for example: /invite Jo Smith (Finance). To change what an officer may do, send /officers."
    )


def invited(invitation: Invitation) -> str:
    """Tell an admin what to do with the invitation, which is the next message."""
    return (
        f"<b>An invitation for {safe(invitation.name)}, as {_a(invitation.role)}</b>\n\n"
        f"Forward the next message to {safe(invitation.name)}, and to nobody else: whoever opens the link first "
        f"becomes this officer. It works once, until {written.moment(invitation.expires_at)}.\n\n"
        "To take it back, send /officers."
    )


def invitation(made: Invitation, link: str) -> str:
    """Write the message that is forwarded to whoever is invited."""
    return (
        f"You are invited to work with Supplierbot as {_a(made.role)}. "
        f"To accept, open this link and press Start:\n\n{safe(link)}\n\n"
        f"It works once, until {written.moment(made.expires_at)}."
    )


def consent(made: Invitation) -> str:
    """Ask whoever opened an invitation whether they accept."""
    return (
        f"<b>Become an officer of Supplierbot?</b>\n\n"
        f"This invitation is for {safe(made.name)}, as {_a(made.role)}. {may_do(made.role)}\n\n"
        "What you do as an officer is recorded with this name, and the record cannot be changed. "
        "I keep your name, your role and the number of this chat until an admin removes you.\n\n"
        f"If you are not {safe(made.name)}, please press “No” and tell whoever sent you the link."
    )


def joined(officer: Officer) -> str:
    """Welcome a new officer."""
    return (
        f"<b>You are now an officer: {safe(officer.name)}, {officer.role}.</b>\n\n"
        f"{may_do(officer.role)}\n\n{_where(officer.role)}"
    )


def _where(role: Role) -> str:
    names = [f"/{name}" for name, _ in commands_of(role)]
    return f"Your commands: {written.listed(names)}. /help lists them with the rest."


def declined() -> str:
    """Confirm that nobody was made an officer."""
    return "You are not an officer, and I kept nothing about you. The link still works until it expires."


def already_officer(officer: Officer) -> str:
    """Answer an officer who opens an invitation."""
    return (
        f"You are an officer already: {safe(officer.name)}, {officer.role}. I did not use the invitation. "
        "To have another role, ask an admin."
    )


def no_invitation(why: Refused) -> str:
    """Say why an invitation does not work."""
    ask = "Please ask whoever sent it for a new one."
    match why:
        case Refused.EXPIRED:
            return f"This invitation has expired: it worked for seven days. {ask}"
        case Refused.USED:
            return (
                "This invitation has been used already. It works only once. "
                f"If it was not you who used it, tell whoever sent it. {ask}"
            )
        case Refused.REVOKED:
            return f"This invitation was taken back, so it works no more. {ask}"
        case Refused.NAME_TAKEN:
            return f"There is an officer of this name already, so the invitation works no more. {ask}"
        case _:
            return f"I do not know this invitation. Perhaps the link was not copied whole. {ask}"


def form_over() -> str:
    """Answer a role that is pressed when nobody is being invited any more."""
    return "This form is over. To invite somebody, send /invite."


def listed(
    found: Sequence[Officer],
    shown: Sequence[Officer],
    invitations: Sequence[Invitation],
    settings_admins: int,
) -> str:
    """List the officers of one page, and who is invited."""
    head = f"<b>{written.counted(len(found), 'officer')}</b>" if found else "<b>No officers yet</b>"
    parts = [head, *(_officer(officer) for officer in shown)]
    if settings_admins:
        people = written.counted(settings_admins, "person", "people")
        parts.append(f"The settings of Supplierbot name {people} who may do everything, in this list or not.")
    if invitations:
        waiting = "\n".join(_waiting(one) for one in invitations)
        parts.append(f"<b>Invited, and not here yet</b>\n{waiting}")
    parts.append("To invite somebody, send /invite.")
    return "\n\n".join(parts)


def _officer(officer: Officer) -> str:
    return (
        f"{safe(officer.name)}, {officer.role}, since {written.day(officer.appointed_at.date())}. "
        f"Invited by: {safe(officer.appointed_by)}."
    )


def _waiting(one: Invitation) -> str:
    return f"{safe(one.name)}, {one.role}, until {written.moment(one.expires_at)}. Invited by: {safe(one.made_by)}."


def one(officer: Officer) -> str:
    """Show an officer whose role may be changed."""
    return (
        f"<b>{safe(officer.name)} is {_a(officer.role)}</b>\n\n{may_do(officer.role)}\n\n"
        "Press another role, or remove this officer."
    )


def role_changed(officer: Officer) -> str:
    """Confirm a new role."""
    return f"{safe(officer.name)} is {_a(officer.role)} now. {may_do(officer.role)}"


def your_role_changed(officer: Officer) -> str:
    """Tell an officer of a new role."""
    return (
        f"<b>Your role here is now: {officer.role}.</b>\n\n{may_do(officer.role)}\n\n{_where(officer.role)}"
    )


def ask_remove(officer: Officer) -> str:
    """Ask once more before an officer is removed."""
    return (
        f"<b>Remove {safe(officer.name)}?</b>\n\n"
        "From that moment on they can do nothing here that is for officers. Invitations that they made and "
        "nobody has used stop working. What they did stays on record."
    )


def removed(officer: Officer) -> str:
    """Confirm that an officer was removed."""
    return f"{safe(officer.name)} is not an officer any more."


def you_were_removed() -> str:
    """Tell somebody that they are no officer any more."""
    return (
        "You are not an officer of Supplierbot any more. If you get alerts as a supplier, they go on. "
        "If this is a mistake, ask an admin."
    )


def left_alone(officer: Officer) -> str:
    """Confirm that nobody was removed."""
    return f"{safe(officer.name)} stays an officer. Nothing was changed."


def refused(why: Refused) -> str:
    """Say why an officer was not changed or removed."""
    if why is Refused.LAST_ADMIN:
        return (
            "I changed nothing: this is the only admin, and without one nobody could appoint officers here.\n\n"
            "Make somebody else an admin first."
        )
    return "There is no such officer any more. Send /officers to see who is one now."


def revoked(one: Invitation) -> str:
    """Confirm that an invitation was taken back."""
    return f"The invitation for {safe(one.name)} works no more."


def not_revoked() -> str:
    """Answer taking back an invitation that is over."""
    return "That invitation was used or taken back before. Send /officers to see how things are now."


def _a(role: Role) -> str:
    return f"{'a' if role is Role.READER else 'an'} {role}"
