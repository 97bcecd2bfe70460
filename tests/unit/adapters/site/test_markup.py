"""A page's text, address, wishes and links are read as a browser would."""

import pytest

from tandem.adapters.site import markup
from tandem.adapters.site.markup import Said
from tandem.adapters.site.robots import Wishes
from tandem.core.errors import InvalidError

URL = "https://help.example/hc/a"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("für".encode(), "text/html"),
        ("für".encode(), "text/html; charset=UTF-8"),
        ("für".encode("latin-1"), 'text/html;charset="ISO-8859-1"'),
        ('<meta charset="iso-8859-1">für'.encode("latin-1"), "text/html"),
        (
            "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>für".encode(
                "cp1252"
            ),
            "text/html",
        ),
        (
            "<?xml version='1.0' encoding='iso-8859-1'?>für".encode("latin-1"),
            "application/xhtml+xml",
        ),
        ("<meta charset=iso-8859-1>für".encode(), "text/html; charset=utf-8"),  # the header wins
        ("\ufefffür".encode(), "text/html; charset=iso-8859-1"),  # and the mark over it
        ("\ufefffür".encode("utf-16-le"), "text/html"),
        ("\ufefffür".encode("utf-16-be"), "text/html"),
        ("<meta charset=utf-16>für".encode(), "text/html"),
        ("<meta charset=punycode>für".encode(), "text/html; charset=unicode_escape"),
        ("<meta charset=no-such>für".encode(), "text/html; charset=\0"),
        ("fu\u0308r".encode(), "text/html"),  # composed as the desk stores it
    ],
)
def test_the_charset_is_found(body: bytes, content_type: str) -> None:
    assert markup.decode(body, content_type).rpartition(">")[2] == "für"


def test_what_the_charset_does_not_have_is_replaced() -> None:
    assert markup.decode(b"f\xfcr\0", "text/html") == "f\ufffdr"


def test_a_page_says_where_it_is_and_where_it_leads() -> None:
    page = """<html><head><base href="/hc/en/"><link rel="alternate Canonical" href="./a?x#y">
    <link rel=canonical href="/other"><meta name=robots content=noindex></head><body>
    <a href="b">b</a> <a href="b#part">again</a> <a href="/hc/c.pdf">file</a> <a>none</a>
    <a href="mailto:ada@help.example">mail</a> <a href="//docs.example/d">other</a>
    <a rel="noopener NOFOLLOW" href="e">no</a> <a download href="f">no</a> <!-- <a href="g"> -->
    <script>'<a href="h">'</script> <map><area href="i"></map> <a href="http://[">no</a></body>"""
    assert markup.read(page, URL) == Said(
        canonical="https://help.example/hc/en/a?x",
        wishes=Wishes(noindex=True),
        links=(
            "https://help.example/hc/en/b",
            "https://docs.example/d",
            "https://help.example/hc/en/i",
        ),
    )


def test_a_page_may_say_nothing() -> None:
    assert markup.read("", URL) == Said("", Wishes(), ())
    assert markup.read("<link rel=canonical href='javascript:x'><base href>", URL).canonical == ""
    assert markup.read("<a href=b>", URL).links == ("https://help.example/hc/b",)


def test_a_page_has_a_limit_of_links() -> None:
    page = "".join(f"<a href={number}></a>" for number in range(markup.LINKS_MAX + 1))
    assert len(markup.read(page, URL).links) == markup.LINKS_MAX


def test_a_page_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(InvalidError, match="nested too deeply"):
        markup.read("<div>" * 100_000, URL)
    assert markup.read("<p>x" * 20_000, URL).links == ()
