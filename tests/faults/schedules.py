"""Schedules of faults for the whole app: anything may happen between any two steps, in any order, twice or half.

Hypothesis draws a schedule and, when one breaks a promise, the shortest that does. ``tests/faults/test_schedules.py``
runs a few of them, ``./amo bench faults`` ten thousand.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.conversation.snooze import Snooze
from tests.fakes.faults import Fault
from tests.fakes.whole_app import CONSUMERS, USER, WholeApp
from tests.faults.ledger import Ledger
from tests.faults.people import People

MAX_CALLS = 30
"""Few things take more steps than that; most take fewer than ten."""
LAST_TRIES = timedelta(minutes=40)
"""A meeting that begins so soon after the last fault may have to do without a preparation."""

picks = st.integers(0, 5)
MEANWHILE = ("step", "deliver", "sweep", "sync", "move", "cancel", "answer", "finish", "fire", "engine_dies")
trouble = st.one_of(st.sampled_from(Fault), st.tuples(st.sampled_from(MEANWHILE), picks))
places = st.one_of(st.integers(1, 9), st.integers(1, MAX_CALLS))
plans = st.dictionaries(places, trouble, max_size=4)
Plan = dict[int, Fault | tuple[str, int]]
"""What meets which call: a fault, or something else that happens meanwhile, and a pick for it."""
verbs = st.sampled_from([Verb.ANSWER] * 4 + [Verb.SKIP, Verb.BACK, Verb.FINISH])


class FaultSchedule(RuleBasedStateMachine):
    """One app under faults. ``teardown`` ends the faults, lets time pass, and looks at what came of everything.

    ``tally`` counts what all schedules of this process went through.
    """

    tally: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.is_begun = False

    @initialize(notices_deaths=st.booleans(), is_under_way=st.booleans())
    def begins(self, notices_deaths: bool, is_under_way: bool) -> None:
        """Under way: the first meeting's questions have been asked."""
        self.app = WholeApp(notices_deaths=notices_deaths)
        self._open.enter_context(self.app.wired())
        self.ledger = Ledger(self.app)
        self.people = People(self.app, self.ledger)
        self.app.operate("sync_user_now", {"user_id": USER})
        if is_under_way:
            self.app.settle()
        self.is_begun = True

    # what the app does, under faults

    @rule(pick=picks, plan=plans)
    @precondition(lambda self: self.app.movable())
    def executions_go_on(self, pick: int, plan: Plan) -> None:
        self._under(plan, self._step, pick)

    @rule(queue=st.sampled_from(sorted(CONSUMERS)), batch=st.lists(picks, min_size=1, max_size=3), plan=plans)
    @precondition(lambda self: any(queue.messages for queue in self.app.queues.values()))
    def messages_arrive(self, queue: str, batch: list[int], plan: Plan) -> None:
        waiting = [name for name in CONSUMERS if self.app.queues[name].messages]
        chosen = queue if queue in waiting else waiting[batch[0] % len(waiting)]
        self._under(plan, partial(self.app.deliver, chosen, batch))

    @rule(plan=plans)
    def everything_settles(self, plan: Plan) -> None:
        self._under(plan, self.app.settle)

    @rule(twice=st.booleans())
    @precondition(lambda self: any(entry.at <= self.app.now for entry in self.app.schedules.waiting.values()))
    def timers_fire(self, twice: bool) -> None:
        self.app.fire(twice=twice)

    @rule(pick=picks)
    def a_timer_is_lost(self, pick: int) -> None:
        """Of those the sweeper stands in for: not a nudge or a reminder, nor a deadline just before the meeting."""
        timers = sorted(name for name in self.app.schedules.waiting if name.startswith("prep-"))
        timers += sorted(
            f"deadline-{s.session_id}" for s in self.app.conversations.stored.values() if self._has_time(s)
        )
        if timers:
            self.app.schedules.cancel(timers[pick % len(timers)])

    def _has_time(self, session: Conversation) -> bool:
        return session.deadline + LAST_TRIES < self.app.meetings.rows[session.meeting_id].meeting.start

    @rule(plan=plans)
    def the_sweeper_looks(self, plan: Plan) -> None:
        self._under(plan, self._sweep)

    @rule(plan=plans)
    def calendars_are_read(self, plan: Plan) -> None:
        self._under(plan, self._sync)

    @rule(plan=plans)
    def syncs_are_asked_for(self, plan: Plan) -> None:
        self._under(plan, partial(self.app.operate, "fan_out_syncs"))

    # what people do

    @rule(pick=picks, moves=st.lists(verbs, min_size=1, max_size=4), plan=plans)
    @precondition(lambda self: any(s.status is ConversationStatus.OPEN for s in self.app.conversations.stored.values()))
    def somebody_answers(self, pick: int, moves: list[Verb], plan: Plan) -> None:
        self._under(plan, self.people.move_on, pick, moves)

    @rule(pick=picks, plan=plans)
    def somebody_asks_for_a_preparation(self, pick: int, plan: Plan) -> None:
        self._under(plan, self.people.ask_for_a_preparation, pick)

    @rule(pick=picks, meeting_type=st.sampled_from(["one_on_one", "leadership_meeting", "default"]), plan=plans)
    def somebody_corrects_a_type(self, pick: int, meeting_type: str, plan: Plan) -> None:
        self._under(plan, self.people.correct, pick, meeting_type)

    @rule(pick=picks, plan=plans)
    def somebody_declines_a_preparation(self, pick: int, plan: Plan) -> None:
        self._under(plan, self.people.decline, pick)

    @rule(pick=picks, plan=plans)
    def somebody_reconsiders(self, pick: int, plan: Plan) -> None:
        self._under(plan, self.people.reconsider, pick)

    @rule(pick=picks, until=st.sampled_from(Snooze), plan=plans)
    @precondition(lambda self: any(s.status is ConversationStatus.OPEN for s in self.app.conversations.stored.values()))
    def somebody_puts_a_conversation_off(self, pick: int, until: Snooze, plan: Plan) -> None:
        self._under(plan, self.people.snooze, pick, until)

    @rule(pick=picks, hours=st.sampled_from([-20, -2, -0.5, 0.5, 2, 26]))
    def a_meeting_moves(self, pick: int, hours: float) -> None:
        self.people.move(pick, hours)

    @rule(pick=picks)
    def a_meeting_is_cancelled_or_comes_back(self, pick: int) -> None:
        self.people.cancel_or_restore(pick)

    @rule(pick=picks)
    def a_meeting_is_renamed(self, pick: int) -> None:
        self.people.edit(pick, title=f"Roadmap review {len(self.app.bus.published)}")

    @rule(part=st.sampled_from(["calendar", "monitor", "workflow"]), is_on=st.booleans())
    def an_operator_switches(self, part: str, is_on: bool) -> None:
        self.app.users.switch(part, is_on)

    # what the world does

    @rule(minutes=st.sampled_from([-2, 1, 5, 16, 65, 60 * 9, 60 * 24]))
    def the_clock_jumps(self, minutes: int) -> None:
        self.app.now += timedelta(minutes=minutes)

    @rule(queue=st.sampled_from(sorted(CONSUMERS)), pick=picks)
    def a_message_comes_twice(self, queue: str, pick: int) -> None:
        if waiting := self.app.queues[queue].messages:
            self.app.queues[queue].send([json.loads(waiting[pick % len(waiting)].body)])

    @rule(plan=plans)
    def the_engine_is_killed(self, plan: Plan) -> None:
        self._under(plan, self.app.dies)

    # what must hold

    @invariant()
    def nothing_is_lost_or_done_twice(self) -> None:
        if self.is_begun:
            found = [*self.ledger.doubled(), *self.ledger.lost(), *self.ledger.unwanted()]
            assert not found, found

    def teardown(self) -> None:
        with self._open:
            if self.is_begun:
                self._comes_to_rest()
                self._count()

    def _comes_to_rest(self) -> None:
        """No more faults: the sweeper and time alone have to bring everything to its end."""
        app = self.app
        for part in ("calendar", "monitor", "workflow"):
            app.users.switch(part, True)
        ended = app.now
        app.operate("sync_user_now", {"user_id": USER})
        dead = sum(len(queue.dead) for queue in app.queues.values())
        app.settle()
        while (moment := app.next_moment()) is not None and moment < ended + timedelta(days=9):
            app.now = moment
            app.fire()
            app.operate("sweep_preps")
            app.settle()
        assert sum(len(queue.dead) for queue in app.queues.values()) == dead
        late = {row.meeting.meeting_id for row in app.rows if row.meeting.start < ended + LAST_TRIES}
        unfinished = [line for line in self.ledger.unfinished() if not any(meeting_id in line for meeting_id in late)]
        found = [
            *unfinished,
            *self.ledger.doubled(),
            *self.ledger.lost(),
            *self.ledger.unheard(),
            *self.ledger.misread(ended),
        ]
        assert not found, found

    def _count(self) -> None:
        self.tally["schedules"] += 1
        self.tally["faults"] += len(self.app.gate.happened)
        self.tally["runs"] += len(self.app.preparations.runs)
        self.tally["notices"] += len(self.app.inbox.stored)
        self.tally["answers"] += len(self.ledger.given)

    # one thing at a time

    def _under(self, plan: Plan, act: Callable[..., object], *arguments: object) -> None:
        bound = {
            at: found if isinstance(found, Fault) else partial(self._meanwhile, *found) for at, found in plan.items()
        }
        self.app.gate.begin(bound)
        try:
            act(*arguments)
        finally:
            self.app.gate.begin({})

    def _meanwhile(self, what: str, pick: int) -> None:
        waiting = [name for name in CONSUMERS if self.app.queues[name].messages]
        doings: dict[str, Callable[[], object]] = {
            "step": partial(self._step, pick),
            "deliver": partial(self.app.deliver, waiting[pick % len(waiting)], [pick]) if waiting else bool,
            "sweep": self._sweep,
            "sync": self._sync,
            "move": partial(self.people.move, pick, 2),
            "cancel": partial(self.people.cancel_or_restore, pick),
            "answer": partial(self.people.move_on, pick, [Verb.ANSWER]),
            "finish": partial(self.people.move_on, pick, [Verb.FINISH]),
            "fire": self.app.fire,
            "engine_dies": self.app.dies,
        }
        doings[what]()

    def _step(self, pick: int) -> None:
        if movable := self.app.movable():
            movable[pick % len(movable)]()

    def _sweep(self) -> None:
        self.app.operate("sweep_preps")

    def _sync(self) -> None:
        self.app.operate("sync_user_now", {"user_id": USER})


def run_schedules(count: int, steps: int) -> None:
    """Raises the first promise that was broken, with the shortest schedule that breaks it."""
    run_state_machine_as_test(
        FaultSchedule,
        settings=settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
