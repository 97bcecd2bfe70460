"""A desk whose assistant listens."""

import pytest

from tandem.actions.ports import Desk
from tests.integration.web.chatting import able


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The web's desk, with all that a customer's message needs."""
    return able(desk)
