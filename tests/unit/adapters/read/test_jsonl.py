"""Rows are read one by one; a bad one is named by its line and stops nothing."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tandem.adapters.read import jsonl
from tandem.core.knowledge.article import Article, Audience, BadInput
from tandem.core.knowledge.ticket import Ticket, TicketMessage

GOOD = {"id": "a", "title": "Descaling", "body": "Use acid."}


def articles(path: Path) -> list[Article | BadInput]:
    rows = jsonl.read_article_rows(path, product="kettle", audience=Audience.CUSTOMER, locale="en")
    return list(rows)


def written(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "kb.jsonl"
    lines = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    path.write_bytes(b"\n".join(lines))
    return path


def test_rows_say_what_differs_from_the_defaults(tmp_path: Path) -> None:
    own = {"product": "mill", "locale": "de", "audience": "agent", "url": "https://example.com"}
    first, second = articles(written(tmp_path, GOOD, {**GOOD, **own, "id": "b", "more": [1]}))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.product, first.locale, first.audience) == ("kettle", "en", Audience.CUSTOMER)
    assert (second.product, second.locale, second.audience) == ("mill", "de", Audience.AGENT)
    assert second.url == "https://example.com"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"{}x", "not JSON: Extra data at column 3"),
        (b'{"id": "\xff"}', "not UTF-8 text"),
        (b"[" * 100_000, "not JSON that can be read: too deep or too long a number"),
        ([], "must be a JSON object"),
        ({"title": "x"}, "`id` must be text, and not empty"),
        ({"id": True, "title": "x"}, "`id` must be text"),
        ({**GOOD, "id": "b", "title": 3}, "`title` must be text"),
        (
            {**GOOD, "id": "b", "title": "\ud800"},
            "`title` holds half a character (a lone surrogate)",
        ),
        ({**GOOD, "id": "b", "audience": "all"}, "`audience` must be customer or agent"),
        ({"id": "b", "body": " "}, "has neither `title` nor `body`"),
        (GOOD, "`id` 'a' was used above"),
    ],
)
def test_a_bad_row_is_reported_and_stops_nothing(tmp_path: Path, row: object, why: str) -> None:
    first, bad, last = articles(written(tmp_path, GOOD, row, {**GOOD, "id": "z"}))
    assert bad == BadInput("kb.jsonl line 2", why)
    assert [item.id for item in (first, last) if isinstance(item, Article)] == ["a", "z"]


def test_a_line_without_end_is_reported_and_passed_over(tmp_path: Path) -> None:
    endless = b'{"id": "' + b"x" * (2 * jsonl.LINE_MAX) + b'"}'
    bad, last = articles(written(tmp_path, endless, GOOD))
    assert bad == BadInput("kb.jsonl line 1", "longer than 4 MB")
    assert isinstance(last, Article)


def test_a_packed_file_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "kb.jsonl.gz"
    packed = gzip.compress(json.dumps(GOOD).encode() + b"\n\n")
    path.write_bytes(packed)
    assert [type(item) for item in articles(path)] == [Article]
    path.write_bytes(packed[:-8])
    assert isinstance(articles(path)[-1], BadInput)


TICKET = {
    "id": "t",
    "subject": "Leak",
    "messages": [
        {"author": "customer", "text": "It leaks\u0000.", "at": "2026-01-31T13:00:00+01:00"},
        {"author": "agent", "text": "Turn the ring."},
    ],
    "outcome": "resolved",
    "csat": 5,
    "tags": ["ring"],
}


def test_a_ticket_is_read(tmp_path: Path) -> None:
    said = (
        TicketMessage("customer", "It leaks.", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        TicketMessage("agent", "Turn the ring.", None),
    )
    assert list(jsonl.read_ticket_rows(written(tmp_path, TICKET))) == [
        Ticket("t", "Leak", "", "", "", said, "resolved", 5, ("ring",))
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"messages": []}, "`messages` must be a list with at least one message"),
        ({"messages": ["x"]}, "`messages[0]` must be an object"),
        ({"messages": [{"author": "me"}]}, "`messages[0].author` must be customer, agent or bot"),
        (
            {"messages": [{"author": ["bot"]}]},
            "`messages[0].author` must be customer, agent or bot",
        ),
        (
            {"messages": [{"author": "bot", "text": "x", "at": "now"}]},
            "`messages[0].at` must be a time such as 2026-01-31T12:00:00Z",
        ),
        ({"csat": True}, "`csat` must be a whole number from 1 to 5, or null"),
        ({"tags": "ring"}, "`tags` must be a list of texts"),
    ],
)
def test_a_bad_ticket_is_reported(tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = written(tmp_path, {**TICKET, **change})
    assert list(jsonl.read_ticket_rows(path)) == [BadInput("kb.jsonl line 1", why)]
