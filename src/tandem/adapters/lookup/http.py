"""Asks one of the firm's systems over HTTP: a checked address, one JSON answer, a time limit."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

import httpcore
import httpx

from tandem.adapters.address import CheckedNetwork
from tandem.core.errors import InvalidError, UnavailableError
from tandem.core.turn import tool as tools
from tandem.core.turn.lookup import Lookup
from tandem.core.turn.tool import Tool
from tandem.version import __version__

ANSWER_MAX = 256 * 1024  # bytes
OK, NO_CONTENT, NOT_FOUND, GONE = 200, 204, 404, 410


class HttpLookups:
    """Runs the look-ups of the policy; `keys` are bearer tokens by the tool's name.

    Redirects are not followed, since they could lead elsewhere.
    """

    def __init__(
        self,
        public: httpcore.AsyncConnectionPool,
        private: httpcore.AsyncConnectionPool,
        keys: Mapping[str, str],
        desk_url: str,
    ) -> None:
        self._public = public
        self._private = private
        self._keys = keys
        self._desk_url = desk_url

    @classmethod
    @asynccontextmanager
    async def open(cls, keys: Mapping[str, str], desk_url: str) -> "AsyncGenerator[HttpLookups]":
        """Look-ups whose connections are closed at the end."""
        context = httpx.create_ssl_context()
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=context, network_backend=CheckedNetwork(private_allowed=False)
            ) as public,
            httpcore.AsyncConnectionPool(
                ssl_context=context, network_backend=CheckedNetwork(private_allowed=True)
            ) as private,
        ):
            yield cls(public, private, keys, desk_url)

    async def run(self, tool: Tool, lookup: Lookup) -> Lookup:
        """The look-up with what the tool answered, in its time; a failure is an outcome too."""
        try:
            async with asyncio.timeout(tool.timeout_s):
                status, body = await self._get(tool, tools.address(tool, lookup, self._desk_url))
        except (TimeoutError, httpcore.TimeoutException):
            return tools.failed(lookup, f"It did not answer within {tool.timeout_s:g} s.")
        except (httpcore.NetworkError, httpcore.ProtocolError):
            return tools.failed(lookup, "It can't be reached.")
        except (InvalidError, UnavailableError) as error:
            return tools.failed(lookup, str(error))
        if status in (NOT_FOUND, GONE, NO_CONTENT):
            return tools.missing(tool, lookup)
        if status != OK:
            return tools.failed(lookup, f"It answered with status {status}.")
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return tools.failed(lookup, "Its answer is not JSON.")
        return tools.found(tool, lookup, answer)

    async def _get(self, tool: Tool, url: str) -> tuple[int, bytes]:
        pool = self._private if tool.private else self._public
        headers = {"User-Agent": f"Tandem/{__version__}", "Accept": "application/json"}
        headers["Host"] = httpx.URL(url).netloc.decode()
        if key := self._keys.get(tool.name):
            headers["Authorization"] = f"Bearer {key}"
        times = dict.fromkeys(("connect", "read", "write", "pool"), tool.timeout_s)
        async with pool.stream(
            "GET", url, headers=list(headers.items()), extensions={"timeout": times}
        ) as response:
            body = bytearray()
            async for chunk in response.aiter_stream():
                body += chunk
                if len(body) > ANSWER_MAX:
                    raise InvalidError(f"Its answer is longer than {ANSWER_MAX // 1024} kB.")
            return response.status, bytes(body)
