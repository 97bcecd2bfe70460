"""Reads a table's rows, each with the cells that span it."""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from tandem.adapters.read.marks import whole_number
from tandem.core.knowledge.article import Block, BlockKind, cell, row

COLUMNS_MAX = 200
SPAN_MAX = 1_000  # as browsers have it


@dataclass(slots=True)
class _Spanning:
    """A cell that goes on in the rows below."""

    text: str
    is_header: bool
    rows: int


@dataclass(slots=True)
class _Row:
    node: LexborNode
    cells: dict[int, str] = field(default_factory=dict[int, str])
    headers: int = 0
    is_in_head: bool = False


@dataclass(slots=True)
class Table:
    """A table that is being read, `level` lists deep."""

    level: int
    rows: list[_Row] = field(default_factory=list[_Row])
    spanning: dict[int, _Spanning] = field(default_factory=dict[int, _Spanning])
    _cell: LexborNode | None = None

    @property
    def is_in_cell(self) -> bool:
        """Whether a cell is open: what is inside of it is its text."""
        return self._cell is not None

    def is_of_cell(self, node: LexborNode) -> bool:
        """Whether this is the open cell itself, not one of a table inside of it."""
        return self._cell is not None and self._cell.mem_id == node.mem_id

    def begin_row(self, node: LexborNode) -> None:
        """A row begins, with the cells above that span it."""
        above = node.parent
        line = _Row(node, is_in_head=above is not None and above.tag == "thead")
        for column, span in list(self.spanning.items()):
            line.cells[column] = span.text
            line.headers += span.is_header
            span.rows -= 1
            if span.rows == 0:
                del self.spanning[column]
        self.rows.append(line)

    def begin_cell(self, node: LexborNode) -> None:
        """A cell begins; one outside of any row is a row of its own."""
        if not self.rows:
            self.rows.append(_Row(node))
        self._cell = node

    def end_cell(self, text: str) -> None:
        """The open cell ends, with this text."""
        node, self._cell = self._cell, None
        if node is None:
            return
        line, text, is_header = self.rows[-1], cell(text), node.tag == "th"
        column = next(place for place in range(len(line.cells) + 1) if place not in line.cells)
        across, down = _span(node, "colspan"), _span(node, "rowspan")
        for place in range(column, min(column + across, COLUMNS_MAX)):
            shown = text if place == column else ""
            line.cells.setdefault(place, shown)
            line.headers += is_header
            if down > 1:
                self.spanning[place] = _Spanning(shown, is_header, down - 1)

    def blocks(self) -> list[Block]:
        """The rows that say something; those that name the columns, at the top, are headers."""
        found: list[Block] = []
        for line in self.rows:
            width = max(line.cells, default=-1) + 1
            text = row([line.cells.get(place, "") for place in range(width)])
            is_header = line.is_in_head or (width > 0 and line.headers == width)
            is_first = all(block.kind is BlockKind.HEADER for block in found)
            kind = BlockKind.HEADER if is_header and is_first else BlockKind.ROW
            if text:
                found.append(Block(kind, text, self.level))
        return found


def _span(node: LexborNode, name: str) -> int:
    number = whole_number(node.attributes.get(name))
    return min(max(1, 1 if number is None else number), SPAN_MAX)
