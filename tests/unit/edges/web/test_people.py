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


@pytest.mark.parametrize("name", ["You", "AMO"])
def test_nobody_is_listed_as_the_reader_or_as_amo(office: Harness, name: str) -> None:
    office.users.patch(ADA, {"name": name})
    text = office.get("/people", OPERATOR).text
    assert "<b>ada@example.com</b>" in text
    assert f"<b>{name}</b>" not in text


@pytest.mark.parametrize("email", ["ada@example.com", "no address", ""])
def test_an_invitation_that_cannot_be_says_why(office: Harness, email: str) -> None:
    answer = office.post("/people/invite", OPERATOR, email=email, role="member")
    assert 'class="problem"' in answer.text
    assert "/auth/link?token=" not in answer.text


def test_a_form_that_cannot_be_taken_says_why_in_its_own_words_and_keeps_what_was_chosen(office: Harness) -> None:
    form = {"email": "pat@example.com", "name": "Pat", "role": "reviewer", "team_id": "two words", "reviews_for": EVE}
    text = office.post("/people/invite", OPERATOR, **form).text
    assert "Team: write one word" in text
    for kept in ('value="pat@example.com"', 'value="two words"', f'<option value="{EVE}" selected>'):
        assert kept in text
    office.users.patch(EVE, {"reviews_for": frozenset({OPERATOR})})
    text = office.post(
        f"/people/{EVE}/rights", OPERATOR, role="member", team_id="two words", **{f"reviews-{ADA}": "1"}
    ).text
    assert "Team: write one word" in text
    assert re.findall(r'name="reviews-(\w+)" value="1" checked', text) == [ADA]


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


def test_the_people_say_from_when_a_changed_address_counts(office: Harness) -> None:
    office.call("PUT", f"/api/users/{ADA}", {"email": "ada@home.example"}, OPERATOR)
    text = office.get("/people", OPERATOR).text
    assert len(re.findall(r"address counts from \w{3} \d+ \w{3}", text)) == 1


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


def test_an_operator_gives_a_team_and_says_whom_somebody_reviews_for(office: Harness) -> None:
    shown = office.get(f"/people/{EVE}", OPERATOR).text
    assert 'name="reviews-ada"' in shown
    assert "/people/eve/rights" in shown
    said = {"role": "reviewer", "team_id": "leads", "department": "Sales", "reviews-ada": "1"}
    assert office.post(f"/people/{EVE}/rights", OPERATOR, **said).status == 303
    eve = office.users.get(EVE)
    assert (eve.role, eve.team, eve.department, eve.reviews_for) == ("reviewer", "leads", "Sales", frozenset({ADA}))
    listed = office.get("/people", OPERATOR).text
    assert "leads, reviews for ada" in listed
    assert 'value="1" checked' in office.get(f"/people/{EVE}", OPERATOR).text
    assert office.post(f"/people/{EVE}/rights", OPERATOR, role="reviewer").status == 303
    assert office.users.get(EVE).reviews_for == frozenset()
    assert office.users.get(EVE).team == "leads"


def test_why_it_cannot_be_is_said_beside_what_was_typed(office: Harness) -> None:
    answer = office.post(f"/people/{EVE}/rights", OPERATOR, team_id="two words")
    assert 'class="problem"' in answer.text
    assert 'value="two words"' in answer.text
    assert "another operator does" in office.get(f"/people/{OPERATOR}", OPERATOR).text
    assert office.get("/people/nobody", OPERATOR).status == 404


def test_somebody_is_invited_to_review_for_another(office: Harness) -> None:
    office.post(
        "/people/invite", OPERATOR, email="pat@example.com", reviews_for=OPERATOR, team_id="leads", role="member"
    )
    (pat,) = office.users.with_email("pat@example.com")
    assert (pat.reviews_for, pat.team) == (frozenset({OPERATOR}), "leads")


@pytest.mark.parametrize("who", [ADA, EVE])
def test_to_everybody_else_rights_and_teams_are_not_there(office: Harness, who: str) -> None:
    assert office.get(f"/people/{who}", who).status == 404
    assert office.post(f"/people/{who}/rights", who, role="operator").status == 404
    assert office.call("GET", "/api/autonomy/teams", None, who).status == 404
    assert office.call("PUT", f"/api/autonomy/teams/own-{who}", {"level": "autonomous"}, who).status == 404
    assert office.post("/autonomy/team", who, level="autonomous").status == 404
    assert 'id="team"' not in office.get("/autonomy", who).text


def test_a_team_s_rules_are_set_on_the_page_and_by_the_api(office: Harness) -> None:
    office.call("PUT", f"/api/users/{OPERATOR}", {"team_id": "leads"}, OPERATOR)
    assert office.users.get(OPERATOR).team_id == "", "nobody moves themselves"
    for user_id in (ADA, OPERATOR):
        office.users.patch(user_id, {"team_id": "leads"})
    assert office.post("/autonomy/team", OPERATOR, level="semi_autonomous", **{"type-create_task": "run"}).status == 303
    found = office.call("GET", "/api/autonomy/teams/leads", None, OPERATOR).json
    assert (found["level"], found["types"], found["for_oneself"]) == (
        "semi_autonomous",
        {"create_task": "run"},
        "supervised",
    )
    assert office.call("GET", "/api/autonomy", None, ADA).json["policy"]["level"] == "semi_autonomous"
    shown = office.get("/autonomy", OPERATOR).text
    assert "for you supervised" in shown
    assert "ada, olga (operator)" in shown
    changed = office.call("PUT", "/api/autonomy/teams/leads", {"types": {"create_task": None}}, OPERATOR).json
    assert (changed["level"], changed["types"]) == ("semi_autonomous", {})
    assert office.call("PUT", "/api/autonomy/teams/other", {"level": "autonomous"}, OPERATOR).status == 403
    assert office.call("PUT", "/api/autonomy/teams/leads", {"level": "reckless"}, OPERATOR).status == 422
    assert office.post("/autonomy/team", OPERATOR, level="reckless").status == 200
    assert len(office.call("GET", "/api/autonomy/teams", None, OPERATOR).json) == 1


def test_the_api_changes_what_is_sent_and_keeps_the_rest(office: Harness) -> None:
    said = {"team_id": "leads", "department": "Sales", "reviews_for": [ADA]}
    assert office.call("PUT", f"/api/users/{EVE}", said, OPERATOR).status == 200
    kept = office.call("PUT", f"/api/users/{EVE}", {"role": "reviewer"}, OPERATOR).json
    assert {name: kept[name] for name in said} == said
    assert office.call("PUT", f"/api/users/{EVE}", {"reviews_for": [EVE]}, OPERATOR).status == 400
    assert office.call("PUT", f"/api/users/{EVE}", {"team_id": "own-ada"}, OPERATOR).status == 422
