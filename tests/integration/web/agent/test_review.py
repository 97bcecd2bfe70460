"""The review queue over HTTP: blind before the verdict, revealed after it, and undoable."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from tandem.actions.review.draw_sample import draw_sample
from tandem.core.desk.agent import Role
from tests.integration.shop import DESCALE, PERSON, Shop
from tests.integration.web.agent.office import Office

HIDDEN = (
    "probability",
    "threshold",
    "confidence",
    "rule",
    "decision",
    "strata",
    "stratum",
    "stars",
    "was_helpful",
    "chosen",
    "first",
)


async def drawn(shop: Shop) -> tuple[UUID, UUID]:
    """A suggestion that the customer said no to, and a handoff, both in the queue and settled."""
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.suggesting().turns()
    suggestion = await shop.said(id)
    no = next(one.id for one in suggestion.options if one.kind.value == "no")
    await shop.pick(contact, suggestion, no)
    await shop.write(await shop.customer(), PERSON, apart=True)
    await shop.turns()
    shop.clock.move(timedelta(days=2))
    await draw_sample(shop.desk)
    await shop.row("update review_item set judges = 1 returning 1")
    [handoff] = await shop.row("select turn_id from review_item where kind = 'handoff'")
    assert suggestion.turn_id is not None
    return suggestion.turn_id, handoff


def keys_of(value: Any) -> set[str]:
    """Every key in a JSON value, however deep."""
    match value:
        case dict():
            return set(value) | {key for one in value.values() for key in keys_of(one)}
        case list():
            return {key for one in value for key in keys_of(one)}
        case _:
            return set()


async def test_an_item_is_blind_until_it_is_judged(office: Office) -> None:
    suggestion, handoff = await drawn(office.shop)
    lead = await office.as_(Role.LEAD)
    queue = await lead.get("/api/v1/review")
    assert queue["waiting"] == queue["open"] == queue["items"] == len(queue["next"]) >= 2
    assert not keys_of(queue["next"]) & set(HIDDEN)
    item = await lead.get(f"/api/v1/review/{suggestion}")
    assert (item["mine"], item["reveal"], item["waits"]) == (None, None, True)
    assert not keys_of(item) & (set(HIDDEN) - {"reveal"})
    assert '"first"' not in json.dumps(item)
    [shown] = [one for one in item["messages"] if one["is_judged"]]
    assert shown["author"] == "assistant"
    assert shown["sources"][0]["title"] == "Descale the boiler"
    assert [one["author"] for one in item["messages"]][:3] == ["customer", "assistant", "customer"]

    said = {"verdict": "wrong", "should_be_person": True, "missing": "The model."}
    key = {"Idempotency-Key": "once"}
    judged = await lead.post(f"/api/v1/review/{suggestion}/verdict", said, headers=key)
    assert judged == await lead.post(f"/api/v1/review/{suggestion}/verdict", said, headers=key)
    await lead.post(f"/api/v1/review/{suggestion}/verdict", said, status=409)
    assert judged["mine"]["missing"] == "The model."
    assert judged["labels"]["judged"] == 1
    reveal = judged["reveal"]
    assert (reveal["decision"], reveal["rule"]) == ("suggest", "suggest")
    assert (reveal["was_helpful"], reveal["stars"]) == (False, None)
    assert (reveal["strata"], reveal["drawn"], reveal["others"]) == (["first"], 1.0, [])
    assert 0 < reveal["probability"] <= 1

    other = await office.as_(Role.LEAD, "Omar")
    blind = await other.get(f"/api/v1/review/{suggestion}")
    assert (blind["mine"], blind["reveal"], blind["waits"]) == (None, None, False)
    await other.post(f"/api/v1/review/{suggestion}/verdict", said, status=409)
    await other.post(f"/api/v1/review/{suggestion}/undo", status=409)

    undone = await lead.post(f"/api/v1/review/{suggestion}/undo")
    assert (undone["mine"], undone["reveal"], undone["waits"]) == (None, None, True)
    await lead.post(f"/api/v1/review/{handoff}/verdict", {"should_be_person": True})


async def test_what_does_not_fit_is_refused(office: Office) -> None:
    suggestion, handoff = await drawn(office.shop)
    lead = await office.as_(Role.LEAD)
    path = f"/api/v1/review/{suggestion}/verdict"
    for wrong in (
        {"should_be_person": False},
        {"verdict": "maybe", "should_be_person": False},
        {"verdict": "right"},
        {"verdict": "right", "should_be_person": False, "missing": "a" * 2001},
        {"verdict": "right", "should_be_person": False, "category": "plants"},
    ):
        await lead.post(path, wrong, status=422)
    right = {"verdict": "right", "should_be_person": False}
    await lead.post(f"/api/v1/review/{handoff}/verdict", right, status=422)
    unknown = "00000000-0000-0000-0000-000000000000"
    await lead.post(f"/api/v1/review/{unknown}/verdict", right, status=404)
    assert (await lead("GET", f"/api/v1/review/{unknown}")).status_code == 404
    assert (await lead.get("/api/v1/review"))["done"] == 0


async def test_rates_come_from_what_was_judged(office: Office) -> None:
    suggestion, handoff = await drawn(office.shop)
    lead = await office.as_(Role.LEAD)
    before = await lead.get("/api/v1/review/rates")
    assert before["wrong_suggestions"] == {"value": None, "n": 0, "low": None, "high": None}
    said = {"verdict": "partly", "should_be_person": False}
    await lead.post(f"/api/v1/review/{suggestion}/verdict", said)
    await lead.post(f"/api/v1/review/{handoff}/verdict", {"should_be_person": False})
    rates = await lead.get("/api/v1/review/rates")
    assert (rates["wrong_suggestions"]["value"], rates["wrong_suggestions"]["n"]) == (0.0, 1)
    assert (rates["partly_suggestions"]["value"], rates["wrong_suggestions_most"]) == (1.0, 0.95)
    assert (rates["needless"]["value"], rates["needless"]["n"]) == (1.0, 1)
    assert rates["judged"] == 2
    none = await lead.get("/api/v1/review/rates", category="billing")
    assert none["judged"] == 0
    assert (await lead.get("/api/v1/review/rates", days=1))["items"] == 0
