"""Databases for one run: created empty, dropped afterwards, or by a later run."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from psycopg import AsyncConnection, OperationalError, sql
from psycopg.conninfo import make_conninfo

from tandem.postgres.errors import unavailable

PREFIX = "tandem_scratch_"
LOCK = 7_460_131_043  # held while a scratch database has no connection of its own yet


@asynccontextmanager
async def scratch(conninfo: str) -> AsyncGenerator[str]:
    """A new, empty database on the server in `conninfo`, dropped when the block ends.

    Yields its connection string. Databases that a killed run left behind are dropped first: those
    without connections. The user needs the right to create databases.
    """
    name = PREFIX + secrets.token_hex(6)
    with unavailable():
        server = await AsyncConnection.connect(conninfo, autocommit=True)
    async with server:
        await server.execute("select pg_advisory_lock(%s)", (LOCK,))
        await _sweep(server)
        await server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        made = make_conninfo(conninfo, dbname=name)
        anchor = await AsyncConnection.connect(made)  # while it is connected, no sweep drops it
        await server.execute("select pg_advisory_unlock(%s)", (LOCK,))
        try:
            yield made
        finally:
            await anchor.close()
            with suppress(OperationalError):  # the server is gone; the next run drops it
                await server.execute(
                    sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
                )


async def _sweep(server: AsyncConnection) -> None:
    cursor = await server.execute(
        "select d.datname from pg_database d where starts_with(d.datname, %s)"
        " and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)",
        (PREFIX,),
    )
    for (name,) in await cursor.fetchall():
        await server.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
