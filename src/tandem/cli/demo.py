"""`tandem demo`: sets up an invented company, asks it five questions and serves its desk."""

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.panel import Panel
from rich.text import Text

from tandem import app
from tandem.actions.access.make_link import make_link
from tandem.actions.knowledge import learn as learning
from tandem.actions.knowledge.calibrate_on_articles import calibrate_on_articles
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn import embed_missing
from tandem.actions.knowledge.learn_categories import learn_categories
from tandem.actions.lab import calibrate as calibrating
from tandem.actions.turn.respond import SupportResponse, respond
from tandem.adapters import identities
from tandem.adapters.read.article import Defaults
from tandem.adapters.read.files import find, read_articles
from tandem.adapters.read.source import Source
from tandem.app import Parts
from tandem.assistant.gather import Asked
from tandem.cli import running, shell, working
from tandem.cli.calibrate import says
from tandem.cli.demo_company import MARA, SHOP_ID, furnish
from tandem.cli.demo_customers import Shop, keep_busy
from tandem.cli.demo_history import write_history
from tandem.cli.demo_weeks import add_weeks
from tandem.cli.rows import read_labelled
from tandem.cli.show import show_response
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.entry import Purpose
from tandem.core.desk.message import Author, Message
from tandem.core.errors import ConflictError
from tandem.core.knowledge.article import Article, Audience
from tandem.settings import Settings
from tandem.store import articles, calibrations, inboxes, migrate, sources
from tandem.store.database import Database
from tandem.web.demo import Demo, reachable


@dataclass(frozen=True, slots=True)
class Shown:
    """A prepared question, and what it shows."""

    shows: str
    text: str
    product: str | None = None


SHOWN = (
    Shown("answered, with a quotation", "How do I descale the machine with tablets?"),
    Shown("suggested: probably right, and asks whether it helped", "How do I return it?"),
    Shown("unsure: says so, offers a person", "Does the One work on 110 volts in Japan?", "one"),
    Shown("handed over: two soft signals", "I am frustrated, cancel my account"),
    Shown("handed over: a person was asked for, nothing is searched", "I want a human"),
)

ROSA = {"id": "customer-17", "name": "Rosa", "email": "rosa@customer.example"}
"""The demo's customer who can be signed in; two of its orders are hers."""

SHIPPED = ("tandem", "resources", "demo", "articles")
"""Where the demo's articles lie in any Tandem, moved, cloned again or upgraded."""

TO_TRY = """\
Bramblebrew's desk is at {url}. Five things to try:

  1. Be a customer     {url}/demo
                       ask "how do I descale the machine?", then something odd,
                       then press Talk to a human
  2. Be Mara           {link}
                       (works once; a new link: .venv/bin/tandem user link mara@bramblebrew.example)
  3. Answer            take a conversation, press w for the evidence, b for the brief, r to reply
  4. Make it busy      .venv/bin/tandem demo --busy, in a second terminal
  5. Stop the AI       .venv/bin/tandem pause hands everything to people; pause --off resumes

Ctrl-C stops it; everything stays in {home} (--reset starts over).
"""


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(demo)


def demo(
    quiet: Annotated[bool, typer.Option("--quiet", help="Only prepare the articles.")] = False,
    busy: Annotated[
        bool, typer.Option("--busy", help="Simulate customers of a running demo, until Ctrl-C.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Delete the demo's data and start over.")
    ] = False,
    history: Annotated[
        bool, typer.Option(help="Invent half a year of conversations, so that pages are full.")
    ] = True,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="The port; default TANDEM_PORT.")
    ] = None,
) -> None:
    """Prepare the demo company, show five turns and serve its desk."""
    settings = shell.load_settings()
    if busy:
        chosen = {"port": settings.port if port is None else port}
        url = settings.model_copy(update=chosen).url
        shell.run(keep_busy(Shop(url, str(SHOP_ID))))
    elif quiet:
        shell.run(_prepared(settings))
    else:
        _open(settings, port, reset=reset, history=history)


async def _prepared(settings: Settings) -> None:
    async with app.open_desk(settings) as parts:
        await prepare(parts)


def _open(settings: Settings, port: int | None, *, reset: bool, history: bool) -> None:
    """Prepare the desk, show five turns, and run it all until Ctrl-C."""
    with app.served_alone(settings), running.listening(settings, None, port) as (listener, bound):

        async def work() -> tuple[str, Demo]:
            if reset:
                await _forget(bound)
            async with app.open_desk(bound) as parts:
                await prepare(parts)
                await _show(parts)
                await furnish(parts.desk, partial(add_weeks, parts) if history else None)
                link = await make_link(parts.desk, MARA.email, Purpose.SIGN_IN)
                return link, await _site(parts.database)

        link, site = shell.run(work())
        shell.out.print(
            TO_TRY.format(url=bound.url, link=link, home=bound.home), markup=False, soft_wrap=True
        )
        web = running.web(listener, site)
        past = (write_history,) if history else ()
        running.run(bound, web, working.take_turns, working.do_jobs, *past, level=logging.WARNING)


async def _forget(settings: Settings) -> None:
    """Empty the demo's home; raises ConflictError if it holds other articles."""
    async with app.open_database(settings) as database:
        await _require_demo(database)
        async with database.connection() as connection:
            await migrate.empty(connection)
    (settings.home / "policy.toml").unlink(missing_ok=True)
    shutil.rmtree(settings.home / "files", ignore_errors=True)


async def _require_demo(database: Database) -> None:
    """Raise ConflictError if there are other articles: a demo must not mix with a real desk.

    The demo's own may have been learnt by a Tandem in another folder: they are taken over.
    """
    here = _articles().resolve()
    async with database.transaction() as connection:
        for location in await articles.sources(connection):
            if Path(location).parts[-len(SHIPPED) :] != SHIPPED:
                raise ConflictError(
                    "This home holds articles that are not the demo's.",
                    hint="Give the demo its own home: TANDEM_HOME=~/tandem-demo tandem demo.",
                )
            await sources.move(connection, location, str(here))


def _articles() -> Path:
    return app.resource(*SHIPPED[-2:])


async def _site(database: Database) -> Demo:
    """The demo's shop, with its articles, its orders, and the sign-in of its customer Rosa."""
    orders = json.loads(app.resource("demo", "orders.json").read_text(encoding="utf-8"))
    async with database.connection() as connection:
        secret = (await inboxes.read(connection, SHOP_ID)).secret

    def identity() -> str:
        return identities.signed(secret, now=app.now(), **ROSA)

    return Demo(SHOP_ID, tuple(help_articles()), orders, identity)


def help_articles() -> Iterator[Article]:
    """The demo company's articles for customers."""
    root = _articles()
    for path in find(root):
        assert isinstance(path, Path), f"{path}: every shipped folder can be opened"
        for article in read_articles(path, root=root, defaults=Defaults(app.now())):
            assert isinstance(article, Article), f"{article}: every shipped article can be read"
            if article.audience is Audience.CUSTOMER:
                yield article


async def prepare(parts: Parts) -> None:
    """Learn the demo company's articles and calibrate; a second run does nothing.

    Raises ConflictError in a home that holds other articles.
    """
    await _require_demo(parts.database)
    at_home = parts.settings.home / "policy.toml"
    if not at_home.exists():
        at_home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        at_home.write_bytes(app.resource("demo", "policy.toml").read_bytes())
    with app.bulk(parts.embedder, parts.settings) as bulk:
        with shell.progress("Learning the articles") as progress:
            learnt = await learning.learn(
                parts.database,
                bulk,
                Source(_articles(), audience=Audience.CUSTOMER),
                prune=True,
                now=app.now(),
                progress=progress,
            )
        with shell.progress("Importing the past tickets") as progress:
            tickets = await import_tickets(
                parts.database,
                bulk,
                app.resource("demo", "tickets.jsonl"),
                now=app.now(),
                progress=progress,
            )
        if bulk is not None:
            await embed_missing(parts.database, bulk)
    async with parts.database.connection() as connection:
        counts = await articles.count(connection)
        learnt_before = await calibrations.newest(connection)
    shell.err.print(
        f"Bramblebrew: {counts.articles} articles in {counts.passages} passages,"
        f" {counts.tickets} past tickets."
    )
    calibration = learnt_before.get("judged")
    is_same = not (learnt.new or learnt.changed or learnt.retired or tickets.new or tickets.changed)
    if calibration is not None and is_same:
        return
    allowed = parts.policies.current().categories
    await learn_categories(parts.database, parts.embedder, allowed, now=app.now())
    await calibrate_on_articles(parts.thinking, processes=parts.settings.processes, now=app.now())
    labelled = read_labelled([app.resource("demo", "questions.jsonl")])
    questions = [question for question in labelled.questions if question.split != "test"]
    with shell.progress("Calibrating", len(questions)) as progress:
        calibrated = await calibrating.calibrate(
            parts.thinking,
            questions,
            concurrency=parts.settings.processes,
            now=app.now(),
            progress=progress,
        )
    shell.err.print(
        f"Calibrated on {calibrated.judged} judged questions: {says(calibrated.thresholds[''])}."
    )


async def _show(parts: Parts) -> None:
    for number, shown in enumerate(SHOWN, 1):
        shell.out.print()
        shell.out.print(
            Panel(Text(shown.text), title=f"{number}. {shown.shows}", title_align="left")
        )
        response = await respond(
            parts.thinking,
            Asked(
                Message(Author.CUSTOMER, shown.text),
                (),
                CustomerContext(product=shown.product),
                app.now(),
            ),
            turn=app.new_turn,
        )
        show_response(_reachable(response, parts.settings.url))
    shell.out.print()


def _reachable(response: SupportResponse, desk_url: str) -> SupportResponse:
    """The response with links to the pages that the demo itself serves."""
    found = (replace(one, url=reachable(one.url, desk_url)) for one in response.sources)
    return replace(response, sources=tuple(found))
