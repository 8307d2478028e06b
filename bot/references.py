"""The short references that people quote: Q-7K3M for a question, BL-7K3M-9PQR for a report.

They are read out on the telephone, so they have no vowels, which make words, and no letters that look like
figures. Four letters tell 600,000 questions apart. A report may be found by its reference alone, so it has
eight: nobody guesses one of 400 billion.
"""

import re
import secrets
from enum import StrEnum

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
GROUP = 4


class Prefix(StrEnum):
    """What a reference is of."""

    QUESTION = "Q"
    REPORT = "BL"
    OPPORTUNITY = "OP"  # that an officer typed in


_GROUPS = {Prefix.QUESTION: 1, Prefix.REPORT: 2, Prefix.OPPORTUNITY: 1}


def new(prefix: Prefix) -> str:
    """Draw a reference. Whoever stores it sees to it that no other has it."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(_GROUPS[prefix]))
    return "-".join([prefix, *groups])


def read(prefix: Prefix, typed: str) -> str | None:
    """Return the reference that was typed, in either case and however it was parted, or None if it is none."""
    letters = re.sub(r"[^0-9A-Za-z]", "", typed).upper().removeprefix(prefix)
    if len(letters) != GROUP * _GROUPS[prefix] or not set(letters) <= set(LETTERS):
        return None
    return "-".join([prefix, *re.findall(f".{{{GROUP}}}", letters)])
