"""The metrics of the API: values, denominators, filters, splits, curves and conversations."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.sweep import sweep
from tandem.core.desk.agent import Role
from tests.integration.shop import DESCALE, LIVE, PERSON, Shop
from tests.integration.web.agent.office import Caller, Office

MEASURES = "/api/v1/metrics"


@pytest.fixture
async def lead(office: Office) -> Caller:
    """A lead; conversations that were confirmed, assumed and escalated, and one of a test."""
    shop = office.shop
    await said(shop, DESCALE, "yes, that helped")
    await said(shop, DESCALE)
    customer = await shop.customer()
    sent = await shop.write(customer, PERSON)
    await said(shop, DESCALE, internal=True)
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    mara = await shop.agent()
    now = await shop.read(sent.conversation)
    await reply(shop.desk, mara, now.id, Reply("Here.", str(uuid4()), seen_seq=now.seq))
    await resolve(shop.desk, mara, now.id)
    return await office.as_(Role.LEAD)


async def said(shop: Shop, *texts: str, internal: bool = False) -> None:
    customer = await shop.customer(is_internal=internal)
    for text in texts:
        await shop.write(customer, text)
        await shop.turns()


def named(found: Any) -> dict[str, Any]:
    return {one["name"]: one for one in found["measures"]}


async def test_every_metric_has_what_it_needs_to_be_read(lead: Caller) -> None:
    found = await lead.get(MEASURES)

    assert found["counts"] == {
        "all": 3,
        "people": 0,
        "involved": 3,
        "contained": 2,
        "escalated": 1,
        "abandoned": 0,
        "ongoing": 0,
    }
    assert found["left_out"] == 1
    assert found["behind"] == 0
    of = named(found)
    assert set(of) == {
        *("containment", "resolution_time", "csat", "escalation", "first_reply"),
        *("returned", "sla", "backlog", "cost"),
    }
    for one in of.values():
        assert one.keys() >= {"value", "n", "denominator", "low", "high", "band", "trap", "of"}
    containment = of["containment"]
    assert (containment["value"], containment["n"]) == (pytest.approx(2 / 3), 3)
    assert containment["band"] == {"low": 0.6, "high": 0.8}
    assert containment["verdict"] == "", "three are too few to say"
    assert of["csat"]["value"] is None
    assert of["resolution_time"]["value"] == pytest.approx(25 * 3600, rel=0.05)
    assert of["containment"]["comparison"]["says"].startswith("No baseline yet")


async def test_a_period_before_has_nothing_and_says_so(lead: Caller, office: Office) -> None:
    until = office.shop.clock() - timedelta(days=3)
    found = await lead.get(MEASURES, until=until.isoformat())

    assert found["counts"]["all"] == 0
    assert named(found)["containment"]["value"] is None


async def test_internal_people_are_counted_apart(lead: Caller) -> None:
    found = await lead.get(MEASURES, internal="true")

    assert found["counts"]["all"] == 1


async def test_filters_choose_and_a_split_adds_up(lead: Caller, office: Office) -> None:
    inbox = str(office.shop.inbox)
    of_inbox = await lead.get(MEASURES, inbox=inbox)
    of_none = await lead.get(MEASURES, inbox=str(uuid4()))
    split = await lead.get(f"{MEASURES}/containment/split/inbox")

    assert (of_inbox["counts"]["all"], of_none["counts"]["all"]) == (3, 0)
    (only,) = split["items"]
    assert (only["key"], only["label"], only["figure"]["n"]) == (inbox, "Shop", 3)


async def test_values_name_what_can_be_chosen(lead: Caller, office: Office) -> None:
    found = await lead.get(f"{MEASURES}/values")

    assert found["language"] == ["en"]
    assert found["inbox"] == {str(office.shop.inbox): "Shop"}


async def test_curves_count_everyone_by_path(lead: Caller) -> None:
    found = await lead.get(f"{MEASURES}/resolution_time/curve")

    assert {one["path"]: one["n"] for one in found["items"]} == {
        "assistant": 2,
        "escalated": 1,
        "people": 0,
    }
    assert found["items"][0]["steps"][-1]["share"] == 0
    refused = await lead("GET", f"{MEASURES}/csat/curve")
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("containment", 2),
        ("confirmed", 1),
        ("assumed", 1),
        ("naive", 2),
        ("escalation", 1),
        ("reason_customer_request", 1),
        ("reason_loop", 0),
        ("median_assistant", 2),
        ("csat_people", 0),
        ("backlog", 0),
    ],
)
async def test_a_figure_leads_to_its_conversations(lead: Caller, part: str, count: int) -> None:
    found = await lead.get(f"{MEASURES}/{part}/conversations")

    assert len(found["items"]) == count
    assert found["next_cursor"] is None


async def test_the_conversations_come_in_pages(lead: Caller) -> None:
    first = await lead.get(f"{MEASURES}/containment/conversations", limit=1)
    cursor = first["next_cursor"]
    second = await lead.get(f"{MEASURES}/containment/conversations", limit=1, cursor=cursor)

    assert first["items"] != second["items"]
    assert second["next_cursor"] is None
    refused = await lead("GET", f"{MEASURES}/containment/conversations?cursor=WzFd")
    assert refused.status_code == 422


async def test_every_figure_that_is_shown_leads_somewhere(lead: Caller) -> None:
    found = await lead.get(MEASURES)
    for one in found["measures"]:
        for name in (one["name"], *(part["name"] for part in one["beside"])):
            await lead.get(f"{MEASURES}/{name}/conversations")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nonsense/conversations", 422),
        ("/nonsense/split/category", 404),
        ("/containment/split/nonsense", 422),
        ("?since=2026-01-05T12:00:00Z&until=2026-01-04T12:00:00Z", 422),
        ("?since=2001-01-05T12:00:00Z", 422),
    ],
)
async def test_what_can_not_be_shown_is_refused(lead: Caller, path: str, status: int) -> None:
    assert (await lead("GET", MEASURES + path)).status_code == status


async def test_suggestions_are_counted_by_category_and_probability(office: Office) -> None:
    shop = office.shop.suggesting()
    for text in ("yes", "no"):
        await said(shop, DESCALE, text)
    await said(shop, DESCALE)
    shop.clock.move(timedelta(hours=1))
    found = await (await office.as_(Role.LEAD)).get(MEASURES)

    counts = [(one["shown"], one["yes"], one["no"], one["silent"]) for one in found["suggestions"]]
    assert [sum(column) for column in zip(*counts, strict=True)][1:3] == [1, 1]
    assert named(found)["containment"]["beside"]
    assert all(0 <= one["least"] <= 1 for one in found["suggestions"])


async def test_the_common_ones_are_of_the_categories_that_the_policy_names(
    lead: Caller, office: Office
) -> None:
    policy = replace(LIVE, common_categories=("billing",))
    office.app.state.desk = office.shop.under(policy).desk
    found = await lead.get(f"{MEASURES}/common/conversations")

    assert found["items"] == [], "none of these has this category"


async def test_what_is_open_now_is_listed_whenever_it_began(office: Office) -> None:
    shop = office.shop
    sent = await shop.write(await shop.customer(), PERSON)
    shop.clock.move(timedelta(days=60))
    found = await (await office.as_(Role.LEAD)).get(f"{MEASURES}/waiting/conversations")

    assert [one["conversation_id"] for one in found["items"]] == [str(sent.conversation)]


async def test_changes_are_marked(lead: Caller, office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    await admin.post("/api/v1/assistant/pause")
    office.shop.clock.move(timedelta(minutes=1))
    found = await lead.get(MEASURES)

    assert [one["says"] for one in found["marks"]] == ["Assistant stopped"]


async def test_prometheus_has_the_metrics(lead: Caller, office: Office) -> None:
    await lead.get(MEASURES)
    text = (await office.nobody("GET", "/metrics")).text

    assert 'tandem_metric{figure="n",name="containment",unit="share"} 3.0' in text
    assert "tandem_metric_outside_band{" not in text, "three are too few to say"


async def test_the_week_is_whole_and_names_what_went_badly(lead: Caller, office: Office) -> None:
    office.shop.clock.move(timedelta(days=7))
    lead = await office.as_(Role.LEAD)  # the session of a week ago is over
    found = await lead.get(f"{MEASURES}/week")
    before = await lead.get(f"{MEASURES}/week", weeks_ago=3)

    assert (found["since"], found["until"]) == ("2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z")
    assert found["reached"]["n"] == 1
    assert found["reviewed"]["wrong_answers"]["value"] is None
    assert [one["why"] for one in found["worst"]] == [["got a late reply"]]
    assert before["until"] == "2025-12-22T00:00:00Z"
    assert before["worst"] == []
