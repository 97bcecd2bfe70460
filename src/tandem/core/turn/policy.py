"""The firm's rules, parsed and checked; no rule here can keep a customer from a person."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import cast

from tandem.core.errors import ConfigError
from tandem.core.turn.product import Product
from tandem.core.turn.screen import Topic

UNCATEGORISED = "uncategorised"
TABLES = {"company", "answers", "handoff", "product", "topic", "rollout", "test"}


class Mode(StrEnum):
    """What happens to the assistant's decisions; each step needs evidence from the one before."""

    OFF = "off"
    SHADOW = "shadow"
    DRAFT = "draft"
    AUTO = "auto"


class Audience(StrEnum):
    """For whose conversations a mode holds; others get people."""

    INTERNAL = "internal"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Rollout:
    """The mode of a product and category; an empty one stands for any."""

    mode: Mode
    audience: Audience
    product: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class PolicyTest:
    """A message with the decision and rule that the policy must give it, from its words alone."""

    message: str
    decision: str
    rule: str


@dataclass(frozen=True, slots=True)
class Policy:
    """All that the firm decided. Times in minutes, lengths in characters."""

    company: str
    target_error: float = 0.05
    suggest_from: float | None = 0.5
    languages: tuple[str, ...] = ("en",)
    link_hosts: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    topics: tuple[Topic, ...] = ()
    people_first_plans: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    rollout: tuple[Rollout, ...] = (Rollout(Mode.DRAFT, Audience.INTERNAL),)
    signals_min: int = 2
    turns_max: int = 8
    waiting_minutes: int = 15
    time_limit_minutes: int = 60
    tests: tuple[PolicyTest, ...] = ()

    @property
    def version(self) -> str:
        """The hash of its content: two policies with the same version decide alike."""
        return _version(self)

    def product_name(self, product: str) -> str:
        """What customers call a product; its id where the policy does not say."""
        return next((known.name for known in self.products if known.id == product), product)

    def rollout_of(self, product: str, category: str) -> Rollout:
        """The most particular rule for this product and category; the last of equals."""
        matching = [
            rule
            for rule in self.rollout
            if rule.product in ("", product) and rule.category in ("", category)
        ]
        return max(
            enumerate(matching),
            key=lambda item: (bool(item[1].product) + bool(item[1].category), item[0]),
        )[1]

    def mode_for(self, product: str, category: str, *, is_internal: bool) -> Mode:
        """The mode that holds for a contact; `off` for those whom the rollout has not reached.

        What is in no category might be in any, so the strictest of their modes holds.
        """
        if category not in self.categories:
            modes = [self._mode(product, one, is_internal) for one in self._categories]
            return min(modes, key=list(Mode).index)
        return self._mode(product, category, is_internal)

    def may_answer(self, product: str, *, is_internal: bool) -> bool:
        """Whether the assistant answers this contact by itself in some category of the product."""
        return any(
            self._mode(product, category, is_internal) is Mode.AUTO for category in self._categories
        )

    def may_draft(self, product: str, *, is_internal: bool) -> bool:
        """Whether the assistant takes turns at all for this contact, if only to draft or record."""
        return any(
            self._mode(product, category, is_internal) is not Mode.OFF
            for category in self._categories
        )

    @property
    def _categories(self) -> tuple[str, ...]:
        return (UNCATEGORISED, *self.categories)

    def _mode(self, product: str, category: str, is_internal: bool) -> Mode:
        rollout = self.rollout_of(product, category)
        reached = is_internal or rollout.audience is Audience.EVERYONE
        return rollout.mode if reached else Mode.OFF


@lru_cache(maxsize=8)  # asked for in every turn, and a policy never changes
def _version(policy: Policy) -> str:
    text = json.dumps(asdict(policy), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def parse(table: Mapping[str, object]) -> Policy:
    """Check a policy read from TOML; raises ConfigError that lists every fault at once."""
    return _Reader(table).policy()


class _Reader:
    """Reads one table after another and collects what is wrong: all of it is told at once."""

    def __init__(self, table: Mapping[str, object]) -> None:
        self.table = table
        self.faults: list[str] = []

    def policy(self) -> Policy:
        self._only("", self.table, TABLES)
        company = self._table("company")
        answers = self._table("answers")
        handoff = self._table("handoff")
        self._only("company", company, {"name"})
        self._only("answers", answers, {"target_error", "languages", "link_hosts", "categories"})
        self._only(
            "handoff",
            handoff,
            {
                "signals_min",
                "turns_max",
                "waiting_minutes",
                "time_limit_minutes",
                "people_first_plans",
            },
        )
        policy = Policy(
            company=self._text("company.name", company.get("name", ""), empty=True),
            target_error=self._between("answers.target_error", answers.get("target_error", 0.05)),
            languages=self._texts("answers.languages", answers.get("languages", ["en"])),
            link_hosts=self._texts("answers.link_hosts", answers.get("link_hosts", [])),
            categories=self._texts("answers.categories", answers.get("categories", [])),
            people_first_plans=self._texts(
                "handoff.people_first_plans", handoff.get("people_first_plans", [])
            ),
            # Two soft signals bring a person in; a firm may ask for one, never for more than two.
            signals_min=self._count("handoff.signals_min", handoff.get("signals_min", 2), 1, 2),
            turns_max=self._count("handoff.turns_max", handoff.get("turns_max", 8), 1, 50),
            waiting_minutes=self._count(
                "handoff.waiting_minutes", handoff.get("waiting_minutes", 15), 1, 1440
            ),
            time_limit_minutes=self._count(
                "handoff.time_limit_minutes", handoff.get("time_limit_minutes", 60), 1, 1440
            ),
            products=tuple(self._product(place, row) for place, row in self._rows("product")),
            topics=tuple(self._topic(place, row) for place, row in self._rows("topic")),
            rollout=self._rollouts(),
            tests=tuple(self._test(place, row) for place, row in self._rows("test")),
        )
        if self.faults:
            raise ConfigError(
                "The policy can't be used: " + "; ".join(self.faults) + ".",
                hint="docs/policy.md lists what each line may say.",
            )
        return policy

    def _product(self, place: str, row: Mapping[str, object]) -> Product:
        self._only(place, row, {"id", "name", "words"})
        return Product(
            id=self._text(f"{place}.id", row.get("id")).lower(),
            name=self._text(f"{place}.name", row.get("name")),
            words=self._texts(f"{place}.words", row.get("words", [])),
        )

    def _topic(self, place: str, row: Mapping[str, object]) -> Topic:
        self._only(place, row, {"name", "phrases", "urgent"})
        phrases = self._texts(f"{place}.phrases", row.get("phrases", []))
        if not phrases:
            self.faults.append(f"{place}.phrases must name at least one phrase")
        return Topic(
            name=self._text(f"{place}.name", row.get("name")),
            phrases=phrases,
            urgent=self._flag(f"{place}.urgent", row.get("urgent", False)),
        )

    def _rollouts(self) -> tuple[Rollout, ...]:
        rules: list[Rollout] = [Rollout(Mode.DRAFT, Audience.INTERNAL)]
        for place, row in self._rows("rollout"):
            self._only(place, row, {"mode", "audience", "product", "category"})
            mode = self._choice(f"{place}.mode", row.get("mode"), [mode.value for mode in Mode])
            audience = self._choice(
                f"{place}.audience",
                row.get("audience", "internal"),
                [audience.value for audience in Audience],
            )
            rules.append(
                Rollout(
                    mode=Mode(mode),
                    audience=Audience(audience),
                    product=self._text(f"{place}.product", row.get("product", ""), empty=True),
                    category=self._text(f"{place}.category", row.get("category", ""), empty=True),
                )
            )
        return tuple(rules)

    def _test(self, place: str, row: Mapping[str, object]) -> PolicyTest:
        self._only(place, row, {"message", "decision", "rule"})
        return PolicyTest(
            message=self._text(f"{place}.message", row.get("message")),
            decision=self._text(f"{place}.decision", row.get("decision")),
            rule=self._text(f"{place}.rule", row.get("rule", ""), empty=True),
        )

    def _table(self, name: str) -> Mapping[str, object]:
        value = self.table.get(name, {})
        if isinstance(value, Mapping):
            return cast("Mapping[str, object]", value)
        self.faults.append(f"{name} must be a table")
        return {}

    def _rows(self, name: str) -> list[tuple[str, Mapping[str, object]]]:
        value = self.table.get(name, [])
        if not isinstance(value, list):
            self.faults.append(f"{name} must be written as [[{name}]]")
            return []
        rows = cast("list[object]", value)
        if not all(isinstance(row, Mapping) for row in rows):
            self.faults.append(f"{name} must be written as [[{name}]]")
        return [
            (f"{name} {number}", cast("Mapping[str, object]", row))
            for number, row in enumerate(rows, 1)
            if isinstance(row, Mapping)
        ]

    def _only(self, place: str, table: Mapping[str, object], known: set[str]) -> None:
        self.faults += [
            f"there is no {f'{place}.{key}' if place else key} (known: {', '.join(sorted(known))})"
            for key in table
            if key not in known
        ]

    def _text(self, place: str, value: object, *, empty: bool = False) -> str:
        if isinstance(value, str) and (value.strip() or empty):
            return value.strip()
        self.faults.append(f"{place} must be text")
        return ""

    def _texts(self, place: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list):
            items = cast("list[object]", value)
            if all(isinstance(item, str) and item.strip() for item in items):
                return tuple(str(item).strip() for item in items)
        self.faults.append(f"{place} must be a list of texts")
        return ()

    def _flag(self, place: str, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self.faults.append(f"{place} must be true or false")
        return False

    def _count(self, place: str, value: object, low: int, high: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.faults.append(f"{place} must be a whole number from {low} to {high}")
        return low

    def _between(self, place: str, value: object) -> float:
        if isinstance(value, float) and 0 < value < 0.5:
            return value
        self.faults.append(f"{place} must be a share above 0 and below 0.5")
        return 0.05

    def _choice(self, place: str, value: object, choices: list[str]) -> str:
        if value in choices:
            return str(value)
        self.faults.append(f"{place} must be one of {', '.join(choices)}")
        return choices[0]
