"""HTTP route that asks the assistant for one answer, without a conversation on the desk."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from tandem.actions.ports import Desk
from tandem.actions.turn import respond as responding
from tandem.assistant.gather import Asked
from tandem.core.desk import accept
from tandem.core.desk import option as desk_option
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import OptionKind
from tandem.core.errors import UnavailableError
from tandem.core.turn.signals import Signal
from tandem.core.turn.source import Source
from tandem.core.turn.written import Written
from tandem.store import installation
from tandem.web.deps import DeskOf
from tandem.web.guard import Asker
from tandem.web.shapes import At, Given, Line, Shown, Text
from tandem.web.shapes.message import Option
from tandem.web.shapes.turn import Decision

router = APIRouter(prefix="/api/v1/assistant", tags=["assistant"])


class GivenOption(Given):
    """A ready answer below a reply, as the response had it."""

    id: Text
    label: Text
    kind: OptionKind
    article_id: Text | None = None


class Said(Given):
    """One message of the conversation so far.

    Of the assistant's, pass back what its response had: decision, options, the article ids of its
    sources where it quoted them, and turn id. Of a customer's, `picks` is the id of the option that
    they pressed.
    """

    author: Author
    text: Text
    at: At | None = None
    decision: Line | None = None
    options: Annotated[tuple[GivenOption, ...], Field(max_length=20)] = ()
    articles: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    turn_id: UUID | None = None
    picks: Text | None = None


class Customer(Given):
    """What is known about the customer; attributes, tickets and id are used only if verified."""

    product: Line | None = None
    plan: Line | None = None
    is_high_value: bool = False
    people_first: bool = False
    verified: bool = False
    locale: Line | None = None
    attributes: Annotated[dict[Line, Text], Field(max_length=100, default_factory=dict)]
    tickets: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    name: Line = ""
    email: Line = ""
    id: Line = ""


class Question(Given):
    """A customer's message, the conversation before it, and the customer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "message": "How often should I descale the machine?",
                    "conversation": [],
                    "customer": {"product": "one"},
                }
            ]
        }
    )

    message: Text
    picks: Text | None = None
    conversation: Annotated[tuple[Said, ...], Field(max_length=accept.CONVERSATION_MAX)] = ()
    customer: Customer | None = None


class SupportResponse(Shown):
    """What the assistant decided, and everything needed to show, check and replay it."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "content": "I'm not sure about this. Would you like me to bring in a person?",
                    "sources": [],
                    "escalate": False,
                    "decision": "offer_human",
                    "rule": "unsure",
                    "reason": None,
                    "priority": None,
                    "options": [],
                    "confidence": 0.31,
                    "signals": [],
                    "category": "uncategorised",
                    "turn_id": "2f4a6c8e-0b1d-4e3f-9a5c-7d9e1f3b5a70",
                    "steps": {"gather": 2.1, "retrieve": 14.8},
                    "maker": None,
                    "written": None,
                }
            ]
        },
    )

    content: str
    sources: list[Source]
    escalate: bool
    decision: Decision
    rule: str
    reason: str | None
    priority: str | None
    options: list[Option]
    confidence: float | None
    signals: list[Signal]
    category: str
    turn_id: UUID
    steps: dict[str, float]
    maker: str | None
    written: Written | None


@router.post("/respond")
async def respond(given: Question, desk: DeskOf, principal: Asker) -> SupportResponse:
    """Decide on one message from a customer; the turn is recorded and can be replayed.

    503 while the assistant is stopped.
    """
    await _works(desk)
    response = await responding.respond(
        desk.thinking,
        Asked(
            message=accept.message(Message(Author.CUSTOMER, given.message, picks=given.picks)),
            conversation=accept.conversation([_said(said) for said in given.conversation]),
            customer=accept.customer(
                None if given.customer is None else CustomerContext(**given.customer.model_dump())
            ),
            now=desk.clock(),
        ),
        turn=desk.new_id,
    )
    await _works(desk)  # it may have been stopped meanwhile
    return SupportResponse.model_validate(response)


async def _works(desk: Desk) -> None:
    async with desk.database.connection() as connection:
        state = await installation.read(connection)
    if state.paused_at is not None:
        raise UnavailableError(
            "The assistant is stopped.",
            hint="A lead or an admin can start it again: Settings → Assistant, or"
            " `tandem pause --off`.",
        )


def _said(said: Said) -> Message:
    return Message(
        said.author,
        said.text,
        at=said.at,
        decision=said.decision,
        options=tuple(desk_option.Option(**one.model_dump()) for one in said.options),
        articles=said.articles,
        turn_id=said.turn_id and str(said.turn_id),
        picks=said.picks,
    )
