"""Fetch one address from a publisher: politely, within limits, and with failures in plain words.

A publisher may be slow, huge, broken or somebody else by now. Each of these ends in a sentence that
names the host and what happened; the rest of the address is left out, for it may hold a key.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from alerts.errors import FetchError, SlowDown
from alerts.sources import unpacking
from alerts.sources.addresses import LOCAL_HOSTS, InsideError
from alerts.sources.body import shown
from alerts.sources.bounds import MEBIBYTE, Limits
from alerts.sources.unpacking import PackedOtherwiseError, TooLargeError

__all__ = ["Fetched", "Limits", "fetch"]

USER_AGENT = "supplierbot/0.1 (tells small suppliers of published opportunities)"
ACCEPT = "application/json, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
UNTOLD_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
GLANCE = 4096  # bytes of a refusal that we look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer. `body` is None when nothing changed since the answer that `etag` belongs to."""

    body: bytes | None
    etag: str | None = None
    last_modified: str | None = None


async def fetch(
    http: httpx.AsyncClient,
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    local_hosts: Collection[str] = (),
    limits: Limits | None = None,
) -> Fetched:
    """Get `url`, or learn that it is as it was when `etag` and `last_modified` were given.

    Neither `url` nor a redirect may lead inside our own network, except to one of `local_hosts`. The client
    must have `addresses.Outward` as its transport, which looks at that.

    Raises:
        SlowDown: The publisher asks us to wait, and for how long.
        FetchError: It cannot be reached, refuses, or goes over a limit.
    """
    limits = limits or Limits()
    headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": unpacking.ACCEPTED}
    if etag is not None:
        headers["If-None-Match"] = etag
    if last_modified is not None:
        headers["If-Modified-Since"] = last_modified
    place = _place(url)
    host, sent_by = place.host, None
    try:
        async with asyncio.timeout(limits.max_seconds):
            for _ in range(limits.max_redirects + 1):
                try:
                    answer = await _one(http, place, headers, local_hosts, limits)
                except InsideError:
                    raise _inside(place.host, sent_by) from None
                if isinstance(answer, Fetched):
                    return answer
                place, sent_by = answer, place.host
    except TimeoutError:
        raise FetchError(f"{host} took longer than {limits.max_seconds:g} seconds to answer.") from None
    raise FetchError(f"{host} sent us on more than {limits.max_redirects} times without giving an answer.")


async def _one(
    http: httpx.AsyncClient,
    place: httpx.URL,
    headers: dict[str, str],
    local_hosts: Collection[str],
    limits: Limits,
) -> Fetched | httpx.URL:
    """Make one request. Returns an answer, or where we were sent on to."""
    host = place.host
    asked_for_changes = "If-None-Match" in headers or "If-Modified-Since" in headers
    try:
        async with http.stream(
            "GET",
            place,
            headers=headers,
            follow_redirects=False,
            timeout=limits.max_silence_seconds,
            extensions={LOCAL_HOSTS: frozenset(local_hosts)},
        ) as response:
            if response.has_redirect_location:
                return _sent_on(place, response.headers["Location"])
            if response.status_code == httpx.codes.NOT_MODIFIED and asked_for_changes:
                return Fetched(body=None)
            if response.status_code != httpx.codes.OK:
                raise await _refusal(host, response)
            return Fetched(
                body=await _body(host, response, limits.max_bytes),
                etag=_sendable(response.headers.get("ETag")),
                last_modified=_sendable(response.headers.get("Last-Modified")),
            )
    except InsideError:
        raise
    except httpx.TimeoutException:
        raise FetchError(f"{host} did not answer in time.") from None
    except httpx.ConnectError:
        raise FetchError(f"{host} could not be reached.") from None
    except httpx.DecodingError:
        raise FetchError(f"{host} sent an answer that cannot be unpacked.") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        # The last two: httpx looks at where we are sent on to before we do.
        raise FetchError(f"The connection to {host} broke ({type(error).__name__}).") from None


async def _body(host: str, response: httpx.Response, max_bytes: int) -> bytes:
    """Return the whole body, unpacked."""
    try:
        return b"".join([piece async for piece in unpacking.pieces(response, max_bytes)])
    except TooLargeError:
        raise FetchError(f"{host} sent more than {max_bytes / MEBIBYTE:g} MB.") from None
    except PackedOtherwiseError as way:
        raise FetchError(
            f"{host} sent an answer that is packed in a way that we did not ask for, “{shown(str(way))}”."
        ) from None


def _sendable(validator: str | None) -> str | None:
    """Return what we may send back next time, or None for what does not fit into a header."""
    return validator if validator is not None and validator.isascii() and validator.isprintable() else None


async def _refusal(host: str, response: httpx.Response) -> FetchError:
    """Say what an answer means that is no answer."""
    status = response.status_code
    match status:
        case httpx.codes.TOO_MANY_REQUESTS | httpx.codes.SERVICE_UNAVAILABLE:
            return _slow_down(host, _retry_after(response))
        case httpx.codes.FORBIDDEN if await _mentions_rate_limit(response):
            # Contracts Finder says so with 403 and a page for people: wait five minutes.
            return _slow_down(host, UNTOLD_WAIT)
        case httpx.codes.UNAUTHORIZED | httpx.codes.FORBIDDEN:
            return FetchError(f"{host} does not let us in (HTTP {status}).")
        case httpx.codes.NOT_FOUND | httpx.codes.GONE:
            return FetchError(f"{host} has nothing at this address (HTTP {status}).")
        case _ if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return FetchError(f"{host} has a fault of its own (HTTP {status}).")
        case _:
            return FetchError(f"{host} answered with HTTP {status}, which we cannot use.")


def _slow_down(host: str, wait: timedelta) -> SlowDown:
    seconds = wait.total_seconds()
    return SlowDown(f"{host} asks us to wait {seconds:g} seconds.", wait=wait)


async def _mentions_rate_limit(response: httpx.Response) -> bool:
    seen = b""
    try:
        async for piece in unpacking.pieces(response, MEBIBYTE):
            seen += piece
            if len(seen) >= GLANCE:
                break
    except (PackedOtherwiseError, TooLargeError):
        pass  # what it says, it says to nobody
    return b"rate limit" in seen.lower()


def _retry_after(response: httpx.Response) -> timedelta:
    """Return how long to wait: seconds, or a date that is compared with the publisher's own clock."""
    given = response.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdecimal():
        # Sixteen digits are a long time already, and more would not fit.
        return min(timedelta(seconds=int(given[:10])), LONGEST_WAIT)
    until, its_now = _date(given), _date(response.headers.get("Date", ""))
    if until is None or its_now is None:
        return UNTOLD_WAIT
    return min(max(until - its_now, timedelta(0)), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year or a zone of twenty digits
        return None
    return date if date.tzinfo is not None else None


def _place(url: str) -> httpx.URL:
    """Return an address that we may ask, or refuse it."""
    try:
        place = httpx.URL(url)
        host = place.host  # read only now from the form that the net uses, and that may be none
    except (httpx.InvalidURL, ValueError):
        raise FetchError("An address to fetch is not an address at all.") from None
    if place.scheme not in {"http", "https"} or not host:
        raise FetchError(f"An address to fetch must start with http:// or https://, not “{place.scheme}:”.")
    return place


def _sent_on(place: httpx.URL, location: str) -> httpx.URL:
    """Return where a publisher sends us on to.

    Raises:
        FetchError: That is no address, or one that anybody on the way could read along.
    """
    try:
        target = _place(str(place.join(location)))
    except (httpx.InvalidURL, ValueError):
        raise FetchError(f"{place.host} sent us on to something that is not an address.") from None
    if place.scheme == "https" and target.scheme == "http":
        raise FetchError(f"{place.host} sent us on to an address that is not encrypted.")
    return target


def _inside(host: str, sent_by: str | None) -> FetchError:
    """Say that a host is inside our own network. There may be doors that open to us and to nobody else."""
    if sent_by is not None:
        return FetchError(f"{sent_by} sent us on to an address inside our own network.")
    return FetchError(
        f"{host} is inside our own network. If that is right, add this line to its source in the catalogue: "
        f'local_hosts = ["{host}"]'
    )
