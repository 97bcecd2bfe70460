"""`tandem policy check` and `tandem policy try`: what a policy makes of messages, now and then."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.shop import DESCALE, PERSON, Shop

POLICY = """
[answers]
categories = ["billing"]
[handoff]
people_first_plans = ["gold"]
[[product]]
id = "one"
name = "the One"
words = ["grinder"]
[[topic]]
name = "scale"
phrases = ["descaling"]
[[rollout]]
mode = "auto"
audience = "everyone"
[[test]]
message = "What about descaling?"
decision = "hand_off"
rule = "safety"
effect = "handed_off"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(POLICY, "utf-8")
    return path


def test_a_message_is_tried_in_its_context(empty: Any, file: Path) -> None:
    said = ("policy", "try", "My grinder?", "--file", file)
    assert empty(*said).out == (
        "heard nothing that decides by itself\n"
        "→ decision offer_human · rule unsure · mode auto · effect sent\n"
        "  category uncategorised · product one\n"
        "  The articles are searched before this is decided: here nothing was found.\n"
    )
    gold = empty(*said, "--plan", "gold", "--category", "billing", "--json").json
    assert (gold["rule"], gold["reason"], gold["priority"]) == (
        "people_first",
        "high_value",
        "high",
    )
    assert (gold["category"], gold["is_searched"]) == ("billing", False)
    offered = ("--earlier", "customer@30: It leaks", "--earlier", "assistant(offer_human)@29: Yes?")
    taken = empty("policy", "try", "-", "--file", file, *offered, "--mode", "off", stdin=b"yes")
    assert taken.out.splitlines()[0] == "heard person · accepts a person: “yes”"
    assert "rule person · reason customer_request · priority normal · mode off" in taken.out
    assert "effect handed_off" in taken.out
    waits = empty(*said, "--earlier", "customer@20: Hello?", "--time", "2026-12-24 18:00")
    assert "signal waiting: “20 minutes without an answer”" in waits.out
    seats = ("--attribute", "seats=200", "--verified", "--internal", "--locale", "de")
    assert empty(*said, *seats, "--json").json["mode"] == "auto"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("--mode", "on"), "mode must be one of off, shadow, draft, auto"),
        (("--time", "noon"), "time must be a date and time"),
        (("--product", "two"), "product is 'two', which no [[product]] has"),
        (("--category", "press"), "category has 'press'"),
        (("--earlier", "robot: hi"), "earlier 1.from must be one of customer, assistant, agent"),
        (("--earlier", "assistant(shrug): hi"), "earlier 1.decision must be one of answer"),
        (("--earlier", "hi"), "'hi' is no earlier message"),
        (("--earlier", "agent@1.2.3: hi"), "'1.2.3' is no number"),
        (("--attribute", "seats"), "'seats' is not name=value"),
        (("--file", "/nowhere.toml"), "/nowhere.toml"),
    ],
)
def test_what_can_not_be_tried_is_bad_input(
    empty: Any, file: Path, arguments: tuple[str, ...], names: str
) -> None:
    assert names in empty.refused("policy", "try", "Why?", "--file", file, *arguments, code=2)


async def test_recorded_turns_are_decided_again(shop: Shop, empty: Any, file: Path) -> None:
    shop.clock.move(datetime.now(UTC) - timedelta(days=1) - shop.clock())
    for text in (DESCALE, PERSON):
        await shop.write(await shop.customer(), text)
    await shop.turns()
    days = "2"
    done = empty("policy", "check", file, "--replay", days)
    assert done.code == 0, done.err
    head, count, change, example, *_ = done.out.splitlines()
    assert head.startswith("1 of 1 tests pass; version ")
    assert "2 turns since " in count
    assert "1 stay the same, 1 change." in count
    assert change == "     1  answer → hand_off (effect sent → handed_off)"
    (turn,) = await shop.row("select id from turn where decision = 'answer'")
    assert example == f"        {turn}  {DESCALE}"
    found = json.loads(empty("policy", "check", file, "--replay", days, "--json").out)["replay"]
    assert (found["turns"], found["same"], found["heard_otherwise"]) == (2, 1, 0)
    assert found["changes"][0]["examples"] == [{"turn_id": str(turn), "question": DESCALE}]
