"""Put an outcome into plain text, as a supplier sees it: answer, sources, date, next steps."""

import re
from dataclasses import dataclass
from datetime import date

from faq import spending
from faq.search import Kind, Outcome

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an answer consists of. `body` is Markdown with bold and lists only; `as_at` as people write it."""

    body: str
    sources: tuple[str, ...]
    as_at: str
    checked_on: date
    next_steps: tuple[str, ...]

    @property
    def dated(self) -> str:
        """How old the facts are, and when a person last read the sources."""
        return f"As at: {day_written(self.as_at)}. Checked on {_day(self.checked_on)}."


def parts(outcome: Outcome) -> Parts | None:
    """Return the parts of an answer, or None when the outcome is no answer."""
    entry, ruling = outcome.entry, outcome.ruling
    if entry is None:
        return None
    if ruling is None:
        body, as_at, sources = entry.answer, entry.as_at, tuple((c.title, c.paragraph) for c in entry.sources)
    else:
        body, as_at = spending.explain(ruling), ruling.as_at
        sources = tuple((source.title, source.paragraph) for source in ruling.sources)
    return Parts(
        body=body,
        sources=tuple(f"{title}, {paragraph}" if paragraph else title for title, paragraph in sources),
        as_at=as_at,
        checked_on=entry.checked_on,
        next_steps=entry.next_steps,
    )


def full_text(outcome: Outcome) -> str:
    """Return all that is shown for an outcome, in Markdown with bold and lists only."""
    match outcome.kind:
        case Kind.ANSWER:
            return _answer(outcome)
        case Kind.SUGGEST:
            asked = "\n".join(f"- {entry.question}" for entry in outcome.suggestions)
            return f"I am not sure what you mean. Did you mean one of these?\n{asked}"
        case Kind.NONE:
            return outcome.says


def _answer(outcome: Outcome) -> str:
    found = parts(outcome)
    if found is None:
        return ""
    told = [found.body, f"Source: {'; '.join(found.sources)}", found.dated]
    if found.next_steps:
        told.append("Next:\n" + "\n".join(f"- {step}" for step in found.next_steps))
    return "\n\n".join(told)


def day_written(as_at: str) -> str:
    """Write the days of a date as people do: "2014 and 2026-04-07" is "2014 and 7 April 2026"."""
    return _ISO_DAY.sub(lambda found: _day(date.fromisoformat(found[0])), as_at)


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
