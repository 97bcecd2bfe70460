"""Temporary homes and databases for a measurement, with as many passages as needed."""

import os
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pgvector import HalfVector

from benchmarks import data, floor
from benchmarks.floor import BareSearch
from benchmarks.run import Run
from tandem import app
from tandem.core.knowledge.rank import Corpus
from tandem.settings import Settings
from tandem.store import articles, passages
from tandem.store.database import Connection, Database
from tandem.store.passages import Model

# The statements of store/passages.sql, for a whole corpus instead of an article.
FILL = (
    "insert into article (key, source_id, origin)"
    " select 'made-' || article, %(source)s, 'made-' || article"
    " from made where ordinal = 0 order by article",
    "insert into article_version (article_id, number, title, body, url, product, locale, audience,"
    " content_hash, learnt_at, valid_from)"
    " select a.id, 1, m.title, '', '', '', 'en', 'customer', a.key, now(), %(snapshot)s"
    " from made m join article a on a.key = 'made-' || m.article where m.ordinal = 0 order by a.id",
    "insert into passage (version_id, ordinal, heading_path, text, searched_text)"
    " select v.id, m.ordinal, array['Part ' || m.ordinal], m.text, m.title || e'\n' || m.text"
    " from made m join article a on a.key = 'made-' || m.article"
    " join article_version v on v.article_id = a.id order by v.id, m.ordinal",
    "insert into passage_keyword (passage_id, document_id, corpus, product, locale, audience,"
    " valid_from, length, lexemes)"
    " select p.id, v.article_id, 'article', '', 'en', 'customer', %(snapshot)s,"
    " (select sum(cardinality(positions)) from unnest(l.lexemes)), l.lexemes"
    " from passage p join article_version v on v.id = p.version_id"
    " cross join lateral (select to_tsvector('english', p.searched_text) as lexemes offset 0) l",
    "insert into passage_vector (passage_id, model_id, document_id, corpus, product, locale,"
    " audience, valid_from, embedding)"
    " select p.id, %(model)s, v.article_id, 'article', '', 'en', 'customer', %(snapshot)s, m.vector"
    " from made m join article a on a.key = 'made-' || m.article"
    " join article_version v on v.article_id = a.id"
    " join passage p on p.version_id = v.id and p.ordinal = m.ordinal",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A database with an invented corpus, and the questions for it."""

    settings: Settings
    database: Database
    run: Run
    articles: int
    model: Model

    def bare_search(self) -> AbstractAsyncContextManager[BareSearch]:
        """The floor of every search in this database."""
        return floor.bare_search(self.database.conninfo, self.run.embedder, self.model)

    def questions(self, count: int, after: int = 0) -> list[str]:
        """The texts of questions from number `after` on, so that none is repeated."""
        numbers = range(after, after + count)
        return [self.run.company.question(number, self.articles).text for number in numbers]


@contextmanager
def temporary_home() -> Generator[Path]:
    """A home in the temporary folder, deleted at the end; root's server account can reach it."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        Path(folder).chmod(0o711 if os.geteuid() == 0 else 0o700)
        yield Path(folder)


@asynccontextmanager
async def filled(run: Run, count: int) -> AsyncGenerator[Filled]:
    """A database with about `count` passages, indexed and analysed, dropped after the block."""
    made = count // data.SECTIONS
    async with app.open_scratch_database(run.conninfo) as database:
        model = await fill(database, run, made)
        settings = Settings(home=run.home, database_url=database.conninfo)
        yield Filled(settings, database, run, made, model)


async def fill(database: Database, run: Run, count: int) -> Model:
    """Store this many articles with their passages, and index the vectors where that pays.

    The topics' centres were embedded, and the passages' vectors are generated around them. So a
    question is nearest to its topic, and 100,000 passages don't take an hour.
    """
    async with database.transaction() as connection:
        snapshot = await articles.lock(connection)
        source = await articles.source(connection, "made up")
        model = await passages.model(connection, run.embedder.model, run.embedder.dimension)
        await _copy(connection, run, count)
        for statement in FILL:
            await connection.execute(
                statement, {"source": source, "snapshot": snapshot, "model": model.id}
            )
        cursor = await connection.execute("select id from article")
        ids = [row[0] for row in await cursor.fetchall()]
        await passages.count_lexemes(connection, Corpus.ARTICLE, ids, snapshot)
        await articles.advance(connection, snapshot)
    async with database.transaction() as connection:
        await passages.ensure_index(connection, model, Corpus.ARTICLE)
    async with database.connection() as connection:
        await connection.execute("vacuum analyze")
    return model


async def _copy(connection: Connection, run: Run, count: int) -> None:
    """Copy the articles, a row for each section, into a table that the transaction drops."""
    await connection.execute(
        "create temporary table made"
        " (article int, ordinal int, title text, text text, vector halfvec) on commit drop"
    )
    made = [run.company.article(number) for number in range(count)]
    vectors = data.vectors(run.centres, [article.topic for article in made], data.SECTIONS)
    rows = iter(vectors)
    async with (
        connection.cursor() as cursor,
        cursor.copy("copy made from stdin (format binary)") as copy,
    ):
        copy.set_types(("int4", "int4", "text", "text", "halfvec"))
        for number, article in enumerate(made):
            for ordinal, text in enumerate(article.sections):
                vector = HalfVector(next(rows))
                await copy.write_row((number, ordinal, article.title, text, vector))
    await connection.execute("analyze made")
