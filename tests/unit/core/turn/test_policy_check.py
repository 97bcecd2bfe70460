"""Every fault of a policy as a whole is told with its place and what to do, and nothing else is."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from tandem.adapters.policy.document import parse
from tandem.core.errors import ConfigError
from tandem.core.turn.policy_check import FAULTS, WARNINGS, faults, nests_repeats, warnings

TOOL = """
[[tool]]
name = "order"
says = "Order look-up"
url = "https://shop.example/{order}"
show = {state = "State"}
reply = ["It is {state}."]
phrases = ["PHRASE"]
words = ["order"]
[tool.arguments.order]
pattern = 'PATTERN'
"""
PEOPLE = ": no policy can give that, so expect "


def tool(phrase: str = "where is my order", pattern: str = r"\d{5,6}") -> str:
    return TOOL.replace("PHRASE", phrase).replace("PATTERN", pattern)


def topics(*rows: str) -> str:
    return "".join(f"[[topic]]\nname = 'topic {n}'\n{row}\n" for n, row in enumerate(rows))


def cases(*rows: str) -> str:
    return "".join(f"[[test]]\n{row}\n" for row in rows)


def rollout(*rows: str) -> str:
    return "[answers]\ncategories = ['billing']\n" + "".join(
        f"[[rollout]]\n{row}\n" for row in rows
    )


HELLO, WISH = "message = 'Hello'", "message = 'I want to talk to a human'"
OFFERED = "earlier = [{from = 'assistant', text = 'A person?', decision = 'offer_human'}]"
WITH_PEOPLE = "earlier = [{from = 'agent', text = 'How can I help?'}]"

REFUSED = {
    "test 2 expects decision ask and test 1 expects greet of the same message: remove one": (
        cases(f"{HELLO}\ndecision = 'greet'", f"{HELLO}\ndecision = 'ask'\nrule = 'courtesy'")
    ),
    "rollout 3 has mode draft and rollout 1 has auto for the same product, category and audience": (
        rollout(
            "mode = 'auto'\naudience = 'everyone'",
            "mode = 'off'\naudience = 'everyone'\ncategory = 'billing'",
            "mode = 'draft'\naudience = 'everyone'",
        )
    ),
    "product 2.id is 'one', as that of product 1 is: rename one": (
        "[[product]]\nid = 'one'\nname = 'A'\n[[product]]\nid = 'ONE'\nname = 'B'"
    ),
    "product 2.name is 'a', as that of product 1 is": (
        "[[product]]\nid = 'one'\nname = 'A'\n[[product]]\nid = 'two'\nname = 'a'"
    ),
    "topic 2.name is 'Merger', as that of topic 1 is": (
        "[[topic]]\nname = 'merger'\nphrases = ['takeover']\n"
        "[[topic]]\nname = 'Merger'\nphrases = ['bid for you']"
    ),
    "tool 2.name is 'order', as that of tool 1 is": tool() + tool(),
    "topic 2.phrases has 'Take-over', as topic 1 has, but only topic 1 is urgent": topics(
        "phrases = ['take-over']\nurgent = true", "phrases = ['a bid', 'Take-over']"
    ),
    "answers.categories has 'uncategorised'": "[answers]\ncategories = ['uncategorised']",
    "rollout 1.product is 'two', which no [[product]] has as its id (known: one)": (
        "[[product]]\nid = 'one'\nname = 'A'\n[[rollout]]\nmode = 'auto'\nproduct = 'two'"
    ),
    "rollout 1.category has 'press', which is not in answers.categories (known: billing)": rollout(
        "mode = 'auto'\ncategory = 'press'"
    ),
    "llm.categories has 'press', which is not in answers.categories (there are none)": (
        "[llm]\ncategories = ['press']"
    ),
    "test 1.product is 'two', which no [[product]] has": cases(
        f"{HELLO}\ndecision = 'greet'\nproduct = 'two'"
    ),
    "test 1.category has 'press', which is not in answers.categories": cases(
        f"{HELLO}\ndecision = 'greet'\ncategory = 'press'"
    ),
    f"test 1 expects decision greet of a message that asks for a person{PEOPLE}hand_off": cases(
        f"{WISH}\ndecision = 'greet'"
    ),
    f"test 1 expects rule courtesy of a message that asks for a person{PEOPLE}person": cases(
        f"{WISH}\nrule = 'courtesy'"
    ),
    f"test 1 expects effect nothing of a message that asks for a person{PEOPLE}handed_off": cases(
        f"{WISH}\neffect = 'nothing'\nmode = 'off'"
    ),
    "test 1 expects decision answer of a message that names a danger (gas)": cases(
        "message = 'I smell gas in the kitchen'\ndecision = 'answer'"
    ),
    "test 1 expects decision greet of a message that asks for a person: no": cases(
        f"message = 'yes'\ndecision = 'greet'\n{OFFERED}"
    ),
    "test 1 expects decision greet of a message that asks for a person: ": cases(
        "message = 'Hello'\ndecision = 'greet'\n"
        "earlier = [{from = 'customer', text = 'I want to talk to a human'}]"
    ),
    "topic 1.phrases has '…', in which no word is left": topics("phrases = ['…']"),
    "topic 1.phrases has 'uhm', in which no word is left": topics("phrases = ['uhm']"),
    "topic 2.phrases has 'The', which is in nearly every message": topics(
        "phrases = ['merger']", "phrases = ['takeover', 'The']"
    ),
    "topic 1.phrases has 'a', which is in nearly every message": topics("phrases = ['a']"),
    "tool 1.phrases has 'my', which is in nearly every message": tool("my"),
    "topic 1.phrases has 'human', which is also in 'I want to talk to a human'": topics(
        "phrases = ['human']"
    ),
    "tool 1.arguments.order.pattern repeats a repeat": tool(pattern=r"(?:\d+-?)+"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_a_fault_is_told_with_its_place(said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(tomllib.loads(REFUSED[said]))
    assert said in caught.value.message
    assert caught.value.message.count("; ") == 0, "and nothing else is"


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(tomllib.loads(topics("phrases = ['the']") + cases(f"{WISH}\ndecision = 'greet'")))
    assert caught.value.message.count("; ") == 1


TAKEN = {
    "other expectations of the same message": cases(
        f"{HELLO}\ndecision = 'greet'", f"{HELLO}\nrule = 'courtesy'\ndecision = 'greet'"
    ),
    "another context": cases(
        "message = 'yes'\ndecision = 'greet'", f"message = 'yes'\ndecision = 'hand_off'\n{OFFERED}"
    ),
    "another audience": rollout(
        "mode = 'auto'\naudience = 'internal'",
        "mode = 'draft'\naudience = 'everyone'\ncategory = 'billing'",
    ),
    "what is in no category": rollout("mode = 'auto'\ncategory = 'uncategorised'"),
    "the shipped row replaced": rollout("mode = 'auto'\naudience = 'internal'"),
    "a wish that people hear of already": cases(f"{WISH}\neffect = 'recorded'\n{WITH_PEOPLE}"),
    "a wish for a person": cases(f"{WISH}\nrule = 'person'\neffect = 'handed_off'\nmode = 'off'"),
    "a look-up": tool(),
    "words that need an accent or an ideograph": topics("phrases = ['ärztin', '死']"),
    "both urgent": topics(
        "phrases = ['merger']\nurgent = true", "phrases = ['x y']\nurgent = true"
    ),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_contradicts_nothing_is_taken(what: str) -> None:
    policy = parse(tomllib.loads(TAKEN[what]))
    assert faults(policy) == warnings(policy) == ()


WARNED = {
    "clock 1.first_minutes is 30, but a lower priority is due in 10 minutes, so urgent is too": (
        '[[clock]]\npriority = "urgent"\nfirst_minutes = 30\nnext_minutes = 5'
    ),
    "rollout 1 never holds: rollout 2 has the same product and category, and the last one counts": (
        rollout("mode = 'draft'\naudience = 'everyone'", "mode = 'auto'\naudience = 'internal'")
    ),
    "topic 1.phrases has 'How do I', which many messages have in them": topics(
        "phrases = ['How do I']"
    ),
    "product 2.words has 'cloud', as product 1 has: it names neither": (
        "[[product]]\nid = 'a'\nname = 'A'\nwords = ['Cloud']\n"
        "[[product]]\nid = 'b'\nname = 'B'\nwords = ['cloud', 'CLOUD']"
    ),
    "answers.languages has 'english', which no text is found to be in": (
        "[answers]\nlanguages = ['en', 'english']"
    ),
}


@pytest.mark.parametrize("said", WARNED)
def test_what_was_probably_not_meant_is_a_warning(said: str) -> None:
    assert warnings(parse(tomllib.loads(WARNED[said]))) == (said,)


def test_every_check_has_an_example() -> None:
    assert len(REFUSED) >= len(FAULTS)
    assert len(WARNED) == len(WARNINGS)


@pytest.mark.parametrize(
    "path",
    [
        Path(str(files("tandem"))) / "resources" / "policy.toml",
        Path(str(files("tandem"))) / "resources" / "demo" / "policy.toml",
        Path(__file__).parents[4] / "benchmarks" / "policy.toml",
        Path(__file__).parents[3] / "fixtures" / "releases" / "0.1.0" / "policy.toml",
    ],
    ids=lambda path: path.parent.name,
)
def test_our_own_policies_have_no_fault(path: Path) -> None:
    policy = parse(tomllib.loads(path.read_text("utf-8")))
    assert faults(policy) == warnings(policy) == ()


@pytest.mark.parametrize(
    ("pattern", "nests"),
    [
        (r"(\d+)+", True),
        (r"(?:\d+-?)*", True),
        (r"((a+)b)*", True),
        (r"(?:\d{1,50}){1,50}", True),
        (r"(?:a{2,}){3,}", True),
        (r"(?P<number>\d+)*", True),
        (r"(?:\d{1,4}-?)+", True),
        (r"(?:\d|\d\d)+", True),
        (r"(?:a|A)+", True),
        (r"(?:a|)+", True),
        (r"((?:ab|ac)d)+", True),
        (r"(\d+){2,19}", True),
        (r"(?:\d{1,2}){25}", True),
        (r"(?i:\d+)+", True),
        (r"(?:\d+?)+?", True),
        (r"(?:\d?\d?){19}", True),
        (r"(?:(?:\d{1,4}-?){1,3}){1,3}", True),
        (r"[A-Z]{2}\d\d(?: ?\d{4}){4,7}", False),
        (r"(?:a|b)+", False),
        (r"(?:\d{5}|[A-Z]{5})", False),
        (r"(?i:ab|\-d)+", False),
        (r"(\d+)?", False),
        (r"\d+?\d{}", False),
        (r"(?:\d{30})+", False),
        (r"(?:BB-)?\d{5,6}", False),
        (r"(?:[A-Z]{2}\d)+", False),
        (r"(?:\d{1,4}-){1,3}", False),
        (r"[()+*]+", False),
        (r"\(\d+\)+", False),
        (r"(a|b+)c+", False),
        (r"[^]+)]+(x)", False),
        ("", False),
    ],
)
def test_a_repeat_inside_of_a_repeat_is_found(pattern: str, nests: bool) -> None:
    assert nests_repeats(pattern) is nests
