"""Real PostgreSQL: one server per run, a migrated template, and a database for each test."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tandem.postgres import embedded
from tandem.store.database import Database
from tandem.store.migrate import migrate, migrations
from tandem.testing import FakeEmbedder
from tests.integration.shop import Shop, opened

# "given" is the server in TEST_DATABASE_URL; its user must be allowed to create databases.
SERVERS = ("embedded", "given") if "TEST_DATABASE_URL" in os.environ else ("embedded",)
LOCK = 7_460_131_044  # held by the worker that makes the template
PREFIX = "tandem_test_"


@dataclass(frozen=True, slots=True)
class Server:
    """A server with a migrated template; `connection` creates databases and owns them."""

    conninfo: str
    connection: psycopg.Connection
    template: str
    numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def copy(self) -> Generator[str]:
        """A database of its own, dropped at the end."""
        with self._made(sql.Identifier(self.template)) as conninfo:
            yield conninfo

    @contextmanager
    def empty(self) -> Generator[str]:
        """The same without a schema, for one that comes from elsewhere."""
        with self._made(sql.Identifier("template0")) as conninfo:
            yield conninfo

    @contextmanager
    def _made(self, template: sql.Identifier) -> Generator[str]:
        owner = self.connection.info.backend_pid
        name = sql.Identifier(f"{PREFIX}{owner}_{next(self.numbers)}")
        self._drop(name)  # a killed run's, if the server gave its number again
        self.connection.execute(sql.SQL("create database {} template {}").format(name, template))
        yield make_conninfo(self.conninfo, dbname=name.as_string().strip('"'))
        self._drop(name)

    def _drop(self, name: sql.Identifier) -> None:
        self.connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))


@pytest.fixture(scope="session", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server of this run, shared by all workers and by other runs of the same account."""
    if request.param == "given":
        with furnished(os.environ["TEST_DATABASE_URL"]) as server:
            yield server
        return
    home = Path(tempfile.gettempdir()) / f"tandem-tests-{os.getuid()}"
    with embedded.join(home) as share, furnished(share.conninfo) as server:
        yield server


@pytest.fixture
def conninfo(server: Server) -> Iterator[str]:
    """A migrated, empty database for this test alone."""
    with server.copy() as conninfo:
        yield conninfo


@pytest.fixture
async def database(conninfo: str) -> AsyncIterator[Database]:
    """This test's database, open."""
    database = await Database.open(conninfo)
    yield database
    await database.close()


@pytest.fixture
async def shop(database: Database, tmp_path: Path) -> Shop:
    """The desk of this test, on its database."""
    return await opened(database, tmp_path / "articles")


@pytest.fixture
def embedder() -> FakeEmbedder:
    """Vectors without a model."""
    return FakeEmbedder()


@contextmanager
def furnished(conninfo: str) -> Generator[Server]:
    """The template exists, whoever made it; leftovers of killed runs are dropped."""
    text = "".join(text for _, _, text in migrations())
    template = f"tandem_template_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (LOCK,))
        _sweep(connection)
        if not _exists(connection, template):
            _make(connection, conninfo, template)
        connection.execute("select pg_advisory_unlock(%s)", (LOCK,))
        yield Server(conninfo, connection, template)


def _make(connection: psycopg.Connection, conninfo: str, template: str) -> None:
    """Create and migrate the template under another name, so that it is always complete."""
    part = sql.Identifier(f"{template}_part")
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(part))
    connection.execute(sql.SQL("create database {}").format(part))
    asyncio.run(_migrate(make_conninfo(conninfo, dbname=f"{template}_part")))
    connection.execute(
        sql.SQL("alter database {} rename to {}").format(part, sql.Identifier(template))
    )


async def _migrate(conninfo: str) -> None:
    async with await psycopg.AsyncConnection.connect(conninfo) as connection:
        await migrate(connection)


def _exists(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("select from pg_database where datname = %s", (name,))
    return found.fetchone() is not None


def _sweep(connection: psycopg.Connection) -> None:
    """Drop databases whose owner is gone: their names hold the owner's connection."""
    orphans = connection.execute(
        "select datname from pg_database where starts_with(datname, %s)"
        " and split_part(datname, '_', 3) not in (select pid::text from pg_stat_activity)",
        (PREFIX,),
    ).fetchall()
    for (name,) in orphans:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
