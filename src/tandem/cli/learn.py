"""`tandem learn`: reads articles; unchanged ones are skipped."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.knowledge import learn as learning
from tandem.actions.knowledge.calibrate_on_articles import calibrate_on_articles
from tandem.actions.knowledge.learn import Learnt, Source, embed_missing
from tandem.cli import shell
from tandem.core.knowledge.article import Audience


class Who(StrEnum):
    """Who may read the articles."""

    CUSTOMER = "customer"
    AGENT = "agent"


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(learn)


def learn(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    product: Annotated[str, typer.Option(help="For articles that name no product.")] = "",
    audience: Annotated[
        Who, typer.Option(help="For articles that name none. Customers never see agents' articles.")
    ] = Who.CUSTOMER,
    locale: Annotated[str, typer.Option(help="For articles that name no language.")] = "en",
    prune: Annotated[
        bool, typer.Option("--prune", help="Retire articles that are no longer in the source.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read new and changed articles."""

    async def work() -> Learnt:
        whole = Learnt()
        async with app.open_desk(shell.load_settings()) as parts:
            with app.bulk(parts.embedder, parts.settings) as bulk:
                for path in paths:
                    source = Source(path, product, Audience(audience), locale)
                    with shell.progress(f"Learning {path.name}") as progress:
                        learnt = await learning.learn(
                            parts.database,
                            bulk,
                            source,
                            prune=prune,
                            now=app.now(),
                            progress=progress,
                        )
                    _add(whole, learnt)
                if bulk is not None:
                    with shell.progress("Embedding") as progress:
                        whole.embedded = await embed_missing(
                            parts.database, bulk, progress=progress
                        )
            if whole.new or whole.changed or whole.retired:
                await calibrate_on_articles(
                    parts.thinking, processes=parts.settings.processes, now=app.now()
                )
        return whole

    learnt = shell.run(work())
    if as_json:
        shell.print_json(learnt)
    else:
        report(learnt)
    for one in learnt.unpublished:
        shell.err.print(f"passed over: {one.where}: {one.why}", markup=False)
    for bad in learnt.bad:
        shell.err.print(f"not read: {bad}", markup=False)
    if learnt.bad and not (learnt.new or learnt.changed or learnt.unchanged):
        raise typer.Exit(2)


def report(learnt: Learnt) -> None:
    """Print what a run did, in one line."""
    shell.out.print(
        f"{learnt.new} new, {learnt.changed} changed, {learnt.unchanged} unchanged,"
        f" {learnt.retired} retired; {learnt.passages} passages stored,"
        f" {len(learnt.unpublished)} not published, {len(learnt.bad)} not readable."
    )


def _add(whole: Learnt, part: Learnt) -> None:
    whole.new += part.new
    whole.changed += part.changed
    whole.unchanged += part.unchanged
    whole.retired += part.retired
    whole.passages += part.passages
    whole.unpublished += part.unpublished
    whole.bad += part.bad
