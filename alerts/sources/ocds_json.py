"""Turn the bytes of a publisher into JSON that can be read, and say where it cannot.

Services send broken JSON now and then: a number such as ` 000,`, a line end inside a text, half an
emoji. Only when a body cannot be read as it stands is it mended, and only what is broken.
Kingfisher, the standard's own collector, does the same for Find a Tender.
"""

import codecs
import re

import msgspec

from alerts.errors import SourceFormatError

EXPECTED = "Expected OCDS releases in JSON"

# A text that never closes lasts to the end: to look for another beginning within it takes for ever.
_TEXT_OR_WORD = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[^\s{}\[\]:,"](?:[^{}\[\]:,"]*[^\s{}\[\]:,"])?', re.DOTALL
)
_WORD = re.compile(rb"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_CONTROL = re.compile(rb"[\x00-\x1f]")
# The two halves of a character beyond the first 65,536 belong together; a half alone is no character.
_HALF = re.compile(
    rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[^u])|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[{}\[\]]', re.DOTALL)
_RELEASES = re.compile(rb'"releases"\s*:\s*\[')
_BYTE = re.compile(r"\(byte (\d+)\)")
_PLACE = re.compile(r" \(byte \d+\)| - at `.*`")


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows writes them, and leave the rest of the body alone."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("supplierbot.cp1252", _cp1252)


def utf8(body: bytes) -> bytes:
    """Return the body in UTF-8 without a byte order mark, whatever it came in.

    UTF-16 is known by its mark or, without one, by the zero bytes that JSON never has. Bytes that are
    no UTF-8 are read as Windows-1252.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = body.decode("utf-16", errors="replace")
    elif b"\x00" in body[:4]:
        text = body.decode("utf-16-be" if body[0] == 0 else "utf-16-le", errors="replace")
    else:
        body = body.removeprefix(codecs.BOM_UTF8)
        try:
            body.decode()
        except UnicodeDecodeError:
            text = body.decode(errors="supplierbot.cp1252")
        else:
            return body
    return text.encode(errors="replace")


def mended(body: bytes) -> bytes:
    """Return the body with what JSON does not allow put right, and all else as it was.

    A number that is none becomes null; control characters in a text become blanks; half a character
    becomes the sign for "unreadable".
    """
    return _TEXT_OR_WORD.sub(_mended, body)


def _mended(match: re.Match[bytes]) -> bytes:
    found = match.group()
    if not found.startswith(b'"'):
        return found if _WORD.fullmatch(found) else b"null"
    if b"\\u" in found:
        found = _HALF.sub(lambda half: half.group(1) or b"\\ufffd", found)
    return _CONTROL.sub(b" ", found)


def cut(body: bytes) -> tuple[bytes, list[bytes]] | None:
    """Cut the releases out of a package that cannot be read whole; the rest of it, and the releases.

    None if there is no list of releases, or it does not come to its end: half a file is no file.
    """
    start = _RELEASES.search(body)
    if start is None:
        return None
    pieces: list[bytes] = []
    depth = began = 0
    for match in _MARK.finditer(body, start.end()):
        mark = match.group()
        if mark in {b"{", b"["}:
            began = match.start() if depth == 0 else began
            depth += 1
        elif mark in {b"}", b"]"}:
            depth -= 1
            if depth < 0:
                return body[: start.end()] + body[match.start() :], pieces
            if depth == 0:
                pieces.append(body[began : match.end()])
    return None


def kind_of(raw: msgspec.Raw | bytes) -> str:
    """Return what a piece of JSON is, in words."""
    kinds = {b"{": "an object", b"[": "a list", b'"': "a text", b"n": "null", b"t": "true", b"f": "false"}
    return kinds.get(bytes(raw).lstrip()[:1], "a number")


def fault(body: bytes, error: msgspec.DecodeError | RecursionError) -> SourceFormatError:
    """Return what to tell a person about a body that is not JSON: what was expected, found and where."""
    text = body.decode(errors="replace")
    start = text.lstrip()
    if not start:
        return SourceFormatError(f"{EXPECTED}, and found nothing: the body is empty.")
    if start.startswith("<"):
        return SourceFormatError(f"{EXPECTED}, and found a web page or XML at line 1: “{_shown(start)}”.")
    if isinstance(error, RecursionError):
        return SourceFormatError(f"{EXPECTED}, and found lists within lists too deep to read.")
    if not start.startswith(("{", "[")):
        return SourceFormatError(f"{EXPECTED}, and found other text at line 1: “{_shown(start)}”.")
    where = _BYTE.search(str(error))
    if where is None:
        line = text.count("\n") + 1
        return SourceFormatError(
            f"{EXPECTED}, and it stops before its end, at line {line} (byte {len(body)})."
        )
    offset = int(where.group(1))
    line = body.count(b"\n", 0, offset) + 1
    return SourceFormatError(f"{EXPECTED}, and it is broken at line {line} (byte {offset}): {said(error)}.")


def said(error: Exception) -> str:
    """Return what the parser said, without the place, which counts within one piece."""
    return _PLACE.sub("", str(error)).removeprefix("JSON is malformed: ")


def _shown(text: str) -> str:
    """Return the beginning of a text, on one line."""
    return " ".join(text[:60].split())
