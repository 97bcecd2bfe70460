"""The fakes we ship: an embedder, a clock and ids that do the same on every run."""

import asyncio
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tandem.core.errors import UnavailableError

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
        """The words, and two marks as a real tokenizer has them."""
        return len(_WORD.findall(text)) + 2

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row; gives other tasks their turn, as a real embedder does."""
        await asyncio.sleep(0)
        if self.is_down:
            raise UnavailableError("The fake embedder is down.")
        self.embedded += len(texts)
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        counts = np.full(self.dimension, 0.01, np.float32)  # no text has the zero vector
        for word in _WORD.findall(text.lower()):
            counts[zlib.crc32(word.encode()) % self.dimension] += 1
        return (counts / np.linalg.norm(counts)).astype(np.float32)


@dataclass(slots=True)
class StoppedClock:
    """Tells the same hour until it is moved."""

    at: datetime = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The hour."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


@dataclass(slots=True)
class CountedIds:
    """Ids in order, from 1."""

    given: int = 0

    def __call__(self) -> UUID:
        """The next id."""
        self.given += 1
        return UUID(int=self.given)
