"""Read what is labelled in the text of a feed item: "Issued by : …", "Closing Date : …", "CPV codes: …".

Feeds have no elements for a buyer or a deadline, so portals write them into the HTML, in bold, in
tables or at the start of a line. Lines that we have read are taken out of the text that people see.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from alerts.sources import prose
from alerts.sources.wording import folded


class Label(Enum):
    """What a label announces."""

    BUYER = auto()
    CATEGORY = auto()
    CONTACT = auto()
    CPV = auto()
    DEADLINE = auto()
    DETAILS = auto()
    ENDS = auto()
    KIND = auto()
    PLACE = auto()
    QUESTIONS = auto()
    REFERENCE = auto()
    SME = auto()
    STARTS = auto()
    TIME = auto()
    VALUE = auto()
    VCSE = auto()


_WRITTEN: Mapping[Label, str] = {
    Label.BUYER: """authority; authority name; awarding authority; buyer; buyer name; buying organisation; client;
        contracting authority; contracting body; contracting organisation; council; issued by; issuing authority;
        name of buyer; organisation; organisation name; organization; procuring organisation; published by; publisher;
        purchaser; purchasing organisation""",
    Label.CATEGORY: "categories; category; sector; sectors; tender categories; tender category",
    Label.CONTACT: """buyer contact; contact; contact details; contact email; contact name; contact number;
        contact officer; contact person; contact telephone; e mail; email; email address; mobile; phone; tel;
        telephone""",
    Label.CPV: "cpv; cpv code; cpv codes; cpv code s; main cpv; main cpv code",
    Label.DEADLINE: """apply by; bid deadline; bids due; closes; closes at; closes on; closing; closing at; closing date;
        closing date and time; closing date time; closing on; date closes; date due; deadline; deadline date;
        deadline date and time; deadline for applications; deadline for bids; deadline for quotations;
        deadline for quotes; deadline for receipt of tenders; deadline for responses; deadline for returns;
        deadline for submission; deadline for submissions; deadline for tenders; due date; eoi deadline; expires;
        expiry date; expression of interest deadline; expressions of interest deadline; last date for receipt; responses by;
        response deadline; return by; return date; return deadline; submission date; submission deadline;
        submissions close; submit by; tender close; tender closes; tender closing date; tender deadline;
        tender return date; tender submission deadline""",
    Label.DETAILS: "description; details; opportunity details; short description; summary; tender description; tender details",
    Label.ENDS: "contract end; contract end date; end date",
    Label.KIND: "notice type; opportunity type; procurement type; tender type; type of notice",
    Label.PLACE: """contract location; county; delivery location; delivery region; location; location of contract;
        location of the contract; place; place of delivery; place of performance; postcode; region; regions;
        region s; region of supply; where""",
    Label.QUESTIONS: """clarification deadline; clarifications close; clarifications deadline;
        closing date for clarifications; closing date for questions; deadline for clarification questions;
        deadline for clarifications; deadline for questions; enquiry deadline; questions by; questions close;
        questions deadline""",
    Label.REFERENCE: """contract reference; id; notice id; notice number; notice reference; procurement reference;
        project reference; ref; ref no; reference; reference no; reference number; tender id; tender number;
        tender reference""",
    Label.SME: "suitable for sme; suitable for smes; suitable for small firms; suitable for small businesses",
    Label.STARTS: "contract start; contract start date; start date",
    Label.TIME: "closing time; deadline time; time",
    Label.VALUE: """approximate value; budget; contract value; estimated contract value; estimated total value;
        estimated value; estimated value of contract; indicative value; maximum value; total contract value;
        total value; value; value of contract; value range""",
    Label.VCSE: "suitable for charities; suitable for vco; suitable for vcos; suitable for vcse; suitable for vcses",
}
BY_WORDS: Mapping[str, Label] = {
    folded(words): label for label, written in _WRITTEN.items() for words in written.split(";")
}
"""Every label that we know, by its words in small letters."""

# A sign of ours before a label in bold or in a cell, which no publisher writes (private use).
_MARK = "\ue000"
_LONGEST = 300
_ALL = "|".join(
    re.escape(words).replace(r"\ ", r"[\s/()-]{1,3}") for words in sorted(BY_WORDS, key=len, reverse=True)
)
_SAID = rf"(?P<said>(?P<words>{_ALL})\)?\s?(?P<aside>\([^()\n]{{0,40}}\))?)"
_LINE = re.compile(
    rf"[•*>\s]*(?P<mark>{_MARK}?)\s*{_SAID}\s*(?::|\s[-–—]|(?<=[a-z])[–—])[\s:–—-]*(?P<value>.*)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"(?:^[•*>\s]*{_MARK}?\s*|(?P<gap>\s*[|;•]\s*|\s+))(?P<label>(?=(?-i:[A-Z])){_SAID}\s?:\s)",
    re.IGNORECASE,
)
_BOLD = re.compile(
    r"<(?P<tag>b|strong|em|u|span|label|h[1-6]|th|td|dt)\b(?P<attributes>[^<>]*)>\s*+"
    r"(?P<words>[^<>]{2,60}?)\s*+:?\s*+</(?P=tag)\s*>",
    re.IGNORECASE,
)
_INLINE_TAGS = frozenset({"b", "strong", "em", "u", "span", "label"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the text of an item, with the label at its start if it has one that we know."""

    text: str
    label: Label | None = None
    value: str = ""
    marked: bool = False  # the publisher set the label apart, in bold or in a cell


def lines_of(html: str) -> list[Line]:
    """Return the lines of a text, each labelled value on one line. Contact details are still in them."""
    text = prose.readable(_BOLD.sub(_set_apart, html.replace(_MARK, "")))
    read = [_line(part) for line in text.split("\n") for part in _pieces(line)]
    joined: list[Line] = []
    for line in read:
        above = joined[-1] if joined else None
        if above and above.label and not above.value and line.text and line.label is None:
            joined[-1] = Line(
                text=f"{above.text} {line.text}", label=above.label, value=line.text, marked=above.marked
            )
        else:
            joined.append(line)
    return joined


def _pieces(line: str) -> list[str]:
    """Cut a line that holds several labels: "Roofing. Buyer: Durham | Closing date: 1 May 2027".

    A label begins after a sign or the end of a sentence, or after another label's value. Elsewhere
    "Location: " may be the end of "our main Location: ".
    """
    starts, after_label = [0], False
    for found in _INSIDE.finditer(line):
        apart = found["gap"] is not None and (
            found["gap"].strip() != "" or after_label or line[found.start() - 1] in ".!?)"
        )
        if apart:
            starts.append(found.start("label"))
        if apart or found["gap"] is None:
            after_label = BY_WORDS[folded(found["words"])] is not Label.DETAILS
    ends = [*starts[1:], len(line)]
    return [line[start:end].rstrip(" |;•") for start, end in zip(starts, ends, strict=True)]


def _line(text: str) -> Line:
    """Read one line. A long one is a paragraph that happens to begin with such a word."""
    found = _LINE.fullmatch(text)
    plain = text.replace(_MARK, "")
    if found is None:
        return Line(text=plain)
    label = BY_WORDS[folded(found["words"])]
    value = found["value"].replace(_MARK, "").strip()
    if label is Label.VALUE and found["aside"]:
        value = f"{value} {found['aside']}"  # "Value (excluding VAT): £9,000"
    if len(value) > _LONGEST and label is not Label.DETAILS:
        return Line(text=plain)
    return Line(
        text=f"{found['said'].strip()}: {value}", label=label, value=value, marked=bool(found["mark"])
    )


def _set_apart(found: re.Match[str]) -> str:
    """Mark a label in bold, or alone in a cell, and give it the colon that it may lack."""
    words = re.sub(r"\([^()]*\)", "", found["words"])
    if folded(prose.readable(words)) not in BY_WORDS:
        return found.group()
    tag = found["tag"].lower()
    line_break = "<br>" if tag in _INLINE_TAGS else ""
    return f"{line_break}<{tag}{found['attributes']}>{_MARK}{found['words']}: </{tag}>"
