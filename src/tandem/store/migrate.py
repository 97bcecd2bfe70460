"""Forward-only migrations, applied by the process that comes first."""

import re
from importlib.resources import files
from typing import LiteralString, cast

from psycopg import AsyncConnection, errors
from psycopg.rows import TupleRow

from tandem.core.errors import ConfigError

LOCK = 7_460_131_042  # any constant of our own: its holder migrates, the others wait

_FILE = re.compile(r"^(\d{4})_\w+\.sql$")


def migrations() -> list[tuple[int, str, LiteralString]]:
    """All migrations of this release in order: number, file name, SQL."""
    found: list[tuple[int, str, LiteralString]] = [
        (int(match[1]), path.name, cast("LiteralString", path.read_text(encoding="utf-8")))
        for path in files("tandem.store").joinpath("migrations").iterdir()
        if (match := _FILE.match(path.name))
    ]
    return sorted(found)


async def migrate(connection: AsyncConnection[TupleRow]) -> list[str]:
    """Brings the schema to this release; returns the names of the migrations applied.

    All in one transaction under an advisory lock, so a process killed half-way leaves nothing
    behind, and two that start together apply each migration once. A schema newer than this release
    is refused: an older program would write what the newer one does not expect.
    """
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
        await connection.execute(
            "create table if not exists migration"
            " (number int primary key, name text not null,"
            " applied_at timestamptz not null default now())"
        )
        cursor = await connection.execute("select coalesce(max(number), 0) from migration")
        row = await cursor.fetchone()
        assert row is not None
        done: int = row[0]
        known = migrations()
        if done > known[-1][0]:
            raise ConfigError(
                f"The database has schema {done}; this Tandem knows up to {known[-1][0]}.",
                hint="Start the newer Tandem that wrote it, or restore a backup from before.",
            )
        applied: list[str] = []
        for number, name, text in known:
            if number > done:
                await _apply(connection, text)
                await connection.execute(
                    "insert into migration (number, name) values (%s, %s)", (number, name)
                )
                applied.append(name)
        await _prepare_queue(connection)
    return applied


async def _prepare_queue(connection: AsyncConnection[TupleRow]) -> None:
    """Creates the job queue's tables, which are Procrastinate's own."""
    cursor = await connection.execute("select to_regclass('procrastinate_jobs') is null")
    row = await cursor.fetchone()
    if row and row[0]:
        from procrastinate.schema import SchemaManager  # 0.7 s to import, and needed only once

        await connection.execute(SchemaManager.get_schema())


async def _apply(connection: AsyncConnection[TupleRow], text: LiteralString) -> None:
    try:
        await connection.execute(text)
    except (errors.UndefinedFile, errors.FeatureNotSupported) as error:
        raise ConfigError(
            "This PostgreSQL server has no pgvector extension.",
            hint="Install pgvector 0.8 or newer on the server (Debian: postgresql-18-pgvector).",
        ) from error
    except errors.InsufficientPrivilege as error:
        raise ConfigError(
            "The database user may not create what Tandem needs.",
            hint="As a superuser run `create extension vector`; make the user the owner.",
        ) from error


async def empty(connection: AsyncConnection[TupleRow]) -> None:
    """Drops everything of the desk: the database is as before the first migration."""
    async with connection.transaction():
        await connection.execute("drop schema public cascade")
        await connection.execute("create schema public")
