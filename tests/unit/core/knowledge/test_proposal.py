"""What must be looked at before a proposal is published."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge import proposal
from tandem.core.knowledge.proposal import Line

texts = st.lists(st.sampled_from(["one", "two", "", "three 3"]), max_size=12).map("\n".join)


def test_marks_of_removed_data_are_named() -> None:
    assert proposal.placeholders("Dear [name], write to [email]") == ("[email]", "[name]")
    assert proposal.placeholders("Press [Save].") == ()


def test_numbers_that_come_and_go_are_named() -> None:
    gone, new = proposal.changed_numbers(
        "Within 30 days, at 9:00, for 4.50 €.", "Within 14 days, at 9:00, for 4.50 €, 2 times."
    )
    assert gone == ("30",)
    assert new == ("14", "2")
    assert proposal.changed_numbers("v2 of A4", "v2 of A4") == ((), ())


@given(texts, texts)
def test_a_comparison_has_both_texts(before: str, after: str) -> None:
    lines = proposal.difference(before, after)
    assert [one.text for one in lines if one.kind != "added"] == before.splitlines()
    assert [one.text for one in lines if one.kind != "removed"] == after.splitlines()


def test_a_changed_line_goes_and_comes() -> None:
    assert proposal.difference("a\nb\nc", "a\nB\nc") == (
        Line("same", "a"),
        Line("removed", "b"),
        Line("added", "B"),
        Line("same", "c"),
    )
