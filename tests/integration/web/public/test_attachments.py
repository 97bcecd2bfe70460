"""A visitor's files."""

from uuid import UUID

import httpx

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.store_attachment import store_attachment
from tandem.actions.conversation.write_note import write_note
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Role
from tests.integration.shop import chunks
from tests.integration.web.chatting import new_inbox
from tests.integration.web.conftest import NewAgent
from tests.integration.web.public.visitors import arrived

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


async def upload(desk: Desk, agent: Agent) -> UUID:
    return (await store_attachment(desk, "plan.png", chunks(PNG), agent=agent.id)).id


async def test_files_are_their_senders_and_go_with_one_message(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    inbox = await new_inbox(desk)
    ours, theirs = await arrived(client, desk, inbox), await arrived(client, desk, inbox)
    answer = await client.post(
        "/widget/v1/attachments",
        files={"file": ("shot.png", PNG, "text/html")},
        headers=ours.headers,
    )
    assert answer.status_code == 201, answer.text
    kept = answer.json()
    assert (kept["name"], kept["media_type"], kept["bytes"]) == ("shot.png", "image/png", 48)
    path = f"/attachments/{kept['id']}"
    assert (await theirs.ask("GET", path)).status_code == 404
    assert (await ours.ask("GET", path)).content == PNG
    stolen = {"text": "Mine", "client_key": "k", "attachments": [kept["id"]]}
    assert (await theirs.ask("POST", "/messages", stolen)).status_code == 422
    sent = await ours.write("See", attachments=[kept["id"]])
    assert sent["message"]["attachments"] == [kept]
    again = await ours.ask("POST", "/messages", {**stolen, "client_key": "k2"})
    assert again.status_code == 422
    assert (await ours.ask("GET", path)).content == PNG
    assert (await theirs.ask("GET", path)).status_code == 404


async def test_a_file_of_a_note_is_no_customers(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    mara = await new_agent(Role.AGENT)
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    shown, hidden = await upload(desk, mara), await upload(desk, mara)
    await reply(desk, mara, id, Reply("See", "k", attachments=(shown,)))
    await write_note(desk, mara, id, "Not for them", "n", attachments=(hidden,))
    assert (await visitor.ask("GET", f"/attachments/{shown}")).content == PNG
    assert (await visitor.ask("GET", f"/attachments/{hidden}")).status_code == 404
