"""HTTP routes for the rollout: who gets what and why, its preview, its changes and their undo."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from tandem.actions.policy.change_policy import (
    REASON_MAX,
    may_undo_rollout,
    save_rollout,
    undo_rollout,
)
from tandem.actions.policy.preview_rollout import DAYS, live, preview_rollout
from tandem.actions.ports import Desk
from tandem.core.desk.place import Arm
from tandem.core.metrics.figures import proportion
from tandem.core.turn import rollout
from tandem.core.turn import who as whose
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout, Segment
from tandem.core.turn.reach import reach
from tandem.store import contacts, installation
from tandem.web.deps import DeskOf
from tandem.web.guard import Admin, Lead
from tandem.web.shapes import Given, Line, Shown
from tandem.web.shapes.figure import Figure

router = APIRouter(prefix="/api/v1/rollout", tags=["assistant"])


class RuleSegment(Given):
    """Contacts of a plan, or with an attribute that equals a text or is a number from one on."""

    model_config = ConfigDict(from_attributes=True)

    plan: Line = ""
    attribute: Line = ""
    equals: Line = ""
    at_least: Annotated[float | None, Field(allow_inf_nan=False)] = None


class Rule(Given):
    """What a product and category get; an empty product or category is all without their own.

    `percent` of the audience and segments are let in, the others of them get `rest`. With the
    audience `off_hours` it is the rule while no team is there.
    """

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "product": "",
                    "category": "billing",
                    "mode": "auto",
                    "audience": "everyone",
                    "percent": 10,
                    "rest": "shadow",
                    "reason": "Its drafts were used unchanged for three weeks.",
                }
            ]
        },
    )

    product: Line = ""
    category: Line = ""
    mode: Mode
    audience: Audience
    percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    segments: Annotated[tuple[RuleSegment, ...], Field(max_length=20)] = ()
    rest: Mode = Mode.SHADOW

    @property
    def rule(self) -> Rollout:
        """As a rule of the policy."""
        return Rollout(
            self.mode,
            self.audience,
            self.product.strip().lower(),
            self.category.strip(),
            self.percent,
            tuple(Segment(**one.model_dump()) for one in self.segments),
            self.rest,
        )


class RuleChange(Rule):
    """The same as it shall be; letting in more, or answering alone, needs a reason."""

    reason: Annotated[str, Field(max_length=REASON_MAX)] = ""
    version: str | None = Field(
        default=None, max_length=64, description="The policy you saw: 409 if it changed since."
    )


class RuleLine(Shown):
    """A product and category, with the rule that holds there and what there was last week.

    `is_own` says that the rule names exactly this place; otherwise a broader one holds. `away` is
    the rule while no team is there, if that is another. Of `conversations`, `sent` is the share in
    which the assistant sent something.
    """

    product: str
    product_name: str
    category: str
    rule: Rule
    says: str
    is_own: bool
    away: Rule | None
    away_says: str
    conversations: int
    sent: Figure
    drafted: Figure


class RolloutInForce(Shown):
    """Who gets what now: `says` in words, and a line for each product and category."""

    says: str
    paused_at: datetime | None
    lines: list[RuleLine]
    products: list[str]
    categories: list[str]
    plans: list[str]
    has_hours: bool
    days: int
    may_undo: bool
    is_read_only: bool
    fault: str
    policy_version: str


class RuleEffect(Shown):
    """Conversations whose mode would have been another one, by what was decided first in each."""

    before: Mode
    after: Mode
    conversations: int
    decided: Mapping[str, int]


class RulePreview(Shown):
    """What a rule would have changed in the last week; `raises` says why it needs a reason."""

    since: datetime
    conversations: int
    touched: int
    contacts: int
    changes: list[RuleEffect]
    raises: str
    is_cut: bool


class ContactSide(Shown):
    """What a contact gets in a product and category, on which side they are, and why."""

    product: str
    category: str
    mode: Mode
    arm: Arm
    says: str


class ContactPlace(Shown):
    """A contact's place among all contacts, from 0 to 100, and what they get everywhere."""

    id: UUID
    name: str
    place: float
    is_internal: bool
    plan: str
    sides: list[ContactSide]


@router.get("")
async def read_rollout(desk: DeskOf, principal: Lead) -> RolloutInForce:
    """Who gets what and why, with what there was last week."""
    return await _shown(desk)


@router.put("")
async def save_rule(given: RuleChange, desk: DeskOf, principal: Admin) -> RolloutInForce:
    """Put a rule in force for its product, category and time of day; the file's comments stay."""
    await save_rollout(
        desk, principal.agent, given.rule, reason=given.reason, version=given.version
    )
    return await _shown(desk)


@router.post("/preview")
async def preview_rule(given: Rule, desk: DeskOf, principal: Admin) -> RulePreview:
    """What a rule would have touched last week; nothing is changed."""
    return RulePreview.model_validate(await preview_rollout(desk, given.rule))


@router.post("/undo")
async def undo_rule(desk: DeskOf, principal: Admin) -> RolloutInForce:
    """Undo the last change of the rollout; a second time, redo it."""
    await undo_rollout(desk, principal.agent)
    return await _shown(desk)


@router.get("/contacts/{id}")
async def test_contact(id: UUID, desk: DeskOf, principal: Lead) -> ContactPlace:
    """On which side a contact is, and why."""
    async with desk.database.connection() as connection:
        contact = await contacts.read(connection, id)
    policy, theirs = desk.policies.state().policy, whose.who(contact)
    is_away = policy.is_away(desk.clock())
    return ContactPlace(
        id=id,
        name=contact.name or contact.mail_to,
        place=theirs.place,
        is_internal=theirs.is_internal,
        plan=theirs.plan,
        sides=[
            ContactSide.model_validate(
                rollout.side(policy, product, category, theirs, is_away=is_away)
            )
            for product, category in rollout.cells(policy)
        ],
    )


async def _shown(desk: Desk) -> RolloutInForce:
    async with desk.database.connection() as connection:
        state = await installation.read(connection)
    in_force, is_paused = desk.policies.state(), state.paused_at is not None
    policy = in_force.policy
    found = {
        (one.product, one.category): one
        for one in await live(desk.database, policy, now=desk.clock())
    }
    lines = list[RuleLine]()
    for product, category in rollout.cells(policy):
        rule = rollout.in_force(policy, product, category)
        away = rollout.in_force(policy, product, category, is_away=True)
        held = policy.rollout_of(product, category)
        week = found.get((product, category))
        n = week.conversations if week else 0
        lines.append(
            RuleLine(
                product=product,
                product_name=policy.product_name(product),
                category=category,
                rule=Rule.model_validate(rule),
                says=rollout.whom(rule),
                is_own=(held.product, held.category) == (product, category),
                away=None if away == rule else Rule.model_validate(away),
                away_says="" if away == rule else rollout.whom(away),
                conversations=n,
                sent=Figure.model_validate(proportion(week.sent if week else 0, n)),
                drafted=Figure.model_validate(proportion(week.drafted if week else 0, n)),
            )
        )
    return RolloutInForce(
        says=reach(policy, is_paused=is_paused).says,
        paused_at=state.paused_at,
        lines=lines,
        products=[one.id for one in policy.products],
        categories=list(policy.categories),
        plans=_plans(policy),
        has_hours=bool(policy.hours_of("")),
        days=DAYS,
        may_undo=await may_undo_rollout(desk),
        is_read_only=in_force.is_read_only,
        fault=in_force.fault,
        policy_version=policy.version,
    )


def _plans(policy: Policy) -> list[str]:
    """The plans that the policy names: what a segment may well be."""
    rules = [one for rule in policy.rollout for one in rule.segments]
    named = (*policy.people_first_plans, *(one.plan for one in (*policy.high_value, *rules)))
    return list(dict.fromkeys(filter(None, named)))
