"""Look-ups over HTTP against a real server on loopback: every failure is an outcome."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from tandem.adapters.lookup.http import ANSWER_MAX, HttpLookups
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.tool import Argument, Tool

LOOKUP = Lookup("order", "Order look-up", (("order", "48213"),), Outcome.WANTED)
SLOW_S = 0.2


def tool(url: str, *, private: bool = True) -> Tool:
    return Tool(
        name="order",
        says="Order look-up",
        url=url,
        arguments=(Argument("order", pattern=r"\d{5}"),),
        shows=(("status", "Status"),),
        reply=("Order {order} is {status}.",),
        private=private,
        timeout_s=SLOW_S,
    )


def response(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body


Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: bytes | Answer) -> AsyncGenerator[tuple[str, list[str]]]:
    """A server that answers every request so; the requests that it got."""
    got: list[str] = []
    all_ended = asyncio.Event()
    all_ended.set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        all_ended.clear()
        got.append((await reader.readuntil(b"\r\n\r\n")).decode())
        with suppress(ConnectionError):
            if isinstance(answer, bytes):
                writer.write(answer)
            else:
                await answer(writer)
            await writer.drain()
        writer.close()
        all_ended.set()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://127.0.0.1:{port}", got
        await all_ended.wait()


async def run(url: str, *, private: bool = True) -> Lookup:
    async with HttpLookups.open({"order": "s3cret"}, "http://desk.example") as lookups:
        return await lookups.run(tool(url, private=private), LOOKUP)


async def test_an_answer_is_read_and_the_key_is_sent() -> None:
    async with serving(response(b'{"status": "on its way"}')) as (url, got):
        lookup = await run(f"{url}/orders/{{order}}")
    assert (lookup.outcome, lookup.lines) == (Outcome.FOUND, ("Order 48213 is on its way.",))
    assert got[0].startswith("GET /orders/48213 HTTP/1.1")
    assert "Authorization: Bearer s3cret" in got[0]


async def test_the_desk_itself_can_be_asked() -> None:
    async with (
        serving(response(b'{"status": "sent"}')) as (url, _),
        HttpLookups.open({}, url) as lookups,
    ):
        lookup = await lookups.run(tool("{desk}/orders/{order}"), LOOKUP)
    assert lookup.outcome is Outcome.FOUND


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
async def test_nothing_under_a_number_is_no_failure(status: str) -> None:
    async with serving(response(b"{}", status)) as (url, _):
        assert (await run(f"{url}/{{order}}")).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (response(b"oops", "500 Internal Server Error"), "status 500"),
        (response(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n"), "status 302"),
        (response(b"<html>not json"), "not JSON"),
        (response(b"[" * 100_000), "not JSON"),
        (response(b'{"other": 1}'), "none of the fields"),
        (response(b'"' + b"a" * ANSWER_MAX + b'"'), "longer than"),
        (b"garbage\r\n\r\n", "can't be reached"),
        (b"", "can't be reached"),
    ],
)
async def test_a_failure_says_what_is_wrong(answer: bytes, says: str) -> None:
    async with serving(answer) as (url, _):
        lookup = await run(f"{url}/{{order}}")
    assert lookup.outcome is Outcome.FAILED
    assert says in lookup.says
    assert "s3cret" not in lookup.says


async def test_a_slow_drip_ends_in_time() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(SLOW_S / 4)

    async with serving(drip) as (url, _):
        lookup = await run(f"{url}/{{order}}")
    assert (lookup.outcome, "within" in lookup.says) == (Outcome.FAILED, True)


async def test_an_address_inside_the_house_is_refused_unless_it_is_allowed() -> None:
    async with serving(response(b'{"status": "sent"}')) as (url, got):
        lookup = await run(f"{url}/{{order}}", private=False)
    assert lookup.outcome is Outcome.FAILED
    assert "private" in lookup.says
    assert got == []


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    async with serving(b"") as (url, _):
        pass
    assert (await run(f"{url}/{{order}}")).outcome is Outcome.FAILED
    assert (await run("http://nowhere.invalid/{order}")).outcome is Outcome.FAILED
