"""Reads a source of articles: a file, a folder, or the pages of a site."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import cast

from tandem.adapters.read.article import Defaults, Read
from tandem.adapters.read.files import find, read_articles, read_page
from tandem.adapters.site import robots, site
from tandem.adapters.site.found import Gone, Page, PassedOver, Unchanged
from tandem.core.knowledge.article import Audience, BadInput
from tandem.core.knowledge.mark import Mark
from tandem.version import __version__

FILES_AHEAD = 32  # read at a time, outside the event loop
AGENT = f"{robots.AGENT}/{__version__}"

Found = Read | Mark | Unchanged | Gone | PassedOver
"""What a source has; a site's page comes as its mark, then as what was read of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from, and defaults for those that don't set a value.

    `at` is a file or a folder, or the address of a site; only a site has `hosts`, which are read
    besides its own, and may be `private`: inside the house.
    """

    at: Path | str
    product: str = ""
    audience: Audience = Audience.CUSTOMER
    locale: str = "en"
    hosts: tuple[str, ...] = ()
    private: bool = False

    @property
    def location(self) -> str:
        """Where it lies, as it is stored."""
        return self.at if isinstance(self.at, str) else str(self.at.resolve())

    @property
    def options(self) -> dict[str, object]:
        """All but where it lies, as JSON: so it is learnt again by itself."""
        return {
            "product": self.product,
            "audience": self.audience.value,
            "locale": self.locale,
            "hosts": list(self.hosts),
            "private": self.private,
        }

    def defaults(self, now: datetime) -> Defaults:
        """What holds for its articles that don't say otherwise."""
        return Defaults(now, self.product, self.audience, self.locale)


def source_of(location: str, options: Mapping[str, object] | None) -> Source:
    """The source at a location, with the options that it was learnt with."""
    given = dict(options or {})
    return Source(
        location if is_address(location) else Path(location),
        product=str(given.get("product", "")),
        audience=Audience(str(given.get("audience", Audience.CUSTOMER.value))),
        locale=str(given.get("locale", "en")),
        hosts=tuple(map(str, cast("Sequence[object]", given.get("hosts", ())))),
        private=bool(given.get("private", False)),
    )


def is_address(text: str) -> bool:
    """Whether this names a site, not a file."""
    return text.startswith(("https://", "http://"))


async def read_source(
    source: Source, root: str, *, now: datetime, known: Sequence[Mark]
) -> AsyncGenerator[Found]:
    """All that is found, in order; ids of files are counted from the folder or file `root`.

    `known` are the marks of a site's pages. Raises InvalidError for an address that is none.
    """
    defaults = source.defaults(now)
    if isinstance(source.at, Path):
        files = _files(source.at.resolve(), Path(root), defaults)
        while some := await asyncio.to_thread(lambda: list(islice(files, FILES_AHEAD))):
            for item in some:
                yield item
        return
    pages = site.pages(
        source.at, agent=AGENT, known=known, hosts=source.hosts, private_allowed=source.private
    )
    async with aclosing(pages):
        async for found in pages:
            if isinstance(found, Page):
                yield found.mark
                yield await asyncio.to_thread(read_page, found.html, found.url, defaults)
            else:
                yield found


def _files(path: Path, root: Path, defaults: Defaults) -> Iterator[Read]:
    folder = root if root.is_dir() else root.parent
    for found in find(path):
        if isinstance(found, BadInput):
            yield found
        else:
            yield from read_articles(found, root=folder, defaults=defaults)
