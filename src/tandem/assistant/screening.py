"""What a message's words alone decide, before any model or search: the rule screen."""

from tandem.assistant.consider import by_rules, from_words
from tandem.assistant.gather import Asked, freeze, shipped
from tandem.assistant.thinking import Thinking
from tandem.core.turn.confidence import KEYWORDS_ALONE
from tandem.core.turn.decide import by_words
from tandem.core.turn.evidence import Versions
from tandem.core.turn.plan import Screened
from tandem.core.turn.policy import Policy

NOT_LOOKED_AT = 0  # stands for the knowledge's snapshot in a turn that needed none


def screen_message(thinking: Thinking, policy: Policy, asked: Asked) -> Screened:
    """The handoff that words, account and time alone require, if they do, with its evidence.

    Searches nothing and asks no model, so a request for a person never waits for either.
    """
    context = freeze(asked, policy)
    calibration = shipped(thinking, policy, KEYWORDS_ALONE)
    evidence = from_words(
        context,
        by_rules(context, policy),
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
    return Screened(evidence, by_words(evidence, policy))
