"""The ledger: what may be spent is reserved before it is, over every scope at once, and never more than that."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from lambdas.aws.table import TransactionContended
from lambdas.domain.llm.catalog import MICRO, Ceilings
from lambdas.errors import Refused, Retryable
from lambdas.store.spend import Account, Spend
from tests.fakes.samples import NOW
from tests.fakes.table import FakeTables

ROOMY = {"step": 0.01, "task": 50, "person_day": 100, "team_day": 200, "stage_day": 300, "stage_month": 400}
STEP = 10_000
ROOM = 166


@pytest.fixture
def spend(table: FakeTables) -> Spend:
    return Spend(table("spend"), sleep=lambda _seconds: None)


def ceilings(**given: float) -> Ceilings:
    return Ceilings.model_validate(ROOMY | given)


def account(task: str = "prep#m1#1", user_id: str = "ana", team_id: str = "leads") -> Account:
    return Account(task, user_id, team_id)


LIMITED = {
    "task": ({"task": 0.02}, "this preparation's ceiling of 0.02 USD", account(user_id="bob", team_id="other")),
    "person": ({"task": 0.02, "person_day": 0.02}, "this person's day's ceiling", account("other", team_id="other")),
    "team": (
        {"task": 0.02, "person_day": 0.02, "team_day": 0.02},
        "the team's day's ceiling",
        account("other", user_id="bob"),
    ),
    "stage": (
        {"task": 0.02, "person_day": 0.02, "team_day": 0.02, "stage_day": 0.02},
        "the stage's day's ceiling",
        account("other", user_id="bob", team_id="other"),
    ),
}


@pytest.mark.parametrize("scope", LIMITED)
def test_each_scope_has_a_ceiling_and_the_refusal_says_whose_it_is(spend: Spend, scope: str) -> None:
    limits, said, another = LIMITED[scope]
    for _ in range(2):
        spend.reserve(account(), STEP, ceilings(**limits), NOW)
    with pytest.raises(Refused, match=said):
        spend.reserve(another, STEP, ceilings(**limits), NOW)


@pytest.mark.parametrize("scope", ["task", "stage_day"])
def test_a_call_that_may_cost_more_than_a_whole_ceiling_is_not_made(spend: Spend, scope: str) -> None:
    names = list(ROOMY)[1:]
    with pytest.raises(Refused, match=r"ceiling of 0\.02 USD"):
        spend.reserve(account(), 20_001, ceilings(**dict.fromkeys(names[: names.index(scope) + 1], 0.02)), NOW)


def test_the_next_day_has_room_again_and_the_month_has_none(spend: Spend) -> None:
    of_a_day = ceilings(task=0.01, person_day=0.01, team_day=0.01, stage_day=0.01, stage_month=0.02)
    spend.reserve(account("a"), STEP, of_a_day, NOW)
    with pytest.raises(Refused, match="day's"):
        spend.reserve(account("b"), STEP, of_a_day, NOW)
    spend.reserve(account("b"), STEP, of_a_day, NOW + timedelta(days=1))
    with pytest.raises(Refused, match=r"the stage's month's ceiling of 0\.02 USD"):
        spend.reserve(account("c"), STEP, of_a_day, NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("limits", "step", "at_most", "tasks"),
    [
        ({"stage_day": ROOM / 100, "task": 1, "person_day": 1.1, "team_day": 1.2}, 0.01, STEP, 300),
        ({"task": 2, "person_day": 2, "team_day": 2, "stage_day": ROOM / 100}, 0.01, STEP, 1),
        ({"task": 0.0498, "person_day": 2, "team_day": 2}, 0.0166, 300, 1),
    ],
    ids=["a step each", "one task", "many calls to a step"],
)
def test_at_once_exactly_as_many_are_let_through_as_there_is_room_for(
    spend: Spend, limits: dict[str, float], step: float, at_most: int, tasks: int
) -> None:
    limits = {name: min(value, limits.get("stage_day", value)) for name, value in limits.items()}
    within = ceilings(step=step, **limits)

    def reserves(number: int) -> bool:
        one = account(f"t{number % tasks}", user_id=f"u{number % tasks}", team_id=f"g{number % tasks}")
        try:
            spend.reserve(one, at_most, within, NOW)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(reserves, range(300))) == ROOM
    assert spend.of_stage(NOW.date()).committed <= within.stage_day * MICRO


def test_what_is_not_settled_counts_and_settling_gives_the_rest_back_to_its_task(spend: Spend) -> None:
    within = ceilings(task=0.01)
    reserved = spend.reserve(account(), 9_000, within, NOW)
    with pytest.raises(Refused):
        spend.reserve(account(), 9_000, within, NOW)
    spend.settle(reserved, 500, NOW)
    again = spend.reserve(account(), 9_000, within, NOW)
    assert again.amount == 9_000
    spend.settle(again, 9_000, NOW)
    with pytest.raises(Refused):
        spend.reserve(account(), 9_000, within, NOW)
    said = spend.of_person("ana", NOW.date())
    assert (said.committed, said.spent, said.calls) == (STEP, 9_500, 2)
    assert spend.of_stage(NOW.date()) == said


@pytest.mark.parametrize("scope", ["task", "person_day", "team_day", "stage_day", "stage_month"])
def test_from_eighty_percent_of_any_ceiling_on_it_is_thrifty(spend: Spend, scope: str) -> None:
    names = list(ROOMY)[1:]
    within = ceilings(**dict.fromkeys(names[: names.index(scope) + 1], 0.1))
    seen = [spend.reserve(account(), STEP, within, NOW) for _ in range(10)]
    assert [one.is_thrifty for one in seen] == [False] * 8 + [True] * 2


def test_a_step_says_how_much_of_the_stage_s_day_is_reserved_and_a_call_within_it_nothing(spend: Spend) -> None:
    within = ceilings(task=0.02, person_day=0.02, team_day=0.02, stage_day=0.02)
    shares = [spend.reserve(account(), 5_000, within, NOW).stage_day_share for _ in range(4)]
    assert shares == [0.5, None, 1.0, None]


def test_what_costs_nothing_needs_no_room_and_is_counted(spend: Spend) -> None:
    free = spend.reserve(account(), 0, ceilings(), NOW)
    spend.settle(free, 0, NOW)
    assert spend.of_person("ana", NOW.date()).calls == 1


def test_whoever_meets_somebody_else_at_the_stage_s_row_tries_again_and_gives_up_in_the_end(
    spend: Spend, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = iter([TransactionContended("busy")] * 3)

    def transact(*given: object) -> None:
        if error := next(met, None):
            raise error
        whole(*given)

    whole = type(spend.table).transact.__get__(spend.table)
    monkeypatch.setattr(type(spend.table), "transact", lambda _self, *given: transact(*given))
    reserved = spend.reserve(account(), STEP, ceilings(), NOW)
    assert reserved.amount == STEP
    assert reserved.stage_day_share == pytest.approx(0.01 / 300)
    met = iter([TransactionContended("busy")] * 100)
    with pytest.raises(Retryable):
        spend.reserve(account("another"), STEP, ceilings(), NOW)
