"""The stacks of a stage: the data, which stays, the application around it, which comes and goes, and its alarms."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from stacks.budget import Budget
from stacks.dashboard import OperationsDashboard
from stacks.data import DataStack
from stacks.edges import Clock, HttpApi
from stacks.findings import accept
from stacks.lambdas import Functions
from stacks.layers import LayerSource, Target, build_layer
from stacks.messages import Messages
from stacks.operations import AlarmTopic, WatchStack
from stacks.sender import Sender
from stacks.stage import Stage
from stacks.stored_data import StoredData
from stacks.surroundings import Surroundings
from stacks.workflows import APPROVAL, MEETING_PREP, REFRESH, Workflow, workflow_arn

TLS_FINDINGS = ("AwsSolutions-S10", "AwsSolutions-SQS4", "AwsSolutions-SNS3")


class ApplicationStack(cdk.Stack):
    """Outputs what the commands of cli/ and an operator need to find it."""

    def __init__(self, scope: Construct, stage: Stage, layer_source: LayerSource) -> None:
        super().__init__(
            scope,
            f"{stage.prefix}-app",
            description="AMO: functions, workflow, API and schedules",
            suppress_template_indentation=True,  # CloudFormation takes a million bytes, half of which would be blanks
        )
        data = StoredData(self, stage)
        api = HttpApi(self, stage)
        messages = Messages(self, stage)
        around = Surroundings(
            stage=stage,
            data=data,
            messages=messages,
            public_url=api.public_url,
            state_machine_arn=workflow_arn(self, stage, MEETING_PREP),
            approval_machine_arn=workflow_arn(self, stage, APPROVAL),
            refresh_machine_arn=workflow_arn(self, stage, REFRESH),
        )
        functions = Functions(self, around, layer_source).by_name
        workflow = Workflow(self, "MeetingPrep", stage, MEETING_PREP, functions).state_machine
        Workflow(self, "Approval", stage, APPROVAL, functions)
        Workflow(self, "RefreshMaterials", stage, REFRESH, functions)
        api.lead_to(functions)
        Clock(self, stage, messages, functions)
        Sender(self, stage)
        alarms = AlarmTopic(self, stage, kms.Key.from_key_arn(self, "Key", data.key_arn))
        if stage.budget_usd and stage.alarm_email:
            Budget(self, stage.budget_usd, stage.alarm_email)
        OperationsDashboard(self, stage, messages, functions, workflow)
        self._say_where_it_is(api, workflow, alarms)

    def _say_where_it_is(self, api: HttpApi, workflow: stepfunctions.StateMachine, alarms: AlarmTopic) -> None:
        cdk.CfnOutput(self, "ApiId", value=api.api.api_id)
        cdk.CfnOutput(self, "PublicUrl", value=api.public_url)
        cdk.CfnOutput(self, "StateMachineArn", value=workflow.state_machine_arn)
        cdk.CfnOutput(self, "AlarmTopicArn", value=alarms.topic.topic_arn)


def build_application(app: cdk.App, stage: Stage, layer_source: LayerSource | None = None) -> list[cdk.Stack]:
    """``layer_source`` gives the folder of a layer by name; without one, layers are built for the stage."""
    target = Target.of(stage)
    data = DataStack(app, stage)
    application = ApplicationStack(app, stage, layer_source or (lambda name: build_layer(name, target)))
    application.add_stack_dependency(data, "It reads the key's ARN as it is deployed, and uses the rest by name.")
    watch = WatchStack(app, stage)
    watch.add_stack_dependency(application, "Its alarms go to the application's topic.")
    if not stage.speaks_tls:
        for finding in TLS_FINDINGS:
            accept(app, finding, "The embedded engine is reached over loopback, without TLS.")
    return [data, application, watch]
