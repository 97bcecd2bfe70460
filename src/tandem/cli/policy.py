"""`tandem policy`: check a policy, try a message, show the one in force, change it, undo that."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.policy.change_policy import change_policy, undo_policy
from tandem.actions.policy.decide_again import DecidedAgain, decide_again
from tandem.adapters.policy import document
from tandem.assistant.policy_tests import Judged, judge, run_tests
from tandem.cli import shell
from tandem.core.desk import accept
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.turn import policy_check
from tandem.core.turn.policy import Policy
from tandem.core.turn.policy_state import Edit, PolicyState
from tandem.settings import Settings


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("check", help="Read a policy strictly and run its tests.")(check)
    group.command("try", help="Say what the policy makes of a message.")(try_message)
    group.command("show", help="Say which policy is in force, and print its text.")(show)
    group.command("set", help="Change one key of the policy's file.")(set_key)
    group.command("undo", help="Undo the last change that the desk made.")(undo)
    line.add_typer(group, name=name, help=sentence)


def check(
    path: Annotated[
        Path | None, typer.Argument(help="The file; default: the policy in force.")
    ] = None,
    replay: Annotated[
        int | None,
        typer.Option(
            min=1, max=366, metavar="DAYS", help="Decide the turns of the last days again."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Exit 1 if a test fails, 2 if the policy can't be used."""
    settings = shell.load_settings()
    policy = _read(settings, path)
    checked = run_tests(policy)
    again = shell.run(_decided_again(settings, policy, replay)) if replay else None
    if as_json:
        shell.print_json(
            {
                "version": policy.version,
                "tests": len(policy.tests),
                "failed": checked.failed,
                "warnings": checked.warnings,
                **({"replay": again} if again else {}),
            }
        )
    else:
        for warning in checked.warnings:
            shell.out.print(f"! {warning}", markup=False)
        for failure in checked.failed:
            shell.out.print(f"✗ {failure.says}", markup=False)
        passed = len(policy.tests) - len(checked.failed)
        shell.out.print(
            f"{passed} of {len(policy.tests)} tests pass; version {policy.version[:12]}."
        )
        if again:
            _show_again(again)
    if checked.failed:
        raise typer.Exit(1)


def _read(settings: Settings, path: Path | None) -> Policy:
    """The policy in a file, or in force; raises InvalidError if it can't be used."""
    try:
        return app.read_policy(path or app.policy_path(settings))
    except ConfigError as error:  # here the policy is the command's own input
        raise InvalidError(error.message, hint=error.hint) from error


async def _decided_again(settings: Settings, policy: Policy, days: int) -> DecidedAgain:
    since = app.now() - timedelta(days=days)
    async with app.open_database(settings) as database:
        with shell.progress("Deciding again") as tell:
            return await decide_again(database, policy, since=since, tell=tell)


def _show_again(again: DecidedAgain) -> None:
    out = shell.out
    newest = "the newest " if again.is_cut else ""
    out.print(
        f"{newest}{again.turns} turns since {again.since:%F %T %Z}, decided again:"
        f" {again.same} stay the same, {again.turns - again.same} change.",
        markup=False,
    )
    for change in again.changes:
        out.print(f"{change.turns:>6}  {change.says}", markup=False)
        for example in change.examples:
            out.print(f"        {example.turn_id}  {_short(example.question)}", markup=False)
    if again.heard_otherwise:
        out.print(
            f"{again.heard_otherwise} of them are decided otherwise by this release than when they"
            " were taken; that is no change of the policy.",
            markup=False,
        )
    if again.turns:
        out.print(
            "Words, plan, times and modes are judged anew. What was searched, measured, looked up"
            " and worded stays as recorded.",
            markup=False,
        )


EARLIER = re.compile(r"(\w+)(?:\((\w+)\))?(?:@([\d.]+))?:\s*(.+)", re.DOTALL)


def try_message(
    text: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="The message; - reads standard input.")
    ],
    path: Annotated[
        Path | None, typer.Option("--file", help="The policy's file; default: the one in force.")
    ] = None,
    plan: Annotated[str, typer.Option(help="The account's plan.")] = "",
    product: Annotated[str, typer.Option(help="The account's product.")] = "",
    category: Annotated[str, typer.Option(help="The category it would have.")] = "",
    attribute: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Of the account; repeatable.")
    ] = None,
    is_verified: Annotated[
        bool, typer.Option("--verified", help="The site signed who they are.")
    ] = False,
    is_internal: Annotated[
        bool, typer.Option("--internal", help="One of your own people.")
    ] = False,
    place: Annotated[
        float, typer.Option(help="The contact's place for percentages, from 0 to 100.")
    ] = 0.0,
    locale: Annotated[str, typer.Option(help="The customer's language, such as en-GB.")] = "",
    time: Annotated[str | None, typer.Option(help="When: 2026-12-24 18:00; default now.")] = None,
    mode: Annotated[
        str | None, typer.Option(help="off, shadow, draft or auto, instead of the rollout's.")
    ] = None,
    earlier: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHO: TEXT",
            help="An earlier message, oldest first: customer, agent, assistant, assistant(suggest);"
            " customer@20 is 20 minutes before.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what words, plan and time alone decide about a message, and what becomes of it."""
    settings = shell.load_settings()
    policy = _read(settings, path)
    said = accept.message(shell.standard_input() if text == "-" else text).text
    case = document.case(
        {
            "message": said,
            "plan": plan,
            "product": product,
            "category": category,
            "attributes": dict(map(_attribute, attribute or ())),
            "verified": is_verified,
            "internal": is_internal,
            "place": place,
            "locale": locale,
            "time": time,
            "mode": mode,
            "earlier": [_earlier(one) for one in earlier or ()],
        }
    )
    if unknown := [*policy_check.unknown_names(policy, case, "it")]:
        raise InvalidError(f"This can't be tried: {'; '.join(unknown)}.")
    judged = judge(case, policy, now=app.now())
    if as_json:
        shell.print_json(judged)
    else:
        _show(judged)


def _attribute(given: str) -> tuple[str, str]:
    name, is_pair, value = given.partition("=")
    if not is_pair or not name.strip():
        raise InvalidError(f"{given!r} is not name=value.", hint="--attribute seats=200")
    return name.strip(), value


def _earlier(given: str) -> dict[str, object]:
    """The keys of an earlier message, from `assistant(suggest)@20: text`."""
    found = EARLIER.fullmatch(given.strip())
    if found is None:
        raise InvalidError(
            f"{given!r} is no earlier message.", hint='--earlier "assistant(suggest): Try this."'
        )
    who, decision, minutes, text = found.groups()
    try:
        before = None if minutes is None else float(minutes)
    except ValueError:
        raise InvalidError(f"{minutes!r} is no number of minutes.") from None
    return {"from": who, "decision": decision, "minutes_before": before, "text": text}


def _show(judged: Judged) -> None:
    """Print for people what was heard and what follows."""
    out = shell.out
    for one in judged.heard:
        out.print(f"heard {one.kind} · {one.name}: “{_short(one.words)}”", markup=False)
    for signal in judged.signals:
        out.print(f"signal {signal.name.value}: “{_short(signal.says)}”", markup=False)
    if not judged.heard and not judged.signals:
        out.print("heard nothing that decides by itself")
    if judged.topic:
        urgent = ", urgent" if judged.urgent else ""
        out.print(f"topic {judged.topic}{urgent}", markup=False)
    parts = [f"decision {judged.decision}", f"rule {judged.rule}"]
    parts += [f"reason {judged.reason}", f"priority {judged.priority}"] if judged.reason else []
    parts += [f"mode {judged.mode}", f"effect {judged.effect}"]
    out.print(f"→ {' · '.join(parts)}", markup=False)
    out.print(f"  category {judged.category} · product {judged.product or 'none'}", markup=False)
    if judged.is_searched:
        out.print("  The articles are searched before this is decided: here nothing was found.")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:99]}…"


def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the policy in force; exit 1 if its file can't be used."""
    state = app.policies(shell.load_settings()).state()
    if as_json:
        shell.print_json(
            {
                "source": state.source,
                "version": state.policy.version,
                "company": state.policy.company,
                "is_read_only": state.is_read_only,
                "text": state.text,
            }
        )
    else:
        shell.err.print(f"{state.source}, version {state.policy.version[:12]}", markup=False)
        shell.out.print(state.text, markup=False, soft_wrap=True, end="")


def set_key(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Such as answers.suggest_from.")],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="As TOML has it: 0.6, true, ['en']; else text.")
    ],
) -> None:
    """Put the policy with this key changed in force; its own tests must pass."""

    async def work() -> PolicyState:
        async with app.open_desk(shell.load_settings()) as parts:
            return await change_policy(parts.desk, None, [Edit(key, _value(value))])

    _say(shell.run(work()))


def undo() -> None:
    """Put the policy's text from before the last change back; twice: redo it."""

    async def work() -> PolicyState:
        async with app.open_desk(shell.load_settings()) as parts:
            return await undo_policy(parts.desk, None)

    _say(shell.run(work()))


def _value(given: str) -> object:
    """What the words say in TOML; a word that is none of its values is text."""
    try:
        return tomllib.loads(f"value = {given}")["value"]
    except tomllib.TOMLDecodeError:
        return given


def _say(state: PolicyState) -> None:
    shell.out.print(
        f"{state.source}: version {state.policy.version[:12]} is in force.", markup=False
    )
