"""Deletes the texts that were sent to language models, once they were kept for long enough."""

from tandem.actions.ports import Desk
from tandem.store import model_calls


async def forget_sent(desk: Desk) -> None:
    """Deletes the texts of older requests; what was asked when, and what it cost, stays.

    Doing it twice is harmless.
    """
    now = desk.clock()
    async with desk.database.transaction() as tx:
        await model_calls.forget(tx, now - desk.prompts_kept, now=now)
