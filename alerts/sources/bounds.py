"""What a source may cost us at most, and why. A publisher may be broken, taken over, or mean harm.

Whatever comes from outside is measured against one of these, and what goes over ends in a sentence that an
officer can read: a record that is rejected, or a source that failed and is tried again later.
"""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost. Bytes count after unpacking, so a small parcel cannot hold a large one.

    The seconds are those of the whole fetch with all its redirects: who sends a byte now and then is never
    silent for long.
    """

    max_bytes: int = 50 * MEBIBYTE  # Find a Tender's whole day is five
    max_seconds: float = 120
    max_silence_seconds: float = 30
    max_redirects: int = 5


UNPACKED_AT_ONCE = MEBIBYTE
"""In bytes. Zeros pack a thousandfold, so what the network gives at once may unpack to 64 MB."""

READ_APART = 128 * 1024
"""In bytes. A larger body is read in a process of its own: in a thread it would hold up the whole bot."""

LONGEST_READ_SECONDS = 180
"""A feed of 7 MB takes a quarter of a minute. What takes this long was made to."""

MOST_MEMORY = 2048 * MEBIBYTE
"""Of the process that reads a body. The largest honest one needs a tenth of it."""

MOST_RECORDS = 50_000
"""In one body. Find a Tender publishes some 500 a day; a month of every portal together is fewer."""

LONGEST_FIELD = 2_000_000
"""In characters, of one text as it came, with its markup. It is cut before anything else looks at it."""

LONGEST_TEXT, LONGEST_LINE = 20_000, 500
"""In characters. What is longer is no description or title that a person would read to its end."""

LONGEST_NUMBER = 200
"""In characters. A longer one is a text, and no database can index it."""

LONGEST_ADDRESS = 2_048
"""In characters, of a web address. No browser promises to take a longer one."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""A year outside is a slip, or a filler for "no date" (1, 1970, 9999), and the ends of the calendar have no zones."""

MOST_PENCE = 10**15
"""Ten thousand billion pounds. More is a slip of the keyboard, and too near the end of a BIGINT."""

MOST_LOTS = 1_000
"""Of one notice. Nobody reads that many, and each is stored with every version."""

LONGEST_REASON = 500
"""In characters, why a record was rejected: it may quote what a publisher wrote."""
