"""Marks that carry meaning on a page: list numbers, exponents, and the signs of notes."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_WHOLE = re.compile(r"\s*([+-]?\d{1,6})(?![\d.])")
_SIGN = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶#]{1,3})[\])]?", re.IGNORECASE)
_EXPONENT = re.compile(r"[-+−]?(?:\d+|[a-z])(?:[/.,]\d+)?", re.IGNORECASE)
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ROMAN_MAX = 3999
_BLOCKS = frozenset({"p", "li", "div", "td", "th", "section", "aside", "dd", "footer", "body"})


def whole_number(text: str | None) -> int | None:
    """The number that an attribute gives, as browsers read it."""
    found = _WHOLE.match(text or "")
    return int(found[1]) if found else None


def numbered(number: int, style: str) -> str:
    """A number as a list of this `type` shows it: 1, a, A, i or I."""
    if style in ("a", "A") and number > 0:
        letters = ""
        while number > 0:
            number, place = divmod(number - 1, 26)
            letters = chr(ord("a") + place) + letters
        return letters if style == "a" else letters.upper()
    if style in ("i", "I") and 0 < number <= _ROMAN_MAX:
        roman = ""
        for value, letters in _ROMAN:
            times, number = divmod(number, value)
            roman += letters * times
        return roman if style == "i" else roman.upper()
    return str(number)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a page: the signs that they begin with, and the blocks that are notes."""

    signs: frozenset[str]
    begins: frozenset[int]  # the nodes of the signs at the notes' own beginnings
    blocks: frozenset[int]

    def is_mark(self, node: LexborNode) -> bool:
        """Whether a raised sign refers to a note, or begins one: it is no part of the sentence."""
        if node.tag != "sup":
            return False
        text = node.text().strip()
        if node.mem_id in self.begins or not text:
            return True
        links = node.css("a[href^='#']")
        is_symbol = _SIGN.fullmatch(text) is not None and not any(map(str.isalnum, text))
        return bool(links) or is_symbol or text in self.signs or text[0] in "[("

    def is_one(self, node: LexborNode) -> bool:
        """Whether this block is a note."""
        return node.mem_id in self.blocks


def of_notes(root: LexborNode) -> Notes:
    """The notes below a node: what begins with a raised sign, or says that it is a note."""
    signs: set[str] = set()
    begins: set[int] = set()
    blocks: set[int] = set()
    for raised in root.css("sup"):
        block = _begun(raised)
        text = raised.text().strip()
        if block is not None and _SIGN.fullmatch(text):
            signs.add(text)
            begins.add(raised.mem_id)
            blocks.add(block.mem_id)
    for node in root.css(
        ".footnotes, .footnote-definition, [role=doc-endnotes], [role=doc-footnote]"
    ):
        blocks.add(node.mem_id)
    return Notes(frozenset(signs), frozenset(begins), frozenset(blocks))


def _begun(node: LexborNode) -> LexborNode | None:
    """The block that begins with this node; None if something stands before it."""
    while True:
        before = node.prev
        while before is not None:
            if not before.is_text_node or (before.text_content or "").strip():
                return None
            before = before.prev
        above = node.parent
        if above is None or above.tag in _BLOCKS:
            return above
        node = above


def superscript(node: LexborNode, before: str, notes: Notes) -> str:
    """What marks raised text in plain text: "10^5", but "1st"; empty if nothing does."""
    text = node.text().strip()
    is_power = _EXPONENT.fullmatch(text) is not None and (before.isalnum() or before in ")]")
    return "^" if before and is_power and not notes.is_mark(node) else ""
