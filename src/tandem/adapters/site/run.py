"""One reading of a site: what is still to be asked for, and what each answer means."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from tandem.adapters.site import robots, urls
from tandem.adapters.site.ask import OK, Answer, Kind, Read, Wanted, not_that
from tandem.adapters.site.fetch import Reply
from tandem.adapters.site.found import Found, Gone, Mark, Page, PassedOver, Unchanged
from tandem.adapters.site.limits import Limits
from tandem.adapters.site.sitemap import Listed
from tandem.core.errors import ForbiddenError, TandemError, UnavailableError
from tandem.core.knowledge.article import BadInput

_NOT_MODIFIED = 304
_GONE = (404, 410)
_MOVED_FOR_GOOD = (301, 308)
_NOINDEX = "It asks not to be indexed (noindex)."


@dataclass(slots=True)
class Run:
    """The state of one reading; addresses are normal ones."""

    start: str
    scope: urls.Scope
    limits: Limits
    known: dict[str, Mark]  # by address
    queue: deque[Wanted] = field(default_factory=deque[Wanted])
    asked: set[str] = field(default_factory=set[str])
    pages: int = 0  # of those asked
    sitemaps: int = 0  # likewise
    found: set[str] = field(default_factory=set[str])  # pages, by their own address
    gone: dict[str, str] = field(default_factory=dict[str, str])  # likewise, with the reason
    failures: int = 0  # one after the other
    follows: bool = False  # the start is a page, so links are followed
    is_cut: bool = False  # a limit left out a part
    is_deep: bool = False  # pages at the greatest depth lead to further ones
    is_stopped: bool = False
    has_faults: bool = False

    def want_start(self) -> None:
        """Asks for the start; all else follows from that."""
        self._want(Wanted(self.start, Kind.START))

    def want_known(self) -> None:
        """Asks for the known pages that nothing led to: a page is gone if its own address says so.

        Nothing is asked if no page was found, since the site may be in repair.
        """
        if self.found and not self.is_stopped:
            for address in self.known:
                if self.scope.allows(address):
                    self._want(Wanted(address, Kind.PAGE, depth=self.limits.depth + 1))

    def take(self, wanted: Wanted, answer: Answer) -> Iterator[Found]:
        """What an answer means; it may want more. To be read to its end."""
        match answer:
            case Read():
                found = self._read(wanted, answer)
            case Listed():
                found = self._listed(wanted, answer)
            case Reply():
                found = self._reply(wanted, answer)
            case TandemError():
                found = iter([self._error(wanted, answer)])
            case _:
                assert_never(answer)
        for item in found:
            if isinstance(item, BadInput):
                self.has_faults = True
                self.gone.pop(wanted.url, None)
            yield item
        self.failures = self.failures + 1 if isinstance(answer, UnavailableError) else 0
        if self.failures >= self.limits.failures and not self.is_stopped:
            self.is_stopped = True
            self.queue.clear()
            yield BadInput(
                self.start,
                f"The last {self.failures} addresses could not be read, so the rest was not tried."
                " Try again later.",
            )

    def end(self) -> Iterator[Found]:
        """What is known only when all is read."""
        for url, why in self.gone.items():
            if url not in self.found:
                yield Gone(url, why)
        if self.is_cut:
            yield BadInput(
                self.start,
                f"It has more than {self.limits.pages:,} pages or {self.limits.sitemaps:,}"
                " sitemaps; the rest was not read. Name a part of it.",
            )
        if self.is_deep:
            yield PassedOver(
                self.start, f"Pages more than {self.limits.depth} links away were not read."
            )
        if not self.found and not self.has_faults:
            yield BadInput(
                self.start,
                "No page could be read there. Name the site's sitemap, or the page that links to"
                " its articles.",
            )

    def _want(self, wanted: Wanted) -> None:
        """Puts it in the queue unless it was there before or a limit is reached."""
        if wanted.url in self.asked or self.is_stopped:
            return
        is_sitemap = wanted.kind is Kind.SITEMAP
        asked, most = (
            (self.sitemaps, self.limits.sitemaps) if is_sitemap else (self.pages, self.limits.pages)
        )
        if asked >= most:
            self.is_cut = True
            return
        self.sitemaps += is_sitemap
        self.pages += not is_sitemap
        self.asked.add(wanted.url)
        self.queue.append(wanted)

    def _read(self, wanted: Wanted, read: Read) -> Iterator[Found]:
        said = read.said
        if wanted.kind is Kind.START:
            self.follows = True
            if not self.scope.holds(wanted.url):
                self.scope = self.scope.moved(wanted.url)
            yield from self._want_sitemaps(self.start, read.sitemaps, is_listed=False)
        links: tuple[str, ...] = ()
        if self.follows and not said.wishes.nofollow:
            links = tuple(filter(self.scope.holds, said.links))[: self.limits.pages]
        self._follow(wanted, links)
        if said.wishes.noindex:
            yield from self._drop(wanted, _NOINDEX)
            return
        is_ours = said.canonical and self.scope.allows(said.canonical)
        url = said.canonical if is_ours else wanted.url
        if url in self.found:
            yield from self._drop(wanted, f"It is the same page as {url}.")
            return
        self._keep(wanted, url)
        yield Page(url, read.html, Mark(wanted.url, url, read.etag, read.last_modified, links))

    def _listed(self, wanted: Wanted, listed: Listed) -> Iterator[Found]:
        yield from self._want_sitemaps(wanted.url, listed.sitemaps, is_listed=True)
        foreign: Counter[str] = Counter()
        files = 0
        for url in listed.pages:
            if not self.scope.allows(url):
                foreign[urls.host_of(url)] += 1
            elif self._reaches(url):
                if urls.may_be_page(url):
                    self._want(Wanted(url, Kind.PAGE, depth=1, is_listed=True))
                else:
                    files += 1
        if files:
            yield PassedOver(wanted.url, f"{files} of its addresses are files, not pages.")
        if not self.follows:  # a whole site's sitemap may well list other parts
            for host, count in foreign.items():
                yield PassedOver(wanted.url, f"{count} of its pages are on {host}. {_allow(host)}")

    def _want_sitemaps(
        self, where: str, sitemaps: Iterable[str], *, is_listed: bool
    ) -> Iterator[Found]:
        for url in sitemaps:
            if self.scope.allows(url):
                self._want(Wanted(url, Kind.SITEMAP, is_listed=is_listed))
            else:
                yield PassedOver(where, f"It names {url}. {_allow(urls.host_of(url))}")

    def _follow(self, wanted: Wanted, links: Iterable[str]) -> None:
        if wanted.depth < self.limits.depth:
            for link in links:
                self._want(Wanted(link, Kind.PAGE, depth=wanted.depth + 1))
        elif wanted.depth == self.limits.depth:
            self.is_deep |= any(link not in self.asked for link in links)

    def _reply(self, wanted: Wanted, reply: Reply) -> Iterator[Found]:
        mark = self.known.get(wanted.url)
        if reply.status == _NOT_MODIFIED and mark is not None:
            yield from self._unchanged(wanted, reply, mark)
        elif (target := reply.target(wanted.url)) is not None:
            yield from self._moved(wanted, reply.status, target)
        elif reply.status in _GONE:
            yield from self._missing(wanted, reply.status)
        elif reply.status == OK:
            yield self._unfit(wanted, not_that(wanted.kind, reply))
        else:
            yield self._fault(wanted, f"It answers with status {reply.status}.")

    def _unchanged(self, wanted: Wanted, reply: Reply, mark: Mark) -> Iterator[Found]:
        if self.follows:
            self._follow(wanted, filter(self.scope.holds, mark.links))
        if robots.header_wishes(reply.robots_tags).noindex:
            yield from self._drop(wanted, _NOINDEX)
        elif mark.url in self.found:
            yield from self._drop(wanted, f"It is the same page as {mark.url}.")
        else:
            self._keep(wanted, mark.url)
            yield Unchanged(mark.url)

    def _moved(self, wanted: Wanted, status: int, target: str) -> Iterator[Found]:
        chain = (*wanted.chain, wanted.url)
        is_page = wanted.kind is Kind.PAGE
        why = f"It leads to {target}."
        if target in chain:
            yield self._fault(wanted, "Its redirects go round in a circle.")
        elif len(chain) > self.limits.redirects:
            yield self._fault(wanted, f"It has more than {self.limits.redirects} redirects.")
        elif wanted.url in self.known and status not in _MOVED_FOR_GOOD and is_page:
            # A site that is being repaired, or asks for a password, does this to all its pages.
            yield BadInput(wanted.named, f"{why} It is kept as it was, since this may pass.")
        elif not (self._reaches(target) if is_page else self.scope.allows(target)):
            if not self.scope.allows(target):
                why += f" {_allow(urls.host_of(target))}"
            if is_page and status in _MOVED_FOR_GOOD:
                yield from self._drop(wanted, why)
            else:
                yield self._fault(wanted, why)
        elif target in self.asked:
            yield from self._drop(wanted, why)
        else:
            self._want(replace(wanted, url=target, chain=chain))

    def _missing(self, wanted: Wanted, status: int) -> Iterator[Found]:
        why = f"There is nothing at this address (status {status})."
        if wanted.kind is Kind.START or (wanted.kind is Kind.SITEMAP and wanted.is_listed):
            yield BadInput(wanted.named, why)
        else:
            yield from self._drop(wanted, why)

    def _error(self, wanted: Wanted, error: TandemError) -> Found:
        match error:
            case UnavailableError():
                return BadInput(wanted.named, str(error))
            case ForbiddenError():
                return self._unfit(wanted, str(error))
            case _:
                return self._fault(wanted, str(error))

    def _keep(self, wanted: Wanted, url: str) -> None:
        """It is the page with this address of its own, whatever it was before."""
        self.found.add(url)
        self._lose(self._marks(wanted), f"It is now the page {url}.")

    def _drop(self, wanted: Wanted, why: str) -> Iterator[Found]:
        """It is no page of its own: one that was known is gone, another is passed over."""
        marks = self._marks(wanted)
        self._lose(marks, why)
        if not marks:
            yield PassedOver(wanted.named, why)

    def _lose(self, marks: Iterable[Mark], why: str) -> None:
        """Their pages are gone, unless one has an address of its own where it still is."""
        for mark in marks:
            if mark.url not in self.found:
                self.gone.setdefault(mark.url, why)
                self._want(Wanted(mark.url, Kind.PAGE, self.limits.depth + 1, is_listed=True))

    def _fault(self, wanted: Wanted, why: str) -> Found:
        """A fault if the site lists it as a page; a link may well lead to something else."""
        return BadInput(wanted.named, why) if wanted.is_listed else self._unfit(wanted, why)

    def _unfit(self, wanted: Wanted, why: str) -> Found:
        """A fault only if it was a page before: sites list much that is not for us."""
        is_needed = wanted.kind is not Kind.PAGE or self._marks(wanted)
        return BadInput(wanted.named, why) if is_needed else PassedOver(wanted.named, why)

    def _marks(self, wanted: Wanted) -> list[Mark]:
        """The marks of the address and of those that led to it."""
        return [
            self.known[address] for address in (*wanted.chain, wanted.url) if address in self.known
        ]

    def _reaches(self, url: str) -> bool:
        return self.scope.holds(url) if self.follows else self.scope.allows(url)


def _allow(host: str) -> str:
    return f"Allow it with --host {host} if it belongs to the help centre."
