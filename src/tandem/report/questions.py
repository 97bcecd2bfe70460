"""The page of `evaluate questions`: retrieval, decisions, risk and calibration."""

from collections.abc import Sequence

from tandem.core.metrics import figures
from tandem.report import charts, numbers, page, run
from tandem.report.charts import Row
from tandem.report.markup import Markup
from tandem.report.numbers import Result, decimal, percent, share

_METRICS = {
    "hit_at_1": "a right article first (hit@1)",
    "recall_at_5": "right articles among five (recall@5)",
    "recall_at_10": "right articles among ten (recall@10)",
    "mrr_at_10": "how early the first one comes (MRR@10)",
    "ndcg_at_10": "how early all of them come (nDCG@10)",
}
_DECISIONS = {
    "answer": ("answers", "ai"),
    "suggest": ("suggests", "ai"),
    "greet": ("greets", "control"),
    "ask": ("asks back", "ai"),
    "offer_human": ("offers a person", "human"),
    "hand_off": ("hands over to people", "human"),
    "stay_silent": ("stays silent", "control"),
}
_SELECTIVE = {
    "auroc_right": "right from wrong",
    "auroc_answerable": "answerable from not",
}
_TARGET = 0.05


def questions_page(result: Result) -> str:
    """The result of `QuestionsScorecard.to_json` as one self-contained HTML file."""
    judged = numbers.figure(result, "decisions", "answer").n > 0
    return page.document(
        _title(result),
        "What the assistant would have done with these labelled questions. “Right” means that the "
        "candidate cites a gold article first. For unanswerable questions no candidate is right.",
        _summary(result),
        page.charts(_charts(result) if judged else ()),
        run.facts(result.get("meta", {})),
    )


def _charts(result: Result) -> list[Markup]:
    curves = result.get("curves", {})
    figures = [_decisions(result), _retrieval(result)]
    if curves:
        figures += [
            _risk_coverage(result, curves["risk_coverage"]),
            _reliability(result, curves["reliability"]),
            _histogram(curves["confidence"]),
        ]
    return [*figures, _separation(result)]


def _title(result: Result) -> str:
    answer = numbers.figure(result, "decisions", "answer")
    right = numbers.figure(result, "decisions", "answered_right")
    if answer.value is None:
        return "No questions were judged yet"
    of = f"{share(answer.value)} of {numbers.count(answer.n)} questions"
    if right.value is None:
        return f"The assistant answers {of}"
    answers = f"{share(right.value)} of these {numbers.count(right.n)} answers"
    return f"The assistant answers {of}, and {answers} are right"


def _summary(result: Result) -> Markup:
    def row(name: str, section: str, *path: str) -> Row:
        figure = numbers.figure(result, section, *path)
        return Row(name, figure, why_not=_why_not(path[-1], figure))

    return page.summary(
        (
            (row("Answered", "decisions", "answer"), percent, "of all questions"),
            (row("Answered right", "decisions", "answered_right"), percent, "of the answers"),
            (row("Suggested", "decisions", "suggest"), percent, "shown as probably right"),
            (
                row("Suggested right", "decisions", "suggested_right"),
                percent,
                "of the suggestions",
            ),
            (
                row("Answer's words quoted", "content", "answer_recall"),
                percent,
                "of the gold answer, where its article is quoted",
            ),
            (
                row("Wrongly answered", "decisions", "unanswerable_answered"),
                percent,
                "of the unanswerable; lower is better",
            ),
            (
                row("Found first", "retrieval", "hybrid", "hit_at_1"),
                percent,
                "a right article, in hybrid search",
            ),
            (row("nDCG@10", "retrieval", "hybrid", "ndcg_at_10"), decimal, "of hybrid search"),
            (
                row("Coverage at 5 % error", "selective", "coverage_at_5_percent_error"),
                percent,
                "of all questions, the surest first",
            ),
            (
                row("… with a 95 % bound", "selective", "coverage_at_5_percent_error_with_bound"),
                percent,
                "Clopper–Pearson",
            ),
            (row("AURC", "selective", "aurc"), decimal, "mean risk; lower is better"),
            (row("AUROC, right", "selective", "auroc_right"), decimal, "0.5 is chance"),
            (row("AUROC, answerable", "selective", "auroc_answerable"), decimal, "0.5 is chance"),
            (row("Brier score", "calibration", "brier"), decimal, "lower is better"),
            (row("Calibration error", "calibration", "ece"), decimal, "ECE, debiased"),
        )
    )


def _decisions(result: Result) -> Markup:
    def row(key: str, name: str, kind: str) -> Row:
        return Row(name, numbers.figure(result, "decisions", key), kind)

    rows = [row(key, name, kind) for key, (name, kind) in _DECISIONS.items()]
    answer, right = rows[0].figure, numbers.figure(result, "decisions", "answered_right")
    title = (
        "It answers none of the questions"
        if right.value is None
        else f"It answers {percent(answer)}, and {percent(right)} of these answers are right"
    )
    return charts.rows(
        "decisions",
        title,
        f"Share of all {numbers.count(answer.n)} questions by decision.",
        [row for row in rows if row.figure.n],
        percent,
    )


def _retrieval(result: Result) -> Markup:
    legs: Sequence[str] = list(result.get("retrieval", {}))
    run = [leg for leg in legs if numbers.figure(result, "retrieval", leg, "hit_at_1").n]
    rows = [
        Row(leg, figure, "accent" if leg == "hybrid" else "control", metric)
        for key, metric in _METRICS.items()
        for leg in run
        for figure in [numbers.figure(result, "retrieval", leg, key)]
    ]
    idle = ", ".join(leg for leg in legs if leg not in run)
    first = numbers.figure(result, "retrieval", "hybrid", "hit_at_1")
    title = (
        "Retrieval was not measured"
        if first.value is None
        else f"For {share(first.value)} of questions hybrid search puts a right article first"
    )
    note = "Questions with gold articles. The assistant uses hybrid search."
    if idle:
        note += f" Not measured: {idle}."
    return charts.rows("retrieval", title, note, rows, decimal)


def _risk_coverage(result: Result, points: Sequence[Result]) -> Markup:
    reached = numbers.figure(result, "selective", "coverage_at_5_percent_error")
    title = (
        f"With at most 5 % wrong it could answer {percent(reached)} of questions"
        if reached.value
        else "No threshold keeps the error at 5 %"
    )
    return charts.risk_coverage(
        title,
        f"Share of wrong answers if the surest are answered first; {numbers.count(reached.n)} "
        "questions. Band: 95 % at each point. ◇ largest coverage at the target. "
        "△ beyond the axis.",
        points,
        _TARGET,
        reached,
    )


def _reliability(result: Result, bins: Sequence[Result]) -> Markup:
    surest = bins[-1]
    brier = numbers.figure(result, "calibration", "brier")
    return charts.reliability(
        f"When it says {surest['said']:.2f}, it is right "
        f"{percent(numbers.figure(surest, 'came_true'))} of the time",
        f"Stated confidence against what came true, in bins of about equal size; "
        f"{numbers.count(brier.n)} questions. On the dashed line the two are equal.",
        bins,
    )


def _separation(result: Result) -> Markup:
    rows = [
        Row(name, figure, why_not=_why_not(key, figure))
        for key, name in _SELECTIVE.items()
        for figure in [numbers.figure(result, "selective", key)]
    ]
    right = rows[0].figure.value
    title = (
        "How well the confidence separates right from wrong"
        if right is None
        else f"A right candidate scores above a wrong one {share(right)} of the time"
    )
    note = "AUROC of the confidence. The dashed mark is chance."
    return charts.rows("separation", title, note, rows, decimal, chance=0.5)


def _histogram(confidence: Result) -> Markup:
    return charts.histogram(
        "confidence",
        "Distribution of the confidence",
        "Number of questions by confidence; the strips share one scale.",
        confidence["edges"],
        confidence["counts"],
    )


def _why_not(key: str, figure: figures.Figure) -> str:
    """Why a figure is undefined: what is missing."""
    n = numbers.count(figure.n)
    match key:
        case "ece":
            return f"{n} of 1,000 questions"
        case "coverage_at_5_percent_error_with_bound":
            return f"{n} of 59 questions"
        case "answered_right":
            return "nothing was answered"
        case "suggested_right":
            return "nothing was suggested"
        case "answer_recall":
            return "no gold answers"
        case "unanswerable_answered":
            return "no unanswerable questions"
        case "auroc_right":
            return "needs right and wrong ones"
        case "auroc_answerable":
            return "needs both kinds"
        case _ if key in _METRICS:
            return "not run, or no gold articles"
        case _:
            return "no questions"
