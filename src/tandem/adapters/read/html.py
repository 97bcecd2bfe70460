"""Reads HTML into blocks: the text that a reader sees. Nothing is executed or downloaded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tandem.adapters.nesting import check_depth
from tandem.adapters.read import marks
from tandem.adapters.read.table import Table
from tandem.core.knowledge.article import Block, BlockKind

_DROPPED = frozenset(
    {"script", "style", "nav", "footer", "noscript", "template", "svg", "math", "iframe", "object"}
    | {"form", "select", "button", "dialog", "canvas", "video", "audio", "head", "title", "map"}
)
_STRUCK = frozenset({"del", "s", "strike"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i"}
    | {"img", "ins", "kbd", "label", "mark", "q", "samp", "small", "span", "strong", "sub", "sup"}
    | {"time", "tt", "u", "var", "wbr"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = ("td", "th")

_UNSEEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through)",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_AT_RULE = re.compile(r"@[^{};]{0,500}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}[^{}]{0,2000}\}")
_CSS_COMMENT = re.compile(r"/\*.{0,5000}?\*/", re.DOTALL)
_SELECTORS_MAX = 200


def read_html(text: str) -> tuple[dict[str, str], str | None, tuple[Block, ...]]:
    """The page's own data (`locale`, `url`), its title, and its blocks.

    The title is the main part's first `h1` (which is then not a block), else `<title>`.
    Navigation, headers, footers, forms, struck-out and hidden parts are left out. Raises
    `InvalidError` if the page is nested too deeply.
    """
    check_depth(text)
    tree = LexborHTMLParser(text)
    main = _main(tree)
    about = _about(tree)
    if main is None:
        return about, None, ()
    blocks = _read(tree, main)
    title = next((block for block in blocks if block.level == 1 and _is_heading(block)), None)
    if title is not None:
        blocks.remove(title)
        return about, title.text, tuple(blocks)
    named = tree.css_first("title") or tree.css_first("h1")
    return about, (_folded(named.text()) or None) if named else None, tuple(blocks)


def blocks_of(fragment: str) -> list[Block]:
    """The blocks of a piece of HTML; raises `InvalidError` if it is nested too deeply."""
    check_depth(fragment)
    tree = LexborHTMLParser(fragment)
    return _read(tree, tree.body) if tree.body is not None else []


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


def _read(tree: LexborHTMLParser, root: LexborNode) -> list[Block]:
    _remove_unseen(tree, root)
    return _Reader(marks.of_notes(root)).read(root)


def _remove_unseen(tree: LexborHTMLParser, root: LexborNode) -> None:
    """Takes out what the page's own style sheets hide. Rules for other media are passed over."""
    sheets = (_CSS_COMMENT.sub("", style.text()) for style in tree.css("style"))
    rules = (rule for sheet in sheets for rule in _RULE.finditer(_AT_RULE.sub("", sheet)))
    hiding = [rule[1].strip() for rule in rules if _UNSEEN_STYLE.search(rule[2].strip())]
    for selector in hiding[:_SELECTORS_MAX]:
        try:
            found = root.css(selector)
        except (ValueError, RuntimeError):  # what the parser doesn't know, such as `:hover`
            continue
        for node in found:
            if node.tag not in ("html", "body") and node.mem_id != root.mem_id:
                node.decompose()


@dataclass(slots=True)
class _List:
    """A list that is open, and the number that its next item has, if it has numbers."""

    number: int | None = None
    step: int = 1
    style: str = "1"


@dataclass(slots=True)
class _Reader:
    """Walks one tree; the fields are its current state."""

    notes: marks.Notes
    blocks: list[Block] = field(default_factory=list[Block])
    text: list[str] = field(default_factory=list[str])
    lists: list[_List] = field(default_factory=list[_List])
    links: list[int] = field(default_factory=list[int])  # where in `text` each open link began
    kinds: list[BlockKind] = field(default_factory=list[BlockKind])  # of open quotes and notes
    marker: str | None = None  # of an item whose text has not come yet
    heading: int = 0
    tables: list[Table] = field(default_factory=list[Table])
    breaks: int = 0  # line breaks since the last text of the block
    is_note: bool = False

    def read(self, root: LexborNode) -> list[Block]:
        for node, entering in _walk(root, self.notes):
            if node.is_text_node:
                self.text.append(node.text_content or "")
            elif entering:
                self.enter(node, node.tag or "")
            else:
                self.leave(node, node.tag or "")
        self.flush()
        return self.blocks

    @property
    def is_in_cell(self) -> bool:
        return bool(self.tables) and self.tables[-1].is_in_cell

    def enter(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            self.links.append(len(self.text))
        elif tag == "img":
            self.text.append(node.attributes.get("alt") or "")
        elif tag == "sup":
            self.text.append(marks.superscript(node, self.before(), self.notes))
        elif tag == "br":
            self.break_line()
        elif tag not in _INLINE:
            self.flush()
        if self.is_in_cell:
            return
        if tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self.lists.append(_list(node) if tag == "ol" else _List())
        elif tag == "li":
            self.marker = self.number(node)
        elif tag in ("blockquote", "aside"):
            self.kinds.append(BlockKind.QUOTE if tag == "blockquote" else BlockKind.NOTE)
        elif tag == "table":
            self.tables.append(Table(len(self.lists)))
        elif tag == "tr" and self.tables:
            self.tables[-1].begin_row(node)
        elif tag in _CELLS and self.tables:
            self.tables[-1].begin_cell(node)
        elif tag == "pre" and (code := node.text().strip("\n").rstrip()):
            self.blocks.append(Block(BlockKind.CODE, code, len(self.lists)))
        self.is_note = self.is_note or self.notes.is_one(node)

    def leave(self, node: LexborNode, tag: str) -> None:
        if tag == "a" and self.links:
            start = self.links.pop()
            text = "".join(self.text[start:])
            link = linked(text, node.attributes.get("href") or "")
            if link != _folded(text):
                self.text[start:] = [link]
        elif self.is_in_cell and tag in _CELLS and self.tables[-1].is_of_cell(node):
            self.tables[-1].end_cell("".join(self.text))
            self.text.clear()
        elif tag not in _INLINE and tag != "br":
            self.flush()
        if self.is_in_cell:
            return
        if tag in _HEADINGS:
            self.heading = 0
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.marker = None
        elif tag in ("blockquote", "aside") and self.kinds:
            self.kinds.pop()
        elif tag == "table" and self.tables:
            self.blocks += self.tables.pop().blocks()
        if self.notes.is_one(node):
            self.is_note = False

    def before(self) -> str:
        """The character before what comes next, in the same block; empty at its beginning."""
        return "".join(self.text)[-1:]

    def number(self, item: LexborNode) -> str:
        """The mark of a list's item, as the page shows it."""
        open_ = self.lists[-1] if self.lists else _List()
        if open_.number is None:
            return ""
        own = marks.whole_number(item.attributes.get("value"))
        number = open_.number if own is None else own
        open_.number = number + open_.step
        return f"{marks.numbered(number, open_.style)}. "

    def break_line(self) -> None:
        """A line break: it ends a line of a block; in cells and headings it ends a word."""
        if self.is_in_cell or self.heading:
            self.text.append(" ")
            return
        breaks = self.breaks
        if self.flush(at_break=True):
            self.breaks = 1
        elif breaks:
            self.breaks = breaks + 1

    def flush(self, *, at_break: bool = False) -> bool:
        """Make a block of the text so far; inside a cell it only ends a word."""
        if self.is_in_cell:
            self.text.append(" ")
            return False
        text, opens = _folded("".join(self.text)), self.breaks != 1
        self.text.clear()
        self.links = [0] * len(self.links)
        if text:
            self.blocks.append(self.block(text, opens=opens))
        if text or not at_break:
            self.breaks = 0
        return bool(text)

    def block(self, text: str, *, opens: bool) -> Block:
        level = len(self.lists)
        if self.heading:
            return Block(BlockKind.HEADING, text, self.heading)
        if not opens and self.blocks:
            return replace(self.blocks[-1], text=text, opens=False)
        if self.marker is not None:
            kind = BlockKind.STEP if self.marker else BlockKind.ITEM
            text, self.marker = self.marker + text, None
            return Block(kind, text, max(1, level))
        kind = self.kinds[-1] if self.kinds else BlockKind.PARAGRAPH
        return Block(BlockKind.NOTE if self.is_note else kind, text, level)


def _list(node: LexborNode) -> _List:
    """A numbered list as its attributes describe it."""
    is_reversed = "reversed" in node.attributes
    start = marks.whole_number(node.attributes.get("start"))
    if start is None:
        items = sum(child.tag == "li" for child in node.iter())
        start = items if is_reversed else 1
    return _List(start, -1 if is_reversed else 1, node.attributes.get("type") or "1")


def _walk(root: LexborNode, notes: marks.Notes) -> Iterator[tuple[LexborNode, bool]]:
    """Each node when it is entered and when it is left; what no reader sees is skipped."""
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if node.is_text_node or not entering:
            yield node, entering
        elif node.is_element_node and not _is_unseen(node, root) and not notes.is_mark(node):
            yield node, True
            stack.append((node, False))
            if node.tag != "pre":
                stack += [(child, True) for child in node.iter(include_text=True)][::-1]


def _is_unseen(node: LexborNode, root: LexborNode) -> bool:
    tag, attributes = node.tag or "", node.attributes
    if tag in _DROPPED or tag in _STRUCK:
        return True
    # Of the page as a whole these surround the article; inside of it they belong to it.
    if tag in ("header", "aside") and root.tag == "body" and not _is_within(node, "article"):
        return True
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") == "doc-backlink"
        or _UNSEEN_STYLE.search((attributes.get("style") or "").strip()) is not None
    )


def _is_within(node: LexborNode, tag: str) -> bool:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above is not None


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING


def _folded(text: str) -> str:
    return " ".join(text.split())
