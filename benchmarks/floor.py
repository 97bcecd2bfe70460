"""The floors: the least work that any program must do for the same result."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pgvector import HalfVector
from pgvector.psycopg import register_vector_async
from psycopg import sql

from tandem.adapters.embed.onnx import OnnxEmbedder
from tandem.postgres import cluster as clusters
from tandem.postgres.cluster import Cluster
from tandem.store.database import Connection
from tandem.store.passages import Model

SEARCH = (
    "one embedding of the question, then one statement on a connection of its own: the 50 nearest"
    " vectors by the HNSW index, and the 50 passages with all of the question's words by ts_rank;"
    " ids only: no fusion, no text, no filter, no snapshot, nothing written"
)
STATEMENT = """
select passage_id from (
    select passage_id from passage_vector where model_id = {model} and corpus = 'article'
    order by embedding::halfvec({dimension}) <=> %(vector)s::halfvec({dimension}) limit 50
) as dense
union all
select passage_id from (
    select passage_id from passage_keyword
    where lexemes @@ plainto_tsquery('english', %(text)s)
    order by ts_rank(lexemes, plainto_tsquery('english', %(text)s)) desc limit 50
) as keyword
"""
POLL_S = 0.002


@dataclass(frozen=True, slots=True)
class BareSearch:
    """The least hybrid search: an embedder, a connection, a statement."""

    embedder: OnnxEmbedder
    connection: Connection
    statement: sql.Composed

    async def ask(self, text: str) -> None:
        """Embed the question and fetch the ids of both searches."""
        vector = (await asyncio.to_thread(self.embedder.embed_once, [text]))[0]
        cursor = await self.connection.execute(
            self.statement, {"vector": HalfVector(vector), "text": text}
        )
        await cursor.fetchall()


@asynccontextmanager
async def bare_search(
    conninfo: str, embedder: OnnxEmbedder, model: Model
) -> AsyncGenerator[BareSearch]:
    """A bare search with its own connection, configured like the desk's."""
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await register_vector_async(connection)
        await connection.execute("set hnsw.ef_search = 100")
        statement = sql.SQL(STATEMENT).format(
            model=sql.Literal(model.id), dimension=sql.Literal(model.dimension)
        )
        yield BareSearch(embedder, connection, statement)


def embed_all(embedder: OnnxEmbedder, texts: Sequence[str], threads: int) -> float:
    """Seconds that this many threads need to embed the texts, one at a time."""
    with ThreadPoolExecutor(threads) as executor:
        began = time.perf_counter()
        for _ in executor.map(embedder.embed_once, [[text] for text in texts]):
            pass
        return time.perf_counter() - began


def bare_initdb(cluster: Cluster) -> float:
    """Seconds that PostgreSQL's own initdb takes for a folder beside the desk's."""
    folder = cluster.folder / "bare"
    folder.mkdir(mode=0o700)
    os.chown(folder, cluster.account.pw_uid, cluster.account.pw_gid)
    began = time.perf_counter()
    code = _spawn(cluster, "initdb", f"--pgdata={folder}", "--locale=C").wait(100)
    assert code == 0
    return time.perf_counter() - began


def bare_start(cluster: Cluster) -> float:
    """Seconds from starting PostgreSQL on the desk's data until it accepts a connection."""
    began = time.perf_counter()
    server = _spawn(cluster, "postgres", "-D", str(cluster.data), *clusters.options(cluster))
    try:
        while server.poll() is None:
            with suppress(psycopg.OperationalError):
                psycopg.connect(cluster.conninfo("postgres")).close()
                return time.perf_counter() - began
            time.sleep(POLL_S)
        raise AssertionError("The bare server stopped by itself.")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def connect(conninfo: str) -> float:
    """Seconds that one connection takes."""
    began = time.perf_counter()
    psycopg.connect(conninfo).close()
    return time.perf_counter() - began


def _spawn(cluster: Cluster, program: str, *arguments: str) -> subprocess.Popen[bytes]:
    with Path(os.devnull).open("wb") as nowhere:
        return clusters.spawn(
            cluster, program, *arguments, log=nowhere.fileno(), life=nowhere.fileno()
        )
