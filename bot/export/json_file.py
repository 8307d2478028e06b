"""Write an export as JSON for a program: the values as they are stored, nothing made harmless."""

from collections.abc import Sequence
from typing import IO

from bot.export import summary
from bot.export.about import About
from bot.export.columns import PUBLISHED, VERSION, dictionary, encoded, record
from bot.export.lines import Line
from bot.text import exports as words

_ROOM = 12
"""Characters kept free for the number of reports, which is known only at the end but read first."""


class JsonFile:
    """A JSON object that grows: `header`, `dictionary`, `summary`, `bid_results` and at last `reports`."""

    def __init__(self, file: IO[bytes], about: About) -> None:
        self._file = file
        self._first = True
        file.write(b'{"header":{"rows":')
        self._rows_at = file.tell()
        file.write(b" " * _ROOM + b"," + encoded(_header(about))[1:])
        file.write(b',\n"dictionary":' + encoded(PUBLISHED if about.for_publication else dictionary()))
        file.write(b',\n"summary":' + encoded(list(summary.long(about.summary))))
        file.write(b',\n"bid_results":' + encoded(about.bids))
        file.write(b',\n"reports":[')

    def add(self, lines: Sequence[Line]) -> None:
        """Write some reports."""
        for line in lines:
            self._file.write((b"\n" if self._first else b",\n") + encoded(record(line)))
            self._first = False

    def finish(self, rows: int) -> None:
        """Write what comes last."""
        self._file.write(b"\n]}\n")
        self._file.seek(self._rows_at)
        self._file.write(str(rows).rjust(_ROOM).encode())

    def close(self) -> None:
        """Let go of the file, finished or not. It stays open."""


def _header(about: About) -> dict[str, object]:
    return {
        "exported_at": about.exported_at,
        # Who made it is in the audit; what is published names nobody.
        **({} if about.for_publication else {"exported_by": about.exported_by}),
        "filters": about.filters.given(),
        "for_publication": about.for_publication,
        "dictionary_version": VERSION,
        "method": words.method(for_publication=about.for_publication),
    }
