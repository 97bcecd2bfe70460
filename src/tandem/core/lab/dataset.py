"""Labelled data of the lab: questions with gold articles, messages with labels, and their split."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, cast, get_args

from tandem.core.errors import InvalidError

FOLDS = 5

Author = Literal["customer", "assistant", "agent", "system"]
_OTHER_NAMES: Mapping[str, Author] = {"bot": "assistant", "user": "customer"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ContextMessage:
    """An earlier message of the same conversation."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A customer's question with the articles that answer it."""

    id: str
    text: str
    gold: tuple[str, ...]
    answerable: bool
    context: tuple[ContextMessage, ...] = ()
    product: str | None = None
    locale: str | None = None
    split: str | None = None
    answerability: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A customer's message with the label that people gave it."""

    text: str
    label: str
    set: str
    context: tuple[ContextMessage, ...] = ()
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """The rows that could be used, and a sentence for each that was left out."""

    items: tuple[T, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Which questions are judged, and which are free to calibrate on, by their index."""

    calibrate: tuple[int, ...]
    judge: tuple[int, ...]


def read_questions(rows: Iterable[tuple[str, object]]) -> Read[Question]:
    """The questions of rows that each come with their place ("faq.jsonl, line 3").

    A row that asks nothing is left out and reported; a malformed one raises InvalidError.
    """
    return _read(rows, parse_question, needed=("question",))


def read_messages(rows: Iterable[tuple[str, object]]) -> Read[LabelledMessage]:
    """The labelled messages of rows that each come with their place.

    A row without text or label is left out and reported; a malformed one raises InvalidError.
    """
    return _read(rows, parse_message, needed=("text", "label"))


def parse_question(row: object, where: str) -> Question:
    """The question of one row; unknown fields are ignored.

    A missing `id` becomes the row's place, a missing `answerable` whether there is gold. Raises
    InvalidError with the place and the fault.
    """
    fields = _fields(row, where)
    gold = tuple(dict.fromkeys(_ids(fields, "gold_article_ids", where)))
    answerable = fields.get("answerable")
    if not isinstance(answerable, bool | None):
        raise _wrong(where, "answerable", "true or false", answerable)
    return Question(
        id=_id(fields["id"], "id", where) if fields.get("id") is not None else where,
        text=_text(fields, "question", where),
        gold=gold,
        answerable=bool(gold) if answerable is None else answerable,
        context=_context(fields, where),
        product=_optional(fields, "product", where),
        locale=_optional(fields, "locale", where),
        split=_optional(fields, "split", where),
        answerability=_optional(fields, "answerability", where),
    )


def parse_message(row: object, where: str) -> LabelledMessage:
    """The labelled message of one row; unknown fields are ignored, a missing set is "unnamed".

    Raises InvalidError with the place and the fault.
    """
    fields = _fields(row, where)
    return LabelledMessage(
        text=_text(fields, "text", where),
        label=_text(fields, "label", where),
        set=_optional(fields, "set", where) or "unnamed",
        context=_context(fields, where),
        split=_optional(fields, "split", where),
    )


def test_split(questions: Sequence[Question]) -> tuple[Fold, ...]:
    """The folds in which the questions are judged, none on what it was calibrated on.

    With rows of split "test": one fold that judges these and calibrates on all others (on none,
    if all are "test"). Otherwise up to five, by the hash of the first gold article, so that no
    article is on both sides; a question without gold goes by its own id.
    """
    tests = tuple(at for at, question in enumerate(questions) if question.split == "test")
    if tests:
        return (_fold(len(questions), tests),)
    members: list[list[int]] = [[] for _ in range(FOLDS)]
    for at, question in enumerate(questions):
        members[_bucket(question.gold[0] if question.gold else question.id)].append(at)
    return tuple(_fold(len(questions), tuple(judged)) for judged in members if judged)


def _fold(count: int, judge: tuple[int, ...]) -> Fold:
    judged = frozenset(judge)
    return Fold(calibrate=tuple(at for at in range(count) if at not in judged), judge=judge)


def _bucket(key: str) -> int:
    """The fold of a key, the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % FOLDS


def _read(
    rows: Iterable[tuple[str, object]],
    parse: Callable[[object, str], T],
    needed: tuple[str, ...],
) -> Read[T]:
    items: list[T] = []
    left_out: list[str] = []
    for where, row in rows:
        fields = _fields(row, where)
        missing = next((key for key in needed if _is_blank(fields.get(key))), None)
        if missing is None:
            items.append(parse(row, where))
        else:
            left_out.append(f"{where}: “{missing}” is empty.")
    return Read(tuple(items), tuple(left_out))


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _fields(row: object, where: str) -> Mapping[str, object]:
    if not isinstance(row, Mapping):
        raise InvalidError(
            f"{where}: a row must be a JSON object, not {_kind(row)}.",
            hint='Write one object a line, for instance {"id": "1", "question": "…"}.',
        )
    return cast("Mapping[str, object]", row)


def _text(fields: Mapping[str, object], key: str, where: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(where, key, "text that isn't empty", value)
    return value


def _optional(fields: Mapping[str, object], key: str, where: str) -> str | None:
    value = fields.get(key)
    if not isinstance(value, str | None):
        raise _wrong(where, key, "text or null", value)
    return value or None


def _ids(fields: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    return tuple(_id(value, key, where) for value in _list(fields, key, where))


def _id(value: object, key: str, where: str) -> str:
    """Ids are text; whole numbers are taken as such, for many exports write them so."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise _wrong(where, key, "an id (text or a whole number)", value)
    return str(value)


def _context(fields: Mapping[str, object], where: str) -> tuple[ContextMessage, ...]:
    return tuple(_context_message(value, where) for value in _list(fields, "context", where))


def _context_message(value: object, where: str) -> ContextMessage:
    """One earlier message; bare text is the customer's."""
    if isinstance(value, str):
        return ContextMessage("customer", value)
    fields = _fields(value, f"{where}, “context”")
    author, text = fields.get("author"), fields.get("text")
    if not isinstance(text, str):
        raise _wrong(where, "context.text", "text", text)
    name = _OTHER_NAMES.get(author, author) if isinstance(author, str) else None
    if name not in get_args(Author):
        raise _wrong(where, "context.author", " or ".join(get_args(Author)), author)
    return ContextMessage(cast("Author", name), text)


def _list(fields: Mapping[str, object], key: str, where: str) -> Sequence[object]:
    value = fields.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise _wrong(where, key, "a list", value)
    return cast("Sequence[object]", value)


def _wrong(where: str, key: str, wanted: str, value: object) -> InvalidError:
    return InvalidError(f"{where}: “{key}” must be {wanted}, not {_kind(value)}.")


def _kind(value: object) -> str:
    """What a JSON value is, in words and without its content, which may be a customer's."""
    match value:
        case None:
            return "missing or null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case "":
            return "empty text"
        case str():
            return "this text" if value.strip() else "blank text"
        case Mapping():
            return "an object"
        case _:
            return "a list"
