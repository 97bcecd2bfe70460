"""One connection that hears of every event, in the order in which they were committed."""

import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from tandem.store.database import Connection

NAME = "tandem live"  # of the connection, in pg_stat_activity
EVENT = "tandem_event"  # store/events.sql tells it
EPHEMERAL = "tandem_ephemeral"  # store/ephemeral.sql does
# A connection that is dead without a word is noticed after about a minute.
KEEPALIVE_S = 30


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something without a number that nobody keeps (store/ephemeral.py)."""

    conversation: UUID
    type: str
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was told since the last time: the numbers of each conversation's new events, in order.

    Each is heard of once, for the conversation's row is locked from numbering to commit.
    """

    events: Mapping[UUID, range]
    spoken: tuple[Spoken, ...]


@asynccontextmanager
async def listening(conninfo: str) -> AsyncGenerator[Connection]:
    """A connection of its own that listens from here on."""
    connection = await AsyncConnection.connect(
        conninfo,
        autocommit=True,
        connect_timeout=10,
        application_name=NAME,
        keepalives_idle=KEEPALIVE_S,
        keepalives_interval=10,
        keepalives_count=3,
    )
    async with connection:
        await connection.execute("listen tandem_event")
        await connection.execute("listen tandem_ephemeral")
        yield connection


async def heard(connection: Connection) -> Heard:
    """Wait until something is told; all that has arrived by then comes together.

    Between two calls the connection is free to read with: what is told meanwhile is kept.
    """
    numbers: defaultdict[UUID, list[int]] = defaultdict(list)
    spoken: list[Spoken] = []
    async for told in connection.notifies(stop_after=1):
        if told.channel == EVENT:
            conversation, _, seq = told.payload.partition(" ")
            numbers[UUID(conversation)].append(int(seq))
        elif told.channel == EPHEMERAL:
            words: dict[str, Any] = json.loads(told.payload)
            spoken.append(Spoken(UUID(words["conversation"]), words["type"], words["data"]))
    return Heard({id: range(seqs[0], seqs[-1] + 1) for id, seqs in numbers.items()}, tuple(spoken))
