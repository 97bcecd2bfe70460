"""A sitemap, or an index of sitemaps, says which pages are read."""

import gzip

import pytest

from tandem.adapters.site.found import Mark, Page
from tandem.adapters.site.limits import Limits
from tests.integration.adapters.site.serving import (
    Reply,
    Sites,
    brief,
    html,
    plain,
    redirect,
    status,
    why,
)


async def test_the_pages_of_a_sitemap_are_read_in_order(sites: Sites) -> None:
    sites.sitemap("/sitemap.xml", "/b", "/a#top", "/b", "/A")
    sites.at(
        "/a", html("/c", text="für", etag='"1"', last_modified="Mon, 05 Jan 2026 12:00:00 GMT")
    )
    sites.at("/b", html())
    sites.at("/A", html())
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["Page /b", "Page /a", "Page /A"]
    page = found[1]
    assert isinstance(page, Page)
    assert page.url == sites.url("/a")
    assert "<p>für</p>" in page.html
    # A sitemap is complete: links are neither followed nor stored.
    assert page.mark == Mark(page.url, page.url, '"1"', "Mon, 05 Jan 2026 12:00:00 GMT", ())
    assert sites.asked() == ["/sitemap.xml", "/b", "/a", "/A"]


async def test_an_index_of_sitemaps_is_read_once_each_even_in_a_circle(sites: Sites) -> None:
    sites.sitemap("/sitemap.xml", "/one.xml", "/two.xml.gz", "/one.xml", index=True)
    sites.sitemap("/one.xml", "/sitemap.xml", "/one.xml", "/three.xml", index=True)
    packed = gzip.compress(sites.listing("/b"))
    sites.at("/two.xml.gz", plain(packed, "application/octet-stream"))
    sites.at("/three.xml", plain(gzip.compress(sites.listing("/c")), content_encoding="gzip"))
    for path in ("/b", "/c"):
        sites.at(path, html())
    assert brief(await sites.read("/sitemap.xml")) == ["Page /b", "Page /c"]
    assert sites.asked() == ["/sitemap.xml", "/one.xml", "/two.xml.gz", "/three.xml", "/b", "/c"]


async def test_a_packed_sitemap_can_be_the_start(sites: Sites) -> None:
    packed = gzip.compress(sites.listing("/b"))
    # Sent twice packed: some servers do that to files that are packed already.
    reply = plain(gzip.compress(packed), "application/gzip", content_encoding="gzip")
    sites.at("/sitemap.xml.gz", reply)
    sites.at("/b", html())
    assert brief(await sites.read("/sitemap.xml.gz")) == ["Page /b"]


async def test_a_sitemap_that_says_it_is_a_page_is_one(sites: Sites) -> None:
    sites.at("/map", plain(sites.listing("/b"), "text/html"))
    sites.at("/b", html())
    assert brief(await sites.read("/map")) == ["Page /b"]


async def test_the_sitemaps_of_robots_txt_add_to_what_an_index_page_links_to(sites: Sites) -> None:
    sites.at(
        "/robots.txt",
        plain("Sitemap: /all.xml\nSitemap: /gone.xml\nSitemap: http://cdn.example/s.xml"),
    )
    sites.at("/hc/", html("linked"))
    sites.sitemap("/all.xml", "/hc/listed", "/shop/", "http://shop.example/", "/hc/linked", "/hc")
    for path in ("/hc/linked", "/hc/listed", "/hc"):
        sites.at(path, html())
    found = await sites.read("/hc/")
    assert brief(found) == [
        "PassedOver /hc/",  # the sitemap on another host
        "Page /hc/",
        "PassedOver /gone.xml",
        "Page /hc/linked",
        "Page /hc/listed",
        "Page /hc",
    ]
    assert why(found, "/hc/").endswith(
        "Allow it with --host cdn.example if it belongs to the help centre."
    )
    assert "/shop/" not in sites.asked()


async def test_pages_on_other_hosts_need_to_be_allowed(sites: Sites) -> None:
    others = [sites.url(path, "docs.example") for path in ("/a", "/b")]
    sites.sitemap("/sitemap.xml", "/a", *others, "ftp://help.example/c")
    for host in ("help.example", "docs.example"):
        sites.at("/a", html(), host=host)
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["PassedOver /sitemap.xml", "Page /a"]
    assert why(found) == (
        f"2 of its pages are on {sites.host('docs.example')}."
        f" Allow it with --host {sites.host('docs.example')} if it belongs to the help centre."
    )
    assert sites.asked("docs.example") == []
    found = await sites.read("/sitemap.xml", hosts=[sites.host("docs.example")])
    assert brief(found) == ["Page /a", "Page docs.example/a", "PassedOver docs.example/b"]
    # Each host has a robots.txt of its own.
    assert [one.host for one in sites.requests if one.path == "/robots.txt"].count(
        "docs.example"
    ) == 1


FAULTS: dict[str, tuple[Reply, str]] = {
    "gone": (status(404), "There is nothing at this address (status 404)."),
    "forbidden": (status(403), "It answers with status 403."),
    "a page": (html(), "It is not well-formed XML"),
    "an entity": (plain("<!DOCTYPE a [<!ENTITY b 'c'>]><urlset/>"), "DOCTYPE"),
    "too large": (plain(b" " * 10_001), "It is larger than 10000 bytes."),
    "a bomb": (plain(gzip.compress(b" " * 10_001)), "It is larger than 10000 bytes."),
    "elsewhere": (redirect("http://cdn.example/s.xml"), "It leads to http://cdn.example/s.xml."),
}


@pytest.mark.parametrize("case", FAULTS)
async def test_a_sitemap_that_cannot_be_read_is_a_fault_that_stops_nothing(
    sites: Sites, case: str
) -> None:
    reply, message = FAULTS[case]
    sites.sitemap("/sitemap.xml", "/bad.xml", "/good.xml", index=True)
    sites.at("/bad.xml", reply)
    sites.sitemap("/good.xml", "/a")
    sites.at("/a", html())
    found = await sites.read("/sitemap.xml", limits=Limits(sitemap_bytes=10_000))
    assert brief(found) == ["BadInput /bad.xml", "Page /a"]
    assert message in why(found)


async def test_files_that_a_sitemap_lists_are_no_faults(sites: Sites) -> None:
    sites.sitemap("/sitemap.xml", "/a.pdf", "/b.png", "/c", "/download")
    sites.at("/c", html())
    sites.at("/download", plain(b"%PDF", "application/pdf"))
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["PassedOver /sitemap.xml", "Page /c", "PassedOver /download"]
    assert why(found, ".xml") == "2 of its addresses are files, not pages."
    assert why(found, "/download") == "It is not a page: its content type is application/pdf."
    assert sites.asked() == ["/sitemap.xml", "/c", "/download"]


async def test_a_sitemap_may_have_moved(sites: Sites) -> None:
    sites.at("/sitemap.xml", redirect("/maps/index.xml", 301))
    sites.sitemap("/maps/index.xml", "/a")
    sites.at("/a", html())
    assert brief(await sites.read("/sitemap.xml")) == ["Page /a"]


async def test_more_pages_and_sitemaps_than_allowed_are_not_read(sites: Sites) -> None:
    sites.sitemap("/sitemap.xml", *(f"/{number}.xml" for number in range(9)), index=True)
    for number in range(9):
        sites.sitemap(f"/{number}.xml", *(f"/{number}{page}" for page in range(9)))
        for page in range(9):
            sites.at(f"/{number}{page}", html())
    found = await sites.read("/sitemap.xml", limits=Limits(pages=12, sitemaps=3))
    assert brief(found) == [
        *(f"Page /{page:02}" for page in range(9)),
        *("Page /10", "Page /11"),
        "BadInput /sitemap.xml",
    ]
    assert "more than 12 pages or 3 sitemaps; the rest was not read. Name a part" in why(found)


async def test_an_empty_sitemap_is_a_fault(sites: Sites) -> None:
    sites.sitemap("/sitemap.xml")
    found = await sites.read("/sitemap.xml")
    assert brief(found) == ["BadInput /sitemap.xml"]
    assert why(found).startswith("No page could be read there.")
