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
from tandem.core.lab.dataset import LabelledMessage
from tandem.core.lab.messages import Categorised, Flagged
from tandem.core.lab.scorecard import MessagesMeta, MessagesScorecard, score_categories, score_task
from tandem.core.turn import head as heads
from tandem.core.turn import phrases
from tandem.core.turn.evidence import Vote
from tandem.core.turn.head import Head
from tandem.core.turn.said import read, windows
from tandem.core.turn.screen import Screen, screen
from tandem.fit.categories import fit_categories

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
    progress: Callable[[int], None] = lambda _: None,
) -> MessagesScorecard:
    """Runs the desk's own recognisers over labelled messages and scores them.

    All but `category` are recognised by the rules and, with its own embedder, by the shipped heads,
    as in a turn; for `safety`, every topic counts. `category` is a linear classifier over the
    embedding, fitted on `train`. Raises InvalidError if something that a task needs is missing.
    """
    began = time.perf_counter()
    embedder = recognisers.embedder
    speaking = heads.speaking(recognisers.heads, embedder.model) if embedder else ()
    threshold: float | None = None
    if task == "category":
        vectors = await _vectors(embedder, [message.text for message in messages], progress)
        if vectors is None or embedder is None:
            raise ConfigError("Categories need an embedder.", hint="Unset TANDEM_EMBEDDER.")
        if len({message.label for message in train}) < 2:
            raise InvalidError(
                "Learning categories needs labelled messages from at least two.",
                hint="Name a file with --train, or give rows the split `train`.",
            )
        learnt = fit_categories(
            await embedder.embed([message.text for message in train]),
            [message.label for message in train],
        )
        names, probabilities = learnt.predict(vectors)
        rows = [
            Categorised(chance, name, message.label, message.set)
            for message, name, chance in zip(messages, names, probabilities, strict=True)
        ]
        says = f"a linear classifier over the embedding, fitted on {len(train)} messages"
    else:
        threshold = next((head.threshold for head in speaking if head.name == task), None)
        votes = await _votes(speaking, embedder, messages, progress)
        flagged = [
            _flagged(message, task, recognisers, voted)
            for message, voted in zip(messages, votes, strict=True)
        ]
        says = "rules, or the shipped heads" if speaking else "rules alone"
    meta = MessagesMeta(
        messages=len(messages),
        sets=sets,
        seconds=round(time.perf_counter() - began, 1),
        embedder=embedder.model if embedder else None,
        model=says,
        threshold=threshold,
        left_out=left_out,
    )
    return score_categories(rows, meta) if task == "category" else score_task(task, flagged, meta)  # pyright: ignore[reportPossiblyUnboundVariable] -- each is bound for its task


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
    embedder: Embedder | None, texts: Sequence[str], progress: Callable[[int], None]
) -> NDArray[np.float32] | None:
    if embedder is None:
        return None
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
