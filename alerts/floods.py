"""Decide whether what a source brings is a flood: the work of a fault, not of buyers.

A portal that renumbers its notices makes each of them look new, and all our suppliers would hear of all of it
again. Nothing here reads the clock or the database.
"""

LEAST = 50
"""Fewer can be read by a person, and may well be true: a council publishes its year's plans in one go."""

SHARE = 0.5
"""More than this part of what can be bid for looks new. A list that is read again is mostly known."""

TIMES_USUAL = 3
"""A source that brings only what is new passes the share each time, so it is measured by its own pace too.

On Find a Tender, the fullest day of a month has less than twice the month's average.
"""


def is_flood(*, new: int, known: int, usual_a_day: float | None, days: float) -> bool:
    """Return whether so many new notices, beside so many known ones, are too many to be true.

    Only what can be bid for counts. `usual_a_day` is how many the source has brought a day of late, None
    when nothing of it is known yet; `days` is how long it was not read, and less than one counts as one.
    """
    if usual_a_day is None or new < LEAST or new <= SHARE * (new + known):
        return False
    return new > TIMES_USUAL * usual_a_day * max(days, 1)
