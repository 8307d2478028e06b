"""One opportunity, as an officer types it in by a form: the questions, and how each answer is read.

What is answered stands under the fields of the CSV template, so that a finished form is a row of it and is
read like any other. A Quick Quote asks for less; what it leaves out can be added from the preview. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts import codes, cpv, trades
from alerts.sources import csv_file
from bot import posting_answers
from bot.drafts import Form, Step
from bot.posting_answers import LONGEST, Wrong

CODES_OFFERED, NEAREST, CODES_OF_A_TRADE, MOST_CODES = 5, 2, 2, 8


class Field(StrEnum):
    """A question of the form. Stored, so never rename a value."""

    KIND = "kind"
    TITLE = "title"
    DESCRIPTION = "description"
    BUYER = "buyer"
    VALUE = "value"
    VAT = "vat"
    DATE = "date"
    TIME = "time"
    SECTOR = "sector"
    PLACE = "place"
    SUITS = "suits"
    LINK = "link"


class Sort(StrEnum):
    """What an officer may send, in the words of the template."""

    QUICK_QUOTE = "Quick Quote"
    TENDER = "Tender"
    EVENT = "Event"
    ENGAGEMENT = "Early engagement"
    PLANNED = "Planned"


SHORT = (
    Field.KIND,
    Field.TITLE,
    Field.VALUE,
    Field.VAT,
    Field.DATE,
    Field.TIME,
    Field.SECTOR,
    Field.LINK,
)
"""What a Quick Quote asks."""

SKIPPED = "skip"
OPTIONAL = frozenset(
    {Field.DESCRIPTION, Field.VALUE, Field.VAT, Field.SECTOR, Field.PLACE, Field.SUITS, Field.LINK}
)
TIMES: Mapping[str, str] = {"noon": "12:00", "five": "17:00", "end": ""}
SUITS: Mapping[str, tuple[str, str]] = {"both": ("yes", "yes"), "sme": ("yes", "no"), "vcse": ("no", "yes")}
VAT: Mapping[str, str] = {**posting_answers.VAT, SKIPPED: ""}
PLACES: Mapping[str, str] = {"durham": "County Durham", "north": "North East", "england": "England"}
ON, OFF, DONE = "on", "off", "done"
USUAL = "usual"  # the buyer that the form began with


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An answer that cannot be taken, as it was typed. Nothing changes."""

    why: Wrong
    typed: str
    limit: int | None = None  # characters, for what is too long


def begun(reference: str, buyer: str) -> Form:
    """Return a new form. The reference makes a second press of the last button harmless."""
    return Form(step=Step.POST, answers={"reference": [reference], "buyer": [buyer], "usual_buyer": [buyer]})


def asked(form: Form) -> Field | None:
    """Return what the form asks now. None when all is there, and it can be shown as suppliers will see it."""
    again = form.first("again")
    if again:
        return Field(again)
    short = form.first("kind") == Sort.QUICK_QUOTE
    return next((each for each in (SHORT if short else Field) if not _is_answered(form, each)), None)


def ask_again(form: Form, field: Field) -> Form:
    """Return the form with one question asked once more; the answer stands until there is another."""
    return form.at(Step.POST, again=[field.value])


def take(form: Form, typed: str, now: datetime) -> Form | Refused:
    """Return the form with typed words as the answer to what it asks."""
    field = asked(form)
    if field is None or field in {Field.KIND, Field.VAT, Field.SUITS}:
        return Refused(why=Wrong.PRESS, typed=typed)
    match field:
        case Field.VALUE:
            found = posting_answers.value(typed)
        case Field.DATE:
            found = posting_answers.day(typed, now)
        case Field.TIME:
            found = posting_answers.time_of_day(typed, form.first("closing_date"), now)
        case Field.SECTOR:
            return _offered(form, typed)
        case Field.PLACE:
            found = posting_answers.place(typed)
        case Field.LINK:
            found = posting_answers.link(typed)
        case _:
            found = posting_answers.words(field.value, typed)
    if isinstance(found, Wrong):
        return Refused(why=found, typed=typed, limit=LONGEST.get(field.value))
    return _with(form, field, found)


def press(form: Form, field: Field, value: str, now: datetime, further: str = "") -> Form | Refused:
    """Return the form with what a button says. What no button of ours says changes nothing.

    `further` is the code that a button of the sector takes, or takes away.
    """
    match field:
        case Field.KIND if value in set(map(str, Sort)):
            return _with(form, field, {"kind": value})
        case Field.BUYER if value == USUAL:
            return _with(form, field, {"buyer": form.first("usual_buyer")})
        case Field.TIME if value in TIMES and form.first("closing_date"):
            found = posting_answers.time_of_day(TIMES[value], form.first("closing_date"), now)
            return Refused(why=found, typed=value) if isinstance(found, Wrong) else _with(form, field, found)
        case Field.VAT if value in VAT:
            return _with(form, field, {"vat": VAT[value]})
        case Field.PLACE if value in PLACES:
            return _with(form, field, {"region": PLACES[value]})
        case Field.SUITS if value in SUITS:
            return _with(form, field, dict(zip(("sme", "vcse"), SUITS[value], strict=True)))
        case Field.SECTOR if value in {ON, OFF, DONE}:
            return _with_code(form, value, further)
        case Field.DATE if value == SKIPPED and may_be_undated(form):
            return _with(form, field, {"closing_date": "", "closing_time": ""})
        case _ if value == SKIPPED and field in OPTIONAL:
            return _with(form, field, dict.fromkeys(_FIELDS[field], ""))
        case _:
            return form


def may_be_undated(form: Form) -> bool:
    """Return whether it needs no deadline yet."""
    return form.first("kind") in {Sort.PLANNED, Sort.ENGAGEMENT}


def row(form: Form) -> dict[str, str]:
    """Return a form as a row of the template."""
    names = (name for names in _FIELDS.values() for name in names)
    return {name: " ".join(form.all(name)) for name in ("reference", *names)}


def file(form: Form) -> bytes:
    """Return a form as a file of one row, which is read like any other."""
    return csv_file.written([row(form)])


_FIELDS: Mapping[Field, tuple[str, ...]] = {
    Field.KIND: ("kind",),
    Field.TITLE: ("title",),
    Field.DESCRIPTION: ("description",),
    Field.BUYER: ("buyer",),
    Field.VALUE: ("value_from", "value_to"),
    Field.VAT: ("vat",),
    Field.DATE: ("closing_date",),
    Field.TIME: ("closing_time",),
    Field.SECTOR: ("cpv",),
    Field.PLACE: ("region",),
    Field.SUITS: ("sme", "vcse"),
    Field.LINK: ("link",),
}
"""Where the answer to a question stands in a row."""


def _is_answered(form: Form, field: Field) -> bool:
    if field is Field.VAT and not (form.first("value_from") or form.first("value_to")):
        return True
    if field is Field.TIME and Field.DATE in form.all("answered") and not form.first("closing_date"):
        return True
    return field.value in form.all("answered")


def _with(form: Form, field: Field, answers: Mapping[str, str]) -> Form:
    """Return the form with an answer. A new date asks for its time anew, and a new value for its VAT."""
    anew = {Field.DATE: Field.TIME, Field.VALUE: Field.VAT}.get(field)
    answered = [each for each in form.all("answered") if each != (anew and anew.value)]
    if "vat" in answers and field is Field.VALUE:
        answered.append(Field.VAT.value)
    kept = {name: [value] if value else [] for name, value in answers.items()}
    return form.at(Step.POST, **kept, answered=list(dict.fromkeys([*answered, field.value])), again=[])


def offered(form: Form) -> Form:
    """Return the form with codes offered for its title; the likeliest is taken until the officer says no."""
    if form.all("offered") or form.all("cpv"):
        return form
    title = form.first("title")
    found = _suggested(title) if trades.suggest(title) else []  # a title that is no trade's is an event's
    return form.at(Step.POST, offered=found, cpv=found[:1])


def _suggested(said: str) -> list[str]:
    """Return codes for words: those whose names are nearest, and the first ones of the trades that they describe."""
    of_trades = [
        prefix.ljust(cpv.LENGTH, "0")
        for trade in trades.suggest(said, limit=2)
        for prefix in trade.cpv_prefixes[:CODES_OF_A_TRADE]
    ]
    near = codes.search(said, NEAREST if of_trades else CODES_OFFERED)
    return [code for code in dict.fromkeys([*near, *of_trades]) if codes.exists(code)][:CODES_OFFERED]


def _offered(form: Form, typed: str) -> Form | Refused:
    exact = cpv.code(typed) if codes.is_number(typed) else None
    if exact is not None:
        return _with_code(form, ON, exact)
    found = _suggested(typed)
    return form.at(Step.POST, offered=found) if found else Refused(why=Wrong.NO_CODE, typed=typed)


def _with_code(form: Form, state: str, code: str) -> Form:
    chosen = [each for each in form.all("cpv") if each != code]
    if state == ON and codes.exists(code) and len(chosen) < MOST_CODES:
        chosen.append(code)
    after = form.at(Step.POST, cpv=chosen, offered=list(dict.fromkeys([*form.all("offered"), *chosen])))
    if state != DONE:
        return after
    answered = list(dict.fromkeys([*form.all("answered"), Field.SECTOR.value]))
    return after.at(Step.POST, answered=answered, again=[])
