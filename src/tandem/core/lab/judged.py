"""Compares a question's best candidate with its gold articles, for calibration and for the lab."""

from dataclasses import dataclass

from tandem.core.lab.content import Quoted, quoted
from tandem.core.lab.dataset import Question
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import Candidate
from tandem.core.turn.decide import Answer, Suggest
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.source import shown

Features = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The features of a question's best candidate, and whether it was right.

    `meanings` are the same of the other articles that may be meant. `may_answer` is false where
    something other than its confidence keeps the candidate from being sent; such cases say nothing
    about the threshold. Where cases are a sample, `weight` says how much one counts for P(right),
    and `answer_weight` for the threshold.
    """

    features: Features
    right: bool
    answerable: bool
    category: str
    may_answer: bool
    meanings: tuple[tuple[Features, bool], ...] = ()
    weight: float = 1.0
    answer_weight: float = 1.0


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

    None too for an underspecified question, or one that is answered in part: nobody can say whether
    a candidate is right. `settled` says that a rule decided before any candidate could be sent.
    """
    is_clear = question.kind in ("answerable", "unanswerable")
    if not is_clear or evidence.confidence is None or evidence.verification is None:
        return None
    return Judged(
        features=evidence.confidence.features,
        right=is_right(question, evidence),
        answerable=question.answerable,
        category=evidence.category,
        may_answer=not settled and evidence.verification.passed,
        meanings=tuple(
            (
                other.confidence.features,
                question.answerable and other.article_id in question.gold,
            )
            for other in evidence.others
        ),
    )


def judged_written(question: Question, evidence: Evidence) -> Judged | None:
    """The case that a model's reply gives for its own calibration; None if there is no reply.

    Right is what cites a gold article first, as for quotes.
    """
    written = evidence.written
    if written is None or written.finding.candidate is None or written.finding.confidence is None:
        return None
    if question.kind not in ("answerable", "unanswerable"):
        return None
    cited = written.finding.candidate.citations[0].article_id
    return Judged(
        features=written.finding.confidence.features,
        right=question.answerable and cited in question.gold,
        answerable=question.answerable,
        category=evidence.category,
        may_answer=written.finding.verification is not None and written.finding.verification.passed,
    )


def of_customer(helped: bool, evidence: Evidence, calibration: Calibration) -> Judged | None:
    """The case that a customer's yes or no to a quote gives; it says nothing about the threshold.

    None for a quote that was measured otherwise than this calibration measures: with another
    embedder, or as an article further down the list. None too for several questions: a yes is to
    all of them.
    """
    features = _measured_alike(evidence, calibration)
    if features is None:
        return None
    return Judged(features, helped, answerable=True, category=evidence.category, may_answer=False)


def of_reviewer(
    right: bool,
    evidence: Evidence,
    calibration: Calibration,
    *,
    weight: float,
    answer_weight: float | None,
) -> Judged | None:
    """The case that a person's verdict on a quote gives; None for the same quotes as `of_customer`.

    `answer_weight` is None for what was drawn only because it was likely to be wrong: it shapes
    P(right) and says nothing about the threshold.
    """
    features = _measured_alike(evidence, calibration)
    if features is None:
        return None
    return Judged(
        features,
        right,
        answerable=True,
        category=evidence.category,
        may_answer=answer_weight is not None,
        weight=weight,
        answer_weight=answer_weight or 1.0,
    )


def _measured_alike(evidence: Evidence, calibration: Calibration) -> Features | None:
    """The features of the first quote, if it was measured as this calibration measures."""
    confidence = evidence.confidence
    if confidence is None or evidence.further:
        return None
    if evidence.versions.embedder != calibration.embedder:
        return None
    if not set(calibration.shared.features) <= dict(confidence.features).keys():
        return None
    return confidence.features


def words_of(quote: Candidate) -> int:
    """How many words of the articles the customer reads."""
    return sum(len(claim.text.split()) for claim in quote.claims)


def quote_of_gold(
    question: Question, decision: Answer | Suggest, evidence: Evidence
) -> tuple[Quoted, ...]:
    """What is quoted of a gold article, compared with the gold answer; () if none is quoted."""
    quote = shown(decision, evidence)
    gold = next((one for one in quote.citations if one.article_id in question.gold), None)
    if gold is None:
        return ()
    said = " ".join(claim.text for claim in quote.claims if claim.citation == gold.number)
    best = next((hit.text for hit in evidence.nearest if hit.document == gold.article_id), "")
    return (quoted(question.answer, said, best or gold.passage),)
