"""Answers one message: considers it, decides, records the turn, and returns the result."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from tandem.assistant.consider import Steps, consider
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import Thinking
from tandem.core.desk.message import QUOTING, Author, Message, quoted
from tandem.core.desk.option import Option
from tandem.core.turn.decide import Answer, Decision, HandOff, Suggest, decide, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.signals import Signal
from tandem.core.turn.source import Source, confidence_of, sources
from tandem.core.turn.wording import content, options
from tandem.core.turn.written import Written
from tandem.store import model_calls, showings, turns
from tandem.store.database import Connection


@dataclass(frozen=True, slots=True)
class SupportResponse:
    """What the assistant decided, with everything needed to show, check and replay it.

    `decision` is `answer`, `suggest`, `greet`, `inform`, `ask`, `offer_human`, `hand_off` or
    `stay_silent`; `escalate` is true when it is `hand_off`. `sources` support an answer or a
    suggestion; for the others they are the nearest articles, which may not fit. `options` are the
    ready answers below it. `confidence` is P(right) of what is shown, else of the best
    candidate, None if there was none. `steps` are milliseconds. `maker` says who composed what is
    shown: `extractive` (quotes), `written` (a language model) or `lookup`; `written` is what a
    model composed, with what was dropped of it and what it cost, whether it is shown or not.
    """

    content: str
    sources: tuple[Source, ...]
    escalate: bool
    decision: str
    rule: str
    reason: str | None
    priority: str | None
    options: tuple[Option, ...]
    confidence: float | None
    signals: tuple[Signal, ...]
    category: str
    turn_id: str
    steps: Mapping[str, float]
    written: Written | None = None
    maker: str | None = None

    @property
    def message(self) -> Message:
        """The reply as a message: add it to the conversation before the customer's next one."""
        return Message(
            Author.ASSISTANT,
            self.content,
            decision=self.decision,
            options=self.options,
            articles=quoted(self.decision, [asdict(source) for source in self.sources]),
            turn_id=self.turn_id,
        )


async def _keep_outcomes(
    connection: Connection, turn: UUID, asked: Asked, evidence: Evidence, decision: Decision
) -> None:
    """Keeps what this turn quotes, and what the customer's reply says of the quote before it."""
    await showings.keep(
        connection, turn, evidence, conversation=None, decision=decision, effect=None, now=asked.now
    )
    said = (one.turn_id for one in reversed(asked.conversation) if one.decision in QUOTING)
    before = next(said, None)
    outcome = showings.said_of_last(decision, evidence)
    if before is not None and outcome is not None:
        await showings.mark(connection, UUID(before), outcome, asked.now, conversation=None)


async def respond(thinking: Thinking, asked: Asked, *, turn: Callable[[], UUID]) -> SupportResponse:
    """Decides on one message and records the turn.

    Raises UnavailableError if the database does not answer; then nothing was decided.
    """
    considered = await consider(thinking, asked)
    evidence, policy = considered.evidence, considered.policy
    steps = Steps(dict(considered.steps))
    with steps("decide"):
        decision = decide(evidence, policy)
        text = content(decision, evidence, policy)
    number, confidence = turn(), confidence_of(decision, evidence)
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
            await model_calls.belong(connection, number, considered.sent)
            await _keep_outcomes(connection, number, asked, evidence, decision)
    return SupportResponse(
        content=text,
        sources=sources(decision, evidence),
        escalate=isinstance(decision, HandOff),
        decision=name_of(decision),
        rule=decision.rule,
        reason=decision.reason.value if isinstance(decision, HandOff) else None,
        priority=decision.priority.value if isinstance(decision, HandOff) else None,
        options=options(decision, evidence, policy),
        confidence=confidence and confidence.value,
        signals=evidence.signals,
        category=evidence.category,
        turn_id=str(number),
        steps=steps.taken,
        written=evidence.written,
        maker=decision.maker if isinstance(decision, Answer | Suggest) else None,
    )
