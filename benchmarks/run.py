"""How much is measured: everything, or for `--quick` just enough to see that it works."""

import sys
from dataclasses import dataclass

from tandem.adapters.embed.onnx import OnnxEmbedder


@dataclass(frozen=True, slots=True)
class Run:
    """The sizes of one run, and the embedder that all of it shares."""

    embedder: OnnxEmbedder
    rounds: int
    questions: int  # a round
    search_passages: tuple[int, ...]
    respond_passages: int
    learn_passages: int
    evaluate_passages: int
    evaluate_questions: int
    repeats: int  # of what takes seconds each time
    starts: int


def full(embedder: OnnxEmbedder) -> Run:
    """Some ten minutes on two cores."""
    return Run(
        embedder,
        rounds=5,
        questions=150,
        search_passages=(10_000, 100_000),
        respond_passages=10_000,
        learn_passages=1_500,
        evaluate_passages=900,
        evaluate_questions=600,
        repeats=3,
        starts=5,
    )


def quick(embedder: OnnxEmbedder) -> Run:
    """Under a minute; the figures are rough."""
    return Run(
        embedder,
        rounds=2,
        questions=30,
        search_passages=(6_000,),
        respond_passages=6_000,
        learn_passages=150,
        evaluate_passages=120,
        evaluate_questions=60,
        repeats=1,
        starts=1,
    )


def say(what: str) -> None:
    """Tell on stderr what is being done: some of it takes a minute."""
    print(f"  … {what}", file=sys.stderr, flush=True)
