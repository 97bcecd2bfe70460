"""A quote as the small Markdown that chats and the console show: tables, lists, code, headings."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tandem.core.knowledge.article import TABLE, Block, BlockKind, cells_of
from tandem.core.knowledge.lines import read_lines
from tandem.core.turn.candidate import Claim

_INDENT = "  "
_FENCE = "```"


def marked_up(claims: Sequence[Claim], mark: str = "") -> str:
    """The claims in their order, and the mark of their source at the end, if there is one.

    Claims of older records, whose lines have no shape, are lines of text.
    """
    lines = [_line(claim) for claim in claims]
    shown = [line for _, run in groupby(lines, key=_run_of) for line in _written(list(run))]
    if mark and lines and lines[-1].kind in (*TABLE, BlockKind.CODE):
        shown.append(mark)
    elif mark:
        shown[-1] = f"{shown[-1]} {mark}"
    return "\n".join(shown)


def plain_rows(text: str) -> str:
    """The text with the rows of its tables as lines, for where no table can be drawn."""
    lines = (
        line.removeprefix("| ").removesuffix(" |") if _is_row(line) else line
        for line in text.split("\n")
        if not (line.startswith("|-") and not line.strip("|-"))
    )
    return "\n".join(lines)


def _is_row(line: str) -> bool:
    return line.startswith("| ") and line.endswith(" |")


def _line(claim: Claim) -> Block:
    if not claim.shape:
        return Block(BlockKind.PARAGRAPH, claim.text)
    return read_lines(claim.text, claim.shape)[0]


def _run_of(line: Block) -> BlockKind:
    return {BlockKind.HEADER: BlockKind.ROW, BlockKind.STEP: BlockKind.ITEM}.get(
        line.kind, line.kind
    )


def _written(run: Sequence[Block]) -> Iterator[str]:
    match _run_of(run[0]):
        case BlockKind.ROW:
            yield from _table(run)
        case BlockKind.CODE:
            yield from _code(run)
        case BlockKind.HEADING:
            yield from (f"**{line.text}**" for line in run)
        case BlockKind.QUOTE:
            yield from (f"> {line.text}" for line in run)
        case BlockKind.ITEM:
            yield from map(_item, run)
        case _:
            yield from (f"{_INDENT * line.level}{line.text}" for line in run)


def _table(rows: Sequence[Block]) -> Iterator[str]:
    cells = [cells_of(line.text) for line in rows]
    width = max(map(len, cells))
    for place, (line, texts) in enumerate(zip(rows, cells, strict=True)):
        yield f"| {' | '.join([*texts, *[''] * (width - len(texts))])} |"
        if place == 0 and line.kind is BlockKind.HEADER:
            yield f"|{'---|' * width}"


def _code(lines: Sequence[Block]) -> Iterator[str]:
    if any(_FENCE in line.text for line in lines):
        yield from (line.text for line in lines)
        return
    yield _FENCE
    yield from (line.text for line in lines)
    yield _FENCE


def _item(line: Block) -> str:
    """An item; a step has its number in its text, and a line that goes on has no mark."""
    indent = _INDENT * (line.level - 1)
    if not line.opens:
        return f"{indent}{_INDENT}{line.text}"
    return f"{indent}{line.text}" if line.kind is BlockKind.STEP else f"{indent}- {line.text}"
