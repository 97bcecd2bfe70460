"""Receives every event of the desk once per process, and passes it to the streams concerned."""

import asyncio
from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

import structlog

from tandem.core.desk.conversation import Conversation
from tandem.core.errors import NotFoundError, UnavailableError
from tandem.postgres.errors import unavailable
from tandem.store import conversations, events, listener, views
from tandem.store.database import Connection, Database
from tandem.store.events import StoredEvent
from tandem.web.public.state import state
from tandem.web.shapes.conversation import PublicState

WAITING_MAX = 256  # items that a stream has not taken yet; beyond that it must fetch again
RETRY_S_FIRST = 0.1
RETRY_S_MAX = 5.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, with its conversation as it is now, which determines who may see it.

    `row` is what agents see of the conversation, `state` what the customer sees; each is None if
    no stream needed it when the event was read. Later streams read it from the database.
    """

    event: StoredEvent
    conversation: Conversation
    row: views.Row | None
    state: PublicState | None


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """Something that is not stored and has no number, such as `typing`."""

    conversation: Conversation
    type: str
    data: Mapping[str, str]


class Notice(Enum):
    """A message about the stream itself."""

    MISSED = "missed"  # it may have missed something and must fetch again
    CLOSED = "closed"  # the process is stopping, so the stream must end


Told = Happened | Ephemeral | Notice


@dataclass(slots=True, eq=False)
class Subscription:
    """The items that wait for one stream, in order."""

    _waiting: asyncio.Queue[Told] = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))

    async def next(self, within_s: float) -> Told | None:
        """The next item; None if none comes within that time."""
        try:
            async with asyncio.timeout(within_s):
                return await self._waiting.get()
        except TimeoutError:
            return None

    def put(self, told: Told) -> None:
        """Add an item; if the stream is too far behind, drop all and put MISSED instead."""
        if self._waiting.full():
            self.forget(Notice.MISSED)
        else:
            self._waiting.put_nowait(told)

    def forget(self, notice: Notice) -> None:
        """Replace everything that waits by the notice."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(notice)


class Hub:
    """Streams subscribe to one conversation, or to all; `run` runs beside them.

    Every event is passed on once, in the order of its conversation, without a gap. Where that is
    impossible (a lost connection, a stream that does not read), the stream gets MISSED instead.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of: defaultdict[UUID, set[Subscription]] = defaultdict(set)
        self._of_all: set[Subscription] = set()
        self._is_closed = False

    @contextmanager
    def subscribe(self, conversation: UUID | None = None) -> Generator[Subscription]:
        """What happens from now on, in one conversation or (None) in all."""
        subscription = Subscription()
        if self._is_closed:
            subscription.put(Notice.CLOSED)
        beside = self._of_all if conversation is None else self._of[conversation]
        beside.add(subscription)
        try:
            yield subscription
        finally:
            beside.remove(subscription)
            if conversation is not None and not beside:
                del self._of[conversation]

    def close(self) -> None:
        """End every stream, including later ones: a server can't stop before they have ended."""
        self._is_closed = True
        self._notice(Notice.CLOSED)

    async def run(self) -> None:
        """Listen until cancelled; if the database is lost, retry with growing pauses."""
        pause = RETRY_S_FIRST
        while True:
            try:
                with unavailable():
                    async with listener.listening(self._database.conninfo) as connection:
                        # Streams older than this connection may have missed something.
                        self._notice(Notice.MISSED)
                        pause = RETRY_S_FIRST
                        while True:
                            await self._tell(connection, await listener.heard(connection))
            except UnavailableError:
                log.warning("live.database_lost", retry_s=pause)
            except Exception:  # else streams would silently show old data
                log.exception("live.failed", retry_s=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, RETRY_S_MAX)

    async def _tell(self, connection: Connection, heard: listener.Heard) -> None:
        for id, seqs in heard.events.items():
            with suppress(NotFoundError):
                row = await views.row(connection, id) if self._of_all else None
                conversation = row.conversation if row else await self._of_interest(connection, id)
                if conversation is not None:
                    now = await state(connection, conversation) if id in self._of else None
                    for event in await events.since(connection, id, seqs.start - 1, len(seqs)):
                        self._put(Happened(event, conversation, row, now))
        for spoken in heard.spoken:
            with suppress(NotFoundError):
                conversation = await self._of_interest(connection, spoken.conversation)
                if conversation is not None:
                    self._put(Ephemeral(conversation, spoken.type, spoken.data))

    async def _of_interest(self, connection: Connection, id: UUID) -> Conversation | None:
        """The conversation as it is now; None if no stream follows it."""
        if not self._of_all and id not in self._of:
            return None
        return await conversations.read(connection, id)

    def _put(self, told: Happened | Ephemeral) -> None:
        for subscription in self._of_all.union(self._of.get(told.conversation.id, ())):
            subscription.put(told)

    def _notice(self, notice: Notice) -> None:
        for subscription in self._of_all.union(*self._of.values()):
            subscription.forget(notice)
