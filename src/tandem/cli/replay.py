"""`tandem replay`: decides a recorded turn again and compares byte for byte."""

from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape

from tandem import app
from tandem.actions.turn.ask_again import AskedAgain, ask_again
from tandem.actions.turn.replay import Replay
from tandem.actions.turn.replay import replay as decide_again
from tandem.cli import shell
from tandem.core.errors import InvalidError


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(replay)


def replay(
    turn: Annotated[str, typer.Argument(help="The turn_id that `tandem ask` printed.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the evidence.")] = False,
    with_: Annotated[
        str, typer.Option("--with", help="Ask a language model again: model=provider:name.")
    ] = "",
) -> None:
    """Decide a recorded turn again; exit 1 if the decision differs.

    This needs no model. With --with the prompt that was kept is sent to a model, and what it makes
    of it is shown beside what was recorded; nothing is stored.
    """
    try:
        number = UUID(turn)
    except ValueError as error:
        raise InvalidError(f"{turn!r} is not a turn's id.", hint="It looks like a UUID.") from error
    if with_:
        _again(number, with_, as_json=as_json)
        return

    async def work() -> Replay:
        async with app.open_database(shell.load_settings()) as database:
            return await decide_again(database, number)

    found = shell.run(work())
    if as_json:
        shell.print_json(found)
    elif found.identical:
        shell.out.print(f"identical: {found.replayed}", markup=False)
        shell.out.print(
            f"[dim]record sha256 {found.evidence_hash}, taken {found.taken_at:%F %T %Z}[/]"
        )
    else:
        shell.out.print(f"recorded: {found.recorded}\nreplayed: {found.replayed}", markup=False)
    if not found.identical:
        raise typer.Exit(1)


def _again(turn: UUID, given: str, *, as_json: bool) -> None:
    """Ask a model what was asked in a turn, and show both answers."""
    kind, is_pair, name = given.partition("=")
    if kind != "model" or not is_pair or not name:
        raise InvalidError(f"{given!r} is not model=provider:name.", hint="--with model=openai:my")
    settings = shell.load_settings().model_copy(update={"llm": name, "llm_price": None})

    async def work() -> AskedAgain:
        policy = app.read_policy(app.policy_path(settings))
        async with (
            app.open_database(settings) as database,
            app.open_writers(settings, policy) as writers,
        ):
            assert writers is not None, "one is named"
            return await ask_again(database, turn, writers.models[0])

    found = shell.run(work())
    if as_json:
        shell.print_json(found)
        return
    for when, model, lines in (
        ("as recorded", found.recorded_model, found.recorded),
        ("now", found.model, found.now),
    ):
        shell.out.print(f"[bold]{when}: {escape(model or 'no model')}[/]")
        for line in lines:
            why = f" [dim](dropped: {escape(line.faults[0])})[/]" if line.faults else ""
            shell.out.print(f"  {escape(line.text)}{why}")
        if not lines:
            shell.out.print("  [dim]no claims[/]")
    if found.failure:
        shell.out.print(f"[yellow]{escape(found.model)} gave nothing: {escape(found.failure)}[/]")
    elif not found.now:
        shell.out.print(f"[dim]{escape(found.model)} answers: {found.kind}[/]")
    changed = {one.text for one in found.now} ^ {one.text for one in found.recorded}
    same = "the same claims" if not changed else f"{len(changed)} claims differ"
    shell.out.print(f"[dim]{same} · {found.tokens_in} + {found.tokens_out} tokens[/]")
