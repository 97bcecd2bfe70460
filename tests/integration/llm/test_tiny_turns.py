"""Whatever noise a real server says, nothing of it reaches a customer unchecked."""

from dataclasses import replace

import pytest

from tandem import app
from tandem.assistant.thinking import fixed
from tandem.core.turn.candidate import Check, Verification
from tandem.core.turn.decide import Suggest
from tandem.core.turn.source import shown
from tandem.store.database import Database
from tests.integration.llm.writing import QUOTE, turn_of, writers, written_by
from tests.integration.shop import DESCALE, LIVE, Shop
from tests.llm import scripted
from tests.llm.answering import quoting
from tests.llm.tiny import Tiny
from tools.model_turns import Told, unverified
from tools.tiny_turns import desks, run

pytestmark = pytest.mark.usefixtures("asks_models")

TURNS = 40


async def test_no_sentence_reaches_a_customer_unchecked(database: Database, tiny_llm: Tiny) -> None:
    """`python -m tools.tiny_turns` takes 1,000 turns."""
    policy = fixed(app.read_policy(app.resource("policy.toml")))
    told = Told()
    thinking = app.thinking(database, None, policy)
    await run(thinking, tiny_llm.base_url, desks()[0], told, TURNS)
    assert told.turns == TURNS
    assert told.unverified == []
    assert told.requests >= TURNS // 2, "the model was asked"
    assert told.dropped > 0, "its claims were checked"
    assert any(name.endswith("extractive") for name in told.decisions), "quotes came all the same"


async def test_a_sentence_that_slipped_through_would_be_found(shop: Shop) -> None:
    with scripted.serving(quoting(QUOTE)) as llm:
        async with writers(llm.openai_url) as models:
            turn = await turn_of(written_by(shop, models), DESCALE)
    written, decision = turn.written, Suggest("suggest", maker="written")
    (claim,) = shown(decision, turn.evidence).claims

    async def found(text: str, *, passed: bool = True, passage: str = QUOTE) -> list[str]:
        candidate = written.finding.candidate
        assert candidate is not None
        (citation,) = candidate.citations
        forged = replace(
            candidate,
            claims=(replace(claim, text=text),),
            citations=(replace(citation, passage=passage),),
        )
        checks = Verification((Check("supported", passed, "Said so."),))
        finding = replace(written.finding, candidate=forged, verification=checks)
        evidence = replace(turn.evidence, written=replace(written, finding=finding))
        return await unverified(shop.database, decision, evidence, LIVE, text)

    assert await found(QUOTE) == []
    assert await found("Use three descaling tablets for one boiler.") != []
    assert await found(QUOTE, passed=False) == [QUOTE]
    lie = "Use ten descaling tablets for one boiler."
    assert await found(lie, passage=lie) == [lie], "no article has the passage"
