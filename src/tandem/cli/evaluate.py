"""`tandem evaluate`: measures on labelled questions or messages, in a scratch database."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.knowledge import learn as learning
from tandem.actions.knowledge.calibrate_on_articles import calibrate_on_articles
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn_categories import learn_categories
from tandem.actions.lab import evaluate as evaluating
from tandem.actions.lab import evaluate_messages as evaluating_messages
from tandem.actions.lab.calibrate import corpus_calibration
from tandem.actions.lab.evaluate_conversations import evaluate_conversations
from tandem.actions.lab.evaluate_maker import evaluate_maker
from tandem.adapters.read.jsonl import read_message_rows
from tandem.adapters.read.source import Source
from tandem.assistant.thinking import Recognisers, Thinking, fixed
from tandem.cli import shell
from tandem.cli.crew import crew
from tandem.cli.rows import read_labelled, usable
from tandem.core.errors import InvalidError
from tandem.core.lab.conversations import Talk
from tandem.core.lab.dataset import Labelled, LabelledMessage, test_split
from tandem.core.lab.makers import MakerFigures
from tandem.core.lab.scorecard import ConversationsScorecard, QuestionsScorecard, plain
from tandem.report.conversations import conversations_page
from tandem.report.messages import messages_page
from tandem.report.questions import questions_page
from tandem.settings import Settings


class Task(StrEnum):
    """What messages can be evaluated for."""

    HUMAN_REQUEST = "human_request"
    FRUSTRATION = "frustration"
    SAFETY = "safety"
    EXCEPTION = "exception"
    CANCEL = "cancel"
    OWN_RECORD = "own_record"
    CATEGORY = "category"


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("questions", help="Measure on questions with gold articles.")(questions)
    group.command("conversations", help="Measure what simulated customers get.")(conversations)
    group.command("messages", help="Measure on labelled messages.")(messages)
    line.add_typer(group, name=name, help=sentence)


def questions(
    articles: Annotated[
        list[Path], typer.Option("--articles", help="Files or folders; repeatable.")
    ],
    questions: Annotated[list[Path], typer.Option("--questions", help="JSONL files; repeatable.")],
    tickets: Annotated[list[Path] | None, typer.Option("--tickets", help="Past tickets.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write the page here.")] = None,
    maker: Annotated[
        str, typer.Option("--maker", help="Measure this language model of TANDEM_LLM too.")
    ] = "",
    times: Annotated[
        int, typer.Option("--times", min=1, max=10, help="Ask it each question so often (pass^k).")
    ] = 1,
) -> None:
    """Measure retrieval, decisions, risk against coverage, and calibration.

    With --maker also what a language model makes of each question: one set in TANDEM_LLM.
    """
    settings = shell.load_settings()
    labelled = read_labelled(questions)
    _writable(json_out, html_out)
    result, made = shell.run(_questions(settings, articles, labelled, tickets or [], maker, times))
    table = result.to_json() | ({"maker": plain(made)} if made is not None else {})
    _write(table, json_out, html_out, questions_page)
    groups = ("retrieval", "decisions", "selective", "calibration")
    _summary(table, (*groups, "maker") if made is not None else groups)
    for fault in labelled.left_out:
        shell.err.print(f"left out: {fault}", markup=False)


async def _questions(
    settings: Settings,
    articles: list[Path],
    labelled: Labelled,
    tickets: list[Path],
    maker: str,
    times: int,
) -> tuple[QuestionsScorecard, MakerFigures | None]:
    async with _learnt(settings, articles, tickets) as (thinking, _):
        with shell.progress("Asking", len(labelled.questions)) as progress:
            scorecard = await evaluating.evaluate_questions(
                thinking,
                await corpus_calibration(thinking),
                labelled,
                concurrency=2 * settings.processes,
                now=app.now(),
                progress=progress,
            )
        if not maker:
            return scorecard, None
        judged = [one for fold in test_split(labelled.questions) for one in fold.judge]
        asked = [labelled.questions[at] for at in judged]
        async with app.open_writers(settings, thinking.policy()) as writers:
            with shell.progress(f"Asking {maker}", len(asked) * times) as progress:
                made = await evaluate_maker(
                    replace(thinking, writers=writers),
                    maker,
                    asked,
                    times=times,
                    concurrency=2 * settings.processes,
                    now=app.now(),
                    progress=progress,
                )
        return scorecard, made


@asynccontextmanager
async def _learnt(
    settings: Settings, articles: list[Path], tickets: list[Path]
) -> AsyncGenerator[tuple[Thinking, str]]:
    """A scratch database that has learnt these files, and its address."""
    with app.server(settings) as (conninfo, _):
        async with (
            app.open_scratch_database(conninfo) as database,
            app.open_embedder(settings) as embedder,
        ):
            thinking = app.thinking(
                database, embedder, fixed(app.read_policy(app.policy_path(settings)))
            )
            with app.bulk(embedder, settings) as bulk:
                for path in articles:
                    with shell.progress(f"Learning {path.name}") as progress:
                        learnt = await learning.learn(
                            database,
                            bulk,
                            Source(path),
                            prune=False,
                            now=app.now(),
                            progress=progress,
                        )
                    for bad in learnt.bad:
                        shell.err.print(f"not read: {bad}", markup=False)
                for path in tickets:
                    with shell.progress(f"Importing {path.name}") as progress:
                        await import_tickets(database, bulk, path, now=app.now(), progress=progress)
                categories = thinking.policy().categories
                await learn_categories(database, bulk, categories, now=app.now())
            await calibrate_on_articles(thinking, processes=settings.processes, now=app.now())
            yield thinking, database.conninfo


def conversations(
    articles: Annotated[
        list[Path], typer.Option("--articles", help="Files or folders; repeatable.")
    ],
    questions: Annotated[list[Path], typer.Option("--questions", help="JSONL files; repeatable.")],
    tickets: Annotated[list[Path] | None, typer.Option("--tickets", help="Past tickets.")] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="As on the first day: with no judged questions.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; default: one for each core.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write the page here.")] = None,
    talks_out: Annotated[
        Path | None, typer.Option("--talks", help="Write every conversation here, as JSONL.")
    ] = None,
    maker: Annotated[
        str, typer.Option("--maker", help="Let this language model of TANDEM_LLM word replies.")
    ] = "",
) -> None:
    """Measure what customers get from whole conversations; the customers are simulated by rules."""
    settings = shell.load_settings()
    labelled = read_labelled(questions)
    _writable(json_out, html_out, talks_out)
    many = workers or settings.processes
    result = shell.run(
        _conversations(settings, articles, labelled, tickets or [], fresh, many, maker)
    )
    table = result.to_json()
    _write(table, json_out, html_out, conversations_page)
    if talks_out is not None:
        talks_out.write_text("".join(map(_line, result.talks)), encoding="utf-8")
    _summary(table, ("conversations", "content", "apart"))
    for fault in labelled.left_out:
        shell.err.print(f"left out: {fault}", markup=False)


async def _conversations(
    settings: Settings,
    articles: list[Path],
    labelled: Labelled,
    tickets: list[Path],
    fresh: bool,
    workers: int,
    maker: str,
) -> ConversationsScorecard:
    async with _learnt(settings, articles, tickets) as (thinking, conninfo):
        with crew(settings, conninfo, thinking.policy(), workers, maker) as asking:
            return await evaluate_conversations(
                asking,
                await corpus_calibration(thinking),
                labelled,
                policy=thinking.policy(),
                embedder=thinking.embedder.model if thinking.embedder else None,
                fresh=fresh,
                progress=lambda name, total: shell.progress(name, total),
            )


def _line(talk: Talk) -> str:
    return json.dumps(plain(talk), ensure_ascii=False) + "\n"


def messages(
    labels: Annotated[list[Path], typer.Option("--labels", help="JSONL files; repeatable.")],
    task: Annotated[Task, typer.Option("--task", help="What to recognise in the messages.")],
    train: Annotated[
        list[Path] | None,
        typer.Option("--train", help="Labelled messages to learn categories from."),
    ] = None,
    per_class: Annotated[
        int | None,
        typer.Option("--per-class", min=1, help="Learn from at most so many of each category."),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Another number draws other messages to learn.")
    ] = 0,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write the page here.")] = None,
) -> None:
    """Measure how well wishes for a person, dangers, moods or categories are recognised.

    A row counts if its label is the task; for safety, if it is any topic.

    For categories without --train, rows of split "train" are for learning, the others are judged. A
    row is out of scope if its label is "oos" or was not learnt; "uncategorised" is right for it.
    """
    settings = shell.load_settings()
    _writable(json_out, html_out)
    left_out: list[str] = []
    sets = {path.name: list(usable(path, read_message_rows, left_out)) for path in labels}
    judged = [message for found in sets.values() for message in found]
    learnt: list[LabelledMessage] = []
    if train:
        learnt = [m for path in train for m in usable(path, read_message_rows, left_out)]
    elif task is Task.CATEGORY:
        learnt = [message for message in judged if message.split == "train"]
        judged = [message for message in judged if message.split != "train"]
    if not judged:
        raise InvalidError(
            "No labelled message can be judged.",
            hint=f"First fault: {left_out[0]}" if left_out else "The files are empty.",
        )

    async def work() -> dict[str, object]:
        async with app.open_embedder(settings) as embedder:
            with (
                app.bulk(embedder, settings) as bulk,
                shell.progress("Reading", len(judged)) as progress,
            ):
                scorecard = await evaluating_messages.evaluate_messages(
                    Recognisers(
                        app.read_policy(app.policy_path(settings)), app.shipped_heads(), bulk
                    ),
                    judged,
                    learnt,
                    task.value,
                    sets={name: len(found) for name, found in sets.items()},
                    left_out=tuple(left_out),
                    per_class=per_class,
                    seed=seed,
                    progress=progress,
                )
        return scorecard.to_json()

    table = shell.run(work())
    _write(table, json_out, html_out, messages_page)
    _summary({task.value: table}, (task.value,))
    for fault in left_out:
        shell.err.print(f"left out: {fault}", markup=False)


def _writable(*paths: Path | None) -> None:
    """Refuse paths that can't be written before minutes of work, not after."""
    for path in paths:
        if path is not None and not path.absolute().parent.is_dir():
            raise InvalidError(
                f"There is no folder {path.absolute().parent}.", hint="Create it first."
            )
        if path is not None and path.is_dir():
            raise InvalidError(f"{path} is a folder.", hint="Name a file.")


def _write(
    table: dict[str, object], json_out: Path | None, html_out: Path | None, page: object
) -> None:
    assert callable(page)
    if json_out is not None:
        json_out.write_text(
            json.dumps(table, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    if html_out is not None:
        html_out.write_text(str(page(table)), encoding="utf-8")


def _summary(table: dict[str, object], groups: tuple[str, ...]) -> None:
    """Print each figure of these groups on its own line, with its n and interval."""
    for group in groups:
        for name, figure in _figures(table[group], group):
            shell.out.print(f"{name:44} {_says(figure)}", markup=False)


def _figures(value: object, name: str) -> list[tuple[str, dict[str, float | None]]]:
    if not isinstance(value, dict):
        return []
    if {"value", "n", "low", "high"} <= value.keys():
        return [(name, value)]
    return [
        found
        for key, item in value.items()
        if key not in ("curves", "meta", "by_label")
        for found in _figures(item, f"{name}.{key}")
    ]


def _says(figure: dict[str, float | None]) -> str:
    if figure["value"] is None:
        return f"undefined (n {figure['n']})"
    return f"{figure['value']:.3f} ({figure['low']:.3f}–{figure['high']:.3f}, n {figure['n']})"
