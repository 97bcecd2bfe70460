"""What tests of the chat and its streams share: an inbox, customers, events, a server."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from tandem.actions.ports import Desk
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, StoredMessage, written
from tandem.core.desk.option import Option
from tandem.store import conversations, events, inboxes, messages, notifications
from tandem.web.live.hub import Hub
from tandem.web.shapes.event import DeskEvent, PublicEvent
from tests.integration.shop import Shop

SITE = "https://shop.example"
PATIENCE_S = 10.0  # for what must come; only a broken test waits this long

LISTENERS = """
select pid from pg_stat_activity
where datname = current_database() and application_name = %(name)s
"""


async def new_inbox(desk: Desk, name: str = "Chat", origins: tuple[str, ...] = (SITE,)) -> UUID:
    """A widget's inbox."""
    id = uuid4()
    async with desk.database.transaction() as tx:
        await inboxes.add(tx, id=id, name=name, channel="widget", origins=origins)
    return id


async def begun(shop: Shop) -> UUID:
    """A conversation: its events are `started` and the customer's message."""
    return (await shop.write(await shop.customer(), "Hello")).conversation


async def change(desk: Desk, conversation: UUID, times: int = 1, **data: object) -> None:
    """Append events that only the team sees, so many at once."""
    async with desk.database.transaction() as tx:
        await conversations.lock(tx, conversation)
        for _ in range(times):
            await events.append(tx, conversation, EventType.CHANGED, data, now=desk.clock())


async def say(
    desk: Desk,
    conversation: UUID,
    text: str,
    author: Author = Author.ASSISTANT,
    kind: Kind = Kind.REPLY,
    options: tuple[Option, ...] = (),
) -> StoredMessage:
    """Somebody of the desk writes."""
    async with desk.database.transaction() as tx:
        await conversations.lock(tx, conversation)
        return await messages.append(
            tx,
            written(
                uuid4(), conversation, author, text, kind=kind, options=options, now=desk.clock()
            ),
        )


async def kill_listeners(desk: Desk) -> int:
    """End the listening connections, as a failover of the database does."""
    async with desk.database.connection() as connection:
        found = await connection.execute(LISTENERS, {"name": notifications.APPLICATION_NAME})
        pids = [row[0] for row in await found.fetchall()]
        for pid in pids:
            await connection.execute("select pg_terminate_backend(%s)", (pid,))
    return len(pids)


@asynccontextmanager
async def running(hub: Hub) -> AsyncGenerator[None]:
    """The hub, listening beside the test."""
    task = asyncio.create_task(hub.run())
    try:
        yield
    finally:
        await notifications.cancel(task)


@asynccontextmanager
async def served(web: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """The app behind a real server: in process, answers arrive whole, and streams never do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(web, log_config=None, lifespan="on", access_log=False)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listening]))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
                yield client
        finally:
            web.state.hub.close()
            server.should_exit = True
            await task


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of a stream."""

    event: str
    data: dict[str, Any]
    id: str | None = None


async def frames(lines: AsyncIterator[str], shape: type[BaseModel]) -> AsyncGenerator[Frame]:
    """A stream's events, each of this shape; comments and `retry` are skipped."""
    fields: dict[str, str] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
            continue
        if "event" in fields:
            frame = Frame(fields["event"], json.loads(fields["data"]), fields.get("id"))
            if frame.id is not None:
                shape.model_validate(frame.data)
            yield frame
        fields = {}


@asynccontextmanager
async def stream(
    client: httpx.AsyncClient, path: str, token: str, after: str | None = None
) -> AsyncGenerator[AsyncGenerator[Frame]]:
    """An open stream, and its events as they come."""
    headers = {"Authorization": f"Bearer {token}"}
    if after is not None:
        headers["Last-Event-ID"] = after
    async with client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        shape = PublicEvent if path.startswith("/widget/") else DeskEvent
        yield frames(response.aiter_lines(), shape)


async def take(source: AsyncIterator[Frame], count: int) -> list[Frame]:
    """The next events of a stream."""
    async with asyncio.timeout(PATIENCE_S):
        return [await anext(source) for _ in range(count)]


async def until(source: AsyncIterator[Frame], event: str) -> list[Frame]:
    """The events up to the next one with this name, which comes last."""
    found: list[Frame] = []
    async with asyncio.timeout(PATIENCE_S):
        async for frame in source:
            found.append(frame)
            if frame.event == event:
                return found
    raise AssertionError(f"The stream ended without {event}.")
