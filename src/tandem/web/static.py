"""Serves the pages and scripts: console, widget, chat page and the demo's site."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from os import PathLike, stat_result
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.datastructures import Headers
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from tandem.web import demo, headers
from tandem.web.deps import WebOptions

# First path segments of the console's addresses; each of them serves its one page.
PAGES = (
    *("setup", "login", "enter", "account", "inbox", "c", "turns", "contacts", "review"),
    *("knowledge", "metrics", "lab", "settings"),
)
READ = ["GET", "HEAD"]
FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"
ASK_FIRST = "no-cache"  # cached, but revalidated every time

SERVED = {".css", ".html", ".ico", ".js", ".json", ".png", ".svg", ".webmanifest"}
# Other sites may load the widget, also with `integrity`.
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
<link rel="icon" href="data:,">
<tandem-chat inbox="{inbox}" mode="page"></tandem-chat>
<script async src="/widget.js"></script>
</html>
"""


class Built(StaticFiles):
    """A folder made by `build_frontend.py`: a file may have a gzipped copy beside it.

    The ETag is made from the content: Starlette makes its own from size and time, and installers
    may give every file the same time.
    """

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, gzipped if the client accepts that; a 304 if it has the file already."""
        asked = Headers(scope=scope)
        path = Path(full_path)
        packed = path.with_name(f"{path.name}.gz")
        headers = {"Vary": "Accept-Encoding"}
        if "gzip" in asked.get("accept-encoding", "") and packed.is_file():
            path, stat_result = packed, packed.stat()
            headers["Content-Encoding"] = "gzip"
        headers["ETag"] = f'"{_digest(path, stat_result.st_mtime_ns)[:32]}"'
        answer = FileResponse(path, status_code, headers, stat_result=stat_result)
        if self.is_not_modified(answer.headers, asked):
            return NotModifiedResponse(answer.headers)
        return answer

    async def answer(
        self, request: Request, path: str, cache: str, extra: Mapping[str, str] | None = None
    ) -> Response:
        """The file at this path, with these cache and extra headers; a 304 has them too."""
        answer = await self.get_response(path, request.scope)
        answer.headers.update({"Cache-Control": cache, **(extra or {})})
        return answer


@lru_cache(maxsize=512)
def _digest(path: Path, changed: int) -> str:
    """The content's digest; `changed` makes a rebuilt file be read again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def router(options: WebOptions) -> APIRouter:
    """Routes for the built files."""
    made = APIRouter(include_in_schema=False)
    _console(made, options.resources / "console")
    _widget(made, options.resources / "widget")
    if options.demo is not None:
        shop = options.resources / "demo" / "shop.html"
        made.include_router(demo.router(options.demo, shop))
    return made


def _console(made: APIRouter, folder: Path) -> None:
    built = Built(directory=folder, check_dir=False)
    assets = Built(directory=folder / "assets", check_dir=False)
    is_built = (folder / "index.html").is_file()

    async def page(request: Request) -> Response:
        if not is_built:
            return _not_built()
        policy = {"Content-Security-Policy": headers.CONSOLE}
        return await built.answer(request, "index.html", ASK_FIRST, policy)

    async def hashed(request: Request, path: str) -> Response:
        """Files with their content's hash in their name."""
        return await assets.answer(request, path, FOR_EVER)

    async def other(request: Request) -> Response:
        return await built.answer(request, request.url.path.removeprefix("/"), ASK_FIRST)

    made.add_api_route("/", page, methods=READ)
    for word in PAGES:
        made.add_api_route(f"/{word}", page, methods=READ)
        made.add_api_route(f"/{word}/{{rest:path}}", page, methods=READ)
    made.add_api_route("/assets/{path:path}", hashed, methods=READ)
    for file in folder.glob("*"):
        if file.suffix in SERVED and file.name != "index.html":
            made.add_api_route(f"/{file.name}", other, methods=READ)


def _widget(made: APIRouter, folder: Path) -> None:
    built = Built(directory=folder, check_dir=False)
    script = folder / "widget.js"
    is_built = script.is_file()

    async def chat(inbox: UUID) -> Response:
        """The widget as a page; the widget itself finds out whether the inbox exists."""
        return _page(CHAT.format(inbox=inbox), headers.CHAT) if is_built else _not_built()

    async def latest(request: Request) -> Response:
        if not is_built:
            return _not_built()
        return await built.answer(request, script.name, BRIEFLY, ANY_SITE)

    async def pinned(request: Request, digest: str) -> Response:
        if not is_built or digest != _digest(script, script.stat().st_mtime_ns)[:16]:
            raise HTTPException(404)
        return await built.answer(request, script.name, FOR_EVER, ANY_SITE)

    made.add_api_route("/chat/{inbox}", chat, methods=READ)
    made.add_api_route("/widget.js", latest, methods=READ)
    made.add_api_route("/widget-{digest}.js", pinned, methods=READ)


def _page(text: str, policy: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _not_built() -> Response:
    return HTMLResponse(NOT_BUILT, 503)
