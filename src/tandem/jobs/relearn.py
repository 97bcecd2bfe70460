"""Learns all sources again, so that the assistant knows what they say now."""

from pathlib import Path

import structlog

from tandem.actions.knowledge.calibrate_on_articles import calibrate_on_articles
from tandem.actions.knowledge.learn import embed_missing, learn
from tandem.actions.ports import Desk
from tandem.adapters.read.source import source_of
from tandem.core.errors import TandemError
from tandem.store import sources

log = structlog.get_logger()


async def relearn(desk: Desk) -> None:
    """Learns every source again, one after the other; what fails is logged, stored and told.

    A file or folder that is not on this machine is left to the one that has it. What is not in a
    source any more is retired, since nobody else would do it.
    """
    async with desk.database.connection() as connection:
        known = await sources.every(connection)
    is_changed = False
    for one in known:
        source = source_of(one.location, one.options)
        if one.options is None or (isinstance(source.at, Path) and not source.at.exists()):
            continue
        try:
            learnt = await learn(
                desk.database,
                desk.thinking.embedder,
                source,
                prune=True,
                careful=True,
                now=desk.clock(),
            )
        except TandemError as error:
            await _failed(desk, one.location, error.message)
            continue
        if learnt.bad:
            log.error("a source is not read whole", source=one.location, first=str(learnt.bad[0]))
        is_changed = is_changed or bool(learnt.new or learnt.changed or learnt.retired)
    if is_changed and desk.thinking.embedder is not None:
        await embed_missing(desk.database, desk.thinking.embedder)
        await calibrate_on_articles(desk.thinking, processes=1, now=desk.clock())


async def _failed(desk: Desk, location: str, why: str) -> None:
    log.error("a source can't be learnt", source=location, why=why)
    async with desk.database.transaction() as tx:
        await sources.learnt(tx, location, options=None, failure=why, now=desk.clock())
