"""Card numbers and IBANs are hidden, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.mask import mask

HIDDEN = {
    "my card is 4111 1111 1111 1111, ok?": "my card is •••• 1111, ok?",
    "4111-1111-1111-1111": "•••• 1111",
    "4111111111111111.": "•••• 1111.",
    "amex 3782 822463 10005": "amex •••• 0005",
    "5555.5555.5555.4444": "•••• 4444",
    "IBAN DE89 3704 0044 0532 0130 00 please": "IBAN DE•••• 3000 please",
    "gb82west12345698765432": "GB•••• 5432",
    "two: 4111 1111 1111 1111 and 5105105105105100": "two: •••• 1111 and •••• 5100",
}
KEPT = """
order 1234567890123456
tracking 9400 1000 0000 0000 0000 00
call +49 30 1234567 1234567
serial 4111 1111 1111 1112
invoice 2026-11-03-000000012345
IBAN DE89 3704 0044 0532 0130 01
0000 0000 0000 0000
""".strip().splitlines()


@pytest.mark.parametrize(("text", "shown"), HIDDEN.items())
def test_a_number_is_hidden_up_to_its_last_four_digits(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text("0123456789 -DE.x\n", max_size=80))
def test_hiding_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(max_size=40), st.sampled_from(["4111 1111 1111 1111", "5105-1051-0510-5100"]))
def test_a_card_is_found_between_any_words(before: str, card: str) -> None:
    assert card not in mask(f"{before}\n{card}\nthanks")
