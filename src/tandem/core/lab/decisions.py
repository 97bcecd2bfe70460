"""What the assistant decided, and whether its answers were right."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.lab.selective import Outcome
from tandem.core.metrics import rate


@dataclass(frozen=True, slots=True)
class DecisionFigures:
    """Shares of all questions, then what became of the answers among them.

    `answered_right` is out of the answers; `answered_cites_gold` out of those to questions with
    gold articles, cited first or not; `unanswerable_answered` out of the unanswerable questions.
    """

    answer: rate.Figure
    ask: rate.Figure
    offer_human: rate.Figure
    hand_off: rate.Figure
    stay_silent: rate.Figure
    answered_right: rate.Figure
    answered_cites_gold: rate.Figure
    unanswerable_answered: rate.Figure


def measure(outcomes: Sequence[Outcome]) -> DecisionFigures:
    """All shares, with Wilson intervals."""
    answers = [outcome for outcome in outcomes if outcome.decision == "answer"]
    citable = [answer for answer in answers if answer.cited_gold is not None]
    unanswerable = [outcome for outcome in outcomes if not outcome.answerable]

    def share(decision: str) -> rate.Figure:
        return rate.rate(sum(one.decision == decision for one in outcomes), len(outcomes))

    return DecisionFigures(
        answer=share("answer"),
        ask=share("ask"),
        offer_human=share("offer_human"),
        hand_off=share("hand_off"),
        stay_silent=share("stay_silent"),
        answered_right=rate.rate(sum(answer.right for answer in answers), len(answers)),
        answered_cites_gold=rate.rate(
            sum(answer.cited_gold is True for answer in citable), len(citable)
        ),
        unanswerable_answered=rate.rate(
            sum(outcome.decision == "answer" for outcome in unanswerable), len(unanswerable)
        ),
    )
