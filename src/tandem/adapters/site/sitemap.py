"""Reads sitemaps and indexes of sitemaps (the sitemap protocol, version 0.9)."""

import re
from dataclasses import dataclass
from typing import Never
from xml.parsers import expat

from tandem.core.errors import InvalidError

ADDRESSES_MAX = 50_000  # the protocol's own limit
_START = 4_096  # bytes in which the outermost element must begin
_ROOT = re.compile(
    rb"(?>\s++|<\?[^>]*+>|<!--(?>(?!-->).)*+-->)*+<(?:\w++:)?(?:urlset|sitemapindex)\b",
    re.DOTALL,
)
_ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}


@dataclass(frozen=True, slots=True)
class Listed:
    """The addresses that a sitemap names, in order and as they are written there."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def is_sitemap(text: bytes) -> bool:
    """Whether the text begins like a sitemap, whatever its content type says."""
    return _ROOT.match(text[:_START].removeprefix(b"\xef\xbb\xbf")) is not None


def read(text: bytes) -> Listed:
    """What the sitemap lists; raises InvalidError if it is none.

    A DOCTYPE is refused, so there are no entities of its own, and nothing else is fetched.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(text.lstrip(), True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise InvalidError(f"It is not well-formed XML: {error}.") from None
    if reader.root not in _ENTRIES:
        raise InvalidError("It is not a sitemap.")
    found = tuple(reader.found)
    return Listed(pages=found) if reader.root == "urlset" else Listed(sitemaps=found)


class _Reader:
    """Collects the text of each `loc` that is a direct part of an entry.

    Other things have a `loc` too, such as an entry's pictures. Names are compared without XML's
    namespaces, since sitemaps often leave out the declaration.
    """

    def __init__(self) -> None:
        self.root = ""
        self.found: list[str] = []
        self._prefix = ""  # of the root, with its colon
        self._depth = 0
        self._is_entry = False
        self._text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._enter
        self.parser.EndElementHandler = self._leave
        self.parser.CharacterDataHandler = self._read

    def _enter(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            prefix, colon, self.root = name.rpartition(":")
            self._prefix = prefix + colon
        elif self._depth == 2:
            self._is_entry = name == self._prefix + _ENTRIES.get(self.root, "")
        elif self._depth == 3 and self._is_entry and name == f"{self._prefix}loc":
            self._text = []

    def _leave(self, _: str) -> None:
        self._depth -= 1
        if self._text is not None and self._depth == 2:
            if len(self.found) >= ADDRESSES_MAX:
                raise InvalidError(f"It lists more than {ADDRESSES_MAX:,} addresses.")
            self.found.append("".join(self._text).strip())
            self._text = None

    def _read(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _refuse(*_: object) -> Never:
    raise InvalidError("It has a DOCTYPE, which is not read in a sitemap.")
