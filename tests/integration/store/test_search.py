"""Search against plain arithmetic over the same words: scores, filters, vectors and keywords."""

import asyncio
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tandem.core.knowledge.article import Article, Audience
from tandem.core.knowledge.rank import Corpus, Hit, Weighted, fused
from tandem.store import articles, passages
from tandem.store.articles import Home
from tandem.store.database import Connection, Database
from tandem.store.passages import Model, Piece, Query
from tandem.testing import FakeEmbedder, StoppedClock

WORDS = ("grind", "grinder", "boiler", "milk", "steam", "filter", "water", "the", "of", "E61")
K1, B = 1.2, 0.75


async def keep(
    connection: Connection,
    key: str,
    texts: Sequence[str],
    *,
    embedder: FakeEmbedder | None = None,
    product: str = "",
    locale: str = "en",
    audience: Audience = Audience.CUSTOMER,
) -> int:
    """Store an article with these passages; returns its number."""
    model, vectors = None, [None] * len(texts)
    if embedder is not None:
        model = await passages.model(connection, embedder.model, embedder.dimension)
        vectors = list(await embedder.embed(texts))
    snapshot = await articles.lock(connection)
    article, version = await articles.add_version(
        connection,
        Article(key, key.title(), (), "", "", product, locale, audience),
        key=key,
        home=Home(await articles.source(connection, "here"), key, f"{key}.md"),
        content_hash=key,
        number=1,
        snapshot=snapshot,
        now=StoppedClock().at,
    )
    await passages.add(
        connection,
        [
            Piece(number, (), text, text, vector)
            for number, (text, vector) in enumerate(zip(texts, vectors, strict=True))
        ],
        corpus=Corpus.ARTICLE,
        document=article,
        version=version,
        model=model,
        product=product,
        locale=locale,
        audience=audience.value,
        snapshot=snapshot,
    )
    await passages.count_lexemes(connection, Corpus.ARTICLE, [article], snapshot)
    await articles.advance(connection, snapshot)
    return article


async def asked(
    connection: Connection, *texts: Weighted, embedder: FakeEmbedder | None = None
) -> Query:
    """A query as of now, with the vector of the first text."""
    state = await articles.state(
        connection, model=embedder.model if embedder else None, audiences=["customer"]
    )
    vector = (await embedder.embed([texts[0].text]))[0] if embedder else None
    by_index = Corpus.ARTICLE in state.indexed
    return Query(Corpus.ARTICLE, state.snapshot, texts, vector, state.model, by_index)


async def keep_random(
    connection: Connection, embedder: FakeEmbedder | None, seed: int, count: int
) -> dict[str, str]:
    """Random passages, each an article; every fifth is a copy of its neighbour, for ties."""
    dice = random.Random(seed)  # noqa: S311 (a corpus, no secret)
    texts: dict[str, str] = {}
    for number in range(count):
        words = dice.choices(WORDS, k=dice.randint(1, 40))
        texts[f"a{number}"] = texts[f"a{number - 1}"] if number % 5 == 4 else " ".join(words)
    async with connection.transaction():
        for key, text in texts.items():
            await keep(connection, key, [text], embedder=embedder)
    return texts


async def stems(connection: Connection, text: str) -> list[str]:
    """PostgreSQL's stems of a text, one for each word that is not a stop word."""
    cursor = await connection.execute(
        "select lexeme, cardinality(positions) from unnest(to_tsvector('english', %s))", (text,)
    )
    return [lexeme for lexeme, times in await cursor.fetchall() for _ in range(times)]


def bm25(
    asked: dict[str, float], corpus: dict[str, list[str]]
) -> tuple[dict[str, float], dict[str, float]]:
    """BM25 of each document divided by the summed idf, and the idf of each lexeme asked for."""
    mean = sum(map(len, corpus.values())) / len(corpus)
    idf = {
        lexeme: weight * math.log(1 + (len(corpus) - n + 0.5) / (n + 0.5))
        for lexeme, weight in asked.items()
        for n in [sum(lexeme in words for words in corpus.values())]
    }
    scores = {
        key: sum(
            idf[lexeme] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(words) / mean))
            for lexeme in asked
            if (tf := counts[lexeme])
        )
        / (sum(idf.values()) or 1)
        for key, words in corpus.items()
        for counts in [Counter(words)]
    }
    return scores, idf


def by_rank(hits: Sequence[Hit], leg: str) -> list[Hit]:
    ranked = [(getattr(hit, leg), hit) for hit in hits if getattr(hit, leg) is not None]
    return [hit for _, hit in sorted(ranked, key=lambda pair: pair[0])]


@pytest.mark.parametrize("seed", range(3))
async def test_the_keyword_leg_is_bm25(database: Database, seed: int) -> None:
    async with database.connection() as connection:
        texts = await keep_random(connection, None, seed, 40)
        corpus = {key: await stems(connection, text) for key, text in texts.items()}
        question = Weighted("The grinder, filter & steam: nosuchword!", 1.0)
        before = Weighted("steam and milk of the E61", 0.4)
        query = await asked(connection, question, before)
        found = await passages.search(connection, query)
        wanted: dict[str, float] = {}
        for text in (before, question):
            for lexeme in await stems(connection, text.text):
                wanted[lexeme] = max(text.weight, wanted.get(lexeme, 0.0))
    scores, idf = bm25(wanted, corpus)
    assert found.terms == pytest.approx(idf)
    hits = {key: score for key, score in scores.items() if score > 0}
    assert {hit.document: hit.bm25 for hit in found.hits} == pytest.approx(hits)
    ids = {hit.document: hit.passage_id for hit in found.hits}
    order = sorted(hits, key=lambda key: (-round(hits[key], 9), ids[key]))
    assert [hit.document for hit in found.hits] == order
    assert [hit.rank_bm25 for hit in found.hits] == list(range(1, len(order) + 1))
    assert all(hit.score == pytest.approx(fused(None, hit.bm25)) for hit in found.hits)


async def test_a_word_that_stands_very_often_still_counts_exactly(database: Database) -> None:
    """The term frequency is read from `ts_rank`: it must be exact as far as a passage can go."""
    times = (1, 2, 3, 7, 50, 100, 200, 254, 255)
    async with database.transaction() as connection:
        for n in times:
            await keep(connection, f"n{n}", ["milk " * n])
        found = await passages.search(connection, await asked(connection, Weighted("milk", 1)))
    scores, _ = bm25({"milk": 1.0}, {f"n{n}": ["milk"] * n for n in times})
    assert {hit.document: hit.bm25 for hit in found.hits} == pytest.approx(scores, rel=1e-9)


async def test_the_dense_leg_is_the_cosine_and_the_score_is_fused(
    database: Database, embedder: FakeEmbedder
) -> None:
    async with database.connection() as connection:
        texts = await keep_random(connection, embedder, 7, 70)
        query = await asked(connection, Weighted("steam the milk", 1), embedder=embedder)
        found = await passages.search(connection, query)
    vectors: NDArray[np.float32] = await embedder.embed(list(texts.values()))
    assert query.vector is not None
    cosines = dict(zip(texts, (vectors @ query.vector).tolist(), strict=True))
    dense = by_rank(found.hits, "rank_cosine")
    assert [hit.rank_cosine for hit in dense] == list(range(1, passages.LEG_MAX + 1))
    best = sorted(cosines.values(), reverse=True)[: passages.LEG_MAX]
    # half precision moves a cosine by less than 1e-3
    assert [hit.cosine for hit in dense] == pytest.approx(best, abs=1e-3)
    for hit in found.hits:
        assert hit.cosine == pytest.approx(cosines[hit.document], abs=1e-3)
        assert hit.score == pytest.approx(fused(hit.cosine, hit.bm25), abs=1e-12)
    order = [(-hit.score, hit.passage_id) for hit in found.hits]
    assert order == sorted(order)
    assert {hit.document for hit in by_rank(found.hits, "rank_bm25")} <= set(texts)


async def test_the_index_finds_what_the_exact_search_finds(
    database: Database,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An HNSW index is approximate; over few vectors it misses none, filters or not."""
    monkeypatch.setattr(passages, "EXACT_MAX", 10)
    async with database.connection() as connection:
        await keep_random(connection, embedder, 3, 60)
        await keep(connection, "secret", ["milk milk"], embedder=embedder, audience=Audience.AGENT)
        query = await asked(connection, Weighted("water filter", 1), embedder=embedder)
        exact = await passages.search(connection, query)
        assert query.model is not None
        assert await passages.ensure_index(connection, query.model, Corpus.ARTICLE)
        assert not await passages.ensure_index(connection, query.model, Corpus.ARTICLE)
        # Such a small table would be read whole, whatever indexes there are.
        await connection.execute("set enable_seqscan = off")
        query = await asked(connection, Weighted("water filter", 1), embedder=embedder)
        assert query.by_index
        by_index = await passages.search(connection, query)
        await connection.execute("select pg_stat_force_next_flush()")
        cursor = await connection.execute(
            "select idx_scan from pg_stat_user_indexes"
            " where indexrelname = 'passage_vector_article_1'"
        )
        assert await cursor.fetchone() == (1,), "the index was not used"
    assert [hit.document for hit in by_index.hits] == [hit.document for hit in exact.hits]
    assert by_index.hits == exact.hits
    assert "secret" not in {hit.document for hit in by_index.hits}


async def test_filters_let_pass_only_what_fits(database: Database, embedder: FakeEmbedder) -> None:
    async with database.connection() as connection:

        async def kept(key: str, **where: str) -> int:
            audience = Audience(where.pop("audience", "customer"))
            return await keep(
                connection, key, ["steam the milk"],
                embedder=embedder, audience=audience, **where,
            )  # fmt: skip

        await kept("general", product="", locale="")
        one = await kept("one", product="one", locale="en")
        await kept("club", product="club", locale="en")
        await kept("german", product="one", locale="de")
        await kept("agents", product="one", locale="en", audience="agent")
        query = await asked(connection, Weighted("steam milk", 1), embedder=embedder)

        async def found(query: Query) -> set[str]:
            both = [query, replace(query, vector=None, model=None)]
            results = [await passages.search(connection, each) for each in both]
            keys = [{hit.document for hit in result.hits} for result in results]
            assert keys[0] == keys[1], "the legs filter differently"
            return keys[0]

        everything = {"general", "one", "club", "german"}
        assert await found(query) == everything
        assert await found(replace(query, product="one")) == {"general", "one", "german"}
        assert await found(replace(query, product="none")) == {"general"}
        assert await found(replace(query, product="one", locale="en")) == {"general", "one"}
        assert await found(replace(query, without=(one,))) == everything - {"one"}
        both = ("customer", "agent")
        assert await found(replace(query, audiences=both)) == everything | {"agents"}
        assert await found(replace(query, snapshot=query.snapshot - 1)) == everything
        assert await found(replace(query, snapshot=1)) == {"general"}
        assert await found(replace(query, snapshot=0)) == set()
        assert await found(replace(query, corpus=Corpus.TICKET)) == set()


ODD = {
    "empty": "",
    "blank": " \n\t ",
    "stop words": "the of and is",
    "quotes": "it's the 'boiler' \"milk\" '''",
    "backslashes": r"c:\milk\steam \\ \' \n \\\\",
    "tsquery operators": "milk & !steam | (boiler <-> water):*A <2> & ! ( ",
    "placeholders": "100 % milk %s %(product)s {filters} {0} $1 :name ?",
    "emoji": "☕️👩‍👩‍👧 milk 🥛",
    "scripts": "ミルク молоко milk حليب e\u0301 \u200b\u202e",
    "links": "https://help.bramblebrew.example/a?b=c&d='e'\\f user@example.com /var/lib/x",
    "tags": "<b>milk</b> <script>alert('x')</script> &amp; <!--",
    "numbers": "1e309 -0 0x1F 1,000.5 1/2 ½ ²",
    "one long word": "m" * 100_000,
    "100 kB": "milk steam boiler " * 6_000,
    "many lexemes": " ".join(f"word{n}" for n in range(9_000)),
}


@pytest.mark.parametrize("locale", ["", "en", "de", "xx"])
async def test_no_question_is_too_odd(
    database: Database, embedder: FakeEmbedder, locale: str
) -> None:
    async with database.connection() as connection:
        for number, text in enumerate(ODD.values()):
            await keep(connection, f"odd{number}", [text], embedder=embedder, locale=locale)
        for number, (name, text) in enumerate(ODD.items()):
            query = await asked(connection, Weighted(text, 1), embedder=embedder)
            query = replace(query, locale=locale)
            found = await passages.search(connection, query)
            keywords = await passages.search(connection, replace(query, vector=None))
            assert len(keywords.terms) <= passages.LEXEMES_MAX
            cosines = [hit.cosine for hit in found.hits]
            assert all(cosine is not None and math.isfinite(cosine) for cosine in cosines), name
            assert f"odd{number}" in {hit.document for hit in found.hits}, name


async def test_articles_without_any_lexeme_are_found_by_their_vectors(
    database: Database, embedder: FakeEmbedder
) -> None:
    """The mean length is 0 then, and nothing may be divided by it."""
    async with database.connection() as connection:
        await keep(connection, "the", ["the of and"], embedder=embedder)
        query = await asked(connection, Weighted("milk", 1), embedder=embedder)
        result = await passages.search(connection, query)
    (hit,) = result.hits
    assert (hit.document, hit.bm25, hit.rank_bm25, hit.rank_cosine) == ("the", 0.0, None, 1)


async def test_a_model_has_one_number_whoever_asks_first(database: Database) -> None:
    async def other() -> Model:
        async with database.transaction() as connection:
            return await passages.model(connection, "fake", 32)

    async with database.transaction() as connection:
        mine = await passages.model(connection, "fake", 32)
        waiting = asyncio.create_task(other())
        while True:  # until the other task waits for our uncommitted row
            cursor = await connection.execute("select from pg_locks where not granted")
            if await cursor.fetchone() is not None:
                break
    assert (mine, await waiting) == (Model(1, 32), Model(1, 32))


async def test_asking_for_a_known_model_uses_up_no_number(database: Database) -> None:
    """There are 32,767, and every stored batch asks."""
    async with database.connection() as connection:
        for _ in range(3):
            await passages.model(connection, "fake", 32)
        result = await passages.model(connection, "another", 8)
    assert result == Model(2, 8)
