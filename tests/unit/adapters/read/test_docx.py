"""Word documents become the blocks that a reader of the printed pages would see."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.read import docx as reader
from tandem.adapters.read.docx import is_title, read_docx
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Block, BlockKind, cell, row

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(parts: dict[str, str | bytes], how: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", how) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def relations(*related: tuple[str, str, str]) -> str:
    """A part's relations: the id, the kind and the target of each; an address is external."""
    lines = ""
    for id, kind, target in related:
        mode = ' TargetMode="External"' if ":" in target else ""
        lines += f'<Relationship Id="{id}" Type="{KIND}/{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def written(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    links: Sequence[tuple[str, str]] = (),
    more: dict[str, str | bytes] | None = None,
) -> bytes:
    """A document of these elements, as short as Word would still open it."""
    related = [("s", "styles", "styles.xml"), ("n", "numbering", "/word/numbering.xml")]
    related += [("f", "footnotes", "footnotes.xml")]
    return zipped(
        {
            "_rels/.rels": relations(("d", "officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": relations(
                *related, *((id, "hyperlink", url) for id, url in links)
            ),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
            "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
            **(more or {}),
        }
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(runs: str, properties: str = "") -> str:
    inner = runs if runs.startswith("<") else run(runs) if runs else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def style(id: str, inner: str, *, name: str = "", kind: str = "paragraph") -> str:
    name = name or id
    return f'<w:style w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/>{inner}</w:style>'


def of_style(id: str) -> str:
    return f'<w:pStyle w:val="{id}"/>'


def item(text: str, level: int = 0, number: int = 1) -> str:
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
    return paragraph(text, f"<w:numPr>{place}</w:numPr>")


def level(place: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def a_list(levels: str, *, id: int = 1, kind: int = 1, more: str = "") -> str:
    """A list's definition, and the list that uses it."""
    return (
        f'<w:abstractNum w:abstractNumId="{kind}">{levels}</w:abstractNum>'
        f'<w:num w:numId="{id}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>'
    )


def texts(content: bytes) -> list[str]:
    return [block.text for block in read_docx(content)[1]]


def shapes(content: bytes) -> list[tuple[str, int, str]]:
    """The blocks; a plus is before the text of one that continues the block before it."""
    return [
        (block.kind.value, block.level, block.text if block.opens else f"+{block.text}")
        for block in read_docx(content)[1]
    ]


def test_a_document_is_read_as_a_reader_sees_it() -> None:
    document = docx.Document()
    document.add_paragraph("Descaling", style="Title")
    document.add_heading("What you need", 1)
    address = document.add_paragraph("Acid from the shop at\tthe corner:")
    address.add_run().add_break()
    address.add_run("1 Kettle  Street")
    document.add_paragraph("Water", style="List Bullet")
    document.add_paragraph("Rain water", style="List Bullet 2")
    document.add_heading("Steps", 2)
    document.add_paragraph("Fill it.", style="List Number")
    document.add_paragraph("Boil it.", style="List Number")
    document.add_paragraph("Never leave it alone.", style="Intense Quote")
    document.sections[0].header.paragraphs[0].text = "Kettle manual"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_comment(address.runs, "Is this still right?", author="An editor")
    table = document.add_table(rows=2, cols=2)
    for one, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ["Size", "Time | max.", "1 l", ""],
        strict=True,
    ):
        one.text = text

    title, blocks = read_docx(saved(document))

    assert title == "Descaling"
    assert blocks[:-2] == (
        Block(BlockKind.HEADING, "What you need", 1),
        Block(BlockKind.PARAGRAPH, "Acid from the shop at the corner:"),
        Block(BlockKind.PARAGRAPH, "1 Kettle Street", opens=False),
        Block(BlockKind.ITEM, "Water", 1),
        Block(BlockKind.ITEM, "Rain water", 1),
        Block(BlockKind.HEADING, "Steps", 2),
        Block(BlockKind.STEP, "1. Fill it.", 1),
        Block(BlockKind.STEP, "2. Boil it.", 1),
        Block(BlockKind.QUOTE, "Never leave it alone."),
    )
    assert [block.kind for block in blocks[-2:]] == [BlockKind.HEADER, BlockKind.ROW]
    assert blocks[-2].text.count(" | ") == 1
    assert blocks[-1].text.startswith("1 l")


@pytest.mark.parametrize(
    ("named", "paragraphs", "title", "left"),
    [
        ("Descaling", [("Title", "Kettles"), (None, "Boil.")], "Descaling", ["Kettles", "Boil."]),
        ("Descaling", [("Title", "DESCALING"), (None, "Boil.")], "Descaling", ["Boil."]),
        ("Descaling", [("Heading 1", "Descaling"), (None, "Boil.")], "Descaling", ["Boil."]),
        ("Microsoft Word - a.docx", [("Title", "Kettles"), (None, "Boil.")], "Kettles", ["Boil."]),
        ("", [(None, "Boil."), ("Heading 1", "Kettles")], "Kettles", ["Boil."]),
        ("", [(None, "Boil."), ("Heading 2", "Kettles")], None, ["Boil.", "Kettles"]),
        ("Document1", [], None, []),
    ],
)
def test_the_title_is_found_where_there_is_one(
    named: str, paragraphs: list[tuple[str | None, str]], title: str | None, left: list[str]
) -> None:
    document = docx.Document()
    document.core_properties.title = named
    for style_name, text in paragraphs:
        document.add_paragraph(text, style=style_name)
    found, blocks = read_docx(saved(document))
    assert (found, [block.text for block in blocks]) == (title, left)


def test_a_subtitle_is_no_title_even_if_its_style_is_based_on_one() -> None:
    styles = style("Titel", "", name="Title") + style(
        "Untertitel", '<w:basedOn w:val="Titel"/>', name="Subtitle"
    )
    body = paragraph("All about", of_style("Untertitel")) + paragraph("Kettles", of_style("Titel"))
    content = written(body, styles=styles)
    assert read_docx(content) == ("Kettles", (Block(BlockKind.PARAGRAPH, "All about"),))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("How to descale", True),
        ("Kettle 2.0", True),
        ("TCP/IP", True),
        ("Zurücksetzen", True),
        ("", False),
        ("2024-10", False),
        ("Untitled", False),
        ("untitled document 3", False),
        ("Dokument1", False),
        ("PowerPoint Presentation", False),
        ("manual_v2_FINAL.docx", False),
        ("file:///tmp/manual", False),
        ("C:\\manual", False),
    ],
)
def test_a_title_is_what_a_person_wrote(text: str, is_one: bool) -> None:
    assert is_title(text) == is_one


def test_headings_are_known_by_their_styles_in_any_language() -> None:
    outline = '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>'
    styles = (
        style("berschrift1", "", name="heading 1")
        + style("Kapitel", '<w:basedOn w:val="berschrift1"/>')
        + style("Titre4", outline, name="Titre 4")
        + style("Heading7", "", name="heading 7")
        + style("Loop", '<w:basedOn w:val="Loop"/>')
        + style("Rumpf", '<w:basedOn w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    )
    ids = ["berschrift1", "Kapitel", "Titre4", "Heading7", "Loop", "Rumpf", "Missing"]
    body = "".join(paragraph(id, of_style(id)) for id in ids)
    body += paragraph("own", '<w:outlineLvl w:val="1"/>')
    body += paragraph("body", f'{of_style("Kapitel")}<w:outlineLvl w:val="9"/>')
    title, blocks = read_docx(written(body, styles=styles))
    assert title == "berschrift1"
    assert [(block.text, block.level) for block in blocks if block.kind is BlockKind.HEADING] == [
        ("Kapitel", 1),
        ("Titre4", 4),
        ("Heading7", 6),
        ("own", 2),
    ]
    assert len(blocks) == 8


@pytest.mark.parametrize(
    ("form", "start", "shown"),
    [
        ("decimal", 9, ["9.", "10."]),
        ("decimal", 0, ["0.", "1."]),
        ("decimalZero", 9, ["09.", "10."]),
        ("lowerLetter", 26, ["z.", "aa."]),
        ("upperLetter", 27, ["AA.", "BB."]),
        ("lowerRoman", 3, ["iii.", "iv."]),
        ("upperRoman", 9, ["IX.", "X."]),
        ("ordinal", 1, ["1.", "2."]),
        ("none", 1, [".", "."]),
        ("bullet", 1, ["", ""]),
        ("decimal", 999_999_999, ["32767.", "32767."]),
    ],
)
def test_items_begin_with_the_number_that_word_shows(
    form: str, start: int, shown: list[str]
) -> None:
    numbering = a_list(level(0, form, "%1.", start=start))
    found = shapes(written(item("Fill") + item("Boil"), numbering=numbering))
    assert found == [
        ("step" if marker else "item", 1, f"{marker} {text}".strip())
        for marker, text in zip(shown, ["Fill", "Boil"], strict=True)
    ]


def test_levels_count_for_themselves_and_begin_again_below_another_item() -> None:
    levels = (
        level(0, "upperRoman", "Part %1:")
        + level(1, "lowerLetter", "%1.%2)", more="<w:isLgl/>")
        + level(2, "decimal", "(%3)", more='<w:lvlRestart w:val="0"/>')
    )
    body = (
        "".join(item(f"text {place}", place) for place in (0, 1, 1, 2, 0, 1, 2, 8))
        + paragraph("between")
        + item("text 0", 0)
    )
    assert shapes(written(body, numbering=a_list(levels))) == [
        ("step", 1, "Part I: text 0"),
        ("step", 2, "1.1) text 1"),
        ("step", 2, "1.2) text 1"),
        ("step", 3, "(1) text 2"),
        ("step", 1, "Part II: text 0"),
        ("step", 2, "2.1) text 1"),
        ("step", 3, "(2) text 2"),
        ("item", 9, "text 8"),
        ("paragraph", 0, "between"),
        ("step", 1, "Part III: text 0"),
    ]


def test_lists_share_a_count_unless_one_begins_it_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "lowerRoman", "%1)")}</w:lvlOverride>'
    numbering = a_list(level(0, "decimal", "%1.")) + "".join(
        f'<w:num w:numId="{id}"><w:abstractNumId w:val="1"/>{more}</w:num>'
        for id, more in ((2, ""), (3, override), (4, own))
    )
    body = "".join(item("x", number=id) for id in (1, 2, 3, 3, 1, 4))
    assert texts(written(body, numbering=numbering)) == [
        "1. x",
        "2. x",
        "5. x",
        "6. x",
        "7. x",
        "viii) x",
    ]


def test_styles_can_make_lists_and_number_headings() -> None:
    in_list = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    numbered = '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
    styles = (
        style("Step", in_list)
        + style("Substep", '<w:basedOn w:val="Step"/>')
        + style("Heading1", numbered, name="heading 1")
        + style("Ours", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    )
    numbering = (
        a_list(level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)"))
        + a_list(level(0, "decimal", "%1"), id=2, kind=2)
        + a_list('<w:numStyleLink w:val="Ours"/>', id=3, kind=3)
    )
    body = (
        paragraph("Kettles", of_style("Heading1"))
        + paragraph("Descaling", of_style("Heading1"))
        + paragraph("Fill", of_style("Step"))
        + paragraph("Boil", of_style("Substep"))
        + paragraph("No step", f'{of_style("Step")}<w:numPr><w:numId w:val="0"/></w:numPr>')
        + item("By a style of lists", number=3)
        + item("Of no list", number=99)
    )
    content = written(body, styles=styles, numbering=numbering)
    assert read_docx(content)[0] == "Kettles"
    assert shapes(content) == [
        ("heading", 1, "2 Descaling"),
        ("step", 2, "a) Fill"),
        ("step", 2, "b) Boil"),
        ("paragraph", 0, "No step"),
        ("step", 1, "1. By a style of lists"),
        ("paragraph", 0, "Of no list"),
    ]


@pytest.mark.parametrize(
    ("runs", "seen"),
    [
        (run("b", "<w:vanish/>"), "a c"),
        (run("b", '<w:vanish w:val="0"/>'), "a b c"),
        (run("b", '<w:rStyle w:val="Secret"/>'), "a c"),
        (run("b", '<w:rStyle w:val="Derived"/>'), "a c"),
        (run("b", '<w:rStyle w:val="Secret"/><w:vanish w:val="false"/>'), "a b c"),
        (run("b", "<w:strike/>"), "a c"),
        (run("b", "<w:dstrike/>"), "a c"),
        (f'<w:del w:id="1">{run("b").replace("w:t", "w:delText")}</w:del>', "a c"),
        (f'<w:del w:id="1">{run("b")}</w:del>', "a c"),
        (f'<w:moveFrom w:id="1">{run("b")}</w:moveFrom>', "a c"),
        (f'<w:ins w:id="1">{run("b")}</w:ins>', "a b c"),
        (f'<w:moveTo w:id="1">{run("b")}</w:moveTo>', "a b c"),
        (f"<w:smartTag><w:sdt><w:sdtContent>{run('b')}</w:sdtContent></w:sdt></w:smartTag>",
         "a b c"),
        ('<w:r><w:instrText>PAGE</w:instrText></w:r>', "a c"),
        ("<w:r><w:t> b </w:t><w:t>b\n</w:t></w:r>", "a bb c"),
        ('<w:r><w:fldChar w:fldCharType="begin"/><w:t>unseen</w:t></w:r>'
         f'{run("b", "<w:vanish/>")}<w:r><w:fldChar w:fldCharType="separate"/><w:t>b</w:t>'
         '<w:fldChar w:fldCharType="end"/><w:t>, b</w:t></w:r>', "a b, b c"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', "a → c"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "a c"),
        ("<w:r><w:t>b</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/></w:r>", "a b-b c"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>b</w:t></w:r>"
         "</w:rubyBase></w:ruby></w:r>", "a b c"),
    ],
)  # fmt: skip
def test_only_what_a_reader_sees_is_kept(runs: str, seen: str) -> None:
    styles = style("Secret", "<w:rPr><w:vanish/></w:rPr>", kind="character") + style(
        "Derived", '<w:basedOn w:val="Secret"/>', kind="character"
    )
    body = paragraph(run("a ") + runs + run(" c"))
    assert texts(written(body, styles=styles)) == [seen]


def test_a_paragraph_of_a_hidden_style_is_left_out_unless_a_run_undoes_it() -> None:
    styles = style("Secret", "<w:rPr><w:vanish/></w:rPr>") + style(
        "Shown", "<w:rPr><w:vanish/></w:rPr>", kind="character"
    )
    runs = run("hidden ") + run("shown", '<w:rStyle w:val="Shown"/>')
    body = paragraph(runs, of_style("Secret")) + paragraph("after")
    assert texts(written(body, styles=styles)) == ["shown", "after"]


def test_deleted_paragraph_ends_and_rows_are_accepted_as_deleted() -> None:
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    line = "<w:tr><w:trPr>{}</w:trPr><w:tc>{}</w:tc></w:tr>"
    table = "".join(
        line.format(properties, paragraph(text))
        for properties, text in (
            ("", "kept"),
            ('<w:del w:id="1"/>', "deleted"),
            ('<w:ins w:id="1"/>', "inserted"),
            ("<w:hidden/>", "hidden"),
        )
    )
    body = (
        paragraph(run("The kettle"), deleted)
        + paragraph(f'<w:del w:id="1">{run("gone")}</w:del>', deleted)
        + paragraph(run(" boils."))
        + paragraph(run("Last"), deleted)
        + f"<w:tbl>{table}</w:tbl>"
    )
    assert texts(written(body)) == ["The kettle boils.", "Last", "kept", "inserted"]


def test_a_deleted_item_is_not_counted() -> None:
    gone = f'<w:del w:id="1">{run("gone")}</w:del>'
    properties = '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr>'
    body = item("Fill") + paragraph(gone, properties) + item("Boil")
    numbering = a_list(level(0, "decimal", "%1."))
    assert texts(written(body, numbering=numbering)) == ["1. Fill", "2. Boil"]


def test_a_table_of_contents_is_left_out() -> None:
    styles = style("Verzeichnis1", "", name="toc 1")
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = (
        paragraph("Boiling 3", of_style("Verzeichnis1"))
        + f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('Contents')}"
        "</w:sdtContent></w:sdt>"
        + f"<w:sdt><w:sdtContent>{paragraph('Boiling')}</w:sdtContent></w:sdt>"
    )
    assert texts(written(body, styles=styles)) == ["Boiling"]


@pytest.mark.parametrize(
    ("runs", "seen"),
    [
        (["10", "^5", " units"], "10^5 units"),
        (["10", "^-", "^5", " units"], "10^-5 units"),
        (["5 m", "^2 ", "is"], "5 m^2 is"),
        (["10", "^0,5"], "10^0,5"),
        (["the 1", "^st", " time"], "the 1st time"),
        (["see ", "^2"], "see 2"),
        (["^2", " H"], "2 H"),
        (["(x)", "^2"], "(x)2"),
    ],
)
def test_exponents_are_marked(runs: list[str], seen: str) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = "".join(run(text.lstrip("^"), raised if text[0] == "^" else "") for text in runs)
    assert texts(written(paragraph(body))) == [seen]
    styled = body.replace(raised, '<w:rStyle w:val="Up"/>')
    styles = style("Up", f"<w:rPr>{raised}</w:rPr>", kind="character")
    assert texts(written(paragraph(styled), styles=styles)) == [seen]


def test_formulas_keep_their_exponents_and_fractions() -> None:
    def math(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    power = f"<m:sSup><m:e>{math('10')}</m:e><m:sup>{math('n')}</m:sup></m:sSup>"
    fraction = f"<m:f><m:num>{math('1')}</m:num><m:den><m:d>{math('2+n')}</m:d></m:den></m:f>"
    body = paragraph(f"<m:oMathPara><m:oMath>{power}{math('+')}{fraction}</m:oMath></m:oMathPara>")
    assert texts(written(body)) == ["10^n+1/(2+n)"]


def test_links_are_shown_with_their_address() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>{}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    runs = (
        f'<w:hyperlink r:id="a">{run("our ")}{run("guide ")}</w:hyperlink>{run("and ")}'
        f'<w:hyperlink r:id="a" w:anchor="top">{run("its top")}</w:hyperlink>'
        f'<w:hyperlink r:id="b">{run(" example.com")}</w:hyperlink>'
        f'<w:hyperlink r:id="c">{run(" code")}</w:hyperlink>'
        f'<w:hyperlink w:anchor="x">{run(" below")}</w:hyperlink>{run(" or ")}'
        + field.format('HYPERLINK "https://example.com/old" \\h', run("the old one"))
        + field.format("PAGEREF x", run(" 3"))
    )
    links = [
        ("a", "https://example.com/guide"),
        ("b", "https://example.com/"),
        ("c", "javascript:alert(1)"),
    ]
    assert texts(written(paragraph(runs), links=links)) == [
        "our guide (https://example.com/guide) and its top (https://example.com/guide#top)"
        " example.com code below or the old one (https://example.com/old) 3"
    ]


def test_merged_cells_are_said_in_each_row_and_once_across() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for number, one in enumerate(one for line in table.rows for one in line.cells):
        one.text = chr(ord("a") + number)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Size"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "small"
    table.cell(2, 1).merge(table.cell(3, 2)).text = "any"
    kinds = [block.kind for block in read_docx(saved(document))[1]]
    assert kinds == [BlockKind.HEADER, BlockKind.ROW, BlockKind.ROW, BlockKind.ROW]
    assert [[one.strip() for one in re.split(r"\|", text)] for text in texts(saved(document))] == [
        ["Size", "", "c"],
        ["small", "e", "f"],
        ["small", "any", ""],
        ["j", "any", ""],
    ]


def test_the_first_row_names_the_columns_if_others_follow_or_word_says_so() -> None:
    document = docx.Document()
    for marks in (["single"], ["first", "second"], ["marked"]):
        table = document.add_table(rows=len(marks), cols=1)
        for line, text in zip(table.rows, marks, strict=True):
            line.cells[0].text = text
    marked = document.tables[-1].rows[0]._tr.get_or_add_trPr()  # pyright: ignore[reportPrivateUsage]
    marked.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    assert [(block.kind.value, block.text) for block in read_docx(saved(document))[1]] == [
        ("row", "single"),
        ("header", "first"),
        ("row", "second"),
        ("header", "marked"),
    ]


def test_a_cell_holds_all_that_is_in_it() -> None:
    document = docx.Document()
    one = document.add_table(rows=1, cols=1).cell(0, 0)
    one.text = "Before"
    inner = one.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "side"
    one.add_paragraph("step", style="List Number")
    one.add_paragraph("heading", style="Heading 1")
    title, blocks = read_docx(saved(document))
    assert title is None
    ((words, kind),) = [(re.findall(r"[\w.]+", block.text), block.kind) for block in blocks]
    assert (words, kind) == (["Before", "in", "side", "1.", "step", "heading"], BlockKind.ROW)


def test_a_merged_cell_ends_where_another_cell_begins() -> None:
    begun, going_on = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    cells = [(begun, "a"), (going_on, ""), ("", "b"), (going_on, ""), (begun, "c"), (going_on, "")]
    rows = "".join(
        f"<w:tr><w:tc>{properties}{paragraph(text)}</w:tc><w:tc>{paragraph('x')}</w:tc></w:tr>"
        for properties, text in cells
    )
    found = texts(written(f"<w:tbl>{rows}</w:tbl>"))
    assert [text.partition("|")[0].strip() for text in found] == ["a", "a", "b", "", "c", "c"]


def test_cells_before_the_first_one_are_empty() -> None:
    a, b, c = (f"<w:tc>{paragraph(text)}</w:tc>" for text in "abc")
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    rows = f"<w:tr>{a}{b}</w:tr><w:tr>{before}{c}</w:tr>"
    found = texts(written(f"<w:tbl>{rows}</w:tbl>"))
    assert found[0].split() == ["a", "|", "b"]
    assert found[1].split() == ["|", "c"]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('inside')}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = paragraph(f"{run('anchor')}<w:r>{choice}</mc:AlternateContent></w:r>{run(' goes on')}")
    assert texts(written(body)) == ["anchor goes on", "inside"]
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    joined = body.replace("<w:pPr></w:pPr>", f"<w:pPr>{deleted}</w:pPr>", 1) + paragraph(" here.")
    assert texts(written(joined)) == ["inside", "anchor goes on here."]


def test_footnotes_come_last_with_their_own_links() -> None:
    footnotes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="0">{paragraph("---")}'
        f'</w:footnote><w:footnote w:id="1">{paragraph("Not used.")}</w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:hyperlink r:id="a">{run("Here")}</w:hyperlink></w:p>'
        f"{paragraph('or there')}</w:footnote></w:footnotes>"
    )
    body = paragraph(f'{run("Use acid")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(".")}')
    content = written(
        body + paragraph("End"),
        links=[("a", "https://example.com/wrong")],
        more={
            "word/footnotes.xml": footnotes,
            "word/_rels/footnotes.xml.rels": relations(
                ("a", "hyperlink", "https://example.com/right")
            ),
        },
    )
    assert shapes(content) == [
        ("paragraph", 0, "Use acid."),
        ("paragraph", 0, "End"),
        ("note", 0, "Here (https://example.com/right)"),
        ("note", 0, "+or there"),
    ]


def test_the_strict_format_and_other_names_of_parts_are_read() -> None:
    body = f"<w:document {NAMESPACES}><w:body>{paragraph('Boil.')}</w:body></w:document>"
    strict = zipped({"word/document.xml": body.replace(W, STRICT)})
    renamed = zipped(
        {
            "_rels/.rels": relations(("d", "officeDocument", "/word/document2.xml")),
            "word/document2.xml": body.encode("utf-16"),
        }
    )
    assert texts(strict) == texts(renamed) == ["Boil."]


# Refusals

GOOD = f"<w:document {NAMESPACES}><w:body>{paragraph('Boil.')}</w:body></w:document>"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a Word document (.docx)"),
        (b"Boil.", "not a Word document (.docx)"),
        (b"PK\x03\x04 broken", "not a Word document (.docx)"),
        (zipped({"xl/workbook.xml": "<x/>"}), "not a Word document (.docx)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old Word file (.doc), or one with a password; save it as .docx",
        ),
        (zipped({"word/document.xml": "<w:document"}), "the Word document is damaged"),
        (zipped({"word/document.xml": ""}), "the Word document is damaged"),
        (zipped({"word/document.xml": "<x>\x0e</x>"}), "the Word document is damaged"),
        (
            zipped({"word/document.xml": '<?xml version="1.0" encoding="nope"?><x/>'}),
            "the Word document is damaged",
        ),
        (
            zipped({"word/document.xml": GOOD}, ZIP_STORED).replace(b"Boil.", b"Bail."),
            "the Word document is damaged",
        ),
        (
            zipped({"word/document.xml": GOOD}, ZIP_LZMA),
            "the Word document is packed in a way that Word does not use",
        ),
        (
            zipped({"word/document.xml": "<x>" * 1_000 + "</x>" * 1_000}),
            "the Word document is nested too deeply",
        ),
        (
            zipped({"word/document.xml": "<x>" * 2_000_000}),
            "the Word document unpacks to over 200 times its size",
        ),
        (
            zipped({"word/document.xml": GOOD, "big.bin": b"\0" * (reader.UNPACKED_MAX + 1)}),
            "the Word document unpacks to more than 50 MB",
        ),
    ],
)
def test_what_is_no_word_document_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_docx(content)
    assert refused.value.message == why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["document", "styles", "numbering"])
def test_a_doctype_is_refused_before_anything_expands(part: str, encoding: str) -> None:
    entities = '<!ENTITY a "boom">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    bomb = f"<!DOCTYPE x [{entities}]><x>&j;</x>"
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    for text in (bomb, outside):
        content = written(paragraph("Boil."), more={f"word/{part}.xml": text.encode(encoding)})
        with pytest.raises(InvalidError) as refused:
            read_docx(content)
        assert refused.value.message == "the Word document has a DOCTYPE, which Word does not write"


def test_a_size_that_the_zip_lies_about_is_refused() -> None:
    """The zip's directory says 5 bytes; no more of them are unpacked, and they don't fit."""
    content = zipped({"word/document.xml": GOOD})
    size = len(GOOD.encode()).to_bytes(4, "little")
    assert content.count(size) == 2
    with pytest.raises(InvalidError, match="damaged"):
        read_docx(content.replace(size, (5).to_bytes(4, "little")))


def test_what_is_unpacked_is_counted_over_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(paragraph("Boil."), styles=style("a", ""))
    with ZipFile(BytesIO(content)) as package:
        size = sum(part.file_size for part in package.infolist())
    monkeypatch.setattr(reader, "UNPACKED_MAX", size)
    assert texts(content) == ["Boil."]
    monkeypatch.setattr(reader, "UNPACKED_MAX", size - 1)
    with pytest.raises(InvalidError, match="unpacks to more than 50 MB"):
        read_docx(content)


def test_a_part_that_is_named_again_and_again_counts_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = ("styles", "numbering", "footnotes", "endnotes")
    body = GOOD.replace("Boil.", "x" * 10_000)
    content = zipped(
        {
            "word/document.xml": body,
            "word/_rels/document.xml.rels": relations(*((k, k, "document.xml") for k in kinds)),
        }
    )
    assert texts(content) == ["x" * 10_000]
    monkeypatch.setattr(reader, "UNPACKED_MAX", 4 * len(body))
    with pytest.raises(InvalidError, match="unpacks to more than 50 MB"):
        read_docx(content)


def test_too_many_elements_and_attributes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "NODES_MAX", 1_000)
    assert len(texts(written(paragraph("x") * 100))) == 100
    named = "".join(f' a{number}=""' for number in range(1_000))
    for body in (paragraph("x") * 300, f"<w:p{named}/>"):
        with pytest.raises(InvalidError, match="too long"):
            read_docx(written(body))


def test_a_tag_without_end_is_refused() -> None:
    """The XML parser would begin with it again for each piece of the file."""
    words = " ".join(f"word{number}" for number in range(400_000))
    with pytest.raises(InvalidError, match="too long"):
        read_docx(written(f'<w:p name="{words}"/>'))
    assert texts(written(paragraph(words[:1_000_009]))) == [words[:1_000_009].strip()]


def test_text_that_merged_cells_repeat_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell of a thousand characters over a thousand rows is a million characters."""
    monkeypatch.setattr(reader, "TEXT_MAX", 100_000)
    first = f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("x" * 1_000)}'
    more = f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc></w:tr>"
    table = f"<w:tbl>{first}</w:tc></w:tr>{more * 1_000}</w:tbl>"
    with pytest.raises(InvalidError, match="10 million characters"):
        read_docx(written(table))


def test_a_table_claims_no_more_columns_than_word_has() -> None:
    span = '<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
    before = '<w:trPr><w:gridBefore w:val="999999999"/></w:trPr>'
    rows = f"<w:tr>{before}<w:tc>{span}{paragraph('x')}</w:tc></w:tr>"
    rows += f"<w:tr><w:tc>{span}{paragraph('y')}</w:tc></w:tr>"
    (found,) = texts(written(f"<w:tbl>{rows}</w:tbl>"))
    assert found.count("|") <= 62


def test_deep_but_honest_nesting_is_read() -> None:
    body = paragraph("core")
    for _ in range(20):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"
    assert texts(written(body)) == ["core"]


# Properties

letters = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
said = st.text(letters, min_size=1, max_size=30)
HIDDEN = "Ḧidden"


def add_run(paragraph: Paragraph, text: str, how: str) -> str:
    """Adds a run that is seen or not; what a reader sees of it."""
    added = paragraph.add_run(text if how == "seen" else HIDDEN)
    added.font.hidden = how == "hidden" or None
    added.font.strike = how == "struck" or None
    if how == "deleted":
        deletion = parse_xml(f'<w:del {nsdecls("w")} w:id="1"/>')
        element = added._r  # pyright: ignore[reportPrivateUsage]
        element.addprevious(deletion)
        deletion.append(element)
    return text if how == "seen" else ""


@st.composite
def documents(draw: st.DrawFn) -> tuple[bytes, list[Block]]:
    """A document, and the blocks that a reader sees."""
    document = docx.Document()
    seen: list[Block] = []
    count = 0
    kinds = {
        "Normal": Block(BlockKind.PARAGRAPH, ""),
        "Heading 2": Block(BlockKind.HEADING, "", 2),
        "List Bullet": Block(BlockKind.ITEM, "", 1),
        "List Number": Block(BlockKind.STEP, "", 1),
        "Quote": Block(BlockKind.QUOTE, ""),
        "table": Block(BlockKind.ROW, ""),
    }
    for kind in draw(st.lists(st.sampled_from(list(kinds)), max_size=8)):
        if kind == "table":
            rows = draw(st.lists(st.lists(said, min_size=2, max_size=2), min_size=1, max_size=3))
            table = document.add_table(rows=len(rows), cols=2)
            for place, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    table.cell(place, column).text = text
                    add_run(table.cell(place, column).add_paragraph(), HIDDEN, "hidden")
                is_header = place == 0 and len(rows) > 1
                shown = row([cell(text) for text in cells])
                seen.append(Block(BlockKind.HEADER if is_header else BlockKind.ROW, shown))
            continue
        one = document.add_paragraph(style=kind)
        text = "".join(
            add_run(one, text, draw(st.sampled_from(["seen", "hidden", "struck", "deleted"])))
            for text in draw(st.lists(said, min_size=1, max_size=3))
        )
        folded = " ".join(text.split())
        if kind == "List Number":
            count += 1
            folded = folded and f"{count}. {folded}"
        seen.append(replace(kinds[kind], text=folded))
    for text in document.element.body.iter(qn("w:t")):
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return saved(document), [block for block in seen if block.text]


@settings(max_examples=60)
@given(documents())
def test_all_that_is_seen_comes_back_in_order_and_nothing_else(
    made: tuple[bytes, list[Block]],
) -> None:
    content, seen = made
    assert HIDDEN not in "".join(block.text for block in seen)
    assert read_docx(content) == (None, tuple(seen))


@given(st.binary(max_size=300), st.integers(0, 2_000), st.integers(0, 300))
def test_any_damage_is_read_or_refused(junk: bytes, place: int, cut: int) -> None:
    content = written(
        item("Fill") + paragraph("Boil."), numbering=a_list(level(0, "decimal", "%1"))
    )
    damaged = content[:place] + junk + content[place + cut :]
    try:
        _, blocks = read_docx(damaged)
    except InvalidError as error:
        assert "Word" in error.message  # noqa: PT017  # either way is right, each in its form
    else:
        assert all(block.text for block in blocks)
