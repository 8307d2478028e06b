"""Make text of any bytes: of pieces that mean something to a reader, and of single characters between them."""

from collections.abc import Sequence

FROM_TOKENS = 200
"""A byte below is a piece, the rest are characters."""

NASTY = "\x00\x07\x1b\x85\xa0\xad\u2028\u202e\u200b\ufeff\ufffe\ud800\udfff\U0010ffff\U0001f600éßİǅﬁ٣Ⅷ½"


def text(data: bytes, tokens: Sequence[str]) -> str:
    """Return the text that bytes stand for. The first byte zero: the bytes are the text themselves."""
    if data[:1] == b"\0":
        return data[1:].decode("utf-8", errors="surrogateescape")
    pieces = [*tokens, *NASTY]
    return "".join(
        pieces[byte % len(pieces)] if byte < FROM_TOKENS else chr(byte - FROM_TOKENS + 32) for byte in data
    )


def body(data: bytes, tokens: Sequence[str]) -> bytes:
    """Return the same as a body. The first byte zero: the bytes are the body themselves."""
    return data[1:] if data[:1] == b"\0" else text(data, tokens).encode(errors="surrogatepass")
