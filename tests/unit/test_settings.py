"""Settings: each by its variable, from a file, by a secret's file; what is unclear is refused."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from tandem.core.errors import ConfigError
from tandem.settings import Settings, default_home, load

SET: dict[str, tuple[str, object]] = {
    "home": ("/srv/desk", Path("/srv/desk")),
    "database_url": ("postgresql://desk@db/tandem", "postgresql://desk@db/tandem"),
    "policy": ("/srv/policy.toml", Path("/srv/policy.toml")),
    "embedder": ("openai", "openai"),
    "embedder_path": ("/srv/model", Path("/srv/model")),
    "embedder_url": ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
    "embedder_model": ("m", "m"),
    "embedder_key": ("k-123", "k-123"),
    "workers": ("2", 2),
    "host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 -- what an operator may choose
    "port": ("8080", 8080),
    "public_url": ("https://desk.example.com", "https://desk.example.com"),
    "smtp_url": ("smtp://desk:s3cret@mail.example.com", "smtp://desk:s3cret@mail.example.com"),
    "mail_from": ("Support <support@example.com>", "Support <support@example.com>"),
}


def test_every_setting_is_tested() -> None:
    assert list(SET) == [field.name for field in fields(Settings)]


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
    "environ", [{"TANDEM_HOEM": "x"}, {"TANDEM_": "x"}, {"TANDEM_FILE": "x"}, {"TANDEM_X_FILE": ""}]
)
def test_an_unknown_setting_is_refused_and_the_known_are_listed(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(environ)
    assert next(iter(environ)) in caught.value.message
    assert all(f"TANDEM_{name.upper()}" in caught.value.hint for name in SET)


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


@pytest.mark.parametrize(
    "text", ["home =", "hoem = 'x'", "workers = true", "workers = 1.5", "home = ['a']"]
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
