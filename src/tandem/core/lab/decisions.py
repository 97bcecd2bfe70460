"""What the assistant decided, and whether its answers were right."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.lab.selective import Outcome
from tandem.core.metrics import figures


@dataclass(frozen=True, slots=True)
class DecisionFigures:
    """Shares of all questions by decision, then shares of the answers among them.

    `answered_right` is out of the answers, `suggested_right` out of the suggestions;
    `answered_cites_gold` is out of the answers to questions with gold articles, cited first or not;
    `unanswerable_answered` is out of the unanswerable questions.
    """

    answer: figures.Figure
    suggest: figures.Figure
    greet: figures.Figure
    ask: figures.Figure
    offer_human: figures.Figure
    hand_off: figures.Figure
    stay_silent: figures.Figure
    answered_right: figures.Figure
    suggested_right: figures.Figure
    answered_cites_gold: figures.Figure
    unanswerable_answered: figures.Figure


def measure(outcomes: Sequence[Outcome]) -> DecisionFigures:
    """All shares, with Wilson intervals."""
    suggestions = [outcome for outcome in outcomes if outcome.decision == "suggest"]
    answers = [outcome for outcome in outcomes if outcome.decision == "answer"]
    citable = [answer for answer in answers if answer.cited_gold is not None]
    unanswerable = [outcome for outcome in outcomes if not outcome.answerable]

    def share(decision: str) -> figures.Figure:
        return figures.proportion(sum(one.decision == decision for one in outcomes), len(outcomes))

    return DecisionFigures(
        answer=share("answer"),
        suggest=share("suggest"),
        greet=share("greet"),
        ask=share("ask"),
        offer_human=share("offer_human"),
        hand_off=share("hand_off"),
        stay_silent=share("stay_silent"),
        answered_right=figures.proportion(sum(answer.right for answer in answers), len(answers)),
        suggested_right=figures.proportion(sum(one.right for one in suggestions), len(suggestions)),
        answered_cites_gold=figures.proportion(
            sum(answer.cited_gold is True for answer in citable), len(citable)
        ),
        unanswerable_answered=figures.proportion(
            sum(outcome.decision == "answer" for outcome in unanswerable), len(unanswerable)
        ),
    )
