"""Finds the gaps: questions that were not answered, grouped by meaning, each gap kept as it was."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from tandem.actions.ports import Desk
from tandem.core.knowledge import gap
from tandem.core.knowledge.gap import DAYS, Why
from tandem.core.knowledge.redact import redact
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.shortfall import shortfall
from tandem.fit import gaps as fitting
from tandem.fit.gaps import QUESTIONS_MAX, Vectors
from tandem.store import codec, gaps
from tandem.store.gaps import Before, Question, Replied, Unanswered

OF_WORDS = "words"  # in the place of an embedder's name, where there is none
TEXT_MAX = 2_000  # characters of a question that are kept and compared
_STRENGTH = list(Why)


@dataclass(frozen=True, slots=True)
class GapsFound:
    """What a search did: the questions it read, and how many gaps have two conversations or more.

    `is_cut` says that there were more questions than are compared at once.
    """

    questions: int
    gaps: int
    new: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Questions of one meaning, by their places; the most typical first."""

    places: tuple[int, ...]
    centre: tuple[float, ...]


async def find_gaps(desk: Desk, *, now: datetime, days: int = DAYS) -> GapsFound:
    """Groups the questions of the last `days` and of as many before, and stores the gaps.

    A gap that shares enough with one of the search before is that one, with what was decided of it;
    one that was set aside opens again if it grew by half. Running it again changes nothing. Raises
    UnavailableError if the database or the embedder fails.
    """
    since, start = now - timedelta(days=2 * days), now - timedelta(days=days)
    async with desk.database.connection() as connection:
        turns = await gaps.unanswered(connection, since, now, QUESTIONS_MAX + 1)
        is_cut = len(turns) > QUESTIONS_MAX
        turns = turns[:QUESTIONS_MAX]
        # Where not all fit, only the time that was read whole is stored anew.
        since = turns[-1].taken_at if is_cut else since
        replied = await gaps.replies(connection, list({one.conversation_id for one in turns}))
    policy = desk.thinking.policy()
    questions = await asyncio.to_thread(_questions, turns, replied, policy, desk.minutes_stated)
    vectors, distance, embedder = await _vectors(desk, questions)
    grouped = await asyncio.to_thread(_groups, vectors, distance)
    async with desk.database.transaction() as tx:
        await gaps.lock(tx)
        known = await gaps.before(tx, since)
        ids = _identified(questions, grouped, known, embedder)
        texts = [one.text for one in questions]
        placed: dict[int, tuple[UUID, int]] = {}
        new = large = 0
        for group, known_id in zip(grouped, ids, strict=True):
            size = len({questions[at].conversation_id for at in group.places})
            id = known_id or desk.new_id()
            if known_id is None and size < gap.CONVERSATIONS_MIN:
                continue
            own = [texts[at] for at in group.places]
            others = [text for at, text in enumerate(texts) if at not in set(group.places)]
            await gaps.keep(
                tx,
                id,
                label=gap.label(own),
                words=gap.telling_words(own, others),
                centre=group.centre,
                embedder=embedder,
                now=now,
            )
            newest = {
                questions[at].conversation_id
                for at in group.places
                if questions[at].asked_at > start
            }
            decided = next((one for one in known if one.id == id), None)
            if decided and gap.comes_back(decided.state, decided.size_then, len(newest)):
                await gaps.open_again(tx, id)
            placed.update({at: (id, rank) for rank, at in enumerate(group.places)})
            large += size >= gap.CONVERSATIONS_MIN
            new += known_id is None
        stored = [
            replace(one, gap_id=placed[at][0], typical=placed[at][1]) if at in placed else one
            for at, one in enumerate(questions)
        ]
        await gaps.put(tx, stored, since)
        await gaps.searched(tx, now, days=days, questions=len(questions), is_cut=is_cut)
    return GapsFound(len(questions), large, new, is_cut)


def _questions(
    turns: Sequence[Unanswered],
    replied: Sequence[Replied],
    policy: Policy,
    stated: float,
) -> list[Question]:
    """Each open question once, by its strongest reason, the oldest first."""
    found: dict[tuple[UUID, str], tuple[Why, Unanswered, Evidence]] = {}
    for turn in turns:
        evidence = codec.decode(turn.evidence, Evidence)
        text = " ".join(evidence.context.matter.text.split())[:TEXT_MAX]
        if not text:
            continue
        why, key = _why(turn), (turn.conversation_id, text.casefold())
        if key not in found or _STRENGTH.index(why) <= _STRENGTH.index(found[key][0]):
            found[key] = (why, turn, evidence)  # of the same strength: the first that was asked
    many = Counter(conversation for conversation, _ in found)
    worked = _worked(replied)
    questions = [
        _question(why, turn, evidence, policy, gap.share(worked.get(of), stated, many[of]))
        for (of, _), (why, turn, evidence) in found.items()
    ]
    return sorted(questions, key=lambda one: (one.asked_at, one.turn_id))


def _why(turn: Unanswered) -> Why:
    if turn.is_rated_badly:
        return Why.RATED
    if turn.is_refused:
        return Why.REFUSED
    return Why.ESCALATED if turn.decision == "hand_off" else Why.UNSURE


def _question(
    why: Why, turn: Unanswered, evidence: Evidence, policy: Policy, share: gap.Share
) -> Question:
    context = evidence.context
    names = [name for name in (turn.contact_name, context.name) if name.strip()]
    short = shortfall(evidence, why, suggest_from=policy.suggests_from(evidence.category))
    return Question(
        turn_id=turn.turn_id,
        gap_id=None,
        conversation_id=turn.conversation_id,
        contact_id=turn.contact_id,
        asked_at=turn.taken_at,
        text=redact(context.matter.text, names)[:TEXT_MAX].strip(),
        why=why,
        reason=turn.reason,
        product=context.product,
        language=evidence.language,
        minutes=share.minutes,
        is_measured=share.is_measured,
        article=short.article,
        title=short.title,
        fault=short.fault,
        says=redact(short.says, names),
        typical=0,
    )


def _worked(replied: Sequence[Replied]) -> Mapping[UUID, float]:
    """Minutes of people by conversation, where anybody replied."""
    of_each: dict[UUID, list[tuple[datetime, datetime | None, datetime | None]]] = defaultdict(list)
    for one in replied:
        of_each[one.conversation_id].append((one.at, one.asked_at, one.before))
    return {of: gap.working_minutes(times) for of, times in of_each.items()}


async def _vectors(desk: Desk, questions: Sequence[Question]) -> tuple[Vectors, float, str]:
    """The questions' vectors, the distance that parts groups of them, and what made them."""
    texts, embedder = [one.text for one in questions], desk.thinking.embedder
    if embedder is None or not texts:
        vectors = await asyncio.to_thread(fitting.of_words, texts)
        return vectors, fitting.DISTANCE_OF_WORDS, OF_WORDS
    distinct = list(dict.fromkeys(texts))
    made = await embedder.embed(distinct)
    place = {text: at for at, text in enumerate(distinct)}
    return made[[place[text] for text in texts]], fitting.DISTANCE, embedder.model


def _groups(vectors: Vectors, distance: float) -> list[_Group]:
    members: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(fitting.groups(vectors, distance)):
        members[group].append(at)
    found: list[_Group] = []
    for places in members.values():
        own = vectors[places]
        order = fitting.nearest_first(own)
        centre = tuple(float(x) for x in fitting.centre(own))
        found.append(_Group(tuple(places[at] for at in order), centre))
    return found


def _identified(
    questions: Sequence[Question],
    grouped: Sequence[_Group],
    known: Sequence[Before],
    embedder: str,
) -> list[UUID | None]:
    """The gap of the search before that each group is; None where it is new.

    Centres are compared only if the same embedder made them: those of words never are.
    """
    now = [{questions[at].conversation_id for at in group.places} for group in grouped]
    likeness: dict[tuple[UUID, int], float] = {}
    comparable = [one for one in known if one.embedder == embedder != OF_WORDS]
    if comparable and grouped:
        cosines = (
            np.array([one.centre for one in comparable])
            @ np.array([group.centre for group in grouped]).T
        )
        likeness = {
            (one.id, at): float(cosines[row, at])
            for row, one in enumerate(comparable)
            for at in range(len(grouped))
        }
    return gap.same({one.id: set(one.conversations) for one in known}, now, likeness)
