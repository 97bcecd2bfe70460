"""An article: plain blocks of text with their place in the source, and its passages."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from tandem.core.knowledge.sentence import sentences

TITLE_MAX = 300  # characters
DESK = "desk:"
"""The location of the source whose articles are written on the desk itself."""


class BlockKind(StrEnum):
    """What a block was in its source.

    A `STEP` is an item of a numbered list, a `HEADER` the row of a table that names its columns.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    STEP = "step"
    CODE = "code"
    HEADER = "header"
    ROW = "row"
    QUOTE = "quote"
    NOTE = "note"


LIST = (BlockKind.ITEM, BlockKind.STEP)
TABLE = (BlockKind.HEADER, BlockKind.ROW)


class Audience(StrEnum):
    """Who may read an article; one for `AGENT` never reaches a customer."""

    CUSTOMER = "customer"
    AGENT = "agent"


CELL = " | "
"""Joins the cells of a row; inside a cell it is never kept (`cell`)."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article as plain text: no markup, whitespace folded except in `CODE`.

    `level` is 1 to 6 for headings; for the others it is how many lists enclose them (an item of
    an outermost list has 1). Steps begin with their number as the page shows it.
    A block that does not open one continues the block before it after a line break, as the lines of
    an address do. A passage's lines are blocks too, of one line each (lines.py).
    """

    kind: BlockKind
    text: str
    level: int = 0
    opens: bool = True


def cell(text: str) -> str:
    """A cell's text, folded; a bar that would look like the end of it is a broken one."""
    return _BAR.sub("\N{BROKEN BAR}", " ".join(text.split()))


def row(cells: Sequence[str]) -> str:
    """The text of a row; empty if all of its cells are."""
    return " ".join(CELL.join(cells).split()) if any(cells) else ""


def cells_of(text: str) -> tuple[str, ...]:
    """The cells of a row's text, as `row` joined them."""
    return tuple(part.strip() for part in _BAR.split(text))


_BAR = re.compile(r"(?<!\S)\|(?!\S)")


@dataclass(frozen=True, slots=True)
class Article:
    """One article: the text given (`body`) and the blocks read from it (`blocks`).

    `url` is empty or http(s); `product` is empty where the article holds for all products. `where`
    is its place, for reports: a file, with the line if it has several articles. Customers see it up
    to and including the day `valid_until`; from `review_by` on somebody should read it again.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    body: str
    url: str
    product: str
    locale: str
    audience: Audience
    where: str = ""
    valid_until: date | None = None
    review_by: date | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 over all but its id and place, so an article learnt twice is stored once."""
        content = {
            name: value for name, value in asdict(self).items() if name not in ("id", "where")
        }
        canonical = json.dumps(
            content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str
        )
        return sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an article that is found and quoted as one; plain text.

    `shape` says what each of its lines was in the source (lines.py).
    """

    ordinal: int
    heading_path: tuple[str, ...]
    text: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class BadInput:
    """Something that could not be read: its place and what is wrong with it.

    A value, not an exception, because one bad line must not stop an import.
    """

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Unpublished:
    """An article that is not for its readers yet, or no longer: it is passed over, and counted."""

    id: str
    where: str
    why: str


def clean(text: str) -> str:
    """The text as the desk stores it: NFC, no byte order mark, no NUL, line ends as newlines."""
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def assemble(
    *,
    id: str,  # the field's name
    title: str | None,
    blocks: tuple[Block, ...],
    body: str,
    url: str,
    product: str,
    locale: str,
    audience: Audience,
    otherwise: str = "",
    where: str = "",
    valid_until: date | None = None,
    review_by: date | None = None,
) -> Article | None:
    """Returns the article with the best title found; None if it has no text.

    Without a title it is the first heading, then `otherwise`, then the first sentence. A first line
    that only repeats the title is left out. A URL that is not http(s) is dropped: it could run code
    where it is shown.
    """
    headings = (block.text for block in blocks if block.kind is BlockKind.HEADING)
    title = " ".join((title or "").split()) or next(headings, "")
    if not title and not blocks:
        return None
    title = title or otherwise or _first_sentence(blocks)
    if len(title) > TITLE_MAX:
        title = title[:TITLE_MAX].rstrip() + "…"
    if blocks and blocks[0].text.casefold() == title.casefold():
        blocks = blocks[1:]
    url = url if url.startswith(("https://", "http://")) else ""
    return Article(
        id, title, blocks, body, url, product, locale, audience, where, valid_until, review_by
    )


def _first_sentence(blocks: tuple[Block, ...]) -> str:
    sentence = sentences(blocks[0].text)[0]
    words = sentence.split()
    return sentence if len(words) <= 12 else " ".join(words[:12]) + " …"
