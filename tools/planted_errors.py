"""`python -m tools.planted_errors` measures what the check of worded replies catches and blocks.

True replies are made from articles: sentences quoted, and sentences reworded without a change of
what they say. One error is planted into each of many of them: a number, an amount, a date, a
duration, a name, an e-mail address, a link, a code, a unit, a negation, an unsupported sentence or
another product of the firm. `crossed` (a value of another sentence of the same article) and `bound`
(at least for at most, before for after) are reported besides. Everything follows from the seed.

Without `--articles`, the demo's own are taken. Articles seldom have addresses, links, people and
dates: a share of the passages gets a line with one, before the reply is made (`woven`).
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

from tandem.core.knowledge.article import LIST, BlockKind, cells_of
from tandem.core.knowledge.sentence import sentences
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn.policy import Policy
from tools.planted import errors, firm, rewordings
from tools.planted.errors import Case, Edit
from tools.planted.firm import Firm, Ground
from tools.planted.quantities import meaning

T = TypeVar("T")
Check = Callable[[str, Sequence[str], Policy], Sequence[object]]
"""What is measured: the faults of a claim in the light of its grounds; none if it is supported."""

PLANTERS: dict[str, errors.Planter] = {
    "number": errors.number,
    "amount": errors.amount,
    "date": errors.date,
    "duration": errors.duration,
    "name": errors.name,
    "e-mail": errors.email,
    "link": errors.link,
    "code": errors.code,
    "unit": errors.unit,
    "negation": errors.negation,
    "product": errors.product,
    "crossed": errors.crossed,
    "bound": errors.bound,
}
KINDS = (*(kind for kind in PLANTERS if kind not in ("crossed", "bound")), "unsupported")
"""What must be caught."""
BESIDES = ("crossed", "bound")
"""What is reported besides: true replies differ from these in less than a value or a name."""

_WOVEN = {
    "e-mail": ("e-mail", 1.0),
    "link": ("link", 0.5),
    "name": ("person", 0.06),
    "date": ("date", 0.03),
}
_OF_WHOLE = ("subject", "voice", "clause order", "negation reworded")
_WHOLE = frozenset({"leading clause", "row as a sentence", "field as a sentence"})
"""After the second, the first are not tried: the sentence has another beginning then."""

VERBATIM_SHARE = 0.4  # of the replies that an error is planted into
NEIGHBOUR_SHARE = 0.2  # of the replies that cite a second passage too
OF_ONE_SENTENCE = 3  # errors of a kind at most
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """A true reply: its claims, one sentence each, what they cite, and how they were made."""

    claims: tuple[str, ...]
    grounds: tuple[str, ...]
    ways: tuple[str, ...]
    source: str
    article: str = ""
    is_woven: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """A reply with one error. `was` and `now` are what was changed in the claim `at`."""

    kind: str
    sort: str
    true: Reply
    claims: tuple[str, ...]
    at: int
    was: str
    now: str

    @property
    def claim(self) -> str:
        """The one that is false."""
        return self.claims[self.at]


def true_replies(of: Firm, *, per_way: int, seed: int) -> list[Reply]:
    """Up to `per_way` true replies for each way of taking over what an article says.

    None leads to a host that the firm's policy doesn't list: nobody may say that, however true.
    """
    replies: dict[tuple[str, ...], Reply] = {}
    for name in ("verbatim", *_MAKERS, *(one.name for one in rewordings.REWORDINGS)):
        chance = _chance(seed, "true", of.name, name)
        made = 0
        for reply in _replies(of, chance, name):
            if reply.claims not in replies and made < per_way and not _leads_elsewhere(reply, of):
                replies[reply.claims] = reply
                made += 1
    return list(replies.values())


_HOST = re.compile(
    r"(?:https?://|www\.|@)(?P<named>[\w.-]+)"
    r"|(?<![\w.@-])(?P<bare>[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|gov|edu|de|uk|example))\b",
    re.IGNORECASE,
)


def _leads_elsewhere(reply: Reply, of: Firm) -> bool:
    hosts = (
        (match["named"] or match["bare"]).lower().removeprefix("www.").rstrip(".")
        for claim in reply.claims
        for match in _HOST.finditer(claim)
    )
    return any(host not in of.policy.link_hosts for host in hosts)


def planted(of: Firm, *, per_kind: int, seed: int, others: Sequence[Firm] = ()) -> list[Planted]:
    """Up to `per_kind` replies with an error of each kind.

    Unsupported sentences are taken from the firm's own articles, those of the `others` and a table.
    """
    return [
        one
        for kind in (*KINDS, *BESIDES)
        for one in _of_kind(kind, of, per_kind, _chance(seed, kind, of.name), others)
    ]


def _chance(*of: object) -> Random:
    return Random("/".join(map(str, of)))  # noqa: S311 -- a fixed choice, no secret


# True replies -------------------------------------------------------------------------------------


def _replies(of: Firm, chance: Random, way: str) -> Iterator[Reply]:
    """Replies made in this way and, some of them, reworded in another too."""
    for ground, sentence in _sites(of, chance):
        cited = _cited(ground, chance)
        if way == "verbatim":
            yield _reply((sentence,), cited, ("verbatim",), sentence, ground)
            continue
        if way in _MAKERS:
            continue
        reply = _reply((sentence,), cited, (), sentence, ground)
        reply = reworded(
            reply, of, chance, [one for one in rewordings.REWORDINGS if one.name == way]
        )
        if reply is not None:
            yield _further(reply, of, chance)
    if way in _MAKERS:
        for ground in _shuffled(of.grounds, chance):
            for claims, source in _MAKERS[way](ground, of, chance):
                if _says_the_same(claims, source):
                    cited = _cited(ground, chance)
                    yield _further(_reply(claims, cited, (way,), source, ground), of, chance)


def _further(reply: Reply, of: Firm, chance: Random) -> Reply:
    """The reply, four in ten reworded once more."""
    if chance.random() < 0.4:
        return reworded(reply, of, chance, _shuffled(rewordings.REWORDINGS, chance)) or reply
    return reply


def _reply(
    claims: tuple[str, ...],
    grounds: tuple[str, ...],
    ways: tuple[str, ...],
    source: str,
    of: Ground,
) -> Reply:
    return Reply(claims, grounds, ways, source, of.article, of.is_woven)


def _sites(of: Firm, chance: Random) -> Iterator[tuple[Ground, str]]:
    """Every sentence of every passage once, in any order; lines with links and people woven in."""
    sites = [(ground, sentence) for ground in of.grounds for sentence in firm.usable(ground)]
    for place, (ground, sentence) in enumerate(_shuffled(sites, chance)):
        yield ground, sentence
        if place % 12 == 0:
            yield firm.woven(
                ground, chance.choice(["e-mail", "link", "person", "date"]), of, chance
            )


def _shuffled(items: Iterable[T], chance: Random) -> list[T]:
    mixed = list(items)
    chance.shuffle(mixed)
    return mixed


def _cited(ground: Ground, chance: Random) -> tuple[str, ...]:
    """The texts that a claim from this ground cites: its passage and, at times, a neighbour."""
    if ground.near and chance.random() < NEIGHBOUR_SHARE:
        return tuple(_shuffled((ground.text, chance.choice(ground.near)), chance))
    return (ground.text,)


def reworded(
    reply: Reply, of: Firm, chance: Random, ways: Iterable[rewordings.Rewording]
) -> Reply | None:
    """The reply with one claim reworded in the first of the ways that applies; None if none does.

    A rewording that changes any number, date or code is a fault of ours, and refused.
    """
    for way in ways:
        if way.name in reply.ways or (way.name in _OF_WHOLE and not _WHOLE.isdisjoint(reply.ways)):
            continue
        for at in _shuffled(range(len(reply.claims)), chance):
            claim = reply.claims[at]
            new = way.way(claim, of, chance)
            is_new = new not in (None, claim, reply.source)
            if new is not None and is_new and _says_the_same((new,), claim):
                claims = (*reply.claims[:at], new, *reply.claims[at + 1 :])
                return replace(
                    reply,
                    claims=claims,
                    ways=(*(known for known in reply.ways if known != "verbatim"), way.name),
                )
    return None


def _says_the_same(claims: Sequence[str], source: str) -> bool:
    return meaning(" ".join(claims)) == meaning(source)


Made = Iterator[tuple[tuple[str, ...], str]]


def _pairs(ground: Ground, of: Firm, chance: Random) -> Made:
    for line in ground.lines:
        if line.kind is BlockKind.PARAGRAPH:
            every = sentences(line.text)
            for first, second in pairwise(every):
                if firm.is_prose(first) and firm.is_prose(second):
                    text = rewordings.joined(first, second, of, chance)
                    if text is not None:
                        yield (text,), f"{first} {second}"


def _cuts(ground: Ground, of: Firm, chance: Random) -> Made:
    for sentence in firm.usable(ground):
        parts = rewordings.cut(sentence, chance)
        if parts is not None:
            yield parts, sentence


def _lists(ground: Ground, of: Firm, chance: Random) -> Made:
    items: list[str] = []
    kind: BlockKind | None = None
    for line in (*ground.lines, None):
        if line is not None and line.kind in LIST and line.kind is (kind or line.kind):
            items.append(firm.unnumbered(line.text))
            kind = line.kind
            continue
        if kind is not None:
            size, head = chance.choice([2, 3]), ground.head.splitlines()[-1]
            for start in range(0, len(items) - size + 1, size):
                part = items[start : start + size]
                steps = kind is BlockKind.STEP
                text = rewordings.listed(part, head, of, chance, are_steps=steps)
                if text is not None and all(len(item.split()) > 2 for item in part):
                    yield (text,), " ".join([head, *part] if text.startswith(head) else part)
        items, kind = [], None
        if line is not None and line.kind in LIST:
            items, kind = [firm.unnumbered(line.text)], line.kind


def _rows(ground: Ground, of: Firm, chance: Random) -> Made:
    header: tuple[str, ...] = ()
    for line in ground.lines:
        if line.kind is BlockKind.HEADER:
            header = cells_of(line.text)
        elif line.kind is BlockKind.ROW and header:
            text = rewordings.of_row(header, cells_of(line.text), chance)
            if text is not None:
                yield (text,), line.text + " " + " ".join(header[1:])


def _fields(ground: Ground, of: Firm, chance: Random) -> Made:
    for line in ground.lines:
        text = rewordings.of_field(firm.unnumbered(line.text), of)
        if text is not None:
            yield (text,), line.text


_MAKERS: dict[str, Callable[[Ground, Firm, Random], Made]] = {
    "joined": _pairs,
    "cut in two": _cuts,
    "list as a sentence": _lists,
    "row as a sentence": _rows,
    "field as a sentence": _fields,
}


# Planted errors -----------------------------------------------------------------------------------


def _of_kind(
    kind: str, of: Firm, count: int, chance: Random, others: Sequence[Firm]
) -> Iterator[Planted]:
    seen: set[tuple[str, ...]] = set()
    of_source: dict[str, int] = defaultdict(int)
    pool = [
        (ground.article, sentence)
        for one in (of, *others)
        for ground in one.grounds
        for sentence in firm.usable(ground)
    ]
    for _ in range(ROUNDS):  # each rewords and plants anew
        for base in _bases(kind, of, chance):
            if len(seen) == count:
                return
            if of_source[base.source] == OF_ONE_SENTENCE:
                continue
            one = (
                _unsupported(base, of, chance, pool)
                if kind == "unsupported"
                else plant(kind, base, of, chance)
            )
            if one is not None and one.claims not in seen:
                seen.add(one.claims)
                of_source[base.source] += 1
                yield one


def _bases(kind: str, of: Firm, chance: Random) -> Iterator[Reply]:
    """True replies in which an error of this kind may find a place, verbatim and reworded."""
    what, share = _WOVEN.get(kind, ("", 0.0))
    for maker, ground, sentence in _shuffled(_starts(of, chance), chance):
        if what and chance.random() < share:
            ground, sentence = firm.woven(ground, what, of, chance)
            maker = ""
        if maker:
            made = [one for one in _MAKERS[maker](ground, of, chance) if _says_the_same(*one)]
            if not made:
                continue
            claims, source = chance.choice(made)
            reply = _reply(claims, _cited(ground, chance), (maker,), source, ground)
        else:
            cited = _cited(ground, chance)
            reply = _reply((sentence,), cited, ("verbatim",), sentence, ground)
        if maker or chance.random() >= VERBATIM_SHARE:
            for _ in range(chance.choice([0, 1] if maker else [1, 1, 2])):
                ways = _shuffled(rewordings.REWORDINGS, chance)
                reply = reworded(reply, of, chance, ways) or reply
        yield reply


def _starts(of: Firm, chance: Random) -> list[tuple[str, Ground, str]]:
    """Each sentence of each passage, and each passage with what can be made of its lists."""
    plain = [("", ground, text) for ground in of.grounds for text in firm.usable(ground)]
    made = [(maker, ground, "") for ground in of.grounds for maker in _MAKERS]
    return [*plain, *made]


def plant(kind: str, base: Reply, of: Firm, chance: Random) -> Planted | None:
    """The reply with an error of this kind in one of its claims; None if there is no place."""
    grounds = "\n".join(base.grounds)
    for at in _shuffled(range(len(base.claims)), chance):
        claim = base.claims[at]
        edit = PLANTERS[kind](Case(claim, grounds, of), chance)
        if edit is None:
            continue
        text = edit.apply(claim)
        if text in grounds or text == claim:
            continue
        claims = (*base.claims[:at], text, *base.claims[at + 1 :])
        return Planted(kind, edit.sort, base, claims, at, claim[edit.start : edit.end], edit.now)
    return None


def _unsupported(
    base: Reply, of: Firm, chance: Random, pool: Sequence[tuple[str, str]]
) -> Planted | None:
    """The reply with a sentence more that its grounds do not support."""
    grounds = "\n".join(base.grounds)
    sort = chance.choice(["promise", "invention", "of another article", "of a near article"])
    if sort == "promise":
        text = errors.promise(chance)
    elif sort == "invention":
        text = errors.invention(grounds, chance)
    else:
        text = _elsewhere(base, grounds, chance, pool, near=sort == "of a near article")
    if text is None or (sort != "invention" and not errors.is_unsupported(text, grounds)):
        return None
    if chance.random() < 0.4:
        last = base.claims[-1]
        together = rewordings.joined(last, text, of, chance)
        if together is None:
            return None
        edit = Edit(len(last) - 1, len(last) - 1, together[len(last) - 1 : -1], sort)
        return Planted(
            "unsupported", f"{sort}, joined", base, (*base.claims[:-1], edit.apply(last)),
            len(base.claims) - 1, "", edit.now,
        )  # fmt: skip
    return Planted("unsupported", sort, base, (*base.claims, text), len(base.claims), "", text)


def _elsewhere(
    base: Reply, grounds: str, chance: Random, pool: Sequence[tuple[str, str]], *, near: bool
) -> str | None:
    """A sentence of another article: any, or of many the one that shares most words."""
    drawn = [chance.choice(pool) for _ in range(60 if near else 1)]
    texts = [
        text
        for article, text in drawn
        if article != base.article
        and len(text.split()) <= 25
        and errors.is_unsupported(text, grounds)
    ]
    words = errors.content(grounds)
    return max(texts, key=lambda text: len(errors.content(text) & words), default=None)


# Measuring ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """What a check did with the replies of one firm."""

    of: Firm
    true: tuple[tuple[Reply, bool], ...]  # whether it was blocked
    planted: tuple[
        tuple[Planted, bool, bool], ...
    ]  # whether it was caught, and its true one passed


def measure(of: Firm, true: Iterable[Reply], errors: Iterable[Planted], check: Check) -> Measured:
    """Whether the check blocks the true replies and catches the planted errors.

    An error is caught if the claim that it stands in is refused; that of another claim does not
    count.
    """

    def is_refused(claim: str, grounds: Sequence[str]) -> bool:
        return bool(check(claim, grounds, of.policy))

    def passes(reply: Reply, at: int) -> bool:
        return at >= len(reply.claims) or not is_refused(reply.claims[at], reply.grounds)

    return Measured(
        of,
        tuple(
            (reply, any(is_refused(claim, reply.grounds) for claim in reply.claims))
            for reply in true
        ),
        tuple(
            (one, is_refused(one.claim, one.true.grounds), passes(one.true, one.at))
            for one in errors
        ),
    )


def caught(measured: Iterable[Measured]) -> dict[str, Figure]:
    """The share of the errors caught, of each kind and of all that must be."""
    of: dict[str, list[bool]] = defaultdict(list)
    for one, is_caught, _ in (row for each in measured for row in each.planted):
        of[one.kind].append(is_caught)
        if one.kind in KINDS:
            of["all"].append(is_caught)
    return {kind: proportion(sum(of[kind]), len(of[kind])) for kind in (*KINDS, "all", *BESIDES)}


def caught_of_passing(measured: Iterable[Measured]) -> dict[str, Figure]:
    """The same, of the errors whose true reply passes: the others are caught by being blocked."""
    narrowed = [
        replace(each, planted=tuple(row for row in each.planted if row[2])) for each in measured
    ]
    return caught(narrowed)


def blocked(measured: Iterable[Measured]) -> dict[str, Figure]:
    """The share of the true replies blocked, by each way of making them and of all."""
    of: dict[str, list[bool]] = defaultdict(list)
    for reply, is_blocked in (row for each in measured for row in each.true):
        for way in (*reply.ways, "all"):
            of[way].append(is_blocked)
    names = ["verbatim", *_MAKERS, *(one.name for one in rewordings.REWORDINGS), "all"]
    return {name: proportion(sum(of[name]), len(of[name])) for name in names}


def _line(name: str, figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return f"  {name:20} none"
    hits = round(figure.value * figure.n)
    share = f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"
    return f"  {name:20} {hits:5} / {figure.n:<5} {share}"


def _print(measured: Sequence[Measured]) -> None:
    passing = caught_of_passing(measured)
    print("Planted errors caught (in brackets the 95 % interval; then of those whose base passes)")
    for kind, figure in caught(measured).items():
        of = passing[kind]
        rest = "" if of.value is None else f"   {of.value:.3f} of {of.n}"
        print(_line(kind, figure) + rest)
    print("True replies blocked, by the way that they were made")
    for way, figure in blocked(measured).items():
        print(_line(way, figure))


def _show(measured: Sequence[Measured], kind: str) -> None:
    """What was missed of a kind, or the true replies that were blocked."""
    for each in measured:
        for one, is_caught, _ in each.planted:
            if one.kind == kind and not is_caught:
                print(_described(one))
        for reply, is_blocked in each.true:
            if kind == "true" and is_blocked:
                print(f"[{', '.join(reply.ways)}] {' ¶ '.join(reply.claims)}")
                print(f"    from: {reply.source}")


def _described(one: Planted) -> str:
    how = ", ".join(one.true.ways)
    change = f"[{one.sort}; {how}] {one.was!r} → {one.now!r}"
    return f"{change}\n    {one.claim}\n    from: {one.true.source}"


def _sample(of: Firm, kind: str, arguments: argparse.Namespace, others: Sequence[Firm]) -> None:
    """Print generated replies without checking them: to read whether they are what they say."""
    if kind == "true":
        for reply in true_replies(of, per_way=arguments.true, seed=arguments.seed):
            print(f"[{', '.join(reply.ways)}] {' ¶ '.join(reply.claims)}\n    from: {reply.source}")
        return
    chance = _chance(arguments.seed, kind, of.name)
    for one in _of_kind(kind, of, arguments.n, chance, others):
        print(_described(one))


def _as_json(measured: Sequence[Measured]) -> str:
    def rows(figures: dict[str, Figure]) -> dict[str, dict[str, float | int | None]]:
        return {
            name: {"share": one.value, "n": one.n, "low": one.low, "high": one.high}
            for name, one in figures.items()
        }

    sets = {each.of.name: [each] for each in measured} | {"all": list(measured)}
    return json.dumps(
        {
            name: {
                "caught": rows(caught(each)),
                "caught_of_passing": rows(caught_of_passing(each)),
                "blocked": rows(blocked(each)),
            }
            for name, each in sets.items()
        },
        indent=2,
    )


def main() -> int:
    """Print the figures, or with `--show` and `--sample` the replies behind them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--n", type=int, default=150, help="errors of each kind and set")
    parser.add_argument("--true", type=int, default=60, help="true replies of each way and set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", choices=[*KINDS, *BESIDES, "true"], help="print what was missed")
    parser.add_argument("--sample", choices=[*KINDS, *BESIDES, "true"], help="print, check nothing")
    arguments = parser.parse_args()
    firms = [firm.read(path) for path in arguments.articles] or [firm.demo()]
    if arguments.sample:
        for of in firms:
            _sample(of, arguments.sample, arguments, [one for one in firms if one is not of])
        return 0
    from tandem.core.turn.support import faults  # what is measured: the generator needs none of it

    measured: list[Measured] = []
    for of in firms:
        others = [one for one in firms if one is not of]
        made = planted(of, per_kind=arguments.n, seed=arguments.seed, others=others)
        true = true_replies(of, per_way=arguments.true, seed=arguments.seed)
        measured.append(measure(of, true, made, faults))
    if arguments.json:
        print(_as_json(measured))
    elif arguments.show:
        _show(measured, arguments.show)
    else:
        names = ", ".join(each.of.name for each in measured)
        print(f"Sets: {names}; seed {arguments.seed}")
        _print(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
