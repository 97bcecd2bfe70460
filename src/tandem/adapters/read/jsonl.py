"""Reads rows from JSON lines; bad lines are reported with number and faults, and skipped."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from pydantic import ValidationError

from tandem.adapters.read import markdown, rows
from tandem.adapters.read.article import Defaults, Read, read_article
from tandem.adapters.read.front_matter import Fields, fields_of
from tandem.adapters.read.rows import ArticleRow, MessageRow, QuestionRow, TicketRow
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Article, BadInput, Unpublished
from tandem.core.knowledge.ticket import Ticket
from tandem.core.lab.dataset import LabelledMessage, Question

LINE_MAX = 4 * 1024 * 1024  # bytes

R = TypeVar("R", bound=rows.Row)
T = TypeVar("T", Article | Unpublished, Ticket)


def read_article_rows(path: Path, *, where: str, defaults: Defaults) -> Iterator[Read]:
    """The articles of a `.jsonl` or `.jsonl.gz` file, in order; unknown fields are ignored.

    A body is Markdown, HTML or plain text. `where` is the file's name in reports.
    """

    def article(line: str, row: ArticleRow) -> Read:
        try:
            front, heading, blocks = markdown.read_markdown(row.body)
            own = {
                name: value
                for name, value in fields_of(row.model_dump()).named.items()
                if value not in ("", None)
            }
            return read_article(
                Fields({**front.named, **own}),
                row.title or front.text("title") or heading,
                blocks,
                row.body,
                id=row.id,
                where=line,
                otherwise="",
                defaults=defaults,
            )
        except InvalidError as error:
            return BadInput(line, error.message)

    return _each_once(
        (line, row if isinstance(row, BadInput) else article(line, row))
        for line, row in _rows(path, ArticleRow, where)
    )


def read_ticket_rows(path: Path) -> Iterator[Ticket | BadInput]:
    """The tickets of a `.jsonl` or `.jsonl.gz` file, in order; unknown fields are ignored."""
    return _each_once(
        (where, row if isinstance(row, BadInput) else row.ticket())
        for where, row in _rows(path, TicketRow)
    )


def read_question_rows(path: Path) -> Iterator[Question | BadInput]:
    """The labelled questions of a `.jsonl` or `.jsonl.gz` file; unknown fields are ignored."""
    for where, row in _rows(path, QuestionRow):
        yield row if isinstance(row, BadInput) else row.asked(where)


def read_message_rows(path: Path) -> Iterator[LabelledMessage | BadInput]:
    """The labelled messages of a `.jsonl` or `.jsonl.gz` file; unknown fields are ignored."""
    for _, row in _rows(path, MessageRow):
        yield row if isinstance(row, BadInput) else row.labelled()


def _rows(path: Path, kind: type[R], name: str = "") -> Iterator[tuple[str, R | BadInput]]:
    """The rows of a file, each with its place."""
    for number, line in _lines(path):
        where = f"{name or path.name} line {number}"
        if isinstance(line, BadInput):
            yield where, line
            continue
        try:
            yield where, kind.model_validate_json(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield where, BadInput(where, "not UTF-8 text")
        except ValidationError as error:
            yield where, BadInput(where, rows.faults(error))


def _each_once(items: Iterable[tuple[str, T | BadInput]]) -> Iterator[T | BadInput]:
    """The items; one with an id that was used before becomes a BadInput."""
    seen: dict[str, str] = {}
    for where, item in items:
        if isinstance(item, BadInput):
            yield item
        elif item.id in seen:
            yield BadInput(where, f"`id` {item.id[:80]!r} was used in {seen[item.id]}")
        else:
            seen[item.id] = where
            yield item


def _lines(path: Path) -> Iterator[tuple[int, bytes | BadInput]]:
    """The non-empty lines with their numbers; one that is too long is not held in memory."""
    number = 0
    try:
        with _opened(path) as file:
            while line := file.readline(LINE_MAX + 1):
                number += 1
                if len(line) > LINE_MAX and not line.endswith(b"\n"):
                    while (rest := file.readline(LINE_MAX)) and not rest.endswith(b"\n"):
                        pass
                    yield number, BadInput(f"{path.name} line {number}", "longer than 4 MB")
                elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        why = f"can't be read any further: {_reason(error)}"
        yield number + 1, BadInput(f"{path.name} line {number + 1}", why)


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _reason(error: Exception) -> str:
    """The system's message without the path, which the user may not have asked about."""
    return (error.strerror if isinstance(error, OSError) else None) or "not a complete gzip file"
