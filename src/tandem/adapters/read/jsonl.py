"""Articles and tickets from JSON lines: each bad line is reported with its number, none stops."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from tandem.adapters.read import markdown
from tandem.core.knowledge.article import Article, Audience, BadInput, assemble, clean
from tandem.core.knowledge.ticket import Ticket, TicketMessage

LINE_MAX = 4 * 1024 * 1024  # bytes

Row = dict[str, object]
T = TypeVar("T", Article, Ticket)


class _BadFieldError(Exception):
    """A row that can't be used; its text says which field, and what it must be."""


def read_article_rows(
    path: Path, *, product: str, audience: Audience, locale: str
) -> Iterator[Article | BadInput]:
    """The articles of a `.jsonl` or `.jsonl.gz` file, in order; unknown fields are ignored.

    The arguments hold where a row says nothing. A body is Markdown or plain text.
    """
    return _read(path, lambda row: _article(row, product, audience, locale))


def read_ticket_rows(path: Path) -> Iterator[Ticket | BadInput]:
    """The tickets of a `.jsonl` or `.jsonl.gz` file, in order; unknown fields are ignored."""
    return _read(path, _ticket)


def read_rows(path: Path) -> Iterator[tuple[str, Row | BadInput]]:
    """The objects of a `.jsonl` or `.jsonl.gz` file, each with its place."""
    for number, line in _lines(path):
        where = f"{path.name} line {number}"
        if isinstance(line, BadInput):
            yield where, line
            continue
        try:
            yield where, _row(line)
        except _BadFieldError as error:
            yield where, BadInput(where, str(error))


def _read(path: Path, parse: Callable[[Row], T]) -> Iterator[T | BadInput]:
    seen: set[str] = set()
    for number, line in _lines(path):
        where = f"{path.name} line {number}"
        if isinstance(line, BadInput):
            yield line
            continue
        try:
            item = parse(_row(line))
        except _BadFieldError as error:
            yield BadInput(where, str(error))
            continue
        if item.id in seen:
            yield BadInput(where, f"`id` {item.id[:80]!r} was used above")
            continue
        seen.add(item.id)
        yield item


def _lines(path: Path) -> Iterator[tuple[int, bytes | BadInput]]:
    """The lines with their numbers, empty ones left out, none held that is too long."""
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
        why = f"can't be read on: {_reason(error)}"
        yield number + 1, BadInput(f"{path.name} line {number + 1}", why)


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _reason(error: Exception) -> str:
    """What the system says, without the path, which may hold more than the user asked about."""
    return (error.strerror if isinstance(error, OSError) else None) or "not a whole gzip file"


def _row(line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _BadFieldError("not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise _BadFieldError(f"not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):
        raise _BadFieldError("not JSON that can be read: too deep or too long a number") from None
    if not isinstance(row, dict):
        raise _BadFieldError("must be a JSON object")
    return cast("Row", row)


def _article(row: Row, product: str, audience: Audience, locale: str) -> Article:
    front, heading, blocks = markdown.read_markdown(body := _text(row, "body"))
    found = assemble(
        id=_id(row),
        title=_text(row, "title") or front.get("title") or heading,
        blocks=blocks,
        body=body,
        url=_text(row, "url"),
        product=_text(row, "product") or product,
        locale=_text(row, "locale") or locale,
        audience=_audience(_text(row, "audience"), audience),
    )
    if found is None:
        raise _BadFieldError("has neither `title` nor `body`")
    return found


def _audience(text: str, default: Audience) -> Audience:
    if text and text not in set(Audience):
        raise _BadFieldError("`audience` must be customer or agent")
    return Audience(text) if text else default


def _ticket(row: Row) -> Ticket:
    messages, tags, csat = row.get("messages"), row.get("tags") or [], row.get("csat")
    if not isinstance(messages, list) or not messages:
        raise _BadFieldError("`messages` must be a list with at least one message")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _BadFieldError("`tags` must be a list of texts")
    if csat is not None and (type(csat) is not int or not 1 <= csat <= 5):
        raise _BadFieldError("`csat` must be a whole number from 1 to 5, or null")
    return Ticket(
        id=_id(row),
        subject=_text(row, "subject"),
        category=_text(row, "category"),
        product=_text(row, "product"),
        locale=_text(row, "locale"),
        messages=tuple(_message(message, n) for n, message in enumerate(messages)),
        outcome=_text(row, "outcome"),
        csat=csat,
        tags=tuple(clean(tag) for tag in cast("list[str]", tags)),
    )


def _message(message: object, number: int) -> TicketMessage:
    where = f"messages[{number}]"
    if not isinstance(message, dict):
        raise _BadFieldError(f"`{where}` must be an object")
    fields = cast("Row", message)
    author = fields.get("author")
    if author not in ("customer", "agent", "bot"):
        raise _BadFieldError(f"`{where}.author` must be customer, agent or bot")
    text = _text(fields, "text", where=f"{where}.")
    at = _text(fields, "at", where=f"{where}.")
    return TicketMessage(author, text, _time(at, f"{where}.at") if at else None)


def _time(text: str, where: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _BadFieldError(f"`{where}` must be a time such as 2026-01-31T12:00:00Z") from None


def _id(row: Row) -> str:
    number = row.get("id")
    if type(number) is int:  # a database's key; true and false are no ids
        return str(number)
    if not (id := _text(row, "id").strip()):  # the field's name
        raise _BadFieldError("`id` must be text, and not empty")
    return id


def _text(row: Row, name: str, *, where: str = "") -> str:
    """The field as clean text; empty where it is absent or null."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _BadFieldError(f"`{where}{name}` must be text")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise _BadFieldError(f"`{where}{name}` holds half a character (a lone surrogate)")
    return clean(value)
