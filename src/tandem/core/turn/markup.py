"""A quote as the small Markdown that chats and the console show: tables, lists, code, headings."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tandem.core.knowledge.article import TABLE, Block, BlockKind, cells_of
from tandem.core.knowledge.lines import read_lines
from tandem.core.turn.candidate import Claim

_INDENT = "  "
_TICKS = re.compile(r"`+")
_OWN_LINE = (*TABLE, BlockKind.CODE, BlockKind.HEADING)
_PROSE = (BlockKind.PARAGRAPH, BlockKind.NOTE)


def marked_up(claims: Sequence[Claim], mark: str = "") -> str:
    """The claims in their order, and the mark of their source at the end, if there is one.

    Claims of older records, whose lines have no shape, are lines of text.
    """
    lines = [_line(claim) for claim in claims]
    shown: list[str] = []
    before: BlockKind | None = None
    for kind, run in groupby(lines, key=_run_of):
        if before is not None and (before not in _PROSE or kind is BlockKind.HEADING):
            shown.append("")
        shown += _written(list(run))
        before = kind
    if mark and lines and lines[-1].kind in _OWN_LINE:
        shown.append(mark)
    elif mark:
        shown[-1] = f"{shown[-1]} {mark}"
    return "\n".join(shown)


_EMPHASIS = re.compile(r"\*{2,}|`+|(?<!\w)_{2,}|_{2,}(?!\w)|~~")
_A_MARK = re.compile(r"\[(\d{1,3})\]")
_AT_START = re.compile(r"^\s*(?:[-*•>|+]|#{1,6})\s+")


def unmarked(text: str) -> str:
    """Composed text as plain text: no bold, no code, no item, and no mark of a source of its own.

    What would be a mark is left out or, as "[2]", gets other brackets. Escapes with a backslash
    would be shown: neither the widget, nor a terminal, nor an agent's draft reads them.
    """
    return _AT_START.sub("", _A_MARK.sub(r"(\1)", _EMPHASIS.sub("", text))).strip()


def _line(claim: Claim) -> Block:
    if not claim.shape:
        return Block(BlockKind.PARAGRAPH, claim.text, opens=False)
    return read_lines(claim.text, claim.shape)[0]


def _run_of(line: Block) -> BlockKind:
    return {BlockKind.HEADER: BlockKind.ROW, BlockKind.STEP: BlockKind.ITEM}.get(
        line.kind, line.kind
    )


def _written(run: Sequence[Block]) -> Iterator[str]:
    indent = _INDENT * run[0].level
    match _run_of(run[0]):
        case BlockKind.ROW:
            yield from (f"{indent}{line}" for line in _table(run))
        case BlockKind.CODE:
            yield from (f"{indent}{line}" for line in _code(run))
        case BlockKind.HEADING:
            yield from (f"**{line.text}**" for line in run)
        case BlockKind.QUOTE:
            yield from (f"{_INDENT * line.level}> {line.text}" for line in run)
        case BlockKind.ITEM:
            yield from map(_item, run)
        case _:
            yield from _paragraphs(run)


def _paragraphs(lines: Sequence[Block]) -> Iterator[str]:
    """Lines of prose; an empty line stands between two blocks, none at a break inside of one."""
    for place, line in enumerate(lines):
        if place > 0 and line.opens:
            yield ""
        yield f"{_INDENT * line.level}{line.text}"


def _table(rows: Sequence[Block]) -> Iterator[str]:
    cells = [cells_of(line.text) for line in rows]
    width = max(map(len, cells))
    for place, (line, texts) in enumerate(zip(rows, cells, strict=True)):
        yield f"| {' | '.join([*texts, *[''] * (width - len(texts))])} |"
        if place == 0 and line.kind is BlockKind.HEADER:
            yield f"|{'---|' * width}"


def _code(lines: Sequence[Block]) -> Iterator[str]:
    """The lines between two fences, which are longer than any in them."""
    longest = max((len(one) for line in lines for one in _TICKS.findall(line.text)), default=0)
    fence = "`" * max(3, longest + 1)
    for place, line in enumerate(lines):
        if line.opens or place == 0:
            yield from [fence] if place == 0 else [fence, fence]
        yield line.text
    yield fence


def _item(line: Block) -> str:
    """An item; a step has its number in its text, and a line that goes on has no mark."""
    indent = _INDENT * (line.level - 1)
    if not line.opens:
        return f"{indent}{_INDENT}{line.text}"
    return f"{indent}{line.text}" if line.kind is BlockKind.STEP else f"{indent}- {line.text}"
