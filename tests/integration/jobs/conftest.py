"""A shop whose mail is kept, and a way to wait for what another task brings about."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tandem.actions.ports import Desk, Post
from tandem.core.desk.mail import Mailbox
from tandem.store.database import Database
from tandem.testing import RecordingMailer
from tests.integration.desk.shop import LIVE, Shop, opened

DEADLINE_S = 60.0
LOOK_S = 0.01


@dataclass(frozen=True, slots=True)
class Mailed:
    """A shop that sends mail, as far as `mailer`."""

    shop: Shop
    mailer: RecordingMailer

    @property
    def desk(self) -> Desk:
        """What the actions take."""
        return self.shop.desk

    async def row(self, text: str, *values: object) -> tuple[Any, ...]:
        """The first row that a statement of a test gives."""
        async with self.desk.database.connection() as connection:
            found = await (await connection.execute(text.encode(), values)).fetchone()
        assert found is not None
        return found


@pytest.fixture
async def mailed(database: Database, tmp_path: Path) -> Mailed:
    """A shop on this test's database."""
    shop = (await opened(database, tmp_path)).under(replace(LIVE, company="Bramblebrew"))
    mailer = RecordingMailer()
    desk = replace(
        shop.desk,
        public_url="https://desk.example.com",
        post=Post(mailer, Mailbox("Bramblebrew", "support@shop.example")),
    )
    return Mailed(replace(shop, desk=desk), mailer)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return once it holds; fails after a minute."""
    async with asyncio.timeout(DEADLINE_S):
        while not await holds():  # noqa: ASYNC110 -- what it waits for is in the database
            await asyncio.sleep(LOOK_S)
