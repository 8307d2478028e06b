"""Windows of time: what is asked for, in London time, and how far we have come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import FetchError
from alerts.sources import catalogue
from alerts.sources.window import (
    LONGEST,
    LOOK_BACK,
    SHORTEST,
    Cursor,
    Window,
    after,
    first_url,
    halves,
    next_page,
    page_size,
    plan,
)
from tests.make import NOW

HOUR = timedelta(hours=1)
FIND_A_TENDER = catalogue()["find-a-tender"]
LONDON = ZoneInfo("Europe/London")


def windows_of(cursor: Cursor, now: datetime) -> list[Window]:
    """Return the windows that Find a Tender is asked for."""
    return [window for window in plan(FIND_A_TENDER, cursor, now) if window is not None]


def asked(window: Window) -> tuple[str, str]:
    """Return the two London times in the address for a window."""
    query = parse_qs(urlsplit(first_url(FIND_A_TENDER, window, NOW)).query)
    return query["updatedFrom"][0], query["updatedTo"][0]


def test_the_first_poll_reads_a_day_in_windows_of_six_hours() -> None:
    windows = windows_of(Cursor(), NOW)

    assert [window.start for window in windows] == [NOW - hours * HOUR for hours in (24, 18, 12, 6)]
    assert windows[-1].end == NOW


def test_a_later_poll_looks_back_a_day_from_where_the_last_one_ended() -> None:
    windows = windows_of(Cursor(read_to=NOW - HOUR), NOW)

    assert windows[0].start == NOW - 25 * HOUR
    assert (windows[-1].start, windows[-1].end) == (NOW - HOUR, NOW)


def test_a_window_under_way_comes_first_and_then_what_follows_it() -> None:
    under_way = Window(start=NOW - 9 * HOUR, end=NOW - 7 * HOUR)

    windows = windows_of(Cursor(read_to=NOW - 9 * HOUR, window=under_way, next_url="x"), NOW)

    assert windows == [
        under_way,
        Window(start=NOW - 7 * HOUR, end=NOW - HOUR),
        Window(start=NOW - HOUR, end=NOW),
    ]


@given(st.integers(0, 10_000), st.integers(0, 59))
def test_windows_leave_no_gap(minutes: int, seconds: int) -> None:
    read_to = NOW - timedelta(minutes=minutes, seconds=seconds)

    windows = windows_of(Cursor(read_to=read_to), NOW)

    assert windows[0].start == read_to - LOOK_BACK
    assert windows[-1].end == NOW
    assert all(one.end == following.start for one, following in pairwise(windows))
    assert all(timedelta(0) < window.end - window.start <= LONGEST for window in windows)


def test_a_clock_that_was_put_back_asks_for_nothing() -> None:
    assert windows_of(Cursor(read_to=NOW + 25 * HOUR), NOW) == []


def test_how_far_we_have_come_never_goes_back() -> None:
    stood = Cursor(read_to=NOW)
    old = Window(start=NOW - 24 * HOUR, end=NOW - 18 * HOUR)
    new = Window(start=NOW, end=NOW + HOUR)

    assert after(stood, old, next_url=None, whole=True) == Cursor(read_to=NOW)
    assert after(stood, new, next_url=None, whole=True) == Cursor(read_to=NOW + HOUR)
    assert after(stood, new, next_url="p2", whole=False) == Cursor(read_to=NOW, window=new, next_url="p2")


def test_a_cursor_survives_being_kept_as_text() -> None:
    cursor = Cursor(read_to=NOW, window=Window(start=NOW, end=NOW + HOUR), next_url="https://a.org/?b=c")

    assert Cursor.load(cursor.dump()) == cursor
    assert Cursor.load(None) == Cursor()


@pytest.mark.parametrize(
    ("start", "end", "from_", "to"),
    [
        ("2026-08-10T11:00", "2026-08-10T17:00", "2026-08-10T12:00:00", "2026-08-10T18:00:00"),
        ("2026-12-10T11:00", "2026-12-10T17:00", "2026-12-10T11:00:00", "2026-12-10T17:00:00"),
        # The clocks go forward at 01:00 UTC on 29 March 2026.
        ("2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T00:30:00", "2026-03-29T02:30:00"),
        # They go back at 01:00 UTC on 25 October 2026, so the hour from 01:00 comes twice.
        ("2026-10-24T23:59", "2026-10-25T02:00", "2026-10-25T00:59:00", "2026-10-25T02:00:00"),
        ("2026-10-25T00:30", "2026-10-25T01:15", "2026-10-25T00:30:00", "2026-10-25T02:15:00"),
    ],
    ids=["summer", "winter", "clocks forward", "around the hour that comes twice", "within it"],
)
def test_windows_are_asked_for_in_london_time(start: str, end: str, from_: str, to: str) -> None:
    window = Window(
        start=datetime.fromisoformat(start).replace(tzinfo=UTC),
        end=datetime.fromisoformat(end).replace(tzinfo=UTC),
    )

    assert asked(window) == (from_, to)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(1, 360))  # noqa: DTZ001 - made UTC below
def test_what_is_asked_for_holds_the_window_however_its_times_are_read(start: datetime, minutes: int) -> None:
    start = start.replace(tzinfo=UTC, microsecond=0)
    window = Window(start=start, end=start + timedelta(minutes=minutes))

    from_, to = (datetime.fromisoformat(text) for text in asked(window))

    for fold in (0, 1):
        assert from_.replace(tzinfo=LONDON, fold=fold) <= window.start
        assert to.replace(tzinfo=LONDON, fold=fold) >= window.end


def test_the_address_keeps_its_limit_and_never_asks_by_stage() -> None:
    url = first_url(FIND_A_TENDER, Window(start=NOW - HOUR, end=NOW), NOW)

    assert url == (
        "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages?limit=100"
        "&updatedFrom=2026-08-10T12:00:00&updatedTo=2026-08-10T13:00:00"
    )


def test_an_address_without_parameters_gets_its_first() -> None:
    bare = replace(FIND_A_TENDER, url="https://a.org/releases")

    url = first_url(bare, Window(start=NOW - HOUR, end=NOW), NOW)

    assert url.startswith("https://a.org/releases?updatedFrom=2026")


@pytest.mark.parametrize(
    ("read_to", "now", "months"),
    [
        (None, "2026-08-10T12:00", ["08"]),
        (None, "2026-08-01T12:00", ["07", "08"]),
        ("2026-08-31T20:00", "2026-08-31T22:59", ["08"]),
        ("2026-08-31T20:00", "2026-08-31T23:30", ["08", "09"]),
        ("2026-09-01T22:59", "2026-09-02T00:00", ["08", "09"]),
        ("2026-09-01T23:00", "2026-09-02T00:00", ["09"]),
        ("2026-10-20T12:00", "2027-01-05T12:00", ["10", "11", "12", "01"]),
    ],
    ids=[
        "the first time",
        "the first time, early",
        "London's last hour",
        "London's new month",
        "a day on",
        "more than a day on",
        "months on",
    ],
)
def test_a_source_is_asked_for_each_month_since_a_day_before_it_was_read(
    read_to: str | None, now: str, months: list[str]
) -> None:
    scotland = catalogue()["public-contracts-scotland"]
    cursor = Cursor(read_to=None if read_to is None else datetime.fromisoformat(f"{read_to}Z"))
    at = datetime.fromisoformat(f"{now}Z")

    urls = [first_url(scotland, window, at) for window in plan(scotland, cursor, at)]

    assert [url.partition("dateFrom=")[2][:2] for url in urls] == months


def test_a_month_under_way_is_gone_on_with_and_then_the_next_is_read() -> None:
    scotland = catalogue()["public-contracts-scotland"]
    august = Window(start=NOW, end=datetime(2026, 8, 31, 23, tzinfo=UTC))

    windows = plan(scotland, Cursor(window=august, next_url="x"), august.end + HOUR)

    assert windows == [august, Window(start=august.end, end=august.end + HOUR)]


def test_a_source_without_windows_or_months_is_read_as_a_whole() -> None:
    assert plan(catalogue()["example-portal-rss"], Cursor(read_to=NOW), NOW) == [None]


@pytest.mark.parametrize(
    ("url", "size"),
    [("https://a.org/?limit=50", 50), ("https://a.org/", 100), ("https://a.org/?limit=all", 100)],
)
def test_a_full_page_has_as_many_records_as_were_asked_for(url: str, size: int) -> None:
    assert page_size(replace(FIND_A_TENDER, url=url)) == size


def test_halves_meet_and_end_with_the_window() -> None:
    first, second = halves(Window(start=NOW, end=NOW + HOUR))

    assert (first.start, first.end) == (NOW, NOW + HOUR / 2)
    assert (second.start, second.end) == (NOW + HOUR / 2, NOW + HOUR)


@pytest.mark.parametrize(("length", "pieces"), [(2 * SHORTEST, 2), (2 * SHORTEST - timedelta(seconds=1), 0)])
def test_a_short_window_is_not_cut_any_further(length: timedelta, pieces: int) -> None:
    assert len(halves(Window(start=NOW, end=NOW + length))) == pieces


HERE = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages?limit=100"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (
            "https://www.find-tender.service.gov.uk/api?cursor=a:b==",
            "https://www.find-tender.service.gov.uk/api?cursor=a:b==",
        ),
        ("?cursor=2", "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages?cursor=2"),
    ],
    ids=["verbatim", "relative"],
)
def test_the_link_to_the_next_page_is_followed_as_written(link: str, url: str) -> None:
    assert next_page(FIND_A_TENDER, HERE, link, {HERE}) == url


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("https://evil.example/api?cursor=2", "another host, evil.example"),
        ("//evil.example/api", "another host, evil.example"),
        ("file:///etc/passwd", "another host"),
        ("https://[bad", "not an address"),
        (HERE, "back to a page that we have read"),
    ],
)
def test_a_link_that_leads_astray_is_not_followed(link: str, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        next_page(FIND_A_TENDER, HERE, link, {HERE})
