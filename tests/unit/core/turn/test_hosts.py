"""Addresses in a text, as browsers and mail programs find them."""

import pytest

from tandem.core.turn.hosts import as_browsers_read, bare_hosts, mail_addresses
from tandem.core.turn.markup import unmarked


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Log in at attacker.example/login.", ("attacker.example",)),
        ("See bit.ly/3x", ("bit.ly",)),
        ("See \u0430ttacker.com", ("\u0430ttacker.com",)),  # begins with a Cyrillic letter
        ("See attacker\u3002example", ("attacker.example",)),
        ("See \uff41ttacker\uff0ecom", ("attacker.com",)),
        ("Write to ada@home.example", ()),
        ("Version 4.2.1 of settings.json, e.g. on 1.5 litres", ()),
    ],
)
def test_hosts_without_a_scheme_are_found(text: str, hosts: tuple[str, ...]) -> None:
    assert bare_hosts(as_browsers_read(text)) == hosts


def test_mail_addresses_have_their_host() -> None:
    assert mail_addresses("Write to a.b@mail.example.") == (("a.b@mail.example", "mail.example"),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Press** `reset` [2].", "Press reset (2)."),
        ("- Press reset", "Press reset"),
        ("# Reset", "Reset"),
        ("Dial *#06# or set order_id to NW_48", "Dial *#06# or set order_id to NW_48"),
        ("14. Mai", "14. Mai"),
        (r"C:\Users", r"C:\Users"),
    ],
)
def test_composed_text_has_no_marks_and_no_backslashes_of_ours(text: str, shown: str) -> None:
    assert unmarked(text) == shown
