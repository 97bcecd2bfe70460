"""Asks for one address, and understands what comes: a page, a sitemap, or another answer."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from tandem.adapters.site import markup, robots, sitemap, unpack, urls
from tandem.adapters.site.fetch import Fetcher, Reply
from tandem.adapters.site.found import Mark
from tandem.adapters.site.limits import Limits
from tandem.adapters.site.markup import Said
from tandem.adapters.site.robots import Rules
from tandem.adapters.site.sitemap import Listed
from tandem.core.errors import ForbiddenError, InvalidError, TandemError

OK = 200
VALIDATOR_MAX = 1_000  # characters


class Kind(Enum):
    """What is expected at an address."""

    START = "a page or a sitemap"
    SITEMAP = "a sitemap"
    PAGE = "a page"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to read; `chain` are those that led to it by redirects, in order."""

    url: str
    kind: Kind
    depth: int = 0  # links from the start
    is_listed: bool = False  # by a sitemap
    chain: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The address by which the site or the operator names it."""
        return self.chain[0] if self.chain else self.url


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was fetched and understood, with the sitemaps that its site names."""

    html: str
    said: Said
    etag: str
    last_modified: str
    sitemaps: tuple[str, ...]


Answer = Read | Listed | Reply | TandemError


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks with the marks of the last run."""

    fetcher: Fetcher
    limits: Limits
    known: dict[str, Mark]

    async def ask(self, wanted: Wanted) -> Answer:
        """The answer, or the error as a value: one address must not stop the others.

        Of a page that is no page, the answer is the reply.
        """
        # The start is always fetched, since it is not stored whether it is a sitemap.
        mark = self.known.get(wanted.url) if wanted.kind is not Kind.START else None
        try:
            rules = await self.fetcher.rules(wanted.url)
            if not rules.allow(wanted.url):
                raise ForbiddenError(
                    f"The site's robots.txt does not allow {robots.AGENT} to read it.",
                    hint="If it should be read, have it allowed there.",
                )
            reply = await self.fetcher.get(
                wanted.url,
                lambda reply: self._size(wanted.kind, reply),
                etag=mark.etag if mark else "",
                last_modified=mark.last_modified if mark else "",
            )
            if reply.status != OK or (wanted.kind is Kind.PAGE and not _is_page(reply)):
                return reply
            return await asyncio.to_thread(self._understand, wanted, reply, rules)
        except TandemError as error:
            return error

    def _size(self, kind: Kind, reply: Reply) -> int:
        """The most bytes that are read of this reply."""
        if reply.status != OK:
            return 0
        if kind is Kind.PAGE:
            return self.limits.page_bytes if _is_page(reply) else 0
        is_page = kind is Kind.START and _is_page(reply)
        return self.limits.page_bytes if is_page else self.limits.sitemap_bytes

    def _understand(self, wanted: Wanted, reply: Reply, rules: Rules) -> Read | Listed:
        """Raises InvalidError if it is not of the kind that is expected."""
        if wanted.kind is not Kind.PAGE:
            text = unpack.unpacked(reply.body, self.limits.sitemap_bytes)
            if wanted.kind is Kind.SITEMAP or sitemap.is_sitemap(text):
                return _listed(text, wanted.url)
        if not _is_page(reply):
            raise InvalidError(not_that(wanted.kind, reply))
        html = markup.decode(reply.body, reply.headers.get("content-type", ""))
        said = markup.read(html, wanted.url)
        return Read(
            html,
            replace(said, wishes=said.wishes | robots.header_wishes(reply.robots_tags)),
            _validator(reply.headers.get("etag", "")),
            _validator(reply.headers.get("last-modified", "")),
            rules.sitemaps if wanted.kind is Kind.START else (),
        )


def not_that(kind: Kind, reply: Reply) -> str:
    """Says that a reply is not of the expected kind."""
    return f"It is not {kind.value}: its content type is {reply.type or 'missing'}."


def _is_page(reply: Reply) -> bool:
    return reply.type in markup.TYPES


def _listed(text: bytes, url: str) -> Listed:
    found = sitemap.read(text)
    return Listed(_normal(found.pages, url), _normal(found.sitemaps, url))


def _normal(named: Iterable[str], base: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (urls.normal(url, base) for url in named))))


def _validator(text: str) -> str:
    """A validator if it can be sent back as it is, else empty."""
    return text if text.isascii() and text.isprintable() and len(text) <= VALIDATOR_MAX else ""
