"""Somebody new is led to a prepared meeting by steps that say what is really there, and that go when they are taken."""

import re
from datetime import UTC, timedelta

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.domain.notifications.slack import SlackLink, Workspace
from tests.fakes.samples import a_connection, a_meeting, a_tracked
from tests.unit.edges.harness import ADA, NOW, PLANNED, Harness


def steps(harness: Harness) -> dict[str, str]:
    """What each step is and whether it is done, as a screen reader says it."""
    text = harness.get("/").text
    return dict(re.findall(r'<b>([^<]+)</b></a><span class="unseen">: (done|to do)</span>', text))


def test_a_newcomer_sees_what_is_to_do_and_where(harness: Harness) -> None:
    assert steps(harness) == {
        "Connect your calendar": "to do",
        "Say when you work": "to do",
        "Bring your records": "to do",
        "Have your first meeting prepared": "to do",
    }
    text = harness.get("/").text
    assert 'href="/settings#calendars"' in text
    assert "0 of 4" in text


def test_a_step_is_done_by_what_is_there_and_the_last_leads_to_a_meeting_and_the_list_goes(harness: Harness) -> None:
    harness.slack_records.connect(Workspace(team_id="T1", name="Sales", bot_user_id="B1", connected_at=NOW))
    assert steps(harness)["Connect Slack"] == "to do"
    link = SlackLink(team_id="T1", slack_user_id="U1", user_id=ADA, channel_id="D1", proof="email", linked_at=NOW)
    harness.slack_records.link(link)
    harness.connected_calendars.connect(ADA, a_connection("work"))
    harness.post("/settings/profile", timezone="UTC", quiet_start="22:00", quiet_end="07:00")
    line = {"title": "Remote work", "raised_on": "2026-01-05"}
    harness.records.put_all(ADA, [record_of(RecordKind.DECISIONS, line, UTC, NOW)])
    harness.add(a_tracked(a_meeting(PLANNED, user_id=ADA, title="Roadmap", start=NOW + timedelta(hours=30))))
    found = steps(harness)
    assert found.pop("Have your first meeting prepared") == "to do"
    assert set(found.values()) == {"done"}
    assert f'<a href="/meetings/{PLANNED}"><b>Have your first' in harness.get("/").text
    keys = dict.fromkeys(("plan_key", "agenda_key", "questions_key", "notes_key"), "k")
    prepared = Preparation(status=PrepStatus.READY, run=1, materials=MaterialsManifest(**keys, generated_at=NOW))
    harness.meetings.rows[PLANNED] = harness.meetings.rows[PLANNED].model_copy(update={"preparation": prepared})
    assert steps(harness) == {}


def test_they_are_put_away_and_somebody_who_has_been_here_a_while_never_sees_them(harness: Harness) -> None:
    assert harness.post("/first-steps/away").status == 303
    assert steps(harness) == {}
    harness.users.patch(ADA, {"steps_put_away_at": None, "created_at": NOW - timedelta(days=15)})
    assert steps(harness) == {}
