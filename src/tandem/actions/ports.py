"""The interfaces of what actions use outside the desk."""

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
    """Stores bytes under an id."""

    async def put(self, id: UUID, content: AsyncIterator[bytes], most: int) -> int:
        """Store the bytes, completely or not at all; returns how many.

        Raises InvalidError for more than `most`, UnavailableError if the disk fails.
        """
        ...

    def get(self, id: UUID) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes in chunks; raises NotFoundError if they are gone."""
        ...

    async def remove(self, id: UUID) -> None:
        """Delete the bytes; repeating it changes nothing."""
        ...


class Mailer(Protocol):
    """Hands mail to a server that delivers it."""

    async def send(self, message: EmailMessage) -> None:
        """Hand the message to the server, for every recipient that it accepts.

        Raises UnavailableError if it may work later, InvalidError if the recipients or the
        message are refused for good, ConfigError if the desk itself is refused.
        """
        ...

    async def check(self) -> None:
        """Check that the server accepts the desk; sends nothing, raises as `send` does."""
        ...


class Policies(Protocol):
    """Gives the policy in force, and writes it."""

    def current(self) -> Policy:
        """The policy in force now."""
        ...

    def state(self) -> PolicyState:
        """The policy with its text, and with the error in its file if there is one."""
        ...

    def edited(self, edits: Sequence[Edit]) -> str:
        """The text in force with these changes, its comments kept; raises InvalidError."""
        ...

    def parse(self, text: str) -> Policy:
        """The policy of a text; raises a ConfigError that lists every error."""
        ...

    def write(self, text: str, *, replaces: str) -> PolicyState:
        """Put a checked text in force, if the file's text is still `replaces`.

        Raises ForbiddenError if the desk may not write it, ConflictError if the file was changed
        meanwhile, UnavailableError if the disk fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """How the desk sends mail, and from which address."""

    mailer: Mailer
    sender: Mailbox


@dataclass(frozen=True, slots=True)
class Desk:
    """What actions need, assembled in app.py.

    `thinking.policy` is that of `policies`. `public_url` is the desk's address in browsers.
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
