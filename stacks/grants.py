"""Turns a row of the function table into what its role may do, and no more."""

from collections.abc import Iterable, Iterator

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from stacks.allowed import allow
from stacks.data import LOCKED
from stacks.function_spec import TOKEN_VERBS, FunctionSpec, Grant, WorkflowVerb
from stacks.key_grants import has_tokens_in, on_key
from stacks.model_grants import on_model
from stacks.source_grants import on_sources
from stacks.surroundings import Surroundings, executions_of
from stacks.table_grants import never_on_the_log, on_tables

TIMER_CHANGES = ("scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule")
SECRET_CHANGES = ("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:CreateSecret")
TRACING = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
# Why a resource of this service ends in a wildcard; each is a finding of cdk-nag that a role accepts.
WILDCARDS = {
    "": "Sending traces or a text message, answering a task token, beginning a transcription and asking how SES, SNS "
    "and Transcribe are, are actions AWS defines on no resource.",
    "sns": "Denied, not granted: text messages go to phone numbers, never to a topic or an application.",
    "secretsmanager": "Secrets of workspaces, registrations and consents are made when somebody connects them; all "
    "carry this stage's prefix.",
    "iam": "Roles whose costs are read have a name that begins as AMO asks, in accounts that nobody knows at "
    "deployment; each of them names this stage and an external id in its trust.",
    "ses": "Which identity a sender belongs to SES finds out; the sender itself is a condition.",
    "s3": "Keys start with their owner's id: which one is read or written is known at run time only.",
    "cloudformation": "A stack's id follows its name, and is another each time it is made.",
    "scheduler": "One-time schedules are named after meetings and sessions; all are in this stage's group.",
    "transcribe": "Jobs are named after recordings as they begin; all are of this one stage.",
    "states": "Executions are named after meetings as they start; all are of this one workflow.",
}
PSEUDO_PARAMETERS = {
    cdk.Aws.PARTITION: "<AWS::Partition>",
    cdk.Aws.REGION: "<AWS::Region>",
    cdk.Aws.ACCOUNT_ID: "<AWS::AccountId>",
}


def statements(spec: FunctionSpec, around: Surroundings, log_group_arn: str) -> list[iam.PolicyStatement]:
    """Every permission of the function, its log and its trace among them."""
    granted = [
        allow(("logs:CreateLogStream", "logs:PutLogEvents"), log_group_arn),
        allow(TRACING, "*"),
        *on_tables(spec, around),
        *_on_buckets(spec, around),
        *_on_messages(spec, around),
        *_on_timers(spec, around),
        *_on_workflow(spec, around),
        *_on_outside(spec, around),
        *_on_services(spec, around),
        *on_key(spec, around),
        never_on_the_log(around),
    ]
    if spec.has(Grant.SIGN):
        granted.append(allow(("secretsmanager:GetSecretValue",), around.data.signing_secret_pattern))
    if spec.has(Grant.WATCH_STACKS):
        granted.append(_on_stacks(around))
    granted.extend(_on_slack(spec, around))
    granted.extend(_on_consents(spec, around))
    granted.extend(on_sources(spec, around))
    granted.extend(_on_voice(spec, around))
    granted.extend(on_model(spec, around))
    return granted


def wildcard_findings(granted: Iterable[iam.PolicyStatement]) -> dict[str, str]:
    """cdk-nag's name of every wildcard resource in these statements, and why it is one."""
    resources = {resource for statement in granted for resource in statement.resources if resource.endswith("*")}
    return {f"AwsSolutions-IAM5[Resource::{_as_found(name)}]": WILDCARDS[_service(name)] for name in sorted(resources)}


def _service(arn: str) -> str:
    return arn.split(":")[2] if ":" in arn else ""


def _as_found(arn: str) -> str:
    for token, name in PSEUDO_PARAMETERS.items():
        arn = arn.replace(token, name)
    return arn


def _on_outside(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    if spec.has(Grant.SEND_MAIL) and around.stage.sender:
        yield from _on_mail(around)
    if spec.has(Grant.SEND_TEXTS):  # a phone number is no resource: whatever is one of SNS's is denied instead
        yield allow(("sns:Publish",), "*")
        topics = around.data.stack.format_arn(service="sns", account="*", region="*", resource="*")
        yield iam.PolicyStatement(effect=iam.Effect.DENY, actions=["sns:Publish"], resources=[topics])
    if spec.has(Grant.CALL_TASK_SYSTEMS):
        yield allow(("secretsmanager:GetSecretValue",), around.data.secret_pattern("task-systems/*"))


def _on_mail(around: Surroundings) -> Iterator[iam.PolicyStatement]:
    """To send as this stage alone, and to ask beforehand whether SES would."""
    identities = around.data.stack.format_arn(service="ses", resource="identity", resource_name="*")
    yield allow(("ses:GetAccount",), "*")
    if around.stage.embedded:  # the embedded engine knows neither whose identity it is nor who sends
        yield allow(("ses:SendEmail", "ses:GetEmailIdentity"), "*")
        return
    yield allow(("ses:GetEmailIdentity",), identities)
    named = around.stage.mail_set
    mail_set = around.data.stack.format_arn(service="ses", resource="configuration-set", resource_name=named)
    mail = allow(("ses:SendEmail",), identities, mail_set)
    mail.add_condition("StringEquals", {"ses:FromAddress": around.stage.sender})
    yield mail


def _on_stacks(around: Surroundings) -> iam.PolicyStatement:
    """Never to skip, delete or change one: continuing acts with the stack's own role, and only back to what was."""
    seen = ("cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents")
    repaired = ("cloudformation:ContinueUpdateRollback",) if around.stage.self_repair == "retry_rollback" else ()
    return allow((*seen, *repaired), *around.own_stack_arns)


def _on_services(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    """Reads of what a whole account has; Transcribe is asked where it writes recordings down."""
    if spec.has(Grant.PROBE_SERVICES):
        yield allow(("ses:GetAccount", "sns:GetSMSSandboxAccountStatus"), "*")
        if around.stage.transcriber == "amazon":
            yield allow(("transcribe:ListTranscriptionJobs",), "*")


def _on_buckets(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    for name in spec.reads_buckets:
        yield allow(("s3:GetObject",), *around.objects_arns(name, spec.folders))
        # Without it S3 answers "denied" where it means "not there".
        yield allow(("s3:ListBucket",), around.data.bucket_arn(name))
        if name in LOCKED:  # what was written over, or hidden, counts as well
            yield allow(("s3:GetObjectVersion",), *around.objects_arns(name, spec.folders))
            yield allow(("s3:ListBucketVersions",), around.data.bucket_arn(name))
    for name in spec.writes_buckets:
        yield allow(("s3:PutObject",), *around.objects_arns(name, spec.folders))
    for name in spec.erases_from:
        yield allow(("s3:DeleteObjectVersion",), *around.objects_arns(name, spec.folders))
        yield allow(("s3:ListBucketVersions",), around.data.bucket_arn(name))
    for name in spec.deletes_from:
        yield allow(("s3:DeleteObject",), *around.objects_arns(name, spec.folders))


def _on_messages(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    if spec.queue:
        yield allow(around.queue_reads, around.messages.queues[spec.queue].queue_arn)
        if spec.in_order:
            yield allow(("sqs:SendMessage",), around.messages.dead_letters[spec.queue].queue_arn)
    if spec.schedule:  # its failed invocations, which nobody waits for, are stored there
        yield allow(("sqs:SendMessage",), around.messages.undelivered.queue_arn)
    for name in spec.sends:
        yield allow(around.queue_writes, around.messages.queues[name].queue_arn)
    if spec.has(Grant.COUNT_DEAD_LETTERS):
        yield allow(("sqs:GetQueueAttributes",), *(queue.queue_arn for queue in around.messages.given_up_on))
    if spec.has(Grant.PUBLISH):
        yield allow(("events:PutEvents",), around.messages.bus.event_bus_arn)


def _on_timers(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    if spec.times:
        yield allow(TIMER_CHANGES, around.timers_arn)
        handed_on = allow(("iam:PassRole",), around.messages.timer_role.role_arn)
        handed_on.add_condition("StringEquals", {"iam:PassedToService": "scheduler.amazonaws.com"})
        yield handed_on
    elif spec.has(Grant.CANCEL_TIMERS):
        yield allow(("scheduler:DeleteSchedule",), around.timers_arn)


def _on_workflow(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    yield from _on_machine(spec.workflow, around.state_machine_arn)
    yield from _on_machine(spec.approval, around.approval_machine_arn)
    yield from _on_machine(spec.refresh, around.refresh_machine_arn)


def _on_machine(verbs: Iterable[WorkflowVerb], machine_arn: str) -> Iterator[iam.PolicyStatement]:
    executions_arn = executions_of(machine_arn)
    granted = {
        "start": (("states:StartExecution",), machine_arn),
        # What is answered a token says: these two are actions on no resource, whichever machine waits.
        "resume": (("states:SendTaskSuccess", "states:SendTaskFailure"), "*"),
        "stop": (("states:StopExecution",), executions_arn),
        "describe": (("states:DescribeExecution",), executions_arn),
        "trace": (("states:GetExecutionHistory",), executions_arn),
    }
    for verb in verbs:
        yield allow(*granted[verb])


def _on_slack(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    """Yields the rights to Slack's secrets: who proves signatures cannot speak, and the other way round."""
    # By name alone: before it is made, a secret's ARN has not got the six characters Secrets Manager adds.
    signing, tokens = around.data.secret_pattern("slack/signing*"), around.data.secret_pattern("slack/workspace/*")
    if "proves" in spec.slack:
        yield allow(("secretsmanager:GetSecretValue",), signing)
    if "speaks" in spec.slack:
        yield allow(("secretsmanager:GetSecretValue",), tokens)
    app = around.data.secret_pattern("slack/app*")
    if "connects" in spec.slack:
        yield allow(SECRET_CHANGES, signing, tokens, app)
    if "installs" in spec.slack or "renews" in spec.slack:
        yield allow(("secretsmanager:GetSecretValue",), app)
    if "installs" in spec.slack:
        yield allow(SECRET_CHANGES, signing, tokens)
    if "renews" in spec.slack:
        yield allow(("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"), tokens)


def _on_consents(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    """Registrations are set by an operator alone; tokens are renewed by whoever reads calendars, one account's each.

    They are opened where the stage keeps them, and by what moves them there in the other place too.
    """
    clients, tokens = around.data.secret_pattern("oauth/*"), around.data.secret_pattern("calendar-tokens/*")
    if "registers" in spec.consents:
        yield allow(SECRET_CHANGES, clients)
    if "proves" in spec.consents:
        yield allow(("secretsmanager:GetSecretValue",), clients)
    if not TOKEN_VERBS & set(spec.consents):
        return
    if "moves" not in spec.consents:
        yield allow(("secretsmanager:GetSecretValue",), clients)
    kept = (*SECRET_CHANGES, "secretsmanager:DeleteSecret")
    renewed = ("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue")
    ended = (*renewed, "secretsmanager:DeleteSecret")
    if has_tokens_in("secrets", spec, around):
        yield allow(renewed if "renews" in spec.consents else ended if "ends" in spec.consents else kept, tokens)
    if not has_tokens_in("table", spec, around):
        return
    enveloped = allow(("kms:GenerateDataKey", "kms:Decrypt"), around.data.key_arn)
    if not around.stage.embedded:  # the embedded engine gives its policies no encryption context
        enveloped.add_condition("StringEquals", {"kms:EncryptionContext:purpose": "calendar-tokens"})
    yield enveloped


def _on_voice(spec: FunctionSpec, around: Surroundings) -> Iterator[iam.PolicyStatement]:
    """Transcribe reads the sound and writes the words with the rights of whoever begins a job, into no other bucket."""
    if around.stage.transcriber != "amazon":
        return
    if "begins" in spec.voice:
        begun = allow(("transcribe:StartTranscriptionJob",), "*")
        begun.add_condition("StringEquals", {"transcribe:OutputBucketName": around.data.bucket_name("documents")})
        yield begun
    if spec.voice:
        name = f"{around.stage.transcription_jobs}*"
        jobs = around.data.stack.format_arn(service="transcribe", resource="transcription-job", resource_name=name)
        yield allow(("transcribe:GetTranscriptionJob",), jobs)
