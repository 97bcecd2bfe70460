"""Articles written on the desk are read as files are, and stored ones can be edited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.read import html
from tandem.adapters.read.markdown import read_markdown
from tandem.adapters.read.written import editable, written_article
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Audience, Block, BlockKind
from tandem.core.knowledge.markdown import markdown
from tandem.core.knowledge.proposal import Fields

WORDS = st.lists(st.sampled_from(["water", "boils", "Press", "button", "ten"]), min_size=1).map(
    " ".join
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Block, kind=st.just(BlockKind.PARAGRAPH), text=WORDS),
        st.builds(Block, kind=st.just(BlockKind.QUOTE), text=WORDS),
        st.builds(Block, kind=st.just(BlockKind.CODE), text=WORDS),
        st.builds(Block, kind=st.just(BlockKind.HEADING), text=WORDS, level=st.integers(2, 6)),
        st.builds(Block, kind=st.just(BlockKind.ITEM), text=WORDS, level=st.just(1)),
    ),
    min_size=1,
    max_size=8,
).map(tuple)


def test_the_fields_are_the_articles() -> None:
    fields = Fields("Pausing", "# Pausing\n\nPress pause.", " Brew ", "de_AT", Audience.AGENT)
    article = written_article("desk/pausing", fields)
    assert (article.id, article.title, article.product) == ("desk/pausing", "Pausing", "brew")
    assert (article.locale, article.audience) == ("de", Audience.AGENT)
    assert [block.text for block in article.blocks] == ["Press pause."]


@pytest.mark.parametrize("body", ["", "  \n", "# Only\n\n## Headings"])
def test_an_article_needs_a_text(body: str) -> None:
    with pytest.raises(InvalidError, match="needs a text"):
        written_article("desk/a", Fields("A", body))


def test_front_matter_and_title_are_not_edited() -> None:
    body = "---\ntitle: Pausing\nproduct: brew\n---\n# Pausing\n\nPress *pause*.\n"
    assert editable(body, "Pausing") == "Press *pause*."
    assert editable("# Other\n\nText", "Pausing") == "# Other\n\nText"
    assert editable("Text\n", "Pausing") == "Text"


def test_a_page_is_edited_as_markdown() -> None:
    page = (
        "<!doctype html><html><body><main><h1>Pausing</h1><h2>Steps</h2><ol><li>Open it</li>"
        "<li>Press pause</li></ol><p>It takes <b>ten</b> minutes.</p><table><tr><th>Cup</th>"
        "<th>Price</th></tr><tr><td>Small</td><td>2 €</td></tr></table></main></body></html>"
    )
    text = editable(page, "Pausing")
    assert "## Steps" in text
    assert "| Small | 2 € |" in text
    assert "<" not in text
    _, _, blocks = read_markdown(text)
    _, _, of_page = html.read_html(page)
    assert [(one.kind, one.text) for one in blocks] == [
        (one.kind, one.text) for one in of_page if one.text != "Pausing"
    ]


@given(BLOCKS)
def test_markdown_of_blocks_reads_as_the_blocks(blocks: tuple[Block, ...]) -> None:
    _, _, read = read_markdown("<!-- -->\n" + markdown(blocks))
    assert [(one.kind, one.text) for one in read] == [(one.kind, one.text) for one in blocks]
