"""What both ways to cause faults share: the articles, the questions, and what must hold at last."""

import asyncio
import random
from pathlib import Path

from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.ports import Desk

PARTS = ("pump", "boiler", "grinder", "filter", "valve", "hose", "lid", "tray")


async def teach(desk: Desk, folder: Path) -> None:
    """Write an article for each part into a new folder, and learn it."""
    embedder = desk.thinking.embedder
    assert embedder is not None
    await asyncio.to_thread(_write, folder)
    await learn(desk.database, embedder, Source(folder), prune=True, now=desk.clock())


def _write(folder: Path) -> None:
    folder.mkdir()
    for part in PARTS:
        text = f"# Clean the {part}\n\nClean the {part} with a soft brush."
        (folder / f"{part}.md").write_text(text, encoding="utf-8")


def question(chance: random.Random) -> str:
    """A question that one of the articles answers."""
    return f"How do I clean the {chance.choice(PARTS)}?"


DUE = """
select count(*) from conversation where turn_wanted_seq > turn_done_seq and owner = 'assistant'
"""
# A turn that was sent although no message came since the one before it.
AGAIN = """
select count(*) from (
    select t.conversation_id, t.seen_seq,
        lag(t.seen_seq, 1, 0::bigint) over (
            partition by t.conversation_id order by t.seen_seq
        ) as before
    from turn t where t.effect = 'sent'
) as sent
where not exists (
    select from message m where m.conversation_id = sent.conversation_id
        and m.author = 'customer' and m.seq > sent.before and m.seq <= sent.seen_seq
)
"""
REPLIES = """
select count(*) - count(distinct turn_id) from message
where author = 'assistant' and decision <> 'hand_off'
"""
GAPS = """
select count(*) from conversation c
where c.seq <> (select count(*) from event e where e.conversation_id = c.id)
    or c.public_seq <> (select count(e.public_seq) from event e where e.conversation_id = c.id)
"""
