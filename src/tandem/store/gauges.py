"""Current figures of the desk, for monitoring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.core.metrics.measure import Measure
from tandem.core.metrics.page import measures
from tandem.core.metrics.reachability import Reachability
from tandem.core.metrics.reachability import reachability as reached
from tandem.store import metrics, model_calls, queries, reachability
from tandem.store.database import Connection
from tandem.store.metrics import Dimension, Selection
from tandem.store.migrate import migrations
from tandem.store.model_calls import Total

QUERIES = queries.load("gauges.sql")


@dataclass(frozen=True, slots=True)
class Gauges:
    """Conversations by status and owner; turns that are due, and the oldest one's age; sources.

    `sources_failed` were not read whole the last time, `source_age_s_max` is the longest time since
    one was. `models` is what each language model was asked today, in UTC.
    `reachability` is that of four weeks.
    """

    conversations: dict[tuple[str, str], int]
    turns_due: int
    turn_wait_s_max: float
    sources_failed: int
    source_age_s_max: float
    models: list[Total]
    reachability: Reachability


async def is_migrated(connection: Connection) -> bool:
    """Whether the schema has all migrations of this release."""
    cursor = await connection.execute(QUERIES["schema"])
    row = await cursor.fetchone()
    return row is not None and row[0] is not None and row[0] >= migrations()[-1][0]


async def read(connection: Connection, now: datetime) -> Gauges:
    """The current figures."""
    cursor = await connection.execute(QUERIES["conversations"])
    conversations = {(status, owner): count for status, owner, count in await cursor.fetchall()}
    cursor = await connection.execute(QUERIES["turns_due"], {"now": now})
    row = await cursor.fetchone()
    assert row is not None
    cursor = await connection.execute(QUERIES["sources"], {"now": now})
    of_sources = await cursor.fetchone()
    assert of_sources is not None
    models = await model_calls.totals(connection, model_calls.day(now))
    asks = await reachability.asks(connection, since=now - reachability.RECENT, until=now)
    return Gauges(
        conversations=conversations,
        turns_due=row[0],
        turn_wait_s_max=row[1],
        sources_failed=of_sources[0],
        source_age_s_max=of_sources[1],
        models=models,
        reachability=reached(asks, now),
    )


async def read_metrics(
    connection: Connection, now: datetime, *, common: Sequence[str]
) -> Sequence[Measure]:
    """The metrics of four weeks; `common` are the categories that the policy calls so."""
    period = Selection(since=now - reachability.RECENT, until=now)
    key = metrics.by_dimension(Dimension.ARM)
    return measures(await metrics.counted(connection, period, key, common=common, now=now))
