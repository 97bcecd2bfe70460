"""Rows are read one by one; a bad one is reported with its line, and the rest is read."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.read import jsonl, rows
from tandem.adapters.read.article import Defaults, Read
from tandem.core.knowledge.article import Article, Audience, BadInput
from tandem.core.knowledge.ticket import Ticket, TicketMessage
from tandem.core.lab.dataset import ContextMessage, LabelledMessage, Question

KINDS: dict[str, type[rows.Row]] = {
    "article": rows.ArticleRow,
    "ticket": rows.TicketRow,
    "question": rows.QuestionRow,
    "message": rows.MessageRow,
}
GOOD = {"id": "a", "title": "Descaling", "body": "Use acid."}


NOW = datetime(2026, 3, 1, tzinfo=UTC)


def articles(path: Path) -> list[Read]:
    defaults = Defaults(NOW, product="kettle")
    return list(jsonl.read_article_rows(path, where=path.name, defaults=defaults))


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
        (b"{}x", "not JSON: trailing characters at column 3"),
        (b'{"id": "\xff"}', "not UTF-8 text"),
        (b"[" * 100_000, "not JSON: recursion limit exceeded at column 202"),
        ([], "must be a JSON object"),
        ({"title": "x"}, "`id` is missing"),
        ({"id": " ", "title": "x"}, "`id` must be text or a whole number, and not empty"),
        ({"id": True, "title": "x"}, "`id` must be text or a whole number, and not empty"),
        ({**GOOD, "id": "b", "title": 3}, "`title` must be text"),
        (b'{"id": "b", "title": "\\ud800"}', "not JSON: unexpected end of hex escape at column 29"),
        ({"title": 3, "url": 4}, "`id` is missing; `title` must be text; `url` must be text"),
        ({**GOOD, "id": "b", "audience": "all"}, "`audience` must be customer or agent"),
        ({"id": "b", "body": " "}, "it has no text"),
        (GOOD, "`id` 'a' was used in kb.jsonl line 1"),
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
        ({"messages": []}, "`messages` must not be empty"),
        ({"messages": "Hi"}, "`messages` must be a list"),
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
        (
            {"csat": 6, "messages": [{"author": "bot", "text": 1}, {}]},
            "`messages[0].text` must be text; `messages[1].author` is missing;"
            " `csat` must be a whole number from 1 to 5, or null",
        ),
    ],
)
def test_a_bad_ticket_is_reported(tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = written(tmp_path, {**TICKET, **change})
    assert list(jsonl.read_ticket_rows(path)) == [BadInput("kb.jsonl line 1", why)]


def test_a_full_row_becomes_a_question_and_unknown_fields_are_ignored(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "question": "And how do I undo it?",
        "gold_article_ids": ["a", "b", "a", 5],
        "answer": "So.",
        "answerable": True,
        "context": [{"author": "bot", "text": "Hello."}, "I deleted a key."],
        "product": "cloud",
        "locale": "",
        "split": "dev",
    }
    context = (
        ContextMessage("assistant", "Hello."),
        ContextMessage("customer", "I deleted a key."),
    )
    assert list(jsonl.read_question_rows(written(tmp_path, row))) == [
        Question(
            id="7",
            text="And how do I undo it?",
            gold=("a", "b", "5"),
            answerable=True,
            answer="So.",
            context=context,
            product="cloud",
            split="dev",
        )
    ]


def test_what_a_labelled_row_lacks_is_derived(tmp_path: Path) -> None:
    bare = {"question": "How?", "id": None, "context": None, "answerable": None}
    path = written(tmp_path, bare, {"question": "How?", "gold_article_ids": ["a"]})
    assert list(jsonl.read_question_rows(path)) == [
        Question(id="kb.jsonl line 1", text="How?", gold=(), answerable=False),
        Question(id="kb.jsonl line 2", text="How?", gold=("a",), answerable=True),
    ]
    path = written(tmp_path, {"text": "Hi", "label": "none"})
    assert list(jsonl.read_message_rows(path)) == [LabelledMessage("Hi", "none", "unnamed")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["How?"], "must be a JSON object"),
        ({}, "`question` is missing"),
        ({"question": 5}, "`question` must be text that isn't empty"),
        ({"question": " "}, "`question` must be text that isn't empty"),
        ({"question": "How?", "product": 5}, "`product` must be text or null"),
        ({"question": "How?", "gold_article_ids": "a"}, "`gold_article_ids` must be a list"),
        (
            {"question": "How?", "gold_article_ids": [None]},
            "`gold_article_ids[0]` must be text or a whole number",
        ),
        (
            {"question": "How?", "answerable": "yes", "context": [{"author": "me", "text": "Hi"}]},
            "`context[0].author` must be customer, assistant, agent or system;"
            " `answerable` must be true or false",
        ),
    ],
)
def test_a_bad_question_is_reported(tmp_path: Path, row: object, why: str) -> None:
    path = written(tmp_path, row, {"question": "How?"})
    bad, good = jsonl.read_question_rows(path)
    assert bad == BadInput("kb.jsonl line 1", why)
    assert isinstance(good, Question)


FIELDS = sorted({name for kind in KINDS.values() for name in kind.model_fields} | {"author", "at"})
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
)


@given(kind=st.sampled_from(list(KINDS)), found=st.lists(values, max_size=3))
def test_any_row_is_read_or_reported_in_our_own_words(
    kind: str, found: list[object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(tmp_path_factory.getbasetemp(), *found)
    read = articles(path) if kind == "article" else list(getattr(jsonl, f"read_{kind}_rows")(path))
    assert len(read) == len(found)
    assert not [item for item in read if isinstance(item, BadInput) and "nput should" in item.why]
