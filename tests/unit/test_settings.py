"""Settings: from variables, a file, or a secret's file; what is unclear is refused."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from tandem.core.errors import ConfigError
from tandem.settings import NAMES, Settings, default_home, load

SET: dict[str, tuple[str, object]] = {
    "home": ("/srv/desk", Path("/srv/desk")),
    "database_url": ("postgresql://desk@db/tandem", "postgresql://desk@db/tandem"),
    "policy": ("/srv/policy.toml", Path("/srv/policy.toml")),
    "policy_read_only": ("true", True),
    "embedder": ("openai", "openai"),
    "embedder_path": ("/srv/model", Path("/srv/model")),
    "embedder_url": ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
    "embedder_model": ("m", "m"),
    "embedder_key": ("k-123", "k-123"),
    "workers": ("2", 2),
    "host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 -- what an operator may choose
    "port": ("8080", 8080),
    "public_url": ("https://desk.example.com", "https://desk.example.com"),
    "llm": ("openai:one, openai:two", "openai:one, openai:two"),
    "llm_url": ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
    "llm_key": ("sk-1", "sk-1"),
    "llm_price": ("0.15/0.60", "0.15/0.60"),
    "llm_keep_days": ("7", 7),
    "gap_minutes": ("12.5", 12.5),
    "tool_keys": ("order=s3cret", "order=s3cret"),
    "smtp_url": ("smtp://desk:s3cret@mail.example.com", "smtp://desk:s3cret@mail.example.com"),
    "mail_from": ("Support <support@example.com>", "Support <support@example.com>"),
    "webhook_url": ("https://hooks.example.com/1", "https://hooks.example.com/1"),
    "webhook_secret": ("whsec_c2VjcmV0", "whsec_c2VjcmV0"),
    "webhook_format": ("slack", "slack"),
}


def test_every_setting_is_tested() -> None:
    assert tuple(SET) == NAMES


@pytest.mark.parametrize("name", SET)
def test_a_setting_comes_from_its_variable_a_secrets_file_or_the_settings_file(
    name: str, tmp_path: Path
) -> None:
    text, value = SET[name]
    secret, file = tmp_path / "secret", tmp_path / "tandem.toml"
    secret.write_text(f"{text}\n")
    file.write_text(f'{name} = "{text}"\n')
    for environ in (
        {f"TANDEM_{name.upper()}": text},
        {f"TANDEM_{name.upper()}_FILE": str(secret)},
        {"TANDEM_SETTINGS": str(file)},
    ):
        assert getattr(load(environ), name) == value


def test_nothing_set_means_the_embedded_database_and_the_shipped_embedder() -> None:
    settings = load({})
    assert settings == Settings(home=default_home())
    assert (settings.database_url, settings.embedder) == (None, "minilm")
    assert 1 <= settings.processes <= (os.cpu_count() or 1)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tandem.toml"
    file.write_text('home = "/from/file"\nworkers = 3\n')
    settings = load({"TANDEM_SETTINGS": str(file), "TANDEM_HOME": "/from/environment"})
    assert settings.home == Path("/from/environment")
    assert settings.processes == 3


def test_database_url_works_without_the_prefix_and_loses_to_ours() -> None:
    assert load({"DATABASE_URL": "postgresql://a"}).database_url == "postgresql://a"
    both = {"DATABASE_URL": "postgresql://a", "TANDEM_DATABASE_URL": "postgresql://b"}
    assert load(both).database_url == "postgresql://b"


def test_an_empty_value_is_as_if_unset() -> None:
    empty = {f"TANDEM_{name.upper()}": "" for name in SET}
    assert load(empty) == load({})


def test_other_programs_variables_and_the_builds_own_are_passed_over() -> None:
    assert load({"TANDEMS_HOME": "x", "HOME": "y", "TANDEM_MINILM_WHEEL": "z"}) == load({})


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("TANDEM_HOEM", "TANDEM_HOME"),
        ("TANDEM_SETTING", "TANDEM_SETTINGS"),
        ("TANDEM_SMTPURL", "TANDEM_SMTP_URL"),
        ("TANDEM_WORKER_FILE", "TANDEM_WORKERS"),
        ("TANDEM_WARNINGS", "TANDEM_SETTINGS"),
        ("TANDEM_", "TANDEM_"),
        ("TANDEM_FILE", "TANDEM_"),
    ],
)
def test_an_unknown_variable_is_passed_over_with_a_warning(variable: str, nearest: str) -> None:
    settings = load({variable: "x", "TANDEM_PORT": "80"})
    assert settings == Settings(port=80, warnings=settings.warnings)
    (warning,) = settings.warnings
    assert f"no setting {variable}; the nearest is {nearest}" in warning


def links(service: str) -> dict[str, str]:
    """What Kubernetes sets for a service in each container that starts later."""
    name = service.upper().replace("-", "_")
    return {
        f"{name}_SERVICE_HOST": "10.0.0.1",
        f"{name}_SERVICE_PORT": "80",
        f"{name}_SERVICE_PORT_HTTP": "80",
        f"{name}_PORT": "tcp://10.0.0.1:80",
        f"{name}_PORT_80_TCP": "tcp://10.0.0.1:80",
        f"{name}_PORT_80_TCP_PROTO": "tcp",
        f"{name}_PORT_80_TCP_PORT": "80",
        f"{name}_PORT_80_TCP_ADDR": "10.0.0.1",
        f"{name}_PORT_53_UDP": "udp://10.0.0.1:53",
    }


@pytest.mark.parametrize("services", [("tandem",), ("tandem", "tandem-web-2"), ("tandem-port",)])
def test_what_kubernetes_sets_for_its_services_is_passed_over_with_one_warning(
    services: tuple[str, ...],
) -> None:
    environ = {name: value for service in services for name, value in links(service).items()}
    settings = load({**environ, "TANDEM_WORKERS": "3"})
    assert settings == Settings(workers=3, warnings=settings.warnings)
    (warning,) = settings.warnings
    assert all(name in warning for name in environ)
    assert f"named {' or '.join(services)};" in warning
    assert "enableServiceLinks: false" in warning


def test_an_address_may_begin_as_a_link_does_and_is_not_passed_over() -> None:
    settings = load({"TANDEM_SMTP_URL": "tcp://mail", "TANDEM_HOST": "tcp://10.0.0.1:80"})
    assert (settings.smtp_url, settings.host) == ("tcp://mail", "127.0.0.1")
    assert len(settings.warnings) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMBEDDER", "word2vec"),
        ("WORKERS", "two"),
        ("WORKERS", "-1"),
        ("WORKERS", "1.5"),
        ("WORKERS", "²"),
        ("WORKERS", "9" * 5_000),
        ("HOME", "~nobody-of-this-name/desk"),
        ("DATABASE_URL_FILE", "/nowhere/secret"),
        ("SETTINGS", "/nowhere/tandem.toml"),
    ],
)
def test_an_unclear_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigError):
        load({f"TANDEM_{name}": value})


def test_every_fault_is_told_at_once_and_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "tandem.toml"
    file.write_text('hoem = "x"\nembedder = "word2vec"\nsmtp_url = 1.5\nwarnings = "x"\n')
    environ = {
        "TANDEM_SETTINGS": str(file),
        "TANDEM_PORT": "65536",
        "TANDEM_PUBLIC_URL": "https://u:hunter2@desk.example.com",
        "TANDEM_EMBEDDER_KEY": "hunter2",
        "TANDEM_EMBEDDER_KEY_FILE": "hunter2",
        "TANDEM_DATABASE_URL_FILE": "/nowhere/secret",
    }
    with pytest.raises(ConfigError) as caught:
        load(environ)
    said = caught.value.message
    for words in (
        "no setting hoem; the nearest is home.",
        "no setting warnings; the nearest is",
        "smtp_url must be text",
        "TANDEM_EMBEDDER must be one of minilm, none, onnx, openai.",
        "TANDEM_PORT must be a whole number from 0 to 65535.",
        "TANDEM_PUBLIC_URL must be an address that browsers can open",
        "TANDEM_EMBEDDER_KEY is set twice",
        "/nowhere/secret",
    ):
        assert words in said
    assert "hunter2" not in said
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "text",
    ["home =", "hoem = 'x'", "warnings = 'x'", "workers = true", "workers = 1.5", "home = ['a']"],
)
def test_an_unclear_settings_file_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "tandem.toml"
    file.write_text(text)
    with pytest.raises(ConfigError):
        load({"TANDEM_SETTINGS": str(file)})


def test_a_settings_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tandem.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError):
        load({"TANDEM_SETTINGS": str(file)})


def test_a_setting_that_is_set_twice_is_unclear(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://b")
    environ = {"TANDEM_DATABASE_URL": "postgresql://a", "TANDEM_DATABASE_URL_FILE": str(secret)}
    for order in (environ, dict(reversed(environ.items()))):
        with pytest.raises(ConfigError, match="twice"):
            load(order)


def test_settings_are_frozen_and_making_them_reads_no_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANDEM_PORT", "80")
    monkeypatch.setenv("TANDEM_HOEM", "x")
    settings = Settings()
    assert (settings.port, settings.model_copy(update={"port": 81}).port) == (8700, 81)
    assert load({}) == settings
    with pytest.raises(ValidationError):
        settings.port = 80  # pyright: ignore[reportAttributeAccessIssue] -- what is tested


def test_secrets_are_not_shown() -> None:
    settings = load({"DATABASE_URL": "postgresql://u:hunter2@db", "TANDEM_EMBEDDER_KEY": "k-123"})
    for shown in (repr(settings), str(settings), f"{settings}"):
        assert "hunter2" not in shown
        assert "k-123" not in shown


def test_browsers_find_the_desk_where_it_listens_or_where_its_proxy_does() -> None:
    assert load({}).url == "http://127.0.0.1:8700"
    assert load({"TANDEM_HOST": "::1", "TANDEM_PORT": "80"}).url == "http://[::1]:80"
    behind = load({"TANDEM_PUBLIC_URL": "https://desk.example.com/"})
    assert (behind.url, behind.secure_cookies) == ("https://desk.example.com", True)
    assert not load({}).secure_cookies


@pytest.mark.parametrize(
    "url",
    [
        "desk.example.com", "ftp://desk.example.com", "https://", "https://a:0", "https://a:b",
        "https://desk.example.com/path", "https://u@desk.example.com", "https://a?b", "https://[a",
    ],
)  # fmt: skip
def test_a_public_url_that_no_browser_opens_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="PUBLIC_URL"):
        load({"TANDEM_PUBLIC_URL": url})


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(ConfigError, match="PORT"):
        load({"TANDEM_PORT": port})
