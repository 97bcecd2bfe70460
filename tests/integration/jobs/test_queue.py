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
from tests.integration.jobs.conftest import Mailed, until

DEFERRED = re.compile(r"queue\.defer\(\s*tx,\s*\"(\w+)\"")
OURS = "task_name in ('mail_reply', 'mail_alarm', 'mail_link')"


@asynccontextmanager
async def running(mailed: Mailed) -> AsyncGenerator[None]:
    """The queue's worker beside the test; it is asked to stop at the end, and must."""
    stop = asyncio.Event()
    worker = asyncio.create_task(jobs.run(mailed.desk, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await worker


async def replied(mailed: Mailed) -> UUID:
    """A reply to a customer who is away, and the job that is to mail it; returns the message."""
    contact = await mailed.shop.customer(email="rosa@customer.example")
    conversation = await mailed.shop.press(contact)
    mara = await mailed.shop.agent()
    message = await reply(mailed.desk, mara, conversation, Reply("On its way.", "key"))
    await mailed.row("update procrastinate_jobs set scheduled_at = now() returning id")
    return message.id


def test_every_deferred_job_has_its_task(mailed: Mailed) -> None:
    actions = Path(tandem.__file__).parent / "actions"
    deferred = {
        name for path in actions.rglob("*.py") for name in DEFERRED.findall(path.read_text())
    }
    assert deferred == {"mail_reply", "mail_alarm", "mail_link"}
    assert deferred <= jobs.build(mailed.desk, mailed.desk.database.conninfo).tasks.keys()


def test_a_reply_is_mailed_and_its_job_is_gone(mailed: Mailed, runner: asyncio.Runner) -> None:
    async def scenario() -> None:
        message = await replied(mailed)
        async with running(mailed):
            await until(lambda: no_job_left(mailed))
        assert await mailed.row("select delivery from message where id = %s", message) == ("sent",)

    runner.run(scenario())
    assert len(mailed.mailer.sent) == 1


def test_mail_that_is_not_taken_now_is_tried_again_later(
    mailed: Mailed, runner: asyncio.Runner
) -> None:
    async def scenario() -> None:
        message = await replied(mailed)
        mailed.mailer.failing = UnavailableError("The mail server does not take mail now.")
        async with running(mailed):
            await until(lambda: waits_again(mailed))
            mailed.mailer.failing = None
            await mailed.row(
                f"update procrastinate_jobs set scheduled_at = now() where {OURS}"  # noqa: S608
                " returning pg_notify('procrastinate_any_queue_v1',"
                ' \'{"type": "job_inserted", "job_id": \' || id || \'}\')'
            )
            await until(lambda: no_job_left(mailed))
        assert await mailed.row("select delivery from message where id = %s", message) == ("sent",)

    runner.run(scenario())
    assert len(mailed.mailer.sent) == 1


def test_the_last_attempt_marks_the_reply_as_failed(mailed: Mailed, runner: asyncio.Runner) -> None:
    async def scenario() -> None:
        message = await replied(mailed)
        mailed.mailer.failing = UnavailableError("The mail server does not take mail now.")
        await mailed.row(
            "update procrastinate_jobs set attempts = %s returning id", len(jobs.RETRIES)
        )
        async with running(mailed):
            await until(lambda: is_in(mailed, message, "failed"))

    runner.run(scenario())


def test_time_alone_wakes_what_is_due(mailed: Mailed, runner: asyncio.Runner) -> None:
    async def scenario() -> None:
        conversation = await mailed.shop.press(await mailed.shop.customer())
        mara = await mailed.shop.agent()
        await snooze(mailed.desk, mara, conversation, mailed.shop.clock() + timedelta(hours=1))
        mailed.shop.clock.move(timedelta(hours=2))
        async with running(mailed):
            await until(lambda: stands(mailed, conversation, Status.OPEN))

    runner.run(scenario())


def test_a_job_whose_worker_was_killed_is_freed_and_old_failures_are_forgotten(
    mailed: Mailed, runner: asyncio.Runner
) -> None:
    async def scenario() -> None:
        app = jobs.build(mailed.desk, mailed.desk.database.conninfo)
        async with mailed.desk.database.transaction() as tx:
            for _ in range(2):
                await queue.defer(tx, "mail_alarm", {"conversation": str(uuid4())})
        stalled, failed = await mailed.row("select min(id), max(id) from procrastinate_jobs")
        await mailed.row(
            "update procrastinate_jobs set status = 'doing' where id = %s returning id", stalled
        )
        await mailed.row(
            "update procrastinate_jobs set status = 'failed' where id = %s returning id", failed
        )
        await mailed.row(
            "with old as (update procrastinate_events set at = at - interval '1 year' returning 1)"
            " select count(*) from old"
        )
        async with app.open_async():
            await jobs.tidy(app)
        assert await mailed.row("select id, status::text from procrastinate_jobs") == (
            stalled,
            "todo",
        )

    runner.run(scenario())


async def no_job_left(mailed: Mailed) -> bool:
    return await mailed.row(f"select count(*) from procrastinate_jobs where {OURS}") == (0,)  # noqa: S608


async def waits_again(mailed: Mailed) -> bool:
    return await mailed.row(
        f"select count(*) from procrastinate_jobs where {OURS}"  # noqa: S608
        " and status = 'todo' and attempts = 1 and scheduled_at > now()"
    ) == (1,)


async def is_in(mailed: Mailed, message: UUID, delivery: str) -> bool:
    return await mailed.row("select delivery from message where id = %s", message) == (delivery,)


async def stands(mailed: Mailed, conversation: UUID, status: Status) -> bool:
    return (await mailed.shop.read(conversation)).status is status
