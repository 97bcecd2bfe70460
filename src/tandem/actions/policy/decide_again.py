"""Decides the turns of the last days again under another policy; nothing is searched or stored."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tandem.assistant.what_if import Whose, course
from tandem.core.desk.place import place
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.who import Who
from tandem.store import codec, turns
from tandem.store.database import Database

TURNS_MAX = 20_000  # the newest; about a minute of work
PAGE = 200
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A turn that would be decided otherwise, and what was asked."""

    turn_id: str
    question: str


@dataclass(frozen=True, slots=True)
class Change:
    """Turns that change in the same way, and the newest of them."""

    says: str
    turns: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class DecidedAgain:
    """What changes between the policy that each turn was taken under and another one.

    `heard_otherwise` are turns that this release decides in another way even under their own
    policy, because its rules hear more; both sides are as this release hears them. `is_cut` says
    that there are more turns than were read.
    """

    since: datetime
    turns: int
    same: int
    changes: tuple[Change, ...]
    heard_otherwise: int
    is_cut: bool


async def decide_again(
    database: Database,
    policy: Policy,
    *,
    since: datetime,
    most: int = TURNS_MAX,
    tell: Callable[[int], None] = lambda _: None,
) -> DecidedAgain:
    """What the policy would have decided in the turns since then, at most the newest `most`.

    `tell` is called with how many were decided. Raises ConfigError for records of a later release.
    """
    examples: dict[str, list[Example]] = defaultdict(list)
    counted: dict[str, int] = defaultdict(int)
    policies: dict[str, Policy] = {}
    same = heard_otherwise = done = 0
    last: turns.Recorded | None = None
    while done < most:
        async with database.connection() as connection:
            page = await turns.since(connection, since, before=last, most=min(PAGE, most - done))
        for turn in page:
            if turn.policy_hash not in policies:
                policies[turn.policy_hash] = codec.decode(turn.policy, Policy)
            evidence = codec.decode(turn.evidence, Evidence)
            whose = _whose(turn, evidence)
            before = course(evidence, policies[turn.policy_hash], whose)
            after = course(evidence, policy, whose)
            heard_otherwise += (before.decision, before.rule) != (turn.decision, turn.rule)
            if before == after:
                same += 1
                continue
            says = before.changed_to(after)
            counted[says] += 1
            if len(examples[says]) < EXAMPLES:
                examples[says].append(Example(str(turn.id), evidence.context.question))
        done += len(page)
        tell(done)
        if not page:
            break
        last = page[-1]
    changes = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return DecidedAgain(
        since=since,
        turns=done,
        same=same,
        changes=tuple(Change(says, n, tuple(examples[says])) for says, n in changes),
        heard_otherwise=heard_otherwise,
        is_cut=done == most,
    )


def _whose(turn: turns.Recorded, evidence: Evidence) -> Whose | None:
    """Whose turn it was; of the contact as today only what older records don't have is taken."""
    if turn.contact is None:
        return None
    context = evidence.context
    who = Who(turn.is_internal, place(turn.contact), context.plan, context.attributes)
    return Whose(who, turn.product)
