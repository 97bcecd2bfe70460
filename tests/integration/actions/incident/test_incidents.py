"""An incident from its start to its end, as customers, agents and killed workers see it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tandem.actions.conversation.mail_reply import mail_reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.take_over import take_over
from tandem.actions.incident.end_incident import end_incident
from tandem.actions.incident.save_incident import change_incident, start_incident
from tandem.actions.incident.tell_followers import tell_followers
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn_categories import learn_categories
from tandem.actions.turn.replay import replay
from tandem.actions.turn.respond import respond
from tandem.assistant.gather import Asked
from tandem.assistant.trial import try_all
from tandem.core.desk.agent import Role
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Kind, Message, StoredMessage
from tandem.core.desk.ownership import Owner, Status
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tandem.core.lab.dataset import Question
from tandem.core.turn.decide import decide, name_of
from tandem.core.turn.effect import Effect
from tandem.core.turn.policy import Mode
from tandem.core.turn.texts import ENGLISH
from tandem.store import audits, incidents
from tandem.store.incidents import StoredIncident
from tests.integration.shop import DESCALE, MILK, PERSON, Shop, in_mode

TEXT = "Checkout is down at the moment. We're on it."
ASKED = "I can't pay, is your checkout broken?"
OVER = "This is over: Checkout is down."


async def started(shop: Shop) -> StoredIncident:
    return await start_incident(
        shop.desk,
        await shop.agent(role=Role.LEAD),
        title="Checkout is down",
        text=TEXT,
        words=["checkout", "descaling tablets"],
    )


async def reread(shop: Shop, incident: StoredIncident) -> StoredIncident:
    async with shop.database.connection() as connection:
        return await incidents.read(connection, incident.id)


async def informed(shop: Shop, *, email: str = "") -> tuple[UUID, StoredMessage]:
    """A new customer who asked and got the text; returns the contact and the reply."""
    contact = await shop.customer(email=email)
    id = (await shop.write(contact, ASKED)).conversation
    (taken,) = await shop.turns()
    assert (taken.decision, taken.effect) == ("inform", Effect.SENT)
    return contact, await shop.said(id)


async def following(shop: Shop, *, email: str = "") -> UUID:
    """A customer who wants to be told; returns the conversation."""
    contact, reply = await informed(shop, email=email)
    await shop.pick(contact, reply, reply.options[0].id)
    (taken,) = await shop.turns()
    assert (taken.decision, taken.effect) == ("greet", Effect.SENT)
    return reply.conversation_id


async def told(shop: Shop, id: UUID) -> list[str]:
    """What the desk itself wrote to the customer."""
    return [
        one.text
        for one in await shop.thread(id)
        if one.author is Author.SYSTEM and one.kind is Kind.ACTIVITY
    ]


async def jobs(shop: Shop) -> list[tuple[object, ...]]:
    async with shop.database.connection() as connection:
        cursor = await connection.execute(
            "select task_name, args from procrastinate_jobs order by id"
        )
        return await cursor.fetchall()


async def test_a_matching_question_gets_the_text_and_no_article_until_it_is_over(
    shop: Shop,
) -> None:
    incident = await started(shop)
    contact, reply = await informed(shop)
    assert reply.text == f"{TEXT}\n\n{ENGLISH.tell}"
    assert [one.label for one in reply.options] == [ENGLISH.notify, ENGLISH.person]
    assert reply.sources == ()
    assert reply.turn_id is not None
    again = await replay(shop.database, reply.turn_id)
    assert again.identical
    assert again.evidence.incident is not None
    assert again.evidence.incident.title == "Checkout is down"
    assert "retrieve" not in again.steps, "nothing is searched"

    await shop.write(contact, "How long will it take?")
    await shop.turns()
    assert (await shop.said(reply.conversation_id)).decision == "inform", "it follows up"
    await shop.write(contact, MILK)
    await shop.turns()
    assert (await shop.said(reply.conversation_id)).decision == "answer", "another question"
    other = await shop.customer()
    id = (await shop.write(other, DESCALE)).conversation
    await shop.turns()
    assert (await shop.said(id)).decision == "inform", "an article would have answered it"
    assert (await reread(shop, incident)).informed == 2

    await end_incident(shop.desk, await shop.agent(role=Role.ADMIN), incident.id)
    third = (await shop.write(await shop.customer(), DESCALE)).conversation
    await shop.turns()
    assert (await shop.said(third)).decision == "answer"


@pytest.mark.parametrize("yes", ["Yes please", "1", "Tell me when it is over"])
async def test_a_yes_in_words_is_the_button_and_is_not_asked_for_twice(
    shop: Shop, yes: str
) -> None:
    incident = await started(shop)
    contact, reply = await informed(shop)
    id = reply.conversation_id
    await shop.write(contact, yes)
    await shop.turns()
    assert (await shop.said(id)).text == ENGLISH.will_tell
    assert (await reread(shop, incident)).followers == 1
    await shop.write(contact, "Is the checkout still broken?")
    await shop.turns()
    again = await shop.said(id)
    assert (again.text, [one.id for one in again.options]) == (TEXT, ["person"])
    await shop.write(contact, "ok")
    await shop.turns()
    assert (await shop.said(id)).text == ENGLISH.all_right
    assert (await reread(shop, incident)).followers == 1
    assert (await shop.read(id)).owner is Owner.ASSISTANT


async def test_a_no_gets_a_short_courtesy_and_nobody_is_told(shop: Shop) -> None:
    incident = await started(shop)
    contact, reply = await informed(shop)
    await shop.write(contact, "No thanks")
    (taken,) = await shop.turns()
    assert (taken.decision, taken.effect) == ("greet", Effect.SENT)
    assert (await shop.said(reply.conversation_id)).text == ENGLISH.all_right
    await end_incident(shop.desk, None, incident.id)
    await tell_followers(shop.desk, incident.id)
    assert await told(shop, reply.conversation_id) == []


async def test_a_person_asked_for_is_handed_over_and_the_brief_names_the_incident(
    shop: Shop,
) -> None:
    await started(shop)
    contact, reply = await informed(shop)
    await shop.pick(contact, reply, "person")
    first = (await shop.write(await shop.customer(), f"{ASKED} {PERSON}")).conversation
    for id in (reply.conversation_id, first):
        assert (await shop.read(id)).status is Status.OPEN, "at once, without a turn"
        (note,) = [one for one in await shop.thread(id) if one.kind is Kind.NOTE]
        assert "Known: incident: Checkout is down (not over yet)" in note.text.splitlines()
    elsewhere = (await shop.write(await shop.customer(), PERSON)).conversation
    (note,) = [one for one in await shop.thread(elsewhere) if one.kind is Kind.NOTE]
    assert "incident" not in note.text


async def test_when_it_is_over_each_follower_is_told_once_whatever_is_killed(shop: Shop) -> None:
    incident = await started(shop)
    mara = await shop.agent()
    first, resolved, held = [await following(shop) for _ in range(3)]
    await resolve(shop.desk, mara, resolved)
    await take_over(shop.desk, mara, held)
    before = {id: await shop.read(id) for id in (first, resolved, held)}
    assert (await reread(shop, incident)).followers == 3
    await tell_followers(shop.desk, incident.id)
    assert await told(shop, first) == [], "it still runs"
    await end_incident(shop.desk, await shop.agent(role=Role.LEAD), incident.id, text=" Works. ")
    assert ("tell_followers", {"incident": str(incident.id)}) in await jobs(shop)

    with pytest.raises(RuntimeError, match="killed"):
        await tell_followers(replace(shop.desk, new_id=dies_after(1)), incident.id)
    assert (await reread(shop, incident)).told == 1
    for _ in range(2):  # a job may run twice
        await tell_followers(shop.desk, incident.id)
    for id, was in before.items():
        assert (await told(shop, id))[-1] == "Works."
        assert (await told(shop, id)).count("Works.") == 1
        now = await shop.read(id)
        assert (now.status, now.owner, now.assignee_id) == (was.status, was.owner, was.assignee_id)
        assert (now.waiting_since, now.last_message_at) == (was.waiting_since, was.last_message_at)
    assert await shop.turns() == [], "nobody asked anything"
    assert (await reread(shop, incident)).told == 3


def dies_after(count: int) -> Callable[[], UUID]:
    """Gives so many ids; whoever asks for another one is killed."""
    left = [uuid4() for _ in range(count)]

    def next_id() -> UUID:
        if not left:
            raise RuntimeError("killed")
        return left.pop()

    return next_id


async def test_whoever_says_yes_when_it_is_over_already_is_told_so(shop: Shop) -> None:
    incident = await started(shop)
    contact, reply = await informed(shop)
    await end_incident(shop.desk, None, incident.id)
    await tell_followers(shop.desk, incident.id)
    await shop.pick(contact, reply, reply.options[0].id)
    assert [name for name, _ in await jobs(shop)] == ["tell_followers"] * 2
    await tell_followers(shop.desk, incident.id)
    assert await told(shop, reply.conversation_id) == [OVER]


async def test_a_press_counts_also_where_people_have_the_conversation(shop: Shop) -> None:
    incident = await started(shop)
    contact, reply = await informed(shop)
    await take_over(shop.desk, await shop.agent(), reply.conversation_id)
    pressed = await shop.pick(contact, reply, reply.options[0].id)
    assert pressed.message is None
    assert (await reread(shop, incident)).followers == 1


async def test_so_does_a_typed_yes(shop: Shop) -> None:
    incident = await started(shop)
    contact, reply = await informed(shop)
    await take_over(shop.desk, await shop.agent(), reply.conversation_id)
    await shop.write(contact, "yes please")
    assert await shop.turns() == []
    assert (await reread(shop, incident)).followers == 1
    assert (await shop.read(reply.conversation_id)).waiting_since is not None, "people still see it"


async def test_followers_who_are_away_are_mailed(shop: Shop) -> None:
    shop = shop.sending()
    incident = await started(shop)
    id = await following(shop, email="rosa@customer.example")
    await end_incident(shop.desk, None, incident.id)
    await tell_followers(shop.desk, incident.id)
    message = (await shop.thread(id))[-1]
    assert message.delivery == "queued"
    assert (await jobs(shop))[-1] == ("mail_reply", {"message": str(message.id)})
    await mail_reply(shop.desk, message.id, is_last=False)
    (mail,) = shop.mailer.sent
    assert mail["From"] == "Alder <support@shop.example>"
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().startswith(f"{OVER}\n\nRead and reply in the chat")


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        (Mode.DRAFT, Effect.DRAFTED),
        (Mode.SHADOW, Effect.RECORDED),
    ],
)
async def test_where_the_assistant_does_not_answer_the_text_is_a_draft_at_most(
    shop: Shop, mode: Mode, outcome: Effect
) -> None:
    incident = await started(shop)
    drafting = shop.under(in_mode(mode))
    id = (await drafting.write(await drafting.customer(), ASKED)).conversation
    (taken,) = await drafting.turns()
    assert (taken.decision, taken.effect) == ("inform", outcome)
    assert all(TEXT not in text for _, text in await shop.replies(id))
    if mode is Mode.DRAFT:
        assert await shop.row("select text from draft where conversation_id = %s", id) == (TEXT,)
    assert (await reread(shop, incident)).informed == 0


async def test_outside_of_a_conversation_nothing_is_offered_and_the_lab_knows_of_none(
    shop: Shop,
) -> None:
    await started(shop)
    asked = Asked(Message(Author.CUSTOMER, ASKED), (), CustomerContext(), shop.clock())
    response = await respond(shop.desk.thinking, asked, turn=uuid4)
    assert response.decision == "inform"
    assert TEXT in response.content
    assert ENGLISH.tell not in response.content
    assert [one.id for one in response.options] == ["person"]
    question = Question("1", DESCALE, ("articles/descale",), True)
    (trial,) = await try_all(shop.desk.thinking, [question], concurrency=1, now=shop.clock())
    evidence = trial.considered.evidence
    assert name_of(decide(evidence, trial.considered.policy)) == "answer"


def tickets(folder: Path) -> Path:
    """Resolved tickets from which the category of a parcel's question follows."""
    texts = {"delivery": "The parcel with my coffee is late.", "billing": "The invoice is wrong."}
    rows = [
        {
            "id": f"{category}-{number}",
            "subject": "",
            "category": category,
            "outcome": "resolved",
            "messages": [
                {"author": "customer", "text": f"{text} It is the {number}th."},
                {"author": "agent", "text": f"{text} We look into it."},
            ],
        }
        for number in range(6)
        for category, text in texts.items()
    ]
    path = folder / "tickets.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("is_learnt", [True, False])
async def test_a_category_matches_too_however_it_is_known(
    shop: Shop, tmp_path: Path, is_learnt: bool
) -> None:
    await import_tickets(shop.database, shop.embedder, tickets(tmp_path), now=shop.clock())
    if is_learnt:
        known = shop.desk.thinking.policy().categories
        assert await learn_categories(shop.database, shop.embedder, known, now=shop.clock())
    else:  # by the most similar tickets, which are found by keywords
        thinking = replace(shop.desk.thinking, embedder=None)
        shop = replace(shop, desk=replace(shop.desk, thinking=thinking))
    lead = await shop.agent(role=Role.LEAD)
    await start_incident(
        shop.desk, lead, title="Parcels", text="Two days late.", categories=["delivery"]
    )
    id = (
        await shop.write(await shop.customer(), "Is the parcel with my coffee late?")
    ).conversation
    await shop.turns()
    reply = await shop.said(id)
    assert (reply.decision, reply.text.splitlines()[0]) == ("inform", "Two days late.")
    assert reply.turn_id is not None
    again = await replay(shop.database, reply.turn_id)
    assert (again.identical, again.evidence.category) == (True, "delivery")
    assert ("retrieve" in again.steps) is not is_learnt, "searched only where nothing else tells"
    other = (await shop.write(await shop.customer(), DESCALE)).conversation
    await shop.turns()
    assert (await shop.said(other)).decision != "inform"


async def test_a_category_that_left_the_policy_may_stay_or_go_but_not_come_back(shop: Shop) -> None:
    lead = await shop.agent(role=Role.LEAD)
    incident = await start_incident(
        shop.desk, lead, title="Parcels", text=TEXT, words=["parcel"], categories=["delivery"]
    )
    desk = shop.under(replace(shop.desk.thinking.policy(), categories=())).desk
    for version, categories in ((1, ["delivery"]), (2, [])):
        changed = await change_incident(desk, lead, incident.id, version, categories=categories)
        assert list(changed.categories) == categories
    with pytest.raises(InvalidError, match="There is no category 'delivery'"):
        await change_incident(desk, lead, incident.id, 3, categories=["delivery"])


async def test_only_leads_start_change_and_end_one_and_it_is_audited(shop: Shop) -> None:
    mara, lead = await shop.agent(), await shop.agent(role=Role.LEAD)
    with pytest.raises(ForbiddenError):
        await start_incident(shop.desk, mara, title="T", text=TEXT, words=["checkout"])
    incident = await started(shop)
    with pytest.raises(ForbiddenError):
        await change_incident(shop.desk, mara, incident.id, 1, text="No.")
    with pytest.raises(ForbiddenError):
        await end_incident(shop.desk, mara, incident.id)
    changed = await change_incident(shop.desk, lead, incident.id, 1, text="Cards work again.")
    assert (changed.text, changed.title, changed.version) == (
        "Cards work again.",
        incident.title,
        2,
    )
    with pytest.raises(ConflictError, match="changed meanwhile"):
        await change_incident(shop.desk, lead, incident.id, 1, text="Late.")
    with pytest.raises(InvalidError, match="No question would get"):
        await change_incident(shop.desk, lead, incident.id, 2, words=[])
    await end_incident(shop.desk, lead, incident.id)
    for late in (
        lambda: end_incident(shop.desk, lead, incident.id),
        lambda: change_incident(shop.desk, lead, incident.id, 3, text="Late."),
    ):
        with pytest.raises(ConflictError, match="over already"):
            await late()
    with pytest.raises(NotFoundError):
        await end_incident(shop.desk, lead, uuid4())
    async with shop.database.connection() as connection:
        entries = [one for one in await audits.page(connection) if one.subject == str(incident.id)]
    assert [one.action for one in reversed(entries)] == [
        "incident.started",
        "incident.changed",
        "incident.ended",
    ]


@pytest.mark.parametrize(
    "wrong", [{}, {"categories": ["plants"]}, {"words": ["!?"]}, {"words": ["a"], "text": " "}]
)
async def test_what_could_not_work_is_refused(shop: Shop, wrong: dict[str, object]) -> None:
    given: dict[str, object] = {"title": "Checkout is down", "text": TEXT, **wrong}
    with pytest.raises(InvalidError):
        await start_incident(shop.desk, None, **given)  # pyright: ignore[reportArgumentType] -- wrong on purpose
