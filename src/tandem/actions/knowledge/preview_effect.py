"""Shows what publishing a proposal would change: recent questions, asked again on the new text."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

import numpy as np

from tandem.actions.ports import Desk
from tandem.adapters.read.written import written_article
from tandem.assistant.concurrency import run_limited
from tandem.assistant.consider import is_settled
from tandem.assistant.ports import Embedder
from tandem.assistant.prepare import prepare
from tandem.assistant.rerun import asked_again, quoting, reply_now
from tandem.assistant.thinking import Thinking
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError
from tandem.core.knowledge.article import DESK
from tandem.core.knowledge.proposal import ProposalState
from tandem.core.knowledge.redact import redact
from tandem.core.turn.comparison import ChangeKind, Reply, change, is_worse
from tandem.core.turn.evidence import Context, Evidence
from tandem.store import articles, codec, passages, proposals, turns, versions
from tandem.store.articles import Known
from tandem.store.proposals import Proposal
from tandem.store.turns import AskedTurn
from tandem.store.versions import Prepared

DAYS = 30
TURNS_MAX = 1_000  # the newest that are looked at
QUESTIONS_MAX = 160  # those nearest to the text that are asked again
NEAR_MIN = 0.35  # cosine of a question and a passage of the text, from which on it is near
BATCH = 8  # questions that are asked while the knowledge's lock is held
CONCURRENCY = 2
TEXT_MAX = 600  # characters of a question that are shown
NEW = "desk/new"  # the id of a new article while it is tried out


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose reply changes, without personal data; `asked` times in the period."""

    kind: ChangeKind
    is_worse: bool
    question: str
    turn_id: str
    conversation_id: str | None
    number: int | None
    asked: int
    said: str
    before: Reply
    after: Reply


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing would change: how many questions in which way, and each that changes.

    `questions` were asked again, of `near` that retrieved the article or lie near the text, of
    `turns` that were looked at. `worse` counts those that would get less.
    """

    days: int
    turns: int
    near: int
    questions: int
    same: int
    wording: int
    answered: int
    lost: int
    decision: int
    worse: int
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question to ask again: the newest turn that asked it, and how many did."""

    turn: AskedTurn
    context: Context
    asked: int


async def preview_effect(desk: Desk, agent: Agent | None, proposal: UUID) -> Effect:
    """Asks the questions of the last 30 days again, on today's and on the edited knowledge.

    The edited text is stored in transactions that are rolled back: nobody else ever sees it, and
    nothing is sent or recorded but the preview. Neither language models nor look-ups are asked.
    Takes up to half a minute. Raises ConflictError if the proposal is decided already,
    InvalidError for one without a text.
    """
    if agent is not None:
        agent.require(Permission.WORK)
    now, thinking = desk.clock(), quoting(desk.thinking)
    async with desk.database.connection() as connection:
        found = await proposals.read(connection, proposal)
        home = await articles.numbered(connection, found.article_number)
        recent = await turns.asked_since(connection, now - timedelta(days=DAYS), TURNS_MAX)
        products = frozenset(await articles.products(connection))
    if found.state is not ProposalState.OPEN:
        raise ConflictError(
            f"This proposal is {found.state.value}.", hint="Open the article to change it again."
        )
    article = written_article(home.origin if home else NEW, found.fields)
    (prepared,) = await prepare(thinking.embedder, [(article, article.content_hash)])
    everything = await asyncio.to_thread(_questions, recent)
    near = await _near(thinking.embedder, everything, prepared, found)
    asked = near[:QUESTIONS_MAX]
    before = await run_limited(
        (reply_now(thinking, asked_again(one.context, products)) for one in asked), CONCURRENCY
    )
    after: list[Reply] = []
    for start in range(0, len(asked), BATCH):
        after += await _replies_after(desk, thinking, prepared, home, asked[start : start + BATCH])
    effect = _effect(len(recent), len(near), asked, before, after)
    async with desk.database.transaction() as tx:
        await proposals.keep_effect(
            tx,
            proposal,
            asdict(effect),
            content_hash=article.content_hash,
            snapshot=await articles.snapshot(tx),
            agent=agent and agent.id,
            now=now,
        )
    return effect


async def _replies_after(
    desk: Desk,
    thinking: Thinking,
    prepared: Prepared,
    home: Known | None,
    asked: Sequence[_Question],
) -> list[Reply]:
    """What these questions get once the text is stored, which nobody else ever sees."""
    embedder = thinking.embedder
    async with desk.database.undone() as (database, tx):
        model = None
        if embedder is not None:
            model = await passages.model(tx, embedder.model, embedder.dimension)
        await versions.put(
            tx,
            [prepared],
            source=home.source_id if home else await articles.source(tx, DESK),
            location=home.location if home else DESK,
            model=model,
            now=desk.clock(),
            over_edits=True,
        )
        products = frozenset(await articles.products(tx))
        inside = replace(thinking, database=database)
        return [await reply_now(inside, asked_again(one.context, products)) for one in asked]


def _questions(recent: Sequence[AskedTurn]) -> list[tuple[_Question, Evidence]]:
    """The questions that were searched for, each once: the newest turn stands for all that asked.

    A pick of what was just shown is none: what is shown changes with the knowledge.
    """
    found: dict[tuple[object, ...], tuple[_Question, Evidence]] = {}
    for turn in recent:
        evidence = codec.decode(turn.evidence, Evidence)
        context = evidence.context
        if not evidence.asks or is_settled(evidence) or not context.matter.text.strip():
            continue
        key = (
            context.question.casefold(),
            context.product,
            context.locale,
            tuple(message.text for message in context.earlier),
        )
        if key in found:
            known, first = found[key]
            found[key] = (replace(known, asked=known.asked + 1), first)
        else:
            found[key] = (_Question(turn, context, 1), evidence)
    return list(found.values())


async def _near(
    embedder: Embedder | None,
    everything: Sequence[tuple[_Question, Evidence]],
    prepared: Prepared,
    proposal: Proposal,
) -> list[_Question]:
    """The questions that retrieved the article, are of the proposal's gap, or lie near the text.

    The nearest first. Without an embedder all may lie near: the newest first.
    """
    texts = [one.context.matter.text for one, _ in everything]
    pieces = [piece.vector for piece in prepared.pieces if piece.vector is not None]
    nearness = [1.0] * len(texts)
    if embedder is not None and pieces and texts:
        vectors = await embedder.embed(texts)
        nearness = [float(one) for one in (vectors @ np.stack(pieces).T).max(axis=1)]
    found: list[tuple[float, _Question]] = []
    for (one, evidence), cosine in zip(everything, nearness, strict=True):
        documents = {hit.document for hit in evidence.nearest}
        documents |= {finding.article for finding in evidence.findings if finding.article}
        is_of_gap = proposal.gap_id is not None and one.turn.gap_id == proposal.gap_id
        if is_of_gap or cosine >= NEAR_MIN or proposal.article_key in documents:
            found.append((cosine + is_of_gap, one))
    found.sort(key=lambda pair: -pair[0])
    return [one for _, one in found]


def _effect(
    turns: int,
    near: int,
    asked: Sequence[_Question],
    before: Sequence[Reply],
    after: Sequence[Reply],
) -> Effect:
    kinds = [change(was, is_) for was, is_ in zip(before, after, strict=True)]
    changes = [
        Changed(
            kind=kind,
            is_worse=is_worse(was, is_),
            question=_shown(one.context.matter.text, one.context.name),
            turn_id=str(one.turn.id),
            conversation_id=one.turn.conversation_id and str(one.turn.conversation_id),
            number=one.turn.number,
            asked=one.asked,
            said=one.turn.said,
            before=was,
            after=is_,
        )
        for one, kind, was, is_ in zip(asked, kinds, before, after, strict=True)
        if kind is not ChangeKind.SAME
    ]
    changes.sort(key=lambda one: (not one.is_worse, list(ChangeKind).index(one.kind), -one.asked))
    return Effect(
        days=DAYS,
        turns=turns,
        near=near,
        questions=len(asked),
        same=kinds.count(ChangeKind.SAME),
        wording=kinds.count(ChangeKind.WORDING),
        answered=kinds.count(ChangeKind.ANSWERED),
        lost=kinds.count(ChangeKind.LOST),
        decision=kinds.count(ChangeKind.DECISION),
        worse=sum(one.is_worse for one in changes),
        changes=tuple(changes),
    )


def _shown(text: str, name: str) -> str:
    return redact(text, [name] if name.strip() else [])[:TEXT_MAX]
