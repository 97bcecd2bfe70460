"""A desk that is each test's own."""

import asyncio
from pathlib import Path

import pytest

from tandem.store.database import Database
from tests.integration.desk.shop import Shop, opened


@pytest.fixture
def shop(database: Database, runner: asyncio.Runner, tmp_path: Path) -> Shop:
    """A shop on this test's database."""
    return runner.run(opened(database, tmp_path))
