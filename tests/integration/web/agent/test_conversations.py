"""Conversations over HTTP: who sees them, what a page holds, and who may change what."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from tandem.core.desk.agent import Role
from tests.integration.desk.shop import DESCALE, UNKNOWN
from tests.integration.web.agent.office import Caller, Office

CONVERSATIONS = "/api/v1/conversations"


def numbers(found: dict[str, list[dict[str, int]]]) -> list[int]:
    return [item["number"] for item in found["items"]]


def walk(caller: Caller, **query: object) -> list[int]:
    """The numbers of every page, one item at a time."""
    found: list[int] = []
    cursor = None
    while True:
        page = caller.get(CONVERSATIONS, **query, limit=1, **({"cursor": cursor} if cursor else {}))
        found += numbers(page)
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_a_conversation_is_told_with_everything_known(office: Office) -> None:
    contact = office.customer("rosa@shop.example")
    earlier = office.waiting(contact, "Where is order 1042?")
    id = office.write(contact, DESCALE, apart=True)
    office.runner.run(office.shop.turns())
    office.runner.run(office.shop.press(contact))
    mara = office.as_(Role.AGENT)

    told = mara.get(f"{CONVERSATIONS}/{id}")

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


def test_what_the_assistant_proposes_stands_beside_the_thread(office: Office) -> None:
    contact = office.customer()
    id = office.write(contact, "Hello")
    mara = office.as_(Role.AGENT)
    mara.post(f"{CONVERSATIONS}/{id}/take-over", {})
    office.write(contact, DESCALE)
    office.runner.run(office.shop.turns())
    told = mara.get(f"{CONVERSATIONS}/{id}")
    assert told["conversation"]["draft"] is True
    assert "two descaling tablets" in told["draft"]["text"]
    assert told["draft"]["is_outdated"] is False


def test_somebody_elses_conversation_is_not_there(office: Office) -> None:
    mara, other = office.agent("Mara"), office.agent("Ben")
    id = office.waiting()
    office.give(id, team=office.team("Billing", other))
    foreign = office.signed_in(mara)
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
    ):
        missing = foreign(method, f"{CONVERSATIONS}/{id}{path}", json=body)
        never = foreign(method, f"{CONVERSATIONS}/{uuid4()}{path}", json=body)
        assert missing.status_code == never.status_code == 404, path
        assert missing.json()["detail"] == never.json()["detail"]
    assert numbers(foreign.get(CONVERSATIONS)) == []
    assert len(office.signed_in(office.reread(other)).get(CONVERSATIONS)["items"]) == 1
    assert len(office.as_(Role.LEAD).get(CONVERSATIONS)["items"]) == 1


def test_open_views_begin_with_what_is_most_urgent(office: Office) -> None:
    mara = office.as_(Role.AGENT)
    ids = []
    for _ in range(4):
        ids.append(office.waiting())
        office.shop.clock.move(timedelta(minutes=1))
    mara.patch(f"{CONVERSATIONS}/{ids[2]}", {"priority": "urgent"})
    mara.patch(f"{CONVERSATIONS}/{ids[3]}", {"priority": "high"})
    mara.post(f"{CONVERSATIONS}/{ids[0]}/messages", {"kind": "reply", "text": "Hello."}, status=201)
    mara.post(f"{CONVERSATIONS}/{ids[0]}/assign", {"team_id": None, "assignee_id": None})

    # By priority, then by waiting: the first was answered, so nobody waits there.
    assert walk(mara, view="unassigned") == [3, 4, 2, 1]
    # By the newest message: the reply to the first came last.
    assert walk(mara, view="all") == [1, 4, 3, 2]


def test_each_view_shows_its_own(office: Office) -> None:
    agent = office.agent()
    team = office.team("Billing", agent)
    mara = office.signed_in(office.reread(agent))
    held, urgent, snoozed, resolved, teams = (office.waiting() for _ in range(5))
    answered = office.write(office.customer(), UNKNOWN, apart=True)
    mara.post(f"{CONVERSATIONS}/{held}/take-over", {})
    mara.patch(f"{CONVERSATIONS}/{urgent}", {"priority": "urgent"})
    mara.post(f"{CONVERSATIONS}/{snoozed}/snooze", {"until": "2026-01-06T09:00:00Z"})
    mara.post(f"{CONVERSATIONS}/{resolved}/resolve", {})
    office.give(teams, team=team)

    def shown(view: str) -> set[str]:
        return {item["id"] for item in mara.get(CONVERSATIONS, view=view)["items"]}

    assert shown("mine") == {str(held)}
    assert shown("unassigned") == {str(urgent), str(teams)}
    assert shown("urgent") == {str(urgent)}
    assert shown("assistant") == {str(answered)}
    assert shown("snoozed") == {str(snoozed)}
    assert shown("resolved") == {str(resolved)}
    assert shown(f"team.{team}") == {str(teams)}
    assert len(shown("all")) == 6
    waits = {item["id"]: item["waits_for"] for item in mara.get(CONVERSATIONS)["items"]}
    assert (waits[str(answered)], waits[str(snoozed)], waits[str(resolved)]) == (
        "assistant", "time", "customer",
    )  # fmt: skip


def test_a_view_that_there_is_not_is_refused(office: Office) -> None:
    mara = office.as_(Role.AGENT)
    for view in ("nonsense", "team.", "team.7", "team", ""):
        answer = mara("GET", CONVERSATIONS, params={"view": view})
        assert answer.status_code == 422
        assert "mine" in answer.json()["hint"]


def test_every_word_looked_for_is_found_in_one_place_or_another(office: Office) -> None:
    contact = office.customer("rosa@shop.example")
    office.write(contact, "My invoice says 19.", apart=True)
    office.write(contact, "That is wrong, I think.")
    office.write(office.customer(), "The parcel is 100% empty.", apart=True)
    office.write(office.customer(), "I don't get it: NR-1042 in „GRÖSSE“, größe? 12.50", apart=True)
    mara = office.as_(Role.AGENT)
    for query, found in (
        ("invoice", [1]),
        ("INVOICE wrong", [1]),
        ("rosa@shop", [1]),
        ("rosa@shop.example", [1]),
        ("shop.exam", [1]),
        ("invoice parcel", []),
        ("voice", []),  # words are known by how they begin
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
        assert sorted(numbers(mara.get(CONVERSATIONS, q=query))) == found, query


def test_a_contacts_own_are_found_by_their_number(office: Office) -> None:
    contact = office.customer()
    office.waiting()
    office.waiting(contact)
    assert numbers(office.as_(Role.AGENT).get(CONVERSATIONS, contact=contact)) == [2]


def test_a_cursor_that_no_page_gave_is_refused(office: Office) -> None:
    mara = office.as_(Role.AGENT)
    for cursor in ("nonsense", "W10", "WzEsMiwzXQ", "e30", "bnVsbA", "é"):
        answer = mara("GET", CONVERSATIONS, params={"cursor": cursor})
        assert answer.status_code == 422, cursor


def test_what_was_changed_meanwhile_is_not_changed_unseen(office: Office) -> None:
    id = office.waiting()
    mara, path = office.as_(Role.AGENT), f"{CONVERSATIONS}/{id}"
    seen = mara.get(path)["conversation"]["version"]
    changed = mara.patch(
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
        mara.post(f"{path}{moved}", {**body, "version": seen}, status=409)
    mara.patch(path, {"priority": "normal", "version": seen}, status=409)
    mara.patch(path, {"category": "weather"}, status=422)
    assert mara.get(path)["conversation"]["version"] == changed["version"]


def test_a_conversation_goes_the_ways_that_the_table_allows(office: Office) -> None:
    id = office.waiting()
    mara, path = office.as_(Role.AGENT), f"{CONVERSATIONS}/{id}"
    assert mara.post(f"{path}/take-over", {})["assignee_id"] is not None
    snoozed = mara.post(f"{path}/snooze", {"until": "2026-01-06T10:00:00+01:00"})
    assert (snoozed["status"], snoozed["snoozed_until"]) == ("snoozed", "2026-01-06T09:00:00Z")
    assert mara.post(f"{path}/reopen", {})["status"] == "open"
    mara.post(f"{path}/reopen", {}, status=409)
    mara.post(f"{path}/snooze", {"until": "2026-01-05T11:00:00Z"}, status=409)
    mara.post(f"{path}/snooze", {"until": "9999-12-31T23:59:59-12:00"}, status=422)
    mara.post(f"{path}/snooze", {"until": "2026-01-06T09:00:00"}, status=422)
    back = mara.post(f"{path}/hand-back", {})
    assert (back["status"], back["owner"], back["assignee_id"]) == ("pending", "assistant", None)
    mara.post(f"{path}/assign", {"team_id": None, "assignee_id": None}, status=409)
    assert mara.post(f"{path}/resolve", {})["resolution"] == "agent"
    mara.post(f"{path}/resolve", {}, status=409)


def test_two_who_assign_at_once_follow_one_another(office: Office) -> None:
    """Both saw the same version: one is first, and the other is told to look again."""
    id = office.waiting()
    mara, ben = office.agent("Mara"), office.agent("Ben")
    path = f"{CONVERSATIONS}/{id}"
    seen = office.signed_in(mara).get(path)["conversation"]["version"]
    callers = [(office.signed_in(agent), agent) for agent in (mara, ben)]

    async def both() -> list[int]:
        answers = await asyncio.gather(
            *(
                caller.send(
                    "POST",
                    f"{path}/assign",
                    json={"team_id": None, "assignee_id": str(agent.id), "version": seen},
                )
                for caller, agent in callers
            )
        )
        return [answer.status_code for answer in answers]

    statuses = office.runner.run(both())
    assert sorted(statuses) == [200, 409]
    winner = (mara, ben)[statuses.index(200)]
    assert callers[0][0].get(path)["conversation"]["assignee_id"] == str(winner.id)


def test_it_can_be_given_only_to_who_is_there_and_works(office: Office) -> None:
    id = office.waiting()
    mara, viewer = office.as_(Role.AGENT), office.agent("Ben", Role.VIEWER)
    for assignee in (viewer.id, uuid4()):
        body = {"team_id": None, "assignee_id": str(assignee)}
        mara.post(f"{CONVERSATIONS}/{id}/assign", body, status=422)
    body = {"team_id": str(uuid4()), "assignee_id": None}
    mara.post(f"{CONVERSATIONS}/{id}/assign", body, status=422)


def test_a_program_brings_messages_in(office: Office) -> None:
    inbox = office.inbox("api", "Orders")
    mara = office.as_(Role.AGENT)
    body = {
        "inbox_id": str(inbox),
        "contact": {"email": "Rosa@Shop.example", "name": "Rosa"},
        "text": "I want to talk to a human",
    }
    key = {"Idempotency-Key": "order-7"}
    started = mara.post(CONVERSATIONS, body, status=201, headers=key)
    again = mara.post(CONVERSATIONS, body, status=201, headers=key)
    assert started == again
    assert (started["conversation"]["status"], started["message"]["text"]) == ("open", body["text"])
    mara.post(CONVERSATIONS, {**body, "text": "Else"}, status=409, headers=key)
    other = mara.post(CONVERSATIONS, body, status=201)
    assert other["conversation"]["id"] != started["conversation"]["id"]
    assert other["conversation"]["contact_id"] == started["conversation"]["contact_id"]
    known = {**body, "contact": {"id": started["conversation"]["contact_id"]}}
    mara.post(CONVERSATIONS, known, status=201)


def test_only_an_inbox_for_programs_takes_them(office: Office) -> None:
    mara, inbox = office.as_(Role.AGENT), office.inbox("api", "Orders")
    text, email = "Hello", "rosa@shop.example"

    def start(inbox: object, contact: dict[str, str], status: int, text: str = text) -> None:
        body = {"inbox_id": str(inbox), "contact": contact, "text": text}
        mara.post(CONVERSATIONS, body, status=status)

    start(office.shop.inbox, {"email": email}, 422)
    start(uuid4(), {"email": email}, 404)
    start(inbox, {"id": str(uuid4())}, 404)
    start(inbox, {"email": "nobody"}, 422)
    start(inbox, {"email": email}, 422, text=" ")
    start(inbox, {"email": email}, 201)


def test_two_messages_of_a_new_address_at_once_are_one_contacts(office: Office) -> None:
    inbox, mara = office.inbox("api", "Orders"), office.as_(Role.AGENT)
    body = {"inbox_id": str(inbox), "contact": {"email": "rosa@shop.example"}, "text": "Hello"}

    async def both() -> set[str]:
        answers = await asyncio.gather(
            *(mara.send("POST", CONVERSATIONS, json=body) for _ in range(4))
        )
        return {answer.json()["conversation"]["contact_id"] for answer in answers}

    assert len(office.runner.run(both())) == 1
