"""Answers one message outside the desk: think, decide, record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tandem.assistant.consider import Steps, consider
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import Thinking
from tandem.core.desk.message import Author, Message
from tandem.core.turn.decide import HandOff, decide, name_of
from tandem.core.turn.signals import Signal
from tandem.core.turn.source import Source, sources
from tandem.core.turn.wording import content, options
from tandem.store import turns


@dataclass(frozen=True, slots=True)
class SupportResponse:
    """What the assistant decided, and everything needed to show, check and replay it.

    `decision` is `answer`, `suggest`, `greet`, `ask`, `offer_human`, `hand_off` or `stay_silent`;
    `escalate` is true when it is `hand_off`. `sources` support an answer or a suggestion; for the
    others they are the nearest ones, which may not fit. `confidence` is P(right) of the best
    candidate, None if there was none. `steps` are milliseconds.
    """

    content: str
    sources: tuple[Source, ...]
    escalate: bool
    decision: str
    rule: str
    reason: str | None
    priority: str | None
    options: tuple[str, ...]
    confidence: float | None
    signals: tuple[Signal, ...]
    category: str
    turn_id: str
    steps: Mapping[str, float]

    @property
    def message(self) -> Message:
        """The reply as a message: add it to the conversation before the customer's next one."""
        return Message(Author.ASSISTANT, self.content, decision=self.decision)


async def respond(thinking: Thinking, asked: Asked, *, turn: Callable[[], UUID]) -> SupportResponse:
    """Decide on one message and record the turn.

    Raises UnavailableError if the database does not answer; then nothing was decided.
    """
    considered = await consider(thinking, asked)
    evidence, policy = considered.evidence, considered.policy
    steps = Steps(dict(considered.steps))
    with steps("decide"):
        decision = decide(evidence, policy)
        text = content(decision, evidence, policy)
    number = turn()
    with steps("record"):
        async with thinking.database.connection() as connection:
            await turns.keep(
                connection,
                id=number,
                evidence=evidence,
                policy=policy,
                decision=decision,
                steps=considered.steps,
                now=asked.now,
            )
    return SupportResponse(
        content=text,
        sources=sources(decision, evidence),
        escalate=isinstance(decision, HandOff),
        decision=name_of(decision),
        rule=decision.rule,
        reason=decision.reason.value if isinstance(decision, HandOff) else None,
        priority=decision.priority.value if isinstance(decision, HandOff) else None,
        options=options(decision, policy),
        confidence=evidence.confidence.value if evidence.confidence else None,
        signals=evidence.signals,
        category=evidence.category,
        turn_id=str(number),
        steps=steps.taken,
    )
