"""The API's own description holds for any request: no server error, no other shape."""

import asyncio
from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests import Request
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tandem.core.desk.agent import Role
from tests.integration.shop import PERSON
from tests.integration.web.agent.office import Caller, Office

SHAPE = response_schema_conformance
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    SHAPE,
]
EXAMPLES = 6  # of each operation
LEFT_OUT = {"delete_session", "delete_sessions"}  # they would sign the caller out
# OpenAPI 3.1 calls a stream of events a string; the check would compare every event with that.
STREAMS = {"follow_desk", "follow_conversation"}

bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


async def known(office: Office) -> dict[str, str]:
    """An existing object for each kind of id, by the folder of its path."""
    admin, contact = await office.as_(Role.ADMIN), await office.customer()
    id = await office.write(contact, PERSON, apart=True)
    told = await admin.get(f"/api/v1/conversations/{id}")
    file = {"file": ("a.png", b"\x89PNG\r\n\x1a\n", "image/png")}
    return {
        "conversations": str(id),
        "contacts": str(contact),
        "turns": told["turns"][0]["id"],
        "agents": str((await office.agent("Ida")).id),
        "teams": str(await office.team("Billing")),
        "inboxes": str(await office.inbox("api", "Orders")),
        "attachments": (await admin.post("/api/v1/attachments", status=201, files=file))["id"],
    }


async def probe(
    operation: APIOperation[Any, Any, Any, Any], caller: Caller, there: Mapping[str, str]
) -> None:
    """Send what an operation allows, and what it does not; half of it about existing objects."""
    name = operation.definition.raw["operationId"]
    checks = [check for check in CHECKS if name not in STREAMS or check is not SHAPE]
    cases = operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    loop = asyncio.get_running_loop()

    @bounded
    @given(case=cases, is_known=st.booleans())
    def holds(case: Case[Any], is_known: bool) -> None:
        folder = case.path.removeprefix("/api/v1/").partition("/")[0]
        if is_known and "id" in case.path_parameters and folder in there:
            case.path_parameters["id"] = there[folder]
        sent = Request(**case.as_transport_kwargs(base_url="http://desk.test")).prepare()
        headers = dict(sent.headers)
        asking = asyncio.run_coroutine_threadsafe(
            caller(sent.method or "", sent.url or "", content=sent.body, headers=headers), loop
        )
        case.validate_response(asking.result(), checks=checks)

    await asyncio.to_thread(holds)  # Hypothesis itself does not await


async def test_whatever_is_sent_is_answered_as_documented(office: Office) -> None:
    office.app.state.hub.close()  # so that a stream ends once it has begun
    there, admin = await known(office), await office.as_(Role.ADMIN)
    visitor = await office.visitor(await office.customer())
    found = schemathesis.openapi.from_dict(office.app.openapi()).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    for operation in operations:
        if operation.definition.raw["operationId"] not in LEFT_OUT:
            is_public = operation.path.startswith("/widget/")
            await probe(operation, visitor if is_public else admin, there)
    assert len(operations) > 50
