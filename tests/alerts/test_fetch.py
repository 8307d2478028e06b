"""Fetching from a server on this machine: what is asked, what is accepted, and what is said of the rest."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from alerts.errors import FetchError, SlowDown
from alerts.sources import catalogue
from alerts.sources import fetch as fetching
from alerts.sources.addresses import Outward
from alerts.sources.fetch import Fetched, Limits
from tests.publisher import Answer, Publisher, body, publishing, too_many_requests


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with publishing(body(b"hello")) as its:
        yield its


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=Outward()) as client:
        yield client


async def fetch(
    http: httpx.AsyncClient,
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    local_hosts: Collection[str] = ("127.0.0.1",),
    limits: Limits | None = None,
) -> Fetched:
    """Fetch as from a source whose host may be on this machine."""
    return await fetching.fetch(
        http, url, etag=etag, last_modified=last_modified, local_hosts=local_hosts, limits=limits
    )


async def failure(http: httpx.AsyncClient, url: str, limits: Limits | None = None) -> FetchError:
    with pytest.raises(FetchError) as raised:
        await fetch(http, url, limits=limits)
    return raised.value


async def test_a_body_comes_with_what_tells_whether_it_changed(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    publisher.answer = body(b"hello", ETag='"v1"', Last_Modified="Mon, 10 Aug 2026 08:00:00 GMT")

    fetched = await fetch(http, f"{publisher.url}/feed?key=a:b==")

    assert (fetched.body, fetched.etag) == (b"hello", '"v1"')
    assert fetched.last_modified == "Mon, 10 Aug 2026 08:00:00 GMT"
    [asked] = publisher.asked
    assert asked.url.query == "key=a:b=="
    assert asked.headers["user-agent"].startswith("supplierbot/")
    assert "if-none-match" not in asked.headers


async def test_a_second_fetch_says_what_we_have_and_may_hear_that_it_is_the_same(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    publisher.answer = lambda _: Response(status_code=304)

    fetched = await fetch(http, publisher.url, etag='"v1"', last_modified="Mon, 10 Aug 2026 08:00:00 GMT")

    assert fetched.body is None
    assert publisher.asked[0].headers["if-none-match"] == '"v1"'
    assert publisher.asked[0].headers["if-modified-since"] == "Mon, 10 Aug 2026 08:00:00 GMT"


async def test_the_same_as_what_is_no_answer_when_we_have_nothing(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    publisher.answer = lambda _: Response(status_code=304)

    assert "HTTP 304" in str(await failure(http, publisher.url))


async def test_a_validator_that_fits_into_no_header_is_not_kept(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    publisher.answer = body(b"hello", ETag='"é"')

    assert (await fetch(http, publisher.url)).etag is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "86401"}, 86400),
        ({"Retry-After": "9" * 400}, 86400),
        (
            {"Retry-After": "Mon, 10 Aug 2026 08:02:00 GMT", "Date": "Mon, 10 Aug 2026 08:00:00 GMT"},
            120,
        ),
        ({"Retry-After": "Mon, 10 Aug 2026 07:00:00 GMT", "Date": "Mon, 10 Aug 2026 08:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 300),
        ({"Retry-After": "-5"}, 300),
        ({"Retry-After": "Mon, 10 Aug 99999999999999999999 12:00:00 GMT"}, 300),
        ({"Retry-After": "Mon, 10 Aug 2026 12:00:00 +99999999999999999999"}, 300),
        ({"Retry-After": "zwölf"}, 300),
        ({}, 300),
    ],
    ids=[
        "seconds",
        "none",
        "over a day",
        "absurd",
        "a date",
        "a past date",
        "a word",
        "negative",
        "an absurd year",
        "an absurd zone",
        "not ASCII",
        "untold",
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_a_request_to_wait_is_honoured(
    publisher: Publisher, http: httpx.AsyncClient, status: int, headers: dict[str, str], seconds: int
) -> None:
    publisher.answer = lambda _: Response(status_code=status, headers=headers)

    slow = await failure(http, publisher.url)

    assert isinstance(slow, SlowDown)
    assert slow.wait == timedelta(seconds=seconds)


async def test_the_recorded_429_of_find_a_tender_asks_for_two_minutes(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    publisher.answer = too_many_requests

    slow = await failure(http, publisher.url)

    assert isinstance(slow, SlowDown)
    assert str(slow) == "127.0.0.1 asks us to wait 120 seconds."


@pytest.mark.parametrize(
    ("page", "wait"),
    [
        (b"<html>Request forbidden. Your rate limit may have been exceeded.</html>", timedelta(minutes=5)),
        (b"<html>Please sign in.</html>", None),
    ],
)
async def test_contracts_finder_says_too_many_requests_with_403(
    publisher: Publisher, http: httpx.AsyncClient, page: bytes, wait: timedelta | None
) -> None:
    publisher.answer = lambda _: Response(page, 403, media_type="text/html")

    error = await failure(http, publisher.url)

    assert getattr(error, "wait", None) == wait


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (400, "127.0.0.1 answered with HTTP 400, which we cannot use."),
        (204, "127.0.0.1 answered with HTTP 204, which we cannot use."),
        (401, "127.0.0.1 does not let us in (HTTP 401)."),
        (404, "127.0.0.1 has nothing at this address (HTTP 404)."),
        (500, "127.0.0.1 has a fault of its own (HTTP 500)."),
        (302, "127.0.0.1 answered with HTTP 302, which we cannot use."),
    ],
)
async def test_a_refusal_names_the_host_and_not_what_we_asked_for(
    publisher: Publisher, http: httpx.AsyncClient, status: int, says: str
) -> None:
    publisher.answer = lambda _: Response(status_code=status)

    assert str(await failure(http, f"{publisher.url}/feed?key=hidden")) == says


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
async def test_a_body_may_be_as_large_as_the_limit(
    publisher: Publisher, http: httpx.AsyncClient, size: int, fits: bool
) -> None:
    publisher.answer = body(b"x" * size)
    limits = Limits(max_bytes=1000)

    if fits:
        assert (await fetch(http, publisher.url, limits=limits)).body == b"x" * size
    else:
        assert "127.0.0.1 sent more than" in str(await failure(http, publisher.url, limits))


async def test_the_limit_counts_what_is_unpacked(publisher: Publisher, http: httpx.AsyncClient) -> None:
    small = gzip.compress(b"x" * 2 * 1024 * 1024)
    publisher.answer = body(small, Content_Encoding="gzip")

    error = await failure(http, publisher.url, Limits(max_bytes=1024 * 1024))

    assert len(small) < 10_000
    assert str(error) == "127.0.0.1 sent more than 1 MB."


@pytest.mark.parametrize("way", ["deflate", "br", "zstd", "gzip, gzip", "deflate, deflate", "x" * 200])
@pytest.mark.parametrize("status", [200, 403])
async def test_what_is_packed_in_a_way_that_we_did_not_ask_for_is_not_opened(
    publisher: Publisher, http: httpx.AsyncClient, way: str, status: int
) -> None:
    publisher.answer = lambda _: Response(b"\0" * 99, status, headers={"Content-Encoding": way})

    said = str(await failure(http, publisher.url))

    assert publisher.asked[0].headers["accept-encoding"] == "gzip"
    if status == 200:
        assert said.startswith("127.0.0.1 sent an answer that is packed in a way that we did not ask for, “")
    else:
        assert said == "127.0.0.1 does not let us in (HTTP 403)."


@pytest.mark.parametrize("way", ["gzip", "x-gzip", "GZIP"])
@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"hello"),
        gzip.compress(b"he") + gzip.compress(b"") + gzip.compress(b"llo"),
        gzip.compress(b"hello") + b"something else",
    ],
    ids=["one", "three in a row", "with something behind"],
)
async def test_gzip_is_opened(publisher: Publisher, http: httpx.AsyncClient, way: str, packed: bytes) -> None:
    publisher.answer = body(packed, Content_Encoding=way)

    assert (await fetch(http, publisher.url)).body == b"hello"


async def test_nothing_is_nothing_also_when_it_is_said_to_be_packed(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    publisher.answer = body(b"", Content_Encoding="gzip")

    assert (await fetch(http, publisher.url)).body == b""


@pytest.mark.parametrize(
    "packed",
    [b"not gzip at all", gzip.compress(b"hello")[:-1], b"\x1f"],
    ids=["other", "cut off", "one byte"],
)
async def test_what_cannot_be_unpacked_is_said_to_be_broken(
    publisher: Publisher, http: httpx.AsyncClient, packed: bytes
) -> None:
    publisher.answer = body(packed, Content_Encoding="gzip")

    assert "cannot be unpacked" in str(await failure(http, publisher.url))


def to(location: str, then: bytes = b"arrived") -> Answer:
    def answer(request: Request) -> Response:
        return Response(then) if request.url.path == "/there" else RedirectResponse(location)

    return answer


async def test_a_redirect_is_followed(publisher: Publisher, http: httpx.AsyncClient) -> None:
    publisher.answer = to("/there?a=b")

    assert (await fetch(http, f"{publisher.url}/here")).body == b"arrived"
    assert [asked.url.path for asked in publisher.asked] == ["/here", "/there"]


async def test_a_redirect_loop_ends(publisher: Publisher, http: httpx.AsyncClient) -> None:
    publisher.answer = to("/here")

    error = await failure(http, f"{publisher.url}/here")

    assert str(error) == "127.0.0.1 sent us on more than 5 times without giving an answer."
    assert len(publisher.asked) == 6


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("ftp://example.org/", "must start with http:// or https://"),
        ("file:///etc/passwd", "must start with http:// or https://"),
        ("http://169.254.169.254/latest/meta-data", "inside our own network"),
        ("http://localhost:1/", "inside our own network"),
        ("http://[::1]:1/", "inside our own network"),
        ("http://10.0.0.1/", "inside our own network"),
        ("http://2130706433/", "inside our own network"),
        ("http://0x7f000001/", "inside our own network"),
        ("http://127.1:1/", "inside our own network"),
        ("http://localhost.:1/", "inside our own network"),
        ("http://[::ffff:10.0.0.1]/", "inside our own network"),
        ("http://xn--/", "broke"),
    ],
)
async def test_we_are_not_sent_where_nobody_has_any_business_sending_us(
    publisher: Publisher, http: httpx.AsyncClient, location: str, says: str
) -> None:
    publisher.answer = to(location)

    assert says in str(await failure(http, publisher.url))
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(("local", "arrives"), [(["localhost"], True), (["example.org"], False)])
async def test_a_host_that_the_catalogue_names_may_be_inside_our_own_network(
    publisher: Publisher, http: httpx.AsyncClient, local: list[str], arrives: bool
) -> None:
    publisher.answer = to(publisher.url.replace("127.0.0.1", "localhost") + "/there")

    local = [*local, "127.0.0.1"]
    if arrives:
        assert (await fetch(http, publisher.url, local_hosts=local)).body == b"arrived"
    else:
        with pytest.raises(FetchError, match="inside our own network"):
            await fetch(http, publisher.url, local_hosts=local)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://10.0.0.7:8080/x", {"10.0.0.7"}),
        ("http://[::1]/x", {"::1"}),
        ("http://localhost/x", {"localhost"}),
        ("http://Feeds.intern:8080/x", set()),
        (None, set()),
    ],
)
def test_an_address_in_figures_says_itself_that_it_is_local_and_a_name_does_not(
    url: str | None, local: set[str]
) -> None:
    source = replace(catalogue()["find-a-tender"], url=url)

    assert source.may_be_local == local
    assert replace(source, local_hosts=("feeds.intern",)).may_be_local == local | {"feeds.intern"}


async def test_an_encrypted_source_does_not_send_us_to_one_that_is_not() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(302, headers={"Location": "http://a.org/"}))
    async with httpx.AsyncClient(transport=transport) as http:
        error = await failure(http, "https://a.org/")

    assert "not encrypted" in str(error)


async def test_a_server_that_trickles_is_left_after_a_while(
    publisher: Publisher, http: httpx.AsyncClient
) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x"
            await asyncio.sleep(0.02)

    publisher.answer = lambda _: StreamingResponse(trickle())

    error = await failure(http, publisher.url, Limits(max_seconds=0.2))

    assert str(error) == "127.0.0.1 took longer than 0.2 seconds to answer."


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        (httpx.ConnectError("refused"), "a.org could not be reached."),
        (httpx.ReadTimeout("slow"), "a.org did not answer in time."),
        (httpx.RemoteProtocolError("gone"), "The connection to a.org broke (RemoteProtocolError)."),
    ],
)
async def test_a_broken_connection_is_said_in_plain_words(raised: httpx.HTTPError, says: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise raised

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        assert str(await failure(http, "https://a.org/feed?key=hidden")) == says


@pytest.mark.parametrize("url", ["", "feed.xml", "ftp://a.org/", "http://", "http://[a", "http://a:b:c/"])
async def test_what_is_no_address_is_refused(http: httpx.AsyncClient, url: str) -> None:
    await failure(http, url)
