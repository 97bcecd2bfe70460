"""Server-sent events (WHATWG HTML, 9.2): one frame per event, and bounded lifetimes."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from fastapi.responses import StreamingResponse
from starlette.types import Message, Send

from tandem.core.errors import UnavailableError

MEDIA_TYPE = "text/event-stream"
HEARTBEAT = b":\n\n"  # a comment: clients ignore it, proxies see that the stream is alive
RETRY = b"retry: 2000\n\n"  # milliseconds until a browser's EventSource reconnects
SEND_S_MAX = 60.0  # for one frame; a client that has not read for so long is disconnected
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx: don't buffer


@dataclass(frozen=True, slots=True)
class Pace:
    """How often an idle stream sends a heartbeat, and how long a stream may last."""

    heartbeat_s: float = 15.0
    lifetime_s: float = 3600.0


PACE = Pace()


class Beat:
    """When the next heartbeat is due, and when the stream must end, by the loop's clock."""

    def __init__(self, pace: Pace = PACE) -> None:
        self._pace = pace
        self._now = asyncio.get_running_loop().time
        self._next = self._now() + pace.heartbeat_s
        self._end = self._now() + pace.lifetime_s

    @property
    def within_s(self) -> float:
        """How long the stream may wait for the next item."""
        return max(0.0, self._next - self._now())

    @property
    def is_due(self) -> bool:
        """Whether it is time for a heartbeat; if so, the next one is scheduled."""
        if self._now() < self._next:
            return False
        self._next = self._now() + self._pace.heartbeat_s
        return True

    @property
    def is_over(self) -> bool:
        """Whether the stream has reached its lifetime."""
        return self._now() >= self._end


def frame(event: str, data: Mapping[str, object], id: str | None = None) -> bytes:
    """One event; without an id, a client that reconnects resumes after the last id it got."""
    head = f"event: {event}\n" if id is None else f"event: {event}\nid: {id}\n"
    return f"{head}data: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def of(*shapes: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI of a route's stream: the data of a frame has one of these shapes.

    `itemSchema` is OpenAPI 3.2's name for it, which FastAPI also uses for its own streams.
    """
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"anyOf": [{"$ref": f"#/components/schemas/{shape}"} for shape in shapes]},
    }
    item = {"type": "object", "properties": {"data": data}}
    return {200: {"content": {MEDIA_TYPE: {"itemSchema": item}}}}


class EventStream(StreamingResponse):
    """A stream of frames. It ends when the database is lost, or its client stops reading.

    Clients reconnect and resume.
    """

    def __init__(self, frames: AsyncGenerator[bytes]) -> None:
        super().__init__(_until_lost(frames), headers=HEADERS, media_type=MEDIA_TYPE)
        self._frames = frames

    async def stream_response(self, send: Send) -> None:
        """Send frame by frame, and close their source however this ends."""

        async def in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_S_MAX):
                await send(message)

        async with aclosing(self._frames):
            with suppress(TimeoutError):
                await super().stream_response(in_time)


async def _until_lost(frames: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    with suppress(UnavailableError):
        async for one in frames:
            yield one
