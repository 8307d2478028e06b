"""What each sign counts that a notice is the work that a line of a watch asks for, in points.

`sectors` finds the signs for one notice and one line, and says them; `audience` finds them for one notice and
every watch at once. Both add them up here, so that they cannot disagree.
"""

from collections.abc import Iterable

POSSIBLE = 2.5
CLOSE = 3.5

IN_TITLE = 2.7
IN_LOT = 2.4
_PHRASE = 0.9  # more, for several words together: they are seldom met by chance
_ANOTHER_WORD = 0.5
_HINT = 0.7
_HINTS_CAP = 1.4
_IN_TEXT = 0.8
_PHRASE_IN_TEXT = 0.45
_EARLY = 0.5
_EARLY_WORDS = 40
_OFTEN = 0.4
_OFTEN_TIMES = 3
TEXT_CAP = 2.2

_UNDER_ALONE = 2.9
_UNDER_AMONG_MANY = 1.2
_UNDER_UNSURE = 2.0
_SHARE_ROOT = 0.35  # one code of two still matches; one of ten needs a word beside it
_WIDER = {2: 0.4, 3: 0.8}
_WIDER_NEAR = 1.2
NO_CODE = 0.4
SAME_DIVISION = 0.0
OTHER_DIVISION = -1.05

_RIVAL = -1.35
_DAMPED = 0.5
_UNCONTESTED = 0.3  # a wrong code weighs less when the title names no other trade
_WITHIN = 0.4


def under(covered: int, codes: int, *, sure: bool) -> float:
    """Return what it counts that so many of the notice's codes lie under what is watched.

    Not `sure` is a prefix that no trade of the supplier's words has: it was picked for want of a better one.
    """
    alone = _UNDER_ALONE if sure else _UNDER_UNSURE
    share: float = (covered / codes) ** _SHARE_ROOT
    return _UNDER_AMONG_MANY + (alone - _UNDER_AMONG_MANY) * share


def wider(digits: int) -> float:
    """Return what it counts that the notice has a code above what is watched, of so many digits."""
    return _WIDER.get(digits, _WIDER_NEAR)


def named(worth: float, phrases: int, longest: int) -> float:
    """Return what it counts that a title, or that of a lot, has so many phrases, the longest of so many words."""
    return worth + _PHRASE * (longest > 1) + _ANOTHER_WORD * (phrases > 1) if phrases else 0.0


def told(phrases: Iterable[tuple[int, int, int]]) -> float:
    """Return what phrases in the text count, the longest first: of how many words, where first, how often."""
    score = 0.0
    for length, first, times in phrases:
        score += _IN_TEXT + _PHRASE_IN_TEXT * (length > 1)
        score += _EARLY * (first < _EARLY_WORDS) + _OFTEN * (times >= _OFTEN_TIMES)
    return min(score, TEXT_CAP)


TEXT_PHRASES = 3
"""How many phrases in the text count."""


def total(
    *,
    codes: float,
    title: float,
    lots: float,
    text: float,
    hints: int,
    names: bool,
    names_it: bool,
    names_others: bool,
    codes_others: bool,
    names_only_it: bool,
    silenced: bool,
) -> float:
    """Add up what speaks for a line and against it.

    The title may name trades: this line (`names_it`), trades that this line is neither nor within
    (`names_others`; `codes_others` when a code confirms one of them), or none but this line (`names_only_it`,
    also when it names none at all). `silenced`: it holds what every trade of this line is not.
    """
    if names_it:
        # Two trades are named. Where the codes are the other's, this one's word was said by the way.
        against = _RIVAL if codes < 0 and codes_others else 0.0
    else:
        vetoed = silenced and not title
        wider_or_none = _RIVAL if vetoed else _WITHIN * names
        against = _RIVAL * (1 + vetoed) if names_others else wider_or_none
    if codes < 0 and names_only_it:
        codes *= _UNCONTESTED
    if against < 0:
        text *= _DAMPED
    elif title or lots or text or codes >= _WIDER_NEAR:
        text += min(_HINT * hints, _HINTS_CAP)
    return codes + max(title, lots) + text + against
