"""Properties of the one decision everything hangs on (ACT-1, ACT-2)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.actions.autonomy import (
    MAX_WAIT,
    Approvers,
    Ask,
    Autonomy,
    Considered,
    Decision,
    Handling,
    LearnedRule,
    Policy,
    Refuse,
    Run,
    TypeRule,
    decide,
    requires_approval,
)
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.notifications.quiet_hours import QuietHours
from tests.fakes.samples import NOW

STRICTNESS = {"run": 0, "ask": 1, "refuse": 2}
TYPES = ("share_agenda", "create_task")

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
rules = st.builds(
    TypeRule,
    handling=st.none() | st.sampled_from(Handling),
    signed_by=st.sampled_from(["", "an operator"]),
    expires_after_hours=st.none() | st.floats(0.1, 24),
    on_timeout=st.none() | st.sampled_from(["skip", "escalate"]),
)
learned = st.builds(
    LearnedRule,
    rule_id=st.text("ab", min_size=1, max_size=3),
    action_type=st.sampled_from(TYPES),
    accepted_by=st.just("u1"),
    until=moments,
    spot_check_every=st.integers(2, 9),
)
policies = st.builds(
    Policy,
    level=st.sampled_from(Autonomy),
    most_for_requests=st.sampled_from(Autonomy),
    types=st.dictionaries(st.sampled_from(TYPES), rules),
    rules=st.lists(learned, max_size=3).map(tuple),
    expires_after_hours=st.floats(0.1, 24),
    on_timeout=st.sampled_from(["skip", "escalate"]),
    quiet_hours=st.none() | st.builds(QuietHours, start=st.times(), end=st.times()),
    timezone=st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
)
actions = st.builds(
    Considered,
    action_type=st.sampled_from((*TYPES, "launch_rocket")),
    action_id=st.text("abc123", min_size=1, max_size=8),
    risk=st.sampled_from(Risk),
    not_after=st.none() | moments,
    by_person=st.booleans(),
)


def strictness(decision: Decision) -> int:
    return STRICTNESS[decision.outcome]


@given(actions, policies, moments)
def test_raising_the_autonomy_never_makes_anything_stricter(action: Considered, policy: Policy, now: datetime) -> None:
    found = [strictness(decide(action, policy.model_copy(update={"level": level}), now)) for level in Autonomy]
    assert found == sorted(found, reverse=True)


@given(actions, policies, moments)
def test_raising_the_risk_never_makes_anything_looser(action: Considered, policy: Policy, now: datetime) -> None:
    found = [strictness(decide(action.model_copy(update={"risk": risk}), policy, now)) for risk in Risk]
    assert found == sorted(found)


@given(actions, policies, moments)
def test_a_question_ends_within_a_day_and_before_the_meeting(action: Considered, policy: Policy, now: datetime) -> None:
    decision = decide(action, policy, now)
    if isinstance(decision, Ask):
        assert now < decision.until <= now + MAX_WAIT
        assert action.not_after is None or decision.until < action.not_after
        assert decision.escalate_at is None or now < decision.escalate_at < decision.until


@given(actions, policies, moments)
def test_what_weighs_never_runs_unless_the_level_or_a_signature_says_so(
    action: Considered, policy: Policy, now: datetime
) -> None:
    if action.risk is Risk.CRITICAL and isinstance(decide(action, policy, now), Run):
        assert policy.rule_for(action.action_type).signed_by
    unsigned = policy.model_copy(
        update={"types": {n: r.model_copy(update={"signed_by": ""}) for n, r in policy.types.items()}}
    )
    for risk in (Risk.HIGH, Risk.CRITICAL):
        weighty = action.model_copy(update={"risk": risk})
        bare = unsigned.model_copy(update={"types": {}, "rules": ()})
        assert strictness(decide(weighty, unsigned, now)) >= strictness(decide(weighty, bare, now))


@given(actions, policies, moments)
def test_a_policy_s_version_names_exactly_this_policy(action: Considered, policy: Policy, now: datetime) -> None:
    assert policy.version == Policy.model_validate_json(policy.model_dump_json()).version
    other = policy.model_copy(update={"self_approval": not policy.self_approval})
    assert other.version != policy.version


LEVELS = [
    (Autonomy.SUPERVISED, ["ask", "ask", "ask", "ask"]),
    (Autonomy.SEMI_AUTONOMOUS, ["run", "ask", "ask", "ask"]),
    (Autonomy.AUTONOMOUS, ["run", "run", "run", "ask"]),
]


@pytest.mark.parametrize(("level", "expected"), LEVELS)
def test_each_level_asks_about_what_it_should(level: Autonomy, expected: list[str]) -> None:
    made = [Considered(action_type="t", action_id="a", risk=risk) for risk in Risk]
    decisions = [decide(action, Policy(level=level), NOW) for action in made]
    assert [decision.outcome for decision in decisions] == expected
    assert [requires_approval(action, Policy(level=level), NOW) for action in made] == [e == "ask" for e in expected]


def test_in_quiet_hours_what_weighs_is_asked_about_rather_than_done() -> None:
    quiet = Policy(
        level=Autonomy.AUTONOMOUS, quiet_hours=QuietHours(start=time(22), end=time(7)), timezone="America/New_York"
    )
    high = Considered(action_type="t", action_id="a", risk=Risk.HIGH)
    assert isinstance(decide(high, quiet, NOW), Ask)  # four in the morning there
    assert isinstance(decide(high, quiet, NOW + timedelta(hours=4)), Run)
    assert isinstance(decide(high.model_copy(update={"risk": Risk.MEDIUM}), quiet, NOW), Run)


def test_an_exception_may_tighten_anything_and_loosen_what_is_light() -> None:
    medium = Considered(action_type="create_task", action_id="a", risk=Risk.MEDIUM)
    loosened = Policy(types={"create_task": TypeRule(handling=Handling.RUN)})
    assert isinstance(decide(medium, loosened, NOW), Run)
    forbidden = Policy(level=Autonomy.AUTONOMOUS, types={"create_task": TypeRule(handling=Handling.REFUSE)})
    assert isinstance(decide(medium, forbidden, NOW), Refuse)


def test_a_learned_rule_runs_all_but_its_spot_checks_until_it_ends() -> None:
    rule = LearnedRule(rule_id="r", action_type="t", accepted_by="u1", until=NOW + timedelta(days=1))
    policy = Policy(rules=(rule,))
    made = [Considered(action_type="t", action_id=f"a{n}", risk=Risk.MEDIUM) for n in range(500)]
    asked = sum(isinstance(decide(action, policy, NOW), Ask) for action in made)
    assert 60 < asked < 140  # one in five
    assert all(isinstance(decide(action, policy, NOW + timedelta(days=1)), Ask) for action in made)


def test_a_type_s_own_approvers_come_before_the_policy_s() -> None:
    own = Approvers(any_of=(), all_of=("owner", "operator"))
    policy = Policy(types={"share_agenda": TypeRule(approvers=own)})
    decision = decide(Considered(action_type="share_agenda", action_id="a", risk=Risk.HIGH), policy, NOW)
    assert isinstance(decision, Ask)
    assert decision.approvers == own
