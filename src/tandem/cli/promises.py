"""`tandem promises`: what customers were told that the firm will do, and what came of it."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from tandem import app
from tandem.cli import shell
from tandem.core.desk.promise import PromiseState, StoredPromise
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.promises import Promised
from tandem.store import promises

LISTED = 20


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(show)


def show(
    days: Annotated[int, typer.Option(min=1, max=366, help="Counts go back from now.")] = 90,
    state: Annotated[
        PromiseState, typer.Option(help="Which are listed, the newest first.")
    ] = PromiseState.DUE,
    most: Annotated[int, typer.Option(min=0, max=1000, help="How many are listed.")] = LISTED,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count what was promised, kept and broken, by article, and list those that are due.

    Agents say what became of a promise in the console: Metrics, Promises, or beside the thread.
    """

    async def work() -> tuple[list[Promised], list[StoredPromise]]:
        now = app.now()
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            counts = await promises.counted(connection, now - timedelta(days=days), now, now=now)
            found = await promises.page(connection, None, now=now, most=most, state=state)
            return list(counts), found

    counts, found = shell.run(work())
    total = Promised.total(counts)
    if as_json:
        shell.print_json({"days": days, "all": total, "by_article": counts, "promises": found})
        return
    if not counts:
        shell.out.print(f"Nothing was promised in {days} days.")
        return
    shell.out.print(_counted(total, days))
    table = Table(box=None, pad_edge=False)
    for title in ("article", "kind", "made", "due", "open", "kept", "broken", "void"):
        table.add_column(title)
    for one in counts:
        numbers = (one.made, one.due, one.open, one.kept, one.broken, one.void)
        name = escape(one.title) or "an incident's text"
        table.add_row(name, one.kind, *map(str, numbers))
    shell.out.print(table)
    shell.out.print(
        f"\n{len(found)} {state} listed (--state lists others)."
        if found
        else f"\nNone is {state} (--state lists others)."
    )
    for one in found:
        due = f", by {one.due_at:%Y-%m-%d}" if one.due_at else ""
        back = ", wrote again since" if one.came_back_at else ""
        shell.out.print(f"\n“{escape(one.says)}”")
        shell.out.print(f"  #{one.number}, told {one.made_at:%Y-%m-%d}{due}{back}: {one.state}")


def _counted(total: Promised, days: int) -> str:
    kept = _share(total.kept_share)
    return f"{total.made} promises in {days} days: {total.due} due and not judged; {kept}."


def _share(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "none was judged yet"
    return f"kept {figure.value:.1%} ({figure.low:.1%} to {figure.high:.1%}, n = {figure.n} judged)"
