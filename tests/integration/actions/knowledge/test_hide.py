"""What is hidden is never found, in later versions too, until it is undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tandem.actions.knowledge.hide import hide_article, hide_passages, show_again
from tandem.actions.knowledge.learn import Source, learn
from tandem.core.errors import NotFoundError
from tandem.core.knowledge.rank import Corpus, Weighted
from tandem.store import articles, audits, hidden, passages
from tandem.store.database import Database
from tandem.store.passages import Query
from tandem.testing import FakeEmbedder, StoppedClock

FolderOf = Callable[..., Path]
NOW = StoppedClock().at
LONG = " so" * 60
TWO = {
    "milk": "# Milk\n\nSteam the milk to sixty degrees.",
    "grind": f"# Grind\n\nGrind finely,{LONG}.\n\n## Filter\n\nGrind coarsely,{LONG}.",
}


async def learnt(database: Database, embedder: FakeEmbedder, folder: Path) -> None:
    await learn(database, embedder, Source(folder), prune=False, now=NOW)


async def found(database: Database, embedder: FakeEmbedder, text: str) -> dict[int, str]:
    """The passages that a search finds, with their articles."""
    async with database.connection() as connection:
        state = await articles.state(connection, model=embedder.model, audiences=["customer"])
        vector = (await embedder.embed([text]))[0]
        query = Query(Corpus.ARTICLE, state.snapshot, (Weighted(text, 1.0),), vector, state.model)
        hits = (await passages.search(connection, query)).hits
        around = await passages.around(connection, query, hits)
        assert {hit.passage_id for hit in around} >= {hit.passage_id for hit in hits}
        return {hit.passage_id: hit.document for hit in hits}


async def test_an_article_is_hidden_until_it_is_undone(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(TWO))
    number = await hide_article(database, None, "help/milk", now=NOW)
    assert number is not None
    assert await hide_article(database, None, "help/milk", now=NOW) is None
    assert set((await found(database, embedder, "milk")).values()) == {"help/grind"}
    newer = {"milk": "# Milk\n\nSteam the milk to seventy degrees."}
    await learnt(database, embedder, folder_of(TWO | newer))
    assert set((await found(database, embedder, "milk")).values()) == {"help/grind"}
    await show_again(database, None, number, now=NOW)
    assert "help/milk" in (await found(database, embedder, "milk")).values()
    async with database.connection() as connection:
        told = [entry.action for entry in await audits.page(connection)]
        assert await hidden.all_of(connection) == []
    assert told == ["hiding.undone", "article.hidden"]


async def test_a_passage_is_hidden_by_its_text(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(TWO))
    first, *others = [
        id
        for id, key in sorted((await found(database, embedder, "grind")).items())
        if key == "help/grind"
    ]
    number = await hide_passages(database, None, [first], now=NOW)
    assert others
    assert first not in await found(database, embedder, "grind")
    # The article changes elsewhere: the same text stays hidden in the new version.
    changed = {"grind": TWO["grind"].replace("coarsely", "very coarsely")}
    await learnt(database, embedder, folder_of(TWO | changed))
    kept = [k for k in (await found(database, embedder, "grind")).values() if k == "help/grind"]
    assert len(kept) == len(others)
    await show_again(database, None, number, now=NOW)
    all_ = [k for k in (await found(database, embedder, "grind")).values() if k == "help/grind"]
    assert len(all_) == len(others) + 1


async def test_what_is_not_there_can_not_be_hidden(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(TWO))
    ids = await found(database, embedder, "milk grind")
    of_each = {key: id for id, key in ids.items()}
    with pytest.raises(NotFoundError):
        await hide_article(database, None, "help/tea", now=NOW)
    with pytest.raises(NotFoundError):
        await hide_passages(database, None, list(of_each.values()), now=NOW)
    with pytest.raises(NotFoundError):
        await show_again(database, None, 99, now=NOW)
