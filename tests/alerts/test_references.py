"""The number of a notice, out of whatever a person pastes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.references import candidates

GUID = "2a1e3359-87a0-4fdd-ac61-20d5e6520a13"


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("032703-2026", "032703-2026"),
        (" Number: 032703-2026 on Find a Tender ", "032703-2026"),
        ("“032703-2026”.", "032703-2026"),
        ("https://www.find-tender.service.gov.uk/Notice/032703-2026?origin=SearchResults&p=1", "032703-2026"),
        ("look: https://www.find-tender.service.gov.uk/Notice/032703-2026.", "032703-2026"),
        (f"https://www.contractsfinder.service.gov.uk/notice/{GUID}?origin=SearchResults", GUID),
        ("https://www.publiccontractsscotland.gov.uk/search/search_view.aspx?ID=APR352786", "APR352786"),
        (
            "ocds-b5fd17-e3b5f385-5989-4cf1-8849-01c247fc9c30",
            "ocds-b5fd17-e3b5f385-5989-4cf1-8849-01c247fc9c30",
        ),
        ("tender_123456/789", "tender_123456/789"),
        ("Castle Pool roof", "Castle Pool roof"),
    ],
)
def test_a_reference_is_found_in_what_is_pasted(pasted: str, found: str) -> None:
    assert found in candidates(pasted)


@pytest.mark.parametrize("blank", ["", "  \n", "\x00", "...", "http://["])
def test_nothing_is_looked_for_when_nothing_was_said(blank: str) -> None:
    assert [word for word in candidates(blank) if not word.startswith("http")] == []


@given(st.text(max_size=800))
def test_whatever_is_pasted_gives_few_and_printable_candidates(pasted: str) -> None:
    found = candidates(pasted)

    assert len(found) <= 8
    assert all(word.isprintable() and word for word in found)
