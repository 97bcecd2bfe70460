"""How good one language model's replies are, on a firm's own questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.lab import bootstrap
from tandem.core.lab.auroc import auroc
from tandem.core.lab.content import recall
from tandem.core.lab.dataset import Question
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reply of a model to a question: what was left of it after the checks.

    `usable` says that it passed them as a whole, `right` that it cites a gold article first.
    `recall` is the share of the gold answer's words in it, None without a gold answer.
    """

    question: str
    answerable: bool
    usable: bool
    right: bool
    declined: bool
    claims: int
    dropped: int
    recall: float | None
    probability: float | None
    tokens: int
    dollars: float
    failures: int


@dataclass(frozen=True, slots=True)
class MakerFigures:
    """The figures of a model; each share has its own denominator.

    `usable`: replies that passed every check, of all questions. `right` and `wrong`: of answerable
    questions with a usable reply. `declined` and `declined_unanswerable`: "not answerable", of
    answerable and of unanswerable questions. `unanswerable_usable`: replies to questions that have
    no answer, of those. `supported`: claims that passed, of all claims. `answer_recall`: mean share
    of the gold answer's words. `pass_k`: answerable questions that were right in each of `k`
    attempts. `auroc_right`: whether its P(right) tells right from wrong.
    """

    model: str
    k: int
    usable: Figure
    right: Figure
    declined: Figure
    declined_unanswerable: Figure
    unanswerable_usable: Figure
    supported: Figure
    answer_recall: Figure
    pass_k: Figure
    auroc_right: Figure
    tokens: int
    dollars: float
    failures: int


def attempt(question: Question, evidence: Evidence) -> Attempt:
    """What a model made of a question."""
    written = evidence.written
    candidate = written.finding.candidate if written else None
    is_usable = written is not None and written.finding.probability is not None
    text = " ".join(claim.text for claim in candidate.claims) if candidate else ""
    calls = written.calls if written else ()
    return Attempt(
        question=question.id,
        answerable=question.answerable,
        usable=is_usable,
        right=is_usable
        and candidate is not None
        and question.answerable
        and candidate.citations[0].article_id in question.gold,
        declined=written is not None and written.declined,
        claims=written.claims if written else 0,
        dropped=len(written.dropped) if written else 0,
        recall=recall(question.answer, text) if question.answer and is_usable else None,
        probability=written.finding.probability if written else None,
        tokens=sum(call.tokens_in + call.tokens_out for call in calls),
        dollars=sum(call.cost or 0.0 for call in calls),
        failures=sum(bool(call.failure) for call in calls),
    )


def measure(model: str, rounds: Sequence[Sequence[Attempt]]) -> MakerFigures:
    """The figures over one round of attempts or several; the first round gives all but `pass_k`."""
    first = rounds[0]
    can = [one for one in first if one.answerable]
    can_not = [one for one in first if not one.answerable]
    usable = [one for one in can if one.usable]
    recalls = [one.recall for one in usable if one.recall is not None]
    claims = sum(one.claims for one in first)
    told = [(one.probability, one.right) for one in first if one.probability is not None]
    always = [
        all(round_[at].right for round_ in rounds) for at, one in enumerate(first) if one.answerable
    ]
    every = [one for round_ in rounds for one in round_]
    return MakerFigures(
        model=model,
        k=len(rounds),
        usable=proportion(sum(one.usable for one in first), len(first)),
        right=proportion(sum(one.right for one in usable), len(usable)),
        declined=proportion(sum(one.declined for one in can), len(can)),
        declined_unanswerable=proportion(sum(one.declined for one in can_not), len(can_not)),
        unanswerable_usable=proportion(sum(one.usable for one in can_not), len(can_not)),
        supported=proportion(claims - sum(one.dropped for one in first), claims),
        answer_recall=bootstrap.mean(recalls, 0),
        pass_k=proportion(sum(always), len(always)),
        auroc_right=auroc([chance for chance, _ in told], [right for _, right in told]),
        tokens=sum(one.tokens for one in every),
        dollars=sum(one.dollars for one in every),
        failures=sum(one.failures for one in every),
    )
