"""The shop sends mail here."""

import pytest

from tests.integration.shop import Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop, which sends mail."""
    return shop.sending()
