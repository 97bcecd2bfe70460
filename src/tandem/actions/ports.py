"""What actions need of things we do not run."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.thinking import Thinking
from tandem.store.database import Database


class BulkEmbedder(Protocol):
    """Many texts in, unit vectors out, on all cores; several calls may be under way at once."""

    @property
    def model(self) -> str:
        """The model's name."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def window(self) -> int:
        """Tokens the model reads."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens the model sees in a text."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text: (n, dimension)."""
        ...


class FileStore(Protocol):
    """Bytes under an id; where they lie is its own affair."""

    async def put(self, id: UUID, content: AsyncIterator[bytes], most: int) -> int:
        """Keep the bytes, whole or not at all; returns how many.

        Raises InvalidError for more than `most`, UnavailableError when the disk refuses.
        """
        ...

    def get(self, id: UUID) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes in chunks; raises NotFoundError if they are gone."""
        ...

    async def remove(self, id: UUID) -> None:
        """Forget the bytes; forgetting them twice is once."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's actions need, joined in app.py."""

    database: Database
    thinking: Thinking
    files: FileStore
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
