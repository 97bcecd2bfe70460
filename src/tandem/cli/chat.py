"""`tandem chat`: a conversation in the terminal, with all earlier messages as context."""

from dataclasses import replace
from typing import Annotated

import typer
from rich.markup import escape

from tandem import app
from tandem.app import SupportAssistant
from tandem.cli import shell
from tandem.cli.show import show_evidence, show_options
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.marks import as_lines
from tandem.core.desk.message import Author, Message
from tandem.core.errors import TandemError

GREETING = (
    "Hello. I'm an AI assistant. I answer from our help articles and show where each answer comes\n"
    "from. I can make mistakes. You can ask for a person at any time.\n"
    "[dim]A number picks an option. /why shows the evidence of the last reply, /quit ends.[/]"
)


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(chat)


def chat(
    product: Annotated[str, typer.Option(help="The customer's product, if it is known.")] = "",
    plan: Annotated[str, typer.Option(help="The customer's plan.")] = "",
    high_value: Annotated[
        bool, typer.Option("--high-value", help="A high-value customer.")
    ] = False,
) -> None:
    """Talk until a person takes over, or until you leave."""
    customer = CustomerContext(product=product or None, plan=plan or None, is_high_value=high_value)
    shell.run(_talk(customer))


async def _talk(customer: CustomerContext) -> None:
    async with await SupportAssistant.open(settings=shell.load_settings()) as assistant:
        said: list[Message] = []
        last = None
        shell.out.print(GREETING)
        while (text := _read()) is not None:
            if text == "/why" and last is not None:
                show_evidence(last)
            if text in ("/why", ""):
                continue
            message = Message(Author.CUSTOMER, text, at=app.now())
            try:
                last = await assistant.respond(message, said, customer, introduced=True)
            except TandemError as error:
                shell.err.print(str(error), markup=False)
                continue
            said += [message, replace(last.message, at=app.now())]
            shell.out.print(f"\n[bold magenta]✦ AI assistant[/] {escape(as_lines(last.content))}")
            show_options(last)
            shell.out.print()
            if last.escalate:
                shell.out.print("[dim]A person would take over now. The conversation ends here.[/]")
                return


def _read() -> str | None:
    try:
        text = shell.out.input("[bold]You[/] ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if text == "/quit" else text
