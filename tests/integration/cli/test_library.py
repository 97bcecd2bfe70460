"""The library: its names, what it refuses, and the forms of input that it takes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import tandem
from tandem import Author, CustomerContext, Message, SupportAssistant, SupportResponse
from tandem.core.errors import InvalidError
from tandem.settings import Settings

Respond = Callable[..., Awaitable[SupportResponse]]


@pytest.fixture
def respond(conninfo: str, tmp_path: Path) -> Respond:
    """Answers one message in a new assistant that has learnt nothing."""

    async def responded(*arguments: Any) -> SupportResponse:
        settings = Settings(home=tmp_path, embedder="none")
        async with await SupportAssistant.open(conninfo, settings=settings) as assistant:
            return await assistant.respond(*arguments)

    return responded


def test_every_public_name_is_there() -> None:
    assert all(getattr(tandem, name) is not None for name in tandem.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Assistant'"):
        tandem.Assistant  # type: ignore[attr-defined]  # noqa: B018


said = Message(Author.CUSTOMER, "hello")
WRONG: Mapping[str, tuple[Any, ...]] = {
    "a message that is no text": (b"hello",),
    "no message": (None,),
    "a message of another's text": (replace(said, text=5),),  # pyright: ignore[reportArgumentType] -- meant
    "a message without an author": (replace(said, author="someone"),),  # pyright: ignore[reportArgumentType] -- meant
    "a message at no hour of the world": (replace(said, at=datetime(2026, 1, 5)),),  # noqa: DTZ001 -- meant
    "options that are texts": (replace(said, options=("Yes",)),),  # pyright: ignore[reportArgumentType] -- meant
    "articles that are one text": (replace(said, articles="help/descale"),),  # pyright: ignore[reportArgumentType] -- meant
    "a turn that is no id": (replace(said, turn_id="last"),),
    "a message that is too long": ("a" * 100_001,),
    "a conversation that is one text": ("hello", "earlier"),
    "a conversation of numbers": ("hello", [5]),
    "a conversation that is too long": ("hello", [said] * 501),
    "a customer that is a table": ("hello", [], {"plan": "team"}),
    "a plan that is a number": ("hello", [], CustomerContext(plan=5)),  # pyright: ignore[reportArgumentType] -- meant
    "tickets that are one text": ("hello", [], CustomerContext(tickets="late parcel")),
    "attributes that are no table": ("hello", [], CustomerContext(attributes=["x"])),  # pyright: ignore[reportArgumentType] -- meant
    "an attribute that is a number": ("hello", [], CustomerContext(attributes={"x": 5})),  # pyright: ignore[reportArgumentType] -- meant
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_wrong_types_are_refused(what: str, respond: Respond) -> None:
    with pytest.raises(InvalidError):
        await respond(*WRONG[what])


async def test_what_no_database_can_hold_is_cleaned_away(respond: Respond) -> None:
    broken = "nul\0 and \udcff half"
    customer = CustomerContext(
        plan=broken, verified=True, attributes={broken: broken}, tickets=[broken]
    )
    response = await respond(
        f"I want a human {broken}", [Message(Author.CUSTOMER, broken)], customer
    )
    assert (response.decision, response.rule) == ("hand_off", "person")


async def test_the_longest_message_and_an_author_by_its_name_are_taken(respond: Respond) -> None:
    earlier = [Message("assistant", "Hello.", decision="courtesy")]  # pyright: ignore[reportArgumentType] -- callers may be untyped
    response = await respond("I want a human. " + "a" * (100_000 - 16), earlier)
    assert response.rule == "person"
    assert not response.content.startswith("I'm the AI assistant")  # it had spoken before


async def test_a_reply_can_be_added_to_the_conversation(respond: Respond) -> None:
    first = await respond("hello")
    assert (first.decision, first.message.decision) == ("greet", "greet")
    second = await respond("I want a human", [Message(Author.CUSTOMER, "hello"), first.message])
    assert second.escalate
