"""The demo's help pages: what an article says, as elements, and never as markup of its own."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.read.markdown import read_markdown
from tandem.core.knowledge.article import Article, Audience, Block, BlockKind
from tandem.web.demo_pages import CSP, article_page, index_page

ELEMENTS = {
    *("html", "head", "meta", "title", "link", "style", "body", "nav", "a", "main", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "blockquote", "ul", "ol", "li", "pre", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def article(*blocks: Block, title: str = "Title") -> Article:
    return Article("a", title, blocks, "", "", "one", "en", Audience.CUSTOMER)


def content(*blocks: Block) -> str:
    """What the page shows below its title."""
    return article_page(article(*blocks)).partition("</h1>")[2].partition("</main>")[0]


def read(markdown: str) -> str:
    return content(*read_markdown(markdown)[2])


class Reader(HTMLParser):
    """Collects the elements, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements, self.attributes, self.text = set[str](), set[str](), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element and its attributes."""
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def test_lists_keep_their_numbers_and_their_depth() -> None:
    shown = read("3. three\n4. four\n   - deep\n   - deeper\n5. five\n\nText.\n\n- a\n- b\n")
    assert shown == (
        '<ol><li value="3">three</li>'
        '<li value="4">four<ul><li>deep</li><li>deeper</li></ul></li>'
        '<li value="5">five</li></ol><p>Text.</p><ul><li>a</li><li>b</li></ul>'
    )


def test_rows_become_one_table_with_a_head() -> None:
    shown = read("| Code | Do |\n|---|---|\n| E1 | Fill |\n| E2 | Wipe |\n")
    assert '<thead><tr><th scope="col">Code</th><th scope="col">Do</th></tr></thead>' in shown
    assert "<tbody><tr><td>E1</td><td>Fill</td></tr><tr><td>E2</td><td>Wipe</td></tr>" in shown
    assert shown.count("<table>") == 1


def test_headings_are_below_the_title_and_code_stays_as_it_is() -> None:
    shown = read("# One\n\n### Three\n\n```\n  a <b>\n```\n")
    assert "<h3>Three</h3>" in shown
    assert '<pre tabindex="0">  a &lt;b&gt;</pre>' in shown


def test_the_list_of_articles_leads_to_each() -> None:
    page = index_page([("/demo/help/one/x", article(title="A & B"))])
    assert "<h2>The Bramble One</h2>" in page
    assert '<a href="/demo/help/one/x">A &amp; B</a>' in page
    assert "Club" not in page


def test_the_policy_allows_a_style_sheet_and_nothing_that_runs() -> None:
    assert "unsafe" not in CSP
    assert "script" not in CSP
    assert re.search(r"style-src 'sha256-[\w+/]{43}='", CSP)


blocks = st.builds(
    Block,
    st.sampled_from(BlockKind),
    st.one_of(
        st.text(min_size=1),
        st.sampled_from(
            ("<script>alert(1)</script>", "1. <img src=x onerror=y>", '"><a href="javascript:1">')
        ),
    ),
    st.integers(0, 6),
)


@given(st.lists(blocks, max_size=8), st.text())
def test_nothing_in_an_article_is_ever_markup(found: list[Block], title: str) -> None:
    page = Reader(article_page(article(*found, title=f"<b onclick=1>{title}")))
    assert page.elements <= ELEMENTS
    assert not [name for name in page.attributes if name.startswith("on")]
    for block in found:
        for part in re.findall(r"[\w<>=\"]{3,}", re.sub(r"^\d+[.)] +", "", block.text)):
            assert part in page.text
