"""Compares a question's best candidate with its gold articles, for calibration and for the lab."""

from dataclasses import dataclass

from tandem.core.lab.dataset import Question
from tandem.core.turn.evidence import Evidence

Features = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The features of a question's best candidate, and whether it was right.

    `may_answer` is false where something other than its confidence keeps the candidate from being
    sent; such cases say nothing about the threshold.
    """

    features: Features
    right: bool
    category: str
    may_answer: bool


def cites_gold(question: Question, evidence: Evidence) -> bool:
    """Whether the candidate's first citation is a gold article."""
    candidate = evidence.candidate
    return (
        candidate is not None
        and bool(candidate.citations)
        and candidate.citations[0].article_id in question.gold
    )


def is_right(question: Question, evidence: Evidence) -> bool:
    """Whether it cites gold first (no judge is asked); never for an unanswerable question."""
    return question.answerable and cites_gold(question, evidence)


def judged(question: Question, evidence: Evidence, *, settled: bool) -> Judged | None:
    """The case for calibration; None if the search found nothing to compose from.

    `settled` says that a rule decided before any candidate could be sent.
    """
    if evidence.confidence is None or evidence.verification is None:
        return None
    return Judged(
        features=evidence.confidence.features,
        right=is_right(question, evidence),
        category=evidence.category,
        may_answer=not settled and evidence.verification.passed and evidence.ambiguity is None,
    )
