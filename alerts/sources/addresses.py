"""Connect to the internet, and not into our own network because a publisher wishes it.

Behind our own walls there may be doors that open to us and to nobody else: a router, a cloud's store of
secrets, a database without a password. A publisher chooses where its redirects lead, and what the name of
its host stands for, from one second to the next. So a name is looked up once, every address that it stands
for must be one of the internet, and the connection goes to an address that was looked at, not to the name.
The certificate is still checked against the name.

The operator says which hosts may be inside. Where the environment names a proxy, the proxy looks names up
for itself; then only what we can see from here is refused.
"""

import asyncio
import ipaddress
import socket
import urllib.request
from collections.abc import Collection

import httpx

LOCAL_HOSTS = "supplierbot.local_hosts"
"""The extension of a request that names the hosts which may be inside our own network."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_OLDER_INSIDE = (  # networks whose last 32 bits are an address of the older kind
    ipaddress.IPv6Network("::/96"),
    ipaddress.IPv6Network("::ffff:0:0/96"),
    ipaddress.IPv6Network("64:ff9b::/96"),
)


class InsideError(httpx.ConnectError):
    """A host is inside our own network, and nobody said that it may be."""


class Outward(httpx.AsyncBaseTransport):
    """Sends requests to the internet, and to the hosts inside that `LOCAL_HOSTS` of a request names."""

    def __init__(self) -> None:
        # No connection is kept: the next one to its address may be for another name, with another certificate.
        self._direct = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        self._proxies: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to an address that was looked at.

        Raises:
            InsideError: The host is inside our own network.
        """
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        addresses = await _looked_up(request.url.raw_host.decode("ascii"), port)
        inside = not all(_is_public(ipaddress.ip_address(address)) for address in addresses)
        if inside and host not in request.extensions.get(LOCAL_HOSTS, ()):
            raise InsideError(f"{host} is inside our own network.", request=request)
        proxy = _proxy(request.url)
        if proxy is not None:
            return await self._through(proxy).handle_async_request(request)
        return await self._to_one_of(addresses, request)

    async def _to_one_of(self, addresses: Collection[str], request: httpx.Request) -> httpx.Response:
        """Try one address after the other, as a browser would: a host may have one that we cannot reach."""
        fault: httpx.TransportError = httpx.ConnectError("nobody knows it", request=request)
        for address in addresses:
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # "Host" among them, which has the name
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")},
            )
            try:
                return await self._direct.handle_async_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                fault = error
        raise fault

    def _through(self, proxy: str) -> httpx.AsyncHTTPTransport:
        if proxy not in self._proxies:
            self._proxies[proxy] = httpx.AsyncHTTPTransport(proxy=proxy)
        return self._proxies[proxy]

    async def aclose(self) -> None:
        """Close what is open."""
        for transport in (self._direct, *self._proxies.values()):
            await transport.aclose()


async def _looked_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, however it is written: "127.1" is one too. None when nobody knows it."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.rstrip("."), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def _is_public(address: _Address) -> bool:
    """Whether an address is one of the internet, and so is the older one that it may hold."""
    older = _older(address)
    if older is not None:
        return _is_public(older)
    return address.is_global and not address.is_multicast


def _older(address: _Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _OLDER_INSIDE):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour


def _proxy(url: httpx.URL) -> str | None:
    """Return the proxy that the environment names for an address, or None."""
    if urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    found = proxies.get(url.scheme) or proxies.get("all")
    return found if found is None or "://" in found else f"http://{found}"
