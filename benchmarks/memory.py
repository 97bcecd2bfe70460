"""The memory of each part, compared with the least that it needs."""

import asyncio
from collections.abc import Iterator

import httpx

from benchmarks import child, customers, data
from benchmarks.home import fill, temporary_home
from benchmarks.resident import postgres_bytes
from benchmarks.run import Run, say
from benchmarks.served import POLICY, Server, served
from benchmarks.table import Figure, Goal
from tandem import app
from tandem.adapters.embed import onnx
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.settings import Settings

TURNS = 100
FIRST_TURN = "the same process after one turn"
JUST_STARTED = "the same server, just started"
NEEDED = "python with Tandem imported, and what the embedder adds"
ALL_NEEDED = f"{NEEDED}; and {JUST_STARTED}"
ASK_S_MAX = 30.0
IDLE_GOAL = Goal(450.0, at_most=True, absolute=True)


def measure(run: Run) -> Iterator[Figure]:
    """Resident megabytes of a process; for PostgreSQL the sum, shared pages counted once."""
    say("weighing the parts")
    articles = run.start_passages // data.SECTIONS
    questions = [run.company.question(number, articles).text for number in range(TURNS)]
    with temporary_home() as home:
        # A new server: this run's shared buffers still hold data of other measurements.
        settings = Settings(home=home, database_url=clusters.of(home).conninfo())
        with embedded.join(home):
            asyncio.run(_fill(run, settings, articles))
        rounds: list[dict[str, float]] = []
        for _ in range(run.repeats):
            with embedded.join(home):
                idle = float(postgres_bytes(home))
                added = child.run("embedder", settings, questions)["added"]
                answered = child.run("answer", settings, questions)
            weighed = _idle_desk(settings, questions[0])
            rounds.append({**answered, **weighed, "idle": idle, "added": added})
    model = float(sum(path.stat().st_size for path in onnx.shipped().iterdir()))
    for taken in rounds:
        taken["model"] = model
        taken["needed"] = taken["imported"] + taken["added"]
        taken["all needed"] = taken["needed"] + taken["idle"]
        taken["all"] = taken["desk"] + taken["desk's postgres"]
    for name, ours, least, said, goal in (
        ("python with Tandem imported", "imported", "bare", "python without", None),
        ("the embedder", "added", "model", "the size of its files", None),
        (f"the assistant after {TURNS} turns", "last", "first", FIRST_TURN, None),
        (f"PostgreSQL after {TURNS} turns", "postgres", "idle", JUST_STARTED, None),
        ("idle `tandem serve`: web, turns, jobs", "desk", "needed", NEEDED, None),
        ("idle `tandem serve`: its PostgreSQL", "desk's postgres", "idle", JUST_STARTED, None),
        ("idle `tandem serve`, all of it", "all", "all needed", ALL_NEEDED, IDLE_GOAL),
    ):
        yield Figure(
            f"memory: {name}",
            "MB",
            tuple(taken[ours] / 1e6 for taken in rounds),
            tuple(taken[least] / 1e6 for taken in rounds),
            said,
            1,
            goal,
        )


async def _fill(run: Run, settings: Settings, articles: int) -> None:
    async with app.open_database(settings) as database:
        await fill(database, run, articles)


def _idle_desk(settings: Settings, question: str) -> dict[str, float]:
    """The bytes of an idle desk that has answered one customer.

    For its process all resident pages, including those that it shares with this process.
    """
    home = settings.home
    with served(Settings(home=home, policy=POLICY)) as server:
        asyncio.run(_ask(settings, server, question))
        return {"desk": server.resident, "desk's postgres": postgres_bytes(home)}


async def _ask(settings: Settings, server: Server, question: str) -> None:
    async with app.open_database(settings) as database:
        (customer,) = await customers.add(database, 1)
    async with httpx.AsyncClient(base_url=server.url, timeout=ASK_S_MAX) as client:
        await customers.wait_for_reply(client, customer, question)
