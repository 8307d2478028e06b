"""The words publishers use for a few fixed things: the kind of a notice, its status, yes and no."""

import re

from alerts.notice import Kind, Stage

_KINDS: dict[tuple[Stage, Kind], tuple[str, ...]] = {
    (Stage.OPEN, Kind.TENDER): (
        "contract",
        "contract notice",
        "contract opportunity",
        "invitation to tender",
        "itt",
        "opportunity",
        "request for proposal",
        "request for tender",
        "rfp",
        "rft",
        "tender",
        "tender notice",
    ),
    (Stage.OPEN, Kind.QUICK_QUOTE): (
        "invitation to quote",
        "quick quote",
        "quotation",
        "quote",
        "request for quotation",
        "request for quote",
        "rfq",
    ),
    (Stage.OPEN, Kind.EVENT): (
        "event",
        "meet the buyer",
        "meet the buyer event",
        "supplier event",
        "workshop",
    ),
    (Stage.OPEN, Kind.DYNAMIC_MARKET): ("dps", "dynamic market", "dynamic purchasing system"),
    (Stage.PLANNED, Kind.ENGAGEMENT): (
        "early engagement",
        "engagement",
        "market engagement",
        "pre procurement",
        "preliminary market engagement",
        "preprocurement",
        "request for information",
        "rfi",
        "soft market test",
        "soft market testing",
    ),
    (Stage.PLANNED, Kind.PIPELINE): ("pipeline", "pipeline notice"),
    (Stage.PLANNED, Kind.PLANNED): (
        "future contract",
        "future opportunity",
        "planned",
        "planned procurement",
        "planned procurement notice",
        "prior information notice",
    ),
    (Stage.CLOSED, Kind.AWARD): ("award", "award notice", "awarded", "awarded contract", "contract award"),
}
_KIND_BY_WORDS = {words: kind for kind, all_words in _KINDS.items() for words in all_words}
_STAGE_BY_STATUS = {
    "awarded": Stage.CLOSED,
    "closed": Stage.CLOSED,
    "complete": Stage.CLOSED,
    "cancelled": Stage.WITHDRAWN,
    "withdrawn": Stage.WITHDRAWN,
}
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "1"), True),
    **dict.fromkeys(("no", "n", "false", "0"), False),
}


def folded(text: str) -> str:
    """Return the words of a text in small letters, a blank apart: how headings and labels are compared."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def kind_of(text: str) -> tuple[Stage, Kind] | None:
    """Return the stage and kind that a publisher's name for a notice stands for, or None."""
    return _KIND_BY_WORDS.get(folded(text))


def ended(status: str) -> Stage | None:
    """Return the stage of a status that says it is over, or None for "Open" and whatever else."""
    return _STAGE_BY_STATUS.get(folded(status))


def yes_or_no(text: str) -> bool | None:
    """Return the answer that a text gives, or None if it is blank or says something else."""
    return _ANSWERS.get(folded(text))
