"""All steps of a turn in order: from a question to the evidence for a decision."""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tandem.assistant.gather import CUSTOMER_AUDIENCES, Asked, Basis, gather
from tandem.assistant.ports import Embedder
from tandem.assistant.retrieve import Retrieved, Searched, Vectors, embed_question, retrieve
from tandem.assistant.thinking import Thinking
from tandem.core.errors import UnavailableError
from tandem.core.knowledge.rank import Hit
from tandem.core.turn import measure
from tandem.core.turn import tool as tools
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.evidence import Context, Evidence, Versions
from tandem.core.turn.find import (
    Found,
    Search,
    current,
    find,
    find_in,
    find_next,
    following,
    likelier,
    without,
)
from tandem.core.turn.head import Head, speaking, vote
from tandem.core.turn.language import UNDETERMINED
from tandem.core.turn.lookup import Outcome
from tandem.core.turn.matter import Matter
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.core.turn.said import prose, windows
from tandem.core.turn.screen import Screen, screen
from tandem.core.turn.threshold import Threshold
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
    """The evidence and the policy of a turn, all hits, and the duration of each step (ms)."""

    evidence: Evidence
    policy: Policy
    hits: tuple[Hit, ...]
    steps: Mapping[str, float]


async def consider(
    thinking: Thinking,
    asked: Asked,
    *,
    whole: bool = False,
    calibration: Calibration | None = None,
) -> Considered:
    """Returns the evidence for a question, up to the decision.

    A question that the rules decide at once is neither embedded nor searched for, unless `whole` is
    true: the lab needs every question's best candidate. `calibration` replaces the one in force, to
    measure another. Raises InvalidError for a product that no article has, UnavailableError when
    the database does not answer.
    """
    steps, policy = Steps(), thinking.policy()
    with steps("gather"):
        basis = await gather(thinking, policy, asked)
    with steps("screen"):
        screened = by_rules(basis.context, policy)
        evidence = _from_words(thinking, basis, screened)
    if is_settled(evidence) and not whole:
        return Considered(evidence, policy, (), steps.taken)

    vectors: Vectors = ()
    if thinking.embedder is not None:
        with steps("embed"):
            try:
                evidence, vectors = await by_classifiers(
                    thinking.heads, thinking.embedder, evidence, policy
                )
            except UnavailableError:  # the fallback is the keyword search alone
                basis = await gather(replace(thinking, embedder=None), policy, asked)
                evidence = _from_words(thinking, basis, screened)
        if is_settled(evidence) and not whole:
            return Considered(evidence, policy, (), steps.taken)
    evidence = await looked_up(thinking, evidence, policy, steps)
    if evidence.lookup is not None and evidence.lookup.outcome in ENDS and not whole:
        return Considered(evidence, policy, (), steps.taken)
    if not basis.knowledge.has_articles:
        nothing = replace(evidence, failure="There are no articles to answer from.")
        return Considered(nothing, policy, (), steps.taken)

    with steps("retrieve"):
        retrieved = await retrieve(
            thinking.database, basis.context, basis.knowledge, vectors, CUSTOMER_AUDIENCES
        )
    used = calibration or basis.calibration
    with steps("compose"):
        search, found = findings(evidence, retrieved, used, policy)
    with steps("measure"):
        completed = with_findings(evidence, retrieved, search, found, policy)
        evidence = measured(completed, used, policy)
    return Considered(evidence, policy, search.hits, steps.taken)


ENDS = (Outcome.FOUND, Outcome.FAILED, Outcome.NOT_FOUND)
"""Outcomes of a look-up after which the articles need not be searched."""


async def looked_up(
    thinking: Thinking, evidence: Evidence, policy: Policy, steps: Steps
) -> Evidence:
    """The evidence with what the firm's own systems say, if the customer's words ask for it.

    A customer who refuses or picks something asks for nothing new.
    """
    if thinking.lookups is None or evidence.refuses_shown or evidence.context.matter.picked:
        return evidence
    lookup = tools.wanted(policy.tools, evidence.context, is_own_record=evidence.is_own_record)
    if lookup is not None and lookup.outcome is Outcome.WANTED:
        tool = next(one for one in policy.tools if one.name == lookup.tool)
        with steps("look_up"):
            lookup = await thinking.lookups.run(tool, lookup)
    return replace(evidence, lookup=lookup)


def with_findings(
    evidence: Evidence,
    retrieved: Retrieved,
    search: Search,
    found: Sequence[Found],
    policy: Policy,
) -> Evidence:
    """The evidence with what was found: for the question, or for each of its parts."""
    first, *further = found
    return replace(
        evidence,
        nearest=search.hits[:NEAREST_KEPT],
        precedents=retrieved.precedents,
        category=measure.category(retrieved.precedents, retrieved.categories, policy.categories),
        candidate=first.finding.candidate,
        verification=first.finding.verification,
        confidence=first.finding.confidence,
        missing=first.finding.missing,
        part=first.finding.question if further else "",
        further=tuple(one.finding for one in further),
        others=() if further else first.others,
        upset=measure.upset(evidence.context, policy),
    )


def findings(
    evidence: Evidence, retrieved: Retrieved, calibration: Calibration, policy: Policy
) -> tuple[Search, tuple[Found, ...]]:
    """The search to go by, and what was found: for each part where the parts lead apart."""
    context = evidence.context
    matter = context.matter
    left_out = matter.shown if matter.corrects else ()
    whole = reading(retrieved.whole, context, calibration, policy, left_out)
    if matter.picked is not None and matter.picked.article_id:
        return whole, (find_in(whole, retrieved.picked, calibration, policy),)
    if evidence.refuses_shown:
        return whole, (find_next(whole, _refused(whole, matter), calibration, policy),)
    by_part = tuple(
        find(reading(part, context, calibration, policy, left_out), calibration, policy)
        for part in retrieved.parts
    )
    cited = {one.finding.article for one in by_part} - {None}
    if len(cited) > 1 and len(cited) == len(by_part):
        return whole, by_part
    return whole, (find(whole, calibration, policy),)


def reading(
    searched: Searched,
    context: Context,
    calibration: Calibration,
    policy: Policy,
    left_out: Sequence[str],
) -> Search:
    """The search to go by: alone, or with what was said before; without the articles left out."""
    matter, language = context.matter, passages.language(context.locale)
    is_whole = searched.question == matter.text

    def search(found: passages.Found, follows: Sequence[str], after: str) -> Search:
        hits = without(current(found.hits, searched.question), left_out)
        return Search(
            searched.question,
            following(hits, follows),
            found.terms,
            language,
            after,
            around=found.around,
            known=context.known,
        )

    alone = search(searched.alone, (), matter.after if is_whole else "")
    if searched.told is None:
        return alone
    told = search(searched.told, matter.follows if is_whole else (), alone.after)
    return likelier(alone, told, calibration, policy)


def _refused(search: Search, matter: Matter) -> tuple[str, ...]:
    """What a no leaves out: all that was shown, and what was named, unless nothing else is left."""
    named = (*matter.shown, *matter.offered)
    is_more = any(hit.document not in named for hit in search.hits)
    return named if is_more else matter.shown


def by_rules(context: Context, policy: Policy) -> Screen:
    """What the rules find in the question, given what was offered last."""
    return screen(
        context.question,
        topics=policy.topics,
        person_was_offered=context.last_decision == "offer_human",
    )


async def by_classifiers(
    heads: Sequence[Head], embedder: Embedder, evidence: Evidence, policy: Policy
) -> tuple[Evidence, Vectors]:
    """The evidence with the classifiers' votes and their signals, and the vectors to search for.

    Raises UnavailableError when the embedder does not answer.
    """
    heard = windows(prose(evidence.context.question))
    of_heard, searched = await embed_question(embedder, evidence.context, heard)
    votes = vote(speaking(heads, embedder.model), heard, of_heard.tolist())
    signals = measure.signals(evidence.screen, votes, evidence.context, policy)
    return replace(evidence, votes=votes, signals=signals), searched


def measured(evidence: Evidence, calibration: Calibration, policy: Policy) -> Evidence:
    """The evidence with the threshold, the signals and the ambiguity that this calibration gives.

    P(right) of what was found comes from it already.
    """
    least = policy.suggests_from(evidence.category)
    first = evidence.findings[0]
    ambiguity = None
    if not evidence.further:
        ambiguity = measure.ambiguity(first, evidence.others, evidence.nearest, least)
    return replace(
        evidence,
        threshold=calibration.threshold(evidence.category),
        ambiguity=ambiguity,
        signals=(
            *measure.signals(evidence.screen, evidence.votes, evidence.context, policy),
            *measure.doubt(evidence.findings, ambiguity, least),
        ),
        versions=replace(
            evidence.versions, embedder=calibration.embedder, calibration=calibration.version
        ),
    )


def recalibrated(evidence: Evidence, calibration: Calibration, policy: Policy) -> Evidence:
    """The evidence with P(right) and all that follows from it by another calibration."""
    if evidence.confidence is None:
        return evidence
    confidence = calibration.confidence(evidence.confidence.features)
    others = (
        replace(one, confidence=calibration.of_meaning(confidence.value, one.confidence.features))
        for one in evidence.others
    )
    further = (
        one
        if one.confidence is None
        else replace(one, confidence=calibration.confidence(one.confidence.features))
        for one in evidence.further
    )
    evidence = replace(
        evidence, confidence=confidence, others=tuple(others), further=tuple(further)
    )
    return measured(evidence, calibration, policy)


def is_settled(evidence: Evidence) -> bool:
    """Whether a rule that needs no search already matches, so that the search can be skipped."""
    found = evidence.screen
    hard = (
        evidence.topic
        or evidence.wants_person
        or evidence.is_person_voted_for
        or found.distress
        or found.exception
        or evidence.vote_for("exception")
        or found.courtesy
        or evidence.declines
        or (evidence.refuses_shown and not _may_show_next(evidence))
        or (evidence.agrees and evidence.context.last_decision != "ask")
    )
    return bool(
        hard
        or found.unreadable
        or evidence.context.automatic
        or evidence.context.people_first
        or evidence.circling
        or evidence.out_of_time
    )


def _may_show_next(evidence: Evidence) -> bool:
    """Whether this no is the first to what was shown: then the next best is searched for."""
    return evidence.refuses_shown and evidence.context.matter.refused_in_all == 1


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
        missing=(),
        part="",
        further=(),
        others=(),
        ambiguity=None,
        confidence=None,
        threshold=threshold,
        signals=measure.signals(screened, (), context, policy),
        language="en" if screened.language == UNDETERMINED else screened.language,
        circling=measure.circling(context, policy),
        out_of_time=measure.out_of_time(context, policy),
        failure=None,
        upset=False,
        suggests=True,
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
