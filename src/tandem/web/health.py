"""Health checks, and metrics for Prometheus; none contains secrets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from tandem.core.errors import UnavailableError
from tandem.core.metrics.measure import Measure
from tandem.core.metrics.reachability import Reachability
from tandem.store import gauges
from tandem.store.gauges import Gauges
from tandem.store.model_calls import Total
from tandem.web.deps import DeskOf

FRESH = timedelta(seconds=5)  # the database is read once in this time, however many scrapers ask
SLOW = timedelta(minutes=5)  # the same for what counts every conversation of four weeks
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)

router = APIRouter(tags=["health"])


class Figures:
    """The metrics of one app, in its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.streams = Gauge(
            "tandem_streams_open", "Live streams that are open.", registry=self.registry
        )
        self._requests = Counter(
            "tandem_http_requests",
            "Requests by route and outcome.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "tandem_http_request_seconds",
            "How long requests took, without streams.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self._conversations = Gauge(
            "tandem_conversations",
            "Conversations by status and owner.",
            ("status", "owner"),
            registry=self.registry,
        )
        self._turns_due = Gauge(
            "tandem_turns_due", "Turns wanted and not done.", registry=self.registry
        )
        self._turn_wait = Gauge(
            "tandem_turn_wait_seconds_max",
            "How long the oldest turn that is due has waited.",
            registry=self.registry,
        )
        self._sources_failed = Gauge(
            "tandem_sources_failed",
            "Sources of articles that could not be read whole the last time.",
            registry=self.registry,
        )
        self._source_age = Gauge(
            "tandem_source_age_seconds_max",
            "How long ago the stalest source was read whole.",
            registry=self.registry,
        )
        self._model_requests = Gauge(
            "tandem_model_requests_today",
            "Requests to language models since midnight (UTC).",
            ("model",),
            registry=self.registry,
        )
        self._model_failures = Gauge(
            "tandem_model_failures_today",
            "Those that gave nothing to use.",
            ("model",),
            registry=self.registry,
        )
        self._model_tokens = Gauge(
            "tandem_model_tokens_today",
            "Tokens sent to language models and back since midnight (UTC).",
            ("model", "way"),
            registry=self.registry,
        )
        self._model_dollars = Gauge(
            "tandem_model_dollars_today",
            "US dollars that they cost; only of models with a price.",
            ("model",),
            registry=self.registry,
        )
        self._replies = Gauge(
            "tandem_first_reply_seconds",
            "From the wish for a person to a person's first reply, over 28 days.",
            ("quantile",),
            registry=self.registry,
        )
        self._reached = Gauge(
            "tandem_first_reply_share",
            "Of those who asked for a person in 28 days: replied to late, and never.",
            ("outcome",),
            registry=self.registry,
        )
        self._asked = Gauge(
            "tandem_person_asked", "Wishes for a person in 28 days.", registry=self.registry
        )
        self._waiting = Gauge(
            "tandem_person_waiting",
            "Wishes for a person without a reply yet, by age.",
            ("age",),
            registry=self.registry,
        )
        self._metric = Gauge(
            "tandem_metric",
            "The metrics of 28 days: value, low, high, n, denominator.",
            ("name", "unit", "figure"),
            registry=self.registry,
        )
        self._outside = Gauge(
            "tandem_metric_outside_band",
            "1 if a metric is below or above its band, else 0.",
            ("name",),
            registry=self.registry,
        )
        self._read_at: datetime | None = None
        self._measured_at: datetime | None = None

    def asked(self, method: str, route: str, status: int, took_s: float, is_stream: bool) -> None:
        """Count a request that has ended."""
        self._requests.labels(method, route, str(status)).inc()
        if not is_stream:
            self._seconds.labels(method, route).observe(took_s)

    def is_fresh(self, now: datetime) -> bool:
        """Whether the figures from the database are recent enough."""
        return self._read_at is not None and self._read_at <= now < self._read_at + FRESH

    def show(self, read: Gauges, now: datetime) -> None:
        """Set the figures from the database."""
        self._conversations.clear()
        for (status, owner), count in read.conversations.items():
            self._conversations.labels(status, owner).set(count)
        self._turns_due.set(read.turns_due)
        self._turn_wait.set(read.turn_wait_s_max)
        self._sources_failed.set(read.sources_failed)
        self._source_age.set(read.source_age_s_max)
        self._show_models(read.models)
        self._show_reachability(read.reachability)
        self._read_at = now

    def has_metrics(self, now: datetime) -> bool:
        """Whether the metrics are recent enough; they count every conversation of four weeks."""
        return self._measured_at is not None and self._measured_at <= now < self._measured_at + SLOW

    def show_metrics(self, found: Sequence[Measure], now: datetime) -> None:
        """Set what is known of each metric; an undefined value has none."""
        self._measured_at = now
        self._metric.clear()
        self._outside.clear()
        for one in found:
            values = {
                "value": one.figure.value,
                "low": one.figure.low,
                "high": one.figure.high,
                "n": one.figure.n,
                "denominator": one.denominator,
            }
            for figure, value in values.items():
                if value is not None:
                    self._metric.labels(one.name, one.unit.value, figure).set(value)
            if one.verdict:
                self._outside.labels(one.name).set(one.verdict != "in_band")

    def _show_models(self, models: Sequence[Total]) -> None:
        """Set the figures of each model; one that was not asked today has none."""
        per_model = (self._model_requests, self._model_failures, self._model_tokens)
        for gauge in (*per_model, self._model_dollars):
            gauge.clear()
        for one in models:
            self._model_requests.labels(one.model).set(one.calls)
            self._model_failures.labels(one.model).set(one.failures)
            self._model_tokens.labels(one.model, "in").set(one.tokens_in)
            self._model_tokens.labels(one.model, "out").set(one.tokens_out)
            if one.dollars is not None:
                self._model_dollars.labels(one.model).set(one.dollars)

    def _show_reachability(self, read: Reachability) -> None:
        self._replies.clear()
        self._reached.clear()
        for name, seconds in (("0.5", read.replied.p50), ("0.9", read.replied.p90)):
            if seconds is not None:
                self._replies.labels(name).set(seconds)
        for name, figure in (("late", read.late), ("never", read.never)):
            if figure.value is not None:
                self._reached.labels(name).set(figure.value)
        self._asked.set(read.asked)
        for one in read.open:
            self._waiting.labels(one.age).set(one.count)


class Health(BaseModel):
    """Everything is well."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def healthz() -> Health:
    """The process is alive."""
    return Health()


@router.get("/readyz")
async def readyz(desk: DeskOf) -> Health:
    """The database answers and has the schema of this release; else a 503."""
    async with desk.database.connection() as connection:
        if not await gauges.is_migrated(connection):
            raise UnavailableError("The database is not migrated yet.")
    return Health()


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request, desk: DeskOf) -> Response:
    """Figures in Prometheus' text format, those from the database at most five seconds old.

    The metrics of docs/metrics.md are at most five minutes old.
    """
    figures: Figures = request.app.state.figures
    now = desk.clock()
    if not figures.is_fresh(now):
        async with desk.database.connection() as connection:
            figures.show(await gauges.read(connection, now), now)
            if not figures.has_metrics(now):
                common = desk.thinking.policy().common_categories
                found = await gauges.read_metrics(connection, now, common=common)
                figures.show_metrics(found, now)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)
