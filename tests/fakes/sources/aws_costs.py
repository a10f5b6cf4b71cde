"""AWS as a source of costs: STS, Budgets and Cost Explorer behind one address, in botocore's own shapes.

Each request is held to the published shape of its operation and so is each answer. Requests of Cost Explorer, which AWS
is paid for, are counted; what AWS refuses, it refuses with the codes that its model and people's reports name.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from tests.fakes.sources.base import SourceReply, SourceRequest

ACCOUNT = "473829105562"
DEFAULT_PAGE, MAX_PAGE = 100, 1000
NO_END = datetime(2087, 6, 15, tzinfo=UTC)
SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([\w-]+)/([\w-]+)/aws4_request")
TARGETS = {"AWSBudgetServiceGateway": "budgets", "AWSInsightsIndexService": "ce"}
METRICS = {"AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "UnblendedCost"}

Answer = dict[str, Any]


@cache
def service_model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


class AwsRefusal(Exception):
    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True, slots=True)
class FakeCost:
    """Dollars of a day, before this month and in it, and what falls due on each first."""

    daily: float
    daily_now: float
    first: float = 0.0

    def on(self, day: date, this_month: date) -> float:
        return (self.daily_now if day >= this_month else self.daily) + (self.first if day.day == 1 else 0.0)


SERVICES = {
    "Amazon Elastic Compute Cloud - Compute": FakeCost(412.30, 561.87),
    "Amazon Relational Database Service": FakeCost(203.11, 198.40),
    "Amazon Simple Storage Service": FakeCost(88.05, 74.62),
    "Amazon Redshift": FakeCost(131.77, 149.02),
    "AWS Support (Business)": FakeCost(0.0, 0.0, 2900.0),
    "EC2 - Other": FakeCost(57.91, 58.20),
    "AWS Lambda": FakeCost(6.40, 9.13),
}
TAGGED = {
    "checkout": FakeCost(305.0, 371.2),
    "search": FakeCost(190.4, 188.0),
    "data": FakeCost(221.3, 240.7),
    "": FakeCost(182.8, 251.3),
}


@dataclass
class AwsCostsFake:
    """``denied`` are operations that the role lacks the right to, ``failing`` codes by operation. ``rows``: so many
    budgets in place of the demonstration's. ``paid`` counts the requests that AWS would charge for.
    """

    now: datetime
    rows: int = 0
    services: Mapping[str, FakeCost] = field(default_factory=lambda: SERVICES)
    tagged: Mapping[str, FakeCost] = field(default_factory=lambda: TAGGED)
    groups_a_page: int = 5000
    denied: set[str] = field(default_factory=set)
    failing: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    changed: Callable[[str, Answer], Answer] = lambda _operation, answer: answer
    """Makes an answer hostile, after it has been held to its shape."""
    settings: Mapping[str, str] = field(
        default_factory=lambda: {
            "account_number": ACCOUNT,
            "role_arn": f"arn:aws:iam::{ACCOUNT}:role/amo-costs",
            "external_id": "amo-7d1c5e0b9f",
            "grouped_by": "service",
        }
    )
    secret: Mapping[str, str] = field(default_factory=dict)
    budgets: list[Answer] = field(default_factory=list)
    _sessions: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.budgets = self.budgets or (_many(self.rows, self.now) if self.rows else _demonstration(self.now))

    @property
    def paid(self) -> int:
        return self.asked["GetCostAndUsage"] + self.asked["GetCostForecast"]

    def reply(self, request: SourceRequest) -> SourceReply:
        target = request.headers.get("x-amz-target", "")
        return self._json(target, request) if target else self._query(request)

    def _query(self, request: SourceRequest) -> SourceReply:
        """STS: a form in, XML out."""
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        try:
            if (form.pop("Action", ""), form.pop("Version", "")) != ("AssumeRole", "2011-06-15"):
                raise AwsRefusal("InvalidAction", "Could not find operation")
            self._must_be_signed(request, "sts")
            given: Answer = {**form}
            given |= {"DurationSeconds": int(form["DurationSeconds"])} if "DurationSeconds" in form else {}
            content = _held(service_model("sts"), "AssumeRole", self._assume_role(given))
        except AwsRefusal as error:
            body = f"<Error><Type>Sender</Type><Code>{error.code}</Code><Message>{escape(str(error))}</Message></Error>"
            return _xml(error.status, f"<ErrorResponse>{body}<RequestId>r-1</RequestId></ErrorResponse>")
        result = _as_xml({"AssumeRoleResult": content})
        return _xml(200, f"<AssumeRoleResponse>{result}</AssumeRoleResponse>")

    def _json(self, target: str, request: SourceRequest) -> SourceReply:
        service, operation = TARGETS.get(target.partition(".")[0], ""), target.partition(".")[2]
        answers = {
            "DescribeBudgets": self._describe_budgets,
            "GetCostAndUsage": self._get_cost_and_usage,
            "GetCostForecast": self._get_cost_forecast,
        }
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        try:
            if not service or operation not in answers:
                raise AwsRefusal("UnknownOperationException", "")
            self.asked[operation] += 1
            self._must_be_signed(request, service)
            model = service_model(service)
            given = request.json
            _must_be_asked_so(model, operation, given)
            self._must_work(operation, service)
            content = self.changed(operation, _held(model, operation, answers[operation](given)))
        except AwsRefusal as error:
            said = {"__type": f"com.amazonaws.{service}#{error.code}", "Message": str(error)}
            return SourceReply(error.status, said, headers)
        body = json.dumps(content, default=lambda moment: moment.timestamp()).encode()
        return SourceReply(200, body, headers)

    def _must_be_signed(self, request: SourceRequest, service: str) -> None:
        """By anybody for STS, by the role's session for the rest; in the one region these services are in."""
        found = SIGNED.match(request.headers.get("authorization", ""))
        if not found or found[3] != service or found[2] != "us-east-1":
            raise AwsRefusal("MissingAuthenticationToken" if not found else "SignatureDoesNotMatch", "", 403)
        token = request.headers.get("x-amz-security-token", "")
        if service != "sts" and self._sessions.get(found[1]) != token:
            raise AwsRefusal("UnrecognizedClientException", "The security token included in the request is invalid.")

    def _must_work(self, operation: str, service: str) -> None:
        if operation in self.denied:
            raise AwsRefusal(
                "AccessDeniedException",
                f"User: arn:aws:sts::{ACCOUNT}:assumed-role/amo-costs/amo is not authorized to perform: "
                f"{service}:{operation}",
            )
        if operation in self.failing:
            raise AwsRefusal(self.failing[operation], "as told")

    def _assume_role(self, given: Answer) -> Answer:
        self.asked["AssumeRole"] += 1
        if "AssumeRole" in self.failing:
            raise AwsRefusal(self.failing["AssumeRole"], "as told")
        _must_be_asked_so(service_model("sts"), "AssumeRole", given)
        if not 900 <= given.get("DurationSeconds", 3600) <= 43200:
            raise AwsRefusal("ValidationError", "DurationSeconds")
        is_trusted = given.get("ExternalId") == self.settings["external_id"]
        if not is_trusted or given["RoleArn"] != self.settings["role_arn"] or "AssumeRole" in self.denied:
            raise AwsRefusal("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403)
        key = f"ASIA{len(self._sessions):016d}"
        self._sessions[key] = f"session-{len(self._sessions)}"
        return {
            "Credentials": {
                "AccessKeyId": key,
                "SecretAccessKey": "s" * 40,
                "SessionToken": self._sessions[key],
                "Expiration": self.now + timedelta(seconds=given.get("DurationSeconds", 3600)),
            },
            "AssumedRoleUser": {
                "AssumedRoleId": f"AROA0000000000000000:{given['RoleSessionName']}",
                "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/amo-costs/{given['RoleSessionName']}",
            },
        }

    def _describe_budgets(self, given: Answer) -> Answer:
        if given["AccountId"] != self.settings["account_number"]:
            raise AwsRefusal("AccessDeniedException", "of another account")
        size, token = given.get("MaxResults", DEFAULT_PAGE), given.get("NextToken", "at-0")
        if not 1 <= size <= MAX_PAGE:
            raise AwsRefusal("InvalidParameterException", "MaxResults")
        if not re.fullmatch(r"at-\d+", token):
            raise AwsRefusal("InvalidNextTokenException", "")
        begin = int(token[3:])
        is_shown = bool(given.get("ShowFilterExpression"))
        page = [
            {name: value for name, value in budget.items() if is_shown or name != "FilterExpression"}
            for budget in self.budgets[begin : begin + size]
        ]
        is_last = begin + size >= len(self.budgets)
        return {"Budgets": page, **({} if is_last else {"NextToken": f"at-{begin + size}"})}

    def _get_cost_and_usage(self, given: Answer) -> Answer:
        begin, end = _dates(given)
        if begin > self.now.date():
            raise AwsRefusal("ValidationException", "start date is in the future")
        if unknown := set(given["Metrics"]) - METRICS:
            raise AwsRefusal("ValidationException", f"Invalid metric {unknown}")
        costs, prefix = self._grouped(given.get("GroupBy", []))
        days = [begin + timedelta(days=n) for n in range((end - begin).days)]
        wanted = [(day, name) for day in days for name in costs]
        if given["Granularity"] != "DAILY":
            raise AwsRefusal("ValidationException", "this stand-in counts by days")
        first = int(given.get("NextPageToken", "0"))
        page = wanted[first : first + self.groups_a_page]
        results = [self._result(day, [name for on, name in page if on == day], costs, prefix, given) for day in days]
        found = [one for one in results if one["Groups"]] if len(page) < len(wanted) else results
        is_last = first + self.groups_a_page >= len(wanted)
        return {
            "ResultsByTime": found,
            "GroupDefinitions": given.get("GroupBy", []),
            "DimensionValueAttributes": [],
            **({} if is_last else {"NextPageToken": str(first + self.groups_a_page)}),
        }

    def _grouped(self, groups: list[Answer]) -> tuple[Mapping[str, FakeCost], str]:
        if len(groups) != 1:
            raise AwsRefusal("ValidationException", "this stand-in groups by one thing")
        if groups[0].get("Type") == "TAG":
            return self.tagged, f"{groups[0]['Key']}$"
        if groups[0] != {"Type": "DIMENSION", "Key": "SERVICE"}:
            raise AwsRefusal("ValidationException", "unknown group")
        return self.services, ""

    def _result(self, day: date, names: list[str], costs: Mapping[str, FakeCost], prefix: str, given: Answer) -> Answer:
        this_month = self.now.date().replace(day=1)
        return {
            "TimePeriod": {"Start": day.isoformat(), "End": (day + timedelta(days=1)).isoformat()},
            "Total": {},
            "Groups": [
                {
                    "Keys": [f"{prefix}{name}"],
                    "Metrics": {
                        metric: {"Amount": f"{costs[name].on(day, this_month):.10f}", "Unit": "USD"}
                        for metric in given["Metrics"]
                    },
                }
                for name in names
            ],
            "Estimated": day >= self.now.date() - timedelta(days=2),
        }

    def _get_cost_forecast(self, given: Answer) -> Answer:
        begin, end = _dates(given)
        if begin < self.now.date():
            raise AwsRefusal("ValidationException", "Start must be the current date or later")
        if given["Granularity"] not in ("DAILY", "MONTHLY"):
            raise AwsRefusal("ValidationException", "granularity")
        this_month = self.now.date().replace(day=1)
        days = [begin + timedelta(days=n) for n in range((end - begin).days)]
        means = [sum(cost.on(day, this_month) for cost in self.services.values()) for day in days]
        results = [
            {
                "TimePeriod": {"Start": day.isoformat(), "End": (day + timedelta(days=1)).isoformat()},
                "MeanValue": f"{mean:.10f}",
            }
            for day, mean in zip(days, means, strict=True)
        ]
        return {"Total": {"Amount": f"{sum(means):.10f}", "Unit": "USD"}, "ForecastResultsByTime": results}


def _dates(given: Answer) -> tuple[date, date]:
    begin, end = (date.fromisoformat(given["TimePeriod"][name][:10]) for name in ("Start", "End"))
    if begin >= end:
        raise AwsRefusal("ValidationException", f"Requested Start: {begin} must be before requested End: {end}")
    return begin, end


def _must_be_asked_so(model: ServiceModel, operation: str, given: Any) -> None:
    shape = model.operation_model(operation).input_shape
    assert shape
    report = ParamValidator().validate(given, shape)
    if report.has_errors():
        raise AwsRefusal("ValidationException", report.generate_report())


def _held(model: ServiceModel, operation: str, answer: Answer) -> Answer:
    """The answer, where it has the published shape; else the stand-in is wrong."""
    shape = model.operation_model(operation).output_shape
    assert shape
    report = ParamValidator().validate(answer, shape)
    assert not report.has_errors(), report.generate_report()
    return answer


def _as_xml(content: Answer) -> str:
    written = {
        name: _as_xml(value)
        if isinstance(value, dict)
        else escape(f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value))
        for name, value in content.items()
    }
    return "".join(f"<{name}>{text}</{name}>" for name, text in written.items())


def _xml(status: int, text: str) -> SourceReply:
    return SourceReply(status, text.encode(), {"Content-Type": "text/xml"})


def dollars(amount: float) -> Answer:
    """With as many digits as AWS writes."""
    return {"Amount": f"{amount:.20f}", "Unit": "USD"}


def budget(name: str, now: datetime, limit: float, actual: float, forecast: float | None, **more: Any) -> Answer:
    spent = {"ActualSpend": dollars(actual)}
    spent |= {"ForecastedSpend": dollars(forecast)} if forecast is not None else {}
    return {
        "BudgetName": name,
        "BudgetLimit": dollars(limit),
        "CostFilters": {},
        "TimeUnit": "MONTHLY",
        "TimePeriod": {"Start": now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0), "End": NO_END},
        "CalculatedSpend": spent,
        "BudgetType": "COST",
        "LastUpdatedTime": now - timedelta(days=140),
        **more,
    }


def _service(name: str) -> Answer:
    shown = {"Dimensions": {"Key": "SERVICE", "Values": [name], "MatchOptions": ["EQUALS"]}}
    return {"CostFilters": {"Service": [name]}, "FilterExpression": shown}


def _demonstration(now: datetime) -> list[Answer]:
    return [
        budget("Data warehouse", now, 4200, 4321.54, 4470.10, **_service("Amazon Redshift")),
        budget("Databases", now, 6500, 5753.60, 5952.00, **_service("Amazon Relational Database Service")),
        budget(
            "Object storage",
            now,
            9000,
            4510.77,
            6990.40,
            TimeUnit="QUARTERLY",
            **_service("Amazon Simple Storage Service"),
        ),
    ]


def _many(rows: int, now: datetime) -> list[Answer]:
    return [
        budget(
            f"Team {n:05d} platform",
            now,
            1000 + n % 700,
            700 + n % 900,
            900 + n % 900,
            **_service(f"Team service {n:05d}"),
        )
        for n in range(rows)
    ]
