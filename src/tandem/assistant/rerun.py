"""Asks a recorded question again, with the knowledge and the policy of now; nothing is recorded."""

from dataclasses import replace

from tandem.assistant.consider import consider
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import Thinking
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.turn.comparison import Reply
from tandem.core.turn.decide import decide, name_of
from tandem.core.turn.evidence import Context
from tandem.core.turn.source import confidence_of, sources
from tandem.core.turn.wording import content


def quoting(thinking: Thinking) -> Thinking:
    """The same without language models and look-ups: so asking costs nothing and leaves nothing."""
    return replace(thinking, writers=None, lookups=None)


def asked_again(context: Context, products: frozenset[str]) -> Asked:
    """The question as its turn saw it; a product that no article has by now is unknown.

    Incidents that run now answer none of these.
    """
    locale = "-".join(filter(None, (context.locale, context.country)))
    return Asked(
        message=Message(Author.CUSTOMER, context.question),
        conversation=context.earlier,
        customer=CustomerContext(
            product=context.product if context.product in products else None,
            plan=context.plan or None,
            is_high_value=context.high_value,
            people_first=context.people_first,
            verified=context.verified,
            locale=locale or None,
            attributes=dict(context.attributes),
            tickets=context.tickets,
            name=context.name,
            id=context.id,
        ),
        now=context.now,
        introduced=context.introduced,
        is_trial=True,
    )


async def reply_now(thinking: Thinking, asked: Asked) -> Reply:
    """What the customer would get now; raises UnavailableError if the database fails."""
    considered = await consider(thinking, asked)
    evidence, policy = considered.evidence, considered.policy
    decision = decide(evidence, policy)
    measured = confidence_of(decision, evidence)
    return Reply(
        decision=name_of(decision),
        rule=decision.rule,
        probability=measured and measured.value,
        articles=tuple(dict.fromkeys(source.article_id for source in sources(decision, evidence))),
        text=content(decision, evidence, policy),
    )
