"""Receives PostgreSQL notifications on a connection of its own, reconnecting when it is lost."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NoReturn

import structlog
from psycopg import AsyncConnection, Notify, sql

from tandem.core.errors import UnavailableError
from tandem.postgres.errors import unavailable
from tandem.store.database import Connection

APPLICATION_NAME = "tandem notifications"  # of the connection, in pg_stat_activity
# A connection that dies without an error is noticed after about a minute.
KEEPALIVE_S = 30
RETRY_S_MIN, RETRY_S_MAX = 0.1, 5.0  # between attempts to connect, each twice the one before
CANCEL_S = 1.0

log = structlog.get_logger(__name__)


async def follow(
    conninfo: str,
    channels: Sequence[str],
    *,
    connected: Callable[[], None],
    received: Callable[[Connection, Sequence[Notify]], Awaitable[None]],
) -> NoReturn:
    """Pass on the notifications of these channels, in the order of their commits, until cancelled.

    `connected` is called at the start and after each lost connection: notifications may have been
    missed before it. `received` gets all that have arrived by then, and may read with the
    connection; when it fails, that counts as a lost connection.
    """
    retry_s = RETRY_S_MIN
    while True:
        try:
            with unavailable():
                async with _listening(conninfo, channels) as connection:
                    connected()
                    retry_s = RETRY_S_MIN
                    while True:
                        # What arrives while `received` reads is kept for the next round.
                        arrived = [one async for one in connection.notifies(stop_after=1)]
                        await received(connection, arrived)
        except UnavailableError:
            log.warning("notifications.database_lost", channels=channels, retry_s=retry_s)
        except Exception:  # or the process would go on and miss every notification
            log.exception("notifications.failed", channels=channels, retry_s=retry_s)
        await asyncio.sleep(retry_s)
        retry_s = min(2 * retry_s, RETRY_S_MAX)


async def cancel(task: asyncio.Task[NoReturn]) -> None:
    """Cancel a task that follows notifications, and wait until it has ended."""
    while not task.done():  # before Python 3.12 `wait_for`, and so psycopg, may miss a cancellation
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_S)


@asynccontextmanager
async def _listening(conninfo: str, channels: Sequence[str]) -> AsyncGenerator[Connection]:
    connection = await AsyncConnection.connect(
        conninfo,
        autocommit=True,
        connect_timeout=10,
        application_name=APPLICATION_NAME,
        keepalives_idle=KEEPALIVE_S,
        keepalives_interval=10,
        keepalives_count=3,
    )
    async with connection:
        for channel in channels:
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        yield connection
