"""Learns the firm's categories from its labelled tickets and resolved conversations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.assistant.ports import Embedder
from tandem.core.knowledge.names import names_in
from tandem.core.knowledge.redact import redact
from tandem.core.knowledge.ticket import Ticket, TicketMessage, opening
from tandem.core.turn.category import readable
from tandem.core.turn.policy import UNCATEGORISED
from tandem.fit.categories import fit_categories
from tandem.store import category_heads, conversations, tickets
from tandem.store.database import Database

EXAMPLES_MIN = 5  # labelled messages from which on a category is learnt
EXAMPLES_MAX = 500  # the newest of each category; more change little and cost time
SAID_MAX = 3  # first messages of a conversation among which its question is looked for


@dataclass(frozen=True, slots=True)
class CategoriesLearnt:
    """The labelled messages of each category that was learnt, and how well it went.

    `uncategorised` counts those labelled with something that is not in the policy. Of the messages
    left out in turn, `held_out_right` is the share whose likeliest category was right.
    """

    messages: Mapping[str, int]
    uncategorised: int
    held_out_right: float


async def learn_categories(
    database: Database, embedder: Embedder | None, categories: Sequence[str], *, now: datetime
) -> CategoriesLearnt | None:
    """Fits the head on what tickets and agents say, and puts it in force.

    What customers opened with is used, without their data. None, and no head is in force, if fewer
    than two of the categories have five labelled messages: then precedents decide, as without an
    embedder. The same data give the same head.
    """
    if embedder is None:
        return None
    labelled = await _labelled(database, categories)
    counts = Counter(label for _, label, _ in labelled)
    known = [name for name in categories if counts[name] >= EXAMPLES_MIN]
    if len(known) < 2:
        async with database.transaction() as tx:
            await category_heads.remove(tx, embedder.model)
        return None
    used = [one for one in labelled if one[1] in (*known, UNCATEGORISED)]
    vectors = await embedder.embed([text for text, _, _ in used])
    of_names = await embedder.embed([readable(name) for name in known])
    head = fit_categories(
        vectors,
        [label for _, label, _ in used],
        dict(zip(known, of_names, strict=True)),
        embedder=embedder.model,
        keys=[key for _, _, key in used],
    )
    async with database.transaction() as tx:
        await category_heads.keep(tx, head, now=now)
    return CategoriesLearnt(
        {name: counts[name] for name in known}, counts[UNCATEGORISED], head.held_out_right
    )


async def _labelled(database: Database, categories: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each labelled message: its text without the customer's data, its label, and where it is."""
    async with database.connection() as connection:
        imported = await tickets.labelled(connection, categories, EXAMPLES_MAX)
        resolved = await conversations.labelled(connection, categories, EXAMPLES_MAX, said=SAID_MAX)
    found = [(one, f"ticket {one.id}") for one in imported]
    found += [(_as_ticket(one), f"conversation {one.number}") for one in resolved]
    return [
        (text, one.category if one.category in categories else UNCATEGORISED, key)
        for one, key in found
        if (text := redact(opening(one), names_in(one.messages)).strip())
    ]


def _as_ticket(one: conversations.Labelled) -> Ticket:
    said = tuple(TicketMessage("customer", text, None) for text in one.messages)
    return Ticket("", one.subject, one.category, "", "", said, "", None, ())
