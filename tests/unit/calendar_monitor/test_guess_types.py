"""What the rules cannot tell a model may guess: after a sync, and weaker than what anybody says (M-7, CLS-2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdas.calendar_monitor.correct_type import TypeCorrections
from lambdas.calendar_monitor.guess_types import DoubtfulMeetings, TypeGuesser
from lambdas.calendar_monitor.service import CalendarMonitor
from lambdas.domain.classification.doubtful_meetings import MAX_TITLES
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.meeting import Attendee, EventKind, Meeting
from lambdas.domain.meetings.tracked_meeting import PrepPlan
from lambdas.store.user_accounts import PlannedAccounts
from tests.fakes.llm import NAME, FakeLlm
from tests.fakes.monitor import MonitorHarness
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_user

LATER = NOW + timedelta(days=10)


def guessed(*types: str, reason: str = "people speak of the numbers") -> dict[str, Any]:
    said = [{"number": n, "meeting_type": name, "reason": reason} for n, name in enumerate(types, start=1)]
    return {"guesses": said}


def unclear(meeting_id: str = "m1", **changes: Any) -> Meeting:
    return a_meeting(meeting_id, **({"title": "Numbers with Northwind", "start": LATER} | changes))


class Desk(MonitorHarness):
    """The monitor, and a model that is asked whatever the sync leaves in the queue, each message twice."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.users.put(a_user(model_consent=ModelConsent(level="all")))
        self.doubtful, self.syncs, self.llm = FakeQueue(), FakeQueue(), FakeLlm(list(answers))

    def monitor(self) -> CalendarMonitor:
        return replace(super().monitor(), doubtful=lambda: self.doubtful)  # type: ignore[arg-type,return-value]  # a fake in its place

    @property
    def planned(self) -> PlannedAccounts:
        return PlannedAccounts(self.users, self.absences)

    def guesses(self) -> int:
        rules = self.monitor().rules
        guesser = TypeGuesser(self.planned, self.meetings, self.syncs, rules, lambda: self.llm, lambda: self.now)  # type: ignore[arg-type]  # a fake in its place
        bodies = [DoubtfulMeetings.model_validate(body) for body in self.doubtful.bodies]
        self.doubtful.bodies.clear()
        made = sum(guesser.guess(body) for body in bodies)
        for body in bodies:
            guesser.guess(body)
        if self.syncs.bodies:
            self.syncs.bodies.clear()
            self.sync(replan=True)
        return made

    def plan(self, meeting_id: str = "m1") -> PrepPlan:
        return self.row(meeting_id).plan

    def corrects(self, meeting_type: str) -> None:
        self.correction().correct("u1", "m1", meeting_type, self.now)

    def correction(self) -> TypeCorrections:
        return TypeCorrections(self.planned, self.meetings, self.syncs, self.monitor().rules)  # type: ignore[arg-type]  # a fake in its place


def test_a_meeting_the_rules_cannot_tell_becomes_what_the_model_takes_it_for_and_says_so() -> None:
    desk = Desk(guessed("qbr"))
    desk.synced(unclear())
    assert desk.plan().meeting_type == "default"
    assert not desk.llm.asked, "a sync asks nobody"
    before = desk.plan().prep_trigger_time
    assert desk.guesses() == 1
    plan = desk.plan()
    assert (plan.meeting_type, plan.type_source) == ("qbr", "model")
    assert plan.type_reason == f"AI ({NAME}): people speak of the numbers"
    assert plan.prep_trigger_time != before, "it is prepared as a review is"
    desk.shows(unclear(location="Room 4"))
    desk.sync()
    assert desk.plan().meeting_type == "qbr", "it holds from sync to sync"
    assert not desk.doubtful.bodies, "and is not asked about again"


@pytest.mark.parametrize(
    ("changes", "consent"),
    [
        ({"is_private": True}, "all"),
        ({}, "own"),
        ({}, "off"),
        ({"title": "Weekly 1:1"}, "all"),
        ({"title": "Canceled: Numbers"}, "all"),
        ({"title": ""}, "all"),
        ({"event_kind": EventKind.FOCUS_TIME}, "all"),
        ({"start": NOW + timedelta(minutes=1)}, "all"),
    ],
)
def test_no_model_hears_of_it(changes: dict[str, Any], consent: Any) -> None:
    desk = Desk(guessed("qbr"))
    desk.users.put(a_user(model_consent=ModelConsent(level=consent)))
    desk.synced(unclear(**changes))
    assert not desk.doubtful.bodies


def test_one_that_became_private_in_the_queue_is_not_asked_about() -> None:
    desk = Desk(guessed("qbr"))
    desk.synced(unclear())
    waiting = [*desk.doubtful.bodies]
    desk.synced(unclear(is_private=True))
    desk.doubtful.bodies[:] = waiting
    assert desk.guesses() == 0
    assert not desk.llm.asked


def test_two_types_with_as_much_right_are_a_doubt() -> None:
    desk = Desk(guessed("qbr"))
    desk.synced(unclear(title="All hands QBR", attendees=a_crowd(30)))
    assert desk.plan().is_type_doubtful
    assert desk.guesses() == 1
    assert desk.plan().meeting_type == "qbr"


def a_crowd(people: int) -> tuple[Attendee, ...]:
    return tuple(Attendee(email=f"p{number}@example.com") for number in range(people))


def test_what_a_person_said_in_the_meantime_stays() -> None:
    desk = Desk(guessed("qbr"))
    desk.synced(unclear())
    waiting = [*desk.doubtful.bodies]
    desk.corrects("one_on_one")
    desk.doubtful.bodies[:] = waiting
    assert desk.guesses() == 0
    assert (desk.plan().meeting_type, desk.plan().type_source) == ("one_on_one", "correction")


def test_a_correction_of_a_guess_is_undone_to_the_rules_and_not_to_the_guess_as_if_somebody_had_said_it() -> None:
    desk = Desk(guessed("qbr"))
    desk.synced(unclear())
    desk.guesses()
    desk.corrects("one_on_one")
    desk.correction().withdraw("u1", "m1", desk.now, desk.now)
    assert desk.plan().type_source == "rule"


def test_a_certain_rule_is_stronger_than_a_guess() -> None:
    desk = Desk(guessed("qbr"))
    desk.synced(unclear(series_id="weekly"))
    desk.guesses()
    desk.synced(unclear(series_id="weekly", title="Weekly 1:1", attendees=a_crowd(2)))
    assert desk.plan().meeting_type == "one_on_one"


def test_a_series_is_asked_about_once_and_titles_go_together() -> None:
    desk = Desk(guessed(*["qbr"] * MAX_TITLES))
    series = [unclear(f"s{n}", series_id="weekly", start=LATER + timedelta(hours=n)) for n in range(3)]
    others = [unclear(f"o{n}", title=f"Numbers {n} with Northwind") for n in range(MAX_TITLES)]
    desk.synced(*series, *others)
    assert [len(body["meeting_ids"]) for body in desk.doubtful.bodies] == [MAX_TITLES, 1]
    desk.guesses()
    assert {desk.plan(f"s{n}").meeting_type for n in range(3)} == {"qbr"}


@pytest.mark.parametrize(
    "told",
    [
        *(NoAnswer(reason) for reason in NoAnswerReason),
        guessed(),
        guessed("board_meeting_of_evil"),
        {"guesses": [{"number": 7, "meeting_type": "qbr"}]},
        {"guesses": [{"number": 1, "meeting_type": "qbr"}, {"number": 1, "meeting_type": "one_on_one"}]},
    ],
)
def test_a_model_that_is_gone_or_wrong_changes_nothing(told: Any) -> None:
    desk = Desk(told)
    desk.synced(unclear())
    before = desk.plan()
    assert desk.guesses() == 0
    assert desk.plan() == before


@pytest.mark.parametrize("reason", ["see https://evil.example", "so Priya said", "it is worth 40,000", "default", ""])
def test_a_reason_that_nothing_bears_out_is_not_shown(reason: str) -> None:
    desk = Desk(guessed("qbr", reason=reason))
    desk.synced(unclear())
    desk.guesses()
    assert desk.plan().type_reason == f"AI ({NAME}): it reads most like one"


def test_a_queue_that_is_down_costs_the_guess_and_not_the_sync() -> None:
    desk = Desk(guessed("qbr"))
    desk.doubtful.is_down = True
    assert desk.synced(unclear()).created == 1
