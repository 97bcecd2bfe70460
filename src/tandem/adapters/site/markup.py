"""What a page says of itself: its text, its own address, its wishes and its links."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from tandem.adapters.nesting import check_depth
from tandem.adapters.site import robots, urls
from tandem.adapters.site.robots import Wishes
from tandem.core.knowledge.article import clean

LINKS_MAX = 10_000  # of one page
TYPES = ("text/html", "application/xhtml+xml")

_PRESCAN = 1_024  # bytes in which a page must name its charset (HTML standard, 4.2.5.4)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_IN_PAGE = re.compile(
    rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)|^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# The encodings of the web (the Encoding standard), by Python's names. Python has others that are
# no charsets, and some that take very long.
_CHARSETS = frozenset(
    {"utf-8", "utf-16-le", "utf-16-be", "ascii", "cp866", "koi8-r", "koi8-u", "mac-roman"}
    | {"mac-cyrillic", "gbk", "gb2312", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp"}
    | {"shift_jis", "cp932", "euc_kr", "cp949", "cp874", "tis-620"}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"iso8859-{number}" for number in range(1, 17)}
)
# What browsers read these as.
_READ_AS = {
    "utf-16": "utf-16-le",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gbk",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of itself; addresses are normal ones."""

    canonical: str  # empty if it names none
    wishes: Wishes
    links: tuple[str, ...]  # that may lead to pages, each once, in order


def decode(body: bytes, content_type: str) -> str:
    """The page's text as the desk stores it; what its charset does not have becomes U+FFFD.

    The charset is that of the byte order mark, else the header's, else the page's, else UTF-8.
    """
    return clean(body.decode(_charset(body, content_type), "replace"))


def read(text: str, url: str) -> Said:
    """What the page at this address says; raises InvalidError if it is nested too deeply."""
    check_depth(text)
    tree = LexborHTMLParser(text)
    base = tree.css_first("base[href]")
    base_url = urls.normal(base.attributes.get("href") or "", url) if base else None
    canonical = ""
    for link in tree.css("link[rel][href]"):
        if "canonical" in (link.attributes.get("rel") or "").lower().split():
            canonical = urls.normal(link.attributes.get("href") or "", base_url or url) or ""
            break
    tags = [
        (tag.attributes.get("name") or "", tag.attributes.get("content") or "")
        for tag in tree.css("meta[name][content]")
    ]
    hrefs = islice(_hrefs(tree), LINKS_MAX)
    links = (urls.normal(href, base_url or url) for href in hrefs)
    pages = dict.fromkeys(link for link in links if link and urls.may_be_page(link))
    return Said(canonical, robots.meta_wishes(tags), tuple(pages))


def _hrefs(tree: LexborHTMLParser) -> Iterator[str]:
    for link in tree.css("a[href], area[href]"):
        about = link.attributes
        if "nofollow" not in (about.get("rel") or "").lower().split() and "download" not in about:
            yield about.get("href") or ""


def _charset(body: bytes, content_type: str) -> str:
    for mark, name in _MARKS.items():
        if body.startswith(mark):
            return name
    if (named := _IN_HEADER.search(content_type)) and (found := _known(named[1])):
        return found
    if named := _IN_PAGE.search(body[:_PRESCAN]):
        found = _known((named[1] or named[2]).decode("ascii", "replace"))
        # A page in UTF-16 could not say so in these bytes (HTML standard, 13.2.3.2).
        return "utf-8" if found.startswith("utf-16") else found or "utf-8"
    return "utf-8"


def _known(label: str) -> str:
    """Python's name of the charset; empty if it is not one of the web's."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    name = _READ_AS.get(name, name)
    return name if name in _CHARSETS else ""
