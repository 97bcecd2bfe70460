"""Reads the pages of a help centre, from its sitemap or from the links of its index page."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Collection, Iterable
from contextlib import aclosing

from tandem.adapters.site import urls
from tandem.adapters.site.ask import Answer, Asker, Wanted
from tandem.adapters.site.fetch import Fetcher, Outside
from tandem.adapters.site.found import Found, Mark
from tandem.adapters.site.limits import Limits
from tandem.adapters.site.run import Run
from tandem.core.errors import InvalidError


async def pages(
    start: str,
    *,
    agent: str,
    known: Iterable[Mark] = (),
    hosts: Collection[str] = (),
    private_allowed: bool = False,
    limits: Limits | None = None,
    outside: Outside | None = None,
) -> AsyncGenerator[Found]:
    """What the help centre at this address consists of now, in a fixed order.

    The start is a sitemap, an index of sitemaps, or a page. Of a page, all is read that it and its
    site's sitemaps lead to, on its host and below its path. `hosts` are allowed besides the
    start's own. `agent` is the whole User-Agent and begins with `robots.AGENT`. `known` are the
    marks of all pages that were read before: each comes as Page, Unchanged, Gone or BadInput,
    unless the start itself can't be read or a limit is reached, which is a BadInput too.

    Raises InvalidError if the start or a host is no usable address; whatever else goes wrong is a
    BadInput.
    """
    url = urls.normal(start)
    if url is None:
        raise InvalidError(
            f"{start!r} is not a web address.", hint="Name it in full, like https://help.example/."
        )
    limits = limits or Limits()
    run = Run(url, urls.Scope.of(url, hosts), limits, {mark.address: mark for mark in known})
    async with Fetcher.open(
        run.scope, agent, limits, outside or Outside(), private_allowed=private_allowed
    ) as fetcher:
        asker = Asker(fetcher, limits, run.known)
        for want in (run.want_start, run.want_known):
            want()
            async with aclosing(_ahead(asker, run.queue, limits.at_once)) as answers:
                async for wanted, answer in answers:
                    for found in run.take(wanted, answer):
                        yield found
    for found in run.end():
        yield found


async def _ahead(
    asker: Asker, queue: deque[Wanted], at_once: int
) -> AsyncGenerator[tuple[Wanted, Answer]]:
    """Answers in the queue's order, while the next are already asked for; the queue may grow."""
    flying: deque[tuple[Wanted, asyncio.Task[Answer]]] = deque()
    try:
        while queue or flying:
            while queue and len(flying) < at_once:
                wanted = queue.popleft()
                flying.append((wanted, asyncio.create_task(asker.ask(wanted))))
            wanted, task = flying[0]
            answer = await task
            flying.popleft()
            yield wanted, answer
    finally:
        for _, task in flying:
            task.cancel()
        await asyncio.gather(*(task for _, task in flying), return_exceptions=True)
