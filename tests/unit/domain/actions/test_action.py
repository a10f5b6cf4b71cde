"""Actions as bytes: canonical, hashed, shown."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.actions.action import ACTION_ID, action_id_for, action_of, preview, read_payload
from lambdas.domain.actions.editable_fields import MAX_TEXT, edited
from lambdas.domain.actions.kinds.base import MeetingFacts, Recipient, Risk
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.types import DETAILS
from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.meetings.companies import companies_of, is_outside
from tests.fakes.approval_harness import START

MEETING = MeetingFacts(meeting_id="m1", title="Roadmap", start=START, end=START)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
def test_canonical_text_is_read_back_and_does_not_depend_on_order(value: Any) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(st.text(), json_values))
def test_any_unknown_action_is_critical_and_can_be_shown(facts: dict[str, Any]) -> None:
    payload = canonical({"action_id": "a", "action_type": "x", "on_behalf_of": "u", "facts": facts})
    assert read_payload(payload).risk is Risk.CRITICAL
    assert preview(payload).title


def reminder(*emails: str, companies: tuple[str, ...] = ("example.com",)) -> RemindAttendees:
    recipients = tuple(Recipient(email=email) for email in emails)
    return RemindAttendees(
        meeting=MEETING, recipients=recipients, companies=companies, subject="Reminder", body=("Text",)
    )


def test_the_action_s_id_and_owner_are_part_of_what_is_hashed() -> None:
    payloads = {action_of(i, CreateTask.action_type, u, CreateTask(what="x")).payload for i in "ab" for u in "uv"}
    assert len({digest(payload) for payload in payloads}) == 4


@pytest.mark.parametrize("name", sorted(DETAILS))
def test_every_type_has_a_risk_of_its_own_and_is_listed(name: str) -> None:
    assert DETAILS[name].base_risk in Risk
    assert DETAILS[name].label


def test_reminding_colleagues_is_medium_and_anybody_outside_makes_it_high() -> None:
    assert reminder("ada@example.com", "bob@eu.example.com").risk is Risk.MEDIUM
    outside = reminder("ada@example.com", "eve@customer.example")
    assert outside.risk is Risk.HIGH
    assert any(change.what == "Outside the company" for change in outside.changes)


@pytest.mark.parametrize("email", ["ada@badexample.com", "ada@example.com.evil.example", "nobody", ""])
def test_what_only_looks_like_the_company_is_outside(email: str) -> None:
    assert is_outside(email, ("example.com",))


def test_sharing_a_mail_provider_makes_nobody_a_colleague() -> None:
    assert companies_of("ada@gmail.com", ()) == ()
    assert is_outside("bob@gmail.com", companies_of("ada@gmail.com", ()))
    assert companies_of("ada@gmail.com", ("Example.com",)) == ("example.com",)


def test_a_preview_names_people_by_address_and_says_before_and_after() -> None:
    moved = ProposeTime(meeting=MEETING, calendar_id="c", source="ics", external_id="e", start=START, end=START)
    assert "->" in preview(action_of("a", ProposeTime.action_type, "u", moved).payload).text
    named = reminder("eve@evil.example")
    named = named.model_copy(update={"recipients": (Recipient(name="Your Boss", email="eve@evil.example"),)})
    shown = preview(action_of("a", RemindAttendees.action_type, "u", named).payload).text
    assert "eve@evil.example" in shown
    assert "Your Boss" not in shown


def test_an_id_is_one_that_every_way_in_takes() -> None:
    """``/api/approvals/ID``, a bulk decision and a link: neither a digit fewer nor one more."""
    assert ACTION_ID.fullmatch(action_id_for("u1", "user-k"))
    assert action_id_for("u1", "user-k") != action_id_for("u2", "user-k")


def test_a_text_may_be_worded_in_the_most_characters_there_may_be_and_in_not_one_more() -> None:
    action = action_of("a", RemindAttendees.action_type, "u", reminder("bea@example.com"))
    longest = ("x" * 99 + "\n") * (MAX_TEXT // 100)
    assert len(longest) == MAX_TEXT
    assert "x" * 99 in edited(action, {"body": longest}).payload
    with pytest.raises(ValueError, match="too long"):
        edited(action, {"body": f"{longest}x"})
