"""Simulated customers for `tandem demo --busy`, which use the widget's API."""

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import httpx

from tandem import app
from tandem.assistant.concurrency import run_limited
from tandem.cli import shell
from tandem.core.errors import UnavailableError

AT_ONCE = 4
TOO_MANY_REQUESTS = 429
PAUSE_S = (2.0, 9.0)  # between two actions of a customer
MESSAGES_MAX = 4  # of one customer
FOLLOW_UPS = (
    "Thanks, that helps.",
    "That did not work.",
    "And how long does that take?",
    "I already tried that, it is really annoying.",
    "Can a person look at this?",
)


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the customers write: the running desk and its shop's inbox."""

    url: str
    inbox: str


async def keep_busy(shop: Shop, seed: int | None = None) -> None:
    """Write to the desk as customers do, until stopped; prints a line for each message.

    Raises UnavailableError if no desk answers there.
    """
    questions = [
        json.loads(line)["question"]
        for line in app.resource("demo", "questions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    chance = random.Random(seed)  # noqa: S311 -- a simulation, no secret
    async with httpx.AsyncClient(base_url=shop.url, timeout=30) as client:
        customers = [_customers(client, shop, questions, chance) for _ in range(AT_ONCE)]
        await run_limited(customers, AT_ONCE)


async def _customers(
    client: httpx.AsyncClient, shop: Shop, questions: Sequence[str], chance: random.Random
) -> None:
    while True:
        await _customer(client, shop, questions, chance)


async def _customer(
    client: httpx.AsyncClient, shop: Shop, questions: Sequence[str], chance: random.Random
) -> None:
    token = (await _post(client, "sessions", {"inbox": shop.inbox}))["token"]
    headers = {"Authorization": f"Bearer {token}"}
    for number in range(chance.randint(1, MESSAGES_MAX)):
        text = chance.choice(questions if number == 0 else FOLLOW_UPS)
        await _post(client, "messages", {"text": text, "client_key": str(uuid4())}, headers)
        shell.out.print(f"  customer: {text}", markup=False)
        await asyncio.sleep(chance.uniform(*PAUSE_S))
    if chance.random() < 0.2:
        await _post(client, "person", {"client_key": str(uuid4())}, headers)
        shell.out.print("  customer: [Talk to a human]", markup=False)


async def _post(
    client: httpx.AsyncClient,
    what: str,
    body: dict[str, str],
    headers: dict[str, str] | None = None,
) -> dict[str, str]:
    """The desk's answer; after "too many requests" it waits and tries again."""
    while True:
        try:
            answer = await client.post(f"/widget/v1/{what}", json=body, headers=headers)
        except httpx.TransportError as error:
            raise UnavailableError(
                f"No desk answers at {client.base_url}.",
                hint="Start it in another terminal, `tandem demo`; on another port, set it with "
                "`--port` or TANDEM_PORT here too.",
            ) from error
        if answer.status_code != TOO_MANY_REQUESTS:
            answer.raise_for_status()
            return answer.json()
        await asyncio.sleep(float(answer.headers.get("Retry-After", "5")))
