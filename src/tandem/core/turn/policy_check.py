"""What is wrong with a policy as a whole: contradictions, and what would keep people off.

A check is a function from the policy to sentences, each with the place of the fault and what to do;
whoever adds one lists it in FAULTS or WARNINGS. A policy with a fault is not used, one with
warnings is. Values that no policy may have are refused before, by adapters/policy/document.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tandem.core.desk import clock
from tandem.core.desk.conversation import Priority
from tandem.core.desk.message import Author, Message
from tandem.core.desk.ownership import Owner
from tandem.core.turn import phrases
from tandem.core.turn.foresee import last_holder
from tandem.core.turn.language import LANGUAGES
from tandem.core.turn.matter import last_decision
from tandem.core.turn.plain import LETTER, plain
from tandem.core.turn.policy import (
    EXPECTATIONS,
    UNCATEGORISED,
    Audience,
    Policy,
    PolicyTest,
    Rollout,
)
from tandem.core.turn.said import read
from tandem.core.turn.screen import Screen, Topic, screen

Check = Callable[[Policy], Iterator[str]]

WISHES = (
    "I want to talk to a human",
    "Can I speak to a real person please?",
    "human",
    "agent please",
    "Get me a person",
    "I need to speak with someone from your team",
    "Let me talk to customer service",
    "Please connect me to a representative",
)
"""Plain wishes for a person: no topic of the firm may stand in their way."""


def faults(policy: Policy) -> tuple[str, ...]:
    """All that is wrong with the policy, in the order of FAULTS; empty if it can be used."""
    return tuple(said for check in FAULTS for said in check(policy))


def warnings(policy: Policy) -> tuple[str, ...]:
    """What the policy's author probably did not mean, although it can be used."""
    return tuple(said for check in WARNINGS for said in check(policy))


# Contradictions -----------------------------------------------------------------------------


def tests_that_contradict(policy: Policy) -> Iterator[str]:
    """Two tests of the same input that expect different things of it."""
    alike: dict[PolicyTest, list[tuple[int, PolicyTest]]] = {}
    for number, test in enumerate(policy.tests, 1):
        alike.setdefault(_input(test), []).append((number, test))
    for tests in alike.values():
        for (one, first), (other, second) in combinations(tests, 2):
            expected = second.expected
            for name, value in first.expected.items():
                if expected.get(name, value) != value:
                    yield (
                        f"test {other} expects {name} {expected[name]} and test {one} expects"
                        f" {value} of the same message: remove one of them"
                    )


def _input(test: PolicyTest) -> PolicyTest:
    return replace(test, **dict.fromkeys(EXPECTATIONS, ""))


def rows_that_contradict(policy: Policy) -> Iterator[str]:
    """Two rollout rows for the same contacts and questions, in different modes."""
    for (one, first), (other, second) in combinations(_rows(policy), 2):
        theirs = replace(second, mode=first.mode, percent=first.percent, rest=first.rest)
        if first.mode != second.mode and first == theirs:
            yield (
                f"rollout {other} has mode {second.mode.value} and rollout {one} has"
                f" {first.mode.value} for the same product, category and audience: remove one"
            )


def _rows(policy: Policy) -> Sequence[tuple[int, Rollout]]:
    """The file's rows with their numbers; the first row of a policy is the shipped default."""
    return [*enumerate(policy.rollout)][1:]


def names_given_twice(policy: Policy) -> Iterator[str]:
    """Two products, topics or look-ups that can't be told apart."""
    named = (
        ("product", "id", [product.id for product in policy.products]),
        ("product", "name", [product.name for product in policy.products]),
        ("topic", "name", [topic.name for topic in policy.topics]),
        ("tool", "name", [tool.name for tool in policy.tools]),
    )
    for table, key, values in named:
        seen: dict[str, int] = {}
        for number, value in enumerate(values, 1):
            first = seen.setdefault(value.casefold(), number)
            if first != number:
                yield (
                    f"{table} {number}.{key} is {value!r}, as that of {table} {first} is:"
                    " rename one, or make one of both"
                )


def phrases_both_urgent_and_not(policy: Policy) -> Iterator[str]:
    """A phrase in two topics, of which only one can't wait."""
    for (one, first), (other, second) in combinations(enumerate(policy.topics, 1), 2):
        if first.urgent == second.urgent:
            continue
        ours = {plain(phrase) for phrase in first.phrases}
        for phrase in second.phrases:
            if plain(phrase) in ours:
                urgent, calm = (one, other) if first.urgent else (other, one)
                yield (
                    f"topic {other}.phrases has {phrase!r}, as topic {one} has, but only topic"
                    f" {urgent} is urgent: remove it from topic {urgent} or topic {calm}"
                )


def names_that_are_not_there(policy: Policy) -> Iterator[str]:
    """A product or category that the rest of the policy does not have."""
    if UNCATEGORISED in policy.categories:
        yield (
            f"answers.categories has {UNCATEGORISED!r}, which is what a question in none of them"
            " is called: rename it"
        )
    for number, row in _rows(policy):
        yield from _unknown(policy, f"rollout {number}", row.product, row.category)
    for category in policy.llm.categories:
        yield from _unknown(policy, "llm", "", category, key="categories")
    for number, test in enumerate(policy.tests, 1):
        yield from unknown_names(policy, test, f"test {number}")


def unknown_names(policy: Policy, test: PolicyTest, place: str) -> Iterator[str]:
    """The product and category of a test that the policy does not have."""
    yield from _unknown(policy, place, test.product, test.category)


def _unknown(
    policy: Policy, place: str, product: str, category: str, *, key: str = "category"
) -> Iterator[str]:
    products = [one.id for one in policy.products]
    if product and product not in products:
        yield (
            f"{place}.product is {product!r}, which no [[product]] has as its id"
            f" ({_known(products)}): add it, or write one of these"
        )
    if category and category not in (UNCATEGORISED, *policy.categories):
        yield (
            f"{place}.{key} has {category!r}, which is not in answers.categories"
            f" ({_known(policy.categories)}): add it there, or write one of these"
        )


def _known(names: Sequence[str]) -> str:
    return f"known: {', '.join(names)}" if names else "there are none"


# What keeps people off ----------------------------------------------------------------------


def tests_that_keep_people_off(policy: Policy) -> Iterator[str]:
    """A test that expects less than a person where somebody asks for one, or is in danger."""
    for number, test in enumerate(policy.tests, 1):
        thread = _thread(test)
        found = _heard(thread, test)
        if found.safety is not None:
            what = f"names a danger ({found.safety.name})"
        elif found.person is not None:
            what = "asks for a person"
        else:
            continue
        effects = ("handed_off", "")
        if last_holder(thread.earlier) is Owner.HUMAN:
            effects = (*effects, "recorded", "nothing")  # people have it, and hear of it
        allowed = {
            "decision": ("hand_off", ""),
            "rule": ("person", "safety", ""),
            "effect": effects,
        }
        for name, values in allowed.items():
            if (wanted := getattr(test, name)) not in values:
                yield (
                    f"test {number} expects {name} {wanted} of a message that {what}: no policy"
                    f" can give that, so expect {values[0]} or remove the test"
                )


@dataclass(frozen=True, slots=True)
class _Thread:
    """The messages before the last reply, and what the customer said since then."""

    earlier: tuple[Message, ...]
    question: str


def _thread(test: PolicyTest) -> _Thread:
    said = [
        Message(one.author, one.text, decision=one.decision or None)
        if one.author is not Author.CUSTOMER
        else Message(one.author, read(one.text).own)
        for one in test.earlier
    ]
    last = len(said)
    while last > 0 and said[last - 1].author is Author.CUSTOMER:
        last -= 1
    since = [message.text for message in said[last:]]
    return _Thread(tuple(said[:last]), "\n".join([*since, read(test.message).own]).strip())


def _heard(thread: _Thread, test: PolicyTest) -> Screen:
    """What the built-in rules alone find in the tested question.

    Plain letters are heard as English: a policy is read at every start, and telling languages
    apart takes longer than all the rest. The tests themselves hear every language.
    """
    offered = last_decision(thread.earlier) == "offer_human"
    language = "en" if thread.question.isascii() else None
    return screen(thread.question, person_was_offered=offered, language=language)


def phrases_that_swallow_messages(policy: Policy) -> Iterator[str]:
    """Words in nearly every message: their topic or look-up would be heard instead of it."""
    for number, topic in enumerate(policy.topics, 1):
        yield from _swallowing(f"topic {number}.phrases", topic.phrases)
    for number, tool in enumerate(policy.tools, 1):
        yield from _swallowing(f"tool {number}.phrases", tool.phrases)
        yield from _swallowing(f"tool {number}.words", tool.words)


def _swallowing(place: str, listed: Sequence[str]) -> Iterator[str]:
    for phrase in listed:
        word = plain(phrase)
        if LETTER.search(word) is None:
            yield f"{place} has {phrase!r}, in which no word is left to look for: write a word"
        elif _is_everywhere(word):
            yield (
                f"{place} has {phrase!r}, which is in nearly every message: write the words that"
                " only such a message has"
            )


def _is_everywhere(word: str) -> bool:
    """Whether a word is in nearly every message: a frequent one, or a single letter."""
    return word in phrases.ENGLISH or (len(word) == 1 and word.isascii())


def topics_before_a_wish(policy: Policy) -> Iterator[str]:
    """A topic that is heard in a plain wish for a person, which then gets its advice instead."""
    for number, topic in enumerate(policy.topics, 1):
        for phrase in topic.phrases:
            if _is_everywhere(plain(phrase)):
                continue  # told already
            alone = Topic(topic.name, (phrase,), topic.urgent)
            wish = next(
                (one for one in WISHES if screen(one, topics=[alone], language="en").safety), None
            )
            if wish is not None:
                yield (
                    f"topic {number}.phrases has {phrase!r}, which is also in {wish!r}: whoever"
                    " asks for a person gets one without a topic, so leave it out"
                )


_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:P?<?[=!:>]|P<\w+>|[a-zA-Z-]+:))?|\)|\{\d*,?\d*\}|.",
    re.DOTALL,
)
_COUNTED = re.compile(r"\{(?=.{2})(\d*)(,?)(\d*)\}")
_LETTER = re.compile(r"\w|\\?[^\w\s.^$\[(\\]")  # a piece that stands for itself
COUNT_MAX = 20  # from here on a counted repeat takes as long as an open one
VARYING_MAX = 8  # times that what varies in length may be repeated: enough for an IBAN in fours
ENDLESS = 1_000_000


def patterns_that_take_for_ever(policy: Policy) -> Iterator[str]:
    """A look-up's pattern with a repeat inside of a repeat: one message could stop the desk."""
    for number, tool in enumerate(policy.tools, 1):
        for argument in tool.arguments:
            if nests_repeats(argument.pattern):
                yield (
                    f"tool {number}.arguments.{argument.name}.pattern repeats a repeat or a choice,"
                    " which can take for ever: write how often, such as \\d{5,6}, and a choice"
                    " of single characters as [A-Z-]"
                )


@dataclass(slots=True)
class _Group:
    """What can match in several ways within a group.

    `starts` has each branch's first piece, `varying` how often at most something in it that can
    match in several ways is repeated.
    """

    starts: list[str]
    varying: int = 0
    is_open: bool = False

    def is_choice(self) -> bool:
        """Whether two branches may match one text: surely not if their first letters differ."""
        firsts = [one.lstrip("\\").casefold() for one in self.starts if _LETTER.fullmatch(one)]
        return len(self.starts) > 1 and len(set(firsts)) < len(self.starts)


def nests_repeats(pattern: str) -> bool:
    r"""Whether a group is repeated that can match one text in very many ways, as (\d+)* does.

    Repeated more than a few times, it may have no inner repeat of varying length and no choice
    whose branches can begin alike; repeated at all, none without a limit. Some harmless patterns
    are refused too: which are, nobody should have to work out.
    """
    groups, closed, before = [_Group([""])], _Group([""]), "("
    for piece in _PIECE.findall(pattern):
        times = None if before[0] in "(|" else _times(piece)
        if times is not None and _times(before) is None:
            least, most = times
            within = closed if before == ")" else _Group([""])
            varying = max(within.varying * most, int(least != most))
            if varying > VARYING_MAX or (within.is_open and most > 1):
                return True
            groups[-1].varying = max(groups[-1].varying, varying)
            groups[-1].is_open |= least != most >= COUNT_MAX
        elif piece == "|":
            groups[-1].starts.append("")
        elif piece == ")" and len(groups) > 1:
            closed = groups.pop()
            closed.varying = max(closed.varying, int(closed.is_choice()))
            groups[-1].varying = max(groups[-1].varying, closed.varying)
            groups[-1].is_open |= closed.is_open
        elif times is None:
            groups[-1].starts[-1] = groups[-1].starts[-1] or piece
            if piece.startswith("("):
                groups.append(_Group([""]))
        before = piece
    return False


def _times(piece: str) -> tuple[int, int] | None:
    """How often at least and at most it repeats what stands before it; None if it is no repeat."""
    if piece in ("*", "+", "?"):
        return int(piece == "+"), 1 if piece == "?" else ENDLESS
    if (counted := _COUNTED.fullmatch(piece)) is None:
        return None
    least, comma, most = counted.groups()
    return int(least or 0), int(most or ENDLESS) if comma else int(least)


# What was probably not meant ----------------------------------------------------------------


def rows_without_effect(policy: Policy) -> Iterator[str]:
    """A rollout row that a later one for the same questions replaces for everybody."""
    for (one, first), (other, second) in combinations(_rows(policy), 2):
        is_off = [one.audience is Audience.OFF_HOURS for one in (first, second)]
        is_same = (first.product, first.category) == (second.product, second.category)
        if is_same and is_off[0] == is_off[1]:
            yield (
                f"rollout {one} never holds: rollout {other} has the same product and category,"
                " and the last one counts"
            )


def phrases_of_frequent_words(policy: Policy) -> Iterator[str]:
    """A topic's phrase of frequent words alone, which many messages have."""
    for number, topic in enumerate(policy.topics, 1):
        for phrase in topic.phrases:
            words = plain(phrase).split()
            if len(words) > 1 and all(word in phrases.ENGLISH for word in words):
                yield f"topic {number}.phrases has {phrase!r}, which many messages have in them"


def words_of_two_products(policy: Policy) -> Iterator[str]:
    """A word of two products, which therefore identifies neither."""
    owner: dict[str, int] = {}
    for number, product in enumerate(policy.products, 1):
        for word in dict.fromkeys(map(str.casefold, product.words)):
            first = owner.setdefault(word, number)
            if first != number:
                yield (
                    f"product {number}.words has {word!r}, as product {first} has: it names neither"
                )


def languages_never_heard(policy: Policy) -> Iterator[str]:
    """A language that no text is found to be in."""
    for code in policy.languages:
        if code not in LANGUAGES or code == "nn":
            yield f"answers.languages has {code!r}, which no text is found to be in"


def clocks_that_are_shortened(policy: Policy) -> Iterator[str]:
    """A clock that is slower than that of a lower priority, and therefore shortened."""
    for number, one in enumerate(policy.clocks, 1):
        for priority in Priority:
            if one.priority not in ("", priority.value):
                continue
            for is_first, set_to in ((True, one.first_minutes), (False, one.next_minutes)):
                held = clock.minutes(policy.clocks, one.team, priority, is_first=is_first)
                if held < set_to and one.priority:
                    name = "first_minutes" if is_first else "next_minutes"
                    yield (
                        f"clock {number}.{name} is {set_to}, but a lower priority is due in {held}"
                        f" minutes, so {priority.value} is too"
                    )


FAULTS: tuple[Check, ...] = (
    tests_that_contradict,
    rows_that_contradict,
    names_given_twice,
    phrases_both_urgent_and_not,
    names_that_are_not_there,
    tests_that_keep_people_off,
    phrases_that_swallow_messages,
    topics_before_a_wish,
    patterns_that_take_for_ever,
)

WARNINGS: tuple[Check, ...] = (
    rows_without_effect,
    phrases_of_frequent_words,
    words_of_two_products,
    languages_never_heard,
    clocks_that_are_shortened,
)
