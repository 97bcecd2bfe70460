"""`tandem ask`: answers one question with sources, or says why it does not."""

from typing import Annotated

import typer

from tandem.app import SupportAssistant
from tandem.cli import shell
from tandem.cli.show import show_response
from tandem.core.desk.customer import CustomerContext


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(ask)


def ask(
    text: Annotated[str, typer.Argument(help="The question; - reads standard input.")],
    product: Annotated[str, typer.Option(help="The customer's product, if it is known.")] = "",
    plan: Annotated[str, typer.Option(help="The customer's plan.")] = "",
    locale: Annotated[str, typer.Option(help="The customer's language.")] = "",
    high_value: Annotated[
        bool, typer.Option("--high-value", help="A high-value customer.")
    ] = False,
    customer_id: Annotated[
        str, typer.Option("--customer", help="Their id at your firm: a verified contact's.")
    ] = "",
    name: Annotated[str, typer.Option(help="The customer's name.")] = "",
    email: Annotated[str, typer.Option(help="The customer's e-mail address.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Answer one question."""
    customer = CustomerContext(
        product=product or None,
        plan=plan or None,
        locale=locale or None,
        is_high_value=high_value,
        verified=bool(customer_id),
        id=customer_id,
        name=name,
        email=email,
    )
    question = shell.standard_input() if text == "-" else text

    async def work() -> None:
        async with await SupportAssistant.open(settings=shell.load_settings()) as assistant:
            response = await assistant.respond(question, customer_context=customer)
        if as_json:
            shell.print_json(response)
        else:
            show_response(response)

    shell.run(work())
