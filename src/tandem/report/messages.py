"""The page of `evaluate messages`: what is recognised, missed and wrongly flagged."""

from collections.abc import Mapping

from tandem.core.metrics import figures
from tandem.report import charts, numbers, page
from tandem.report.charts import Row
from tandem.report.markup import Markup
from tandem.report.numbers import Result, decimal, percent, share

LABELS_SHOWN = 15

_WHY_NOT = {
    "precision": "nothing was flagged",
    "recall": "no such messages",
    "f1": "no such messages",
    "auroc": "needs both kinds",
    "auroc_right": "needs right and wrong ones",
    "accuracy_in_scope": "no messages in scope",
    "likeliest_in_scope": "no messages in scope",
    "accuracy_out_of_scope": "no messages out of scope",
    "false_alarm_rate": "no other messages",
    "accuracy": "no messages",
}


def messages_page(result: Result) -> str:
    """The result of `MessagesScorecard.to_json` as one self-contained HTML file."""
    category = result.get("task") == "category"
    figures = [_categories(result) if category else _sets(result)]
    if category and result.get("by_label"):
        figures.append(_labels(result["by_label"]))
    probability = result.get("curves", {}).get("probability", {})
    if probability.get("counts"):
        figures.append(_histogram(probability))
    return page.document(
        _category_title(result) if category else _task_title(result),
        "Labelled messages against the assistant's classification."
        if category
        else f"Messages labelled “{result.get('task', '')}” against all others.",
        _category_summary(result) if category else _task_summary(result),
        page.charts(figures),
        _facts(result.get("meta", {})),
    )


def _task_title(result: Result) -> str:
    recall, precision = numbers.figure(result, "recall"), numbers.figure(result, "precision")
    task = result.get("task", "")
    if recall.value is None:
        return f"No message is labelled {task}"
    found = f"Of {numbers.count(recall.n)} {task} messages {share(recall.value)} are found"
    if precision.value is None:
        return found
    return f"{found}, and {share(precision.value)} of the flagged messages are right"


def _category_title(result: Result) -> str:
    accuracy = numbers.figure(result, "accuracy")
    if accuracy.value is None:
        return "No messages were categorised yet"
    return f"{share(accuracy.value)} of {numbers.count(accuracy.n)} messages get the right category"


def _task_summary(result: Result) -> Markup:
    return page.summary(
        (
            (_row("Precision", result, "precision"), percent, "of the flagged"),
            (_row("Recall", result, "recall"), percent, "of those to find"),
            (_row("F1", result, "f1"), decimal, "of both together"),
            (_row("AUROC", result, "auroc"), decimal, "0.5 is chance"),
            (
                _row("False alarms", result, "false_alarm_rate"),
                percent,
                "of all others; lower is better",
            ),
        )
    )


def _category_summary(result: Result) -> Markup:
    return page.summary(
        (
            (_row("Accuracy", result, "accuracy"), percent, "of all messages"),
            (
                _row("In scope", result, "accuracy_in_scope"),
                percent,
                "given the right category; the others a wrong one or none",
            ),
            (
                _row("In scope, always given", result, "likeliest_in_scope"),
                percent,
                "where the likeliest category is right, however unlikely",
            ),
            (
                _row("Out of scope", result, "accuracy_out_of_scope"),
                percent,
                "given no category, rightly",
            ),
            (_row("AUROC, in scope", result, "auroc"), decimal, "against out of scope"),
            (_row("Macro F1", result, "f1"), decimal, "every label counts the same"),
            (_row("Macro precision", result, "precision"), decimal, "mean over the labels"),
            (_row("Macro recall", result, "recall"), decimal, "mean over the labels"),
            (_row("AUROC, right", result, "auroc_right"), decimal, "0.5 is chance"),
        )
    )


def _sets(result: Result) -> Markup:
    rows = [
        Row(name, figure, kind, place, _WHY_NOT[key])
        for place, figures in {"all sets": result, **result.get("by_set", {})}.items()
        for key, name, kind in (
            ("precision", "precision", "control"),
            ("recall", "recall", "accent"),
            ("false_alarm_rate", "false alarms", "control"),
        )
        for figure in [numbers.figure(figures, key)]
    ]
    recall = numbers.figure(result, "recall")
    title = (
        "Nothing to find"
        if recall.value is None
        else f"{percent(recall)} of what should be found is found"
    )
    return charts.rows("sets", title, "For all rows together, then for each set.", rows, percent)


def _categories(result: Result) -> Markup:
    neighbour = result.get("nearest_neighbour") or {}
    rows = [
        Row(name, numbers.figure(figures, key), kind, group, _WHY_NOT[key])
        for group, key in (
            ("all messages", "accuracy"),
            ("in scope", "accuracy_in_scope"),
            ("in scope, always given one", "likeliest_in_scope"),
            ("out of scope", "accuracy_out_of_scope"),
        )
        for name, figures, kind in (
            ("this desk", result, "accent"),
            ("nearest neighbour", neighbour, "control"),
        )
    ]
    rows += [
        Row(name, numbers.figure(figures, "accuracy"), "control", "all messages, by set")
        for name, figures in result.get("by_set", {}).items()
    ]
    accuracy = rows[0].figure
    title = (
        "Nothing to categorise"
        if accuracy.value is None
        else f"{percent(accuracy)} get the right category"
    )
    note = "Accuracy, beside nearest neighbour taught by the same messages, and for each set."
    return charts.rows("sets", title, note, rows, percent)


def _labels(by_label: Mapping[str, Result]) -> Markup:
    def worst_first(row: Row) -> tuple[float, str]:
        return (0.0 if row.figure.value is None else row.figure.value, row.name)

    rows = sorted(
        (Row(label, numbers.figure(figures, "f1")) for label, figures in by_label.items()),
        key=worst_first,
    )
    every = charts.table(
        ("label", "n", "precision", "recall", "F1"),
        (
            (
                label,
                numbers.count(figures["n"]),
                *(_cell(numbers.figure(figures, key)) for key in ("precision", "recall", "f1")),
            )
            for label, figures in by_label.items()
        ),
    )
    return charts.rows(
        "labels",
        f"The hardest of {numbers.count(len(rows))} labels",
        "F1 of each label; n counts the messages that have it or were given it.",
        rows[:LABELS_SHOWN],
        decimal,
        behind=every,
    )


def _cell(figure: figures.Figure) -> str:
    return "–" if figure.value is None else decimal(figure)


def _histogram(probability: Result) -> Markup:
    return charts.histogram(
        "probability",
        "Distribution of the probability",
        "Number of messages by probability; the strips share one scale.",
        probability["edges"],
        probability["counts"],
    )


def _facts(meta: Result) -> Markup:
    threshold = meta.get("threshold")
    return page.facts(
        "How this was measured",
        {
            "messages": numbers.count(meta.get("messages", 0)),
            "sets": ", ".join(f"{name} {n}" for name, n in meta.get("sets", {}).items()),
            "model": meta.get("model", ""),
            "embedder": meta.get("embedder") or "none: rules only",
            "threshold": "none" if threshold is None else f"{threshold:g}",
            **_learnt(meta),
            "took": f"{meta.get('seconds', 0):.1f} s",
        },
        meta.get("left_out", ()),
    )


def _learnt(meta: Result) -> dict[str, str]:
    """What categories were learnt from; nothing for other tasks."""
    if not meta.get("learnt_from"):
        return {}
    few = meta.get("per_class")
    drawn = "" if few is None else f", at most {few} of each (seed {meta.get('seed', 0)})"
    return {"learnt from": f"{numbers.count(meta['learnt_from'])} messages{drawn}"}


def _row(name: str, result: Result, key: str) -> Row:
    return Row(name, numbers.figure(result, key), why_not=_WHY_NOT[key])
