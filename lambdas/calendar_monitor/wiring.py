"""Builds the services of the calendar monitor."""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.calendar_monitor.correct_type import TypeCorrections
from lambdas.calendar_monitor.service import CalendarMonitor
from lambdas.calendar_monitor.watches import Watches
from lambdas.config_files import load_calendar_config, load_classification_rules

if TYPE_CHECKING:
    from lambdas.calendar_monitor.guess_types import TypeGuesser

MILLISECONDS_TO_FINISH = 20_000
"""With less of the function's time left, no further piece of work is begun."""


def calendar_monitor(milliseconds_left: Callable[[], int]) -> CalendarMonitor:
    return CalendarMonitor(
        accounts=wiring.user_accounts(),
        meetings=wiring.meetings(),
        schedules=wiring.schedules(),
        due_preps=wiring.queue("due_preps"),
        due_preps_arn=wiring.settings().queue_arn("due_preps"),
        bus=wiring.bus(),
        notifier=wiring.notifier(),
        providers=wiring.calendar_providers(),
        rules=load_classification_rules(),
        config=load_calendar_config(),
        clock=wiring.now,
        new_id=wiring.new_id,
        may_continue=lambda: milliseconds_left() > MILLISECONDS_TO_FINISH,
        watches=watches(),
        doubtful=lambda: wiring.queue("doubtful_meetings"),
    )


def watches() -> Watches:
    watchers, url = wiring.calendar_watchers(), wiring.settings().public_url
    return Watches(wiring.subscriptions(), watchers, url, wiring.new_id, token_urlsafe)


def type_guesser() -> "TypeGuesser":
    from lambdas.calendar_monitor.guess_types import TypeGuesser

    return TypeGuesser(
        accounts=wiring.planned_accounts(),
        meetings=wiring.meetings(),
        syncs=wiring.queue("calendar_syncs"),
        rules=load_classification_rules(),
        llm=wiring.llm,
        clock=wiring.now,
    )


def type_corrections() -> TypeCorrections:
    rules = load_classification_rules()
    return TypeCorrections(wiring.planned_accounts(), wiring.meetings(), wiring.queue("calendar_syncs"), rules)
