"""Start times: the embedded server, the assistant, the desk, the command line."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import child, floor
from benchmarks.home import filled, temporary_home
from benchmarks.run import Run, say
from benchmarks.served import TANDEM, served
from benchmarks.table import Figure, Goal
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.postgres.embedded import EmbeddedServer
from tandem.settings import Settings

BARE_IMPORTS = "import fastapi, uvicorn, psycopg, onnxruntime"
BARE_WEB = "import fastapi, psycopg"


def measure(run: Run) -> Iterator[Figure]:
    """Seconds of each start; first starts have a new home each time."""
    say("starting servers")
    servers = [_server() for _ in range(run.starts)]
    for name, said, at in (
        ("embedded server, first time", "bare initdb, then the bare start below", "first"),
        ("embedded server, second time", "`postgres` on the same data, asked every 2 ms", "second"),
        ("embedded server, join", "one connection to the same server", "join"),
    ):
        yield Figure(
            name,
            "s",
            tuple(server[at] for server in servers),
            tuple(server[f"bare {at}"] for server in servers),
            said,
            1,
        )
    say("opening assistants")
    yield asyncio.run(_assistant(run))
    say("starting desks")
    yield _desk(run)
    yield _web(run)
    yield _command_line(run)


def _server() -> dict[str, float]:
    """Seconds of each way to start a server in its own home, and of its floor."""
    with temporary_home() as home:
        first = _timed_join(home)
        first.server.close()
        second = _timed_join(home)
        third = _timed_join(home)
        connect_s = floor.connect(third.server.conninfo)
        second.server.close()
        third.server.close()
        cluster = clusters.of(home)
        start_s = floor.bare_start(cluster)
        return {
            "first": first.seconds,
            "bare first": floor.bare_initdb(cluster) + start_s,
            "second": second.seconds,
            "bare second": start_s,
            "join": third.seconds,
            "bare join": connect_s,
        }


@dataclass(frozen=True, slots=True)
class _Joined:
    server: EmbeddedServer
    seconds: float


def _timed_join(home: Path) -> _Joined:
    began = time.perf_counter()
    server = embedded.join(home)
    return _Joined(server, time.perf_counter() - began)


async def _assistant(run: Run) -> Figure:
    async with filled(run, run.start_passages) as desk:
        questions = desk.questions(2 * run.starts + 1)
        pairs = [
            [
                (await asyncio.to_thread(child.run, task, desk.settings, [question]))["seconds"]
                for task in ("answer", "least")
            ]
            for question in questions
        ][1:]  # the first one compiles and warms
    return Figure(
        "SupportAssistant.open to the first answer",
        "s",
        tuple(own for own, _ in pairs),
        tuple(least for _, least in pairs),
        "the model and its tokenizer loaded by hand, one connection, one bare search; both with"
        " everything imported and the server running",
        1,
    )


def _desk(run: Run) -> Figure:
    with temporary_home() as home:
        settings, cluster = Settings(home=home), clusters.of(home)
        with served(settings):
            pass  # makes the home, and compiles
        pairs: list[tuple[float, float]] = []
        for _ in range(run.starts):
            with served(settings) as server:
                own = server.ready_s
            least = floor.bare_start(cluster) + _seconds(sys.executable, "-c", BARE_IMPORTS)
            pairs.append((own, least))
    return Figure(
        "`tandem serve` to /readyz, second time",
        "s",
        tuple(own for own, _ in pairs),
        tuple(least for _, least in pairs),
        f"`postgres` on the same data, asked every 2 ms, then `python -c '{BARE_IMPORTS}'`",
        1,
        Goal(4.0, at_most=True, absolute=True),
    )


def _web(run: Run) -> Figure:
    """Restarts of the web alone, while the database keeps running."""
    with temporary_home() as home, embedded.join(home):
        settings = Settings(home=home)
        with served(settings, "web"):
            pass  # makes the home, and compiles
        _seconds(sys.executable, "-c", BARE_WEB)
        pairs: list[tuple[float, float]] = []
        for _ in range(2 * run.starts):
            with served(settings, "web") as server:
                own = server.ready_s
            pairs.append((own, _seconds(sys.executable, "-c", BARE_WEB)))
    return Figure(
        "`tandem web` restarts, to /readyz",
        "s",
        tuple(own for own, _ in pairs),
        tuple(least for _, least in pairs),
        f"`python -c '{BARE_WEB}'`; the database runs all the time",
        1,
        Goal(1.5, at_most=True, absolute=True),
    )


def _command_line(run: Run) -> Figure:
    _seconds(TANDEM, "--help")  # compiles
    pairs = [
        (_seconds(TANDEM, "--help"), _seconds(sys.executable, "-c", "pass"))
        for _ in range(4 * run.starts)
    ]
    return Figure(
        "tandem --help",
        "s",
        tuple(own for own, _ in pairs),
        tuple(least for _, least in pairs),
        "`python -c pass`",
        1,
        Goal(0.3, at_most=True, absolute=True),
    )


def _seconds(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, timeout=30)  # noqa: S603 -- our own words
    return time.perf_counter() - began
