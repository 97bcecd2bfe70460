"""`tandem user`: adds people to the team, lists them and prints sign-in links."""

import sys
from typing import Annotated

import typer

from tandem import app
from tandem.actions.access.add_agent import add_agent
from tandem.actions.access.make_link import make_link
from tandem.cli import shell
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.entry import PASSWORD_MAX, Purpose
from tandem.store import agents

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("add", help="Add a person, and print a link for choosing a password.")(add)
    group.command("list", help="List the team.")(list_)
    group.command("link", help="Print a link that signs a person in, once.")(link)
    line.add_typer(group, name=name, help=sentence)


def add(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="The name that customers see.")],
    role: Annotated[Role, typer.Option("--role", help="What the person may do.")] = Role.AGENT,
    reads_password: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password as one line from stdin.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a person; without a password, the link lets them choose one."""
    password = sys.stdin.readline(PASSWORD_MAX + 2).rstrip("\r\n") if reads_password else None

    async def work() -> tuple[Agent, str | None]:
        async with app.open_desk(shell.load_settings()) as parts:
            agent = await add_agent(parts.desk, email, name, role, password=password)
            if password is not None:
                return agent, None
            return agent, await make_link(parts.desk, agent.email, Purpose.INVITATION)

    agent, url = shell.run(work())
    if as_json:
        shell.print_json({**_shown(agent), "invitation_url": url})
        return
    shell.out.print(f"{agent.name} is on the team as {agent.role.value}.", markup=False)
    if url is not None:
        shell.out.print(
            f"They choose a password here, once, within seven days:\n{url}", markup=False
        )


def list_(as_json: AsJson = False) -> None:
    """List the team."""

    async def work() -> list[Agent]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            return await agents.every(connection)

    found = shell.run(work())
    if as_json:
        shell.print_json([_shown(agent) for agent in found])
        return
    for agent in found:
        state = agent.availability if agent.is_active else "not active"
        shell.out.print(f"{agent.email}  {agent.name}, {agent.role.value}, {state}", markup=False)


def link(email: Email) -> None:
    """Print a link that signs a person in once, within fifteen minutes."""

    async def work() -> str:
        async with app.open_desk(shell.load_settings()) as parts:
            return await make_link(parts.desk, email, Purpose.SIGN_IN)

    shell.out.print(shell.run(work()), markup=False)


def _shown(agent: Agent) -> dict[str, object]:
    return {
        "id": str(agent.id),
        "email": agent.email,
        "name": agent.name,
        "role": agent.role.value,
        "availability": agent.availability,
        "is_active": agent.is_active,
    }
