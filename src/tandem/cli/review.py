"""`tandem review`: what people judge of the assistant's work, and the rates from it."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from tandem import app
from tandem.actions.review.draw_sample import Drawn, draw_sample
from tandem.cli import shell
from tandem.core.desk.review import SETTLES, SIZE_MAX, WEEKLY, next_draw
from tandem.core.metrics.agreement import Agreement, Agreements, agreements
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.reviewed import Reviewed, reviewed
from tandem.core.turn.threshold import JUDGED_MIN
from tandem.store import reviews

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("status", help="Show what is to be judged, and when more is drawn.")(status)
    group.command("draw", help="Draw a sample now.")(draw)
    group.command("rates", help="Show how often the assistant was wrong.")(rates)
    line.add_typer(group, name=name, help=sentence)


def status(as_json: Json = False) -> None:
    """Show how much is judged, the labels of each category, and when the next sample comes."""

    async def work() -> dict[str, object]:
        async with app.open_desk(shell.load_settings()) as parts:
            now = app.now()
            async with parts.database.connection() as connection:
                progress = await reviews.progress(connection, settled=now - SETTLES)
                labels = await reviews.labels(connection)
                again, verdicts = await reviews.judged_again(connection)
            return {
                **asdict(progress),
                "next_draw": next_draw(now, parts.policies.current().time_zone),
                "labels": labels,
                "labels_needed": JUDGED_MIN,
                "verdicts": verdicts,
                "after_the_reveal": again,
            }

    found = shell.run(work())
    if as_json:
        shell.print_json(found)
        return
    if not found["items"]:
        shell.out.print("Nothing was drawn yet.")
    else:
        shell.out.print(
            f"{found['open']} to judge, by anyone; {found['done']} of {found['items']} are done."
        )
    if found["after_the_reveal"]:
        shell.out.print(
            f"{found['after_the_reveal']} of {found['verdicts']} verdicts came after the reveal."
        )
    labels = found["labels"]
    assert isinstance(labels, dict)
    for category, count in labels.items():
        shell.out.print(f"{category}: {count} of {JUDGED_MIN} labels", markup=False)
    shell.out.print(f"The next sample is drawn at {found['next_draw']}.")


def draw(
    size: Annotated[
        int, typer.Option(min=1, max=SIZE_MAX, help="Items; half of them at random.")
    ] = WEEKLY,
    days: Annotated[
        int, typer.Option(min=1, max=366, help="How far the first sample reaches back.")
    ] = 7,
    as_json: Json = False,
) -> None:
    """Draw from the turns since the last sample, and take new first ones into the queue."""

    async def work() -> Drawn:
        async with app.open_desk(shell.load_settings()) as parts:
            async with parts.database.connection() as connection:
                last = await reviews.drawn_until(connection, reviews.SAMPLE)
            since = None if last else app.now() - timedelta(days=days)
            return await draw_sample(parts.desk, size=size, since=since)

    drawn = shell.run(work())
    if as_json:
        shell.print_json(drawn)
        return
    shell.out.print(
        f"{drawn.sampled} of {drawn.of} turns since {drawn.since:%Y-%m-%d %H:%M} UTC drawn;"
        f" {drawn.firsts} more are among the first of their category."
    )


def rates(
    days: Annotated[int, typer.Option(min=1, max=366, help="Back from now.")] = 90,
    category: Annotated[str, typer.Option(help="Only this category's.")] = "",
    product: Annotated[str, typer.Option(help="Only this product's.")] = "",
    as_json: Json = False,
) -> None:
    """Show wrong answers and suggestions, missed and needless handoffs, from what was judged."""

    async def work() -> tuple[Reviewed, Agreements]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            until = app.now()
            since = until - timedelta(days=days)
            items = await reviews.items(
                connection, since, until, category=category or None, product=product or None
            )
            pairs = await reviews.pairs(connection, since, until)
            return reviewed(items), agreements(pairs)

    found, agree = shell.run(work())
    if as_json:
        shell.print_json({"days": days, "rates": found, "agreement": agree})
        return
    shell.out.print(f"{found.judged} of {found.items} items of {days} days are judged.")
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("wrong answers", _share(found.wrong_answers, found.wrong_answers_most))
    table.add_row("partly right answers", _share(found.partly_answers))
    table.add_row(
        "wrong suggestions", _share(found.wrong_suggestions, found.wrong_suggestions_most)
    )
    table.add_row("partly right suggestions", _share(found.partly_suggestions))
    table.add_row("missed: a person should have had it", _share(found.missed))
    table.add_row("needless handoffs", _share(found.needless))
    table.add_row("agreement on verdicts", _agreement(agree.verdict))
    table.add_row("agreement on persons", _agreement(agree.should_be_person))
    shell.out.print(table)


def _share(figure: Figure, most: float | None = None) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "not measured yet"
    bound = "" if most is None else f", at most {most:.1%}"
    return f"{figure.value:.1%} ({figure.low:.1%} to {figure.high:.1%}, n = {figure.n}){bound}"


def _agreement(found: Agreement) -> str:
    kappa = found.kappa
    if kappa.value is None or kappa.low is None or kappa.high is None:
        return "not measured yet" if not found.n else f"{found.same} of {found.n} the same"
    return (
        f"κ {kappa.value:.2f} ({kappa.low:.2f} to {kappa.high:.2f}),"
        f" {found.same} of {found.n} the same"
    )
