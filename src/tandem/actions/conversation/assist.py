"""Helps an agent: a draft in other words, a thread in a few lines, labels with their reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.assistant.requests import Asking, Session
from tandem.assistant.retrieve import search_tickets
from tandem.assistant.write import help_with
from tandem.core.desk import accept
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.message import Author, Kind, Message
from tandem.core.errors import ConflictError, InvalidError, UnavailableError
from tandem.core.knowledge.redact import redact
from tandem.core.turn import assist, prompt
from tandem.core.turn.assist import INSTRUCTIONS, How, Reworded, Suggested, Summary
from tandem.core.turn.masking import Mask
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.screen import Topic, screen
from tandem.store import access, contacts, drafts, messages, routing, teams, tickets

EXTRACTIVE = "extractive"
LABELLED_MIN = 2  # similar tickets that must agree on a tag


@dataclass(frozen=True, slots=True)
class Labels:
    """What fits a conversation from the firm's own lists, each with its evidence; None if nothing.

    They are proposals: an agent accepts them.
    """

    category: Suggested | None
    priority: Suggested | None
    team: Suggested | None
    tags: tuple[Suggested, ...]


@dataclass(frozen=True, slots=True)
class _Thread:
    """What the customer, the assistant and agents said to each other, and the customer's name."""

    said: Sequence[Message]
    names: tuple[str, ...]
    sources: Sequence[Mapping[str, object]]


async def reword(desk: Desk, agent: Agent, id: UUID, text: str, how: How) -> Reworded:
    """The agent's draft in other words; nothing is stored but what it cost.

    Without a model, `source` and `shorter` work by quoting; the others raise UnavailableError.
    Raises InvalidError for an empty draft, ConflictError for the voice of an agent who has written
    nothing yet.
    """
    thread = await _read(desk, agent, id)
    draft = accept.message(text).text
    if not draft.strip():
        raise InvalidError("The draft is empty.", hint="Write it first.")
    if how is How.SOURCE:
        return Reworded(assist.with_source(draft, thread.sources), EXTRACTIVE)
    policy = desk.thinking.policy()
    passages = [str(source.get("passage", "")) for source in thread.sources]
    voice = await _voice(desk, agent) if how is How.VOICE else ()

    def made(is_hosted: bool) -> tuple[Prompt, Mask]:
        mask = Mask(thread.names if is_hosted else ())
        hidden = mask.hide(draft) if is_hosted else draft
        return prompt.to_reword(hidden, INSTRUCTIONS[how], passages, policy, voice=voice), mask

    model, said = await _help(desk, id, made)
    if said:
        reworded, dropped = assist.reworded(said, draft, passages, policy)
        if reworded:
            return Reworded(reworded, model, dropped)
    if how is How.SHORTER:
        asked = [one.text for one in thread.said if one.author is Author.CUSTOMER]
        return Reworded(assist.shorter(draft, asked[-1] if asked else ""), EXTRACTIVE)
    if desk.thinking.writers is None:
        raise UnavailableError(
            "This needs a language model, and there is none.", hint="docs/llm.md: set TANDEM_LLM."
        )
    raise UnavailableError(
        "The language model gave no words that can be used; your draft is as it was.",
        hint="`tandem doctor` says what failed.",
    )


async def _voice(desk: Desk, agent: Agent) -> tuple[str, ...]:
    """How the agent writes: their newest replies, without other customers' personal data."""
    least, longest = assist.VOICE_CHARS
    async with desk.database.connection() as connection:
        written = await messages.by_agent(
            connection, agent.id, least=least, longest=longest, most=assist.VOICES
        )
    if not written:
        raise ConflictError(
            "You have not written a reply yet that shows how you write.",
            hint="Write to customers first, or choose friendlier.",
        )
    return tuple(map(redact, written))


async def summarise(desk: Desk, agent: Agent, id: UUID) -> Summary:
    """The thread in a few lines: a model's, each checked against the messages, else quoted ones."""
    thread = await _read(desk, agent, id)

    def made(is_hosted: bool) -> tuple[Prompt, Mask]:
        mask = Mask(thread.names if is_hosted else ())
        hidden = [
            replace(one, text=mask.hide(one.text)) if is_hosted else one for one in thread.said
        ]
        return prompt.to_summary(hidden), mask

    model, said = await _help(desk, id, made)
    if said:
        lines, dropped = assist.checked_summary(said, thread.said, desk.thinking.policy())
        if lines:
            return Summary(lines, model, dropped)
    return Summary(assist.quoted_summary(thread.said), EXTRACTIVE)


async def suggest_labels(desk: Desk, agent: Agent, id: UUID) -> Labels:
    """Category, priority, team and tags for a conversation, each with what speaks for it.

    From the newest turn, the words, and the most similar labelled tickets; only names that the firm
    has in its own lists.
    """
    thread = await _read(desk, agent, id)
    policy = desk.thinking.policy()
    said = "\n".join(one.text for one in thread.said if one.author is Author.CUSTOMER)
    similar = await search_tickets(desk.thinking.database, desk.thinking.embedder, said)
    async with desk.database.connection() as tx:
        found = await tickets.labels(tx, [hit.document for hit in similar])
        known = {team.id: team for team in await teams.every(tx)}
        category = _category(found, policy.categories)
        team_id = await routing.team_for(tx, category.value, "") if category else None
    team = known.get(team_id) if team_id is not None else None
    return Labels(
        category=category,
        priority=_priority(said, policy.topics),
        team=Suggested(team.name, f"takes {category.value}") if team and category else None,
        tags=_tags(found),
    )


def _category(found: Sequence[tickets.Label], allowed: Sequence[str]) -> Suggested | None:
    """The category that most of the similar tickets have."""
    named = [one for one in found if one.category in allowed]
    best = max(named, key=lambda one: sum(o.category == one.category for o in named), default=None)
    if best is None or 2 * sum(one.category == best.category for one in named) <= len(found):
        return None
    like = ", ".join(one.key for one in named if one.category == best.category)
    return Suggested(best.category, f"like {like}")


def _tags(found: Sequence[tickets.Label]) -> tuple[Suggested, ...]:
    names = dict.fromkeys(tag for one in found for tag in one.tags)
    having = {tag: [one.key for one in found if tag in one.tags] for tag in names}
    return tuple(
        Suggested(tag, f"like {', '.join(keys)}")
        for tag, keys in having.items()
        if len(keys) >= LABELLED_MIN
    )


def _priority(said: str, topics: Sequence[Topic]) -> Suggested | None:
    heard = screen(said, topics=topics)
    if heard.urgent and heard.safety is not None:
        return Suggested("urgent", f"“{heard.safety.words}”")
    strong = heard.safety or heard.distress
    if strong is not None:
        return Suggested("high", f"“{strong.words}”")
    return None


async def _read(desk: Desk, agent: Agent, id: UUID) -> _Thread:
    agent.require(Permission.WORK)
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        thread = await messages.thread(tx, id)
        contact = await contacts.read(tx, conversation.contact_id)
        draft = await drafts.read(tx, id)
    # Of the draft, if there is one; else of what was shown last.
    shown = next((one.sources for one in reversed(thread) if one.sources), ())
    return _Thread(
        [one.said for one in thread if one.kind is Kind.REPLY],
        tuple(filter(None, (contact.name,))),
        list(draft.sources if draft else shown),
    )


async def _help(
    desk: Desk, id: UUID, made: Callable[[bool], tuple[Prompt, Mask]]
) -> tuple[str, tuple[str, ...]]:
    """What a model says, if there is one."""
    writers, policy = desk.thinking.writers, desk.thinking.policy()
    if writers is None:
        return "", ()
    session = Session(writers, desk.database, policy.llm, Asking(id, desk.clock()))
    return await help_with(session, made)
