"""Lets simulated customers talk with the assistant; nothing is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tandem.assistant.concurrency import run_limited
from tandem.assistant.consider import consider
from tandem.assistant.thinking import Thinking
from tandem.assistant.trial import asked_first
from tandem.core.desk.message import QUOTING, Author, Message
from tandem.core.desk.option import Option
from tandem.core.lab.content import Quoted
from tandem.core.lab.conversations import TURNS_MAX, End, Reply, Talk, react
from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import quote_of_gold, words_of
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.decide import Answer, Suggest, decide, name_of
from tandem.core.turn.source import shown, sources
from tandem.core.turn.wording import content, options
from tandem.store import articles


async def converse(
    thinking: Thinking,
    questions: Sequence[tuple[Question, Calibration]],
    *,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Talk]:
    """One conversation for each question, with the confidence that goes with it, in this order."""
    async with thinking.database.connection() as connection:
        products = await articles.product_of_each(connection)
    done = 0

    async def attempt(question: Question, calibration: Calibration) -> Talk:
        nonlocal done
        talk = await _talk(thinking, question, calibration, products, now)
        done += 1
        progress(done)
        return talk

    return await run_limited((attempt(*one) for one in questions), concurrency)


async def _talk(
    thinking: Thinking,
    question: Question,
    calibration: Calibration,
    products: Mapping[str, str],
    now: datetime,
) -> Talk:
    asked = asked_first(question, frozenset(products.values()), now)
    said = list(asked.conversation)
    message, replies = asked.message, list[Reply]()
    for turn in range(1, TURNS_MAX + 1):
        asked = replace(asked, message=message, conversation=tuple(said))
        considered = await consider(thinking, asked, calibration=calibration)
        evidence, policy = considered.evidence, considered.policy
        decision = decide(evidence, policy)
        below = options(decision, evidence, policy)
        name = name_of(decision)
        cited = tuple(source.article_id for source in sources(decision, evidence))
        words, gold = 0, tuple[Quoted, ...]()
        if isinstance(decision, Answer | Suggest):
            words = words_of(shown(decision, evidence))
            gold = quote_of_gold(question, decision, evidence)
        replies.append(
            Reply(
                name,
                decision.rule,
                cited if name in QUOTING else (),
                below,
                evidence.candidate.citations[0].article_id if evidence.candidate else None,
                words,
                gold,
            )
        )
        next_ = react(question, replies[-1], products, is_last=turn == TURNS_MAX)
        if isinstance(next_, End):
            return Talk(question, tuple(replies), next_)
        reply = Message(
            Author.ASSISTANT,
            content(decision, evidence, policy),
            decision=name,
            options=below,
            articles=replies[-1].quoted,
        )
        said += [message, reply]
        message = pressed(next_)
    raise AssertionError("the last reply ends the conversation")


def pressed(option: Option) -> Message:
    """The message that pressing an option sends."""
    return Message(Author.CUSTOMER, option.label, picks=option.id)
