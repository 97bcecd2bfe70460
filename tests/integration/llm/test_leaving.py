"""What leaves the house for a hosted model: no personal data of the customer, and nothing else."""

import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tandem import app
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.turn.respond import SupportResponse, respond
from tandem.assistant.gather import Asked
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.errors import ConfigError
from tandem.core.turn.policy import ModelRules
from tandem.settings import Settings
from tandem.store import contacts
from tests.integration.llm.writing import (
    CLAUDE,
    FIRST,
    KEY,
    QUOTE,
    SECOND,
    record_of,
    turn_of,
    writers,
    written_by,
)
from tests.integration.shop import DESCALE, LIVE, Shop
from tests.llm import scripted
from tests.llm.answering import NOT_ANSWERABLE, data_of, passages, quoting, reply
from tests.llm.scripted import Json, Request, says

pytestmark = pytest.mark.usefixtures("asks_models")

ADA = CustomerContext(
    id="customer-8817",
    name="Ada Lovelace",
    email="ada.lovelace@home.example",
    verified=True,
    attributes={
        "Phone": "+44 20 7946 0123",
        "Address": "12 Mill Lane, Ashford",
        "Account manager": "Ada Lovelace's brother",
        "IBAN": "DE89 3704 0044 0532 0130 00",
    },
    tickets=["Ada Lovelace asked about order A-471100"],
)
EARLIER = (
    Message(Author.CUSTOMER, "Hello, this is Ada Lovelace. My order number is A-471100."),
    Message(Author.AGENT, "Good morning Ada, we write to ada.lovelace@home.example."),
    Message(Author.CUSTOMER, "My card is 4111 1111 1111 1111, call me at 020 7946 0123."),
    Message(Author.ASSISTANT, "Thank you. What do you need?"),
)
QUESTION = (
    "How many descaling tablets for the boiler of order A-471100? It goes to 12 Mill Lane. Ada"
)
LOW = 0.05  # P(right) from which a reply is shown: a long question shares few of its words
PERSONAL = (
    *("Ada", "Lovelace", "A-471100", "471100", "customer-8817"),
    *("4111", "1111 1111", "7946", "0123", "Mill Lane", "DE89", "3704", "0532"),
)


def personal_in(sent: bytes) -> list[str]:
    """What of the customer's own data was sent, however it was escaped."""
    text = sent.decode("utf-8") + json.dumps(sent.decode("utf-8"))
    return [word for word in PERSONAL if re.search(re.escape(word), text, re.IGNORECASE)]


async def answered(shop: Shop, question: str = QUESTION) -> SupportResponse:
    asked = Asked(Message(Author.CUSTOMER, question), EARLIER, ADA, shop.clock())
    return await respond(shop.desk.thinking, asked, turn=shop.desk.new_id)


def naming_the_order(request: Request) -> Json:
    """The true claim, and the order as the prompt names it."""
    order = re.search(r"boiler of order (\S+)\?", data_of(request))
    if order is None:
        return NOT_ANSWERABLE
    where = [number for number, text in passages(request).items() if QUOTE in text]
    return reply(
        [
            (QUOTE, where, QUOTE),
            (f"For your order {order[1]}, {QUOTE[0].lower()}{QUOTE[1:]}", where, ""),
        ]
    )


@pytest.mark.parametrize("name", [FIRST, CLAUDE])
async def test_no_personal_data_leaves_and_the_reply_has_it_again(shop: Shop, name: str) -> None:
    with scripted.serving(says(naming_the_order)) as llm:
        url = llm.anthropic_url if name == CLAUDE else llm.openai_url
        async with writers(url, names=[name], is_hosted=True) as models:
            response = await answered(written_by(shop, models, suggest_from=LOW))
    assert personal_in(llm.sent) == []
    (request,) = llm.requests
    assert request.holds("How many descaling tablets for the boiler")
    assert response.maker == "written"
    assert f"{QUOTE} For your order A-471100, use two" in response.content
    assert not re.search(r"\[(NAME|NUMBER|EMAIL|PHONE|ADDRESS)", response.content)
    _, (row,) = await record_of(shop.database, UUID(response.turn_id))
    assert row.is_hosted
    assert row.sent is not None
    assert row.output is not None
    assert personal_in(f"{row.sent}{row.output}".encode()) == [], "what is kept is what left"
    assert data_of(request) in row.sent


async def test_a_model_in_the_house_sees_it_all(shop: Shop) -> None:
    with scripted.serving(says(naming_the_order)) as llm:
        async with writers(llm.openai_url) as models:
            response = await answered(written_by(shop, models, suggest_from=LOW))
    assert {"Ada", "A-471100", "4111"} <= set(personal_in(llm.sent))
    assert "For your order A-471100, use two" in response.content
    _, (row,) = await record_of(shop.database, UUID(response.turn_id))
    assert not row.is_hosted


async def test_nothing_of_a_contact_of_the_desk_leaves(shop: Shop) -> None:
    contact = shop.desk.new_id()
    async with shop.database.transaction() as tx:
        await contacts.add(
            tx,
            id=contact,
            now=shop.clock(),
            external_id=ADA.id,
            realm=shop.inbox,
            name=ADA.name,
            email=ADA.email,
            is_verified=True,
            attributes=ADA.attributes,
        )
    with scripted.serving(says(naming_the_order)) as llm:
        async with writers(llm.openai_url, is_hosted=True) as models:
            desk = written_by(shop, models, suggest_from=LOW)
            await turn_of(desk, "Hello, it is about A-471100 and my boiler, Ada here.", contact)
            turn = await turn_of(desk, QUESTION, contact)
    assert len(llm.requests) == 2
    assert personal_in(llm.sent) == []
    assert str(contact) not in llm.sent.decode()
    assert str(turn.conversation) not in llm.sent.decode()
    assert "For your order A-471100, use two" in turn.text


async def test_nor_does_another_customers_from_a_ticket(shop: Shop, tmp_path: Path) -> None:
    messages = [
        {"author": "customer", "text": f"{DESCALE} I'm Grace Miller, grace@mill.example."},
        {"author": "agent", "text": "Dear Grace, two descaling tablets for order B-998877."},
    ]
    row = {"id": "t1", "subject": "Boiler tablets", "outcome": "resolved", "messages": messages}
    file = tmp_path / "tickets.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    await import_tickets(shop.database, shop.embedder, file, now=shop.clock())
    with scripted.serving(quoting(QUOTE)) as llm:
        async with writers(llm.openai_url, is_hosted=True) as models:
            turn = await turn_of(written_by(shop, models), DESCALE)
    (request,) = llm.requests
    assert "<ticket" in request.text
    assert not re.search("Grace|Miller|mill.example|998877", request.text, re.IGNORECASE)
    assert turn.written.claims == 1


@pytest.mark.parametrize("name", [FIRST, CLAUDE])
async def test_nothing_of_this_machine_or_its_environment_leaves(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in (
        *("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"),
        *("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
    ):
        monkeypatch.setenv(variable, f"leaked-{variable.lower()}")
    for variable in ("OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"):
        monkeypatch.setenv(variable, "x-leaked: leaked-header")
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with scripted.serving(quoting(QUOTE)) as llm:
        url = llm.anthropic_url if name == CLAUDE else llm.openai_url
        async with writers(url, names=[name], is_hosted=True) as models:
            await turn_of(written_by(shop, models), DESCALE)
    (request,) = llm.requests
    assert "leaked" not in llm.sent.decode()
    headers = dict(request.headers)
    assert KEY in headers.pop("authorization", "") + headers.pop("x-api-key", "")
    known = {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
    assert set(headers) - {"anthropic-version", "anthropic-beta"} == {*known, "user-agent"}
    assert headers["user-agent"].startswith("Tandem/")


async def test_without_a_key_none_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "leaked")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "leaked")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "leaked")
    with scripted.serving(says({})) as llm:
        for name, url in ((FIRST, llm.openai_url), (CLAUDE, llm.anthropic_url)):
            async with app.open_writers(Settings(llm=name, llm_url=url), LIVE) as models:
                assert models is not None
                await ask(models.models[0])
    assert len(llm.requests) == 2
    assert "leaked" not in llm.sent.decode()
    for name in (FIRST, CLAUDE):
        with pytest.raises(ConfigError, match="TANDEM_LLM_KEY"):
            async with app.open_writers(Settings(llm=name), LIVE):
                pass


async def ask(model: Any) -> None:
    """One request, whatever comes of it."""
    from tandem.core.turn.prompt import ANSWER_SCHEMA, Prompt

    await model.ask(Prompt("answer", "v", "Say it.", "It.", ANSWER_SCHEMA), deadline_s=5.0)


async def test_logs_have_neither_prompt_nor_key(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with scripted.serving(scripted.failing(500), says(naming_the_order)) as llm:
        async with writers(llm.openai_url) as models:
            await answered(written_by(shop, models, suggest_from=LOW))
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert KEY not in said
    assert personal_in(said.encode()) == []
    assert "descaling" not in said


# Nothing at all ------------------------------------------------------------------------------


async def test_local_only_refuses_a_hosted_model_at_the_start() -> None:
    policy = replace(LIVE, llm=ModelRules(local_only=True))
    for url in (None, "https://203.0.113.7/v1", "http://8.8.8.8/v1"):
        with pytest.raises(ConfigError, match="local_only"):
            async with app.open_writers(Settings(llm=FIRST, llm_url=url, llm_key=KEY), policy):
                pass
    for url in ("http://127.0.0.1:1/v1", "http://10.0.0.7/v1", "http://[::1]:1/v1"):
        settings = Settings(llm=FIRST, llm_url=url)
        async with app.open_writers(settings, policy) as models:
            assert models is not None
            assert [one.is_hosted for one in models.models] == [False]


async def test_local_only_holds_from_the_moment_it_is_set(shop: Shop) -> None:
    with scripted.serving(quoting(QUOTE)) as hosted, scripted.serving(quoting(QUOTE)) as local:
        async with (
            writers(hosted.openai_url, is_hosted=True) as abroad,
            writers(local.openai_url, names=[SECOND]) as home,
        ):
            both = replace(abroad, models=(*abroad.models, *home.models))
            assert (await turn_of(written_by(shop, both), DESCALE)).written.model == FIRST
            turn = await turn_of(written_by(shop, both, local_only=True), DESCALE)
            assert turn.written.model == SECOND
            turn = await turn_of(written_by(shop, abroad, local_only=True), DESCALE)
            assert (turn.decision, turn.asked) == ("suggest", [])
            assert QUOTE in turn.text
    assert (len(hosted.requests), len(local.requests)) == (1, 1)
