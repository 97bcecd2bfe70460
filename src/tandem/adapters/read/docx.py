"""Reads Word documents (DOCX) into blocks: the text that a reader sees. Nothing is downloaded.

A DOCX is a zip of XML parts (ECMA-376). It is read with the standard library, part by part and
within bounds, because a file that anyone may have made is unpacked here.
"""

import posixpath
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from tandem.adapters.read import html, marks
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Block, BlockKind, cell, row

UNPACKED_MAX = 50 * 1024 * 1024  # bytes, of all parts together
RATIO_MAX = 200  # times its packed size; real documents stay below 50
_RATIO_FREE = 5 * 1024 * 1024  # bytes that may be packed as tightly as they like
NODES_MAX = 2_000_000  # XML elements and attributes of all parts read: a thousand pages or more
_NODE_MAX = 2_000_000  # bytes of one tag or text; the XML parser reads an unfinished tag again
DEPTH_MAX = 150  # XML elements inside one another; a table in a text box in a table has 40
TEXT_MAX = 10_000_000  # characters; merged cells are repeated, so it could be more than the file
_COLUMNS_MAX = 63  # of a table, as in Word
_CHAIN_MAX = 20  # styles based on one another, and fields in one another
_FIELD_MAX = 3_000  # characters of a field's instruction that are looked at
_LEVELS = 9  # of a list, as in Word
_CHUNK = 64 * 1024

_DAMAGED = (ParseError, BadZipFile, EOFError, zlib.error, ValueError, LookupError, RuntimeError)
_OLD_WORD = b"\xd0\xcf\x11\xe0"  # how .doc files and encrypted .docx files begin

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?(?:[1-9]|heading)|table of figures", re.IGNORECASE)
_QUOTES = frozenset({"quote", "intense quote", "quotations"})
_UNSEEN = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rt"}
    | {"pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr"}
)
_HIDING = ("vanish", "strike", "dstrike")
_SYMBOLS = {"F0DF": "←", "F0E0": "→", "F0FB": "✗", "F0FC": "✓"}  # of the font Wingdings
_MATH = {"sup": ("^", ""), "den": ("/", ""), "d": ("(", ")")}

# Marks around raised text until its line is whole. XML can't contain them, so no text does.
_RAISE, _LOWER = "\x0e", "\x0f"
_POWER = re.compile(rf"(?<=[^\W_]){_RAISE}([-+−]?\d+(?:[.,]\d+)?)(\s*){_LOWER}")

_LINK = re.compile(r'\s*HYPERLINK\s+"(https?://[^"\s]{1,2000})"')
_PLACE = re.compile(r"%([1-9])")
_NUMBER_MAX = 32_767  # the highest that Word counts to
_MARKER_MAX = 100  # characters
_LETTERS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|dotx?|odt|rtf|pdf|indd|pptx?|tex|md)"
    r"|(?:untitled|unbenannt|sans titre|title|titel|titre|word|powerpoint|new|neues)?[ _-]*"
    r"(?:document|dokument|presentation|präsentation)?[ _-]*\d*|(?:[a-z]:|file:|/).*)",
    re.IGNORECASE,
)


def read_docx(content: bytes) -> tuple[str | None, tuple[Block, ...]]:
    """The document's title and its blocks.

    The title is the one of its properties if a person could have written it, else the first
    paragraph of style Title, else the first heading of level 1; it is no block then. Hidden and
    struck-out text, deleted revisions, comments, headers, footers and tables of contents are left
    out; footnotes come last. Raises `InvalidError` with what is wrong.
    """
    package = _Package(content)
    try:
        main = package.main_part()
        body = main.root.find("body")
        styles = _Styles(package.root(main, "styles"))
        numbering = _Numbering(package.root(main, "numbering"), styles)
        notes = {kind: package.related(main, kind) for kind in ("footnotes", "endnotes")}
        title = package.title()
    finally:
        package.close()
    reader = _Reader(styles, numbering, notes, main.links)
    blocks = reader.read(body) if body is not None else []
    if is_title(title):
        repeated = reader.title if reader.title in blocks else next(iter(blocks), None)
        if repeated is not None and repeated.text.casefold() == title.casefold():
            blocks.remove(repeated)
        return title, tuple(blocks)
    if reader.title is not None:
        blocks.remove(reader.title)
        return reader.title.text, tuple(blocks)
    if reader.first is not None:
        first, text = reader.first
        blocks.remove(first)
        return text, tuple(blocks)
    return None, tuple(blocks)


def is_title(text: str) -> bool:
    """Whether a file's own title was written by a person: no file name, no program's default."""
    return any(map(str.isalpha, text)) and not _NO_TITLE.fullmatch(text)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part's tree, and what it is related to: by id the kind and the target."""

    root: Element
    relations: dict[str, tuple[str, str]]
    links: dict[str, str]  # to addresses outside of the package


class _Package:
    """The parts of a DOCX, unpacked within the bounds."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_OLD_WORD):
            raise InvalidError("an old Word file (.doc), or one with a password; save it as .docx")
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            raise InvalidError("not a Word document (.docx)") from None
        self._left = UNPACKED_MAX
        self._nodes_left = NODES_MAX
        size = sum(part.file_size for part in self._zip.infolist())
        if size > UNPACKED_MAX:
            raise InvalidError("the Word document unpacks to more than 50 MB")
        if size > max(_RATIO_FREE, RATIO_MAX * len(content)):
            raise InvalidError(f"the Word document unpacks to over {RATIO_MAX} times its size")

    def close(self) -> None:
        self._zip.close()

    def main_part(self) -> _Part:
        """The document itself; raises `InvalidError` if there is none."""
        relations, _ = self._relations("", "")
        name = next((to for kind, to in relations.values() if kind == "officeDocument"), "")
        found = self._part(name or "word/document.xml")
        if found is None:
            raise InvalidError("not a Word document (.docx)")
        return found

    def related(self, part: _Part, kind: str) -> _Part | None:
        """The part that is this one's `styles`, say."""
        name = next((to for one, to in part.relations.values() if one == kind), None)
        return None if name is None else self._part(name)

    def root(self, part: _Part, kind: str) -> Element | None:
        """The tree of such a part."""
        found = self.related(part, kind)
        return None if found is None else found.root

    def title(self) -> str:
        """The title in the document's properties; empty if there is none."""
        properties = self._tree("docProps/core.xml")
        found = None if properties is None else properties.findtext("title")
        return " ".join((found or "").split())

    def _part(self, name: str) -> _Part | None:
        root = self._tree(name)
        return None if root is None else _Part(root, *self._relations(*posixpath.split(name)))

    def _relations(
        self, folder: str, file: str
    ) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        relations: dict[str, tuple[str, str]] = {}
        links: dict[str, str] = {}
        root = self._tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        for relation in root if root is not None else ():
            id, target = relation.get("Id", ""), relation.get("Target", "")
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") == "External":
                links[id] = target
            else:
                name = posixpath.normpath(posixpath.join("/", folder, target))
                relations[id] = (kind, name.lstrip("/"))
        return relations, links

    def _tree(self, name: str) -> Element | None:
        """The tree of a part, None if there is no such part."""
        try:
            part = self._zip.getinfo(name)
        except KeyError:
            return None
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or part.flag_bits & 1:
            raise InvalidError("the Word document is packed in a way that Word does not use")
        builder = _Builder(self._nodes_left)
        parser = XMLParser(target=builder)  # noqa: S314  # the builder refuses a DOCTYPE
        try:
            with self._zip.open(part) as packed:
                for chunk in self._chunks(packed):
                    parser.feed(chunk)
            root = parser.close()
        except _DAMAGED:
            raise InvalidError("the Word document is damaged") from None
        self._nodes_left = builder.left
        return root

    def _chunks(self, packed: IO[bytes]) -> Iterator[bytes]:
        """The bytes of a part, as long as they are within the bounds."""
        node = 0
        while chunk := packed.read(_CHUNK):
            self._left -= len(chunk)
            if self._left < 0:
                raise InvalidError("the Word document unpacks to more than 50 MB")
            end = chunk.rfind(b">")
            node = node + len(chunk) if end < 0 else len(chunk) - end
            if node > _NODE_MAX:
                raise InvalidError("the Word document is too long")
            yield chunk


class _Builder(TreeBuilder):
    """Builds a part's tree, without namespaces; refuses what could take too much."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left
        self._depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuses the entities that a DOCTYPE may declare: they can expand without end."""
        raise InvalidError("the Word document has a DOCTYPE, which Word does not write")

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """An element begins; what is in it comes next."""
        self.left -= 1 + len(attrs)
        self._depth += 1
        if self.left < 0:
            raise InvalidError("the Word document is too long")
        if self._depth > DEPTH_MAX:
            raise InvalidError("the Word document is nested too deeply")
        local = {name.rpartition("}")[2]: value for name, value in attrs.items()}
        return super().start(tag.rpartition("}")[2], local)

    def end(self, tag: str, /) -> Element:
        """The innermost element ends."""
        self._depth -= 1
        return super().end(tag.rpartition("}")[2])


def _value(element: Element | None, path: str) -> str:
    """The value of a property below an element; empty if it is not set."""
    found = None if element is None else element.find(path)
    return "" if found is None else found.get("val", "")


def _whole(text: str, default: int) -> int:
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 10
    return int(text) if is_number else default


def _is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a property is on; None if it is not set here."""
    found = None if properties is None else properties.find(name)
    return None if found is None else found.get("val", "1") not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class _Style:
    id: str
    name: str
    based_on: str
    paragraph: Element | None
    run: Element | None


class _Styles:
    """The document's styles, each with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for style in root.iterfind("style") if root is not None else ():
            id = style.get("styleId", "")
            name, based_on = _value(style, "name"), _value(style, "basedOn")
            self._styles[id] = _Style(id, name, based_on, style.find("pPr"), style.find("rPr"))
            if style.get("type") == "paragraph" and style.get("default") in ("1", "true", "on"):
                self._default = id

    def of(self, id: str) -> list[_Style]:
        """The style and those that it is based on, nearest first."""
        chain: list[_Style] = []
        while (style := self._styles.get(id)) and style not in chain and len(chain) < _CHAIN_MAX:
            chain.append(style)
            id = style.based_on
        return chain

    def of_paragraph(self, properties: Element | None) -> list[_Style]:
        """The styles of a paragraph; the default one if it names none."""
        id = _value(properties, "pStyle")
        return self.of(id if id in self._styles else self._default)


def _is_set(styles: Sequence[_Style], name: str) -> bool:
    found = (_is_on(style.run, name) for style in styles)
    return next((value for value in found if value is not None), False)


def _heading(properties: Element | None, styles: Sequence[_Style]) -> int:
    """The level of a heading, 0 for other paragraphs.

    Word writes a heading's English name in every language; other programs give an outline level.
    """
    own = _whole(_value(properties, "outlineLvl"), -1)
    if own >= 0:
        return min(own + 1, 6) if own < _LEVELS else 0
    for style in styles:
        named = _HEADING.fullmatch(style.name) or _HEADING.fullmatch(style.id)
        outline = _whole(_value(style.paragraph, "outlineLvl"), -1)
        if named or outline >= 0:
            level = int(named[1]) if named else outline + 1
            return min(level, 6) if level <= _LEVELS else 0
    return 0


def _is_hidden(
    name: str, own: Element | None, styles: Sequence[_Style], of_paragraph: Sequence[_Style]
) -> bool:
    """Whether a run's property of this name is on.

    In a character style it undoes what the paragraph's style says (ECMA-376, 17.7.3).
    """
    directly = _is_on(own, name)
    if directly is not None:
        return directly
    return _is_set(styles, name) != _is_set(of_paragraph, name)


def _names(styles: Sequence[_Style]) -> list[str]:
    return [style.name.casefold() for style in styles]


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; `text` has %1 for the number of the first level."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # after which level's items the count begins again
    is_legal: bool = False


@dataclass(slots=True)
class _List:
    """A list that paragraphs refer to; several may share one count."""

    count: list[int | None]
    levels: dict[int, _Level]
    restarts: list[int]  # levels whose count begins again with this list's first item
    is_begun: bool = False

    def level(self, place: int) -> _Level:
        return self.levels.get(place, _Level())


class _Numbering:
    """Counts the items of the document's lists as Word does (ECMA-376, 17.9)."""

    def __init__(self, root: Element | None, styles: _Styles) -> None:
        found = list(root) if root is not None else []
        kinds = {kind.get("abstractNumId", ""): kind for kind in found if kind.tag == "abstractNum"}
        lists = {one.get("numId", ""): one for one in found if one.tag == "num"}
        counts: dict[str, list[int | None]] = {}
        self._lists: dict[str, _List] = {}
        for id, one in lists.items():
            kind = _value(one, "abstractNumId")
            if linked := _value(kinds.get(kind), "numStyleLink"):
                chain = styles.of(linked)
                through = _value(chain[0].paragraph, "numPr/numId") if chain else ""
                kind = _value(lists.get(through), "abstractNumId")
            if kind not in kinds:
                continue
            levels = dict(map(_level, kinds[kind].iterfind("lvl")))
            levels |= map(_level, one.iterfind("lvlOverride/lvl"))
            restarts: list[int] = []
            for change in one.iterfind("lvlOverride"):
                place, start = _whole(change.get("ilvl", ""), 0), _value(change, "startOverride")
                if start and 0 <= place < _LEVELS:
                    levels[place] = _started(levels.get(place, _Level()), _whole(start, 1))
                    restarts.append(place)
            count = counts.setdefault(kind, [None] * _LEVELS)
            self._lists[id] = _List(count, levels, restarts)

    def marker(self, id: str, place: int) -> str | None:
        """The mark of the list's next item, empty for a bullet; None if there is no such list."""
        found = self._lists.get(id)
        if found is None:
            return None
        if not found.is_begun:
            found.is_begun = True
            for restarting in found.restarts:
                found.count[restarting] = None
        count, level = found.count, found.level(place)
        before = count[place]
        count[place] = level.start if before is None else before + 1
        for deeper in range(place + 1, _LEVELS):
            restart = found.level(deeper).restart
            if restart is None or place < restart:
                count[deeper] = None
        return "" if level.format == "bullet" else self._shown(found, level)

    def _shown(self, found: _List, level: _Level) -> str:
        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            other = found.level(at)
            value = found.count[at]
            form = "decimal" if level.is_legal else other.format
            return _formatted(other.start if value is None else value, form)

        return _PLACE.sub(number, level.text).strip()[:_MARKER_MAX]


def _level(level: Element) -> tuple[int, _Level]:
    restart = _value(level, "lvlRestart")
    return min(max(_whole(level.get("ilvl", ""), 0), 0), _LEVELS - 1), _Level(
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText")[:_MARKER_MAX],
        _whole(_value(level, "start"), 1),
        _whole(restart, 0) if restart else None,
        bool(_is_on(level, "isLgl")),
    )


def _started(level: _Level, start: int) -> _Level:
    return _Level(level.format, level.text, start, level.restart, level.is_legal)


def _formatted(number: int, form: str) -> str:
    """A number as Word shows it: after z comes aa, then bb."""
    if form == "none":
        return ""
    number = min(number, _NUMBER_MAX)
    if form == "decimalZero":
        return f"{number:02}"
    style = _LETTERS.get(form, "1")
    if style in ("a", "A") and number > 0:
        times, place = divmod(number - 1, 26)
        return marks.numbered(place + 1, style) * min(times + 1, _MARKER_MAX)
    return marks.numbered(number, style)


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, and where in the text its result begins."""

    instruction: str = ""
    begins: int | None = None


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph that is being read."""

    styles: list[_Style]
    text: list[str] = field(default_factory=list[str])
    fields: list[_Field] = field(default_factory=list[_Field])
    boxes: list[Element] = field(default_factory=list[Element])  # text boxes anchored in it

    def link(self, begins: int, url: str) -> None:
        """What was read since is a link; text that is the URL itself stays as it is."""
        text = "".join(self.text[begins:])
        link = html.linked(text, url)
        if link != " ".join(text.split()):
            start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            self.text[begins:] = [start, link, end]

    def whole(self) -> str:
        """The text with its line breaks, and with exponents: "10^5"."""
        text = "".join(self.text).replace(_LOWER + _RAISE, "")
        text = _POWER.sub(r"^\1\2", text)
        return text.replace(_RAISE, "").replace(_LOWER, "")


@dataclass(slots=True)
class _Reader:
    """Walks the document; the fields are its current state."""

    styles: _Styles
    numbering: _Numbering
    notes: dict[str, _Part | None]
    links: dict[str, str]  # of the part that is being read
    blocks: list[Block] = field(default_factory=list[Block])
    title: Block | None = None
    first: tuple[Block, str] | None = None  # the first heading of level 1, its text unnumbered
    referred: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    joined: str = ""  # of a paragraph whose end was deleted: the next one goes on with it
    size: int = 0

    def read(self, body: Element) -> list[Block]:
        self.container(body)
        for kind, id in dict.fromkeys(self.referred):
            self.note(kind, id)
        return self.blocks

    def note(self, kind: str, id: str) -> None:
        """A block for each paragraph of a note."""
        part = self.notes.get(kind)
        for note in part.root if part is not None else ():
            if part is not None and note.get("id") == id:
                self.links = part.links
                for place, block in enumerate(self.apart(note)):
                    self.add(Block(BlockKind.NOTE, block.text, opens=place == 0))

    def add(self, block: Block) -> None:
        self.size += len(block.text)
        if self.size > TEXT_MAX:
            raise InvalidError("the Word document has more than 10 million characters")
        self.blocks.append(block)

    def apart(self, element: Element) -> list[Block]:
        """The blocks of a cell or a note, which are not the document's own."""
        outer, self.blocks = self.blocks, []
        title, first = self.title, self.first
        self.container(element)
        inner, self.blocks = self.blocks, outer
        self.title, self.first = title, first
        return inner

    def container(self, element: Element) -> None:
        """The paragraphs and tables of the body, a cell, a text box or a note."""
        outer, self.joined = self.joined, ""
        for child in _inside(element, ("p", "tbl")):
            if child.tag == "p":
                self.paragraph(child)
            else:
                self.lines(BlockKind.PARAGRAPH, self.joined, 0, "")
                self.joined = ""
                self.table(child)
        self.lines(BlockKind.PARAGRAPH, self.joined, 0, "")
        self.joined = outer

    def paragraph(self, element: Element) -> None:
        properties = element.find("pPr")
        read = _Paragraph(self.styles.of_paragraph(properties))
        self.inline(element, read)
        text, self.joined = self.joined + read.whole(), ""
        end = None if properties is None else properties.find("rPr")
        if end is not None and (end.find("del") is not None or _is_on(end, "vanish")):
            self.joined = text
        elif not any(map(_CONTENTS.fullmatch, _names(read.styles)[:1])):
            self.shown(text, properties, read.styles)
        for box in read.boxes:
            self.container(box)

    def shown(self, text: str, properties: Element | None, styles: Sequence[_Style]) -> None:
        """The paragraph as what it is: a heading, an item, a quote or none of these."""
        id, place = _list_of(properties, styles)
        marker = self.numbering.marker(id, place) if id else None
        folded = " ".join(text.split())
        if not folded:
            return
        names, before = _names(styles), len(self.blocks)
        if level := _heading(properties, styles):
            self.add(Block(BlockKind.HEADING, f"{marker or ''} {folded}".strip(), level))
            if level == 1 and self.first is None:
                self.first = (self.blocks[before], folded)
        elif "title" in names and "subtitle" not in names:
            self.add(Block(BlockKind.HEADING, folded, 1))
            self.title = self.title or self.blocks[before]
        elif marker is not None:
            self.lines(BlockKind.STEP if marker else BlockKind.ITEM, text, place + 1, marker)
        else:
            is_quote = not _QUOTES.isdisjoint(names)
            self.lines(BlockKind.QUOTE if is_quote else BlockKind.PARAGRAPH, text, 0, "")

    def lines(self, kind: BlockKind, text: str, level: int, marker: str) -> None:
        """A block for each line of a paragraph; the first one opens it."""
        folded = (" ".join(line.split()) for line in text.split("\n"))
        for place, line in enumerate(filter(None, folded)):
            shown = f"{marker} {line}".strip() if place == 0 else line
            self.add(Block(kind, shown, level, opens=place == 0))

    def inline(self, element: Element, into: _Paragraph) -> None:
        """Adds what an element inside a paragraph shows."""
        for child in element:
            if child.tag in _UNSEEN:
                continue
            if child.tag == "r":
                self.run(child, into)
            elif child.tag == "hyperlink":
                begins = len(into.text)
                self.inline(child, into)
                url, anchor = self.links.get(child.get("id", ""), ""), child.get("anchor")
                into.link(begins, f"{url}#{anchor}" if url and anchor else url)
            elif child.tag == "txbxContent":
                into.boxes.append(child)
            elif child.tag in _MATH:
                before, after = _MATH[child.tag]
                into.text.append(before)
                self.inline(child, into)
                into.text.append(after)
            else:
                self.inline(child, into)

    def run(self, run: Element, into: _Paragraph) -> None:
        """Adds what a run shows; nothing if it is hidden or struck out."""
        properties = run.find("rPr")
        styles = self.styles.of(_value(properties, "rStyle"))
        is_seen = not any(_is_hidden(name, properties, styles, into.styles) for name in _HIDING)
        raised = [_value(properties, "vertAlign")]
        raised += [_value(style.run, "vertAlign") for style in styles]
        is_raised = next(filter(None, raised), "") == "superscript"
        for child in run:
            if child.tag == "fldChar":
                self.of_field(child.get("fldCharType", ""), into)
            elif child.tag == "instrText":
                for innermost in into.fields[-1:]:
                    innermost.instruction = (innermost.instruction + (child.text or ""))[
                        :_FIELD_MAX
                    ]
            elif is_seen and all(one.begins is not None for one in into.fields):
                self.piece(child, into, is_raised=is_raised)

    def of_field(self, kind: str, into: _Paragraph) -> None:
        """A field's instruction is not shown, its result is; one may be a link."""
        if kind == "begin" and len(into.fields) < _CHAIN_MAX:
            into.fields.append(_Field())
        elif into.fields and kind == "separate":
            into.fields[-1].begins = len(into.text)
        elif into.fields and kind == "end":
            ended = into.fields.pop()
            if ended.begins is not None and (link := _LINK.match(ended.instruction)):
                into.link(ended.begins, link[1])

    def piece(self, piece: Element, into: _Paragraph, *, is_raised: bool) -> None:
        """Adds one piece of a run."""
        match piece.tag:
            case "t":
                text = piece.text or ""
                text = text if piece.get("space") == "preserve" else text.strip()
                into.text.append(f"{_RAISE}{text}{_LOWER}" if is_raised else text)
            case "br" | "cr":
                into.text.append("\n")
            case "tab" | "ptab":
                into.text.append("\t")
            case "noBreakHyphen":
                into.text.append("-")
            case "footnoteReference" | "endnoteReference":
                kind = piece.tag.removesuffix("Reference") + "s"
                self.referred.append((kind, piece.get("id", "")))
            case "sym":
                into.text.append(_SYMBOLS.get(piece.get("char", "").upper(), ""))
            case tag if tag not in _UNSEEN:
                self.inline(piece, into)
            case _:
                pass

    def table(self, table: Element) -> None:
        """A block for each row; a cell that goes on in the rows below is said in each of them."""
        rows = [line for line in _inside(table, ("tr",)) if _is_seen(line)]
        going_on: dict[int, str] = {}
        for place, line in enumerate(rows):
            properties = line.find("trPr")
            cells = [""] * min(max(_whole(_value(properties, "gridBefore"), 0), 0), _COLUMNS_MAX)
            for one in _inside(line, ("tc",)):
                column, of_cell = len(cells), one.find("tcPr")
                merged = None if of_cell is None else of_cell.find("vMerge")
                if merged is not None and merged.get("val") != "restart":
                    text = going_on.get(column, "")
                else:
                    text = cell(" ".join(block.text for block in self.apart(one)))
                going_on.pop(column, None)
                if merged is not None:
                    going_on[column] = text
                across = min(max(_whole(_value(of_cell, "gridSpan"), 1), 1), _COLUMNS_MAX)
                cells += [text, *[""] * (across - 1)]
            is_header = place == 0 and (len(rows) > 1 or bool(_is_on(properties, "tblHeader")))
            if text := row(cells[:_COLUMNS_MAX]):
                self.add(Block(BlockKind.HEADER if is_header else BlockKind.ROW, text))


def _inside(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """The elements of these kinds, also inside content controls and the like."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in _UNSEEN and not _is_contents(child):
            yield from _inside(child, tags)


def _is_contents(element: Element) -> bool:
    """Whether this is a table of contents, which is navigation."""
    gallery = _value(element, "sdtPr/docPartObj/docPartGallery")
    return gallery.casefold() == "table of contents"


def _is_seen(line: Element) -> bool:
    """Whether a row of a table is neither deleted nor hidden."""
    properties = line.find("trPr")
    is_deleted = properties is not None and properties.find("del") is not None
    return not is_deleted and not _is_on(properties, "hidden")


def _list_of(properties: Element | None, styles: Sequence[_Style]) -> tuple[str, int]:
    """The list that a paragraph is an item of (empty if of none), and the level, from 0."""
    sources = [properties, *(style.paragraph for style in styles)]
    id = next(filter(None, (_value(source, "numPr/numId") for source in sources)), "0")
    level = next(filter(None, (_value(source, "numPr/ilvl") for source in sources)), "0")
    return ("" if id == "0" else id), min(max(_whole(level, 0), 0), _LEVELS - 1)
