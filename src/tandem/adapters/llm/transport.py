"""What our requests to a model's server may carry, and how much of its answer is read.

The makers' libraries add headers from the environment (an organisation, custom ones) and about this
machine, whatever the server, and read answers of any size.
"""

from collections.abc import AsyncIterator

import httpx2

from tandem.version import __version__

ANSWER_BYTES_MAX = 1_000_000
CONNECT_S = 5.0
_SENT = frozenset(
    {
        "host",
        "authorization",
        "x-api-key",
        "api-key",
        "accept",
        "content-type",
        "content-length",
        "connection",
        "anthropic-version",
        "anthropic-beta",
    }
)


class Transport(httpx2.AsyncHTTPTransport):
    """Sends only the headers that a model's API needs, and reads a bounded, plain answer."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Passes the request on."""
        for name in set(request.headers) - _SENT:
            del request.headers[name]
        request.headers["accept-encoding"] = "identity"
        request.headers["user-agent"] = f"Tandem/{__version__}"
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.DecodingError("A compressed answer was not asked for.")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Bounded(response.stream)
        return response


class _Bounded(httpx2.AsyncByteStream):
    """A stream that ends with an error where it grows too long."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = ANSWER_BYTES_MAX
        async for piece in self._inner:
            left -= len(piece)
            if left < 0:
                raise httpx2.ReadError("The answer is too long.")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


def client() -> httpx2.AsyncClient:
    """A client of ours, without proxies or certificates from the environment."""
    return httpx2.AsyncClient(
        transport=Transport(), timeout=httpx2.Timeout(60, connect=CONNECT_S), trust_env=False
    )
