"""Read what a publisher sent without holding up anybody: a large body in a process of its own.

A thread is not enough. While it looks for something in 7 MB nothing else runs, and what a hostile body can do
to a reader (take for ever, take all memory, break Python itself) it would do to the whole bot. The process has
bounds, is ended when it goes over them, and takes the harm with it.

The body goes in on its standard input; notices come out on its standard output, some at a time, so that to
take them in holds nobody up either. It is run as `python -m alerts.sources.apart`.
"""

import asyncio
import contextlib
import os
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import BinaryIO

import msgspec

from alerts.errors import SourceFormatError
from alerts.notice import Notice
from alerts.sources import Reading, Rejected, Source, bounds
from alerts.sources import read as read_here
from alerts.sources.bounds import MEBIBYTE

_SOME = 200
_LENGTH = struct.Struct(">Q")
_TOO_MUCH_MEMORY = 3
_PATIENCE = 10
"""In niceness: whoever writes to the bot comes first."""


class _Job(msgspec.Struct):
    """What the process is to do, apart from the body."""

    source: Source
    now: datetime
    seconds: int
    memory: int
    records: int


class _Part(msgspec.Struct, omit_defaults=True):
    """What comes out of it: some of the notices or rejected records, or in the end how it went."""

    notices: list[Notice] = []
    rejected: list[Rejected] = []
    next_url: str | None = None
    refused: str | None = None
    last: bool = False


async def read(source: Source, body: bytes, now: datetime) -> Reading:
    """Read what a source published, as `alerts.sources.read` does, within bounds.

    Raises:
        SourceFormatError: The body as a whole is not what the source's kind says, or cannot be read within
            our bounds.
    """
    if len(body) <= bounds.READ_APART:
        return await asyncio.to_thread(read_here, source, body, now)
    job = _Job(
        source=source,
        now=now,
        seconds=bounds.LONGEST_READ_SECONDS,
        memory=bounds.MOST_MEMORY,
        records=bounds.MOST_RECORDS,
    )
    try:
        async with asyncio.timeout(job.seconds), _process() as process:
            return await _read_by(process, msgspec.msgpack.encode(job), body)
    except TimeoutError:
        raise SourceFormatError(
            f"It takes longer than {job.seconds} seconds to read, which no honest file of its size does."
        ) from None


@contextlib.asynccontextmanager
async def _process() -> AsyncIterator[Process]:
    """Start the process, and end it whatever happens."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", __name__),
        stdin=PIPE,
        stdout=PIPE,
        start_new_session=True,  # so that Ctrl-C reaches us alone, and we end it
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _read_by(process: Process, job: bytes, body: bytes) -> Reading:
    await _hand_over(process, job, body)
    notices: list[Notice] = []
    rejected: list[Rejected] = []
    try:
        while True:
            part = await _part(process)
            notices += part.notices
            rejected += part.rejected
            if part.refused is not None:
                raise SourceFormatError(part.refused)
            if part.last:
                return Reading(notices=tuple(notices), rejected=tuple(rejected), next_url=part.next_url)
    except asyncio.IncompleteReadError:
        raise _broken(await process.wait()) from None


async def _hand_over(process: Process, job: bytes, body: bytes) -> None:
    if process.stdin is None:
        raise RuntimeError("the process was started without its standard input")
    with contextlib.suppress(ConnectionError):  # it has broken already; how, its end says
        process.stdin.write(_LENGTH.pack(len(job)) + job)
        for start in range(0, len(body), MEBIBYTE):
            process.stdin.write(body[start : start + MEBIBYTE])
            await process.stdin.drain()
        process.stdin.close()


async def _part(process: Process) -> _Part:
    if process.stdout is None:
        raise RuntimeError("the process was started without its standard output")
    (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
    return msgspec.msgpack.decode(await process.stdout.readexactly(length), type=_Part)


def _broken(code: int) -> SourceFormatError:
    """Say how a process ended that did not come to its end."""
    if code == _TOO_MUCH_MEMORY:
        return SourceFormatError("It takes more memory to read than we allow, which no honest file does.")
    return SourceFormatError(
        f"It broke the part of Supplierbot that reads it (code {code}). The log has the details."
    )


def main(came: BinaryIO, goes: BinaryIO) -> None:
    """Do what the process is for."""
    (length,) = _LENGTH.unpack(came.read(_LENGTH.size))
    job = msgspec.msgpack.decode(came.read(length), type=_Job)
    _bound(job.seconds, job.memory)
    try:
        for part in _parts(job, came.read()):
            encoded = msgspec.msgpack.encode(part)
            goes.write(_LENGTH.pack(len(encoded)) + encoded)
        goes.flush()
    except MemoryError:
        sys.exit(_TOO_MUCH_MEMORY)


def _parts(job: _Job, body: bytes) -> Iterator[_Part]:
    try:
        reading = read_here(job.source, body, job.now)
    except SourceFormatError as error:
        yield _Part(refused=str(error))
        return
    notices, rejected = reading.notices[: job.records], list(reading.rejected[: job.records])
    if reading.read > job.records:
        reason = f"There are {reading.read:,} records. We take {job.records:,} from one file at most."
        rejected.append(Rejected(record=job.records + 1, reason=reason))
    for start in range(0, len(notices), _SOME):
        yield _Part(notices=list(notices[start : start + _SOME]))
    for start in range(0, len(rejected), _SOME):
        yield _Part(rejected=rejected[start : start + _SOME])
    yield _Part(next_url=reading.next_url, last=True)


def _bound(seconds: int, memory: int) -> None:
    """Let the system end this process when it goes over its bounds, also when nobody waits for it any more."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    os.nice(_PATIENCE)
    # Some systems do not know a bound, or have set a lower one already.
    for kind, bound in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
