"""Measures how messages are recognised: requests for a person, frustration, categories."""

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
from tandem.core.turn.head import Head, probability
from tandem.core.turn.policy import Policy
from tandem.core.turn.screen import Screen, screen
from tandem.fit.categories import fit_categories

Task = Literal["human_request", "frustration", "category"]
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

    `human_request` and `frustration` are recognised by the rules and, with its own embedder, by the
    shipped head, as in a turn. `category` is a linear classifier over the embedding, fitted on
    `train`. Raises InvalidError if something that a task needs is missing.
    """
    began = time.perf_counter()
    embedder = recognisers.embedder
    vectors = await _vectors(embedder, messages, progress)
    threshold: float | None = None
    if task == "category":
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
        head = _head(recognisers, task)
        threshold = head.threshold if head else None
        flagged = [
            _flagged(
                message, task, recognisers.policy, head, None if vectors is None else vectors[at]
            )
            for at, message in enumerate(messages)
        ]
        says = "rules, or the shipped head" if head else "rules alone"
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


async def _vectors(
    embedder: Embedder | None,
    messages: Sequence[LabelledMessage],
    progress: Callable[[int], None],
) -> NDArray[np.float32] | None:
    if embedder is None:
        return None
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(messages), CHUNK):
        chunk = messages[start : start + CHUNK]
        parts.append(await embedder.embed([message.text for message in chunk]))
        progress(start + len(chunk))
    return np.concatenate(parts)


def _head(recognisers: Recognisers, task: str) -> Head | None:
    embedder = recognisers.embedder
    for head in recognisers.heads:
        if embedder is not None and head.name == task and head.model == embedder.model:
            return head
    return None


def _flagged(
    message: LabelledMessage,
    task: str,
    policy: Policy,
    head: Head | None,
    vector: NDArray[np.float32] | None,
) -> Flagged:
    """The rows of a task; a rule that matches counts as probability 1."""
    found = screen(message.text, topics=policy.topics)
    by_rule = _rule(found, task)
    chance = 0.0
    if head is not None and vector is not None:
        chance = probability(head, vector.tolist())
    return Flagged(
        probability=1.0 if by_rule else chance,
        predicted=by_rule or (head is not None and chance >= head.threshold),
        actual=message.label == task,
        set=message.set,
    )


def _rule(found: Screen, task: str) -> bool:
    if task == "human_request":
        return found.person is not None
    return found.frustrated is not None or found.distress is not None
