"""Conversations over HTTP: who sees them, what a page contains, and who may change what."""

import asyncio
import unicodedata
from datetime import timedelta
from uuid import UUID, uuid4

from tandem.core.desk.agent import Role
from tandem.store import messages
from tests.integration.shop import DESCALE, UNKNOWN
from tests.integration.web.agent.office import Caller, Office

CONVERSATIONS = "/api/v1/conversations"


def numbers(found: dict[str, list[dict[str, int]]]) -> list[int]:
    return [item["number"] for item in found["items"]]


async def walk(caller: Caller, **query: object) -> list[int]:
    """The numbers of every page, one item at a time."""
    found: list[int] = []
    cursor = None
    while True:
        page = await caller.get(
            CONVERSATIONS, **query, limit=1, **({"cursor": cursor} if cursor else {})
        )
        found += numbers(page)
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_a_conversation_is_told_with_everything_known(office: Office) -> None:
    contact = await office.customer("rosa@shop.example")
    earlier = await office.waiting(contact, "Where is order 1042?")
    id = await office.write(contact, DESCALE, apart=True)
    await office.shop.turns()
    await office.shop.press(contact)
    mara = await office.as_(Role.AGENT)

    told = await mara.get(f"{CONVERSATIONS}/{id}")

    row = told["conversation"]
    assert (row["id"], row["status"], row["owner"]) == (str(id), "open", "human")
    assert row["contact"] == {
        "id": str(contact), "name": "", "email": "rosa@shop.example", "is_verified": False,
    }  # fmt: skip
    assert (row["inbox_name"], row["preview"], row["waits_for"]) == ("Shop", DESCALE, "person")
    assert [message["author"] for message in told["messages"]][:2] == ["customer", "assistant"]
    assert told["contact"]["email"] == "rosa@shop.example"
    assert told["brief"]["wants"] == DESCALE
    assert told["brief"]["reason"] == "customer_request"
    assert [other["id"] for other in told["other_open"]] == [str(earlier)]
    assert [turn["rule"] for turn in told["turns"]] == ["answer"]
    assert told["draft"] is None


async def test_what_was_pressed_is_told_and_a_row_still_has_what_was_written(
    office: Office,
) -> None:
    contact = await office.customer()
    id = await office.write(contact, DESCALE)
    await office.shop.turns()
    mara = await office.as_(Role.AGENT)
    reply = (await mara.get(f"{CONVERSATIONS}/{id}"))["messages"][1]
    async with office.shop.desk.database.connection() as connection:
        shown = await messages.one(connection, UUID(reply["id"]))
    await office.shop.pick(contact, shown, "no")
    told = await mara.get(f"{CONVERSATIONS}/{id}")
    assert told["conversation"]["preview"] == DESCALE
    assert [(one["text"], one["picks"], one["chosen"]) for one in told["messages"]] == [
        (DESCALE, None, None),
        (reply["text"], None, "no"),
        ("No", "no", None),
    ]


async def test_what_the_assistant_proposes_stands_beside_the_thread(office: Office) -> None:
    contact = await office.customer()
    id = await office.write(contact, "Hello")
    mara = await office.as_(Role.AGENT)
    await mara.post(f"{CONVERSATIONS}/{id}/take-over", {})
    await office.write(contact, DESCALE)
    await office.shop.turns()
    told = await mara.get(f"{CONVERSATIONS}/{id}")
    assert told["conversation"]["draft"] is True
    assert "two descaling tablets" in told["draft"]["text"]
    assert told["draft"]["is_outdated"] is False


async def test_somebody_elses_conversation_is_not_there(office: Office) -> None:
    mara, other = await office.agent("Mara"), await office.agent("Ben")
    id = await office.waiting()
    await office.give(id, team=await office.team("Billing", other))
    foreign = await office.signed_in(mara)
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/messages", None),
        ("GET", "/events", None),
        ("PATCH", "", {"priority": "high"}),
        ("POST", "/messages", {"kind": "note", "text": "hello"}),
        ("POST", "/take-over", {}),
        ("POST", "/hand-back", {}),
        ("POST", "/resolve", {}),
        ("POST", "/reopen", {}),
        ("POST", "/assign", {"team_id": None, "assignee_id": None}),
        ("POST", "/snooze", {"until": "2026-01-06T09:00:00Z"}),
        ("POST", "/typing", None),
        ("POST", "/presence", {"doing": "viewing"}),
    ):
        missing = await foreign(method, f"{CONVERSATIONS}/{id}{path}", json=body)
        never = await foreign(method, f"{CONVERSATIONS}/{uuid4()}{path}", json=body)
        assert missing.status_code == never.status_code == 404, path
        assert missing.json()["detail"] == never.json()["detail"]
    assert numbers(await foreign.get(CONVERSATIONS)) == []
    assert (
        len(
            (await (await office.signed_in(await office.reread(other))).get(CONVERSATIONS))["items"]
        )
        == 1
    )
    assert len((await (await office.as_(Role.LEAD)).get(CONVERSATIONS))["items"]) == 1


async def test_open_views_begin_with_what_is_most_urgent(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    ids = []
    for _ in range(4):
        ids.append(await office.waiting())
        office.shop.clock.move(timedelta(minutes=1))
    await mara.patch(f"{CONVERSATIONS}/{ids[2]}", {"priority": "urgent"})
    await mara.patch(f"{CONVERSATIONS}/{ids[3]}", {"priority": "high"})
    await mara.post(
        f"{CONVERSATIONS}/{ids[0]}/messages", {"kind": "reply", "text": "Hello."}, status=201
    )
    await mara.post(f"{CONVERSATIONS}/{ids[0]}/assign", {"team_id": None, "assignee_id": None})

    # By priority, then by waiting time: the first was answered, so nobody waits there.
    assert await walk(mara, view="unassigned") == [3, 4, 2, 1]
    # By the newest message: the reply to the first came last.
    assert await walk(mara, view="all") == [1, 4, 3, 2]


async def test_each_view_shows_its_own(office: Office) -> None:
    agent = await office.agent()
    team = await office.team("Billing", agent)
    mara = await office.signed_in(await office.reread(agent))
    held, urgent, snoozed, resolved, teams = [await office.waiting() for _ in range(5)]
    answered = await office.write(await office.customer(), UNKNOWN, apart=True)
    await mara.post(f"{CONVERSATIONS}/{held}/take-over", {})
    await mara.patch(f"{CONVERSATIONS}/{urgent}", {"priority": "urgent"})
    await mara.post(f"{CONVERSATIONS}/{snoozed}/snooze", {"until": "2026-01-06T09:00:00Z"})
    await mara.post(f"{CONVERSATIONS}/{resolved}/resolve", {})
    await office.give(teams, team=team)

    async def shown(view: str) -> set[str]:
        return {item["id"] for item in (await mara.get(CONVERSATIONS, view=view))["items"]}

    assert await shown("mine") == {str(held)}
    assert await shown("unassigned") == {str(urgent), str(teams)}
    assert await shown("urgent") == {str(urgent)}
    assert await shown("assistant") == {str(answered)}
    assert await shown("snoozed") == {str(snoozed)}
    assert await shown("resolved") == {str(resolved)}
    assert await shown(f"team.{team}") == {str(teams)}
    assert len(await shown("all")) == 6
    waits = {item["id"]: item["waits_for"] for item in (await mara.get(CONVERSATIONS))["items"]}
    assert (waits[str(answered)], waits[str(snoozed)], waits[str(resolved)]) == (
        "assistant", "time", "customer",
    )  # fmt: skip


async def test_a_view_that_there_is_not_is_refused(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    for view in ("nonsense", "team.", "team.7", "team", ""):
        answer = await mara("GET", CONVERSATIONS, params={"view": view})
        assert answer.status_code == 422
        assert "mine" in answer.json()["hint"]


async def test_every_word_looked_for_is_found_in_one_place_or_another(office: Office) -> None:
    contact = await office.customer("rosa@shop.example")
    await office.write(contact, "My invoice says 19.", apart=True)
    await office.write(contact, "That is wrong, I think.")
    await office.write(await office.customer(), "The parcel is 100% empty.", apart=True)
    await office.write(
        await office.customer(), "I don't get it: NR-1042 in „GRÖSSE“, größe? 12.50", apart=True
    )
    mara = await office.as_(Role.AGENT)
    for query, found in (
        ("invoice", [1]),
        ("INVOICE wrong", [1]),
        ("rosa@shop", [1]),
        ("rosa@shop.example", [1]),
        ("shop.exam", [1]),
        ("invoice parcel", []),
        ("voice", []),  # a word is found by its beginning
        ("NR-1042", [3]),
        ("1042", [3]),
        ("größ", [3]),
        ("„Größe“ - 12.50", [3]),
        ("don't", [3]),
        ("100%", [2]),
        ("\\", []),
        ("'", []),
        ("!&|<->():*", []),
        ("invoice:* & !wrong | (", [1]),
        ("' or 1 = 1 --", []),
        ("%(words)s {columns}", []),
        ("a\0b", []),
        ("i" * 200, []),
        (" ".join("abcdefghij"), []),
        ("", [1, 2, 3]),
    ):
        assert sorted(numbers(await mara.get(CONVERSATIONS, q=query))) == found, query


async def test_letters_are_found_as_people_take_them_for_the_same(office: Office) -> None:
    """Accents, both normal forms, scripts without blanks, numbers however they are grouped."""
    apart = unicodedata.normalize("NFD", "Das Café in Müllheim wartet")
    for text in (
        apart,
        "我要退款，订单号码是 99281",
        "Ruf mich an: +49 170 1234567, Königsallee 5",
        "firmware v2.10.3 is broken in every way",
        "ช่วยคืนเงินให้ผมด้วย",
        "שָׁלוֹם, כמה זה עולה?",
    ):
        await office.write(await office.customer(), text, apart=True)
    mara = await office.as_(Role.AGENT)
    for query, found in (
        ("Café", [1]),
        ("cafe", [1]),
        (unicodedata.normalize("NFD", "Müllheim"), [1]),
        ("Mullheim", [1]),
        ("退款", [2]),
        ("款退", []),
        ("订单 99281", [2]),
        ("+491701234567", [3]),
        ("01701234567", [3]),
        ("00491701234567", [3]),
        ("1701234567", [3]),
        ("+49 170 1234567", [3]),
        ("konigsallee", [3]),
        ("KÖNIGSALLEE 5", [3]),
        ("2.10.3", [4]),
        ("v2.10", [4]),
        ("2.3", []),
        ("คืนเงิน", [5]),
        ("שלום", [6]),
    ):
        assert sorted(numbers(await mara.get(CONVERSATIONS, q=query))) == found, query


async def test_an_address_left_in_the_chat_is_found(office: Office) -> None:
    contact = await office.customer()
    await office.write(contact, "Please write to me.", apart=True)
    async with office.shop.database.transaction() as tx:
        await tx.execute(
            "update contact set left_email = 'greta.lind@shop.example' where id = %s", (contact,)
        )
    mara = await office.as_(Role.AGENT)
    assert numbers(await mara.get(CONVERSATIONS, q="greta.lind@shop.example")) == [1]


async def test_a_contacts_own_are_found_by_their_number(office: Office) -> None:
    contact = await office.customer()
    await office.waiting()
    await office.waiting(contact)
    assert numbers(await (await office.as_(Role.AGENT)).get(CONVERSATIONS, contact=contact)) == [2]


async def test_a_cursor_that_no_page_gave_is_refused(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    for cursor in ("nonsense", "W10", "WzEsMiwzXQ", "e30", "bnVsbA", "é"):
        answer = await mara("GET", CONVERSATIONS, params={"cursor": cursor})
        assert answer.status_code == 422, cursor


async def test_what_was_changed_meanwhile_is_not_changed_unseen(office: Office) -> None:
    id = await office.waiting()
    mara, path = await office.as_(Role.AGENT), f"{CONVERSATIONS}/{id}"
    seen = (await mara.get(path))["conversation"]["version"]
    changed = await mara.patch(
        path, {"priority": "high", "category": "billing", "tags": [" vat "], "version": seen}
    )
    assert (changed["priority"], changed["category"], changed["tags"]) == (
        "high",
        "billing",
        ["vat"],
    )
    for moved, body in (
        ("/take-over", {}),
        ("/hand-back", {}),
        ("/resolve", {}),
        ("/snooze", {"until": "2026-01-06T09:00:00Z"}),
        ("/assign", {"team_id": None, "assignee_id": None}),
        ("/reopen", {}),
    ):
        await mara.post(f"{path}{moved}", {**body, "version": seen}, status=409)
    await mara.patch(path, {"priority": "normal", "version": seen}, status=409)
    await mara.patch(path, {"category": "weather"}, status=422)
    assert (await mara.get(path))["conversation"]["version"] == changed["version"]


async def test_a_conversation_goes_the_ways_that_the_table_allows(office: Office) -> None:
    id = await office.waiting()
    mara, path = await office.as_(Role.AGENT), f"{CONVERSATIONS}/{id}"
    assert (await mara.post(f"{path}/take-over", {}))["assignee_id"] is not None
    snoozed = await mara.post(f"{path}/snooze", {"until": "2026-01-06T10:00:00+01:00"})
    assert (snoozed["status"], snoozed["snoozed_until"]) == ("snoozed", "2026-01-06T09:00:00Z")
    assert (await mara.post(f"{path}/reopen", {}))["status"] == "open"
    await mara.post(f"{path}/reopen", {}, status=409)
    await mara.post(f"{path}/snooze", {"until": "2026-01-05T11:00:00Z"}, status=409)
    await mara.post(f"{path}/snooze", {"until": "9999-12-31T23:59:59-12:00"}, status=422)
    await mara.post(f"{path}/snooze", {"until": "2026-01-06T09:00:00"}, status=422)
    back = await mara.post(f"{path}/hand-back", {})
    assert (back["status"], back["owner"], back["assignee_id"]) == ("pending", "assistant", None)
    await mara.post(f"{path}/assign", {"team_id": None, "assignee_id": None}, status=409)
    assert (await mara.post(f"{path}/resolve", {}))["resolution"] == "agent"
    await mara.post(f"{path}/resolve", {}, status=409)


async def test_two_who_assign_at_once_follow_one_another(office: Office) -> None:
    """Both saw the same version: one comes first, and the other must look again."""
    id = await office.waiting()
    mara, ben = await office.agent("Mara"), await office.agent("Ben")
    path = f"{CONVERSATIONS}/{id}"
    seen = (await (await office.signed_in(mara)).get(path))["conversation"]["version"]
    callers = [(await office.signed_in(agent), agent) for agent in (mara, ben)]
    answers = await asyncio.gather(
        *(
            caller(
                "POST",
                f"{path}/assign",
                json={"team_id": None, "assignee_id": str(agent.id), "version": seen},
            )
            for caller, agent in callers
        )
    )
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200, 409]
    winner = (mara, ben)[statuses.index(200)]
    assert (await callers[0][0].get(path))["conversation"]["assignee_id"] == str(winner.id)


async def test_it_can_be_given_only_to_who_is_there_and_works(office: Office) -> None:
    id = await office.waiting()
    mara, viewer = await office.as_(Role.AGENT), await office.agent("Ben", Role.VIEWER)
    for assignee in (viewer.id, uuid4()):
        body = {"team_id": None, "assignee_id": str(assignee)}
        await mara.post(f"{CONVERSATIONS}/{id}/assign", body, status=422)
    body = {"team_id": str(uuid4()), "assignee_id": None}
    await mara.post(f"{CONVERSATIONS}/{id}/assign", body, status=422)


async def test_a_program_brings_messages_in(office: Office) -> None:
    inbox = await office.inbox("api", "Orders")
    mara = await office.as_(Role.AGENT)
    body = {
        "inbox_id": str(inbox),
        "contact": {"email": "Rosa@Shop.example", "name": "Rosa"},
        "text": "I want to talk to a human",
    }
    key = {"Idempotency-Key": "order-7"}
    started = await mara.post(CONVERSATIONS, body, status=201, headers=key)
    again = await mara.post(CONVERSATIONS, body, status=201, headers=key)
    assert started == again
    assert (started["conversation"]["status"], started["message"]["text"]) == ("open", body["text"])
    await mara.post(CONVERSATIONS, {**body, "text": "Else"}, status=409, headers=key)
    other = await mara.post(CONVERSATIONS, body, status=201)
    assert other["conversation"]["id"] != started["conversation"]["id"]
    assert other["conversation"]["contact_id"] == started["conversation"]["contact_id"]
    known = {**body, "contact": {"id": started["conversation"]["contact_id"]}}
    await mara.post(CONVERSATIONS, known, status=201)


async def test_only_an_inbox_for_programs_takes_them(office: Office) -> None:
    mara, inbox = await office.as_(Role.AGENT), await office.inbox("api", "Orders")
    text, email = "Hello", "rosa@shop.example"

    async def start(inbox: object, contact: dict[str, str], status: int, text: str = text) -> None:
        body = {"inbox_id": str(inbox), "contact": contact, "text": text}
        await mara.post(CONVERSATIONS, body, status=status)

    await start(office.shop.inbox, {"email": email}, 422)
    await start(uuid4(), {"email": email}, 404)
    await start(inbox, {"id": str(uuid4())}, 404)
    await start(inbox, {"email": "nobody"}, 422)
    await start(inbox, {"email": email}, 422, text=" ")
    await start(inbox, {"email": email}, 201)


async def test_two_messages_of_a_new_address_at_once_are_one_contacts(office: Office) -> None:
    inbox, mara = await office.inbox("api", "Orders"), await office.as_(Role.AGENT)
    body = {"inbox_id": str(inbox), "contact": {"email": "rosa@shop.example"}, "text": "Hello"}
    answers = await asyncio.gather(*(mara("POST", CONVERSATIONS, json=body) for _ in range(4)))
    assert len({answer.json()["conversation"]["contact_id"] for answer in answers}) == 1
