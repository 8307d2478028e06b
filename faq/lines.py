"""Find the lines of national law, and of the past, that a value meets on top of its band.

National lines count VAT. A value whose VAT basis is not stated meets one for sure when it is past the line
as typed, and perhaps when VAT on top would carry it there.
"""

from dataclasses import dataclass
from datetime import date

from faq.amounts import Amount, Span
from faq.bands import Overlay, Scheme
from faq.phrases import Vat


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines that concern a value.

    `met` are passed however VAT is read, `perhaps` depend on it or on where in a range the value lies,
    `missed` are the national line just above the value and a past figure that the value sits on.
    """

    met: tuple[Overlay, ...] = ()
    perhaps: tuple[Overlay, ...] = ()
    missed: tuple[Overlay, ...] = ()

    @property
    def every(self) -> tuple[Overlay, ...]:
        """All of them, the surest first."""
        return (*self.met, *self.perhaps, *self.missed)


NO_LINES = Lines()


def with_vat(pence: int, scheme: Scheme) -> int:
    """Return a net sum with VAT at the standard rate."""
    return (pence * (100 + scheme.vat_percent) + 50) // 100


def without_vat(pence: int, scheme: Scheme) -> int:
    """Return a gross sum without VAT at the standard rate."""
    return (pence * 100 + (100 + scheme.vat_percent) // 2) // (100 + scheme.vat_percent)


def lines_for(found: Amount | Span, question: str, scheme: Scheme, on: date | None) -> Lines:
    """Return the lines passed, perhaps passed, and not reached, that this kind of work could meet."""
    work = scheme.work_in(question)
    least, most = found.least_pence, found.most_pence
    met: list[Overlay] = []
    perhaps: list[Overlay] = []
    missed: list[Overlay] = []
    for overlay in scheme.overlays_on(on):
        if not _concerns(overlay, work, least):
            continue
        low, high = (least, most) if overlay.vat != "gross" else with_vat_range(found, scheme)
        line = overlay.line_pence
        if overlay.near_percent is not None and not _is_near(overlay, low, high):
            continue
        if low >= line:
            met.append(overlay)
        elif high is None or high >= line:
            perhaps.append(overlay)
        else:
            missed.append(overlay)
    if any(overlay.national for overlay in met):
        met = [overlay for overlay in met if overlay.national or overlay.near_percent is not None]
    last_band = scheme.bands_on(on)[-1].from_pence
    return Lines(met=tuple(met), perhaps=tuple(perhaps), missed=tuple(_worth_naming(missed, most, last_band)))


def _worth_naming(missed: list[Overlay], most: int | None, last_band: int) -> list[Overlay]:
    """Return the national line just above the value, and a past figure that the value sits on."""
    named = [line for line in missed if line.near_percent is not None]
    if most is None or most >= last_band:
        named += sorted((line for line in missed if line.national), key=lambda line: line.line_pence)[:1]
    return named


def with_vat_range(found: Amount | Span, scheme: Scheme) -> tuple[int, int | None]:
    """Return the least and most that the value can be with VAT in it."""
    least, most = found.least_pence, found.most_pence
    low = with_vat(least, scheme) if found.vat is Vat.NET else least
    high = most if most is None or found.vat is Vat.GROSS else with_vat(most, scheme)
    return low, high


def _concerns(overlay: Overlay, work: str | None, least: int) -> bool:
    """Return whether a line is for this kind of work.

    When the kind is not known, the line for goods and services is named, the line for works beside it, and
    the one for light touch services only to those who are past it.
    """
    if not overlay.national:
        return overlay.work is None or work in {None, overlay.work}
    if work is None:
        return overlay.work in {None, "works"} or least >= overlay.line_pence
    return overlay.work == work or (overlay.work is None and work in {"goods", "services"})


def _is_near(overlay: Overlay, low: int, high: int | None) -> bool:
    line, percent = overlay.line_pence, overlay.near_percent or 0
    first = overlay.above if overlay.above is not None else line
    return high is not None and low >= first - first * percent // 100 and high <= line + line * percent // 100
