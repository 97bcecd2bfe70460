"""How a run over questions was made, as part of its page."""

from tandem.report import numbers, page
from tandem.report.markup import Markup
from tandem.report.numbers import Result


def facts(meta: Result) -> Markup:
    """What is needed to repeat the run or to doubt it."""

    def named(values: Result, empty: str) -> str:
        return ", ".join(f"{name} {empty if n is None else n}" for name, n in values.items())

    return page.facts(
        "How this was measured",
        {
            "questions": numbers.count(meta.get("questions", 0)),
            "sets": named(meta.get("sets", {}), ""),
            "judged": _judged(meta.get("folds", 0)),
            "embedder": meta.get("embedder") or "none: BM25 only",
            "calibration": meta.get("calibration", ""),
            "thresholds": named(meta.get("thresholds", {}), "none: nothing is answered"),
            "took": f"{meta.get('seconds', 0):.1f} s",
        },
        meta.get("left_out", ()),
    )


def _judged(folds: int) -> str:
    if folds == 1:
        return "on the test split"
    return f"in {folds} folds, each calibrated on the others"
