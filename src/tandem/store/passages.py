"""Passages: stored for search, and found by vector and by keywords."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg import sql
from psycopg.rows import TupleRow, dict_row

from tandem.core.knowledge import rank
from tandem.core.knowledge.rank import Corpus, Hit, Weighted
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("passages.sql")

LEG_MAX = 50  # passages each search may return
HITS_MAX = 100
TEXTS_MAX = 20  # hits that come with their text
AROUND = 2  # passages before and after one, in its article
LEXEMES_MAX = 64  # of a question: the rarest
BUDGET = 2_000  # passages that are scored by keywords, chosen by their rarest lexemes
EXACT_MAX = 5_000  # vectors compared one by one; with more the index is faster (docs/search.md)

LIMITS = {
    "leg_max": sql.Literal(LEG_MAX),
    "hits_max": sql.Literal(HITS_MAX),
    "texts_max": sql.Literal(TEXTS_MAX),
    "lexemes_max": sql.Literal(LEXEMES_MAX),
    "budget": sql.Literal(BUDGET),
}

# PostgreSQL's own stemmers; any other language is searched by whole words.
LANGUAGES = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """An embedding model and its number in the database."""

    id: int
    dimension: int


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for, and in what.

    `vector` is None without an embedder; `by_index` allows the use of the corpus's index. `product`
    and `locale` filter if they are not empty; passages without product or locale pass. `without`
    are the numbers of documents to leave out; what may not be quoted `today` is left out too.
    """

    corpus: Corpus
    snapshot: int
    texts: tuple[Weighted, ...]
    vector: NDArray[np.float32] | None
    model: Model | None
    by_index: bool = False
    product: str = ""
    locale: str = ""
    audiences: tuple[str, ...] = ("customer",)
    without: tuple[int, ...] = ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, best first, the idf of the question's lexemes, and the passages around the best.

    Those around were not searched for, so their scores are 0.
    """

    hits: tuple[Hit, ...]
    terms: Mapping[str, float]
    around: tuple[Hit, ...] = ()


def language(locale: str) -> str:
    """The text search configuration of a locale; English if there is none."""
    return LANGUAGES.get(locale[:2].lower(), "simple") if locale else "english"


async def search(connection: Connection, query: Query) -> Found:
    """Finds the passages nearest to the question among those valid at the snapshot."""
    parameters = _parameters(query)
    by_index = query.by_index and await _index_pays(connection, query, parameters)
    model = None if query.vector is None else query.model
    cursor = await connection.execute(_statement(query.corpus, model, by_index), parameters)
    rows = await cursor.fetchall()
    return Found(tuple(map(_hit, rows)), (rows[0][-1] if rows else None) or {})


def _hit(row: TupleRow) -> Hit:
    """The hit of a row, whose columns are the fields of `Hit`, and the terms."""
    passage, document, version, title, url, path, *others, _ = row
    return Hit(passage, document, version, title, url, tuple(path), *others)


async def of_article(connection: Connection, query: Query, article: str) -> tuple[Hit, ...]:
    """The passages of one article that the query's filters let through, in the article's order.

    They were not searched for, so their scores are 0.
    """
    statement = sql.SQL(QUERIES["of_article"]).format(filters=_filters())
    return await _unscored(connection, statement, {**_parameters(query), "article": article})


async def around(connection: Connection, query: Query, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The passages around these that the query's filters let through: a quote may go on there."""
    statement = sql.SQL(QUERIES["around"]).format(filters=_filters(), around=sql.Literal(AROUND))
    parameters = {**_parameters(query), "passages": [hit.passage_id for hit in hits]}
    return await _unscored(connection, statement, parameters) if hits else ()


async def _unscored(
    connection: Connection, statement: sql.Composed, parameters: Mapping[str, object]
) -> tuple[Hit, ...]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, parameters)
        rows = await cursor.fetchall()
    for row in rows:
        row["heading_path"] = tuple(row["heading_path"])
    return tuple(
        Hit(**row, cosine=None, bm25=0.0, score=0.0, rank_cosine=None, rank_bm25=None)
        for row in rows
    )


def _parameters(query: Query) -> dict[str, object]:
    return {
        "corpus": query.corpus.value,
        "snapshot": query.snapshot,
        "texts": [weighted.text for weighted in query.texts],
        "weights": [weighted.weight for weighted in query.texts],
        "language": language(query.locale),
        "vector": None if query.vector is None else HalfVector(query.vector),
        "model": query.model.id if query.model else None,
        "product": query.product,
        "locale": query.locale,
        "audiences": list(query.audiences),
        "without": list(query.without),
        "today": query.today,
        "keyword_weight": rank.KEYWORD_WEIGHT,
        "cosine_weight": rank.COSINE_WEIGHT,
    }


def _filters() -> sql.Composed:
    return sql.SQL(QUERIES["filters"]).format()


@lru_cache
def _statement(corpus: Corpus, model: Model | None, by_index: bool) -> bytes:
    """The search with the vector search that fits; there are few, and each is composed once."""
    dense = _dense(corpus, model, by_index)
    return sql.SQL(QUERIES["search"]).format(dense=dense, filters=_filters(), **LIMITS).as_bytes()


def _dense(corpus: Corpus, model: Model | None, by_index: bool) -> sql.Composed:
    if model is None:
        return sql.SQL(QUERIES["dense_none"]).format()
    if not by_index:
        return sql.SQL(QUERIES["dense_exact"]).format(filters=_filters(), **LIMITS)
    return sql.SQL(QUERIES["dense_index"]).format(
        filters=_filters(),
        dimension=sql.Literal(model.dimension),
        model=sql.Literal(model.id),
        corpus=sql.Literal(corpus.value),
        **LIMITS,
    )


async def _index_pays(
    connection: Connection, query: Query, parameters: Mapping[str, object]
) -> bool:
    """Whether enough passages pass the filters; the audience filter alone removes few."""
    if not (query.product or query.locale or query.without):
        return True
    counted = await connection.execute(
        sql.SQL(QUERIES["filtered_up_to"]).format(filters=_filters()),
        {**parameters, "most": EXACT_MAX},
    )
    row = await counted.fetchone()
    return row is not None and row[0] >= EXACT_MAX


def _index_name(model: Model, corpus: Corpus) -> str:
    return f"passage_vector_{corpus.value}_{model.id}"


async def ensure_index(connection: Connection, model: Model, corpus: Corpus) -> bool:
    """Builds the model's index over a corpus once it is large enough; True if it was built."""
    name = _index_name(model, corpus)
    counted = await connection.execute(
        QUERIES["vectors_of"], {"model": model.id, "corpus": corpus.value}
    )
    row = await counted.fetchone()
    existing = await connection.execute(QUERIES["index_exists"], {"index": name})
    exists = await existing.fetchone()
    if row is None or row[0] <= EXACT_MAX or (exists is not None and exists[0]):
        return False
    # Outside a transaction this setting holds for the connection; it only limits what a build may
    # use.
    await connection.execute("set maintenance_work_mem = '256MB'")
    await connection.execute(
        sql.SQL(QUERIES["create_index"]).format(
            index=sql.Identifier(name),
            dimension=sql.Literal(model.dimension),
            model=sql.Literal(model.id),
            corpus=sql.Literal(corpus.value),
        )
    )
    return True


async def model(connection: Connection, name: str, dimension: int) -> Model:
    """The database's number for an embedding model; a new model gets one."""
    cursor = await connection.execute(QUERIES["model"], {"name": name, "dimension": dimension})
    row = await cursor.fetchone()
    assert row is not None
    return Model(row[0], row[1])


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage to be stored: what is quoted, what is searched, and its vector if there is one."""

    ordinal: int
    heading_path: tuple[str, ...]
    text: str
    searched_text: str
    vector: NDArray[np.float32] | None
    shape: str = ""


async def add(
    connection: Connection,
    pieces: Sequence[Piece],
    *,
    corpus: Corpus,
    document: int,
    version: int | None,
    model: Model | None,
    product: str,
    locale: str,
    audience: str,
    snapshot: int,
    valid_until: date | None = None,
) -> None:
    """Stores the passages of one version or ticket; they are found from this snapshot on.

    What is hidden of the article stays so.
    """
    await connection.execute(
        QUERIES["add"],
        {
            "ordinals": [piece.ordinal for piece in pieces],
            "paths": [json.dumps(piece.heading_path) for piece in pieces],
            "texts": [piece.text for piece in pieces],
            "shapes": [piece.shape for piece in pieces],
            "searched": [piece.searched_text for piece in pieces],
            "vectors": [_vector_text(piece.vector) for piece in pieces],
            "version": version,
            "ticket": document if corpus is Corpus.TICKET else None,
            "document": document,
            "corpus": corpus.value,
            "model": model.id if model else None,
            "product": product,
            "locale": locale,
            "audience": audience,
            "snapshot": snapshot,
            "language": language(locale),
            "valid_until": valid_until,
        },
    )


async def end(
    connection: Connection, corpus: Corpus, documents: Sequence[int], snapshot: int
) -> None:
    """End the validity of these documents' passages at this snapshot."""
    await connection.execute(
        QUERIES["end"],
        {"corpus": corpus.value, "documents": list(documents), "snapshot": snapshot},
    )


async def count_lexemes(
    connection: Connection, corpus: Corpus, documents: Sequence[int], snapshot: int
) -> None:
    """Updates the corpus's lexeme frequencies and size, after all changes of this snapshot."""
    await connection.execute(
        QUERIES["count_lexemes"],
        {"corpus": corpus.value, "documents": list(documents), "snapshot": snapshot},
    )


async def without_vector(
    connection: Connection, model: Model, after: int, most: int
) -> list[tuple[int, str]]:
    """Passages in force that lack a vector of this model: number and searched text."""
    cursor = await connection.execute(
        QUERIES["without_vector"], {"model": model.id, "after": after, "most": most}
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def add_vectors(
    connection: Connection, model: Model, passages: Sequence[int], vectors: NDArray[np.float32]
) -> None:
    """Stores vectors of passages that had none of this model."""
    await connection.execute(
        QUERIES["add_vectors"],
        {
            "model": model.id,
            "passages": list(passages),
            "vectors": [_vector_text(vector) for vector in vectors],
        },
    )


def _vector_text(vector: NDArray[np.float32] | None) -> str | None:
    # Vectors are passed as text in arrays: a halfvec array has no binary form in the driver.
    return None if vector is None else "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"
