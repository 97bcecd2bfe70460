"""Markdown, MDX and plain text become the blocks that a reader would see."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.read.front_matter import Fields
from tandem.adapters.read.markdown import read_markdown, read_plain
from tandem.core.knowledge.article import Block, BlockKind


def blocks(text: str) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, b.text) for b in read_markdown(dedent(text))[2]]


def test_front_matter_and_title_are_taken_out() -> None:
    text = (
        "---\nid: 7\ntitle: Descaling\ntags: [a]\nchecked: 2026-01-31\n---\n# Descaling\n\nRinse."
    )
    front, title, found = read_markdown(text)
    assert [front.text(name) for name in ("id", "title", "tags", "checked")] == [
        "7",
        "Descaling",
        None,
        "2026-01-31",
    ]
    assert title == "Descaling"
    assert found == (Block(BlockKind.PARAGRAPH, "Rinse."),)


@pytest.mark.parametrize(
    ("text", "front", "title"),
    [
        (
            "---\ntitle: Returns: how long?\n---\nText",
            {"title": "Returns: how long?"},
            "Returns: how long?",
        ),
        ("---\nonly text\n---\n## Sub", {}, None),
        ("---\na: " + "[" * 5_000 + "\n---\n# One", {"a": "[" * 5_000}, "One"),
        ("# One\n\n# Two", {}, "One"),
    ],
)
def test_odd_front_matter_stops_nothing(
    text: str, front: dict[str, str], title: str | None
) -> None:
    assert read_markdown(text)[:2] == (Fields(front), title)


def test_lists_tables_and_code_keep_their_shape() -> None:
    assert blocks(
        """
        3. Fill it
           to the line.

           Not above.
           - water
             ```sh
             pour  --slow
             ```
        4. Boil.

        | Size | Price |
        |------|-------|
        | 1 l  | `5`   |
        """
    ) == [
        ("step", 1, "3. Fill it to the line."),
        ("paragraph", 1, "Not above."),
        ("item", 2, "water"),
        ("code", 2, "pour  --slow"),
        ("step", 1, "4. Boil."),
        ("header", 0, "Size | Price"),
        ("row", 0, "1 l | 5"),
    ]


def test_links_images_and_tags_become_text() -> None:
    assert blocks(
        """
        See **the** [guide](https://example.com/guide), [below](#x), <https://example.com> and
        [example.com](https://example.com/) at `https://<your-domain>` or <your-domain>.

        ![A red valve](valve.png) <b>bold</b> <!-- hidden -->

        <div>Old <i>page</i><script>alert(1)</script></div>
        """
    ) == [
        (
            "paragraph",
            0,
            "See the guide (https://example.com/guide), below, https://example.com and "
            "example.com at https://<your-domain> or <your-domain>.",
        ),
        ("paragraph", 0, "A red valve bold"),
        ("paragraph", 0, "Old page"),
    ]


def test_mdx_keeps_what_its_components_show() -> None:
    assert blocks(
        """
        import { Steps } from '@site/steps'

        <Steps>
          <Step title="Open the lid">
            Turn it **left**.
          </Step>
        </Steps>
        {/* to do */}
        Dear <Name>, done.

        ```
        import x from 'y'
        <Step title="kept">
        ```
        """
    ) == [
        ("paragraph", 0, "Open the lid"),
        ("paragraph", 0, "Turn it left."),
        ("paragraph", 0, "Dear <Name>, done."),
        ("code", 0, "import x from 'y'\n<Step title=\"kept\">"),
    ]


def test_plain_text_keeps_its_signs_and_its_headings_in_capitals() -> None:
    assert blocks(
        r"""
        RELEASE NOTE (URGENT)

        CAUSE
         The file \\host\*.log holds <b> and _x_.
        Score: 4.3
        Vector: none
        E4021 AND ERR_X

         *
         * Stop the pump
         * Wait

            Deep text.
        """
    ) == [
        ("heading", 2, "RELEASE NOTE (URGENT)"),
        ("heading", 2, "CAUSE"),
        ("paragraph", 0, r"The file \\host\*.log holds <b> and _x_."),
        ("paragraph", 0, "Score: 4.3"),
        ("paragraph", 0, "Vector: none"),
        ("paragraph", 0, "E4021 AND ERR_X"),
        ("item", 1, "Stop the pump"),
        ("item", 1, "Wait"),
        ("paragraph", 1, "Deep text."),
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "All its pumps, the small ones too, need a minute before\n"
        "Water flows, and one more\nbefore it stops.\nDone"
    )
    first, last = read_plain(text)
    assert first.text.endswith("a minute before Water flows, and one more before it stops.")
    assert last.text == "Done"


@given(st.text(alphabet="ab \n#*-1.>|`[](){}<!/\\_~=:&A\t"))
def test_any_text_is_read_into_folded_blocks(text: str) -> None:
    for block in read_markdown(text)[2]:
        assert block.text.strip()
        if block.kind is not BlockKind.CODE:
            assert block.text == " ".join(block.text.split())


def test_a_hostile_paragraph_costs_no_more_than_its_length() -> None:
    """Matching brackets takes quadratic time, so long paragraphs are read as plain text."""
    assert read_markdown("[a](" * 100_000)[2][0].text.startswith("[a](")
