"""Learning compared with the bare embedder, on all cores and the same texts."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import data, floor
from benchmarks.run import Run, say
from benchmarks.table import Figure, Goal
from tandem import app
from tandem.actions.knowledge import learn as learning
from tandem.actions.knowledge.learn import Source
from tandem.adapters.embed.pool import EmbeddingPool
from tandem.adapters.read.article import Defaults
from tandem.adapters.read.jsonl import read_article_rows
from tandem.assistant.prepare import pieces_of
from tandem.core.knowledge.article import Article


def measure(run: Run) -> Iterator[Figure]:
    """Passages a second, from a file to the last commit."""
    threads = len(os.sched_getaffinity(0))
    say(f"learning {run.learn_passages:,} passages, {run.repeats} times")
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        path = Path(folder) / "articles.jsonl"
        count = run.learn_passages // data.SECTIONS
        data.write_articles(run.company, count, path)
        texts = _texts(run, path)
        floor.embed_all(run.embedder, texts[:20], threads)  # warm
        pairs = [
            (
                asyncio.run(_seconds(run, path, threads)),
                floor.embed_all(run.embedder, texts, threads),
            )
            for _ in range(run.repeats)
        ]
    yield Figure(
        f"learn, {threads} threads",
        "pass./s",
        tuple(len(texts) / own for own, _ in pairs),
        tuple(len(texts) / least for _, least in pairs),
        "the same texts through the embedder alone, on as many threads, nothing read or stored",
        len(texts),
        Goal(0.8, at_most=False),
    )


def _texts(run: Run, path: Path) -> list[str]:
    """The texts that learning embeds."""
    rows = read_article_rows(path, where=path.name, defaults=Defaults(app.now()))
    articles = [row for row in rows if isinstance(row, Article)]
    with EmbeddingPool(run.embedder, 1) as pool:
        return [piece.searched_text for article in articles for piece in pieces_of(article, pool)]


async def _seconds(run: Run, path: Path, threads: int) -> float:
    async with app.open_scratch_database(run.conninfo) as database:
        with EmbeddingPool(run.embedder, threads) as pool:
            began = time.perf_counter()
            learnt = await learning.learn(database, pool, Source(path), prune=False, now=app.now())
            taken = time.perf_counter() - began
    assert learnt.passages
    assert not learnt.bad
    return taken
