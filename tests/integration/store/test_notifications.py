"""Notifications arrive in order, and whatever breaks the connection, it is made again."""

import asyncio
from collections.abc import Sequence

from psycopg import Notify

from tandem.store import notifications
from tandem.store.database import Connection, Database

CHANNEL = "of a test"
PATIENCE_S = 10.0  # only a broken test waits for so long


async def test_after_a_failed_handler_the_connection_is_made_again(database: Database) -> None:
    seen: asyncio.Queue[str] = asyncio.Queue()

    async def received(_: Connection, arrived: Sequence[Notify]) -> None:
        for one in arrived:
            if one.payload == "bad":
                raise ValueError(one.payload)
            seen.put_nowait(one.payload)

    async def notify(*payloads: str) -> None:
        async with database.transaction() as tx:
            for payload in payloads:
                await tx.execute("select pg_notify(%s, %s)", (CHANNEL, payload))

    async def saw(*payloads: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            assert [await seen.get() for _ in payloads] == list(payloads)

    following = asyncio.create_task(
        notifications.follow(
            database.conninfo,
            [CHANNEL],
            connected=lambda: seen.put_nowait("connected"),
            received=received,
        )
    )
    try:
        await saw("connected")
        await notify("1", "2")
        await saw("1", "2")
        await notify("bad")
        await saw("connected")
        await notify("3")
        await saw("3")
    finally:
        await notifications.cancel(following)
    assert following.cancelled()
