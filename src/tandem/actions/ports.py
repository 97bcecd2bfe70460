"""What actions need of things we do not run."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from tandem.assistant.thinking import Thinking
from tandem.core.desk.mail import Mailbox
from tandem.core.turn.policy import Policy
from tandem.core.turn.policy_state import Edit, PolicyState
from tandem.store.database import Database


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


class Policies(Protocol):
    """Gives the policy in force, and writes it."""

    def current(self) -> Policy:
        """The policy in force now."""
        ...

    def state(self) -> PolicyState:
        """The same with its text, and what is wrong with its file if something is."""
        ...

    def edited(self, edits: Sequence[Edit]) -> str:
        """The text in force with these changes, its comments kept; raises InvalidError."""
        ...

    def parse(self, text: str) -> Policy:
        """The policy that a text would be; raises ConfigError that lists every fault."""
        ...

    def write(self, text: str, *, replaces: str) -> PolicyState:
        """Put a checked text in force, if `replaces` is still what the file says.

        Raises ForbiddenError where the desk doesn't write it, ConflictError if the file was changed
        meanwhile, UnavailableError if the disk refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """How mail leaves the desk, and from which address."""

    mailer: Mailer
    sender: Mailbox


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's actions need, joined in app.py.

    `thinking.policy` is that of `policies`. `public_url` is where people's browsers find the desk.
    Without `post` no mail is sent.
    """

    database: Database
    thinking: Thinking
    policies: Policies
    files: FileStore
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    public_url: str = ""
    post: Post | None = None
