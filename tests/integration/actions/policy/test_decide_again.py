"""Recorded turns decided again: under their own policy nothing changes, under another what does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.actions.policy import decide_again as deciding
from tandem.actions.policy.decide_again import DecidedAgain, decide_again
from tandem.assistant.what_if import NEW_SEARCH
from tandem.core.turn.policy import Mode, Policy
from tandem.core.turn.screen import Topic
from tests.integration.shop import DESCALE, LIVE, MILK, PERSON, UNKNOWN, Shop, in_mode

TOPICAL = replace(LIVE, topics=(Topic("milk", ("milk",), urgent=True),))


async def again(shop: Shop, policy: Policy, days: int = 7) -> DecidedAgain:
    return await decide_again(shop.desk.database, policy, since=shop.clock() - timedelta(days=days))


async def asked(shop: Shop, *texts: str) -> None:
    for text in texts:
        await shop.write(await shop.customer(), text)
    await shop.turns()


def says(found: DecidedAgain) -> dict[str, int]:
    return {change.says: change.turns for change in found.changes}


async def test_every_turn_is_decided_as_it_was_and_a_new_policy_shows_its_changes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(shop.suggesting(), DESCALE)
    await asked(shop, DESCALE, MILK, MILK, PERSON, UNKNOWN, "Hello")
    await asked(shop.under(TOPICAL), MILK)
    monkeypatch.setattr(deciding, "PAGE", 3)

    same = await again(shop, LIVE)
    assert (same.turns, same.heard_otherwise, same.is_cut) == (8, 0, False)
    assert says(same) == {f"hand_off → {NEW_SEARCH}": 1}, "the topic kept it from a search"

    topical = await again(shop, TOPICAL)
    assert (topical.turns, topical.same, topical.heard_otherwise) == (8, 6, 0)
    (change,) = topical.changes
    assert (change.says, change.turns) == ("answer → hand_off (effect sent → handed_off)", 2)
    assert [example.question for example in change.examples] == [MILK, MILK]
    (answered,) = await shop.row("select array_agg(id::text) from turn where decision = 'answer'")
    assert {example.turn_id for example in change.examples} <= set(answered)

    drafting = says(await again(shop, in_mode(Mode.DRAFT)))
    assert drafting["answer: effect sent → drafted"] == 3
    assert drafting["suggest: effect sent → drafted"] == 1
    assert not any("hand_off: " in change for change in drafting), "a person is had in every mode"
    cautious = says(await again(shop, replace(LIVE, suggest_from=None)))
    assert not any(change.startswith(("answer", "hand_off: ")) for change in cautious)
    assert any(change.startswith("suggest → ") for change in cautious)


async def test_only_the_turns_of_these_days_and_no_more_than_the_bound(shop: Shop) -> None:
    await asked(shop, DESCALE)
    shop.clock.move(timedelta(days=8))
    await asked(shop, MILK, UNKNOWN)
    assert (await again(shop, LIVE)).turns == 2
    assert (await again(shop, LIVE, days=9)).turns == 3
    since = shop.clock() - timedelta(days=9)
    told: list[int] = []
    cut = await decide_again(shop.desk.database, LIVE, since=since, most=2, tell=told.append)
    assert (cut.turns, cut.is_cut, told) == (2, True, [2])
    kept = await shop.row("select count(*) from turn")
    assert kept == (3,), "nothing is stored"
