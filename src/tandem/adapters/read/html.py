"""Reads HTML into blocks: the text that a reader sees. Nothing is executed or downloaded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Block, BlockKind

_DROPPED = frozenset(
    {"script", "style", "nav", "header", "footer", "aside", "noscript", "template", "svg"}
    | {"iframe", "object", "form", "select", "dialog", "canvas", "video", "audio", "head"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font"}
    | {"i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike"}
    | {"strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

# The parser takes time quadratic in the depth: a tenth of a second at this one.
_DEPTH_MAX = 2_000
_NESTING = re.compile(r"<(/?)(?!(?:p|li|d[td]|t[rdh]|option|br|hr|img|input|meta|link)\b)[a-zA-Z]")


def read_html(text: str) -> tuple[dict[str, str], str | None, tuple[Block, ...]]:
    """The page's own data (`locale`, `url`), its title, and its blocks.

    The title is the main part's first `h1` (which is then not a block), else `<title>`.
    Navigation, headers, footers, forms and hidden parts are left out. Raises `InvalidError` if
    the page is nested too deeply.
    """
    _check_depth(text)
    tree = LexborHTMLParser(text)
    main = _main(tree)
    about = _about(tree)
    if main is None:
        return about, None, ()
    blocks = _Reader().read(main)
    title = next((block for block in blocks if block.level == 1 and _is_heading(block)), None)
    if title is not None:
        blocks.remove(title)
        return about, title.text, tuple(blocks)
    named = tree.css_first("title") or tree.css_first("h1")
    return about, (_folded(named.text()) or None) if named else None, tuple(blocks)


def blocks_of(fragment: str, level: int = 0) -> list[Block]:
    """The blocks of a piece of HTML inside another text, `level` lists deep."""
    _check_depth(fragment)
    body = LexborHTMLParser(fragment).body
    return _Reader(lists=[None] * level).read(body) if body is not None else []


def linked(text: str, url: str) -> str:
    """A link as plain text: "text (url)", or only the text if that is the URL."""
    text = _folded(text)
    if not url.startswith(("https://", "http://")) or "".join(url.split()) != url:
        return text
    if not text:
        return url
    return text if _bare(text) == _bare(url) else f"{text} ({url})"


def _bare(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/").casefold()


def _check_depth(text: str) -> None:
    depth = 0
    for closing in _NESTING.finditer(text):
        depth = max(0, depth + (-1 if closing[1] else 1))
        if depth > _DEPTH_MAX:
            raise InvalidError("The HTML is nested too deeply.")


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    """The page's main part: `main`, or its only `article`, or everything."""
    if (main := tree.css_first("main, [role=main]")) is not None:
        return main
    articles = tree.css("article")
    return articles[0] if len(articles) == 1 else tree.body


def _about(tree: LexborHTMLParser) -> dict[str, str]:
    html, link = tree.css_first("html[lang]"), tree.css_first("link[rel=canonical]")
    locale = html.attributes.get("lang") if html else None
    url = link.attributes.get("href") if link else None
    return {name: value for name, value in (("locale", locale), ("url", url)) if value}


@dataclass(slots=True)
class _Reader:
    """Walks one tree; the fields are its current state."""

    blocks: list[Block] = field(default_factory=list[Block])
    text: list[str] = field(default_factory=list[str])
    lists: list[int | None] = field(default_factory=list[int | None])  # the next number, if any
    links: list[int] = field(default_factory=list[int])  # where in `text` each open link began
    marker: str | None = None  # of an item whose text has not come yet
    heading: int = 0
    row: LexborNode | None = None
    cells: list[str] = field(default_factory=list[str])

    def read(self, root: LexborNode) -> list[Block]:
        for node, entering in _walk(root):
            if node.is_text_node:
                self.text.append(node.text_content or "")
            elif entering:
                self.enter(node, node.tag or "")
            else:
                self.leave(node, node.tag or "")
        self.flush()
        return self.blocks

    def enter(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            self.links.append(len(self.text))
        elif tag == "img":
            self.text.append(node.attributes.get("alt") or "")
        elif tag not in _INLINE:
            self.flush()
        if tag in _HEADINGS and self.row is None:
            self.heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            start = node.attributes.get("start") or "1"
            number = int(start) if start.isdecimal() and len(start) < 6 else 1
            self.lists.append(number if tag == "ol" else None)
        elif tag == "li":
            self.marker = ""
            if self.lists and (number := self.lists[-1]) is not None:
                self.marker, self.lists[-1] = f"{number}. ", number + 1
        elif tag == "tr" and self.row is None:
            self.row, self.cells = node, []
        elif tag == "pre" and (code := node.text().strip("\n").rstrip()):
            self.blocks.append(Block(BlockKind.CODE, code, len(self.lists)))

    def leave(self, node: LexborNode, tag: str) -> None:
        if tag == "a" and self.links:
            start = self.links.pop()
            text = "".join(self.text[start:])
            link = linked(text, node.attributes.get("href") or "")
            if link != _folded(text):
                self.text[start:] = [link]
        elif tag not in _INLINE:
            self.flush()
        if tag in _HEADINGS:
            self.heading = 0
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.marker = None
        elif self.row is not None and tag in ("td", "th") and node.parent == self.row:
            self.cells.append(_folded("".join(self.text)))
            self.text.clear()
        elif self.row is not None and node == self.row:
            if any(self.cells):
                self.blocks.append(
                    Block(BlockKind.ROW, " | ".join(self.cells).strip(), len(self.lists))
                )
            self.row = None

    def flush(self) -> None:
        """Make a block of the text so far; inside a row it only ends a word."""
        if self.row is not None:
            self.text.append(" ")
            return
        text = _folded("".join(self.text))
        self.text.clear()
        self.links = [0] * len(self.links)
        if not text:
            return
        if self.heading:
            self.blocks.append(Block(BlockKind.HEADING, text, self.heading))
        elif self.marker is not None:
            self.blocks.append(Block(BlockKind.ITEM, self.marker + text, max(1, len(self.lists))))
            self.marker = None
        else:
            self.blocks.append(Block(BlockKind.PARAGRAPH, text, len(self.lists)))


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node when it is entered and when it is left; unread parts are skipped."""
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if node.is_text_node or not entering:
            yield node, entering
        elif node.is_element_node and node.tag not in _DROPPED and not _is_hidden(node):
            yield node, True
            stack.append((node, False))
            if node.tag != "pre":
                stack += [(child, True) for child in node.iter(include_text=True)][::-1]


def _is_hidden(node: LexborNode) -> bool:
    return "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true"


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING


def _folded(text: str) -> str:
    return " ".join(text.split())
