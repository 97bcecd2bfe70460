"""Addresses have one spelling, and it is clear which of them belong to a help centre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.site import urls
from tandem.adapters.site.urls import Scope, normal
from tandem.core.errors import InvalidError

BASE = "https://help.example/hc/"
PIECES = (
    *("/", "..", ".", "a", "Ä", "ß", "?", "&", "=", "#", "//", ":", "@", "\\", "[", "]", " "),
    *("%", "%zz", "%41", "%2f", "%2e%2e", "\t", "\x00", "help.example", "http:", "https://", ":80"),
)
links = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("HTTPS://Help.Example:443/a#top", "https://help.example/a"),
        ("http://help.example", "http://help.example/"),
        ("http://help.example:8080?", "http://help.example:8080/"),
        ("http://help.example./a/../b/./c", "http://help.example/b/c"),
        ("http://help.example/%7e%41%2f%c3%bc", "http://help.example/~A%2F%C3%BC"),
        ("http://help.example/%?100%", "http://help.example/%25?100%25"),
        ("http://help.example/a/%2e%2e/b", "http://help.example/b"),
        ("http://help.example/ü b?q=ü", "http://help.example/%C3%BC%20b?q=%C3%BC"),
        (" \nhttp://help\n.example/ ", "http://help.example/"),
        ("http://hilfe.müller.example/", "http://hilfe.xn--mller-kva.example/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_an_address_has_one_spelling(url: str, found: str) -> None:
    assert normal(url) == found


@pytest.mark.parametrize(
    "url",
    [
        *("", "/hc/", "help.example", "ftp://help.example/", "javascript:alert(1)", "file:///x"),
        *("mailto:a@b.example", "data:text/html,x", "http://", "http:///a", "//help.example/"),
        *("http://user@help.example/", "http://help.example\\@b.example/", "http://%00/"),
        *("http://help.example:99999/", "http://help.example:0x50/", "http://help.example:0/"),
        *("http://a b.example/", "http://a..example/", "http://[::1", "http://[fe80::1%25eth0]/"),
        "http://help.example/" + "a" * 2_048,
    ],
)
def test_what_is_no_usable_address_is_none(url: str) -> None:
    assert normal(url) is None


@given(links.map(lambda link: normal(link, BASE) or BASE))
def test_a_link_has_a_spelling_that_stays(found: str) -> None:
    assert normal(found) == normal(f"{found}#part") == found
    assert found.isascii()
    assert found.startswith(("http://", "https://"))
    assert urls.host_of(found)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20))
def test_a_path_never_leaves_its_host(path: str) -> None:
    found = normal(f"https://help.example/{path}")
    assert found is not None
    assert urls.host_of(found) == "help.example"


@given(st.lists(st.sampled_from(["..", ".", "%2e%2e", "%2E.", "x"]), max_size=8))
def test_no_path_climbs_out_unseen(parts: list[str]) -> None:
    scope = Scope.of("https://help.example/hc/", [])
    found = normal("/".join(parts), "https://help.example/hc/en/")
    assert found is not None
    assert "." not in found.removeprefix("https://help.example/").split("/")
    assert ".." not in found.removeprefix("https://help.example/").split("/")
    assert scope.holds(found) == found.startswith("https://help.example/hc")


def test_links_are_read_as_a_browser_reads_them() -> None:
    base = "https://help.example/hc/en/index.html?x"
    assert normal("b", base) == "https://help.example/hc/en/b"
    assert normal("?y", base) == "https://help.example/hc/en/index.html?y"
    assert normal("/b", base) == "https://help.example/b"
    assert normal("//docs.example/b", base) == "https://docs.example/b"
    assert normal("#top", base) == base


@pytest.mark.parametrize(
    ("start", "inside", "outside"),
    [
        ("/", ["/", "/a/b"], []),
        ("/hc/", ["/hc", "/hc/", "/hc/a?b", "/hc/a/b"], ["/", "/hcx", "/HC/"]),
        ("/hc", ["/hc", "/hc/a"], ["/", "/hcx/"]),
        ("/hc/v1.2", ["/hc/v1.2/a"], ["/hc/v1.3"]),
        ("/hc/index.html", ["/hc/a"], ["/a"]),
        ("/hc/sitemap.xml.gz", ["/hc/a"], ["/a"]),
    ],
)
def test_a_start_holds_what_is_below_it(start: str, inside: list[str], outside: list[str]) -> None:
    site = "https://help.example"
    scope = Scope.of(f"{site}{start}", ["Docs.Example:80", "wiki.example:8443"])
    assert [path for path in inside + outside if scope.holds(f"{site}{path}")] == inside
    assert scope.holds("http://docs.example/anything")
    assert scope.holds("https://wiki.example:8443/anything")
    for other in ("https://wiki.example/", "https://help.example:8443/", "https://example/"):
        assert not scope.allows(other)


@pytest.mark.parametrize("host", ["", "a b", "docs.example/hc", "user@docs.example", "a?b"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(InvalidError, match=r"is not a host\. Name it like help\.example"):
        Scope.of("https://help.example/", [host])


def test_links_to_files_are_no_pages() -> None:
    site = "https://help.example/"
    assert all(urls.may_be_page(site + path) for path in ("", "a", "a.html", "v1.2", "a.pdf/b"))
    assert not any(
        urls.may_be_page(site + path) for path in ("a.PDF", "a.zip?b", "x/y.png", "s.xml")
    )
