"""Read the body of an answer, packed or not, and never more of it than we want.

httpx unpacks whatever a publisher sends in any way that it knows, and a piece at a time: with some ways a
piece from the network may unpack to gigabytes. We ask for gzip, take gzip, and stop at a number of bytes.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

from alerts.sources.bounds import UNPACKED_AT_ONCE

ACCEPTED = "gzip"

_GZIP = frozenset({"gzip", "x-gzip"})
_MEMBER = b"\x1f\x8b"
_WITH_HEADER = zlib.MAX_WBITS + 16  # zlib's way to say gzip


class PackedOtherwiseError(Exception):
    """A body is packed in a way that we did not ask for. The text names the way."""


class TooLargeError(Exception):
    """A body holds more than we take."""


async def pieces(response: httpx.Response, most: int) -> AsyncIterator[bytes]:
    """Yield a body unpacked, piece by piece.

    Raises:
        PackedOtherwiseError: In another way than gzip.
        TooLargeError: There are more than `most` bytes in it.
        httpx.DecodingError: It is not gzip, or stops in its middle.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", *_GZIP}:
        raise PackedOtherwiseError(encoding)
    left, unpacker = most, _Unpacker() if encoding in _GZIP else None
    if response.is_stream_consumed:  # somebody has read it already, and httpx has unpacked it
        if len(response.content) > most:
            raise TooLargeError
        yield response.content
        return
    async for came in response.aiter_raw():
        for piece in unpacker.unpacked(came) if unpacker else (came,):
            left -= len(piece)
            if left < 0:
                raise TooLargeError
            yield piece
            await asyncio.sleep(0)  # others may have their turn between a megabyte and the next
    if unpacker and not unpacker.is_whole:
        raise httpx.DecodingError("it stops in its middle")


class _Unpacker:
    """Unpacks gzip. Several may stand one after the other."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_WITH_HEADER)
        self._begun = False
        self._over = False

    @property
    def is_whole(self) -> bool:
        """Whether the last one came to its end. Nothing at all is whole too."""
        return self._member.eof or not self._begun

    def unpacked(self, came: bytes) -> Iterator[bytes]:
        """Yield what unpacks from the next bytes, `UNPACKED_AT_ONCE` at most at a time."""
        while came and not self._over:
            if self._member.eof:
                if not came.startswith(_MEMBER[: len(came)]):
                    self._over = True  # what stands behind it is of no use to anybody
                    return
                self._member = zlib.decompressobj(_WITH_HEADER)
            self._begun = True
            try:
                piece = self._member.decompress(came, UNPACKED_AT_ONCE)
            except zlib.error as error:
                raise httpx.DecodingError(str(error)) from error
            came = self._member.unconsumed_tail or self._member.unused_data
            yield piece
