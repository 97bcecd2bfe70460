"""The web as one ASGI app: its routers, and what applies to every request."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.middleware import Middleware

from tandem.actions.ports import Desk
from tandem.store import notifications
from tandem.version import __version__
from tandem.web import health, problems, rating, static
from tandem.web.agent import (
    agents,
    articles,
    assist,
    assistant,
    attachments,
    audit,
    contacts,
    conversations,
    gaps,
    hidden,
    hours,
    inboxes,
    incidents,
    me,
    messages,
    metrics,
    outcomes,
    policy,
    presence,
    promises,
    proposals,
    reachability,
    respond,
    review,
    rollout,
    session,
    shadow,
    standing,
    teams,
    tokens,
    turns,
    views,
)
from tandem.web.demo import DemoLinks
from tandem.web.deps import WebOptions
from tandem.web.headers import SecurityHeaders
from tandem.web.health import Figures
from tandem.web.limits import BodyLimit
from tandem.web.live import agent_stream
from tandem.web.live.hub import Hub
from tandem.web.public import attachments as public_attachments
from tandem.web.public import conversation as public_conversation
from tandem.web.public import messages as public_messages
from tandem.web.public import sessions as public_sessions
from tandem.web.public import stream as public_stream
from tandem.web.public.origins import WidgetOrigins
from tandem.web.shapes import event
from tandem.web.trace import Trace

# Each router carries its whole path, "/api/v1/…" or "/widget/v1/…": logs and figures name it.
AGENT: Sequence[APIRouter] = (
    session.router,
    me.router,
    views.router,
    conversations.router,
    assist.router,
    messages.router,
    presence.router,
    standing.router,
    attachments.router,
    contacts.router,
    turns.router,
    assistant.router,
    policy.router,
    rollout.router,
    hidden.router,
    gaps.router,
    articles.router,
    promises.router,
    proposals.router,
    respond.router,
    shadow.router,
    outcomes.router,
    agents.router,
    teams.router,
    hours.router,
    reachability.router,
    metrics.router,
    review.router,
    inboxes.router,
    incidents.router,
    tokens.router,
    audit.router,
    agent_stream.router,
)
PUBLIC: Sequence[APIRouter] = (
    public_sessions.router,
    public_conversation.router,
    public_messages.router,
    public_attachments.router,
    public_stream.router,
)

# What routes refer to by name: problems, and the frames of the streams.
NAMED: Sequence[type[BaseModel]] = (
    problems.Problem,
    event.DeskEvent,
    event.Typing,
    event.Presence,
    event.AgentChanged,
    event.Hidden,
    event.PublicEvent,
    event.PublicTyping,
)

DESCRIPTION = """The desk for agents and programs (`/api/v1`), and for customers (`/widget/v1`).

Every failure is a problem (RFC 9457) with a `hint`. A browser sends `X-CSRF-Token` with requests
that change something; requests that create something accept an `Idempotency-Key`."""

TAGS = [
    {"name": "session", "description": "Signing in and out, and your own account."},
    {"name": "conversations", "description": "Lists, views, and who has a conversation now."},
    {"name": "messages", "description": "Threads: replies, notes, events."},
    {"name": "presence", "description": "Who has which conversation open, and who is typing."},
    {"name": "attachments", "description": "Uploading and downloading files."},
    {"name": "contacts", "description": "Customers."},
    {"name": "turns", "description": "What the assistant decided, with the evidence."},
    {
        "name": "knowledge",
        "description": "Articles, proposals, gaps, and what is never quoted.",
    },
    {"name": "review", "description": "What people judge of the assistant's work, and its rates."},
    {"name": "assistant", "description": "Asking for one answer; stopping it everywhere."},
    {"name": "incidents", "description": "What many ask about now, and the text they get."},
    {"name": "promises", "description": "What customers were promised, and what became of it."},
    {"name": "metrics", "description": "What is measured, each with its denominator and interval."},
    {"name": "team", "description": "People, teams, inboxes, tokens, the audit log."},
    {"name": "live", "description": "Server-sent events."},
    {"name": "widget", "description": "The chat of customers."},
    {"name": "health", "description": "For the desk's operators."},
]


def create(desk: Desk, options: WebOptions) -> FastAPI:
    """The app of a desk; its live hub runs from the app's start to its end."""
    middleware = [
        Middleware(SecurityHeaders),
        Middleware(WidgetOrigins, desk=desk),
        Middleware(Trace),
        Middleware(BodyLimit, options=options),
    ]
    if options.demo is not None:
        middleware.append(Middleware(DemoLinks, desk_url=desk.public_url))
    app = FastAPI(
        title="Tandem",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # those pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        openapi_tags=TAGS,
        responses=problems.documented(400, 413, 422, 500, 503),
        generate_unique_id_function=_operation_id,
        middleware=middleware,
    )
    app.state.desk = desk
    app.state.options = options
    app.state.hub = Hub(desk)
    app.state.figures = Figures()
    problems.install(app)
    for router in AGENT:
        app.include_router(router, responses=problems.documented(*problems.GUARDED))
    for router in PUBLIC:
        app.include_router(router, responses=problems.documented(*problems.LIMITED))
    app.include_router(health.router)
    app.include_router(rating.router)
    app.include_router(static.router(options))
    app.openapi = lambda: _openapi(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    hub: Hub = app.state.hub
    running = asyncio.create_task(hub.run())
    try:
        yield
    finally:
        hub.close()
        await notifications.cancel(running)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The description of the API, with the shapes that routes refer to by name."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            tags=app.openapi_tags,
            routes=app.routes,
        )
        _, named = models_json_schema(
            [(model, "serialization") for model in NAMED],
            ref_template="#/components/schemas/{model}",
        )
        schema["components"]["schemas"] |= named["$defs"]
        app.openapi_schema = schema
    return app.openapi_schema
