"""Draws what people are to judge: the first ones of each category, and the weekly sample."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.actions.ports import Desk
from tandem.core.desk.review import (
    CLAIMING,
    SIZE_MAX,
    WEEKLY,
    ReviewKind,
    Stratum,
    kind_of,
    week_drawn,
)
from tandem.core.errors import ConflictError, InvalidError
from tandem.core.metrics.sampling import Unit, draw, firsts, is_judged_twice, least_sure
from tandem.store import reviews
from tandem.store.database import Connection
from tandem.store.reviews import Candidate, NewItem

BACK = timedelta(days=7)  # how far the first draw reaches


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw put into the queue: first ones, and items of a sample of `of` turns.

    `since` and `until` are the sample's time.
    """

    since: datetime
    until: datetime
    firsts: int
    sampled: int
    of: int


async def draw_when_due(desk: Desk) -> Drawn | None:
    """Puts new first ones into the queue, and on Mondays the sample of the week; safe to repeat.

    None if no sample was due. If nobody ran the desk then, the next run draws what was missed.
    """
    now = desk.clock()
    week = week_drawn(now, desk.thinking.policy().time_zone)
    async with desk.database.transaction() as tx:
        await reviews.lock(tx)
        last = await reviews.drawn_until(tx, reviews.SAMPLE)
        if last is None or last < week:
            return await _draw(desk, tx, since=last or week - BACK, until=week, size=WEEKLY)
        await _take_firsts(desk, tx, until=now)
        return None


async def draw_sample(
    desk: Desk, *, size: int = WEEKLY, since: datetime | None = None, until: datetime | None = None
) -> Drawn:
    """Draws a sample of the turns since the last one, up to `until` (None: now).

    The first sample reaches back seven days, or to `since`; later ones begin where the last ended,
    so that no turn is in two of them. Raises InvalidError for a size or time that can't be,
    ConflictError if the time was drawn already.
    """
    now = desk.clock()
    until = min(until or now, now)
    if not 1 <= size <= SIZE_MAX:
        raise InvalidError(f"A sample has 1 to {SIZE_MAX} items.")
    async with desk.database.transaction() as tx:
        await reviews.lock(tx)
        last = await reviews.drawn_until(tx, reviews.SAMPLE)
        if last is not None and (until <= last or (since is not None and since < last)):
            raise ConflictError(
                f"Turns up to {last:%Y-%m-%d %H:%M} UTC were drawn already.",
                hint="Draw again when there are newer ones.",
            )
        begin = last or since or until - BACK
        if begin >= until:
            raise InvalidError("This time ends before it begins.")
        return await _draw(desk, tx, since=begin, until=until, size=size)


async def _draw(
    desk: Desk, tx: Connection, *, since: datetime, until: datetime, size: int
) -> Drawn:
    taken = await _take_firsts(desk, tx, until=max(until, desk.clock()), since=since)
    found = await reviews.frame(tx, since, until)
    units = _units(found)
    seed = desk.new_id().hex
    number, seed = await reviews.add_draw(
        tx,
        reviews.SAMPLE,
        since=since,
        until=until,
        seed=seed,
        size=size,
        members=Counter(unit.kind.value for unit in units),
        now=desk.clock(),
    )
    by_id = {str(one.id): one for one in found}
    drawn = draw(units, size, seed)
    await reviews.add_items(
        tx,
        number,
        [
            NewItem(
                turn=by_id[one.id].id,
                kind=one.kind,
                category=by_id[one.id].category,
                strata=one.strata,
                probability=one.probability,
                place=place,
                judges=2 if is_judged_twice(one.id, seed) else 1,
            )
            for place, one in enumerate(drawn)
        ],
    )
    return Drawn(since, until, taken, len(drawn), len(found))


async def _take_firsts(
    desk: Desk, tx: Connection, *, until: datetime, since: datetime | None = None
) -> int:
    """Puts the first answers and suggestions of each category into the queue; returns how many."""
    last = await reviews.drawn_until(tx, reviews.FIRSTS)
    begin = last or since or until - BACK
    if begin >= until:
        return 0
    found = [one for one in await reviews.frame(tx, begin, until) if _kind(one) in CLAIMING]
    are_first = firsts([one.category for one in found], await reviews.firsts(tx))
    chosen = [one for one, is_first in zip(found, are_first, strict=True) if is_first]
    number, seed = await reviews.add_draw(
        tx,
        reviews.FIRSTS,
        since=begin,
        until=until,
        seed=desk.new_id().hex,
        size=len(chosen),
        members={},
        now=desk.clock(),
    )
    already = sum((await reviews.firsts(tx)).values())
    await reviews.add_items(
        tx,
        number,
        [
            NewItem(
                turn=one.id,
                kind=_kind(one),
                category=one.category,
                strata=(Stratum.FIRST,),
                probability=1.0,
                place=already + place,
                judges=2 if is_judged_twice(str(one.id), seed) else 1,
            )
            for place, one in enumerate(chosen)
        ],
    )
    return len(chosen)


def _kind(one: Candidate) -> ReviewKind:
    return kind_of(one.decision, is_handoff=one.is_handoff)


def _units(found: Sequence[Candidate]) -> list[Unit]:
    """What may be drawn, with the risks of each."""
    unsure: set[str] = set()
    for kind in CLAIMING:
        unsure |= least_sure({str(one.id): one.confidence for one in found if _kind(one) is kind})
    return [Unit(str(one.id), _kind(one), _risks(one, unsure)) for one in found]


def _risks(one: Candidate, unsure: set[str]) -> frozenset[Stratum]:
    holds = {
        Stratum.UNSURE: str(one.id) in unsure,
        Stratum.LONG: one.is_long,
        Stratum.UNHAPPY: one.is_unhappy,
        Stratum.REOPENED: one.is_reopened,
        Stratum.REFUSED: one.is_refused,
        Stratum.NEW_ARTICLE: one.has_new_article,
    }
    return frozenset(risk for risk, is_so in holds.items() if is_so)
