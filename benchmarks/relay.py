"""The simplest possible server of streams: `python -m benchmarks.relay URL`.

One connection listens on `bare` for "CONVERSATION FRAME", and writes each frame unchanged to the
sockets that asked for that conversation. It checks, reads, stores and resumes nothing.
"""

import asyncio
import re
import signal
import sys
from collections import defaultdict
from contextlib import suppress
from typing import cast

import psycopg
import uvloop

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
ASKED = re.compile(rb"conversation=(\S+)")

_open: defaultdict[str, set[asyncio.Transport]] = defaultdict(set)


class Stream(asyncio.Protocol):
    """A socket that sends one request and then receives frames."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport."""
        self._transport = cast("asyncio.Transport", transport)
        self._conversation = ""

    def data_received(self, data: bytes) -> None:
        """Start the stream with a first frame."""
        found = ASKED.search(data)
        assert found is not None
        self._conversation = found[1].decode()
        _open[self._conversation].add(self._transport)
        self._transport.write(HEAD + _chunk(b"event: conversation.started\nid: 1\n\n"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the socket."""
        _open[self._conversation].discard(self._transport)


async def main(conninfo: str) -> None:
    """Print the address, then forward notifications."""
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    loop.add_signal_handler(signal.SIGINT, this.cancel)
    server = await loop.create_server(Stream, "127.0.0.1", 0, backlog=2048)
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await connection.execute("listen bare")
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        async for notification in connection.notifies():
            conversation, _, frame = notification.payload.partition(" ")
            chunk = _chunk(frame.encode())
            for transport in _open[conversation]:
                transport.write(chunk)


def _chunk(frame: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(frame), frame)


if __name__ == "__main__":
    with (
        suppress(asyncio.CancelledError),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(main(sys.argv[1]))
