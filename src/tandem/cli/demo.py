"""`tandem demo`: an invented company, learnt, calibrated and asked, in the terminal."""

from dataclasses import dataclass
from typing import Annotated

import typer
from rich.panel import Panel
from rich.text import Text

from tandem import app
from tandem.actions import calibrate as calibrating
from tandem.actions import learn as learning
from tandem.actions.import_tickets import import_tickets
from tandem.actions.learn import Source, embed_missing
from tandem.actions.rehearse import rehearse
from tandem.actions.respond import respond
from tandem.app import Desk
from tandem.assistant.gather import Asked
from tandem.cli import shell
from tandem.cli.calibrate import says
from tandem.cli.rows import read_labelled
from tandem.cli.show import show_response
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.errors import ConflictError
from tandem.core.knowledge.article import Audience
from tandem.store import articles, calibrations


@dataclass(frozen=True, slots=True)
class Shown:
    """A prepared question, and what it shows."""

    shows: str
    text: str
    product: str | None = None


SHOWN = (
    Shown("answered, with the words it rests on", "How do I descale the machine with tablets?"),
    Shown("asked back: two products, two answers", "How do I cancel?"),
    Shown("unsure: says so, offers a person", "Does the One work on 110 volts in Japan?", "one"),
    Shown("handed over: two soft signals", "I am frustrated, cancel my account"),
    Shown("handed over: a person was asked for, nothing is searched", "I want a human"),
)

NEXT = """\
Ask it anything about the Bramble One (an espresso machine) or the Bramble Club (coffee by post):

  .venv/bin/tandem ask "how do I pause my deliveries?"
  .venv/bin/tandem ask "what does error E3 mean?" --product one --json
  .venv/bin/tandem chat
  .venv/bin/tandem replay TURN            the same decision again, from its record alone
  .venv/bin/tandem doctor                 what is there, and what is missing
  .venv/bin/tandem learn your/articles    your own, in a home of their own: set TANDEM_HOME first
"""


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(demo)


def demo(
    quiet: Annotated[bool, typer.Option("--quiet", help="Prepare it, show nothing.")] = False,
) -> None:
    """Learn the demo company, calibrate on its judged questions, and show five turns."""
    settings = app.load_settings()
    policy = app.read_policy(settings.policy or app.resource("demo", "policy.toml"))

    async def work() -> None:
        async with app.open_desk(settings, policy) as desk:
            await prepare(desk)
            if not quiet:
                await _show(desk)

    shell.run(work())


async def prepare(desk: Desk) -> None:
    """Bring the desk to the demo company's knowledge; a second time there is nothing to do.

    Raises ConflictError in a home that holds other articles: a demo must not mix with a firm's own.
    """
    folder = app.resource("demo", "articles")
    async with desk.database.connection() as connection:
        if await articles.sources(connection) - {str(folder.resolve())}:
            raise ConflictError(
                "This home holds articles that are not the demo's.",
                hint="Give the demo a home of its own: TANDEM_HOME=~/tandem-demo tandem demo.",
            )
    at_home = desk.settings.home / "policy.toml"
    if not at_home.exists():
        at_home.write_bytes(app.resource("demo", "policy.toml").read_bytes())
    with app.bulk(desk.embedder, desk.settings) as bulk:
        with shell.progress("Learning the articles") as progress:
            learnt = await learning.learn(
                desk.database,
                bulk,
                Source(folder, audience=Audience.CUSTOMER),
                prune=True,
                now=app.now(),
                progress=progress,
            )
        with shell.progress("Importing the past tickets") as progress:
            tickets = await import_tickets(
                desk.database,
                bulk,
                app.resource("demo", "tickets.jsonl"),
                now=app.now(),
                progress=progress,
            )
        if bulk is not None:
            await embed_missing(desk.database, bulk)
    async with desk.database.connection() as connection:
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
    await rehearse(desk.thinking, processes=desk.settings.processes, now=app.now())
    labelled = read_labelled([app.resource("demo", "questions.jsonl")])
    questions = [question for question in labelled.questions if question.split != "test"]
    with shell.progress("Calibrating", len(questions)) as progress:
        calibrated = await calibrating.calibrate(
            desk.thinking,
            questions,
            concurrency=desk.settings.processes,
            now=app.now(),
            progress=progress,
        )
    shell.err.print(
        f"Calibrated on {calibrated.judged} judged questions: {says(calibrated.thresholds[''])}."
    )


async def _show(desk: Desk) -> None:
    for number, shown in enumerate(SHOWN, 1):
        shell.out.print()
        shell.out.print(
            Panel(Text(shown.text), title=f"{number}. {shown.shows}", title_align="left")
        )
        response = await respond(
            desk.thinking,
            Asked(
                Message(Author.CUSTOMER, shown.text),
                (),
                CustomerContext(product=shown.product),
                app.now(),
            ),
            turn=app.new_turn,
        )
        show_response(response)
    shell.out.print(f"\n{NEXT}", markup=False)
