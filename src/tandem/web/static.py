"""The pages and scripts that the desk serves: console, widget, chat page and the demo's shop."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from tandem.web import headers
from tandem.web.deps import WebOptions

# The first words of the console's addresses; all of them show its one page.
PAGES = (
    *("setup", "login", "enter", "account", "inbox", "c", "turns", "contacts", "review"),
    *("knowledge", "metrics", "lab", "settings"),
)
READ = ["GET", "HEAD"]
FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"
ASK_FIRST = "no-cache"  # kept, and asked for whether it is still the same

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
# Other sites load the widget, with `integrity` if they like.
ANY_SITE = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}

NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Tandem</title>
<h1>This part of the desk is not built yet.</h1>
<p>In the checkout run <code>python build_frontend.py</code>, then start Tandem again.
The API works without it.</p>
</html>
"""
CHAT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Chat</title>
<tandem-chat inbox="{inbox}" mode="page"></tandem-chat>
<script async src="/widget.js"></script>
</html>
"""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file in memory, as it is sent; `digest` is that of its content."""

    content: bytes
    zipped: bytes
    media_type: str
    digest: str

    @classmethod
    def of(cls, content: bytes, suffix: str) -> "Asset":
        """The asset with this content."""
        return cls(
            content,
            gzip.compress(content, mtime=0),
            MEDIA_TYPES.get(suffix, "application/octet-stream"),
            hashlib.sha256(content).hexdigest(),
        )

    def answer(self, request: Request, cache: str, extra: Mapping[str, str]) -> Response:
        """The file, packed for who can unpack it; nothing for who has it already."""
        is_zipped = "gzip" in request.headers.get("accept-encoding", "")
        etag = f'"{self.digest[:32]}{"-gzip" if is_zipped else ""}"'
        sent = {"Cache-Control": cache, "ETag": etag, "Vary": "Accept-Encoding", **extra}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=sent)
        if is_zipped:
            sent["Content-Encoding"] = "gzip"
        return Response(
            self.zipped if is_zipped else self.content, headers=sent, media_type=self.media_type
        )


def router(options: WebOptions) -> APIRouter:
    """Routes for what was built; the files are read once, here."""
    made = APIRouter(include_in_schema=False)
    _console(made, _folder(options.resources / "console"))
    _widget(made, _folder(options.resources / "widget").get("widget.js"))
    if options.demo is not None:
        _shop(made, options.resources / "demo" / "shop.html", options.demo)
    return made


def _folder(folder: Path) -> dict[str, Asset]:
    """Every file of a folder by its path in it; none if the folder is not there."""
    return {
        path.relative_to(folder).as_posix(): Asset.of(path.read_bytes(), path.suffix)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in MEDIA_TYPES
    }


def _console(made: APIRouter, built: dict[str, Asset]) -> None:
    index = built.pop("index.html", None)

    async def page(request: Request) -> Response:
        if index is None:
            return _not_built()
        return index.answer(request, ASK_FIRST, {"Content-Security-Policy": headers.CONSOLE})

    made.add_api_route("/", page, methods=READ)
    for word in PAGES:
        made.add_api_route(f"/{word}", page, methods=READ)
        made.add_api_route(f"/{word}/{{rest:path}}", page, methods=READ)
    for path, asset in built.items():
        is_hashed = path.startswith("assets/")
        _serve(made, f"/{path}", asset, FOR_EVER if is_hashed else ASK_FIRST, {})


def _widget(made: APIRouter, script: Asset | None) -> None:
    async def chat(inbox: UUID) -> Response:
        """The widget as a whole page; whether there is such an inbox, it finds out itself."""
        if script is None:
            return _not_built()
        return _page(CHAT.format(inbox=inbox), headers.CHAT)

    async def missing() -> Response:
        return _not_built()

    made.add_api_route("/chat/{inbox}", chat, methods=READ)
    if script is None:
        made.add_api_route("/widget.js", missing, methods=READ)
    else:
        pinned = f"/widget-{script.digest[:16]}.js"
        _serve(made, "/widget.js", script, BRIEFLY, ANY_SITE)
        _serve(made, pinned, script, FOR_EVER, ANY_SITE)


def _shop(made: APIRouter, page: Path, inbox: UUID) -> None:
    """The demo's shop, with its inbox put where the page leaves it out."""
    text = page.read_text(encoding="utf-8").replace('data-inbox=""', f'data-inbox="{inbox}"')

    async def shop() -> Response:
        return _page(text, headers.SHOP)

    made.add_api_route("/demo", shop, methods=READ)


def _serve(made: APIRouter, path: str, asset: Asset, cache: str, extra: Mapping[str, str]) -> None:
    async def file(request: Request) -> Response:
        return asset.answer(request, cache, extra)

    made.add_api_route(path, file, methods=READ)


def _page(text: str, policy: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _not_built() -> Response:
    return HTMLResponse(NOT_BUILT, 503)
