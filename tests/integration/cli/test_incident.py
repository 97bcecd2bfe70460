"""`tandem incident`: start, list and end one from a shell."""

from typing import Any

from tests.integration.shop import Shop

START = ("incident", "start", "--title", "Checkout is down", "--text", "We're on it.")


async def test_one_is_started_listed_and_ended(shop: Shop, empty: Any) -> None:
    assert empty("incident", "list").out == "There is no incident.\n"
    begun = empty(*START, "--word", "checkout", "--word", "can't pay", "--json").json["incident"]
    assert begun["words"] == ["checkout", "can't pay"]
    (line,) = empty("incident", "list").out.splitlines()
    assert line == (
        f"{begun['id']}  running  Checkout is down  (checkout, can't pay)"
        "  informed 0, followers 0, told 0"
    )
    assert "  over  Checkout is down" in empty("incident", "end", begun["id"]).out
    (ended,) = empty("incident", "list", "--json").json["incidents"]
    assert ended["end_text"] == "This is over: Checkout is down."
    again = empty("incident", "end", begun["id"])
    assert (again.code, again.err.splitlines()[0]) == (
        1,
        "tandem: This incident is over already. Start a new one if it is back.",
    )


async def test_what_is_wrong_is_said(shop: Shop, empty: Any) -> None:
    unmatched = empty(*START)
    assert (unmatched.code, "No question would get this text." in unmatched.err) == (2, True)
    unknown = empty("incident", "end", "3")
    assert (unknown.code, "is not the id of an incident" in unknown.err) == (2, True)
