"""Read every file of a corpus of feeds, and say what became of each: `python -m tests.fuzz.corpus FOLDER`.

feedparser's own corpus of ill-formed and well-formed feeds is in its source distribution:

    pip download --no-deps --no-binary :all: feedparser && tar xzf feedparser-*.tar.gz
    python -m tests.fuzz.corpus feedparser-*/tests

Ends with 0 when no exception escaped and everything that was read keeps our promises.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.readers import KNOWN, check

SLOW_SECONDS = 1


def main(folder: Path) -> int:
    """Read all, print the sums, and return how many broke a promise."""
    source, sums = KNOWN["example-portal-rss"], Counter[str]()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        started = time.perf_counter()
        try:
            reading = check(source, file.read_bytes())
        except Exception as error:  # noqa: BLE001 - whatever escapes is what we look for
            sums["escaped"] += 1
            print(f"{file}: {error!r}", file=sys.stderr)
            continue
        sums["refused with a reason" if reading is None else "read"] += 1
        if reading is not None:
            sums["notices"] += len(reading.notices)
            sums["rejected records"] += len(reading.rejected)
        sums["slow"] += time.perf_counter() - started > SLOW_SECONDS
    for what, number in sorted(sums.items()):
        print(f"{number:6,} {what}")
    return sums["escaped"]


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
