"""Decide whether a notice is worth a supplier's attention, and say why.

Nothing here reads the clock, the database or the network: give it a notice, a firm, what the firm
watches for and the time, and it gives a verdict back. Gates are tried in order and fail open:
what a publisher did not say never hides work from a firm.
"""

from dataclasses import replace
from datetime import date, datetime

from alerts import places, sectors, words
from alerts.notice import Notice, Stated, is_open, plain
from alerts.verdicts import (
    NOTHING_MUTED,
    BasedIn,
    Firm,
    Fit,
    Gate,
    Muted,
    Mutes,
    OrganisationType,
    Reason,
    ReasonKind,
    Size,
    Strength,
    Strictness,
    Verdict,
    Watch,
)

__all__ = [
    "NOTHING_MUTED",
    "BasedIn",
    "Firm",
    "Fit",
    "Gate",
    "Muted",
    "Mutes",
    "OrganisationType",
    "Reason",
    "ReasonKind",
    "Size",
    "Strength",
    "Strictness",
    "Verdict",
    "Watch",
    "comfortable_max_pence",
    "fit",
    "in_places",
    "in_value_range",
    "match",
    "muted_by",
    "value_span_pence",
    "yearly_value_pence",
]

SECTOR_REASONS = 2
"""As many as a person reads: place and suitability may come after them."""

COMFORTABLE_MAX_PENCE = {
    Size.INDIVIDUAL: 4_000_000,
    Size.MICRO: 15_000_000,
    Size.SMALL: 50_000_000,
    Size.MEDIUM: 300_000_000,
    Size.LARGE: None,
}
"""What a firm of each size can take on from one buyer in one year, unless it says otherwise. None: any size.

A rule of thumb of ours, to be edited by the supplier, that hides nothing: half of what a firm brings in
in a year, at some £60,000 a person and 5, 17 and 100 people, because more than half from one buyer is a
risk to both; one person alone may give two thirds of a year to one buyer.
"""

STRETCH = 3
"""Up to so many times the comfortable size a firm may still try alone."""

_YEAR_DAYS = 365.25


def match(
    notice: Notice,
    firm: Firm,
    watch: Watch,
    now: datetime,
    *,
    mutes: Mutes = NOTHING_MUTED,
    source: str | None = None,
) -> Verdict:
    """Return whether `notice` is for `firm`, or else the first gate that it failed.

    Places, sizes and values that the publisher left out pass. A watch that names no trade, code or
    word asks for nothing by sector, so everything passes that gate. `source` is the slug of where the
    notice comes from, for a supplier who has muted one.
    """
    size_fit = fit(notice, firm)
    finding = sectors.find(notice, watch)
    failed = _failed(notice, watch, finding, now)
    if failed is None and mutes != NOTHING_MUTED:
        if muted_by(notice, watch, mutes, source):
            failed = Gate.MUTED
        else:
            finding = sectors.find(notice, watch, muted=mutes.trades)  # no reason may name what is muted
    if failed is not None:
        return Verdict(failed=failed, fit=size_fit, score=finding.score)
    place = _place_reasons(notice, watch)
    reasons = (*finding.reasons[:SECTOR_REASONS], *_suits(notice, firm), *place)
    return Verdict(
        failed=None,
        reasons=reasons,
        fit=size_fit,
        strength=Strength.CLOSE if finding.score >= sectors.CLOSE else Strength.POSSIBLE,
        score=finding.score,
    )


def muted_by(notice: Notice, watch: Watch, mutes: Mutes, source: str | None) -> tuple[tuple[Muted, str], ...]:
    """Return each mute that keeps `notice` from `watch`: what sort it is, and its value.

    A muted trade counts as not picked: what another trade or the supplier's own words find still comes.
    """
    met = []
    buyer = plain(notice.buyer)
    if buyer in mutes.buyers:
        met.append((Muted.BUYER, buyer))
    if source is not None and source in mutes.sources:
        met.append((Muted.SOURCE, source))
    if mutes.trades and _fails_sector(watch, sectors.find(notice, watch, muted=mutes.trades)) is not None:
        met += [(Muted.TRADE, slug) for slug in sorted(mutes.trades) if _finds(slug, notice, watch)]
    return tuple(met)


def _finds(slug: str, notice: Notice, watch: Watch) -> bool:
    """Return whether a trade that `watch` has picked, or that one of its trades holds, finds `notice`."""
    alone = replace(watch, trades=(slug,), cpv_prefixes=(), words=())
    return sectors.asks_for(watch, slug) and sectors.find(notice, alone).score >= sectors.POSSIBLE


def _failed(notice: Notice, watch: Watch, finding: sectors.Finding, now: datetime) -> Gate | None:
    if not is_open(notice, now):
        return Gate.OPEN
    if (failed := _fails_sector(watch, finding)) is not None:
        return failed
    if not in_places(notice, watch):
        return Gate.PLACE
    if not in_value_range(notice, watch):
        return Gate.VALUE
    return Gate.EXCLUDED if sectors.excluded(notice, watch) else None


def _fails_sector(watch: Watch, finding: sectors.Finding) -> Gate | None:
    if sectors.asks_for_nothing(watch):
        return None
    if finding.score < sectors.POSSIBLE:
        return Gate.SECTOR
    if watch.strictness is Strictness.CLOSE and finding.score < sectors.CLOSE:
        return Gate.STRICTNESS
    return None


def _place_reasons(notice: Stated, watch: Watch) -> tuple[Reason, ...]:
    met = (
        Reason(kind=ReasonKind.PLACE, watched=wanted, found=found)
        for wanted in sorted(set(watch.regions))
        for found in sorted(set(notice.regions))
        if places.covers(wanted, found)
    )
    return tuple(met)[:1]


def _suits(notice: Notice, firm: Firm) -> tuple[Reason, ...]:
    """Return what the buyer marked for this kind of organisation.

    A "No" hides nothing: publishers set it for most of what they put out, whatever the job's size.
    """
    marks = []
    if firm.organisation_type is not OrganisationType.SME:
        marks.append(("vcse", (notice.suits_vcse, *(lot.suits_vcse for lot in notice.lots))))
    if firm.size is not Size.LARGE:
        marks.append(("sme", (notice.suits_sme, *(lot.suits_sme for lot in notice.lots))))
    met = (
        Reason(kind=ReasonKind.SUITS, watched=firm.organisation_type.value, found=mark)
        for mark, given in marks
        if any(given)
    )
    return tuple(met)[:1]


def in_places(notice: Stated, watch: Watch) -> bool:
    """Return whether the notice's place is one that the watch asks for; unknown does."""
    return not watch.regions or not notice.regions or bool(_place_reasons(notice, watch))


def in_value_range(notice: Stated, watch: Watch) -> bool:
    """Return whether any part of the notice's value lies in what the watch asks for; unknown does.

    The ceiling of a framework is no job's size, so it is never too large.
    """
    span = value_span_pence(notice)
    if span is None:
        return True
    least, most = span
    too_small = watch.value_min_pence is not None and most < watch.value_min_pence
    too_large = (
        watch.value_max_pence is not None and least > watch.value_max_pence and not _may_be_ceiling(notice)
    )
    return not (too_small or too_large)


def _may_be_ceiling(notice: Stated) -> bool:
    """Return whether the value is the total of many jobs, as far as can be told: silence may hide nothing.

    A publisher that does not say so may name it in the title.
    """
    if notice.value_is_ceiling is not None:
        return notice.value_is_ceiling
    return words.names_many_jobs(notice.title)


def value_span_pence(notice: Stated) -> tuple[int, int] | None:
    """Return the value of the smallest part that can be won and of the whole, in pence; None when not stated."""
    most = notice.value_max_pence
    if most is None:
        return None
    least = notice.value_min_pence if notice.value_min_pence is not None else most
    return min([least, most, *(lot.value_max_pence for lot in notice.lots if lot.value_max_pence)]), most


def comfortable_max_pence(firm: Firm) -> int | None:
    """Return the most work in a year that `firm` can take on alone, in pence; None for no limit."""
    if firm.comfortable_max_pence is not None:
        return firm.comfortable_max_pence
    return COMFORTABLE_MAX_PENCE[firm.size]


def yearly_value_pence(notice: Notice) -> int | None:
    """Return what the work is worth in a year, in pence: of the smallest lot where there are lots.

    None when it is not known, or when all there is is the ceiling of a whole framework, which says nothing
    of one job. A job of less than a year counts whole.
    """
    lots = [
        _yearly(lot.value_max_pence, lot.starts_on or notice.starts_on, lot.ends_on or notice.ends_on)
        for lot in notice.lots
        if lot.value_max_pence is not None
    ]
    if lots:
        return min(lots)
    if notice.value_max_pence is None or notice.value_is_ceiling:
        return None
    return _yearly(notice.value_max_pence, notice.starts_on, notice.ends_on)


def _yearly(pence: int, starts_on: date | None, ends_on: date | None) -> int:
    if starts_on is None or ends_on is None or ends_on <= starts_on:
        return pence
    return round(pence / max(1.0, (ends_on - starts_on).days / _YEAR_DAYS))


def fit(notice: Notice, firm: Firm) -> Fit:
    """Return how the size of the work compares with what `firm` is comfortable with.

    The ceiling of a lot in a framework is the most that its many jobs may come to: small enough, so is each
    job, but a great ceiling tells the size of none.
    """
    value = yearly_value_pence(notice)
    limit = comfortable_max_pence(firm)
    if value is None:
        return Fit.NOT_STATED
    if limit is None or value <= limit:
        return Fit.WITHIN
    if notice.value_is_ceiling:
        return Fit.NOT_STATED
    return Fit.STRETCH if value <= STRETCH * limit else Fit.WITH_PARTNERS
