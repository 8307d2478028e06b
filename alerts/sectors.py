"""Decide whether a notice is the kind of work a watch asks for: by code, by word, and by what it is not.

Buyers miscode about a quarter of notices and give a mere division to many more, so no code decides
alone against the title. Each thing that meets adds to a score; what the title plainly names instead
takes away. Figures are in points: what is worth `CLOSE` is sent to everybody, `POSSIBLE` is marked so.

A picked trade and the supplier's own codes and words are judged apart, and the best of them counts. So
one more trade can only add matches.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from alerts import cpv, lines, points, words
from alerts.lines import Lexicon, Line, lexicon
from alerts.notice import Notice
from alerts.points import CLOSE, POSSIBLE
from alerts.verdicts import Reason, ReasonKind, Watch
from alerts.words import Hit, Text

__all__ = ["CLOSE", "POSSIBLE", "Finding", "asks_for", "asks_for_nothing", "excluded", "find"]

_DIVISION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How well a notice answers a watch, with what met, strongest first."""

    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title, of a notice or of a lot, with the trades (by slug) whose work it is not."""

    text: Text
    silences: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A notice made ready to be searched many times."""

    title: Title
    text: Text
    lots: tuple[Title, ...]
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
    seen = see(notice, known)
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


def _judge(seen: Seen, line: Line) -> Finding:
    """Return how well a notice answers a line, with the reasons when that is well enough to be told."""
    codes, code_reasons = _by_code(seen.codes, line)
    title = _said(seen.title, line)
    lots = [_said(lot, line) for lot in seen.lots]
    lot_points = [_named(points.IN_LOT, hits) for hits in lots]
    text = words.hits(line.phrases, seen.text)
    others = seen.named - line.kin - line.within
    score = points.total(
        codes=codes,
        title=_named(points.IN_TITLE, title),
        lots=max(lot_points, default=0.0),
        text=points.told(
            (len(hit.phrase.parts), hit.first, hit.times) for hit in text[: points.TEXT_PHRASES]
        ),
        hints=len(words.hits(line.hints, seen.title.text)),
        names=bool(seen.named),
        names_it=not seen.named.isdisjoint(line.kin),
        names_others=bool(others),
        codes_others=not seen.coded.isdisjoint(others),
        names_only_it=seen.named <= line.kin,
        silenced=bool(line.own) and line.own <= seen.title.silences,
    )
    if score < POSSIBLE:
        return Finding(score=score)
    lot = lots[lot_points.index(max(lot_points))] if lots else []
    said = ((ReasonKind.TITLE_WORDS, title), (ReasonKind.LOT, lot))
    reasons = [_word_reason(kind, line, hits[0]) for kind, hits in said if hits]
    told = [_word_reason(ReasonKind.TEXT_WORDS, line, text[0])] if text else []
    return Finding(score=score, reasons=(*reasons, *code_reasons, *told))


def _by_code(codes: Sequence[str], line: Line) -> tuple[float, tuple[Reason, ...]]:
    if not codes or not line.prefixes:
        return points.NO_CODE, ()
    under = [(code, prefix) for code in codes for prefix in line.prefixes if code.startswith(prefix)]
    if under:
        code, prefix = max(under, key=lambda pair: (len(cpv.prefix(pair[0])), len(pair[1]), pair[0]))
        sure = any(prefix not in line.unsure for _, prefix in under)
        score = points.under(len({code for code, _ in under}), len(codes), sure=sure)
        return score, (Reason(kind=ReasonKind.CODE, watched=line.slug or prefix, found=code),)
    wider = [
        (code, prefix) for code in codes for prefix in line.prefixes if prefix.startswith(cpv.prefix(code))
    ]
    if wider:
        code, prefix = max(wider, key=lambda pair: (len(cpv.prefix(pair[0])), pair))
        score = points.wider(len(cpv.prefix(code)))
        return score, (Reason(kind=ReasonKind.BROADER_CODE, watched=line.slug or prefix, found=code),)
    divisions = {prefix[:_DIVISION] for prefix in line.prefixes}
    same = any(code[:_DIVISION] in divisions for code in codes)
    return points.SAME_DIVISION if same else points.OTHER_DIVISION, ()


def _said(title: Title, line: Line) -> list[Hit]:
    """Return the phrases of `line` in a title, but for those that mean other work there, the longest first."""
    if line.slug in title.silences:
        return []
    return [
        hit
        for hit in words.hits(line.phrases, title.text)
        if not (knowing := line.knowing.get(hit.phrase)) or not knowing <= title.silences
    ]


def _named(worth: float, hits: Sequence[Hit]) -> float:
    return points.named(worth, len(hits), len(hits[0].phrase.parts) if hits else 0)


def _word_reason(kind: ReasonKind, line: Line, hit: Hit) -> Reason:
    return Reason(kind=kind, watched=line.slug or hit.phrase.written, found=hit.found)


@lru_cache(maxsize=1024)
def see(notice: Notice, known: Lexicon) -> Seen:
    """Return a notice made ready to be searched for what `known` trades and suppliers ask for."""
    title = _title(notice.title, known)
    codes = tuple(
        dict.fromkeys((*notice.cpv_codes, *(code for lot in notice.lots for code in lot.cpv_codes)))
    )
    said = {slug for hit in words.hits(known.every_word, title.text) for slug in known.knowing(hit.phrase)}
    named = frozenset(said - title.silences)
    return Seen(
        title=title,
        text=words.read(notice.summary),
        lots=tuple(
            _title(lot.title or "", known) for lot in sorted(notice.lots, key=lambda lot: lot.title or "")
        ),
        codes=codes,
        named=named,
        coded=frozenset(
            slug for slug in named if any(code.startswith(known.lines[slug].prefixes) for code in codes)
        ),
    )


def _title(written: str, known: Lexicon) -> Title:
    text = words.read(words.without_procedure(written))
    return Title(text=text, silences=known.silenced(text))
