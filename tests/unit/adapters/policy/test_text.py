"""Edits of the policy's text: what was asked for changes, and nothing else."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import app
from tandem.adapters.policy import text as texts
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.turn.policy import Audience, Mode, Rollout
from tandem.core.turn.policy_state import Edit

TEXT = """# Ours.
[company]
name = "Alder"  # as customers know it

[answers]
target_error = 0.05  # measured

# First our own people.
[[rollout]]
mode = "auto"      # they asked for it
audience = "internal"

# Then one product.
[[rollout]]
mode = "draft"
product = "cloud"

[[product]]
id = "cloud"
name = "the cloud"

[[product]]
id = "club"
name = "the club"
"""
SHIPPED = app.resource("policy.toml").read_text("utf-8")
KEYS = {
    "answers.suggest_from": st.floats(0.3, 0.95),
    "answers.target_error": st.floats(0.01, 0.4),
    "answers.categories": st.lists(st.sampled_from(["billing", "delivery"]), unique=True),
    "company.name": st.text("abc 'é\"#\\", max_size=20),
    "handoff.signals_min": st.integers(1, 2),
}


@given(st.fixed_dictionaries({}, optional=KEYS), st.sampled_from([TEXT, SHIPPED]))
def test_keys_change_comments_stay_and_the_rest_is_as_it_was(
    values: dict[str, object], text: str
) -> None:
    changed = texts.edited(text, [Edit(key, value) for key, value in values.items()])
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in changed.splitlines() if line.startswith("#")
    ]
    wanted = tomllib.loads(text)
    for key, value in values.items():
        table, name = key.split(".")
        wanted.setdefault(table, {})[name] = value
    assert tomllib.loads(changed) == wanted


def test_a_list_of_tables_changes_row_by_row() -> None:
    rows = [
        {"mode": "auto", "audience": "everyone"},
        {"mode": "draft", "product": "cloud"},
        {"mode": "off", "product": "club"},
    ]
    changed = texts.edited(TEXT, [Edit("rollout", rows)])
    for comment in ("# they asked for it", "# First our own people.", "# Then one product."):
        assert comment in changed
    assert texts.read(changed, "x").rollout[1:] == (
        Rollout(Mode.AUTO, Audience.EVERYONE),
        Rollout(Mode.DRAFT, Audience.INTERNAL, product="cloud"),
        Rollout(Mode.OFF, Audience.INTERNAL, product="club"),
    )
    fewer = texts.edited(changed, [Edit("rollout", rows[:1])])
    assert texts.read(fewer, "x").rollout[1:] == (Rollout(Mode.AUTO, Audience.EVERYONE),)
    none = texts.edited(fewer, [Edit("rollout", [])])
    assert texts.read(none, "x").rollout[1:] == ()


def test_a_key_is_removed_and_a_new_table_made() -> None:
    gone = texts.edited(TEXT, [Edit("answers.target_error", None), Edit("handoff.turns_max", 3)])
    assert tomllib.loads(gone)["answers"] == {}
    assert texts.read(gone, "x").turns_max == 3


@pytest.mark.parametrize("edit", [Edit("rollout.mode", "off"), Edit("company.name", object())])
def test_what_can_not_be_written_is_refused(edit: Edit) -> None:
    with pytest.raises(InvalidError):
        texts.edited(TEXT, [edit])


@pytest.mark.parametrize(
    ("text", "says"),
    [(" \n", "is empty"), ("[answers", "is not valid TOML"), ("[answer]", "can't be used")],
)
def test_a_text_that_is_no_policy_is_refused_with_its_source(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        texts.read(text, "policy.toml")


def test_a_new_row_leaves_the_comments_above_what_they_are_about() -> None:
    text = """# Ours.
[[rollout]]
mode = "draft"  # for now
# percent = 10

# By night.
[[rollout]]
mode = "auto"
audience = "off_hours"

# Who waits is told so.
[[topic]]
name = "press"
phrases = ["i am a journalist"]
"""
    by_day: dict[str, object] = {"mode": "draft"}
    by_night: dict[str, object] = {"mode": "auto", "audience": "off_hours"}
    new: dict[str, object] = {
        "category": "billing",
        "mode": "auto",
        "percent": 10,
        "segments": [{"plan": "team"}],
    }
    within = texts.edited(text, [Edit("rollout", [by_day, new, by_night])])
    assert within == text.replace(
        "# percent = 10\n",
        '# percent = 10\n\n[[rollout]]\ncategory = "billing"\nmode = "auto"\npercent = 10\n'
        'segments = [{plan = "team"}]\n',
    )
    last = texts.edited(text, [Edit("rollout", [by_day, by_night, new])])
    assert last == text.replace(
        '"off_hours"\n',
        '"off_hours"\n\n[[rollout]]\ncategory = "billing"\nmode = "auto"\npercent = 10\n'
        'segments = [{plan = "team"}]\n',
    )
