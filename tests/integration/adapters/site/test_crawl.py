"""An index page leads to the pages of a help centre, and only to those."""

import asyncio
from contextlib import aclosing

from tandem.adapters.site import site
from tandem.adapters.site.fetch import Outside
from tandem.adapters.site.found import Page
from tandem.adapters.site.limits import Limits
from tests.integration.adapters.site.serving import (
    AGENT,
    CUT,
    Reply,
    Request,
    Sites,
    brief,
    html,
    plain,
    redirect,
    status,
    why,
)


async def test_links_below_the_start_are_followed_breadth_first(sites: Sites) -> None:
    sites.at(
        "/hc/", html("b", "/hc/a/", "/shop", "//other.example/", "x.pdf", "mailto:a@b.example")
    )
    sites.at("/hc/b", html("c#top", "/hc/", "../hc/./a/"))
    sites.at("/hc/a/", html("d"))
    sites.at("/hc/c", html())
    sites.at("/hc/a/d", html())
    found = await sites.read("/hc/")
    assert brief(found) == ["Page /hc/", "Page /hc/b", "Page /hc/a/", "Page /hc/c", "Page /hc/a/d"]
    assert sites.asked() == ["/hc/", "/hc/b", "/hc/a/", "/hc/c", "/hc/a/d"]
    assert isinstance(found[1], Page)
    assert found[1].mark.links == tuple(map(sites.url, ("/hc/c", "/hc/", "/hc/a/")))


async def test_links_to_allowed_hosts_are_followed_anywhere(sites: Sites) -> None:
    sites.at("/hc/", html(sites.url("/guide", "docs.example")))
    sites.at("/guide", html("/more"), host="docs.example")
    sites.at("/more", html(), host="docs.example")
    found = await sites.read("/hc/", hosts=[sites.host("docs.example")])
    assert brief(found) == ["Page /hc/", "Page docs.example/guide", "Page docs.example/more"]


async def test_links_are_followed_to_a_depth(sites: Sites) -> None:
    for number in range(9):
        sites.at(f"/{number}", html(f"/{number + 1}"))
    sites.at("/", html("/0"))
    found = await sites.read("/", limits=Limits(depth=3))
    assert brief(found) == ["Page /", "Page /0", "Page /1", "Page /2", "PassedOver /"]
    assert why(found) == "Pages more than 3 links away were not read."


async def test_no_more_pages_than_allowed_are_read(sites: Sites) -> None:
    """A calendar, or a shop's filters, may lead on for ever."""
    sites.at("/hc/", html("1", "2", "3"))

    def endless(request: Request) -> Reply:
        return html(f"{request.path.removeprefix('/hc/')}1")

    for number in range(3):
        for tail in range(9):
            sites.at(f"/hc/{number + 1}{'1' * tail}", endless)
    found = await sites.read("/hc/", limits=Limits(pages=6))
    assert brief(found)[-2:] == ["Page /hc/21", "BadInput /hc/"]
    assert len(sites.asked()) == 6
    assert "more than 6 pages" in why(found)


async def test_what_a_link_leads_to_may_well_be_no_page(sites: Sites) -> None:
    """Nothing of this is a fault: a help centre links to downloads, sign-ins and old addresses."""
    links = ("file", "gone", "private", "signin", "away", "circle", "large", "moved")
    sites.at("/hc/", html(*links))
    sites.at("/hc/file", plain(b"x" * 20_000, "application/pdf"))
    sites.at("/hc/private", status(401))
    sites.at("/hc/signin", redirect("/login?to=/hc/"))
    sites.at("/hc/away", redirect("http://shop.example/", 301))
    sites.at("/hc/circle", redirect("/hc/circle2"))
    sites.at("/hc/circle2", redirect("/hc/circle"))
    sites.at("/hc/large", html(text="x" * 10_000))
    sites.at("/hc/moved", redirect("/hc/", 301))
    found = await sites.read("/hc/", limits=Limits(page_bytes=10_000))
    assert brief(found) == [
        "Page /hc/",
        *(f"PassedOver /hc/{link}" for link in links if link != "circle"),
        "PassedOver /hc/circle",
    ]
    assert [why(found, link) for link in links] == [
        "It is not a page: its content type is application/pdf.",
        "There is nothing at this address (status 404).",
        "It answers with status 401.",
        f"It leads to {sites.url('/login?to=/hc/')}.",
        "It leads to http://shop.example/."
        " Allow it with --host shop.example if it belongs to the help centre.",
        "Its redirects go round in a circle.",
        "It is larger than 10000 bytes.",
        f"It leads to {sites.url('/hc/')}.",
    ]
    assert "/login" not in " ".join(sites.asked())


async def test_a_start_may_lead_to_the_real_one(sites: Sites) -> None:
    sites.at("/help", redirect("/support/en/"))
    sites.at("/support/en/", html("a", "/help/b", "/support/de/"))
    sites.at("/support/en/a", html())
    assert brief(await sites.read("/help")) == ["Page /support/en/", "Page /support/en/a"]
    sites.at("/hc/", redirect("/hc/en/"))
    sites.at("/hc/en/", html("/hc/a"))
    sites.at("/hc/a", html())
    assert brief(await sites.read("/hc/")) == ["Page /hc/en/", "Page /hc/a"]


async def test_what_should_not_be_indexed_is_not_kept(sites: Sites) -> None:
    sites.at(
        "/hc/", html("tags", "header", "both", "other", "no", x_robots_tag="otherbot: noindex")
    )
    sites.at("/hc/tags", html("a", head="<meta name=robots content=noindex>"))
    sites.at("/hc/header", html("b", x_robots_tag="noindex"))
    sites.at("/hc/both", html("c", head="<meta name=TandemBot content=none>"))
    sites.at("/hc/other", html("d", head="<meta name=otherbot content=none>"))
    sites.at("/hc/no", html("e", head="<meta name=robots content=nofollow>"))
    for path in "abcde":
        sites.at(f"/hc/{path}", html())
    found = await sites.read("/hc/")
    assert brief(found) == [
        "Page /hc/",
        *(f"PassedOver /hc/{path}" for path in ("tags", "header", "both")),
        *(f"Page /hc/{path}" for path in ("other", "no", "a", "b", "d")),
    ]
    assert why(found, "/hc/tags") == "It asks not to be indexed (noindex)."


async def test_each_page_comes_once_under_its_own_address(sites: Sites) -> None:
    sites.at("/hc/", html("a?print", "a", "b", "c"))
    sites.at("/hc/a?print", html(head="<link rel=canonical href=/hc/a>"))
    sites.at("/hc/a", html(head="<link rel=canonical href=/hc/a>"))
    sites.at("/hc/b", html(head="<link rel=canonical href=http://shop.example/b>"))
    sites.at("/hc/c", html(head="<link rel=canonical href=/hc/C>", etag='"1"'))
    found = await sites.read("/hc/")
    assert brief(found) == [
        *("Page /hc/", "Page /hc/a", "PassedOver /hc/a", "Page /hc/b", "Page /hc/C"),
    ]
    assert why(found) == f"It is the same page as {sites.url('/hc/a')}."
    page = found[-1]
    assert isinstance(page, Page)
    assert (page.mark.address, page.mark.url) == (sites.url("/hc/c"), sites.url("/hc/C"))


async def test_two_requests_run_at_once_over_two_connections(sites: Sites) -> None:
    pairs = asyncio.Barrier(2)  # an answer waits for another request

    async def paired(_: Request) -> Reply:
        await pairs.wait()
        return html()

    sites.at("/hc/", html(*map(str, range(20))))
    for number in range(20):
        sites.at(f"/hc/{number}", paired)
    assert len(await sites.read("/hc/")) == 21
    assert sites.connections == 2


async def test_one_request_at_a_time_needs_one_connection(sites: Sites) -> None:
    sites.at("/hc/", html("a", "b", "c"))
    for path in "abc":
        sites.at(f"/hc/{path}", html())
    assert len(await sites.read("/hc/", limits=Limits(at_once=1))) == 4
    assert sites.connections == 1


async def test_a_reader_may_stop_early(sites: Sites) -> None:
    """What was already asked for is cancelled, and the connections are closed."""
    asked, closed = asyncio.Event(), asyncio.Event()

    async def never(_: Request) -> Reply:
        asked.set()
        await closed.wait()
        return CUT

    sites.at("/hc/", html("a", "b"))
    sites.at("/hc/a", never)
    sites.at("/hc/b", never)
    outside = Outside(resolve=sites.resolve)
    limits = Limits(timeout_s=3_600)
    found = site.pages(
        sites.url("/hc/"), agent=AGENT, private_allowed=True, limits=limits, outside=outside
    )
    async with asyncio.timeout(20), aclosing(found):  # otherwise a fault here would hang
        assert brief([await anext(found)]) == ["Page /hc/"]
        pending = asyncio.ensure_future(anext(found))
        await asked.wait()
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
    assert not [task for task in asyncio.all_tasks() if "Asker.ask" in repr(task)]
    closed.set()
