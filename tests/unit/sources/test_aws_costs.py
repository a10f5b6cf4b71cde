"""AWS costs against a stand-in in botocore's own shapes: budgets, what has none, what is paid, and what is refused."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from botocore.session import get_session
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID

from lambdas.config_files import load_sources_config
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceRow
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.sources.aws_clients import BotocoreClients
from lambdas.store.paid_requests import PaidSourceRequests
from tests.fakes.sources.aws_costs import ACCOUNT, Answer, AwsCostsFake, FakeCost, budget, dollars
from tests.fakes.sources.base import SourceFault
from tests.fakes.table import FakeTables
from tests.unit.sources.harness import NOW, Trial, made_of, trying

pytestmark = pytest.mark.network

MID_MONTH = datetime(2026, 11, 11, 6, 0, tzinfo=UTC)
KIND = SourceKind.AWS_COSTS
STEADY = {"Amazon EC2": FakeCost(100, 100), "AWS Support (Business)": FakeCost(0, 0, 3000)}


@cache
def clients() -> BotocoreClients:
    session = get_session()
    session.set_credentials("AKIA0000000000000000", "secret-of-the-stage")
    return BotocoreClients(lambda: session)


@contextmanager
def at(fake: AwsCostsFake, settings: Mapping[str, str] | None = None, **parts: Any) -> Iterator[Trial]:
    with trying(KIND, fake, settings=settings, aws=clients(), **parts) as trial:
        yield trial


def read(fake: AwsCostsFake, settings: Mapping[str, str] | None = None, now: datetime | None = None) -> dict[str, Any]:
    """Every row's values by its id; nothing may be refused."""
    with at(fake, settings) as trial:
        rows, refused, _ = trial.read_all(now or fake.now)
    assert refused == []
    return {row.external_id: row.values for row in rows}


def only(*budgets: Answer, now: datetime = NOW, **given: Any) -> AwsCostsFake:
    return AwsCostsFake(now, budgets=list(budgets), **given)


def without_budgets(now: datetime = MID_MONTH, **given: Any) -> AwsCostsFake:
    fake = AwsCostsFake(now, **given)
    fake.budgets = []
    return fake


def refused_by(fake: AwsCostsFake, settings: Mapping[str, str] | None = None) -> Exception:
    with at(fake, settings) as trial, pytest.raises((Refused, Retryable)) as refused:
        trial.read_all()
    return refused.value


def test_the_demonstration_becomes_records_without_refusals() -> None:
    with at(AwsCostsFake(NOW)) as trial:
        rows, refused, is_whole = trial.read_all()
        records, unusable = made_of(trial.account, rows, NOW)
        assert trial.reader.check(trial.account, {}, NOW) == f"the role amo-costs in AWS account {ACCOUNT}"
    assert (refused, unusable, is_whole) == ([], (), True)
    assert {(one.values["line"], one.values["period"]) for one in records} >= {
        ("Data warehouse", "2026-11"),
        ("Object storage", "2026-Q4"),
        ("Amazon Elastic Compute Cloud - Compute", "2026-11"),
        ("AWS, everything else", "2026-11"),
    }
    assert records[0].record_id == "aws_costs:budget:Data warehouse"


# Budgets.


@pytest.mark.parametrize(("unit", "period"), [("MONTHLY", "2026-11"), ("QUARTERLY", "2026-Q4"), ("ANNUALLY", "2026")])
def test_a_budget_is_a_line_of_its_period(unit: str, period: str) -> None:
    rows = read(only(budget("Platform", NOW, 1234.5678, 604.456, 2641.548, TimeUnit=unit)))
    assert rows == {
        "budget:Platform": {
            "line": "Platform",
            "period": period,
            "planned": "1234.57",
            "actual": "604.46",
            "forecast": "2641.55",
            "currency": "USD",
            "note": "",
        }
    }


@pytest.mark.parametrize("unit", ["DAILY", "CUSTOM"])
def test_a_budget_of_another_period_is_refused_by_name_and_ends_nothing(unit: str) -> None:
    with at(only(budget("Odd", NOW, 5, 1, None, TimeUnit=unit), budget("Even", NOW, 5, 1, None))) as trial:
        rows, refused, _ = trial.read_all()
    assert [row.external_id for row in rows] == ["budget:Even"]
    assert refused == [f"budget Odd: its period is {unit.lower()}; AMO knows months, quarters and years"]


def test_what_counts_no_money_and_what_is_over_is_no_line() -> None:
    usage = budget("Hours", NOW, 5, 1, None, BudgetType="USAGE")
    ended = budget("Migration", NOW, 5, 1, None)
    ended["TimePeriod"] = {**ended["TimePeriod"], "End": NOW - timedelta(days=1)}
    assert "budget:Kept" in (rows := read(only(usage, ended, budget("Kept", NOW, 5, 1, None))))
    assert not {"budget:Hours", "budget:Migration"} & rows.keys()


def test_a_planned_budget_has_the_limit_of_its_own_month_and_the_last_one_holds_on() -> None:
    months = {datetime(2026, month, 1, tzinfo=UTC): 100.0 * month for month in (9, 10, 11, 12)}
    planned = {str(int(begin.timestamp())): dollars(amount) for begin, amount in months.items()}
    line = budget("Planned", NOW, 1, 50, None, PlannedBudgetLimits=planned)
    assert read(only(line))["budget:Planned"]["planned"] == "1100.00"
    later = datetime(2027, 3, 5, tzinfo=UTC)
    assert read(only(line, now=later))["budget:Planned"]["planned"] == "1200.00"


def test_a_budget_that_begins_later_is_one_of_that_period() -> None:
    line = budget("Next year", NOW, 10, 0, None, TimePeriod={"Start": datetime(2027, 1, 1, tzinfo=UTC)})
    assert read(only(line))["budget:Next year"]["period"] == "2027-01"


@pytest.mark.parametrize("forecast", [None, 0.0])
def test_where_aws_has_too_little_to_go_by_there_is_no_forecast(forecast: float | None) -> None:
    assert read(only(budget("Young", NOW, 10, 2, forecast)))["budget:Young"]["forecast"] == ""


def test_what_is_to_be_known_of_a_budget_is_said() -> None:
    line = budget("Auto", NOW, 10, 2, 4, AutoAdjustData={"AutoAdjustType": "HISTORICAL"})
    line["HealthStatus"] = {"Status": "UNHEALTHY", "StatusReason": "FILTER_INVALID"}
    assert read(only(line))["budget:Auto"]["note"] == (
        "AWS adjusts this budget by itself to what was spent before; "
        "AWS reports that what this budget counts cannot be trusted now"
    )


HOSTILE: list[tuple[Answer, str]] = [
    ({"BudgetLimit": None}, "its limit is missing"),
    ({"BudgetLimit": {"Amount": ["5"], "Unit": "USD"}}, "its limit is not a number"),
    ({"BudgetLimit": {"Amount": "NaN", "Unit": "USD"}}, "its limit is not a number below ten trillion"),
    ({"BudgetLimit": {"Amount": "9" * 5000, "Unit": "USD"}}, "its limit is not a number"),
    ({"BudgetLimit": {"Amount": "5", "Unit": "GB-Month"}}, "its limit is not money"),
    ({"CalculatedSpend": {}}, "its actual spend is missing"),
    (
        {"CalculatedSpend": {"ActualSpend": {"Amount": "5", "Unit": "EUR"}}},
        "its actual spend is in EUR and its limit in USD",
    ),
    ({"TimeUnit": 7}, "its period is by another time; AMO knows months, quarters and years"),
]


@pytest.mark.parametrize(("change", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_a_budget_of_a_surprising_shape_is_refused_with_the_reason(change: Answer, reason: str) -> None:
    def made_hostile(operation: str, answer: Answer) -> Answer:
        if operation != "DescribeBudgets":
            return answer
        first, *others = answer["Budgets"]
        return {**answer, "Budgets": [{**first, **change}, *others]}

    fake = only(budget("Hostile", NOW, 5, 1, None), budget("Kept", NOW, 5, 1, None), changed=made_hostile)
    with at(fake) as trial:
        rows, refused, _ = trial.read_all()
    assert ([row.external_id for row in rows], refused) == (["budget:Kept"], [f"budget Hostile: {reason}"])


@pytest.mark.parametrize(
    "whole", [{"Budgets": "none"}, {"Budgets": [7]}, {"Budgets": {"a": 1}}, {"Budgets": [None, 3]}]
)
def test_an_answer_of_another_shape_is_tried_again(whole: Answer) -> None:
    fake = only(budget("A", NOW, 5, 1, None), changed=lambda _operation, _answer: whole)
    assert isinstance(refused_by(fake), Retryable)


def test_ten_thousand_budgets_come_in_pages_of_a_thousand_and_restart_at_any() -> None:
    fake = AwsCostsFake(NOW, rows=2500)
    with at(fake) as trial:
        pages: dict[str, tuple[SourceRow, ...]] = {}
        cursor: str | None = ""
        while cursor is not None:
            page = trial.reader.page(trial.account, {}, cursor, NOW)
            pages[cursor], cursor = page.rows, page.cursor
        assert [len(rows) for rows in list(pages.values())[:3]] == [1000, 1000, 500]
        assert fake.asked["DescribeBudgets"] == 6
        for again in ("", "budgets:at-1000", "budgets:at-2000"):
            assert trial.reader.page(trial.account, {}, again, NOW).rows == pages[again]


def test_a_place_that_aws_forgot_is_no_reason_to_connect_anew() -> None:
    with at(AwsCostsFake(NOW)) as trial, pytest.raises(Retryable):
        trial.reader.page(trial.account, {}, "budgets:long-ago", NOW)


# What has no budget.


def test_a_service_without_a_budget_is_held_against_the_month_before_and_what_aws_forecasts() -> None:
    fake = without_budgets(services={"Amazon EC2": FakeCost(100, 150), "AWS Lambda": FakeCost(10, 10)})
    rows = read(fake)
    assert rows["service:Amazon EC2"] == {
        "line": "Amazon EC2",
        "period": "2026-11",
        "planned": "3100.00",
        "actual": "1500.00",
        "forecast": "4500.00",
        "currency": "USD",
        "note": (
            "no budget; held against October 2026; forecast: its share of what AWS forecasts for the account; "
            "AWS's estimate from 9 November on"
        ),
        "as_of": "2026-11-10T12:00:00+00:00",
    }


def test_lines_without_a_budget_add_up_to_what_the_account_costs() -> None:
    fake = without_budgets()
    rows = read(fake).values()
    this_month, days = MID_MONTH.date().replace(day=1), [MID_MONTH.date().replace(day=n) for n in range(1, 31)]
    whole = sum(cost.on(day, this_month) for cost in fake.services.values() for day in days)
    so_far = sum(cost.on(day, this_month) for cost in fake.services.values() for day in days[:10])
    assert sum(float(one["forecast"]) for one in rows) == pytest.approx(whole, abs=0.1)
    assert sum(float(one["actual"]) for one in rows) == pytest.approx(so_far, abs=0.1)


def test_a_fee_of_the_first_is_no_sign_of_thirty_more() -> None:
    rows = read(without_budgets(services={**STEADY, "Amazon RDS": FakeCost(50, 70)}))
    assert "service:AWS Support (Business)" not in rows
    assert (rows["rest"]["planned"], rows["rest"]["forecast"]) == ("3000.00", "3000.00")


def test_only_the_ten_that_move_most_have_a_line_and_the_rest_is_one() -> None:
    services = {f"Amazon Service {n:02d}": FakeCost(10, 10 + n) for n in range(15)}
    rows = read(without_budgets(services=services))
    assert list(rows) == [*(f"service:Amazon Service {n:02d}" for n in range(14, 4, -1)), "rest"]
    assert float(rows["rest"]["actual"]) == sum(10.0 * (10 + n) for n in range(5))


def test_a_service_that_is_new_says_so() -> None:
    rows = read(without_budgets(services={"Amazon EC2": FakeCost(100, 100), "Amazon Bedrock": FakeCost(0, 40)}))
    new = rows["service:Amazon Bedrock"]
    assert (new["planned"], new["actual"], new["forecast"]) == ("0.00", "400.00", "1200.00")
    assert new["note"].startswith("no budget; nothing was spent in October 2026; ")


def test_a_name_that_does_not_say_whose_it_is_is_told_with_it() -> None:
    rows = read(without_budgets(services={"Tax": FakeCost(3, 9), "EC2 - Other": FakeCost(3, 7)}))
    assert [row["line"] for row in rows.values()] == ["AWS Tax", "AWS EC2 - Other"]


def test_by_tag_each_value_is_a_line_and_what_lacks_it_is_one_too() -> None:
    fake = without_budgets()
    rows = read(fake, {"grouped_by": "tag:team"})
    assert rows["tag:team=checkout"]["line"] == "AWS team: checkout"
    assert rows["tag:team="]["line"] == "AWS without team"
    assert fake.asked["GetCostAndUsage"] == 1


SERVICE_CUT = {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon EC2"], "MatchOptions": ["EQUALS"]}}
RECORDS = {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}}
CUTS: dict[str, tuple[Answer, str, set[str]]] = {
    "service": ({"FilterExpression": SERVICE_CUT}, "service", {"rest"}),
    "service, no credits": ({"FilterExpression": {"And": [SERVICE_CUT, RECORDS]}}, "service", {"rest"}),
    "service, as of old": ({"CostFilters": {"Service": ["Amazon EC2"]}}, "service", {"rest"}),
    "whole account": ({}, "service", set()),
    "whole account, no credits": ({"FilterExpression": RECORDS}, "service", set()),
    "region": ({"CostFilters": {"Region": ["eu-west-1"]}}, "service", {"service:Amazon EC2"}),
    "service in a region": (
        {"FilterExpression": {"And": [SERVICE_CUT, {"Dimensions": {"Key": "REGION", "Values": ["eu-west-1"]}}]}},
        "service",
        {"service:Amazon EC2"},
    ),
    "all but a service": ({"FilterExpression": {"Not": SERVICE_CUT}}, "service", {"service:Amazon EC2"}),
    "tag": (
        {"FilterExpression": {"Tags": {"Key": "team", "Values": ["checkout"], "MatchOptions": ["EQUALS"]}}},
        "tag:team",
        {"tag:team=data", "rest"},
    ),
    "tag, as of old": (
        {"CostFilters": {"TagKeyValue": ["user:team$checkout"]}},
        "tag:team",
        {"tag:team=data", "rest"},
    ),
    "another tag": (
        {"CostFilters": {"TagKeyValue": ["user:env$prod"]}},
        "tag:team",
        {"tag:team=checkout", "tag:team=data"},
    ),
}


@pytest.mark.parametrize("cut", CUTS)
def test_what_has_a_budget_is_not_told_twice(cut: str) -> None:
    filters, grouped_by, told = CUTS[cut]
    line = budget("Own", MID_MONTH, 5000, 1500, 4500, **filters)
    fake = only(line, now=MID_MONTH, services={"Amazon EC2": FakeCost(100, 150), "AWS Support": FakeCost(0, 0, 9)})
    fake.tagged = {"checkout": FakeCost(50, 70), "data": FakeCost(30, 35), "idle": FakeCost(0, 0, 5)}
    assert read(fake, {"grouped_by": grouped_by}).keys() == {"budget:Own", *told}
    assert fake.paid == (2 if told else 0)


def test_on_the_first_the_month_that_has_just_ended_is_told_and_nothing_is_forecast() -> None:
    first = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    fake = without_budgets(first, services={"Amazon EC2": FakeCost(100, 150)})
    row = read(fake)["service:Amazon EC2"]
    assert (row["period"], row["planned"], row["actual"]) == ("2026-11", "3100.00", "3000.00")
    assert (row["forecast"], row["as_of"]) == ("", "2026-11-30T12:00:00+00:00")
    assert fake.asked["GetCostForecast"] == 0


def test_on_the_last_day_that_day_alone_is_forecast() -> None:
    row = read(without_budgets(NOW, services={"Amazon EC2": FakeCost(100, 150)}))["service:Amazon EC2"]
    assert (row["actual"], row["forecast"]) == ("4350.00", "4500.00")


@pytest.mark.parametrize("now", [datetime(2027, 3, 30, tzinfo=UTC), datetime(2027, 3, 31, 23, 59, tzinfo=UTC)])
def test_after_a_shorter_month_nothing_of_it_is_left_to_go_by(now: datetime) -> None:
    fake = without_budgets(now, services={"Amazon EC2": FakeCost(100, 150)})
    row = read(fake)["service:Amazon EC2"]
    assert (row["planned"], row["forecast"], fake.asked["GetCostForecast"]) == ("2800.00", "", 0)


@pytest.mark.parametrize("code", ["DataUnavailableException", "ValidationException", "LimitExceededException"])
def test_without_aws_s_forecast_what_was_paid_for_is_told_with_its_own_pace(code: str) -> None:
    fake = without_budgets(services={"Amazon EC2": FakeCost(100, 150)}, failing={"GetCostForecast": code})
    row = read(fake)["service:Amazon EC2"]
    assert float(row["forecast"]) == pytest.approx(4500, rel=0.001)
    assert "forecast: the rest of the month as in October 2026, at this month's pace" in row["note"]


def test_an_account_too_young_for_costs_has_no_lines_and_closes_none() -> None:
    fake = without_budgets(failing={"GetCostAndUsage": "DataUnavailableException"})
    with at(fake) as trial:
        assert trial.read_all() == ([], [], False)
    assert fake.asked["GetCostForecast"] == 0


def test_an_account_without_a_month_before_has_nothing_to_be_held_against() -> None:
    fake = without_budgets(services={"Amazon EC2": FakeCost(0, 150)})
    assert (read(fake), fake.asked["GetCostForecast"]) == ({}, 0)


GROUPS: list[tuple[Any, str]] = [
    ({"Keys": ["Amazon Odd"], "Metrics": {}}, "Amazon Odd: its cost is missing"),
    (
        {"Keys": ["Amazon Odd"], "Metrics": {"UnblendedCost": {"Amount": "x", "Unit": "USD"}}},
        "Amazon Odd: its cost is not a number",
    ),
    (
        {"Keys": ["Amazon Odd"], "Metrics": {"UnblendedCost": {"Amount": "1", "Unit": "N/A"}}},
        "Amazon Odd: its cost is not money",
    ),
    (
        {"Keys": ["Amazon Odd"], "Metrics": {"UnblendedCost": {"Amount": "1", "Unit": "EUR"}}},
        "Amazon Odd: its cost is in EUR, others' in USD",
    ),
    ({"Keys": [], "Metrics": {}}, "a group without a name: its cost is missing"),
    ({"Keys": [7], "Metrics": {}}, "a group without a name: its cost is missing"),
]


@pytest.mark.parametrize(("group", "reason"), GROUPS, ids=[str(n) for n in range(len(GROUPS))])
def test_a_group_of_a_surprising_shape_is_refused_once_and_ends_nothing(group: Any, reason: str) -> None:
    def made_hostile(operation: str, answer: Answer) -> Answer:
        days = answer.get("ResultsByTime", [])
        return (
            {**answer, "ResultsByTime": [{**day, "Groups": [*day["Groups"], group]} for day in days]}
            if days
            else answer
        )

    fake = without_budgets(services={"Amazon EC2": FakeCost(100, 150)}, changed=made_hostile)
    with at(fake) as trial:
        rows, refused, is_whole = trial.read_all(MID_MONTH)
    assert ([row.external_id for row in rows], refused, is_whole) == (["service:Amazon EC2"], [reason], False)


@pytest.mark.parametrize("whole", [{}, {"ResultsByTime": None}, {"ResultsByTime": "x"}, {"ResultsByTime": [1]}])
def test_costs_of_another_shape_are_asked_for_again(whole: Answer) -> None:
    fake = without_budgets(changed=lambda operation, answer: whole if operation == "GetCostAndUsage" else answer)
    assert isinstance(refused_by(fake), Retryable)


# What it costs.


def test_a_reading_takes_two_and_a_day_no_more_than_its_own_however_often_it_is_read() -> None:
    fake, table = AwsCostsFake(NOW), FakeTables()
    with at(fake, paid=PaidSourceRequests(table("spend"), load_sources_config())) as trial:
        readings = [trial.read_all(NOW + timedelta(hours=hours)) for hours in (0, 4, 8, 12)]
        assert fake.paid == 3
        assert [is_whole for _, _, is_whole in readings] == [True, True, False, False]
        assert [len(rows) for rows, _, _ in readings] == [7, 7, 3, 3]
        trial.read_all(NOW + timedelta(days=1))
    assert fake.paid == 4


def test_every_request_is_counted_before_it_is_made() -> None:
    class Silent:
        def take(self, *_: object) -> None:
            raise Retryable("none today")

    fake = AwsCostsFake(NOW)
    with at(fake, paid=Silent()) as trial:
        rows, refused, is_whole = trial.read_all()
    assert (len(rows), refused, is_whole, fake.paid) == (3, [], False, 0)


def test_a_second_page_is_paid_for_and_then_the_forecast() -> None:
    fake = without_budgets(groups_a_page=180)
    with at(fake) as trial:
        rows, _, is_whole = trial.read_all(MID_MONTH)
    assert (fake.asked["GetCostAndUsage"], fake.asked["GetCostForecast"], is_whole) == (2, 1, True)
    assert {row.external_id: row.values for row in rows} == read(without_budgets())


def test_what_would_take_more_pages_than_a_day_has_is_not_told_by_halves() -> None:
    fake = without_budgets(groups_a_page=20)
    with at(fake, {"grouped_by": "tag:team"}) as trial:
        rows, refused, is_whole = trial.read_all(MID_MONTH)
    assert (rows, is_whole, fake.paid) == ([], False, 2)
    assert refused == ["Costs by tag team: more than AMO asks for in a day; group them by something with fewer values."]


def test_checking_the_settings_costs_nothing() -> None:
    fake = AwsCostsFake(NOW)
    with at(fake) as trial:
        trial.reader.check(trial.account, {}, NOW)
        assert (fake.paid, trial.payments.taken) == (0, 0)


# What AWS refuses.

RIGHTS = {
    "AssumeRole": "AWS refuses sts:AssumeRole: the role has to trust this stage, with the external id",
    "DescribeBudgets": "AWS refuses budgets:ViewBudget: give what AMO reads the costs with that right",
    "GetCostAndUsage": "AWS refuses ce:GetCostAndUsage: .* Is Cost Explorer switched on there",
    "GetCostForecast": "AWS refuses ce:GetCostForecast",
}


@pytest.mark.parametrize("operation", RIGHTS)
def test_a_missing_right_is_named(operation: str) -> None:
    with at(AwsCostsFake(NOW, denied={operation})) as trial, pytest.raises(NeedsConsent, match=RIGHTS[operation]):
        trial.read_all()


def test_a_wrong_external_id_is_refused_and_said_nowhere() -> None:
    error = refused_by(AwsCostsFake(NOW), {"external_id": "somebody-elses"})
    assert isinstance(error, NeedsConsent)
    assert "somebody-elses" not in str(error)
    assert error.__suppress_context__


@pytest.mark.parametrize("operation", ["AssumeRole", "DescribeBudgets", "GetCostAndUsage"])
@pytest.mark.parametrize("code", ["ThrottlingException", "LimitExceededException", "Throttling"])
def test_a_service_that_has_had_enough_is_left_alone(operation: str, code: str) -> None:
    with at(AwsCostsFake(NOW, failing={operation: code})) as trial:
        with pytest.raises(Retryable) as refused:
            trial.read_all()
        assert (refused.value.after, trial.quota.closed) == (60.0, [60.0])


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("InvalidParameterException", Refused),
        ("NotFoundException", Refused),
        ("UnrecognizedClientException", NeedsConsent),
        ("ExpiredTokenException", Retryable),
        ("ExpiredNextTokenException", Retryable),
    ],
)
def test_other_refusals_of_budgets(code: str, meaning: type[Exception]) -> None:
    assert type(refused_by(AwsCostsFake(NOW, failing={"DescribeBudgets": code}))) is meaning


FAULTS: dict[SourceFault, type[Exception]] = {
    SourceFault.UNAUTHORIZED: NeedsConsent,
    SourceFault.BUSY: Retryable,
    SourceFault.PAGE: Retryable,
    SourceFault.HALF: Retryable,
    SourceFault.ERROR: Retryable,
}


@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_at_the_role_at_the_budgets_and_at_the_costs(fault: SourceFault, after: int) -> None:
    """The costs' page asks for a role and for the budgets once more."""
    with at(AwsCostsFake(NOW)) as trial:
        trial.server.break_(KIND, fault, after=(0, 1, 4)[after], seconds=7)
        with pytest.raises(FAULTS[fault]) as refused:
            trial.read_all()
        assert type(refused.value) is FAULTS[fault]
        if fault is SourceFault.BUSY:
            assert isinstance(refused.value, Retryable)
            assert (refused.value.after, trial.quota.closed) == (7.0, [7.0])
        trial.server.mend(KIND)
        assert len(trial.read_all()[0]) == 7


def test_a_service_that_cannot_be_reached_is_tried_again() -> None:
    with at(AwsCostsFake(NOW)) as trial:
        trial.account.settings["address"] = "http://127.0.0.1:9"
        with pytest.raises(Retryable, match="could not be reached"):
            trial.read_all()


WRONG = [
    ({"account_number": "12345"}, "twelve digits"),
    ({"role_arn": "amo-costs"}, "The role is written like"),
    ({"role_arn": f"arn:aws:iam::{ACCOUNT}:role/billing"}, "a name that begins so"),
    ({"role_arn": f"arn:aws:iam::{ACCOUNT}:role/finance/amo-costs"}, "and no path"),
    ({"role_arn": "arn:aws:iam::111122223333:role/amo-costs"}, "The role is of account 111122223333"),
    ({"external_id": ""}, "The external id is missing"),
    ({"grouped_by": "colour"}, "write service, or tag:NAME"),
    ({"grouped_by": "tag:"}, "write service, or tag:NAME"),
]


@pytest.mark.parametrize(("settings", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_wrong_setting_is_named_before_anything_is_asked(settings: dict[str, str], said: str) -> None:
    fake = AwsCostsFake(NOW)
    with at(fake, settings) as trial, pytest.raises(Refused, match=said):
        trial.reader.check(trial.account, {}, NOW)
    assert not fake.asked


def test_an_address_that_is_nobody_s_is_not_asked() -> None:
    def nobody_s(_account: object) -> str:
        raise Refused("not a host of AWS costs")

    fake = AwsCostsFake(NOW)
    with at(fake) as trial:
        reader = trial.reader
        parts = replace(reader.parts, http=replace(reader.parts.http, address=nobody_s))  # type: ignore[attr-defined]
        with pytest.raises(Refused, match="not a host"):
            replace(reader, parts=parts).check(trial.account, {}, NOW)  # type: ignore[type-var]
    assert not fake.asked


# Where it is asked.


@pytest.mark.parametrize(
    ("partition", "region"),
    [("aws", "us-east-1"), ("aws-cn", "cn-northwest-1"), ("aws-us-gov", "us-gov-west-1")],
)
def test_each_partition_is_asked_in_the_region_its_costs_are_in(partition: str, region: str) -> None:
    asked: list[tuple[str, str, str]] = []

    def away(service: str, *, region: str = "", endpoint: str = "", credentials: Any = None) -> Any:
        asked.append((service, region, endpoint))
        raise Retryable("enough")

    role = f"arn:{partition}:iam::{ACCOUNT}:role/amo-costs"
    settings = {"role_arn": role, "address": ""}
    with (
        trying(KIND, AwsCostsFake(NOW), settings=settings, aws=away) as trial,
        pytest.raises(Retryable, match="enough"),
    ):
        trial.reader.check(trial.account, {}, NOW)
    assert asked == [("sts", region, "")]
    assert clients()("ce", region=region).meta.endpoint_url.startswith(f"https://ce.{region}.amazonaws.com")


def test_a_client_is_patient_for_seconds_and_tries_nothing_twice() -> None:
    lent = {"AccessKeyId": "ASIA1", "SecretAccessKey": "s", "SessionToken": "t"}
    config = clients()("ce", region="us-east-1", credentials=lent).meta.config
    assert (config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]) == (3, 10, 1)


@mock_aws
def test_budgets_are_read_as_moto_answers_them() -> None:
    """Budgets and STS of an independent stand-in; it knows neither the history nor the forecast of one."""
    made = clients()("budgets", region="us-east-1")
    for name, unit in (("Platform", "MONTHLY"), ("Year", "ANNUALLY")):
        limit = {"Amount": "4200.5", "Unit": "USD"}
        line = {"BudgetName": name, "BudgetLimit": limit, "TimeUnit": unit, "BudgetType": "COST"}
        made.create_budget(AccountId=DEFAULT_ACCOUNT_ID, Budget=line)
    role = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/amo-costs"
    settings = {"address": "", "account_number": DEFAULT_ACCOUNT_ID, "role_arn": role}
    with trying(KIND, AwsCostsFake(NOW), settings=settings, aws=clients()) as trial:
        page = trial.reader.page(trial.account, {}, "", datetime.now(UTC))
        records, refused = made_of(trial.account, page.rows, datetime.now(UTC))
    assert refused == page.refused == ()
    assert [(one.values["line"], one.values["planned"], one.values["actual"]) for one in records] == [
        ("Platform", "4200.50", "0.00"),
        ("Year", "4200.50", "0.00"),
    ]
