"""HTML that a customer's message may hold, read to the text that a person would see.

Programs hand in whole HTML bodies, and mail gateways leave a tag or an entity behind. Read here by
tags alone, without a tree: any text is accepted, broken markup too, and the time is linear in its
length. (Python's own html.parser takes quadratic time for some broken input before 3.11.14, and a
tree takes quadratic time for deeply nested tags; a message is read before it is stored.)
"""

import html
import re

_BLOCKS = (
    "address article aside blockquote body br center dd details div dl dt fieldset figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead "
    "title tr ul"
)
_CELLS = "td th"
_INLINE = (
    "a abbr b bdi bdo big cite code del em font i img input ins kbd label mark o:p q s samp small "
    "span strike strong sub sup time tt u var wbr meta link base"
)
_UNSEEN = "script style head template noscript svg"

_TAG = re.compile(
    rf"""
      (?P<unseen> <!--.*?(?:-->|\Z) | <!\[CDATA\[|\]\]> | <(?:!doctype|\?xml)\b[^<>]{{0,500}}>
        | <(?P<name>{_UNSEEN.replace(" ", "|")})\b[^<>]{{0,2000}}> .*?
          (?:</(?P=name)\s{{0,9}}>|\Z) )
    | <(?P<end>/?)(?:
        (?P<block>{_BLOCKS.replace(" ", "|")}) | (?P<cell>{_CELLS.replace(" ", "|")})
        | (?P<inline>{_INLINE.replace(" ", "|")})
      )(?=[\s/>]) [^<>]{{0,2000}} >
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r" ?\n ?")
_GAPS = re.compile(r"\n{3,}")
_STARTS = re.compile(
    r"\s*(?:<!--.{0,5000}?-->\s*)?<(?:!doctype|\?xml|[a-z])", re.IGNORECASE | re.DOTALL
)


def has_markup(text: str) -> bool:
    """Whether the text holds a tag or an entity of HTML."""
    return ("<" in text and _TAG.search(text) is not None) or (
        "&" in text and _ENTITY.search(text) is not None
    )


def is_html(text: str) -> bool:
    """Whether the whole text is one piece of HTML: it begins and ends with a tag.

    "<p>Hello</p>" is; "How do I use <b> here?" is text that speaks of a tag.
    """
    ends = text.rstrip()
    if not ends.endswith(">") or not _STARTS.match(text):
        return False
    tags = list(_TAG.finditer(text))
    is_whole = tags and not text[: tags[0].start()].strip() and tags[-1].end() == len(ends)
    return bool(is_whole) and any(tag["block"] or tag["cell"] for tag in tags)


def to_text(text: str) -> str:
    """The text without its tags, entities read, one line for each block.

    A quotation gets `> ` before each line, so that it is still told apart. Only tags that HTML has
    are read: "a <3 b" and "<ada@shop.example>" stay as they are.
    """
    parts, end, depth = list[str](), 0, 0
    is_layout = is_html(text)
    for tag in _TAG.finditer(text):
        parts.append(_read(text[end : tag.start()], is_layout, depth))
        end = tag.end()
        if tag["block"]:
            if tag["block"].lower() == "blockquote":
                depth = max(0, depth - 1) if tag["end"] else depth + 1
            parts.append("\n" + "> " * min(depth, 3))
        elif tag["cell"]:
            parts.append(" ")
    parts.append(_read(text[end:], is_layout, depth))
    lines = _LINES.sub("\n", _BLANKS.sub(" ", "".join(parts)))
    return _GAPS.sub("\n\n", lines).strip()


def _read(text: str, is_layout: bool, depth: int) -> str:
    """A piece of text between two tags; in a whole HTML body its line breaks mean nothing."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if is_layout:
        return text.replace("\n", " ")
    return text.replace("\n", "\n" + "> " * min(depth, 3)) if depth else text
