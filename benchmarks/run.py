"""The sizes of a run: full, or with `--quick` just enough to see that it works."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from benchmarks.data import Company
from tandem.adapters.embed import onnx
from tandem.adapters.embed.onnx import OnnxEmbedder
from tandem.postgres import cluster


@dataclass(frozen=True, slots=True)
class Run:
    """The sizes of one run, and what its parts share."""

    embedder: OnnxEmbedder
    company: Company
    centres: NDArray[np.float32]  # a vector for each topic
    home: Path  # of a server that runs during the whole run
    rounds: int
    questions: int  # per round
    search_passages: tuple[int, ...]
    respond_passages: int
    active: int  # conversations beside the one that asks for a person
    streams: int  # open at the same time
    streams_s: float  # for which events are sent
    learn_passages: int
    evaluate_passages: int
    evaluate_questions: int
    repeats: int  # of measurements that take seconds each
    starts: int
    start_passages: int  # in the database of the start and memory measurements
    conversations: tuple[int, ...]  # that metrics are counted of
    pages: int  # of metrics, per round

    @property
    def conninfo(self) -> str:
        """The connection string of the run's server."""
        return cluster.of(self.home).conninfo()


def full(home: Path) -> Run:
    """The full run: about ten minutes on two cores."""
    return Run(
        *_shared(),
        home,
        rounds=5,
        questions=150,
        search_passages=(10_000, 100_000),
        respond_passages=10_000,
        active=200,
        streams=1_000,
        streams_s=15.0,  # long enough for a heartbeat of every stream
        learn_passages=1_500,
        evaluate_passages=900,
        evaluate_questions=600,
        repeats=3,
        starts=5,
        start_passages=10_000,
        conversations=(100_000, 300_000, 1_000_000),
        pages=10,
    )


def quick(home: Path) -> Run:
    """The quick run: under a minute, rough figures."""
    return Run(
        *_shared(),
        home,
        rounds=2,
        questions=20,
        search_passages=(6_000,),
        respond_passages=600,
        active=20,
        streams=50,
        streams_s=2.0,
        learn_passages=120,
        evaluate_passages=48,
        evaluate_questions=40,
        repeats=1,
        starts=1,
        start_passages=600,
        conversations=(3_000, 10_000),
        pages=5,
    )


def _shared() -> tuple[OnnxEmbedder, Company, NDArray[np.float32]]:
    embedder, company = OnnxEmbedder.load(onnx.shipped()), data.company()
    texts = [company.article(topic).sections[0] for topic in range(data.TOPICS)]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as executor:
        centres = executor.map(embedder.embed_once, [[text] for text in texts])
    return embedder, company, np.concatenate(list(centres))


def say(what: str) -> None:
    """Print on stderr what is being done, since some of it takes a minute."""
    print(f"  … {what}", file=sys.stderr, flush=True)
