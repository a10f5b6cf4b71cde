"""What only an operator with AWS credentials does: making users, and saying what they may decide."""

from dataclasses import replace
from typing import Any

import pytest

from lambdas import wiring
from lambdas.accounts.tokens import link_hash
from lambdas.domain.accounts.address_changes import OBJECTION
from lambdas.domain.accounts.user import AddressProof
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.operator import user_turns
from lambdas.edges.operator.accounts import (
    OPERATOR,
    connect_calendar,
    issue_sign_in_link,
    move_calendars,
    provision_user,
    set_team_level,
)
from lambdas.errors import Retryable
from lambdas.store.rows import to_row
from tests.fakes.samples import a_connection, a_user
from tests.fakes.stores import FakeAuditLog, FakeAutonomyRows
from tests.unit.edges.harness import ADA, NOW, Harness


@pytest.fixture
def rows(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> FakeAutonomyRows:
    rows = FakeAutonomyRows(FakeAuditLog())
    monkeypatch.setattr(wiring, "autonomy_rows", lambda: rows)
    return rows


def test_a_team_finds_its_reviewer_and_its_log_says_who_became_one(harness: Harness, rows: FakeAutonomyRows) -> None:
    request = {"user_id": "rea", "email": "rea@example.com", "role": "reviewer", "team_id": "leads"}
    assert provision_user(request, None) == {"user_id": "rea"}
    assert (harness.users.get("rea").team, harness.users.get("rea").role) == ("leads", "reviewer")
    assert rows.members("leads") == ["rea"]
    assert [(row["event"], row["note"]) for row in rows.log.rows("leads")] == [("role_given", "rea: reviewer in leads")]


def test_another_address_of_somebody_is_on_the_log_without_being_in_it(
    harness: Harness, rows: FakeAutonomyRows
) -> None:
    """Whoever holds the stage's credentials could have a lent link's code sent there, and put the old one back."""
    provision_user({"user_id": "rea", "email": "rea@example.com", "team_id": "leads"}, None)
    for email in ("elsewhere@example.com", "rea@example.com", "rea@example.com"):
        assert provision_user({"user_id": "rea", "email": email}, None) == {"user_id": "rea"}
    told = [(row["event"], row["actor"], row["note"]) for row in rows.log.rows("leads")][1:]
    assert told == [("address_given", "agent:operator", "rea: another address")] * 2


def test_an_address_changed_with_the_stage_s_credentials_brings_nobody_in_for_a_week(
    harness: Harness, rows: FakeAutonomyRows
) -> None:
    for email in ("mallory@example.com", "", "mallory@example.com"):
        provision_user({"user_id": ADA, "email": email}, None)
        assert harness.users.get(ADA).email_counts_at == NOW + OBJECTION
    assert harness.users.get(ADA).recognising_email(NOW) == ""
    assert harness.ses.calls[0]["Destination"] == {"ToAddresses": ["ada@example.com"]}
    told = harness.approvals.notifier.sent[0]
    assert (told.user_id, told.kind) == (ADA, MessageKind.ACCOUNT_CHANGED)
    assert told.title == "Whoever runs AMO here changed your address in AMO to mallory@example.com"


def test_somebody_new_is_known_by_the_address_they_are_made_with(harness: Harness, rows: FakeAutonomyRows) -> None:
    provision_user({"user_id": "rea", "email": "rea@example.com"}, None)
    provision_user({"user_id": "sam"}, None)
    provision_user({"user_id": "sam", "email": "sam@example.com"}, None)
    assert all(harness.users.get(user_id).recognising_email(NOW) for user_id in ("rea", "sam"))
    assert harness.ses.calls == []


@pytest.mark.parametrize(
    ("role", "url", "counts"),
    [
        ("operator", "http://localhost:4600", True),
        ("reviewer", "http://localhost:4600", False),
        ("operator", "https://amo.example", False),
    ],
)
def test_on_a_laptop_its_operator_says_their_own_address(
    harness: Harness, rows: FakeAutonomyRows, monkeypatch: pytest.MonkeyPatch, role: str, url: str, counts: bool
) -> None:
    """``./amo up --email`` once more: the state folder is that operator's."""
    there = wiring.settings()
    monkeypatch.setattr(
        wiring, "settings", lambda: replace(there, environment={**there.environment, "AMO_PUBLIC_URL": url})
    )
    harness.users.patch(ADA, {"role": role})
    provision_user({"user_id": ADA, "email": "ada@home.example", "role": "operator"}, None)
    assert bool(harness.users.get(ADA).recognising_email(NOW)) is counts
    assert (harness.approvals.notifier.sent == []) is counts


def test_what_changes_nobody_s_role_is_not_audited(harness: Harness, rows: FakeAutonomyRows) -> None:
    for timezone in ("Europe/Berlin", "Europe/Paris"):
        provision_user({"user_id": "rea", "role": "reviewer", "team_id": "leads", "timezone": timezone}, None)
    assert harness.users.get("rea").timezone == "Europe/Paris"
    assert len(list(rows.log.rows("leads"))) == 1


def test_a_field_left_out_stays_and_an_empty_one_is_taken_away(harness: Harness, rows: FakeAutonomyRows) -> None:
    whole = {
        "user_id": "rea",
        "email": "Rea@Example.com",
        "name": "Rea",
        "timezone": "Europe/Berlin",
        "role": "reviewer",
        "team_id": "leads",
        "department": "Sales",
        "reviews_for": [ADA],
    }
    provision_user(whole, None)
    made = harness.users.get("rea")
    assert (made.email, made.email_proof, made.reviews_for) == (
        "rea@example.com",
        AddressProof.OPERATOR,
        frozenset({ADA}),
    )
    for change in ({}, {"first_timezone": "UTC"}, {"timezone": None, "email": None}):
        provision_user({"user_id": "rea", **change}, None)
        assert harness.users.get("rea") == made
    provision_user({"user_id": "rea", "email": "", "team_id": "", "department": "", "reviews_for": []}, None)
    bare = harness.users.get("rea")
    assert (bare.email, bare.email_proof, bare.team, bare.department) == ("", None, "own-rea", "")
    assert (bare.name, bare.timezone, bare.role) == ("Rea", "Europe/Berlin", "reviewer")
    told = [row["note"] for row in rows.log.rows("own-rea")]
    assert told == ["rea: reviewer, from leads", "rea: no address any more"]


def test_somebody_new_begins_in_the_zone_of_their_machine(harness: Harness) -> None:
    provision_user({"user_id": "rea", "first_timezone": "Asia/Tokyo"}, None)
    assert harness.users.get("rea").timezone == "Asia/Tokyo"
    provision_user({"user_id": "sam"}, None)
    assert harness.users.get("sam").timezone == "UTC"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "rea@example.com, eve@evil.example"}, "one e-mail address alone"),
        ({"team_id": "own-ada"}, "team_id: a name that begins with own- is of somebody who has no team"),
        ({"email": "reа@example.com"}, "look like others"),
        ({"email": "ada@example.com"}, "Somebody else has this address"),
        ({"quiet_hours": {"start": "22:00Z", "end": "07:00"}}, "quiet_hours"),
        ({"reviews_for": ["nobody"]}, "reviews_for names users that there are"),
        ({"reviews_for": ["rea"]}, "reviews_for names users that there are"),
    ],
)
def test_what_cannot_be_is_one_clear_line_and_makes_nobody(harness: Harness, wrong: dict[str, Any], said: str) -> None:
    assert said in provision_user({"user_id": "rea", **wrong}, None)["error"]
    assert harness.users.find("rea") is None


def test_whoever_may_decide_something_else_is_told_and_a_team_s_level_is_news(harness: Harness) -> None:
    provision_user({"user_id": "rea", "team_id": "leads", "role": "reviewer"}, None)
    provision_user({"user_id": ADA, "team_id": "leads"}, None)
    set_team_level({"team_id": "leads", "level": "semi_autonomous"}, None)
    titles = [m.title for (owner, _), m in harness.approvals.notifier.inbox.stored.items() if owner == "rea"]
    assert titles == ["ada is now a member in the team leads", "What AMO may do in your team has changed"]


def test_a_zone_that_is_none_is_one_clear_line(harness: Harness, rows: FakeAutonomyRows) -> None:
    assert "Europe/Berlin" in provision_user({"user_id": "rea", "timezone": "Mars/Base"}, None)["error"]


def test_channels_that_lead_nowhere_are_off_for_somebody_new_and_stay_as_chosen_after_that(harness: Harness) -> None:
    request = {"user_id": "rea", "declined_channels": ["sms", "email"]}
    provision_user(request, None)
    assert harness.users.get("rea").declined_channels == {"sms", "email"}
    harness.users.patch("rea", {"declined_channels": ["sms"]})
    provision_user(request, None)
    assert harness.users.get("rea").declined_channels == {"sms"}


FEED = {"user_id": ADA, "calendar_id": "work", "label": "Work", "address": "https://cal.example/feed.ics"}


def test_a_feed_that_is_no_calendar_is_not_connected_and_the_reason_is_one_line(harness: Harness) -> None:
    harness.feed.body = b"<html>Sign in</html>"
    assert "This is a web page" in connect_calendar(FEED, None)["error"]
    assert not harness.connected_calendars.of_user(ADA)


def test_a_feed_that_is_down_for_the_moment_is_connected_and_its_operator_told(harness: Harness) -> None:
    harness.feed.failure = Retryable("The calendar's server is not able to answer (HTTP 503); AMO tries again.")
    assert "503" in connect_calendar(FEED, None)["problem"]
    asked = len(harness.feed.asked)
    connect_calendar(FEED, None)
    assert len(harness.connected_calendars.of_user(ADA)) == 1
    assert len(harness.feed.asked) == asked, "what is connected already is not looked at again"


def lent_by(harness: Harness, issued: dict[str, Any]) -> str:
    link = harness.links.redeem(link_hash(issued["token"]), NOW)
    assert link is not None
    return link.lent_by


def audited(harness: Harness, user_id: str) -> list[tuple[str, str]]:
    return [(row["event"], row["actor"]) for row in harness.approvals.audit_log.chain(f"own-{user_id}")]


@pytest.mark.parametrize("role", ["member", "operator"])
def test_a_link_made_with_a_stage_s_credentials_is_lent_audited_and_told(harness: Harness, role: str) -> None:
    harness.users.put(a_user("rea", role=role))
    for _ in range(2):
        assert lent_by(harness, issue_sign_in_link({"user_id": "rea"}, None)) == OPERATOR
    assert audited(harness, "rea") == [("link_given", OPERATOR)] * 2
    assert [one.title for one in harness.approvals.notifier.told] == [
        "Whoever runs AMO here made a sign-in link for you"
    ]


def test_on_a_laptop_the_operator_s_link_is_their_own_and_everybody_else_s_is_lent(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = wiring.settings()
    laptop = replace(there, environment={**there.environment, "AMO_PUBLIC_URL": "http://127.0.0.1:4600"})
    monkeypatch.setattr(wiring, "settings", lambda: laptop)
    harness.users.put(a_user("owner", role="operator"))
    assert lent_by(harness, issue_sign_in_link({"user_id": "owner"}, None)) == ""
    assert lent_by(harness, issue_sign_in_link({"user_id": ADA}, None)) == OPERATOR
    assert (audited(harness, "owner"), audited(harness, ADA)) == ([], [("link_given", OPERATOR)])


def test_nobody_unknown_is_given_a_link(harness: Harness) -> None:
    assert issue_sign_in_link({"user_id": "nobody"}, None) == {"error": "There is no such user."}


def test_whoever_is_reviewed_for_is_told_also_where_the_stage_makes_the_reviewer(harness: Harness) -> None:
    provision_user({"user_id": "rea", "name": "Rea", "email": "rea@example.com", "reviews_for": [ADA]}, None)
    told = harness.approvals.notifier.told
    assert [(one.user_id, one.title) for one in told] == [(ADA, "Rea reviews for you now")]
    assert told[0].lines[-1] == "Changed by whoever runs AMO."
    assert audited(harness, ADA) == [("role_given", OPERATOR)]


def test_calendars_are_moved_a_part_of_the_users_in_each_call_which_goes_on_where_the_one_before_ended(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_turns, "MAX_STEPS", 4)
    names = [f"u{number}" for number in range(9)]
    for name in names:
        harness.users.put(a_user(user_id=name, active=name != "u3"))
        row = {**to_row(a_connection("work")), "user_id": name, "item": "calendar#work"}
        harness.users.table.put(row, "storing an account")
    answers = [move_calendars({}, None)]
    while not answers[-1]["is_done"]:
        harness.users.patch("u5", {"active": len(answers) % 2 == 0})  # changes nobody's place
        answers.append(move_calendars(answers[-1], None))
    assert [answer["moved"] for answer in answers] == [2, 4, 6, 8, 9]
    assert answers[-1] == {"after": "", "moved": 9, "is_done": True}
    assert {name for name in names if harness.connected_calendars.of_user(name)} == set(names)
    assert not [name for name in names if harness.users.unmoved(name)]
    assert move_calendars({}, None)["moved"] == 0


def test_a_move_is_asked_to_go_on_by_its_own_answer_and_by_nothing_else(harness: Harness) -> None:
    assert move_calendars({"errorMessage": "Task timed out"}, None)["error"].startswith("errorMessage: ")
