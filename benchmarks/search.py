"""Search compared with the bare search, and the recall of the index."""

import asyncio
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector

from benchmarks import data, floor
from benchmarks.floor import BareSearch
from benchmarks.home import Filled, filled
from benchmarks.run import Run, say
from benchmarks.table import Figure, latencies
from tandem.assistant.retrieve import search_articles
from tandem.core.knowledge.rank import Corpus, Weighted
from tandem.store import passages
from tandem.store.passages import Query

TOP = 10
EXACT = (
    "select passage_id from passage_vector where model_id = %(model)s and corpus = 'article'"
    " order by embedding <=> %(vector)s::halfvec, passage_id limit %(top)s"
)


def measure(run: Run) -> Iterator[Figure]:
    """Latency and recall at each size."""
    for size in run.search_passages:
        say(f"storing and indexing {size:,} passages")
        yield from asyncio.run(_at(run, size))


async def _at(run: Run, size: int) -> tuple[Figure, ...]:
    async with filled(run, size) as desk, desk.bare_search() as bare:
        await _rounds(desk, bare, 1, 10, after=1_000_000)  # warm
        say(f"searching {size:,} passages")
        ours, least = await _rounds(desk, bare, run.rounds, run.questions)
        recalls = [
            await _recall(desk, data.question_vectors(run.centres, run.questions // 3, seed))
            for seed in range(run.rounds)
        ]
    return (
        *latencies(f"search in {size:,} passages", ours, least, floor.SEARCH),
        Figure(
            f"recall@{TOP} of the index in {size:,} passages",
            "",
            tuple(recalls),
            (1.0,) * len(recalls),
            "the same vectors compared one by one (question vectors: data.question_vectors)",
            run.questions // 3,
        ),
    )


async def _rounds(
    desk: Filled, bare: BareSearch, rounds: int, count: int, after: int = 0
) -> tuple[list[list[float]], list[list[float]]]:
    """Seconds of ours and of the floor, alternating; no question was embedded before."""
    ours: list[list[float]] = []
    least: list[list[float]] = []
    for number in range(rounds):
        texts = desk.questions(count, after + number * count)
        taken = [(await _ours(desk, text), await _floor(bare, text)) for text in texts]
        ours.append([own for own, _ in taken])
        least.append([bare_s for _, bare_s in taken])
    return ours, least


async def _ours(desk: Filled, text: str) -> float:
    began = time.perf_counter()
    found = await search_articles(desk.database, desk.run.embedder, (Weighted(text, 1.0),))
    taken = time.perf_counter() - began
    assert found.hits
    return taken


async def _floor(bare: BareSearch, text: str) -> float:
    began = time.perf_counter()
    await bare.ask(text)
    return time.perf_counter() - began


async def _recall(desk: Filled, vectors: NDArray[np.float32]) -> float:
    return float(np.mean([await _found(desk, vector) for vector in vectors]))


async def _found(desk: Filled, vector: NDArray[np.float32]) -> float:
    """The share of the true nearest passages that the vector search returns."""
    query = Query(Corpus.ARTICLE, 1, (), vector, desk.model)
    async with desk.database.connection() as connection:
        cursor = await connection.execute(
            EXACT, {"model": desk.model.id, "vector": HalfVector(vector), "top": TOP}
        )
        nearest = {row[0] for row in await cursor.fetchall()}
        hits = (await passages.search(connection, query)).hits
    brought = {hit.passage_id for hit in hits if hit.rank_cosine and hit.rank_cosine <= TOP}
    return len(nearest & brought) / TOP
