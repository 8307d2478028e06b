"""Take a message apart: can it be read, which questions does it hold, does it follow on from the one before?"""

import re
import unicodedata
from enum import StrEnum

from faq import amounts, figures, spending, words
from faq.referrals import Reason

LONGEST_QUESTION = 1_500
"""Characters. A longer text is a document, not a question."""

MOST_QUESTIONS = 4

_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)


def unreadable(question: str) -> Reason | None:
    """Return why a message holds no question that can be read, or None."""
    if len(question) > LONGEST_QUESTION:
        return Reason.TOO_LONG
    kept = [char for char in _TAG.sub(" ", question) if char.isalnum()]
    if not kept:
        return Reason.EMPTY
    latin = sum("LATIN" in unicodedata.name(char, "") or char.isdigit() for char in kept)
    return Reason.OTHER_SCRIPT if latin * 2 < len(kept) else None


_BETWEEN = re.compile(r"(?<=\?)\s+|[\r\n]+|(?<=[.!;])\s+(?=(?:also|and another|second)\b)", re.IGNORECASE)
_LEAST_WORDS = 3


def questions(message: str) -> list[str]:
    """Return the questions of a message. What is too short to be one goes with the one before."""
    parts: list[str] = []
    for piece in _BETWEEN.split(_TAG.sub(" ", message)):
        part = piece.strip()
        if not part:
            continue
        if parts and (len(part.split()) < _LEAST_WORDS or not parts[-1].endswith("?")):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts[:MOST_QUESTIONS]


_FOLLOWS = re.compile(
    r"^(?:and|or|but|then|so|ok(?:ay)?|what about|how about|what if|and if|same for|is that|does that|even)\b"
)
_WHAT_ABOUT = re.compile(r"^(?:and |or |but |so |ok |okay |then )*(?:what|how) about ")
_POINTS_BACK = re.compile(r"\b(?:that|it|this|those|them|same)\b")
_MOST_FOLLOW_UP_WORDS = 8
_LEAST_STEMS = 3
"""A follow-up with fewer words of its own says too little to be answered by itself."""


def is_follow_up(question: str) -> bool:
    """Return whether a short question leans on the one before it: "and over that?", "what about 60k?"."""
    text = figures.plain(question)
    short = len(text.split()) <= _MOST_FOLLOW_UP_WORDS
    return short and bool(_FOLLOWS.search(text) or (_POINTS_BACK.search(text) and len(text.split()) <= 4))  # noqa: PLR2004 - "is it more", "over that"


def with_sum_of(previous: str, question: str) -> str:
    """Put the sum of the question before in the place of "that": "and over that?" is "and over £50,000?".

    The "about" of "what about 60k?" says nothing of the sum, so it goes.
    """
    question = _WHAT_ABOUT.sub("", figures.plain(question))
    if amounts.find(question) is not None:
        return question
    found = amounts.find(previous)
    if not isinstance(found, amounts.Amount):
        return question
    return _POINTS_BACK.sub(spending.pounds(found.pence), figures.plain(question), count=1)


def says_enough(question: str) -> bool:
    """Return whether a follow-up has words enough of its own to be answered by itself."""
    return len(words.stems(words.tokens(question))) >= _LEAST_STEMS


def carried(previous: str | None, question: str) -> str:
    """Return what the next follow-up leans on: the question, or the one before it with the newer sum.

    "Do I tender for £30,000?", "and over that?", "and 60k?": each leans on the first.
    """
    if previous is None or not is_follow_up(question):
        return question
    before, now = amounts.find(previous), amounts.find(_WHAT_ABOUT.sub("", figures.plain(question)))
    if now is None:
        return previous
    if not (isinstance(before, amounts.Amount) and isinstance(now, amounts.Amount)):
        return question
    return figures.plain(previous).replace(before.written, now.written, 1)


class Courtesy(StrEnum):
    """What is said out of politeness, and is no question."""

    HELLO = "hello"
    THANKS = "thanks"


_HELLO = frozenset(
    ["hi", "hiya", "hello", "hey", "yo", "morning", "afternoon", "evening", "alreet", "alright"]
)
_THANKS = frozenset(["thanks", "thank", "ta", "cheers", "thx", "bye", "goodbye", "ok", "okay", "great"])
_AROUND = frozenset(
    [
        "a",
        "again",
        "all",
        "bot",
        "brilliant",
        "everyone",
        "for",
        "good",
        "help",
        "lot",
        "lovely",
        "many",
        "mate",
        "much",
        "nice",
        "now",
        "one",
        "perfect",
        "pet",
        "so",
        "that",
        "the",
        "there",
        "very",
        "you",
        "your",
    ]
)


def courtesy(message: str) -> Courtesy | None:
    """Return what a message is that only greets or thanks, or None."""
    said = set(words.tokens(message))
    if not said or said - _HELLO - _THANKS - _AROUND or "?" in message:
        return None
    if said & _THANKS:
        return Courtesy.THANKS
    return Courtesy.HELLO if said & _HELLO else None
