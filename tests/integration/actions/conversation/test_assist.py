"""Help for agents: drafts in other words, summaries and labels, with a model and without one."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tandem.actions.conversation.assist import reword, suggest_labels, summarise
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.ports import Desk
from tandem.assistant.requests import Writers
from tandem.core.desk.agent import Role
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError, UnavailableError
from tandem.core.turn.assist import How
from tandem.store import model_calls
from tandem.testing import ScriptedModel
from tests.integration.shop import DESCALE, PERSON, Shop

DRAFT = "Use two descaling tablets for one boiler. The order 48213 is noted. Wait for the light."
TICKET = {
    "id": "t-{n}",
    "subject": "The parcel is late",
    "category": "delivery",
    "tags": ["late"],
    "outcome": "resolved",
    "messages": [
        {"author": "customer", "text": "My parcel is late and has not come"},
        {"author": "agent", "text": "It comes tomorrow."},
    ],
}


def written(*sentences: str) -> str:
    return json.dumps({"sentences": sentences})


def with_model(shop: Shop, model: ScriptedModel) -> Desk:
    """The shop's desk with this model."""
    writers = Writers((model,), {model.name: (1.0, 2.0)})
    return replace(shop.desk, thinking=replace(shop.desk.thinking, writers=writers))


async def asked(shop: Shop, text: str = DESCALE) -> UUID:
    """A conversation that people have."""
    contact = await shop.customer(email="rosa@home.example")
    return (await shop.write(contact, f"{text} {PERSON}")).conversation


async def test_a_model_rewords_and_what_it_adds_is_left_out(shop: Shop) -> None:
    id, mara = await asked(shop), await shop.agent("Mara")
    model = ScriptedModel(
        lambda _: written("Two descaling tablets are enough for one boiler.", "Use four tablets.")
    )
    made = await reword(with_model(shop, model), mara, id, DRAFT, How.SHORTER)
    assert (made.text, made.maker) == (
        "Two descaling tablets are enough for one boiler.",
        "test:model",
    )
    assert [one.text for one in made.dropped] == ["Use four tablets."]
    async with shop.database.connection() as connection:
        spent = await model_calls.spent(connection, id, shop.clock())
    assert spent.of_conversation == 120


async def test_without_a_model_quoting_does_what_it_can(shop: Shop) -> None:
    id, mara = await asked(shop), await shop.agent("Mara")
    short = await reword(shop.desk, mara, id, DRAFT, How.SHORTER)
    assert short.maker == "extractive"
    assert "Use two descaling tablets" in short.text
    assert len(short.text) < len(DRAFT)
    with pytest.raises(UnavailableError, match="there is none"):
        await reword(shop.desk, mara, id, DRAFT, How.FRIENDLIER)
    with pytest.raises(InvalidError):
        await reword(shop.desk, mara, id, " ", How.SOURCE)


async def test_a_hosted_model_sees_no_address(shop: Shop) -> None:
    id, mara = await asked(shop), await shop.agent("Mara")
    model = ScriptedModel(lambda _: written("Write to [EMAIL_1] about it."), is_hosted=True)
    draft = "Write to rosa@home.example about it."
    made = await reword(with_model(shop, model), mara, id, draft, How.FRIENDLIER)
    assert "home.example" not in model.asked[0].data
    assert made.text == draft


async def test_a_draft_in_the_agents_own_words_shows_the_model_how_they_write(shop: Shop) -> None:
    mara, ben = await shop.agent("Mara"), await shop.agent("Ben")
    own = (
        "Hey Rosa, thanks for the note on order 48213! Pop two tablets in and let me know how it"
        " goes. Cheers, Mara"
    )
    earlier = await asked(shop)
    await reply(shop.desk, mara, earlier, Reply(own, "1"))
    await reply(shop.desk, mara, earlier, Reply("Thanks!", "2"))
    id = await asked(shop)
    model = ScriptedModel(lambda _: written("Hey, pop two descaling tablets in.", "Wait a week."))
    made = await reword(with_model(shop, model), mara, id, DRAFT, How.VOICE)
    shown = model.asked[0].data
    assert "Pop two tablets in and let me know" in shown
    assert not any(secret in shown for secret in ("Rosa", "Cheers, Mara", "Thanks!"))
    assert "48213" not in shown.replace(DRAFT, "")
    assert [one.text for one in made.dropped] == ["Wait a week."], "an earlier reply is no source"
    with pytest.raises(ConflictError, match="not written a reply"):
        await reword(with_model(shop, model), ben, id, DRAFT, How.VOICE)
    with pytest.raises(UnavailableError):
        await reword(shop.desk, mara, id, DRAFT, How.VOICE)


async def test_where_nothing_may_leave_no_hosted_model_is_asked(shop: Shop) -> None:
    id, mara = await asked(shop), await shop.agent("Mara")
    model = ScriptedModel(lambda _: written("Use two descaling tablets."), is_hosted=True)
    policy = shop.desk.thinking.policy()
    inside = shop.under(replace(policy, llm=replace(policy.llm, local_only=True)))
    made = await reword(with_model(inside, model), mara, id, DRAFT, How.SHORTER)
    assert (made.maker, model.asked) == ("extractive", [])


async def test_a_summary_is_checked_or_quoted(shop: Shop) -> None:
    id, mara = await asked(shop, "My boiler leaks, order 48213."), await shop.agent("Mara")
    quoted = await summarise(shop.desk, mara, id)
    assert quoted.maker == "extractive"
    assert "order number: 48213" in quoted.lines
    model = ScriptedModel(
        lambda _: written("The customer reports that the boiler leaks.", "The order is 99999.")
    )
    made = await summarise(with_model(shop, model), mara, id)
    assert made.lines == ("The customer reports that the boiler leaks.",)
    lying = ScriptedModel(lambda _: written("All is well with the 7 garden gnomes."))
    assert (await summarise(with_model(shop, lying), mara, id)).maker == "extractive"


async def test_labels_come_from_the_firms_own_lists(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    rows = [json.dumps(TICKET | {"id": f"t-{n}"}) for n in range(3)]
    file.write_text("\n".join(rows), encoding="utf-8")
    await import_tickets(shop.database, shop.desk.thinking.embedder, file, now=shop.clock())
    id, mara = await asked(shop, "My parcel is late, I'm furious!!"), await shop.agent("Mara")
    found = await suggest_labels(shop.desk, mara, id)
    assert found.category is not None
    assert found.category.value == "delivery"
    assert "t-0" in found.category.why
    assert [one.value for one in found.tags] == ["late"]
    assert found.priority is None or found.priority.value in ("high", "urgent")


async def test_a_viewer_gets_none_of_it(shop: Shop) -> None:
    id, viewer = await asked(shop), await shop.agent("Vera", role=Role.VIEWER)
    with pytest.raises(ForbiddenError):
        await summarise(shop.desk, viewer, id)
