"""The database server is killed under the assistant: nothing is half done, and work continues."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray
from psycopg.conninfo import make_conninfo

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.turn.respond import SupportResponse, respond
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import fixed
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.errors import UnavailableError
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.settings import Settings
from tandem.store import articles, database
from tandem.store.database import Database
from tandem.testing import FakeEmbedder, StoppedClock

FolderOf = Callable[..., Path]
ARTICLES = {f"n{number}": f"# Part {number}\n\nClean number{number}." for number in range(150)}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home of its own, because its server is killed."""
    base = Path(tempfile.mkdtemp(prefix="tandem-test-"))
    base.chmod(0o711)
    yield base / "home"
    shutil.rmtree(base)


def kill_server(home: Path) -> None:
    """Kill the server of this home, so that the next start needs crash recovery."""
    postmaster = clusters.of(home).postmaster()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    while embedded.state(home) is not embedded.State.ABSENT:
        pass  # its orphans end by themselves


class Killer(FakeEmbedder):
    """Kills the server while it embeds for the `at`-th time, in the middle of a request."""

    home: Path
    at: int = 1

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors, after the kill."""
        self.at -= 1
        if self.at == 0:
            await asyncio.to_thread(kill_server, self.home)
        return await FakeEmbedder.embed(self, texts)


def killer(home: Path, at: int) -> Killer:
    embedder = Killer()
    embedder.home, embedder.at = home, at
    return embedder


async def answered(database: Database, embedder: FakeEmbedder) -> SupportResponse:
    thinking = app.thinking(database, embedder, fixed(app.read_policy(app.resource("policy.toml"))))
    message = Message(Author.CUSTOMER, "How do I clean number7?")
    asked = Asked(message, (), CustomerContext(), StoppedClock().at)
    return await respond(thinking, asked, turn=uuid4)


async def turns_kept(database: Database) -> int:
    async with database.connection() as connection:
        row = await (await connection.execute("select count(*) from turn")).fetchone()
    assert row is not None
    return row[0]


async def test_our_own_server_is_brought_back(home: Path, folder_of: FolderOf) -> None:
    source = Source(folder_of(ARTICLES))
    async with app.open_database(Settings(home=home)) as database:
        with suppress(UnavailableError):  # in the middle of a batch; between two it succeeds
            await learn(database, killer(home, 3), source, prune=True, now=StoppedClock().at)
        rest = await learn(database, FakeEmbedder(), source, prune=True, now=StoppedClock().at)
        assert rest.new + rest.unchanged == len(ARTICLES)
        async with database.connection() as connection:
            counts = await articles.count(connection)
            assert (counts.articles, counts.passages) == (len(ARTICLES), len(ARTICLES))

        first = await answered(database, killer(home, 1))
        second = await answered(database, FakeEmbedder())
        assert first.sources[0].article_id == second.sources[0].article_id == "help/n7"
        assert await turns_kept(database) == 2


async def test_a_server_that_is_not_ours_is_waited_for(
    home: Path, folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_S_MAX", 5.0)

    async def scenario(conninfo: str) -> None:
        given = await Database.open(conninfo)
        source = Source(folder_of({"n7": ARTICLES["n7"]}))
        await learn(given, FakeEmbedder(), source, prune=True, now=StoppedClock().at)
        with pytest.raises(UnavailableError, match="does not answer"):
            await answered(given, killer(home, 1))
        with embedded.join(home):  # somebody else starts it again
            response = await answered(given, FakeEmbedder())
            assert response.sources[0].article_id == "help/n7"
            assert await turns_kept(given) == 1
            await given.close()

    with embedded.join(home) as share:
        with psycopg.connect(share.conninfo, autocommit=True) as connection:
            connection.execute("create database given")
        await scenario(make_conninfo(share.conninfo, dbname="given"))
