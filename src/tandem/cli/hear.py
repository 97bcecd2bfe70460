"""`tandem hear`: what a message is heard as, and in which words; nothing is searched."""

from dataclasses import fields
from typing import Annotated

import typer
from rich.markup import escape

from tandem import app
from tandem.assistant.gather import Asked
from tandem.assistant.hearing import Hearing, hear
from tandem.assistant.thinking import Recognisers
from tandem.cli import shell
from tandem.core.desk import accept
from tandem.core.desk.customer import CustomerContext
from tandem.core.turn.decide import OfferHuman, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.screen import Found


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(command)


def command(
    text: Annotated[str, typer.Argument(help="The message; - reads standard input.")],
    locale: Annotated[str, typer.Option(help="The customer's language, such as en-GB.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what the rules and the classifiers hear in a message, and what follows from it."""
    settings = shell.load_settings()
    said = accept.message(shell.standard_input() if text == "-" else text)
    asked = Asked(said, (), CustomerContext(locale=locale or None), app.now())

    async def work() -> Hearing:
        async with app.open_embedder(settings) as embedder:
            policy = app.read_policy(app.policy_path(settings))
            return await hear(Recognisers(policy, app.shipped_heads(), embedder), asked)

    heard = shell.run(work())
    if as_json:
        shell.print_json(table(heard))
    else:
        show(heard)


def table(heard: Hearing) -> dict[str, object]:
    """What was heard as one JSON object."""
    evidence = heard.evidence
    return {
        "said": evidence.context.question,
        "aside": [{"kind": part.kind, "text": part.text} for part in evidence.context.aside],
        "language": evidence.screen.language,
        "rules": {
            name: {"name": found.name, "words": found.words} for name, found in _found(evidence)
        },
        "classifiers": [
            {
                "head": vote.head,
                "probability": round(vote.probability, 4),
                "threshold": vote.threshold,
                "counts": vote.counts,
                "words": vote.words,
            }
            for vote in evidence.votes
        ],
        "signals": [{"name": one.name, "says": one.says} for one in evidence.signals],
        "decision": _decided(heard),
        "rule": _rule(heard),
        "topic": evidence.topic,
        "urgent": evidence.is_urgent,
    }


def show(heard: Hearing) -> None:
    """Print it for people: what was said, what was heard with its words, and what follows."""
    evidence = heard.evidence
    out = shell.out
    for part in evidence.context.aside:
        out.print(f"[dim]left aside, {part.kind}: {escape(_short(part.text))}[/]")
    out.print(f"[dim]language {evidence.screen.language}[/]")
    for name, found in _found(evidence):
        out.print(f"[bold]{name}[/] · {escape(found.name)}: “{escape(_short(found.words))}”")
    for vote in sorted(evidence.votes, key=lambda vote: -vote.probability):
        if vote.leans or vote.counts:
            weight = "counts" if vote.counts else "adds an offer"
            out.print(
                f"[bold]{vote.head}[/] · classifier {vote.probability:.2f}, {weight} (counts from"
                f" {vote.threshold:.2f}): “{escape(_short(vote.words))}”"
            )
    if not any(True for _ in _found(evidence)) and not any(vote.counts for vote in evidence.votes):
        out.print("nothing that needs a person")
    urgent = " · urgent" if evidence.is_urgent else ""
    out.print(f"→ {_decided(heard)} · rule `{_rule(heard)}`{urgent}")


def _found(evidence: Evidence) -> list[tuple[str, Found]]:
    screen = evidence.screen
    values = ((field.name, getattr(screen, field.name)) for field in fields(screen))
    return [(name, value) for name, value in values if isinstance(value, Found)]


def _is_searched(heard: Hearing) -> bool:
    """Whether the words leave it to a search."""
    return isinstance(heard.decision, OfferHuman) and heard.decision.rule == "unsure"


def _decided(heard: Hearing) -> str:
    return "search the articles" if _is_searched(heard) else name_of(heard.decision)


def _rule(heard: Hearing) -> str:
    return "none so far" if _is_searched(heard) else heard.decision.rule


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:99]}…"
