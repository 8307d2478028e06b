"""Read filters as an officer types them: "since 2026-01-01 until 2026-03-31 stage documents"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from alerts.matching import OrganisationType, Size
from alerts.trades import TRADES
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.report_filters import Filters

CHOICES: Mapping[str, tuple[str, ...]] = {
    "stage": tuple(Stage),
    "kind": tuple(Blocker),
    "status": tuple(ReportStatus),
    "visibility": tuple(Visibility),
    "trade": tuple(TRADES),
    "size": tuple(Size),
    "type": tuple(OrganisationType),
}
"""What each word may be followed by. "type" is the kind of organisation."""

DATES = ("since", "until")
SAID = "words"
WORDS = (*DATES, *CHOICES, SAID)

_KINDS: Mapping[str, type[StrEnum]] = {
    "stage": Stage,
    "kind": Blocker,
    "status": ReportStatus,
    "visibility": Visibility,
    "size": Size,
    "type": OrganisationType,
}
_FIELDS = {"type": "organisation_type"}
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d_%B_%Y", "%d_%b_%Y")


class Problem(StrEnum):
    """Why filters cannot be used."""

    NO_SUCH_WORD = "no_such_word"
    NO_VALUE = "no_value"
    TWICE = "twice"
    NO_DATE = "no_date"
    NO_SUCH_VALUE = "no_such_value"
    BACKWARDS = "backwards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Filters that cannot be used. `word` is the filter, `typed` its value; `allowed` is what may stand there."""

    problem: Problem
    word: str = ""
    typed: str = ""
    allowed: tuple[str, ...] = ()


def read(typed: str) -> Filters | Refused:
    """Return the filters that are typed, or why they cannot be used. Nothing typed asks for everything."""
    given: dict[str, str] = {}
    word = ""
    for part in typed.casefold().replace(",", " ").split():
        if part in WORDS:
            if part in given:
                return Refused(problem=Problem.TWICE, word=part)
            word, given[part] = part, ""
        elif word:
            given[word] = f"{given[word]}_{part}".removeprefix("_")
        else:
            return Refused(problem=Problem.NO_SUCH_WORD, typed=part, allowed=WORDS)
    return of(given)


def of(given: Mapping[str, str | None]) -> Filters | Refused:
    """Return the filters that are given by word, as from the options of a command. None is not given."""
    values: dict[str, object] = {}
    for word, typed in given.items():
        if typed is None:
            continue
        value = _value(word, typed)
        if isinstance(value, Refused):
            return value
        values[_FIELDS.get(word, word)] = value
    since, until = values.get("since"), values.get("until")
    if isinstance(since, date) and isinstance(until, date) and since > until:
        return Refused(problem=Problem.BACKWARDS, word=since.isoformat(), typed=until.isoformat())
    return Filters(**values)  # type: ignore[arg-type]  # each value was read as what its field holds


def chosen(word: str, typed: str) -> str | Refused:
    """Return the one value that begins as typed, or why there is none. "short deadline" is short_deadline."""
    wanted = "_".join(typed.casefold().replace("-", " ").replace("_", " ").split())
    allowed: Sequence[str] = CHOICES[word]
    if wanted in allowed:
        return wanted
    near = [value for value in allowed if wanted and value.startswith(wanted)]
    if len(near) == 1:
        return near[0]
    return Refused(problem=Problem.NO_SUCH_VALUE, word=word, typed=typed, allowed=tuple(near or allowed))


def _value(word: str, typed: str) -> object:
    if not typed:
        return Refused(problem=Problem.NO_VALUE, word=word, allowed=CHOICES.get(word, ()))
    if word in DATES:
        return _date(word, typed)
    if word == SAID:
        return typed.replace("_", " ")
    value = chosen(word, typed)
    if isinstance(value, Refused) or word not in _KINDS:
        return value
    return _KINDS[word](value)


def _date(word: str, typed: str) -> date | Refused:
    written = "_".join(typed.split())
    for form in _FORMATS:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day, which has no zone
        except ValueError:
            continue
    return Refused(problem=Problem.NO_DATE, word=word, typed=typed.replace("_", " "))
