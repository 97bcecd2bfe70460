"""Why the nearest article to a question was not enough, as its turn's evidence has it."""

from tandem.core.knowledge.gap import Fault, Shortfall, Why
from tandem.core.turn.evidence import Evidence


def shortfall(evidence: Evidence, why: Why, *, suggest_from: float | None) -> Shortfall:
    """The article that was quoted, else the nearest, and what was missing.

    `why` the question counts as not answered goes before what was measured: a quote that the
    customer refused was good enough for the measure. `suggest_from` is the P(right) from which on
    the policy lets something be shown, None where it lets nothing be.
    """
    candidate = evidence.candidate
    nearest = evidence.nearest[0] if evidence.nearest else None
    if candidate is not None:
        cited = candidate.citations[0]
        article, title = cited.article_id, cited.title
    elif nearest is not None:
        article, title = nearest.document, nearest.title
    else:
        return Shortfall("", "", Fault.NOTHING)
    if candidate is not None and why in (Why.REFUSED, Why.RATED):
        return Shortfall(article, title, Fault.REFUSED if why is Why.REFUSED else Fault.RATED)
    ambiguity = evidence.ambiguity
    if ambiguity is not None and ambiguity.about == "product":
        return Shortfall(article, title, Fault.OTHER_PRODUCT, ", ".join(ambiguity.options))
    if evidence.missing:
        return Shortfall(article, title, Fault.LACKS_WORDS, ", ".join(evidence.missing))
    checks = evidence.verification.checks if evidence.verification else ()
    failed = next((check for check in checks if not check.ok), None)
    if failed is not None:
        return Shortfall(article, title, Fault.NOT_SUPPORTED, failed.says)
    if candidate is not None and evidence.confidence is not None:
        value = evidence.confidence.value
        is_below = suggest_from is not None and value < suggest_from
        return Shortfall(
            article, title, Fault.UNLIKELY, f"{value:.2f} < {suggest_from:.2f}" if is_below else ""
        )
    return Shortfall(article, title, Fault.UNLIKELY)
