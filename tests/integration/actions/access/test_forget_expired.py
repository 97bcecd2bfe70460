"""Expired rows are deleted; whatever is still valid stays."""

from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

from tandem.actions.access.check_rate_limit import check_rate_limit
from tandem.actions.access.forget_expired import ANSWERS_KEPT, RATES_KEPT, forget_expired
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Role
from tandem.core.desk.entry import Purpose
from tandem.core.desk.presence import SEEN, Doing
from tandem.core.desk.session import Session
from tandem.store import agents, entry_links, idempotency, presence, sessions
from tandem.store.database import Database
from tandem.testing import MemoryFiles, StoppedClock
from tests.integration.shop import Shop

TABLES = ("session", "entry_link", "idempotency", "rate")


async def test_what_ran_out_is_forgotten(database: Database) -> None:
    clock = StoppedClock()
    nothing = cast("Any", None)
    desk = Desk(database, nothing, nothing, MemoryFiles(), clock, uuid4)

    async def one_of_each(name: str) -> None:
        """One row in each table; the session and the link hold for two days."""
        until = clock() + timedelta(days=2)
        async with database.transaction() as tx:
            id = uuid4()
            await agents.add(
                tx, id=id, email=f"{name}@example.com", name=name, role=Role.AGENT, now=clock()
            )
            agent = await agents.read(tx, id)
            await sessions.add(tx, Session(agent, f"session of {name}", until), clock())
            await entry_links.add(tx, f"link of {name}", id, Purpose.SIGN_IN, until)
            await idempotency.claim(tx, "agent", name, b"", clock())
        await check_rate_limit(desk, name, most=1, per=timedelta(minutes=1))

    async def counts() -> list[int]:
        found: list[int] = []
        async with database.connection() as connection:
            for table in TABLES:
                cursor = await connection.execute(f"select count(*) from {table}".encode())  # noqa: S608
                row = await cursor.fetchone()
                assert row is not None
                found.append(row[0])
        return found

    assert ANSWERS_KEPT == RATES_KEPT == timedelta(days=1)
    await one_of_each("Mara")
    clock.move(timedelta(days=1))
    await forget_expired(desk)
    assert await counts() == [1, 1, 1, 1]
    clock.move(timedelta(days=1))
    await one_of_each("Ben")
    await forget_expired(desk)
    await forget_expired(desk)
    assert await counts() == [1, 1, 1, 1]


async def test_who_gave_no_sign_is_forgotten(shop: Shop) -> None:
    conversation = (await shop.write(await shop.customer(), "Hello")).conversation
    mara, ben = await shop.agent("Mara"), await shop.agent("Ben")
    for agent in (mara, ben):
        async with shop.database.transaction() as tx:
            await presence.tell(tx, agent, conversation, "", Doing.VIEWING, shop.clock())
        shop.clock.move(SEEN / 2)
    await forget_expired(shop.desk)
    assert await shop.row("select count(*), (array_agg(agent_id))[1] from presence") == (1, ben.id)
