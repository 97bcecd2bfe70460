"""`tandem calibrate`: fits confidence and thresholds to a company's own judged questions."""

from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.knowledge.learn_categories import learn_categories
from tandem.actions.lab import calibrate as calibrating
from tandem.actions.lab.calibrate import Calibrated
from tandem.actions.lab.evaluate_maker import CalibratedModel, calibrate_maker
from tandem.cli import shell
from tandem.cli.rows import read_labelled
from tandem.core.lab.dataset import Labelled
from tandem.core.turn.threshold import Threshold


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(calibrate)


def calibrate(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="JSONL files of questions with gold articles.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    maker: Annotated[
        str, typer.Option("--maker", help="Calibrate this language model of TANDEM_LLM instead.")
    ] = "",
) -> None:
    """Ask every question whose split is not "test", refit, and put the result in force.

    Verdicts of the review queue count too; without files they must be enough by themselves.

    Each language model has a calibration of its own: --maker names the one to measure.
    """
    # Without files, what was judged in the review queue must be enough; a model needs questions.
    labelled = read_labelled(paths or []) if paths or maker else Labelled((), {}, ())
    questions = [question for question in labelled.questions if question.split != "test"]

    async def work() -> Calibrated | CalibratedModel:
        async with app.open_desk(shell.load_settings()) as parts:
            if maker:
                with shell.progress(f"Asking {maker}", len(questions)) as progress:
                    return await calibrate_maker(
                        parts.thinking,
                        maker,
                        questions,
                        concurrency=parts.settings.processes,
                        now=app.now(),
                        progress=progress,
                    )
            with app.bulk(parts.embedder, parts.settings) as bulk:  # thresholds are by category
                await learn_categories(
                    parts.database, bulk, parts.policies.current().categories, now=app.now()
                )
            with shell.progress("Calibrating", len(questions)) as progress:
                return await calibrating.calibrate(
                    parts.thinking,
                    questions,
                    concurrency=parts.settings.processes,
                    now=app.now(),
                    progress=progress,
                )

    calibrated = shell.run(work())
    for fault in labelled.left_out:
        shell.err.print(f"not read: {fault}", markup=False)
    if as_json:
        shell.print_json(calibrated)
        return
    shell.out.print(f"{calibrated.judged} judged, {calibrated.right} of them right.")
    if isinstance(calibrated, Calibrated):
        shell.out.print(
            f"Labels: {calibrated.judged} questions with gold articles,"
            f" {calibrated.of_reviewers} verdicts of the review queue ({calibrated.sampled} of them"
            f" count for thresholds), {calibrated.of_customers} customers' yes or no."
        )
    for category, threshold in calibrated.thresholds.items():
        shell.out.print(f"{category or 'all categories'}: {says(threshold)}")


def says(threshold: Threshold) -> str:
    """A threshold in one sentence, with the figures behind it."""
    if threshold.value is None:
        return (
            f"no threshold keeps wrong answers under {threshold.target:.0%} with a 95 % bound"
            f" ({threshold.judged} judged): nothing is answered without a person"
        )
    return (
        f"answers from {threshold.value:.2f} up; of {threshold.judged} judged"
        f" {threshold.answered} are at or above it, {threshold.wrong} of them wrong"
        f" (at most {threshold.bound:.1%}, 95 % bound)"
    )
