"""Databases for one run: created empty, dropped afterwards, and swept up if a run was killed."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from psycopg import AsyncConnection, OperationalError, sql
from psycopg.conninfo import make_conninfo

from tandem.store.database import Connection, Database, unavailable

PREFIX = "tandem_scratch_"
LOCK = 7_460_131_043  # held while a scratch database has no connection of its own yet


@asynccontextmanager
async def scratch(conninfo: str) -> AsyncGenerator[Database]:
    """A new, migrated database on the server that `conninfo` names, gone when the block ends.

    Those that a killed run left behind are dropped first: nobody is connected to them. The user
    needs the right to create databases.
    """
    name = PREFIX + secrets.token_hex(6)
    with unavailable():
        server = await AsyncConnection.connect(conninfo, autocommit=True)
    async with server:
        await server.execute("select pg_advisory_lock(%s)", (LOCK,))
        await _sweep(server)
        await server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        database = await Database.open(make_conninfo(conninfo, dbname=name))
        await server.execute("select pg_advisory_unlock(%s)", (LOCK,))
        try:
            yield database
        finally:
            await database.close()
            with suppress(OperationalError):  # the server is gone; the next run sweeps
                await server.execute(
                    sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
                )


async def _sweep(server: Connection) -> None:
    cursor = await server.execute(
        "select d.datname from pg_database d where starts_with(d.datname, %s)"
        " and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)",
        (PREFIX,),
    )
    for (name,) in await cursor.fetchall():
        await server.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
