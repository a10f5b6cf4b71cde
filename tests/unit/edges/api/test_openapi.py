"""The OpenAPI document is one, and is kept: Schemathesis tries every operation of it, signed in and out.

``AMO_API_EXAMPLES`` says how many requests each operation gets, the same from each caller: a few here, for a longer
look more.
"""

import json
import os
import re
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case, GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from lambdas.edges.api import people_api, sources_api
from lambdas.edges.api.api import OPERATIONS, describe_all
from lambdas.edges.api.app import OPEN
from lambdas.edges.api.document import document
from tests.unit.edges.api.wsgi import application
from tests.unit.edges.harness import ADA, Harness, session_cookie
from tests.unit.edges.web.test_safety import IDS, body_of, filled

EXAMPLES = int(os.environ.get("AMO_API_EXAMPLES", "4"))
NAMES = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
OPERATOR, MEMBER, NOBODY = "operator", "member", "nobody"
UNSIGNED = {400, 401, 403}
"""What somebody who is not signed in may hear: who they are is asked before what they sent is read."""

Operation = APIOperation[Any, Any, Any, Any]

describe_all()
checks.load_all_checks()
CHECKED: list[Any] = [checks.CHECKS.get_one(name) for name in NAMES]
DOCUMENT: dict[str, Any] = json.loads(document())
CALLS = [(method, path) for method, path, *_ in (*OPERATIONS, *people_api.OPERATIONS, *sources_api.OPERATIONS)]
ADDRESSES = [re.sub(r"<(\w+)>", r"{\1}", f"{method} {path}") for method, path in CALLS]
OPEN_ADDRESSES = {f"{method} {path}" for method, path in OPEN}


@cache
def operations() -> dict[str, Operation]:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = application
    found = (one.ok() for one in schema.get_all_operations() if isinstance(one, Ok))
    return {operation.label: operation for operation in found}


def headers_of(caller: str) -> dict[str, str]:
    return {} if caller == NOBODY else {"Authorization": f"Bearer {session_cookie(ADA).partition('=')[2]}"}


def try_once(case: "Case[Any]", caller: str) -> None:
    """One request to a house as it is furnished, and what its answer promises."""
    note(f"asked by: {caller}")
    with pytest.MonkeyPatch.context() as patched:
        harness = Harness(patched)
        harness.furnish().users.patch(ADA, {"role": OPERATOR if caller == OPERATOR else MEMBER})
        answer = case.call(headers=headers_of(caller))
    case.validate_response(answer, checks=CHECKED)
    if caller == NOBODY and case.operation.label not in OPEN_ADDRESSES:
        assert answer.status_code in UNSIGNED, answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_operation_answers_as_its_document_says(address: str) -> None:
    """With what it takes and with what it does not, to its own and to unknown ids."""
    operation = operations()[address]
    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def try_it(data: st.DataObject) -> None:
        case = data.draw(st.one_of(modes))
        for name in case.path_parameters:
            if data.draw(st.booleans()):
                case.path_parameters[name] = IDS[name]
        for caller in (OPERATOR, MEMBER, NOBODY):
            try_once(case, caller)

    try_it()


def test_the_document_is_one_and_describes_every_operation() -> None:
    assert [str(fault) for fault in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []
    assert sorted(operations()) == sorted(ADDRESSES)


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("credentials", [{}, {"authorization": "Bearer x"}, {"cookie": "amo_session=x.y.z"}])
def test_who_may_call_is_what_the_document_says(
    furnished: Harness, method: str, path: str, credentials: dict[str, str]
) -> None:
    described = DOCUMENT["paths"][re.sub(r"<(\w+)>", r"{\1}", path)][method.lower()]
    sent = {"content-type": "application/json", **credentials}
    status = furnished.ask(method, filled(path), json.dumps(body_of(method, path) or {}).encode(), None, sent).status
    if "security" in described:
        assert (described["security"], (method, path) in OPEN) == ([], True)
    else:
        assert status == 401


def test_the_document_names_both_ways_to_sign_in_and_one_shape_of_refusal() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert {name: (one["type"], one.get("scheme", one.get("name"))) for name, one in schemes.items()} == {
        "bearer": ("http", "bearer"),
        "session": ("apiKey", "amo_session"),
    }
    assert DOCUMENT["security"] == [{"bearer": []}, {"session": []}]
    shapes = {json.dumps(answer["content"]) for answer in DOCUMENT["components"]["responses"].values()}
    assert shapes == {'{"application/json": {"schema": {"$ref": "#/components/schemas/ErrorView"}}}'}
    described = [one for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert {status for one in described for status in one["responses"]} <= {
        "200",
        "202",
        *DOCUMENT["components"]["responses"],
    }
