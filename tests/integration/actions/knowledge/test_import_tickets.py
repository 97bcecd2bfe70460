"""Tickets are stored once, found only if they ended well, and without their customer's data."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from tandem.actions.knowledge.import_tickets import Imported, import_tickets
from tandem.core.errors import InvalidError
from tandem.core.knowledge.rank import Corpus, Hit, Weighted
from tandem.store import articles, passages
from tandem.store.database import Database
from tandem.store.passages import Query
from tandem.testing import FakeEmbedder, StoppedClock

Row = dict[str, object]
Uncounted = Callable[[Database], Awaitable[list[tuple[object, ...]]]]


def ticket(key: str, *, said: str = "The boiler is cold.", **fields: object) -> Row:
    messages = [
        {"author": "customer", "text": said},
        {"author": "agent", "text": "Please switch the machine off and on again once."},
    ]
    return {"id": key, "subject": "Boiler", "outcome": "resolved", "messages": messages} | fields


def written(folder: Path, rows: Sequence[Row]) -> Path:
    file = folder / "tickets.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


async def imported(
    database: Database, embedder: FakeEmbedder | None, folder: Path, rows: Sequence[Row]
) -> Imported:
    return await import_tickets(database, embedder, written(folder, rows), now=StoppedClock().at)


async def found(database: Database, embedder: FakeEmbedder, text: str, **where: str) -> list[Hit]:
    async with database.connection() as connection:
        state = await articles.state(connection, model=embedder.model, audiences=["customer"])
        vector = (await embedder.embed([text]))[0]
        texts = (Weighted(text, 1.0),)
        query = Query(Corpus.TICKET, state.snapshot, texts, vector, state.model, **where)  # pyright: ignore[reportArgumentType] (product and locale)
        return list((await passages.search(connection, query)).hits)


async def test_importing_again_changes_nothing_and_a_change_is_taken_over(
    database: Database,
    embedder: FakeEmbedder,
    tmp_path: Path,
    uncounted: Uncounted,
) -> None:
    rows = [ticket(f"t{number}", said=f"The part {number} is cold.") for number in range(150)]
    first = await imported(database, embedder, tmp_path, rows)
    assert first == Imported(new=150, resolved=150)
    embedded = embedder.embedded
    assert await imported(database, embedder, tmp_path, rows) == Imported(unchanged=150)
    assert embedder.embedded == embedded

    rows[7] = ticket("t7", said="Now the grinder is stuck.")
    changed = await imported(database, embedder, tmp_path, rows)
    assert changed == Imported(changed=1, unchanged=149, resolved=1)
    hits = await found(database, embedder, "grinder stuck")
    assert hits[0].document == "t7"
    assert [hit.document for hit in hits].count("t7") == 1
    assert await uncounted(database) == []


async def test_only_resolved_tickets_are_found(
    database: Database,
    embedder: FakeEmbedder,
    tmp_path: Path,
    uncounted: Uncounted,
) -> None:
    rows = [ticket("good"), ticket("bad", outcome="abandoned"), ticket("none", outcome="")]
    assert (await imported(database, embedder, tmp_path, rows)).resolved == 1
    assert {hit.document for hit in await found(database, embedder, "boiler")} == {"good"}

    rows = [ticket("good", outcome="reopened"), ticket("bad"), ticket("none", outcome="")]
    assert (await imported(database, embedder, tmp_path, rows)).changed == 2
    assert {hit.document for hit in await found(database, embedder, "boiler")} == {"bad"}
    assert await uncounted(database) == []


async def test_no_personal_data_is_searched_or_shown(
    database: Database, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    said = "My name is Rosa Quint, rosa@example.com, +49 30 1234567. The boiler is cold."
    row = ticket("t", said=said, subject="Boiler of rosa@example.com")
    await imported(database, embedder, tmp_path, [row])
    for private in ("rosa@example.com", "Rosa Quint", "1234567"):
        assert all(hit.rank_bm25 is None for hit in await found(database, embedder, private))
    (hit,) = await found(database, embedder, "boiler cold")
    shown = f"{hit.title} {hit.text}"
    assert "Boiler of [email]" in hit.title
    assert not {"rosa", "quint", "1234567"} & set(shown.lower().replace("@", " ").split())
    async with database.connection() as connection:
        cursor = await connection.execute("select messages::text from ticket")
        assert "Rosa Quint" in str(await cursor.fetchone()), "the ticket itself is kept whole"


async def test_product_and_locale_are_written_as_articles_write_them(
    database: Database, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    rows = [ticket("t", product=" One ", locale="en_US"), ticket("u", locale="de-DE")]
    await imported(database, embedder, tmp_path, rows)
    assert [
        hit.document
        for hit in await found(database, embedder, "boiler", product="one", locale="en")
    ] == ["t"]


async def test_runs_that_meet_store_every_ticket_once(
    database: Database,
    embedder: FakeEmbedder,
    tmp_path: Path,
    uncounted: Uncounted,
) -> None:
    rows = [ticket(f"t{number}") for number in range(130)]
    file = written(tmp_path, rows)
    runs = (import_tickets(database, embedder, file, now=StoppedClock().at) for _ in range(4))
    results = await asyncio.gather(*runs)
    assert sum(result.new for result in results) == len(rows)
    assert all(result.new + result.unchanged == len(rows) for result in results)
    assert await uncounted(database) == []
    async with database.connection() as connection:
        cursor = await connection.execute("select count(*) from passage")
        assert await cursor.fetchone() == (len(rows),)


async def test_bad_lines_are_told_and_stop_nothing(database: Database, tmp_path: Path) -> None:
    rows: list[Row] = [ticket("t"), ticket("t"), ticket("u", csat=9), {"id": "v"}]
    result = await imported(database, None, tmp_path, rows)
    assert (result.new, len(result.bad)) == (1, 3)
    with pytest.raises(InvalidError, match="no file"):
        await import_tickets(database, None, tmp_path, now=StoppedClock().at)
