"""What a change of the rollout would have touched, from the conversations that there were."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.actions.ports import Desk
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.turn import rollout
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.core.turn.policy_state import Edit
from tandem.store import rollouts
from tandem.store.database import Database
from tandem.store.rollouts import Begun

DAYS = 7
MOST = 20_000  # conversations, the newest


@dataclass(frozen=True, slots=True)
class Changed:
    """Conversations whose mode would have been another one, by what was decided first in each."""

    before: Mode
    after: Mode
    conversations: int
    decided: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have changed since then; `raises` says why it needs a reason, if it does.

    `conversations` are all that began. Of a conversation without a category counts the strictest
    mode of all. `is_cut` says that there were more than were read.
    """

    since: datetime
    conversations: int
    touched: int
    contacts: int
    changes: tuple[Changed, ...]
    raises: str
    is_cut: bool


async def preview_rollout(desk: Desk, rule: Rollout) -> Preview:
    """What the last week would have been with this rule; nothing is changed.

    Raises InvalidError for a rule that can't be saved.
    """
    state = desk.policies.state()
    policy = state.policy
    rows: Sequence[rollout.Row] = tomllib.loads(state.text).get("rollout", [])
    edit = Edit("rollout", rollout.with_rule(policy.rollout[1:], rows, rule))
    try:
        changed = desk.policies.parse(desk.policies.edited([edit]))
    except ConfigError as error:  # here it is not the operator's file that is wrong
        raise InvalidError(error.message, hint=error.hint) from error
    since = desk.clock() - timedelta(days=DAYS)
    begun = await _begun(desk.database, since)
    decided: dict[tuple[Mode, Mode], Counter[str]] = defaultdict(Counter)
    contacts = set[object]()
    for one in begun:
        before, after = _mode(policy, one), _mode(changed, one)
        if before is not after:
            decided[before, after][one.decision] += 1
            contacts.add(one.contact_id)
    changes = sorted(decided.items(), key=lambda item: -item[1].total())
    is_away = rule.audience is Audience.OFF_HOURS
    present = rollout.in_force(policy, rule.product, rule.category, is_away=is_away)
    return Preview(
        since=since,
        conversations=len(begun),
        touched=sum(found.total() for found in decided.values()),
        contacts=len(contacts),
        changes=tuple(
            Changed(before, after, found.total(), dict(found.most_common()))
            for (before, after), found in changes
        ),
        raises=rollout.raises(present, rule),
        is_cut=len(begun) == MOST,
    )


@dataclass(frozen=True, slots=True)
class Live:
    """What there was in a product and category since a time: conversations, and what was sent."""

    product: str
    category: str
    conversations: int
    sent: int
    drafted: int


async def live(database: Database, policy: Policy, *, now: datetime) -> Sequence[Live]:
    """The last week by product and category, each conversation once; "" is none of the policy's."""
    begun = await _begun(database, now - timedelta(days=DAYS))
    products = {product.id for product in policy.products}
    cells: dict[tuple[str, str], list[Begun]] = defaultdict(list)
    for one in begun:
        product = one.product if one.product in products else ""
        cells[product, one.category if one.category in policy.categories else ""].append(one)
    return [
        Live(
            product,
            category,
            len(found),
            sum(one.is_sent for one in found),
            sum(one.is_drafted for one in found),
        )
        for (product, category), found in cells.items()
    ]


async def _begun(database: Database, since: datetime) -> list[Begun]:
    async with database.connection() as connection:
        return await rollouts.recent(connection, since, most=MOST)


def _mode(policy: Policy, one: Begun) -> Mode:
    is_away = policy.is_away(one.created_at)
    return policy.mode_for(one.product, one.category, one.who, is_away=is_away)
