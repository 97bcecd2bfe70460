"""Migrations are applied once, by whoever comes first, and never backwards."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict

from tandem.core.errors import ConfigError
from tandem.postgres import cluster as clusters
from tandem.store import migrate as migrating
from tandem.store.database import Database
from tandem.store.migrate import migrate, migrations

SCHEMA = Path(migrating.__file__).with_name("schema.sql")
HEAD = """\
-- What the migrations make, printed for readers; nothing runs it. Print it anew with:
-- WRITE_SCHEMA=1 .venv/bin/pytest tests/integration/store/test_migrate.py
"""
QUEUE = r"^(CREATE|ALTER)\b.*\bprocrastinate_"  # the job queue's own, created by its library
NAMES = [name for _, name, _ in migrations()]

MIGRATE = """
import asyncio, sys
from tandem.store.database import Database
asyncio.run(Database.open(sys.argv[1]))
"""


async def applied_by(conninfo: str) -> list[str]:
    async with await AsyncConnection.connect(conninfo) as connection:
        return await migrate(connection)


def empty(conninfo: str) -> None:
    """The database as it was before any migration."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("drop extension vector cascade")
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")


async def test_those_who_come_at_once_migrate_once(conninfo: str) -> None:
    empty(conninfo)

    others = [subprocess.Popen([sys.executable, "-c", MIGRATE, conninfo]) for _ in range(2)]
    results = await asyncio.gather(*(applied_by(conninfo) for _ in range(8)))
    assert [other.wait() for other in others] == [0, 0]
    assert [names for names in results if names] in ([], [NAMES])
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute("select number, name from migration order by number").fetchall()
    assert rows == [(number, name) for number, name, _ in migrations()]


async def test_a_migration_that_fails_leaves_nothing(
    conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty(conninfo)
    bad = (9998, "9998_bad.sql", "create table half (); select 1 / 0")
    monkeypatch.setattr(migrating, "migrations", lambda: [*migrations(), bad])
    with pytest.raises(psycopg.errors.DivisionByZero):
        await applied_by(conninfo)
    with psycopg.connect(conninfo) as connection:
        found = connection.execute(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace"
        ).fetchone()
    assert found == (0,)


async def test_a_newer_schema_is_refused_and_left_alone(conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("insert into migration (number, name) values (9999, '9999_later.sql')")
    with pytest.raises(ConfigError, match="has schema 9999") as caught:
        await Database.open(conninfo)
    assert "newer Tandem" in caught.value.hint


def test_schema_sql_is_what_the_migrations_make(conninfo: str) -> None:
    printed = HEAD + schema_of(conninfo)
    if "WRITE_SCHEMA" in os.environ:
        SCHEMA.write_text(printed, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == printed, "see the first lines of schema.sql"


def schema_of(conninfo: str) -> str:
    """The schema in SQL, without what depends on PostgreSQL's version or the session."""
    name = str(conninfo_to_dict(conninfo)["dbname"])
    dumped = subprocess.run(
        [
            clusters.wheel_folder() / "bin" / "pg_dump",
            *("--schema-only", "--no-owner", "--no-privileges", "--no-comments"),
            *("--schema=public", "--exclude-table=migration"),
            f"--dbname={conninfo}",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert name not in dumped
    statements = "\n".join(
        line
        for line in dumped.splitlines()
        if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set_config"))
    )
    paragraphs = [part.strip("\n") for part in statements.split("\n\n") if part.strip()]
    kept = [
        part
        for part in paragraphs
        if part != "CREATE SCHEMA public;" and not re.search(QUEUE, part, re.MULTILINE)
    ]
    return "\n" + "\n\n".join(kept) + "\n"
