"""`tandem show-sent`, and what the doctor says of language models."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tandem import app
from tandem.actions.turn.forget_sent import forget_sent
from tandem.core.errors import UnavailableError
from tandem.core.turn.lookup import Outcome
from tandem.store import calibrations
from tandem.testing import sure_by_keywords
from tests.integration.shop import DESCALE, Shop
from tests.integration.worded import TABLETS, THREE, answer, looking_up, worded

LOCAL = "http://127.0.0.1:9/v1"
HOSTED = "http://192.0.2.7/v1"  # for documentation: nobody is there, and nobody is asked


async def turn_of(shop: Shop, text: str = DESCALE) -> UUID:
    id = (await shop.write(await shop.customer(), text, apart=True)).conversation
    await shop.turns()
    (turn,) = await shop.row("select id from turn where conversation_id = %s", id)
    return turn


async def test_it_prints_what_left_and_what_came_back(shop: Shop, empty: Any) -> None:
    said = answer(TABLETS, THREE)
    shop, model = worded(shop, UnavailableError("It is too busy."), said)
    turn = str(await turn_of(shop))
    lines = empty("show-sent", turn).out.splitlines()
    assert lines[0] == "2 requests left the house, to openai:tiny."
    assert "1. openai:tiny, answer: left the house, 2026-01-05 12:00:00 UTC" in lines
    assert "   failed: It is too busy." in lines
    assert any(line.startswith("   100 + 10 tokens, $0.00020, prompt ") for line in lines)
    at = len(lines) - lines[::-1].index("--- sent") - 1
    asked = f"{model.asked[1].system}\n\n{model.asked[1].data}".splitlines()
    assert lines[at + 1 : at + 1 + len(asked)] == asked
    assert lines[-2:] == ["--- came back", said]
    plain = empty("show-sent", turn, "--json").json
    assert plain["says"] == lines[0]
    assert [one["failure"] for one in plain["requests"]] == ["It is too busy.", ""]
    assert plain["requests"][1]["output"] == said

    shop.clock.move(timedelta(days=31))
    await forget_sent(shop.desk)
    text = empty("show-sent", turn).out
    assert "The texts were deleted on 2026-02-05, because they were kept for long enough." in text
    assert "--- sent" not in text


async def test_it_prints_what_a_lookup_was_asked_with(shop: Shop, empty: Any) -> None:
    shop = looking_up(shop, Outcome.FOUND)
    turn = str(await turn_of(shop, "Where is my order 48213?"))
    assert empty("show-sent", turn).out == (
        "The look-up order was made.\n\nlook-up order: found\n"
        "  asked with order 48213\n  Status: on its way\n"
    )


async def test_a_turn_that_sent_nothing_and_one_that_is_not_there(shop: Shop, empty: Any) -> None:
    turn = str(await turn_of(shop))
    says = "Nothing was sent: no language model and no look-up was asked.\n"
    assert empty("show-sent", turn).out == says
    assert "There is no turn" in empty.refused("show-sent", str(UUID(int=7)), code=2)
    assert "is not a turn's id" in empty.refused("show-sent", "seven", code=2)


def findings(empty: Any, *names: str, **settings: str) -> list[tuple[str, str]]:
    """Level and sentence of the doctor's findings of these names."""
    done = empty("doctor", "--json", **settings)
    assert done.err == ""
    return [(one["level"], one["says"]) for one in json.loads(done.out) if one["name"] in names]


ABOUT = ("model", "budget", "requests")


async def test_without_a_model_the_doctor_says_nothing_of_one(shop: Shop, empty: Any) -> None:
    assert findings(empty, *ABOUT) == []


async def test_the_doctor_tells_of_models_their_budget_and_their_failures(
    shop: Shop, empty: Any
) -> None:
    shop.clock.move(datetime.now(UTC) - shop.clock())
    priced, _ = worded(shop, UnavailableError("It is too busy."), answer(TABLETS))
    await turn_of(priced)
    async with shop.database.transaction() as tx:
        await calibrations.keep(tx, "model:openai:tiny", sure_by_keywords("fake"), now=shop.clock())
    set_up = {
        "TANDEM_LLM": "openai:tiny, openai:other",
        "TANDEM_LLM_URL": LOCAL,
        "TANDEM_LLM_KEY": "k",
    }
    assert findings(empty, *ABOUT, **set_up) == [
        ("ok", "openai:tiny, in the house; measured on 200 judged replies, answers from 0.50"),
        (
            "warning",
            "openai:other, in the house; never measured, so it suggests and drafts, it doesn't"
            " answer",
        ),
        ("ok", "today 110 of 2000000 tokens, $0.00"),
        (
            "warning",
            "openai:tiny 2 today, 1 failed, 100 + 10 tokens, $0.0002."
            " 1 × openai:tiny: It is too busy.",
        ),
    ]
    hosted = findings(empty, "model", **{**set_up, "TANDEM_LLM_URL": HOSTED})
    assert all("hosted: what it is asked leaves the house" in says for _, says in hosted)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("tokens_per_day = 100", "today 110 of 100 tokens, $0.00: used up, so answers only quote"),
        ("dollars_per_day = 5.0", "openai:tiny has no price, so llm.dollars_per_day never holds"),
    ],
)
async def test_the_doctor_warns_of_a_budget_that_is_used_up_or_never_holds(
    shop: Shop, empty: Any, tmp_path: Path, rule: str, says: str
) -> None:
    shop.clock.move(datetime.now(UTC) - shop.clock())
    unpriced, _ = worded(shop, answer(TABLETS), price=None)
    await turn_of(unpriced)
    policy = tmp_path / "own.toml"
    shipped = app.resource("policy.toml").read_text(encoding="utf-8")
    policy.write_text(f"{shipped}\n[llm]\n{rule}\n", encoding="utf-8")
    set_up = {"TANDEM_LLM": "openai:tiny", "TANDEM_LLM_URL": LOCAL, "TANDEM_POLICY": str(policy)}
    ((level, said),) = findings(empty, "budget", **set_up)
    assert level == "warning"
    assert says in said


async def test_a_model_that_may_not_be_used_is_a_fault(
    shop: Shop, empty: Any, tmp_path: Path
) -> None:
    policy = tmp_path / "own.toml"
    shipped = app.resource("policy.toml").read_text(encoding="utf-8")
    policy.write_text(f"{shipped}\n[llm]\nlocal_only = true\n", encoding="utf-8")
    set_up = {"TANDEM_LLM": "openai:tiny", "TANDEM_LLM_URL": HOSTED, "TANDEM_POLICY": str(policy)}
    ((level, said),) = findings(empty, "model", **set_up)
    assert (level, "llm.local_only" in said) == ("fault", True)
