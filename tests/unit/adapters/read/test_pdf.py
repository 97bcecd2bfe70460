"""PDFs become the blocks that a reader sees on their pages, each with its page."""

import logging
import string
import textwrap
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter

from tandem.adapters.read import pdf as reader
from tandem.adapters.read.pdf import read_pdf
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Block, BlockKind

FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Courier"}
HEIGHT = 842


@dataclass(frozen=True)
class Text:
    """Text on a page; its place is measured from the lower left corner."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11
    font: str = "F1"
    matrix: str = "1 0 0 1"

    @property
    def operations(self) -> bytes:
        """What a PDF says to show it."""
        shown = self.text.encode("cp1252").replace(b"\\", rb"\\")
        shown = shown.replace(b"(", rb"\(").replace(b")", rb"\)")
        place = f"BT /{self.font} {self.size} Tf {self.matrix} {self.x} {self.y} Tm ("
        return place.encode() + shown + b") Tj ET\n"


def lines(
    *texts: str, x: float = 72, y: float = 700, size: float = 11, font: str = "F1"
) -> list[Text]:
    """Lines below one another, as near as those of a paragraph."""
    return [Text(text, x, y - 1.2 * size * place, size, font) for place, text in enumerate(texts)]


def pdf(
    *pages: Sequence[Text] | bytes,
    title: str = "",
    page: str = "",
    resources: str = "",
    stream: str = "",
    objects: Sequence[bytes] = (),
) -> bytes:
    """A PDF of these pages: texts, or the operations themselves; `objects` begin with number 10."""
    fonts = "".join(
        f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >> "
        for name, font in FONTS.items()
    )
    found: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: f"<< /Title ({title}) >>".encode("cp1252"),
        4: f"<< /Font << {fonts} >> {resources} >>".encode(),
    }
    found |= dict(enumerate(objects, start=10))
    kids: list[str] = []
    for number, content in enumerate(pages):
        own, place = 100 + 2 * number, 101 + 2 * number
        data = content if isinstance(content, bytes) else b"".join(t.operations for t in content)
        found[own] = (
            f"<< /Type /Page /Parent 2 0 R /Contents {place} 0 R /Resources 4 0 R {page} >>"
        ).encode()
        found[place] = b"<< /Length %d %s >> stream\n" % (len(data), stream.encode()) + data
        found[place] += b"\nendstream"
        kids.append(f"{own} 0 R")
    box = f"/MediaBox [0 0 595 {HEIGHT}]"
    found[2] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] {box} >>".encode()
    file, places = b"%PDF-1.7\n", dict[int, int]()
    for number, one in found.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    count = max(found) + 1
    table = b"".join(
        b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
        for number in range(count)
    )
    end = b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF"
    return file + b"xref\n0 %d\n" % count + table + end % (count, len(file))


def drawing(data: bytes, more: str = "") -> bytes:
    """A form: something that pages draw."""
    head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 900] /Length {len(data)} {more} >>"
    return head.encode() + b" stream\n" + data + b"\nendstream"


def shapes(content: bytes) -> list[tuple[str, int, str]]:
    """The blocks; a plus is before the text of one that continues the block before it."""
    return [
        (block.kind.value, block.level, block.text if block.opens else f"+{block.text}")
        for block in read_pdf(content)[1]
    ]


def texts(content: bytes) -> list[str]:
    return [block.text for block in read_pdf(content)[1]]


def test_an_article_is_read_as_a_reader_sees_it() -> None:
    def edges(number: int) -> list[Text]:
        head = Text("Kettle manual", 72, 800, 9)
        return [head, Text(f"Page {number} of 3", 280, 30, 9)]

    first = [
        *lines("Descaling", y=740, size=22),
        *lines(
            "Lime builds up over time and makes the kettle slow. Use citric",
            "acid, and rinse the kettle afterwards, because nobody likes the after-",
            "taste of it.",
        ),
        *lines("What you need", y=640, size=15),
        Text("•", 72, 615),
        Text("Citric acid, which is sold in every shop, and enough water to", 90, 615),
        Text("fill the kettle", 90, 602),
        Text("•", 72, 589),
        Text("a spoon", 90, 589),
        Text("–", 90, 576),
        Text("a small one", 108, 576),
        *lines("How to do it", y=540, font="F2"),
        *lines(
            "1. Fill the kettle.", "2. Add the acid, and wait for some minutes until it has", y=515
        ),
        Text("dissolved.", 84, 488.6),
    ]
    second = [
        *lines("Afterwards the kettle is as good as new, unless it was not", y=740),
        *lines("cleaned for years, and then the whole thing has to be done", y=726.8),
    ]
    third = lines("again from the beginning.", "", y=740) + lines("Questions", y=690, size=15)

    title, blocks, pages = read_pdf(
        pdf(*([*edges(n), *page] for n, page in enumerate((first, second, third), start=1)))
    )

    assert title == "Descaling"
    assert blocks == (
        Block(
            BlockKind.PARAGRAPH,
            "Lime builds up over time and makes the kettle slow. Use citric acid, and rinse the"
            " kettle afterwards, because nobody likes the aftertaste of it.",
        ),
        Block(BlockKind.HEADING, "What you need", 2),
        Block(
            BlockKind.ITEM,
            "Citric acid, which is sold in every shop, and enough water to fill the kettle",
            1,
        ),
        Block(BlockKind.ITEM, "a spoon", 1),
        Block(BlockKind.ITEM, "a small one", 2),
        Block(BlockKind.HEADING, "How to do it", 3),
        Block(BlockKind.STEP, "1. Fill the kettle.", 1),
        Block(
            BlockKind.STEP,
            "2. Add the acid, and wait for some minutes until it has dissolved.",
            1,
        ),
        Block(
            BlockKind.PARAGRAPH,
            "Afterwards the kettle is as good as new, unless it was not cleaned for years, and"
            " then the whole thing has to be done again from the beginning.",
        ),
        Block(BlockKind.HEADING, "Questions", 2),
    )
    assert pages == (1, 1, 1, 1, 1, 1, 1, 1, 2, 3)


BODY = lines("Fill the kettle with water up to the line that is inside of it.", y=600)


@pytest.mark.parametrize(
    ("named", "top", "title", "left"),
    [
        ("Descaling", "Kettles", "Descaling", ["Kettles"]),
        ("DESCALING", "Descaling", "DESCALING", []),
        ("Microsoft Word - kettle.docx", "Kettles", "Kettles", []),
        ("", "Kettles", "Kettles", []),
        ("", "Document", "Document", []),
        ("untitled", "", None, []),
    ],
)
def test_the_title_is_found_where_there_is_one(
    named: str, top: str, title: str | None, left: list[str]
) -> None:
    heading = lines(top, size=20) if top else []
    found, blocks, pages = read_pdf(pdf([*heading, *BODY], title=named))
    assert (found, [block.text for block in blocks[:-1]]) == (title, left)
    assert len(pages) == len(blocks)


def test_headings_have_levels_by_their_size_and_bold_ones_come_last() -> None:
    page = [
        *lines("Kettles", y=780, size=24),
        *lines("Bold line", y=740, font="F2"),
        *lines("Small heading of two", "lines", y=700, size=14),
        *lines("Larger heading", y=650, size=18.2),
        *lines("This is bold", "And it has", "Three lines", y=620, font="F2"),
        *lines("Bold before its text:", y=560, font="F2"),
        *lines("Bold that only begins", y=530, font="F2"),
        *lines("a sentence, and what is on the next line by itself is", y=516.8),
        *lines("very important", y=503.6, font="F2"),
        *lines("• Bold item", y=180, font="F2"),
        *lines("12", y=150, size=20),
        *lines(*[one.text for one in BODY * 10], y=490),
        *lines("x" * 90 + " " + "y" * 90 + " " + "z" * 90, y=300, size=14),
    ]
    title, blocks, _ = read_pdf(pdf(page))
    assert title == "Kettles"
    assert [(b.level, b.text) for b in blocks if b.kind is BlockKind.HEADING] == [
        (4, "Bold line"),
        (3, "Small heading of two lines"),
        (2, "Larger heading"),
    ]


def test_an_article_in_bold_has_no_bold_headings() -> None:
    page = lines("Short line", font="F2") + lines("Another", y=650, font="F2")
    assert [kind for kind, _, _ in shapes(pdf(page))] == ["paragraph", "paragraph"]


def test_paragraphs_end_with_a_gap_an_indent_or_a_short_line() -> None:
    page = [
        *lines("One sentence that is as long as the page is wide, more or less,", y=780),
        *lines("and its end.", y=766.8),
        *lines("A gap is above this paragraph, which is as long as the other was,", y=730),
        *lines("and ends in a full line that has no room for any other word at all.", y=716.8),
        *lines("An indent begins this paragraph, and it is also rather a long one", x=84, y=703.6),
        *lines("that goes on.", y=690.4),
        *lines("A short line ended the paragraph before it, and this one is longer", y=677.2),
        *lines("Kettles Ltd.", "1 Kettle Street", "Kettleton", y=640),
        *lines("A word that is long may leave a line short, as it does in", y=580),
        *lines("Kindergartenveranstaltungen, where the words are rather long ones", y=566.8),
        *lines("Term", y=540),
        *lines("Its meaning", x=90, y=526.8),
        *lines("in small letters", x=90, y=515, size=8),
    ]
    assert shapes(pdf(page)) == [
        (
            "paragraph",
            0,
            "One sentence that is as long as the page is wide, more or less, and its end.",
        ),
        (
            "paragraph",
            0,
            "A gap is above this paragraph, which is as long as the other was, and ends in a full"
            " line that has no room for any other word at all.",
        ),
        (
            "paragraph",
            0,
            "An indent begins this paragraph, and it is also rather a long one that goes on.",
        ),
        (
            "paragraph",
            0,
            "A short line ended the paragraph before it, and this one is longer",
        ),
        ("paragraph", 0, "Kettles Ltd."),
        ("paragraph", 0, "1 Kettle Street"),
        ("paragraph", 0, "+Kettleton"),
        (
            "paragraph",
            0,
            "A word that is long may leave a line short, as it does in Kindergartenveranstaltungen,"
            " where the words are rather long ones",
        ),
        ("paragraph", 0, "Term"),
        ("paragraph", 0, "Its meaning"),
        ("paragraph", 0, "in small letters"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the kettle is self-", "cleaning, which is", "self-cleaning, which"),
        ("the kettle is de-", "scaled with acid, and", "descaled with"),
        ("the kettle has a USB-", "C port, and it has", "USB-C port"),
        ("there are 3-", "litre ones, and there", "3-litre ones"),
        ("they write it --", "boil, and it is the", "--boil, and"),
        ("it is good -", "or so they say, and it", "good - or so"),
        ("the kettle is de\xad", "scaled with acid, and", "descaled with"),
        ("it has a USB-", f"C port, and it has {'one more of them ' * 5}", "USB-C port"),
        ("it is co-", "operating with you, and", "cooperating with"),
        ("the so\xadft hyphen", "goes, and there it is", "soft hyphen goes"),
    ],
)
def test_words_parted_at_the_end_of_a_line_are_whole_again(
    before: str, after: str, joined: str
) -> None:
    known = lines("Some are self-cleaning, cooperating and co-operating.", y=600)
    start = "A long line that is at least as wide as the others, and "
    (text, _) = texts(pdf(lines(start + before, after) + known))
    assert joined in text


def test_what_is_open_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first = lines("The text in the first column is", "longer than it is, and so the", y=700)
    second = lines("Kettles go on in the next one, which is wider.", x=320, y=700)
    other = lines("Another paragraph that has no end on this page", y=600)
    content = pdf(
        first + second + other,
        lines("and ends on the next one, but what comes then is:", y=700),
        lines("acid, and nothing else.", y=700),
    )
    _, blocks, pages = read_pdf(content)
    assert [block.text for block in blocks] == [
        "The text in the first column is longer than it is, and so the Kettles go on in the next"
        " one, which is wider.",
        "Another paragraph that has no end on this page and ends on the next one, but what comes"
        " then is:",
        "acid, and nothing else.",
    ]
    assert pages == (1, 1, 3)


def test_lists_are_known_by_their_marks_and_nested_by_their_indents() -> None:
    page = [
        *lines("You need all of this:", y=760),
        *lines("a) Acid", y=740),
        *lines("• in a bag", x=90, y=726),
        *lines("(i) of paper", x=108, y=712),
        *lines("It lasts.", x=126, y=685),
        *lines("b) Water", y=660),
        *lines("1.2. Rain water", y=640),
        *lines("The rest of this paragraph is as wide as the page, and the kettle", y=600),
        *lines("– and only the kettle – is left", y=586.8),
        *lines("z. B. in der Küche", y=550),
        *lines("3.5 mm is the size", y=520),
        *lines("2024. That was the year", y=490),
    ]
    assert shapes(pdf(page)) == [
        ("paragraph", 0, "You need all of this:"),
        ("step", 1, "a) Acid"),
        ("item", 2, "in a bag"),
        ("step", 3, "(i) of paper"),
        ("paragraph", 3, "It lasts."),
        ("step", 1, "b) Water"),
        ("step", 1, "1.2. Rain water"),
        (
            "paragraph",
            0,
            "The rest of this paragraph is as wide as the page, and the kettle – and only the"
            " kettle – is left",
        ),
        ("paragraph", 0, "z. B. in der Küche"),
        ("paragraph", 0, "3.5 mm is the size"),
        ("paragraph", 0, "2024. That was the year"),
    ]


def test_a_list_ends_at_a_heading_and_at_text_that_is_not_its_own() -> None:
    page = [
        *lines("• Acid", y=760),
        *lines("• from a shop.", x=90, y=746),
        Text("It lasts.", 98, 732.8),
        *lines("Kettles", y=700, size=15),
        *lines("• Water", x=90, y=670),
        *lines("Left of the mark, so of no list", y=656.8),
        *lines("• Tea", x=90, y=620),
        *lines("far to the right of it", x=140, y=606.8),
        *lines("•", y=560),
    ]
    assert shapes(pdf(page, title="Tea")) == [
        ("item", 1, "Acid"),
        ("item", 2, "from a shop."),
        ("paragraph", 2, "It lasts."),
        ("heading", 1, "Kettles"),
        ("item", 1, "Water"),
        ("paragraph", 0, "Left of the mark, so of no list"),
        ("item", 1, "Tea"),
        ("paragraph", 1, "far to the right of it"),
        ("paragraph", 0, "•"),
    ]


def test_bullets_that_are_drawn_are_seen() -> None:
    """Browsers draw them, and a circle of a list inside another one is only a line."""
    texts = [Text("Acid", 90, 700), Text("in a bag", 110, 686), Text("Plain", 90, 640)]
    page = b"".join(text.operations for text in texts)
    page += b"75 702 4 4 re f\n97 690 m 97 692 101 692 101 690 c 101 688 97 688 97 690 c S\n"
    page += b"72 642 400 4 re f\n10 10 m 20 20 l n\nf\n1 (x) re f\n75 642 4 4 re n"
    assert shapes(pdf(page)) == [
        ("item", 1, "Acid"),
        ("item", 2, "in a bag"),
        ("paragraph", 1, "Plain"),
    ]


def test_rows_are_read_where_wide_gaps_align() -> None:
    columns = (72, 200, 330)
    cells = [("Size", "Time", "Note"), ("1 l", "5 min", "boil | stir"), ("2 l", "", "boil twice,")]
    page = [
        Text(text, x, 700 - 20 * place, font="F1" if place else "F2")
        for place, row in enumerate(cells)
        for text, x in zip(row, columns, strict=True)
        if text
    ]
    page += [Text("and then again", 330, 647), *BODY]
    page += [Text("Signature", 72, 500), Text("Date", 300, 500)]
    _, blocks, _ = read_pdf(pdf(page))
    assert [block.kind.value for block in blocks] == ["header", "row", "row", *["paragraph"] * 2]
    assert [part.strip() for part in blocks[0].text.split("|")] == ["Size", "Time", "Note"]
    assert blocks[1].text.startswith("1 l | 5 min | boil")
    assert blocks[1].text.count(" | ") == 2
    assert " ".join(blocks[2].text.split()) == "2 l | | boil twice, and then again"
    assert blocks[4].text == "Signature Date"
    plain = [Text(text.text, text.x, text.y) for text in page]
    assert [kind for kind, _, _ in shapes(pdf(plain))] == ["row"] * 3 + ["paragraph"] * 2


def test_gaps_before_punctuation_and_after_marks_make_no_cells() -> None:
    narrow = [
        piece
        for y in (700, 686)
        for piece in (Text("kettle --boil --fast", 72, y, font="F3"), Text(".", 260, y))
    ]
    wide = [
        piece for y in (600, 580) for piece in (Text("•", 72, y), Text("Acid and some", 130, y))
    ]
    wide.append(Text("water", 130, 567))
    assert {kind for kind, _, _ in shapes(pdf(narrow + BODY))} == {"paragraph"}
    assert shapes(pdf(wide)) == [("item", 1, "Acid and some"), ("item", 1, "Acid and some water")]


def test_code_keeps_its_lines_and_indents() -> None:
    page = [
        *lines("Run this:", y=720),
        *lines("kettle --boil \\", y=700, font="F3"),
        Text("--fast", 72 + 2 * 6.6, 686.8, font="F3"),
        *lines("Then wait for as long as it takes to boil, and then press", y=660),
        *lines("stop", y=646.8, font="F3"),
        *lines("on it.", y=633.6),
    ]
    assert shapes(pdf(page)) == [
        ("paragraph", 0, "Run this:"),
        ("code", 0, "kettle --boil \\\n  --fast"),
        (
            "paragraph",
            0,
            "Then wait for as long as it takes to boil, and then press stop on it.",
        ),
    ]


def test_an_article_in_a_typewriters_font_is_no_code() -> None:
    page = lines("The kettle was made at a time when there was only this", "font.", font="F3")
    assert shapes(pdf(page)) == [
        ("paragraph", 0, "The kettle was made at a time when there was only this font.")
    ]


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        ([(72, "10"), (85, "^5"), (89, " units")], "10^5 units"),
        ([(72, "10"), (85, "^-5")], "10^-5"),
        ([(72, "the 1"), (96.5, "^st")], "the 1st"),
        ([(72, "H"), (80, "_2"), (84, "O")], "H2O"),
        ([(72, "^1"), (76, "See the manual")], "1 See the manual"),
        ([(72, "see"), (110, "^2")], "see 2"),
    ],
)
def test_exponents_are_marked(pieces: list[tuple[float, str]], seen: str) -> None:
    small = {"^": (704, 7), "_": (698, 7)}
    page = [Text(text.lstrip("^_"), x, *small.get(text[0], (700, 11))) for x, text in pieces]
    assert texts(pdf(page + BODY))[0] == seen


def test_a_table_of_contents_is_left_out() -> None:
    page = [
        *lines("Contents", y=780, size=15),
        *lines("Boiling . . . . . . . . . . 2", y=750),
        Text("Descaling", 72, 736),
        Text("iv", 400, 736),
        *lines("Boiling", y=690, size=15),
        *lines("Wait... and then it boils, as it says in chapter 4", y=660),
        *lines("Contents", y=600, size=15),
        *lines("Each box has a kettle.", y=570),
    ]
    page[2] = Text("Descaling ........ iv", 72, 736)
    del page[3]
    assert texts(pdf(page, title="Kettles")) == [
        "Boiling",
        "Wait... and then it boils, as it says in chapter 4",
        "Contents",
        "Each box has a kettle.",
    ]
    bare = [
        *lines("Inhalt", y=780, size=15),
        *lines("Boiling 2", "1 Descaling 3", y=750),
        *lines("Boiling", y=690, size=15),
        *lines("Contents", y=600, size=15),
    ]
    assert texts(pdf(bare, title="Kettles")) == ["Boiling", "Contents"]


def repeating(count: int, *, head: str = "", foot: str = "") -> bytes:
    """Pages with a head and a foot, where {page} is the page's number."""
    pages: list[list[Text]] = []
    for page in range(1, count + 1):
        own = f"Text of the page {string.ascii_lowercase[page] * 3} stands here."
        texts = lines(own, y=740) + lines(own, y=500)
        texts += [Text(head.format(page=page), 72, 800, 9), Text(foot.format(page=page), 72, 30, 9)]
        pages.append([text for text in texts if text.text])
    return pdf(*pages)


@pytest.mark.parametrize(
    "head",
    ["Kettle manual", "Kettle manual 2.0 - {page}", "{page} / 5", "Page {page} of 5", "- {page} -"],
)
@pytest.mark.parametrize("foot", ["(c) Kettles Ltd. 2024", "{page}"])
def test_what_most_pages_repeat_is_left_out(head: str, foot: str) -> None:
    found = texts(repeating(5, head=head, foot=foot))
    assert len(found) == 10
    assert all(text.startswith("Text of") for text in found)


def test_heads_of_chapters_are_left_out_with_those_that_repeat() -> None:
    pages = [
        [Text(f"Chapter {chapter}", 72, 800, 9), *lines(f"It says {letter * 5}.", y=740)]
        for chapter, letter in zip(("one", "one", "two", "two", "three"), "abcde", strict=True)
    ]
    assert texts(pdf(*pages)) == [f"It says {letter * 5}." for letter in "abcde"]


def test_roman_page_numbers_are_left_out() -> None:
    pages = [
        [*lines(f"It says {number * 3}.", y=740), Text(number, 300, 30, 9)]
        for number in ("i", "ii", "iii", "iv", "v")
    ]
    assert all(text.startswith("It says") for text in texts(pdf(*pages)))


def test_what_only_looks_repeated_is_kept() -> None:
    pages = [
        lines(f"It has {number} parts.", y=740) + lines(f"{number}" * 20, y=500)
        for number in (4, 7, 2, 9, 5)
    ]
    assert sum(text.startswith("It has") for text in texts(pdf(*pages))) == 5
    once = texts(repeating(1, head="Kettle manual", foot="1"))
    assert "Kettle manual" in once
    headings = [
        [*lines(f"Question {page}", y=780, size=15), *lines(f"Answer {page * 'a'}.", y=750)]
        for page in range(1, 5)
    ]
    found = texts(pdf(*headings, title="Questions"))
    assert [text for text in found if text.startswith("Question")] == [
        f"Question {page}" for page in range(1, 5)
    ]
    tight = [
        lines("The same words", f"and others: {letter * 4}", y=780) + lines(letter * 9, y=400)
        for letter in "abcd"
    ]
    assert sum(text.startswith("The same words") for text in texts(pdf(*tight))) == 4


def test_turned_pages_are_read_and_what_is_across_or_outside_is_not() -> None:
    for rotation, matrix, x, y, right, up in (
        (0, "1 0 0 1", 72, 700, 0, -13.2),
        (90, "0 1 -1 0", 100, 72, 13.2, 0),
        (180, "-1 0 0 -1", 500, 100, 0, 13.2),
        (270, "0 -1 1 0", 400, 700, -13.2, 0),
    ):
        page = [
            Text("Upright", x, y, matrix=matrix),
            Text("And read", x + right, y + up, matrix=matrix),
            Text("Draft", 200, 300, 60, matrix="0.7 0.7 -0.7 0.7"),
            Text("Outside", 700, 400),
            Text("Outside", 72, -20),
            Text("Tiny", 72, 400, 0.1),
        ]
        content = pdf(page, page=f"/Rotate {rotation}", title="Kettles")
        assert shapes(content) == [("paragraph", 0, "Upright"), ("paragraph", 0, "+And read")]


def test_text_inside_of_drawings_is_where_it_is_drawn() -> None:
    inner = drawing(Text("Boil it.", 0, 0).operations, "/Resources 4 0 R")
    page = b"q 1 0 0 1 72 600 cm /X Do Q q 1 0 0 1 72 700 cm /X Do Q "
    content = pdf(
        page + Text("Fill it.", 72, 650).operations,
        resources="/XObject << /X 10 0 R >>",
        objects=[inner],
    )
    assert texts(content) == ["Boil it.", "Boil it.", "Fill it."]


def test_text_that_is_printed_twice_to_look_bold_is_read_once() -> None:
    assert texts(pdf([Text("Boil", 72, 700), Text("Boil", 72.3, 700), *BODY]))[0] == "Boil"


def test_real_programs_embedded_fonts_are_read() -> None:
    figure = Figure(figsize=(6, 8))
    figure.text(0.1, 0.9, "Größe of the kettle", fontsize=20)
    figure.text(0.1, 0.8, "Fill it → to the line, with an office file", fontsize=10)
    figure.text(0.1, 0.7, "1. Boil 5 µl — twice", fontsize=10)
    file = BytesIO()
    FigureCanvasPdf(figure).print_pdf(file, metadata={"CreationDate": None})
    assert read_pdf(file.getvalue()) == (
        "Größe of the kettle",
        (
            Block(BlockKind.PARAGRAPH, "Fill it → to the line, with an office file"),
            Block(BlockKind.STEP, "1. Boil 5 µl — twice", 1),
        ),
        (1, 1),
    )


def mapped(page: bytes, characters: str) -> bytes:
    """A page in the font F9, where code 1 is the first of these characters, and so on."""
    codes = "".join(
        f"<{place:02X}> <{ord(one):04X}>\n" for place, one in enumerate(characters, start=1)
    )
    head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF>"
    data = f"{head} endcodespacerange 9 beginbfchar\n{codes}endbfchar endcmap end".encode()
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 11 0 R >>"
    stream = b"<< /Length %d >> stream\n%s\nendstream" % (len(data), data)
    content = pdf(page, objects=[font, stream])
    return content.replace(b"/F1 <<", b"/F9 10 0 R /F1 <<")


def test_odd_characters_do_no_harm() -> None:
    """Ligatures become letters; symbols of private fonts and half characters are left out."""
    page = b"BT 72 700 Td /F9 11 Tf <02> Tj /F1 11 Tf 12 0 Td ( item) Tj ET "
    page += b"BT /F9 11 Tf 72 650 Td <0106030406050601> Tj ET"
    content = mapped(page, "\ufb01\uf0b7\ud800\ue001\0a")
    assert shapes(content) == [("item", 1, "item"), ("paragraph", 0, "fiaaafi")]


def test_lines_of_a_language_without_spaces_are_joined_without_one() -> None:
    page = b"BT /F9 11 Tf 13.2 TL 72 700 Td <%s> Tj T* <%s> Tj ET" % (b"01" * 40, b"02" * 40)
    assert texts(mapped(page, "水茶")) == ["水" * 40 + "茶" * 40]


# Refusals


def encrypted(content: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_an_encrypted_pdf_is_read_only_if_it_opens_without_a_password() -> None:
    content = pdf(BODY)
    assert texts(encrypted(content, "")) == texts(content)
    with pytest.raises(InvalidError) as refused:
        read_pdf(encrypted(content, "secret"))
    assert refused.value.message == "the PDF is encrypted"


GOOD = pdf(BODY)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a readable PDF"),
        (b"Boil.", "not a readable PDF"),
        (b"%PDF-1.7\n%%EOF", "not a readable PDF"),
        (GOOD[:300], "not a readable PDF"),
        (GOOD.replace(b"/Pages", b"/Sages"), "not a readable PDF"),
        (pdf(b"1 0 0 RG 72 72 400 400 re f"), "the PDF has no text; it may be scanned"),
        (pdf([Text("   ")]), "the PDF has no text; it may be scanned"),
        (pdf(), "the PDF has no pages, or more than 2,000"),
        (pdf(b"[" * 100_000), "not a readable PDF"),
        (
            pdf(zlib.compress(b" " * (reader.STREAM_MAX + 1)), stream="/Filter /FlateDecode"),
            "the PDF takes too much time or memory to read",
        ),
        (
            pdf(
                zlib.compress(zlib.compress(b" " * 10 * reader.STREAM_MAX)),
                stream="/Filter [/FlateDecode /FlateDecode]",
            ),
            "the PDF takes too much time or memory to read",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_pdf(content)
    assert refused.value.message == why


def test_the_pages_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PAGES_MAX", 3)
    assert len(texts(repeating(3))) == 6
    with pytest.raises(InvalidError, match="no pages, or more than 3"):
        read_pdf(repeating(4))
    monkeypatch.setattr(reader, "_TREE_MAX", 3)
    with pytest.raises(InvalidError, match="no pages, or more than 3"):
        read_pdf(repeating(4))


def test_a_page_that_is_used_again_and_again_has_a_bound() -> None:
    kids = b"/Kids [100 0 R"
    assert GOOD.count(kids) == 1
    with pytest.raises(InvalidError, match="more than 2,000"):
        read_pdf(GOOD.replace(kids, kids + b" 100 0 R" * reader.PAGES_MAX))


@pytest.mark.parametrize("bound", ["SECONDS_MAX", "TEXT_MAX", "_PIECES_MAX"])
def test_the_work_has_a_bound(bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is set to nothing here: how long a machine takes is no matter of this test."""
    work = reader._Work  # pyright: ignore[reportPrivateUsage]
    spent = {"SECONDS_MAX": {"until": 0.0}, "TEXT_MAX": {"chars": 5}, "_PIECES_MAX": {"pieces": 0}}
    monkeypatch.setattr(reader, "_Work", lambda: work(**spent[bound]))  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidError, match="takes too much time or memory"):
        read_pdf(GOOD)


def test_drawings_in_drawings_do_not_multiply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten drawings that each draw the next ten times are a thousand million of them."""
    monkeypatch.setattr(reader, "_FORMS_MAX", 50)
    forms = [
        drawing(b"/X Do " * 10, f"/Resources << /XObject << /X {number} 0 R >> >>")
        for number in range(11, 20)
    ]
    forms.append(drawing(b"/X Do", "/Resources << /XObject << /X 19 0 R >> >>"))  # draws itself
    page = b"/X Do " + b"".join(text.operations for text in BODY)
    content = pdf(page, resources="/XObject << /X 10 0 R >>", objects=forms)
    assert texts(content) == texts(GOOD)


def test_fonts_that_take_long_are_refused() -> None:
    codes = b"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange"
    stream = b"<< /Length %d >> stream\n%s\nendstream" % (len(codes), codes)
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /ToUnicode 10 0 R {} >>".format
    part = "<< /Type /Font /Subtype /CIDFontType2 >>"

    def made(fonts: list[str]) -> bytes:
        listed = " ".join(f"/G{place} {one}" for place, one in enumerate(fonts))
        return pdf(BODY, objects=[stream]).replace(b"/F1 <<", listed.encode() + b" /F1 <<")

    single = font(f"/Encoding /Identity-H /DescendantFonts [{part}]")
    many_codes, many_fonts = [single] * 20, ["<< /Type /Font >>"] * (reader.FONTS_MAX + 1)
    many_parts = [font(f"/Encoding /Identity-H /DescendantFonts [{part} {part}]")]
    assert texts(made([single])) == texts(GOOD)
    for fonts in (many_codes, many_fonts, many_parts):
        with pytest.raises(InvalidError, match="takes too much time or memory"):
            read_pdf(made(fonts))


def test_nothing_is_logged_or_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library logs what it repairs, in words from the file."""
    caplog.set_level(logging.DEBUG)
    place = GOOD.index(b"startxref")
    assert texts(GOOD[:place] + b"startxref\n7\n%%EOF") == texts(GOOD)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


# Properties

words = st.text(string.ascii_letters + "äöüß", min_size=1, max_size=12)


def named(number: int) -> str:
    """A word for a number, so that no two lines are the same."""
    return "".join(string.ascii_lowercase[int(digit)] for digit in f"{number:04}")


def placed(paragraphs: Sequence[str], width: int) -> Iterator[list[Text]]:
    """Wrapped paragraphs on pages, with gaps between them, and what each page repeats."""
    page, y, number = list[Text](), 740.0, 1
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, width, break_on_hyphens=False):
            page.append(Text(line, 72, y))
            y -= 13.2
            if y < 80:
                yield [Text("Kettle manual", 72, 800, 9), *page, Text(str(number), 300, 30, 9)]
                page, y, number = [], 740.0, number + 1
        y -= 13.2
    yield [Text("Kettle manual", 72, 800, 9), *page, Text(str(number), 300, 30, 9)]


@given(
    st.lists(st.lists(words, min_size=1, max_size=60), min_size=1, max_size=30), st.integers(20, 90)
)
def test_all_lines_come_back_in_order_without_what_pages_repeat(
    said: list[list[str]], width: int
) -> None:
    paragraphs = [f"{named(place)} {' '.join(one)}." for place, one in enumerate(said)]
    pages = list(placed(paragraphs, width))
    if len(pages) == 1:
        pages[0] = pages[0][1:-1]
    title, blocks, numbers = read_pdf(pdf(*pages))
    assert title is None
    assert {block.kind for block in blocks} == {BlockKind.PARAGRAPH}
    assert " ".join(block.text for block in blocks) == " ".join(paragraphs)
    for block, number in zip(blocks, numbers, strict=True):
        first = block.text.split()[0]
        assert any(first in text.text.split() for text in pages[number - 1])
    assert list(numbers) == sorted(numbers)


@given(st.integers(0, len(GOOD)), st.binary(max_size=50), st.integers(0, 50))
def test_any_damage_is_read_or_refused(place: int, junk: bytes, cut: int) -> None:
    try:
        _, blocks, pages = read_pdf(GOOD[:place] + junk + GOOD[place + cut :])
    except InvalidError as error:
        assert "PDF" in error.message  # noqa: PT017  # either way is right, each in its form
    else:
        assert len(blocks) == len(pages)
