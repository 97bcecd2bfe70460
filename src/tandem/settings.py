"""What the operator chose: read once from the environment (or a file), checked, frozen."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from tandem.core.errors import ConfigError

PREFIX = "TANDEM_"
WORKERS_MAX = 256
PORT_MAX = 65535


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, each as `TANDEM_<NAME>` in the environment or as `name` in the settings file.

    A value may also be read from a file: `TANDEM_DATABASE_URL_FILE=/run/secrets/db`.
    """

    home: Path
    """The one folder for all that the desk keeps: embedded database, attachments."""

    database_url: str | None = None
    """Any PostgreSQL ≥ 16 with pgvector ≥ 0.8, unset: the embedded. `DATABASE_URL` works too."""

    policy: Path | None = None
    """The policy file; unset means the one shipped with Tandem."""

    embedder: str = "minilm"
    """`minilm` (shipped), `none` (keywords alone), `onnx` (a folder), or `openai` (an endpoint)."""

    embedder_path: Path | None = None
    """With `onnx`: the folder that holds `model.onnx` and `tokenizer.json`."""

    embedder_url: str | None = None
    """With `openai`: the base URL of an OpenAI-compatible API, up to and including `/v1`."""

    embedder_model: str | None = None
    """With `openai`: the model's name."""

    embedder_key: str | None = None
    """With `openai`: the API key, where the endpoint wants one."""

    workers: int = 0
    """Processes for embedding and evaluation; 0 means one for each processor core."""

    host: str = "127.0.0.1"
    """The address that the web listens at: this machine alone, unless told otherwise."""

    port: int = 8700
    """The port that the web listens at; 0 takes a free one."""

    public_url: str | None = None
    """Where browsers reach the desk, if a proxy stands before it; with https, cookies need it."""

    smtp_url: str | None = None
    """The server that takes mail, `smtp://user:password@host:587` or `smtps://…`."""

    mail_from: str | None = None
    """With `smtp_url`: whom mail comes from, `Name <address>`."""

    def __repr__(self) -> str:
        """Name the settings without their secrets: a URL may hold a password."""
        return f"Settings(home={self.home!r}, embedder={self.embedder!r})"

    @property
    def url(self) -> str:
        """Where people's browsers find the desk, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers send the desk's cookies by https alone."""
        return self.url.startswith("https://")

    @property
    def processes(self) -> int:
        """How many processes heavy work is spread over, at least 1."""
        return (
            self.workers or len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else self.workers or os.cpu_count() or 1
        )


EMBEDDERS = ("minilm", "none", "onnx", "openai")
BUILD_ONLY = {f"{PREFIX}MINILM_WHEEL"}  # read by build_embedder.py
NAMES = {field.name for field in fields(Settings)}


def default_home() -> Path:
    """The platform's data folder; as root `/var/lib/tandem`, where any account gets in."""
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/tandem")
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "tandem"


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from `environ` and from the file that `TANDEM_SETTINGS` names.

    The environment wins over the file. Raises ConfigError for an unknown name or an unclear value:
    a desk that silently ignores a misspelt setting is worse than one that does not start.
    """
    found = _from_file(environ.get(f"{PREFIX}SETTINGS")) | _from_environment(environ)
    try:
        return Settings(
            home=Path(found.get("home", "") or default_home()).expanduser().absolute(),
            database_url=found.get("database_url") or environ.get("DATABASE_URL") or None,
            policy=_path(found.get("policy")),
            embedder=_one_of("embedder", found.get("embedder") or "minilm", EMBEDDERS),
            embedder_path=_path(found.get("embedder_path")),
            embedder_url=found.get("embedder_url") or None,
            embedder_model=found.get("embedder_model") or None,
            embedder_key=found.get("embedder_key") or None,
            workers=_count("workers", found.get("workers") or "0", WORKERS_MAX),
            host=found.get("host") or "127.0.0.1",
            port=_count("port", found.get("port") or "8700", PORT_MAX),
            public_url=_public_url(found.get("public_url")),
            smtp_url=found.get("smtp_url") or None,
            mail_from=found.get("mail_from") or None,
        )
    except (OSError, RuntimeError) as error:  # a home that doesn't exist: of the account, or ~name
        raise ConfigError(f"A setting names a folder that can't be found: {error}") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in environ.items():
        if not key.startswith(PREFIX) or key == f"{PREFIX}SETTINGS" or key in BUILD_ONLY:
            continue
        name = key.removeprefix(PREFIX).lower()
        stem = name.removesuffix("_file")
        if stem not in NAMES:
            raise _unknown(key)
        if stem in found:
            raise ConfigError(f"{PREFIX}{stem.upper()} is set twice, once by a file.")
        found[stem] = value if name == stem else _read(Path(value)).strip()
    return found


def _from_file(path: str | None) -> dict[str, str]:
    if not path:
        return {}
    try:
        table = tomllib.loads(_read(Path(path)))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The settings file {path} is not valid TOML: {error}.") from error
    for name, value in table.items():
        if name not in NAMES:
            raise _unknown(name)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ConfigError(f"In {path}, {name} must be text or a whole number.")
    return {name: str(value) for name, value in table.items()}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The file {path} that a setting names can't be read: {error}."
        ) from error


def _unknown(name: str) -> ConfigError:
    known = ", ".join(sorted(f"{PREFIX}{known.upper()}" for known in NAMES))
    return ConfigError(f"There is no setting {name}.", hint=f"Known are: {known}.")


def _path(value: str | None) -> Path | None:
    return Path(value).expanduser().absolute() if value else None


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ConfigError(
            f"The setting {PREFIX}{name.upper()} can't be {value!r}.",
            hint=f"Choose one of: {', '.join(choices)}.",
        )
    return value


def _public_url(value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        is_clear = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise _no_public_url() from None
    is_root = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if not is_clear or not is_root or parts.scheme not in ("http", "https"):
        raise _no_public_url()
    return value.rstrip("/")


def _no_public_url() -> ConfigError:
    return ConfigError(
        f"The setting {PREFIX}PUBLIC_URL is not an address that browsers can open.",
        hint="It looks like https://desk.example.com, without a path.",
    )


def _count(name: str, value: str, most: int) -> int:
    is_count = value.isascii() and value.isdigit() and len(value) < 10
    if not is_count or int(value) > most:
        raise ConfigError(
            f"The setting {PREFIX}{name.upper()} must be a whole number from 0 to {most}."
        )
    return int(value)
