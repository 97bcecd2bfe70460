"""What tests of actions share: folders of articles, and a check of the stored counts."""

import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from tandem.store.database import Database


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder with exactly these articles, text by id, as Markdown files."""

    def made(articles: Mapping[str, str], name: str = "help") -> Path:
        folder = tmp_path / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for key, text in articles.items():
            file = folder / f"{key}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return folder

    return made


FREQUENCIES = """
select coalesce(k.lexeme, c.lexeme), k.passages, c.passages
from (select * from lexeme_frequency where passages != 0) as k
full join (
    select corpus, lexeme, count(*) as passages from passage_keyword, unnest(lexemes)
    where valid_to is null
    group by corpus, lexeme
) as c on (c.corpus, c.lexeme) = (k.corpus, k.lexeme)
where k.passages is distinct from c.passages
"""
SIZES = """
select s.*, c.*
from corpus_size s cross join lateral (
    select count(*) as passages, coalesce(sum(length), 0) as lexemes from passage_keyword k
    where k.corpus = s.corpus
        and k.valid_from <= s.snapshot and (k.valid_to is null or k.valid_to > s.snapshot)
) as c
where (s.passages, s.lexemes) is distinct from (c.passages, c.lexemes)
"""


@pytest.fixture
def uncounted() -> Callable[[Database], Awaitable[list[tuple[object, ...]]]]:
    """The differences between the stored counts and a recount; an empty list is right."""

    async def recount(database: Database) -> list[tuple[object, ...]]:
        async with database.connection() as connection:
            wrong = await (await connection.execute(FREQUENCIES)).fetchall()
            return [*wrong, *await (await connection.execute(SIZES)).fetchall()]

    return recount
