"""What is to happen in a conversation: one value for all that a decision or an event causes.

Made only here: for a turn, a message's rule screen, the button, a pause and a stalled turn.
store/plans.py applies it.
"""

from dataclasses import dataclass, replace

from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.option import Option
from tandem.core.desk.ownership import Owner
from tandem.core.desk.place import Arm
from tandem.core.turn.decide import (
    Answer,
    Decision,
    Greet,
    HandOff,
    Inform,
    StaySilent,
    Suggest,
    name_of,
)
from tandem.core.turn.effect import Effect, on_desk
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Mode, Policy
from tandem.core.turn.promised import Promise, promises
from tandem.core.turn.signals import Reason
from tandem.core.turn.source import Source, is_looked_up, shown, sources
from tandem.core.turn.who import Who
from tandem.core.turn.wording import content, draft, handed_off, options


@dataclass(frozen=True, slots=True)
class Screened:
    """The result of the rule screen: the evidence, and the handoff that it requires, if any."""

    evidence: Evidence
    decision: HandOff | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says, to the customer or as a draft to an agent."""

    text: str
    decision: str
    options: tuple[Option, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Handoff:
    """People get the conversation; store/plans.py chooses the team and the agent."""

    reason: Reason
    rule: str
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to happen; a field left empty changes nothing.

    `effect` is what became of a turn's decision. `reply` is sent; with a handoff, the customer
    waits for people after it. `priority` replaces a lower one. `category` is stored unless people
    set one. `is_settled` says that the customer's messages need no more answer, `wants_turn` that
    the assistant shall take a turn, `is_confirmed` that the customer said it helped: the
    conversation is over. `informs` is the incident that the customer is told of, `follows` the one
    of whose end they are to be told. `promises` are what the reply promises them. `mode` and `arm`
    are the contact's for the matter of a turn, whatever became of it.
    """

    effect: Effect | None = None
    reply: Reply | None = None
    draft: Reply | None = None
    handoff: Handoff | None = None
    priority: Priority | None = None
    category: str = ""
    is_settled: bool = False
    wants_turn: bool = False
    is_confirmed: bool = False
    informs: str = ""
    follows: str = ""
    promises: tuple[Promise, ...] = ()
    mode: Mode | None = None
    arm: Arm = Arm.NONE

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to happen now."""
        return self == Plan(wants_turn=self.wants_turn)


NOTHING = Plan()


def of_turn(
    decision: Decision,
    evidence: Evidence,
    policy: Policy,
    conversation: Conversation,
    who: Who,
    *,
    is_away: bool,
    is_stopped: bool,
) -> Plan:
    """What a turn's decision causes; `is_stopped` says that the assistant may send nothing.

    `is_away` says that no team is there, which some modes depend on.

    Where people own the conversation, a reply is a draft. A handoff takes effect there only if no
    person has the conversation yet and words or account ask for one; low confidence is no reason.
    """
    product = conversation.product or evidence.context.product
    mode = policy.mode_for(product, evidence.category, who, is_away=is_away)
    arm = policy.arm_of(product, evidence.category, who, is_away=is_away)
    causes = _of_turn(decision, evidence, policy, conversation, mode, is_stopped=is_stopped)
    return replace(causes, mode=mode, arm=arm)


def _of_turn(
    decision: Decision,
    evidence: Evidence,
    policy: Policy,
    conversation: Conversation,
    mode: Mode,
    *,
    is_stopped: bool,
) -> Plan:
    category = evidence.category if evidence.category in policy.categories else ""
    what = on_desk(
        decision,
        evidence,
        policy,
        conversation.owner,
        Mode.OFF if is_stopped else mode,
        is_with_people=conversation.is_with_people,
    )
    if isinstance(decision, HandOff):
        if what is Effect.HANDED_OFF:
            return _hand_off(decision, evidence, policy, category)
        return Plan(what, category=category)
    if isinstance(decision, StaySilent):
        return Plan(what, category=category, is_settled=True)
    follows = evidence.follows if decision == Greet("follow") else ""
    if what is Effect.SENT:
        said = _said(decision, evidence, policy)
        told = evidence.incident if isinstance(decision, Inform) else None
        return Plan(
            what,
            reply=said,
            category=category,
            is_confirmed=decision == Greet("helped"),
            informs=told.id if told else "",
            follows=follows,
            promises=_promises(decision, evidence, policy),
        )
    proposed = _draft(decision, evidence, policy) if what is Effect.DRAFTED else None
    if conversation.owner is Owner.HUMAN:
        return Plan(what, draft=proposed, category=category, follows=follows)
    reason = Reason.STOPPED if is_stopped else Reason.MODE
    announced = _announced(reason, policy, conversation)
    return Plan(
        what,
        announced,
        proposed,
        Handoff(reason, _RULES[reason]),
        category=category,
        follows=follows,
    )


def of_message(
    screened: Screened | None,
    policy: Policy,
    conversation: Conversation,
    who: Who,
    *,
    is_away: bool,
    is_stopped: bool,
    product: str = "",
) -> Plan:
    """What a customer's message causes at once; for a machine's message `screened` is None.

    `product` is the contact's, where the conversation has none of its own.

    If the rules require no handoff, a turn is queued; if the assistant owns the conversation but
    may no longer answer, people get it.
    """
    product = conversation.product or product
    wants_turn = not is_stopped and policy.may_draft(product, who, is_away=is_away)
    if conversation.owner is Owner.HUMAN and screened is not None:
        wants_turn = wants_turn and not _only_replies(screened)
    if screened is not None and screened.decision is not None:
        if conversation.owner is Owner.ASSISTANT or not conversation.is_with_people:
            of = screened.evidence.category
            return replace(
                _hand_off(screened.decision, screened.evidence, policy),
                mode=policy.mode_for(product, of, who, is_away=is_away),
                arm=policy.arm_of(product, of, who, is_away=is_away),
            )
        priority = screened.decision.priority
        is_raised = priority.is_over(conversation.priority)
        return Plan(priority=priority if is_raised else None, wants_turn=wants_turn)
    if conversation.owner is Owner.HUMAN:
        # Of a yes alone no turn is taken, which would keep whose end they want to be told.
        follows = screened.evidence.follows if screened else ""
        return Plan(wants_turn=wants_turn, follows=follows)
    if wants_turn:
        return Plan(wants_turn=True)
    reason = Reason.STOPPED if is_stopped else Reason.MODE
    return _to_people(reason, policy, conversation, is_asked=screened is not None)


def _only_replies(screened: Screened) -> bool:
    """Whether the message is only a yes, a no or a courtesy: people need no draft for it."""
    evidence = screened.evidence
    return evidence.agrees or evidence.refuses or evidence.screen.courtesy is not None


def of_button(policy: Policy, conversation: Conversation) -> Plan:
    """What "Talk to a human" causes: a handoff, unless people already have the conversation."""
    if conversation.owner is Owner.HUMAN and conversation.is_with_people:
        return NOTHING
    return _to_people(Reason.CUSTOMER_REQUEST, policy, conversation)


def of_pause(policy: Policy, conversation: Conversation) -> Plan:
    """What pausing the assistant causes in a conversation it owns; a waiting customer is told."""
    is_asked = conversation.waiting_since is not None
    return _to_people(Reason.STOPPED, policy, conversation, is_asked=is_asked)


def of_stall(policy: Policy, conversation: Conversation) -> Plan:
    """What a turn causes that was not finished in time, whoever notices it."""
    if conversation.owner is Owner.HUMAN:
        return NOTHING
    return _to_people(Reason.TIME, policy, conversation)


_RULES = {
    Reason.CUSTOMER_REQUEST: "person",
    Reason.TIME: "stuck",
    Reason.STOPPED: "stopped",
    Reason.MODE: "mode",
}
"""The rule that is recorded with a reason when no turn decided."""


def _said(decision: Decision, evidence: Evidence, policy: Policy) -> Reply:
    return Reply(
        content(decision, evidence, policy),
        name_of(decision),
        options(decision, evidence, policy),
        () if isinstance(decision, HandOff) else sources(decision, evidence),
    )


def _draft(decision: Decision, evidence: Evidence, policy: Policy) -> Reply:
    text = draft(decision, evidence, policy)
    return Reply(text, name_of(decision), sources=sources(decision, evidence))


def _promises(decision: Decision, evidence: Evidence, policy: Policy) -> tuple[Promise, ...]:
    """What a reply to the customer promises, each sentence once.

    What the firm's own system says of an order is its state, and no promise.
    """
    told: list[tuple[str, str, str]] = []
    if isinstance(decision, Inform) and evidence.incident is not None:
        told.append((evidence.incident.text, "", ""))
    elif isinstance(decision, Answer | Suggest) and not is_looked_up(decision):
        candidate = shown(decision, evidence)
        of = {one.number: one for one in candidate.citations}
        for claim in candidate.claims:
            cited = of[claim.citation]
            told.append((claim.text, cited.article_id, cited.title))
    now, hours = evidence.context.now, policy.hours_of("")
    made: dict[str, Promise] = {}
    for text, article, title in told:
        for promise in promises(text, now, hours, article_id=article, title=title):
            made.setdefault(promise.says, promise)
    return tuple(made.values())


def _hand_off(decision: HandOff, evidence: Evidence, policy: Policy, category: str = "") -> Plan:
    return Plan(
        Effect.HANDED_OFF,
        reply=_said(decision, evidence, policy),
        handoff=Handoff(decision.reason, decision.rule, decision.priority),
        category=category,
    )


def _to_people(
    reason: Reason, policy: Policy, conversation: Conversation, *, is_asked: bool = True
) -> Plan:
    announced = _announced(reason, policy, conversation) if is_asked else None
    return Plan(reply=announced, handoff=Handoff(reason, _RULES[reason]))


def _announced(reason: Reason, policy: Policy, conversation: Conversation) -> Reply:
    text = handed_off(reason, policy, has_spoken=conversation.is_introduced)
    return Reply(text, "hand_off")
