"""Passages follow the article's structure, fit the embedder, and lose nothing."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.article import Article, Audience, Block, BlockKind, Passage
from tandem.core.knowledge.split import embedding_text, split

HEADING, PARAGRAPH = BlockKind.HEADING, BlockKind.PARAGRAPH
ITEM, STEP, CODE, ROW = BlockKind.ITEM, BlockKind.STEP, BlockKind.CODE, BlockKind.ROW


def count_tokens(text: str) -> int:
    """A word costs two tokens, and more if it is long, as in real vocabularies."""
    return 2 + sum(2 + len(word) // 4 for word in text.split())


def article(blocks: Sequence[Block], title: str = "Care of the grinder") -> Article:
    return Article("a", title, tuple(blocks), "", "", "", "en", Audience.CUSTOMER)


def cut(blocks: Sequence[Block], words_max: int = 40, overlap: int = 8) -> tuple[Passage, ...]:
    return split(article(blocks), words_max=words_max, overlap=overlap, count_tokens=count_tokens)


def words(prefix: str, n: int) -> str:
    return " ".join(f"{prefix}{i}" for i in range(n))


def test_a_heading_begins_a_passage_that_carries_its_path() -> None:
    passages = cut(
        [
            Block(HEADING, "Care of the grinder", 1),
            Block(PARAGRAPH, words("intro", 20)),
            Block(HEADING, "Cleaning", 2),
            Block(HEADING, "Burrs", 3),
            Block(PARAGRAPH, words("burrs", 30)),
            Block(HEADING, "Storing", 2),
            Block(PARAGRAPH, words("storing", 30)),
        ]
    )
    assert [(p.ordinal, p.heading_path, p.text.split()[0]) for p in passages] == [
        (0, (), "intro0"),
        (1, ("Cleaning", "Burrs"), "burrs0"),
        (2, ("Storing",), "storing0"),
    ]


def test_tiny_sections_share_a_passage_of_their_parent() -> None:
    passages = cut(
        [
            Block(HEADING, "Limits", 2),
            Block(HEADING, "By day", 3),
            Block(PARAGRAPH, "Five cups."),
            Block(HEADING, "By week", 3),
            Block(PARAGRAPH, "Thirty cups."),
        ]
    )
    assert passages == (
        Passage(0, ("Limits",), "By day\nFive cups.\nBy week\nThirty cups.", "H2P0H2P0"),
    )


def test_a_cut_section_repeats_whole_sentences() -> None:
    first = f"Start {words('p', 20)}. The middle has six words. Short end."
    second = f"Then {words('q', 15)}."
    passages = cut([Block(PARAGRAPH, first), Block(PARAGRAPH, second)], overlap=6)
    assert [passage.text for passage in passages] == [first, f"Short end.\n{second}"]


def test_a_last_crumb_takes_blocks_from_the_passage_before() -> None:
    lines = [words(letter, 10) for letter in "abc"] + [words("d", 5)]
    first, second = cut([Block(PARAGRAPH, line) for line in lines], words_max=32, overlap=0)
    assert first.text.split("\n") == lines[:2]
    assert second.text.split("\n") == lines[2:]


def test_a_cut_list_repeats_its_lead_in_and_a_cut_table_its_header() -> None:
    lead = Block(PARAGRAPH, "Two things first. Then do this:")
    passages = cut([lead, *(Block(STEP, f"{n}. {words('w', 9)}", 1) for n in range(1, 7))])
    assert len(passages) > 1
    assert all(p.text.startswith("Then do this:\n") for p in passages[1:])
    header = Block(ROW, "Size | Price")
    passages = cut([header, *(Block(ROW, f"{n} cm | {words('w', 9)}") for n in range(6))])
    assert len(passages) > 1
    assert all(p.text.startswith("Size | Price\n") for p in passages)


def test_a_long_block_is_cut_at_sentences_and_a_last_crumb_is_avoided() -> None:
    sentence = f"Say {words('w', 14)}."
    passages = cut([Block(PARAGRAPH, " ".join([sentence] * 9))])
    assert all(p.text.endswith(".") and p.text.startswith("Say") for p in passages)
    sizes = [len(p.text.split()) for p in cut([Block(PARAGRAPH, words("endless", 33 * 2))])]
    assert min(sizes) > 10


def test_an_article_without_a_body_is_its_title() -> None:
    assert cut([]) == (Passage(0, (), "Care of the grinder", "P0"),)
    assert cut([Block(HEADING, "Only this", 2)])[0].text == "Care of the grinder\nOnly this"


def test_a_word_longer_than_the_window_is_broken_and_a_megabyte_is_cut_in_time() -> None:
    passages = cut([Block(PARAGRAPH, "x" * 1_000_000)])
    assert "".join(p.text for p in passages) == "x" * 1_000_000
    assert all(count_tokens(p.text) <= 256 for p in passages)


def test_embedding_text_shortens_the_title_first_then_the_text() -> None:
    long = Passage(0, ("Section",), words("t", 400))
    text = embedding_text(words("title", 400), long, window=64, count_tokens=count_tokens)
    assert count_tokens(text) <= 64
    assert text.startswith("title0 title1")
    assert "t0 t1" in text


WORD = st.text(alphabet="abcXY.,!?:1é", min_size=1, max_size=8)
TEXT = st.lists(WORD, min_size=0, max_size=60).map(" ".join)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Block, st.just(HEADING), TEXT.filter(bool), st.integers(1, 4)),
        st.builds(Block, st.sampled_from([PARAGRAPH, ITEM, STEP, ROW]), TEXT, st.integers(0, 3)),
        st.builds(Block, st.just(CODE), st.lists(TEXT, max_size=4).map("\n".join), st.just(0)),
    ),
    max_size=12,
)


@given(BLOCKS, st.integers(1, 50), st.integers(0, 20), st.integers(60, 150))
def test_every_article_is_kept_whole_in_passages_that_fit(
    blocks: list[Block], words_max: int, overlap: int, window: int
) -> None:
    """Words in order, lines of the article only, within the window, nothing cut for embedding."""
    source = article(blocks)
    passages = split(
        source, words_max=words_max, overlap=overlap, window=window, count_tokens=count_tokens
    )
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    said = [word for passage in passages for word in passage.text.split()]
    remaining = iter(said)
    kept = [word for block in blocks if block.kind is not HEADING for word in block.text.split()]
    assert all(word in remaining for word in kept)
    lines = [" ".join(text.split()) for text in (source.title, *(block.text for block in blocks))]
    for passage in passages:
        assert len(passage.text.split()) <= words_max
        assert all(
            any(" ".join(line.split()) in source_line for source_line in lines)
            for line in passage.text.split("\n")
        )
        embedded = embedding_text(source.title, passage, window=window, count_tokens=count_tokens)
        assert count_tokens(embedded) <= window
        assert embedded.endswith(passage.text)
