"""The HTTP API and what it tells the functions."""

import json

from tests.stacks.conftest import LOCAL_URL, Synthesis
from tests.stacks.test_functions import statements


def test_api_calls_go_to_the_api_slack_s_and_calendars_to_their_endpoints_and_all_else_to_the_page(
    on_aws: Synthesis,
) -> None:
    routes = {route["RouteKey"] for route in on_aws.properties("AWS::ApiGatewayV2::Route")}
    slack = {"POST /slack/events", "POST /slack/interactions", "POST /slack/commands"}
    people = {"ANY /auth/{proxy+}", "ANY /calendar/{proxy+}", "ANY /people", "ANY /people/{proxy+}"}
    phones = {"ANY /settings/phone", "ANY /settings/phone/{proxy+}"}
    paths = ("users", "users/{proxy+}", "settings/phone", "settings/phone/{proxy+}", "settings/profile")
    people_api = {f"ANY /api/{path}" for path in paths}
    sources = {"ANY /settings/sources", "ANY /settings/sources/{proxy+}", "POST /hooks/sources/{token}"}
    sources |= {"ANY /api/sources", "ANY /api/sources/{proxy+}"}
    install = {"GET /slack/install", "GET /slack/oauth"}
    assert routes == {
        "ANY /api/{proxy+}",
        "POST /chat/send",
        "$default",
        "POST /hooks/{provider}",
        *slack,
        *install,
        *people,
        *phones,
        *people_api,
        *sources,
    }


def test_the_api_is_throttled_and_its_log_holds_no_path(on_aws: Synthesis) -> None:
    """A path may hold a sign-in token or a signed link."""
    (stage,) = on_aws.properties("AWS::ApiGatewayV2::Stage")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    fields = json.loads(stage["AccessLogSettings"]["Format"]).values()
    assert "$context.routeKey" in fields
    assert not {"$context.path", "$context.protocol", "$context.identity.sourceIp"} & set(fields)


def test_links_lead_to_the_api_itself_unless_the_context_names_an_address(
    on_aws: Synthesis, locally: Synthesis
) -> None:
    own = on_aws.functions()["page"]["Environment"]["Variables"]["AMO_PUBLIC_URL"]
    assert own["Fn::GetAtt"][1] == "ApiEndpoint"
    assert locally.functions()["page"]["Environment"]["Variables"]["AMO_PUBLIC_URL"] == LOCAL_URL


def test_the_application_stack_says_where_it_is(on_aws: Synthesis) -> None:
    assert set(on_aws.template("app")["Outputs"]) == {"ApiId", "PublicUrl", "StateMachineArn", "AlarmTopicArn"}


def test_whoever_sets_timers_may_touch_no_schedule_of_the_clock(on_aws: Synthesis) -> None:
    """What reads feeds sets timers: it may stop no sweep and no anchoring of the audit log."""
    schedules = on_aws.resources("AWS::Scheduler::Schedule")
    assert len(schedules) > 5
    assert {schedule["Properties"]["GroupName"] for schedule in schedules} == {"amo.clock"}
    for schedule in schedules:
        (group,) = schedule["DependsOn"]
        assert on_aws.template("app")["Resources"][group]["Properties"] == {"Name": "amo.clock"}
    touched = set()
    for function in on_aws.functions().values():
        for statement in statements(on_aws.role_of(function)):
            if "scheduler:" in str(statement["Action"]):
                touched.add(json.dumps(statement["Resource"]).rpartition(":")[2].split('"')[0])
    assert touched == {"schedule/amo/*"}
