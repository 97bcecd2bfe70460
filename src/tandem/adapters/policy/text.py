"""Parses the policy's TOML text, and edits it with comments kept."""

import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from tandem.adapters.policy import document
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.turn.policy import Policy
from tandem.core.turn.policy_state import Edit


def read(text: str, source: str) -> Policy:
    """The policy in a text; raises ConfigError that names the source and lists every fault."""
    if not text.strip():  # an editor is still writing it; nobody wants all defaults
        raise ConfigError(f"The policy {source} is empty.", hint="`tandem policy check` reads it.")
    try:
        return document.parse(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The policy {source} is not valid TOML: {error}.") from error


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with these changes; comments, order and blank lines stay.

    Raises InvalidError for a key outside a table. The values are not checked here.
    """
    whole = tomlkit.parse(text)
    for edit in edits:
        *tables, name = edit.key.split(".")
        place: MutableMapping[str, Any] = whole
        for table in tables:
            inner = place.setdefault(table, tomlkit.table())
            if not isinstance(inner, Table):
                raise InvalidError(
                    f"{edit.key!r} is not a key of the policy: {table} is not a table.",
                    hint="A list of tables, such as rollout, is changed as a whole.",
                )
            place = inner
        try:
            _put(place, name, edit.value)
        except (TOMLKitError, TypeError, ValueError) as error:
            raise InvalidError(f"{edit.key} can't be written as TOML: {error}.") from error
    return tomlkit.dumps(whole)  # pyright: ignore[reportUnknownMemberType] -- its arguments are untyped


def _put(place: MutableMapping[str, Any], name: str, value: object) -> None:
    if value is None:
        place.pop(name, None)
    elif isinstance(value, list) and all(isinstance(row, Mapping) for row in value) and value:
        _put_rows(place, name, cast("list[Mapping[str, Any]]", value))
    elif isinstance(value, list) and not value and isinstance(place.get(name), AoT):
        place.pop(name)
    else:
        place[name] = value


def _put_rows(place: MutableMapping[str, Any], name: str, rows: list[Mapping[str, Any]]) -> None:
    """Change a list of tables row by row, so that remaining rows keep their comments."""
    found = place.get(name)
    tables = found if isinstance(found, AoT) else tomlkit.aot()
    while len(tables) > len(rows):
        del tables[-1]
    for number, row in enumerate(rows):
        if number == len(tables):
            tables.append(tomlkit.table())
        table = tables[number]
        for key in [key for key in table if key not in row]:
            del table[key]
        for key, value in row.items():
            if table.get(key) != value:
                table[key] = value
    if found is not tables:
        place[name] = tables
