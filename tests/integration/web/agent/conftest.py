"""Fixtures of the agent API's tests."""

import httpx
import pytest
from fastapi import FastAPI

from tests.integration.shop import Shop
from tests.integration.web.agent.office import Office


@pytest.fixture
def office(shop: Shop, app: FastAPI, client: httpx.AsyncClient) -> Office:
    """This test's desk, asked over HTTP without a network."""
    return Office(shop, app, client)
