"""The desk changes its policy: checked first, audited, undoable; the next turn decides by it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem import app
from tandem.actions.policy.change_policy import change_policy, undo_policy
from tandem.adapters.policy.file import PolicyFile
from tandem.core.desk.agent import Role
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError
from tandem.core.turn.policy_state import Edit
from tandem.store import audits
from tests.integration.shop import DESCALE, Shop

TEXT = """# Ours.
[company]
name = "Alder"

[[rollout]]
mode = "auto"          # for all
audience = "everyone"

[[topic]]
name = "merger"
phrases = ["takeover bid"]

[[test]]
message = "What about the takeover bid?"
decision = "hand_off"
rule = "safety"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


@pytest.fixture
def ruled(shop: Shop, path: Path) -> Shop:
    """The shop under the policy in a file."""
    return shop.under_file(path, TEXT)


async def test_a_change_is_audited_and_undone_to_the_letter(ruled: Shop, path: Path) -> None:
    admin = await ruled.agent(role=Role.ADMIN)
    before = ruled.desk.policies.state()
    edits = [Edit("answers.suggest_from", 0.6), Edit("rollout", [{"mode": "draft"}])]
    state = await change_policy(ruled.desk, admin, edits, version=before.policy.version)
    assert (state.policy.suggest_from, state.fault) == (0.6, "")
    assert "# for all" in path.read_text("utf-8")
    async with ruled.desk.database.connection() as connection:
        (entry,) = await audits.page(connection)
    assert (entry.agent_id, entry.action) == (admin.id, "policy.changed")
    assert entry.data == {
        "keys": ["answers.suggest_from", "rollout"],
        "from": before.policy.version[:12],
        "to": state.policy.version[:12],
    }
    changed = path.read_text("utf-8")
    assert (await undo_policy(ruled.desk, admin)).policy == before.policy
    assert path.read_text("utf-8") == TEXT
    await undo_policy(ruled.desk, None)
    assert path.read_text("utf-8") == changed, "undoing twice is redoing"


async def test_what_would_break_the_policy_or_its_tests_changes_nothing(
    ruled: Shop, path: Path
) -> None:
    desk = ruled.desk
    with pytest.raises(InvalidError, match="suggest_from must be a number from 0"):
        await change_policy(desk, None, [Edit("answers.suggest_from", 2)])
    with pytest.raises(InvalidError, match="1 of the policy's own tests would fail"):
        await change_policy(desk, None, [Edit("topic", [])])
    with pytest.raises(ConflictError, match="changed meanwhile"):
        await change_policy(desk, None, [Edit("company.name", "Birch")], version="another version")
    with pytest.raises(ForbiddenError):
        await change_policy(desk, await ruled.agent(role=Role.LEAD), [Edit("company.name", "B")])
    with pytest.raises(ConflictError, match="not changed the policy yet"):
        await undo_policy(desk, None)
    assert path.read_text("utf-8") == TEXT
    async with desk.database.connection() as connection:
        assert await audits.page(connection) == []


async def test_an_edit_by_hand_is_not_undone_with_it(ruled: Shop, path: Path) -> None:
    await change_policy(ruled.desk, None, [Edit("company.name", "Birch")])
    path.write_text(f"{path.read_text('utf-8')}\n# by hand\n", "utf-8")
    with pytest.raises(ConflictError, match="was edited since"):
        await undo_policy(ruled.desk, None)
    assert path.read_text("utf-8").endswith("# by hand\n")


async def test_a_file_that_can_not_be_written_leaves_no_trace(ruled: Shop, path: Path) -> None:
    policies = PolicyFile(lambda: path, path, is_read_only=True)
    desk = replace(ruled.desk, policies=policies)
    with pytest.raises(ForbiddenError, match="read-only"):
        await change_policy(desk, None, [Edit("company.name", "Birch")])
    async with desk.database.connection() as connection:
        assert await audits.page(connection) == []


async def test_editing_the_file_changes_the_next_turn_and_nothing_else(
    ruled: Shop, path: Path
) -> None:
    """No restart and no signal: the turn after the edit is the first that knows of it."""
    first = await ruled.write(await ruled.customer(), DESCALE)
    await ruled.turns()
    path.write_text(TEXT.replace('mode = "auto" ', 'mode = "draft"'), "utf-8")
    second = await ruled.write(await ruled.customer(), DESCALE)
    await ruled.turns()
    owners = [(await ruled.read(one.conversation)).owner.value for one in (first, second)]
    assert owners == ["assistant", "human"]
    assert [author for author, _ in await ruled.replies(first.conversation)] == [
        "customer",
        "assistant",
    ]
    assert [author for author, _ in await ruled.replies(second.conversation)] == ["customer"]


def test_the_shipped_policies_may_be_edited() -> None:
    for parts in (("policy.toml",), ("demo", "policy.toml")):
        path = app.resource(*parts)
        policies = PolicyFile(lambda path=path: path, path)
        text = policies.edited([Edit("answers.suggest_from", 0.7)])
        assert policies.parse(text).suggest_from == 0.7
