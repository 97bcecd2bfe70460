"""Categories are learnt from labelled tickets and conversations, and turns give them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.actions.conversation.change_conversation import change_conversation
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.take_over import take_over
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn_categories import (
    EXAMPLES_MIN,
    CategoriesLearnt,
    learn_categories,
)
from tandem.actions.turn.replay import replay
from tandem.core.turn.category import VOTE, CategoryHead
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import UNCATEGORISED
from tandem.store import category_heads, codec
from tests.integration.shop import LIVE, Shop

INVOICE = "Why is the invoice of last month twice the price?"
PARCEL = "Where is the parcel with my coffee now?"
MONTHS = ("May", "June", "July", "August", "October", "November")


def said(category: str, text: str, number: int) -> dict[str, object]:
    """A ticket of this category; its last message would mislead whoever read that."""
    return {
        "id": f"{category}-{number}",
        "subject": "",
        "category": category,
        "messages": [
            {"author": "customer", "text": text},
            {"author": "agent", "text": "Please tell me the name on the parcel and the invoice."},
        ],
    }


def rows(each: int = len(MONTHS)) -> list[dict[str, object]]:
    return [
        row
        for number, month in enumerate(MONTHS[:each])
        for row in (
            said("billing", f"The invoice of {month} has the wrong price.", number),
            said("delivery", f"The parcel with my coffee of {month} is late.", number),
            said("plants", f"My {month} tulips need water, soil and light.", number),
        )
    ]


async def imported(shop: Shop, folder: Path, tickets: list[dict[str, object]]) -> None:
    file = folder / "tickets.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in tickets), encoding="utf-8")
    await import_tickets(shop.database, shop.embedder, file, now=shop.clock())


async def learnt(shop: Shop) -> CategoriesLearnt | None:
    return await learn_categories(shop.database, shop.embedder, LIVE.categories, now=shop.clock())


async def head(shop: Shop) -> CategoryHead | None:
    async with shop.database.connection() as connection:
        return await category_heads.newest(connection, shop.embedder.model)


async def turned(shop: Shop, text: str) -> tuple[Evidence, str]:
    """What a turn recorded about a new customer's question, and its conversation's category."""
    id = (await shop.write(await shop.customer(), text)).conversation
    await shop.turns()
    again = await replay(shop.database, (await shop.said(id)).turn_id or pytest.fail("no turn"))
    assert again.identical
    return again.evidence, (await shop.read(id)).category


async def test_a_turn_gives_the_category_that_tickets_teach(shop: Shop, tmp_path: Path) -> None:
    await imported(shop, tmp_path, rows())
    count = len(MONTHS)
    found = await learnt(shop)
    assert found is not None
    assert found.messages == {"billing": count, "delivery": count}
    assert found.uncategorised == count, "of a category that the policy doesn't have"
    assert found.held_out_right == 1
    for text, category in ((INVOICE, "billing"), (PARCEL, "delivery")):
        evidence, stored = await turned(shop, text)
        (vote,) = (one for one in evidence.votes if one.head.startswith(VOTE))
        assert vote.counts
        assert vote.words.startswith(f"like ticket {category}-")
        assert (evidence.category, stored) == (category, category)


async def test_what_belongs_in_none_is_uncategorised_and_the_record_says_what_was_likeliest(
    shop: Shop, tmp_path: Path
) -> None:
    await imported(shop, tmp_path, rows())
    await learnt(shop)
    evidence, stored = await turned(shop, "Do tulips need more water or more light?")
    (vote,) = (one for one in evidence.votes if one.head.startswith(VOTE))
    assert not vote.counts
    assert (evidence.category, stored) == (UNCATEGORISED, "")


async def test_too_few_labelled_messages_leave_it_to_precedents(shop: Shop, tmp_path: Path) -> None:
    await imported(shop, tmp_path, rows())
    assert await learnt(shop) is not None
    async with shop.database.transaction() as tx:
        await tx.execute("update ticket set category = '' where key like 'billing-%'")
    assert await learnt(shop) is None
    assert await head(shop) is None, "what was learnt before is out of force"
    evidence, _ = await turned(shop, INVOICE)
    assert not evidence.votes


async def test_without_an_embedder_nothing_is_learnt(shop: Shop, tmp_path: Path) -> None:
    await imported(shop, tmp_path, rows())
    assert await learn_categories(shop.database, None, LIVE.categories, now=shop.clock()) is None
    assert await head(shop) is None


async def test_while_the_embedder_is_down_the_turn_is_taken_without_it(
    shop: Shop, tmp_path: Path
) -> None:
    await imported(shop, tmp_path, rows())
    await learnt(shop)
    shop.embedder.is_down = True
    evidence, _ = await turned(shop, INVOICE)
    assert not evidence.votes


async def test_learning_again_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    await imported(shop, tmp_path, rows())
    first, before = await learnt(shop), await head(shop)
    assert await learnt(shop) == first
    after = await head(shop)
    assert before is not None
    assert after is not None
    assert codec.encode(after) == codec.encode(before)


async def test_resolved_conversations_teach_what_an_agent_said_they_were(
    shop: Shop, tmp_path: Path
) -> None:
    """What the assistant found itself is no lesson, nor is a conversation that goes on."""
    few = EXAMPLES_MIN - 1
    await imported(shop, tmp_path, rows(few))
    assert await learnt(shop) is None
    mara = await shop.agent()
    for category, text in (("billing", INVOICE), ("delivery", PARCEL)):
        id = (await shop.write(await shop.customer(), text)).conversation
        await take_over(shop.desk, mara, id)
        await change_conversation(shop.desk, mara, id, category=category)
        assert await learnt(shop) is None, "still open, or the only one"
        await resolve(shop.desk, mara, id)
    found = await learnt(shop)
    assert found is not None
    assert found.messages == {"billing": EXAMPLES_MIN, "delivery": EXAMPLES_MIN}
    fitted = await head(shop)
    assert fitted is not None
    assert all(any(key.startswith("conversation ") for key in keys) for keys in fitted.keys[:2])


async def test_the_customers_data_is_not_learnt(shop: Shop, tmp_path: Path) -> None:
    """Two tickets that differ by what is hidden in the search as well give one vector."""
    asked = "My invoice is wrong, write to {} about the price."
    tickets = rows()
    tickets += [said("billing", asked.format(at), 90) for at in ("a@shop.example",)]
    await imported(shop, tmp_path, tickets)
    await learnt(shop)
    one = await head(shop)
    tickets[-1] = said("billing", asked.format("other@mail.example"), 90)
    await imported(shop, tmp_path, tickets)
    await learnt(shop)
    other = await head(shop)
    assert one is not None
    assert other is not None
    assert one.examples == other.examples


async def test_a_head_of_a_later_release_is_left_out(shop: Shop, tmp_path: Path) -> None:
    await imported(shop, tmp_path, rows())
    await learnt(shop)
    fitted = await head(shop)
    assert fitted is not None
    async with shop.database.transaction() as tx:
        later = json.loads(codec.encode(fitted)) | {"format": 99}
        await tx.execute("update category_head set hash = 'x', body = %s", [json.dumps(later)])
    assert await head(shop) is None


async def test_a_category_that_left_the_policy_is_not_given(shop: Shop, tmp_path: Path) -> None:
    await imported(shop, tmp_path, rows())
    await learnt(shop)
    evidence, _ = await turned(shop.under(replace(LIVE, categories=("delivery",))), INVOICE)
    assert evidence.category in (UNCATEGORISED, "delivery")
    (vote,) = (one for one in evidence.votes if one.head.startswith(VOTE))
    assert vote.head == f"{VOTE}delivery"
    assert not vote.counts
