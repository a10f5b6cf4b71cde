"""Settings in the App Home: saved by the click, and shown as they are."""

import json
from typing import Any

import pytest

from lambdas import wiring
from lambdas.config_files import load_channel_config, load_meeting_types
from lambdas.domain.kernel.context_kinds import ContextKind
from tests.fakes.model_parts import OLLAMA
from tests.fakes.slack_requests import PERSON, event_body, home_body
from tests.fakes.stores import FakeAuditLog, FakeAutonomyRows
from tests.unit.edges.slack_office import Office, OfficeSettings


def shown(office: Office) -> str:
    return json.dumps(office.web.homes[PERSON], ensure_ascii=False)


def choose(office: Office, number: int = 0, **action: Any) -> None:
    office.deliver("interactions", home_body(action, trigger=f"h{number}"))


def test_the_settings_are_a_view_of_their_own_behind_a_button_of_the_home(office: Office) -> None:
    event = {"type": "app_home_opened", "user": PERSON, "channel": "D1", "tab": "home", "event_ts": "1.1"}
    office.deliver("events", event_body(event, "EvHome"))
    names = ("quiet_start", "quiet_end", "set_channels", "set_brief", "set_hours", "set_share")
    assert not any(f'"{action_id}"' in shown(office) for action_id in names)
    choose(office, 1, action_id="home_settings", type="button", value="settings")
    assert all(f'"{action_id}"' in shown(office) for action_id in names)
    assert "https://amo.example.com/settings" in shown(office)
    choose(office, 2, action_id="home_back", type="button", value="home")
    assert "Your next meetings" in shown(office)


def test_the_evening_brief_comes_at_an_hour_or_never(office: Office) -> None:
    choose(office, 1, action_id="set_brief", type="static_select", selected_option={"value": "20"})
    assert office.users.get("u1").brief_hour == 20
    assert '"20:00"' in shown(office)
    choose(office, 2, action_id="set_brief", type="static_select", selected_option={"value": "never"})
    assert office.users.get("u1").brief_hour is None


def test_quiet_hours_are_set_one_end_at_a_time_and_taken_away(office: Office) -> None:
    choose(office, 1, action_id="quiet_start", type="timepicker", selected_time="21:30")
    hours = office.users.get("u1").quiet_hours
    assert hours is not None
    assert (f"{hours.start:%H:%M}", f"{hours.end:%H:%M}") == ("21:30", "07:00")
    choose(office, 2, action_id="quiet_end", type="timepicker", selected_time="06:15")
    assert '"initial_time": "06:15"' in shown(office)
    assert '"initial_time": "21:30"' in shown(office)
    choose(office, 3, action_id="quiet_none", type="button", value="none")
    assert office.users.get("u1").quiet_hours is None


def test_a_time_with_a_zone_is_refused_in_words(office: Office) -> None:
    for number, written in enumerate(("21:30Z", "24:00", "21:30+02:00", "21:30:00Z"), start=1):
        choose(office, number, action_id="quiet_start", type="timepicker", selected_time=written)
    assert office.users.get("u1").quiet_hours is None
    assert office.said == []
    assert "Choose a time, as 22:00." in shown(office)


def test_channels_are_ticked(office: Office) -> None:
    ticked = [{"value": "slack"}, {"value": "email"}]
    choose(office, 1, action_id="set_channels", type="checkboxes", selected_options=ticked)
    assert office.users.get("u1").declined_channels == {"sms"}
    choose(office, 2, action_id="set_channels", type="checkboxes", selected_options=[])
    assert office.users.get("u1").declined_channels == set(load_channel_config().order)


def test_sharing_is_ticked_and_says_why_where_it_could_do_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = FakeAutonomyRows(FakeAuditLog())
    monkeypatch.setattr(wiring, "autonomy_rows", lambda: rows)
    monkeypatch.setattr(OfficeSettings, "mail_from", "")
    choose(office, 1, action_id="set_share", type="checkboxes", selected_options=[{"value": "share"}])
    assert not office.users.get("u1").share_with_attendees
    assert "no address here to send e-mail from" in shown(office)
    monkeypatch.setattr(OfficeSettings, "mail_from", "amo@amo.example")
    choose(office, 2, action_id="set_share", type="checkboxes", selected_options=[{"value": "share"}])
    assert office.users.get("u1").share_with_attendees


def test_what_a_model_may_read_is_chosen_where_there_is_one(office: Office) -> None:
    choose(office, 1, action_id="home_settings", type="button", value="settings")
    assert "set_consent" not in shown(office)
    office.model.state.connect(OLLAMA)
    choose(office, 2, action_id="set_consent", type="static_select", selected_option={"value": "all"})
    choose(office, 3, action_id="set_without", type="checkboxes", selected_options=[{"value": "budget"}])
    consent = office.users.get("u1").model_consent
    assert consent.level == "all"
    assert consent.without == {ContextKind.BUDGET}
    assert consent.said_at is not None
    assert "What llama3 may read of yours* (0.00 USD today)" in shown(office)
    assert "Meetings marked private or confidential, and staffing records, it never reads." in shown(office)


def test_hours_before_a_type_of_meeting_are_chosen_and_plan_again(office: Office) -> None:
    name = next(iter(load_meeting_types().items()))[0]
    choose(office, 1, action_id="set_hours", type="static_select", selected_option={"value": f"{name}:12"})
    assert office.users.get("u1").prep_hours == {name: 12}
    choose(office, 2, action_id="set_hours", type="static_select", selected_option={"value": f"{name}:usual"})
    assert office.users.get("u1").prep_hours == {}


def test_what_no_menu_of_ours_offers_is_refused_and_changes_nothing(office: Office) -> None:
    before = office.users.get("u1")
    junk: list[dict[str, Any]] = [
        {"action_id": "quiet_start", "selected_time": "noon"},
        {"action_id": "set_hours", "selected_option": {"value": "no_such_type:12"}},
        {"action_id": "set_hours", "selected_option": {"value": "default:many"}},
        {"action_id": "set_brief", "selected_option": {"value": "25"}},
        {"action_id": "set_brief", "selected_option": {"value": "noon"}},
        {"action_id": "set_channels", "selected_options": [{"value": "carrier pigeon"}]},
        {"action_id": "set_consent", "selected_option": {"value": "everything"}},
        {"action_id": "set_without", "selected_options": [{"value": "gossip"}]},
    ]
    for number, action in enumerate(junk):
        choose(office, number, **action)
        assert office.web.homes[PERSON]["blocks"][0]["text"]["type"] == "mrkdwn"  # says why, above the settings
    assert office.users.get("u1") == before
