"""From a publisher's answers to stored opportunities and owed messages, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs

from alerts import ingest, suppliers
from alerts import standing as claims
from alerts.db import Base, Sessions
from alerts.errors import CatalogueError, SourceFormatError
from alerts.frequency import Frequency, Rhythm
from alerts.sources import Source, catalogue
from alerts.sources.addresses import Outward
from alerts.sources.window import Cursor
from alerts.tables import Match, Opportunity, OpportunityVersion, SourceRow
from tests import make, samples
from tests.publisher import (
    Answer,
    FindATender,
    Publisher,
    RecordedChain,
    body,
    publishing,
    too_many_requests,
)

MIDNIGHT = datetime(2026, 8, 10, 23, 0, tzinfo=UTC)
"""The end of 10 August 2026 in London."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Tenders</title>
<item><title>Fencing at Aykley Heads</title><link>https://tenders.example.org/1</link>
<guid isPermaLink="false">T1</guid><pubDate>Mon, 10 Aug 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=Outward()) as client:
        yield client


@asynccontextmanager
async def find_a_tender(
    answer: Answer, limit: int = 10
) -> AsyncIterator[tuple[Publisher, dict[str, Source]]]:
    """Put up a publisher, and a catalogue that holds nothing but Find a Tender at its address."""
    async with publishing(answer) as publisher:
        source = catalogue()["find-a-tender"]
        here = replace(source, url=f"{publisher.url}/api?limit={limit}", pause_seconds=0)
        yield publisher, {source.slug: here}


@asynccontextmanager
async def feed(answer: Answer) -> AsyncIterator[tuple[Publisher, dict[str, Source]]]:
    async with publishing(answer) as publisher:
        source = catalogue()["example-portal-rss"]
        yield publisher, {source.slug: replace(source, url=f"{publisher.url}/rss", on=True, pause_seconds=0)}


async def poll_one(
    sessions: Sessions, http: httpx.AsyncClient, sources: Mapping[str, Source], now: datetime
) -> ingest.Polled:
    [polled] = await ingest.poll_due(sessions, http, sources, now)
    return polled


async def count(sessions: Sessions, table: type[Base]) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def standing(sessions: Sessions) -> SourceRow:
    async with sessions() as session:
        return (await session.scalars(select(SourceRow))).one()


async def subscribe(sessions: Sessions, *cpv_prefixes: str) -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session,
            "tg:1",
            firm=make.firm(),
            watch=make.watch(trades=(), cpv_prefixes=cpv_prefixes),
            rhythm=Rhythm(frequency=Frequency.DAILY),
            privacy_notice="2026-11",
            now=MIDNIGHT - DAY,
        )


async def baseline_is_stored(sessions: Sessions, slug: str = "find-a-tender") -> None:
    async with sessions.begin() as session:
        session.add(SourceRow(slug=slug, next_poll_at=MIDNIGHT, baseline_at=MIDNIGHT - DAY))


async def test_a_recorded_day_arrives_over_http_and_the_recorded_429_is_honoured(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    chain = RecordedChain()
    async with find_a_tender(chain, limit=100) as (publisher, sources):
        unwindowed = {slug: replace(source, window=None) for slug, source in sources.items()}
        publisher.answer = lambda request: (
            too_many_requests(request) if len(publisher.asked) == 3 else chain(request)
        )

        first = await poll_one(sessions, http, unwindowed, MIDNIGHT)
        too_early = await ingest.poll_due(sessions, http, unwindowed, MIDNIGHT + timedelta(seconds=119))
        asked_by_then = len(publisher.asked)
        second = await poll_one(sessions, http, unwindowed, MIDNIGHT + 3 * MINUTE)

    assert (first.read, first.error) == (200, None)
    assert first.waits_until is not None
    assert MIDNIGHT + timedelta(seconds=120) <= first.waits_until < MIDNIGHT + timedelta(seconds=150)
    assert (too_early, asked_by_then) == ([], 3)
    assert (second.read, second.waits_until) == (259, None)
    assert publisher.asked[2].url == publisher.asked[3].url
    assert await count(sessions, Opportunity) == 438


async def test_windows_bring_every_release_of_the_day_once(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    async with find_a_tender(FindATender(), limit=100) as (publisher, sources):
        polled = await poll_one(sessions, http, sources, MIDNIGHT)
        again = await poll_one(sessions, http, sources, MIDNIGHT + HOUR)

    asked = [(its.query_params["updatedFrom"], its.query_params["updatedTo"]) for its in publisher.asked]
    assert asked[0] == ("2026-08-10T00:00:00", "2026-08-10T06:00:00")
    assert all("stages" not in its.query_params for its in publisher.asked)
    assert (polled.read, polled.new, polled.rejected, polled.error) == (459, 438, (), None)
    assert (again.read, again.unchanged) == (459, 459)
    assert Cursor.load((await standing(sessions)).cursor) == Cursor(read_to=MIDNIGHT + HOUR)


def waiting_at(request_number: int, service: FindATender) -> Answer:
    """Answer as the service does, but for one request, which gets the recorded 429."""
    asked = 0

    def answer(request: Request) -> Response:
        nonlocal asked
        asked += 1
        return too_many_requests(request) if asked == request_number else service(request)

    return answer


@pytest.mark.parametrize("request_number", [1, 2, 3, 6])
async def test_a_request_to_wait_loses_and_doubles_nothing_wherever_it_comes(
    sessions: Sessions, http: httpx.AsyncClient, request_number: int
) -> None:
    service = FindATender(every=9)
    async with find_a_tender(waiting_at(request_number, service)) as (publisher, sources):
        first = await poll_one(sessions, http, sources, MIDNIGHT)
        second = await poll_one(sessions, http, sources, MIDNIGHT + 3 * MINUTE)

    assert first.waits_until is not None
    assert first.new + second.new == await count(sessions, Opportunity) == service.procurements
    assert publisher.asked[request_number - 1].url == publisher.asked[request_number].url
    row = await standing(sessions)
    assert (row.failures, row.last_error) == (0, None)
    assert Cursor.load(row.cursor) == Cursor(read_to=MIDNIGHT + 3 * MINUTE)


async def test_a_first_poll_is_a_baseline_even_when_it_takes_two_turns(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    await subscribe(sessions, "45", "71", "79", "85")
    async with find_a_tender(waiting_at(4, FindATender(every=9))) as (_, sources):
        polled = [
            await poll_one(sessions, http, sources, MIDNIGHT),
            await poll_one(sessions, http, sources, MIDNIGHT + 3 * MINUTE),
        ]

    assert [its.owed for its in polled] == [0, 0]
    assert await count(sessions, Match) == 0
    assert (await standing(sessions)).baseline_at == MIDNIGHT + 3 * MINUTE


async def test_what_is_new_after_the_baseline_is_owed_once(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    await subscribe(sessions, "45", "71", "79", "85")
    await baseline_is_stored(sessions)
    async with find_a_tender(FindATender(every=4), limit=100) as (_, sources):
        polled = await poll_one(sessions, http, sources, MIDNIGHT)
        again = await poll_one(sessions, http, sources, MIDNIGHT + HOUR)

    assert polled.owed == await count(sessions, Match) > 0
    assert again.owed == 0


async def test_full_pages_without_a_link_are_read_again_in_halves(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    service = FindATender(every=9)
    service.links = False
    async with find_a_tender(service) as (publisher, sources):
        polled = await poll_one(sessions, http, sources, MIDNIGHT)

    assert (polled.read, polled.new) == (len(service.releases), service.procurements)
    assert len(publisher.asked) < 20


async def test_a_burst_that_no_halving_can_part_is_stored_as_far_as_it_goes(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    service = FindATender(every=9)
    service.links = False
    for release in service.releases:
        release["date"] = "2026-08-10T12:03:00+01:00"
    async with find_a_tender(service) as (_, sources):
        polled = await poll_one(sessions, http, sources, MIDNIGHT)

    assert (polled.read, polled.error) == (10, None)


class ProcessDied(BaseException):
    """Stands for the end of the process: nobody of ours catches it."""


@pytest.mark.parametrize("request_number", [1, 2, 3, 6])
async def test_a_poll_that_dies_anywhere_loses_and_doubles_nothing(
    sessions: Sessions, request_number: int
) -> None:
    service, asked = FindATender(every=9), 0

    async def die(_: httpx.Request) -> None:
        nonlocal asked
        asked += 1
        if asked == request_number:
            raise ProcessDied

    async with (
        find_a_tender(service) as (_, sources),
        httpx.AsyncClient(transport=Outward(), event_hooks={"request": [die]}) as http,
    ):
        with pytest.raises(ProcessDied):
            await ingest.poll_due(sessions, http, sources, MIDNIGHT)
        polled = await poll_one(sessions, http, sources, MIDNIGHT)

    assert polled.error is None
    assert await count(sessions, Opportunity) == service.procurements
    assert await count(sessions, OpportunityVersion) == await _sum_of_versions(sessions)


async def _sum_of_versions(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.sum(Opportunity.version))) or 0


@pytest.mark.parametrize("only", [None, ["find-a-tender"]], ids=["due", "named"])
async def test_a_claim_whose_process_was_killed_lapses(
    sessions: Sessions, http: httpx.AsyncClient, only: list[str] | None
) -> None:
    async with sessions.begin() as session:
        await claims.claim(session, "find-a-tender", MIDNIGHT, even_if_not_due=False)
    async with find_a_tender(FindATender(every=40)) as (publisher, sources):
        held = await ingest.poll_due(sessions, http, sources, MIDNIGHT + claims.CLAIM - MINUTE, only=only)
        asked_by_then = len(publisher.asked)
        lapsed = await ingest.poll_due(sessions, http, sources, MIDNIGHT + claims.CLAIM, only=only)

    assert (len(held), asked_by_then, len(lapsed)) == (0, 0, 1)


async def test_a_link_that_has_expired_starts_its_window_again(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    service = FindATender(every=9)

    def answer(request: Request) -> Response:
        match len(publisher.asked):
            case 3:
                return too_many_requests(request)
            case 4:
                return Response("cursor expired", 400)
            case _:
                return service(request)

    async with find_a_tender(service) as (publisher, sources):
        publisher.answer = answer
        await poll_one(sessions, http, sources, MIDNIGHT)
        expired = await poll_one(sessions, http, sources, MIDNIGHT + 3 * MINUTE)
        last = await poll_one(sessions, http, sources, MIDNIGHT + HOUR)

    assert expired.error == "127.0.0.1 answered with HTTP 400, which we cannot use."
    assert "cursor" in publisher.asked[3].query_params
    assert "cursor" not in publisher.asked[4].query_params
    assert last.error is None
    assert await count(sessions, Opportunity) == service.procurements


async def test_two_polls_at_once_ask_only_once(sessions: Sessions, http: httpx.AsyncClient) -> None:
    async with find_a_tender(FindATender(every=9)) as (publisher, sources):
        polled = await asyncio.gather(*(ingest.poll_due(sessions, http, sources, MIDNIGHT) for _ in range(2)))

    assert sorted(len(its) for its in polled) == [0, 1]
    windows = [str(asked.url) for asked in publisher.asked]
    assert len(set(windows)) == len(windows)


async def test_of_two_forced_polls_at_once_one_leaves_the_source_to_the_other(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    await subscribe(sessions, "45", "71", "79", "85")
    await baseline_is_stored(sessions)
    service = FindATender(every=4)
    async with find_a_tender(service, limit=100) as (_, sources):
        polled = await asyncio.gather(
            *(ingest.poll_due(sessions, http, sources, MIDNIGHT, only=sources) for _ in range(2))
        )

    [done] = [its for both in polled for its in both]
    assert (done.error, done.new) == (None, service.procurements)
    assert done.owed == await count(sessions, Match)
    assert await count(sessions, OpportunityVersion) == await _sum_of_versions(sessions)


async def test_more_pages_than_a_turn_allows_are_read_in_the_next(
    sessions: Sessions, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.polling.PAGES_A_TURN", 2)
    service = FindATender(every=9)
    async with find_a_tender(service) as (_, sources):
        turns = [await poll_one(sessions, http, sources, MIDNIGHT)]
        while turns[-1].waits_until is not None:
            turns.append(await poll_one(sessions, http, sources, MIDNIGHT + MINUTE))

    assert len(turns) > 2
    assert sum(turn.new for turn in turns) == service.procurements


async def test_a_feed_that_has_not_changed_is_not_read_again(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == '"v1"':
            return Response(status_code=304)
        return Response(FEED, headers={"ETag": '"v1"', "Content-Type": "application/rss+xml"})

    async with feed(answer) as (publisher, sources):
        first = await poll_one(sessions, http, sources, MIDNIGHT)
        second = await poll_one(sessions, http, sources, MIDNIGHT + HOUR)
        third = await poll_one(sessions, http, sources, MIDNIGHT + 2 * HOUR)

    assert (first.read, first.new) == (1, 1)
    assert [(its.read, its.error) for its in (second, third)] == [(0, None), (0, None)]
    assert len(publisher.asked) == 3
    row = await standing(sessions)
    assert (row.etag, row.last_ok_at) == ('"v1"', MIDNIGHT + 2 * HOUR)


async def test_what_is_published_after_the_last_poll_of_a_month_is_read_in_the_next(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    def answer(request: Request) -> Response:
        month = request.query_params["month"]
        if request.headers.get("if-none-match") == month:
            return Response(status_code=304)
        return Response(FEED.replace(b"T1", month.encode()), headers={"ETag": month})

    last_of_august = datetime(2026, 8, 31, 20, tzinfo=UTC)
    async with feed(answer) as (publisher, sources):
        monthly = {slug: replace(its, url=f"{its.url}?month={{month}}") for slug, its in sources.items()}
        polled = [
            await poll_one(sessions, http, monthly, last_of_august + hours * HOUR)
            for hours in (0, 1, 6, 60, 61)
        ]

    assert [its.read for its in polled] == [1, 0, 2, 2, 0]
    assert all(its.error is None for its in polled)
    asked = [its.query_params["month"][:2] for its in publisher.asked]
    assert asked == ["08", "08", "08", "09", "08", "09", "09"]


async def test_a_feed_that_could_not_be_read_is_asked_for_in_full_again(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    async with feed(body(b"<html>Sign in</html>", ETag='"login"', Content_Type="text/html")) as (
        publisher,
        sources,
    ):
        polled = await poll_one(sessions, http, sources, MIDNIGHT)
        publisher.answer = body(FEED, ETag='"v1"')
        mended = await poll_one(sessions, http, sources, MIDNIGHT + HOUR)

    assert polled.error is not None
    assert "if-none-match" not in publisher.asked[1].headers
    assert (mended.read, mended.error) == (1, None)
    assert (await standing(sessions)).last_error is None


async def test_a_page_for_people_where_releases_should_be_is_a_failure_in_plain_words(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    async with find_a_tender(body(b"<!doctype html><title>Maintenance</title>")) as (_, sources):
        polled = await poll_one(sessions, http, sources, MIDNIGHT)

    row = await standing(sessions)
    assert polled.error is not None
    assert "a web page" in polled.error
    assert (row.failures, row.last_error, row.baseline_at) == (1, polled.error, None)
    assert await count(sessions, Opportunity) == 0


async def test_failures_are_tried_again_after_twice_as_long_up_to_a_day(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    async with feed(body(b"")) as (publisher, sources):
        publisher.answer = lambda _: Response(status_code=500)
        now, waits = MIDNIGHT, []
        for _ in range(11):
            await poll_one(sessions, http, sources, now)
            due = (await standing(sessions)).next_poll_at
            waits.append(round((due - now) / MINUTE))
            now = due

        publisher.answer = body(FEED)
        await poll_one(sessions, http, sources, now)

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    row = await standing(sessions)
    assert (row.failures, row.last_error, row.last_ok_at) == (0, None, now)
    assert row.next_poll_at == now + HOUR


async def test_one_sources_trouble_keeps_no_other_from_being_polled(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    async with feed(body(b"nonsense")) as (_, bad), find_a_tender(FindATender(every=40)) as (_, good):
        polled = await ingest.poll_due(sessions, http, {**bad, **good}, MIDNIGHT)

    assert [its.error is None for its in polled] == [False, True]


@pytest.mark.parametrize("fault", [RecursionError(), OverflowError("too large"), TypeError("\x00")])
async def test_a_fault_that_nobody_foresaw_is_recorded_and_keeps_no_other_source_from_being_polled(
    sessions: Sessions, fault: Exception
) -> None:
    async def meet(request: httpx.Request) -> None:
        if request.url.path == "/rss":
            raise fault

    async with (
        feed(body(FEED)) as (_, bad),
        find_a_tender(FindATender(every=40)) as (_, good),
        httpx.AsyncClient(transport=Outward(), event_hooks={"request": [meet]}) as http,
    ):
        with capture_logs() as logged:
            polled = await ingest.poll_due(sessions, http, {**bad, **good}, MIDNIGHT)
        tick_after = await ingest.poll_due(sessions, http, {**bad, **good}, MIDNIGHT + MINUTE)

    said = f"Supplierbot met a fault that it does not know ({type(fault).__name__}). The log has the details."
    assert [its.error for its in polled] == [said, None]
    assert tick_after == []
    async with sessions() as session:
        row = await claims.row_of(session, "example-portal-rss", MIDNIGHT)
    assert (row.failures, row.last_error, row.claimed_until) == (1, said, None)
    assert row.next_poll_at == MIDNIGHT + claims.FIRST_BACK_OFF
    [broken] = [line for line in logged if line["event"] == "source_broken"]
    assert (broken["source"], broken["exc_info"]) == ("example-portal-rss", True)


@pytest.mark.parametrize(
    ("named", "asked"), [(None, 0), (["find-a-tender"], 1), ([], 0)], ids=["nobody", "it", "nothing"]
)
async def test_a_source_that_is_off_is_polled_only_by_name(
    sessions: Sessions, http: httpx.AsyncClient, named: list[str] | None, asked: int
) -> None:
    async with find_a_tender(FindATender(every=40)) as (publisher, sources):
        off = {slug: replace(source, on=False) for slug, source in sources.items()}
        polled = await ingest.poll_due(sessions, http, off, MIDNIGHT, only=named)

    assert len(polled) == asked
    assert bool(publisher.asked) is bool(asked)


async def test_a_source_that_is_named_is_polled_though_not_due(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    service = FindATender(every=40)
    async with find_a_tender(service) as (_, sources):
        await poll_one(sessions, http, sources, MIDNIGHT)
        not_due = await ingest.poll_due(sessions, http, sources, MIDNIGHT + MINUTE)
        named = await ingest.poll_due(sessions, http, sources, MIDNIGHT + MINUTE, only=["find-a-tender"])

    assert not_due == []
    assert [its.unchanged for its in named] == [len(service.releases)]


async def test_naming_what_cannot_be_polled_is_answered_with_a_sentence(
    sessions: Sessions, http: httpx.AsyncClient
) -> None:
    [polled] = await ingest.poll_due(sessions, http, catalogue(), MIDNIGHT, only=["opportunities-csv"])

    assert polled.error == "It has no address to read. Import a file of it."
    with pytest.raises(CatalogueError, match="There is no source “find-a-tendr”"):
        await ingest.poll_due(sessions, http, catalogue(), MIDNIGHT, only=["find-a-tendr"])


def package(*releases: dict[str, Any]) -> bytes:
    return json.dumps({"version": "1.1", "releases": releases}).encode()


async def test_a_file_is_stored_with_its_records_counted(sessions: Sessions) -> None:
    source = catalogue()["find-a-tender"]
    told: list[tuple[int, int]] = []

    first = await ingest.import_file(
        sessions,
        source,
        samples.find_a_tender()[0],
        MIDNIGHT,
        progress=lambda done, total: told.append((done, total)),
    )
    again = await ingest.import_file(sessions, source, samples.find_a_tender()[0], MIDNIGHT + HOUR)

    assert (first.read, first.new + first.changed + first.unchanged, first.rejected) == (100, 100, ())
    assert (again.new, again.changed, again.unchanged) == (0, 0, 100)
    assert (told[0], told[-1]) == ((0, 100), (100, 100))


async def test_a_bad_record_is_listed_and_the_others_are_stored(sessions: Sessions) -> None:
    good = samples.find_a_tender_releases()[0]

    imported = await ingest.import_file(
        sessions, catalogue()["find-a-tender"], package({"id": 7, "ocid": []}, good), MIDNIGHT
    )

    assert (imported.read, imported.new) == (2, 1)
    assert [rejected.record for rejected in imported.rejected] == [1]


@pytest.mark.parametrize("content", [b"", b"<html></html>", b'{"releases": [', b"\xff\xfe\x00"])
async def test_a_file_that_is_not_what_it_says_leaves_nothing_behind(
    sessions: Sessions, content: bytes
) -> None:
    with pytest.raises(SourceFormatError):
        await ingest.import_file(sessions, catalogue()["find-a-tender"], content, MIDNIGHT)

    assert await count(sessions, SourceRow) == 0


async def test_a_dry_run_counts_as_the_real_one_does_and_stores_nothing(sessions: Sessions) -> None:
    await subscribe(sessions, "45", "71", "79", "85")
    await baseline_is_stored(sessions)
    source, page = catalogue()["find-a-tender"], samples.find_a_tender()[0]

    tried = await ingest.import_file(sessions, source, page, MIDNIGHT, dry_run=True)
    stored = [await count(sessions, table) for table in (Opportunity, Match)]
    real = await ingest.import_file(sessions, source, page, MIDNIGHT)

    assert stored == [0, 0]
    assert tried == real
    assert real.owed > 0


async def test_a_file_is_owed_from_the_first_and_once(sessions: Sessions) -> None:
    await subscribe(sessions, "45", "71", "79", "85")
    source, page = catalogue()["find-a-tender"], samples.find_a_tender()[0]

    first = await ingest.import_file(sessions, source, page, MIDNIGHT)
    second = await ingest.import_file(sessions, source, page, MIDNIGHT)

    assert first.owed == await count(sessions, Match) > 0
    assert second.owed == 0


async def test_the_order_of_pages_makes_no_difference(sessions: Sessions) -> None:
    source, pages = catalogue()["find-a-tender"], samples.find_a_tender()[3:]
    for page in pages:
        await ingest.import_file(sessions, source, page, MIDNIGHT)
    newest_first = await _hashes(sessions)
    async with sessions.begin() as session:
        await session.execute(update(SourceRow).values(slug="read-before"))

    for page in reversed(pages):
        await ingest.import_file(sessions, source, page, MIDNIGHT)

    assert await _hashes(sessions) == newest_first


async def _hashes(sessions: Sessions) -> dict[str, tuple[str, str]]:
    """Return what the opportunities of Find a Tender mean, and the number each is shown under."""
    async with sessions() as session:
        rows = await session.scalars(
            select(Opportunity).join(Opportunity.source).where(SourceRow.slug == "find-a-tender")
        )
        return {row.external_id: (row.content_hash, row.reference) for row in rows}
