"""Decide whether a notice is the kind of work a watch asks for: by code, by word, and by what it is not.

Buyers miscode about a quarter of notices and give a mere division to many more, so no code decides
alone against the title. Each thing that meets adds to a score; what the title plainly names instead
takes away. Figures are in points: what is worth `CLOSE` is sent to everybody, `POSSIBLE` is marked so.

A picked trade and the supplier's own lines are judged apart, and the best of them counts. So one more
trade can only add matches.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from alerts import cpv, words
from alerts.notice import Notice
from alerts.trades import TRADES, Trade
from alerts.verdicts import Reason, ReasonKind, Watch
from alerts.words import Hit, Phrase, Text

POSSIBLE = 2.5
CLOSE = 3.5

_IN_TITLE = 2.7
_IN_LOT = 2.4
_PHRASE = 0.9  # more, for several words together: they are seldom met by chance
_ANOTHER_WORD = 0.5
_HINT = 0.7
_IN_TEXT = 0.8
_EARLY = 0.5
_OFTEN = 0.4
_TEXT_CAP = 2.2
_EARLY_WORDS = 40
_OFTEN_TIMES = 3

_UNDER_ALONE = 2.9
_UNDER_AMONG_MANY = 1.3
_DIVISION = 2
_GROUP = 3
_WIDER = {2: 0.4, 3: 0.8}
_WIDER_NEAR = 1.2
_NO_CODE = 0.4
_OTHER_DIVISION = -0.8
_RIVAL = -1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How well a notice answers a watch, with what met, strongest first."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One thing a watch asks for: a trade, or all the supplier's own codes and words."""

    slug: str | None  # of the trade; None for the supplier's own
    prefixes: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    hints: tuple[Phrase, ...]
    not_phrases: tuple[Phrase, ...]
    kin: frozenset[str]  # trades whose words in a title do not speak against this line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A lot, or the notice itself, as it is searched."""

    title: Text
    text: Text
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A notice made ready to be searched many times."""

    whole: _Part
    lots: tuple[_Part, ...]
    codes: tuple[str, ...]
    named: frozenset[str]  # slugs of the trades that the title names


def find(notice: Notice, watch: Watch) -> Finding:
    """Return how well `notice` answers what `watch` asks for by trade, code and word."""
    seen = _seen(notice)
    found = [_judge(seen, line) for line in _lines(watch)]
    if not found:
        return Finding(score=0.0, reasons=())
    score = max(finding.score for finding in found)
    found.sort(key=lambda finding: -finding.score)
    reasons = dict.fromkeys(
        reason for finding in found if finding.score >= POSSIBLE for reason in finding.reasons
    )
    return Finding(score=score, reasons=tuple(reasons))


def excluded(notice: Notice, watch: Watch) -> str | None:
    """Return the first of the supplier's words to avoid that the title holds, or None."""
    title = _seen(notice).whole.title
    hits = (words.find(wanted, title) for wanted in _phrases(watch.not_words))
    return next((hit.phrase.written for hit in hits if hit), None)


def asks_for_nothing(watch: Watch) -> bool:
    """Return whether `watch` names no trade, code or word at all, and so excludes nothing by sector."""
    return not (watch.trades or watch.cpv_prefixes or watch.words)


def _judge(seen: _Seen, line: _Line) -> Finding:
    codes, code_reasons = _by_code(seen.codes, line)
    title, title_reasons = _by_title(seen.whole.title, line, ReasonKind.TITLE_WORDS, _IN_TITLE)
    lots, lot_reasons = _by_lots(seen, line)
    text, text_reasons = _by_text(seen.whole.text, line)
    score = codes + max(title, lots) + text
    if not title and not lots:
        if any(words.find(wanted, seen.whole.title) for wanted in line.not_phrases):
            score += _RIVAL
        if seen.named - line.kin:
            score += _RIVAL
    if title or lots or text or codes >= _WIDER_NEAR:
        score += _by_hints(seen.whole.title, line)
    return Finding(score=score, reasons=(*title_reasons, *code_reasons, *lot_reasons, *text_reasons))


def _by_code(codes: tuple[str, ...], line: _Line) -> tuple[float, tuple[Reason, ...]]:
    if not codes or not line.prefixes:
        return _NO_CODE, ()
    under = [(code, prefix) for code in codes for prefix in line.prefixes if code.startswith(prefix)]
    if under:
        share = len({code for code, _ in under}) / len(codes)
        first = codes[0] in {code for code, _ in under}
        share = max(share, 0.6) if first else share
        code, prefix = max(under, key=lambda pair: (len(pair[1]), -codes.index(pair[0])))
        score = _UNDER_AMONG_MANY + (_UNDER_ALONE - _UNDER_AMONG_MANY) * share
        reason = Reason(kind=ReasonKind.CODE, watched=line.slug or prefix, found=code)
        return score, (reason,)
    wider = [
        (code, prefix) for code in codes for prefix in line.prefixes if prefix.startswith(cpv.prefix(code))
    ]
    if wider:
        code, prefix = max(wider, key=lambda pair: (len(cpv.prefix(pair[0])), -codes.index(pair[0])))
        score = _WIDER.get(len(cpv.prefix(code)), _WIDER_NEAR)
        return score, (Reason(kind=ReasonKind.BROADER_CODE, watched=line.slug or prefix, found=code),)
    divisions = {prefix[:_DIVISION] for prefix in line.prefixes}
    return (0.0 if any(code[:_DIVISION] in divisions for code in codes) else _OTHER_DIVISION), ()


def _by_title(title: Text, line: _Line, kind: ReasonKind, worth: float) -> tuple[float, tuple[Reason, ...]]:
    if any(words.find(wanted, title) for wanted in line.not_phrases):
        return 0.0, ()
    hits = _hits(line.phrases, title)
    if not hits:
        return 0.0, ()
    best = worth + _PHRASE * (len(hits[0].phrase.parts) > 1)
    score = best + _ANOTHER_WORD * (len(hits) > 1)
    return score, (_word_reason(kind, line, hits[0]),)


def _by_lots(seen: _Seen, line: _Line) -> tuple[float, tuple[Reason, ...]]:
    best: tuple[float, tuple[Reason, ...]] = (0.0, ())
    for lot in seen.lots:
        score, reasons = _by_title(lot.title, line, ReasonKind.LOT, _IN_LOT)
        if score > best[0]:
            best = (score, reasons)
    return best


def _by_text(text: Text, line: _Line) -> tuple[float, tuple[Reason, ...]]:
    hits = _hits(line.phrases, text)
    if not hits:
        return 0.0, ()
    score = 0.0
    for hit in hits[:3]:
        score += _IN_TEXT + 0.5 * _PHRASE * (len(hit.phrase.parts) > 1)
        score += _EARLY * (hit.first < _EARLY_WORDS) + _OFTEN * (hit.times >= _OFTEN_TIMES)
    return min(score, _TEXT_CAP), (_word_reason(ReasonKind.TEXT_WORDS, line, hits[0]),)


def _by_hints(title: Text, line: _Line) -> float:
    return min(sum(_HINT for wanted in line.hints if words.find(wanted, title)), 2 * _HINT)


def _hits(phrases: Iterable[Phrase], text: Text) -> list[Hit]:
    """Return what stands in `text`, the longest phrases first, then the earliest."""
    hits = [hit for wanted in phrases if (hit := words.find(wanted, text))]
    return sorted(hits, key=lambda hit: (-len(hit.phrase.parts), hit.first, hit.phrase.written))


def _word_reason(kind: ReasonKind, line: _Line, hit: Hit) -> Reason:
    return Reason(kind=kind, watched=line.slug or hit.phrase.written, found=hit.found)


@lru_cache(maxsize=2048)
def _seen(notice: Notice) -> _Seen:
    whole = _Part(title=words.read(notice.title), text=words.read(notice.summary), codes=notice.cpv_codes)
    lots = tuple(
        _Part(title=words.read(lot.title), text=words.read(lot.summary), codes=lot.cpv_codes)
        for lot in notice.lots
    )
    codes = (*notice.cpv_codes, *(code for lot in lots for code in lot.codes))
    named = frozenset(
        slug
        for slug, trade in TRADES.items()
        if _by_title(whole.title, _trade_line(trade), ReasonKind.TITLE_WORDS, _IN_TITLE)[0]
    )
    return _Seen(whole=whole, lots=lots, codes=tuple(dict.fromkeys(codes)), named=named)


@lru_cache(maxsize=4096)
def _lines(watch: Watch) -> tuple[_Line, ...]:
    return tuple(_every_line(watch))


def _every_line(watch: Watch) -> Iterator[_Line]:
    for slug in sorted(set(watch.trades) & TRADES.keys()):
        yield _trade_line(TRADES[slug])
    if watch.cpv_prefixes or watch.words:
        yield _Line(
            slug=None,
            prefixes=tuple(sorted(set(watch.cpv_prefixes))),
            phrases=_phrases(watch.words),
            hints=(),
            not_phrases=(),
            kin=_kin(watch),
        )


@lru_cache(maxsize=256)
def _trade_line(trade: Trade) -> _Line:
    return _Line(
        slug=trade.slug,
        prefixes=trade.cpv_prefixes,
        phrases=_phrases(trade.words),
        hints=_phrases(trade.hints),
        not_phrases=_phrases(trade.not_words),
        kin=frozenset({trade.slug}),
    )


def _kin(watch: Watch) -> frozenset[str]:
    """Return the trades that a supplier's own words or codes belong to."""
    own = {wanted.parts for wanted in _phrases(watch.words)}
    return frozenset(watch.trades) | {
        slug
        for slug, trade in TRADES.items()
        if any(_nested(code, prefix) for code in watch.cpv_prefixes for prefix in trade.cpv_prefixes)
        or own & {wanted.parts for wanted in _trade_line(trade).phrases}
    }


def _nested(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=4096)
def _phrases(written: tuple[str, ...]) -> tuple[Phrase, ...]:
    found = (words.phrase(word) for word in sorted(set(written)))
    return tuple(wanted for wanted in found if wanted is not None)
