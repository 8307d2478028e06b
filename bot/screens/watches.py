"""The screens about several watches: the list, another one, a paused one, one less."""

from datetime import date, datetime

from alerts.edits import Edit
from alerts.matching import comfortable_max_pence
from alerts.suppliers import Profile, Subject, firm_of
from alerts.tables import WatchRow
from alerts.watches import MOST
from bot import pauses
from bot.buttons import Action, Button, in_rows, to
from bot.screens import Screen, about_you
from bot.screens.editing import UNDO
from bot.screens.watch_buttons import LIST, back, opens
from bot.text import watches as words
from bot.text.written import cut

NEW, FROM, SPARE, PAUSE, UNTIL, RESUME, DELETE, RESTORE = (
    "new",
    "from",
    "spare",
    "pause",
    "until",
    "resume",
    "delete",
    "restore",
)
"""What the buttons carry; anything else shows the list."""

LABEL = 60


def all_of(profile: Profile, now: datetime, head: str = "", edit: Edit | None = None) -> Screen:
    """Show every watch, with a button for each, and what is the same for all of them."""
    first = profile.every[0]
    listed = words.all_of(profile, comfortable_max_pence(firm_of(profile.supplier)), now)
    rows = [] if edit is None else [[to("Undo", Action.EDIT, UNDO, edit.id)]]
    rows += [
        [opens(cut(f"{number}. {subject.watch.name}", LABEL), subject, "menu")]
        for number, subject in enumerate(profile.every, 1)
    ]
    if len(profile.watches) < MOST:
        rows.append([to("Add another watch", Action.WATCHES, NEW)])
    rows += in_rows(
        [
            *about_you.buttons(first),
            opens("Quiet hours", first, "quiet"),
            to("Pause", Action.PAUSE, "ask"),
            to("Muted", Action.MUTE, "list", 0),
            to("What is open now", Action.LATEST, 0),
        ],
        2,
    )
    return Screen(text="\n\n".join(part for part in (head, listed) if part), rows=rows)


def new(profile: Profile) -> Screen:
    """Ask what a new watch starts from."""
    return Screen(
        text=words.ask_new(),
        rows=[
            [to("Start with an empty one", Action.WATCHES, FROM)],
            *(
                [to(cut(f"Copy “{watch.name}”", LABEL), Action.WATCHES, FROM, watch=watch.id)]
                for watch in profile.watches
            ),
            _home(profile),
        ],
    )


def ask_name(profile: Profile, copied: WatchRow | None, head: str | None = None) -> Screen:
    """Ask what a new watch is to be called."""
    return Screen(
        text=head or words.ask_new_name(None if copied is None else copied.name),
        rows=[[to(words.spare_name(profile), Action.WATCHES, SPARE)], _home(profile)],
    )


def deleted(subject: Subject) -> Screen:
    """Say that a watch is gone, with the way back."""
    return Screen(
        text=words.deleted(subject.watch.name),
        rows=[[to("Undo", Action.WATCHES, RESTORE, watch=subject.watch.id)], [LIST]],
    )


def pause(subject: Subject, today: date) -> Screen:
    """Ask until when a watch is to be paused."""
    days = (
        to(label, Action.WATCHES, UNTIL, f"{day:{pauses.DAY}}", watch=subject.watch.id)
        for label, day in pauses.ahead(today)
    )
    return Screen(text=words.ask_pause(subject.watch.name), rows=[*in_rows(days, 2), back(subject)])


def _home(profile: Profile) -> list[Button]:
    return back(profile.every[0]) if len(profile.watches) == 1 else [LIST]
