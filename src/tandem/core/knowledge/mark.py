"""What is kept of a site's page, so that it is fetched again only if it has changed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page said of itself when it was read.

    `address` answered, `url` is the page's own: its canonical link, else the address. `links` are
    those that a run follows from it: if it is unchanged, it comes without its text.
    """

    address: str
    url: str
    etag: str = ""
    last_modified: str = ""
    links: tuple[str, ...] = ()
