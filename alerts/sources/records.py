"""Make notices of the records of a body, one by one: a bad record never loses the others.

What a reader refuses is listed with its reason. So is what trips it in a way that nobody foresaw, for whoever
writes one hostile record would otherwise keep all the others from us.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from alerts.errors import SourceFormatError
from alerts.notice import Notice
from alerts.sources import Rejected
from alerts.sources.body import shown
from alerts.sources.bounds import LONGEST_REASON

UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
UNKNOWN_FAULT = "Supplierbot met a fault that it does not know"

_TAKEN = "It has the same number as record {}, “{}”, and another title. Each opportunity needs a number of its own."

Record = TypeVar("Record")


def readable(
    records: Iterable[tuple[int, Record]],
    notice_of: Callable[[Record], Notice],
    *,
    are_one: Callable[[Notice, Notice], bool] | None = None,
) -> tuple[list[Notice], list[Rejected]]:
    """Return the notices of numbered records, and each record that could not be read.

    `are_one` says whether two notices of one number are of one opportunity; without it they always are. Of two
    that are not, the second would overwrite the first, so it is rejected.
    """
    notices: list[Notice] = []
    rejected: list[Rejected] = []
    first_of: dict[str, tuple[int, Notice]] = {}
    for number, record in records:
        try:
            notice = notice_of(record)
        except SourceFormatError as error:
            # It may quote what a publisher wrote, so it is made fit to be shown.
            rejected.append(Rejected(record=number, reason=shown(str(error), LONGEST_REASON)))
            continue
        except UNFORESEEN as error:
            rejected.append(Rejected(record=number, reason=f"{UNKNOWN_FAULT} ({type(error).__name__})."))
            continue
        its_number, first = first_of.setdefault(notice.external_id, (number, notice))
        if are_one is None or are_one(first, notice):
            notices.append(notice)
        else:
            rejected.append(Rejected(record=number, reason=_TAKEN.format(its_number, shown(first.title))))
    return notices, rejected
