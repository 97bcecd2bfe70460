"""The fakes we ship: embedder, model, policy, clock, ids, files and mail, always the same."""

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tandem.core.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TandemError,
    UnavailableError,
)
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Model
from tandem.core.turn.policy import Policy
from tandem.core.turn.policy_state import Edit, PolicyState
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.reply import Said
from tandem.core.turn.threshold import Threshold

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class FakeEmbedder:
    """Counts words by their hash: texts that share words have near vectors, and no model is loaded.

    While `is_down` every call raises UnavailableError. `embedded` counts the texts so far.
    """

    model: str = "fake"
    dimension: int = 32
    window: int = 256
    is_down: bool = False
    embedded: int = 0

    def count_tokens(self, text: str) -> int:
        """The number of words, and two marks as a real tokenizer adds them."""
        return len(_WORD.findall(text)) + 2

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector per row; yields to other tasks, as a real embedder does."""
        await asyncio.sleep(0)
        if self.is_down:
            raise UnavailableError("The fake embedder is down.")
        self.embedded += len(texts)
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        counts = np.full(self.dimension, 0.01, np.float32)  # no text may have the zero vector
        for word in _WORD.findall(text.lower()):
            counts[zlib.crc32(word.encode()) % self.dimension] += 1
        return (counts / np.linalg.norm(counts)).astype(np.float32)


def sure_by_keywords(embedder: str) -> Calibration:
    """A calibration that answers when the passage has most of the question's words."""
    threshold = Threshold(0.5, 0.05, judged=200, answered=100, wrong=0, bound=0.03, origin="judged")
    return Calibration(
        embedder=embedder,
        shared=Model(("bm25",), means=(0.3,), scales=(0.1,), weights=(1.0,), bias=0.0),
        own=None,
        judged=None,
        slope=1.0,
        offset=0.0,
        thresholds=(("", threshold),),
        version=f"test {embedder}",
    )


@dataclass(frozen=True, slots=True)
class FixedPolicy:
    """A policy that never changes: it has no file."""

    policy: Policy

    def current(self) -> Policy:
        """The policy."""
        return self.policy

    def state(self) -> PolicyState:
        """The policy, read-only."""
        return PolicyState(self.policy, text="", source="", fault="", is_read_only=True)

    def edited(self, edits: Sequence[Edit]) -> str:
        """Raises: the policy can't be edited."""
        raise ForbiddenError("A fixed policy has no text.")

    def parse(self, text: str) -> Policy:
        """Raises: no text is read."""
        raise ForbiddenError("A fixed policy has no text.")

    def write(self, text: str, *, replaces: str) -> PolicyState:
        """Raises: nothing is written."""
        raise ForbiddenError("A fixed policy has no file.")


@dataclass(slots=True)
class StoppedClock:
    """Returns the same time until it is moved."""

    at: datetime = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Moves the time forward."""
        self.at += by


@dataclass(slots=True)
class CountedIds:
    """Ids in order, from 1."""

    given: int = 0

    def __call__(self) -> UUID:
        """The next id."""
        self.given += 1
        return UUID(int=self.given)


@dataclass(slots=True)
class MemoryFiles:
    """Keeps bytes in memory, under their ids."""

    kept: dict[UUID, bytes] = field(default_factory=dict[UUID, bytes])

    async def put(self, id: UUID, content: AsyncIterator[bytes], most: int) -> int:
        """Stores the bytes; returns how many."""
        whole = b"".join([chunk async for chunk in content])
        if len(whole) > most:
            raise InvalidError(f"The file has more than {most} bytes.")
        self.kept[id] = whole
        return len(whole)

    @asynccontextmanager
    async def get(self, id: UUID) -> AsyncGenerator[AsyncIterator[bytes]]:
        """The bytes in one chunk."""
        if id not in self.kept:
            raise NotFoundError("There is no such file.")
        yield _once(self.kept[id])

    async def remove(self, id: UUID) -> None:
        """Deletes the bytes."""
        self.kept.pop(id, None)


@dataclass(slots=True)
class RecordingMailer:
    """Stores the messages it is given; while `failing` is set, it raises that instead."""

    sent: list[EmailMessage] = field(default_factory=list[EmailMessage])
    failing: TandemError | None = None

    async def send(self, message: EmailMessage) -> None:
        """Stores the message."""
        if self.failing is not None:
            raise self.failing
        self.sent.append(message)

    async def check(self) -> None:
        """Raises what `send` would raise."""
        if self.failing is not None:
            raise self.failing


async def _once(chunk: bytes) -> AsyncIterator[bytes]:
    yield chunk


@dataclass(slots=True)
class ScriptedModel:
    """A language model that says what a test wants, and remembers what it was asked."""

    says: Callable[[Prompt], str]
    is_hosted: bool = False
    name: str = "test:model"
    asked: list[Prompt] = field(default_factory=list[Prompt])

    def settings(self, sample: int) -> Mapping[str, float | int]:
        """Its parameters."""
        return {"seed": sample}

    async def ask(self, prompt: Prompt, *, deadline_s: float, sample: int = 0) -> Said:
        """What the test wants; 100 tokens in, 20 out."""
        self.asked.append(prompt)
        return Said(self.says(prompt), 100, 20)
