"""The demo company's invented half year: read from resources/demo/history.json, written once."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tandem import app
from tandem.actions.metrics.measure import measure
from tandem.actions.turn.respond import respond
from tandem.app import Parts
from tandem.assistant.gather import Asked
from tandem.cli import shell
from tandem.cli.demo_company import IDA, MARA, SHOP_ID, TEAM, TEAMS, identity
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.metrics.invented.description import Description, Spell, Stage, Topic
from tandem.core.metrics.invented.fates import Fate, fates
from tandem.core.metrics.invented.stories import Colleague, Company, Phrases, Story, Words, stories
from tandem.store import invented
from tandem.store.invented import Invented

SAID = "Inventing half a year of conversations"
AT_ONCE = 500  # conversations of a transaction, so that the desk is never blocked for long


async def write_history(parts: Parts, stop: asyncio.Event) -> None:
    """Write the history beside the running desk, unless it is there, and wait for the end."""
    await add_history(parts, stop)
    await stop.wait()


async def add_history(parts: Parts, stop: asyncio.Event | None = None) -> int:
    """Writes the half year before now and measures it; says how many conversations that are.

    Writes nothing if an invented history is there; stopped half-way, it goes on with nothing.
    """
    async with parts.database.connection() as connection:
        if await invented.is_there(connection):
            return 0
    data = json.loads(app.resource("demo", "history.json").read_text(encoding="utf-8"))
    now = app.now()
    since = datetime.combine(now.date() - timedelta(days=data["days"]), time(), UTC)
    made = await asyncio.to_thread(_invent, data, since, now)
    turns = await _asked(parts, made)
    people = _contacts(made, data["names"])
    async with parts.database.transaction() as tx:
        await invented.add_contacts(tx, people)
        await invented.add_audits(tx, _audits(data, since))
    with shell.progress(SAID, len(made)) as progress:
        for first in range(0, len(made), AT_ONCE):
            if stop is not None and stop.is_set():
                return first
            some = made[first : first + AT_ONCE]
            async with parts.database.transaction() as tx:
                await invented.add(tx, some, SHOP_ID, turns)
            progress(len(some))
    await measure(parts.database, parts.thinking.policy())
    return len(made)


def describe(data: Mapping[str, Any]) -> Description:
    """The description in a file: days and hours instead of times."""
    return Description(
        per_day=data["per_day"],
        growth=data["growth"],
        weekdays=data["weekdays"],
        hours=data["hours"],
        topics=[Topic(**topic) for topic in data["topics"]],
        stages=[
            Stage(
                since=timedelta(days=stage["day"]),
                categories=stage["categories"],
                mode=stage["mode"],
                percent=stage.get("percent", 100),
                says=stage["says"],
            )
            for stage in data["stages"]
        ],
        spells=[
            Spell(
                since=timedelta(days=spell["from_day"]),
                until=timedelta(days=spell["to_day"]),
                category=spell["category"],
                arrivals=spell.get("arrivals", 1.0),
                lost=spell.get("lost", 0.0),
                stars=spell.get("stars", 0),
            )
            for spell in data["spells"]
        ],
        **{
            name: data[name]
            for name in (
                *("languages", "plans", "identified", "known", "spread", "never"),
                *("opens", "closes"),
            )
        },
    )


def _invent(data: Mapping[str, Any], since: datetime, now: datetime) -> list[Story]:
    found = list(fates(describe(data), data["seed"], since=since, until=now))
    return stories(found, _company(data), _contact_id, now=now, seed=data["seed"])


def _contact_id(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://bramblebrew.example/invented/{number}")


def _company(data: Mapping[str, Any]) -> Company:
    words: dict[tuple[str, str], Sequence[Words]] = {}
    for key, texts in data["words"].items():
        category, product = key.split()
        words[category, product] = [Words(**text) for text in texts]
    ids = {name: identity(name) for name in TEAMS}
    return Company(
        inbox=SHOP_ID,
        teams={category: ids[name] for name, of in TEAMS.items() for category in of},
        team_names={id: name for name, id in ids.items()},
        people={
            ids[name]: [
                Colleague(identity(person.name), person.name)
                for person in TEAM
                if name in person.teams
            ]
            for name in TEAMS
        },
        words=words,
        phrases=Phrases(**data["phrases"]),
        open_with=Colleague(identity(IDA.name), IDA.name),
    )


def _contacts(made: Sequence[Story], names: Sequence[str]) -> list[Invented]:
    """Everyone who wrote, each once, as they wrote first."""
    first: dict[int, Fate] = {}
    for story in made:
        first.setdefault(story.fate.customer.number, story.fate)
    return [
        Invented(
            id=_contact_id(number),
            name=names[number % len(names)],
            email=f"customer-{number}@invented.example" if fate.customer.is_identified else "",
            plan=fate.customer.plan if fate.topic.product == "club" else "",
            product=fate.topic.product,
            locale=fate.customer.language,
            created_at=fate.at,
        )
        for number, fate in first.items()
    ]


def _audits(
    data: Mapping[str, Any], since: datetime
) -> list[tuple[datetime, UUID, str, str, Mapping[str, object]]]:
    """What the log says of the rollout, and of the day on which parcels were late."""
    mara = identity(MARA.name)
    entries: list[tuple[datetime, UUID, str, str, Mapping[str, object]]] = [
        (
            since + timedelta(days=stage["day"], hours=9),
            mara,
            "policy.changed",
            "policy",
            {"invented": True, "says": stage["says"]},
        )
        for stage in data["stages"]
    ]
    incident = data["incident"]
    began = since + timedelta(days=incident["day"], hours=8)
    told = {"invented": True, "title": incident["title"], "text": incident["text"]}
    subject = str(identity("invented incident"))
    entries.append((began, mara, "incident.started", subject, told))
    ended = began + timedelta(hours=incident["hours"])
    entries.append((ended, mara, "incident.ended", subject, told))
    return sorted(entries, key=lambda entry: entry[0])


async def _asked(parts: Parts, made: Sequence[Story]) -> dict[str, UUID]:
    """The real assistant's turns on the questions of suggestions: their evidence is true."""
    questions = sorted({story.suggestion.question for story in made if story.suggestion})
    turns: dict[str, UUID] = {}
    for question in questions:
        number = app.new_turn()
        asked = Asked(
            Message(Author.CUSTOMER, question), (), CustomerContext(product=None), app.now()
        )
        await respond(parts.thinking, asked, turn=lambda number=number: number)
        turns[question] = number
    return turns
