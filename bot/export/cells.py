"""Make any text harmless in a spreadsheet. A supplier may write what they like; nothing of it may run.

A workbook has cells that are marked as text, so only their length matters. A CSV has no such mark: programs
guess from the first character, and some skip what cannot be seen before it, take the full-width signs of
East Asian keyboards too, or cut a cell in two at a semicolon. So an apostrophe is set before each place in
a CSV's cell where a formula could begin, which spreadsheets take as “this is text”.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

LONGEST = 32_767
"""UTF-16 units in one cell of a workbook. Excel calls a workbook damaged that has more."""

CUT = "… (cut: the JSON export has all of it)"

_SIGNS = "=+@−＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋﬩⩵⩶-"
"""What begins a formula, and every character that Unicode holds for another form of one of these."""

_UNSEEN = r"[\s\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffe\uffff]"
_BEGIN = re.compile(
    # At the start, or after what some program takes for the end of a cell.
    rf"(?:\A|(?<=[;\t\r\n]))(?={_UNSEEN}*[{re.escape(_SIGNS)}])|\A(?=[\t\r\n])"
)


def inert(text: str) -> str:
    """Return text for a cell of a CSV, with an apostrophe before each place where a formula could begin."""
    return _BEGIN.sub("'", text)


def fitting(text: str) -> str:
    """Return text for a cell of a workbook: whole, or cut with a word that says so."""
    if len(text) <= LONGEST // 2:
        return text
    units = text.encode("utf-16-le", errors="replace")
    if len(units) // 2 <= LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", errors="ignore") + CUT
