"""The bounds of reading a site; the defaults are those in docs/knowledge.md."""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read of a site, and how patiently; sizes count after decompression."""

    pages: int = 5_000  # asked for in one run
    depth: int = 5  # links from the start to a page
    at_once: int = 2  # requests
    redirects: int = 5  # from one address, one after the other
    sitemaps: int = 500
    page_bytes: int = 10 * MB
    sitemap_bytes: int = 50 * MB  # the sitemap protocol's own limit
    attempts: int = 4  # at one address, if it fails in a way that may pass
    timeout_s: float = 30.0  # for one request, from the connection to the last byte
    connect_s: float = 10.0
    pause_s: float = 1.0  # about, before the second attempt; doubled before each further one
    pause_s_max: float = 60.0  # of what a site may ask for with Retry-After
    delay_s_max: float = 5.0  # of what a site may ask for with Crawl-delay
    failures: int = 10  # pages that fail one after the other, until the run stops
