"""`tandem policy check`: reads a policy file strictly and runs its tests."""

from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.assistant.policy_tests import Failed, run_tests
from tandem.cli import shell


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command("check", help="Read a policy strictly and run its tests.")(check)
    line.add_typer(group, name=name, help=sentence)


def _group() -> None:
    """Make `check` a subcommand, although it is the only one."""


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
