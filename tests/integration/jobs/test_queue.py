"""The queue: every deferred job has its task, and none is lost, kept for ever or doubled."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import tandem
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.snooze import snooze
from tandem.core.desk.ownership import Status
from tandem.core.errors import UnavailableError
from tandem.jobs import queue as jobs
from tandem.store import queue
from tests.integration.jobs.waiting import until
from tests.integration.shop import DESCALE, Shop
from tests.integration.worded import TABLETS, answer, worded

DEFERRED = re.compile(r"queue\.defer\(\s*tx,\s*\"(\w+)\"")
OURS = "task_name in ('mail_reply', 'mail_alarm', 'mail_link')"


@asynccontextmanager
async def running(shop: Shop) -> AsyncGenerator[None]:
    """Runs the queue's worker beside the test; at the end it must stop when asked."""
    stop = asyncio.Event()
    worker = asyncio.create_task(jobs.run(shop.desk, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await worker


async def replied(shop: Shop) -> UUID:
    """A reply to a customer who is away, and the job to mail it; returns the message."""
    contact = await shop.customer(email="rosa@customer.example")
    conversation = await shop.press(contact)
    mara = await shop.agent()
    message = await reply(shop.desk, mara, conversation, Reply("On its way.", "key"))
    await shop.row("update procrastinate_jobs set scheduled_at = now() returning id")
    return message.id


def test_every_deferred_job_has_its_task(shop: Shop) -> None:
    actions = Path(tandem.__file__).parent / "actions"
    deferred = {
        name for path in actions.rglob("*.py") for name in DEFERRED.findall(path.read_text())
    }
    assert deferred == {
        "mail_reply",
        "mail_survey",
        "mail_week",
        "mail_alarm",
        "post_alarm",
        "mail_link",
        "tell_followers",
    }
    assert deferred <= jobs.build(shop.desk, shop.database.conninfo).tasks.keys()


async def test_a_reply_is_mailed_and_its_job_is_gone(shop: Shop) -> None:
    message = await replied(shop)
    async with running(shop):
        await until(lambda: no_job_left(shop))
    assert await shop.row("select delivery from message where id = %s", message) == ("sent",)
    assert len(shop.mailer.sent) == 1


async def test_mail_that_is_not_taken_now_is_tried_again_later(shop: Shop) -> None:
    message = await replied(shop)
    shop.mailer.failing = UnavailableError("The mail server does not take mail now.")
    async with running(shop):
        await until(lambda: waits_again(shop))
        shop.mailer.failing = None
        await shop.row(
            f"update procrastinate_jobs set scheduled_at = now() where {OURS}"  # noqa: S608
            " returning pg_notify('procrastinate_any_queue_v1',"
            ' \'{"type": "job_inserted", "job_id": \' || id || \'}\')'
        )
        await until(lambda: no_job_left(shop))
    assert await shop.row("select delivery from message where id = %s", message) == ("sent",)
    assert len(shop.mailer.sent) == 1


async def test_the_last_attempt_marks_the_reply_as_failed(shop: Shop) -> None:
    message = await replied(shop)
    shop.mailer.failing = UnavailableError("The mail server does not take mail now.")
    await shop.row("update procrastinate_jobs set attempts = %s returning id", len(jobs.RETRIES))
    async with running(shop):
        await until(lambda: is_in(shop, message, "failed"))


async def test_time_alone_wakes_what_is_due(shop: Shop) -> None:
    conversation = await shop.press(await shop.customer())
    mara = await shop.agent()
    await snooze(shop.desk, mara, conversation, shop.clock() + timedelta(hours=1))
    shop.clock.move(timedelta(hours=2))
    async with running(shop):
        await until(lambda: stands(shop, conversation, Status.OPEN))


async def test_what_was_sent_to_a_model_is_deleted_by_time_alone(shop: Shop) -> None:
    """The periodic task runs the action; its time is the schedule's."""
    shop, _ = worded(shop, answer(TABLETS))
    await shop.write(await shop.customer(), DESCALE, apart=True)
    await shop.turns()
    shop.clock.move(timedelta(days=31))
    app = jobs.build(shop.desk, shop.database.conninfo)
    (task,) = [
        one.task
        for one in app.periodic_registry.periodic_tasks.values()
        if one.task.name == "forget_sent"
    ]
    await task(timestamp=0)
    assert await shop.row("select count(sent), count(output), count(*) from model_call") == (
        0,
        0,
        1,
    )


async def test_a_job_whose_worker_was_killed_is_freed_and_old_failures_are_forgotten(
    shop: Shop,
) -> None:
    app = jobs.build(shop.desk, shop.database.conninfo)
    async with shop.database.transaction() as tx:
        for _ in range(2):
            await queue.defer(tx, "mail_alarm", {"conversation": str(uuid4()), "alarm": "late"})
    stalled, failed = await shop.row("select min(id), max(id) from procrastinate_jobs")
    await shop.row(
        "update procrastinate_jobs set status = 'doing' where id = %s returning id", stalled
    )
    await shop.row(
        "update procrastinate_jobs set status = 'failed' where id = %s returning id", failed
    )
    await shop.row(
        "with old as (update procrastinate_events set at = at - interval '1 year' returning 1)"
        " select count(*) from old"
    )
    async with app.open_async():
        await jobs.tidy(app)
    assert await shop.row("select id, status::text from procrastinate_jobs") == (
        stalled,
        "todo",
    )


async def no_job_left(shop: Shop) -> bool:
    return await shop.row(f"select count(*) from procrastinate_jobs where {OURS}") == (0,)  # noqa: S608


async def waits_again(shop: Shop) -> bool:
    return await shop.row(
        f"select count(*) from procrastinate_jobs where {OURS}"  # noqa: S608
        " and status = 'todo' and attempts = 1 and scheduled_at > now()"
    ) == (1,)


async def is_in(shop: Shop, message: UUID, delivery: str) -> bool:
    return await shop.row("select delivery from message where id = %s", message) == (delivery,)


async def stands(shop: Shop, conversation: UUID, status: Status) -> bool:
    return (await shop.read(conversation)).status is status
