"""Make text from publishers fit to show: readable, safe to store, and nobody's private details in it.

Every reader passes titles, buyers and descriptions through here, so that one tender reads the same
whichever portal it came from. Both functions give back unchanged what is tidy already.
"""

import html
import re
from collections.abc import Callable

import ftfy
from selectolax.lexbor import LexborHTMLParser

from alerts.sources.bounds import LONGEST_FIELD, LONGEST_LINE, LONGEST_TEXT
from alerts.sources.contacts import without_contacts

# Tags are known by name, because "<50 staff" and "x <y> z" are text.
_BLOCKS = (
    "address article aside blockquote caption dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main nav ol p pre section table tbody tfoot thead tr ul"
)
_INLINE = (
    "a abbr b big body br center cite code col colgroup del em font html i img input ins kbd label link mark meta q s "
    "samp small span strike strong sub sup td th time tt u wbr"
)
_UNSHOWN = "head iframe noscript object script style svg template title"
_NAMES = "|".join(f"{_BLOCKS} {_INLINE} {_UNSHOWN}".split())
_MARKUP = rf"(?:/?(?:{_NAMES}|[a-z]\w*:[a-z]\w*)(?=[\s/>])|!--|!doctype\b|!\[cdata\[|\?xml\b)"
_TAG = re.compile(rf"<{_MARKUP}[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(rf"<(?:br|{'|'.join(_BLOCKS.split())})(?=[\s/>])", re.IGNORECASE)
_LESS_THAN = re.compile(rf"<(?!{_MARKUP})", re.IGNORECASE)
_CUT_OFF_TAG = re.compile(rf"<(?:{_NAMES})\s[^<>]*\Z|<!--[^<>]*\Z", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\v\f\u0085\u2028\u2029]")
# Control, bidirectional and zero-width characters: unseen, but they hide a word from a search.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Where a block begins and ends: control characters, which no text keeps, so they can be counted as one.
_LINE, _PARAGRAPH = "\x1e", "\x1d"
_BLANKS, _BLANKS_OF_A_LINE = re.compile(r"\s+"), re.compile(rf"[ \t{_LINE}]+")
_EDGES = dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote"), _PARAGRAPH)
_BLANKS_BUT_LINES, _LINE_EDGE, _EMPTY_LINES = (
    re.compile(pattern) for pattern in (r"[^\S\n]+", r" ?\n ?", r"\n{3,}")
)
_PASSES = 6
"""Text may hold text ("&amp;lt;p&amp;gt;"). What still changes after so many passes was made to."""


def tidy(text: str | None) -> str | None:
    """Return text as paragraphs of plain characters without contact details, or None if nothing is left.

    Mends text that was encoded twice ("Â£3 million"), turns HTML into lines with "• " before list
    items, and drops what cannot be seen. Lines end in LF; an empty line parts paragraphs. What goes
    beyond `LONGEST_TEXT` is cut off.
    """
    return _settled((text or "")[:LONGEST_FIELD], _fit_to_show) or None


def one_line(text: str | None) -> str | None:
    """Return a title or a name on one line of at most `LONGEST_LINE`, otherwise as `tidy` does."""
    line = " ".join((tidy(text) or "").split())
    return _settled(line, lambda tidied: _fit_to_show(tidied, LONGEST_LINE)) or None


def readable(text: str) -> str:
    """Return text as `tidy` does, but with contact details still in it: to be read by us, not shown."""
    return _settled(text, lambda tidied: tidied)


def _settled(text: str, redact: Callable[[str], str]) -> str:
    """Return the text when nothing more about it changes."""
    for _ in range(_PASSES):
        tidied = _tidied_once(text, redact)
        if tidied == text:
            return text
        text = tidied
    for _ in range(_PASSES):  # without the characters that keep it moving, it comes to rest
        text = _tidied_once(re.sub(r"[^\x00-\x7f]|[<>&@]", " ", text), redact)
    return text


def _fit_to_show(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return the text without contact details, cut after a word where it is too long."""
    if len(text) > longest:
        text = text[:longest].rsplit(maxsplit=1)[0] + "…"
    return without_contacts(text)


def _tidied_once(text: str, redact: Callable[[str], str]) -> str:
    """Return the text one step tidier."""
    if not text.isascii():  # plain English was encoded right, however often
        text = ftfy.fix_encoding(_SURROGATE.sub("", text))
    text = _LINE_END.sub("\n", text)
    text = _LINE_END.sub("\n", _without_markup(text))  # an entity may be a line end
    return _spaced(redact(_spaced(_UNSEEN.sub("", text))))


def _spaced(text: str) -> str:
    """Return the text with single blanks, none at line ends, and never two empty lines together."""
    # Each look is a hundred times as quick as the search that it mostly saves.
    if "  " in text or "\t" in text or not text.isprintable():
        text = _BLANKS_BUT_LINES.sub(" ", text)
    if "\n" in text:
        text = _EMPTY_LINES.sub("\n\n", _LINE_EDGE.sub("\n", text))
    return text.strip()


def _without_markup(text: str) -> str:
    """Return what a browser would show of the text, if it holds tags or entities."""
    if "<" in text:
        text = _CUT_OFF_TAG.sub("", text)  # feeds cut descriptions to a length, in the middle of a link
        if _TAG.search(text):
            return _text_of_html(text)
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _text_of_html(source: str) -> str:
    """Return the text of a fragment: a line for each block, a bullet for each list item."""
    if _BREAK.search(source):  # then only tags begin lines; otherwise the line ends are the author's
        source = source.replace("\n", " ")
    tree = LexborHTMLParser(_LESS_THAN.sub("&lt;", source))
    body = tree.body
    if body is None:  # a frameset and nothing else
        return ""
    tree.strip_tags(_UNSHOWN.split())
    for node in body.css(",".join(_BLOCKS.split())):
        edge = _EDGES.get(node.tag or "", _LINE)
        node.insert_before(edge + "• " if node.tag == "li" else edge)
        node.insert_after(edge)
    for node in body.css("br"):
        node.insert_before("\n")
    for node in body.css("td,th,dd"):
        node.insert_before(" ")
    # Each run of blanks is matched once: to look for the edge within takes its length squared.
    text = _BLANKS.sub(lambda run: "\n\n" if _PARAGRAPH in run.group() else run.group(), body.text(deep=True))
    return _BLANKS_OF_A_LINE.sub(lambda run: "\n" if _LINE in run.group() else run.group(), text)
