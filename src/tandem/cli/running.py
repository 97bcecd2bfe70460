"""What `serve`, `web` and `worker` share: parts that run until the process is stopped.

Ctrl-C and SIGTERM do the same: nothing new is started, running work gets some seconds to finish.
"""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import structlog
import typer
import uvicorn
import uvloop

from tandem import app
from tandem.app import Parts
from tandem.cli import shell
from tandem.core.desk import links
from tandem.core.desk.inbox import Inbox
from tandem.core.errors import ConfigError, UnavailableError
from tandem.core.turn.reach import reach
from tandem.settings import Settings
from tandem.store import agents, inboxes, installation
from tandem.web.app import create
from tandem.web.demo import Demo
from tandem.web.deps import WebOptions

STOP_S_MAX = 10  # for running requests to end
BACKLOG = 2048  # connections that wait to be accepted

Host = Annotated[
    str | None, typer.Option("--host", help="The address to listen at; default TANDEM_HOST.")
]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="The port to listen on; default TANDEM_PORT."),
]
Part = Callable[[Parts, asyncio.Event], Awaitable[None]]

CHATS_MAX = 3  # chat pages that are printed; the console lists all
FIRST_AGENT = "Nobody can sign in yet: tandem user add YOU@EXAMPLE.COM --name YOU --role admin"


def run(settings: Settings, *work: Part, level: int = logging.INFO) -> None:
    """Open the desk and run these parts together; returns once stopped.

    If one of them fails, the others are stopped too, and its error is raised. `level` is the lowest
    level that is logged.
    """
    _log_to_stderr(level)
    for warning in settings.warnings:
        structlog.get_logger().warning("setting ignored", says=warning)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_run(settings, work))
        except asyncio.CancelledError:  # stopped while it was still starting
            raise KeyboardInterrupt from None


async def _run(settings: Settings, work: tuple[Part, ...]) -> None:
    stop = asyncio.Event()
    this = asyncio.current_task()
    assert this is not None
    _on_signal(this.cancel)
    async with app.open_desk(settings) as parts:
        _on_signal(stop.set)
        # A changed policy file is noticed anyway; SIGHUP forces a reload.
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, parts.policies.reload)
        tasks = [asyncio.ensure_future(part(parts, stop)) for part in work]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stop.set()  # they end together
        await asyncio.wait(tasks)
    for task in tasks:
        task.result()


def _on_signal(act: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, act)


def say(sentence: str) -> Part:
    """Tell once that all is up: from now on a signal ends it in order."""

    async def told(_: Parts, stop: asyncio.Event) -> None:
        shell.out.print(sentence, markup=False)
        sys.stdout.flush()
        await stop.wait()

    return told


def web(listener: socket.socket, demo: Demo | None = None) -> Part:
    """Answer requests on a socket; `demo` is the demo's site."""

    async def answer(parts: Parts, stop: asyncio.Event) -> None:
        site = create(
            parts.desk, WebOptions(secure_cookies=parts.settings.secure_cookies, demo=demo)
        )
        server = _Server(
            uvicorn.Config(
                site,
                http="httptools",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_S_MAX,
            )
        )
        await _greet(parts)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        was_asked = stop.is_set()
        stopping.cancel()
        site.state.hub.close()  # otherwise the server would wait for its streams
        server.should_exit = True
        await serving
        if not was_asked:
            raise UnavailableError("The web server stopped by itself.", hint="Its log says why.")

    return answer


async def _greet(parts: Parts) -> None:
    """Print the desk's address, what its assistant does, and what a new desk still needs."""
    url = parts.settings.url
    async with parts.database.connection() as connection:
        state = await installation.read(connection)
        has_agents = bool(await agents.every(connection))
        chats = [inbox for inbox in await inboxes.every(connection) if inbox.channel == "widget"]
    told = reach(parts.policies.state().policy, is_paused=state.paused_at is not None)
    shell.out.print(f"Tandem is at {url} (Ctrl-C stops it)", markup=False)
    first = () if has_agents else (FIRST_AGENT,)
    for line in (told.says, told.change, *first, *_chats(url, chats)):
        shell.out.print(line, markup=False)
    sys.stdout.flush()


def _chats(url: str, chats: Sequence[Inbox]) -> Iterator[str]:
    """Where customers can write: the chat page of each inbox, up to a few."""
    if not chats:
        yield f"Customers can't write yet: add an inbox at {url}/settings/inboxes"
    for inbox in chats[:CHATS_MAX]:
        yield f"The chat of {inbox.name} as a page: {links.chat_page(url, inbox.id)}"


@contextmanager
def listening(
    settings: Settings, host: str | None, port: int | None
) -> Generator[tuple[socket.socket, Settings]]:
    """A socket at this host and port (default: the settings'), and the settings with its port."""
    chosen = {"host": host or settings.host, "port": settings.port if port is None else port}
    settings = settings.model_copy(update=chosen)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=family, backlog=BACKLOG
        )
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise ConfigError(
            f"The web can't listen at {settings.host}, port {settings.port}: {reason or error}.",
            hint="Choose another with TANDEM_HOST and TANDEM_PORT, or --host and --port.",
        ) from error
    with listener:
        yield listener, settings.model_copy(update={"port": listener.getsockname()[1]})


class _Server(uvicorn.Server):
    """Leaves signals to this module, since they stop the other parts too."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _log_to_stderr(level: int) -> None:
    """Log keys and values to stderr; from libraries, warnings and above."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=("timestamp", "level", "event")),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
