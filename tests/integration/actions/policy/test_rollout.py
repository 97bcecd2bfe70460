"""One rule of the rollout changes: previewed from real conversations, with a reason, undoable."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.actions.policy.change_policy import (
    change_policy,
    may_undo_rollout,
    save_rollout,
    undo_rollout,
)
from tandem.actions.policy.preview_rollout import live, preview_rollout
from tandem.core.desk.agent import Role
from tandem.core.desk.place import place
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError
from tandem.core.turn.policy import Audience, Mode, Rollout
from tandem.core.turn.policy_state import Edit
from tandem.store import audits
from tests.integration.shop import DESCALE, UNKNOWN, Shop

TEXT = """# Ours.
[company]
name = "Alder"
[answers]
categories = ["billing", "delivery"]

[[rollout]]
mode = "auto"          # for our own people
audience = "internal"

# Bills are touchy.
[[rollout]]
mode = "draft"
audience = "everyone"
category = "billing"
"""
TENTH = Rollout(Mode.AUTO, Audience.EVERYONE, category="billing", percent=10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


@pytest.fixture
def ruled(shop: Shop, path: Path) -> Shop:
    return shop.under_file(path, TEXT)


async def test_a_rule_is_saved_in_its_place_and_audited_with_its_reason(
    ruled: Shop, path: Path
) -> None:
    admin = await ruled.agent(role=Role.ADMIN)
    state = await save_rollout(ruled.desk, admin, TENTH, reason=" Drafts were good. ")
    assert state.policy.rollout_of("", "billing") == TENTH
    text = path.read_text("utf-8")
    assert "# for our own people" in text
    assert "# Bills are touchy.\n[[rollout]]" in text
    async with ruled.database.connection() as connection:
        (entry,) = await audits.page(connection)
    assert (entry.action, entry.data["reason"]) == ("policy.changed", "Drafts were good.")
    assert entry.data["before"] == {"category": "billing", "mode": "draft", "audience": "everyone"}
    assert entry.data["after"] == {
        "category": "billing",
        "mode": "auto",
        "audience": "everyone",
        "percent": 10,
        "rest": "shadow",
    }
    await undo_rollout(ruled.desk, admin)
    assert path.read_text("utf-8") == TEXT
    await undo_rollout(ruled.desk, None)
    assert path.read_text("utf-8") == text, "undoing twice is redoing"


async def test_only_an_admin_with_a_reason_lets_in_more(ruled: Shop, path: Path) -> None:
    with pytest.raises(InvalidError, match="needs a reason: the assistant would answer by itself"):
        await save_rollout(ruled.desk, None, TENTH)
    with pytest.raises(ForbiddenError):
        await save_rollout(ruled.desk, await ruled.agent(role=Role.LEAD), TENTH, reason="x")
    with pytest.raises(InvalidError, match="not in answers"):
        await save_rollout(
            ruled.desk, None, Rollout(Mode.DRAFT, Audience.INTERNAL, category="x"), reason="x"
        )
    with pytest.raises(InvalidError, match="at most 500"):
        await save_rollout(ruled.desk, None, TENTH, reason="x" * 501)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        await save_rollout(ruled.desk, None, TENTH, reason="x", version="another")
    assert path.read_text("utf-8") == TEXT
    lower = Rollout(Mode.OFF, Audience.EVERYONE, category="billing")
    state = await save_rollout(ruled.desk, None, lower)
    assert state.policy.rollout_of("", "billing").mode is Mode.OFF


async def test_only_a_change_of_the_rollout_is_undone_here(ruled: Shop, path: Path) -> None:
    assert not await may_undo_rollout(ruled.desk)
    await save_rollout(ruled.desk, None, TENTH, reason="x")
    assert await may_undo_rollout(ruled.desk)
    await change_policy(ruled.desk, None, [Edit("company.name", "Birch")])
    assert not await may_undo_rollout(ruled.desk)
    with pytest.raises(ConflictError, match="not of the rollout alone"):
        await undo_rollout(ruled.desk, None)
    path.write_text(f"{path.read_text('utf-8')}\n# by hand\n", "utf-8")
    assert not await may_undo_rollout(ruled.desk)


async def test_a_preview_counts_the_conversations_of_the_last_week(ruled: Shop) -> None:
    await ruled.write(await ruled.customer(), DESCALE)
    ruled.clock.move(timedelta(days=8))  # too long ago
    people = [await ruled.customer() for _ in range(20)]
    for contact in people:
        await ruled.write(contact, DESCALE)
    own = await ruled.customer(is_internal=True)
    await ruled.write(own, DESCALE)
    await ruled.write(own, UNKNOWN, apart=True)
    await ruled.turns()
    rule = Rollout(Mode.DRAFT, Audience.EVERYONE, percent=50)
    found = await preview_rollout(ruled.desk, rule)
    assert found.conversations == 22
    # No question has a category, so the strictest mode of all counts. For customers it was `off`.
    inside = sum(place(one) < 50 for one in people)
    counted = {(one.before, one.after): one.conversations for one in found.changes}
    assert counted.get((Mode.OFF, Mode.DRAFT), 0) == inside
    assert counted.get((Mode.OFF, Mode.SHADOW), 0) == 20 - inside
    # Our own people drafted already; the percentage now leaves out some of them, too.
    is_out = place(own) >= 50
    assert counted.get((Mode.DRAFT, Mode.SHADOW), 0) == 2 * is_out
    assert (found.touched, found.contacts) == (20 + 2 * is_out, 20 + is_out)
    assert found.raises == "customers would be let in"
    assert not found.is_cut
    same = await preview_rollout(ruled.desk, ruled.desk.policies.current().rollout[1])
    assert (same.touched, same.raises) == (0, "")
    with pytest.raises(InvalidError, match="which must be below draft"):
        await preview_rollout(
            ruled.desk, Rollout(Mode.DRAFT, Audience.EVERYONE, percent=5, rest=Mode.DRAFT)
        )


async def test_the_last_week_is_told_by_product_and_category(ruled: Shop) -> None:
    own = await ruled.customer(is_internal=True)
    for _ in range(2):
        await ruled.write(own, DESCALE, apart=True)
    await ruled.write(await ruled.customer(), DESCALE)
    await ruled.turns()
    policy = ruled.desk.policies.current()
    (found,) = await live(ruled.database, policy, now=ruled.clock())
    assert (found.product, found.category, found.conversations) == ("", "", 3)
    assert (found.sent, found.drafted) == (0, 2), "the strictest mode is billing's"
