"""`tandem learn`: reads articles; unchanged ones are skipped."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.knowledge import learn as learning
from tandem.actions.knowledge.calibrate_on_articles import calibrate_on_articles
from tandem.actions.knowledge.learn import Learnt, embed_missing
from tandem.adapters.read.source import Source, is_address, source_of
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Audience
from tandem.store import sources
from tandem.store.database import Database


class Who(StrEnum):
    """Who may read the articles."""

    CUSTOMER = "customer"
    AGENT = "agent"


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(learn)


def learn(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|URL", help="Files, folders, or a site; with --again, none means all."
        ),
    ] = None,
    product: Annotated[str, typer.Option(help="For articles that name no product.")] = "",
    audience: Annotated[
        Who, typer.Option(help="For articles that name none. Customers never see agents' articles.")
    ] = Who.CUSTOMER,
    locale: Annotated[str, typer.Option(help="For articles that name no language.")] = "en",
    prune: Annotated[
        bool, typer.Option("--prune", help="Retire articles that are no longer in the source.")
    ] = False,
    host: Annotated[
        list[str] | None, typer.Option("--host", help="Read this host of a site too; repeatable.")
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="The site is inside the house: a private address.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Store also what has not changed, as read now.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read new and changed articles."""
    if not places and not again:
        raise InvalidError(
            "Name a file, a folder or a site.",
            hint="`tandem learn --again` reads all known ones again.",
        )

    given = [
        Source(
            place if is_address(place) else Path(place),
            product,
            Audience(audience),
            locale,
            tuple(host or ()),
            private,
        )
        for place in places or ()
    ]

    learnt = shell.run(_learn(given, prune=prune, again=again))
    if as_json:
        shell.print_json(learnt)
    else:
        report(learnt)
    _tell(learnt)
    if learnt.bad and not (learnt.new or learnt.changed or learnt.unchanged):
        raise typer.Exit(2)


async def _learn(given: Sequence[Source], *, prune: bool, again: bool) -> Learnt:
    """Learn these sources, or all that are known; then embed what lacks a vector."""
    whole = Learnt()
    async with app.open_desk(shell.load_settings()) as parts:
        with app.bulk(parts.embedder, parts.settings) as bulk:
            for source in given or await _known(parts.database):
                with shell.progress(f"Learning {_name(source)}") as progress:
                    learnt = await learning.learn(
                        parts.database,
                        bulk,
                        source,
                        prune=prune,
                        now=app.now(),
                        again=again,
                        progress=progress,
                    )
                _add(whole, learnt)
            if bulk is not None:
                with shell.progress("Embedding") as progress:
                    whole.embedded = await embed_missing(parts.database, bulk, progress=progress)
        if whole.new or whole.changed or whole.retired:
            await calibrate_on_articles(
                parts.thinking, processes=parts.settings.processes, now=app.now()
            )
    return whole


def _tell(learnt: Learnt) -> None:
    """Print what was passed over, is there twice, or could not be read."""
    for one in learnt.doubles:
        shell.err.print(f"twice: {one.where} has the same text as {one.other}", markup=False)
    for key in learnt.edited:
        shell.err.print(f"left as it was edited on the desk: {key}", markup=False)
    for one in learnt.unpublished:
        shell.err.print(f"passed over: {one.where}: {one.why}", markup=False)
    for bad in learnt.bad:
        shell.err.print(f"not read: {bad}", markup=False)


async def _known(database: Database) -> list[Source]:
    """Where the articles in force came from, as they were learnt; what is not there is named."""
    async with database.connection() as connection:
        known = await sources.every(connection)
    found = [source_of(one.location, one.options) for one in known]
    for source in found:
        if isinstance(source.at, Path) and not source.at.exists():
            shell.err.print(f"not there any more: {source.at}", markup=False)
    return [one for one in found if isinstance(one.at, str) or one.at.exists()]


def _name(source: Source) -> str:
    return source.at if isinstance(source.at, str) else source.at.name


def report(learnt: Learnt) -> None:
    """Print what a run did, in one line."""
    shell.out.print(
        f"{learnt.new} new, {learnt.changed} changed, {learnt.unchanged} unchanged,"
        f" {learnt.moved} moved, {learnt.retired} retired; {learnt.passages} passages stored,"
        f" {len(learnt.unpublished)} not published, {len(learnt.bad)} not readable."
    )


def _add(whole: Learnt, part: Learnt) -> None:
    whole.new += part.new
    whole.changed += part.changed
    whole.unchanged += part.unchanged
    whole.moved += part.moved
    whole.passed_over += part.passed_over
    whole.retired += part.retired
    whole.passages += part.passages
    whole.unpublished += part.unpublished
    whole.doubles += part.doubles
    whole.edited += part.edited
    whole.bad += part.bad
