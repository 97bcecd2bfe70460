"""Reads what authors write above an article: YAML, TOML or JSON, or plain "Name: value" lines.

The usual site generators have these forms: `---` (YAML, also Jekyll, Docusaurus, MkDocs, Astro),
`+++` (TOML: Hugo, Zola), `{` or `;;;` (JSON: Hugo, Hexo), a language after the dashes (Eleventy),
`.. name: value` (Nikola), and lines alone (Pelican, MultiMarkdown).
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import cast

import yaml

Value = object

_FENCED = re.compile(
    r"\A(---|\+\+\+|;;;)[ \t]*(\w{0,10})[ \t]*\n(.{0,64000}?\n)?(?:\1|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_BRACED = re.compile(r"\A\{[ \t]*\n(?=.{0,64000}?\n\}[ \t]*(?:\n|\Z))", re.DOTALL)
_NIKOLA = re.compile(
    r"\A(?:<!--[ \t]*\n)?((?:\.\. [\w-]{1,40}:[^\n]{0,500}\n){1,60})(?:[ \t]*-->[ \t]*\n)?"
)
_LINES = re.compile(r"\A((?:[A-Za-z][\w -]{0,40}:[ \t][^\n]{0,500}\n){1,60})(?=[ \t]*\n)")
_USUAL = frozenset(
    {"title", "date", "author", "authors", "category", "tags", "slug", "status", "summary", "lang"}
    | {"modified", "template", "keywords", "draft", "published"}
)
_STATUSES = frozenset({"draft", "unpublished", "hidden", "private", "archived", "pending", "trash"})
_OUTDATED = frozenset({"outdated", "obsolete", "deprecated", "expired", "superseded"})
_FUTURE = (
    "publishdate",
    "publish_date",
    "published_at",
    "publish_at",
    "pubdate",
    "go_live",
    "date",
)
_UNTIL = ("valid_until", "expirydate", "expiry_date", "expires", "expires_at", "unpublish_at")
_REVIEW = ("review_by", "review_date", "reviewby", "next_review", "review_on")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields above an article, by their names in lower case."""

    named: Mapping[str, Value] = field(default_factory=dict[str, Value])

    def text(self, name: str) -> str | None:
        """A field as one line of text; None if it is absent, empty, or no text or number."""
        value = self.named.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float | date):
            return None
        return " ".join(str(value).split()) or None

    def why_unpublished(self, now: datetime) -> str | None:
        """Why the article is not for its readers yet, or no longer; None if it is."""
        for name in ("draft", "hidden", "private", "unpublished"):
            if _is(self.named.get(name), True):
                return f"`{name}` is set"
        for name in ("published", "public"):
            if _is(self.named.get(name), False):
                return f"`{name}` is false"
        for name in ("status", "state", "visibility"):
            said = str(self.named.get(name, "")).strip().casefold()
            if said in _STATUSES:
                return f"`{name}` is {said}"
        for name in _FUTURE:
            at = moment(self.named.get(name))
            if at is not None and at > now:
                return f"`{name}` is in the future"
        return None

    @property
    def is_outdated(self) -> bool:
        """Whether the article says that it is out of date."""
        said = (str(self.named.get(name, "")).strip().casefold() for name in ("status", "state"))
        return _is(self.named.get("outdated"), True) or any(one in _OUTDATED for one in said)

    @property
    def valid_until(self) -> date | None:
        """The last day on which it is right."""
        return self._day(_UNTIL)

    @property
    def review_by(self) -> date | None:
        """The day from which on it should have been read again."""
        return self._day(_REVIEW)

    def _day(self, names: tuple[str, ...]) -> date | None:
        moments = (moment(self.named.get(name)) for name in names)
        return next((at.date() for at in moments if at is not None), None)


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields above an article, and the text after them; what isn't read is text."""
    if found := _FENCED.match(text):
        named = _named(found[3] or "", found[1], found[2].lower())
        return (Fields({}), text) if named is None else (Fields(named), text[found.end() :])
    if _BRACED.match(text):
        try:
            value, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return Fields({}), text
        return (
            (Fields(_lowered(value)), text[end:]) if isinstance(value, dict) else (Fields({}), text)
        )
    if found := _NIKOLA.match(text):
        lines = [line.removeprefix(".. ") for line in found[1].splitlines()]
        return Fields(_plain(lines)), text[found.end() :]
    if found := _LINES.match(text):
        named = _plain(found[1].splitlines())
        # Prose may begin with "Note: …" too: two usual names, the title among them.
        if "title" in named and len(_USUAL & named.keys()) > 1:
            return Fields(named), text[found.end() :]
    return Fields({}), text


def fields_of(row: Mapping[str, object]) -> Fields:
    """The fields of a row of JSON lines, read as those above an article are."""
    return Fields(_lowered(row))


def moment(value: Value) -> datetime | None:
    """A point in time, UTC where nothing else is said; None if the value is none."""
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, date):
        at = datetime.combine(value, time())
    elif isinstance(value, str):
        try:
            at = datetime.fromisoformat(value.strip().replace("/", "-"))
        except ValueError:
            return None
    else:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _named(body: str, fence: str, language: str) -> dict[str, Value] | None:
    """The fields of a fenced front matter; None if it is no list of fields."""
    kind = language or {"+++": "toml", ";;;": "json"}.get(fence, "yaml")
    try:
        match kind:
            case "toml":
                found = tomllib.loads(body)
            case "json":
                found = json.loads(body if body.lstrip().startswith("{") else f"{{{body}}}")
            case _:
                found = yaml.safe_load(body)
    except (yaml.YAMLError, ValueError, RecursionError):
        # People write `title: Returns: how long?`, which is not YAML.
        found = _plain(body.splitlines())
    return _lowered(cast("dict[object, object]", found)) if isinstance(found, dict) else None


def _plain(lines: list[str]) -> dict[str, Value]:
    parts = (re.split(r"[:=]", line, maxsplit=1) for line in lines)
    named = {part[0].strip(): part[1].strip(" \t'\"") for part in parts if len(part) == 2}
    return _lowered(named)


def _lowered(named: Mapping[object, object] | Mapping[str, object]) -> dict[str, Value]:
    return {str(name).strip().lower().replace("-", "_"): value for name, value in named.items()}


def _is(value: Value, wanted: bool) -> bool:
    """Whether a field says yes or no, also as text: people quote what YAML reads by itself."""
    words = ("true", "yes", "on", "1") if wanted else ("false", "no", "off", "0")
    return value is wanted or str(value).strip().casefold() in words
