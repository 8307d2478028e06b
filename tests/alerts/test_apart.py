"""Large bodies are read in a process of their own, which is bounded and gives what a thread would."""

from dataclasses import replace

import pytest

from alerts.errors import SourceFormatError
from alerts.sources import Source, apart, bounds, catalogue, read
from tests import samples
from tests.make import NOW

RSS = b"<rss version='2.0'><channel><title>T</title>%s</channel></rss>"
ITEM = b"<item><title>Roof repairs %d</title><link>https://a.example/%d</link></item>"


def feed(number: int) -> bytes:
    return RSS % b"".join(ITEM % (each, each) for each in range(number))


@pytest.fixture
def known() -> dict[str, Source]:
    return catalogue()


@pytest.fixture
def always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "READ_APART", 0)


async def test_a_process_gives_what_a_thread_gives(known: dict[str, Source]) -> None:
    source, page = known["find-a-tender"], samples.find_a_tender()[0]
    assert len(page) > bounds.READ_APART

    assert await apart.read(source, page, NOW) == read(source, page, NOW)


async def test_what_was_rejected_and_refused_comes_back_too(
    known: dict[str, Source], always_apart: None
) -> None:
    source = known["opportunities-csv"]
    rows = (
        b"reference,title,buyer,closing_date\nQ1,Roof repairs,Council,soon\nQ2,Fencing,Council,30/09/2026\n"
    )

    assert await apart.read(source, rows, NOW) == read(source, rows, NOW)
    with pytest.raises(SourceFormatError, match=r"^Expected .* and found a PDF\."):
        await apart.read(source, b"%PDF-1.7", NOW)


async def test_of_one_body_so_many_records_are_taken_and_no_more(
    known: dict[str, Source], always_apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_RECORDS", 450)

    reading = await apart.read(known["example-portal-rss"], feed(451), NOW)

    assert [notice.title for notice in reading.notices] == [f"Roof repairs {each}" for each in range(450)]
    [over] = reading.rejected
    assert (over.record, over.reason) == (
        451,
        "There are 451 records. We take 450 from one file at most.",
    )


async def test_what_takes_too_long_is_ended(
    known: dict[str, Source], always_apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LONGEST_READ_SECONDS", 0)

    with pytest.raises(SourceFormatError, match=r"^It takes longer than 0 seconds to read"):
        await apart.read(known["example-portal-rss"], feed(1), NOW)


async def test_what_takes_too_much_memory_is_ended(
    known: dict[str, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_MEMORY", 200 * bounds.MEBIBYTE)

    with pytest.raises(SourceFormatError, match=r"^It takes more memory to read than we allow"):
        await apart.read(known["example-portal-rss"], b" " * 150 * bounds.MEBIBYTE, NOW)


async def test_a_reader_that_breaks_takes_nothing_with_it(
    known: dict[str, Source], always_apart: None, capfd: pytest.CaptureFixture[str]
) -> None:
    lost = replace(known["opportunities-csv"], columns="no such map")

    with pytest.raises(
        SourceFormatError, match=r"^It broke the part of Supplierbot that reads it \(code 1\)"
    ):
        await apart.read(lost, b"a,b", NOW)
    assert "CatalogueError" in capfd.readouterr().err
