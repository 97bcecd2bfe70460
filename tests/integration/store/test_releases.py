"""The home of every release opens under this code: it migrates, replays and goes on."""

import lzma
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tandem import app
from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.turn.receive import Inbound, Picks, receive
from tandem.actions.turn.replay import replay
from tandem.actions.turn.take_turn import take_turn
from tandem.core.desk.option import OptionKind
from tandem.postgres.cluster import wheel_folder
from tandem.settings import Settings
from tandem.store import agents, calibrations, events, leases, messages
from tests.integration.conftest import Server
from tests.integration.shop import LEASE

ADMIN = "mara@bramblebrew.example"
RELEASES = sorted((Path(__file__).parents[2] / "fixtures" / "releases").iterdir())


@pytest.fixture(params=RELEASES, ids=[path.name for path in RELEASES])
def settings(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a home that a release made."""
    folder: Path = request.param
    (tmp_path / "policy.toml").write_bytes((folder / "policy.toml").read_bytes())
    with server.empty() as conninfo:
        subprocess.run(
            [wheel_folder() / "bin" / "psql", "-qX", "-v", "ON_ERROR_STOP=1", conninfo],
            input=lzma.decompress((folder / "home.sql.xz").read_bytes()),
            check=True,
            capture_output=True,
        )
        yield Settings(home=tmp_path, database_url=conninfo)


async def test_it_opens_replays_and_goes_on(settings: Settings) -> None:
    async with app.open_desk(settings) as parts:
        desk = parts.desk
        assert parts.policies.current().suggest_from == 0.4, "what a file that says nothing gets"
        async with desk.database.connection() as connection:
            assert set(await calibrations.newest(connection)) == {"corpus", "judged"}
            cursor = await connection.execute("select id from turn order by taken_at")
            turns: list[UUID] = [row[0] for row in await cursor.fetchall()]
            cursor = await connection.execute("select id from conversation")
            conversations: list[UUID] = [row[0] for row in await cursor.fetchall()]
            for id in conversations:
                told = await events.since(connection, id, 0)
                thread = await messages.thread(connection, id)
                of_messages = [one.data for one in told if one.type == "message.created"]
                assert [one["decision"] for one in of_messages] == [m.decision for m in thread]
                assert all(one.data.get("decision") != "courtesy" for one in told)
                shown = [[option.shown() for option in message.options] for message in thread]
                assert [one["options"] for one in of_messages] == shown
            cursor = await connection.execute(
                "select i.id, c.id from inbox i, contact c where i.channel = 'widget' limit 1"
            )
            found = await cursor.fetchone()
        assert len(turns) > 40
        for turn in turns:
            again = await replay(desk.database, turn)
            assert again.identical, (turn, again.recorded, again.replayed)

        assert found is not None
        question = "Do you keep my whole card number somewhere?"
        received = await receive(desk, Inbound(found[1], found[0], question, "new", apart=True))
        async with desk.database.transaction() as tx:
            lease = await leases.claim(tx, until=desk.clock() + LEASE, now=desk.clock())
        assert lease is not None
        taken = await take_turn(desk, lease)
        assert (taken.conversation, taken.decision) == (received.conversation, "answer")


async def test_the_options_of_its_messages_are_read_and_can_be_pressed(settings: Settings) -> None:
    """They were texts: names of products, or titles of articles."""
    async with app.open_desk(settings) as parts:
        desk = parts.desk
        async with desk.database.connection() as connection:
            cursor = await connection.execute(
                "select m.id, c.contact_id, c.inbox_id from message m"
                " join conversation c on c.id = m.conversation_id"
                " where m.options != '[]' and c.status = 'open' order by c.number"
            )
            rows = await cursor.fetchall()
            (admin,) = [one for one in await agents.every(connection) if one.email == ADMIN]
            asked = [(await messages.one(connection, row[0]), *row[1:]) for row in rows]
        rules: list[str] = []
        for message, contact, inbox in asked:
            assert all(option.kind is OptionKind.ARTICLE for option in message.options)
            assert all(option.id == option.label for option in message.options)
            await hand_back(desk, admin, message.conversation_id)  # the assistant was paused
            picks = Picks(message.id, message.options[0].id)
            received = await receive(desk, Inbound(contact, inbox, "", "press", picks=picks))
            if received.message is None:  # something was said since
                continue
            assert received.message.text == message.options[0].label
            async with desk.database.transaction() as tx:
                lease = await leases.claim(tx, until=desk.clock() + LEASE, now=desk.clock())
            assert lease is not None
            taken = await take_turn(desk, lease)
            assert taken.conversation == message.conversation_id
            async with desk.database.connection() as connection:
                cursor = await connection.execute(
                    "select rule from turn where conversation_id = %s order by seen_seq desc",
                    [taken.conversation],
                )
                found = await cursor.fetchone()
                assert found is not None
                rules.append(found[0])
                last = (await messages.thread(connection, taken.conversation))[-1]
            assert last.turn_id is not None
            assert (await replay(desk.database, last.turn_id)).identical
        assert rules == ["suggest", "chosen"]
