"""Words that PostgreSQL passes on to who listens, on a connection that is theirs alone."""

import asyncio
from collections.abc import AsyncGenerator

from psycopg import AsyncConnection, OperationalError, sql

PAUSE_S_MIN, PAUSE_S_MAX = 0.1, 5.0  # between tries to connect again, each twice the one before


async def listen(conninfo: str, channel: str) -> AsyncGenerator[str | None]:
    """Every word on a channel, for as long as one listens; None whenever some may be missing.

    That is at the start and after each lost connection: who hears it should look for themselves.
    """
    pause_s = PAUSE_S_MIN
    while True:
        try:
            async with await AsyncConnection.connect(
                conninfo, autocommit=True, connect_timeout=10
            ) as connection:
                await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                pause_s = PAUSE_S_MIN
                yield None
                async for notice in connection.notifies():
                    yield notice.payload
        except OperationalError:
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, PAUSE_S_MAX)
