"""Receives every event of the desk once per process, and passes it to the streams it concerns."""

import asyncio
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, NoReturn, cast
from uuid import UUID

from fastapi import Depends
from psycopg import Notify
from starlette.requests import HTTPConnection

from tandem.actions.ports import Desk
from tandem.core.desk.conversation import Conversation
from tandem.core.errors import NotFoundError
from tandem.store import conversations, ephemeral, events, notifications, views
from tandem.store.database import Connection
from tandem.store.events import StoredEvent
from tandem.web.live import public_state
from tandem.web.shapes.conversation import PublicState

WAITING_MAX = 256  # updates that one stream has not taken yet; with more it has MISSED some


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event, with its conversation as it is now: that decides who may see it.

    `row` is what agents are shown of that, `state` what the customer is; each is None if none of
    their streams was open when the event was read. A stream that is opened later reads it itself.
    """

    event: StoredEvent
    conversation: Conversation
    row: views.Row | None
    state: PublicState | None


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """An event that has no number and is not stored, such as `typing`.

    Without a conversation it concerns the whole desk, and only agents get it.
    """

    conversation: Conversation | None
    type: str
    data: Mapping[str, str]


class Notice(Enum):
    """What happens to the stream itself."""

    MISSED = "missed"  # updates may be missing: it must read from the database
    CLOSED = "closed"  # the process ends, and so must the stream


Update = NewEvent | Ephemeral | Notice


@dataclass(slots=True, eq=False)
class Subscription:
    """The updates that one stream has not taken yet, in order."""

    _waiting: asyncio.Queue[Update] = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))

    async def next(self, within_s: float) -> Update | None:
        """The next update; None if there is none for so long."""
        try:
            async with asyncio.timeout(within_s):
                return await self._waiting.get()
        except TimeoutError:
            return None

    def put(self, update: Update) -> None:
        """Add an update; where too many wait, they are replaced by MISSED."""
        if self._waiting.full():
            self.interrupt(Notice.MISSED)
        else:
            self._waiting.put_nowait(update)

    def interrupt(self, notice: Notice) -> None:
        """Replace all that wait by the notice."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(notice)


class Hub:
    """Streams subscribe to one conversation, or to all; `run` runs beside them.

    A stream gets every event once, in the order of its conversation, without a gap. Where that is
    impossible (a lost connection, a stream that does not read), it gets MISSED instead.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._of: defaultdict[UUID, set[Subscription]] = defaultdict(set)
        self._of_all: set[Subscription] = set()
        self._is_closed = False

    @contextmanager
    def subscribe(self, conversation: UUID | None = None) -> Generator[Subscription]:
        """What happens from now on, in one conversation or (None) in all."""
        subscription = Subscription()
        if self._is_closed:
            subscription.put(Notice.CLOSED)
        group = self._of_all if conversation is None else self._of[conversation]
        group.add(subscription)
        try:
            yield subscription
        finally:
            group.remove(subscription)
            if conversation is not None and not group:
                del self._of[conversation]

    def close(self) -> None:
        """End every stream, including later ones: a server can't stop before they have ended."""
        self._is_closed = True
        self._interrupt(Notice.CLOSED)

    async def run(self) -> NoReturn:
        """Publish what the database announces, until cancelled; it reconnects by itself."""
        await notifications.follow(
            self._desk.database.conninfo,
            [events.CHANNEL, ephemeral.CHANNEL],
            # Streams that were opened before this connection may have missed something.
            connected=lambda: self._interrupt(Notice.MISSED),
            received=self._publish,
        )

    async def _publish(self, connection: Connection, received: Sequence[Notify]) -> None:
        for id, seqs in events.announced(received).items():
            with suppress(NotFoundError):
                row = await views.row(connection, id) if self._of_all else None
                conversation = row.conversation if row else await self._followed(connection, id)
                if conversation is not None:
                    now = (
                        await public_state.read(self._desk, connection, conversation)
                        if id in self._of
                        else None
                    )
                    for event in await events.since(connection, id, seqs.start - 1, len(seqs)):
                        self._deliver(NewEvent(event, conversation, row, now))
        for sent in ephemeral.announced(received):
            if sent.conversation_id is None:
                self._deliver(Ephemeral(None, sent.type, sent.data))
                continue
            with suppress(NotFoundError):
                conversation = await self._followed(connection, sent.conversation_id)
                if conversation is not None:
                    self._deliver(Ephemeral(conversation, sent.type, sent.data))

    async def _followed(self, connection: Connection, id: UUID) -> Conversation | None:
        """The conversation as it is now; None if no stream follows it."""
        if not self._of_all and id not in self._of:
            return None
        return await conversations.read(connection, id)

    def _deliver(self, update: NewEvent | Ephemeral) -> None:
        concerned = update.conversation
        of_it = () if concerned is None else self._of.get(concerned.id, ())
        for subscription in self._of_all.union(of_it):
            subscription.put(update)

    def _interrupt(self, notice: Notice) -> None:
        for subscription in self._of_all.union(*self._of.values()):
            subscription.interrupt(notice)


def _hub(connection: HTTPConnection) -> Hub:
    return cast("Hub", connection.app.state.hub)


HubOf = Annotated[Hub, Depends(_hub)]
