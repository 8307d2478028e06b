"""A publisher that is not there: Find a Tender for one recorded day, as far as the clock has come.

The bot fetches from it by HTTP as from the real one, page by page, and so reads a notice only when
it would have been published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import httpx
import msgspec

from alerts.frequency import LONDON
from bot import samples

PER_PAGE = 100


class _Dated(msgspec.Struct):
    date: datetime


class _Package(msgspec.Struct):
    releases: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class _Release:
    date: datetime
    json: msgspec.Raw


@cache
def _day() -> Sequence[_Release]:
    """Return the recorded releases, newest first as the publisher gives them."""
    releases = [
        _Release(date=msgspec.json.decode(raw, type=_Dated).date.astimezone(UTC), json=raw)
        for number in range(1, samples.PAGES + 1)
        for raw in msgspec.json.decode(samples.page(number), type=_Package).releases
    ]
    return sorted(releases, key=lambda release: release.date, reverse=True)


class Replay(httpx.AsyncBaseTransport):
    """Answers for Find a Tender. Everything else on the network is not there."""

    def __init__(self, host: str, now: Callable[[], datetime]) -> None:
        self._host = host
        self._now = now

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with the releases of the window that is asked for, a hundred at a time."""
        if request.url.host != self._host:
            return httpx.Response(404, text="The demo has no network.", request=request)
        asked = request.url.params
        since, until = _london(asked["updatedFrom"]), min(_london(asked["updatedTo"]), self._now())
        found = [release.json for release in _day() if since <= release.date <= until]
        first = int(asked.get("cursor", 0))
        package: dict[str, object] = {
            "version": "1.1",
            "license": "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "releases": found[first : first + PER_PAGE],
        }
        if len(found) > first + PER_PAGE:
            following = request.url.copy_set_param("cursor", str(first + PER_PAGE))
            package["links"] = {"next": str(following)}
        return httpx.Response(
            200,
            content=msgspec.json.encode(package),
            headers={"content-type": "application/json"},
            request=request,
        )


def _london(text: str) -> datetime:
    """Read a time as the publisher does: London's, whatever zone is written behind it."""
    return datetime.fromisoformat(text[:19]).replace(tzinfo=LONDON).astimezone(UTC)
