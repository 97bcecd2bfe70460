"""A desk that is each test's own."""

from pathlib import Path

import pytest

from tandem.store.database import Database
from tests.integration.desk.shop import Shop, opened


@pytest.fixture
async def shop(database: Database, tmp_path: Path) -> Shop:
    """A shop on this test's database."""
    return await opened(database, tmp_path)
