"""A new desk with three articles, on its first day: it suggests, and understands what follows."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tandem import Author, Message, SupportAssistant, SupportResponse
from tandem.actions.knowledge.learn import Source, learn
from tandem.adapters.embed import onnx
from tandem.settings import Settings
from tandem.store.database import Database
from tandem.testing import StoppedClock

ARTICLES = {
    "borrow": (
        "# How long a book may be kept\n\n"
        "A book is lent for three weeks. It can be renewed twice in the app, each time by another"
        " three weeks, unless somebody else has reserved it."
    ),
    "card": (
        "# A lost library card\n\n"
        "Report a lost card at the desk or by phone, so that nobody can borrow with it. A new card"
        " costs 5 EUR; children get theirs for free."
    ),
    "rooms": (
        "# Book a study room\n\n"
        "Study rooms are booked in the app up to two weeks ahead, for at most four hours a day. A"
        " room that nobody uses for fifteen minutes is given to others."
    ),
}


@pytest.fixture
async def assistant(
    conninfo: str, database: Database, tmp_path: Path
) -> AsyncIterator[SupportAssistant]:
    """The library as it ships, which has learnt three articles."""
    folder = tmp_path / "library"
    folder.mkdir()
    for key, text in ARTICLES.items():
        (folder / f"{key}.md").write_text(text, encoding="utf-8")
    embedder = onnx.OnnxEmbedder.load(onnx.shipped())
    await learn(database, embedder, Source(folder), prune=True, now=StoppedClock().at)
    async with await SupportAssistant.open(conninfo, settings=Settings(home=tmp_path)) as opened:
        yield opened


SUGGESTED = {
    "Can I hang on to a novel for longer?": "borrow",
    "Is there a fee if I can't find my membership thing?": "card",
    "We need somewhere quiet to meet for a project": "rooms",
}
NOVEL = next(iter(SUGGESTED))
CARD = "A lost library card"


def after(question: str, reply: Message | SupportResponse) -> Sequence[Message]:
    """The conversation after a question and its reply."""
    said = reply.message if isinstance(reply, SupportResponse) else reply
    return (Message(Author.CUSTOMER, question), said)


@pytest.mark.parametrize("question", SUGGESTED)
async def test_what_is_likely_is_suggested_with_its_source(
    assistant: SupportAssistant, question: str
) -> None:
    response = await assistant.respond(question)
    assert (response.decision, response.rule) == ("suggest", "suggest")
    assert response.sources[0].article_id == f"library/{SUGGESTED[question]}"
    assert response.sources[0].title in ARTICLES[SUGGESTED[question]]
    assert response.content.endswith("Did that answer your question?")
    kinds = [option.kind.value for option in response.options]
    assert kinds == ["yes", "no", "person", "article", "article"]
    others = {option.article_id for option in response.options if option.article_id}
    assert others == {f"library/{key}" for key in ARTICLES} - {response.sources[0].article_id}


async def test_what_no_article_knows_is_not_suggested(assistant: SupportAssistant) -> None:
    response = await assistant.respond("Which wallpaper suits a marble fireplace?")
    assert (response.decision, response.rule) == ("offer_human", "unsure")


async def test_a_yes_and_two_noes_are_understood(assistant: SupportAssistant) -> None:
    first = await assistant.respond(NOVEL)
    assert (await assistant.respond("yes", after(NOVEL, first))).rule == "helped"
    second = await assistant.respond("no", after(NOVEL, first))
    assert (second.decision, second.rule) == ("suggest", "next")
    assert second.sources[0].article_id != first.sources[0].article_id
    said = [*after(NOVEL, first), *after("no", second)]
    third = await assistant.respond("no", said)
    assert (third.decision, third.rule, third.options) == ("hand_off", "unsure_again", ())


@pytest.mark.parametrize("way", ["option", "label", "title", "title in other letters"])
async def test_a_picked_article_is_shown_however_it_is_picked(
    assistant: SupportAssistant, way: str
) -> None:
    """By the option's id, by its label, or by its title where only text and decision are known."""
    first = await assistant.respond(NOVEL)
    said, message = after(NOVEL, first), Message(Author.CUSTOMER, CARD)
    match way:
        case "option":
            message = Message(Author.CUSTOMER, CARD, picks="article:library/card")
        case "label":
            pass
        case _:
            plain = Message(Author.ASSISTANT, first.content, decision=first.decision)
            said = after(NOVEL, plain)
            if way != "title":
                message = Message(Author.CUSTOMER, CARD.upper())
    response = await assistant.respond(message, said)
    assert (response.decision, response.rule) == ("suggest", "chosen")
    assert [source.article_id for source in response.sources] == ["library/card"]
    assert "A new card costs 5 EUR" in response.content


async def test_a_title_picks_nothing_where_nothing_was_shown(assistant: SupportAssistant) -> None:
    greeted = Message(Author.ASSISTANT, "How can I help?", decision="greet")
    for earlier in ((), after("Hello", greeted)):
        response = await assistant.respond(CARD, earlier)
        assert response.rule != "chosen"


async def test_a_follow_up_keeps_the_topic(assistant: SupportAssistant) -> None:
    rooms, novel = "Can I book a study room?", "How long can I keep a book?"
    for question, key in ((rooms, "rooms"), (novel, "borrow")):
        first = await assistant.respond(question)
        assert first.sources[0].article_id == f"library/{key}"
        again = await assistant.respond("And can I do that in the app?", after(question, first))
        assert again.decision in ("answer", "suggest")
        assert again.sources[0].article_id == f"library/{key}"


async def test_two_questions_in_one_message_get_both_their_articles(
    assistant: SupportAssistant,
) -> None:
    response = await assistant.respond(
        "How long can I keep a book? And how much does a new card cost?"
    )
    assert response.decision in ("answer", "suggest")
    assert {source.article_id for source in response.sources} == {"library/borrow", "library/card"}
    assert "three weeks" in response.content
    assert "5 EUR" in response.content
