"""The HTTP API and what it tells the functions."""

import json

from tests.stacks.conftest import LOCAL_URL, Synthesis


def test_api_calls_go_to_the_api_slack_s_and_calendars_to_their_endpoints_and_all_else_to_the_page(
    on_aws: Synthesis,
) -> None:
    routes = {route["RouteKey"] for route in on_aws.properties("AWS::ApiGatewayV2::Route")}
    slack = {"POST /slack/events", "POST /slack/interactions", "POST /slack/commands"}
    people = {"ANY /auth/{proxy+}", "ANY /calendar/{proxy+}", "ANY /people", "ANY /people/{proxy+}"}
    phones = {"ANY /settings/phone", "ANY /settings/phone/{proxy+}"}
    paths = ("users", "users/{proxy+}", "settings/phone", "settings/phone/{proxy+}", "settings/profile")
    people_api = {f"ANY /api/{path}" for path in paths}
    install = {"GET /slack/install", "GET /slack/oauth"}
    assert routes == {
        "ANY /api/{proxy+}",
        "$default",
        "POST /hooks/{provider}",
        *slack,
        *install,
        *people,
        *phones,
        *people_api,
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
