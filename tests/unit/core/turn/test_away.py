"""What a customer is told off hours: when people are back, and only what the desk can keep."""

from datetime import UTC, datetime

import pytest

from tandem.core.turn import away
from tandem.core.turn.texts import ENGLISH, LANGUAGES, texts_in

SATURDAY = datetime(2026, 11, 28, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("theirs", "says"),
    [
        ("Europe/Berlin", "on Monday, 09:00 (your time)"),
        ("America/New_York", "on Monday, 03:00 (your time)"),
        ("", "on Monday, 09:00 (Europe/Berlin)"),
        ("Mars/Olympus", "on Monday, 09:00 (Europe/Berlin)"),
        ("Pacific/Kiritimati", "tomorrow, Monday, 22:00 (your time)"),
    ],
)
def test_the_next_opening_in_the_customers_time(theirs: str, says: str) -> None:
    said = away.back(MONDAY, SATURDAY, texts=ENGLISH, theirs=theirs, ours="Europe/Berlin")
    assert said == says


@pytest.mark.parametrize(
    ("opens", "says"),
    [
        (datetime(2026, 11, 28, 22, tzinfo=UTC), "today, 22:00 (UTC)"),
        (datetime(2026, 11, 29, 8, tzinfo=UTC), "tomorrow, Sunday, 08:00 (UTC)"),
        (datetime(2026, 12, 28, 8, tzinfo=UTC), "on Monday, 2026-12-28, 08:00 (UTC)"),
    ],
)
def test_a_day_is_named_as_people_do(opens: datetime, says: str) -> None:
    assert away.back(opens, SATURDAY, texts=ENGLISH, theirs="", ours="UTC") == says


@pytest.mark.parametrize("has_address", [True, False])
@pytest.mark.parametrize("is_chat", [True, False])
def test_without_mail_no_address_is_asked_for_and_no_mail_promised(
    has_address: bool, is_chat: bool
) -> None:
    for language in LANGUAGES:
        texts = texts_in(language)
        said = away.sentences(
            "x", texts=texts, can_mail=False, has_address=has_address, is_chat=is_chat
        )
        assert "mail" not in said.lower()


def test_with_mail_an_address_is_asked_for_once_and_only_where_it_can_be_left() -> None:
    def said(*, has_address: bool, is_chat: bool) -> str:
        return away.sentences(
            "x", texts=ENGLISH, can_mail=True, has_address=has_address, is_chat=is_chat
        )

    assert ENGLISH.leave_email in said(has_address=False, is_chat=True)
    assert ENGLISH.leave_email not in said(has_address=False, is_chat=False)
    assert ENGLISH.by_mail in said(has_address=True, is_chat=True)


def test_every_language_has_seven_weekdays() -> None:
    assert {len(set(texts_in(language).weekdays)) for language in LANGUAGES} == {7}
