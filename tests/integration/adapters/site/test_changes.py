"""A further run learns what changed, and what is gone, without fetching all again."""

import pytest

from tandem.adapters.site.found import Found, Mark, Page
from tests.integration.adapters.site.serving import (
    CUT,
    Reply,
    Request,
    Script,
    Sites,
    brief,
    html,
    marks,
    plain,
    redirect,
    status,
    why,
)

DATE = "Mon, 05 Jan 2026 12:00:00 GMT"


def versioned(etag: str, *links: str, date: str = "") -> Script:
    """A page that answers conditional requests."""

    def reply(request: Request) -> Reply:
        fresh = {request.headers.get("if-none-match"), request.headers.get("if-modified-since")}
        validators = {"etag": etag} if etag else {"last_modified": date}
        if fresh & {etag or date}:
            return Reply(status=304)
        return html(*links, text=f"Version {etag}", **validators)

    return reply


@pytest.fixture
def centre(sites: Sites) -> Sites:
    """An index page, which is always sent, with a section, which has two articles."""
    sites.at("/hc/", versioned('"0"', "/hc/section"))
    sites.at("/hc/section", versioned('"s1"', "/hc/a", "/hc/b"))
    sites.at("/hc/a", versioned('"a1"'))
    sites.at("/hc/b", versioned("", date=DATE))
    return sites


async def again(sites: Sites, known: list[Mark] | None = None) -> list[Found]:
    """A second run, with the marks of a first."""
    if known is None:
        known = marks(await sites.read("/hc/"))
    return await sites.read("/hc/", known=known)


async def test_an_unchanged_page_is_not_sent_again_and_its_links_are_followed(
    centre: Sites,
) -> None:
    known = marks(await centre.read("/hc/"))
    assert len(known) == 4
    centre.requests.clear()
    found = await again(centre, known)
    assert brief(found) == [
        *("Page /hc/", "Unchanged /hc/section", "Unchanged /hc/a", "Unchanged /hc/b"),
    ]
    assert centre.asked() == ["/hc/", "/hc/section", "/hc/a", "/hc/b"]
    assert centre.sent("/hc/a")["if-none-match"] == '"a1"'
    assert centre.sent("/hc/b")["if-modified-since"] == DATE


async def test_a_page_that_failed_is_found_again_from_an_unchanged_one(centre: Sites) -> None:
    centre.at("/hc/section", versioned('"s1"', "/hc/a", "/hc/b", "/hc/c"))
    centre.at("/hc/c", *[status(500)] * 4, html())
    first = await centre.read("/hc/")
    assert brief(first)[-1] == "BadInput /hc/c"
    assert brief(await again(centre, marks(first)))[-1] == "Page /hc/c"


async def test_a_changed_page_comes_with_a_new_mark(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/a", versioned('"a2"'))
    found = await again(centre, known)
    assert brief(found) == [
        *("Page /hc/", "Unchanged /hc/section", "Page /hc/a", "Unchanged /hc/b"),
    ]
    page = found[2]
    assert isinstance(page, Page)
    assert page.mark.etag == '"a2"'


async def test_a_page_whose_address_has_nothing_any_more_is_gone(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/a", status(410))
    found = await again(centre, known)
    assert brief(found)[-2:] == ["Unchanged /hc/b", "Gone /hc/a"]
    assert why(found) == "There is nothing at this address (status 410)."


async def test_a_page_to_which_nothing_leads_is_gone_only_if_it_says_so(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/section", versioned('"s2"'))
    found = await again(centre, known)
    assert brief(found) == [
        *("Page /hc/", "Page /hc/section", "Unchanged /hc/a", "Unchanged /hc/b"),
    ]
    centre.at("/hc/a", status(404))
    assert brief(await again(centre, known))[2:] == ["Unchanged /hc/b", "Gone /hc/a"]


async def test_what_only_such_a_page_leads_to_is_not_read(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/section", versioned('"s2"', "/hc/b"))
    centre.at("/hc/a", versioned('"a2"', "/hc/new"))
    assert brief(await again(centre, known))[2:] == ["Unchanged /hc/b", "Page /hc/a"]
    assert "/hc/new" not in centre.asked()


async def test_a_page_that_left_the_sitemap_is_asked_itself(sites: Sites) -> None:
    sites.sitemap("/hc/", "/a", "/b")
    sites.at("/a", html())
    sites.at("/b", html())
    known = marks(await sites.read("/hc/"))
    sites.sitemap("/hc/", "/a")
    assert brief(await again(sites, known)) == ["Page /a", "Page /b"]
    sites.at("/b", status(404))
    assert brief(await again(sites, known)) == ["Page /a", "Gone /b"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (redirect("/hc/b", 301), "It leads to http://help.example:"),
        (redirect("http://shop.example/", 308), "It leads to http://shop.example/."),
        (html(head="<meta name=robots content=noindex>"), "It asks not to be indexed"),
        (Reply(status=304, headers=(("x-robots-tag", "noindex"),)), "It asks not to be indexed"),
        (html(head="<link rel=canonical href=/hc/section>"), "It is the same page as"),
    ],
)
async def test_a_page_that_is_no_longer_one_of_its_own_is_gone(
    centre: Sites, reply: Reply, reason: str
) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/a", reply)
    found = await again(centre, known)
    assert brief(found)[-2:] == ["Unchanged /hc/b", "Gone /hc/a"]
    assert why(found).startswith(reason)


async def test_a_page_that_moved_is_new_there(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/a", redirect("/hc/new", 301))
    centre.at("/hc/new", html())
    found = await again(centre, known)
    assert brief(found)[-2:] == ["Page /hc/new", "Gone /hc/a"]
    assert why(found) == f"It is now the page {centre.url('/hc/new')}."


async def test_a_page_whose_new_place_fails_is_kept(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/a", redirect("/hc/new", 301))
    centre.at("/hc/new", status(500))
    found = await again(centre, known)
    assert brief(found)[-2:] == ["Unchanged /hc/b", "BadInput /hc/a"]


@pytest.mark.parametrize(
    "reply",
    [
        *(redirect("/hc/login"), redirect("http://sso.example/", 307), redirect("/hc/repair", 303)),
        *(status(401), status(403), status(500), status(503), status(429), CUT),
        *(plain("x", "application/pdf"), html(text="x" * 11_000_000), redirect("/hc/a", 301)),
    ],
)
async def test_a_page_that_fails_is_reported_and_kept(centre: Sites, reply: Reply) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/hc/a", reply)
    found = await again(centre, known)
    assert brief(found) == [
        *("Page /hc/", "Unchanged /hc/section", "BadInput /hc/a", "Unchanged /hc/b"),
    ]
    assert "/hc/login" not in centre.asked()


async def test_a_page_that_robots_may_no_longer_read_is_kept(centre: Sites) -> None:
    known = marks(await centre.read("/hc/"))
    centre.at("/robots.txt", plain("User-agent: *\nDisallow: /hc/a"))
    assert "BadInput /hc/a" in brief(await again(centre, known))


@pytest.mark.parametrize("reply", [status(404), status(503), redirect("http://sso.example/"), CUT])
async def test_nothing_is_gone_if_the_start_fails(centre: Sites, reply: Reply) -> None:
    known = marks(await centre.read("/hc/"))
    for path in ("/hc/", "/hc/section", "/hc/a", "/hc/b"):
        centre.at(path, reply)
    assert brief(await again(centre, known)) == ["BadInput /hc/"]


async def test_a_page_under_another_address_than_its_own_stays_the_same(sites: Sites) -> None:
    sites.at("/hc/", html("a?x", "b"))
    sites.at("/hc/a?x", html(head="<link rel=canonical href=a>", etag='"1"'), Reply(status=304))
    sites.at("/hc/b", redirect("/hc/c"))
    sites.at("/hc/c", html(last_modified=DATE), Reply(status=304))
    known = marks(await sites.read("/hc/"))
    assert brief(await again(sites, known)) == ["Page /hc/", "Unchanged /hc/a", "Unchanged /hc/c"]


@pytest.mark.parametrize(
    ("own", "last"),
    [
        (html(), "Page /hc/a"),
        (status(404), "Gone /hc/a"),
        (status(403), "BadInput /hc/a"),
        (status(500), "BadInput /hc/a"),
    ],
)
async def test_a_page_is_gone_only_if_its_own_address_has_nothing_either(
    sites: Sites, own: Reply, last: str
) -> None:
    sites.at("/hc/", html("a?x"))
    sites.at("/hc/a?x", html(head="<link rel=canonical href=a>"), status(404))
    sites.at("/hc/a", own)
    known = marks(await sites.read("/hc/"))
    assert known[1].url == sites.url("/hc/a")
    assert brief(await again(sites, known))[-1] == last


async def test_validators_that_cannot_be_sent_back_are_not_stored(sites: Sites) -> None:
    sites.at("/hc/", html(etag='"é"', last_modified="x" * 1_001))
    (mark,) = marks(await sites.read("/hc/"))
    assert (mark.etag, mark.last_modified) == ("", "")
