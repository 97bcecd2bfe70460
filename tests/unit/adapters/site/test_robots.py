"""What a site and its pages ask of robots is understood, and what they ask of others is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.site.robots import Rules, Wishes, header_wishes, meta_wishes

SITE = "https://help.example"
names = st.text(st.sampled_from("abc/"), max_size=6)


def rules(text: str) -> Rules:
    return Rules.read(text, f"{SITE}/robots.txt")


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("", "/ /a /robots.txt", ""),
        ("User-agent: *\nDisallow: /", "/robots.txt", "/ /a"),
        ("User-agent: *\nDisallow:", "/ /a", ""),
        ("User-agent: *\nDisallow: /\nUser-agent: tandembot\nAllow: /", "/ /a", ""),
        ("User-agent: TandemBot\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", "/a /a/b"),
        ("User-agent: OtherBot\nDisallow: /", "/ /a", ""),
        ("User-agent: OtherBot\nUser-agent: TandemBot\nDisallow: /a", "/b", "/a"),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b /a/bc /c", "/a /a/c"),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b", "/a /a/c"),
        (
            "User-agent: *\nDisallow: /*.php$\nDisallow: /*?sort=",
            "/a.phpx /a?b",
            "/a.php /a?sort=1",
        ),
        ("\ufeffUser-agent: *\r\nDisallow: /a # private\r\n", "/b", "/a"),
        ("User-agent: *\nDisallow: /%7ea", "/b", "/~a"),
        ("<html>not a robots.txt</html>", "/ /a", ""),
    ],
)
def test_robots_txt_is_obeyed(text: str, allowed: str, refused: str) -> None:
    found = rules(text)
    paths = allowed.split() + refused.split()
    assert [path for path in paths if found.allow(SITE + path)] == allowed.split()


@given(names, names, names)
def test_the_longest_rule_decides(allow: str, disallow: str, path: str) -> None:
    """RFC 9309, 2.2.2; the standard library's reader takes the first."""
    found = rules(f"User-agent: *\nDisallow: /{disallow}\nAllow: /{allow}\n")
    rules_there = [(len(allow), True, allow), (len(disallow), False, disallow)]
    matching = [(-1, True, ""), *(rule for rule in rules_there if path.startswith(rule[2]))]
    assert found.allow(f"{SITE}/{path}") is max(matching)[1]


def test_the_delay_and_the_sitemaps_are_found() -> None:
    found = rules(
        "Sitemap: /sitemap.xml\nUser-agent: *\nCrawl-delay: 2.5\nDisallow: /a\n"
        "Sitemap: https://cdn.example/s.xml\nSitemap: ftp://help.example/\nSitemap: /sitemap.xml\n"
    )
    assert found.delay_s == 2.5
    assert found.sitemaps == ("https://help.example/sitemap.xml", "https://cdn.example/s.xml")
    assert rules("User-agent: *\nCrawl-delay: soon").delay_s == 0
    assert Rules().allow("https://help.example/a")


@pytest.mark.parametrize(
    ("values", "wishes"),
    [
        ([], Wishes()),
        (["noindex"], Wishes(noindex=True)),
        (["max-snippet: -1, NoIndex , nofollow"], Wishes(noindex=True, nofollow=True)),
        (["all", "none"], Wishes(noindex=True, nofollow=True)),
        (["otherbot: noindex"], Wishes()),
        (["tandembot: nofollow", "otherbot: noindex"], Wishes(nofollow=True)),
        (["unavailable_after: 25 Jun 2030 15:00:00 GMT"], Wishes()),
    ],
)
def test_headers_say_what_to_keep(values: list[str], wishes: Wishes) -> None:
    assert header_wishes(values) == wishes


def test_meta_tags_say_what_to_keep() -> None:
    tags = [("description", "noindex"), ("otherbot", "none"), ("Robots", "follow, NOINDEX")]
    assert meta_wishes(tags) == Wishes(noindex=True)
    assert meta_wishes([*tags, ("tandembot", "nofollow")]) == Wishes(noindex=True, nofollow=True)
    assert meta_wishes([("robots", "index,follow"), ("robots", "noindexed")]) == Wishes()
