"""Finds and reads files of articles and tickets, in order; reports what can't be read."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tandem.adapters.read import html, jsonl, markdown
from tandem.adapters.read.article import Defaults, Read, read_article
from tandem.adapters.read.front_matter import Fields, front_matter
from tandem.core.errors import InvalidError, NotFoundError
from tandem.core.knowledge.article import BadInput, Block, BlockKind, clean
from tandem.core.knowledge.ticket import Ticket

SUFFIXES = (
    *(".md", ".markdown", ".mdx", ".html", ".htm", ".pdf", ".docx", ".txt"),
    *(".jsonl", ".jsonl.gz"),
)
FILE_MAX = 10 * 1024 * 1024  # bytes; files of rows have no limit, since they are read line by line

_SKIPPED = frozenset({"node_modules", "__pycache__"})


def find(path: Path) -> Iterator[Path | BadInput]:
    """The readable files below a folder, in order, and the folders that can't be opened.

    If `path` is a file, that file. Hidden files and folders are skipped; linked folders too, so
    that there are no loops. Raises `NotFoundError` if `path` does not exist.
    """
    if not path.exists():
        raise NotFoundError(f"There is no file or folder {path.name!r}.", hint="Check the path.")
    if path.is_file():
        if _suffix(path):
            yield path
        else:
            yield BadInput(path.name, f"not a supported kind of file ({', '.join(SUFFIXES)})")
        return
    errors: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=errors.append):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        files = (Path(folder, name) for name in sorted(names) if not name.startswith("."))
        yield from (file for file in files if _suffix(file) and file.is_file())
    for error in errors:
        yield BadInput(
            _where(Path(str(error.filename)), path), f"can't be opened: {error.strerror}"
        )


def read_articles(path: Path, *, root: Path, defaults: Defaults) -> Iterator[Read]:
    """The articles of one file that `find(root)` found.

    The default id is the path from `root` with the root's name and without the suffix, so the same
    file keeps its id.
    """
    if _suffix(path).startswith(".jsonl"):
        yield from jsonl.read_article_rows(path, where=_where(path, root), defaults=defaults)
        return
    where = _where(path, root)
    try:
        fields, title, blocks, text = _parsed(_content(path), _suffix(path))
        yield read_article(
            fields,
            title,
            blocks,
            text,
            id=where[: -len(_suffix(path))],
            where=where,
            otherwise=_pretty(path),
            defaults=defaults,
        )
    except InvalidError as error:
        yield BadInput(where, error.message)


def read_page(text: str, url: str, defaults: Defaults) -> Read:
    """The article of a site's page at this address."""
    try:
        about, title, blocks = html.read_html(text)
        fields = Fields({**about, "url": url})
        return read_article(
            fields, title, blocks, text, id=url, where=url, otherwise=url, defaults=defaults
        )
    except InvalidError as error:
        return BadInput(url, error.message)


def read_tickets(path: Path) -> Iterator[Ticket | BadInput]:
    """The tickets of one file of rows."""
    if _suffix(path).startswith(".jsonl"):
        yield from jsonl.read_ticket_rows(path)
    else:
        yield BadInput(path.name, "tickets must be .jsonl or .jsonl.gz")


def _parsed(content: bytes, suffix: str) -> tuple[Fields, str | None, tuple[Block, ...], str]:
    """A file's fields, title, blocks and text; raises `InvalidError` with what is wrong."""
    if suffix == ".pdf":
        from tandem.adapters.read import pdf  # its library takes a tenth of a second to import

        title, blocks = _of_pages(*pdf.read_pdf(content))
        return Fields(), title, blocks, _text_of(blocks)
    if suffix == ".docx":
        from tandem.adapters.read import docx  # so does this one's

        title, blocks = docx.read_docx(content)
        return Fields(), title, blocks, _text_of(blocks)
    try:
        text = clean(content.decode())
    except UnicodeDecodeError:
        raise InvalidError("not UTF-8 text") from None
    return (*_parse(text, suffix), text)


def _parse(text: str, suffix: str) -> tuple[Fields, str | None, tuple[Block, ...]]:
    if suffix == ".txt":
        return Fields(), None, markdown.read_plain(text)
    if suffix not in (".html", ".htm"):
        return markdown.read_markdown(text)
    front, text = front_matter(text)
    about, title, blocks = html.read_html(text)
    return Fields({**about, **front.named}), front.text("title") or title, blocks


def _of_pages(
    title: str | None, blocks: tuple[Block, ...], pages: tuple[int, ...]
) -> tuple[str | None, tuple[Block, ...]]:
    """The blocks with the pages in their headings, where a citation names them."""
    if any(block.kind is BlockKind.HEADING for block in blocks):
        return title, tuple(
            replace(block, text=f"{block.text} (page {page})")
            if block.kind is BlockKind.HEADING
            else block
            for block, page in zip(blocks, pages, strict=True)
        )
    paged: list[Block] = []
    for place, (block, page) in enumerate(zip(blocks, pages, strict=True)):
        if pages[-1] > 1 and (place == 0 or page != pages[place - 1]):
            paged.append(Block(BlockKind.HEADING, f"Page {page}", 2))
        paged.append(block)
    return title, tuple(paged)


def _text_of(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks)


def _content(path: Path) -> bytes:
    """The whole file; raises `InvalidError` with what is wrong."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_MAX + 1)
    except OSError as error:
        raise InvalidError(f"can't be opened: {error.strerror}") from None
    if len(content) > FILE_MAX:
        raise InvalidError("larger than 10 MB")
    return content


def _suffix(path: Path) -> str:
    """The file's suffix in lower case if it is supported, else empty."""
    longest_first = sorted(SUFFIXES, key=len, reverse=True)
    return next((s for s in longest_first if path.name.lower().endswith(s)), "")


def _where(path: Path, root: Path) -> str:
    """The path from the root, with the root's name and slashes."""
    name = root.name or root.resolve().name
    return name if path == root else f"{name}/{path.relative_to(root).as_posix()}"


def _pretty(path: Path) -> str:
    """A title from a file's name: "reset-your_password.md" is "Reset your password"."""
    stem = path.name[: -len(_suffix(path))]
    if stem.lower() in ("index", "readme") and path.parent.name:
        stem = path.parent.name
    words = " ".join(stem.replace("-", " ").replace("_", " ").split()) or stem
    return words[:1].upper() + words[1:]
