"""Names and what they stand for: we connect to the internet, and to an address that was looked at."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import httpx
import pytest

from alerts.errors import FetchError
from alerts.sources.addresses import Outward, _is_public
from alerts.sources.fetch import fetch
from tests.publisher import Publisher, body, publishing

NAME = "tenders.example.org"

Names = Callable[[Sequence[str]], list[str]]


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with publishing(body(b"hello")) as its:
        yield its


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=Outward()) as client:
        yield client


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Let `NAME` stand for one list of addresses after the other. Returns the look-ups as they come."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def stands_for(answers: Sequence[str]) -> list[str]:
        def look_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            if host != NAME:
                return really(host, port, *args, **kwargs)
            asked.append(host)
            addresses = answers[min(len(asked), len(answers)) - 1].split()
            kinds = [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in addresses]
            return [(kind, socket.SOCK_STREAM, 6, "", (each, port)) for kind, each in kinds]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return stands_for


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_that_is_none_of_the_internet(address: str) -> None:
    assert not _is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "51.140.0.1", "2a00:1450:4009::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_an_address_of_the_internet(address: str) -> None:
    assert _is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("stands_for", ["127.0.0.1", "169.254.169.254", "8.8.8.8 10.0.0.1", "8.8.8.8 ::1"])
async def test_a_name_that_stands_for_an_address_inside_is_refused_unless_the_operator_allows_it(
    names: Names, http: httpx.AsyncClient, stands_for: str
) -> None:
    names([stands_for])

    with pytest.raises(FetchError) as refused:
        await fetch(http, f"http://{NAME}/feed")

    assert str(refused.value) == (
        f"{NAME} is inside our own network. If that is right, add this line to its source in the catalogue: "
        f'local_hosts = ["{NAME}"]'
    )


async def test_the_connection_goes_to_the_address_that_was_looked_at_whatever_the_name_stands_for_next(
    names: Names, publisher: Publisher, http: httpx.AsyncClient
) -> None:
    asked = names(["127.0.0.1", "10.255.255.1"])
    url = publisher.url.replace("127.0.0.1", NAME)

    fetched = await fetch(http, url, local_hosts=[NAME])

    assert (fetched.body, asked) == (b"hello", [NAME])
    assert publisher.asked[0].headers["host"] == url.removeprefix("http://")


async def test_the_next_address_is_tried_when_one_does_not_answer(
    names: Names, publisher: Publisher, http: httpx.AsyncClient
) -> None:
    names(["127.0.0.2 127.0.0.1"])  # nothing listens on the first
    url = publisher.url.replace("127.0.0.1", NAME)

    assert (await fetch(http, url, local_hosts=[NAME])).body == b"hello"


async def test_a_host_that_nobody_knows_cannot_be_reached(names: Names, http: httpx.AsyncClient) -> None:
    names([""])

    with pytest.raises(FetchError, match=rf"^{NAME} could not be reached\.$"):
        await fetch(http, f"http://{NAME}/feed")


async def test_an_encrypted_connection_asks_for_the_certificate_of_the_name(
    names: Names, http: httpx.AsyncClient
) -> None:
    names(["127.0.0.1"])
    hello: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello.append(await reader.read(2000))
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError, match=NAME):
            await fetch(http, f"https://{NAME}:{port}/feed", local_hosts=[NAME])

    assert NAME.encode() in hello[0]


@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_a_proxy_of_the_environment_is_used_and_looks_the_name_up_itself(
    names: Names, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    names([""])
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1", 0) as server:
        monkeypatch.setenv("http_proxy", f"{scheme}127.0.0.1:{server.sockets[0].getsockname()[1]}")
        fetched = await fetch(http, f"http://{NAME}/feed")

    assert fetched.body == b"hello"
    assert asked == [f"GET http://{NAME}/feed HTTP/1.1\r\n".encode()]


@pytest.mark.parametrize(("exempt", "says"), [("", "inside our own network"), (NAME, "could not be reached")])
async def test_a_proxy_takes_nobody_inside_and_an_exempt_host_goes_without_it(
    names: Names, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, exempt: str, says: str
) -> None:
    names(["" if exempt else "10.0.0.1"])
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("no_proxy", exempt)

    with pytest.raises(FetchError, match=says):
        await fetch(http, f"http://{NAME}/feed")
