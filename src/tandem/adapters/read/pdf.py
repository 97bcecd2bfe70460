"""Reads PDF files into blocks, each with the page that it begins on.

A PDF only places text on pages. What is a line, a paragraph, a heading or a list is concluded here
from positions and fonts, so a PDF is read less surely than HTML or DOCX. Nothing is executed.
"""

import logging
import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import hypot
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration, mult
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import PdfObject, StreamObject

from tandem.adapters.read.docx import is_title
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import LIST, Block, BlockKind, cell, row

PAGES_MAX = 2_000
TEXT_MAX = 10_000_000  # characters
SECONDS_MAX = 120.0  # of processor time; most PDFs are read at 50 pages a second or more
STREAM_MAX = 20_000_000  # bytes of one stream when it is unpacked
FONTS_MAX = 100  # of one page; they are read again for each page
_CODES_MAX = 1_000_000  # of one page's fonts; a Chinese font has up to 65,536
_OPERATIONS_MAX = 1_000_000  # of one stream
_PIECES_MAX = 3_000_000  # of text, each with a position of its own
_FORMS_MAX = 1_000  # drawings used on one page
_TREE_MAX = 3 * PAGES_MAX  # nodes of the tree of pages

# pypdf logs each flaw that it repairs, in words from the file; what it can't repair is refused.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# Lengths are in units of the text's size: 1 is as much as the line's font is high.
_LINE = 0.6  # how far a piece may be above or below a line and be of it: half a line's distance
_GAP = 1.5  # what is between cells, and not between words
_ALIGNED = 0.8  # the sides of lines that begin at the same place
_INDENT = 5.0  # how far the first line of a paragraph may be indented
_SIZE_MIN, _SIZE_MAX = 0.5, 5_000.0  # points, of text that a reader can see
_LARGER = 1.15  # a heading's size beside the text's
_WIDTHS = dict.fromkeys("iljtfrI.,;:'|!()[]/\\ -", 0.29) | dict.fromkeys("mwMW@%—", 0.85)
_WIDTH, _WIDTH_CAPITAL, _WIDTH_MONO = 0.53, 0.66, 0.6  # of the other characters, in usual fonts
_DOT = (0.1, 0.7)  # how large a drawn bullet is
_DOTS_MAX = 300  # on one page; more are a drawing
_LEADING = 1.2  # the distance of two lines where a document does not show it
_LEADING_MAX = 2.5
_TIGHT = 1.25  # times the distance of wrapped lines: more begins a paragraph

_BOLD = re.compile(r"bold|black|heavy|demi|-medi(?!um)|cmbx|sfbx|ecbx", re.IGNORECASE)
_MONO = re.compile(
    r"mono|nimbusmon|courier|consol|menlo|monaco|typewriter|(?:cm|ec|sf)tt|(?:source|fira)code",
    re.IGNORECASE,
)
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_SYMBOL = re.compile("[\uf000-\uf0ff]")  # of a symbol font; at the start of a line it is a bullet
_BULLET = re.compile(r"[•◦▪▫‣⁃·●○■□◆◇❖➢➤►▶✓✔✗✘★☆∙]\s*|[-–—*]\s+")
_NUMBER = re.compile(
    r"((?:\d{1,3}\.){0,3}\d{1,3}[.)]|[a-z][.)]|[A-Z]\)|[ivx]{1,5}[.)]|\((?:\d{1,3}|[a-z]|[ivx]{1,5})\))"
    r"\s+(?!\w\.)"
)
_POWER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")
_LEADERS = re.compile(r"(?:\s?[.…·]){4,}\s*[\divxlc]+$", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|indice",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"\w\W*\s\d{1,4}$")  # of a table of contents
_DIGITS = re.compile(r"\d{1,6}")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite|pagina|página)?\s*(?:\d+|[ivxlc]+)(?:\s*(?:/|of|von|sur|de|di)\s*\d+)?\W*",
    re.IGNORECASE,
)
_ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？")
_HYPHENS = ("-", "\u2010", "\xad")

_HEADING_CHARS_MAX = 200
_BOLD_CHARS_MAX = 100
_EDGES = 6  # lines at the top and bottom of a page that may be repeated ones
_EDGE_GAP = 1.5  # at least between those and the text
_OFTEN = 0.4  # of the pages: those on the left may have others than those on the right
_WRAP_MIN = 30  # characters; lines that are all shorter were not wrapped
_LINES_MAX = 500  # of one paragraph
_FULL = 0.88  # of the longest line; widths are not known exactly


def read_pdf(content: bytes) -> tuple[str | None, tuple[Block, ...], tuple[int, ...]]:
    """The document's title, its blocks, and for each the page that it begins on, from 1.

    The title is the one in the file's data if a person could have written it, else the first of
    the largest headings; it is no block then. What is repeated at the top or bottom of the pages is
    left out, and so are page numbers and lines of a table of contents. Raises `InvalidError` with
    what is wrong.
    """
    title, pages = _read(content)
    lines = _without_repeated(pages)
    if not lines:
        raise InvalidError("the PDF has no text; it may be scanned")
    blocks, numbers = _Layout(lines).read()
    if is_title(title):
        place = 0 if blocks and blocks[0].text.casefold() == title.casefold() else None
    else:
        place = next((place for place, block in enumerate(blocks) if _is_top(block)), None)
        title = None if place is None else blocks[place].text
    if place is not None:
        del blocks[place], numbers[place]
    return title, tuple(blocks), tuple(numbers)


def _is_top(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and block.level == 1


# The file


_ARRAY = re.compile(rb"\[[^\[\]]*\]")
_RANGE = re.compile(rb"<([0-9a-fA-F]{1,8})>\s*<([0-9a-fA-F]{1,8})>\s*<")
_PATH = {b"m": 1, b"l": 1, b"c": 3, b"v": 2, b"y": 2, b"re": 2}  # operators and their points
_PAINTING = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"n"})
_PATH_MAX = 100  # points; a bullet has fewer


class _TooMuchError(Exception):
    """Reading takes too long or gives too much."""


def _read(content: bytes) -> tuple[str, list[list["_Line"]]]:
    """The title in the file's data, and the lines of each page in the order of the file."""
    with apply_configuration(
        maximum_declared_stream_length=max(STREAM_MAX, len(content)),
        array_based_stream_maximum_output_length=STREAM_MAX,
        zlib_maximum_output_length=STREAM_MAX,
        lzw_maximum_output_length=STREAM_MAX,
        run_length_maximum_output_length=STREAM_MAX,
        brotli_maximum_output_length=STREAM_MAX,
        stream_parsing_work_maximum_count=_OPERATIONS_MAX,
        page_tree_maximum_entries=_TREE_MAX,
        xform_maximum_invocations_per_extraction=_FORMS_MAX,
        jbig2dec_binary=None,  # no other program is started
    ):
        work = _Work()
        try:
            reader = PdfReader(BytesIO(content))
            title = reader.metadata.title if reader.metadata is not None else None
            pages = enumerate(_pages(reader), start=1)
            lines = [_Page(page, number, work).read() for number, page in pages]
        except InvalidError:
            raise
        except (DependencyError, FileNotDecryptedError):
            raise InvalidError("the PDF is encrypted") from None
        except (LimitReachedError, _TooMuchError, MemoryError):
            raise InvalidError("the PDF takes too much time or memory to read") from None
        except Exception:  # noqa: BLE001  # a broken file makes pypdf raise anything at all
            raise InvalidError("not a readable PDF") from None
    return " ".join(_NO_TEXT.sub("", title or "").split()), lines


def _pages(reader: PdfReader) -> Sequence[PageObject]:
    try:
        pages = reader.pages[: PAGES_MAX + 1]
    except LimitReachedError:
        pages = ()
    if not 0 < len(pages) <= PAGES_MAX:
        raise InvalidError(f"the PDF has no pages, or more than {PAGES_MAX:,}")
    return pages


@dataclass(slots=True)
class _Work:
    """What may still be spent on a file."""

    until: float = field(default_factory=lambda: time.thread_time() + SECONDS_MAX)
    chars: int = TEXT_MAX
    pieces: int = _PIECES_MAX
    codes: dict[int, int] = field(default_factory=dict[int, int])  # of the fonts seen, by their id

    def check(self) -> None:
        """Raises `_TooMuchError` when there is nothing left."""
        if self.chars < 0 or self.pieces < 0 or time.thread_time() > self.until:
            raise _TooMuchError


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text in one font, and where it begins; y is measured from the bottom of the page."""

    text: str
    x: float
    y: float
    size: float
    is_bold: bool
    is_mono: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page. Its cells have wide gaps between them; most lines have one."""

    page: int
    x: float
    y: float
    top: float  # its distance from the top of the page
    width: float
    size: float
    is_bold: bool
    is_mono: bool
    cells: tuple[str, ...]
    columns: tuple[float, ...]  # where each cell begins
    text_x: float  # where the text after a bullet or number begins

    @property
    def text(self) -> str:
        return " ".join(self.cells)


class _Page:
    """Reads the lines of one page; pypdf calls its methods for each operation and each text."""

    def __init__(self, page: PageObject, number: int, work: _Work) -> None:
        self._page = page
        self._number = number
        self._work = work
        self._turned = page.rotation % 360
        left, bottom, right, top = (float(side) for side in page.cropbox)
        corners = [self._upright(x, y) for x in (left, right) for y in (bottom, top)]
        self._left, self._right = min(x for x, _ in corners), max(x for x, _ in corners)
        self._bottom, self._top = min(y for _, y in corners), max(y for _, y in corners)
        self._pieces: list[_Piece] = []
        self._lines: list[_Line] = []
        self._drawings: list[list[float]] = [[1, 0, 0, 1, 0, 0]]  # where the open ones are
        self._path: list[tuple[float, float]] = []
        self._dots: list[tuple[float, float, float]] = []  # left side, middle, and height

    def read(self) -> list[_Line]:
        self._work.check()
        _check_fonts(self._page.get("/Resources"), set(), self._work)
        self._page.extract_text(
            orientations=(self._turned,),  # what a reader sees upright
            visitor_operand_before=self._begin_operation,
            visitor_operand_after=self._end_operation,
            visitor_text=self._text,
        )
        self._end_line()
        self._work.check()
        return self._with_bullets()

    def _begin_operation(
        self, operator: bytes, operands: Sequence[Any], outer: list[float], _: list[float]
    ) -> None:
        """Watches the work, the drawings that text is in, and what may be a drawn bullet."""
        self._work.check()
        if operator == b"Do":
            self._drawings.append(mult(outer, self._drawings[-1]))
        elif operator in _PAINTING:
            self._painted(is_seen=operator != b"n")
        elif (pairs := _PATH.get(operator)) and len(self._path) < _PATH_MAX:
            numbers = [float(one) for one in operands if isinstance(one, int | float)]
            if operator == b"re" and len(numbers) == 4:
                numbers[2:] = [numbers[0] + numbers[2], numbers[1] + numbers[3]]
            for x, y in zip(numbers[0 : 2 * pairs : 2], numbers[1 : 2 * pairs : 2], strict=False):
                place = mult(mult([1, 0, 0, 1, x, y], outer), self._drawings[-1])
                self._path.append(self._upright(*place[4:]))

    def _end_operation(self, operator: bytes, *_: object) -> None:
        if operator == b"Do":
            self._drawings.pop()

    def _painted(self, *, is_seen: bool) -> None:
        """A drawing is done; small round or square ones may be bullets."""
        points, self._path = self._path, []
        if is_seen and 1 < len(points) < _PATH_MAX and len(self._dots) <= _DOTS_MAX:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            width, height = max(xs) - min(xs), max(ys) - min(ys)
            if 0 < height < 20 and 0.7 <= width / height <= 1.4:
                self._dots.append((min(xs), (min(ys) + max(ys)) / 2 - self._bottom, height))

    def _with_bullets(self) -> list[_Line]:
        """The lines, with a bullet as text where one is drawn before them."""
        if len(self._dots) > _DOTS_MAX:
            return self._lines
        lines: list[_Line] = []
        for line in self._lines:
            found = next((dot for dot in self._dots if _is_bullet(dot, line)), None)
            if found is not None and _marker(line.text) is None:
                cells = (f"• {line.cells[0]}", *line.cells[1:])
                line = replace(line, x=found[0], cells=cells)
            lines.append(line)
        return lines

    def _text(
        self, text: str, outer: list[float], inner: list[float], font: Any, size: float
    ) -> None:
        self._work.chars -= len(text)
        matrix = mult(mult(inner, outer), self._drawings[-1])
        x, y = self._upright(matrix[4], matrix[5])
        size = abs(size) * hypot(matrix[2], matrix[3])
        forward, upward = self._upright(matrix[0], matrix[1])
        if abs(upward) > 0.1 * abs(forward) or not _SIZE_MIN <= size <= _SIZE_MAX:
            return  # across the page, as "Draft" may be, or too small to be read
        if text.strip() and self._left <= x <= self._right and self._bottom <= y <= self._top:
            face = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
            self._add(_Piece(text, x, y - self._bottom, size, *_face(face)))

    def _upright(self, x: float, y: float) -> tuple[float, float]:
        """A position as it is on the page that a reader sees turned."""
        match self._turned:
            case 90:
                return y, -x
            case 180:
                return -x, -y
            case 270:
                return -y, x
            case _:
                return x, y

    def _add(self, piece: _Piece) -> None:
        self._work.pieces -= 1
        if self._pieces:
            first, last = self._pieces[0], self._pieces[-1]
            lower = piece if piece.y < first.y else first
            if abs(piece.y - first.y) > _LINE * lower.size:
                self._end_line()
            elif last.text.strip() == piece.text.strip() and _is_at(last, piece):
                return  # printed twice to look bold
        self._pieces.append(piece)

    def _end_line(self) -> None:
        if self._pieces:
            line = _line(self._number, self._top - self._bottom, self._pieces)
            if line.text:
                self._lines.append(line)
            self._pieces = []


def _is_bullet(dot: tuple[float, float, float], line: _Line) -> bool:
    """Whether a small drawing is before a line, at half the height of its small letters."""
    left, middle, height = dot
    is_before = 0.2 <= (line.x - left - height) / line.size <= 2.5
    is_small = _DOT[0] <= height / line.size <= _DOT[1]
    return is_before and is_small and abs(line.y + 0.3 * line.size - middle) < 0.25 * line.size


def _is_at(one: _Piece, other: _Piece) -> bool:
    far = max(abs(one.x - other.x), abs(one.y - other.y))
    return 0 < far < 0.1 * one.size


@lru_cache(maxsize=1_000)
def _face(font: str) -> tuple[bool, bool]:
    """Whether a font is bold, and whether all its characters are of one width, by its name."""
    return bool(_BOLD.search(font)), bool(_MONO.search(font))


def _check_fonts(resources: Any, seen: set[int], work: _Work) -> int:
    """The codes in the fonts of a page; raises `_TooMuchError` if pypdf would take long over them.

    pypdf reads all fonts of a page before it calls back, and those of a drawing each time it is
    used.
    """
    resources = _resolved(resources)
    if not isinstance(resources, dict) or id(resources) in seen or len(seen) > _FORMS_MAX:
        return 0
    seen.add(id(resources))
    fonts, drawings = _resolved(resources.get("/Font")), _resolved(resources.get("/XObject"))
    codes = 0
    if isinstance(fonts, dict):
        if len(fonts) > FONTS_MAX:
            raise _TooMuchError
        codes = sum(_codes(_resolved(font), work) for font in fonts.values())
    for drawing in drawings.values() if isinstance(drawings, dict) else ():
        form = _resolved(drawing)
        if isinstance(form, dict):
            codes += _check_fonts(form.get("/Resources"), seen, work)
    if codes > _CODES_MAX:
        raise _TooMuchError
    return codes


def _codes(font: Any, work: _Work) -> int:
    """How many codes a font gives characters to."""
    if not isinstance(font, dict):
        return 0
    if id(font) not in work.codes:
        parts, codes = _resolved(font.get("/DescendantFonts")), _resolved(font.get("/ToUnicode"))
        if isinstance(parts, list) and len(parts) > 1:
            raise _TooMuchError
        data: bytes = codes.get_data() if isinstance(codes, StreamObject) else b""
        ranges = (part.partition(b"endbfrange")[0] for part in data.split(b"beginbfrange")[1:])
        work.codes[id(font)] = sum(
            int(found[2], 16) - int(found[1], 16)
            for part in ranges
            for found in _RANGE.finditer(_ARRAY.sub(b"<>", part))
        )
    return work.codes[id(font)]


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, PdfObject) else value


# The lines


def _line(page: int, height: float, pieces: Sequence[_Piece]) -> _Line:
    """The line that these pieces are, in the order of the file."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size, 1)] += len(piece.text.strip())
    size = sizes.most_common(1)[0][0]
    base = next(piece.y for piece in pieces if round(piece.size, 1) == size)
    cells, columns = [""], [pieces[0].x]
    begins = end = pieces[0].x
    for place, piece in enumerate(pieces):
        if piece.x > begins + 0.1:
            is_far = piece.x - end > _GAP * size + 0.1 * (end - begins)
            if is_far and cells[-1].strip() and piece.text.strip()[0] not in ".,;:)!?":
                cells.append("")
                columns.append(piece.x)
            begins = end = piece.x
        end += _width(piece)
        is_raised = piece.size < _FULL * size and piece.y > base + 0.15 * size
        cells[-1] += _shown(piece, cells[-1], is_first=place == 0, is_raised=is_raised)
    text_x = pieces[0].x
    marker = _marker(f"{_folded(cells[0])} x")
    if marker is not None and len(cells) > 1:
        cells[:2] = [f"{cells[0]} {cells[1]}"]
        del columns[1]
    if _marker(_folded(cells[0])) is not None:
        text_x = next((piece.x for piece in pieces[1:] if piece.x > text_x), text_x + size)
    kept = [
        (folded, x) for text, x in zip(cells, columns, strict=True) if (folded := _folded(text))
    ]
    of_text = pieces[1:] if text_x > pieces[0].x and len(pieces) > 1 else pieces
    return _Line(
        page=page,
        x=pieces[0].x,
        y=base,
        top=height - base,
        width=end - pieces[0].x,
        size=size,
        is_bold=all(piece.is_bold for piece in of_text),
        is_mono=all(piece.is_mono for piece in of_text),
        cells=tuple(text for text, _ in kept),
        columns=tuple(x for _, x in kept),
        text_x=text_x,
    )


def _width(piece: _Piece) -> float:
    """How wide a text is, good to a tenth in most fonts."""
    if piece.is_mono:
        return _WIDTH_MONO * piece.size * len(piece.text)
    return piece.size * sum(map(_char_width, piece.text))


@lru_cache(maxsize=10_000)
def _char_width(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return _WIDTHS.get(char) or (_WIDTH_CAPITAL if char.isupper() else _WIDTH)


def _shown(piece: _Piece, before: str, *, is_first: bool, is_raised: bool) -> str:
    """A piece's text as plain text: with bullets, and with exponents ("10^5")."""
    text = piece.text.translate(_LIGATURES)
    if is_first and (_SYMBOL.fullmatch(text.strip()) or (text.strip() == "o" and piece.is_mono)):
        return "• "
    text = _NO_TEXT.sub("", text)
    if is_raised and before[-1:].isalnum() and _POWER.fullmatch(text.rstrip()):
        return f"^{text}"
    return f"{text} " if is_raised and is_first else text


def _folded(text: str) -> str:
    return " ".join(text.split())


def _marker(text: str) -> tuple[str, str] | None:
    """What a list item begins with (empty for a bullet), and its text; None for other lines."""
    if (bullet := _BULLET.match(text)) and bullet.end() < len(text):
        return "", text[bullet.end() :]
    if (number := _NUMBER.match(text)) and number.end() < len(text):
        return number[1], text[number.end() :]
    return None


def _text_size(lines: Iterable[_Line]) -> float:
    """The size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(2 * line.size) / 2] += len(line.text)
    return max(sizes.most_common(1)[0][0], 0.1) if sizes else 0.1


def _without_repeated(pages: Sequence[Sequence[_Line]]) -> list[_Line]:
    """The lines of all pages without what most of them repeat at their top or bottom.

    What changes from chapter to chapter is left out too, if it is where other pages repeat a line.
    """
    size = _text_size(line for page in pages for line in page)
    places: dict[tuple[bool, int], list[_Line]] = defaultdict(list)
    for page in pages:
        ordered = sorted(page, key=lambda line: line.top)
        for line in dict.fromkeys([*ordered[:_EDGES], *ordered[-_EDGES:]]):
            is_top = line.top < line.y
            places[is_top, round((line.top if is_top else line.y) / 2)].append(line)
    repeated: set[_Line] = set()
    for found in places.values():
        pages_of: dict[str, set[int]] = defaultdict(set)
        for line in found:
            for likeness in _likenesses(line, size):
                pages_of[likeness].add(line.page)
        again = {
            line
            for line in found
            if any(len(pages_of[likeness]) > 1 for likeness in _likenesses(line, size))
        }
        if len({line.page for line in again}) > max(1, _OFTEN * len(pages)):
            styles = {(line.size, line.is_bold) for line in again}
            repeated.update(line for line in found if (line.size, line.is_bold) in styles)
    return [line for page in pages for line in _without_edges(page, repeated)]


def _without_edges(page: Sequence[_Line], repeated: set[_Line]) -> list[_Line]:
    """The page's lines without the repeated ones above and below its text.

    There is a gap between them and the text: a line of a paragraph may be at the edge by chance.
    """
    dropped: set[_Line] = set()
    ordered = sorted(page, key=lambda line: line.top)
    for inwards in (ordered, ordered[::-1]):
        count = next((n for n, line in enumerate(inwards) if line not in repeated), len(inwards))
        while 0 < count < len(inwards):
            edge, inner = inwards[count - 1 : count + 1]
            if abs(edge.y - inner.y) > _EDGE_GAP * max(edge.size, inner.size):
                break
            count -= 1
        dropped.update(inwards[:count])
    return [line for line in page if line not in dropped]


def _likenesses(line: _Line, size: float) -> list[str]:
    """What a line is recognised by on other pages, where its first or last number is the page's."""
    text = line.text
    if _PAGE_NUMBER.fullmatch(text):
        return ["#"]
    numbers = [] if line.is_bold or line.size > _LARGER * size else list(_DIGITS.finditer(text))
    return [text] + [
        f"{text[: number.start()]}<{int(number[0]) - line.page}>{text[number.end() :]}"
        for number in numbers[:1] + numbers[1:][-1:]
    ]


# The blocks


@dataclass(slots=True)
class _Open:
    """A paragraph or an item that more lines may belong to."""

    kind: BlockKind
    level: int
    marker: str
    lines: list[_Line]
    first: str  # the text of the first line, without its marker


class _Layout:
    """Makes blocks of lines; the fields are its current state and what is usual in the document."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._lines = list(_without_contents(lines))
        self._size = _text_size(self._lines)
        chars = sum(len(line.text) for line in self._lines)
        bold = sum(len(line.text) for line in self._lines if line.is_bold)
        mono = sum(len(line.text) for line in self._lines if line.is_mono)
        self._bold_is_usual, self._mono_is_usual = 2 * bold > chars, 2 * mono > chars
        lengths = sorted(len(line.text) for line in self._lines if len(line.cells) == 1)
        self._width = lengths[len(lengths) * 9 // 10] if lengths else 0
        self._leading = self._usual_leading()
        self._words = {
            word.strip(".,;:!?()[]\"'“”„").casefold()
            for line in self._lines
            for word in line.text.split()
        }
        self._headings = dict(self._found_headings())
        sizes = {self._rank(self._lines[place]) for place in self._headings}
        self._ranks = sorted(sizes, reverse=True)
        self._blocks: list[Block] = []
        self._pages: list[int] = []
        self._open: _Open | None = None
        self._lists: list[float] = []  # where the items of each open list begin

    def read(self) -> tuple[list[Block], list[int]]:
        place = 0
        while place < len(self._lines):
            place += (
                self._heading(place)
                or self._table(place)
                or self._code(place)
                or self._text(self._lines[place])
            )
        self._close()
        return self._blocks, self._pages

    def _add(self, block: Block, page: int) -> None:
        self._blocks.append(block)
        self._pages.append(page)

    def _usual_leading(self) -> float:
        """The distance of two lines of one paragraph: after a full line comes such a line."""
        distances: Counter[float] = Counter()
        for line, below in pairwise(self._lines):
            distance = (line.y - below.y) / self._size
            is_text = abs(line.size - self._size) < 1 and line.size == below.size
            is_near = line.page == below.page and 0 < distance <= _LEADING_MAX
            if is_text and is_near and len(line.text) > 0.75 * self._width >= 0.75 * _WRAP_MIN:
                distances[round(distance, 1)] += 1
        return distances.most_common(1)[0][0] if distances else _LEADING

    def _is_tight(self, line: _Line, below: _Line) -> bool:
        """Whether a line is as near below another as in one paragraph."""
        distance = (line.y - below.y) / max(line.size, below.size, 0.1)
        return line.page == below.page and 0 < distance <= self._leading * _TIGHT

    # Headings

    def _found_headings(self) -> Iterator[tuple[int, int]]:
        """Where a heading begins, and how many lines it has."""
        place = 0
        while place < len(self._lines):
            first, count = self._lines[place], 1
            while self._goes_on(place + count - 1, first):
                count += 1
            if self._is_heading(place, count):
                yield place, count
            place += count

    def _goes_on(self, place: int, first: _Line) -> bool:
        """Whether the next line is in the style of these, and near to them."""
        if place + 1 >= len(self._lines):
            return False
        line, below = self._lines[place : place + 2]
        is_alike = abs(below.size - first.size) < 0.5 and below.is_bold == first.is_bold
        return is_alike and self._is_tight(line, below)

    def _is_heading(self, place: int, count: int) -> bool:
        lines = self._lines[place : place + count]
        first, text = lines[0], " ".join(line.text for line in lines)
        if not any(map(str.isalpha, text)) or _BULLET.match(text):
            return False
        if first.size >= _LARGER * self._size:
            return len(text) <= _HEADING_CHARS_MAX
        is_bold = first.is_bold and not self._bold_is_usual and first.size > 0.9 * self._size
        is_short = count <= 2 and len(text) <= _BOLD_CHARS_MAX and len(first.cells) == 1
        if not is_bold or not is_short or first.is_mono or text.endswith((",", ";", ".", ":")):
            return False
        before = self._lines[place - 1] if place else None
        after = self._lines[place + count] if place + count < len(self._lines) else None
        is_end = before is not None and self._is_tight(before, first) and text[0].islower()
        is_start = (
            after is not None and self._is_tight(lines[-1], after) and after.text[0].islower()
        )
        return not is_end and not is_start

    def _rank(self, line: _Line) -> float:
        """What sorts headings by their size; bold text of the usual size is the smallest."""
        return round(2 * line.size) / 2 if line.size >= _LARGER * self._size else 0.0

    def _heading(self, place: int) -> int:
        count = self._headings.get(place, 0)
        if count:
            self._close()
            self._lists.clear()
            lines = self._lines[place : place + count]
            text = lines[0].text
            for line in lines[1:]:
                text = self._joined(text, line.text)
            level = min(self._ranks.index(self._rank(lines[0])) + 1, 6)
            self._add(Block(BlockKind.HEADING, _whole(text), level), lines[0].page)
        return count

    # Tables and code

    def _table(self, place: int) -> int:
        """Adds the rows that begin here; a line of cells alone is no table."""
        rows: list[_Line] = []
        texts: list[list[str]] = []
        count = 0
        while place + count < len(self._lines):
            line, last = self._lines[place + count], self._lines[place + max(count, 1) - 1]
            if count and not (line.page == last.page and 0 < last.y - line.y <= 4 * self._size):
                break
            if len(line.cells) > 1 and place + count not in self._headings:
                rows.append(line)
                texts.append(list(line.cells))
            elif rows and line.x >= rows[-1].columns[1] - _ALIGNED * self._size:
                texts[-1][_nearest(line.x, rows[-1].columns)] += f" {line.text}"
            else:
                break
            count += 1
        if len(rows) < 2:
            return 0
        self._close()
        columns = max((line.columns for line in rows), key=len)
        for number, (line, cells) in enumerate(zip(rows, texts, strict=True)):
            shown = _placed(cells, line.columns, columns)
            is_header = number == 0 and line.is_bold and not rows[1].is_bold
            kind = BlockKind.HEADER if is_header else BlockKind.ROW
            self._add(Block(kind, row([cell(_whole(text)) for text in shown])), line.page)
        return count

    def _code(self, place: int) -> int:
        """Adds the lines in a font for code that begin here, with their indents."""
        first = self._lines[place]
        if self._mono_is_usual or not first.is_mono or _marker(first.text) is not None:
            return 0
        if self._continues(first) and self._open and not self._open.lines[-1].text.endswith(":"):
            return 0
        lines = [first]
        while place + len(lines) < len(self._lines):
            line = self._lines[place + len(lines)]
            distance = (lines[-1].y - line.y) / max(line.size, 0.1)
            if not line.is_mono or line.page != first.page or not 0 < distance <= _LEADING_MAX:
                break
            lines.append(line)
        self._close()
        left = min(line.x for line in lines)
        texts = [
            " " * min(round((line.x - left) / max(0.6 * line.size, 0.1)), 40)
            + _whole("  ".join(line.cells))
            for line in lines
        ]
        self._add(Block(BlockKind.CODE, "\n".join(texts), self._depth(left)), first.page)
        return len(lines)

    # Paragraphs and lists

    def _text(self, line: _Line) -> int:
        """Adds the line to what is open, or opens a paragraph or an item with it."""
        marker = _marker(line.text)
        is_item = marker is not None and not self._is_wrapped(line)
        if self._open is not None and not is_item and self._continues(line):
            self._open.lines.append(line)
            return 1
        self._close()
        if marker is None:
            depth = self._depth(line.x)
            self._open = _Open(BlockKind.PARAGRAPH, depth, "", [line], line.text)
        else:
            depth = self._depth(line.x) + 1
            self._lists[depth - 1 :] = [line.x]
            kind = BlockKind.STEP if marker[0] else BlockKind.ITEM
            self._open = _Open(kind, depth, marker[0], [line], marker[1])
        return 1

    def _depth(self, x: float) -> int:
        """How many lists enclose what begins here; those further to the right have ended."""
        while self._lists and x <= self._lists[-1] + _ALIGNED * self._size:
            self._lists.pop()
        return len(self._lists)

    def _continues(self, line: _Line) -> bool:
        """Whether a line may belong to the open paragraph or item."""
        if self._open is None or len(line.cells) > 1 or len(self._open.lines) >= _LINES_MAX:
            return False
        first, last = self._open.lines[0], self._open.lines[-1]
        if len(last.cells) > 1 or abs(line.size - last.size) > 0.1 * last.size:
            return False
        if not self._is_tight(last, line):
            return self._continues_elsewhere(self._open, line)
        indent = (line.x - last.x) / self._size
        if len(self._open.lines) == 1 and self._open.kind in LIST:
            return first.x - _ALIGNED * self._size <= line.x <= first.text_x + self._size
        if len(self._open.lines) == 1:
            goes_on = line.text[0].islower() and not last.text.endswith(_ENDS)
            most = _INDENT if goes_on else _ALIGNED
            return -_INDENT <= indent <= most  # the first line may be indented, or the others
        return abs(indent) <= _ALIGNED

    def _continues_elsewhere(self, open_one: _Open, line: _Line) -> bool:
        """Whether what is open goes on with this line, on the next page or in the next column."""
        last = open_one.lines[-1]
        is_next = line.page == last.page + 1 or (line.page == last.page and line.y > last.y)
        width = max(one.width for one in open_one.lines)
        is_full = len(open_one.lines) > 1 and last.width > _FULL * width
        is_ended = last.text.endswith(_ENDS)
        return is_next and not is_ended and (is_full or line.text[0].islower())

    def _is_wrapped(self, line: _Line) -> bool:
        """Whether a line that looks like an item is the rest of a sentence: "– and more"."""
        if self._open is None or self._open.kind is not BlockKind.PARAGRAPH:
            return False
        last = self._open.lines[-1]
        is_aligned = abs(line.x - last.x) <= 0.1 * self._size
        return is_aligned and len(last.text) >= 0.75 * self._width and not last.text.endswith(_ENDS)

    def _close(self) -> None:
        """Adds what is open: a block for each line that its author broke."""
        if self._open is None:
            return
        ended, self._open = self._open, None
        lines = ended.lines
        chars = max(len(line.text) for line in lines)
        width = max(line.width for line in lines)
        texts: list[tuple[str, int, bool]] = [(ended.first, lines[0].page, True)]
        for last, line in pairwise(lines):
            word = line.text.split(maxsplit=1)[0]
            goes_on = word[0].islower() and not last.text.endswith(_ENDS)
            room = _FULL * width - last.width
            is_full = chars >= _WRAP_MIN and _WIDTH * line.size * (len(word) + 1) > room
            is_elsewhere = not self._is_tight(last, line)
            if goes_on or is_full or is_elsewhere or last.text.endswith(_HYPHENS):
                text, page, opens = texts[-1]
                texts[-1] = (self._joined(text, line.text), page, opens)
            else:
                texts.append((line.text, line.page, last.text.endswith((".", "!", "?"))))
        for place, (text, page, opens) in enumerate(texts):
            shown = f"{ended.marker} {_whole(text)}".strip() if place == 0 else _whole(text)
            kind = BlockKind.PARAGRAPH if place and opens else ended.kind
            self._add(Block(kind, shown, ended.level, opens), page)

    def _joined(self, text: str, more: str) -> str:
        """Two lines as one; a word that was parted at the end of the line is whole again."""
        if text.endswith(_HYPHENS) and text[-2:-1].strip():
            start, end = text.rsplit(maxsplit=1)[-1], more.split(maxsplit=1)[0]
            is_parted = start[-2:-1].isalpha() and end[0].islower()
            return f"{text[:-1] if is_parted and not self._has_hyphen(start, end) else text}{more}"
        is_spaced = unicodedata.east_asian_width(text[-1]) not in "WF"
        return f"{text}{' ' if is_spaced else ''}{more}"

    def _has_hyphen(self, start: str, end: str) -> bool:
        """Whether the document has this word with its hyphen elsewhere: "self-hosted"."""
        start, end = start.lstrip("([\"'“„").casefold(), end.rstrip(".,;:!?)]\"'”").casefold()
        parted = f"{start[:-1]}-{end}" in self._words
        return parted and start[:-1] + end not in self._words


def _without_contents(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines without a table of contents: what has page numbers after dots, or below a heading.

    The heading is left out with it; one that no such line follows is kept.
    """
    heading: _Line | None = None
    is_inside = False
    for line in lines:
        is_below = heading is not None or is_inside
        if _LEADERS.search(line.text) or (is_below and _ENTRY.search(line.text)):
            heading, is_inside = None, True
            continue
        if heading is not None:
            yield heading
        heading, is_inside = None, False
        if _CONTENTS.fullmatch(line.text):
            heading = line
        else:
            yield line
    if heading is not None:
        yield heading


def _whole(text: str) -> str:
    return text.replace("\xad", "")


def _nearest(x: float, columns: Sequence[float]) -> int:
    return min(range(len(columns)), key=lambda place: abs(columns[place] - x))


def _placed(
    cells: Sequence[str], columns: Sequence[float], all_columns: Sequence[float]
) -> list[str]:
    """The cells of a row, each in its column; a row may lack some.

    Where two would be in one column, it is not known which they are in: they are left in order.
    """
    places = [_nearest(x, all_columns) for x in columns]
    if len(cells) == len(all_columns) or len(set(places)) < len(cells):
        return list(cells)
    placed = [""] * len(all_columns)
    for text, place in zip(cells, places, strict=True):
        placed[place] = text
    return placed
