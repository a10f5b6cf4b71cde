"""``./amo smoke``: it names the hop that fails and the part that is broken, and leaves nothing behind."""

import json
import urllib.request
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import icalendar
import pytest
from botocore.stub import Stubber

from cli.commands import smoke
from cli.main import main
from cli.smoke import sequence
from cli.smoke.hops import HopFailed, HopLog
from cli.smoke.parts import PARTS, RulePart, StageParts, function_problem, mapping_problem, rule_problem
from cli.smoke.person import calendar_of, is_left, label_of, profile, title_of
from cli.smoke.sequence import SmokeTest
from cli.smoke.trial import NOT_IN_USE, in_use, send_trial
from lambdas.domain.accounts.smoke_person import SMOKE_PERSON, is_smoke_person
from lambdas.domain.notifications.channels import CHANNELS
from lambdas.errors import NotFound, Refused
from stacks.functions import FUNCTIONS
from stacks.messages import EVENT_ROUTES
from tests.fakes.samples import a_user
from tests.house.tracked import ROOT

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LABEL = label_of(NOW)
REGION = "eu-central-1"


class Clock:
    """Time passes while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Stage:
    """A whole AMO, of which a test may break a piece; it answers as the API does."""

    prefix, user_id, page_url = "amo", SMOKE_PERSON, "http://amo.example"

    def __init__(self) -> None:
        self.broken = ""
        self.meetings: dict[str, dict[str, Any]] = {}
        self.calendars: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.attempts = [{"channel": "slack", "outcome": "took it", "reason": ""}]

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("INVOKE", function))
        assert request["user_id"] in (SMOKE_PERSON, "anna")
        if function == "sync_user_now" and self.broken != "calendar":
            self.meetings = {"m1": {"meeting_id": "m1", "title": title_of(LABEL), "prep_status": "scheduled"}}
        if function == "send_trial_message":
            return {"message_id": "trial-12345678", "attempts": self.attempts if "message_id" in request else []}
        return {"problems": []}

    def get(self, path: str, **_query: Any) -> Any:
        self.asked.append(("GET", path))
        parts = {
            "/meetings": list(self.meetings.values()),
            "/meetings/m1": self.meetings.get("m1"),
            "/meetings/m1/session": {"prep_status": self._status(), "prompt": {"session_id": "s", "version": 1}},
            "/notices": [{"meeting_id": "m1"}] if self.broken != "message" else [],
            "/meetings/m1/trace": {"status": self._trace(), "states": [{"name": "StoreMaterials", "error": "Boom"}]},
            "/meetings/m1/forget": {"left": self.broken == "removal"},
            "/autonomy": {"team_id": f"own-{SMOKE_PERSON}"},
            f"/audit/own-{SMOKE_PERSON}": [{"event": "meeting_forgotten", "note": "meeting m1"}],
            "/calendars": [{"calendar_id": name, "label": label} for name, label in self.calendars.items()],
            "/switches": {"calendar": self.broken != "calendar", "monitor": True, "workflow": True},
            "/meetings/m1/materials": {"agenda": {"url": "u"}},
        }
        if path == "/meetings/m1/materials" and self.broken == "document":
            raise NotFound("not yet")
        return parts[path]

    def _status(self) -> str:
        return "gathering" if self.broken == "questions" else "waiting"

    def _trace(self) -> str:
        return {"timeline": "FAILED"}.get(self.broken, "SUCCEEDED")

    def post(self, path: str, body: Any = None) -> Any:
        self.asked.append(("POST", path))
        if path == "/meetings/m1/prep":
            if self.broken == "switch":
                raise Refused("Preparations are switched off.")
            if self.broken != "begin":
                self.meetings["m1"]["prep_status"] = "failed" if self.broken == "failed" else "gathering"
        return {"left": True}

    def upload(self, path: str, _content: bytes, _type: str) -> Any:
        label = path.partition("label=")[2]
        self.calendars["c1"] = label
        return {"calendar_id": "c1"}

    def delete(self, path: str) -> Any:
        self.asked.append(("DELETE", path))
        del self.calendars[path.rpartition("/")[2]]

    def download(self, _url: str) -> bytes:
        return b"" if self.broken == "empty" else b"<html>"

    def filter_log_events(self, **_asked: Any) -> Any:
        return {"events": [] if self.broken == "metric" else [{}]}


class Parts:
    def __init__(self, found: HopFailed | None = None) -> None:
        self.found = found

    def broken(self, _hop: str) -> HopFailed | None:
        return self.found


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_arguments, **_options: nullcontext())
    return Stage()


def run_through(stage: Stage, parts: Parts | None = None) -> HopLog:
    clock = Clock()
    log = HopLog(lambda _hop: None, clock, clock.sleep)
    SmokeTest(stage, stage, parts or Parts(), log, stage, NOW).run()  # type: ignore[arg-type] # stands for all of them
    return log


def failures(log: HopLog) -> dict[str, str]:
    return {hop.name: hop.detail for hop in log.hops if not hop.ok}


def test_a_stage_that_works_passes_every_hop_and_keeps_nothing_of_it(stage: Stage) -> None:
    log = run_through(stage)
    assert log.ok
    assert [hop.name for hop in log.hops] == [
        *("page", "sign-in", "calendar", "begin", "questions", "message", "conversation"),
        *("document", "timeline", "metric", "removal", "audit", "calendar removed"),
    ]
    assert stage.calendars == {}


@pytest.mark.parametrize(
    ("broken", "hop", "line"),
    [
        ("calendar", "calendar", "switched off: calendar"),
        ("switch", "begin", "switched off"),
        ("begin", "begin", "--function start_prep"),
        ("failed", "begin", "state StoreMaterials: Boom"),
        ("questions", "questions", "no sign of it within 60 s"),
        ("message", "message", "--function deliver_message"),
        ("document", "document", "--function generate_materials"),
        ("empty", "document", "the agenda is empty"),
        ("timeline", "timeline", "state StoreMaterials: Boom"),
        ("metric", "metric", "--function api"),
        ("removal", "removal", "--function erase_meeting"),
    ],
)
def test_the_first_hop_that_fails_is_named_and_says_where_to_look(
    stage: Stage, broken: str, hop: str, line: str
) -> None:
    stage.broken = broken
    log = run_through(stage)
    ((failed, detail),) = failures(log).items()
    assert failed == hop
    assert line in detail
    assert ("POST", "/meetings/m1/forget") in stage.asked or broken == "calendar"
    assert stage.calendars == {} or broken == "removal"


def test_a_part_that_is_broken_is_named_long_before_the_wait_is_over(stage: Stage) -> None:
    stage.broken = "begin"
    log = run_through(stage, Parts(HopFailed("is disabled", "rule amo-prep_requests")))
    assert failures(log) == {"begin": "rule amo-prep_requests: is disabled"}
    assert sum(hop.ms for hop in log.hops) < 10_000


def test_what_a_test_left_that_did_not_end_is_cleared_away(stage: Stage) -> None:
    stage.calendars = {"old": label_of(NOW - timedelta(days=1)), "work": "Work"}
    run_through(stage)
    assert ("DELETE", "/calendars/old") in stage.asked
    assert list(stage.calendars) == ["work"]


def test_only_calendars_of_its_own_are_taken_for_left() -> None:
    assert is_left(label_of(NOW - timedelta(hours=1)), NOW)
    assert not is_left(label_of(NOW), NOW)
    assert not is_left("smoke", NOW)
    assert not is_left("smoke-free zone", NOW)


def test_its_person_is_nobody_and_is_reached_on_the_page_alone() -> None:
    assert profile()["declined_channels"] == sorted(CHANNELS)
    assert not {"email", "role", "team_id", "reviews_for"} & profile().keys()
    event = icalendar.Calendar.from_ical(calendar_of(LABEL, NOW)).events[0]
    guests: Any = event["attendee"]
    assert {str(one).rpartition(".")[2] for one in guests} == {"invalid"}
    assert event.decoded("dtstart") > NOW


@pytest.mark.parametrize(
    "more", [{"role": "operator"}, {"team_id": "leads"}, {"email": "a@x.example"}, {"reviews_for": frozenset({"a"})}]
)
def test_whoever_was_given_more_under_its_name_is_somebody(more: dict[str, Any]) -> None:
    nobody = a_user(SMOKE_PERSON, email="", role="member")
    assert is_smoke_person(nobody)
    assert not is_smoke_person(nobody.model_copy(update=more))
    assert not is_smoke_person(a_user("ada", email="", role="member"))


def test_the_parts_are_those_of_the_stage() -> None:
    by_name = {spec.name: spec for spec in FUNCTIONS}
    routes = {route.queue for route in EVENT_ROUTES}
    for parts in PARTS.values():
        for part in parts:
            if isinstance(part, RulePart):
                assert part.name in routes
            else:
                assert bool(by_name[part.name].queue) == part.is_fed


def aws(rule: str = "ENABLED", mapping: str = "Enabled", reserved: Mapping[str, Any] | None = None) -> StageParts:
    """Held to botocore's own models; a question that is not asked is no fault."""
    events, functions = (boto3.client(name, region_name=REGION) for name in ("events", "lambda"))
    rules, lambdas = Stubber(events), Stubber(functions)
    rules.add_response("describe_rule", {"State": rule}, {"Name": "amo-prep_requests", "EventBusName": "amo"})
    for name in ("amo-start_prep", "amo-load_meeting"):
        lambdas.add_response("get_function_concurrency", dict(reserved or {}), {"FunctionName": name})
        lambdas.add_response("get_function_configuration", {"State": "Active"}, {"FunctionName": name})
        if name == "amo-start_prep" and not reserved:
            answer = {"EventSourceMappings": [{"State": mapping}]}
            lambdas.add_response("list_event_source_mappings", answer, {"FunctionName": name})
    rules.activate()
    lambdas.activate()
    return StageParts(events, functions, "amo")


@pytest.mark.parametrize(
    ("broken", "part", "line"),
    [
        ({"rule": "DISABLED"}, "rule amo-prep_requests", "is disabled"),
        ({"mapping": "Disabled"}, "function amo-start_prep", "takes nothing from its queue"),
        ({"reserved": {"ReservedConcurrentExecutions": 0}}, "function amo-start_prep", "is throttled"),
    ],
)
def test_what_is_switched_off_is_found(broken: dict[str, Any], part: str, line: str) -> None:
    failure = aws(**broken).broken("begin")
    assert failure
    assert (failure.part, line in str(failure)) == (part, True)


def test_where_nothing_is_broken_nothing_is_found() -> None:
    assert aws().broken("begin") is None
    assert aws().broken("metric") is None


def test_what_may_not_be_looked_at_is_no_fault_and_what_is_gone_is_one() -> None:
    parts = aws()
    for code, found in (("AccessDeniedException", None), ("ResourceNotFoundException", "is not there")):
        with Stubber(parts.events) as events:
            events.add_client_error("describe_rule", code)
            assert parts._problem(RulePart("prep_requests")) == (
                "" if found is None else f"{found}; deploy the stage again"
            )


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (rule_problem({"State": "ENABLED"}), ""),
        (mapping_problem([]), "is fed by no queue"),
        (mapping_problem([{"State": "Updating"}]), ""),
        (function_problem({"State": "Failed", "StateReason": "no image"}, None), "is failed: no image"),
        (function_problem({}, 5), ""),
    ],
)
def test_each_answer_of_aws_is_read_as_it_is_meant(problem: str, line: str) -> None:
    assert problem == line


def test_sending_names_the_channel_that_does_not_take_it(stage: Stage) -> None:
    stage.user_id = "anna"
    stage.attempts = [
        {"channel": "slack", "outcome": "failed", "reason": "slack: account_inactive"},
        {"channel": "sms", "outcome": "failed", "reason": "no phone number is confirmed"},
        {"channel": "web", "outcome": "took it", "reason": ""},
    ]
    log = HopLog(lambda _hop: None)
    with pytest.raises(HopFailed):
        send_trial(stage, log)  # type: ignore[arg-type] # stands for a deployed one
    assert failures(log) == {"channel slack": "slack: account_inactive"}


def test_a_person_without_channels_cannot_be_sent_anything(stage: Stage) -> None:
    stage.attempts = [{"channel": "web", "outcome": "took it", "reason": ""}]
    log = HopLog(lambda _hop: None)
    with pytest.raises(HopFailed, match="on the page alone"):
        send_trial(stage, log)  # type: ignore[arg-type] # stands for a deployed one


@pytest.mark.parametrize("line", NOT_IN_USE)
def test_what_is_no_fault_is_said_in_the_words_of_a_channel(line: str) -> None:
    said = "".join(path.read_text() for path in (ROOT / "lambdas" / "notifications").glob("*.py"))
    assert line.casefold() in said.casefold()
    assert in_use([{"channel": "slack", "outcome": "failed", "reason": f"slack: {line}"}]) == []


def test_one_document_says_which_hops_worked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Account(Stage):
        def client(self, _name: str) -> Stage:
            return stage

    monkeypatch.setattr(smoke, "find_stage", lambda *_arguments: Account())
    monkeypatch.setattr(smoke, "ApiClient", lambda _stage: stage)
    monkeypatch.setattr(smoke, "StageParts", lambda *_arguments: Parts(HopFailed("is disabled", "rule r")))
    monkeypatch.setattr(sequence, "label_of", lambda _now: LABEL)
    assert main(["smoke", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert {"name", "ok", "ms"} <= report["hops"][0].keys()
