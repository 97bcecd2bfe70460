"""A pool of connections to one PostgreSQL with a migrated schema."""

import asyncio
import select
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from pgvector.psycopg import register_vector_async
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tandem.postgres.errors import unavailable
from tandem.store.migrate import migrate

CONNECTIONS_MAX = 10
RECONNECT_S_MAX = 3.0  # of retries with growing pauses; after that every request tries at once
KEEPALIVE_S = (
    60  # until an idle network connection is probed, so that `_check` sees when it is lost
)
WAIT_S_MAX = 10.0  # for a connection; after that the request fails with UnavailableError

Connection = AsyncConnection[TupleRow]


@dataclass(frozen=True, slots=True)
class Database:
    """Where actions and reads get their connections.

    `revive` restarts our own server after it was killed; it is None for a server that is not ours.
    """

    pool: AsyncConnectionPool[Connection]
    conninfo: str
    revive: Callable[[], object] | None = None

    @classmethod
    async def open(cls, conninfo: str, revive: Callable[[], object] | None = None) -> Self:
        """Migrates the schema and opens the pool.

        Raises UnavailableError if the server does not answer, ConfigError if it lacks something
        needed.
        """
        with unavailable():
            async with await AsyncConnection.connect(conninfo, connect_timeout=10) as connection:
                await migrate(connection)
            pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
                conninfo,
                min_size=1,
                max_size=CONNECTIONS_MAX,
                open=False,
                timeout=WAIT_S_MAX,
                reconnect_timeout=RECONNECT_S_MAX,
                kwargs={"keepalives_idle": KEEPALIVE_S},
                configure=_configure,
                check=_check,
                name="tandem",
            )
            await pool.open(wait=True, timeout=WAIT_S_MAX)
        return cls(pool, conninfo, revive)

    async def close(self) -> None:
        """Closes every connection; the database can't be used afterwards."""
        await self.pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """A connection for reading; each statement is its own transaction (autocommit)."""
        with unavailable():
            connection = await self._taken()
            try:
                yield connection
            finally:
                await self.pool.putconn(connection)

    @asynccontextmanager
    async def undone(self) -> AsyncGenerator[tuple["Database", Connection]]:
        """A transaction that is always rolled back, and a database in which all reads see it.

        For trying a change out: nobody else ever sees it. Its locks are held to the end.
        """
        async with self.connection() as connection, connection.transaction(force_rollback=True):
            yield _Pinned(self.pool, self.conninfo, self.revive, connection), connection

    async def _taken(self) -> Connection:
        try:
            return await self.pool.getconn(timeout=2.0 if self.revive else WAIT_S_MAX)
        except PoolTimeout:
            if self.revive is None:
                raise
        # Our own server may have been killed: starting it again is enough.
        await asyncio.to_thread(self.revive)
        return await self.pool.getconn()


@dataclass(frozen=True, slots=True)
class _Pinned(Database):
    """A database whose only connection is in a transaction."""

    held: Connection | None = None

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """The connection; statements of several readers run one after the other."""
        assert self.held is not None
        yield self.held


async def _configure(connection: Connection) -> None:
    await connection.set_autocommit(True)
    await register_vector_async(connection)
    # Filters are applied during the index scan: continue it until enough rows passed them.
    await connection.execute("set hnsw.iterative_scan = strict_order")
    await connection.execute("set hnsw.ef_search = 200")


async def _check(connection: Connection) -> None:
    """Raises if the connection was lost while it was idle.

    A server that ends and a network that fails leave something to read. Only then the server is
    asked, because a question costs as much as a small query, and a turn takes three connections.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)
