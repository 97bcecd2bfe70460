"""One message in, one recorded decision out, whatever fails; replay gives the same bytes."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.turn.replay import replay
from tandem.actions.turn.respond import SupportResponse, respond
from tandem.adapters.embed import onnx
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import Thinking, fixed
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import of_article
from tandem.core.errors import ConflictError, InvalidError, NotFoundError
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import KEYWORDS_ALONE, Model
from tandem.core.turn.decide import NAMES
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.threshold import Threshold
from tandem.store import codec, incidents, showings, turns
from tandem.store.database import Database
from tandem.store.showings import Outcome
from tandem.testing import CountedIds, FakeEmbedder, StoppedClock

FolderOf = Callable[..., Path]

HIDDEN = "swordfish"
ARTICLES = {
    "descale": "# Descale the boiler\n\nUse two descaling tablets for one boiler.",
    "milk": "# Steam the milk\n\nSteam the milk to sixty degrees.",
    "refund": "# Refunds\n\nMoney comes back within five days.",
    "agents": f"---\naudience: agent\n---\n# Descale the boiler\n\nTablets: say {HIDDEN}.",
}
DESCALE = "How many descaling tablets for the boiler?"
RIGHT = Threshold(0.5, 0.05, judged=200, answered=100, wrong=0, bound=0.03, origin="judged")
NEVER = Threshold(None, 0.05, judged=200, answered=0, wrong=0, bound=1.0, origin="judged")

REPLAY = """
import asyncio, sys
from uuid import UUID
from tandem.actions.turn.replay import replay
from tandem.store.database import Database
async def main():
    database = await Database.open(sys.argv[1])
    print((await replay(database, UUID(sys.argv[2]))).replayed)
    await database.close()
asyncio.run(main())
"""


def by_keywords(embedder: str) -> Calibration:
    """A calibration that answers when the passage has most of the question's words."""
    return Calibration(
        embedder=embedder,
        shared=Model(("bm25",), means=(0.3,), scales=(0.1,), weights=(1.0,), bias=0.0),
        own=None,
        judged=None,
        slope=1.0,
        offset=0.0,
        thresholds=(("", RIGHT),),
        version=f"test {embedder}",
    )


def thinking_with(database: Database, embedder: FakeEmbedder | None) -> Thinking:
    shipped = [by_keywords("fake"), by_keywords(KEYWORDS_ALONE)]
    return app.thinking(
        database, embedder, fixed(app.read_policy(app.resource("policy.toml"))), shipped
    )


async def taught(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf, articles: Mapping[str, str]
) -> Thinking:
    source = Source(folder_of(articles))
    await learn(database, embedder, source, prune=True, now=StoppedClock().at)
    return thinking_with(database, embedder)


async def answered(
    thinking: Thinking,
    text: str | Message,
    *earlier: Message,
    customer: CustomerContext | None = None,
) -> SupportResponse:
    message = Message(Author.CUSTOMER, text) if isinstance(text, str) else text
    asked = Asked(message, earlier, customer or CustomerContext(), StoppedClock().at)
    return await respond(thinking, asked, turn=uuid4)


async def evidence_of(database: Database, response: SupportResponse) -> Evidence:
    async with database.connection() as connection:
        stored = await turns.read(connection, UUID(response.turn_id))
    return codec.decode(stored.evidence, Evidence)


def suggesting(thinking: Thinking) -> Thinking:
    """The same, where nothing may be answered: what is likely is suggested."""
    shipped = [replace(one, thresholds=(("", NEVER),)) for one in thinking.shipped]
    return replace(thinking, shipped=shipped)


async def outcomes_of(database: Database, response: SupportResponse) -> set[Outcome]:
    async with database.connection() as connection:
        showing = await showings.of_turn(connection, UUID(response.turn_id))
    assert showing is not None
    return {one for one in Outcome if getattr(showing, f"{one.value}_at") is not None}


async def turns_kept(database: Database) -> int:
    async with database.connection() as connection:
        row = await (await connection.execute("select count(*) from turn")).fetchone()
    assert row is not None
    return row[0]


async def test_every_decision_is_reached_recorded_and_replayed(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    machine = Message(Author.CUSTOMER, "I am out of office.", automatic=True)
    messages = {
        "answer": DESCALE,
        "suggest": DESCALE,
        "greet": "Hello",
        "ask": "?!",
        "offer_human": "Does the moon have weather in winter?",
        "inform": "Is your checkout broken?",
        "hand_off": "I want to talk to a human",
        "stay_silent": machine,
    }
    assert set(messages) == set(NAMES.values())
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    async with database.transaction() as tx:
        await incidents.add(
            tx,
            id=uuid4(),
            title="Checkout is down",
            text="We know of it.",
            words=["checkout"],
            categories=[],
            agent=None,
            now=StoppedClock().at,
        )
    for decision, message in messages.items():
        asked = suggesting(thinking) if decision == "suggest" else thinking
        response = await answered(asked, message)
        assert (response.decision, response.escalate) == (decision, decision == "hand_off")
        assert bool(response.content) is (decision != "stay_silent")
        assert response.reason is None or response.escalate
        again = await replay(database, UUID(response.turn_id))
        assert again.identical
        assert again.recorded == again.replayed
        assert json.loads(again.recorded)["rule"] == response.rule
        assert again.evidence.versions.policy == thinking.policy().version
        assert set(again.steps) <= set(response.steps)
    assert await turns_kept(database) == len(messages)


async def test_an_answer_quotes_its_source_and_its_record_is_whole(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    before = Message(Author.CUSTOMER, "My machine is slow.", at=StoppedClock().at)
    reply = Message(Author.ASSISTANT, "Which part?", decision="ask")
    customer = CustomerContext(plan="team", verified=True, attributes={"since": "2024"})
    response = await answered(thinking, DESCALE, before, reply, customer=customer)
    source = response.sources[0]
    assert (source.article_id, source.version) == ("help/descale", 1)
    assert "Use two descaling tablets for one boiler." in response.content
    assert source.passage == "Use two descaling tablets for one boiler."
    assert source.score_dense is not None

    evidence = await evidence_of(database, response)
    assert evidence.context.question == DESCALE
    assert evidence.context.earlier == (before, reply)
    assert evidence.context.attributes == (("since", "2024"),)
    assert evidence.confidence is not None
    assert evidence.confidence.value == response.confidence
    assert (evidence.versions.embedder, evidence.versions.snapshot) == ("fake", 1)
    assert evidence.candidate is not None
    assert evidence.candidate.citations[0].passage == source.passage


@pytest.mark.parametrize(
    ("said", "rule", "outcomes"),
    [
        ("yes", "helped", {Outcome.YES}),
        ("no", "next", {Outcome.NO}),
        ("Steam the milk", "chosen", {Outcome.PICKED}),
        ("I want to talk to a human", "person", set[Outcome]()),
        ("And what does the milk need?", None, set[Outcome]()),
    ],
)
async def test_what_is_said_of_a_suggestion_is_kept_with_it(
    database: Database,
    embedder: FakeEmbedder,
    folder_of: FolderOf,
    said: str,
    rule: str | None,
    outcomes: set[Outcome],
) -> None:
    """Without a conversation on the desk: the caller passes the reply back as it was."""
    thinking = suggesting(await taught(database, embedder, folder_of, ARTICLES))
    first = await answered(thinking, DESCALE)
    assert await outcomes_of(database, first) == set()
    second = await answered(thinking, said, Message(Author.CUSTOMER, DESCALE), first.message)
    assert rule in (None, second.rule)
    assert await outcomes_of(database, first) == outcomes
    if second.decision == "suggest":
        assert await outcomes_of(database, second) == set()
    assert (await replay(database, UUID(second.turn_id))).identical


async def test_the_last_reply_says_what_it_needs_for_the_next_turn(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = suggesting(await taught(database, embedder, folder_of, ARTICLES))
    first = await answered(thinking, DESCALE)
    message = first.message
    assert (message.author, message.text) == (Author.ASSISTANT, first.content)
    assert (message.decision, message.options) == ("suggest", first.options)
    assert (message.articles, message.turn_id) == (("help/descale",), first.turn_id)
    evidence = await evidence_of(
        database, await answered(thinking, "no", Message(Author.CUSTOMER, DESCALE), message)
    )
    matter = evidence.context.matter
    assert (matter.text, matter.shown) == (DESCALE, ("help/descale",))
    assert (matter.refusals, matter.refused_in_all) == (1, 1)


async def test_a_picked_article_that_is_not_for_customers_is_not_shown(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    """Whatever a caller says that was offered."""
    thinking = suggesting(await taught(database, embedder, folder_of, ARTICLES))
    title = "Descale the boiler"
    for id in ("help/agents", "help/never"):
        offered = Message(
            Author.ASSISTANT,
            "Perhaps?",
            decision="suggest",
            options=(of_article(id, "Tablets"),),
        )
        pressed = Message(Author.CUSTOMER, "Tablets", picks=f"article:{id}")
        response = await answered(thinking, pressed, offered)
        assert response.rule != "chosen"
        assert HIDDEN not in response.content
    # Two articles have this title, and customers may read one of them.
    shown = Message(Author.ASSISTANT, "Perhaps?", decision="suggest")
    response = await answered(thinking, title, Message(Author.CUSTOMER, "Tablets"), shown)
    assert response.rule == "chosen"
    assert [source.article_id for source in response.sources] == ["help/descale"]


async def test_agents_articles_never_reach_a_customer(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    for text in (DESCALE, f"What is {HIDDEN}?", f"{HIDDEN} tablets for agents"):
        response = await answered(thinking, text)
        assert HIDDEN not in response.content
        assert all(source.article_id != "help/agents" for source in response.sources)
        evidence = await evidence_of(database, response)
        shown = codec.encode(replace(evidence, context=replace(evidence.context, question="")))
        assert "help/agents" not in shown
    # Not even if they are all there is.
    only = await taught(database, embedder, folder_of, {"agents": ARTICLES["agents"]})
    assert (await answered(only, DESCALE)).rule == "failed"


async def test_without_articles_a_person_takes_over(
    database: Database, embedder: FakeEmbedder
) -> None:
    response = await answered(thinking_with(database, embedder), DESCALE)
    assert (response.decision, response.rule, response.reason) == (
        "hand_off",
        "failed",
        "tool_failure",
    )


async def test_without_its_embedder_it_answers_by_keywords(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    embedder.is_down = True
    response = await answered(thinking, DESCALE)
    assert (response.decision, response.sources[0].article_id) == ("answer", "help/descale")
    assert response.sources[0].score_dense is None
    evidence = await evidence_of(database, response)
    assert evidence.versions.embedder == KEYWORDS_ALONE
    assert (await replay(database, UUID(response.turn_id))).identical
    embedder.is_down = False
    assert (await answered(thinking, DESCALE)).sources[0].score_dense is not None


async def test_a_product_that_no_article_knows_is_the_callers_fault(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    with pytest.raises(InvalidError, match="product 'toaster'"):
        await answered(thinking, DESCALE, customer=CustomerContext(product="Toaster"))
    assert await turns_kept(database) == 0


async def test_a_replay_does_not_hear_what_changed_since(
    database: Database,
    conninfo: str,
    embedder: FakeEmbedder,
    folder_of: FolderOf,
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    response = await answered(thinking, DESCALE)
    strict = replace(thinking, policy=fixed(replace(thinking.policy(), languages=("de",))))
    assert (await answered(strict, DESCALE)).decision != "answer"
    await taught(database, embedder, folder_of, {"descale": "# Other\n\nNothing of the kind."})
    again = await replay(database, UUID(response.turn_id))
    assert (again.identical, json.loads(again.replayed)["decision"]) == (True, "answer")
    turn, recorded = (response.turn_id, again.recorded)
    elsewhere = subprocess.run(
        [sys.executable, "-c", REPLAY, conninfo, turn], capture_output=True, text=True, check=True
    )
    assert elsewhere.stdout == recorded + "\n"


async def test_an_altered_record_is_not_believed(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    turn = UUID((await answered(thinking, DESCALE)).turn_id)

    async def altered(statement: str) -> None:
        async with database.transaction() as connection:
            cursor = await connection.execute(statement.encode())
            assert cursor.rowcount == 1

    await altered("update turn set decision_body = replace(decision_body, 'answer', 'guess')")
    again = await replay(database, turn)
    assert not again.identical
    await altered("update record set body = body || ' ' where kind = 'policy'")
    with pytest.raises(ConflictError, match="was altered"):
        await replay(database, turn)
    await altered("update record set body = trim(body) where kind = 'policy'")
    await altered(
        "update record set body = replace(body, 'two descaling', 'ten descaling')"
        " where kind = 'evidence'"
    )
    with pytest.raises(ConflictError, match="was altered"):
        await replay(database, turn)
    with pytest.raises(NotFoundError):
        await replay(database, UUID(int=0))


async def test_many_callers_share_one_assistant(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    texts = (DESCALE, "To how many degrees do I steam the milk?")
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(answered(thinking, texts[n % 2])) for n in range(50)]
    responses = [task.result() for task in tasks]
    for number, response in enumerate(responses):
        wanted = ("help/descale", "help/milk")[number % 2]
        assert (response.decision, response.sources[0].article_id) == ("answer", wanted)
    assert len({response.turn_id for response in responses}) == 50
    assert await turns_kept(database) == 50


async def test_the_same_turn_kept_twice_is_one(
    database: Database, embedder: FakeEmbedder, folder_of: FolderOf
) -> None:
    thinking = await taught(database, embedder, folder_of, ARTICLES)
    asked = Asked(Message(Author.CUSTOMER, DESCALE), (), CustomerContext(), StoppedClock().at)
    for _ in range(2):
        await respond(thinking, asked, turn=CountedIds())
    assert await turns_kept(database) == 1


async def test_the_shipped_parts_work_together(database: Database, folder_of: FolderOf) -> None:
    """The real embedder, heads, calibration and policy: the only test without fakes."""
    embedder = onnx.OnnxEmbedder.load(onnx.shipped())
    source = Source(folder_of(ARTICLES))
    await learn(database, embedder, source, prune=False, now=StoppedClock().at)
    policy = fixed(app.read_policy(app.resource("policy.toml")))
    thinking = app.thinking(database, embedder, policy)
    response = await answered(thinking, "how much of the limescale remover goes in?")
    evidence = await evidence_of(database, response)
    assert evidence.versions.embedder == embedder.model
    assert {vote.head for vote in evidence.votes} == {head.name for head in thinking.heads}
    assert evidence.nearest[0].document == "help/descale"
    assert evidence.nearest[0].cosine is not None
    assert (await replay(database, UUID(response.turn_id))).identical
