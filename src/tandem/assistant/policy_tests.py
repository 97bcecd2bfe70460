"""Judges single messages under a policy, by words, plan and time alone: its tests, and what-ifs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from tandem.assistant.consider import by_rules, from_words, is_settled
from tandem.assistant.gather import Asked, freeze
from tandem.core.desk import hours
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import QUOTING, Author, Message
from tandem.core.turn import policy_check
from tandem.core.turn.decide import HandOff, by_words, decide, name_of
from tandem.core.turn.evidence import Evidence, Versions
from tandem.core.turn.foresee import foresee
from tandem.core.turn.policy import UNCATEGORISED, Audience, Policy, PolicyTest, Rollout
from tandem.core.turn.screen import Found
from tandem.core.turn.signals import Signal
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.who import Who

NOW = datetime(2000, 1, 1, tzinfo=UTC)  # of a test without a time
FROM_ARTICLES = (*QUOTING, "next", "chosen", "looked_up")
NEEDS_ARTICLES = "needs articles: policy tests judge words, plan and time alone"
SEARCHED = "the words alone decide nothing here, and what a search finds is not tested"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a rule found in the message: the rule's field in the screen, and the words."""

    kind: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What words, plan and time alone decide, and what becomes of it on the desk.

    With `is_searched`, the desk searches the articles before it decides; here nothing was found.
    """

    decision: str
    rule: str
    reason: str
    priority: str
    mode: str
    effect: str
    category: str
    product: str
    topic: str
    urgent: bool
    signals: tuple[Signal, ...]
    heard: tuple[Heard, ...]
    is_searched: bool

    @property
    def outcomes(self) -> Mapping[str, str]:
        """What a test may expect, by name."""
        return {
            "decision": self.decision,
            "rule": self.rule,
            "reason": self.reason,
            "priority": self.priority,
            "effect": self.effect,
            "mode_is": self.mode,
        }


@dataclass(frozen=True, slots=True)
class Missed:
    """An expectation that something else came of."""

    name: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A test that failed, by its number from 1 on; `why` is empty where `judged` says it all."""

    number: int
    message: str
    missed: tuple[Missed, ...]
    judged: Judged
    why: str

    @property
    def says(self) -> str:
        """What was wanted and what came, in one line."""
        missed = "; ".join(
            f"wanted {one.name} {one.wanted}, got {one.got or 'none'}" for one in self.missed
        )
        by = f" (rule {self.judged.rule})"
        heard = [f"{one.kind} “{one.words}”" for one in self.judged.heard]
        heard += [f"{one.name.value} “{one.says}”" for one in self.judged.signals]
        found = ", ".join(dict.fromkeys(heard)) or "nothing"
        why = f"; {self.why}" if self.why else ""
        return f"test {self.number}, {self.message!r}: {missed}{by}; heard {found}{why}"


@dataclass(frozen=True, slots=True)
class Checked:
    """Which of a policy's tests fail, and what its author should change all the same."""

    failed: tuple[Failed, ...]
    warnings: tuple[str, ...]


def run_tests(policy: Policy) -> Checked:
    """Run the policy's tests. Only words are judged: no articles are there to answer from.

    A test that still wants `ask` for a greeting passes with a warning: it was called so in 0.1.0.
    """
    failed: list[Failed] = []
    warnings = [*policy_check.warnings(policy)]
    for number, test in enumerate(policy.tests, 1):
        judged = judge(test, policy)
        if (judged.decision, test.decision, judged.rule) == ("greet", "ask", "courtesy"):
            warnings.append(
                f"{test.message!r}: a greeting is decided `greet` now; change `ask` to it"
            )
            test = replace(test, decision="greet")
        missed = tuple(
            Missed(name, wanted, judged.outcomes[name])
            for name, wanted in test.expected.items()
            if wanted != judged.outcomes[name]
        )
        if missed:
            failed.append(Failed(number, test.message, missed, judged, _why(missed, judged)))
    return Checked(tuple(failed), tuple(warnings))


def _why(missed: tuple[Missed, ...], judged: Judged) -> str:
    """Why a test can't pass, where that is not its policy's doing."""
    if any(one.wanted in FROM_ARTICLES for one in missed):
        return NEEDS_ARTICLES
    return SEARCHED if judged.is_searched and any(one.name != "mode_is" for one in missed) else ""


def judge(test: PolicyTest, policy: Policy, *, now: datetime = NOW) -> Judged:
    """What the policy makes of a message in its context; `now` is for one without a time.

    It is decided by the code that takes turns. The category is given instead of found.
    """
    if test.mode is not None:
        policy = replace(policy, rollout=(Rollout(test.mode, Audience.EVERYONE),))
    evidence = _evidence(test, policy, now)
    decision = decide(evidence, policy)
    foreseen = foresee(decision, evidence, policy, _who(test), account_product=test.product)
    is_handoff = isinstance(decision, HandOff)
    return Judged(
        decision=name_of(decision),
        rule=decision.rule,
        reason=decision.reason.value if is_handoff else "",
        priority=decision.priority.value if is_handoff else "",
        mode=foreseen.mode.value,
        effect=foreseen.effect.value,
        category=evidence.category,
        product=evidence.context.product,
        topic=evidence.topic or "",
        urgent=evidence.is_urgent,
        signals=evidence.signals,
        heard=_heard(evidence),
        is_searched=not is_settled(evidence) and by_words(evidence, policy) is None,
    )


def _who(test: PolicyTest) -> Who:
    attributes = test.attributes if test.verified else ()
    return Who(test.internal, test.place, test.plan, attributes)


def _evidence(test: PolicyTest, policy: Policy, now: datetime) -> Evidence:
    """The evidence as a turn has it before its search."""
    at = moment(test.time, policy) if test.time else _open(policy, now)
    earlier = [
        Message(
            one.author,
            one.text,
            at=None if one.minutes_before is None else at - timedelta(minutes=one.minutes_before),
            decision=one.decision or None,
        )
        for one in test.earlier
    ]
    customer = CustomerContext(
        product=test.product or None,
        plan=test.plan or None,
        verified=test.verified,
        locale=test.locale or None,
        attributes=dict(test.attributes),
    )
    said = Message(Author.CUSTOMER, test.message, at=at)
    context = freeze(Asked(said, earlier, customer, at, who=_who(test)), policy)
    evidence = from_words(
        context,
        by_rules(context, policy),
        Threshold(None, policy.target_error, 0, 0, 0, 1.0, "none"),
        policy,
        Versions("", policy.version, "", "", 0),
    )
    return replace(evidence, category=test.category or UNCATEGORISED)


def moment(time: str, policy: Policy) -> datetime:
    """The time of a test; without an offset it is in the zone of the hours for all teams."""
    at = datetime.fromisoformat(time)
    of = policy.hours_of("")
    zone = UTC if of is None else hours.zone(of.time_zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _open(policy: Policy, now: datetime) -> datetime:
    """The time of a test that names none: one at which people are there."""
    if not policy.is_away(now):
        return now
    return hours.opening(policy.hours_of(""), now) or now


def _heard(evidence: Evidence) -> tuple[Heard, ...]:
    screen = evidence.screen
    found = ((field.name, getattr(screen, field.name)) for field in fields(screen))
    return tuple(Heard(kind, one.name, one.words) for kind, one in found if isinstance(one, Found))
