"""How amounts, times and lists are written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.frequency import LONDON
from alerts.notice import VatBasis
from bot.text import written

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pence", "told"),
    [
        (0, "£0"),
        (1250, "£12.50"),
        (4_500_000, "£45,000"),
        (99_999_900, "£999,999"),
        (100_000_000, "£1 million"),
        (120_000_000, "£1.2 million"),
        (123_456_700, "£1,234,567"),
        (125_000_000, "£1.25 million"),
        (8_000_000_000_000, "£80,000 million"),
    ],
)
def test_an_amount_is_written_in_pounds(pence: int, told: str) -> None:
    assert written.pounds(pence) == told


@pytest.mark.parametrize(
    ("low", "high", "vat", "told"),
    [
        (None, None, VatBasis.NOT_STATED, "value not stated"),
        (None, 5_000_000, VatBasis.NET, "£50,000 without VAT"),
        (None, 5_000_000, VatBasis.GROSS, "£50,000 including VAT"),
        (1_000_000, 5_000_000, VatBasis.NOT_STATED, "£10,000 to £50,000"),
        (5_000_000, 5_000_000, VatBasis.NOT_STATED, "£50,000"),
        (1_000_000, None, VatBasis.NOT_STATED, "from £10,000"),
    ],
)
def test_a_value_says_what_is_known_of_it(
    low: int | None, high: int | None, vat: VatBasis, told: str
) -> None:
    assert written.value(low, high, vat) == told


@pytest.mark.parametrize(
    ("closes", "told"),
    [
        ("2026-08-24 12:00", "Monday 24 August 2026 at 12 noon (14 days left)"),
        ("2026-08-11 17:30", "Tuesday 11 August 2026 at 5:30pm (tomorrow)"),
        ("2026-08-10 17:00", "Monday 10 August 2026 at 5pm (today)"),
        ("2026-08-24 23:59", "by the end of Monday 24 August 2026 (14 days left)"),
        ("2026-08-25 00:00", "by the end of Monday 24 August 2026 (14 days left)"),
        ("2026-08-10 12:59", "Monday 10 August 2026 at 12:59pm (this has passed)"),
        ("2026-10-26 08:00", "Monday 26 October 2026 at 8am (77 days left)"),
    ],
    ids=["noon", "tomorrow", "today", "a minute to midnight", "midnight", "over", "after the clocks change"],
)
def test_a_deadline_is_written_in_london_with_the_days_left(closes: str, told: str) -> None:
    closes_at = datetime.fromisoformat(closes).replace(tzinfo=LONDON)

    assert written.deadline(closes_at.astimezone(UTC), NOW) == told


def test_a_deadline_that_is_not_there_is_said_to_be_missing() -> None:
    assert written.deadline(None, NOW) == "deadline not stated"


@pytest.mark.parametrize(
    ("parts", "told"),
    [([], ""), (["roofing"], "roofing"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_reads_as_a_sentence(parts: list[str], told: str) -> None:
    assert written.listed(parts) == told


@given(text=st.text(), limit=st.integers(2, 100))
def test_text_from_outside_is_cut_before_it_is_escaped(text: str, limit: int) -> None:
    shortened = written.cut(text, limit)

    assert len(shortened) <= limit
    assert written.safe(text, limit) == written.safe(shortened, limit)
    assert "<" not in written.safe(text, limit)
