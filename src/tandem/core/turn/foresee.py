"""What becomes of a decision where only the thread is known: for a policy's tests and what-ifs."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.desk.message import Author, Message
from tandem.core.desk.ownership import Owner, started
from tandem.core.turn.decide import Decision
from tandem.core.turn.effect import Effect, on_desk
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Mode, Policy
from tandem.core.turn.who import Who


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The mode that holds, and the effect that the decision has in it."""

    mode: Mode
    effect: Effect


def foresee(
    decision: Decision,
    evidence: Evidence,
    policy: Policy,
    who: Who,
    *,
    account_product: str,
) -> Foreseen:
    """What becomes of this decision under the policy, unless the assistant is stopped.

    A conversation begins with the assistant if it may answer the product that the account names, as
    on the desk; the product of the mode may also be one that the customer named.
    """
    product = account_product or evidence.context.product
    is_away = policy.is_away(evidence.context.now)
    mode = policy.mode_for(product, evidence.category, who, is_away=is_away)
    begins = started(assistant_may_answer=policy.may_answer(account_product, who, is_away=is_away))
    holder = last_holder(evidence.context.earlier)
    what = on_desk(
        decision,
        evidence,
        policy,
        begins.owner if holder is None else holder,
        mode,
        is_with_people=holder is Owner.HUMAN,
    )
    return Foreseen(mode, what)


def last_holder(earlier: Sequence[Message]) -> Owner | None:
    """Who has the conversation, as far as the thread shows it; None before anybody replied."""
    for message in reversed(earlier):
        if message.author is Author.AGENT or message.decision == "hand_off":
            return Owner.HUMAN
        if message.author is Author.ASSISTANT and message.decision is not None:
            return Owner.ASSISTANT
    return None
