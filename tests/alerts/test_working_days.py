"""A promise in working days skips weekends and the bank holidays of England."""

from datetime import UTC, date, datetime

import pytest

from alerts import working_days


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # From https://www.gov.uk/bank-holidays
        (2025, ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"]),
        (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (2028, ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"]),
    ],
)
def test_bank_holidays_are_those_that_the_government_lists(year: int, days: list[str]) -> None:
    assert sorted(f"{day:%m-%d}" for day in working_days.bank_holidays(year)) == days


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 8, 10), 3, date(2026, 8, 13)),
        (date(2026, 8, 14), 1, date(2026, 8, 17)),
        (date(2026, 8, 15), 1, date(2026, 8, 17)),
        (date(2026, 8, 28), 1, date(2026, 9, 1)),
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
    ids=["a Monday", "a Friday", "a Saturday", "before a bank holiday", "at Christmas", "at New Year"],
)
def test_the_day_of_asking_is_not_counted(day: date, count: int, last: date) -> None:
    assert working_days.after(day, count) == last


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        (datetime(2026, 8, 10, 22, 59, tzinfo=UTC), datetime(2026, 8, 11, 23, 0, tzinfo=UTC)),
        (datetime(2026, 8, 10, 23, 0, tzinfo=UTC), datetime(2026, 8, 12, 23, 0, tzinfo=UTC)),
        (datetime(2026, 10, 23, 12, 0, tzinfo=UTC), datetime(2026, 10, 27, 0, 0, tzinfo=UTC)),
    ],
    ids=["before midnight in London", "at midnight in London", "over the night the clocks change"],
)
def test_a_promise_ends_with_the_day_in_london(asked: datetime, ends: datetime) -> None:
    assert working_days.promised(asked, 1) == ends
