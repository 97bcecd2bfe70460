"""Trees of files are found in order and read one by one, with names that the user knows."""

from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from tandem.adapters.read import files, pdf
from tandem.adapters.read.article import Defaults, Read
from tandem.core.errors import NotFoundError
from tandem.core.knowledge.article import Article, BadInput, Block, BlockKind

DEFAULTS = Defaults(datetime(2026, 3, 1, tzinfo=UTC), product="kettle")


def read(path: Path, root: Path) -> list[Read]:
    return list(files.read_articles(path, root=root, defaults=DEFAULTS))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    for name in ("b.md", "a/Deep.HTML", "a/kb.jsonl.gz", ".git/c.md", "node_modules/d.md", "e.odt"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (root / "a" / "loop").symlink_to(root)
    (root / "gone.md").symlink_to(root / "nowhere.md")
    return root


def test_a_tree_is_found_in_order_without_loops_and_hidden_parts(docs: Path) -> None:
    found = [
        path.relative_to(docs).as_posix() for path in files.find(docs) if isinstance(path, Path)
    ]
    assert found == ["b.md", "a/Deep.HTML", "a/kb.jsonl.gz"]


def test_a_single_file_is_found_or_refused(docs: Path) -> None:
    assert list(files.find(docs / "b.md")) == [docs / "b.md"]
    (refused,) = files.find(docs / "e.odt")
    assert isinstance(refused, BadInput)
    assert str(refused).startswith("e.odt: not a supported kind of file (.md")
    with pytest.raises(NotFoundError):
        list(files.find(docs / "nowhere"))


def test_a_folder_that_cannot_be_opened_is_reported(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal is simulated: the tests may run as root, who may open everything."""
    scandir = files.os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(files.os, "scandir", refusing)
    assert list(files.find(docs)) == [
        docs / "b.md",
        BadInput("docs/a", "can't be opened: Permission denied"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "own_id", "title"),
    [
        ("a/reset-your_lid.md", "Turn it.", "docs/a/reset-your_lid", "Reset your lid"),
        ("a/b.txt", "TURN IT\n\nLeft.", "docs/a/b", "TURN IT"),
        ("a/b.Html", "<title>Lid</title><p>Left.", "docs/a/b", "Lid"),
        ("lid/index.mdx", "Left.", "docs/lid/index", "Lid"),
        ("b.md", "---\nid: lid\ntitle: Lids\n---\nLeft.", "lid", "Lids"),
    ],
)
def test_an_article_is_named_by_its_file_unless_it_names_itself(
    tmp_path: Path, name: str, content: str, own_id: str, title: str
) -> None:
    path = tmp_path / "docs" / name
    path.parent.mkdir(parents=True)
    path.write_text(content)
    (article,) = read(path, tmp_path / "docs")
    assert isinstance(article, Article)
    assert (article.id, article.title, article.product) == (own_id, title, "kettle")
    (alone,) = read(path, path)
    assert isinstance(alone, Article)
    assert alone.id == own_id.rsplit("/", maxsplit=1)[-1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"caf\xe9", "not UTF-8 text"),
        (b"x" * (files.FILE_MAX + 1), "larger than 10 MB"),
        (b"\n", "it has no text"),
        (b"---\naudience: all\n---\nx", "`audience` must be customer or agent"),
    ],
)
def test_a_bad_file_is_reported(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)
    assert read(path, tmp_path) == [BadInput(f"{tmp_path.name}/a.md", why)]


def test_tickets_are_read_from_rows_alone(tmp_path: Path) -> None:
    assert list(files.read_tickets(tmp_path / "a.md")) == [
        BadInput("a.md", "tickets must be .jsonl or .jsonl.gz")
    ]


def test_the_pages_of_a_pdf_stand_in_its_headings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So a citation names the page; without any heading the pages are the headings."""
    heading, text = Block(BlockKind.HEADING, "Care", 2), Block(BlockKind.PARAGRAPH, "Rinse it.")
    path = tmp_path / "care.pdf"
    path.write_bytes(b"%PDF")
    for blocks, pages, texts in (
        ((heading, text), (2, 2), ["Care (page 2)", "Rinse it."]),
        ((text, text), (1, 2), ["Page 1", "Rinse it.", "Page 2", "Rinse it."]),
        ((text, text), (1, 1), ["Rinse it.", "Rinse it."]),
    ):
        made = ("Kettle", blocks, pages)
        monkeypatch.setattr(pdf, "read_pdf", Mock(return_value=made))
        (article,) = read(path, tmp_path)
        assert isinstance(article, Article)
        assert [block.text for block in article.blocks] == texts
        assert article.title == "Kettle"


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_broken_document_is_reported_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"no document")
    (bad,) = read(path, tmp_path)
    assert isinstance(bad, BadInput)
    assert bad.where == f"{tmp_path.name}/{name}"
