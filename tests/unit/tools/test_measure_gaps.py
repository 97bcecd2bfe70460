"""The tool's own arithmetic: groups that are the labels score 1."""

import gzip
import json
from pathlib import Path

import numpy as np

from tools import measure_gaps


def test_groups_that_are_the_labels_score_one() -> None:
    labels = ["vat", "keys", "tents"] * 20
    axes = {"vat": 0, "keys": 1, "tents": 2}
    vectors = np.eye(3, dtype=np.float32)[[axes[one] for one in labels]]
    vectors += np.random.default_rng(1).normal(0, 0.01, vectors.shape).astype(np.float32)
    found = measure_gaps.measure(vectors, labels, labels, 30, draws=2)
    assert len(found) == 4
    by_name = {one.name.split(",")[0]: one for one in found}
    assert by_name["average linkage"].mutual == (1.0, 1.0)
    assert by_name["average linkage"].groups == (3, 3)
    assert by_name["the same of words"].v == (1.0, 1.0)


def test_questions_without_a_label_are_left_out(tmp_path: Path) -> None:
    rows = [
        {"text": "a", "label": "one", "split": "test"},
        {"text": "b", "label": "oos", "split": "test"},
        {"text": "c", "label": "one", "split": "train"},
    ]
    path = tmp_path / "some.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert measure_gaps.read(path, "test") == [("a", "one")]
