"""A server with many host names for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.adapters.site.serving import Sites, serving


@pytest.fixture
async def sites() -> AsyncIterator[Sites]:
    """A running server without pages."""
    async with serving() as running:
        yield running
