"""Many open streams in a separate process: `python -m benchmarks.listeners PORT`.

Its input is a line with the customers, and a line with the number of events to wait for. In
between it prints that all are open; at the end it prints what was read, and when.
"""

import asyncio
import json
import re
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import uvloop

from benchmarks.customers import Customer
from benchmarks.served import ROOT

OPENING = 50  # at a time, since browsers reconnect one by one
LINE_MAX = 2**26  # bytes
OPEN_S_MAX = 120.0
LAST_S_MAX = 10.0  # after which unread events count as lost
ASK = (
    "GET /widget/v1/stream?conversation={} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Authorization: Bearer {}\r\nAccept: text/event-stream\r\n\r\n"
)
ID = re.compile(rb"\nid: (\d+)\n")

ReadAt = dict[tuple[str, int], list[float]]


@dataclass(frozen=True, slots=True)
class Listeners:
    """The process that keeps the streams open."""

    process: Process

    async def read_at(self, count: int) -> ReadAt:
        """When each event was read, by conversation and number, once `count` were read."""
        found = cast("list[tuple[str, int, float]]", json.loads(await _ask(self.process, count)))
        times: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
        for conversation, number, at in found:
            times[conversation, number].append(at)
        return times


@asynccontextmanager
async def listening(port: int, customers: Sequence[Customer]) -> AsyncGenerator[Listeners]:
    """An open stream for each customer during the block; a repeated customer has two."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.listeners", str(port)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
        limit=LINE_MAX,
    )
    try:
        asked = [(str(customer.conversation), customer.token) for customer in customers]
        assert await _ask(process, asked), "Not every stream was opened."
        yield Listeners(process)
    finally:
        process.kill()
        await process.wait()


async def _ask(process: Process, question: object) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question).encode() + b"\n")
    return await process.stdout.readline()


class Stream(asyncio.Protocol):
    """A raw socket that records each event's number and time."""

    def __init__(self, conversation: str, token: str) -> None:
        self.conversation = conversation
        self.read: list[tuple[int, float]] = []
        self.begun = asyncio.get_running_loop().create_future()
        self._token = token
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Request the stream."""
        asked = ASK.format(self.conversation, self._token)
        cast("asyncio.Transport", transport).write(asked.encode())

    def data_received(self, data: bytes) -> None:
        """Record the complete frames."""
        now = time.monotonic()
        *frames, self._rest = (self._rest + data).split(b"\n\n")
        for frame in frames:
            if found := ID.search(frame + b"\n"):
                self.read.append((int(found[1]), now))
        if self.read and not self.begun.done():
            self.begun.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note a stream that ends before its first event: it was refused."""
        if not self.begun.done():
            self.begun.set_exception(AssertionError(self._rest.decode()))


async def main(port: int) -> None:
    """Open the streams, wait, print."""
    asked = cast("list[tuple[str, str]]", json.loads(await _line()))
    streams = [Stream(conversation, token) for conversation, token in asked]
    waiting = iter(streams)

    async def opening() -> None:
        for stream in waiting:
            await asyncio.get_running_loop().create_connection(lambda: stream, "127.0.0.1", port)  # noqa: B023
            await stream.begun

    async with asyncio.timeout(OPEN_S_MAX), asyncio.TaskGroup() as group:
        for _ in range(OPENING):
            group.create_task(opening())
    print("open", flush=True)
    count = int(await _line())
    end = time.monotonic() + LAST_S_MAX
    # Poll: waking up for each frame would slow the readers down.
    while sum(len(stream.read) for stream in streams) < count and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    found = [(stream.conversation, *read) for stream in streams for read in stream.read]
    print(json.dumps(found), flush=True)


async def _line() -> str:
    return await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(sys.argv[1])))
