"""A pause waits for transactions that rely on the assistant; later ones don't overtake it."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from tandem.store import inboxes, installation
from tandem.store.database import Connection, Database
from tandem.testing import StoppedClock
from tests.integration.locks import blocked

NOW = StoppedClock().at
INBOX = uuid4()

Ask = Callable[[Connection], Awaitable[bool]]


async def is_paused_at_inbox(connection: Connection) -> bool:
    return (await inboxes.intake(connection, INBOX, contact=uuid4(), client_key="k")).is_paused


ASKED: dict[str, Ask] = {"by itself": installation.is_paused, "at an inbox": is_paused_at_inbox}


@pytest.mark.parametrize("how", ASKED)
async def test_a_stop_that_was_waited_for_is_seen(database: Database, how: str) -> None:
    async def ask() -> bool:
        async with database.transaction() as tx:
            return await ASKED[how](tx)

    async with database.transaction() as tx:
        await inboxes.add(tx, id=INBOX, name="Shop", channel="widget")
    assert await ask() is False
    async with database.transaction() as stopping:
        await installation.pause(stopping, NOW)
        asking = asyncio.create_task(ask())
        await blocked(database, 1, asking)
    assert await asking is True
    async with database.transaction() as resuming:
        await installation.resume(resuming)
        asking = asyncio.create_task(ask())
        await blocked(database, 1, asking)
    assert await asking is False


@pytest.mark.parametrize("how", ASKED)
async def test_nobody_overtakes_a_stop_that_waits(database: Database, how: str) -> None:
    async def ask() -> bool:
        async with database.transaction() as tx:
            return await ASKED[how](tx)

    async def stop() -> bool:
        async with database.transaction() as tx:
            await installation.pause(tx, NOW)
        return True

    async with database.transaction() as tx:
        await inboxes.add(tx, id=INBOX, name="Shop", channel="widget")
    async with database.transaction() as writing:
        assert await ASKED[how](writing) is False
        assert await asyncio.wait_for(ask(), 10) is False, "those who only hold it are together"
        stopping = asyncio.create_task(stop())
        await blocked(database, 1, stopping)
        later = asyncio.create_task(ask())
        await blocked(database, 2, stopping, later)
    assert await stopping
    assert await later is True
