import re
from datetime import timedelta

import pytest

from lambdas.aws.table import Update
from lambdas.domain.kernel.local_time import day_name
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def test_settings_are_saved_and_calendars_read_again_where_that_matters(harness: Harness) -> None:
    harness.post(
        "/settings/profile", timezone="Europe/Berlin", email="Ada@Example.com", quiet_start="22:00", quiet_end="07:00"
    )
    user = harness.users.get(ADA)
    assert user.quiet_hours
    assert (user.timezone, user.email, str(user.quiet_hours.start)) == ("Europe/Berlin", "ada@example.com", "22:00:00")
    assert harness.syncs.bodies == [{"user_id": ADA, "replan": False}]


def test_a_wrong_time_zone_is_said_beside_the_form(harness: Harness) -> None:
    text = harness.post("/settings/profile", timezone="Mars/Olympus").text
    assert "is no time zone" in text
    assert 'value="Mars/Olympus"' in text


ZONED = ("22:00:00Z", "22:00:00+00:00", "22:00+02:00", "22:00:00.000Z")
NO_TIMES = (*ZONED, "24:00", "9:00", "2200", "", "at ten", 79200, None)


@pytest.mark.parametrize("written", NO_TIMES)
def test_quiet_hours_are_on_the_person_s_own_clock_and_a_zone_is_refused(harness: Harness, written: object) -> None:
    profile = {"timezone": "UTC", "quiet_hours": {"start": written, "end": "07:00"}}
    answer = harness.call("PUT", "/api/settings/profile", profile)
    assert (answer.status, answer.json["message"]) == (
        422,
        "quiet_hours.start: write a time on your own clock, as 22:00, without a zone",
    )
    form = harness.post("/settings/profile", timezone="UTC", quiet_start=str(written or "?"), quiet_end="07:00")
    assert "Quiet hours need a start and an end, as 22:00 and 07:00." in form.text
    assert harness.users.get(ADA).quiet_hours is None


def test_the_api_changes_what_is_sent_of_a_profile_and_keeps_the_rest(harness: Harness) -> None:
    quiet = {"start": "22:00", "end": "07:00"}
    harness.users.patch(ADA, {"name": "Ada", "timezone": "Europe/Berlin", "quiet_hours": quiet})
    before = harness.users.get(ADA)
    assert harness.call("PUT", "/api/settings/profile", {}).status == 200
    assert harness.users.get(ADA) == before
    assert harness.call("PUT", "/api/settings/profile", {"name": "Lady Ada"}).json["email"] == before.email
    assert harness.users.get(ADA) == before.model_copy(update={"name": "Lady Ada"})
    assert harness.call("PUT", "/api/settings/profile", {"quiet_hours": None}).json["quiet_hours"] is None
    assert harness.users.get(ADA).timezone == "Europe/Berlin"
    for wrong in ({"timezone": None}, {"name": None}, {"email": None}):
        assert harness.call("PUT", "/api/settings/profile", wrong).status == 422
    assert harness.call("PUT", "/api/settings/profile", {"timezone": ""}).status == 400


def test_a_form_that_sends_less_takes_nothing_away(harness: Harness) -> None:
    quiet = {"start": "22:00", "end": "07:00"}
    harness.users.patch(ADA, {"name": "Ada", "timezone": "Europe/Berlin", "quiet_hours": quiet})
    before = harness.users.get(ADA)
    assert harness.post("/settings/profile", name="Lady Ada").status == 303
    assert harness.users.get(ADA) == before.model_copy(update={"name": "Lady Ada"})
    assert harness.post("/settings/profile", quiet_start="", quiet_end="").status == 303
    assert harness.users.get(ADA).quiet_hours is None


def test_the_api_changes_what_is_sent_of_a_working_week(harness: Harness) -> None:
    harness.call("PUT", "/api/settings/working-week", {"days": [0, 1], "start": "07:00", "end": "15:00"})
    week = harness.call("PUT", "/api/settings/working-week", {"end": "16:00"}).json["working_week"]
    assert (sorted(week["days"]), week["start"], week["end"]) == ([0, 1], "07:00:00", "16:00:00")
    assert harness.call("PUT", "/api/settings/working-week", {"end": "06:00"}).status == 400
    assert harness.call("PUT", "/api/settings/working-week", {"end": "16:00Z"}).status == 422


def test_what_the_api_s_document_says_of_quiet_hours_is_what_it_takes(harness: Harness) -> None:
    document = harness.call("GET", "/api/openapi.json").json
    described = document["components"]["schemas"]["QuietHours"]["properties"]["start"]
    (example,) = described["examples"]
    assert re.fullmatch(described["pattern"], example)
    assert not [written for written in NO_TIMES if re.fullmatch(described["pattern"], str(written))]
    profile: dict[str, object] = {"timezone": "UTC", "email": harness.users.get(ADA).email}
    profile |= {"quiet_hours": {"start": example, "end": "07:00:30"}}
    assert harness.call("PUT", "/api/settings/profile", profile).json["quiet_hours"]["start"] == "22:00:00"


def test_a_stored_preference_that_cannot_be_read_is_said_where_it_is_set(harness: Harness) -> None:
    spoilt = Update(set={"quiet_hours": "at night", "timezone": None})
    harness.users.table.update({"user_id": ADA, "item": "profile"}, spoilt, "spoiling a profile")
    assert "Set again, please: your quiet hours and your time zone." in harness.get("/settings").text


def test_hours_that_differ_are_kept_and_plan_again(harness: Harness) -> None:
    harness.post("/settings/prep-hours", **{"hours-one_on_one": "5", "hours-qbr": "", "hours-default": "24"})
    assert harness.users.get(ADA).prep_hours == {"one_on_one": 5}
    assert harness.syncs.bodies == [{"user_id": ADA, "replan": True}]
    assert "1 to 2,160 hours" in harness.post("/settings/prep-hours", **{"hours-qbr": "0"}).text


def test_a_working_week_of_one_s_own_is_kept_and_plans_again(harness: Harness) -> None:
    days = {f"day-{number}": "1" for number in (6, 0, 1, 2, 3)}
    harness.post("/settings/working-week", work_start="07:30", work_end="16:00", **days)
    week = harness.users.get(ADA).working_week
    assert (week.days, str(week.start), str(week.end)) == (frozenset({6, 0, 1, 2, 3}), "07:30:00", "16:00:00")
    assert harness.syncs.bodies == [{"user_id": ADA, "replan": True}]
    text = harness.get("/settings").text
    assert re.search(r'name="day-6" value="1" checked', text)
    assert not re.search(r'name="day-4" value="1" checked', text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"work_start": "08:00", "work_end": "18:00"}, "Choose at least one day you work."),
        ({"day-0": "1", "work_start": "18:00", "work_end": "08:00"}, "need a start and a later end"),
        ({"day-0": "1", "work_start": "08:00", "work_end": ""}, "need a start and a later end"),
        ({"day-0": "1", "work_start": "08:00", "work_end": "08:00"}, "leave both empty for any hour"),
    ],
)
def test_a_week_nobody_can_work_is_said_beside_the_form_and_nothing_typed_is_lost(
    harness: Harness, fields: dict[str, str], said: str
) -> None:
    text = harness.post("/settings/working-week", **fields).text
    assert said in text
    assert f'id="work_start" name="work_start" type="time" value="{fields["work_start"]}"' in text
    assert harness.syncs.bodies == []


def test_days_off_are_named_shown_and_taken_away(harness: Harness) -> None:
    today = NOW.date()
    week = {"first_day": f"{today + timedelta(days=20)}", "last_day": f"{today + timedelta(days=26)}"}
    harness.post("/settings/days-off", **week)
    harness.post("/settings/days-off", first_day=f"{today + timedelta(days=5)}", last_day="")
    text = harness.get("/settings").text
    assert f"{day_name(today + timedelta(days=20))}" in text
    assert f"{day_name(today + timedelta(days=5))}" in text
    assert harness.syncs.bodies == [{"user_id": ADA, "replan": True}] * 2
    harness.post("/settings/days-off/removal", **week)
    assert [off.first for off in harness.users.get(ADA).days_off] == [today + timedelta(days=5)]
    yesterday, later = f"{today - timedelta(days=1)}", f"{today + timedelta(days=9)}"
    for first, last in ((yesterday, ""), (later, yesterday), ("soon", "")):
        assert 'class="problem"' in harness.post("/settings/days-off", first_day=first, last_day=last).text
    assert len(harness.users.get(ADA).days_off) == 1


def test_a_feed_is_connected_and_its_address_never_shown(harness: Harness) -> None:
    harness.post("/settings/calendars", address="https://cal.example/secret-token/basic.ics", label="Work")
    text = harness.get("/settings").text
    assert "Work" in text
    assert "secret-token" not in text
    assert "secret-token" not in harness.call("GET", "/api/calendars").text
    assert "starts with https" in harness.post("/settings/calendars", address="file:///etc/passwd").text


def test_a_feed_that_is_a_sign_in_page_is_refused_and_what_was_typed_stays(harness: Harness) -> None:
    harness.feed.body, harness.feed.content_type = b"<html>Sign in</html>", "text/html"
    text = harness.post("/settings/calendars", address="https://cal.example/feed.ics", label="Work").text
    assert "This is a web page" in text
    assert 'value="https://cal.example/feed.ics"' in text
    assert 'value="Work"' in text
    refused = harness.call("POST", "/api/calendars", {"address": "https://cal.example/feed.ics"})
    assert refused.status in (400, 422)
    assert "This is a web page" in refused.text
    assert not harness.connected_calendars.of_user(ADA)


def test_a_file_is_uploaded_as_browsers_send_it(harness: Harness) -> None:
    from lambdas.accounts.tokens import Identity
    from lambdas.edges.http.form_tokens import form_token
    from tests.unit.edges.harness import KEYS, PUBLIC

    token = form_token(Identity(ADA, f"s-{ADA}"), KEYS)
    parts = [
        b'--B\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n' + token.encode(),
        b'--B\r\nContent-Disposition: form-data; name="label"\r\n\r\nTeam \xc3\xa9t\xc3\xa9',
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.ics"\r\nContent-Type: text/calendar\r\n\r\n'
        + ICS,
        b"--B--\r\n",
    ]
    headers = {"origin": PUBLIC, "content-type": "multipart/form-data; boundary=B"}
    assert harness.send("POST", "/settings/calendars", b"\r\n".join(parts), ADA, headers).status == 303
    (connection,) = harness.connected_calendars.of_user(ADA)
    assert connection.label == "Team été"
    assert harness.transcripts.get(connection.address.removeprefix("s3://")).strip() == ICS.strip()


def test_a_calendar_is_disconnected_by_its_owner(furnished: Harness) -> None:
    assert furnished.post("/settings/calendars/work/disconnect", EVE).status == 404
    assert furnished.post("/settings/calendars/work/disconnect", ADA).status == 303
    assert furnished.connected_calendars.of_user(ADA) == ()


def test_a_calendar_is_left_out_and_counted_again_by_its_owner(furnished: Harness) -> None:
    assert furnished.post("/settings/calendars/work/counts", EVE, counts="0").status == 404
    assert furnished.post("/settings/calendars/work/counts", ADA, counts="0").status == 303
    (left_out,) = furnished.connected_calendars.of_user(ADA)
    assert not left_out.counts
    assert "left out" in furnished.get("/settings").text
    assert furnished.call("PUT", "/api/calendars/work/counts", {"on": True}).json["counts"] is True
    (counted,) = furnished.connected_calendars.of_user(ADA)
    assert (counted.counts, counted.sync_state) == (True, {})


def test_only_an_operator_switches_parts_off(harness: Harness) -> None:
    assert harness.post("/settings/switches/workflow", ADA, on="0").status == 403
    assert harness.get("/settings/operator").status == 404
    assert harness.users.switches().workflow
    harness.users.patch(ADA, {"role": "operator"})
    assert harness.post("/settings/switches/workflow", ADA, on="0").status == 303
    assert not harness.users.switches().workflow
    assert 'aria-checked="false"' in harness.get("/settings/operator").text
    assert "Preparations are paused by whoever runs AMO." in harness.get("/settings", EVE).text


def test_the_operator_s_settings_are_apart_from_the_person_s(harness: Harness) -> None:
    assert "/settings/operator" not in harness.get("/settings").text
    harness.users.patch(ADA, {"role": "operator"})
    assert 'href="/settings/operator"' in harness.get("/settings").text
    text = harness.get("/settings/operator").text
    assert "./amo google connect-client" in text
    assert "Dead letters" in text
    for address in ("/people", "/autonomy", "/dashboard", "/audit"):
        assert f'href="{address}"' in text
    assert harness.call("PUT", "/api/switches/workflow", {"on": True}).json["workflow"]
