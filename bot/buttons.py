"""What each button carries, packed into Telegram's 64 bytes and read back.

A button holds an action and the numbers or short words it needs, never content. What comes back may
be old, repeated or made up: `parse` gives None for what we never wrote, and whoever acts on an id
looks it up together with the chat's own address.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

Member = TypeVar("Member", bound=StrEnum)

LONGEST = 64
VERSION = "1"
WEB_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?([/?#][!-~]*)?"
)
LONGEST_ADDRESS = 2048
NUMBER = re.compile(r"[0-9]{1,9}")
WATCH_ID = re.compile(r"[1-9][0-9]{0,8}")


class Action(StrEnum):
    """What a button asks for. One short word; it stays the same while old messages have buttons."""

    KIND = "kind"  # of organisation, while joining
    SIZE = "size"  # people, while joining
    TRADE = "trade"  # take or leave one, while joining
    TRADES = "trades"  # a page of trades, while joining
    WHEN = "when"  # the last step of joining
    DIGEST = "digest"  # a page of a delivery
    LATEST = "latest"  # a page of what is open now
    SEARCH = "search"  # a page of what was found, or a watch for the same
    CARD = "card"  # one opportunity, as everybody may see it
    SHARE = "share"  # a link for a colleague
    BEGIN = "begin"  # to join
    WATCH = "watch"  # a screen of the watch
    SET = "set"  # a choice on a screen of the watch
    UNWANTED = "unwanted"  # an opportunity is not for this supplier
    EDIT = "edit"  # yes, no or undo, to one change of the watch
    WATCHES = "watches"  # all of them, another one, or one less
    MUTE = "mute"  # a buyer, a trade or a source, or take that back
    NUDGE = "nudge"  # hear no more questions about too little and too much
    PAUSE = "pause"  # everything, until a day; or go on
    SAVE = "save"  # an opportunity
    SAVED = "saved"  # the list, or one thing on it
    CALENDAR = "calendar"  # a file, of one deadline or of all that are saved
    TURN = "turn"  # a kind of message on or off
    FAQ = "faq"  # a topic, or a page of topics
    PICK = "pick"  # what was meant among the suggestions
    HELPED = "helped"  # whether an answer was useful
    GLOSSARY = "words"  # a word explained, or a page of words
    PERSON = "person"  # a step of passing a question to a person
    TICKET = "ticket"  # an officer closes a question
    BLOCKER = "block"  # a step of reporting what stops a supplier
    REPORT = "report"  # a report that was made
    RESULT = "result"  # what became of a bid
    SAID = "said"  # a page of “you said, we did”
    HELP = "help"  # by situation
    STOP = "stop"
    FORGET = "forget"
    JOIN = "join"  # become an officer by an invitation, or not
    # The rest is for officers, and each is one task of theirs.
    INVITE = "invite"  # with a role
    REVOKE = "revoke"  # take an invitation back
    OFFICERS = "officers"  # a page of officers, or one of them
    ROLE = "role"  # give an officer another
    REMOVE = "remove"  # an officer
    REPORTS = "reports"  # a page of reports, or which to show
    CASE = "case"  # one report
    STATUS = "status"  # move a report on
    NOTE = "note"  # write one about a report
    CHANGES = "changes"  # “you said, we did”: write and publish
    WITHDRAW = "withdraw"  # a change that was published
    UPLOAD = "upload"  # a file of opportunities: load it, or not
    POST = "post"  # one opportunity, by a form
    EXPORT = "export"  # reports, in a format
    HELD = "held"  # let a source go, telling suppliers or nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that was pressed. `watch` is the id of the watch that it is about, if it is about one."""

    action: Action
    values: tuple[str, ...] = ()
    watch: int | None = None

    def number(self, place: int = 0) -> int | None:
        """Return one of the values as a whole number from 0, or None if it is not there or not one."""
        try:
            text = self.values[place]
        except IndexError:
            return None
        return int(text) if NUMBER.fullmatch(text) else None

    def member(self, kind: type[Member], place: int = 0) -> Member | None:
        """Return one of the values as a member of a closed set, or None if it is not one."""
        return _member(kind, self.value(place))

    def value(self, place: int = 0) -> str:
        """Return one of the values, or nothing."""
        return self.values[place] if place < len(self.values) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button to be shown: what it says, and what it does or where it leads."""

    label: str
    press: Press | None = None
    url: str | None = None


def _member(kind: type[Member], value: str) -> Member | None:
    try:
        return kind(value)
    except ValueError:
        return None


Rows = Sequence[Sequence[Button]]


def to(label: str, action: Action, *values: str | int, watch: int | None = None) -> Button:
    """Make a button that does something, to one watch if it says which."""
    carried = tuple(str(value) for value in values)
    return Button(label=label, press=Press(action=action, values=carried, watch=watch))


def pack(press: Press) -> str:
    """Write what a button carries.

    Raises:
        ValueError: It is longer than Telegram allows, or a value holds the separator.
    """
    about = "" if press.watch is None else f".{press.watch}"
    data = ":".join([VERSION, f"{press.action}{about}", *press.values])
    if len(data.encode()) > LONGEST or any(":" in value for value in press.values):
        raise ValueError(f"a button cannot carry “{data}”")
    return data


def parse(data: str | None) -> Press | None:
    """Read what a button carried, or None if no button of ours ever carried it."""
    version, _, rest = (data or "").partition(":")
    head, *values = rest.split(":")
    name, dot, about = head.partition(".")
    action = _member(Action, name)
    if version != VERSION or action is None or bool(dot) is not bool(WATCH_ID.fullmatch(about)):
        return None
    return Press(action=action, values=tuple(values), watch=int(about) if dot else None)


def keyboard(rows: Rows) -> InlineKeyboardMarkup:
    """Turn rows of buttons into Telegram's own."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows if row])


def is_web_address(url: str | None) -> bool:
    """Return whether a button may lead there. Telegram refuses a whole message for one bad address."""
    return url is not None and len(url) <= LONGEST_ADDRESS and WEB_ADDRESS.fullmatch(url) is not None


def _button(button: Button) -> InlineKeyboardButton:
    if button.press is not None:
        return InlineKeyboardButton(button.label, callback_data=pack(button.press))
    return InlineKeyboardButton(button.label, url=button.url)


def in_rows(buttons: Iterable[Button], across: int) -> list[list[Button]]:
    """Lay buttons out, so many across."""
    flat = list(buttons)
    return [flat[start : start + across] for start in range(0, len(flat), across)]


def carried_by(action: Action) -> re.Pattern[str]:
    """Return what is found in all that buttons of an action carry, and in nothing else."""
    return re.compile(rf"^{VERSION}:{action}(\.{WATCH_ID.pattern})?(:|\Z)")


def pages(action: Action, page: int, last: int, *before: str | int, watch: int | None = None) -> list[Button]:
    """Make the buttons that turn pages, counted from 0. None at the ends, none for a single page."""
    turn = []
    if page > 0:
        turn.append(to("Previous page", action, *before, page - 1, watch=watch))
    if page < last:
        turn.append(to("Next page", action, *before, page + 1, watch=watch))
    return turn
