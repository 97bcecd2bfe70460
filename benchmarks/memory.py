"""What each part holds in memory, beside what it can't do without."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from benchmarks import child, data
from benchmarks.home import fill, temporary_home
from benchmarks.run import Run, say
from benchmarks.table import Figure
from tandem import app
from tandem.adapters.embed import onnx
from tandem.settings import Settings
from tandem.store import cluster as clusters
from tandem.store import embedded

TURNS = 100


def measure(run: Run) -> Iterator[Figure]:
    """Resident megabytes of a process; of PostgreSQL the sum, shared pages counted once."""
    say("weighing the parts")
    articles = run.start_passages // data.SECTIONS
    questions = [run.company.question(number, articles).text for number in range(TURNS)]
    with temporary_home() as home:
        # A server of its own: what the others did would still lie in this run's shared buffers.
        settings = Settings(home, clusters.of(home).conninfo())
        with embedded.join(home):
            asyncio.run(_fill(run, settings, articles))
        rounds: list[dict[str, float]] = []
        for _ in range(run.repeats):
            with embedded.join(home):
                idle = float(postgres_bytes(home))
                added = child.run("embedder", settings, questions)["added"]
                answered = child.run("answer", settings, questions)
                rounds.append({**answered, "idle": idle, "added": added})
    model = float(sum(path.stat().st_size for path in onnx.shipped().iterdir()))
    floors = [{**taken, "model": model} for taken in rounds]
    for name, ours, least, said in (
        ("python with Tandem imported", "imported", "bare", "python without"),
        ("the embedder", "added", "model", "the size of its files"),
        (f"the assistant after {TURNS} turns", "last", "first", "the same process after one turn"),
        (f"PostgreSQL after {TURNS} turns", "postgres", "idle", "the same server, just started"),
    ):
        yield Figure(
            f"memory: {name}",
            "MB",
            tuple(taken[ours] / 1e6 for taken in floors),
            tuple(taken[least] / 1e6 for taken in floors),
            said,
            1,
        )


async def _fill(run: Run, settings: Settings, articles: int) -> None:
    async with app.open_database(settings) as database:
        await fill(database, run, articles)


def postgres_bytes(home: Path) -> int:
    """Bytes that the home's postmaster and all its children hold, shared pages counted once."""
    postmaster = clusters.of(home).postmaster()
    assert postmaster is not None
    children = f"/proc/{postmaster}/task/{postmaster}/children"
    pids = [postmaster, *map(int, Path(children).read_text(encoding="ascii").split())]
    return sum(map(_proportional, pids))


def _proportional(pid: int) -> int:
    """The process's own pages and its share of those that it has in common (PSS); 0 if it ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
