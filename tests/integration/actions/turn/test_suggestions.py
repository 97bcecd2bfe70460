"""A suggestion, and what follows a yes, a no, a pick or another question after it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.take_over import take_over
from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.turn.replay import replay
from tandem.core.desk.message import StoredMessage
from tandem.core.desk.ownership import Owner, Resolution, Status
from tandem.core.turn.effect import Effect
from tandem.core.turn.policy import Mode
from tandem.core.turn.wording import DID_IT_HELP, FOUND, PERHAPS
from tandem.store import drafts
from tandem.store.drafts import Draft
from tandem.store.showings import Outcome
from tests.integration.shop import ARTICLES, DESCALE, LIVE, MILK, Shop, in_mode

TABLETS = "Use two descaling tablets for one boiler."
DEGREES = "Steam the milk to sixty degrees."
NO = "no"
MILK_OPTION = "article:articles/milk"


async def asked(shop: Shop, *texts: str) -> list[StoredMessage]:
    """A new customer writes these, each after the reply to the one before; all replies."""
    contact = await shop.customer()
    said: list[StoredMessage] = []
    for text in texts:
        id = (await shop.write(contact, text)).conversation
        await shop.turns()
        said.append(await shop.said(id))
    return said


async def rules(shop: Shop, replies: Sequence[StoredMessage]) -> list[str]:
    """The rule of each reply; all of them are replayed."""
    found: list[str] = []
    for one in replies:
        assert one.turn_id is not None
        assert (await replay(shop.database, one.turn_id)).identical
        found.append((await shop.row("select rule from turn where id = %s", one.turn_id))[0])
    return found


def cited(message: StoredMessage) -> list[object]:
    return [source["article_id"] for source in message.sources]


async def relearnt(shop: Shop, folder: Path, articles: dict[str, str]) -> None:
    """From now on the desk has these articles alone."""
    for old in folder.iterdir():
        old.unlink()
    for key, text in articles.items():
        (folder / f"{key}.md").write_text(text, encoding="utf-8")
    await learn(shop.database, shop.embedder, Source(folder), prune=True, now=shop.clock())


async def test_a_suggestion_quotes_cites_and_asks_whether_it_helped(shop: Shop) -> None:
    shop = shop.suggesting()
    (reply,) = await asked(shop, DESCALE)
    assert reply.text == f"{FOUND}\n\n{TABLETS} [1]\n\n{DID_IT_HELP}"
    assert cited(reply) == ["articles/descale"]
    labels = [option.label for option in reply.options]
    assert labels == ["Yes", "No", "Talk to a person", "Steam the milk"]
    assert await rules(shop, [reply]) == ["suggest"]
    kept = await shop.row(
        "select decision, rule, effect, article_id from showing where turn_id = %s", reply.turn_id
    )
    assert kept == ("suggest", "suggest", "sent", "articles/descale")


async def test_a_no_shows_the_next_best_and_a_second_no_brings_people_without_a_question(
    shop: Shop,
) -> None:
    shop = shop.suggesting()
    first, second, last = await asked(shop, DESCALE, NO, NO)
    assert second.text == f"{PERHAPS}\n\n{DEGREES} [1]\n\n{DID_IT_HELP}"
    assert [option.id for option in second.options] == ["yes", "no", "person"]
    assert (last.decision, last.options, "?" in last.text) == ("hand_off", (), False)
    assert await rules(shop, (first, second, last)) == ["suggest", "next", "unsure_again"]
    conversation = await shop.read(last.conversation_id)
    assert (conversation.owner, conversation.handoff_reason) == (Owner.HUMAN, "low_confidence")
    assert await shop.outcomes(first.turn_id) == {Outcome.NO}
    assert await shop.outcomes(second.turn_id) == {Outcome.NO}


@pytest.mark.parametrize("is_pressed", [True, False])
async def test_a_no_is_an_outcome_of_what_was_refused_and_not_of_what_comes_next(
    shop: Shop, is_pressed: bool
) -> None:
    shop = shop.suggesting()
    (first,) = await asked(shop, DESCALE)
    contact = (await shop.read(first.conversation_id)).contact_id
    await (shop.pick(contact, first, "no") if is_pressed else shop.write(contact, NO))
    await shop.turns()
    second = await shop.said(first.conversation_id)
    assert await rules(shop, [second]) == ["next"]
    assert await shop.outcomes(first.turn_id) == {Outcome.NO}
    assert await shop.outcomes(second.turn_id) == set()


async def test_no_second_time_in_a_conversation_is_anything_else_shown(shop: Shop) -> None:
    """A no to another question of the same conversation brings people too."""
    shop = shop.suggesting()
    replies = await asked(shop, DESCALE, NO, "yes", MILK, NO)
    assert await rules(shop, replies) == ["suggest", "next", "helped", "suggest", "unsure_again"]


@pytest.mark.parametrize("text", ["yes", "Yes!", "thanks, that helped", "👍", "1"])
async def test_a_typed_yes_resolves_as_confirmed(shop: Shop, text: str) -> None:
    shop = shop.suggesting()
    first, last = await asked(shop, DESCALE, text)
    assert await rules(shop, [last]) == ["helped"]
    conversation = await shop.read(first.conversation_id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.CONFIRMED,
    )
    assert await shop.outcomes(first.turn_id) == {Outcome.YES}


@pytest.mark.parametrize("way", ["pressed", "Steam the milk", "“steam the milk”", "4"])
async def test_a_picked_article_is_shown(shop: Shop, way: str) -> None:
    shop = shop.suggesting()
    (first,) = await asked(shop, DESCALE)
    contact = (await shop.read(first.conversation_id)).contact_id
    if way == "pressed":
        received = await shop.pick(contact, first, MILK_OPTION)
        assert received.message is not None
        assert received.message.text == "Steam the milk"
    else:
        await shop.write(contact, way)
    await shop.turns()
    second = await shop.said(first.conversation_id)
    assert await rules(shop, [second]) == ["chosen"]
    assert (cited(second), DEGREES in second.text) == (["articles/milk"], True)
    assert [option.id for option in second.options] == ["yes", "no", "person"]
    assert await shop.outcomes(first.turn_id) == {Outcome.PICKED}
    assert await shop.outcomes(second.turn_id) == set()


@pytest.mark.parametrize("is_pressed", [True, False])
async def test_an_article_that_was_retired_meanwhile_is_not_shown(
    shop: Shop, tmp_path: Path, is_pressed: bool
) -> None:
    shop = shop.suggesting()
    (first,) = await asked(shop, DESCALE)
    contact = (await shop.read(first.conversation_id)).contact_id
    await relearnt(shop, tmp_path / "articles", {"descale": ARTICLES["descale"]})
    if is_pressed:
        await shop.pick(contact, first, MILK_OPTION)
    else:
        await shop.write(contact, "Steam the milk")
    await shop.turns()
    second = await shop.said(first.conversation_id)
    assert await rules(shop, [second]) != ["chosen"]
    assert DEGREES not in second.text
    assert "articles/milk" not in cited(second)


async def test_an_article_that_is_for_agents_now_is_not_shown(shop: Shop, tmp_path: Path) -> None:
    shop = shop.suggesting()
    (first,) = await asked(shop, DESCALE)
    contact = (await shop.read(first.conversation_id)).contact_id
    secret = f"---\naudience: agent\n---\n{ARTICLES['milk']}"
    await relearnt(shop, tmp_path / "articles", {**ARTICLES, "milk": secret})
    await shop.pick(contact, first, MILK_OPTION)
    await shop.turns()
    second = await shop.said(first.conversation_id)
    assert await rules(shop, [second]) != ["chosen"]
    assert DEGREES not in second.text
    assert "articles/milk" not in cited(second)


@pytest.mark.parametrize(("question", "topic"), [(DESCALE, "descale"), (MILK, "milk")])
async def test_a_follow_up_keeps_the_topic(
    shop: Shop, tmp_path: Path, question: str, topic: str
) -> None:
    """Both articles have the words of the follow-up."""
    shop = shop.suggesting()
    timed = {key: f"{text} It takes five minutes." for key, text in ARTICLES.items()}
    await relearnt(shop, tmp_path / "articles", timed)
    first, second = await asked(shop, question, "And how many minutes does it take?")
    assert cited(first)[0] == cited(second)[0] == f"articles/{topic}"
    assert "five minutes" in second.text
    assert await rules(shop, [second]) == ["suggest"]


@pytest.mark.parametrize(("before", "question"), [(DESCALE, MILK), (MILK, DESCALE)])
async def test_a_new_question_is_answered_as_if_nothing_had_been_asked(
    shop: Shop, before: str, question: str
) -> None:
    (fresh,) = await asked(shop, question)
    _, later = await asked(shop, before, question)
    assert cited(later) == cited(fresh)
    assert await rules(shop, [later]) == await rules(shop, [fresh])


async def test_of_two_questions_in_one_message_each_is_answered(shop: Shop) -> None:
    """Both from their own article, as an answer and as a suggestion."""
    for desk, decision in ((shop, "answer"), (shop.suggesting(), "suggest")):
        (reply,) = await asked(desk, f"{DESCALE} {MILK}")
        assert reply.decision == decision
        assert cited(reply) == ["articles/descale", "articles/milk"]
        assert f"{TABLETS} [1]" in reply.text
        assert f"{DEGREES} [2]" in reply.text


async def test_of_two_questions_the_one_without_an_answer_is_named_and_the_other_kept(
    shop: Shop,
) -> None:
    shop = shop.suggesting()
    nothing = "To how many degrees do I steam the milk with the X900?"
    (reply,) = await asked(shop, f"{nothing} {DESCALE}")
    assert (reply.decision, cited(reply)) == ("suggest", ["articles/descale"])
    assert f"I found nothing that I'm sure of about this: {nothing}" in reply.text
    kept = await shop.row("select article_id from showing where turn_id = %s", reply.turn_id)
    assert kept == ("articles/descale",)
    (probability,) = await shop.row(
        "select probability from showing where turn_id = %s", reply.turn_id
    )
    assert probability >= LIVE.suggests_from("")


async def test_after_a_suggestion_to_people_a_yes_is_stored_and_starts_no_turn(shop: Shop) -> None:
    shop = shop.suggesting()
    (first,) = await asked(shop, DESCALE)
    await take_over(shop.desk, await shop.agent(), first.conversation_id)
    await shop.write((await shop.read(first.conversation_id)).contact_id, "yes")
    assert await shop.turns() == []


async def drafted(shop: Shop) -> Draft:
    """The draft for a new customer's question."""
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    assert [turn.effect for turn in await shop.turns()] == [Effect.DRAFTED]
    async with shop.database.connection() as connection:
        draft = await drafts.read(connection, id)
    assert draft is not None
    return draft


@pytest.mark.parametrize(
    ("sent", "is_used", "outcome"),
    [
        (None, True, Outcome.DRAFT_USED),
        ("Two tablets, please.", True, Outcome.DRAFT_EDITED),
        ("Two tablets, please.", False, None),
    ],
)
async def test_what_an_agent_does_with_a_draft_is_kept(
    shop: Shop, sent: str | None, is_used: bool, outcome: Outcome | None
) -> None:
    shop = shop.suggesting().under(in_mode(Mode.DRAFT))
    draft = await drafted(shop)
    assert (draft.decision, draft.text) == ("suggest", TABLETS), "the quote alone, without marks"
    given = Reply(sent or draft.text, "k", draft=draft.turn_id if is_used else None)
    await reply(shop.desk, await shop.agent(), draft.conversation_id, given)
    assert await shop.outcomes(draft.turn_id) == ({outcome} if outcome else set())


async def test_an_agent_who_replies_after_a_suggestion_is_an_outcome_of_it(shop: Shop) -> None:
    shop = shop.suggesting()
    (first,) = await asked(shop, DESCALE)
    given = Reply("Two of them.", "k", take_over=True)
    await reply(shop.desk, await shop.agent(), first.conversation_id, given)
    assert await shop.outcomes(first.turn_id) == {Outcome.AGENT_REPLIED}
