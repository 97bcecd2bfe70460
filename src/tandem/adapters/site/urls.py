"""Web addresses in one spelling, and which of them belong to the help centre."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import urljoin

import httpx

from tandem.core.errors import InvalidError

LENGTH_MAX = 2_048  # characters, as in the sitemap protocol

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
_ESCAPE = re.compile("%([0-9a-fA-F]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_BLANK = {ord(mark): None for mark in "\t\r\n"}
_EDGES = "".join(map(chr, range(33)))

_PAGES = frozenset({".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".xml", ".gz"})
_FILES = frozenset(
    {".7z", ".aac", ".apk", ".avi", ".avif", ".bin", ".bmp", ".bz2", ".css", ".csv", ".deb"}
    | {".dmg", ".doc", ".docx", ".eot", ".epub", ".exe", ".flac", ".gif", ".gz", ".ico", ".ics"}
    | {".jpeg", ".jpg", ".js", ".json", ".m4a", ".m4v", ".mjs", ".mov", ".mp3", ".mp4", ".mpeg"}
    | {".msi", ".odp", ".ods", ".odt", ".ogg", ".otf", ".pdf", ".pkg", ".png", ".ppt", ".pptx"}
    | {".rar", ".rpm", ".rss", ".rtf", ".svg", ".tar", ".tgz", ".tif", ".tiff", ".ttf", ".vcf"}
    | {".wasm", ".wav", ".webm", ".webmanifest", ".webp", ".woff", ".woff2", ".xls", ".xlsx"}
    | {".xml", ".xz", ".zip"}
)


def normal(url: str, base: str = "") -> str | None:
    """The address in its one spelling (RFC 3986, 6.2.2), without a fragment; None if not usable.

    Usable are http and https with a host and without a user. `base` is the page that has the link.
    """
    if len(url) > LENGTH_MAX:
        return None
    text = _ESCAPE.sub(_plain, url.translate(_BLANK).strip(_EDGES))
    try:
        parsed = httpx.URL(urljoin(base, text))
        host = parsed.raw_host.decode("ascii").rstrip(".")
        port = parsed.port
    except (httpx.InvalidURL, ValueError):
        return None
    if parsed.scheme not in _PORTS or parsed.userinfo or not _HOST.fullmatch(host):
        return None
    if port is not None and not 0 < port < 65_536:
        return None
    is_usual = port in (None, _PORTS[parsed.scheme])
    netloc = (f"[{host}]" if ":" in host else host) + ("" if is_usual else f":{port}")
    path, _, query = parsed.raw_path.decode("ascii").partition("?")
    found = f"{parsed.scheme}://{netloc}{path}" + (f"?{query}" if query else "")
    return found if len(found) <= LENGTH_MAX else None


def site_of(url: str) -> str:
    """The part of a normal address that names its site: scheme, host and port."""
    return url[: _path_start(url)]


def host_of(url: str) -> str:
    """The host of a normal address, with its port unless that is the usual one."""
    return site_of(url).partition("://")[2]


def may_be_page(url: str) -> bool:
    """Whether a normal address could be a page: its path does not end like another file's."""
    return _suffix(_path(url)) not in _FILES


@dataclass(frozen=True, slots=True)
class Scope:
    """What is read: all allowed hosts, and of the start's host what is below the start."""

    host: str
    path: str  # ends with a slash
    hosts: frozenset[str]  # the allowed ones, with the start's

    @classmethod
    def of(cls, start: str, hosts: Iterable[str]) -> Self:
        """The scope of a start in its normal spelling; raises InvalidError for a bad host."""
        path = _path(start)
        if not path.endswith("/"):
            # "/help" is a folder that was named without its slash; "/help/index.html" is not.
            path = f"{path.rpartition('/')[0] if _suffix(path) in _PAGES else path}/"
        host = host_of(start)
        return cls(host, path, frozenset((host, *map(_host, hosts))))

    def moved(self, start: str) -> Self:
        """The scope of another start, with the same allowed hosts."""
        return type(self).of(start, self.hosts)

    def allows(self, url: str) -> bool:
        """Whether the address is on an allowed host."""
        return host_of(url) in self.hosts

    def holds(self, url: str) -> bool:
        """Whether a page with this address is read if one that is read links to it."""
        if host_of(url) != self.host:
            return self.allows(url)
        path = _path(url)
        return path.startswith(self.path) or path == self.path[:-1]


def _host(name: str) -> str:
    found = normal(f"https://{name.strip()}")
    if found is None or _path(found) != "/" or "?" in found:
        raise InvalidError(
            f"{name!r} is not a host.", hint="Name it like help.example or help.example:8443."
        )
    return host_of(found).removesuffix(":80")  # usual too: a host is allowed for http and https


def _path(url: str) -> str:
    return url[_path_start(url) :].partition("?")[0]


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _path_start(url: str) -> int:
    return url.index("/", url.index("://") + 3)


def _plain(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "%25"
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()
