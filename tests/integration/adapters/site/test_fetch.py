"""Fetching is patient and polite, and goes nowhere and takes nothing that it should not."""

import gzip
import zlib

import pytest

from tandem.adapters.site import site
from tandem.adapters.site.fetch import Fetcher, Outside
from tandem.adapters.site.found import Page
from tandem.adapters.site.limits import Limits
from tandem.adapters.site.urls import Scope
from tandem.core.errors import InvalidError
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


async def test_requests_say_who_asks_and_carry_nothing_else(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nothing listens
    sites.at("/hc/", html("a", set_cookie="visitor=1"))
    sites.at("/hc/a", html())
    await sites.read("/hc/")
    assert sites.sent("/hc/a") == {
        "host": sites.host(),
        "user-agent": AGENT,
        "accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1",
        "accept-encoding": "gzip",
    }
    assert [one.path for one in sites.requests] == ["/robots.txt", "/hc/", "/hc/a"]


@pytest.mark.parametrize("start", ["help.example", "/hc/", "ftp://help.example/", "http://", ""])
async def test_a_start_that_is_no_address_is_refused(sites: Sites, start: str) -> None:
    sites.at("/hc/", html())
    with pytest.raises(InvalidError, match=r"is not a web address\. Name it in full, like https"):
        await sites.read(f"{start} " if "://" in start else f" {start}://")


# What passes, and how long is waited before each further attempt.
PASSING: dict[str, tuple[list[Reply], list[float]]] = {
    "503": ([status(503)], [1.0]),
    "408, 500, 502": ([status(408), status(500), status(502)], [1.0, 2.0, 4.0]),
    "cut off": ([CUT], [1.0]),
    "asked to wait": ([status(429, retry_after="7")], [7.0]),
    "asked to wait less than we do": ([status(503), status(503, retry_after="1")], [1.0, 2.0]),
    "asked to wait until": (
        [
            status(
                503,
                date="Mon, 05 Jan 2026 12:00:00 GMT",
                retry_after="Mon, 05 Jan 2026 12:00:30 GMT",
            )
        ],
        [30.0],
    ),
    "asked senselessly": ([status(503, retry_after="soon", date="never")], [1.0]),
}


@pytest.mark.parametrize("case", PASSING)
async def test_what_passes_is_waited_out(sites: Sites, case: str) -> None:
    failures, pauses = PASSING[case]
    sites.at("/hc/", *failures, html())
    assert brief(await sites.read("/hc/")) == ["Page /hc/"]
    assert sites.pauses == pauses


@pytest.mark.parametrize(
    ("reply", "pauses", "message"),
    [
        (status(500), [1.0, 2.0, 4.0], "It can't be read now: it answers with status 500."),
        (CUT, [1.0, 2.0, 4.0], "It can't be read now: the connection breaks."),
        (
            status(429, retry_after="3600"),
            [],
            "It can't be read now: it answers with status 429 and asks us to wait 3600 s.",
        ),
    ],
)
async def test_what_does_not_pass_is_reported(
    sites: Sites, reply: Reply, pauses: list[float], message: str
) -> None:
    sites.at("/hc/", html("a"))
    sites.at("/hc/a", reply)
    found = await sites.read("/hc/")
    assert brief(found) == ["Page /hc/", "BadInput /hc/a"]
    assert why(found) == f"{message} Try again later."
    assert sites.pauses == pauses


async def test_a_server_that_hangs_is_given_up(sites: Sites) -> None:
    sites.at("/hc/", Reply(b"<p>", headers=(("content-type", "text/html"),), length=100))
    found = await sites.read("/hc/", limits=Limits(timeout_s=0.05, attempts=2))
    assert why(found) == "It can't be read now: it does not answer in time. Try again later."
    assert sites.asked() == ["/hc/", "/hc/"]


async def test_a_run_stops_when_everything_fails(sites: Sites) -> None:
    sites.at("/hc/", html(*map(str, range(30))))
    for number in range(30):
        sites.at(f"/hc/{number}", status(500))
    found = await sites.read("/hc/", limits=Limits(failures=5, attempts=1))
    assert brief(found)[:7] == [
        "Page /hc/",
        *(f"BadInput /hc/{number}" for number in range(5)),
        "BadInput /hc/",
    ]
    assert "The last 5 addresses could not be read, so the rest was not tried." in why(
        found, "/hc/"
    )
    assert len(sites.asked()) < 10


async def test_a_run_that_stopped_wants_nothing_more(sites: Sites) -> None:
    sites.at("/hc/", html("a", "b"))
    sites.at("/hc/a", status(500))
    sites.at("/hc/b", html("c"))  # asked for together with the one before
    found = await sites.read("/hc/", limits=Limits(failures=1, attempts=1))
    assert brief(found) == ["Page /hc/", "BadInput /hc/a", "BadInput /hc/", "Page /hc/b"]
    assert sorted(sites.asked()) == ["/hc/", "/hc/a", "/hc/b"]


async def test_nothing_listens(sites: Sites) -> None:
    found = await sites.read("http://127.0.0.1:9/hc/")
    assert why(found).startswith(
        "The site's robots.txt, which says what may be read, can't be read now: nothing answers"
    )


LIMIT = 10_000
LARGE = b"<p>" + b"x" * LIMIT


def packed(body: bytes, by: str = "gzip") -> Reply:
    return plain(body, "text/html", content_encoding=by)


SIZES: dict[str, tuple[Reply, str]] = {
    "large": (plain(LARGE, "text/html"), "It is larger than 10000 bytes."),
    "packed": (packed(gzip.compress(LARGE)), "It is larger than 10000 bytes."),
    "a bomb": (packed(gzip.compress(bytes(50_000_000), 1)), "It is larger than 10000 bytes."),
    "badly packed": (packed(b"<p>"), "It is packed with gzip, but not correctly."),
    "cut off": (packed(gzip.compress(LARGE[:99])[:-9]), "It is packed with gzip, but its end"),
    "deflate": (packed(zlib.compress(b"<p>"), "deflate"), "It comes packed with deflate, which we"),
    "deep": (plain("<div>" * 1_990 + "<b>" * 11, "text/html"), "The HTML is nested too deeply."),
}


@pytest.mark.parametrize("case", SIZES)
async def test_what_is_no_page_that_can_be_read_is_a_fault_if_it_is_listed(
    sites: Sites, case: str
) -> None:
    reply, message = SIZES[case]
    sites.sitemap("/sitemap.xml", "/a", "/b")
    sites.at("/a", reply)
    sites.at("/b", packed(gzip.compress(LARGE[:LIMIT])))
    found = await sites.read("/sitemap.xml", limits=Limits(page_bytes=LIMIT))
    assert brief(found) == ["BadInput /a", "Page /b"]
    assert why(found).startswith(message)


async def test_a_page_says_that_it_is_one(sites: Sites) -> None:
    sites.sitemap("/sitemap.xml", "/a", "/b", "/c")
    sites.at("/a", Reply(b"<p>"))
    sites.at("/b", plain("<p>", "text/plain"))
    sites.at("/c", plain("<p>", "Text/HTML ; charset=utf-8"))
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["PassedOver /a", "PassedOver /b", "Page /c"]
    assert why(found, "/a") == "It is not a page: its content type is missing."


async def test_a_start_that_is_neither_page_nor_sitemap_is_a_fault(sites: Sites) -> None:
    sites.at("/hc.pdf", plain(b"%PDF", "application/pdf"))
    found = await sites.read("/hc.pdf")
    assert brief(found) == ["BadInput /hc.pdf"]
    assert why(found) == "It is not a page or a sitemap: its content type is application/pdf."


@pytest.mark.parametrize(
    ("type", "body"),
    [
        ("text/html; charset=ISO-8859-1", "<p>für".encode("latin-1")),
        ("TEXT/HTML", "<meta charset=windows-1252><p>für".encode("cp1252")),
        ("application/xhtml+xml", "<p>für".encode()),
    ],
)
async def test_the_text_is_in_the_charset_of_its_page(sites: Sites, type: str, body: bytes) -> None:
    sites.at("/hc/", plain(body, type))
    (page,) = await sites.read("/hc/")
    assert isinstance(page, Page)
    assert page.html.endswith("<p>für")


async def test_a_private_address_is_refused_before_anything_is_sent(sites: Sites) -> None:
    sites.at("/hc/", html())
    found = await sites.read("/hc/", private_allowed=False)
    assert brief(found) == ["BadInput /hc/"]
    assert why(found) == (
        "The address 127.0.0.1 of help.example is private."
        " Allow it with --private if the help centre is inside your network."
    )
    assert sites.connections == 0


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.1", "127.1", "[::ffff:7f00:1]"])
async def test_no_spelling_of_an_address_gets_round_that(sites: Sites, host: str) -> None:
    start = f"http://{host}:{sites.port}/hc/"
    found = site.pages(start, agent=AGENT)
    assert " is private. Allow it with --private" in why([item async for item in found])
    assert sites.connections == 0


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "::", "fe80::1%1"],
)
async def test_a_redirect_to_the_machine_s_own_secrets_is_refused(
    sites: Sites, address: str
) -> None:
    """Even where private addresses and the host are allowed."""
    sites.addresses["metadata.example"] = ["127.0.0.1", address]
    sites.sitemap("/sitemap.xml", "/a", "/b")
    sites.at("/a", redirect(sites.url("/latest", "metadata.example")))
    sites.at("/b", html())
    found = await sites.read("/sitemap.xml", hosts=[sites.host("metadata.example")])
    assert brief(found) == ["Page /b", "BadInput /a"]
    assert why(found) == (
        f"The address {address} of metadata.example is reserved; no site can have it."
        " Check the host's name."
    )
    assert {one.host for one in sites.requests} == {"help.example"}


@pytest.mark.parametrize(
    "target",
    [
        *(
            "http://other.example/",
            "//other.example/",
            "https://help.example:1/",
            "ftp://help.example/",
        ),
        *(
            "file:///etc/hosts",
            "javascript:alert(1)",
            "http://help.example@other.example/",
            "",
            "http://[",
        ),
    ],
)
async def test_a_redirect_never_leaves_the_allowed_hosts(sites: Sites, target: str) -> None:
    sites.sitemap("/sitemap.xml", "/a", "/b")
    sites.at("/a", redirect(target))
    sites.at("/b", html())
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["BadInput /a", "Page /b"]
    assert {one.host for one in sites.requests} == {"help.example"}


async def test_the_fetcher_itself_asks_no_other_host(sites: Sites) -> None:
    """Whatever those who call it may have overlooked."""
    scope = Scope.of(sites.url("/hc/"), [])
    outside = Outside(resolve=sites.resolve)
    async with Fetcher.open(scope, AGENT, Limits(), outside, private_allowed=True) as fetcher:
        with pytest.raises(InvalidError, match=r"It is on other\.example.* Allow it with --host"):
            await fetcher.get(sites.url("/hc/", "other.example"), lambda _: 100)
    assert sites.connections == 0


async def test_redirects_are_followed_five_times_and_never_in_a_circle(sites: Sites) -> None:
    for number in range(9):
        sites.at(f"/{number}", redirect(f"/{number + 1}"))
    sites.at("/round", redirect("/and"))
    sites.at("/and", redirect("/round"))
    sites.sitemap("/sitemap.xml", "/0", "/round")
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["BadInput /round", "BadInput /0"]
    assert why(found, "/round") == "Its redirects go round in a circle."
    assert why(found, "/0") == "It has more than 5 redirects."
    sites.at("/5", html())
    assert brief(await sites.read("/0")) == ["Page /5"]


ROBOTS: dict[str, tuple[Reply, list[str]]] = {
    "none": (status(404), ["Page /hc/", "Page /hc/a"]),
    "forbidden": (status(403), ["Page /hc/", "Page /hc/a"]),
    "elsewhere": (redirect("http://cdn.example/robots.txt"), ["Page /hc/", "Page /hc/a"]),
    "a circle": (redirect("/robots.txt"), ["Page /hc/", "Page /hc/a"]),
    "for others": (plain("User-agent: *\nDisallow: /hc/b"), ["Page /hc/", "Page /hc/a"]),
    "a part": (plain("User-agent: *\nDisallow: /*/a$"), ["Page /hc/", "PassedOver /hc/a"]),
    "all": (plain("User-agent: tandembot\nDisallow: /"), ["BadInput /hc/"]),
    "failing": (status(503), ["BadInput /hc/"]),
    "too many requests": (status(429), ["BadInput /hc/"]),
}


@pytest.mark.parametrize("case", ROBOTS)
async def test_robots_txt_is_read_first_and_obeyed(sites: Sites, case: str) -> None:
    reply, expected = ROBOTS[case]
    sites.at("/robots.txt", reply)
    sites.at("/hc/", html("a"))
    sites.at("/hc/a", html())
    found = await sites.read("/hc/")
    assert brief(found) == expected
    assert ("/hc/" in sites.asked()) == ("Page /hc/" in expected)
    assert ("/hc/a" in sites.asked()) == ("Page /hc/a" in expected)


async def test_errors_about_robots_txt_say_what_to_do(sites: Sites) -> None:
    sites.at(
        "/robots.txt",
        status(503),
        status(503),
        status(503),
        status(503),
        plain("User-agent: *\nDisallow: /"),
    )
    assert why(await sites.read("/hc/")) == (
        "The site's robots.txt, which says what may be read, can't be read now: it answers with"
        " status 503. Try again later."
    )
    assert why(await sites.read("/hc/")) == (
        "The site's robots.txt does not allow TandemBot to read it."
        " If it should be read, have it allowed there."
    )


async def test_robots_txt_may_be_elsewhere_on_the_site(sites: Sites) -> None:
    sites.at("/robots.txt", redirect("/text/robots", 301))
    sites.at("/text/robots", plain("User-agent: *\nDisallow: /hc/a"))
    sites.at("/hc/", html("a"))
    assert brief(await sites.read("/hc/")) == ["Page /hc/", "PassedOver /hc/a"]


async def test_pages_that_a_site_lists_and_forbids_are_passed_over(sites: Sites) -> None:
    sites.at("/robots.txt", plain("User-agent: *\nDisallow: /a"))
    sites.sitemap("/sitemap.xml", "/a", "/b")
    sites.at("/b", html())
    assert brief(await sites.read("/sitemap.xml")) == ["PassedOver /a", "Page /b"]


@pytest.mark.parametrize(("delay", "pause"), [("0.5", 0.5), ("600", 5.0)])
async def test_the_delay_that_a_site_asks_for_is_kept(
    sites: Sites, delay: str, pause: float
) -> None:
    sites.at("/robots.txt", plain(f"User-agent: *\nCrawl-delay: {delay}"))
    before: list[int] = []

    def page(_: Request) -> Reply:
        before.append(len(sites.pauses))
        return html(*"abc")

    for path in ("", "a", "b", "c"):
        sites.at(f"/hc/{path}", page)
    await sites.read("/hc/")
    assert sites.pauses == [pause] * 4
    assert sites.pausing_most == 1
    assert all(pauses >= number for number, pauses in enumerate(before, 1))
