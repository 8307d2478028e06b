"""What is kept is said once, for every table, and everything that tells of it says the same."""

from pathlib import Path

import pytest
from sqlalchemy import Table

from alerts.db import Base
from bot import kept, retention
from bot import tables as _every_table  # noqa: F401 - so that each of them is known
from bot.kept import End, Ground, Kept
from bot.text import privacy, written
from tests.make import NOW

TABLES = Base.metadata.tables
ENTRIES = [pytest.param(entry, id=f"{entry.table} {entry.part}".strip()) for entry in kept.everything()]


def test_every_table_is_in_it_and_nothing_else() -> None:
    assert set(kept.tables()) == set(TABLES)


def test_no_two_entries_are_of_the_same_part() -> None:
    parts = [(entry.table, entry.part) for entry in kept.everything()]

    assert len(set(parts)) == len(parts)
    assert retention._ALSO.keys() <= set(parts)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_names_what_is_there(entry: Kept) -> None:
    table = TABLES[entry.table]

    assert (entry.keep is None) == (entry.since is None)
    if entry.since is not None:
        of, _, column = entry.since.rpartition(".")
        assert column in TABLES[of or entry.table].columns
        assert not of or (entry.table, entry.part) in retention._ALSO
        cutoff = entry.cutoff(NOW)
        assert cutoff is not None
        assert cutoff < NOW
    assert all(table.columns[column].nullable for column in entry.strip)
    assert bool(entry.strip) == (End.STRIPPED in {entry.ends, entry.forget})


@pytest.mark.parametrize("table", [pytest.param(table, id=name) for name, table in TABLES.items()])
def test_what_leads_to_a_chat_is_said_to_go_with_forget_or_why_it_stays(table: Table) -> None:
    entry = kept.first(table.name)

    if {"address", "supplier_id"} & set(table.columns.keys()):
        assert entry.forget is not None
        assert entry.ground is not Ground.NONE
    assert entry.stays if entry.forget in {End.STAYS, End.STRIPPED} else True


def test_a_period_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="“a while” is no period"):
        kept._period("a while")


def test_the_page_of_the_docs_is_what_the_code_would_write() -> None:
    page = Path(__file__).parents[2] / "docs" / "privacy.md"

    assert page.read_text(encoding="utf-8") == privacy.document(), "run: make docs"


def test_the_notice_fits_into_a_message_and_says_each_period() -> None:
    notice = privacy.notice()

    assert written.size_of(notice) <= written.LONGEST_MESSAGE
    assert all(entry.told in notice for entry in kept.everything() if entry.told)
    assert "{" not in notice
