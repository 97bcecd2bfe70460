"""A site is learnt page by page, again only where it changed, and by itself every hour."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tandem.actions.knowledge.learn import Learnt, learn
from tandem.adapters.read.source import Source
from tandem.core.errors import UnavailableError
from tandem.jobs.relearn import relearn
from tandem.store import sources
from tandem.store.database import Database
from tandem.testing import FakeEmbedder, StoppedClock
from tests.integration.adapters.site.serving import (
    Reply,
    Request,
    Sites,
    html,
    plain,
    serving,
    status,
)
from tests.integration.shop import Shop

HOST = "127.0.0.1"
NOW = StoppedClock().at


@pytest.fixture
async def sites() -> AsyncIterator[Sites]:
    async with serving() as running:
        yield running


def page(sites: Sites, path: str, title: str, text: str) -> None:
    """A page that answers 304 to who has seen it."""
    body = f"<html lang='en-GB'><title>{title}</title><main><h1>{title}</h1><p>{text}</p></main>"
    tag = f'"{hash(text)}"'

    def answer(request: Request) -> Reply:
        seen = request.headers.get("if-none-match")
        return status(304) if seen == tag else plain(body, "text/html", 200, etag=tag)

    sites.at(path, answer, host=HOST)


def listed(sites: Sites, *paths: str) -> str:
    """The address of a sitemap with these pages."""
    pages = [sites.url(path, HOST) for path in paths]
    sites.at("/map.xml", plain(sites.listing(*pages), "application/xml"), host=HOST)
    return sites.url("/map.xml", HOST)


async def learnt(
    database: Database, embedder: FakeEmbedder, start: str, *, again: bool = False
) -> Learnt:
    source = Source(start, private=True)
    return await learn(database, embedder, source, prune=True, now=NOW, again=again)


async def in_force(database: Database, sites: Sites) -> dict[str, str]:
    async with database.connection() as connection:
        cursor = await connection.execute(
            "select a.key, v.title from article a"
            " join article_version v on v.article_id = a.id and v.valid_to is null"
        )
        return {row[0].removeprefix(sites.url("", HOST)): row[1] for row in await cursor.fetchall()}


async def test_a_site_is_learnt_and_fetched_again_only_where_it_changed(
    database: Database, embedder: FakeEmbedder, sites: Sites
) -> None:
    page(sites, "/a", "Milk", "Steam it.")
    page(sites, "/b", "Grind", "Finely.")
    start = listed(sites, "/a", "/b")
    assert (await learnt(database, embedder, start)).new == 2
    assert await in_force(database, sites) == {"/a": "Milk", "/b": "Grind"}
    page(sites, "/b", "Grind", "Coarsely.")
    assert await learnt(database, embedder, start) == Learnt(changed=1, unchanged=1, passages=1)
    assert (await learnt(database, embedder, start, again=True)).changed == 2
    sites.at("/a", status(404), host=HOST)
    gone = await learnt(database, embedder, start)
    assert (gone.retired, gone.unchanged) == (1, 1)
    assert await in_force(database, sites) == {"/b": "Grind"}


async def test_a_site_that_has_lost_most_of_its_pages_keeps_them_until_somebody_says_so(
    database: Database, embedder: FakeEmbedder, sites: Sites
) -> None:
    paths = [f"/{number}" for number in range(9)]
    for path in paths:
        page(sites, path, f"Page {path}", f"Text of {path}.")
    await learnt(database, embedder, listed(sites, *paths))
    for path in paths[1:]:
        sites.at(path, status(404), host=HOST)
    start = listed(sites, paths[0])
    lost = await learnt(database, embedder, start)
    assert (lost.retired, len(lost.bad)) == (0, 1)
    assert "8 of its 9 articles are gone" in lost.bad[0].why
    assert len(await in_force(database, sites)) == 9


async def test_a_private_address_is_refused_unless_it_is_allowed(
    database: Database, embedder: FakeEmbedder, sites: Sites
) -> None:
    page(sites, "/a", "Milk", "Steam it.")
    source = Source(listed(sites, "/a"))
    result = await learn(database, embedder, source, prune=False, now=NOW)
    assert (result.new, sites.requests) == (0, [])
    assert "--private" in result.bad[0].why


async def test_sources_are_learnt_again_by_themselves_and_a_failure_is_told(
    shop: Shop, sites: Sites
) -> None:
    desk = shop.desk
    sites.at("/hc/", html("/hc/a"), host=HOST)
    page(sites, "/hc/a", "Milk", "Steam it.")
    embedder = shop.embedder
    start = Source(sites.url("/hc/", HOST), private=True, product="one")
    await learn(desk.database, embedder, start, prune=False, now=NOW)
    page(sites, "/hc/a", "Milk", "Steam it well.")
    await relearn(desk)
    async with desk.database.connection() as connection:
        of_site = next(one for one in await sources.every(connection) if one.location == start.at)
        cursor = await connection.execute(
            "select v.product, v.number from article a join article_version v"
            " on v.article_id = a.id and v.valid_to is null where a.key like '%%/hc/a'"
        )
        assert await cursor.fetchall() == [("one", 2)]
    assert of_site.failure is None
    sites.at("/hc/a", status(403), host=HOST)
    await relearn(desk)
    async with desk.database.connection() as connection:
        failed = next(one for one in await sources.every(connection) if one.location == start.at)
    assert failed.failure is not None
    assert failed.articles >= 1


async def test_a_folder_that_is_suddenly_empty_loses_nothing_by_itself(
    shop: Shop, tmp_path: Path
) -> None:
    """As if it were not mounted; who prunes by hand means it."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.md").write_text(f"# Page {number}\n\nText {number}.")
    await learn(shop.database, shop.embedder, Source(folder), prune=False, now=NOW)
    for file in folder.iterdir():
        file.unlink()
    await relearn(shop.desk)
    async with shop.database.connection() as connection:
        of_folder = next(o for o in await sources.every(connection) if o.location == str(folder))
    assert of_folder.articles == 9
    assert "9 of its 9 articles are gone" in (of_folder.failure or "")
    pruned = await learn(shop.database, shop.embedder, Source(folder), prune=True, now=NOW)
    assert pruned.retired == 9


async def test_a_page_that_cannot_be_read_is_tried_and_reported_again(
    database: Database, embedder: FakeEmbedder, sites: Sites
) -> None:
    page(sites, "/a", "Milk", "Steam it.")
    sites.at("/b", plain("<main></main>", "text/html", 200, etag='"empty"'), host=HOST)
    start = listed(sites, "/a", "/b")
    for _ in range(2):
        result = await learnt(database, embedder, start)
        assert [bad.why for bad in result.bad] == ["it has no text"]
        assert "if-none-match" not in sites.sent("/b")


async def test_one_source_that_fails_stops_no_other(
    shop: Shop, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(sites, "/a", "Milk", "Steam it.")
    start = listed(sites, "/a")
    await learn(shop.database, shop.embedder, Source(start, private=True), prune=False, now=NOW)
    tried: list[str] = []

    async def failing(database: object, embedder: object, source: Source, **_: object) -> Learnt:
        tried.append(source.location)
        raise UnavailableError("The network is down.")

    monkeypatch.setattr("tandem.jobs.relearn.learn", failing)
    await relearn(shop.desk)
    async with shop.database.connection() as connection:
        known = await sources.every(connection)
    assert start in tried
    assert {one.failure for one in known if one.location in tried} == {"The network is down."}
