"""Links back into the chat: valid for seven days, for one contact, signed by this desk."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest

from tandem.adapters import chat_tokens
from tandem.core.desk.links import CHAT_VALID, ChatLink
from tandem.core.errors import ForbiddenError

SECRET = bytes(range(32))
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LINK = ChatLink(UUID(int=1), UUID(int=2), UUID(int=3))
TOKEN = chat_tokens.sign(SECRET, LINK, now=NOW)


@pytest.mark.parametrize("age", [timedelta(0), CHAT_VALID - timedelta(seconds=1)])
def test_a_link_leads_to_what_it_was_signed_for(age: timedelta) -> None:
    assert chat_tokens.check(SECRET, TOKEN, now=NOW + age) == LINK


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y.z",
        TOKEN[:-4] + "AAAA",
        chat_tokens.sign(bytes(32), LINK, now=NOW),
        chat_tokens.sign(SECRET, LINK, now=NOW - CHAT_VALID),
        jwt.encode({"sub": "x", "aud": chat_tokens.AUDIENCE, "exp": 2**40}, SECRET),
        jwt.encode({"sub": str(UUID(int=1)), "exp": 2**40}, SECRET),
        jwt.encode(jwt.decode(TOKEN, options={"verify_signature": False}), None, "none"),
    ],
)
def test_any_other_token_is_refused_in_the_same_words(token: str) -> None:
    with pytest.raises(ForbiddenError, match="no longer valid"):
        chat_tokens.check(SECRET, token, now=NOW)
