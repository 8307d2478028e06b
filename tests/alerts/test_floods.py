"""When so much looks new that a fault is likelier than buyers."""

import pytest

from alerts.floods import is_flood


@pytest.mark.parametrize(
    ("new", "known", "usual", "days", "flood"),
    [
        (50, 0, 0.0, 0.1, True),
        (49, 0, 0.0, 0.1, False),
        (60, 59, 1.0, 1, True),
        (60, 60, 1.0, 1, False),
        (60, 0, 20.0, 1, False),
        (61, 0, 20.0, 1, True),
        (180, 0, 20.0, 3, False),
        (181, 0, 20.0, 3, True),
        (5_000, 0, None, 1, False),
    ],
    ids=[
        "fifty",
        "fewer than fifty",
        "more than half is new",
        "half is new",
        "three times the usual day",
        "more than three times the usual day",
        "three usual days in three days",
        "more than three usual days in three days",
        "nothing of the source is known yet",
    ],
)
def test_a_flood_is_much_that_is_new_beside_what_is_known_and_usual(
    new: int, known: int, usual: float | None, days: float, flood: bool
) -> None:
    assert is_flood(new=new, known=known, usual_a_day=usual, days=days) is flood
