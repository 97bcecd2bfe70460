"""`tandem reachability`: how long customers wait for a person."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from tandem import app
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.reachability import Reachability, reachability
from tandem.store import reachability as stored
from tandem.store import teams
from tandem.store.database import Connection
from tandem.store.teams import Team


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(show)


def show(
    days: Annotated[int, typer.Option(min=1, max=366, help="Back from now.")] = 28,
    team: Annotated[str, typer.Option(help="Only this team's.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how long it takes from the wish for a person to a person's first reply.

    Everybody who asked is counted: late and never stand beside the times, each with its own n.
    """

    async def work() -> Reachability:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            of = await _team(connection, team) if team else None
            now = app.now()
            since = now - timedelta(days=days)
            asks = await stored.asks(connection, since=since, until=now, team=of and of.id)
            return reachability(asks, now)

    found = shell.run(work())
    if as_json:
        shell.print_json({"days": days, "team": team or None, "reachability": found})
        return
    if not found.asked:
        shell.out.print(f"Nobody asked for a person in the last {days} days.")
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("asked for a person", str(found.asked))
    took = {"half within": found.replied.p50, "nine of ten within": found.replied.p90}
    for name, seconds in took.items():
        table.add_row(name, f"{_span(seconds)} (n = {found.replied.n})")
    table.add_row("late", _share(found.late))
    table.add_row("never", _share(found.never))
    waiting = [f"{one.count} {one.age}" for one in found.open if one.count]
    table.add_row("still waiting", ", ".join(waiting) or "nobody")
    if found.longest_open_s is not None:
        table.add_row("longest wait", _span(found.longest_open_s))
    shell.out.print(table)


async def _team(connection: Connection, name: str) -> Team:
    every = await teams.every(connection)
    for team in every:
        if team.name.casefold() == name.strip().casefold():
            return team
    known = ", ".join(team.name for team in every) or "none"
    raise InvalidError(f"There is no team {name!r}.", hint=f"Teams: {known}.")


def _share(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "not measured yet"
    return f"{figure.value:.1%} ({figure.low:.1%} to {figure.high:.1%}, n = {figure.n})"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "not measured yet"
    minutes = seconds / 60
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 60 / 24:.1f} days"
