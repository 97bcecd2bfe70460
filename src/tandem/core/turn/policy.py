"""The firm's rules; none of them can keep a customer from a person."""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from tandem.core.desk import clock, hours
from tandem.core.desk.clock import Clock, Due
from tandem.core.desk.conversation import Priority
from tandem.core.desk.hours import Hours
from tandem.core.desk.message import Author
from tandem.core.desk.place import Arm
from tandem.core.errors import InvalidError
from tandem.core.turn.crisis import CrisisLine
from tandem.core.turn.product import Product
from tandem.core.turn.promise import KINDS as PROMISES
from tandem.core.turn.screen import Topic
from tandem.core.turn.tool import Tool
from tandem.core.turn.who import Who

UNCATEGORISED = "uncategorised"


class Mode(StrEnum):
    """What happens with the assistant's decisions; each step needs evidence from the one before."""

    OFF = "off"
    SHADOW = "shadow"
    DRAFT = "draft"
    AUTO = "auto"

    def is_below(self, other: "Mode") -> bool:
        """Whether less happens in it than in the other."""
        order = list(Mode)
        return order.index(self) < order.index(other)


class Audience(StrEnum):
    """The contacts for whom a mode holds; others get people.

    `off_hours` is everyone, and the rule holds only while no team is there.
    """

    INTERNAL = "internal"
    EVERYONE = "everyone"
    OFF_HOURS = "off_hours"

    def includes(self, *, is_internal: bool) -> bool:
        """Whether a contact is among them, at a time when the rule holds."""
        return is_internal or self is not Audience.INTERNAL


@dataclass(frozen=True, slots=True)
class Segment:
    """Which contacts are meant: those of a plan, or with an attribute.

    The attribute must equal `equals`, or be a number from `at_least` on. Exactly one of `plan` and
    `attribute` is set, and with an attribute one of the two conditions.
    """

    plan: str = ""
    attribute: str = ""
    equals: str = ""
    at_least: float | None = None

    def met_by(self, plan: str, attributes: Mapping[str, str]) -> str | None:
        """What the rule found, in words; None where it does not apply."""
        if self.plan:
            return f"plan {plan}" if plan == self.plan else None
        value = attributes.get(self.attribute)
        if value is None:
            return None
        if self.at_least is None:
            return f"{self.attribute} {value}" if value == self.equals else None
        number = _number(value)
        if number is None or number < self.at_least:
            return None
        return f"{self.attribute} {value} (from {self.at_least:g})"

    @property
    def says(self) -> str:
        """Whom it means, in words."""
        if self.plan:
            return f"plan {self.plan}"
        if self.at_least is None:
            return f"{self.attribute} {self.equals}"
        return f"{self.attribute} from {self.at_least:g}"


def _number(value: str) -> float | None:
    try:
        number = float(value.replace(",", "").replace(" ", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@dataclass(frozen=True, slots=True)
class Rollout:
    """The mode for a product and category; an empty field matches any.

    Of the audience, the rule is for `segments` (empty: all of it), and of those for the contacts
    whose place is below `percent`. The others of them get `rest`, a lower mode: they are the
    control group. Whoever the audience or the segments exclude gets people.
    """

    mode: Mode
    audience: Audience
    product: str = ""
    category: str = ""
    percent: float = 100.0
    segments: tuple[Segment, ...] = ()
    rest: Mode = Mode.SHADOW

    @property
    def is_partial(self) -> bool:
        """Whether it lets in only a percentage, and so has a control group."""
        return self.percent < 100

    def is_for(self, who: Who) -> bool:
        """Whether the audience and the segments have this contact, percentage aside."""
        attributes = dict(who.attributes)
        return self.audience.includes(is_internal=who.is_internal) and (
            not self.segments
            or any(one.met_by(who.plan, attributes) is not None for one in self.segments)
        )

    def mode_of(self, who: Who) -> Mode:
        """The mode that this contact gets from the rule."""
        if not self.is_for(who):
            return Mode.OFF
        return self.rest if self.is_partial and who.place >= self.percent else self.mode


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message before the tested one; its time is not known without `minutes_before`."""

    author: Author
    text: str
    decision: str = ""
    minutes_before: float | None = None


EXPECTATIONS = ("decision", "rule", "reason", "priority", "effect", "mode_is")


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """A message in its context, and what the policy must make of it; an empty text expects nothing.

    The expectations are those in EXPECTATIONS. `mode_is` is the mode that the rollout gives this
    contact, `mode` one that holds in its place. `time` is in ISO 8601, with or without an offset.
    `place` is the contact's among all contacts; at 0, every percentage lets them in.
    """

    message: str
    decision: str = ""
    rule: str = ""
    reason: str = ""
    priority: str = ""
    effect: str = ""
    mode_is: str = ""
    earlier: tuple[Earlier, ...] = ()
    plan: str = ""
    product: str = ""
    category: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    internal: bool = False
    verified: bool = False
    locale: str = ""
    time: str = ""
    mode: Mode | None = None
    place: float = 0.0

    @property
    def expected(self) -> Mapping[str, str]:
        """What it expects, by name."""
        wanted: dict[str, str] = {name: getattr(self, name) for name in EXPECTATIONS}
        return {name: value for name, value in wanted.items() if value}


@dataclass(frozen=True, slots=True)
class ModelRules:
    """When a language model may word a reply, and what it may cost.

    Empty `modes` and `categories` are all of them. `seconds` are for all of a turn's requests,
    retries and fallbacks included. `samples` is how often the same is asked, to see whether the
    answers agree. Budgets count the tokens of questions and answers; None is no limit, and dollars
    need a price (docs/llm.md). With `local_only`, nothing leaves the house.
    """

    modes: tuple[Mode, ...] = ()
    categories: tuple[str, ...] = ()
    seconds: float = 12.0
    samples: int = 1
    tokens_per_conversation: int | None = 60_000
    tokens_per_day: int | None = 2_000_000
    dollars_per_day: float | None = None
    local_only: bool = False

    def allows(self, category: str, mode: Mode | None) -> bool:
        """Whether a model may word replies of this category in this mode (None: outside a desk)."""
        is_of_category = not self.categories or category in self.categories
        return is_of_category and (not self.modes or mode is None or mode in self.modes)


@dataclass(frozen=True, slots=True)
class Policy:
    """All that the firm decided. Times in minutes, lengths in characters.

    `suggest_from` is the P(right) from which a quote is shown as probably right; None shows none.
    `suggest_from_of` sets it for single categories. `country` (ISO 3166-1) is where a customer is
    taken to be whose own country is not known. `crisis_lines` replace the shipped ones of their
    countries, `advice` the shipped text of a topic. `tools` look things up in the firm's systems.
    `promises` are the kinds of promises that a composed reply may make (promise.py),
    `quoted_promises` those that may be quoted from an article.

    `hours` say when the teams are there, `clocks` how soon they reply. People are warned when
    `warn_share` of that time is over, the leads hear of it `lead_minutes` after it is.
    `common_categories` are those that containment's band is for; none means all. With
    `weekly_mail` the leads get the week's figures by mail. Who did not rate
    in the chat is asked by mail `survey_mail_hours` after the resolution; 0 asks nobody.
    """

    company: str
    target_error: float = 0.05
    suggest_from: float | None = 0.4
    suggest_from_of: tuple[tuple[str, float], ...] = ()
    languages: tuple[str, ...] = ("en",)
    link_hosts: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    topics: tuple[Topic, ...] = ()
    people_first_plans: tuple[str, ...] = ()
    high_value: tuple[Segment, ...] = ()
    country: str = ""
    crisis_lines: tuple[CrisisLine, ...] = ()
    advice: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()
    rollout: tuple[Rollout, ...] = (Rollout(Mode.DRAFT, Audience.INTERNAL),)
    signals_min: int = 2
    turns_max: int = 8
    waiting_minutes: int = 15
    time_limit_minutes: int = 60
    tools: tuple[Tool, ...] = ()
    promises: tuple[str, ...] = ()
    quoted_promises: tuple[str, ...] = PROMISES
    llm: ModelRules = ModelRules()
    hours: tuple[Hours, ...] = ()
    clocks: tuple[Clock, ...] = ()
    warn_share: float = 0.75
    lead_minutes: int = 10
    common_categories: tuple[str, ...] = ()
    weekly_mail: bool = True
    survey_mail_hours: int = 24
    tests: tuple[PolicyTest, ...] = ()

    @property
    def version(self) -> str:
        """The hash of its content: two policies with the same version decide alike."""
        return _version(self)

    def product_name(self, product: str) -> str:
        """The name that customers know a product by; its id if the policy has none."""
        return next((known.name for known in self.products if known.id == product), product)

    def suggests_from(self, category: str) -> float | None:
        """The P(right) from which a quote is shown as probably right; None shows none.

        An uncategorised message may belong to any category, so the highest of all holds.
        """
        if self.suggest_from is None:
            return None
        of = dict(self.suggest_from_of)
        if category in self.categories:
            return of.get(category, self.suggest_from)
        return max((self.suggest_from, *(of.get(one, 0.0) for one in self.categories)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of products and plans: a question that names one is about that one."""
        plans = (*self.people_first_plans, *(rule.plan for rule in self.high_value if rule.plan))
        return (*(product.short_name for product in self.products), *plans)

    def rollout_of(self, product: str, category: str, *, is_away: bool = False) -> Rollout:
        """The most specific rule for this product and category; of equals the last.

        Rules for off hours hold only while no team is there. Without any, people answer.
        """
        matching = [
            rule
            for rule in self.rollout
            if rule.product in ("", product)
            and rule.category in ("", category)
            and (is_away or rule.audience is not Audience.OFF_HOURS)
        ]
        return max(
            enumerate(matching),
            key=lambda item: (bool(item[1].product) + bool(item[1].category), item[0]),
            default=(0, Rollout(Mode.OFF, Audience.EVERYONE)),
        )[1]

    @property
    def time_zone(self) -> str:
        """The firm's time zone, in which its days begin; UTC without any hours."""
        return next((one.time_zone for one in (self.hours_of(""), *self.hours) if one), "UTC")

    def hours_of(self, team: str) -> Hours | None:
        """When a team is there: its own hours, else those of all; None if it always is."""
        of = {one.team: one for one in self.hours}
        return of.get(team) or of.get("")

    def is_away(self, now: datetime) -> bool:
        """Whether no team is there at this moment; one that has no hours always is."""
        teams = [self.hours_of(""), *self.hours]
        return not any(hours.is_open(one, now) for one in teams)

    def due(self, team: str, priority: Priority, *, is_first: bool, since: datetime) -> Due:
        """When people's reply is due to a customer who waits `since` for this team."""
        return clock.due(
            self.clocks,
            self.hours_of(team),
            team,
            priority,
            is_first=is_first,
            since=since,
            warn_share=self.warn_share,
            lead_minutes=self.lead_minutes,
        )

    def mode_for(self, product: str, category: str, who: Who, *, is_away: bool) -> Mode:
        """The mode for a contact; `off` if the rollout does not include them.

        An uncategorised message may belong to any category, so the strictest of their modes holds.
        """
        of = [category] if category in self.categories else self._categories
        modes = [self._mode(product, one, who, is_away) for one in of]
        return min(modes, key=list(Mode).index)

    def mode_at_most(self, product: str, who: Who, *, is_away: bool) -> Mode:
        """The highest mode that this contact may get in any category of the product."""
        modes = [self._mode(product, one, who, is_away) for one in self._categories]
        return max(modes, key=list(Mode).index)

    def arm_of(self, product: str, category: str, who: Who, *, is_away: bool) -> Arm:
        """The contact's side of the comparison in this product and category.

        Both sides or neither: it depends on what contacts like this one get at either end of the
        percentages, and on which end this one is.
        """
        return _arm(lambda one: self.mode_for(product, category, one, is_away=is_away), who)

    def arm_at_start(self, product: str, who: Who, *, is_away: bool) -> Arm:
        """The same before the category is known: by the highest mode that they may get."""
        return _arm(lambda one: self.mode_at_most(product, one, is_away=is_away), who)

    def check_categories(self, names: Iterable[str], *, kept: Iterable[str] = ()) -> None:
        """Raises InvalidError if one of the names is no category.

        What has a category already (`kept`) may keep it, also once the policy has it no more.
        """
        for name in names:
            if name not in self.categories and name not in kept:
                raise InvalidError(
                    f"There is no category {name!r}.",
                    hint=f"Categories: {', '.join(self.categories) or 'none'}.",
                )

    def may_answer(self, product: str, who: Who, *, is_away: bool) -> bool:
        """Whether the assistant answers this contact by itself in any category of the product."""
        return self.mode_at_most(product, who, is_away=is_away) is Mode.AUTO

    def may_draft(self, product: str, who: Who, *, is_away: bool) -> bool:
        """Whether the assistant takes turns for this contact at all, if only to draft or record."""
        return self.mode_at_most(product, who, is_away=is_away) is not Mode.OFF

    @property
    def _categories(self) -> tuple[str, ...]:
        return (UNCATEGORISED, *self.categories)

    def _mode(self, product: str, category: str, who: Who, is_away: bool) -> Mode:
        return self.rollout_of(product, category, is_away=is_away).mode_of(who)


def _arm(mode_of: Callable[[Who], Mode], who: Who) -> Arm:
    got, within, beyond = (
        mode_of(one) for one in (who, replace(who, place=0.0), replace(who, place=100.0))
    )
    if within is beyond:  # no percentage decides: there is nobody alike to compare with
        return Arm.NONE
    return Arm.ASSISTANT if got is within else Arm.CONTROL


@lru_cache(maxsize=8)  # cached: asked for in every turn, and a policy never changes
def _version(policy: Policy) -> str:
    text = json.dumps(asdict(policy), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
