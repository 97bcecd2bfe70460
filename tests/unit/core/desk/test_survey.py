"""Whom the mail goes to that asks for a rating, and what its links say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters import chat_tokens, survey_tokens
from tandem.core.desk import survey
from tandem.core.desk.contact import Contact
from tandem.core.desk.links import ChatLink
from tandem.core.desk.survey import LINK_VALID, Since
from tandem.core.errors import ForbiddenError

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ID = UUID("5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02")
SECRET = b"a secret of thirty-two bytes or so"
SINCE = Since(
    was_answered=True, is_rated=False, by_machine=False, wrote_since=False, handoff_rule=None
)
ROSA = Contact(
    id=ID,
    external_id=None,
    external_realm=None,
    name="Rosa",
    email="rosa@customer.example",
    left_email="",
    is_verified=False,
    is_internal=False,
    is_high_value=False,
    people_first=False,
    is_blocked=False,
    product="",
    plan="",
    locale="",
    attributes={},
    created_at=NOW,
    seen_at=None,
    version=1,
)


def test_a_customer_with_an_address_is_asked() -> None:
    assert survey.is_asked(ROSA, SINCE)
    assert survey.is_asked(replace(ROSA, email="", left_email="rosa@home.example"), SINCE)
    assert survey.is_asked(ROSA, replace(SINCE, handoff_rule="person"))


REASONS = {
    "no address": {"email": ""},
    "one of our own": {"is_internal": True},
    "blocked": {"is_blocked": True},
}
NOT_NOW = {
    "nobody answered": {"was_answered": False},
    "rated already": {"is_rated": True},
    "a machine wrote": {"by_machine": True},
    "they are back": {"wrote_since": True},
    "a topic of safety": {"handoff_rule": "safety"},
}


@given(
    st.sets(st.sampled_from(sorted(REASONS)), min_size=0),
    st.sets(st.sampled_from(sorted(NOT_NOW)), min_size=0),
)
def test_one_reason_is_enough_not_to_ask(who: set[str], when: set[str]) -> None:
    contact, since = ROSA, SINCE
    for reason in who:
        contact = replace(contact, **REASONS[reason])
    for reason in when:
        since = replace(since, **NOT_NOW[reason])
    assert survey.is_asked(contact, since) == (not who and not when)


def test_a_link_is_for_one_conversation_and_thirty_days() -> None:
    token = survey_tokens.sign(SECRET, ID, now=NOW)
    assert survey_tokens.check(SECRET, token, now=NOW + LINK_VALID - timedelta(seconds=1)) == ID
    chat = chat_tokens.sign(SECRET, ChatLink(ID, ID, ID), now=NOW)
    for secret, given_token, now in (
        (SECRET, token, NOW + LINK_VALID),
        (b"another secret of thirty-two bytes", token, NOW),
        (SECRET, token[:-2], NOW),
        (SECRET, chat, NOW),
        (SECRET, "", NOW),
    ):
        with pytest.raises(ForbiddenError, match="no longer valid"):
            survey_tokens.check(secret, given_token, now=now)
    with pytest.raises(ForbiddenError):
        chat_tokens.check(SECRET, token, now=NOW)
