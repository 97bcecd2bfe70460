"""The operator's settings: read once from the environment or a file, checked, frozen."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from tandem.core.errors import ConfigError
from tandem.validation import must, wrong

PREFIX = "TANDEM_"
FILE = "_FILE"
WORKERS_MAX = 256
PORT_MAX = 65535


def default_home() -> Path:
    """The platform's data folder; as root `/var/lib/tandem`, which every account can reach."""
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/tandem")
    base = os.environ.get("XDG_DATA_HOME")
    try:
        return (Path(base) if base else Path.home() / ".local" / "share") / "tandem"
    except RuntimeError as error:
        raise ConfigError("This account has no home folder.", hint="Set TANDEM_HOME.") from error


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except (OSError, RuntimeError) as error:
        raise wrong(f"names a folder that can't be found: {str(error).rstrip('.')}") from error


def _origin(url: str) -> str:
    """The URL without a slash at the end."""
    parts = urlsplit(url)
    is_clear = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    is_root = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if not is_clear or not is_root or parts.scheme not in ("http", "https"):
        raise ValueError
    return url.rstrip("/")


def _endpoint(url: str) -> str:
    """The address of a server's API, as it is."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError
    return url


AbsolutePath = Annotated[Path, AfterValidator(_absolute)]
Embedder = Annotated[
    Literal["minilm", "none", "onnx", "openai"], must("one of minilm, none, onnx, openai")
]
Origin = Annotated[
    str,
    AfterValidator(_origin),
    must("an address that browsers can open, like https://desk.example.com, without a path"),
]
Endpoint = Annotated[
    str,
    AfterValidator(_endpoint),
    must("an address of an API, like http://127.0.0.1:8080/v1"),
]
WebhookFormat = Annotated[Literal["standard", "slack"], must("one of standard, slack")]
Workers = Annotated[
    int, Field(ge=0, le=WORKERS_MAX), must(f"a whole number from 0 to {WORKERS_MAX}")
]
Port = Annotated[int, Field(ge=0, le=PORT_MAX), must(f"a whole number from 0 to {PORT_MAX}")]


class Settings(BaseSettings):
    """Every setting, each as `TANDEM_<NAME>` in the environment or as `name` in the settings file.

    A value may also be read from a file: `TANDEM_DATABASE_URL_FILE=/run/secrets/db`. `Settings(…)`
    reads neither: what isn't given has its default.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: AbsolutePath = Field(default_factory=default_home)
    """The one folder for everything that the desk stores: embedded database, attachments."""

    database_url: str | None = None
    """A PostgreSQL ≥ 16 with pgvector ≥ 0.8; unset: the embedded one. `DATABASE_URL` works too."""

    policy: AbsolutePath | None = None
    """The policy file; unset: `policy.toml` in the home, else the one shipped with Tandem."""

    policy_read_only: bool = False
    """Whether the desk never writes to the policy file, for a file that is kept in Git."""

    embedder: Embedder = "minilm"
    """`minilm` (shipped), `none` (keywords only), `onnx` (a folder), or `openai` (an endpoint)."""

    embedder_path: AbsolutePath | None = None
    """With `onnx`: the folder that holds `model.onnx` and `tokenizer.json`."""

    embedder_url: Endpoint | None = None
    """With `openai`: the base URL of an OpenAI-compatible API, up to and including `/v1`."""

    embedder_model: str | None = None
    """With `openai`: the model's name."""

    embedder_key: str | None = None
    """With `openai`: the API key, if the endpoint needs one."""

    workers: Workers = 0
    """Threads for embedding, and turns at a time; 0 means one for each processor core."""

    host: str = "127.0.0.1"
    """The address that the web listens at; by default only this machine can reach it."""

    port: Port = 8700
    """The port that the web listens at; 0 picks a free one."""

    public_url: Origin | None = None
    """The desk's address in browsers if a proxy is in front; with https, cookies need https."""

    llm: str | None = None
    """The language models that may word replies, first choice first: `openai:my-model, …`."""

    llm_url: Endpoint | None = None
    """The base URL of an OpenAI-compatible server, up to and including `/v1`."""

    llm_key: str | None = None
    """The API key, if the server needs one."""

    llm_price: str | None = None
    """US dollars for a million tokens in and out, `0.15/0.60`; several as in `llm`."""

    llm_keep_days: Annotated[
        int, Field(ge=0, le=3650), must("a whole number of days from 0 to 3650")
    ] = 30
    """Days for which what was sent to a model, and its answer, are kept; 0 keeps no texts."""

    gap_minutes: Annotated[
        float, Field(ge=0, le=480), must("a number of minutes from 0 to 480")
    ] = 8.0
    """People's minutes that a gap's conversation is taken to cost until somebody replies to it."""

    tool_keys: str | None = None
    """Bearer tokens of the policy's look-ups, `name=token` separated by blanks or line breaks."""

    smtp_url: str | None = None
    """The mail server, `smtp://user:password@host:587` or `smtps://…`."""

    mail_from: str | None = None
    """With `smtp_url`: the sender of mail, `Name <address>`."""

    webhook_url: Endpoint | None = None
    """Where alarms about late replies are posted, besides the mail."""

    webhook_secret: str | None = None
    """The secret that posts are signed with (Standard Webhooks), `whsec_…`."""

    webhook_format: WebhookFormat = "standard"
    """The format of the posts: Standard Webhooks, or the text that Slack takes."""

    warnings: tuple[str, ...] = ()
    """Not a setting: a sentence for each variable that `load` ignored."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only the caller's arguments; `load` alone reads an environment, the one it is given."""
        return (init_settings,)

    def __repr_args__(self) -> Iterable[tuple[str, object]]:
        """Leave out secrets: a URL may hold a password."""
        return (("home", self.home), ("embedder", self.embedder))

    @property
    def url(self) -> str:
        """The desk's address in browsers, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers send the desk's cookies by https only."""
        return self.url.startswith("https://")

    @property
    def processes(self) -> int:
        """How many threads or tasks heavy work is divided among, at least 1."""
        return (
            self.workers or len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else self.workers or os.cpu_count() or 1
        )


def _variable(name: object) -> str:
    return f"{PREFIX}{name}".upper()


NAMES = tuple(name for name in Settings.model_fields if name != "warnings")
ADDRESSES = {"database_url", "embedder_url", "llm_url", "public_url", "smtp_url", "webhook_url"}
NO_SETTINGS = {f"{PREFIX}SETTINGS", f"{PREFIX}MINILM_WHEEL"}  # build_embedder.py reads the second
KNOWN = [*(_variable(name) for name in NAMES), f"{PREFIX}SETTINGS"]
LINK = re.compile(r"(tcp|udp|sctp)://")
SERVICE = re.compile(r"(TANDEM(?:_\w+?)??)_(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP|SCTP))(_\w+)?")


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from `environ` and from the file that `TANDEM_SETTINGS` names.

    The environment overrides the file, and an empty value counts as unset. Raises ConfigError that
    lists every fault: an invalid value, a setting that is given twice, an unknown key in the file.
    An unknown variable is only a warning: the platform may have set it, as Kubernetes does.
    """
    faults: list[str] = []
    ours, warnings = _ours(environ)
    environment = EnvSettingsSource(Settings, env_prefix=PREFIX)
    environment.env_vars = _with_secrets(ours, faults)
    values = (
        {"database_url": environ.get("DATABASE_URL") or None}
        | _from_file(environ.get(f"{PREFIX}SETTINGS"), faults)
        | environment()
    )
    try:
        settings = Settings.model_validate(values | {"warnings": warnings})
    except ValidationError as error:
        faults += [f"{_variable(found['loc'][0])} {found['msg']}." for found in error.errors()]
    else:
        if not faults:
            return settings
    raise ConfigError(" ".join(faults), hint="docs/settings.md explains each setting.")


def _ours(environ: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The variables that are settings, in lower case, and warnings about the others."""
    ours: dict[str, str] = {}
    unknown: list[str] = []
    linked: list[str] = []
    services: set[str] = set()
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if name == variable.lower() or variable in NO_SETTINGS:
            continue
        if service := _service(variable, "" if name in ADDRESSES else value):
            linked.append(variable)
            services.add(service)
        elif name.removesuffix("_file") in NAMES:
            ours[variable.lower()] = value
        else:
            unknown.append(f"There is no setting {variable}; the nearest is {_nearest(variable)}.")
    if linked:
        unknown.insert(
            0,
            f"{', '.join(sorted(linked))}: ignored. Kubernetes sets this for a service named"
            f" {' or '.join(sorted(services))}; set `enableServiceLinks: false` in the pod or"
            " rename the service.",
        )
    return ours, tuple(unknown)


def _service(variable: str, value: str) -> str:
    """The service for which Kubernetes set this variable; empty if it did not."""
    if match := SERVICE.fullmatch(variable):
        stem = match[1]
    elif LINK.match(value):
        stem = variable.removesuffix("_PORT")
    else:
        stem = ""
    return stem.lower().replace("_", "-")


def _nearest(variable: str) -> str:
    return difflib.get_close_matches(variable.upper(), KNOWN, n=1, cutoff=0)[0]


def _with_secrets(ours: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """The values by variable; for names with `_file`, the content of that file."""
    found: dict[str, str] = {}
    for variable, value in ours.items():
        stem = variable.removesuffix("_file")
        if stem in found:
            faults.append(f"{stem.upper()} is set twice, once by a file.")
        elif value:
            found[stem] = value if stem == variable else _read(Path(value), faults).strip()
    return {variable: value for variable, value in found.items() if value}


def _from_file(path: str | None, faults: list[str]) -> dict[str, object]:
    try:
        table = tomllib.loads(_read(Path(path), faults)) if path else {}
    except tomllib.TOMLDecodeError as error:
        faults.append(f"The settings file {path} is not valid TOML: {error}.")
        return {}
    for name, value in table.items():
        if name not in NAMES:
            nearest = difflib.get_close_matches(name, NAMES, n=1, cutoff=0)[0]
            faults.append(f"In {path}, there is no setting {name}; the nearest is {nearest}.")
        elif not isinstance(value, str | int):
            faults.append(f"In {path}, {name} must be text, a whole number, true or false.")
    return {name: str(value) for name, value in table.items() if name in NAMES and value != ""}


def _read(path: Path, faults: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"The file {path}, which a setting names, can't be read: {error}.")
        return ""
