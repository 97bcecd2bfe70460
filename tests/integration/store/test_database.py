"""The pool gives out working connections alone."""

import asyncio
import select

import psycopg

from tandem.store.database import Database

SELF = "select pg_backend_pid()"


async def test_a_connection_that_the_server_closed_is_replaced(
    database: Database, conninfo: str
) -> None:
    async with database.connection() as connection:
        lost = await _pid(connection)
        socket = connection.fileno()
    with psycopg.connect(conninfo, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", (lost,))
    await asyncio.to_thread(select.select, [socket], [], [], 5)
    async with database.connection() as connection:
        assert await _pid(connection) != lost


async def test_a_connection_with_something_to_read_is_used_again(database: Database) -> None:
    async with database.connection() as connection:
        pid, socket = await _pid(connection), connection.fileno()
        await connection.execute("listen told")
        async with database.connection() as other:
            await other.execute("notify told")
        await asyncio.to_thread(select.select, [socket], [], [], 5)
    async with database.connection() as one, database.connection() as another:
        assert pid in (await _pid(one), await _pid(another))


async def _pid(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> object:
    row = await (await connection.execute(SELF)).fetchone()
    assert row is not None
    return row[0]
