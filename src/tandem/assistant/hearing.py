"""What one message is heard as, with the words: to see and to try, without articles."""

from dataclasses import dataclass

from tandem.assistant.consider import by_classifiers, by_rules, from_words
from tandem.assistant.gather import Asked, freeze
from tandem.assistant.thinking import Recognisers
from tandem.core.turn.decide import Decision, decide
from tandem.core.turn.evidence import Evidence, Versions
from tandem.core.turn.threshold import Threshold


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard, and what is decided from the words and the classifiers alone."""

    evidence: Evidence
    decision: Decision


async def hear(recognisers: Recognisers, asked: Asked) -> Hearing:
    """What the rules and, if there is an embedder, the classifiers hear in a message.

    Nothing is searched, so what is left to a search is decided as if nothing had been found. Raises
    UnavailableError when the embedder does not answer.
    """
    policy, embedder = recognisers.policy, recognisers.embedder
    context = freeze(asked, policy)
    evidence = from_words(
        context,
        by_rules(context, policy),
        Threshold(None, policy.target_error, 0, 0, 0, 1.0, "none"),
        policy,
        Versions("", policy.version, embedder.model if embedder else "", "", 0),
    )
    if embedder is not None:
        evidence, _ = await by_classifiers(recognisers.heads, embedder, evidence, policy)
    return Hearing(evidence, decide(evidence, policy))
