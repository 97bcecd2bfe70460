"""The desk's web, in this process."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tandem.adapters.files.disk import DiskFiles
from tandem.store.database import Database
from tandem.web import app as web
from tandem.web.deps import WebOptions
from tests.integration.desk.shop import LIVE, opened
from tests.integration.web.agent.office import Office


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """A desk on this test's database, asked over HTTP without a network."""
    articles, files = tmp_path / "articles", tmp_path / "files"
    articles.mkdir()
    policy = replace(LIVE, company="Alder", categories=("billing", "delivery"))
    shop = (await opened(database, articles)).under(policy)
    shop = replace(
        shop, desk=replace(shop.desk, files=DiskFiles(files), public_url="http://desk.test")
    )
    app = web.create(shop.desk, WebOptions(resources=tmp_path))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test")
    yield Office(shop, app, client)
    await client.aclose()
