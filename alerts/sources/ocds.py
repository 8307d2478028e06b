"""Read what a publisher sends in the Open Contracting Data Standard, in each of its wrappings.

A release package, a record package, Contracts Finder's older list of packages, one bare release or a
list of them: all come down to releases. `ocds_json` deals with bytes, `ocds_shapes` with types,
`ocds_stage` with how far a procurement has come, and `ocds_release` makes the notice.

Source: https://standard.open-contracting.org/1.1/en/schema/packaging/
"""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from alerts.errors import SourceFormatError
from alerts.sources import Reading, Source, ocds_json, ocds_shapes, records
from alerts.sources.ocds_json import EXPECTED, kind_of
from alerts.sources.ocds_release import notice_of


class _Wrapping(msgspec.Struct, rename="camel", kw_only=True):
    """What any of the wrappings may hold, still in JSON."""

    releases: msgspec.Raw = msgspec.Raw()
    records: msgspec.Raw = msgspec.Raw()
    results: msgspec.Raw = msgspec.Raw()  # of Contracts Finder until 2022: a list of packages
    compiled_release: msgspec.Raw = msgspec.Raw()
    ocid: msgspec.Raw = msgspec.Raw()
    tender: msgspec.Raw = msgspec.Raw()
    links: msgspec.Raw = msgspec.Raw()
    published_date: msgspec.Raw = msgspec.Raw()

    @property
    def is_package(self) -> bool:
        """Whether there are releases in it."""
        return bool(self.releases or self.records)

    @property
    def is_release(self) -> bool:
        """Whether this is a release itself, and not merely the address of one."""
        return bool(self.ocid or self.tender)


class _Links(msgspec.Struct):
    next: str | None = None


_T = TypeVar("_T")
_Json = msgspec.Raw | bytes
_WRAPPING = msgspec.json.Decoder(_Wrapping)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


def read(body: bytes, source: Source) -> Reading:
    """Return the notices of a body, and which of its releases could not be read; both count from 1.

    `next_url` is the page that the publisher says comes next.

    Raises:
        SourceFormatError: The body as a whole is not OCDS: what was expected, what was found and where.
    """
    whole, releases = _unwrapped(ocds_json.utf8(body))
    published = _read_as(str, whole.published_date)
    notices, rejected = records.readable(
        enumerate(releases, start=1),
        lambda raw: notice_of(ocds_shapes.release(raw), source, published=published),
    )
    return Reading(notices=tuple(notices), rejected=tuple(rejected), next_url=_next(whole.links))


def _unwrapped(body: bytes) -> tuple[_Wrapping, list[_Json]]:
    """Return what stands around the releases, and the releases, mending the body only if it must be."""
    try:
        return _opened(body)
    except (msgspec.DecodeError, RecursionError) as error:
        if not body.lstrip().startswith((b"{", b"[")):
            raise ocds_json.fault(body, error) from error
    body = ocds_json.mended(body)
    try:
        return _opened(body)
    except (msgspec.DecodeError, RecursionError) as error:
        parts = ocds_json.cut(body)
        if parts is None:
            raise ocds_json.fault(body, error) from error
    rest, releases = parts
    try:
        return _opened(rest)[0], [*releases]
    except (msgspec.DecodeError, RecursionError) as error:
        raise ocds_json.fault(rest, error) from error


def _opened(body: bytes) -> tuple[_Wrapping, list[_Json]]:
    """Return what stands around the releases, and the releases of every wrapping within."""
    if not body.lstrip().startswith(b"["):
        whole = _WRAPPING.decode(body)
        return whole, list(_releases(whole, body))
    parts = _LIST.decode(body)
    inside = [(part, _wrapping(part)) for part in parts]
    if parts and not any(wrapping for _, wrapping in inside):
        raise SourceFormatError(f"{EXPECTED}, and found a list whose first part is {kind_of(parts[0])}.")
    releases: list[_Json] = []
    for part, wrapping in inside:
        releases += _releases(wrapping, part) if wrapping and wrapping.is_package else [part]
    return _Wrapping(), releases


def _releases(wrapping: _Wrapping, raw: _Json) -> Iterator[_Json]:
    """Yield the releases that `raw` holds, or `raw` itself if it is one."""
    if wrapping.releases:
        yield from _parts(wrapping.releases, "releases")
    elif wrapping.records:
        for record in _parts(wrapping.records, "records"):
            yield from _of_record(record)
    elif wrapping.results:
        for package in _parts(wrapping.results, "results"):
            inside = _wrapping(package)
            yield from _releases(inside, package) if inside else [package]
    elif wrapping.is_release:
        yield raw
    else:
        names = ", ".join(f"“{name}”" for name in msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
        raise SourceFormatError(
            f"{EXPECTED}: a package with “releases” or “records”, or one release with “ocid” and “tender”. "
            f"Found an object with {names or 'nothing in it'}."
        )


def _of_record(record: msgspec.Raw) -> Iterator[_Json]:
    """Yield the releases of a record. One that only gives their addresses is read as compiled."""
    wrapping = _wrapping(record)
    if wrapping is None:
        yield record
        return
    whole = _parts(wrapping.releases, "releases") if wrapping.releases else []
    releases = [part for part in whole if (inside := _wrapping(part)) is None or inside.is_release]
    if releases:
        yield from releases
    else:
        yield wrapping.compiled_release or record


def _wrapping(raw: msgspec.Raw) -> _Wrapping | None:
    """Return what a part of a list holds, or None if it is no object."""
    try:
        return _WRAPPING.decode(raw)
    except msgspec.ValidationError:
        return None


def _parts(raw: msgspec.Raw, name: str) -> list[msgspec.Raw]:
    try:
        return _LIST.decode(raw)
    except msgspec.ValidationError as error:
        raise SourceFormatError(
            f"{EXPECTED}: “{name}” should be a list, and it is {kind_of(raw)}."
        ) from error


def _next(links: msgspec.Raw) -> str | None:
    """Return the address of the next page. The last page has no links; a bare release has other ones."""
    found = _read_as(_Links, links)
    address = found.next if found else None
    return address if address and address.startswith(("https://", "http://")) else None


def _read_as(kind: type[_T], raw: msgspec.Raw) -> _T | None:
    """Return a part that we can do without, or None if it is absent or of the wrong type."""
    try:
        return msgspec.json.decode(raw, type=kind) if raw else None
    except msgspec.ValidationError:
        return None
