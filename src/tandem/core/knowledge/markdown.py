"""Blocks as Markdown: what an article that came from a page or a document is edited as."""

from collections.abc import Sequence
from itertools import groupby

from tandem.core.knowledge.article import LIST, TABLE, Block, BlockKind, cells_of


def markdown(blocks: Sequence[Block]) -> str:
    """The blocks as Markdown that reads as the same blocks.

    A line of a note becomes a quotation, since Markdown has no notes.
    """
    parts: list[str] = []
    for kind, run in groupby(blocks, key=_family):
        group = list(run)
        if kind == "table":
            parts.append(_table(group))
        elif kind == "list":
            parts.append("\n".join(map(_item, group)))
        else:
            parts += [_paragraph(block) for block in group]
    return "\n\n".join(part for part in parts if part)


def _family(block: Block) -> str:
    if block.kind in TABLE:
        return "table"
    return "list" if block.kind in LIST else "text"


def _paragraph(block: Block) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * min(max(block.level, 1), 6)} {' '.join(block.text.split())}"
        case BlockKind.CODE:
            fence = "```" if "```" not in block.text else "~~~"
            return f"{fence}\n{block.text}\n{fence}"
        case BlockKind.QUOTE | BlockKind.NOTE:
            return "\n".join(f"> {line}" for line in block.text.split("\n"))
        case _:
            return "  \n".join(block.text.split("\n"))


def _item(block: Block) -> str:
    """An item with its mark; a step has its number in its text."""
    indent = "   " * max(block.level - 1, 0)
    text = block.text if block.kind is BlockKind.STEP else f"- {block.text}"
    if not block.opens:
        text = f"  {block.text}"
    return "\n".join(f"{indent}{line}" for line in text.split("\n"))


def _table(rows: Sequence[Block]) -> str:
    cells = [cells_of(row.text) for row in rows]
    width = max(map(len, cells))
    full = [(*row, *([""] * (width - len(row)))) for row in cells]
    if rows[0].kind is not BlockKind.HEADER:
        full.insert(0, ("",) * width)
    lines = [f"| {' | '.join(row)} |" for row in full]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)
