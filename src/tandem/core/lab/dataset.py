"""Labelled data of the lab: questions with gold articles, messages with labels, and their split."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FOLDS = 5

Author = Literal["customer", "assistant", "agent", "system"]


@dataclass(frozen=True, slots=True)
class ContextMessage:
    """An earlier message of the same conversation."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A customer's question with the articles that answer it, and the answer that people gave."""

    id: str
    text: str
    gold: tuple[str, ...]
    answerable: bool
    answer: str | None = None
    context: tuple[ContextMessage, ...] = ()
    product: str | None = None
    locale: str | None = None
    split: str | None = None
    answerability: str | None = None

    @property
    def kind(self) -> str:
        """`answerable`, `unanswerable`, or what else the set calls it, such as `underspecified`."""
        return (self.answerability or ("answerable" if self.answerable else "unanswerable")).lower()


@dataclass(frozen=True, slots=True)
class Labelled:
    """Questions, and their origin."""

    questions: tuple[Question, ...]
    sets: dict[str, int]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A customer's message with the label that people gave it."""

    text: str
    label: str
    set: str
    context: tuple[ContextMessage, ...] = ()
    split: str | None = None


OUT_OF_SCOPE = frozenset({"oos", "out_of_scope", "outofdomain", "uncategorised"})
"""Labels that say, in any file, that a message belongs in none of the categories."""


def few_of_each(
    messages: Sequence[LabelledMessage], most: int, *, seed: int
) -> tuple[LabelledMessage, ...]:
    """At most so many messages of each label, drawn at random; another seed draws others."""
    by_label: dict[str, list[LabelledMessage]] = {}
    for message in messages:
        by_label.setdefault(message.label, []).append(message)
    drawn = random.Random(seed)  # noqa: S311 -- a sample to repeat, not a secret
    return tuple(
        message
        for label in sorted(by_label)
        for own in [by_label[label]]
        for message in drawn.sample(own, min(most, len(own)))
    )


@dataclass(frozen=True, slots=True)
class Fold:
    """The questions that are judged, and those that may be used to calibrate, by index."""

    calibrate: tuple[int, ...]
    judge: tuple[int, ...]


def test_split(questions: Sequence[Question]) -> tuple[Fold, ...]:
    """The folds in which the questions are judged, none by a calibration that saw it.

    With rows of split "test": one fold that judges these and calibrates on all others (on none, if
    all are "test"). Otherwise up to five, by the hash of the first gold article, so that no article
    is on both sides; a question without gold goes by its own id.
    """
    tests = tuple(at for at, question in enumerate(questions) if question.split == "test")
    if tests:
        return (_fold(len(questions), tests),)
    members: list[list[int]] = [[] for _ in range(FOLDS)]
    for at, question in enumerate(questions):
        members[_bucket(question.gold[0] if question.gold else question.id)].append(at)
    return tuple(_fold(len(questions), tuple(judged)) for judged in members if judged)


def _fold(count: int, judge: tuple[int, ...]) -> Fold:
    judged = frozenset(judge)
    return Fold(calibrate=tuple(at for at in range(count) if at not in judged), judge=judge)


def _bucket(key: str) -> int:
    """The fold of a key, the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % FOLDS
