"""What a site allows us to read (robots.txt, RFC 9309; X-Robots-Tag and meta tags)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from protego import Protego

from tandem.adapters.site import urls

AGENT = "TandemBot"
SIZE_MAX = 500 * 1024  # bytes that are read of a robots.txt, as RFC 9309 asks for

# Directives with a value of their own; another name before a colon is that of a robot.
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
_NAMED = re.compile(r"\s*([\w-]+)\s*:(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rules:
    """One site's robots.txt as it applies to us; without one, all is allowed."""

    parsed: Protego = field(default_factory=Protego)
    sitemaps: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str, url: str) -> Self:
        """The rules of this text, found at this address."""
        parsed = Protego.parse(text.removeprefix("\ufeff"))
        found = (urls.normal(sitemap, url) for sitemap in parsed.sitemaps)
        return cls(parsed, tuple(dict.fromkeys(filter(None, found))))

    @property
    def delay_s(self) -> float:
        """The seconds to leave between two requests."""
        return self.parsed.crawl_delay(AGENT) or 0.0

    def allow(self, url: str) -> bool:
        """Whether we may read this address."""
        return self.parsed.can_fetch(url, AGENT)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a page asks of those who read it by program."""

    noindex: bool = False  # not to be kept
    nofollow: bool = False  # its links are not to be followed

    def __or__(self, other: "Wishes") -> "Wishes":
        return Wishes(self.noindex or other.noindex, self.nofollow or other.nofollow)


def header_wishes(values: Iterable[str]) -> Wishes:
    """What a reply's X-Robots-Tag headers ask of us."""
    wishes = Wishes()
    for value in values:
        named = _NAMED.match(value)
        if named is None or named[1].lower() in _WITH_VALUE:
            wishes |= _wishes(value)
        elif named[1].lower() == AGENT.lower():
            wishes |= _wishes(named[2])
    return wishes


def meta_wishes(tags: Iterable[tuple[str, str]]) -> Wishes:
    """What a page's meta tags, as names and contents, ask of us."""
    wishes = Wishes()
    for name, content in tags:
        if name.strip().lower() in ("robots", AGENT.lower()):
            wishes |= _wishes(content)
    return wishes


def _wishes(directives: str) -> Wishes:
    found = {directive.strip().lower() for directive in directives.split(",")}
    return Wishes("noindex" in found or "none" in found, "nofollow" in found or "none" in found)
