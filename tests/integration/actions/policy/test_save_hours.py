"""Leads set the hours in the policy's file; its comments stay, and nobody is shut out by it."""

from pathlib import Path

import pytest

from tandem.actions.policy.change_policy import save_hours
from tandem.core.desk.agent import Role
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError
from tests.integration.shop import Shop

TEXT = """# Ours.
[company]
name = "Alder"  # as customers know it
"""
OFFICE = {"time_zone": "Europe/Berlin", "monday": ["09:00-17:00"], "holidays": ["12-25"]}


async def test_a_lead_sets_them_and_comments_stay(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    ruled, lead = shop.under_file(path, TEXT), await shop.agent(role=Role.LEAD)
    state = await save_hours(
        ruled.desk, lead, [OFFICE], [{"priority": "urgent", "first_minutes": 3, "next_minutes": 6}]
    )
    assert [one.holidays for one in state.policy.hours] == [("12-25",)]
    assert [one.first_minutes for one in state.policy.clocks] == [3]
    text = path.read_text(encoding="utf-8")
    assert "# as customers know it" in text
    assert 'monday = ["09:00-17:00"]' in text
    state = await save_hours(ruled.desk, lead, [], [])
    assert (state.policy.hours, state.policy.clocks) == ((), ())


@pytest.mark.parametrize(
    "hours",
    [
        [{"time_zone": "Europe/Berlin"}],
        [{"time_zone": "Mars", "monday": ["09:00-17:00"]}],
        [OFFICE, OFFICE],
        [{**OFFICE, "holidays": ["2026-01-01/2027-06-01"]}],
    ],
)
async def test_hours_in_which_nobody_would_come_are_refused(
    shop: Shop, tmp_path: Path, hours: list[dict[str, object]]
) -> None:
    path = tmp_path / "policy.toml"
    ruled, lead = shop.under_file(path, TEXT), await shop.agent(role=Role.LEAD)
    with pytest.raises(InvalidError):
        await save_hours(ruled.desk, lead, hours, [])
    assert path.read_text(encoding="utf-8") == TEXT


async def test_agents_may_not_and_an_old_version_is_refused(shop: Shop, tmp_path: Path) -> None:
    ruled = shop.under_file(tmp_path / "policy.toml", TEXT)
    with pytest.raises(ForbiddenError):
        await save_hours(ruled.desk, await shop.agent(), [OFFICE], [])
    lead = await shop.agent(role=Role.LEAD)
    with pytest.raises(ConflictError):
        await save_hours(ruled.desk, lead, [OFFICE], [], version="old")
