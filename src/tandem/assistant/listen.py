"""What a message's words alone settle, before any model or search: the rule screen."""

from dataclasses import dataclass

from tandem.assistant.consider import opened
from tandem.assistant.gather import Asked, freeze, shipped
from tandem.assistant.thinking import Thinking
from tandem.core.turn.confidence import KEYWORDS_ALONE
from tandem.core.turn.decide import HandOff, heard
from tandem.core.turn.evidence import Evidence, Versions
from tandem.core.turn.screen import screen

NOT_LOOKED_AT = 0  # the knowledge's snapshot of a turn that needed none


@dataclass(frozen=True, slots=True)
class Heard:
    """A handoff that the rules settled, with the evidence it rests on."""

    evidence: Evidence
    decision: HandOff


def listen(thinking: Thinking, asked: Asked) -> Heard | None:
    """The handoff that the words, the account and the clock alone ask for, if they do.

    Reads nothing and asks no model: a person asked for never waits for either.
    """
    policy = thinking.policy
    context = freeze(asked, policy)
    calibration = shipped(thinking, KEYWORDS_ALONE)
    evidence = opened(
        context,
        screen(
            context.question,
            topics=policy.topics,
            person_was_offered=context.last_decision == "offer_human",
        ),
        calibration.threshold(""),
        policy,
        Versions(
            tandem=thinking.version,
            policy=policy.version,
            embedder=calibration.embedder,
            calibration=calibration.version,
            snapshot=NOT_LOOKED_AT,
        ),
    )
    decision = heard(evidence, policy)
    return decision and Heard(evidence, decision)
