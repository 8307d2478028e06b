"""Real notices: those that ship with the project, and any in a folder of files that publishers sent."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from alerts import sources
from alerts.errors import SourceFormatError
from alerts.notice import Notice, Stage
from alerts.sources import Reading, Source
from bot import samples
from tests.benchmarks.synthetic import NOW

_BY_SUFFIX = {".json": "find-a-tender", ".csv": "contracts-finder-csv", ".xml": "example-portal-rss"}


def shipped() -> list[Notice]:
    """Return the notices of the demo, all made open: an index must not find its work easier for dead ones."""
    catalogue = sources.catalogue()
    bodies = [(catalogue["find-a-tender"], samples.page(page)) for page in range(1, samples.PAGES + 1)]
    bodies.append((catalogue["contracts-finder-csv"], samples.contracts_finder_csv()))
    return [_opened(notice) for source, body in bodies for notice in sources.read(source, body, NOW).notices]


def in_folder(folder: Path) -> Iterator[tuple[Path, list[Notice]]]:
    """Give each file that holds notices, with all of them made open."""
    catalogue = sources.catalogue()
    for path in sorted(folder.rglob("*")):
        suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
        if path.is_file() and suffix in _BY_SUFFIX:
            reading = _read(catalogue[_BY_SUFFIX[suffix]], path)
            if reading.notices:
                yield path, [_opened(notice) for notice in reading.notices]


def _read(source: Source, path: Path) -> Reading:
    body = path.read_bytes()
    try:
        return sources.read(source, gzip.decompress(body) if path.suffix == ".gz" else body, NOW)
    except SourceFormatError:
        return Reading(notices=())


def _opened(notice: Notice) -> Notice:
    return replace(notice, stage=Stage.OPEN, closes_at=None)
