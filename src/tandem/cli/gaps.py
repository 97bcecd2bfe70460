"""`tandem gaps`: the questions that the articles do not answer, grouped, by what they cost."""

from typing import Annotated

import typer
from rich.markup import escape

from tandem import app
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.cli import shell
from tandem.core.knowledge.gap import DAYS, FAULTS, State
from tandem.store import gaps as stored
from tandem.store.database import Database
from tandem.store.gaps import Gap, Search


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(show)


def show(
    is_find: Annotated[
        bool, typer.Option("--find", help="Search anew; else what the last search found.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=366, help="With --find: back from now.")] = DAYS,
    is_whole: Annotated[
        bool, typer.Option("--all", help="Also those that somebody set aside.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the gaps: conversations, people's minutes, the nearest article and why it failed.

    A search runs by itself every night. Texts have no personal data.
    """

    async def work() -> tuple[Search | None, list[Gap]]:
        settings = shell.load_settings()
        if is_find:
            async with app.open_desk(settings) as parts:
                await find_gaps(parts.desk, now=app.now(), days=days)
                return await read(parts.desk.database)
        async with app.open_database(settings) as database:
            return await read(database)

    async def read(database: Database) -> tuple[Search | None, list[Gap]]:
        async with database.connection() as connection:
            state = None if is_whole else State.OPEN
            return await stored.last_search(connection), await stored.page(connection, state=state)

    search, found = shell.run(work())
    if as_json:
        shell.print_json({"search": search, "gaps": found})
        return
    if search is None:
        shell.out.print("Nobody has searched for gaps yet: tandem gaps --find does.")
        return
    shell.out.print(_counted(search, found))
    for one in found:
        shell.out.print(f"\n[bold]{escape(one.label)}[/]{_state(one)}")
        shell.out.print(_told(one))


def _counted(search: Search, found: list[Gap]) -> str:
    cut = " Only the newest questions were compared." if search.is_cut else ""
    return (
        f"{len(found)} gaps in {search.days} days: of {search.conversations} conversations"
        f" {search.unanswered} had a question that was not answered.{cut}"
    )


def _state(one: Gap) -> str:
    reason = f": {one.reason}" if one.reason else ""
    return "" if one.state is State.OPEN else f" [dim]({one.state.value}{escape(reason)})[/]"


def _told(one: Gap) -> str:
    known = f"{one.measured} of {one.conversations} measured"
    nearest = f"“{one.title}”: {FAULTS[one.fault]}" if one.title else "no article is near"
    says = f" ({one.says})" if one.says else ""
    return escape(
        f"  {one.conversations} conversations ({one.before} in the days before) of"
        f" {one.customers} customers, {one.minutes:.0f} minutes of people ({known})\n"
        f"  nearest: {nearest}{says}\n  {one.id}"
    )
