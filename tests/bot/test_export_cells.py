"""No text that a supplier may type does anything in a spreadsheet."""

import csv
import io
import sys
import unicodedata
from itertools import dropwhile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.export import cells
from bot.export.cells import LONGEST, fitting, inert
from tests.reported import HOSTILE

SEPARATORS = ";\t\r\n"


def without_lead(text: str) -> str:
    """Return a text from the first character on that can be seen."""
    return "".join(dropwhile(lambda character: unicodedata.category(character)[0] in "ZC", text))


def test_every_form_of_a_formulas_first_sign_is_known() -> None:
    forms = {
        character
        for character in map(chr, range(sys.maxunicode))
        if unicodedata.normalize("NFKC", character)[:1] in set("=+-@−")
    }

    assert forms == set(cells._SIGNS)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        ("\t=1+1", "'\t'=1+1"),
        ("\rx", "'\rx"),
        ("a;=1+1", "a;'=1+1"),
        ("first\n- second", "first\n'- second"),
        ("2-1=1", "2-1=1"),
        ("it's", "it's"),
        ("", ""),
    ],
)
def test_an_apostrophe_stands_before_what_could_be_a_formula(typed: str, written: str) -> None:
    assert inert(typed) == written


@given(st.text())
@example("\x00=1")
def test_no_piece_of_a_cell_begins_like_a_formula(text: str) -> None:
    written = inert(text)

    pieces = [written]
    for separator in SEPARATORS:
        pieces = [part for piece in pieces for part in piece.split(separator)]
    assert not any(without_lead(piece)[:1] in set(cells._SIGNS) for piece in pieces if without_lead(piece))
    assert written[:1] not in {"\t", "\r", "\n"}


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), min_size=1))
def test_any_text_comes_back_from_a_csv_but_for_the_apostrophes(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([inert(text) for text in texts])

    (row,) = csv.reader(io.StringIO(file.getvalue(), newline=""))

    assert row == [inert(text) for text in texts]
    assert [cell.replace("'", "") for cell in row] == [text.replace("'", "") for text in texts]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("x" * LONGEST, True),
        ("x" * (LONGEST + 1), False),
        ("\N{GRINNING FACE}" * (LONGEST // 2), True),
        ("\N{GRINNING FACE}" * (LONGEST // 2 + 1), False),
    ],
    ids=["at the limit", "one more", "pairs at the limit", "one pair more"],
)
def test_what_excel_cannot_hold_is_cut_with_a_word_that_says_so(text: str, *, whole: bool) -> None:
    cell = fitting(text)

    assert len(cell.encode("utf-16-le")) // 2 <= LONGEST
    assert cell == text if whole else cell.endswith(cells.CUT)
