"""People are looked after by operators, and by nobody else; addresses count once somebody vouches for them."""

import re
from typing import Any

import pytest

from lambdas.domain.accounts.user import AddressProof
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

OPERATOR = "olga"


@pytest.fixture
def office(harness: Harness) -> Harness:
    """With an operator."""
    harness.users.put(a_user(OPERATOR, role="operator", created_at=NOW))
    harness.login_sessions.rows[OPERATOR, f"s-{OPERATOR}"] = harness.login_sessions.rows[ADA, f"s-{ADA}"].model_copy(
        update={"user_id": OPERATOR, "session_id": f"s-{OPERATOR}"}
    )
    return harness


def mailed_link(harness: Harness) -> str:
    (mail,) = harness.ses.calls
    (token,) = re.findall(r"/auth/address\?token=(\S+)", mail["Content"]["Simple"]["Body"]["Text"]["Data"])
    return str(token)


def test_an_operator_invites_somebody_who_comes_in_by_the_link(office: Harness) -> None:
    answer = office.post("/people/invite", OPERATOR, email="Grace@Example.com", name="Grace", role="reviewer")
    assert answer.status == 200
    (token,) = re.findall(r"/auth/link\?token=([\w-]+)", answer.text)
    (grace,) = office.users.with_email("grace@example.com")
    assert (grace.role, grace.email_proof) == ("reviewer", AddressProof.OPERATOR)
    headers = {"origin": "https://amo.example", "content-type": "application/x-www-form-urlencoded"}
    assert office.send("POST", "/auth/link", f"token={token}".encode(), None, headers).status == 303
    assert [user_id for user_id, name in office.login_sessions.rows if not name.startswith("s-")] == [grace.user_id]


@pytest.mark.parametrize("email", ["ada@example.com", "no address", ""])
def test_an_invitation_that_cannot_be_says_why(office: Harness, email: str) -> None:
    answer = office.post("/people/invite", OPERATOR, email=email, role="member")
    assert 'class="problem"' in answer.text
    assert "/auth/link?token=" not in answer.text


def test_somebody_is_deactivated_and_comes_back(office: Harness) -> None:
    assert office.post(f"/people/{ADA}", OPERATOR, active="false").status == 303
    assert not office.users.get(ADA).active
    assert office.post(f"/people/{ADA}", OPERATOR, active="true").status == 303
    assert office.users.get(ADA).active


def test_a_role_is_given(office: Harness) -> None:
    office.post(f"/people/{ADA}", OPERATOR, role="reviewer")
    assert office.users.get(ADA).role == "reviewer"


def test_why_somebody_cannot_come_back_is_said_above_the_people(office: Harness) -> None:
    office.users.patch(ADA, {"active": False})
    office.users.patch(EVE, {"email": "ada@example.com"})
    answer = office.post(f"/people/{ADA}", OPERATOR, active="true")
    assert 'class="problem"' in answer.text
    assert "Somebody else has this address here already" in answer.text


@pytest.mark.parametrize("change", [{"active": "false"}, {"role": "member"}])
def test_nobody_shuts_themselves_out(office: Harness, change: dict[str, str]) -> None:
    answer = office.post(f"/people/{OPERATOR}", OPERATOR, **change)
    assert "another operator" in answer.text
    assert (office.users.get(OPERATOR).active, office.users.get(OPERATOR).role) == (True, "operator")


@pytest.mark.parametrize("who", [ADA, EVE])
def test_to_everybody_else_the_people_are_not_there(office: Harness, who: str) -> None:
    assert office.get("/people", who).status == 404
    assert office.post("/people/invite", who, email="x@example.com", role="operator").status == 404
    assert office.post(f"/people/{who}", who, role="operator").status == 404
    assert office.call("GET", "/api/users", None, who).status == 404
    assert office.call("PUT", f"/api/users/{who}", {"role": "operator"}, who).status == 404
    assert office.users.get(who).role == "member"


def test_the_api_does_what_the_page_does(office: Harness) -> None:
    invited = office.call("POST", "/api/users", {"email": "grace@example.com"}, OPERATOR).json
    user_id = invited["person"]["user_id"]
    assert invited["link"].startswith("https://amo.example/auth/link?token=")
    assert office.call("POST", "/api/users", {"email": "grace@example.com"}, OPERATOR).status == 409
    assert office.call("PUT", f"/api/users/{user_id}", {"active": False}, OPERATOR).json["active"] is False
    listed: list[Any] = office.call("GET", "/api/users", None, OPERATOR).json
    assert {one["user_id"] for one in listed} == {ADA, EVE, OPERATOR, user_id}
    assert office.call("POST", f"/api/users/{user_id}/link", None, OPERATOR).json["link"]


def test_a_typed_address_counts_once_its_mailbox_confirms_it(harness: Harness) -> None:
    assert (
        harness.post("/auth/address", EVE, email="eve@home.example")
        .headers["Location"]
        .startswith("/settings?done=mailed")
    )
    assert harness.users.get(EVE).email == "eve@example.com"
    assert harness.ses.calls[0]["Destination"] == {"ToAddresses": ["eve@home.example"]}
    token = mailed_link(harness)
    assert "eve@home.example" in harness.get(f"/auth/address?token={token}", EVE).text
    assert harness.users.get(EVE).email == "eve@example.com"
    harness.post("/auth/address/confirm", EVE, proof=token)
    assert (harness.users.get(EVE).email, harness.users.get(EVE).email_proof) == ("eve@home.example", AddressProof.LINK)


def test_somebody_else_s_link_confirms_nothing(harness: Harness) -> None:
    harness.post("/auth/address", EVE, email="eve@home.example")
    assert harness.post("/auth/address/confirm", ADA, proof=mailed_link(harness)).status == 410
    assert harness.users.get(ADA).email == "ada@example.com"


def test_the_api_changes_no_address_that_nobody_vouches_for(harness: Harness) -> None:
    answer = harness.call("PUT", "/api/settings/profile", {"email": "boss@example.com", "timezone": "UTC"}, EVE)
    assert answer.status == 400
    assert harness.users.get(EVE).email == "eve@example.com"
