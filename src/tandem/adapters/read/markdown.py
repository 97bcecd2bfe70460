"""Reads Markdown, MDX and plain text into blocks; real bodies are often a mix of the three.

The kept parser makes HTML of them, and the reader of HTML makes the blocks: so what is hidden,
struck out or a note is known in one place, also where authors mix HTML into their Markdown.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tandem.adapters.read import html
from tandem.adapters.read.front_matter import Fields, front_matter
from tandem.core.knowledge.article import Block, BlockKind

# In real articles indented text is text, and a line of dashes is a rule, not a heading.
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_MARKDOWN.disable(["code", "lheading"])
# In plain text no character is special: no escapes, emphasis or tags.
_PLAIN = MarkdownIt("zero").enable(["list", "table", "hr", "heading"])

_NAMES = (
    "a|abbr|address|article|aside|b|bdi|bdo|big|blockquote|br|button|caption|center|cite|code|col"
    "|colgroup|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|header|hr"
    "|i|iframe|img|input|ins|kbd|label|li|link|main|mark|nav|ol|p|picture|pre|q|s|samp|script"
    "|section|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template"
    "|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])|<!--|<![a-z]|<\?", re.IGNORECASE)
_ENTITY = r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"
_MARKUP = re.compile(
    r"^ {0,3}(?:#{1,6} |```|~~~)|\]\(|\*\*\S|(?<!`)`[^`\s][^`\n]{0,200}`(?!`)"
    rf"|^\|? ?:?---?-*:? ?\||</(?:{_NAMES})\s*>|<(?:br|hr|img)(?:\s[^<>]{{0,1000}})?/?>"
    rf"|<!--|{_ENTITY}",
    re.MULTILINE | re.IGNORECASE,
)
_PAGE = re.compile(
    r"\s*(?:<!doctype|<(?:html|body|p|div|h[1-6]|ul|ol|table|section|article)\b)", re.IGNORECASE
)
_CAPITALS = re.compile(r"^ ?([A-Z][A-Z /&,'()-]{2,68}[A-Z)?]):?[ \t]*$", re.MULTILINE)
_ANGLE = re.compile(r"<")
# ":::note Title", "!!! note \"Title\"", "> [!NOTE]", "{% hint %}", "{{< note >}}", alone on a line
_SIGN = re.compile(
    r"[ \t]{0,20}(?::{3,5}[ \t]*(?:\w[\w-]{0,30})?(?:\[(?P<title>[^\]\n]{1,200})\])?[^\n:]{0,200}"
    r"|(?:!!!|\?\?\?\+?)[ \t]+\w[\w -]{0,40}(?:[ \t]+\"[^\"\n]{0,200}\")?"
    r"|>[ \t]*\[!\w{1,20}\][-+]?"
    r"|\{%-?[^%{}\n]{1,300}-?%\}|\{\{[<%/][^{}\n]{1,300}[>%]\}\})[ \t]*"
)
_FENCE = re.compile(r" {0,20}(```|~~~)")
_IMPORT = re.compile(
    r"(?:import\s.{0,200}['\"][^'\"]{1,200}['\"];?|export\s+(?:const|default)\s.*)\s*"
)
_COMPONENT = re.compile(r"</?([A-Z][\w.]{0,60})((?:\s[^<>]{0,500})?)>|<>|</>|\{/\*.{0,500}?\*/\}")
_COMPONENT_TITLE = re.compile(r"\b(?:title|label|header)=[\"']([^\"']{1,200})[\"']")
_BREAKS = ("softbreak", "hardbreak")

# Parsing inline markup can take time quadratic in a paragraph's length: longer is plain text.
_PARAGRAPH_MAX = 20_000
_WRAP_MIN, _WRAP_MAX = 50, 130


def read_markdown(text: str) -> tuple[Fields, str | None, tuple[Block, ...]]:
    """The front matter, the title, and the blocks.

    The title comes from the front matter, else from the first heading of level 1, which is then
    not a block; None if there is neither. A text without any Markdown is read as plain text, one
    that is HTML as HTML. Raises `InvalidError` if its HTML is nested too deeply.
    """
    front, text = front_matter(text)
    blocks = _blocks(text)
    title = front.text("title")
    first = next((b for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    if first is not None and title in (None, first.text):
        title = first.text
        blocks.remove(first)
    return front, title, tuple(blocks)


def read_plain(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text: lists, paragraphs, and lines in capitals as headings."""
    tokens = _PLAIN.parse(_CAPITALS.sub(r"\n\n## \1\n\n", text))
    for token in tokens:
        if token.type == "inline":
            token.children = _broken(token.content.split("\n"))
    return tuple(html.blocks_of(_PLAIN.renderer.render(tokens, _PLAIN.options, {})))


def is_page(text: str) -> bool:
    """Whether the text is a page's HTML and no Markdown."""
    return _PAGE.match(text) is not None and "</" in text


def _blocks(text: str) -> list[Block]:
    if is_page(text):
        return html.blocks_of(text)
    is_long = any(len(paragraph) > _PARAGRAPH_MAX for paragraph in text.split("\n\n"))
    if is_long or not _MARKUP.search(text):
        return list(read_plain(text))
    tokens = _MARKDOWN.parse(_without_signs(_without_components(text)))
    for token in tokens:
        if token.type == "html_block":
            token.content = _shown_tags(token.content)
        elif token.type == "inline" and token.children:
            token.children = _in_lines(token.children)
    return html.blocks_of(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def _without_signs(text: str) -> str:
    """Markdown without the signs that site generators replace: admonitions and short codes."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
        sign = None if fence or mark else _SIGN.fullmatch(line)
        lines.append(line if sign is None else f"\n{(sign['title'] or '').strip()}\n")
    return "\n".join(lines)


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


def _shown_tags(text: str) -> str:
    """HTML with what is no tag of it, such as <your-domain>, as text."""
    return _ANGLE.sub(lambda found: found[0] if _TAG.match(text, found.start()) else "&lt;", text)


def _in_lines(tokens: Sequence[Token]) -> list[Token]:
    """The inline tokens with line breaks where the text's lines were not wrapped by an editor."""
    kept: list[Token] = []
    lines = [""]
    for token in tokens:
        if token.type == "html_inline" and not _TAG.match(token.content):
            token = Token("text", "", 0, content=token.content)
        if token.type in _BREAKS:
            lines.append("")
        elif token.type in ("text", "code_inline"):
            lines[-1] += token.content
        elif token.type == "image":
            kept.append(Token("text", "", 0, content=_alt(token)))
            continue
        kept.append(token)
    breaks = iter(_breaks([" ".join(line.split()) for line in lines]))
    for token in kept:
        if token.type in _BREAKS and next(breaks):
            token.type = "hardbreak"
    return kept


def _alt(image: Token) -> str:
    return "".join(token.content for token in image.children or [])


def _broken(lines: Sequence[str]) -> list[Token]:
    """Lines of plain text as tokens, with a break wherever a line was not wrapped."""
    folded = [line for text in lines if (line := " ".join(text.split()))]
    tokens = [Token("text", "", 0, content=line) for line in folded[:1]]
    for line, is_break in zip(folded[1:], _breaks(folded), strict=True):
        tokens.append(Token("hardbreak" if is_break else "softbreak", "br", 0))
        tokens.append(Token("text", "", 0, content=line))
    return tokens


def _breaks(lines: Sequence[str]) -> Iterator[bool]:
    """Whether each line but the last ends where its author broke it.

    A line was wrapped if the next begins with a word in lower case, or if that word would not
    have fit into the paragraph's width.
    """
    width = max(map(len, lines), default=0)
    is_wrapped = _WRAP_MIN <= width <= _WRAP_MAX
    for last, line in pairwise(lines):
        word = line.split(maxsplit=1)[0] if line else ""
        is_full = is_wrapped and len(last) + 1 + len(word) > width
        goes_on = word.rstrip(",.;:!?)").isalpha() and word.islower() and last[-1:] not in ".:;%=>"
        yield bool(last and line) and not (goes_on or is_full)
