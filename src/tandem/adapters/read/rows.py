"""The rows of JSON lines files: articles, tickets, questions, labelled messages."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails

from tandem.core.knowledge.article import Audience, clean
from tandem.core.knowledge.ticket import Ticket, TicketMessage
from tandem.core.lab.dataset import ContextMessage, LabelledMessage, Question
from tandem.validation import must


def _or(absent: object) -> BeforeValidator:
    """Replace null with this value."""
    return BeforeValidator(lambda value: absent if value is None else value)


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def _number_as_text(value: object) -> object:
    """Many exports have numbers as ids; true and false are not accepted."""
    return str(value) if type(value) is int else value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError
    return text


def _time(value: object) -> datetime | None:
    """A time; without a time zone it is UTC."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 -- pydantic catches no TypeError
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError from error


def _bare_text_is_the_customers(value: object) -> object:
    return {"author": "customer", "text": value} if isinstance(value, str) else value


def _other_name(value: object) -> object:
    match value:
        case "bot":
            return "assistant"
        case "user":
            return "customer"
        case _:
            return value


Text = Annotated[str, AfterValidator(clean), _or(""), must("text")]
Id = Annotated[
    str,
    AfterValidator(clean),
    BeforeValidator(_number_as_text),
    AfterValidator(str.strip),
    AfterValidator(_not_blank),
    must("text or a whole number, and not empty"),
]
Key = Annotated[
    str, BeforeValidator(_number_as_text), Field(min_length=1), must("text or a whole number")
]
NotBlank = Annotated[str, AfterValidator(_not_blank), must("text that isn't empty")]
TextOrNull = Annotated[str | None, BeforeValidator(_none_if_empty), must("text or null")]


class Row(BaseModel):
    """One row of a file; unknown fields are ignored."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


class ArticleRow(Row):
    """An article; empty fields get the file's defaults. Others say whether it is published."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True, extra="allow")

    id: Id
    title: Text = ""
    body: Text = ""
    url: Text = ""
    product: Text = ""
    locale: Text = ""
    audience: Annotated[
        Audience | None,
        Field(strict=False),
        BeforeValidator(_none_if_empty),
        must("customer or agent"),
    ] = None


class _TicketMessage(Row):
    author: Annotated[Literal["customer", "agent", "bot"], must("customer, agent or bot")]
    text: Text = ""
    at: Annotated[
        datetime | None, BeforeValidator(_time), must("a time such as 2026-01-31T12:00:00Z")
    ] = None


class TicketRow(Row):
    """A past conversation."""

    id: Id
    subject: Text = ""
    category: Text = ""
    product: Text = ""
    locale: Text = ""
    messages: Annotated[list[_TicketMessage], Field(min_length=1)]
    outcome: Text = ""
    csat: Annotated[
        Annotated[int, Field(ge=1, le=5)] | None, must("a whole number from 1 to 5, or null")
    ] = None
    tags: Annotated[
        list[Annotated[str, AfterValidator(clean)]], _or([]), must("a list of texts")
    ] = []

    def ticket(self) -> Ticket:
        """The ticket that the row describes."""
        return Ticket(
            id=self.id,
            subject=self.subject,
            category=self.category,
            product=self.product,
            locale=self.locale,
            messages=tuple(TicketMessage(one.author, one.text, one.at) for one in self.messages),
            outcome=self.outcome,
            csat=self.csat,
            tags=tuple(self.tags),
        )


class _ContextMessage(Row):
    author: Annotated[
        Literal["customer", "assistant", "agent", "system"],
        BeforeValidator(_other_name),
        must("customer, assistant, agent or system"),
    ]
    text: Annotated[str, must("text")]


_Context = Annotated[
    list[Annotated[_ContextMessage, BeforeValidator(_bare_text_is_the_customers)]], _or([])
]


class _Labelled(Row):
    context: _Context = []
    split: TextOrNull = None

    def earlier(self) -> tuple[ContextMessage, ...]:
        """The earlier messages."""
        return tuple(ContextMessage(one.author, one.text) for one in self.context)


class QuestionRow(_Labelled):
    """A labelled question with the articles that answer it."""

    id: Key | None = None
    question: NotBlank
    gold_article_ids: Annotated[list[Key], _or([])] = []
    answer: TextOrNull = None
    answerable: Annotated[bool | None, must("true or false")] = None
    product: TextOrNull = None
    locale: TextOrNull = None
    answerability: TextOrNull = None

    def asked(self, where: str) -> Question:
        """The question; default id is `where`, default `answerable` whether gold exists."""
        gold = tuple(dict.fromkeys(self.gold_article_ids))
        return Question(
            id=where if self.id is None else self.id,
            text=self.question,
            gold=gold,
            answerable=bool(gold) if self.answerable is None else self.answerable,
            answer=self.answer,
            context=self.earlier(),
            product=self.product,
            locale=self.locale,
            split=self.split,
            answerability=self.answerability,
        )


class MessageRow(_Labelled):
    """A labelled message."""

    text: NotBlank
    label: NotBlank
    set: TextOrNull = None

    def labelled(self) -> LabelledMessage:
        """The message; without a set it is in "unnamed"."""
        return LabelledMessage(
            self.text, self.label, self.set or "unnamed", self.earlier(), self.split
        )


def faults(error: ValidationError) -> str:
    """Everything wrong with a row, without its content, which may be a customer's."""
    return "; ".join(map(_says, error.errors(include_input=False)))


def _says(fault: ErrorDetails) -> str:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    match fault["type"]:
        case "json_invalid":
            return fault["msg"].replace("Invalid JSON", "not JSON").replace("line 1 ", "")
        case "model_type" if not place:
            return "must be a JSON object"
        case "model_type":
            says = "must be an object"
        case "list_type":
            says = "must be a list"
        case "too_short":
            says = "must not be empty"
        case "missing":
            says = "is missing"
        case _:
            says = fault["msg"]
    return f"`{place.removeprefix('.')}` {says}"
