"""`tandem outcomes`, and what the doctor says of suggestions."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tandem import app
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.sweep import sweep
from tandem.core.desk.ownership import SILENCE
from tandem.core.turn.policy import Mode
from tests.integration.shop import DESCALE, MILK, Shop, in_mode

NOTHING = dict.fromkeys(
    ("yes", "no", "picked", "silent", "draft_used", "draft_edited", "agent_replied"), 0
)


async def suggested(shop: Shop) -> UUID:
    """A conversation whose question got a suggestion."""
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    await shop.turns()
    return id


async def pressed(shop: Shop, id: UUID, option: str) -> None:
    contact = (await shop.read(id)).contact_id
    await shop.pick(contact, await shop.said(id), option)
    await shop.turns()


def suggestions(empty: Any) -> str:
    """The doctor's finding; the shop's home has no policy of its own, so the shipped one."""
    found = json.loads(empty("doctor", "--json").out)  # it may warn of other things
    (finding,) = [one for one in found if one["name"] == "suggestions"]
    assert finding["level"] == "ok"
    return finding["says"]


def test_before_anything_is_quoted_there_is_nothing_to_count(empty: Any) -> None:
    assert empty("outcomes").out == "Nothing was quoted yet.\n"
    assert empty("outcomes", "--json").json == {"from": 0.0, "outcomes": []}
    assert suggestions(empty) == "from 0.40; no customer has said yes or no to one yet"


async def test_each_kind_of_outcome_is_counted_apart(shop: Shop, empty: Any) -> None:
    answering, shop = shop, shop.suggesting()
    for option in ("yes", "yes", "no"):
        await pressed(shop, await suggested(shop), option)
    await pressed(answering, await suggested(answering), "no")
    drafting = shop.under(in_mode(Mode.DRAFT))
    drafted = (await drafting.write(await shop.customer(), MILK)).conversation
    await drafting.turns()
    (turn,) = await shop.row("select turn_id from draft where conversation_id = %s", drafted)
    given = Reply("Sixty degrees.", "k", draft=turn)
    await reply(shop.desk, await shop.agent(), drafted, given)
    await suggested(shop)
    shop.clock.move(2 * SILENCE)
    await sweep(shop.desk)

    counted = empty("outcomes", "--json").json
    assert counted["from"] == 0.0
    rows = {(row.pop("decision"), row.pop("effect")): row for row in counted["outcomes"]}
    assert {row.pop("category") for row in rows.values()} == {"uncategorised"}
    # Each no was followed by another suggestion, which nobody said a word to.
    assert rows == {
        ("answer", "sent"): {**NOTHING, "shown": 1, "no": 1},
        ("suggest", "drafted"): {**NOTHING, "shown": 1, "draft_edited": 1},
        ("suggest", "sent"): {**NOTHING, "shown": 6, "yes": 2, "no": 1, "silent": 3},
    }
    # The next best after a no has no P(right) of its own here.
    sure = empty("outcomes", "--json", "--from", "0.4").json
    assert sure["from"] == 0.4
    shown = {(row["decision"], row["effect"]): row["shown"] for row in sure["outcomes"]}
    assert shown == {("answer", "sent"): 1, ("suggest", "drafted"): 1, ("suggest", "sent"): 4}
    assert empty("outcomes", "--json", "--from", "1").json["outcomes"] == []
    head, *lines = empty("outcomes").out.splitlines()
    assert head.split()[:4] == ["decision", "category", "effect", "shown"]
    assert [line.split()[:4] for line in lines] == [
        ["answer", "uncategorised", "sent", "1"],
        ["suggest", "uncategorised", "drafted", "1"],
        ["suggest", "uncategorised", "sent", "6"],
    ]
    assert suggestions(empty) == (
        "from 0.40; of 3 that customers judged 2 helped (21% to 94%), 1 got no word"
    )


def test_a_share_is_between_none_and_all(empty: Any) -> None:
    for least in ("1.1", "-1", "most"):
        assert empty("outcomes", "--from", least).code == 2


async def test_what_people_did_with_drafts(shop: Shop, empty: Any) -> None:
    """One sent as it was, one edited, one ignored, one replaced by a newer one, one open."""
    assert empty("outcomes", "--drafts").out == "Nothing was drafted in the last 28 days.\n"
    shop.clock.at = app.now() - timedelta(hours=2)  # the command has the machine's clock
    drafting, mara = shop.under(in_mode(Mode.DRAFT)), await shop.agent()

    async def drafted() -> tuple[UUID, UUID, str]:
        id = (await drafting.write(await shop.customer(), MILK)).conversation
        await drafting.turns()
        turn, text = await shop.row(
            "select turn_id, text from draft where conversation_id = %s", id
        )
        return id, turn, text

    id, turn, text = await drafted()
    await reply(shop.desk, mara, id, Reply(text, "a", draft=turn))
    id, turn, text = await drafted()
    longer = f"{text} " + "more " * len(text.split())
    await reply(shop.desk, mara, id, Reply(longer.strip(), "b", draft=turn))
    id, _, _ = await drafted()
    await reply(shop.desk, mara, id, Reply("I wrote this myself.", "c"))
    id, _, _ = await drafted()
    contact = (await shop.read(id)).contact_id
    await drafting.write(contact, DESCALE)
    await drafting.turns()
    found = empty("outcomes", "--drafts", "--json").json
    (row,) = found["drafts"]
    assert (row["category"], row["maker"], row["drafts"]) == ("uncategorised", "extractive", 5)
    names = ("used", "edited", "ignored", "replaced", "open")
    assert [row[name] for name in names] == [1, 1, 1, 1, 1]
    assert row["measured"] == 1
    assert row["changed_median"] == pytest.approx(1 / 3, abs=1e-6)
    assert "33%, p90 33% (n = 1)" in " ".join(empty("outcomes", "--drafts").out.split())
    assert empty("outcomes", "--drafts", "--days", "0").code == 2
