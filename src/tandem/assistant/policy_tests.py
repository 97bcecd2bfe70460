"""Runs a policy's own tests: what its words alone decide, with nothing searched."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tandem.assistant.consider import by_rules, from_words
from tandem.assistant.gather import Asked, freeze
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.turn.decide import decide, name_of
from tandem.core.turn.evidence import Versions
from tandem.core.turn.policy import Policy
from tandem.core.turn.threshold import Threshold

NOW = datetime(2000, 1, 1, tzinfo=UTC)  # any: a single message knows no clock


@dataclass(frozen=True, slots=True)
class Failed:
    """A test of the policy that another decision or rule came out of."""

    message: str
    wanted_decision: str
    wanted_rule: str
    decision: str
    rule: str


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
    warnings: list[str] = []
    for test in policy.tests:
        decision, rule = decided(test.message, policy)
        if (decision, test.decision, rule) == ("greet", "ask", "courtesy"):
            warnings.append(
                f"{test.message!r}: a greeting is decided `greet` now; change `ask` to it"
            )
        elif decision != test.decision or (test.rule and rule != test.rule):
            failed.append(Failed(test.message, test.decision, test.rule, decision, rule))
    return Checked(tuple(failed), tuple(warnings))


def decided(message: str, policy: Policy) -> tuple[str, str]:
    """Decision and rule that a first message gets from its words alone."""
    context = freeze(Asked(Message(Author.CUSTOMER, message), (), CustomerContext(), NOW), policy)
    evidence = from_words(
        context,
        by_rules(context, policy),
        Threshold(None, policy.target_error, 0, 0, 0, 1.0, "none"),
        policy,
        Versions("", policy.version, "", "", 0),
    )
    decision = decide(evidence, policy)
    return name_of(decision), decision.rule
