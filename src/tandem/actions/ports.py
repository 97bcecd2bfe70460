"""What actions need from services that Tandem does not run."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from tandem.assistant.thinking import Thinking
from tandem.core.desk.mail import Mailbox
from tandem.core.knowledge.gap import MINUTES_STATED
from tandem.core.turn.policy import Policy
from tandem.core.turn.policy_state import Edit, PolicyState
from tandem.store.database import Database


class FileStore(Protocol):
    """Stores bytes under an id."""

    async def put(self, id: UUID, content: AsyncIterator[bytes], most: int) -> int:
        """Stores the bytes, all or none; returns how many.

        Raises InvalidError for more than `most`, UnavailableError if the disk fails or is full.
        """
        ...

    def get(self, id: UUID) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes in chunks; raises NotFoundError if they are gone."""
        ...

    async def remove(self, id: UUID) -> None:
        """Deletes the bytes; deleting them twice is harmless."""
        ...


class Mailer(Protocol):
    """Passes mail to a server that delivers it."""

    async def send(self, message: EmailMessage) -> None:
        """Sends the message to every recipient that the server accepts.

        Raises UnavailableError if it may work later, InvalidError if the recipients or the message
        are refused for good, ConfigError if the desk itself is refused.
        """
        ...

    async def check(self) -> None:
        """Checks that the server accepts the desk; sends nothing, raises as `send` does."""
        ...


class Policies(Protocol):
    """Gives the policy in force, and writes it."""

    def current(self) -> Policy:
        """The policy in force now."""
        ...

    def state(self) -> PolicyState:
        """The same with its text, and what is wrong with its file, if anything."""
        ...

    def edited(self, edits: Sequence[Edit]) -> str:
        """The text in force with these changes, its comments kept; raises InvalidError."""
        ...

    def parse(self, text: str) -> Policy:
        """The policy in a text; raises ConfigError that lists every fault."""
        ...

    def write(self, text: str, *, replaces: str) -> PolicyState:
        """Puts a checked text in force, if the file still contains `replaces`.

        Raises ForbiddenError if the desk may not write it, ConflictError if the file was changed
        meanwhile, UnavailableError if the disk fails or is full.
        """
        ...


class Webhook(Protocol):
    """Tells another program what happened."""

    @property
    def is_slack(self) -> bool:
        """Whether it takes Slack's format instead of Standard Webhooks'."""
        ...

    async def post(self, id: str, body: Mapping[str, object], *, now: datetime) -> None:
        """Posts the body; the same `id` again means the same message.

        Raises UnavailableError if it may work later, InvalidError if it is refused for good.
        """
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """How the desk sends mail, and from which address."""

    mailer: Mailer
    sender: Mailbox


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's actions need, built in app.py.

    `thinking.policy` is that of `policies`. `public_url` is the desk's address for people's
    browsers. Without `post` no mail is sent, without `webhook` no other program is told. The texts
    of requests to language models are deleted after `prompts_kept`. `minutes_stated` of people are
    taken for a conversation to which nobody has replied, where gaps are ranked by cost.
    """

    database: Database
    thinking: Thinking
    policies: Policies
    files: FileStore
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    public_url: str = ""
    post: Post | None = None
    webhook: Webhook | None = None
    prompts_kept: timedelta = timedelta(days=30)
    minutes_stated: float = MINUTES_STATED

    @property
    def can_mail(self) -> bool:
        """Whether the desk sends mail: only then may it be promised."""
        return self.post is not None
