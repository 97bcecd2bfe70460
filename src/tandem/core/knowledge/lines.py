"""The lines of a passage, and its shape: what each of them was in the source.

A shape is two characters for each line of the text: a letter for the kind, a capital where the line
opens a block, and the level. A number before them says how many lines at the beginning repeat the
passage before. An ellipsis before or after all says that a list, a table or a text began in the
passage before, or goes on in the next. Passages learnt by release 0.1.0 have no shape: what their
lines were is guessed, as it was there.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import replace

from tandem.core.knowledge.article import CELL, TABLE, Block, BlockKind

FURTHER = "\N{HORIZONTAL ELLIPSIS}"
LEVEL_MAX = 9

_LETTERS = {
    BlockKind.HEADING: "h",
    BlockKind.PARAGRAPH: "p",
    BlockKind.ITEM: "i",
    BlockKind.STEP: "s",
    BlockKind.CODE: "c",
    BlockKind.HEADER: "t",
    BlockKind.ROW: "r",
    BlockKind.QUOTE: "q",
    BlockKind.NOTE: "n",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}

_REPEATED = re.compile(rf"{FURTHER}?(\d*)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
_ENDS = (".", "!", "?", ":", ";", ",", "…")
HEADING_WORDS_MAX = 8


def lines_of(block: Block) -> tuple[Block, ...]:
    """The block's lines that are not blank; the first one opens what the block opens."""
    texts = [text for text in block.text.split("\n") if text.strip()]
    return tuple(
        replace(block, text=text, opens=block.opens and place == 0)
        for place, text in enumerate(texts)
    )


def shape_of(
    lines: Sequence[Block], *, repeated: int = 0, begun: bool = False, goes_on: bool = False
) -> str:
    """The shape of these lines, of which the first `repeated` stand in the passage before too."""
    letters = (
        (_LETTERS[line.kind].upper() if line.opens else _LETTERS[line.kind])
        + str(min(line.level, LEVEL_MAX))
        for line in lines
    )
    before = f"{FURTHER if begun else ''}{repeated or ''}"
    return f"{before}{''.join(letters)}{FURTHER if goes_on else ''}"


def read_lines(text: str, shape: str) -> tuple[Block, ...]:
    """The lines of a passage's text with what each of them was."""
    texts = text.split("\n")
    codes = shape.strip(FURTHER).lstrip(string.digits)
    if len(codes) != 2 * len(texts):
        return _guessed(texts)
    return tuple(
        Block(_KINDS[letter.lower()], line, int(level), letter.isupper())
        for line, letter, level in zip(texts, codes[::2], codes[1::2], strict=True)
    )


def repeated(shape: str) -> int:
    """How many lines at the beginning stand in the passage before, too."""
    number = _REPEATED.match(shape)
    return int(number[1] or 0) if number else 0


def begins_inside(shape: str) -> bool:
    """Whether the passage begins inside what began in the passage before."""
    return shape.startswith(FURTHER)


def ends_inside(shape: str) -> bool:
    """Whether what the passage ends with goes on in the next one."""
    return shape.endswith(FURTHER)


def _guessed(texts: Sequence[str]) -> tuple[Block, ...]:
    lines: list[Block] = []
    for text in texts:
        kind = BlockKind.PARAGRAPH
        if CELL in text:
            kind = BlockKind.ROW if lines and lines[-1].kind in TABLE else BlockKind.HEADER
        elif _NUMBERED.match(text):
            kind = BlockKind.STEP
        elif _looks_like_a_heading(text.strip()):
            kind = BlockKind.HEADING
        lines.append(Block(kind, text, int(kind is BlockKind.STEP)))
    if all(line.kind is BlockKind.HEADING for line in lines):
        return tuple(replace(line, kind=BlockKind.PARAGRAPH) for line in lines)
    return tuple(lines)


def _looks_like_a_heading(text: str) -> bool:
    return bool(
        text
        and len(text.split()) <= HEADING_WORDS_MAX
        and text[0].isupper()
        and not text.endswith(_ENDS)
    )
