"""Read what is put out to tender: its worth, its lots, its codes, its places and whom it suits."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from alerts import cpv, places
from alerts.notice import Kind, Lot, Stage, VatBasis
from alerts.sources import naming, prose
from alerts.sources.bounds import LONGEST_NUMBER
from alerts.sources.ocds_dates import day
from alerts.sources.ocds_shapes import (
    Address,
    Classification,
    Item,
    LotShape,
    Period,
    Suitability,
    Tender,
    Value,
)
from alerts.sources.value import pence

PROCUREMENT_ACT = "UKPGA"
STERLING = "GBP"
RESERVED = "smeVcse"
OVER = frozenset({"cancelled", "complete", "unsuccessful", "withdrawn"})

# Lots repeat the description of the tender, and releases each other's codes.
paragraphs = lru_cache(maxsize=512)(prose.tidy)
line = lru_cache(maxsize=512)(prose.one_line)
_places = lru_cache(maxsize=2048)(places.codes)
_code = lru_cache(maxsize=8192)(cpv.code)

Range = tuple[int | None, int | None, VatBasis]


def value_range(tender: Tender) -> Range:
    """Return the least and the most it is worth in pence, and whether that holds VAT."""
    under_act = tender.legal_basis is not None and tender.legal_basis.scheme == PROCUREMENT_ACT
    lowest, basis_of_lowest = _money(tender.min_value, under_act=under_act)
    highest, basis = _money(tender.value, under_act=under_act)
    if highest is None:
        return lowest, None, basis_of_lowest
    if lowest is None or basis_of_lowest is not basis:
        return None, highest, basis
    return min(lowest, highest), max(lowest, highest), basis  # buyers fill them in the wrong way round


def _money(value: Value | None, *, under_act: bool) -> tuple[int | None, VatBasis]:
    """Return an amount of sterling in pence and its basis.

    Net is preferred. `amount` is net under the Procurement Act, and wherever a gross amount stands
    beside it; elsewhere publishers do not say. Another currency is no value: we do not convert.
    """
    if value is None or (value.currency or STERLING).strip().upper() != STERLING:
        return None, VatBasis.NOT_STATED
    net, gross = pence(value.amount), pence(value.amount_gross)
    if net is not None:
        return net, VatBasis.NET if under_act or gross is not None else VatBasis.NOT_STATED
    return gross, VatBasis.NOT_STATED if gross is None else VatBasis.GROSS


def is_ceiling(tender: Tender, kind: Kind) -> bool | None:
    """Return whether the value is that of a framework or a dynamic market over its life, if it says."""
    if kind is Kind.DYNAMIC_MARKET:
        return True
    techniques = tender.techniques
    if techniques is None:
        return None
    said = [techniques.has_framework_agreement, techniques.has_dynamic_purchasing_system]
    return True if True in said else (False if False in said else None)


def suits(tender: Tender) -> tuple[bool | None, bool | None]:
    """Return whether it suits small firms and VCSEs: yes if it does so in any lot, else what is said of the whole.

    Find a Tender marks only what is suitable, so its silence means nothing. Contracts Finder says
    yes or no. Work reserved for both suits both.
    """
    other = tender.other_requirements
    if other is not None and RESERVED in (other.reserved_participation or ()):
        return True, True
    whole = tender.suitability or Suitability()
    parts = [whole, *(lot.suitability for lot in tender.lots or () if lot.suitability is not None)]
    return (
        True if any(part.sme for part in parts) else whole.sme,
        True if any(part.vcse for part in parts) else whole.vcse,
    )


def term(tender: Tender) -> tuple[date | None, date | None]:
    """Return the first and the last day of the contract, over all lots. Extensions are not counted."""
    periods = [lot.contract_period for lot in tender.lots or () if lot.contract_period is not None]
    starts = [start for period in periods if (start := day(period.start_date)) is not None]
    ends = [end for period in periods if (end := day(period.end_date)) is not None]
    whole = tender.contract_period or Period()
    return min(starts, default=day(whole.start_date)), max(ends, default=day(whole.end_date))


def lots(tender: Tender, stage: Stage) -> tuple[Lot, ...]:
    """Return the lots, without those that can no longer be won while others can."""
    under_act = tender.legal_basis is not None and tender.legal_basis.scheme == PROCUREMENT_ACT
    by_lot: dict[str, list[Item]] = {}
    for item in tender.items or ():
        by_lot.setdefault(str(item.related_lot), []).append(item)
    return tuple(
        _lot(shape, str(number if shape.id is None else shape.id), by_lot, under_act=under_act)
        for number, shape in enumerate(tender.lots or (), start=1)
        if stage not in {Stage.OPEN, Stage.PLANNED} or (shape.status or "").lower() not in OVER
    )


def _lot(shape: LotShape, number: str, by_lot: dict[str, list[Item]], *, under_act: bool) -> Lot:
    amount, basis = _money(shape.value, under_act=under_act)
    suitability = shape.suitability or Suitability()
    period = shape.contract_period or Period()
    return Lot(
        id=naming.number(number)[:LONGEST_NUMBER],
        title=line(shape.title),
        summary=paragraphs(shape.description),
        cpv_codes=_cpv_codes(code for item in by_lot.get(number, ()) for code in _of_item(item)),
        value_max_pence=amount,
        vat=basis,
        suits_sme=suitability.sme,
        suits_vcse=suitability.vcse,
        starts_on=day(period.start_date),
        ends_on=day(period.end_date),
    )


def cpv_codes(tender: Tender) -> tuple[str, ...]:
    """Return the CPV codes, the main one first, each once."""
    whole = [tender.classification, *(tender.additional_classifications or ())]
    return _cpv_codes([*whole, *(code for item in tender.items or () for code in _of_item(item))])


def _of_item(item: Item) -> list[Classification | None]:
    return [item.classification, *(item.additional_classifications or ())]


def _cpv_codes(found: Iterable[Classification | None]) -> tuple[str, ...]:
    codes = (
        _code(f"{one.id:08}" if isinstance(one.id, int) else one.id)
        for one in found
        if one is not None and one.id is not None and (one.scheme or "CPV").upper().startswith("CPV")
    )
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def regions(tender: Tender) -> tuple[str, ...]:
    """Return where the work is, each place once, in the order given."""
    addresses = (address for item in tender.items or () for address in item.delivery_addresses or ())
    return tuple(dict.fromkeys(place for address in addresses for place in _of_address(address)))


def _of_address(address: Address) -> tuple[str, ...]:
    """Return the place by the first that we know: a region's code or name, a postcode, a country."""
    written = (address.region, address.postal_code, address.country_name, address.country)
    return next((found for text in written if (found := _places(text))), ())
