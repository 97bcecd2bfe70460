"""All steps of a turn in order: from a question to the evidence for a decision."""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.assistant.gather import CUSTOMER_AUDIENCES, Asked, Basis, gather
from tandem.assistant.ports import Embedder
from tandem.assistant.retrieve import Retrieved, embed_question, retrieve
from tandem.assistant.thinking import Thinking
from tandem.core.errors import UnavailableError
from tandem.core.turn import extract, measure
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import features
from tandem.core.turn.evidence import Context, Evidence, Versions
from tandem.core.turn.head import Head, speaking, vote
from tandem.core.turn.language import UNDETERMINED
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.core.turn.said import prose, windows
from tandem.core.turn.screen import Screen, screen
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.verify import verify
from tandem.store import passages

NEAREST_KEPT = 5


class Steps:
    """How long each step took, in milliseconds, in the order they ran."""

    def __init__(self, taken: dict[str, float] | None = None) -> None:
        self.taken: dict[str, float] = taken or {}

    @contextmanager
    def __call__(self, name: str) -> Generator[None]:
        """Measures the block as one step."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.taken[name] = round((time.perf_counter() - began) * 1000, 3)


@dataclass(frozen=True, slots=True)
class Considered:
    """The evidence and the policy of a turn, what was found, and the duration of each step (ms)."""

    evidence: Evidence
    policy: Policy
    retrieved: Retrieved | None
    steps: Mapping[str, float]


async def consider(thinking: Thinking, asked: Asked, *, whole: bool = False) -> Considered:
    """Returns the evidence for a question, up to the decision.

    A question that the rules decide at once is neither embedded nor searched for, unless `whole` is
    true: the lab needs every question's best candidate. Raises InvalidError for a product that no
    article has, UnavailableError when the database does not answer.
    """
    steps, policy = Steps(), thinking.policy()
    with steps("gather"):
        basis = await gather(thinking, policy, asked)
    with steps("screen"):
        screened = by_rules(basis.context, policy)
        evidence = _from_words(thinking, basis, screened)
    if is_settled(evidence) and not whole:
        return Considered(evidence, policy, None, steps.taken)

    vector: NDArray[np.float32] | None = None
    if thinking.embedder is not None:
        with steps("embed"):
            try:
                evidence, vector = await by_classifiers(
                    thinking.heads, thinking.embedder, evidence, policy
                )
            except UnavailableError:  # the fallback is the keyword search alone
                basis = await gather(replace(thinking, embedder=None), policy, asked)
                evidence = _from_words(thinking, basis, screened)
        if is_settled(evidence) and not whole:
            return Considered(evidence, policy, None, steps.taken)
    if not basis.knowledge.has_articles:
        nothing = replace(evidence, failure="There are no articles to answer from.")
        return Considered(nothing, policy, None, steps.taken)

    with steps("retrieve"):
        retrieved = await retrieve(
            thinking.database, basis.context, basis.knowledge, vector, CUSTOMER_AUDIENCES
        )
    found, language = retrieved.passages, passages.language(basis.context.locale)
    with steps("compose"):
        candidate = extract.extract(basis.context.matter, found.hits, found.terms, language)
    with steps("verify"):
        verification = candidate and verify(
            candidate, basis.context.matter, found.terms, language, policy
        )
    with steps("measure"):
        evidence = replace(
            evidence,
            nearest=found.hits[:NEAREST_KEPT],
            precedents=retrieved.precedents,
            category=measure.category(
                retrieved.precedents, retrieved.categories, policy.categories
            ),
            candidate=candidate,
            verification=verification,
            ambiguity=measure.ambiguity(found.hits, len(found.terms), basis.context.product),
        )
        evidence = measured(evidence, features(found.hits), basis.calibration, policy)
    return Considered(evidence, policy, retrieved, steps.taken)


def by_rules(context: Context, policy: Policy) -> Screen:
    """What the rules find in the question, given what was offered last."""
    return screen(
        context.question,
        topics=policy.topics,
        person_was_offered=context.last_decision == "offer_human",
    )


async def by_classifiers(
    heads: Sequence[Head], embedder: Embedder, evidence: Evidence, policy: Policy
) -> tuple[Evidence, NDArray[np.float32]]:
    """The evidence with the classifiers' votes and their signals, and the vector to search for.

    Raises UnavailableError when the embedder does not answer.
    """
    heard = windows(prose(evidence.context.question))
    vectors, vector = await embed_question(embedder, evidence.context, heard)
    votes = vote(speaking(heads, embedder.model), heard, vectors.tolist())
    signals = measure.signals(evidence.screen, votes, evidence.context, policy)
    return replace(evidence, votes=votes, signals=signals), vector


def measured(
    evidence: Evidence,
    values: tuple[tuple[str, float], ...],
    calibration: Calibration,
    policy: Policy,
) -> Evidence:
    """The evidence with P(right), the threshold and the signals that this calibration gives."""
    confidence = calibration.confidence(values) if evidence.candidate is not None else None
    threshold = calibration.threshold(evidence.category)
    return replace(
        evidence,
        confidence=confidence,
        threshold=threshold,
        signals=(
            *measure.signals(evidence.screen, evidence.votes, evidence.context, policy),
            *measure.doubt(confidence, threshold, evidence.ambiguity),
        ),
        versions=replace(
            evidence.versions, embedder=calibration.embedder, calibration=calibration.version
        ),
    )


def is_settled(evidence: Evidence) -> bool:
    """Whether a rule that needs no search already matches, so that the search can be skipped."""
    found = evidence.screen
    hard = (
        evidence.topic
        or found.person
        or evidence.is_person_voted_for
        or found.distress
        or found.exception
        or evidence.vote_for("exception")
        or found.courtesy
        or found.refuses
        or (found.agrees and evidence.context.last_decision != "ask")
    )
    return bool(
        hard
        or found.unreadable
        or evidence.context.automatic
        or evidence.context.people_first
        or evidence.circling
        or evidence.out_of_time
    )


def from_words(
    context: Context,
    screened: Screen,
    threshold: Threshold,
    policy: Policy,
    versions: Versions,
) -> Evidence:
    """The evidence as far as the words alone give it."""
    return Evidence(
        context=context,
        screen=screened,
        votes=(),
        nearest=(),
        precedents=(),
        category=UNCATEGORISED,
        candidate=None,
        verification=None,
        ambiguity=None,
        confidence=None,
        threshold=threshold,
        signals=measure.signals(screened, (), context, policy),
        language="en" if screened.language == UNDETERMINED else screened.language,
        circling=measure.circling(context, policy),
        out_of_time=measure.out_of_time(context, policy),
        failure=None,
        is_foreign=screened.language not in (UNDETERMINED, *policy.languages),
        versions=versions,
    )


def _from_words(thinking: Thinking, basis: Basis, screened: Screen) -> Evidence:
    calibration = basis.calibration
    versions = Versions(
        tandem=thinking.version,
        policy=basis.policy.version,
        embedder=calibration.embedder,
        calibration=calibration.version,
        snapshot=basis.knowledge.snapshot,
    )
    return from_words(basis.context, screened, calibration.threshold(""), basis.policy, versions)
