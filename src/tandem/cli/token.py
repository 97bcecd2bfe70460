"""`tandem token`: issues, lists and revokes tokens for programs."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from tandem import app
from tandem.actions.access.issue_token import Issued, issue_token
from tandem.actions.access.revoke_token import revoke_token
from tandem.cli import shell
from tandem.core.desk.scope import Scope
from tandem.core.errors import NotFoundError
from tandem.store import agents, tokens
from tandem.store.tokens import Token

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("issue", help="Create a token and print it once.")(issue)
    group.command("list", help="List the tokens that are not revoked.")(list_)
    group.command("revoke", help="Revoke a token.")(revoke)
    line.add_typer(group, name=name, help=sentence)


def issue(
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    email: Annotated[str, typer.Option("--agent", help="The agent for whom the program acts.")],
    scopes: Annotated[
        list[Scope] | None,
        typer.Option("--scope", help="What it may do; repeatable; default read."),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=3650, help="It expires after so many days.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create a token; default scope is `read`. The agent's role limits it too."""

    async def work() -> Issued:
        async with app.open_desk(shell.load_settings()) as parts:
            async with parts.database.connection() as connection:
                agent = await agents.by_email(connection, email)
            if agent is None:
                raise NotFoundError(
                    "No agent has this address.", hint="`tandem user list` shows the team."
                )
            return await issue_token(
                parts.desk,
                None,
                name=name,
                scopes=scopes or [Scope.READ],
                agent=agent.id,
                expires_at=None if days is None else app.now() + timedelta(days=days),
            )

    issued = shell.run(work())
    if as_json:
        shell.print_json({**_shown(issued.token), "secret": issued.secret})
    else:
        shell.out.print(f"{issued.secret}", markup=False)
        shell.err.print(
            "The token is shown only once. A program sends it as `Authorization: Bearer …`."
        )


def list_(as_json: AsJson = False) -> None:
    """List every token that is not revoked, newest first."""

    async def work() -> list[Token]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            return await tokens.every(connection)

    found = shell.run(work())
    if as_json:
        shell.print_json([_shown(token) for token in found])
        return
    for token in found:
        used = "never" if token.last_used_at is None else f"{token.last_used_at:%Y-%m-%d}"
        may = " ".join(sorted(token.scopes))
        shell.out.print(
            f"{token.id}  {token.name}, for {token.agent_name}, may {may}, last used {used}",
            markup=False,
        )


def revoke(id: Annotated[UUID, typer.Argument(help="The token's id; `list` shows it.")]) -> None:
    """Revoke a token."""

    async def work() -> None:
        async with app.open_desk(shell.load_settings()) as parts:
            await revoke_token(parts.desk, None, id)

    shell.run(work())
    shell.out.print("Revoked.")


def _shown(token: Token) -> dict[str, object]:
    return {
        "id": str(token.id),
        "name": token.name,
        "agent_id": str(token.agent_id),
        "agent_name": token.agent_name,
        "scopes": sorted(scope.value for scope in token.scopes),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
