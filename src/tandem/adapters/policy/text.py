"""Parses the policy's TOML text, and edits it with comments kept."""

import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Table, Whitespace

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
    while len(tables) < len(rows):
        at = _place_of_new(tables, rows)
        _insert(tables, at, rows[at])
    for number, row in enumerate(rows):
        table = tables[number]
        for key in [key for key in table if key not in row]:
            del table[key]
        for key, value in row.items():
            if table.get(key) != value:
                table[key] = _written(value)
    if found is not tables:
        place[name] = tables


def _place_of_new(tables: AoT, rows: Sequence[Mapping[str, Any]]) -> int:
    """Where a row was added: before the first table that is not the row of its number."""
    if len(tables) + 1 != len(rows):
        return len(tables)
    same = (at for at, table in enumerate(tables) if dict(table) != dict(rows[at]))
    at = next(same, len(tables))
    is_added = all(
        dict(table) == dict(row) for table, row in zip(tables[at:], rows[at + 1 :], strict=True)
    )
    return at if is_added else len(tables)


def _insert(tables: AoT, at: int, row: Mapping[str, Any]) -> None:
    """Insert a row; comments above the next one, after a blank line, stay above that one."""
    table = tomlkit.table()
    for key, value in row.items():
        table[key] = _written(value)
    if at > 0:
        above = tables[at - 1].value.body
        end = len(above)
        while end > 0 and isinstance(above[end - 1][1], Comment | Whitespace):
            end -= 1
        while end < len(above) and not isinstance(above[end][1], Whitespace):
            end += 1
        for _, item in above[end:]:
            table.value.append(None, item)
        del above[end:]
        above.append((None, Whitespace("\n")))
    tables.insert(at, table)


def _written(value: object) -> object:
    """The value as TOML has it inside of a table: rows of tables in braces."""
    is_rows = isinstance(value, list) and all(isinstance(one, Mapping) for one in value) and value
    if not is_rows:
        return value
    array = tomlkit.array()
    for one in cast("list[Mapping[str, Any]]", value):
        table = tomlkit.inline_table()
        table.update(one)
        array.append(table)
    return array
