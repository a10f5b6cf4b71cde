"""config/calendar.yaml, and what an operator is told about a mistake in it."""

from pathlib import Path

import pytest

from lambdas.config_files import load_calendar_config
from lambdas.domain.kernel.source import Source
from lambdas.errors import Refused

GOOD = """
provider: ics
sync_interval_hours: 2
days_ahead: 14
days_behind: 1
providers:
  ics: {rate_limit: {requests_per_minute: 60, concurrent_requests: 4}}
"""


def test_the_calendar_is_read_every_two_hours_two_weeks_ahead() -> None:
    config = load_calendar_config()
    assert config.sync_schedule == "cron(0 */2 * * ? *)"
    assert (config.provider, config.days_ahead, config.days_behind) == (Source.ICS, 14, 1)
    assert config.providers[Source.GOOGLE].api_version == "v3"
    assert config.providers[Source.GOOGLE].rate_limit.requests_per_minute == 1500


def test_all_syncs_at_once_keep_to_what_a_provider_allows() -> None:
    config = load_calendar_config()
    for source, provider in config.providers.items():
        assert config.most_at_once <= provider.rate_limit.concurrent_requests
        assert config.requests_per_minute(source) * config.most_at_once <= provider.rate_limit.requests_per_minute


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("days_ahead: 14", "days_ahead: soon", "days_ahead"),
        ("days_ahead: 14", "", "days_ahead: Field required"),
        ("sync_interval_hours: 2", "sync_interval_hours: 5", "must divide 24"),
        ("provider: ics", "provider: google_calendar", "providers has no entry for google_calendar"),
        ("requests_per_minute: 60", "requests_per_minute: 0", "providers.ics.rate_limit.requests_per_minute"),
        ("concurrent_requests: 4", "concurrent_requests: 1", "providers.ics.rate_limit.concurrent_requests"),
        (
            "days_behind: 1",
            "days_behind: 1\ndays_sideways: 3",
            "days_sideways: there is no such key here; it takes",
        ),
        ("provider: ics", "provider: [ics", "not valid YAML"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, good: str, bad: str, named: str) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(GOOD.replace(good, bad))
    with pytest.raises(Refused) as refused:
        load_calendar_config(path)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def test_once_a_day_is_at_midnight(tmp_path: Path) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(GOOD.replace("hours: 2", "hours: 24"))
    assert load_calendar_config(path).sync_schedule == "cron(0 0 * * ? *)"


AS_IN_THE_SEED = """
calendar:
  provider: "google"  # or "microsoft"
  oauth:
    scopes:
      - "https://www.googleapis.com/auth/calendar.readonly"
    redirect_uri: "${API_ENDPOINT}/calendar/callback"
  sync:
    days_ahead: 14
    days_behind: 1
  rate_limits:
    requests_per_minute: 100
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_the_short_form_is_the_long_one_with_the_rest_as_it_is_shipped(tmp_path: Path) -> None:
    as_shipped = AS_IN_THE_SEED.replace("requests_per_minute: 100", "requests_per_minute: 1500")
    loaded = load_calendar_config(written(tmp_path / "calendar.yaml", as_shipped))
    assert loaded == load_calendar_config().model_copy(update={"provider": Source.GOOGLE})


def test_what_the_short_form_says_is_so(tmp_path: Path) -> None:
    text = AS_IN_THE_SEED.replace('"google"', "microsoft").replace("14", "7").replace(": 100", ": 60")
    text = text.replace("https://www.googleapis.com/auth/calendar.readonly", "Calendars.Read")
    loaded = load_calendar_config(written(tmp_path / "calendar.yaml", text))
    provider = loaded.providers[Source.MICROSOFT]
    assert (loaded.provider, loaded.days_ahead) == (Source.MICROSOFT, 7)
    assert provider.rate_limit.requests_per_minute == 60
    assert provider.scopes == ("Calendars.Read", "offline_access"), "without it no consent lasts"
    assert loaded.providers[Source.GOOGLE].rate_limit.requests_per_minute == 1500


def test_the_shortest_form_says_nothing_but_a_provider(tmp_path: Path) -> None:
    path = written(tmp_path / "calendar.yaml", "calendar: {provider: ics}")
    assert load_calendar_config(path) == load_calendar_config()


def test_a_provider_may_be_called_briefly_in_the_long_form_too(tmp_path: Path) -> None:
    text = GOOD.replace("provider: ics", "provider: google").replace("  ics:", "  google_calendar:")
    assert load_calendar_config(written(tmp_path / "calendar.yaml", text)).provider is Source.GOOGLE


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("days_ahead", "days_forward", "calendar.sync.days_forward: there is no such key here; it takes sync_interval"),
        ("rate_limits", "limits", "calendar.limits: there is no such key here; it takes provider, oauth, sync, rate_l"),
        ("calendar:", "more: 1\ncalendar:", "more: there is no such key here; it takes calendar"),
        ('"google"', "caldav", "calendar.provider"),
        ("${API_ENDPOINT}/calendar/callback", "https://evil.example/", "calendar.oauth.redirect_uri"),
        ("days_ahead: 14", "days_ahead: 0", "calendar.sync.days_ahead"),
        ("days_ahead: 14", "sync_interval_hours: 5", "must divide 24"),
    ],
)
def test_a_mistake_in_the_short_form_is_named_in_one_line(tmp_path: Path, good: str, bad: str, named: str) -> None:
    with pytest.raises(Refused) as refused:
        load_calendar_config(written(tmp_path / "calendar.yaml", AS_IN_THE_SEED.replace(good, bad)))
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)
