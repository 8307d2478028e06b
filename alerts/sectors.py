"""Decide whether a notice is the kind of work a watch asks for: by code, by word, and by what it is not.

Buyers miscode about a quarter of notices and give a mere division to many more, so no code decides
alone against the title. Each thing that meets adds to a score; what the title plainly names instead
takes away. Figures are in points: what is worth `CLOSE` is sent to everybody, `POSSIBLE` is marked so.

A picked trade and the supplier's own codes and words are judged apart, and the best of them counts. So
one more trade can only add matches.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from alerts import cpv, lines, words
from alerts.lines import Lexicon, Line, lexicon
from alerts.notice import Notice
from alerts.verdicts import Reason, ReasonKind, Watch
from alerts.words import Hit, Phrases, Text

POSSIBLE = 2.5
CLOSE = 3.5

_IN_TITLE = 2.7
_IN_LOT = 2.4
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
_TEXT_WORDS = 3
_TEXT_CAP = 2.2

_UNDER_ALONE = 2.9
_UNDER_AMONG_MANY = 1.2
_UNDER_UNSURE = 2.0
_SHARE_ROOT = 0.35  # one code of two still matches; one of ten needs a word beside it
_WIDER = {2: 0.4, 3: 0.8}
_WIDER_NEAR = 1.2
_NO_CODE = 0.4
_DIVISION = 2
_OTHER_DIVISION = -1.05

_RIVAL = -1.35
_DAMPED = 0.5
_UNCONTESTED = 0.3  # a wrong code weighs less when the title names no other trade
_WITHIN = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How well a notice answers a watch, with what met, strongest first."""

    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A notice made ready to be searched many times."""

    title: Text
    text: Text
    lots: tuple[Text, ...]
    codes: tuple[str, ...]
    named: frozenset[str]  # slugs of the trades that the title names
    coded: frozenset[str]  # those of them that a code confirms


def find(
    notice: Notice, watch: Watch, known: Lexicon | None = None, *, muted: AbstractSet[str] = frozenset()
) -> Finding:
    """Return how well `notice` answers what `watch` asks for by trade, code and word.

    A `muted` trade, by its slug, counts as not picked, and nothing that another one holds of it does.
    """
    known = known or lexicon()
    seen = _seen(notice, known)
    if muted:
        watch = replace(watch, trades=tuple(slug for slug in watch.trades if slug not in muted))
    asked = (line for line in lines.of(watch, known) if line.slug not in muted)
    found = sorted((_judge(seen, line) for line in asked), key=lambda finding: -finding.score)
    if not found:
        return Finding(score=0.0)
    met = (reason for finding in found if finding.score >= POSSIBLE for reason in finding.reasons)
    return Finding(score=found[0].score, reasons=tuple(dict.fromkeys(met)))


def excluded(notice: Notice, watch: Watch) -> str | None:
    """Return the first of the supplier's words to avoid that the title holds, or None."""
    title = words.read(words.without_procedure(notice.title))
    met = sorted(hit.phrase.written for hit in words.hits(lines.phrases(watch.not_words), title))
    return met[0] if met else None


def asks_for_nothing(watch: Watch) -> bool:
    """Return whether `watch` names no trade, code or word at all, and so excludes nothing by sector."""
    return not (watch.trades or watch.cpv_prefixes or watch.words)


def asks_for(watch: Watch, slug: str) -> bool:
    """Return whether `watch` has picked a trade, by its slug, or one that holds it."""
    return slug in lexicon().held(watch.trades)


def _judge(seen: _Seen, line: Line) -> Finding:
    codes, code_reasons = _by_code(seen.codes, line)
    title, title_reasons = _by_title(seen.title, line, ReasonKind.TITLE_WORDS, _IN_TITLE)
    lots, lot_reasons = _by_lots(seen.lots, line)
    text, text_reasons = _by_text(seen.text, line)
    against = _against(seen, line, title=bool(title), at_odds=codes < 0)
    if codes < 0 and seen.named <= line.kin:
        codes *= _UNCONTESTED
    if against < 0:
        text *= _DAMPED
    elif title or lots or text or codes >= _WIDER_NEAR:
        text += _by_hints(seen.title, line)
    score = codes + max(title, lots) + text + against
    return Finding(score=score, reasons=(*title_reasons, *lot_reasons, *code_reasons, *text_reasons))


def _against(seen: _Seen, line: Line, *, title: bool, at_odds: bool) -> float:
    """Return what speaks against `line`, below zero: the title holds what it is not, or names another trade.

    A wider trade in the title, whose jobs often hold a part of this one, speaks for it a little.
    """
    others = seen.named - line.kin - line.within
    if seen.named & line.kin:
        # Two trades are named. Where the codes are the other's, this one's word was said by the way.
        return _RIVAL if at_odds and seen.coded & others else 0.0
    vetoed = not title and _vetoed(seen.title, line.vetoes)
    if others:
        return _RIVAL * (1 + vetoed)
    return _RIVAL if vetoed else _WITHIN * bool(seen.named)


def _by_code(codes: tuple[str, ...], line: Line) -> tuple[float, tuple[Reason, ...]]:
    if not codes or not line.prefixes:
        return _NO_CODE, ()
    under = [(code, prefix) for code in codes for prefix in line.prefixes if code.startswith(prefix)]
    if under:
        share = (len({code for code, _ in under}) / len(codes)) ** _SHARE_ROOT
        code, prefix = max(under, key=lambda pair: (len(cpv.prefix(pair[0])), len(pair[1]), pair[0]))
        # A prefix that no trade of the supplier's words has was picked for want of a better one.
        alone = _UNDER_UNSURE if all(prefix in line.unsure for _, prefix in under) else _UNDER_ALONE
        score = _UNDER_AMONG_MANY + (alone - _UNDER_AMONG_MANY) * share
        return score, (Reason(kind=ReasonKind.CODE, watched=line.slug or prefix, found=code),)
    wider = [
        (code, prefix) for code in codes for prefix in line.prefixes if prefix.startswith(cpv.prefix(code))
    ]
    if wider:
        code, prefix = max(wider, key=lambda pair: (len(cpv.prefix(pair[0])), pair))
        score = _WIDER.get(len(cpv.prefix(code)), _WIDER_NEAR)
        return score, (Reason(kind=ReasonKind.BROADER_CODE, watched=line.slug or prefix, found=code),)
    divisions = {prefix[:_DIVISION] for prefix in line.prefixes}
    return (0.0 if any(code[:_DIVISION] in divisions for code in codes) else _OTHER_DIVISION), ()


def _by_title(title: Text, line: Line, kind: ReasonKind, worth: float) -> tuple[float, tuple[Reason, ...]]:
    hits = [
        hit for hit in words.hits(line.phrases, title) if not _vetoed(title, line.knowing.get(hit.phrase, ()))
    ]
    if not hits or words.hits(line.not_phrases, title):
        return 0.0, ()
    score = worth + _PHRASE * (len(hits[0].phrase.parts) > 1) + _ANOTHER_WORD * (len(hits) > 1)
    return score, (_word_reason(kind, line, hits[0]),)


def _vetoed(title: Text, vetoes: tuple[Phrases, ...]) -> bool:
    """Return whether each of several trades finds in `title` what it is not, so that a word means other work."""
    return bool(vetoes) and all(words.hits(veto, title) for veto in vetoes)


def _by_lots(lots: tuple[Text, ...], line: Line) -> tuple[float, tuple[Reason, ...]]:
    found = [_by_title(lot, line, ReasonKind.LOT, _IN_LOT) for lot in lots]
    return max(found, key=lambda pair: pair[0], default=(0.0, ()))


def _by_text(text: Text, line: Line) -> tuple[float, tuple[Reason, ...]]:
    hits = words.hits(line.phrases, text)
    if not hits:
        return 0.0, ()
    score = 0.0
    for hit in hits[:_TEXT_WORDS]:
        score += _IN_TEXT + _PHRASE_IN_TEXT * (len(hit.phrase.parts) > 1)
        score += _EARLY * (hit.first < _EARLY_WORDS) + _OFTEN * (hit.times >= _OFTEN_TIMES)
    return min(score, _TEXT_CAP), (_word_reason(ReasonKind.TEXT_WORDS, line, hits[0]),)


def _by_hints(title: Text, line: Line) -> float:
    return min(_HINT * len(words.hits(line.hints, title)), _HINTS_CAP)


def _word_reason(kind: ReasonKind, line: Line, hit: Hit) -> Reason:
    return Reason(kind=kind, watched=line.slug or hit.phrase.written, found=hit.found)


@lru_cache(maxsize=1024)
def _seen(notice: Notice, known: Lexicon) -> _Seen:
    title = words.read(words.without_procedure(notice.title))
    every = dict.fromkeys((*notice.cpv_codes, *(code for lot in notice.lots for code in lot.cpv_codes)))
    said = {slug for hit in words.hits(known.every_word, title) for slug in known.knowing(hit.phrase)}
    named = frozenset(slug for slug in said if not words.hits(known.lines[slug].not_phrases, title))
    return _Seen(
        title=title,
        text=words.read(notice.summary),
        lots=tuple(
            words.read(words.without_procedure(lot.title or ""))
            for lot in sorted(notice.lots, key=lambda lot: lot.title or "")
        ),
        codes=tuple(every),
        named=named,
        coded=frozenset(
            slug for slug in named if any(code.startswith(known.lines[slug].prefixes) for code in every)
        ),
    )
