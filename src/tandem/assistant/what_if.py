"""Decides recorded turns again under a policy: what it would have changed."""

from dataclasses import asdict, dataclass, replace

from tandem.assistant.consider import by_rules, is_settled, weighed
from tandem.core.turn import measure
from tandem.core.turn.decide import HandOff, by_words, decide, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.foresee import foresee
from tandem.core.turn.language import UNDETERMINED
from tandem.core.turn.policy import Policy
from tandem.core.turn.signals import SignalName
from tandem.core.turn.who import Who

NEW_SEARCH = "a new search"
"""Stands for a decision that no record can give: what a search would find now."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Of a turn on the desk: the contact as they are today, and the product of their account.

    What the record itself says of the contact comes first.
    """

    who: Who
    product: str


@dataclass(frozen=True, slots=True)
class Course:
    """What a turn decides and what becomes of it; no effect outside of a desk."""

    decision: str
    rule: str = ""
    reason: str = ""
    priority: str = ""
    effect: str = ""

    def changed_to(self, other: "Course") -> str:
        """What differs, in words: "suggest → answer", "hand_off: rule person → safety"."""
        before, after = asdict(self), asdict(other)
        if self.decision != other.decision:
            said = f"{self.decision} → {other.decision}"
            is_other_effect = "" not in (self.effect, other.effect) and self.effect != other.effect
            return f"{said} (effect {self.effect} → {other.effect})" if is_other_effect else said
        differing = [name for name in before if before[name] != after[name]]
        told = (f"{name} {before[name] or 'none'} → {after[name] or 'none'}" for name in differing)
        return f"{self.decision}: {', '.join(told)}"


def course(evidence: Evidence, policy: Policy, whose: Whose | None) -> Course:
    """What this policy makes of a recorded turn; `whose` is None outside of a desk.

    What the rules hear, the soft signals, times and limits, modes and levels are the policy's. What
    was found, measured, looked up and heard by classifiers is the record's.
    """
    again = heard_again(evidence, policy)
    decision = decide(again, policy)
    is_left_to_search = by_words(again, policy) is None and not is_settled(again)
    if is_left_to_search and not _was_searched(evidence):
        return Course(NEW_SEARCH)
    handoff = decision if isinstance(decision, HandOff) else None
    what = whose and foresee(
        decision,
        again,
        policy,
        evidence.context.who or whose.who,
        account_product=whose.product,
    )
    return Course(
        name_of(decision),
        decision.rule,
        handoff.reason.value if handoff else "",
        handoff.priority.value if handoff else "",
        what.effect.value if what else "",
    )


def heard_again(evidence: Evidence, policy: Policy) -> Evidence:
    """The evidence of a recorded turn with all that follows from the policy without a search."""
    context = evidence.context
    screened = by_rules(context, policy)
    again = replace(
        evidence,
        screen=screened,
        circling=measure.circling(context, policy),
        out_of_time=measure.out_of_time(context, policy),
        is_foreign=screened.language not in (UNDETERMINED, *policy.languages),
    )
    if _were_articles_searched(evidence):
        return weighed(replace(again, upset=measure.upset(context, policy)), policy)
    signals = measure.signals(screened, evidence.votes, context, policy)
    return replace(again, signals=signals)


def _were_articles_searched(evidence: Evidence) -> bool:
    """Whether articles were searched: something was found, or that nothing was is a signal."""
    is_in_doubt = any(one.name is SignalName.LOW_CONFIDENCE for one in evidence.signals)
    return bool(evidence.nearest) or is_in_doubt


def _was_searched(evidence: Evidence) -> bool:
    """Whether the record says what came of a search, a look-up, or why there was none.

    Where an incident's own text was the reply, none was wanted.
    """
    return (
        _were_articles_searched(evidence)
        or evidence.incident is not None
        or evidence.lookup is not None
        or evidence.failure is not None
    )
