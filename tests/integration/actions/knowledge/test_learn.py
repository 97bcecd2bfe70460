"""Learning is idempotent, versioned and atomic, and stores no more than the source contains."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tandem.actions.knowledge.learn import Learnt, Source, embed_missing, learn
from tandem.core.errors import InvalidError, UnavailableError
from tandem.core.knowledge.rank import Corpus, Weighted
from tandem.store import articles, passages
from tandem.store.database import Database
from tandem.store.passages import Found, Query
from tandem.testing import FakeEmbedder, StoppedClock

FolderOf = Callable[..., Path]
Uncounted = Callable[[Database], Awaitable[list[tuple[object, ...]]]]

THREE = {
    "grind": "# Grind\n\nUse the finest grind for espresso.",
    "milk": "# Milk\n\nSteam the milk to sixty degrees.",
    "descale": "# Descale\n\nUse two tablets.",
}


async def learnt(
    database: Database,
    embedder: FakeEmbedder | None,
    path: Path,
    *,
    prune: bool = False,
    again: bool = False,
) -> Learnt:
    now = StoppedClock().at
    return await learn(database, embedder, Source(path), prune=prune, now=now, again=again)


async def query(database: Database, embedder: FakeEmbedder | None, text: str) -> Query:
    async with database.connection() as connection:
        state = await articles.state(
            connection, model=embedder.model if embedder else None, audiences=["customer"]
        )
    vector = (await embedder.embed([text]))[0] if embedder else None
    return Query(Corpus.ARTICLE, state.snapshot, (Weighted(text, 1.0),), vector, state.model)


async def found(database: Database, query: Query) -> Found:
    async with database.connection() as connection:
        return await passages.search(connection, query)


async def rows(database: Database, text: str) -> list[tuple[object, ...]]:
    async with database.connection() as connection:
        cursor = await connection.execute(text.encode())
        return await cursor.fetchall()


async def in_force(database: Database) -> dict[object, object]:
    """Version by key of what a search finds now."""
    found = await rows(
        database,
        "select a.key, v.number from article a"
        " join article_version v on v.article_id = a.id and v.valid_to is null",
    )
    return {row[0]: row[1] for row in found}


def keys(found: Found) -> set[str]:
    return {hit.document for hit in found.hits}


async def test_learning_again_changes_nothing(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    folder = folder_of(THREE)
    first = await learnt(database, embedder, folder)
    assert (first.new, first.passages, first.bad) == (3, 3, [])
    before = await query(database, embedder, "espresso grind")
    embedded = embedder.embedded
    again = await learnt(database, embedder, folder, prune=True)
    assert again == Learnt(unchanged=3)
    assert embedder.embedded == embedded
    after = await query(database, embedder, "espresso grind")
    assert after.snapshot == before.snapshot
    best = (await found(database, after)).hits[0]
    assert (best.document, best.version, best.title) == ("help/grind", 1, "Grind")


async def test_a_change_is_a_new_version_and_the_old_one_stays_readable(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(THREE))
    before = await query(database, embedder, "how many tablets to descale")
    folder = folder_of(THREE | {"descale": "# Descale\n\nUse three tablets."})
    changed = await learnt(database, embedder, folder)
    assert (changed.changed, changed.unchanged, changed.new) == (1, 2, 0)
    after = await query(database, embedder, "how many tablets to descale")

    old, new = await found(database, before), await found(database, after)
    assert (old.hits[0].text, old.hits[0].version) == ("Use two tablets.", 1)
    assert (new.hits[0].text, new.hits[0].version) == ("Use three tablets.", 2)
    bodies = await rows(
        database,
        "select number, body from article_version v join article a on a.id = v.article_id"
        " where key = 'help/descale' order by number",
    )
    assert [number for number, _ in bodies] == [1, 2]
    assert "two tablets" in str(bodies[0][1])


async def test_pruning_retires_what_this_source_no_longer_holds(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(THREE))
    await learnt(database, embedder, folder_of({"other": "# Other\n\nNot ours."}, "faq"))
    fewer = {"grind": THREE["grind"]}

    kept = await learnt(database, embedder, folder_of(fewer))
    assert kept.retired == 0
    assert len(await in_force(database)) == 4

    folder = folder_of(fewer)
    (folder / "broken.md").write_bytes(b"\xff\xfe")
    unsure = await learnt(database, embedder, folder, prune=True)
    assert (unsure.retired, len(unsure.bad)) == (0, 1)
    assert len(await in_force(database)) == 4

    pruned = await learnt(database, embedder, folder_of(fewer), prune=True)
    assert pruned == Learnt(unchanged=1, retired=2)
    assert await in_force(database) == {"help/grind": 1, "faq/other": 1}

    back = await learnt(database, embedder, folder_of(THREE), prune=True)
    assert (back.changed, back.unchanged) == (2, 1)
    now = await query(database, embedder, "milk")
    assert keys(await found(database, now)) >= {"help/milk", "help/grind", "faq/other"}
    assert (await in_force(database))["help/milk"] == 2


async def test_an_article_moves_with_its_file(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    """With an id of its own or without, within a folder or to another: its history stays."""
    own = "---\nid: refunds\n---\n# Refunds\n\nWithin a month."
    await learnt(database, embedder, folder_of({"a": own, "b": "# Boxes\n\nOf card."}, "old"))
    folder = folder_of({"c": "# Boxes\n\nOf card."}, "old")
    assert await learnt(database, embedder, folder, prune=True) == Learnt(moved=1, retired=1)
    assert await in_force(database) == {"old/b": 1}
    folder_of({}, "old")
    moved = await learnt(database, embedder, folder_of({"c": "# Boxes\n\nOf card."}, "new"))
    assert moved == Learnt(moved=1)
    changed = await learnt(database, embedder, folder_of({"c": "# Boxes\n\nOf tin."}, "new"))
    assert changed.changed == 1
    assert await in_force(database) == {"old/b": 2}


async def test_two_sources_never_overwrite_each_other(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    tents = folder_of({"returns": "# Returns\n\nTents: 30 days."}, "tents/help")
    stoves = folder_of({"returns": "# Returns\n\nStoves: 7 days."}, "stoves/help")
    for _ in range(2):
        await learnt(database, embedder, tents, prune=True)
        await learnt(database, embedder, stoves, prune=True)
        assert await in_force(database) == {"help/returns": 1, "stoves/help/returns": 1}
    same = folder_of({"returns": "# Returns\n\nTents: 30 days."}, "copies/help")
    doubled = await learnt(database, embedder, same)
    assert doubled.new == 1
    (double,) = doubled.doubles
    assert double.where == "help/returns.md"
    assert double.other == f"help/returns.md of {tents}"


async def test_a_part_of_a_source_belongs_to_it(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    folder = folder_of({"faq/tents": "# Tents\n\nGreen.", "grind": "# Grind\n\nFine."})
    await learnt(database, embedder, folder)
    file = folder / "faq/tents.md"
    assert await learnt(database, embedder, file, prune=True) == Learnt(unchanged=1)
    file.write_text("# Tents\n\nRed.")
    part = await learnt(database, embedder, folder / "faq", prune=True)
    assert (part.changed, part.retired) == (1, 0)
    file.unlink()
    assert (await learnt(database, embedder, folder / "faq", prune=True)).retired == 1
    assert await in_force(database) == {"help/grind": 1}


async def test_what_is_learnt_with_the_folder_around_it_is_not_doubled(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    folder = folder_of({"faq/tents": "# Tents\n\nGreen.", "grind": "# Grind\n\nFine."})
    await learnt(database, embedder, folder / "faq")
    whole = await learnt(database, embedder, folder)
    assert (whole.new, whole.moved, whole.doubles) == (1, 1, [])
    assert await in_force(database) == {"faq/tents": 1, "help/grind": 1}


async def test_what_is_not_published_is_passed_over_and_retired(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(THREE))
    draft = {"milk": "---\ndraft: true\n---\n# Milk\n\nSteam it to sixty degrees."}
    result = await learnt(database, embedder, folder_of(THREE | draft))
    assert [(one.where, one.why) for one in result.unpublished] == [
        ("help/milk.md", "`draft` is set")
    ]
    assert result.retired == 1
    assert "help/milk" not in await in_force(database)
    published = await learnt(database, embedder, folder_of(THREE))
    assert (published.changed, published.unchanged) == (1, 2)


async def test_what_is_out_of_date_is_not_found(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    dated = "---\nvalid_until: 2026-03-01\n---\n# Milk\n\nSteam it to sixty degrees."
    old = "---\nstatus: outdated\n---\n# Grind\n\nGrind the espresso fine."
    await learnt(database, embedder, folder_of({"milk": dated, "grind": old}))
    asked = await query(database, embedder, "steam milk, grind espresso")
    last = await found(database, replace(asked, today=date(2026, 3, 1)))
    assert keys(last) == {"help/milk"}
    assert keys(await found(database, replace(asked, today=date(2026, 3, 2)))) == set()


async def test_to_learn_again_stores_even_what_has_not_changed(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(THREE))
    assert await in_force(database) == dict.fromkeys(("help/descale", "help/grind", "help/milk"), 1)
    result = await learnt(database, embedder, folder_of(THREE), again=True)
    assert (result.changed, result.unchanged) == (3, 0)


async def test_bad_files_are_told_and_stop_nothing(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    folder = folder_of(
        {
            "good": "# Good\n\nReads well.",
            "empty": "",
            "nobody": "---\naudience: everybody\n---\nText.",
            "one": "---\nid: same\n---\nFirst.",
            "two": "---\nid: same\n---\nSecond.",
        }
    )
    (folder / "latin.md").write_bytes("Größe".encode("latin-1"))
    result = await learnt(database, embedder, folder)
    assert (result.new, sorted(bad.where for bad in result.bad)) == (
        2,
        ["help/empty.md", "help/latin.md", "help/nobody.md", "help/two.md"],
    )


async def test_a_source_that_is_not_there_is_the_callers_fault(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(InvalidError, match="There is no"):
        await learnt(database, None, tmp_path / "nowhere")


async def test_runs_that_meet_store_everything_once(
    database: Database,
    embedder: FakeEmbedder,
    folder_of: FolderOf,
    uncounted: Uncounted,
) -> None:
    many = {f"n{number}": f"# Number {number}\n\nText {number}." for number in range(100)}
    folder = folder_of(many)
    runs = (learnt(database, embedder, folder) for _ in range(4))
    results = list(await asyncio.gather(*runs))
    assert sum(result.new for result in results) == len(many)
    assert all(result.new + result.unchanged == len(many) for result in results)
    assert await in_force(database) == {f"help/{key}": 1 for key in many}
    assert await uncounted(database) == []


async def test_a_new_model_gets_vectors_of_its_own(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    other = FakeEmbedder(model="other", dimension=16)
    await learnt(database, embedder, folder_of(THREE))
    await learnt(database, embedder, folder_of(THREE | {"milk": "# Milk\n\nCold."}))
    folder = folder_of(THREE | {"milk": "# Milk\n\nCold."})
    assert await learnt(database, other, folder) == Learnt(unchanged=3)
    assert await embed_missing(database, other) == 3
    assert await embed_missing(database, other) == 0
    assert await embed_missing(database, embedder) == 0
    for each in (embedder, other):
        hits = (await found(database, await query(database, each, "espresso grind"))).hits
        assert len(hits) == 3
        assert hits[0].document == "help/grind"
        assert all(hit.cosine is not None for hit in hits)


class Interrupted(FakeEmbedder):
    """Does something while it embeds."""

    meanwhile: Callable[[], object]

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors, after that."""
        happening = self.meanwhile()
        if asyncio.iscoroutine(happening):
            await happening
        return await FakeEmbedder.embed(self, texts)


async def test_what_is_retired_while_it_is_embedded_stays_retired(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    await learnt(database, embedder, folder_of(THREE))
    slow = Interrupted(model="slow")
    slow.meanwhile = lambda: learnt(database, None, folder_of({"milk": THREE["milk"]}), prune=True)
    await embed_missing(database, slow)
    hits = await found(database, await query(database, replace(embedder, model="slow"), "milk"))
    assert keys(hits) == {"help/milk"}


async def test_an_embedder_that_goes_away_leaves_whole_articles(
    database: Database, folder_of: FolderOf
) -> None:
    many = {f"n{number}": f"# Number {number}\n\nText {number}." for number in range(200)}
    folder = folder_of(many)
    failing, calls = Interrupted(), [0]

    def fail_at_the_fourth() -> None:
        calls[0] += 1
        failing.is_down = calls[0] >= 4

    failing.meanwhile = fail_at_the_fourth
    with pytest.raises(UnavailableError):
        await learnt(database, failing, folder)
    stored = len(await in_force(database))
    assert 0 < stored < len(many)
    rest = await learnt(database, FakeEmbedder(), folder)
    assert (rest.new, rest.unchanged) == (len(many) - stored, stored)
    assert await rows(database, "select count(*) from passage_vector") == [(len(many),)]


# Any history --------------------------------------------------------------------------------

WORDS = ("grind", "grinder", "boiler", "milk", "steaming", "steam", "the", "water")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
HISTORIES = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), TEXTS, max_size=5), min_size=1, max_size=6
)
QUESTIONS = ("the milk", "steam water boiler grind", "nothing of it")


async def empty(database: Database) -> None:
    names = await rows(
        database,
        "select string_agg(tablename, ', ') from pg_tables"
        " where schemaname = 'public' and tablename != 'migration'",
    )
    async with database.transaction() as connection:
        await connection.execute(f"truncate {names[0][0]} restart identity".encode())
        await connection.execute("insert into knowledge default values")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HISTORIES)
async def test_any_past_snapshot_gives_what_it_gave_then(
    database: Database,
    embedder: FakeEmbedder,
    folder_of: FolderOf,
    uncounted: Uncounted,
    history: Sequence[Mapping[str, str]],
) -> None:
    """Whatever is learnt, changed and retired later: hits, order, versions, idf and every score."""
    await empty(database)
    then: list[tuple[Query, Found]] = []
    for state in history:
        folder = folder_of({key: f"# {key}\n\n{text}" for key, text in state.items()})
        await learnt(database, embedder, folder, prune=True)
        assert set(await in_force(database)) == {f"help/{key}" for key in state}
        assert await uncounted(database) == []
        for text in QUESTIONS:
            for each in (embedder, None):
                asked = await query(database, each, text)
                result = await found(database, asked)
                assert keys(result) <= {f"help/{key}" for key in state}
                then.append((asked, result))
    for asked, result in then:
        assert await found(database, asked) == result
