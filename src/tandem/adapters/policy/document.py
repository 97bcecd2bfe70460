"""The policy file: the allowed tables, keys and values, and the policy made from them."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from tandem.core.desk import hours as opening
from tandem.core.desk.clock import Clock
from tandem.core.desk.conversation import Priority
from tandem.core.desk.hours import CLOSED_DAYS_MAX, WEEKDAYS, Hours
from tandem.core.desk.message import Author
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.turn import policy_check
from tandem.core.turn.crisis import CrisisLine
from tandem.core.turn.decide import NAMES
from tandem.core.turn.effect import Effect
from tandem.core.turn.phrases import TOPICS
from tandem.core.turn.policy import (
    EXPECTATIONS,
    Audience,
    Earlier,
    Mode,
    ModelRules,
    Policy,
    PolicyTest,
    Rollout,
    Segment,
)
from tandem.core.turn.product import Product
from tandem.core.turn.promise import KINDS
from tandem.core.turn.screen import Topic
from tandem.core.turn.signals import Reason
from tandem.core.turn.tool import PLACE, Argument, Tool
from tandem.validation import must, wrong

_Stripped = StringConstraints(strip_whitespace=True)
_Words = Annotated[str, _Stripped, Field(min_length=1)]
Text = Annotated[_Words, must("text")]
TextOrEmpty = Annotated[str, _Stripped, must("text")]
Texts = Annotated[list[_Words], must("a list of texts")]
Phrases = Annotated[list[_Words], Field(min_length=1), must("a list of at least one text")]
Minutes = Annotated[int, Field(ge=1, le=1440), must("a whole number from 1 to 1440")]
# Two soft signals hand over to a person; a company may choose one, never more than two.
SignalsMin = Annotated[int, Field(ge=1, le=2), must("a whole number from 1 to 2")]
TurnsMax = Annotated[int, Field(ge=1, le=50), must("a whole number from 1 to 50")]
TargetError = Annotated[float, Field(gt=0, lt=0.5), must("a share above 0 and below 0.5")]
Country = Annotated[
    str,
    StringConstraints(to_upper=True),
    _Stripped,
    Field(min_length=2, max_length=2),
    must("a country's code of two letters, such as GB"),
]
Percent = Annotated[float, Field(gt=0, le=100), must("a number above 0 and up to 100")]
Place = Annotated[float, Field(ge=0, lt=100), must("a number from 0 up to, but not, 100")]
SuggestFrom = Annotated[float, Field(ge=0.3, le=0.95), must("a number from 0.3 to 0.95")]

SuggestFromOf = Annotated[
    dict[str, SuggestFrom], must("a table of numbers from 0.3 to 0.95 by category")
]


def _of_topics(advice: dict[str, str]) -> dict[str, str]:
    known = [topic.name for topic in TOPICS]
    if unknown := sorted(advice.keys() - set(known)):
        raise wrong(f"has no topic {unknown[0]!r} (known: {', '.join(known)})")
    return advice


Advice = Annotated[
    dict[str, Text], AfterValidator(_of_topics), must("a table of texts by built-in topic")
]


def _expression(pattern: str) -> str:
    try:
        found = re.compile(rf"(?:{pattern})")  # inside of others, as a look-up uses it
    except (re.error, OverflowError, RecursionError) as error:
        raise wrong(f"is no regular expression: {error}") from error
    if pattern and found.fullmatch(""):
        raise wrong("matches an empty text, so every message would have a value")
    return pattern


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Company(_Table):
    name: TextOrEmpty = ""
    country: Country | None = None


Promises = Annotated[
    list[Literal[*KINDS]],  # pyright: ignore[reportInvalidTypeForm] -- unpacked: Python 3.11
    must(f"a list of {', '.join(KINDS)}"),
]


class _Answers(_Table):
    target_error: TargetError = 0.05
    suggest_from: SuggestFrom = 0.4
    suggest_from_of: SuggestFromOf = {}
    languages: Texts = ["en"]
    link_hosts: Texts = []
    categories: Texts = []
    promises: Promises = []
    quoted_promises: Promises = list(KINDS)  # pyright: ignore[reportAssignmentType] -- as above

    @model_validator(mode="after")
    def _of_categories(self) -> Self:
        if unknown := sorted(self.suggest_from_of.keys() - set(self.categories)):
            raise wrong(f"suggest_from_of has {unknown[0]!r}, which is not one of the categories")
        return self


Modes = Annotated[list[Annotated[Mode, Field(strict=False)]], must(f"a list of {', '.join(Mode)}")]
Tokens = Annotated[int, Field(ge=1), must("a whole number of tokens, from 1 on")]


class _Llm(_Table):
    modes: Modes = []
    categories: Texts = []
    seconds: Annotated[float, Field(ge=1, le=25), must("a number from 1 to 25")] = 12.0
    samples: Annotated[int, Field(ge=1, le=5), must("a whole number from 1 to 5")] = 1
    tokens_per_conversation: Tokens = 60_000
    tokens_per_day: Tokens = 2_000_000
    dollars_per_day: Annotated[float | None, Field(gt=0), must("a number above 0")] = None
    local_only: Annotated[bool, must("true or false")] = False


class _Handoff(_Table):
    signals_min: SignalsMin = 2
    turns_max: TurnsMax = 8
    waiting_minutes: Minutes = 15
    time_limit_minutes: Minutes = 60
    people_first_plans: Texts = []


class _Product(_Table):
    id: Annotated[
        str, StringConstraints(to_lower=True), _Stripped, Field(min_length=1), must("text")
    ]
    name: Text
    words: Texts = []


class _Topic(_Table):
    name: Text
    phrases: Phrases
    urgent: Annotated[bool, must("true or false")] = False
    advice: TextOrEmpty = ""


class _Segment(_Table):
    plan: TextOrEmpty = ""
    attribute: TextOrEmpty = ""
    equals: TextOrEmpty = ""
    at_least: Annotated[float | None, Field(allow_inf_nan=False), must("a finite number")] = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if bool(self.plan) == bool(self.attribute):
            raise wrong("must have either plan or attribute")
        conditions = bool(self.equals) + (self.at_least is not None)
        if conditions != bool(self.attribute):
            raise wrong("must have equals or at_least with an attribute, and only there")
        return self


class _CrisisLine(_Table):
    country: Country
    name: Text
    number: Text
    source: TextOrEmpty = ""
    hours: TextOrEmpty = ""


class _Argument(_Table):
    pattern: Annotated[TextOrEmpty, AfterValidator(_expression)] = ""
    fact: TextOrEmpty = ""
    ask: TextOrEmpty = ""
    of_contact: TextOrEmpty = ""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if bool(self.pattern) == bool(self.of_contact):
            raise wrong("must have either pattern or of_contact")
        return self


class _Tool(_Table):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$"), must("a short name")]
    says: Text
    url: Text
    arguments: dict[str, _Argument] = {}
    show: Annotated[dict[str, Text], Field(min_length=1), must("a table of labels by field")]
    reply: Phrases
    phrases: Texts = []
    words: Texts = []
    not_found: Text = "I found nothing under that."
    verified_only: Annotated[bool, must("true or false")] = True
    timeout_seconds: Annotated[float, Field(gt=0, le=15), must("a number up to 15")] = 4.0
    private: Annotated[bool, must("true or false")] = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        host, _, rest = self.url.removeprefix("https://").partition("/")
        is_ours = self.url.startswith("{desk}/")
        is_fixed = self.url.startswith(("https://", "http://")) and "{" not in host
        if not is_ours and not is_fixed:
            raise wrong("must have a url that begins with https:// and a host without braces")
        named = set(PLACE.findall(rest)) - {"desk"}
        if unknown := sorted(named ^ self.arguments.keys()):
            raise wrong(f"must have the same arguments as its url: {unknown[0]!r} is only in one")
        shown = self.arguments.keys() | self.show.keys()
        for sentence in (*self.reply, self.not_found):
            if odd := sorted(set(PLACE.findall(sentence)) - shown):
                raise wrong(f"has {{{odd[0]}}} in a sentence, which is no argument and not shown")
        return self


def _tool(row: _Tool) -> Tool:
    return Tool(
        name=row.name,
        says=row.says,
        url=row.url,
        arguments=tuple(Argument(name, **one.model_dump()) for name, one in row.arguments.items()),
        shows=tuple(row.show.items()),
        reply=tuple(row.reply),
        phrases=tuple(row.phrases),
        words=tuple(row.words),
        not_found=row.not_found,
        is_for_verified=row.verified_only,
        timeout_s=row.timeout_seconds,
        private=row.private,
    )


class _Rollout(_Table):
    mode: Annotated[Mode, Field(strict=False), must(f"one of {', '.join(Mode)}")]
    audience: Annotated[Audience, Field(strict=False), must(f"one of {', '.join(Audience)}")] = (
        Audience.INTERNAL
    )
    product: TextOrEmpty = ""
    category: TextOrEmpty = ""
    percent: Percent = 100.0
    segments: list[_Segment] = []
    rest: Annotated[Mode | None, Field(strict=False), must(f"one of {', '.join(Mode)}")] = None

    @model_validator(mode="after")
    def _control_gets_less(self) -> Self:
        if self.mode is Mode.OFF and self.percent < 100:
            raise wrong("has a percent with the mode off, in which nobody is let in")
        if self.rest is not None and not self.rest.is_below(self.mode):
            raise wrong(f"has the rest {self.rest.value}, which must be below {self.mode.value}")
        return self

    @property
    def rollout(self) -> Rollout:
        has_less = self.percent == 100 or Mode.SHADOW.is_below(self.mode)
        rest = Mode.SHADOW if has_less else Mode.OFF
        return Rollout(
            self.mode,
            self.audience,
            self.product,
            self.category,
            self.percent,
            tuple(Segment(**row.model_dump()) for row in self.segments),
            self.rest or rest,
        )


def _span(text: str) -> str:
    try:
        return opening.write_span(opening.read_span(text))
    except ValueError:
        raise wrong(f"is no time from and to, such as 09:00-17:30: {text!r}") from None


def _holiday(text: str) -> str:
    try:
        return opening.read_holiday(text)
    except ValueError:
        raise wrong(
            f"is no day, such as 2026-12-25, 12-25 or 2026-12-24/2027-01-01: {text!r}"
        ) from None


def _zone(name: str) -> str:
    if not opening.is_zone(name):
        raise wrong(f"is no time zone, such as Europe/Berlin: {name!r}")
    return name


Spans = list[Annotated[str, AfterValidator(_span)]]


class _Hours(_Table):
    team: TextOrEmpty = ""
    time_zone: Annotated[Text, AfterValidator(_zone)]
    monday: Spans = []
    tuesday: Spans = []
    wednesday: Spans = []
    thursday: Spans = []
    friday: Spans = []
    saturday: Spans = []
    sunday: Spans = []
    holidays: list[Annotated[str, AfterValidator(_holiday)]] = []

    @property
    def hours(self) -> Hours:
        spans: list[list[str]] = [getattr(self, day) for day in WEEKDAYS]
        week = tuple(tuple(sorted(map(opening.read_span, day))) for day in spans)
        return Hours(self.team, self.time_zone, week, tuple(self.holidays))

    @model_validator(mode="after")
    def _somebody_comes(self) -> Self:
        if not any(self.hours.week):
            raise wrong("has no opening on any day: nobody would ever be there")
        days = opening.longest_closure(self.hours)
        if days > CLOSED_DAYS_MAX:
            raise wrong(f"leaves nobody there for {days} days in a row: at most {CLOSED_DAYS_MAX}")
        return self


DueMinutes = Annotated[int, Field(ge=1, le=10_080), must("a whole number from 1 to 10080")]


class _Clock(_Table):
    team: TextOrEmpty = ""
    priority: Annotated[Literal["", *Priority], must(f"one of {', '.join(Priority)}")] = ""  # pyright: ignore[reportInvalidTypeForm] -- unpacked: Python 3.11
    first_minutes: DueMinutes
    next_minutes: DueMinutes


class _People(_Table):
    warn_at: Annotated[float, Field(gt=0, lt=1), must("a share above 0 and below 1")] = 0.75
    lead_after_minutes: DueMinutes = 10


class _Metrics(_Table):
    common: list[Text] = []
    weekly_mail: bool = True


class _Survey(_Table):
    mail_after_hours: Annotated[
        int, Field(ge=0, le=168), must("a number of hours from 0 (no mail) to 168")
    ] = 24


def _decision(name: str) -> str:
    if name not in NAMES.values():
        raise wrong("is none")
    return name


Decided = Annotated[str, AfterValidator(_decision), must(f"one of {', '.join(NAMES.values())}")]
AUTHORS = ("customer", "assistant", "agent")


MinutesBefore = Annotated[
    float | None, Field(ge=0, le=525_600), must("minutes from 0 to 525600, which is a year")
]


class _Earlier(_Table):
    from_: Annotated[
        Literal[*AUTHORS],  # pyright: ignore[reportInvalidTypeForm] -- unpacked: Python 3.11
        Field(alias="from"),
        must(f"one of {', '.join(AUTHORS)}"),
    ]
    text: Text
    decision: Decided | None = None
    minutes_before: MinutesBefore = None

    @model_validator(mode="after")
    def _only_the_assistant_decides(self) -> Self:
        if self.decision and self.from_ != Author.ASSISTANT:
            raise wrong("must have a decision only from the assistant")
        return self


def _moment(given: object) -> object:
    """The time in ISO 8601, from a text or a time of TOML."""
    if isinstance(given, str) and len(given.strip()) > len("2026-12-24"):
        with suppress(ValueError):
            given = datetime.fromisoformat(given.strip())
    if not isinstance(given, datetime) or not 1970 <= given.year < 3000:
        raise wrong("is no such time")
    return given.isoformat()


Moment = Annotated[str, BeforeValidator(_moment), must("a date and time such as 2026-12-24 18:00")]


class _Case(_Table):
    message: Text
    earlier: Annotated[list[_Earlier], Field(max_length=50)] = []
    plan: TextOrEmpty = ""
    product: Annotated[TextOrEmpty, StringConstraints(to_lower=True)] = ""
    category: TextOrEmpty = ""
    attributes: Annotated[dict[str, Text], must("a table of texts")] = {}
    internal: Annotated[bool, must("true or false")] = False
    verified: Annotated[bool, must("true or false")] = False
    locale: TextOrEmpty = ""
    time: Moment | None = None
    mode: Annotated[Mode | None, Field(strict=False), must(f"one of {', '.join(Mode)}")] = None
    place: Place = 0.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [one.minutes_before for one in self.earlier if one.minutes_before is not None]
        if times != sorted(times, reverse=True):
            raise wrong("has earlier messages out of order: the newest is the last")
        return self


class _Test(_Case):
    decision: Decided | None = None
    rule: TextOrEmpty = ""
    reason: Annotated[Reason | None, Field(strict=False), must(f"one of {', '.join(Reason)}")] = (
        None
    )
    priority: Annotated[
        Priority | None, Field(strict=False), must(f"one of {', '.join(Priority)}")
    ] = None
    effect: Annotated[Effect | None, Field(strict=False), must(f"one of {', '.join(Effect)}")] = (
        None
    )
    mode_is: Annotated[Mode | None, Field(strict=False), must(f"one of {', '.join(Mode)}")] = None

    @model_validator(mode="after")
    def _expects_something_possible(self) -> Self:
        if not any(getattr(self, name) for name in EXPECTATIONS):
            raise wrong(f"expects nothing: it must have one of {', '.join(EXPECTATIONS)}")
        if self.mode and self.mode_is:
            raise wrong("has mode, which replaces the rollout, and mode_is, which tests it")
        if self.decision not in (None, "hand_off") and (self.reason or self.priority):
            raise wrong(f"expects {self.decision} with a reason or priority: only hand_off has one")
        return self


def _case(row: _Case) -> PolicyTest:
    return PolicyTest(
        message=row.message,
        earlier=tuple(
            Earlier(Author(one.from_), one.text, one.decision or "", one.minutes_before)
            for one in row.earlier
        ),
        plan=row.plan,
        product=row.product,
        category=row.category,
        attributes=tuple(sorted(row.attributes.items())),
        internal=row.internal,
        verified=row.verified,
        locale=row.locale,
        time=row.time or "",
        mode=row.mode,
        place=row.place,
    )


def _test(row: _Test) -> PolicyTest:
    return replace(_case(row), **{name: str(getattr(row, name) or "") for name in EXPECTATIONS})


class _Document(_Table):
    company: _Company = _Company()
    answers: _Answers = _Answers()
    handoff: _Handoff = _Handoff()
    llm: _Llm = _Llm()
    people: _People = _People()
    metrics: _Metrics = _Metrics()
    survey: _Survey = _Survey()
    hours: list[_Hours] = []
    clock: list[_Clock] = []
    advice: Advice = {}
    high_value: list[_Segment] = []
    crisis_line: list[_CrisisLine] = []
    product: list[_Product] = []
    topic: list[_Topic] = []
    tool: list[_Tool] = []
    rollout: list[_Rollout] = []
    test: list[_Test] = []

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _unique("hours", [(row.team,) for row in self.hours])
        _unique("clock", [(row.team, str(row.priority)) for row in self.clock])
        unknown = set(self.metrics.common) - set(self.answers.categories)
        if unknown:
            raise wrong(f"metrics.common names {min(unknown)!r}, which is no category")
        is_ever_away = any(not row.team for row in self.hours)
        if not is_ever_away and any(row.audience is Audience.OFF_HOURS for row in self.rollout):
            raise wrong("rollout has the audience off_hours, but no [[hours]] are for all teams")
        return self


def _unique(table: str, keys: list[tuple[str, ...]]) -> None:
    """Raise an error for two rows about the same: only one of them could hold."""
    for number, key in enumerate(keys):
        if key in keys[:number]:
            about = " and ".join(repr(part) for part in key if part) or "everything"
            raise wrong(f"{table} {number + 1} is about {about}, as {table} {keys.index(key) + 1}")


TABLES: Mapping[str, type[_Table]] = {
    "company": _Company,
    "answers": _Answers,
    "handoff": _Handoff,
    "llm": _Llm,
    "people": _People,
    "metrics": _Metrics,
    "survey": _Survey,
    "hours": _Hours,
    "clock": _Clock,
    "product": _Product,
    "topic": _Topic,
    "tool": _Tool,
    "high_value": _Segment,
    "crisis_line": _CrisisLine,
    "rollout": _Rollout,
    "test": _Test,
}


def parse(table: Mapping[str, object]) -> Policy:
    """Check a policy read from TOML; raises ConfigError that lists every fault at once."""
    try:
        read = _Document.model_validate(table)
    except ValidationError as error:
        raise _refused(dict.fromkeys(_says(fault) for fault in error.errors())) from None
    policy = _policy(read)
    if faults := policy_check.faults(policy):
        raise _refused(faults)
    return policy


def case(given: Mapping[str, object]) -> PolicyTest:
    """A message in its context, as the keys of a [[test]] give it; it expects nothing.

    Raises InvalidError that lists every fault.
    """
    try:
        return _case(_Case.model_validate(given))
    except ValidationError as error:
        told = dict.fromkeys(_says(fault) for fault in error.errors())
        raise InvalidError(f"This can't be tried: {'; '.join(told)}.") from None


def _refused(faults: Iterable[str]) -> ConfigError:
    return ConfigError(
        f"The policy can't be used: {'; '.join(faults)}.",
        hint="docs/policy.md lists the allowed values.",
    )


def _policy(read: _Document) -> Policy:
    answers, handoff = read.answers, read.handoff
    return Policy(
        company=read.company.name,
        target_error=answers.target_error,
        suggest_from=answers.suggest_from,
        suggest_from_of=tuple(sorted(answers.suggest_from_of.items())),
        languages=tuple(answers.languages),
        link_hosts=tuple(answers.link_hosts),
        categories=tuple(answers.categories),
        people_first_plans=tuple(handoff.people_first_plans),
        high_value=tuple(Segment(**row.model_dump()) for row in read.high_value),
        country=read.company.country or "",
        crisis_lines=tuple(CrisisLine(**row.model_dump()) for row in read.crisis_line),
        advice=tuple(sorted(read.advice.items())),
        signals_min=handoff.signals_min,
        turns_max=handoff.turns_max,
        waiting_minutes=handoff.waiting_minutes,
        time_limit_minutes=handoff.time_limit_minutes,
        products=tuple(Product(row.id.lower(), row.name, tuple(row.words)) for row in read.product),
        topics=tuple(
            Topic(row.name, tuple(row.phrases), row.urgent, row.advice) for row in read.topic
        ),
        rollout=(
            Rollout(Mode.DRAFT, Audience.INTERNAL),  # applies if no other line does
            *(row.rollout for row in read.rollout),
        ),
        tools=tuple(map(_tool, read.tool)),
        promises=tuple(map(str, answers.promises)),
        quoted_promises=tuple(map(str, answers.quoted_promises)),
        llm=_model_rules(read.llm),
        hours=tuple(row.hours for row in read.hours),
        clocks=tuple(
            Clock(row.first_minutes, row.next_minutes, str(row.priority), row.team)
            for row in read.clock
        ),
        warn_share=read.people.warn_at,
        lead_minutes=read.people.lead_after_minutes,
        common_categories=tuple(read.metrics.common),
        weekly_mail=read.metrics.weekly_mail,
        survey_mail_hours=read.survey.mail_after_hours,
        tests=tuple(map(_test, read.test)),
    )


def _model_rules(row: _Llm) -> ModelRules:
    return ModelRules(
        modes=tuple(row.modes),
        categories=tuple(row.categories),
        seconds=row.seconds,
        samples=row.samples,
        tokens_per_conversation=row.tokens_per_conversation,
        tokens_per_day=row.tokens_per_day,
        dollars_per_day=row.dollars_per_day,
        local_only=row.local_only,
    )


INNER: Mapping[tuple[str, str], type[_Table]] = {
    ("test", "earlier"): _Earlier,
    ("tool", "arguments"): _Argument,
    ("rollout", "segments"): _Segment,
}


def _says(fault: ErrorDetails) -> str:
    """The fault with its place: `topic 2.name` is the name in the second [[topic]]."""
    if not fault["loc"]:
        return fault["msg"]
    table, *inner = map(str, fault["loc"])
    number = f" {int(inner.pop(0)) + 1}" if inner and inner[0].isdigit() else ""
    place = ".".join((f"{table}{number}", *inner))
    table, *inner = fault["loc"] or ("it",)
    place = str(table)
    for part in inner:
        place += f" {part + 1}" if isinstance(part, int) else f".{part}"
    is_row = bool(inner) and isinstance(inner[0], int)
    match fault["type"]:
        case "extra_forbidden":
            return f"there is no {place} (known: {', '.join(sorted(_known(str(table), inner)))})"
        case "missing":
            return f"{place} is missing"
        case "model_type" if not is_row:
            return f"{table} must be a table"
        case "model_type" | "list_type" if len(inner) <= 1:
            return f"{table} must be written as [[{table}]]"
        case "model_type" | "list_type" | "dict_type":
            return f"{place} must be a table or a list of them, as docs/policy.md has it"
        case _:
            return f"{place} {fault['msg']}"


def _known(table: str, inner: list[int | str]) -> Iterable[str]:
    """The keys that may stand where one was found that may not."""
    if not inner:
        return _Document.model_fields
    keys = [part for part in inner if isinstance(part, str)]
    model = INNER.get((table, keys[0]), TABLES[table]) if len(keys) > 1 else TABLES[table]
    return [field.alias or name for name, field in model.model_fields.items()]
