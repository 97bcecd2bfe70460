"""`tandem doctor`: says what is wrong with this installation, and how to fix it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from tandem import app
from tandem.adapters.embed import onnx
from tandem.assistant.requests import is_over
from tandem.cli import shell
from tandem.core.desk import hours
from tandem.core.errors import TandemError
from tandem.core.metrics.figures import wilson_interval
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.policy import ModelRules, Policy
from tandem.core.turn.reach import reach
from tandem.core.turn.threshold import Threshold
from tandem.postgres import checks as checkup
from tandem.postgres.checks import Finding, Level
from tandem.settings import Settings
from tandem.store import (
    articles,
    calibrations,
    installation,
    model_calls,
    showings,
    sources,
    teams,
)
from tandem.store.database import Database
from tandem.store.model_calls import Failure, Spent, Total
from tandem.store.showings import Counted

MARKS = {Level.OK: "[green]✓[/]", Level.WARNING: "[yellow]![/]", Level.FAULT: "[red]✗[/]"}


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check settings, policy, embedder, mail, database and knowledge; exit 1 on a fault."""
    findings = list(_findings())
    if as_json:
        shell.print_json([asdict(finding) | {"ok": finding.ok} for finding in findings])
    else:
        for finding in findings:
            shell.out.print(f"{MARKS[finding.level]} {finding.name}: ", end="")
            shell.out.print(finding.says, markup=False)
            if finding.level is not Level.OK and finding.fix:
                shell.out.print(f"    fix: {finding.fix}", markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = app.load_settings()
    except TandemError as error:
        yield Finding("settings", Level.FAULT, error.message, error.hint)
        return
    yield Finding("settings", Level.OK, f"home {settings.home}")
    for warning in settings.warnings:
        yield Finding("settings", Level.WARNING, warning)
    policy = _read_policy(settings)
    yield policy if isinstance(policy, Finding) else _policy(settings, policy)
    yield from _embedder(settings)
    models = _models(settings, policy) if isinstance(policy, Policy) else ()
    if isinstance(models, Finding):
        yield models
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
                known = policy if isinstance(policy, Policy) else None
                of_models = () if isinstance(models, Finding) else models
                yield from asyncio.run(_contents(conninfo, known, of_models))
    except TandemError as error:
        yield Finding("database", Level.FAULT, error.message, error.hint)


def _read_policy(settings: Settings) -> Policy | Finding:
    try:
        return app.read_policy(app.policy_path(settings))
    except TandemError as error:
        return Finding("policy", Level.FAULT, error.message, error.hint)


def _policy(settings: Settings, policy: Policy) -> Finding:
    path = app.policy_path(settings)
    whose = f"The policy of {policy.company}" if policy.company else "The policy"
    place = path.relative_to(settings.home) if path.is_relative_to(settings.home) else path
    return Finding("policy", Level.OK, f"{whose}, version {policy.version[:8]}, from {place}.")


def _embedder(settings: Settings) -> Iterator[Finding]:
    async def load() -> str:
        async with app.open_embedder(settings) as embedder:
            return embedder.model if embedder else "none: search by keywords only"

    try:
        yield Finding("embedder", Level.OK, asyncio.run(load()))
    except TandemError as error:
        yield Finding("embedder", Level.FAULT, error.message, error.hint)
    if settings.embedder == "minilm":
        yield Finding("weights", Level.OK, f"in {onnx.shipped().name}")


@dataclass(frozen=True, slots=True)
class _Model:
    """A language model that is set."""

    name: str
    is_hosted: bool
    has_price: bool


def _models(settings: Settings, policy: Policy) -> tuple[_Model, ...] | Finding:
    """The language models that are set, in the order in which they are asked; none is asked now."""

    async def load() -> tuple[_Model, ...]:
        async with app.open_writers(settings, policy) as writers:
            if writers is None:
                return ()
            return tuple(
                _Model(one.name, one.is_hosted, one.name in writers.prices)
                for one in writers.models
            )

    try:
        return asyncio.run(load())
    except TandemError as error:
        return Finding("model", Level.FAULT, error.message, error.hint)


def _mail(settings: Settings) -> Finding:
    """Whether the mail server accepts us; if none is set up, what is not sent."""
    try:
        post = app.post(settings)
        if post is None:
            return Finding(
                "mail",
                Level.WARNING,
                "not set up: replies to customers who are away, alarms for late handoffs,"
                " questions how it was, invitations and new passwords are not mailed",
                "Set TANDEM_SMTP_URL and TANDEM_MAIL_FROM.",
            )
        asyncio.run(post.mailer.check())
    except TandemError as error:
        return Finding("mail", Level.FAULT, error.message, error.hint)
    sender = f"from {post.sender.address}"
    if settings.public_url is not None:
        return Finding("mail", Level.OK, sender)
    return Finding(
        "mail",
        Level.FAULT,
        f"{sender}, with links to {settings.url}",
        "Set TANDEM_PUBLIC_URL to where customers' browsers reach the desk.",
    )


async def _contents(
    conninfo: str, policy: Policy | None, models: Sequence[_Model]
) -> list[Finding]:
    """What the database holds: knowledge and calibrations; and what the assistant does with it."""
    today = model_calls.day(app.now())
    database = await Database.open(conninfo)
    try:
        async with database.connection() as connection:
            counts = await articles.count(connection)
            old = await articles.unshaped(connection)
            read_from = await sources.every(connection)
            learnt = await calibrations.newest(connection)
            unreadable = await calibrations.unreadable(connection)
            state = await installation.read(connection)
            least = policy and policy.suggest_from
            shown = await showings.counted(connection, least=least or 0.0)
            used = await model_calls.spent(connection, None, today)
            asked = await model_calls.totals(connection, today)
            failed = await model_calls.failures(connection, today)
            named = await teams.every(connection)
    finally:
        await database.close()
    found = [
        Finding(
            "knowledge",
            Level.OK if counts.articles else Level.FAULT,
            f"{counts.articles} articles in {counts.passages} passages, {counts.tickets} tickets"
            f" ({counts.resolved} resolved)",
            "`tandem learn PATH` reads your articles; `tandem demo` sets up an example company.",
        )
    ]
    if old:
        found.append(
            Finding(
                "articles",
                Level.WARNING,
                f"{old} were read by an earlier release, which kept less of lists and tables",
                "`tandem learn --again` reads them again.",
            )
        )
    found += [
        Finding(
            "source",
            Level.WARNING,
            f"{one.location}: {one.failure}",
            "`tandem learn` with it says all that is wrong; the desk tries again every hour.",
        )
        for one in read_from
        if one.failure
    ]
    found += [
        Finding("calibration", Level.WARNING, f"({scope}) is not used: {fault}", "")
        for scope, fault in unreadable.items()
    ]
    judged = learnt.get("judged")
    found.append(_threshold(judged.threshold("") if judged else None))
    if policy is not None:
        found.append(_assistant(policy, is_paused=state.paused_at is not None))
        found.append(_suggestions(shown, policy.suggest_from))
        found += _hours(policy, [team.name for team in named])
    measured = calibrations.of_models(learnt)
    found += [_model(one, measured.get(one.name)) for one in models]
    if policy is not None and models:
        found.append(_budget(used, policy.llm, models))
    if asked:
        found.append(_asked(asked, failed))
    return found


def _hours(policy: Policy, teams: Sequence[str]) -> Iterator[Finding]:
    """When people are there; and hours or clocks of teams that there aren't, which hold nowhere."""
    rows = [*policy.hours, *policy.clocks]
    unknown = dict.fromkeys(row.team for row in rows if row.team and row.team not in teams)
    for name in unknown:
        yield Finding(
            "hours",
            Level.WARNING,
            f"the policy has hours or a clock for a team {name!r}, and there is no such team",
            "Settings → Hours, or [[hours]] and [[clock]] in the policy; teams are under Team.",
        )
    if not policy.hours:
        yield Finding(
            "hours",
            Level.OK,
            "none are set: people count as there at all times",
            "Settings → Hours says when they are, so that customers read the next opening.",
        )
    for one in policy.hours:
        opens = hours.opening(one, app.now())
        whose = one.team or "all teams without their own"
        when = "there now" if opens == app.now() else f"back {opens:%Y-%m-%d %H:%M} UTC"
        yield Finding("hours", Level.OK, f"{whose}: {when}")


def _model(model: _Model, calibration: Calibration | None) -> Finding:
    """A model that is set: where it is, and whether it was measured."""
    where = "hosted: what it is asked leaves the house" if model.is_hosted else "in the house"
    if calibration is None:
        return Finding(
            "model",
            Level.WARNING,
            f"{model.name}, {where}; never measured, so it suggests and drafts, it doesn't answer",
            f"`tandem calibrate QUESTIONS --maker {model.name}` measures it on your own questions.",
        )
    threshold = calibration.threshold("")
    if threshold.value is None:
        return Finding(
            "model",
            Level.WARNING,
            f"{model.name}, {where}; measured on {threshold.judged} judged replies, and no"
            " threshold meets the target, so it doesn't answer",
            "Judge more of its replies, or take another model.",
        )
    return Finding(
        "model",
        Level.OK,
        f"{model.name}, {where}; measured on {threshold.judged} judged replies, answers from"
        f" {threshold.value:.2f}",
    )


def _budget(used: Spent, rules: ModelRules, models: Sequence[_Model]) -> Finding:
    """What all models took today of what the policy lets them take."""
    limit = f" of {rules.tokens_per_day}" if rules.tokens_per_day is not None else ""
    most = f" of ${rules.dollars_per_day:.2f}" if rules.dollars_per_day is not None else ""
    says = f"today {used.of_day}{limit} tokens, ${used.dollars:.2f}{most}"
    if is_over(used, rules):
        return Finding(
            "budget",
            Level.WARNING,
            f"{says}: used up, so answers only quote until midnight (UTC)",
            "Raise llm.tokens_per_day or llm.dollars_per_day, or wait.",
        )
    unpriced = [one.name for one in models if not one.has_price]
    if rules.dollars_per_day is not None and unpriced:
        return Finding(
            "budget",
            Level.WARNING,
            f"{says}; {', '.join(unpriced)} has no price, so llm.dollars_per_day never holds it",
            "Set TANDEM_LLM_PRICE.",
        )
    return Finding("budget", Level.OK, says)


def _asked(asked: Sequence[Total], failed: Sequence[Failure]) -> Finding:
    """The requests of today, and why the failed ones did."""
    says = "; ".join(
        f"{one.model} {one.calls} today, {one.failures} failed, {one.tokens_in} + {one.tokens_out}"
        f" tokens, {'no price set' if one.dollars is None else f'${one.dollars:.4f}'}"
        for one in asked
    )
    if not failed:
        return Finding("requests", Level.OK, says)
    reasons = " ".join(f"{one.times} × {one.model}: {one.failure}" for one in failed)
    if rest := sum(one.failures for one in asked) - sum(one.times for one in failed):
        reasons += f" {rest} for other reasons."
    return Finding(
        "requests",
        Level.WARNING,
        f"{says}. {reasons}",
        "These replies quote the articles. Check the model's server and TANDEM_LLM_*.",
    )


def _assistant(policy: Policy, *, is_paused: bool) -> Finding:
    told = reach(policy, is_paused=is_paused)
    return Finding("assistant", Level.WARNING if is_paused else Level.OK, told.says, told.change)


def _threshold(threshold: Threshold | None) -> Finding:
    if threshold is None:
        return Finding(
            "threshold",
            Level.WARNING,
            "not measured on your own questions yet: the shipped one applies",
            "`tandem calibrate QUESTIONS` needs 150 judged questions.",
        )
    cut = "no threshold meets the target" if threshold.value is None else f"{threshold.value:.2f}"
    return Finding(
        "threshold",
        Level.FAULT if threshold.value is None else Level.OK,
        f"{cut}; of {threshold.judged} judged answers {threshold.answered} are above it,"
        f" {threshold.wrong} of them wrong (at most {threshold.bound:.1%}, 95 % bound)",
        "Judge more answers, or correct the articles that were cited wrongly.",
    )


def _suggestions(shown: Sequence[Counted], least: float | None) -> Finding:
    """What customers said of what was suggested from this P(right) on; silence is neither."""
    if least is None:
        return Finding("suggestions", Level.OK, "none are made: the policy has no suggest_from")
    sent = [one for one in shown if one.decision == "suggest" and one.effect == "sent"]
    yes, no = sum(one.yes for one in sent), sum(one.no for one in sent)
    silent = sum(one.silent for one in sent)
    if not yes + no:
        says = f"from {least:.2f}; no customer has said yes or no to one yet"
        return Finding("suggestions", Level.OK, says)
    low, high = wilson_interval(yes, yes + no)
    return Finding(
        "suggestions",
        Level.OK,
        f"from {least:.2f}; of {yes + no} that customers judged {yes} helped"
        f" ({low:.0%} to {high:.0%}), {silent} got no word",
    )
