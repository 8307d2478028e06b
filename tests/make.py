"""Valid values, so that a test states only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.matching import Firm, OrganisationType, Size, Watch
from alerts.notice import Kind, Notice, Stage, VatBasis

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
"""A Monday in summer: one o'clock in London."""


def notice(**changes: Any) -> Notice:
    """Return an open tender for roofing in County Durham, with what a test is about changed."""
    usual = Notice(
        external_id="000001-2026",
        ocid="ocds-h6vhtk-000001",
        released_at=NOW - timedelta(hours=1),
        title="Re-roofing of Shildon library",
        summary="Strip and renew the slate roof and gutters.",
        buyer="Durham County Council",
        url="https://www.find-tender.service.gov.uk/Notice/000001-2026",
        stage=Stage.OPEN,
        kind=Kind.TENDER,
        cpv_codes=("45261000",),
        regions=("UKC14",),
        value_max_pence=4_500_000,
        vat=VatBasis.NET,
        suits_sme=True,
        closes_at=NOW + timedelta(days=14),
    )
    return replace(usual, **changes)


def firm(**changes: Any) -> Firm:
    """Return a company of one to nine people, with what a test is about changed."""
    return replace(Firm(organisation_type=OrganisationType.SME, size=Size.MICRO), **changes)


def watch(**changes: Any) -> Watch:
    """Return a watch on roofing, with what a test is about changed."""
    return replace(Watch(trades=("roofing",)), **changes)
