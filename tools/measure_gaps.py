"""`python -m tools.measure_gaps --data DATA` measures how well gaps group questions by meaning.

The questions of banking77 and clinc150 have a label each (`DATA/intents/*.jsonl.gz`). A grouping is
compared with the labels by adjusted mutual information (Vinh et al. 2010, 0 is chance) and by
V-measure (Rosenberg and Hirschberg 2007). The distances were chosen on the training split; printed
are samples of the test split. Plain k-means stands beside it, once with as many groups as there are
labels, which no desk knows, and once with the square root of half the questions.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

from tandem.adapters.embed.onnx import OnnxEmbedder, shipped
from tandem.fit import gaps

SETS = ("banking77", "clinc150")
OUTSIDE = "oos"  # clinc150's questions that belong in no group: they have no label to find
SIZES = (300, 1_000, 3_000)
DRAWS = 5  # samples of each size; the mean and the range are printed

Vectors = NDArray[np.float32]
Way = Callable[[Vectors, Sequence[str], Sequence[str]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One way on the samples of one size: a value for each sample, and the slowest's seconds."""

    name: str
    groups: tuple[int, ...]
    mutual: tuple[float, ...]
    v: tuple[float, ...]
    seconds: float


def read(path: Path, split: str) -> list[tuple[str, str]]:
    """Text and label of a split's questions."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        (row["text"], row["label"])
        for row in rows
        if row["split"] == split and row["label"] != OUTSIDE
    ]


def ways() -> Iterator[tuple[str, Way]]:
    """Each way to group, by its name."""
    yield (
        f"average linkage, {gaps.DISTANCE}",
        lambda vectors, _, __: gaps.groups(vectors, gaps.DISTANCE),
    )
    yield (
        f"the same of words, {gaps.DISTANCE_OF_WORDS}",
        lambda _, texts, __: gaps.groups(gaps.of_words(texts), gaps.DISTANCE_OF_WORDS),
    )
    yield "k-means, number of labels", lambda vectors, _, labels: _kmeans(vectors, len(set(labels)))
    yield (
        "k-means, root of n/2",
        lambda vectors, _, __: _kmeans(vectors, max(2, round((len(vectors) / 2) ** 0.5))),
    )


def _kmeans(vectors: Vectors, many: int) -> list[int]:
    trained = KMeans(many, n_init=3, random_state=0)  # pyright: ignore[reportArgumentType] -- "auto"
    return trained.fit_predict(vectors).tolist()


def measure(
    vectors: Vectors, texts: Sequence[str], labels: Sequence[str], size: int, draws: int = DRAWS
) -> list[Measured]:
    """Every way on the same random samples of this size."""
    random = np.random.default_rng(14)
    samples = [random.choice(len(texts), size, replace=False) for _ in range(draws)]
    return [_measured(name, way, vectors, texts, labels, samples) for name, way in ways()]


def _measured(
    name: str,
    way: Way,
    vectors: Vectors,
    texts: Sequence[str],
    labels: Sequence[str],
    samples: Sequence[NDArray[np.int64]],
) -> Measured:
    counts, mutual, v, slowest = list[int](), list[float](), list[float](), 0.0
    for sample in samples:
        rows: list[int] = sample.tolist()
        drawn = [labels[row] for row in rows]
        began = time.perf_counter()
        found = way(vectors[sample], [texts[row] for row in rows], drawn)
        slowest = max(slowest, time.perf_counter() - began)
        counts.append(len(set(found)))
        mutual.append(float(adjusted_mutual_info_score(drawn, found)))
        v.append(float(v_measure_score(drawn, found)))
    return Measured(name, tuple(counts), tuple(mutual), tuple(v), slowest)


def _line(one: Measured) -> str:
    def spread(values: Sequence[float]) -> str:
        return f"{np.mean(values):.2f} ({min(values):.2f}–{max(values):.2f})"

    counted = f"{min(one.groups)}–{max(one.groups)}"
    return (
        f"  {one.name:32} AMI {spread(one.mutual)}  V {spread(one.v)}"
        f"  groups {counted:9} {one.seconds:5.1f} s"
    )


def main() -> int:
    """Print each set's figures, by the number of questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that has intents/")
    parser.add_argument("--split", default="test", choices=["train", "test"])
    arguments = parser.parse_args()
    embedder = OnnxEmbedder.load(shipped())
    for name in SETS:
        rows = read(arguments.data / "intents" / f"{name}.jsonl.gz", arguments.split)
        texts, labels = [text for text, _ in rows], [label for _, label in rows]
        began = time.perf_counter()
        vectors = embedder.embed_once(texts)
        took = time.perf_counter() - began
        print(f"{name}, {arguments.split}: {len(rows)} questions, embedded in {took:.0f} s")
        for size in SIZES:
            print(f" {DRAWS} samples of {size}, {len(set(labels))} labels in all")
            for one in measure(vectors, texts, labels, size):
                print(_line(one))
    return 0


if __name__ == "__main__":
    sys.exit(main())
