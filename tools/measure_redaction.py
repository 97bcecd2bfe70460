"""`python -m tools.measure_redaction` measures which names are hidden when tickets are imported.

The sample is invented (tools/judged/redaction.jsonl): `{kind:words}` marks a name that must be
hidden, `{data:words}` other personal data, and `{stay:words}` what only looks like a name. All that
is unmarked must stay too. With `--tickets`, what is hidden in unlabelled tickets is counted.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.actions.knowledge.import_tickets import redacted
from tandem.adapters.read.files import read_tickets
from tandem.core.knowledge.redact import NAME
from tandem.core.knowledge.ticket import Ticket, TicketMessage, searchable
from tandem.core.metrics.figures import Figure, proportion

SAMPLE = Path(__file__).parent / "judged" / "redaction.jsonl"
SPLITS = ("develop", "held_out")
MARK = re.compile(r"\{(\w+):([^{}]*)\}")
PLACEHOLDER = re.compile(r"(\[(?:name|email|phone|number|address)\])")
WORD = re.compile(r"[^\W_]\S*")


@dataclass(frozen=True, slots=True)
class Span:
    """A marked part of a text, from `start` to `end`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message without its marks."""

    id: str
    split: str
    language: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One name, look-alike or other word: what it is, and whether it is hidden as a name."""

    message: Labelled
    kind: str  # a kind of mark, or word
    text: str
    is_hidden: bool


def read(path: Path) -> list[Labelled]:
    """The messages of the sample."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [_labelled(**row) for row in rows]


def _labelled(id: str, split: str, language: str, text: str) -> Labelled:
    bare, spans, end = "", list[Span](), 0
    for mark in MARK.finditer(text):
        bare += text[end : mark.start()]
        spans.append(Span(mark[1], len(bare), len(bare) + len(mark[2])))
        bare += mark[2]
        end = mark.end()
    return Labelled(id, split, language, bare + text[end:], tuple(spans))


def imported(text: str) -> str:
    """What a search can find of a message once it is imported, in a ticket of its own."""
    message = TicketMessage("customer", text, None)
    return redacted(Ticket("1", "", "", "", "", (message,), "resolved", None, ()))


def measure(sample: Iterable[Labelled], redactor: Callable[[str], str] = imported) -> list[Found]:
    """What the redactor hides of each name, look-alike and other word."""
    return [found for message in sample for found in _found(message, redactor(message.text))]


def _found(message: Labelled, output: str) -> list[Found]:
    hidden = _hidden(message.text, output)
    marked: set[int] = set()
    found: list[Found] = []
    for span in message.spans:
        letters = [at for at in range(span.start, span.end) if message.text[at].isalnum()]
        marked.update(range(span.start, span.end))
        # A part of a name is no hidden name, and a part of a look-alike is hidden too much.
        enough = any if span.kind == "stay" else all
        is_hidden = enough(at in hidden for at in letters)
        found.append(Found(message, span.kind, message.text[span.start : span.end], is_hidden))
    for word in WORD.finditer(message.text):
        within = range(word.start(), word.end())
        kinds = {s.kind for s in message.spans if s.start < word.end() and word.start() < s.end}
        if not kinds - {"stay"}:
            found.append(Found(message, "word", word[0], any(at in hidden for at in within)))
    return found


def _hidden(text: str, output: str) -> set[int]:
    """Where a text's characters are hidden as a name in the output, which has spaces folded."""
    parts = PLACEHOLDER.split(output)
    pattern = "".join(
        "(.+?)" if at % 2 else r"\s+".join(map(re.escape, re.split(r"\s+", part)))
        for at, part in enumerate(parts)
    )
    aligned = re.fullmatch(rf"\s*{pattern}\s*", text, re.DOTALL)
    assert aligned is not None, f"{output!r} is not what a redactor makes of {text!r}"
    return {
        at
        for group, part in enumerate(parts[1::2], start=1)
        if part == NAME
        for at in range(*aligned.span(group))
    }


def figures(found: Iterable[Found]) -> dict[str, Figure]:
    """The share hidden of each kind, and of all names."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one.is_hidden)
        if one.kind not in ("data", "stay", "word"):
            kinds["all names"].append(one.is_hidden)
    order = sorted(kinds.keys() - {"data"}, key=lambda kind: (kind in ("stay", "word"), kind))
    return {kind: proportion(sum(kinds[kind]), len(kinds[kind])) for kind in order}


def _print_labelled(found: Sequence[Found], *, misses: bool) -> None:
    for kind, figure in figures(found).items():
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        if kind == "word":
            per_1000 = [1000 * share for share in (figure.value, figure.low, figure.high)]
            print("false hides per 1,000 words: ", end="")
            print("{:.1f} ({:.1f}–{:.1f}, n {})".format(*per_1000, figure.n))
        else:
            name = "look-alikes hidden" if kind == "stay" else kind
            share = f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f}, n {figure.n})"
            print(f"{name:18} {share}")
    for one in found if misses else ():
        is_name = one.kind not in ("data", "stay", "word")
        if one.is_hidden != is_name and one.kind != "data":
            print(f"{one.message.id} {one.kind:12} {one.text!r} in {one.message.text!r}")


def _print_tickets(path: Path, *, shown: bool) -> None:
    """Count the names that are hidden in tickets without labels, and print them if asked."""
    tickets = [row for row in read_tickets(path) if isinstance(row, Ticket)]
    words, hidden, places = 0, 0, Counter[str]()
    for ticket in tickets:
        text, output = searchable(ticket), redacted(ticket)
        words += len(WORD.findall(text))
        hidden += output.count(NAME)
        places.update(match[0] for match in re.finditer(r"\S* ?\[name\] ?\S*", output))
    print(f"{len(tickets)} tickets, {words} words: {hidden} names hidden, ", end="")
    print(f"{1000 * hidden / max(1, words):.2f} per 1,000 words")
    for place, count in places.most_common() if shown else ():
        print(f"{count:5} {place}")


def main() -> int:
    """Print the figures and, with `--misses`, every name left and every word hidden wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="develop")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--tickets", type=Path, help="count in these tickets instead")
    arguments = parser.parse_args()
    if arguments.tickets:
        _print_tickets(arguments.tickets, shown=arguments.misses)
        return 0
    sample = [one for one in read(SAMPLE) if one.split == arguments.split]
    print(f"{len(sample)} messages, {arguments.split}")
    _print_labelled(measure(sample), misses=arguments.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
