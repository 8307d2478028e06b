"""Amounts of money, days and hours as people type them, in a question, in a form and in a feed."""

from datetime import date

from alerts import typed_words
from alerts.sources import amounts, value, when
from bot import costs, days, pauses, posting_answers, quiet_hours, ranges, typed_filters
from faq import amounts as asked
from tests.fuzz import woven
from tests.make import NOW

TODAY = date(2026, 8, 10)
BIGINT = 2**63

TOKENS = (
    *(
        "£",
        "GBP",
        "$",
        "€",
        "k",
        "m",
        "bn",
        "grand",
        "thousand",
        "million",
        " ",
        "-",
        "–",
        " to ",
        " and ",
        ",",
        ".",
    ),
    *(
        "1",
        "0",
        "5",
        "10",
        "000",
        "999999999999999999999",
        "1e9999",
        "NaN",
        "fifty",
        "hundred",
        "half",
        "a ",
        "point ",
    ),
    *(
        "plus VAT",
        "ex VAT",
        "inc VAT",
        "a year",
        "per month",
        "for three years",
        "over ",
        "under ",
        "up to ",
        "about ",
    ),
    *(
        "12:00",
        "5pm",
        "noon",
        "midnight",
        "24:00",
        "9pm to 7am",
        "30/09/2026",
        "1 January 0001",
        "31 Feb",
        "tomorrow",
    ),
    *(
        "2 weeks",
        "until ",
        "Monday",
        "next ",
        "9999-12-31",
        "hours",
        "days",
        "never",
        "any",
        '"',
        "-",
        "words ",
    ),
    *("status new", "since ", "stage ", "%", "/", "(", ")", "½", "²", "٣"),
)

SEEDS = (
    b"\x00about fifty grand",
    "\x00£10-20k + VAT".encode(),
    b"\x0012 hours and 300",
    b"\x0021 to 7",
    b"\x002 weeks",
)


def once(data: bytes) -> None:
    """Read one text in every way that people may type it."""
    text = woven.text(data, TOKENS).encode(errors="replace").decode()
    for found in (asked.read(text), asked.find(text)):
        for name in ("pence", "low", "high"):
            amount = getattr(found, name, None)
            assert not isinstance(amount, int) or 0 <= amount < BIGINT, found
    worth = amounts.worth(text)
    assert all(pence is None or 0 < pence < BIGINT for pence in (worth.min_pence, worth.max_pence))
    amounts.amount(text)
    value.pence(text)
    when.deadline(text, "Europe/London")
    when.instant(text, "Europe/London")
    cost = costs.read(text)
    assert cost is None or (cost.pence or 0) < BIGINT
    for end in ranges.End:
        ranges.read(text, ranges.Limits(lowest=None, highest=None), end)
    days.read(text, TODAY)
    days.packed(text, TODAY)
    pauses.read(text, TODAY)
    pauses.carried(text, TODAY)
    quiet_hours.read(text)
    typed_filters.read(text)
    typed_words.parse(text)
    posting_answers.value(text)
    posting_answers.day(text, NOW)
    posting_answers.time_of_day(text, "2026-09-30", NOW)
    posting_answers.place(text)
    posting_answers.link(text)
