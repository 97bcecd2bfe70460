"""Answers one message: think, decide, record, and say what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tandem.assistant.consider import Steps, consider
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import Thinking
from tandem.core.desk.message import Author, Message
from tandem.core.turn.candidate import Citation
from tandem.core.turn.decide import HandOff, decide, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.signals import Signal
from tandem.core.turn.wording import content, options
from tandem.store import turns


@dataclass(frozen=True, slots=True)
class Source:
    """An article that an answer quotes or, where it is unsure, that lies nearest.

    `passage` is the exact text; `score_bm25` and `score_dense` are what the two legs of the search
    gave it (`score_dense` is None without an embedder).
    """

    number: int
    article_id: str
    version: int
    title: str
    url: str
    heading_path: tuple[str, ...]
    passage: str
    score_bm25: float
    score_dense: float | None


@dataclass(frozen=True, slots=True)
class SupportResponse:
    """What the assistant decided, and all that is needed to show, trust and replay it.

    `decision` is `answer`, `ask`, `offer_human`, `hand_off` or `stay_silent`; `escalate` is true
    when it is `hand_off`. `sources` support an answer; for the others they are the nearest ones,
    which may not fit. `confidence` is P(right) of the best candidate, None if there was
    none. `steps` are milliseconds.
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
        decision = "courtesy" if self.rule == "courtesy" else self.decision
        return Message(Author.ASSISTANT, self.content, decision=decision)


async def respond(thinking: Thinking, asked: Asked, *, turn: Callable[[], UUID]) -> SupportResponse:
    """Decide on one message and record the turn.

    Raises UnavailableError when the database does not answer: then nothing was decided.
    """
    considered = await consider(thinking, asked)
    evidence, policy = considered.evidence, thinking.policy
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
        sources=_sources(name_of(decision), evidence),
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


def _sources(decision: str, evidence: Evidence) -> tuple[Source, ...]:
    if decision == "answer" and evidence.candidate is not None:
        return tuple(_cited(citation) for citation in evidence.candidate.citations)
    if decision in ("offer_human", "ask", "hand_off"):
        return tuple(
            Source(
                number, hit.document, hit.version, hit.title, hit.url, hit.heading_path, hit.text,
                hit.bm25, hit.cosine,
            )
            for number, hit in enumerate(evidence.nearest, 1)
        )  # fmt: skip
    return ()


def _cited(citation: Citation) -> Source:
    return Source(
        number=citation.number,
        article_id=citation.article_id,
        version=citation.version,
        title=citation.title,
        url=citation.url,
        heading_path=citation.heading_path,
        passage=citation.passage,
        score_bm25=citation.score_bm25,
        score_dense=citation.score_dense,
    )
