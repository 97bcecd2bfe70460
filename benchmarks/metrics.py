"""The metrics page over many conversations, and making the facts that it counts."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import httpx
import psycopg
from psycopg import sql

from benchmarks.home import temporary_home
from benchmarks.run import Run, say
from benchmarks.served import served
from benchmarks.table import Figure, Goal, latencies
from tandem import app
from tandem.actions.access.add_agent import add_agent
from tandem.actions.access.issue_token import issue_token
from tandem.core.desk.agent import Role
from tandem.core.desk.scope import Scope
from tandem.settings import Settings
from tandem.store.database import Database

FILL = Path(__file__).with_name("facts.sql")
DAYS = 90
COUNT = "select count(*) from conversation_fact where not is_internal"
FLOOR = "`select count(*)` over the same rows on a connection of its own, right before each request"
WAIT_S_MAX = 120.0


def measure(run: Run) -> Iterator[Figure]:
    """Milliseconds of the whole page by week, for each number of conversations."""
    say("metrics of invented conversations")
    return iter(asyncio.run(_measure(run)))


@dataclass(frozen=True, slots=True)
class _Round:
    """Seconds of each request, and of the bare count before it."""

    page: tuple[float, ...]
    count: tuple[float, ...]


async def _measure(run: Run) -> list[Figure]:
    found: list[Figure] = []
    medians: list[float] = []
    for size in run.conversations:
        say(f"storing {size:,} conversations")
        async with _filled(run, size) as (url, headers, conninfo):
            say("asking for their metrics")
            rounds = [await _round(run, url, headers, conninfo) for _ in range(run.repeats)]
        p50, p95 = latencies(
            f"metrics of {DAYS} days, {size:,} conversations",
            [one.page for one in rounds],
            [one.count for one in rounds],
            FLOOR,
        )
        medians.append(median(p50.ours))
        goal = Goal(1000.0, at_most=True, absolute=True) if size == run.conversations[-1] else None
        found += [
            p50,
            Figure(p95.name, p95.unit, p95.ours, p95.floor, p95.floor_is, p95.n, goal),
        ]
    if len(medians) > 1:
        grown = run.conversations[-1] / run.conversations[0]
        found.append(
            Figure(
                f"growth of that time, {run.conversations[0]:,} to {run.conversations[-1]:,}",
                "×",
                (medians[-1] / medians[0],),
                (grown,),
                "the growth of the number of conversations",
                run.pages,
                Goal(1.0, at_most=True),
            )
        )
    return found


@asynccontextmanager
async def _filled(run: Run, size: int) -> AsyncGenerator[tuple[str, dict[str, str], str]]:
    """A served desk with so many conversations: its address, a lead's headers, its database."""
    async with app.open_scratch_database(run.conninfo) as database:
        await fill(database, size)
        with temporary_home() as home:
            settings = Settings(home=home, database_url=database.conninfo)
            async with app.open_desk(settings) as parts:
                lead = await add_agent(parts.desk, "lead@example.com", "Lead", Role.ADMIN)
                token = await issue_token(parts.desk, lead, name=str(uuid4()), scopes=[Scope.ADMIN])
            with served(settings, "web") as server:
                yield (
                    server.url,
                    {"Authorization": f"Bearer {token.secret}"},
                    database.conninfo,
                )


async def fill(database: Database, size: int) -> None:
    """So many conversations of the last days, with their facts, waits and suggestions."""
    statements = FILL.read_text(encoding="utf-8").split(";\n")
    async with database.connection() as connection:
        for statement in statements:
            if statement.strip():
                query = sql.SQL(statement)  # pyright: ignore[reportArgumentType] (a file of ours)
                await connection.execute(query.format(count=sql.Literal(size)))
        await connection.execute("reset session_replication_role")


async def _round(run: Run, url: str, headers: dict[str, str], conninfo: str) -> _Round:
    since = (app.now() - timedelta(days=DAYS)).isoformat()
    asked = {"since": since, "by": "week"}
    page: list[float] = []
    count: list[float] = []
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, timeout=WAIT_S_MAX) as client,
        await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection,
    ):
        (await client.get("/api/v1/metrics", params=asked)).raise_for_status()
        for _ in range(run.pages):
            began = time.perf_counter()
            await (await connection.execute(COUNT)).fetchone()
            count.append(time.perf_counter() - began)
            began = time.perf_counter()
            (await client.get("/api/v1/metrics", params=asked)).raise_for_status()
            page.append(time.perf_counter() - began)
    return _Round(tuple(page), tuple(count))
