"""How a response and its evidence look in a terminal."""

from rich.markup import escape
from rich.text import Text

from tandem.actions.turn.respond import SupportResponse
from tandem.cli.shell import out
from tandem.core.desk.marks import as_lines
from tandem.core.desk.message import QUOTING
from tandem.core.turn.written import Written

STYLES = {
    "answer": "green",
    "suggest": "green",
    "greet": "cyan",
    "inform": "cyan",
    "ask": "cyan",
    "offer_human": "yellow",
    "hand_off": "magenta",
    "stay_silent": "dim",
}


MAKERS = {
    "extractive": "quoting the articles",
    "written": "a language model, from the sources",
    "lookup": "the firm's own system",
}


def show_written(written: Written) -> None:
    """Print what a language model composed, what was dropped of it, and what it cost."""
    kept = written.claims - len(written.dropped)
    said = f"{kept} of {written.claims} claims supported"
    if written.spent:
        said = "not asked: its budget is used up"
    elif written.declined:
        said = "found no answer in the sources"
    elif not written.claims:
        said = "gave nothing to use"
    likely = written.finding.probability
    chance = f" · P(right) {likely:.2f}" if likely is not None else ""
    measured = "" if written.threshold is not None else " · never measured: it suggests, no more"
    out.print(f"[dim]model {escape(written.model or '–')}: {said}{chance}{measured}[/]")
    for dropped in written.dropped:
        out.print(
            f"[dim]  dropped: {escape(dropped.text[:100])} ({escape(dropped.faults[0][:120])})[/]"
        )
    for check in written.finding.verification.checks if written.finding.verification else ():
        if not check.ok:
            out.print(f"[dim]  refused: {escape(check.says)}[/]")
    for call in written.calls:
        cost = f"${call.cost:.5f}" if call.cost is not None else "no price set"
        failure = f" · {escape(call.failure)}" if call.failure else ""
        where = "left the house" if call.is_hosted else "local"
        out.print(
            f"[dim]  asked {escape(call.model)}: {call.tokens_in} + {call.tokens_out} tokens,"
            f" {cost}, {where}{failure}[/]"
        )


def show_response(response: SupportResponse) -> None:
    """Print what the customer reads, then its evidence."""
    out.print(Text(as_lines(response.content)))
    show_options(response)
    out.print()
    show_evidence(response)


def show_options(response: SupportResponse) -> None:
    """Print the ready answers, numbered as `picked` reads them."""
    if response.options:
        named = [f"{number} {option.label}" for number, option in enumerate(response.options, 1)]
        out.print(Text("   ".join(["", *named]).strip("\n"), style="cyan"))


def show_evidence(response: SupportResponse) -> None:
    """Print the decision, its rule, the signals and the sources of a response."""
    style = STYLES[response.decision]
    why = f" · {response.reason}" if response.reason else ""
    out.print(f"[bold {style}]{response.decision}[/] · rule `{response.rule}`{why}")
    if response.confidence is not None:
        out.print(f"[dim]P(right) {response.confidence:.2f} · category {response.category}[/]")
    if response.maker is not None:
        out.print(f"[dim]made by {MAKERS[response.maker]}[/]")
    if response.written is not None:
        show_written(response.written)
    for signal in response.signals:
        out.print(f"[dim]signal {signal.name.value}: {escape(signal.says)}[/]")
    label = "source" if response.decision in QUOTING else "nearest"
    for source in response.sources:
        place = " › ".join((source.title, *source.heading_path))
        dense = "–" if source.score_dense is None else f"{source.score_dense:.2f}"
        out.print(
            f"[dim]{label} {source.number}: {escape(place)}"
            f" (v{source.version}, keywords {source.score_bm25:.2f}, meaning {dense})"
            f" {source.url}[/]"
        )
    steps = " ▸ ".join(f"{name} {took:.0f}" for name, took in response.steps.items())
    out.print(f"[dim]steps {steps} ms · turn {response.turn_id}[/]")
