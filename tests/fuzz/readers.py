"""What we promise of everything that a reader gives back, whatever it was given."""

from datetime import date, datetime, timedelta

import msgspec

from alerts.errors import SourceFormatError
from alerts.notice import Notice, content_hash, duplicate_key
from alerts.sources import Reading, Source, bounds, catalogue, read
from alerts.sources.records import UNKNOWN_FAULT
from tests.make import NOW

KNOWN = catalogue()
BIGINT = 2**63


def check(source: Source, body: bytes) -> Reading | None:
    """Read a body and check what came of it. None when it was refused with a reason, as it may be."""
    try:
        reading = read(source, body, NOW)
    except SourceFormatError:
        return None
    for rejected in reading.rejected:
        assert rejected.record > 0
        assert rejected.reason.isprintable(), rejected
        assert UNKNOWN_FAULT not in rejected.reason, rejected
    for notice in reading.notices:
        check_notice(notice)
    msgspec.msgpack.encode(reading)  # as it leaves the process that reads large bodies
    return reading


def check_notice(notice: Notice) -> None:
    """Fail unless both databases can keep a notice and a person can read it."""
    content_hash(notice)
    duplicate_key(notice)
    assert notice.title
    assert len(notice.title) <= bounds.LONGEST_LINE + 1
    assert notice.external_id
    assert len(notice.external_id) <= bounds.LONGEST_NUMBER
    assert len(notice.lots) <= bounds.MOST_LOTS
    for value in _values(notice):
        match value:
            case str():
                value.encode()  # no half of a character
                assert "\x00" not in value, value
            case bool():
                pass
            case int():
                assert 0 <= value < BIGINT, value
            case datetime():
                assert value.utcoffset() == timedelta(0), value
                assert bounds.FIRST_YEAR - 1 <= value.year <= bounds.LAST_YEAR + 1, value
            case date():
                assert bounds.FIRST_YEAR <= value.year <= bounds.LAST_YEAR, value
            case _:
                pass


def _values(thing: object) -> list[object]:
    if isinstance(thing, tuple):
        return [value for part in thing for value in _values(part)]
    names = getattr(thing, "__dataclass_fields__", None)
    if names is None:
        return [thing]
    return [value for name in names for value in _values(getattr(thing, name))]
