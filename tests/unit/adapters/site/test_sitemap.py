"""Sitemaps are read as they are found on the web; what could do harm in XML is refused."""

import pytest

from tandem.adapters.site import sitemap
from tandem.adapters.site.sitemap import Listed
from tandem.core.errors import InvalidError

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*entries: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<urlset {NS}>{''.join(entries)}</urlset>".encode()


def test_pages_are_listed_in_order() -> None:
    text = urlset(
        "<url><lastmod>2026-01-05</lastmod><loc>\n https://help.example/a?b&amp;c </loc></url>",
        "<!-- <url><loc>https://help.example/no</loc></url> -->",
        "<url><loc><![CDATA[https://help.example/b]]></loc><image:image>"
        "<image:loc>https://help.example/b.png</image:loc><loc>https://no.example/</loc>"
        "</image:image><video:loc>https://no.example/</video:loc></url>",
        "<other><loc>https://no.example/</loc></other><loc>https://no.example/</loc>",
    )
    assert sitemap.read(text) == Listed(
        pages=("https://help.example/a?b&c", "https://help.example/b")
    )


@pytest.mark.parametrize(
    "text",
    [
        f"\n\n<?xml version='1.0'?><!-- made by hand --><sitemapindex {NS}>"
        "<sitemap><loc>/a.xml</loc></sitemap></sitemapindex>",
        "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>",
        "\ufeff<s:sitemapindex xmlns:s='x'><s:sitemap><s:loc>/a.xml</s:loc></s:sitemap>"
        "</s:sitemapindex>",
    ],
)
def test_an_index_lists_sitemaps(text: str) -> None:
    assert sitemap.read(text.encode()) == Listed(sitemaps=("/a.xml",))
    assert sitemap.is_sitemap(text.encode())


def test_an_empty_sitemap_lists_nothing() -> None:
    assert sitemap.read(urlset()) == Listed()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<urlset><url><loc>&b;</loc></url></urlset>"
)
OUTSIDE = '<!DOCTYPE urlset SYSTEM "http://127.0.0.1/x.dtd"><urlset/>'
FILE = (
    '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<urlset><url><loc>&x;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        (FILE, "DOCTYPE"),
        ("<urlset><url><loc>&nbsp;</loc></url></urlset>", "not well-formed XML: undefined entity"),
        ("<urlset><url><loc>cut o", "not well-formed XML"),
        ("", "not well-formed XML: no element"),
        ("<html><body><loc>x</loc></body></html>", "It is not a sitemap"),
        ('<?xml version="1.0" encoding="cp037"?><urlset/>', "not well-formed XML"),
        ('<?xml version="1.0" encoding="no-such"?><urlset/>', "not well-formed XML"),
        ("<a>" * 100_000, "not well-formed XML"),
        (f"<urlset>{'<url><loc>/</loc></url>' * 50_001}</urlset>", "more than 50,000 addresses"),
    ],
)
def test_what_is_no_good_sitemap_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidError, match=why):
        sitemap.read(text.encode())


@pytest.mark.parametrize(
    "text", ["<html>", "<!doctype html><p>urlset", "", "<!-- <urlset> -->" * 200, "<!--" * 1_000]
)
def test_a_page_is_not_taken_for_a_sitemap(text: str) -> None:
    assert not sitemap.is_sitemap(text.encode())
