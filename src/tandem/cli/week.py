"""`tandem week`: the last week in three numbers, and what to look at."""

from typing import Annotated

import typer

from tandem import app
from tandem.actions.metrics.measure import measure
from tandem.cli import shell
from tandem.core.metrics import week_text, weekly
from tandem.core.metrics.weekly import Week
from tandem.store import weekly as stored


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(show)


def show(
    ago: Annotated[int, typer.Option(min=0, max=520, help="Weeks back from the last one.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the last whole week, as the mail of every Monday does."""
    settings = shell.load_settings()

    async def work() -> tuple[Week, str]:
        policy, now = app.policies(settings).current(), app.now()
        since, until = weekly.last_week(now - ago * weekly.WEEK, policy.time_zone)
        async with app.open_database(settings) as database:
            await measure(database, policy)
            async with database.connection() as connection:
                week = await stored.read(connection, since, until, now=now)
        return week, weekly.day_of(since, policy.time_zone)

    week, monday = shell.run(work())
    if as_json:
        shell.print_json(week)
        return
    shell.out.print(f"The week of {monday}\n", style="bold")
    shell.out.print(week_text.text(week, base=settings.url), markup=False, end="")
