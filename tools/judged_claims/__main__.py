"""`python -m tools.judged_claims` shows which hand-written claims the checks miss or block.

The rules were improved by reading what these claims showed, so the shares are no forecast.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tandem.core.turn.support import content, faults
from tools.judged_claims.claims import FALSE, TRUE
from tools.planted import firm
from tools.planted.firm import DEMO, Firm

CITED = 2  # passages of the article that share most words with the claim


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, how it was worded or what is wrong with it, and what the checks said."""

    article: str
    kind: str
    claim: str
    says: str
    is_wrong: bool


def measure() -> tuple[list[Judged], list[Judged]]:
    """The true claims and the false ones, judged."""
    of = firm.demo()
    return list(_judged(of, TRUE, is_true=True)), list(_judged(of, FALSE, is_true=False))


def _judged(of: Firm, table: str, *, is_true: bool) -> Iterator[Judged]:
    titles = {path.stem: _title(path.read_text("utf-8")) for path in DEMO.glob("articles/*/*.md")}
    for row in table.strip().splitlines():
        article, kind, claim = (part.strip() for part in row.split(" | ", 2))
        grounds = sorted(
            (one.text for one in of.grounds if one.head.split("\n")[0] == titles[article]),
            key=lambda text: -len(content(text) & content(claim)),
        )[:CITED]
        found = faults(claim, grounds, of.policy)
        says = "; ".join(f"{one.kind}: {one.says}" for one in found)
        yield Judged(article, kind, claim, says, bool(found) == is_true)


def _title(text: str) -> str:
    line = next(line for line in text.splitlines() if line.startswith("title:"))
    return line.partition(":")[2].strip().strip('"')


def main() -> int:
    """Print the counts by kind, and each claim that was judged wrongly."""
    for what, rows in zip(("true", "false"), measure(), strict=True):
        tried = Counter(one.kind for one in rows)
        wrong = Counter(one.kind for one in rows if one.is_wrong)
        for one in rows:
            if one.is_wrong:
                print(f"  [{one.article}, {one.kind}] {one.claim} {one.says}")
        print(f"{what}: {wrong.total()} of {len(rows)} judged wrongly")
        print("  " + ", ".join(f"{kind} {wrong[kind]}/{n}" for kind, n in tried.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
