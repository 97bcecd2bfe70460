"""Hears of every event of the desk once a process, and tells the streams that it concerns."""

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

WAITING_MAX = 256  # things told that one stream has not taken yet; past it, it must look for itself
RETRY_S_FIRST = 0.1
RETRY_S_MAX = 5.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, with its conversation as it stands now: that says who may see it.

    `row` is what agents are shown of that, `state` what the customer is; each is None if nobody of
    theirs was there when the event was read. Whoever came later reads it for themselves.
    """

    event: StoredEvent
    conversation: Conversation
    row: views.Row | None
    state: PublicState | None


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """Something without a number that nobody keeps, such as `typing`."""

    conversation: Conversation
    type: str
    data: Mapping[str, str]


class Notice(Enum):
    """What a stream is told of itself."""

    MISSED = "missed"  # something may have happened that it was not told: it must look
    CLOSED = "closed"  # the process ends, and so must the stream


Told = Happened | Ephemeral | Notice


@dataclass(slots=True, eq=False)
class Subscription:
    """What one stream was told and has not taken yet, in order."""

    _waiting: asyncio.Queue[Told] = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))

    async def next(self, within_s: float) -> Told | None:
        """The next thing told; None if nothing is for so long."""
        try:
            async with asyncio.timeout(within_s):
                return await self._waiting.get()
        except TimeoutError:
            return None

    def put(self, told: Told) -> None:
        """Tell it; one that lags too far behind forgets what waits, and learns that it did."""
        if self._waiting.full():
            self.forget(Notice.MISSED)
        else:
            self._waiting.put_nowait(told)

    def forget(self, notice: Notice) -> None:
        """Drop all that waits: the notice stands for it."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(notice)


class Hub:
    """Streams subscribe to one conversation, or to all; `run` runs beside them.

    Every event is told once, in the order of its conversation, without a gap. Where that can't be
    had (a lost connection, a stream that does not read), the stream is told MISSED instead.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of: defaultdict[UUID, set[Subscription]] = defaultdict(set)
        self._of_all: set[Subscription] = set()
        self._is_closed = False

    @contextmanager
    def subscribe(self, conversation: UUID | None = None) -> Generator[Subscription]:
        """What happens from here on, in one conversation or (None) in all."""
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
        """End every stream, now and from now on: a server can't stop before they have ended."""
        self._is_closed = True
        self._notice(Notice.CLOSED)

    async def run(self) -> None:
        """Listen until cancelled; a lost database is tried again, with growing pauses."""
        pause = RETRY_S_FIRST
        while True:
            try:
                with unavailable():
                    async with listener.listening(self._database.conninfo) as connection:
                        # Whoever came before this connection, or outlived the last one, must look.
                        self._notice(Notice.MISSED)
                        pause = RETRY_S_FIRST
                        while True:
                            await self._tell(connection, await listener.heard(connection))
            except UnavailableError:
                log.warning("live.database_lost", retry_s=pause)
            except Exception:  # deaf streams would show old screens without a word
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
        """The conversation as it stands; None if no stream is there for it."""
        if not self._of_all and id not in self._of:
            return None
        return await conversations.read(connection, id)

    def _put(self, told: Happened | Ephemeral) -> None:
        for subscription in self._of_all.union(self._of.get(told.conversation.id, ())):
            subscription.put(told)

    def _notice(self, notice: Notice) -> None:
        for subscription in self._of_all.union(*self._of.values()):
            subscription.forget(notice)
