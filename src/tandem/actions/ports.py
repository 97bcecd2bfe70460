"""What actions need of things we do not run."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.thinking import Thinking
from tandem.core.desk.mail import Mailbox
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


class Mailer(Protocol):
    """Hands mail to a server that delivers it."""

    async def send(self, message: EmailMessage) -> None:
        """Have the message taken for every recipient that the server knows.

        Raises UnavailableError when it may work later, InvalidError when the recipients or the
        message are refused for good, ConfigError when the desk itself is refused.
        """
        ...

    async def check(self) -> None:
        """Know that the server takes the desk; sends nothing, raises as `send` does."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """How mail leaves the desk, and from which address."""

    mailer: Mailer
    sender: Mailbox


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's actions need, joined in app.py.

    `public_url` is where people's browsers find the desk; without `post` no mail is sent.
    """

    database: Database
    thinking: Thinking
    files: FileStore
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    public_url: str = ""
    post: Post | None = None
