"""`tandem show-sent`: what a turn sent to language models and look-ups, and what came back."""

from dataclasses import fields
from typing import Annotated
from uuid import UUID

import typer

from tandem import app
from tandem.actions.turn.show_sent import show_sent as read_sent
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.core.turn.lookup import Outcome
from tandem.core.turn.sent import Request, Sent, Texts

TEXTS = {
    Texts.DELETED: "The texts were deleted on {day}, because they were kept for long enough.",
    Texts.NEVER_KEPT: "The texts were never kept: TANDEM_LLM_KEEP_DAYS was 0.",
}


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(show_sent)


def show_sent(
    turn: Annotated[str, typer.Argument(help="The turn_id that `tandem ask` printed.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show word for word what left for a turn, to which model, when, and what came back."""
    try:
        number = UUID(turn)
    except ValueError as error:
        raise InvalidError(f"{turn!r} is not a turn's id.", hint="It looks like a UUID.") from error

    async def work() -> Sent:
        async with app.open_database(shell.load_settings()) as database:
            return await read_sent(database, number)

    sent = shell.run(work())
    if as_json:
        plain = {one.name: getattr(sent, one.name) for one in fields(sent)}
        shell.print_json({**plain, "turn_id": str(sent.turn_id), "says": sent.says})
        return
    shell.out.print(sent.says, markup=False)
    for request in sent.requests:
        _show(request)
    if sent.lookup is not None:
        asked = ", ".join(f"{name} {value}" for name, value in sent.lookup.arguments)
        shell.out.print()
        shell.out.print(f"look-up {sent.lookup.tool}: {sent.lookup.outcome.value}", markup=False)
        shell.out.print(f"  asked with {asked or 'nothing'}", markup=False)
        if sent.lookup.says and sent.lookup.outcome is Outcome.FAILED:
            shell.out.print(f"  {sent.lookup.says}", markup=False)
        for label, value in sent.lookup.fields:
            shell.out.print(f"  {label}: {value}", markup=False)


def _show(request: Request) -> None:
    where = "left the house" if request.is_hosted else "stayed in the house"
    cost = "no price set" if request.cost is None else f"${request.cost:.5f}"
    settings = ", ".join(f"{name} {value}" for name, value in request.settings)
    shell.out.print()
    shell.out.print(
        f"{request.number}. {request.model}, {request.purpose}: {where},"
        f" {request.asked_at:%F %T %Z}",
        markup=False,
    )
    shell.out.print(
        f"   {request.tokens_in} + {request.tokens_out} tokens, {cost}"
        + (f", prompt {request.prompt}" if request.prompt else "")
        + (f", {settings}" if settings else ""),
        markup=False,
    )
    if request.failure:
        shell.out.print(f"   failed: {request.failure}", markup=False)
    if request.sent is None or request.output is None:
        day = f"{request.deleted_at:%F}" if request.deleted_at else ""
        shell.out.print(f"   {TEXTS[request.texts].format(day=day)}", markup=False)
        return
    if request.is_as_recorded is False:
        shell.out.print("   These texts are not those of the turn's record.", markup=False)
    for name, text in (("sent", request.sent), ("came back", request.output)):
        shell.out.print(f"--- {name}", markup=False)
        shell.out.print(text or "(nothing)", markup=False)
