"""An article: plain blocks of text with their place in the source, and its passages."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

from tandem.core.knowledge.sentence import sentences

TITLE_MAX = 300  # characters


class BlockKind(StrEnum):
    """What a block was in its source."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    ROW = "row"


class Audience(StrEnum):
    """Who may read an article; one for `AGENT` never reaches a customer."""

    CUSTOMER = "customer"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article as plain text: no markup, whitespace folded except in `CODE`.

    `level` is 1 to 6 for headings; for the others it is how many lists enclose them (an item of
    an outermost list has 1). Items of numbered lists begin with their number; a row's cells are
    joined by " | ".
    """

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One article: the text given (`body`) and the blocks read from it (`blocks`).

    `url` is empty or http(s); `product` is empty where the article holds for all products.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    body: str
    url: str
    product: str
    locale: str
    audience: Audience

    @property
    def content_hash(self) -> str:
        """SHA-256 over all but the id, so an article learnt twice is stored once."""
        content = {name: value for name, value in asdict(self).items() if name != "id"}
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an article that is found and quoted as one; plain text, one block per line."""

    ordinal: int
    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class BadInput:
    """Something that could not be read: its place and what is wrong with it.

    A value, not an exception, because one bad line must not stop an import.
    """

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


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
    return Article(id, title, blocks, body, url, product, locale, audience)


def _first_sentence(blocks: tuple[Block, ...]) -> str:
    sentence = sentences(blocks[0].text)[0]
    words = sentence.split()
    return sentence if len(words) <= 12 else " ".join(words[:12]) + " …"
