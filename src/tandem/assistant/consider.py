"""All steps of a turn in order: from a question to the evidence for a decision."""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tandem.assistant.gather import CUSTOMER_AUDIENCES, Asked, Basis, gather
from tandem.assistant.ports import Embedder
from tandem.assistant.requests import Asking, Session, Writers
from tandem.assistant.retrieve import Retrieved, Searched, Vectors, embed_question, retrieve
from tandem.assistant.thinking import Thinking
from tandem.assistant.write import Basis as WriteBasis
from tandem.assistant.write import standalone, unwritten, write
from tandem.core.errors import UnavailableError
from tandem.core.knowledge.rank import Hit
from tandem.core.turn import category, measure
from tandem.core.turn import tool as tools
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.category import CategoryHead
from tandem.core.turn.decide import Answer, by_words, decide
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
from tandem.core.turn.incident import Running, asked_before, matching
from tandem.core.turn.language import UNDETERMINED
from tandem.core.turn.lookup import Outcome
from tandem.core.turn.matter import Matter
from tandem.core.turn.policy import UNCATEGORISED, Mode, Policy
from tandem.core.turn.prompt import PASSAGES_MAX
from tandem.core.turn.said import prose, windows
from tandem.core.turn.screen import Screen, screen
from tandem.core.turn.threshold import Threshold
from tandem.store import passages
from tandem.store.model_calls import Sent

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
    """The evidence and the policy of a turn, all hits, and the duration of each step (ms).

    `sent` are the requests to language models, with what left the house.
    """

    evidence: Evidence
    policy: Policy
    hits: tuple[Hit, ...]
    steps: Mapping[str, float]
    sent: tuple[Sent, ...] = ()


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
        evidence = _from_words(thinking, basis, by_rules(basis.context, policy))
    if is_settled(evidence) and not whole:
        return Considered(evidence, policy, (), steps.taken)
    evidence, basis, vectors = await _classified(thinking, evidence, basis, asked, steps)
    evidence = with_incident(evidence, basis.incidents)
    if (is_settled(evidence) or evidence.incident is not None) and not whole:
        return Considered(evidence, policy, (), steps.taken)

    session = None
    if thinking.writers is not None and may_write(evidence, asked, policy):
        whose = Asking(asked.of, asked.now)
        session = Session(thinking.writers, thinking.database, policy.llm, whose)
        evidence, vectors = await _rewritten(thinking, session, evidence, vectors, policy, steps)
        basis = replace(basis, context=evidence.context)
    evidence = await looked_up(thinking, evidence, policy, steps)
    if evidence.lookup is not None and evidence.lookup.outcome in ENDS and not whole:
        return _considered(evidence, policy, (), steps, session)
    if not basis.knowledge.has_articles:
        nothing = replace(evidence, failure="There are no articles to answer from.")
        return _considered(nothing, policy, (), steps, session)

    with steps("retrieve"):
        retrieved = await retrieve(
            thinking.database, basis.context, basis.knowledge, vectors, CUSTOMER_AUDIENCES
        )
    by_tickets = with_incident(
        replace(evidence, category=_category(evidence, retrieved, policy)), basis.incidents
    )
    if by_tickets.incident is not None and not whole:
        return _considered(by_tickets, policy, (), steps, session)
    used = calibration or basis.calibration
    with steps("compose"):
        search, found = findings(evidence, retrieved, used, policy)
    with steps("measure"):
        completed = with_findings(evidence, retrieved, search, found, policy)
        evidence = measured(completed, used, policy)
    if session is not None and needs_writing(session.writers, evidence, basis, asked):
        with steps("write"):
            words = _to_write_from(search, retrieved, basis)
            evidence = await write(session, thinking.lookups, evidence, words, policy)
    return _considered(evidence, policy, search.hits, steps, session)


def with_incident(evidence: Evidence, running: Sequence[Running]) -> Evidence:
    """The evidence with the newest incident that answers the question, if one does."""
    if not evidence.asks:
        return evidence
    context = evidence.context
    texts = [
        context.question,
        context.matter.text,
        *asked_before(context.question, context.earlier),
    ]
    return replace(evidence, incident=matching(running, texts, evidence.category))


async def _classified(
    thinking: Thinking, evidence: Evidence, basis: Basis, asked: Asked, steps: Steps
) -> tuple[Evidence, Basis, Vectors]:
    """The evidence with what the heads say, and the vectors to search with; none without them."""
    if thinking.embedder is None:
        return evidence, basis, ()
    policy = basis.policy
    with steps("embed"):
        try:
            heard, vectors = await by_classifiers(
                thinking.heads, thinking.embedder, evidence, policy
            )
        except UnavailableError:  # the fallback is the keyword search alone
            basis = await gather(replace(thinking, embedder=None), policy, asked)
            return _from_words(thinking, basis, by_rules(basis.context, policy)), basis, ()
        return categorised(heard, basis.categories, vectors, policy), basis, vectors


def _considered(
    evidence: Evidence,
    policy: Policy,
    hits: tuple[Hit, ...],
    steps: Steps,
    session: Session | None,
) -> Considered:
    """What was considered; the record names every request, also where no reply came of it."""
    if session is None:
        return Considered(evidence, policy, hits, steps.taken)
    if session.sent and evidence.written is None:
        name = session.calls[-1].model
        evidence = replace(evidence, written=unwritten(name, evidence, session.calls))
    return Considered(evidence, policy, hits, steps.taken, tuple(session.sent))


def needs_writing(writers: Writers, evidence: Evidence, basis: Basis, asked: Asked) -> bool:
    """Whether a model is asked to word this reply.

    Not where the assistant answers customers by itself, a quote is sure enough to be the answer,
    and no model was ever measured: then none may answer, and the customer need not wait for one.
    """
    policy = basis.policy
    if not may_write(evidence, asked, policy):
        return False
    is_measured = any(model.name in basis.of_models for model in writers.models)
    if is_measured or _mode(evidence, asked, policy) is not Mode.AUTO:
        return True
    return not isinstance(decide(evidence, policy), Answer)


def _mode(evidence: Evidence, asked: Asked, policy: Policy) -> Mode | None:
    """The mode that this contact gets; None outside of a desk."""
    if asked.who is None:
        return None
    product, is_away = evidence.context.product, policy.is_away(asked.now)
    return policy.mode_for(product, evidence.category, asked.who, is_away=is_away)


def may_write(evidence: Evidence, asked: Asked, policy: Policy) -> bool:
    """Whether a language model may word a reply to this: to a question, where the policy lets it.

    What the customer picked, or is shown after a no, is quoted. Nobody is written to in anger.
    """
    matter = evidence.context.matter
    if matter.picked is not None or evidence.refuses_shown or evidence.upset:
        return False
    mode = _mode(evidence, asked, policy)
    return policy.llm.allows(evidence.category, mode) and by_words(evidence, policy) is None


async def _rewritten(
    thinking: Thinking,
    session: Session,
    evidence: Evidence,
    vectors: Vectors,
    policy: Policy,
    steps: Steps,
) -> tuple[Evidence, Vectors]:
    """The evidence with the open question as one that stands alone, where a model can give it.

    Only a follow-up needs it, and a question in a language that the articles aren't in. The vectors
    are those to search for it.
    """
    matter = evidence.context.matter
    if not (matter.after or evidence.is_foreign):
        return evidence, vectors
    with steps("rewrite"):
        question = await standalone(session, evidence, policy)
    if not question:
        return evidence, vectors
    context = replace(evidence.context, matter=replace(matter, text=question))
    if thinking.embedder is not None and vectors:
        try:
            _, vectors = await embed_question(thinking.embedder, context, ())
        except UnavailableError:  # the question as it was asked has its vectors already
            return evidence, vectors
    return replace(evidence, context=context), vectors


def _to_write_from(search: Search, retrieved: Retrieved, basis: Basis) -> WriteBasis:
    own = [hit for hit in search.hits if hit.text]
    parts = [hit for part in retrieved.parts for hit in part.alone.hits[:2] if hit.text]
    distinct = {hit.passage_id: hit for hit in (*parts, *own)}
    best = sorted(distinct.values(), key=lambda hit: -hit.score)
    return WriteBasis(
        passages=tuple(best[:PASSAGES_MAX]),
        tickets=tuple(hit for hit in retrieved.precedents if hit.text),
        calibrations=basis.of_models,
    )


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
        category=_category(evidence, retrieved, policy),
        candidate=first.finding.candidate,
        verification=first.finding.verification,
        confidence=first.finding.confidence,
        missing=first.finding.missing,
        part=first.finding.question if further else "",
        further=tuple(one.finding for one in further),
        others=() if further else first.others,
        upset=measure.upset(evidence.context, policy),
    )


def _category(evidence: Evidence, retrieved: Retrieved, policy: Policy) -> str:
    """What the head voted for; without one, what most similar resolved tickets had."""
    given = category.voted(evidence.votes)
    if given is not None:
        return given
    return measure.category(retrieved.precedents, retrieved.categories, policy.categories)


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


def categorised(
    evidence: Evidence, head: CategoryHead | None, vectors: Vectors, policy: Policy
) -> Evidence:
    """The evidence with the category that the head gives what is asked, and its vote.

    The vector is that of the search: with what was said before, if anything was.
    """
    if head is None:
        return evidence
    asked = vectors[0][-1].tolist()
    votes = (*evidence.votes, *category.vote(head, asked, policy.categories))
    return replace(evidence, votes=votes, category=category.voted(votes) or UNCATEGORISED)


def measured(evidence: Evidence, calibration: Calibration, policy: Policy) -> Evidence:
    """The evidence with the threshold, the signals and the ambiguity that this calibration gives.

    P(right) of what was found comes from it already.
    """
    versions = replace(
        evidence.versions, embedder=calibration.embedder, calibration=calibration.version
    )
    threshold = calibration.threshold(evidence.category)
    return weighed(replace(evidence, threshold=threshold, versions=versions), policy)


def weighed(evidence: Evidence, policy: Policy) -> Evidence:
    """The evidence with the ambiguity and the signals that this policy sees in what was found."""
    least = policy.suggests_from(evidence.category)
    first = evidence.findings[0]
    ambiguity = None
    if not evidence.further:
        ambiguity = measure.ambiguity(first, evidence.others, evidence.nearest, least)
    return replace(
        evidence,
        ambiguity=ambiguity,
        signals=(
            *measure.signals(evidence.screen, evidence.votes, evidence.context, policy),
            *measure.doubt(evidence.findings, ambiguity, least),
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
        or evidence.follows
        or evidence.answers_inform
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
