"""The edges: the HTTP API with its routes, and the clock that sets functions off."""

import json
from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.findings import accept
from stacks.functions import FUNCTIONS
from stacks.messages import Messages, scheduler_principal
from stacks.own_domain import OwnDomain
from stacks.stage import Stage

REQUESTS_PER_SECOND = 50
BURST = 100
LOGS_KEPT = logs.RetentionDays.THREE_MONTHS
API_PATH = "/api/{proxy+}"
CHAT_PATH = "/chat/send"
ACCOUNT_PATHS = {
    "Auth": "/auth/{proxy+}",
    "Calendar": "/calendar/{proxy+}",
    "People": "/people",
    "Person": "/people/{proxy+}",
    "Phone": "/settings/phone",
    "PhoneCode": "/settings/phone/{proxy+}",
}
PEOPLE_API_PATHS = {
    "ApiPeople": "/api/users",
    "ApiPerson": "/api/users/{proxy+}",
    "ApiPhone": "/api/settings/phone",
    "ApiPhoneCode": "/api/settings/phone/{proxy+}",
    "ApiProfile": "/api/settings/profile",
}
"""What may write roles and send texts stands apart from what reads feeds and uploads."""
SLACK_PATHS = {name: f"/slack/{name}" for name in ("events", "interactions", "commands")}
INSTALL_PATHS = {name: f"/slack/{name}" for name in ("install", "oauth")}
SOURCE_PATHS = {"Sources": "/settings/sources", "Source": "/settings/sources/{proxy+}"}
SOURCES_API_PATHS = {"ApiSources": "/api/sources", "ApiSource": "/api/sources/{proxy+}"}
"""What seals the secrets of sources and asks them, for a person who waits, stands apart from the rest of the page."""
WEBHOOKS_PATH = "/hooks/{provider}"
SOURCE_HOOKS_PATH = "/hooks/sources/{token}"
SESSION_CHECKS = "The function behind it checks the session, cookie or bearer, itself and refuses whoever has none."
SLACK_CHECKS = "The function behind it checks Slack's signature over the raw body, and refuses whatever is not proven."
WEBHOOK_CHECKS = "The function behind it checks the secret agreed for each subscription, and refuses whatever has none."
SOURCE_CHECKS = "The function behind it knows an address by its hash, and checks the signature of whoever signs."
# Routes, never paths: a path may hold a sign-in link or a signed material link.
ACCESS_LOG = {
    "request": "$context.requestId",
    "at": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}


class HttpApi(Construct):
    """The API before its routes: functions write its address into links, and routes lead to functions."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "HttpApi")
        self.api = apigatewayv2.HttpApi(self, "Api", api_name=stage.prefix, create_default_stage=False)
        self.public_url = stage.page_url or self.api.api_endpoint
        log_group = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/vendedlogs/apis/{stage.prefix}",
            retention=LOGS_KEPT,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        everything = apigatewayv2.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=apigatewayv2.CfnStage.AccessLogSettingsProperty(
                destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG)
            ),
            default_route_settings=apigatewayv2.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=REQUESTS_PER_SECOND, throttling_burst_limit=BURST
            ),
        )
        if stage.domain and stage.hosted_zone:
            OwnDomain(self, stage.domain, stage.hosted_zone, self.api, everything)

    def lead_to(self, functions: Mapping[str, aws_lambda.Function]) -> None:
        """``/api/*`` is for programs, ``/slack/*`` for Slack, ``/hooks/*`` for services, all else for people."""
        pushed = apigatewayv2.HttpRouteKey.with_(WEBHOOKS_PATH, apigatewayv2.HttpMethod.POST)
        self._route("HooksRoute", pushed, functions["webhooks_endpoint"], WEBHOOK_CHECKS)
        for name, path in SLACK_PATHS.items():
            key = apigatewayv2.HttpRouteKey.with_(path, apigatewayv2.HttpMethod.POST)
            self._route(f"Slack{name.capitalize()}Route", key, functions["slack_endpoint"], SLACK_CHECKS)
        for name, path in INSTALL_PATHS.items():
            key = apigatewayv2.HttpRouteKey.with_(path, apigatewayv2.HttpMethod.GET)
            self._route(f"Slack{name.capitalize()}Route", key, functions["slack_install"])
        told = apigatewayv2.HttpRouteKey.with_(SOURCE_HOOKS_PATH, apigatewayv2.HttpMethod.POST)
        self._route("SourceHooksRoute", told, functions["sources"], SOURCE_CHECKS)
        groups = (
            (ACCOUNT_PATHS, "accounts"),
            (PEOPLE_API_PATHS, "people_api"),
            (SOURCE_PATHS, "source_settings"),
            (SOURCES_API_PATHS, "sources_api"),
        )
        for paths, name_of_function in groups:
            for name, path in paths.items():
                key = apigatewayv2.HttpRouteKey.with_(path, apigatewayv2.HttpMethod.ANY)
                self._route(f"{name}Route", key, functions[name_of_function])
        self._route(
            "ApiRoute", apigatewayv2.HttpRouteKey.with_(API_PATH, apigatewayv2.HttpMethod.ANY), functions["api"]
        )
        self._route(
            "ChatRoute", apigatewayv2.HttpRouteKey.with_(CHAT_PATH, apigatewayv2.HttpMethod.POST), functions["api"]
        )
        self._route("PageRoute", apigatewayv2.HttpRouteKey.DEFAULT, functions["page"])

    def _route(
        self, name: str, key: apigatewayv2.HttpRouteKey, function: aws_lambda.IFunction, checks: str = SESSION_CHECKS
    ) -> None:
        integration = integrations.HttpLambdaIntegration(f"{name}Integration", function)
        route = apigatewayv2.HttpRoute(self, name, http_api=self.api, route_key=key, integration=integration)
        accept(route, "AwsSolutions-APIG4", checks)


class Clock(Construct):
    """Runs every function that has a schedule; what cannot be handed over ends among the undelivered."""

    def __init__(
        self, scope: Construct, stage: Stage, messages: Messages, functions: Mapping[str, aws_lambda.Function]
    ) -> None:
        super().__init__(scope, "Clock")
        timed = {spec: functions[spec.name] for spec in FUNCTIONS if spec.schedule}
        role = self._role(list(timed.values()), messages.undelivered)
        group = messages.schedule_group if stage.embedded else self._group(stage)
        for spec, function in timed.items():
            schedule = scheduler.Schedule(
                self,
                spec.state,
                schedule_name=f"{stage.prefix}-{spec.name}",
                schedule_group=group,
                schedule=scheduler.ScheduleExpression.expression(str(spec.schedule), cdk.TimeZone.ETC_UTC),
                target=targets.LambdaInvoke(
                    function,
                    role=role.without_policy_updates(),
                    dead_letter_queue=messages.undelivered,
                    max_event_age=cdk.Duration.minutes(10),
                ),
            )
            schedule.node.add_dependency(group)  # it names the group, which CloudFormation takes for no dependency

    def _group(self, stage: Stage) -> scheduler.ScheduleGroup:
        """Not that of the one-time schedules: what sets those reads feeds, and may stop or change no sweep.

        The embedded engine tells no group from another where it checks rights.
        """
        name = f"{stage.prefix}.clock"  # no stage's prefix has a dot
        return scheduler.ScheduleGroup(
            self, "Schedules", schedule_group_name=name, removal_policy=cdk.RemovalPolicy.DESTROY
        )

    def _role(self, functions: list[aws_lambda.Function], undelivered: sqs.IQueue) -> iam.Role:
        invoke = iam.PolicyStatement(
            actions=["lambda:InvokeFunction"], resources=[function.function_arn for function in functions]
        )
        give_up = iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[undelivered.queue_arn])
        return iam.Role(
            self,
            "Role",
            assumed_by=scheduler_principal(self),
            inline_policies={"invoke": iam.PolicyDocument(statements=[invoke, give_up])},
        )
