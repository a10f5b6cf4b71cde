"""A calendar was taken away: its provider is told to be quiet, whenever that works, and it stops nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lambdas.calendar_monitor.ended_calendars import unwatch_ended
from lambdas.calendar_monitor.service import EndedCalendars
from lambdas.calendars.unwatch import Unwatch
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import Retryable
from tests.fakes.google.harness import GoogleHarness

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]


class Watched(GoogleHarness):
    """The calendar ``work`` is watched; ``ended`` says that it was taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.is_watching = True
        self.sync()
        self.connection: CalendarConnection = self.request().connection
        self.ended = EndedCalendars(user_id="u1", connections=(self.connection,), ended_at=self.now)

    def end(self) -> None:
        watches = self.monitor().watches
        assert watches
        unwatch = Unwatch(self.subscriptions, watches.watchers, lambda: self.now)
        unwatch_ended(self.monitor(), unwatch, self.ended)

    @property
    def is_heard(self) -> bool:
        return self.subscriptions.of("u1", "work") is not None


@pytest.fixture
def harness() -> Iterator[Watched]:
    harness = Watched()
    yield harness
    harness.close()


def test_the_channel_of_a_calendar_that_was_taken_away_is_stopped_at_google(harness: Watched) -> None:
    harness.connected_calendars.disconnect("u1", "work")
    assert len(harness.service.channels) == 1
    harness.end()
    assert (harness.service.channels, harness.is_heard) == ({}, False)
    harness.end()
    assert harness.calls("channels.stop") == 1


def test_while_google_is_down_it_is_tried_again_and_then_left_to_expire_unheard(harness: Watched) -> None:
    harness.connected_calendars.disconnect("u1", "work")
    harness.server.before = lambda _operation, _asked: (503, {})
    with pytest.raises(Retryable):
        harness.end()
    assert harness.is_heard, "what is forgotten could not be stopped"
    harness.now = harness.ended.ended_at + timedelta(minutes=21)
    harness.end()
    assert (len(harness.service.channels), harness.is_heard) == (1, False)


def test_a_calendar_that_was_connected_again_stays_watched(harness: Watched) -> None:
    harness.end()
    assert (len(harness.service.channels), harness.is_heard) == (1, True)


def test_without_a_consent_nothing_can_be_stopped_and_nothing_is_heard(harness: Watched) -> None:
    harness.connected_calendars.disconnect("u1", "work")
    harness.access.is_revoked = True
    harness.end()
    assert not harness.is_heard


def test_a_notice_of_a_calendar_whose_consent_is_over_is_the_last_one_heard(harness: Watched) -> None:
    harness.access.is_revoked = True
    harness.notice("n1", harness.now)
    assert not harness.is_heard
