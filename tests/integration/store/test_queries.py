"""PostgreSQL can plan every query in the files, for any values."""

import re
from importlib import import_module
from importlib.resources import files

import psycopg
from psycopg import sql

from tandem.core.knowledge.rank import Corpus
from tandem.store import metrics, passages, promises, queries, routing, views
from tandem.store.database import Connection, Database
from tandem.store.passages import Model

DIMENSION = 32
FRAGMENTS = {"filters", "dense_none", "dense_exact", "dense_index"}  # parts of `search`
SEARCHED = "searched"  # a part of a view's `page`
FILES = sorted(
    path.name
    for path in files("tandem.store").iterdir()
    if path.name.endswith(".sql") and queries.load(path.name)
)


def composed(
    text: str, file: str = "passages.sql", dense: str = "dense_none", searched: str = ""
) -> str:
    """The query with its fragments filled in, as its module does it."""
    parts = {
        "filters": sql.SQL(passages.QUERIES["filters"]).format(),
        "dimension": sql.Literal(DIMENSION),
        "model": sql.Literal(1),
        "corpus": sql.Literal(Corpus.ARTICLE.value),
        "index": sql.Identifier("an_index"),
        "outcome": sql.Identifier("yes_at"),
        "around": sql.Literal(passages.AROUND),
        "in_line": routing.IN_LINE,
        "filtered": metrics.FILTERED,
        "value": metrics.by_dimension(metrics.Dimension.TEAM).value,
        "side": metrics.by_dimension(metrics.Dimension.TEAM).side,
        "which": sql.SQL("true"),
        "state": promises.STATE,
        SEARCHED: sql.SQL(searched),  # pyright: ignore[reportArgumentType] (read from our files)
        "columns": getattr(
            import_module(f"tandem.store.{file.removesuffix('.sql')}"), "COLUMNS", None
        ),
        **passages.LIMITS,
    }
    leg = sql.SQL(passages.QUERIES[dense]).format(**parts)  # pyright: ignore[reportArgumentType] (a name of a file of ours)
    if "{" not in text:
        return text
    return sql.SQL(text).format(**parts, dense=leg).as_string()  # pyright: ignore[reportArgumentType] (read from our files)


def numbered(text: str) -> str:
    """Named placeholders as $1, $2 …, one number per name."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    return re.sub(r"%\((\w+)\)s", lambda match: f"${names.index(match[1]) + 1}", text)


async def plan(connection: Connection, text: str) -> str:
    """PostgreSQL's plan, the same for all values; a definition has none and is executed."""
    if "create index" in text:
        cursor = await connection.execute(text.encode())
        return cursor.statusmessage or ""
    cursor = await connection.execute(f"explain (generic_plan) {numbered(text)}".encode())
    return "\n".join(row[0] for row in await cursor.fetchall())


SEARCH = composed(views.QUERIES["page"], "views.sql", searched=views.QUERIES[SEARCHED])


async def test_every_query_plans(database: Database) -> None:
    texts = {
        f"{file} {name}": composed(text, file)
        for file in FILES
        for name, text in queries.load(file).items()
        if name not in FRAGMENTS | {SEARCHED}
    }
    for leg in FRAGMENTS - {"filters"}:
        texts[f"search by {leg}"] = composed(passages.QUERIES["search"], dense=leg)
    texts["page of a search"] = SEARCH

    assert len(FILES) >= 5
    assert len(texts) >= 30
    found: dict[str, str] = {}
    async with database.connection() as connection:
        for name, text in texts.items():
            try:
                await plan(connection, text)
            except psycopg.Error as error:
                found[name] = str(error)
    assert found == {}


async def test_the_index_of_a_model_serves_its_search(database: Database) -> None:
    """The index's expression and condition must be those of the query, or it is never used."""
    async with database.connection() as connection:
        assert await passages.model(connection, "fake", DIMENSION) == Model(1, DIMENSION)
        await plan(connection, composed(passages.QUERIES["create_index"]))
        await connection.execute("set enable_seqscan = off")
        await connection.execute("set enable_sort = off")
        result = await plan(connection, composed(passages.QUERIES["search"], dense="dense_index"))
    assert "Index Scan using an_index" in result


async def test_each_kind_of_text_is_searched_by_its_own_index(database: Database) -> None:
    async with database.connection() as connection:
        await connection.execute("set enable_seqscan = off")
        planned = await plan(connection, SEARCH)
    for index in ("conversation_words", "contact_words", "message_words"):
        assert f"Bitmap Index Scan on {index}" in planned


async def test_the_line_is_found_by_its_index(database: Database) -> None:
    """Every message looks at it, on desks with a million conversations."""
    async with database.connection() as connection:
        await connection.execute("set enable_seqscan = off")
        for name in ("is_line", "line"):
            planned = await plan(connection, composed(routing.QUERIES[name]))
            assert "on conversation c" in planned
            assert "conversation_queue" in planned
