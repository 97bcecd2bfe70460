"""Killed between any two steps: what was stored is whole, and the next run does the rest."""

import json
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn import Learnt, Source, learn
from tandem.actions.turn.replay import replay
from tandem.assistant.retrieve import search_articles
from tandem.core.knowledge.rank import Weighted
from tandem.store import articles
from tandem.store.database import Database
from tandem.testing import FakeEmbedder, StoppedClock

FolderOf = Callable[..., Path]
Uncounted = Callable[[Database], Awaitable[list[tuple[object, ...]]]]

KILLED = -signal.SIGKILL
COUNT = 200

# Repeats an action, each time in a process that kills itself at a different wait for the server:
# before the request is sent (an even number) or before the answer is read.
CHILD = """
import asyncio, os, signal, sys
from pathlib import Path
from uuid import uuid4
from psycopg import AsyncConnection
from tandem import app
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.turn.respond import respond
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import fixed
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.store.database import Database
from tandem.testing import FakeEmbedder, StoppedClock

verb, conninfo, path, *moments = sys.argv[1:]
left, wait = 0, AsyncConnection.wait

def die():
    os.kill(os.getpid(), signal.SIGKILL)

async def counted(self, *arguments, **options):
    global left
    left -= 1
    if left == 0:
        die() if moment % 2 == 0 else asyncio.get_running_loop().call_soon(die)
    return await wait(self, *arguments, **options)

async def work():
    global left
    database, embedder, now = await Database.open(conninfo), FakeEmbedder(), StoppedClock().at
    left = moment
    if verb == "learn":
        await learn(database, embedder, Source(Path(path)), prune=True, now=now)
    elif verb == "import":
        await import_tickets(database, embedder, Path(path), now=now)
    else:
        policy = app.read_policy(app.resource("policy.toml"))
        thinking = app.thinking(database, embedder, fixed(policy))
        asked = Asked(Message(Author.CUSTOMER, path), (), CustomerContext(), now)
        await respond(thinking, asked, turn=uuid4)
    await database.close()

AsyncConnection.wait = counted
for moment in map(int, moments):
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(work())
        finally:  # an error must not let the child go on with the loop
            os._exit(0 if sys.exc_info()[0] is None else 1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def killed_at(moments: list[int], *arguments: str) -> list[int]:
    """The exit status of each process, one per moment."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments, *map(str, moments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line) for line in child.stdout.split()]


def moments(seed: int, count: int, most: int) -> list[int]:
    return random.Random(seed).sample(range(1, most), count)  # noqa: S311 (no secret)


async def settled(database: Database) -> None:
    """Waits until the statements of a killed process are done: until then it holds the lock."""
    async with database.transaction() as connection:
        await articles.lock(connection)


async def rows_of(database: Database, table: str, where: str = "true") -> int:
    text = f"select count(*) from {table} where {where}"  # noqa: S608 (both are literals below)
    async with database.connection() as connection:
        row = await (await connection.execute(text.encode())).fetchone()
    assert row is not None
    return row[0]


def article(n: int) -> str:
    return f"# Part {n}\n\nPart number{n} is cleaned with brush{n % 7}."


async def test_learning_that_is_killed_goes_on_where_it_was(
    database: Database,
    conninfo: str,
    embedder: FakeEmbedder,
    folder_of: FolderOf,
    uncounted: Uncounted,
) -> None:
    folder = folder_of({f"part-{n}": article(n) for n in range(COUNT)})
    codes = killed_at(moments(1, 6, 300), "learn", conninfo, str(folder))
    assert codes == [KILLED] * 6
    await settled(database)
    stored = await rows_of(database, "article_version", "valid_to is null")
    assert 0 < stored < COUNT, "the kills should fall into the middle"
    assert await uncounted(database) == []
    source = Source(folder)
    result = await learn(database, embedder, source, prune=True, now=StoppedClock().at)
    assert result == Learnt(new=COUNT - stored, passages=COUNT - stored, unchanged=stored)
    assert await uncounted(database) == []
    for what in ("article", "article_version", "passage", "passage_keyword", "passage_vector"):
        assert await rows_of(database, what) == COUNT, what
    for n in range(0, COUNT, 23):
        asked = (Weighted(f"number{n}", 1.0),)
        hits = (await search_articles(database, embedder, asked)).hits
        assert (hits[0].document, hits[0].version) == (f"help/part-{n}", 1)


async def test_importing_that_is_killed_goes_on_where_it_was(
    database: Database,
    conninfo: str,
    embedder: FakeEmbedder,
    tmp_path: Path,
    uncounted: Uncounted,
) -> None:
    file = tmp_path / "tickets.jsonl"
    rows = [
        {
            "id": f"t{n}",
            "outcome": "resolved" if n % 4 else "abandoned",
            "messages": [{"author": "customer", "text": article(n)}],
        }
        for n in range(COUNT)
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert killed_at(moments(1, 3, 200), "import", conninfo, str(file)) == [KILLED] * 3
    await settled(database)
    stored = await rows_of(database, "ticket")
    assert 0 < stored < COUNT, "the kills should fall into the middle"
    result = await import_tickets(database, embedder, file, now=StoppedClock().at)
    assert (result.new, result.unchanged) == (COUNT - stored, stored)
    assert await rows_of(database, "ticket") == COUNT
    resolved = COUNT * 3 // 4
    for what in ("passage", "passage_keyword", "passage_vector"):
        assert await rows_of(database, what) == resolved, what
    assert await uncounted(database) == []


async def test_a_turn_is_recorded_whole_or_not_at_all(
    database: Database,
    conninfo: str,
    embedder: FakeEmbedder,
    folder_of: FolderOf,
) -> None:
    folder = folder_of({f"part-{n}": article(n) for n in range(5)})
    await learn(database, embedder, Source(folder), prune=True, now=StoppedClock().at)
    codes = killed_at(list(range(1, 17)), "respond", conninfo, "How is number3 cleaned?")
    finished = codes.count(0)
    assert 0 < finished < len(codes), "the kills should reach every step"
    assert codes == [KILLED] * (len(codes) - finished) + [0] * finished
    async with database.connection() as connection:
        kept = [row[0] async for row in await connection.execute("select id from turn")]
    assert len(kept) >= finished
    texts: set[str] = set()
    for turn in kept:
        again = await replay(database, turn)
        texts |= {again.evidence_hash, again.policy_hash}
        assert again.identical
        assert again.evidence.nearest[0].document == "help/part-3"
    assert await rows_of(database, "record") == len(texts) == 2
