"""Reads Markdown, MDX and plain text into blocks; real bodies are often a mix of the three."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tandem.adapters.read import html
from tandem.core.knowledge.article import Block, BlockKind

# In real articles indented text is text, and a line of dashes is a rule, not a heading.
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_MARKDOWN.disable(["code", "lheading"])
# In plain text no character is special: no escapes, emphasis or tags.
_PLAIN = MarkdownIt("zero").enable(["list", "table", "hr"])

_MARKUP = re.compile(
    r"^ {0,3}(?:#{1,6} |```|~~~|<[a-zA-Z!/])|\]\(|\*\*\S|(?<!`)`[^`\s][^`\n]{0,200}`(?!`)"
    r"|^\|? ?:?---?-*:? ?\|",
    re.MULTILINE,
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,16000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CAPITALS = re.compile(r"[A-Z][A-Z /&,'()-]{2,68}[A-Z)?]:?")
_FENCE = re.compile(r" {0,20}(```|~~~)")
_IMPORT = re.compile(
    r"(?:import\s.{0,200}['\"][^'\"]{1,200}['\"];?|export\s+(?:const|default)\s.*)\s*"
)
_COMPONENT = re.compile(r"</?([A-Z][\w.]{0,60})((?:\s[^<>]{0,500})?)>|<>|</>|\{/\*.{0,500}?\*/\}")
_COMPONENT_TITLE = re.compile(r"\b(?:title|label|header)=[\"']([^\"']{1,200})[\"']")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])|<!--")
_TAGS = frozenset(
    """
    a abbr b bdi bdo big blockquote br button center cite code data dd del details dfn div dl dt em
    figcaption figure font h1 h2 h3 h4 h5 h6 hr i iframe img input ins kbd label li link main mark
    ol p picture pre q s samp script section small source span strike strong style sub summary sup
    svg table tbody td th thead time tr tt u ul var video wbr
    """.split()  # noqa: SIM905  # a list of words reads better than a list of strings
)
_BREAKS = ("softbreak", "hardbreak")

# Parsing inline markup can take time quadratic in a paragraph's length: longer is plain text.
_PARAGRAPH_MAX = 20_000
_WRAP_MIN, _WRAP_MAX = 50, 130


def read_markdown(text: str) -> tuple[dict[str, str], str | None, tuple[Block, ...]]:
    """The front matter, the title, and the blocks.

    The title comes from the front matter, else from the first heading of level 1, which is then
    not a block; None if there is neither. A text without any Markdown is read as plain text.
    """
    front, text = _front_matter(text)
    blocks = _blocks(text)
    title = front.get("title")
    first = next((b for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    if first is not None and title in (None, first.text):
        title = first.text
        blocks.remove(first)
    return front, title, tuple(blocks)


def read_plain(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text: lists, paragraphs, and lines in capitals as headings."""
    return tuple(_read(_PLAIN.parse(text), is_plain=True))


def _blocks(text: str) -> list[Block]:
    is_long = any(len(paragraph) > _PARAGRAPH_MAX for paragraph in text.split("\n\n"))
    if is_long or not _MARKUP.search(text):
        return list(read_plain(text))
    return list(_read(_MARKDOWN.parse(_without_components(text)), is_plain=False))


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields between the lines of dashes, and the text after them."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        # People write `title: Returns: how long?`, which is not YAML.
        lines = (line.partition(":") for line in found[1].splitlines())
        fields = {name.strip(): value.strip(" \t'\"") for name, colon, value in lines if colon}
    if not isinstance(fields, dict):
        return {}, text
    plain = {
        str(name): " ".join(str(value).split())
        for name, value in fields.items()
        if isinstance(value, str | int | float | date) and not isinstance(value, bool)
    }
    return {name: value for name, value in plain.items() if value}, text[found.end() :]


def _without_components(text: str) -> str:
    """MDX as Markdown: without imports and components, with the titles of components."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
        if fence or mark:
            lines.append(line)
        elif not _IMPORT.fullmatch(line):
            lines.append(_COMPONENT.sub(lambda tag: _shown(tag, text), line))
    return "\n".join(lines)


def _shown(tag: re.Match[str], text: str) -> str:
    """The text that a component's tag shows; a placeholder such as <Name> is kept."""
    name, attributes = tag[1], tag[2] or ""
    is_component = name is None or tag[0].startswith("</") or bool(attributes.strip())
    if not is_component and f"</{name}>" not in text:
        return tag[0]
    title = _COMPONENT_TITLE.search(attributes)
    return f"\n\n{title[1]}\n\n" if title else ""


def _read(tokens: Sequence[Token], *, is_plain: bool) -> Iterator[Block]:
    """The blocks of a document's tokens, in order."""
    numbers: list[int | None] = []  # for each open list the next number, if it has numbers
    marker: str | None = None
    heading = 0
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                is_numbered = token.type.startswith("ordered")
                numbers.append(int(token.attrGet("start") or 1) if is_numbered else None)
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
            case "list_item_open":
                marker = ""
                if (number := numbers[-1]) is not None:
                    marker, numbers[-1] = f"{number}. ", number + 1
            case "list_item_close":
                marker = None
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "tr_open":
                cells = []
            case "tr_close":
                if cells and any(cells):
                    yield Block(BlockKind.ROW, " | ".join(cells).strip(), len(numbers))
                cells = None
            case "fence" | "code_block":
                if code := token.content.strip("\n").rstrip():
                    yield Block(BlockKind.CODE, code, len(numbers))
            case "html_block":
                yield from html.blocks_of(token.content, len(numbers))
            case "inline" if cells is not None:
                cells.append(" ".join(_lines(token, is_plain=is_plain)))
            case "inline" if heading:
                if text := " ".join(_lines(token, is_plain=is_plain)):
                    yield Block(BlockKind.HEADING, text, heading)
            case "inline":
                for line in _unwrapped(_lines(token, is_plain=is_plain)):
                    if marker is not None:
                        yield Block(BlockKind.ITEM, marker + line, len(numbers))
                        marker = None
                    elif is_plain and not numbers and _CAPITALS.fullmatch(line):
                        yield Block(BlockKind.HEADING, line.rstrip(":"), 2)
                    else:
                        yield Block(BlockKind.PARAGRAPH, line, len(numbers))
            case _:
                pass


def _lines(token: Token, *, is_plain: bool) -> list[str]:
    """The non-empty lines of a paragraph as plain text, white space folded."""
    text = token.content if is_plain else _inline(token.children or [])
    return [folded for line in text.split("\n") if (folded := " ".join(line.split()))]


def _inline(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        if token.type in _BREAKS:
            parts.append("\n")
        elif token.type == "link_open":
            links.append((len(parts), str(token.attrGet("href") or "")))
        elif token.type == "link_close" and links:
            start, url = links.pop()
            parts[start:] = [html.linked("".join(parts[start:]), url)]
        elif token.type == "image":
            parts.append(_inline(token.children or []))
        elif token.type == "html_inline":
            parts.append(_tag_text(token.content))
        else:
            parts.append(token.content)
    return "".join(parts)


def _tag_text(tag: str) -> str:
    """The text that an inline tag shows; a placeholder such as <your-domain> is kept."""
    name = _TAG.match(tag)
    if name is None or (name[1] and name[1].lower() not in _TAGS):
        return tag
    if (name[1] or "").lower() == "br":
        return "\n"
    alt = re.search(r"\balt=[\"']([^\"']{1,200})[\"']", tag)
    return alt[1] if alt and (name[1] or "").lower() == "img" else ""


def _unwrapped(lines: Sequence[str]) -> Iterator[str]:
    """The lines with wrapped ones joined again.

    A line was wrapped if the next begins with a word in lower case, or if that word would not
    have fit into the paragraph's width.
    """
    width = max(map(len, lines), default=0)
    is_wrapped = _WRAP_MIN <= width <= _WRAP_MAX
    whole, last = "", ""
    for line in lines:
        word = line.split(maxsplit=1)[0]
        is_full = is_wrapped and len(last) + 1 + len(word) > width
        goes_on = word.rstrip(",.;:!?)").isalpha() and word.islower() and last[-1:] not in ".:;%=>"
        if whole and (goes_on or is_full):
            whole = f"{whole} {line}"
        else:
            if whole:
                yield whole
            whole = line
        last = line
    if whole:
        yield whole
