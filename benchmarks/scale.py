"""Evaluation on all cores compared with one: the whole command, including its database."""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from benchmarks import data
from benchmarks.home import temporary_home
from benchmarks.run import Run, say
from benchmarks.table import Figure, Goal
from tandem.postgres import embedded

COMMAND = (str(Path(sys.executable).with_name("tandem")), "evaluate", "questions")
EVALUATE_S_MAX = 400.0


def measure(run: Run) -> Iterator[Figure]:
    """Questions per second of wall time, from the command's start to its end."""
    cores = os.sched_getaffinity(0)
    pairs: list[tuple[float, float]] = []
    with temporary_home() as home:
        files = home / "articles.jsonl", home / "questions.jsonl"
        articles = run.evaluate_passages // data.SECTIONS
        data.write_articles(run.company, articles, files[0])
        data.write_questions(run.company, run.evaluate_questions, articles, files[1])
        embedded.join(home).close()  # creates the database, which is not measured
        subprocess.run((*COMMAND, "--help"), stdout=subprocess.DEVNULL, check=True)  # noqa: S603 -- compiles
        for number in range(run.repeats):
            say(f"evaluating on {len(cores)} cores and on one, round {number + 1}")
            pairs.append((_seconds(home, files, cores), _seconds(home, files, {min(cores)})))
    yield Figure(
        f"evaluate, {len(cores)} cores",
        "quest./s",
        tuple(run.evaluate_questions / many for many, _ in pairs),
        tuple(run.evaluate_questions / one for _, one in pairs),
        "the same `tandem evaluate questions` (learn, calibrate, ask) with TANDEM_WORKERS=1,"
        " its process and its PostgreSQL on one core",
        run.evaluate_questions,
        Goal(1.7, at_most=False),
    )


def _seconds(home: Path, files: tuple[Path, Path], cores: Set[int]) -> float:
    """Run one evaluation on these cores, including its server."""
    named = ("--articles", str(files[0]), "--questions", str(files[1]))
    environment = {
        **os.environ,
        "TANDEM_HOME": str(home),
        "TANDEM_WORKERS": str(len(cores)),
    }
    with _on(cores):
        began = time.perf_counter()
        subprocess.run(  # noqa: S603 -- our own words
            (*COMMAND, *named),
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=EVALUATE_S_MAX,
        )
        return time.perf_counter() - began


@contextmanager
def _on(cores: Set[int]) -> Generator[None]:
    """Processes that this thread starts in the block run only on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
