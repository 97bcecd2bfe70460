"""Runs the assistant over many labelled questions, for calibration and the lab."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.assistant.concurrency import run_limited
from tandem.assistant.consider import Considered, consider, is_settled
from tandem.assistant.gather import Asked
from tandem.assistant.thinking import Thinking
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.lab import judged as judging
from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import Judged
from tandem.store import articles


@dataclass(frozen=True, slots=True)
class Trial:
    """A labelled question, and what the assistant worked out for it."""

    question: Question
    considered: Considered

    @property
    def judged(self) -> Judged | None:
        """The case for calibration, if there is a candidate."""
        evidence = self.considered.evidence
        return judging.judged(self.question, evidence, settled=is_settled(evidence))


async def try_all(
    thinking: Thinking,
    questions: Sequence[Question],
    *,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Trial]:
    """Considers every question, several at a time; returns the trials in the order given.

    A product that no article has is treated as unknown.
    """
    async with thinking.database.connection() as connection:
        products = frozenset(await articles.products(connection))
    done = 0

    async def attempt(question: Question) -> Trial:
        nonlocal done
        considered = await consider(thinking, asked_first(question, products, now), whole=True)
        done += 1
        progress(done)
        return Trial(question, considered)

    return await run_limited(map(attempt, questions), concurrency)


def asked_first(question: Question, products: frozenset[str], now: datetime) -> Asked:
    """The question as the first message of its customer; a product no article has is unknown."""
    product = (question.product or "").strip().lower()
    return Asked(
        message=Message(Author.CUSTOMER, question.text),
        conversation=[Message(Author(said.author), said.text) for said in question.context],
        customer=CustomerContext(
            product=product if product in products else None, locale=question.locale
        ),
        now=now,
        is_trial=True,
    )
