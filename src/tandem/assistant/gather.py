"""Reads once what the turn needs, and freezes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from tandem.assistant.thinking import Thinking
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import Option, OptionKind, of_article
from tandem.core.errors import InvalidError
from tandem.core.turn import known as knowing
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.category import CategoryHead
from tandem.core.turn.confidence import KEYWORDS_ALONE
from tandem.core.turn.evidence import Context
from tandem.core.turn.incident import Running
from tandem.core.turn.known import Known
from tandem.core.turn.matter import SHOWING, last_decision, matter
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import mentioned
from tandem.core.turn.said import Said, read
from tandem.core.turn.screen import refuses
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.who import Who
from tandem.store import articles, calibrations, category_heads, incidents
from tandem.store.articles import KnowledgeState
from tandem.store.database import Connection
from tandem.store.passages import Model

CUSTOMER_AUDIENCES = ("customer",)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it came in: the conversation so far, newest last, and the customer.

    `introduced` says that the channel itself tells customers that an AI answers. `of` is the desk's
    conversation, and `who` its contact as the rollout sees them; outside of a desk there is
    neither. `is_trial` says that it is one of the lab's questions, which no incident answers.
    """

    message: Message
    conversation: Sequence[Message]
    customer: CustomerContext
    now: datetime
    introduced: bool = False
    of: UUID | None = None
    who: Who | None = None
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """The turn's context and policy, and the state of the knowledge that it will search.

    `categories` is the head learnt for the embedder, if there is one. `incidents` are those that
    run now, the newest first.
    """

    context: Context
    knowledge: KnowledgeState
    calibration: Calibration
    categories: CategoryHead | None
    policy: Policy
    of_models: Mapping[str, Calibration] = field(default_factory=dict[str, Calibration])
    incidents: tuple[Running, ...] = ()


def freeze(asked: Asked, policy: Policy) -> Context:
    """The conversation and the customer as this turn sees them.

    What a customer wrote is read here once, for everything after: their own words apart from quoted
    mail, signatures and the like. Their messages since the last reply are one question. Account
    facts of a customer who is not verified are left out. If the account names no product, the words
    of the conversation may.
    """
    read_now = [(message, _read(message)) for message in (*asked.conversation, asked.message)]
    said = [
        message if told is None else replace(message, text=told.own) for message, told in read_now
    ]
    start = len(said)
    while start > 0 and said[start - 1].author is Author.CUSTOMER:
        start -= 1
    customer = asked.customer
    known = customer.verified
    words = [message.text for message in reversed(said) if message.author is Author.CUSTOMER]
    question = "\n".join(message.text for message in said[start:]).strip()
    open_ = matter(question, said[:start], pressed=asked.message.picks)
    language, _, region = (customer.locale or "").replace("_", "-").partition("-")
    return Context(
        question=question,
        matter=open_,
        aside=tuple(part for _, told in read_now[start:] if told for part in told.aside),
        earlier=tuple(said[:start]),
        last_decision=last_decision(said[:start]),
        declined=declined(said[:start]),
        introduced=asked.introduced,
        automatic=any(message.automatic for message in said[start:]),
        product=_product(asked, open_.picked, words, policy),
        plan=customer.plan or "",
        locale=language.lower(),
        country=region[-2:].upper() if len(region) >= 2 else "",
        high_value=customer.is_high_value,
        people_first=customer.people_first,
        verified=known,
        attributes=tuple(sorted(customer.attributes.items())) if known else (),
        tickets=tuple(customer.tickets) if known else (),
        now=asked.now,
        name=customer.name,
        id=customer.id if known else "",
        known=knowing.known(
            said, account=_account(customer), tickets=customer.tickets if known else ()
        ),
        who=asked.who,
        asked_at=min((one.at for one in said[start:] if one.at is not None), default=None),
    )


def _account(customer: CustomerContext) -> list[Known]:
    """The facts that the account has; of one who is not verified, only what they gave us."""
    origin = knowing.ACCOUNT if customer.verified else knowing.TYPED
    given = {"name": customer.name, "e-mail": customer.email}
    if customer.verified:
        given |= {"product": customer.product or "", "plan": customer.plan or ""}
        given |= dict(sorted(customer.attributes.items()))
    return [Known(name, value, origin) for name, value in given.items() if value]


def _product(asked: Asked, picked: Option | None, words: Sequence[str], policy: Policy) -> str:
    """The product that is meant: picked, the account's, or named in the conversation."""
    known = (asked.customer.product or "").strip().lower()
    return (picked.product if picked else "") or known or mentioned(words, policy.products)


def declined(earlier: Sequence[Message]) -> bool:
    """Whether the customer said no to the last offer of a person, and heard no other since."""
    for message in reversed(earlier):
        if message.author is Author.CUSTOMER and refuses(message.text):
            return last_decision(earlier) == "offer_human"
        if message.decision not in (None, "greet"):
            return False
    return False


def _read(message: Message) -> Said | None:
    return read(message.text) if message.author is Author.CUSTOMER else None


async def gather(thinking: Thinking, policy: Policy, asked: Asked) -> Basis:
    """Returns the frozen context, with the knowledge's snapshot and the calibration in force.

    Raises InvalidError for a product that no article has.
    """
    embedder, context = thinking.embedder, freeze(asked, policy)
    async with thinking.database.connection() as connection:
        knowledge = await articles.state(
            connection,
            model=embedder.model if embedder else None,
            audiences=CUSTOMER_AUDIENCES,
            product=context.product,
        )
        learnt = await calibrations.newest(connection)
        head = await category_heads.newest(connection, embedder.model) if embedder else None
        context = await _with_title(connection, context, knowledge.snapshot)
        running = () if asked.is_trial else await incidents.running(connection)
    if knowledge.has_articles and context.product and not knowledge.has_product:
        if asked.customer.product:
            raise _unknown(context.product)
        context = replace(context, product="")  # named in words only, and no article has it
    calibration = in_force(thinking, policy, learnt, knowledge.model)
    models = calibrations.of_models(learnt)
    told = tuple(_told(one, asked) for one in running)
    return Basis(context, knowledge, calibration, head, policy, models, told)


def _told(running: Running, asked: Asked) -> Running:
    """The incident, whose end can be told to customers of the desk only."""
    told = replace(running.incident, tells_end=asked.of is not None)
    return replace(running, incident=told)


TITLE_MAX = 300  # characters; a longer message names no article


async def _with_title(connection: Connection, context: Context, snapshot: int) -> Context:
    """The context with the article picked whose exact title the customer said.

    So a pick is understood where the last reply is known by text and decision alone.
    """
    picked = context.matter.picked
    is_label = picked is not None and picked.kind is OptionKind.ARTICLE and not picked.article_id
    could_pick = is_label or (picked is None and context.last_decision in (*SHOWING, "offer_human"))
    if not could_pick or len(context.question) > TITLE_MAX:
        return context
    title = context.question
    today = context.now.date()
    id = await articles.titled(connection, title, snapshot, CUSTOMER_AUDIENCES, today)
    if id is None:
        plain = replace(context.matter, picked=None, text=title) if is_label else context.matter
        return replace(context, matter=plain)
    named = of_article(id, title)
    return replace(context, matter=matter(title, context.earlier, named=named))


def _unknown(product: str) -> InvalidError:
    return InvalidError(
        f"No article is about a product {product!r}.",
        hint="Leave the product out to search all of them.",
    )


def in_force(
    thinking: Thinking, policy: Policy, learnt: dict[str, Calibration], model: Model | None
) -> Calibration:
    """The calibration for the embedder: judged, else shipped, else from the firm's articles."""
    name = thinking.embedder.model if thinking.embedder and model else KEYWORDS_ALONE
    judged, corpus = learnt.get("judged"), learnt.get("corpus")
    if judged is not None and judged.embedder == name:
        return judged
    is_shipped = any(known.embedder == name for known in thinking.shipped)
    if not is_shipped and corpus is not None and corpus.embedder == name:
        return corpus
    return shipped(thinking, policy, name)


def shipped(thinking: Thinking, policy: Policy, embedder: str) -> Calibration:
    """The shipped calibration of an embedder; an embedder never measured has no threshold."""
    for calibration in thinking.shipped:
        if calibration.embedder == embedder:
            return calibration
    nothing = Threshold(None, policy.target_error, 0, 0, 0, 1.0, "shipped")
    return replace(thinking.shipped[0], embedder=embedder, thresholds=(("", nothing),))
