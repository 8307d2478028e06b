"""The parts of an OCDS release that we read, as types, and how to read one that breaks the standard.

Every part may be absent. A value of the wrong type counts as absent too: publishers write
`buyerID: []` or an amount as a word, and nobody should lose a tender over that.

Source: https://standard.open-contracting.org/1.1/en/schema/reference/ with the extensions of
Find a Tender (amountGross, noticeType, suitability, techniques) and Contracts Finder.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from alerts.errors import SourceFormatError
from alerts.sources.ocds_json import kind_of, said

Id = str | int
MOST_WRONG = 200
"""A release with more wrong types than this is not worth taking apart."""


class Shape(msgspec.Struct, rename="camel", kw_only=True, gc=False):
    """A JSON object whose other members are passed over."""


class Value(Shape):
    """Money. `amount_gross` holds VAT; under the Procurement Act `amount` does not."""

    amount: Decimal | None = None
    amount_gross: Decimal | None = None
    currency: str | None = None


class Period(Shape):
    """From when to when, each a date or a date and time."""

    start_date: str | None = None
    end_date: str | None = None


class Document(Shape):
    """A page or a file. The page of the notice itself is among them."""

    id: Id | None = None
    document_type: str | None = None
    notice_type: str | None = None
    description: str | None = None
    url: str | None = None
    date_published: str | None = None


class Classification(Shape):
    """A code of a scheme such as CPV."""

    scheme: str | None = None
    id: Id | None = None


class Address(Shape):
    """Where the work is: a code, a name or a postcode."""

    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    country_name: str | None = None


class Item(Shape):
    """What is bought, for which lot and where."""

    classification: Classification | None = None
    additional_classifications: list[Classification] | None = None
    delivery_addresses: list[Address] | None = None
    related_lot: Id | None = None


class Suitability(Shape):
    """Whether the buyer says that small firms, or VCSEs, could do it."""

    sme: bool | None = None
    vcse: bool | None = None


class LotShape(Shape):
    """A part that can be won on its own."""

    id: Id | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    value: Value | None = None
    contract_period: Period | None = None
    suitability: Suitability | None = None


class Techniques(Shape):
    """Whether a framework or a dynamic market is set up."""

    has_framework_agreement: bool | None = None
    has_dynamic_purchasing_system: bool | None = None


class Where(Shape):
    """Which part of the older form a change is to."""

    section: str | None = None
    label: str | None = None


class NewValue(Shape):
    """What a part of the older form now says."""

    date: str | None = None
    text: str | None = None


class Change(Shape):
    """One correction of a notice under the older rules."""

    where: Where | None = None
    new_value: NewValue | None = None


class Amendment(Shape):
    """What an amendment says of itself."""

    description: str | None = None
    unstructured_changes: list[Change] | None = None


class OtherRequirements(Shape):
    """Among others: for whom taking part is reserved."""

    reserved_participation: list[str] | None = None


class LegalBasis(Shape):
    """The law: UKPGA is the Procurement Act 2023, CELEX the rules before it."""

    scheme: str | None = None


class Tender(Shape):
    """What is, or will be, put out to tender."""

    title: str | None = None
    description: str | None = None
    status: str | None = None
    legal_basis: LegalBasis | None = None
    classification: Classification | None = None
    additional_classifications: list[Classification] | None = None
    items: list[Item] | None = None
    value: Value | None = None
    min_value: Value | None = None
    tender_period: Period | None = None
    enquiry_period: Period | None = None
    expression_of_interest_deadline: str | None = None
    contract_period: Period | None = None
    lots: list[LotShape] | None = None
    suitability: Suitability | None = None
    techniques: Techniques | None = None
    other_requirements: OtherRequirements | None = None
    documents: list[Document] | None = None
    amendments: list[Amendment] | None = None


class Milestone(Shape):
    """A step before the tender, such as talking with the market."""

    type: str | None = None
    due_date: str | None = None
    status: str | None = None


class Planning(Shape):
    """What comes before the tender."""

    milestones: list[Milestone] | None = None
    documents: list[Document] | None = None


class Outcome(Shape):
    """An award or a contract; only its documents matter to us."""

    documents: list[Document] | None = None


class Party(Shape):
    """An organisation and its part in the procurement."""

    name: str | None = None
    roles: list[str] | None = None


class Link(Shape):
    """Where else the release can be found."""

    rel: str | None = None
    href: str | None = None


class Release(Shape):
    """What was published about one procurement at one time."""

    ocid: str | None = None
    id: Id | None = None
    date: str | None = None
    tag: list[str] | str | None = None
    title: str | None = None
    buyer: Party | None = None
    parties: list[Party] | None = None
    planning: Planning | None = None
    tender: Tender | None = None
    awards: list[Outcome] | None = None
    contracts: list[Outcome] | None = None
    links: list[Link] | None = None


def release(raw: msgspec.Raw | bytes) -> Release:
    """Read one release.

    Raises:
        SourceFormatError: It is not a JSON object, or next to nothing in it has the right type.
    """
    try:
        return _RELEASES.decode(raw)
    except msgspec.ValidationError:
        pass  # read again with patience
    except (msgspec.DecodeError, RecursionError) as error:
        raise _not_json(raw, error) from error
    try:
        content = _ANYTHING.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _not_json(raw, error) from error
    if not isinstance(content, dict):
        raise SourceFormatError(f"Expected a release, which is a JSON object, and found {kind_of(raw)}.")
    return _tolerantly(content)


def _tolerantly(content: dict[str, Any]) -> Release:
    """Read a release in which values have the wrong type, leaving those values out."""
    for _ in range(MOST_WRONG):
        try:
            return msgspec.convert(content, Release, strict=False)
        except msgspec.ValidationError as error:
            _leave_out(content, str(error))
    raise SourceFormatError(
        f"Expected an OCDS release, and more than {MOST_WRONG} values have the wrong type."
    )


def _not_json(raw: msgspec.Raw | bytes, error: Exception) -> SourceFormatError:
    """Return what to say of a release cut out of a broken package."""
    known = _NUMBER.search(bytes(raw))
    name = f"Release {known.group(1).decode(errors='replace')}" if known else "The release"
    return SourceFormatError(f"{name} cannot be read as JSON: {said(error)}.")


def _leave_out(content: Any, message: str) -> None:
    """Remove the value that a validation error points at, such as "… - at `$.tender.lots[0].value`"."""
    path = message.rpartition("`$")[2]
    *parents, last = (int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path))
    for step in parents:
        content = content[step]
    del content[last]


_NUMBER = re.compile(rb'"id"\s*:\s*"([^"\\]{1,80})"')


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:  # an exponent beyond what even a Decimal holds
        return Decimal("NaN")


_RELEASES = msgspec.json.Decoder(Release)
_ANYTHING = msgspec.json.Decoder(float_hook=_decimal)
