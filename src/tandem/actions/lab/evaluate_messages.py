"""Measures how messages are recognised: wishes for a person, dangers, moods, categories."""

import re
import time
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.ports import Embedder
from tandem.assistant.thinking import Recognisers
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.lab.dataset import OUT_OF_SCOPE, LabelledMessage, few_of_each
from tandem.core.lab.messages import UNCATEGORISED, Categorised, Flagged
from tandem.core.lab.scorecard import MessagesMeta, MessagesScorecard, score_categories, score_task
from tandem.core.turn import head as heads
from tandem.core.turn import phrases
from tandem.core.turn.category import COUNTS_FROM, readable
from tandem.core.turn.evidence import Vote
from tandem.core.turn.head import Head
from tandem.core.turn.said import read, windows
from tandem.core.turn.screen import Screen, screen
from tandem.fit.categories import Read, fit_categories, fit_nearest, read_all

SAFETY = "safety"
Task = Literal[
    "human_request", "frustration", "category", "exception", "cancel", "own_record", "safety"
]
CHUNK = 256


async def evaluate_messages(
    recognisers: Recognisers,
    messages: Sequence[LabelledMessage],
    train: Sequence[LabelledMessage],
    task: Task,
    *,
    sets: dict[str, int],
    left_out: tuple[str, ...],
    per_class: int | None = None,
    seed: int = 0,
    progress: Callable[[int], None] = lambda _: None,
) -> MessagesScorecard:
    """Runs the desk's own recognisers over labelled messages and scores them.

    All but `category` are recognised by the rules and, with its own embedder, by the shipped heads,
    as in a turn; for `safety`, every topic counts. `category` is the head that a desk fits on its
    tickets, fitted on `train` (or on `per_class` messages of each label, drawn with `seed`), beside
    nearest neighbour; a label that was not learnt is out of scope. Raises InvalidError if something
    that a task needs is missing.
    """
    began = time.perf_counter()
    embedder = recognisers.embedder
    speaking = heads.speaking(recognisers.heads, embedder.model) if embedder else ()

    def meta(model: str, threshold: float | None, learnt_from: int = 0) -> MessagesMeta:
        return MessagesMeta(
            messages=len(messages),
            sets=sets,
            seconds=round(time.perf_counter() - began, 1),
            embedder=embedder.model if embedder else None,
            model=model,
            threshold=threshold,
            left_out=left_out,
            learnt_from=learnt_from,
            per_class=per_class,
            seed=seed,
        )

    if task == "category":
        if embedder is None:
            raise ConfigError("Categories need an embedder.", hint="Unset TANDEM_EMBEDDER.")
        learnt = train if per_class is None else few_of_each(train, per_class, seed=seed)
        rows, by_neighbour = await _categorised(embedder, messages, learnt, progress)
        says = "multinomial logistic regression over the embedding; P(right) by messages left out"
        return score_categories(rows, by_neighbour, meta(says, COUNTS_FROM, len(learnt)))
    votes = await _votes(speaking, embedder, messages, progress)
    flagged = [
        _flagged(message, task, recognisers, voted)
        for message, voted in zip(messages, votes, strict=True)
    ]
    threshold = next((head.threshold for head in speaking if head.name == task), None)
    says = "rules, or the shipped heads" if speaking else "rules alone"
    return score_task(task, flagged, meta(says, threshold))


async def _categorised(
    embedder: Embedder,
    messages: Sequence[LabelledMessage],
    learnt: Sequence[LabelledMessage],
    progress: Callable[[int], None],
) -> tuple[list[Categorised], list[Categorised]]:
    """What the head and nearest neighbour, taught by the same messages, say of each message."""
    labels = [UNCATEGORISED if one.label.lower() in OUT_OF_SCOPE else one.label for one in learnt]
    names = sorted(set(labels) - {UNCATEGORISED})
    if len(names) < 2:
        raise InvalidError(
            "Learning categories needs labelled messages from at least two.",
            hint="Name a file with --train, or give rows the split `train`.",
        )
    taught = await embedder.embed([one.text for one in learnt])
    of_names = await embedder.embed([readable(name) for name in names])
    head = fit_categories(
        taught, labels, dict(zip(names, of_names, strict=True)), embedder=embedder.model
    )
    nearest = fit_nearest(taught, labels)
    vectors = await _vectors(embedder, [message.text for message in messages], progress)
    actual = [one.label if one.label in names else UNCATEGORISED for one in messages]

    def rows(read: Read) -> list[Categorised]:
        return [
            Categorised(chance, name, name if chance >= COUNTS_FROM else UNCATEGORISED, label, set_)
            for name, chance, label, set_ in zip(
                read.names,
                read.probabilities.tolist(),
                actual,
                [one.set for one in messages],
                strict=True,
            )
        ]

    return rows(read_all(head, vectors)), rows(nearest.read(vectors))


async def _votes(
    speaking: Sequence[Head],
    embedder: Embedder | None,
    messages: Sequence[LabelledMessage],
    progress: Callable[[int], None],
) -> list[tuple[Vote, ...]]:
    """What the heads say of each message, sentence by sentence as in a turn."""
    if embedder is None:
        return [() for _ in messages]
    voted: list[tuple[Vote, ...]] = []
    for start in range(0, len(messages), CHUNK):
        heard = [windows(read(message.text).words) for message in messages[start : start + CHUNK]]
        vectors = (await embedder.embed([text for texts in heard for text in texts])).tolist()
        for texts in heard:
            voted.append(heads.vote(speaking, texts, vectors[: len(texts)]))
            del vectors[: len(texts)]
        progress(start + len(heard))
    return voted


async def _vectors(
    embedder: Embedder, texts: Sequence[str], progress: Callable[[int], None]
) -> NDArray[np.float32]:
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(texts), CHUNK):
        chunk = texts[start : start + CHUNK]
        parts.append(await embedder.embed(chunk))
        progress(start + len(chunk))
    return np.concatenate(parts)


def _flagged(
    message: LabelledMessage, task: str, recognisers: Recognisers, votes: tuple[Vote, ...]
) -> Flagged:
    """The rows of a task; a rule that matches counts as probability 1."""
    found = screen(read(message.text).own, topics=recognisers.policy.topics)
    by_rule = _rule(found, task)
    mine = (
        [vote for vote in votes if vote.topic]
        if task == SAFETY
        else [vote for vote in votes if vote.head == task]
    )
    return Flagged(
        probability=1.0 if by_rule else max((vote.probability for vote in mine), default=0.0),
        predicted=by_rule or any(vote.counts for vote in mine),
        actual=message.label in _labels(task),
        set=message.set,
    )


def _labels(task: str) -> frozenset[str]:
    """The labels of a task's positive rows: its name, and for safety any topic's."""
    if task != SAFETY:
        return frozenset({task})
    names = (topic.name for topic in phrases.TOPICS)
    return frozenset({SAFETY, *(re.sub(r" or |[ -]", "_", name) for name in names)})


def _rule(found: Screen, task: str) -> bool:
    match task:
        case "human_request":
            return found.person is not None
        case "frustration":
            return found.frustrated is not None or found.distress is not None
        case "exception":
            return found.exception is not None
        case "cancel":
            return found.cancel is not None
        case "own_record":
            return found.own_record is not None
        case _:
            return found.safety is not None
