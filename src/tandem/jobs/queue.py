"""The job queue: one task per action, retried when something it needs is unavailable."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from psycopg import OperationalError

from tandem.actions.access.forget_expired import forget_expired
from tandem.actions.access.mail_link import mail_link
from tandem.actions.conversation.mail_alarm import mail_alarm
from tandem.actions.conversation.mail_reply import mail_reply
from tandem.actions.conversation.mail_survey import mail_survey
from tandem.actions.conversation.post_alarm import post_alarm
from tandem.actions.conversation.queue_surveys import queue_surveys
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.sweep import sweep
from tandem.actions.incident.tell_followers import tell_followers
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.actions.metrics.mail_week import mail_week, queue_week
from tandem.actions.metrics.measure import measure
from tandem.actions.ports import Desk
from tandem.actions.review.draw_sample import draw_when_due
from tandem.actions.turn.forget_sent import forget_sent
from tandem.core.desk.conversation import Alarm
from tandem.core.desk.entry import Purpose
from tandem.core.errors import ForbiddenError, InvalidError, NotFoundError
from tandem.jobs.relearn import relearn

CONCURRENCY = 4
CONNECTIONS_MAX = 4
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (0.25, 1, 5, 30, 120, 360))
STALLED_S = 30.0  # without a sign of life from a job's worker
KEPT_H = 72  # of a job that failed for good
SOON = 10  # a priority above the others' 0: clocks don't wait behind a hundred mails
STOP_S_MAX = 10.0  # for running jobs to end
RECONNECT_S = 2.0

log = structlog.get_logger()


class Later(BaseRetryStrategy):
    """Retries after growing pauses, unless a retry cannot help."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to retry; None for never. `job.attempts` counts the attempts before this one."""
        is_lasting = isinstance(exception, InvalidError | NotFoundError | ForbiddenError)
        if is_lasting or is_last(job):
            return None
        pause = RETRIES[job.attempts]
        return RetryDecision(retry_in={"seconds": int(pause.total_seconds())})


def is_last(job: Job) -> bool:
    """Whether this is a job's last attempt."""
    return job.attempts >= len(RETRIES)


def build(desk: Desk, conninfo: str) -> App:
    """The queue's tasks, by the names under which store/queue.py defers them.

    Each is safe to run twice. Periodic tasks are not retried: the next run comes soon.
    """
    # Procrastinate's own locks are not used: the job behind a lock waits for the next poll, and a
    # conflict would abort the transaction that defers.
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=CONNECTIONS_MAX))

    @app.task(name="mail_reply", retry=Later(), pass_context=True)
    async def _reply(context: JobContext, message: str) -> None:
        await mail_reply(desk, UUID(message), is_last=is_last(context.job))

    @app.task(name="mail_survey", retry=Later())
    async def _survey(conversation: str, resolved_at: str) -> None:
        await mail_survey(desk, UUID(conversation), datetime.fromisoformat(resolved_at))

    @app.task(name="mail_alarm", retry=Later())
    async def _alarm(conversation: str, alarm: str = Alarm.LATE.value) -> None:
        await mail_alarm(desk, UUID(conversation), Alarm(alarm))

    @app.task(name="post_alarm", retry=Later())
    async def _post(conversation: str, alarm: str) -> None:
        await post_alarm(desk, UUID(conversation), Alarm(alarm))

    @app.task(name="tell_followers", retry=Later())
    async def _tell(incident: str) -> None:
        await tell_followers(desk, UUID(incident))

    @app.task(name="mail_link", aliases=["mail_entry"], retry=Later())
    async def _entry(agent: str, purpose: str) -> None:
        await mail_link(desk, UUID(agent), Purpose(purpose))

    @app.periodic(cron="* * * * *")
    @app.task(name="sweep", priority=SOON)
    async def _sweep(timestamp: int) -> None:
        await sweep(desk)

    @app.task(name="mail_week", retry=Later())
    async def _week(agent: str, until: str) -> None:
        await mail_week(desk, UUID(agent), datetime.fromisoformat(until))

    @app.periodic(cron="11 * * * *")
    @app.task(name="queue_week")
    async def _weeks(timestamp: int) -> None:
        await queue_week(desk)

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="queue_surveys")
    async def _surveys(timestamp: int) -> None:
        await queue_surveys(desk)

    @app.periodic(cron="* * * * * */15")
    @app.task(name="raise_alarms", priority=SOON)
    async def _alarms(timestamp: int) -> None:
        await raise_alarms(desk)

    @app.periodic(cron="* * * * *")
    @app.task(name="measure")
    async def _measure(timestamp: int) -> None:
        await measure(desk.database, desk.thinking.policy())

    @app.periodic(cron="7 * * * *")
    @app.task(name="forget_expired", aliases=["forget"])
    async def _forget(timestamp: int) -> None:
        await forget_expired(desk)

    @app.periodic(cron="37 * * * *")
    @app.task(name="forget_sent")
    async def _forget_sent(timestamp: int) -> None:
        await forget_sent(desk)

    @app.periodic(cron="13 * * * *")
    @app.task(name="draw_sample")
    async def _draw(timestamp: int) -> None:
        await draw_when_due(desk)

    @app.periodic(cron="23 * * * *")
    @app.task(name="relearn")
    async def _relearn(timestamp: int) -> None:
        await relearn(desk)

    @app.periodic(cron="11 3 * * *")
    @app.task(name="find_gaps")
    async def _find_gaps(timestamp: int) -> None:
        await find_gaps(desk, now=desk.clock())

    @app.periodic(cron="* * * * *")
    @app.task(name="tidy_queue")
    async def _tidy(timestamp: int) -> None:
        await tidy(app)

    return app


async def tidy(app: App) -> None:
    """Frees the jobs of workers that were killed, and deletes finished jobs."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
        await app.job_manager.retry_job(job)
    await app.job_manager.delete_old_jobs(
        KEPT_H, include_failed=True, include_cancelled=True, include_aborted=True
    )


async def run(desk: Desk, *, stop: asyncio.Event) -> None:
    """Runs jobs as they fall due, until `stop` is set; running jobs then get ten seconds to end."""
    while not stop.is_set():
        try:
            await _work(desk, stop)
        except (ConnectorException, OperationalError) as error:
            log.warning("jobs wait", kind=type(error).__name__)
            await _pause(stop)


async def _work(desk: Desk, stop: asyncio.Event) -> None:
    """Runs jobs until `stop` is set or the database is lost."""
    app = build(desk, desk.database.conninfo)
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=STOP_S_MAX,
                delete_jobs="successful",
                stalled_worker_timeout=STALLED_S,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            worker.cancel()
            await asyncio.wait({worker})
    if not worker.cancelled():
        worker.result()  # raises the error that ended the worker


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), RECONNECT_S)
    except TimeoutError:
        return
