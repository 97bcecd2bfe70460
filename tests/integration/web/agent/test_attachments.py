"""Files over HTTP: their detected type, who may read them, and how a browser treats them."""

from typing import Any
from uuid import uuid4

from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Caller, Office

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PAGE = b"<script>alert(1)</script>"
FILES = "/api/v1/attachments"


async def upload(
    caller: Caller, content: bytes, name: str = "a.png", kind: str = "image/png", status: int = 201
) -> Any:
    return await caller.post(FILES, status=status, files={"file": (name, content, kind)})


async def test_its_bytes_say_what_a_file_is(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    for content, kind in (
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (PAGE, "application/octet-stream"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream"),
        (b"\x89PN", "application/octet-stream"),
        (b"%PDF-1.7", "application/octet-stream"),
    ):
        kept = await upload(mara, content)
        assert (kept["media_type"], kept["bytes"]) == (kind, len(content))
        answer = await mara("GET", f"{FILES}/{kept['id']}")
        assert answer.content == content
        headers = answer.headers
        assert headers["content-type"] == kind
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        shown = "inline" if kind.startswith("image/") else "attachment"
        assert headers["content-disposition"] == f"{shown}; filename*=UTF-8''a.png"


async def test_a_name_can_not_mislead(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    for given, kept in (
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\bill.pdf", "bill.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("...", "file"),
        ("a" * 300 + ".png", "a" * 116 + ".png"),
        ("rechnung für märz.pdf", "rechnung für märz.pdf"),
        ("a?b*c.png", "a_b_c.png"),
    ):
        assert (await upload(mara, PNG, given))["name"] == kept


async def test_a_file_goes_with_one_message_of_its_own_author(office: Office) -> None:
    id = await office.waiting()
    mara, ben = await office.as_(Role.AGENT), await office.as_(Role.AGENT, "Ben")
    file = (await upload(mara, PNG))["id"]
    path = f"/api/v1/conversations/{id}/messages"
    body = {"kind": "note", "text": "", "attachments": [file]}
    await ben.post(path, body, status=422)
    assert (await ben("GET", f"{FILES}/{file}")).status_code == 404
    sent = await mara.post(path, body, status=201)
    assert [attachment["id"] for attachment in sent["attachments"]] == [file]
    await mara.post(path, body, status=422)
    assert (await ben("GET", f"{FILES}/{file}")).status_code == 200
    await office.give(id, team=await office.team("Billing", await office.agent("Rosa")))
    assert (await ben("GET", f"{FILES}/{file}")).status_code == 404


async def test_what_is_no_file_is_refused(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    await upload(mara, b"", status=422)
    await mara.post(FILES, {"file": "text"}, status=422)
    await mara.post(FILES, status=422, data={"file": "text"})
    await upload(await office.as_(Role.VIEWER), PNG, status=403)
    assert (await mara("GET", f"{FILES}/{uuid4()}")).status_code == 404


async def test_a_file_that_is_too_large_is_refused_unread(office: Office) -> None:
    await upload(await office.as_(Role.AGENT), bytes(20_000_001), status=413)
