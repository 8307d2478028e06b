"""Reading a file that a person names on the command line."""

import gzip
import sys
import zlib
from io import BytesIO
from pathlib import Path

from bot.failures import CommandError

STDIN = "-"
GZIP_MAGIC = b"\x1f\x8b"
LARGEST_BYTES = 512 * 1024**2
"""A file is read whole. Every notice that England publishes in a year is smaller than this."""


def name(file: str) -> str:
    """Name a file for a sentence."""
    return "Standard input" if file == STDIN else file


def read(file: str) -> bytes:
    """Return what is in a file, or what comes in on standard input for `-`. Gzip is opened first.

    Raises:
        CommandError: There is no such file, it is a folder, too large, or damaged.
        OSError: It may not be read.
    """
    if file == STDIN:
        body = sys.stdin.buffer.read(LARGEST_BYTES + 1)
    else:
        path = Path(file)
        if path.is_dir():
            raise CommandError(f"{file} is a folder. Name one file in it.")
        if not path.exists():
            raise CommandError(f"There is no file {file}.")
        with path.open("rb") as opened:
            body = opened.read(LARGEST_BYTES + 1)
    if body.startswith(GZIP_MAGIC):
        body = _opened(body, file)
    if len(body) > LARGEST_BYTES:
        raise CommandError(f"{name(file)} is larger than {LARGEST_BYTES // 1024**2} MB. Load it in parts.")
    return body


def _opened(body: bytes, file: str) -> bytes:
    """Decompress, but no more than we accept: a small file may hold a very large one."""
    try:
        with gzip.open(BytesIO(body)) as compressed:
            return compressed.read(LARGEST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise CommandError(f"{name(file)} begins as a gzip file, but it is damaged or cut off.") from None
