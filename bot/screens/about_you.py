"""The screens of what is the same for all of a supplier's watches: the firm, quiet hours, what I write about."""

from alerts.frequency import QuietHours
from alerts.matching import BasedIn, OrganisationType, Size
from alerts.suppliers import Subject, silence_of
from alerts.tables import DeliveryKind
from bot.buttons import Button, in_rows
from bot.quiet_hours import Either
from bot.screens import Screen
from bot.screens.watch_buttons import NONE, OFF, ON, home, opens, sets
from bot.text import about_you as words
from bot.text import alerts as alert_words
from bot.text import written

COMFORTABLE_POUNDS = (5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
QUIET_HOURS = ((21, 7), (20, 8), (22, 6), (18, 8))
CAN_BE_TURNED_OFF = (DeliveryKind.REMINDER, DeliveryKind.CHANGE, DeliveryKind.NUDGE)


def buttons(subject: Subject) -> list[Button]:
    """Return the buttons of what is the same for all of a supplier's watches."""
    return [
        opens("Contract size", subject, "size"),
        opens("About you", subject, "about"),
        opens("Where I am based", subject, "based"),
        opens("What I write about", subject, "kinds"),
    ]


def comfortable(subject: Subject) -> Screen:
    """Ask for the size of contract a firm is comfortable with."""
    sizes = (
        sets(f"Up to {written.pounds(pounds * 100)}", subject, "size", pounds)
        for pounds in COMFORTABLE_POUNDS
    )
    return Screen(text=words.ask_comfortable(), rows=[*in_rows(sizes, 2), home(subject)])


def about(subject: Subject) -> Screen:
    """Ask for the kind and size of organisation again."""
    kinds = ([sets(alert_words.kind_of(kind), subject, "kind", kind)] for kind in OrganisationType)
    sizes = in_rows((sets(words.people(size), subject, "people", size) for size in Size), 2)
    return Screen(text="<b>About you</b>\n\nPress what has changed.", rows=[*kinds, *sizes, home(subject)])


def based(subject: Subject) -> Screen:
    """Ask where a supplier is based."""
    bases = (BasedIn.COUNTY_DURHAM, BasedIn.NORTH_EAST, BasedIn.ELSEWHERE)
    labels = ("County Durham", "Elsewhere in the North East", "Elsewhere")
    return Screen(
        text=words.ask_based_in(),
        rows=[
            *([sets(label, subject, "based", base)] for label, base in zip(labels, bases, strict=True)),
            home(subject),
        ],
    )


def quiet(subject: Subject, head: str | None = None) -> Screen:
    """Ask for the hours in which nothing is sent."""
    hours = (quiet_button(subject, QuietHours(start=start, until=until)) for start, until in QUIET_HOURS)
    now_is = silence_of(subject.supplier).quiet
    return Screen(
        text=head or words.ask_quiet(now_is),
        rows=[
            *in_rows(hours, 2),
            [sets("No quiet hours", subject, "quiet", NONE, NONE)] if now_is is not None else [],
            home(subject),
        ],
    )


def which_quiet(subject: Subject, typed: str, offered: Either) -> Screen:
    """Ask which half of the day is meant."""
    rows = [[quiet_button(subject, hours)] for hours in (offered.by_night, offered.by_day)]
    return Screen(text=words.which_quiet(typed), rows=[*rows, home(subject)])


def quiet_button(subject: Subject, hours: QuietHours) -> Button:
    """Return the button that takes quiet hours."""
    return sets(written.capital(words.between(hours)), subject, "quiet", hours.start, hours.until)


def kinds(subject: Subject) -> Screen:
    """Ask what to write about besides new opportunities."""
    off = subject.supplier.turned_off
    return Screen(
        text=words.ask_kinds(off),
        rows=[
            *(
                [
                    sets(f"Turn on: {words.kind(kind)}", subject, "kinds", kind, ON)
                    if kind in off
                    else sets(f"Turn off: {words.kind(kind)}", subject, "kinds", kind, OFF)
                ]
                for kind in CAN_BE_TURNED_OFF
            ),
            home(subject),
        ],
    )
