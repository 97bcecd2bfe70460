"""`tandem policy`: check a policy file, show the one in force, change a key, undo a change."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.policy.change_policy import change_policy, undo_policy
from tandem.assistant.policy_tests import Failed, run_tests
from tandem.cli import shell
from tandem.core.turn.policy_state import Edit, PolicyState


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("check", help="Read a policy strictly and run its tests.")(check)
    group.command("show", help="Say which policy is in force, and print its text.")(show)
    group.command("set", help="Change one key of the policy's file.")(set_key)
    group.command("undo", help="Undo the last change that the desk made.")(undo)
    line.add_typer(group, name=name, help=sentence)


def check(
    path: Annotated[
        Path | None, typer.Argument(help="The file; default: the policy in force.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Exit 1 if the policy can't be used or a test fails."""
    policy = app.read_policy(path or app.policy_path(shell.load_settings()))
    checked = run_tests(policy)
    failed, warnings = checked.failed, checked.warnings
    if as_json:
        shell.print_json(
            {
                "version": policy.version,
                "tests": len(policy.tests),
                "failed": failed,
                "warnings": warnings,
            }
        )
    else:
        for warning in warnings:
            shell.out.print(f"! {warning}", markup=False)
        for failure in failed:
            shell.out.print(_says(failure), markup=False)
        passed = len(policy.tests) - len(failed)
        shell.out.print(
            f"{passed} of {len(policy.tests)} tests pass; version {policy.version[:12]}."
        )
    if failed:
        raise typer.Exit(1)


def _says(failure: Failed) -> str:
    wanted = " ".join(filter(None, (failure.wanted_decision, failure.wanted_rule)))
    return f"✗ {failure.message!r}: wanted {wanted}, got {failure.decision} {failure.rule}"


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
