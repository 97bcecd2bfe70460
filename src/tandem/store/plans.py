"""Applies a plan: all that is to happen in a conversation, in the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from tandem.core.desk import hours, ownership
from tandem.core.desk.conversation import Conversation, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, StoredMessage, written
from tandem.core.desk.ownership import Resolution
from tandem.core.turn import away
from tandem.core.turn import brief as briefs
from tandem.core.turn.brief import Brief
from tandem.core.turn.decide import Decision, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.given import texts_since
from tandem.core.turn.incident import matching
from tandem.core.turn.plan import Handoff, Plan, Reply
from tandem.core.turn.policy import Policy
from tandem.core.turn.promised import Promise
from tandem.core.turn.source import confidence_of
from tandem.core.turn.texts import texts_in
from tandem.store import (
    clocks,
    contacts,
    conversations,
    drafts,
    events,
    incidents,
    leases,
    messages,
    model_calls,
    promises,
    queue,
    routing,
    showings,
    teams,
    turns,
)
from tandem.store.database import Connection
from tandem.store.model_calls import Sent
from tandem.store.teams import Team


@dataclass(frozen=True, slots=True)
class Decided:
    """The turn that a plan comes from, to be recorded.

    `sent` are its requests to language models.
    """

    evidence: Evidence
    policy: Policy
    decision: Decision
    steps: Mapping[str, float]
    sent: Sequence[Sent] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """What every step of a plan needs; `can_mail` says whether the desk sends mail."""

    tx: Connection
    conversation: Conversation
    policy: Policy
    can_mail: bool
    seen: int
    new_id: Callable[[], UUID]
    now: datetime
    turn: UUID | None

    def message(self, author: Author, text: str, kind: Kind = Kind.REPLY) -> StoredMessage:
        """A message of this turn that is about to be stored."""
        return written(
            self.new_id(),
            self.conversation.id,
            author,
            text,
            kind=kind,
            turn=self.turn,
            now=self.now,
        )


async def apply(
    tx: Connection,
    conversation: Conversation,
    plan: Plan,
    *,
    policy: Policy,
    can_mail: bool,
    seen: int,
    new_id: Callable[[], UUID],
    now: datetime,
    decided: Decided | None = None,
) -> None:
    """Applies the plan, and ends the turn over everything up to `seen`.

    The caller has locked the conversation, and its transaction makes this atomic. `decided` is
    recorded as a turn. A turn that the plan wants stays due. `policy` has the teams' hours and
    clocks, and without `can_mail` nobody is promised mail.
    """
    turn = new_id() if decided else None
    work = _Work(tx, conversation, policy, can_mail, seen, new_id, now, turn)
    if decided is not None:
        await _record(work, plan, decided)
    if plan.category:
        await conversations.categorise(tx, conversation.id, plan.category)
    if plan.draft is not None:
        await _draft(work, plan.draft, decided)
    if plan.handoff is not None:
        await _hand_off(work, plan.handoff, plan, decided.evidence.language if decided else "")
    elif plan.reply is not None:
        await _send(work, plan.reply, plan.promises)
    elif plan.is_settled:
        await conversations.team_wrote(
            tx, conversation.id, Author.SYSTEM.value, None, seen=seen, now=now
        )
        await clocks.follow(tx, policy, conversation.id)
    if plan.is_confirmed:
        await _resolve(work)
    if plan.informs:
        await incidents.informed(tx, UUID(plan.informs), conversation.id, now)
    if plan.follows:
        await follow(tx, UUID(plan.follows), conversation.id, now)
    if plan.priority is not None:
        await conversations.change(tx, conversation.id, priority=plan.priority.value)
        await events.append(
            tx, conversation.id, EventType.CHANGED, {"priority": plan.priority.value}, now=now
        )
        await clocks.follow(tx, policy, conversation.id)
    if not plan.wants_turn:
        await leases.finish(tx, conversation.id, seen)


async def follow(tx: Connection, incident: UUID, conversation: UUID, now: datetime) -> None:
    """Keeps that the customer wants to be told the end; if it is over by now, they are told."""
    if await incidents.follow(tx, incident, conversation, now):
        await queue.defer(tx, "tell_followers", {"incident": str(incident)})


async def _record(work: _Work, plan: Plan, decided: Decided) -> None:
    assert work.turn is not None
    evidence, decision = decided.evidence, decided.decision
    what = plan.effect and plan.effect.value
    confidence = confidence_of(decision, evidence)
    await turns.keep(
        work.tx,
        id=work.turn,
        evidence=evidence,
        policy=decided.policy,
        decision=decision,
        steps=decided.steps,
        now=work.now,
        conversation=work.conversation.id,
        seen_seq=work.seen,
        effect=what,
        mode=plan.mode.value if plan.mode else "",
        arm=plan.arm.value,
    )
    await model_calls.belong(work.tx, work.turn, decided.sent)
    # Before this turn's own quote is kept: the customer spoke of the one before.
    if outcome := showings.said_of_last(decision, evidence):
        await showings.mark_last(work.tx, work.conversation.id, outcome, work.now)
    if what in ("sent", "drafted"):
        await showings.keep(
            work.tx,
            work.turn,
            evidence,
            conversation=work.conversation.id,
            decision=decision,
            effect=what,
            now=work.now,
        )
    await events.append(
        work.tx,
        work.conversation.id,
        EventType.TURN,
        {
            "turn_id": str(work.turn),
            "decision": name_of(decision),
            "rule": decision.rule,
            "effect": what,
            "category": evidence.category,
            "confidence": confidence and confidence.value,
            "mode": plan.mode.value if plan.mode else "",
            "arm": plan.arm.value,
        },
        now=work.now,
    )


async def _send(work: _Work, reply: Reply, promised: Sequence[Promise]) -> None:
    """Sends the reply to the customer; the messages that the turn saw no longer wait."""
    sent = await messages.append(work.tx, _as_message(work, reply))
    for promise in promised:
        await promises.keep(
            work.tx,
            promise,
            id=work.new_id(),
            conversation=work.conversation.id,
            message=sent.id,
            now=work.now,
        )
    await conversations.team_wrote(
        work.tx,
        work.conversation.id,
        Author.ASSISTANT.value,
        None if reply.decision == "greet" else reply.decision,  # an earlier offer stays open
        seen=work.seen,
        now=work.now,
    )


async def _resolve(work: _Work) -> None:
    """Closes the conversation: the customer said that it helped. A new message reopens it."""
    resolution = Resolution.CONFIRMED
    closed = ownership.resolved(work.conversation.standing, resolution, work.now)
    await conversations.set_standing(work.tx, work.conversation.id, closed)
    await events.append(
        work.tx,
        work.conversation.id,
        EventType.RESOLVED,
        {"resolution": resolution.value},
        public={},
        now=work.now,
    )


async def _draft(work: _Work, reply: Reply, decided: Decided | None) -> None:
    """Offers the reply to agents as a draft, which replaces the one before."""
    assert work.turn is not None
    assert decided is not None
    confidence = confidence_of(decided.decision, decided.evidence)
    await drafts.put(
        work.tx,
        conversation=work.conversation.id,
        turn=work.turn,
        decision=reply.decision,
        text=reply.text,
        sources=[asdict(source) for source in reply.sources],
        confidence=confidence and confidence.value,
        seen_seq=work.seen,
        now=work.now,
    )
    await events.append(
        work.tx,
        work.conversation.id,
        EventType.DRAFT,
        {"turn_id": str(work.turn), "decision": reply.decision},
        now=work.now,
    )


async def _hand_off(work: _Work, handoff: Handoff, plan: Plan, language: str) -> None:
    """Hands over: to the team that fits and an online agent with room, else to the line.

    The team gets the brief as a note (of a second handoff, what is new), the customer the plan's
    reply, with the next opening if the team is away. Without a team, any online agent is taken;
    with none that has room it waits in line, which is no error. Whoever waits already comes first.
    """
    tx, id = work.tx, work.conversation.id
    category = work.conversation.category or plan.category
    team = await _team(work, category, language)
    reply = plan.reply and await _as_told(work, plan.reply, team, language)
    said = reply.text if reply is not None else ""
    last = await events.last_handoff(tx, id)
    # Before the lock: all other handoffs of the desk wait for it.
    brief = await _brief(
        work, handoff, team and team.id, category, said, after=last.seq if last else 0
    )
    await routing.distribute(tx, now=work.now)
    await routing.lock(tx)
    free = await routing.free_agent(tx, team and team.id)
    assignee = work.conversation.assignee_id or (free and free.id)
    before = last and briefs.told_before(last.seq, last.at, last.data["brief"])
    await conversations.set_standing(tx, id, ownership.to_people(work.conversation.standing))
    await conversations.to_people(
        tx,
        id,
        reason=handoff.reason.value,
        rule=handoff.rule,
        priority=handoff.priority.value,
        team=team and team.id,
        assignee=assignee,
        why=Why.HANDOFF.value,
        is_waiting=plan.reply is not None,
        language=language or None,
        now=work.now,
    )
    await clocks.follow(tx, work.policy, id)
    told = {
        "reason": handoff.reason.value,
        "rule": handoff.rule,
        "priority": handoff.priority.value,
        "team_id": team and str(team.id),
        "assignee_id": assignee and str(assignee),
        "turn_id": work.turn and str(work.turn),
        "brief": briefs.as_json(brief),
    }
    await events.append(tx, id, EventType.HANDED_OFF, told, public={}, now=work.now)
    note = briefs.text(brief, now=work.now, before=before)
    await messages.append(tx, work.message(Author.SYSTEM, note, Kind.NOTE))
    if reply is not None:
        await messages.append(tx, _as_message(work, reply))


async def _team(work: _Work, category: str, language: str) -> Team | None:
    """The conversation's team, else the one that takes its category and the customer's language."""
    id = work.conversation.team_id or await routing.team_for(
        work.tx, category, language or work.conversation.language
    )
    return id and await teams.read(work.tx, id)


async def _as_told(work: _Work, reply: Reply, team: Team | None, language: str) -> Reply:
    """The reply, with when the team is back if it is away, and how the customer is reached."""
    their_hours = work.policy.hours_of(team.name if team else "")
    opens_at = hours.opening(their_hours, work.now)
    if their_hours is None or opens_at is None or opens_at == work.now:
        return reply
    contact = await contacts.read(work.tx, work.conversation.contact_id)
    texts = texts_in(language)
    when = away.back(
        opens_at, work.now, texts=texts, theirs=contact.time_zone, ours=their_hours.time_zone
    )
    told = away.sentences(
        when,
        texts=texts,
        can_mail=work.can_mail,
        has_address=bool(contact.mail_to),
        is_chat=work.conversation.is_chat,
    )
    return replace(reply, text=f"{reply.text} {told}")


async def _brief(
    work: _Work, handoff: Handoff, team: UUID | None, category: str, told: str, *, after: int
) -> Brief:
    """The brief; an incident is looked for in what was written since the event `after`."""
    contact, conversation = work.conversation.contact_id, work.conversation.id
    thread = await messages.thread(work.tx, conversation)
    known = matching(await incidents.running(work.tx), texts_since(thread, after), category)
    return briefs.brief(
        thread,
        await contacts.read(work.tx, contact),
        await conversations.subjects_of(work.tx, contact, conversation, team=team),
        reason=handoff.reason.value,
        rule=handoff.rule,
        incident=known.title if known else "",
        told=told,
    )


def _as_message(work: _Work, reply: Reply) -> StoredMessage:
    return replace(
        work.message(Author.ASSISTANT, reply.text),
        decision=reply.decision,
        options=reply.options,
        sources=tuple(asdict(source) for source in reply.sources),
    )
