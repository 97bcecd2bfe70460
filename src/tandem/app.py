"""Builds the running parts from the settings; the only module that names concrete adapters."""

import asyncio
import fcntl
import os
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from tandem import settings as configuration
from tandem.actions.ports import Desk, Post
from tandem.actions.turn import respond as responding
from tandem.actions.turn.respond import SupportResponse
from tandem.adapters.address import Reach, reach
from tandem.adapters.embed import onnx
from tandem.adapters.embed.onnx import OnnxEmbedder
from tandem.adapters.embed.openai import EndpointEmbedder
from tandem.adapters.embed.pool import EmbeddingPool
from tandem.adapters.files.disk import DiskFiles
from tandem.adapters.lookup.http import HttpLookups
from tandem.adapters.mail.smtp import SmtpMailer
from tandem.adapters.policy import file as policy_file
from tandem.adapters.policy import text as texts
from tandem.adapters.policy.file import PolicyFile
from tandem.adapters.webhook.http import HttpWebhook
from tandem.assistant.gather import Asked
from tandem.assistant.ports import Embedder, Lookups
from tandem.assistant.requests import Keeps, Writers
from tandem.assistant.thinking import Thinking
from tandem.core.desk import accept
from tandem.core.desk import mail as mails
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Message
from tandem.core.errors import ConfigError, ConflictError, InvalidError
from tandem.core.turn import head as heads
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.head import Head
from tandem.core.turn.policy import Policy
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.postgres.scratch import scratch
from tandem.settings import Settings
from tandem.store import codec
from tandem.store.database import Database
from tandem.version import __version__


def now() -> datetime:
    """The current time in UTC; the running desk's only clock."""
    return datetime.now(UTC)


def load_settings() -> Settings:
    """The settings of this process's environment."""
    return configuration.load(os.environ)


@contextmanager
def server(settings: Settings) -> Generator[tuple[str, Callable[[], object] | None]]:
    """A connection string, and how to restart the server if it is the embedded one."""
    if settings.database_url:
        try:
            conninfo_to_dict(settings.database_url)
        except ProgrammingError:  # its message may repeat the password
            raise ConfigError(
                "DATABASE_URL is not the address of a PostgreSQL database.",
                hint="It looks like postgresql://user:password@host:5432/name.",
            ) from None
        yield settings.database_url, None
        return
    with embedded.join(settings.home) as share:
        yield share.conninfo, lambda: embedded.join(settings.home).close()


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncGenerator[Database]:
    """The desk's database, migrated; the embedded server runs for as long as this is open."""
    run = asyncio.get_running_loop().run_in_executor
    held = ExitStack()
    with ThreadPoolExecutor(1) as aside:
        try:
            conninfo, revive = await run(aside, held.enter_context, server(settings))
            database = await Database.open(conninfo, revive)
            try:
                yield database
            finally:
                await database.close()
        finally:  # in the same thread, so that a cancelled start is awaited and undone
            await run(aside, held.close)


@asynccontextmanager
async def open_scratch_database(conninfo: str) -> AsyncGenerator[Database]:
    """A migrated scratch database on that server, dropped at the end; for measuring."""
    async with scratch(conninfo) as empty:
        database = await Database.open(empty)
        try:
            yield database
        finally:
            await database.close()


@asynccontextmanager
async def open_embedder(settings: Settings) -> AsyncGenerator[Embedder | None]:
    """The embedder that the settings name; None for search by keywords only."""
    match settings.embedder:
        case "none":
            yield None
        case "openai":
            if not settings.embedder_url or not settings.embedder_model:
                raise ConfigError(
                    "The embedder `openai` needs an address and a model.",
                    hint="Set TANDEM_EMBEDDER_URL and TANDEM_EMBEDDER_MODEL.",
                )
            async with httpx.AsyncClient() as client:
                yield await EndpointEmbedder.open(
                    client,
                    settings.embedder_url,
                    settings.embedder_model,
                    settings.embedder_key,
                )
        case "onnx":
            if settings.embedder_path is None:
                raise ConfigError(
                    "The embedder `onnx` needs a folder.", hint="Set TANDEM_EMBEDDER_PATH."
                )
            yield await asyncio.to_thread(OnnxEmbedder.load, settings.embedder_path)
        case _:
            yield await asyncio.to_thread(lambda: OnnxEmbedder.load(onnx.shipped()))


@contextmanager
def bulk(embedder: Embedder | None, settings: Settings) -> Generator[Embedder | None]:
    """The embedder for many texts: a local one on all cores, any other unchanged."""
    if isinstance(embedder, OnnxEmbedder):
        with EmbeddingPool(embedder, settings.processes) as pool:
            yield pool
    else:
        yield embedder


@lru_cache  # asked for by every turn, for the policy
def resource(*parts: str) -> Path:
    """The path of a file that is shipped with Tandem."""
    return Path(str(files("tandem").joinpath("resources", *parts)))


def policy_path(settings: Settings) -> Path:
    """The policy in force: the one set, else `policy.toml` in the home, else the shipped one."""
    at_home = settings.home / "policy.toml"
    return settings.policy or (at_home if at_home.is_file() else resource("policy.toml"))


def read_policy(chosen: Path) -> Policy:
    """The policy in a file; raises ConfigError that lists every fault."""
    return texts.read(policy_file.read_text(chosen), str(chosen))


def policies(settings: Settings) -> PolicyFile:
    """The policy in force, read again whenever its file changes; raises ConfigError.

    The desk writes its changes to the file that is set, else to `policy.toml` in the home.
    """
    return PolicyFile(
        lambda: policy_path(settings),
        settings.policy or settings.home / "policy.toml",
        is_read_only=settings.policy_read_only,
    )


def shipped_calibrations() -> tuple[Calibration, ...]:
    """The confidence models of this release: see docs/confidence.md for how they were fitted."""
    text = resource("confidence.json").read_text(encoding="utf-8")
    return codec.decode_shipped(text)


def shipped_heads() -> tuple[Head, ...]:
    """The classifier heads of this release."""
    return tuple(
        heads.parse(path.read_text(encoding="utf-8"))
        for path in sorted(resource("heads").glob("*.json"))
    )


def tool_keys(settings: Settings) -> dict[str, str]:
    """The bearer tokens of the policy's look-ups by name."""
    keys = dict[str, str]()
    for pair in (settings.tool_keys or "").split():
        name, is_pair, key = pair.partition("=")
        if not is_pair or not name or not key:
            raise ConfigError(
                "TANDEM_TOOL_KEYS is not a list of name=token.",
                hint="Write one for each look-up that needs one, with a blank between them.",
            )
        keys[name] = key
    return keys


@asynccontextmanager
async def open_writers(settings: Settings, policy: Policy) -> AsyncGenerator[Writers | None]:
    """The language models that the settings name; None without one.

    Raises ConfigError for a name that is none, and for a hosted model where the policy says that
    nothing may leave the house.
    """
    names = [name.strip() for name in (settings.llm or "").split(",") if name.strip()]
    if not names:
        yield None
        return
    prices = _prices(settings.llm_price, names)
    is_hosted = await asyncio.to_thread(_is_hosted, settings.llm_url)
    if is_hosted and policy.llm.local_only:
        raise ConfigError(
            "The policy says llm.local_only, and TANDEM_LLM names a model outside of the house.",
            hint="Set TANDEM_LLM_URL to a server of your own, or change the policy.",
        )
    # Imported here: it takes seconds, and most desks have no model.
    module, transport = await asyncio.to_thread(_import_models)
    async with transport.client() as client:
        models = [
            module.PydanticModel.named(
                name, client, url=settings.llm_url, key=settings.llm_key, is_hosted=is_hosted
            )
            for name in names
        ]
        keeps = Keeps.TEXTS if settings.llm_keep_days > 0 else Keeps.COSTS
        yield Writers(tuple(models), prices, keeps)


def require_inside(settings: Settings, policy: Policy) -> None:
    """Raise ConfigError if every question would leave the house to be embedded, and may not."""
    is_ours = settings.embedder != "openai" or not _is_hosted(settings.embedder_url)
    if policy.llm.local_only and not is_ours:
        raise ConfigError(
            "The policy says llm.local_only, and TANDEM_EMBEDDER_URL is outside of the house.",
            hint="Use the embedder `minilm` or a server of your own, or change the policy.",
        )


def _import_models() -> tuple[Any, Any]:
    from tandem.adapters.llm import model, transport

    return model, transport


def _is_hosted(url: str | None) -> bool:
    """Whether a model's server is outside of the house: any of its addresses is public."""
    host = urlsplit(url or "").hostname
    if host is None:
        return True
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return True
    return any(reach(str(address[0])) is not Reach.PRIVATE for *_, address in found)


def _prices(given: str | None, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """US dollars for a million tokens in and out, by model."""
    if not given:
        return {}
    rows = [row.strip() for row in given.split(",")]
    try:
        pairs = [tuple(map(float, row.split("/"))) for row in rows]
        prices = [(into, out) for into, out in pairs if into >= 0 and out >= 0]
    except ValueError:
        prices = []
    if len(prices) != len(names):
        raise ConfigError(
            "TANDEM_LLM_PRICE does not give a price in/out for each model of TANDEM_LLM.",
            hint="In US dollars for a million tokens: 0.15/0.60, and one more after each comma.",
        )
    return dict(zip(names, prices, strict=True))


def thinking(
    database: Database,
    embedder: Embedder | None,
    policy: Callable[[], Policy],
    shipped: Sequence[Calibration] | None = None,
    *,
    lookups: Lookups | None = None,
    writers: Writers | None = None,
) -> Thinking:
    """What turns are taken with."""
    return Thinking(
        database=database,
        embedder=embedder,
        heads=shipped_heads(),
        policy=policy,
        shipped=tuple(shipped_calibrations() if shipped is None else shipped),
        version=__version__,
        lookups=lookups,
        writers=writers,
    )


def post(settings: Settings) -> Post | None:
    """How the desk sends mail; None if no mail is set up."""
    if not settings.smtp_url and not settings.mail_from:
        return None
    if not settings.smtp_url or not settings.mail_from:
        raise ConfigError(
            "Mail needs a server and a sender's address.",
            hint="Set both TANDEM_SMTP_URL and TANDEM_MAIL_FROM, or neither.",
        )
    try:
        sender = mails.read_mailbox(settings.mail_from)
    except InvalidError as error:
        raise ConfigError(
            "TANDEM_MAIL_FROM is not a valid sender's address.",
            hint="It looks like Support <support@example.com>.",
        ) from error
    return Post(SmtpMailer.at(settings.smtp_url), sender)


@asynccontextmanager
async def open_webhook(settings: Settings) -> AsyncGenerator[HttpWebhook | None]:
    """Where alarms are posted; None if no webhook is set up. ConfigError for a bad setting."""
    if settings.webhook_url is None:
        yield None
        return
    is_slack = settings.webhook_format == "slack"
    if not is_slack and not settings.webhook_secret:
        raise ConfigError(
            "A webhook needs a secret, so that its receiver knows who posts.",
            hint="Set TANDEM_WEBHOOK_SECRET to whsec_ and base64, or TANDEM_WEBHOOK_FORMAT=slack.",
        )
    async with HttpWebhook.open(
        settings.webhook_url, settings.webhook_secret, is_slack=is_slack
    ) as webhook:
        yield webhook


@contextmanager
def served_alone(settings: Settings) -> Generator[None]:
    """Lock the home for one serving process; raises ConflictError if another has it.

    The kernel releases the lock of a process that was killed.
    """
    if settings.database_url:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        # The account that runs the database must be able to reach the home.
        clusters.make_home(clusters.of(settings.home))
    with clusters.open_private(settings.home / "serve.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                f"Another `tandem serve` is running on the home {settings.home}.",
                hint="Stop that one, or set another home with TANDEM_HOME.",
            ) from None
        yield


@dataclass(frozen=True, slots=True)
class Parts:
    """The running parts that commands use; actions take `desk`."""

    settings: Settings
    embedder: Embedder | None
    policies: PolicyFile
    desk: Desk

    @property
    def database(self) -> Database:
        """The desk's database."""
        return self.desk.database

    @property
    def thinking(self) -> Thinking:
        """What its turns are taken with."""
        return self.desk.thinking


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncGenerator[Parts]:
    """Everything that a command or the library needs; closed at the end."""
    in_force, mail, keys = policies(settings), post(settings), tool_keys(settings)
    await asyncio.to_thread(require_inside, settings, in_force.current())
    async with (
        open_database(settings) as database,
        open_embedder(settings) as embedder,
        HttpLookups.open(keys, settings.url) as lookups,
        open_writers(settings, in_force.current()) as writers,
        open_webhook(settings) as webhook,
    ):
        desk = Desk(
            database=database,
            thinking=thinking(
                database, embedder, in_force.current, lookups=lookups, writers=writers
            ),
            policies=in_force,
            files=DiskFiles(settings.home / "files"),
            clock=now,
            new_id=uuid4,
            public_url=settings.url,
            post=mail,
            webhook=webhook,
            prompts_kept=timedelta(days=settings.llm_keep_days),
            minutes_stated=settings.gap_minutes,
        )
        yield Parts(settings, embedder, in_force, desk)


class SupportAssistant:
    """Answers customers' messages from the company's own articles, or hands over to a person.

    Open one and share it: `respond` is safe for concurrent callers.
    """

    def __init__(self, desk: Desk, stack: AsyncExitStack) -> None:
        self._desk = desk
        self._stack = stack

    @classmethod
    async def open(
        cls, database_url: str | None = None, *, settings: Settings | None = None
    ) -> Self:
        """Open the assistant on a PostgreSQL database; default: the embedded one.

        Raises ConfigError for what the operator must fix, UnavailableError if the database does
        not answer.
        """
        chosen = settings or load_settings()
        if database_url is not None:
            chosen = chosen.model_copy(update={"database_url": database_url})
        async with AsyncExitStack() as stack:
            parts = await stack.enter_async_context(open_desk(chosen))
            return cls(parts.desk, stack.pop_all())
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Close the database and the embedder."""
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def respond(
        self,
        message: str | Message,
        conversation: Sequence[Message] = (),
        customer_context: CustomerContext | None = None,
        *,
        introduced: bool = False,
    ) -> SupportResponse:
        """Decide on one message of a customer; the turn is recorded and can be replayed.

        `conversation` holds the earlier messages, oldest first; append each `response.message` as
        it is, so that the next yes, no or pick is understood. With `introduced` the caller's page
        says itself that an AI answers, and the first reply does not. Raises InvalidError for a
        message that can't be used (its hint says why), UnavailableError if the database does not
        answer.
        """
        asked = Asked(
            message=accept.message(message),
            conversation=accept.conversation(conversation),
            customer=accept.customer(customer_context),
            now=now(),
            introduced=introduced,
        )
        return await responding.respond(self._desk.thinking, asked, turn=new_turn)


def new_turn() -> UUID:
    """The id of a new turn."""
    return uuid4()
