"""`tandem rollout`: who gets what and why; one rule changed, previewed, or the change undone."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from tandem import app
from tandem.actions.policy.change_policy import save_rollout, undo_rollout
from tandem.actions.policy.preview_rollout import DAYS, Live, Preview, live, preview_rollout
from tandem.app import Parts
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.core.turn import rollout
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout, Segment
from tandem.core.turn.reach import reach
from tandem.core.turn.rollout import Side
from tandem.core.turn.who import Who, who
from tandem.store import contacts, installation

ANY = "any other"


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(command)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the options name; None stays as it is."""

    mode: Mode | None
    audience: Audience | None
    percent: float | None
    segments: tuple[Segment, ...] | None
    rest: Mode | None

    @property
    def is_change(self) -> bool:
        return self != _Wanted(None, None, None, None, None)


def command(
    product: Annotated[str, typer.Option(help="Of the rule to change; default any.")] = "",
    category: Annotated[str, typer.Option(help="Of the rule to change; default any.")] = "",
    mode: Annotated[Mode | None, typer.Option(help="What the contacts let in get.")] = None,
    audience: Annotated[Audience | None, typer.Option(help="Whom the rule is for.")] = None,
    percent: Annotated[
        float | None, typer.Option(help="Of them, how many are let in: 0.5 to 100.")
    ] = None,
    segment: Annotated[
        list[str] | None,
        typer.Option(
            metavar="plan=NAME|ATTRIBUTE=VALUE|ATTRIBUTE>=NUMBER|all",
            help="Only contacts like this; repeatable. `all` lifts it.",
        ),
    ] = None,
    rest: Annotated[Mode | None, typer.Option(help="What the control group gets.")] = None,
    reason: Annotated[
        str, typer.Option(help="Why more may be let in; kept in the audit log.")
    ] = "",
    is_preview: Annotated[
        bool, typer.Option("--preview", help="Only say what the change would have touched.")
    ] = False,
    is_undo: Annotated[bool, typer.Option("--undo", help="Undo the last change.")] = False,
    contact: Annotated[
        UUID | None, typer.Option(help="Say which side they are on, and why.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show who gets what and why; with --mode, --percent and so on, change one rule."""
    wanted = _Wanted(mode, audience, percent, _segments(segment), rest)
    if sum((wanted.is_change, is_undo, contact is not None)) > 1:
        raise InvalidError("Change a rule, undo, or test a contact: one at a time.")
    if is_preview and not wanted.is_change:
        raise InvalidError(
            "There is nothing to preview.",
            hint="--preview goes with a change of a rule, such as --mode or --percent.",
        )

    async def work() -> None:
        async with app.open_desk(shell.load_settings()) as parts:
            if contact is not None:
                await _tell(parts, contact, as_json=as_json)
            elif is_undo:
                await undo_rollout(parts.desk, None)
                await _show(parts, as_json=as_json)
            elif wanted.is_change:
                rule = _changed(parts.policies.state().policy, product, category, wanted)
                if is_preview:
                    _say(await preview_rollout(parts.desk, rule), as_json=as_json)
                    return
                await save_rollout(parts.desk, None, rule, reason=reason)
                await _show(parts, as_json=as_json)
            else:
                await _show(parts, as_json=as_json)

    shell.run(work())


def _segments(given: Sequence[str] | None) -> tuple[Segment, ...] | None:
    if not given:
        return None
    return () if list(given) == ["all"] else tuple(map(_segment, given))


def _segment(text: str) -> Segment:
    found = re.fullmatch(r"\s*([^=<>]+?)\s*(>?=)\s*(.+?)\s*", text)
    if found is None:
        raise InvalidError(
            f"{text!r} names no segment.", hint='Such as plan=team, country=DE or "seats>=10".'
        )
    name, sign, value = found.groups()
    if sign == ">=":
        try:
            return Segment(attribute=name, at_least=float(value))
        except ValueError:
            raise InvalidError(f"{value!r} is no number.") from None
    return Segment(plan=value) if name == "plan" else Segment(attribute=name, equals=value)


def _changed(policy: Policy, product: str, category: str, wanted: _Wanted) -> Rollout:
    """The rule as it is there now, with what the options name."""
    product, is_away = product.strip().lower(), wanted.audience is Audience.OFF_HOURS
    now = rollout.in_force(policy, product, category.strip(), is_away=is_away)
    named = {
        name: value
        for name in ("mode", "audience", "percent", "segments", "rest")
        if (value := getattr(wanted, name)) is not None
    }
    rule = replace(now, **named)
    if rule.mode is Mode.OFF and wanted.percent is None:
        rule = replace(rule, percent=100.0)
    if wanted.rest is None and not rule.rest.is_below(rule.mode):
        rule = replace(rule, rest=Mode.SHADOW if Mode.SHADOW.is_below(rule.mode) else Mode.OFF)
    return rule


@dataclass(frozen=True, slots=True)
class _Line:
    """A product and category with the rule that holds there, and the last week."""

    product: str
    category: str
    mode: Mode
    whom: str
    rest: Mode | None
    is_own: bool
    away: str
    conversations: int
    sent: int


async def _show(parts: Parts, *, as_json: bool) -> None:
    policy = parts.policies.state().policy
    async with parts.desk.database.connection() as connection:
        paused = (await installation.read(connection)).paused_at is not None
    week = await live(parts.desk.database, policy, now=app.now())
    lines = [_line(policy, *cell, week) for cell in rollout.cells(policy)]
    told = reach(policy, is_paused=paused)
    if as_json:
        shell.print_json(
            {
                "says": told.says,
                "days": DAYS,
                "lines": lines,
                "policy_version": policy.version,
            }
        )
        return
    shell.out.print(told.says, markup=False)
    shell.out.print()
    table = Table(box=None, pad_edge=False)
    for name in ("product", "category", "mode", "who", "the others", f"last {DAYS} days"):
        table.add_column(name)
    for line in lines:
        if not line.is_own and not line.conversations and (line.product, line.category) != ("", ""):
            continue
        others = "" if line.rest is None else f"{line.rest.value} (control group)"
        table.add_row(
            line.product or ANY,
            line.category or ANY,
            line.mode.value,
            line.whom + (f"; {line.away}" if line.away else ""),
            others,
            f"{line.conversations} conversations, {line.sent} with a reply of the assistant",
        )
    shell.out.print(table)


def _line(policy: Policy, product: str, category: str, week: Sequence[Live]) -> _Line:
    rule = rollout.in_force(policy, product, category)
    away = rollout.in_force(policy, product, category, is_away=True)
    held = policy.rollout_of(product, category)
    found = next((one for one in week if (one.product, one.category) == (product, category)), None)
    return _Line(
        product=product,
        category=category,
        mode=rule.mode,
        whom=rollout.whom(rule),
        rest=rule.rest if rule.is_partial else None,
        is_own=(held.product, held.category) == (product, category),
        away="" if away == rule else f"{away.mode.value} for {rollout.whom(away)}",
        conversations=found.conversations if found else 0,
        sent=found.sent if found else 0,
    )


async def _tell(parts: Parts, id: UUID, *, as_json: bool) -> None:
    async with parts.desk.database.connection() as connection:
        theirs = who(await contacts.read(connection, id))
    policy = parts.policies.state().policy
    is_away = policy.is_away(app.now())
    sides = [
        rollout.side(policy, product, category, theirs, is_away=is_away)
        for product, category in rollout.cells(policy)
    ]
    if as_json:
        shell.print_json({"contact": id, **asdict(theirs), "sides": sides})
        return
    _say_sides(theirs, sides)


def _say_sides(theirs: Who, sides: Sequence[Side]) -> None:
    kind = "one of your own people" if theirs.is_internal else "a customer"
    plan = f", plan {theirs.plan}" if theirs.plan else ""
    shell.out.print(f"Place {theirs.place:.2f} of 100; {kind}{plan}.", markup=False)
    table = Table(box=None, pad_edge=False)
    for name in ("product", "category", "mode", "group", "why"):
        table.add_column(name)
    for side in sides:
        table.add_row(
            side.product or ANY,
            side.category or ANY,
            side.mode.value,
            side.arm.value or "none",
            side.says,
        )
    shell.out.print(table)


def _say(preview: Preview, *, as_json: bool) -> None:
    if as_json:
        shell.print_json(preview)
        return
    newest = "the newest " if preview.is_cut else ""
    shell.out.print(
        f"Would have touched {preview.touched} of {newest}{preview.conversations} conversations of"
        f" the last {DAYS} days, of {preview.contacts} contacts.",
        markup=False,
    )
    for change in preview.changes:
        decided = ", ".join(f"{n} {name or 'without a turn'}" for name, n in change.decided.items())
        shell.out.print(
            f"{change.conversations:>6}  {change.before.value} → {change.after.value}"
            f"  (decided first: {decided})",
            markup=False,
        )
    if preview.raises:
        shell.out.print(f"It needs a reason: {preview.raises}.", markup=False)
