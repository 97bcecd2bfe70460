"""The articles that an answer quotes or, if it is unsure, the nearest ones, as people see them."""

from dataclasses import dataclass, replace

from tandem.core.knowledge.rank import best_of_each
from tandem.core.turn.candidate import Candidate, Citation, Claim, Finding
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.decide import (
    LOOKUP,
    WRITTEN,
    Answer,
    Decision,
    Greet,
    Inform,
    StaySilent,
    Suggest,
)
from tandem.core.turn.evidence import Evidence

NEAREST_SHOWN = 3  # articles that may not fit


@dataclass(frozen=True, slots=True)
class Source:
    """An article that an answer quotes or, if it is unsure, one of the nearest.

    `passage` is the exact text; `score_bm25` and `score_dense` are its scores in the two searches
    (`score_dense` is None without an embedder).
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


def sources(decision: Decision, evidence: Evidence) -> tuple[Source, ...]:
    """The sources of a quote; for other replies the nearest articles, which may not fit."""
    match decision:
        case Answer() | Suggest():
            return tuple(map(_cited, shown(decision, evidence).citations))
        case Greet() | Inform() | StaySilent():
            return ()
        case _:
            return tuple(
                Source(
                    number, hit.document, hit.version, hit.title, hit.url, hit.heading_path,
                    hit.text, hit.bm25, hit.cosine,
                )
                for number, hit in enumerate(best_of_each(evidence.nearest)[:NEAREST_SHOWN], 1)
            )  # fmt: skip


def shown(decision: Answer | Suggest, evidence: Evidence) -> Candidate:
    """All that the customer reads of the sources: the parts shown, citations counted on."""
    if is_looked_up(decision):
        assert evidence.lookup is not None, "it answered"
        return evidence.lookup.candidate
    if is_written(decision):
        made = first_shown(decision, evidence).candidate
        assert made is not None, "only a verified candidate is shown"
        return made
    findings = evidence.findings
    places = decision.parts if isinstance(decision, Suggest) else range(len(findings))
    claims: list[Claim] = []
    citations: list[Citation] = []
    whole: list[Candidate] = []
    for place in places:
        candidate = findings[place].candidate
        assert candidate is not None, "only a verified candidate is shown"
        whole.append(candidate)
        start = len(citations)
        claims += [replace(one, citation=start + one.citation) for one in candidate.claims]
        citations += [replace(one, number=start + one.number) for one in candidate.citations]
    first = findings[0].candidate
    return Candidate(
        first.maker if first else "extractive",
        tuple(claims),
        tuple(citations),
        is_cut=any(one.is_cut for one in whole),
    )


def is_looked_up(decision: Decision) -> bool:
    """Whether the firm's own systems answer, and no article."""
    return isinstance(decision, Answer) and decision.maker == LOOKUP


def is_written(decision: Decision) -> bool:
    """Whether a language model composed what is shown."""
    return isinstance(decision, Answer | Suggest) and decision.maker == WRITTEN


def first_shown(decision: Answer | Suggest, evidence: Evidence) -> Finding:
    """What was found for the first part that is shown; parts before it may have too little."""
    if is_written(decision):
        assert evidence.written is not None, "it was written"
        return evidence.written.finding
    place = decision.parts[0] if isinstance(decision, Suggest) else 0
    return evidence.findings[place]


def confidence_of(decision: Decision, evidence: Evidence) -> Confidence | None:
    """P(right) of what is shown; of the best candidate where nothing is.

    Of what the firm's own systems say there is none.
    """
    if is_looked_up(decision):
        return None
    if isinstance(decision, Answer | Suggest):
        return first_shown(decision, evidence).confidence
    return evidence.confidence


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
