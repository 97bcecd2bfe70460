"""Drafts and what people did with them, over HTTP."""

from tandem.actions.conversation.reply import Reply, reply
from tandem.core.desk.agent import Role
from tandem.core.turn.policy import Mode
from tests.integration.shop import MILK, in_mode
from tests.integration.web.agent.office import Office


async def test_shares_are_of_the_drafts_that_a_person_replied_to(office: Office) -> None:
    shop = office.shop.under(in_mode(Mode.DRAFT))
    lead = await office.as_(Role.LEAD)
    assert (await lead.get("/api/v1/outcomes/drafts"))["items"] == []
    mara = await shop.agent()
    for key in ("own", "open"):
        id = (await shop.write(await shop.customer(), MILK)).conversation
        await shop.turns()
        if key == "own":
            await reply(shop.desk, mara, id, Reply("Sixty.", key))
    found = await lead.get("/api/v1/outcomes/drafts", days="7")
    (row,) = found["items"]
    assert (found["days"], row["maker"], row["drafts"], row["decided"]) == (7, "extractive", 2, 1)
    assert (row["ignored"]["value"], row["ignored"]["n"], row["used"]["value"]) == (1.0, 1, 0.0)
    assert (row["open"], row["changed_median"]) == (1, None)
