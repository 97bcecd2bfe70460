"""Pages whose truth is known: what is quoted is on the page, whole, and nothing hidden is."""

import random
from dataclasses import dataclass, field
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.read.html import read_html
from tandem.adapters.read.markdown import read_markdown
from tandem.core.knowledge.article import (
    LIST,
    TABLE,
    Article,
    Audience,
    Block,
    BlockKind,
    Passage,
    cells_of,
)
from tandem.core.knowledge.lines import read_lines
from tandem.core.knowledge.split import split
from tandem.core.turn.extract import extract
from tests.unit import turns

WORDS = ("kettle", "lamp", "valve", "filter", "button", "water", "light", "steam", "cable", "plate")
TITLE = "The page of this test"
STYLE = (
    "<style>p { color: red } @media print { p { display: none } } .staff { display: none }</style>"
)


@dataclass
class Page:
    """A page in both languages, and what its reader sees: one text for each line."""

    chance: random.Random
    markdown: list[str] = field(default_factory=list[str])
    html: list[str] = field(default_factory=list[str])
    seen: list[str] = field(default_factory=list[str])
    rows: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    runs: list[set[str]] = field(default_factory=list[set[str]])  # lists and code, by their lines
    headings: list[str] = field(default_factory=list[str])
    hidden: list[str] = field(default_factory=list[str])
    count: int = 0

    def words(self, least: int, most: int) -> str:
        """New words: the last one occurs nowhere else."""
        self.count += 1
        many = self.chance.randint(least, most)
        said = [self.chance.choice(WORDS) for _ in range(many)]
        return " ".join([*said, f"word{self.count}"])

    def secret(self) -> str:
        """A word that no reader sees."""
        self.count += 1
        self.hidden.append(f"secret{self.count}")
        return self.hidden[-1]

    def heading(self) -> None:
        """A heading."""
        text, level = self.words(1, 3).capitalize(), self.chance.randint(2, 4)
        self.markdown.append(f"{'#' * level} {text}")
        self.html.append(f"<h{level}>{text}</h{level}>")
        self.seen.append(text)
        self.headings.append(text)

    def paragraph(self) -> None:
        """Some sentences, now and then with a hidden or struck-out word."""
        sentences = [self.words(2, 9).capitalize() + "." for _ in range(self.chance.randint(1, 4))]
        text = " ".join(sentences)
        dressed = text
        match self.chance.randrange(4):
            case 0:
                dressed = f"{text} <!-- {self.secret()} -->"
            case 1:
                dressed = f'{text} <span style="color: red; display:none">{self.secret()}</span>'
            case 2:
                dressed = f"{text} <del>{self.secret()}</del>"
            case _:
                pass
        self.markdown.append(dressed)
        self.html.append(f"<p>{dressed}</p>")
        self.seen.append(text)

    def lines(self) -> None:
        """An address: short lines, with breaks."""
        texts = [self.words(1, 3).title() for _ in range(self.chance.randint(2, 4))]
        self.markdown.append("\\\n".join(texts))
        self.html.append(f"<p>{'<br>'.join(texts)}</p>")
        self.seen += texts

    def list(self) -> None:
        """Items, some with a list inside."""
        run: set[str] = set()
        markdown: list[str] = []

        def items(level: int, many: int) -> str:
            is_numbered = self.chance.random() < 0.5
            # In Markdown only a list from 1 on may begin inside an item.
            start = self.chance.choice([0, 1, 1, 4]) if level == 0 else 1
            parts: list[str] = []
            for place in range(many):
                text = self.words(0, 8).capitalize()
                label = f"{start + place}. " if is_numbered else ""
                run.add(f"{label}{text}")
                self.seen.append(f"{label}{text}")
                markdown.append(f"{'    ' * level}{label or '- '}{text}")
                inner = items(level + 1, 2) if level < 2 and self.chance.random() < 0.25 else ""
                parts.append(f"<li>{text}{inner}</li>")
            tag = f'ol start="{start}"' if is_numbered else "ul"
            return f"<{tag}>{''.join(parts)}</{tag.split()[0]}>"

        html = items(0, self.chance.choice([2, 3, 5, 9, 30]))
        self.markdown.append("\n".join(markdown))
        self.html.append(html)
        self.runs.append(run)

    def code(self) -> None:
        """Lines of code."""
        lines = [self.words(1, 4).upper() for _ in range(self.chance.choice([1, 2, 5, 40]))]
        self.markdown.append("\n".join(["```", *lines, "```"]))
        self.html.append(f"<pre><code>{chr(10).join(lines)}</code></pre>")
        self.seen += lines
        self.runs.append(set(lines))

    def table(self) -> None:
        """In HTML a cell may span the row below; in Markdown it stands there twice."""
        width, height = self.chance.randint(2, 4), self.chance.choice([1, 2, 5, 30])
        header = tuple(self.words(0, 1).capitalize() for _ in range(width))
        body: list[tuple[str, ...]] = []
        for _ in range(height):
            row = tuple(self.words(0, 2) for _ in range(width))
            if body and self.chance.random() < 0.3:
                row = (body[-1][0], *row[1:])
            body.append(row)
        self.rows += [header, *body]
        bar = "|".join("---" for _ in header)
        lines = [f"| {' | '.join(row)} |" for row in (header, *body)]
        self.markdown.append("\n".join([lines[0], f"|{bar}|", *lines[1:]]))
        html = ["<tr>" + "".join(f"<th>{text}</th>" for text in header) + "</tr>"]
        for place, row in enumerate(body):
            span = 1
            while place + span < len(body) and body[place + span][0] == row[0]:
                span += 1
            is_spanned = place > 0 and body[place - 1][0] == row[0]
            first = "" if is_spanned else f'<td rowspan="{span}">{row[0]}</td>'
            rest = "".join(f"<td>{text}</td>" for text in row[1:])
            html.append(f"<tr>{first}{rest}</tr>")
        self.html.append(f"<table>{''.join(html)}</table>")

    def quote(self) -> None:
        """A quotation."""
        text = self.words(3, 9).capitalize() + "."
        self.markdown.append(f"> {text}")
        self.html.append(f"<blockquote><p>{text}</p></blockquote>")
        self.seen.append(text)

    def hide(self) -> None:
        """A part that nobody sees, over several blocks."""
        one, other = self.secret(), self.secret()
        markdown, html = self.chance.choice(
            [
                ("<div hidden>\n\n{}\n\n- {}\n\n</div>", "<div hidden><p>{}</p><p>{}</p></div>"),
                ("<!-- {}\n\n{} -->", "<!-- <p>{}</p> {} -->"),
                ('<p style="display: none">{} {}</p>', '<p style="display: none">{} {}</p>'),
                ("<p class='staff'>{} {}</p>", "<p class='staff'>{} {}</p>"),
                ("<template><p>{} {}</p></template>", "<template><p>{} {}</p></template>"),
            ]
        )
        self.markdown.append(markdown.format(one, other))
        self.html.append(html.format(one, other))


def made(seed: int) -> Page:
    """A page of up to fourteen parts, and of at least one that can be read."""
    page = Page(random.Random(seed))  # noqa: S311 -- a fixed choice, no secret
    page.paragraph()
    parts = [
        *(page.heading, page.paragraph, page.lines, page.list, page.code, page.table),
        *(page.quote, page.hide),
    ]
    last = None
    for _ in range(page.chance.randint(1, 13)):
        # In Markdown two lists after one another are one.
        last = page.chance.choice([part for part in parts if part != last or part != page.list])
        last()
    return page


def passages(blocks: tuple[Block, ...]) -> tuple[Passage, ...]:
    article = Article("a", TITLE, blocks, "", "", "", "en", Audience.CUSTOMER)
    return split(article, count_tokens=lambda text: len(text) // 3)


def read(page: Page, language: str) -> tuple[Passage, ...]:
    if language == "markdown":
        _, title, blocks = read_markdown("\n\n".join([f"# {TITLE}", STYLE, *page.markdown]))
    else:
        text = f"{STYLE}<main><h1>{escape(TITLE)}</h1>{''.join(page.html)}</main>"
        _, title, blocks = read_html(text)
    assert title == TITLE
    return passages(blocks)


@pytest.mark.property
@pytest.mark.parametrize("language", ["markdown", "html"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=300)
def test_what_is_quoted_is_on_the_page_and_whole(language: str, seed: int) -> None:
    page = made(seed)
    found = read(page, language)
    everything = "\n".join("\n".join((*one.heading_path, one.text)) for one in found)
    assert not [secret for secret in page.hidden if secret in everything]
    for line in page.seen:
        if line in page.headings:
            continue  # one without a text below it is not quoted
        assert line in " ".join(everything.split()) or line in everything
    for row in page.rows:
        assert any(cells_of(line) == row for line in everything.split("\n"))

    hits = tuple(
        turns.hit("a", 0.5, one.text, title=TITLE, headings=one.heading_path, shape=one.shape,
                  ordinal=one.ordinal, passage=one.ordinal)
        for one in found
    )  # fmt: skip
    asked = page.chance.choice([*page.seen, " ".join(page.chance.choice(page.rows or [("a",)]))])
    how = page.chance.choice(["How do I do this?", "What is this?"])
    terms = {word.lower(): 2.0 if word.startswith("word") else 0.3 for word in asked.split()}
    chosen = page.chance.sample(hits, page.chance.randint(1, len(hits)))
    quote = extract(how, chosen, terms, "simple", around=hits)
    assert quote is not None
    said = [claim.text for claim in quote.claims]
    for claim in quote.claims:
        line = read_lines(claim.text, claim.shape)[0]
        assert " ".join(claim.text.split()) in " ".join(quote.citations[0].passage.split())
        if line.kind in TABLE:
            assert cells_of(line.text) in page.rows
        elif line.kind in LIST or line.kind is BlockKind.CODE:
            assert line.text in page.seen
        else:
            assert any(line.text in one for one in page.seen)
    for run in page.runs:
        quoted = run.intersection(said)
        assert quoted in (set(), run) or quote.is_cut, "a list or code was cut without a word"
