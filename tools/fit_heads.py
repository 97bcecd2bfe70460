"""Fits the heads that hear wishes, dangers and moods, as readable files.

    python -m tools.fit_heads --data DIR --out FOLDER [--only NAME,NAME]

Each is a logistic regression over the sentence's vector and its groups of one to three words, the
few thousand that matter most. It is judged by scores from fits that had not seen the message's
author (or, of the public sets, its part). The same data, embedder and seed give the same files.
"""

import argparse
import gzip
import hashlib
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem import app
from tandem.adapters.embed.onnx import OnnxEmbedder, shipped
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn import phrases
from tandem.core.turn.head import grams
from tandem.core.turn.plain import plain
from tandem.core.turn.said import prose, windows
from tandem.core.turn.screen import Screen, screen

COMMAND = "python -m tools.fit_heads --data DIR --out FOLDER"
SEED = 20250101
STRENGTH = 10.0  # C of the regression, chosen on left-out authors among 3, 10 and 30
GRAMS_MAX = 2_500  # groups of words that a head keeps
SEEN_MIN = 3  # messages that a group of words occurs in
FOLDS = 4
DIGITS = 4

HERE = Path(__file__).parent / "hearing"
CORPUS = tuple(sorted((HERE / "train").glob("*.jsonl")))
AUTHORED = app.resource("heads", "authored.jsonl")
REQUESTS = "requests/human_complaint_cancel.jsonl"
BANKING = "intents/banking77.jsonl.gz"
CLINC = "intents/clinc150.jsonl.gz"
MULTIDOGO = "intents/multidogo.jsonl.gz"
LICENCES = {
    **dict.fromkeys((path.name for path in CORPUS), "Apache-2.0 (written for Tandem)"),
    AUTHORED.name: "Apache-2.0 (written for Tandem)",
    Path(
        REQUESTS
    ).name: "Apache-2.0, CC BY 3.0, CC BY 4.0, CDLA-Permissive-1.0, MIT; CC0 (authored)",
    Path(BANKING).name: "CC BY 4.0 (PolyAI)",
    Path(CLINC).name: "CC BY 3.0 (Clinc)",
    Path(MULTIDOGO).name: "CDLA-Permissive-1.0 (Amazon)",
}
# Questions of the public sets that carry no label of our kinds and yet are of one.
OF_A_KIND = frozenset(
    {
        "compromised_card",
        "lost_or_stolen_card",
        "cash_withdrawal_not_recognised",
        "card_payment_not_recognised",
        "direct_debit_payment_not_recognised",
        "lost_or_stolen_phone",
        "terminate_account",
        "report_fraud",
        "report_lost_card",
        "cancel",
        "expense",
        "reportfraud",
        "stolencard",
        "lostcard",
        "reportlostcard",
        "closeaccount",
    }
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text; rows with the same `origin` are left out together."""

    text: str
    label: str
    origin: str
    kind: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it is an unlabelled question of a public set; all of them count as ordinary."""
        return self.kind == "public"

    @property
    def is_ordinary(self) -> bool:
        """Whether it is none of our kinds and resembles none."""
        return self.label == "none" and not self.kind.startswith("like")


@dataclass(frozen=True, slots=True)
class Task:
    """What a head hears, and how often it may be wrong.

    `alarms_max` are the highest shares of false alarms among public questions, own ordinary
    messages, and own look-alikes; `leans_max` the same for adding an offer.
    """

    name: str
    labels: frozenset[str]
    heard: Callable[[Screen], bool]
    alarms_max: tuple[float, float, float]
    leans_max: tuple[float, float, float]
    topic: bool = False
    urgent: bool = False


def tasks() -> tuple[Task, ...]:
    """A head for a wish for a person, one for each topic, and those for moods and matters."""
    topics = tuple(
        Task(
            group.name,
            frozenset({label_of(group.name)}),
            lambda heard: heard.safety is not None,
            (0.0005, 0.0035, 0.06),
            (0.004, 0.015, 0.15),
            topic=True,
            urgent=group.urgent,
        )
        for group in phrases.TOPICS
        if group.name != "data protection"  # by rules alone: nobody wrote examples
    )
    usual, leaning = (0.001, 0.003, 0.009), (0.008, 0.02, 0.06)
    return (
        Task(
            "human_request",
            frozenset({"human_request"}),
            lambda heard: heard.person is not None,
            usual,
            leaning,
        ),
        *topics,
        Task(
            "exception",
            frozenset({"exception"}),
            lambda heard: heard.exception is not None,
            (0.0005, 0.003, 0.006),
            leaning,
        ),
        Task(
            "own_record",
            frozenset({"own_record"}),
            lambda heard: heard.own_record is not None,
            (0.02, 0.01, 0.02),
            (2.0, 2.0, 2.0),
        ),
        Task(
            "cancel",
            frozenset({"cancel"}),
            lambda heard: heard.cancel is not None,
            (0.001, 0.004, 0.01),
            (2.0, 2.0, 2.0),
        ),
        Task(
            "frustration",
            frozenset({"frustration", "distress", "complaint", "abuse"}),
            lambda heard: heard.frustrated is not None or heard.distress is not None,
            (0.003, 0.01, 0.01),
            (2.0, 2.0, 2.0),
        ),
    )


def label_of(topic: str) -> str:
    """A topic's label in the corpus: "fire or electricity" is `fire_electricity`."""
    return topic.replace(" or ", "_").replace(" ", "_").replace("-", "_")


def main() -> None:
    """Fit the heads on the corpus and the data in `--data`, and write them to `--out`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the heads' files")
    parser.add_argument("--only", default="", help="names of heads, with commas between")
    given = parser.parse_args()
    chosen = [task for task in tasks() if not given.only or task.name in given.only.split(",")]
    learning = Learning.of(rows(given.data), OnnxEmbedder.load(shipped()))
    files = {**{path.name: digest(path) for path in (*CORPUS, AUTHORED)}} | {
        Path(name).name: digest(given.data / name) for name in (REQUESTS, BANKING, CLINC, MULTIDOGO)
    }
    _SHARED.append(learning)  # the workers are forked, and find it there
    with ProcessPoolExecutor(2) as pool:
        for task, fitted in zip(
            chosen, pool.map(_fit, [task.name for task in chosen]), strict=True
        ):
            table = described(task, fitted, learning, files)
            path = given.out / f"{label_of(task.name)}.json"
            path.write_text(written(table), encoding="utf-8")
            figures = table["provenance"]["figures"]
            sys.stdout.write(f"{path.name}: {json.dumps(figures)}\n")
            sys.stdout.flush()


# Data ---------------------------------------------------------------------------------------


def rows(data: Path) -> list[Row]:
    """The own corpus, the labelled requests, and samples of public questions."""
    # What is labelled `none` in the older files was chosen because it resembles a request.
    older = [
        replace(row, origin=f"requests, {row.origin}", kind="like human_request")
        for row in (*read(AUTHORED), *read(data / REQUESTS))
    ]
    own = [*(row for path in CORPUS for row in read(path)), *older]
    known = {row.text for row in own}
    public = [
        *(row for row in read(data / BANKING, split="train")),
        *(row for row in read(data / CLINC, split="train")),
        *sample([row for row in read(data / MULTIDOGO) if len(row.text) > 8], 5_000),
    ]
    return own + [
        Row(row.text, "none", row.origin, "public")
        for row in public
        if row.text not in known
        and row.label.lower().replace(" ", "") not in OF_A_KIND
        and screen(row.text).person is None  # most of these are wishes for a person
    ]


def read(file: Path, *, split: str = "") -> list[Row]:
    """The labelled rows of a JSONL file, which may be gzipped."""
    raw = file.read_bytes()
    text = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode()
    return [
        Row(row["text"], row["label"] or "none", row["set"], row.get("kind", ""))
        for row in map(json.loads, text.splitlines())
        if not split or row.get("split") == split
    ]


def sample(found: Sequence[Row], size: int) -> list[Row]:
    """A sample of `size` rows, the same in every run."""
    return random.Random(SEED).sample(found, size)  # noqa: S311  # not for a secret


def digest(file: Path) -> str:
    """The file's SHA-256."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


# Fitting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learning:
    """The rows, with each of their windows: its vector, its word groups, and its row's number."""

    rows: list[Row]
    vectors: Any
    groups: Any
    names: NDArray[np.str_]
    of_row: NDArray[np.int64]
    first: NDArray[np.int64]
    folds: NDArray[np.int64]

    @classmethod
    def of(cls, found: list[Row], embedder: OnnxEmbedder) -> "Learning":
        """Embed and count all windows of all rows."""
        from scipy import sparse

        heard = [windows(prose(row.text)) for row in found]
        of_row = np.array([at for at, texts in enumerate(heard) for _ in texts])
        first = np.cumsum([0, *(len(texts) for texts in heard[:-1])])
        said = [text for texts in heard for text in texts]
        vectors = embedder.embed_once(said).astype(np.float32)
        groups = [grams(plain(text)) for text in said]
        seen = Counter(gram for at in first for gram in groups[at])
        names = sorted(gram for gram, count in seen.items() if count >= SEEN_MIN)
        place = {gram: at for at, gram in enumerate(names)}
        columns = [[place[gram] for gram in sorted(found) if gram in place] for found in groups]
        values = [
            1 / math.sqrt(len(found)) for found, at in zip(groups, columns, strict=True) for _ in at
        ]
        starts = np.cumsum([0, *map(len, columns)])
        flat = [at for row in columns for at in row]
        matrix = sparse.csr_matrix((values, flat, starts), shape=(len(said), len(names)))
        return cls(
            found,
            vectors,
            matrix,
            np.array(names),
            of_row,
            first,
            np.array([fold_of(row) for row in found]),
        )


_SHARED: list[Learning] = []


def fold_of(row: Row) -> int:
    """Where a row is left out: with all of its author, or with its part of a public set."""
    key = row.text if row.is_public else row.origin
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head's numbers, and each row's probability by a fit that had not seen it."""

    weights: Floats
    words: dict[str, float]
    bias: float
    scores: Floats


def _fit(name: str) -> Fitted:
    (learning,) = _SHARED
    task = next(task for task in tasks() if task.name == name)
    truth = np.array([row.label in task.labels for row in learning.rows])
    scores = np.empty(len(learning.rows))
    for fold in range(FOLDS):
        out = learning.folds == fold
        model = regression(learning, truth, ~out)
        chosen = out[learning.of_row]
        by_window = probabilities(learning, model, chosen)
        highest = np.zeros(len(learning.rows))
        np.maximum.at(highest, learning.of_row[chosen], by_window)
        scores[out] = highest[out]
    weights, words, bias = regression(learning, truth, np.ones(len(truth), bool))
    kept = {str(learning.names[at]): value for at, value in words.items()}
    return Fitted(weights, kept, bias, scores)


Model = tuple[Floats, dict[int, float], float]


def regression(learning: Learning, truth: Flags, chosen: Flags) -> Model:
    """Weights, word groups and bias: fitted once with all groups, and again with the best."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    # A long harmless message is harmless in each of its sentences; a dangerous one is not
    # dangerous in each, so of those only the whole is learnt from.
    is_first = np.zeros(len(learning.of_row), bool)
    is_first[learning.first] = True
    of_none = np.array([row.label == "none" for row in learning.rows])[learning.of_row]
    at = np.flatnonzero(chosen[learning.of_row] & (is_first | of_none))
    vectors, groups = sparse.csr_matrix(learning.vectors[at]), learning.groups[at]
    size = learning.vectors.shape[1]

    def fitted(columns: Any) -> Any:
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=SEED
        )
        return model.fit(sparse.hstack([vectors, columns]).tocsr(), truth[learning.of_row[at]])

    weight = fitted(groups).coef_[0][size:]
    often = np.sqrt(np.asarray((groups > 0).sum(axis=0)).ravel())
    best = np.sort(np.argsort(-np.abs(weight) * often, kind="stable")[:GRAMS_MAX])
    model = fitted(groups[:, best])
    coefficients = model.coef_[0]
    words = dict(zip(best.tolist(), coefficients[size:].tolist(), strict=True))
    return coefficients[:size], words, float(model.intercept_[0])


def probabilities(learning: Learning, model: Model, chosen: Flags) -> Floats:
    """`core.turn.head.probability` of many windows at once."""
    weights, words, bias = model
    columns, values = list(words), np.array(list(words.values()))
    spoken = learning.groups[chosen][:, columns] @ values
    return 1 / (1 + np.exp(-(learning.vectors[chosen] @ weights + spoken + bias)))


# Thresholds and figures ---------------------------------------------------------------------


def lowest_threshold(
    scores: Floats, learning: Learning, task: Task, shares: Sequence[float]
) -> float:
    """The lowest threshold at which no kind of negatives has more false alarms than allowed."""
    name = f"like {next(iter(task.labels))}" if task.topic else ""
    kinds = (
        [row.is_public for row in learning.rows],
        [row.is_ordinary and not row.is_public for row in learning.rows],
        [row.label == "none" and row.kind.startswith(name or "like") for row in learning.rows],
    )
    lowest = 0.0
    for chosen, share in zip(kinds, shares, strict=True):
        negatives = np.sort(scores[np.array(chosen)])[::-1]
        allowed = int(share * len(negatives))
        if allowed < len(negatives):
            lowest = max(lowest, float(negatives[allowed]))
    # In decimal: in binary a rounded threshold can fall below the score it must refuse.
    steps = Decimal(repr(lowest)).scaleb(DIGITS)
    return float((math.floor(steps) + 1) / Decimal(10**DIGITS))


def described(
    task: Task, fitted: Fitted, learning: Learning, files: dict[str, str]
) -> dict[str, Any]:
    """The head's file as a table."""
    threshold = lowest_threshold(fitted.scores, learning, task, task.alarms_max)
    leans = min(threshold, lowest_threshold(fitted.scores, learning, task, task.leans_max))
    if task.leans_max[0] > 1:
        leans = 2.0  # never: an offer would not fit
    return {
        "name": task.name,
        "model": OnnxEmbedder.load(shipped()).model,
        "threshold": threshold,
        "leans_from": leans,
        "topic": task.topic,
        "urgent": task.urgent,
        "bias": round(fitted.bias, DIGITS),
        "provenance": {
            "command": COMMAND,
            "seed": SEED,
            "data": {
                name: {"sha256": found, "licence": LICENCES[name]} for name, found in files.items()
            },
            "labels": sorted(task.labels),
            "rows": len(learning.rows),
            "fitting": f"logistic regression, classes balanced, C = {STRENGTH:g}, over the vector "
            f"and {GRAMS_MAX:,} groups of one to three words",
            "threshold": "the lowest with at most these shares of false alarms among public "
            "questions, own ordinary messages and own look-alikes, by fits that had not seen the "
            f"author: {', '.join(f'{share:.2%}' for share in task.alarms_max)}",
            "note": "Messages of our own flatter: docs/screen.md has figures of other people's.",
            "figures": compared(task, learning, fitted.scores, threshold),
        },
        "words": {gram: round(weight, 2) for gram, weight in sorted(fitted.words.items())},
        "weights": [round(float(weight), DIGITS) for weight in fitted.weights],
    }


def compared(task: Task, learning: Learning, scores: Floats, threshold: float) -> dict[str, Any]:
    """Rules, head, and either; no row is scored by its own fit."""
    truth = np.array([row.label in task.labels for row in learning.rows])
    none = np.array([row.label == "none" and not row.is_public for row in learning.rows])
    public = np.array([row.is_public for row in learning.rows])
    rules = _heard(task)
    head = scores >= threshold
    return {
        way: {
            "recall": figure(share(said, truth)),
            "own_false_alarms": figure(share(said, none)),
            "public_false_alarms": figure(share(said, public)),
        }
        for way, said in (("rules", rules), ("head", head), ("either", rules | head))
    }


@cache
def _screens() -> list[Screen]:
    (learning,) = _SHARED
    return [screen(row.text) for row in learning.rows]


def _heard(task: Task) -> Flags:
    return np.array([task.heard(found) for found in _screens()])


def share(said: Flags, among: Flags) -> Figure:
    """The share of the chosen rows that were flagged."""
    return proportion(int((said & among).sum()), int(among.sum()))


def figure(found: Figure) -> dict[str, float | int | None]:
    """A figure in the format of the lab's results, to four digits."""
    values = {"value": found.value, "low": found.low, "high": found.high}
    return {"n": found.n, **{k: None if v is None else round(v, 4) for k, v in values.items()}}


def written(table: dict[str, Any]) -> str:
    """The table as readable JSON: one key a line, the weights eight a line."""
    lists = {"weights": table["weights"], "words": table["words"]}
    text = json.dumps({**table, **dict.fromkeys(lists, "")}, indent=1, ensure_ascii=False)
    weights = [f"{weight:g}" for weight in table["weights"]]
    words = [f"{json.dumps(gram, ensure_ascii=False)}: {w:g}" for gram, w in table["words"].items()]
    text = text.replace('"weights": ""', f'"weights": [\n  {_lines(weights)}\n ]')
    return text.replace('"words": ""', f'"words": {{\n  {_lines(words)}\n }}') + "\n"


def _lines(values: Iterable[str]) -> str:
    found = list(values)
    return ",\n  ".join(", ".join(found[at : at + 8]) for at in range(0, len(found), 8))


if __name__ == "__main__":
    main()
