"""`tandem doctor`: what is wrong with this installation, and how to mend it."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer

from tandem import app
from tandem.adapters.embed import onnx
from tandem.cli import shell
from tandem.core.errors import TandemError
from tandem.postgres import checks as checkup
from tandem.postgres.checks import Finding
from tandem.settings import Settings
from tandem.store import articles, calibrations
from tandem.store.database import Database


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check settings, database, embedder, policy and knowledge; exit 1 if something is wrong."""
    findings = list(_findings())
    if as_json:
        shell.print_json(findings)
    else:
        for finding in findings:
            mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
            shell.out.print(f"{mark} {finding.name}: ", end="")
            shell.out.print(finding.says, markup=False)
            if not finding.ok and finding.mend:
                shell.out.print(f"    mend: {finding.mend}", markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = app.load_settings()
    except TandemError as error:
        yield Finding("settings", False, error.message, error.hint)
        return
    yield Finding("settings", True, f"home {settings.home}", "")
    yield from _policy(settings)
    yield from _embedder(settings)
    yield _mail(settings)
    if not settings.database_url:
        at_home = checkup.check_home(settings.home)
        yield from at_home
        if not all(finding.ok for finding in at_home):
            return
    try:
        with app.server(settings) as (conninfo, _):
            found = checkup.check_database(conninfo)
            yield from found
            if all(finding.ok for finding in found):
                yield from asyncio.run(_knowledge(settings, conninfo))
    except TandemError as error:
        yield Finding("database", False, error.message, error.hint)


def _policy(settings: Settings) -> Iterator[Finding]:
    try:
        policy = app.read_policy(app.policy_path(settings))
    except TandemError as error:
        yield Finding("policy", False, error.message, error.hint)
    else:
        yield Finding("policy", True, f"of {policy.company}, version {policy.version[:12]}", "")


def _embedder(settings: Settings) -> Iterator[Finding]:
    async def load() -> str:
        async with app.open_embedder(settings) as embedder:
            return embedder.model if embedder else "none: search by keywords alone"

    try:
        yield Finding("embedder", True, asyncio.run(load()), "")
    except TandemError as error:
        yield Finding("embedder", False, error.message, error.hint)
    if settings.embedder == "minilm":
        yield Finding("weights", True, f"in {onnx.shipped().name}", "")


def _mail(settings: Settings) -> Finding:
    """The mail server takes us; without one, what is not sent."""
    try:
        post = app.post(settings)
        if post is None:
            return Finding(
                "mail",
                True,
                "not set up: replies to customers who are away, alarms for late handoffs,"
                " invitations and new passwords are not mailed",
                "Set TANDEM_SMTP_URL and TANDEM_MAIL_FROM.",
            )
        asyncio.run(post.mailer.check())
    except TandemError as error:
        return Finding("mail", False, error.message, error.hint)
    is_far = settings.public_url is not None
    return Finding(
        "mail",
        is_far,
        f"from {post.sender.address}" + ("" if is_far else f", with links to {settings.url}"),
        "Set TANDEM_PUBLIC_URL to where customers' browsers reach the desk.",
    )


async def _knowledge(settings: Settings, conninfo: str) -> list[Finding]:
    database = await Database.open(conninfo)
    try:
        async with database.connection() as connection:
            counts = await articles.count(connection)
            learnt = await calibrations.newest(connection)
    finally:
        await database.close()
    found = [
        Finding(
            "knowledge",
            counts.articles > 0,
            f"{counts.articles} articles in {counts.passages} passages, {counts.tickets} tickets"
            f" ({counts.resolved} resolved)",
            "`tandem learn PATH` takes articles in; `tandem demo` brings a company of its own.",
        )
    ]
    judged = learnt.get("judged")
    threshold = judged.threshold("") if judged else None
    if threshold is None:
        found.append(
            Finding(
                "threshold",
                True,
                "not measured on your own questions yet: the shipped one applies",
                "`tandem calibrate QUESTIONS` needs 150 judged questions.",
            )
        )
    else:
        cut = "no cut meets the target" if threshold.value is None else f"{threshold.value:.2f}"
        found.append(
            Finding(
                "threshold",
                threshold.value is not None,
                f"{cut}; of {threshold.judged} judged answers {threshold.answered} lie above it,"
                f" {threshold.wrong} of them wrong (at most {threshold.bound:.1%} with 95 %)",
                "Judge more answers, or mend the articles that were cited wrongly.",
            )
        )
    return found
