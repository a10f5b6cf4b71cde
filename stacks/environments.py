"""Turns a row of the function table into what its environment says, and no more."""

import json

from lambdas.domain.llm.connection import StageModel
from stacks.function_spec import TOKEN_VERBS, FunctionSpec, Grant
from stacks.surroundings import Surroundings
from stacks.tables import USERS

VOICE_QUEUE = "recordings"
"""Whoever sends recordings there has to know whether anybody writes them down."""


def environment(spec: FunctionSpec, around: Surroundings) -> dict[str, str]:
    """Returns what lambdas/settings.py finds: names and addresses of what was granted, nothing else."""
    values = {"AMO_STAGE": around.stage.name, **_of_tables(spec, around)}
    for bucket in sorted({*spec.reads_buckets, *spec.writes_buckets, *spec.deletes_from, *spec.erases_from}):
        values[f"AMO_BUCKET_{bucket.upper()}"] = around.data.bucket_name(bucket)
    for queue in (*spec.sends, *filter(None, [spec.queue])):
        values[f"AMO_QUEUE_{queue.upper()}"] = around.messages.name_of(queue)
    for queue in spec.times:
        values[f"AMO_QUEUE_ARN_{queue.upper()}"] = around.messages.queues[queue].queue_arn
    if spec.times or spec.has(Grant.CANCEL_TIMERS):
        values["AMO_SCHEDULE_GROUP"] = around.messages.schedule_group.schedule_group_name
        values["AMO_SCHEDULER_ROLE_ARN"] = around.messages.timer_role.role_arn
        values["AMO_QUEUE_ARN_UNDELIVERED"] = around.messages.undelivered.queue_arn
    if spec.has(Grant.COUNT_DEAD_LETTERS):
        values["AMO_DEAD_LETTERS"] = ",".join(around.messages.names)
    if spec.sends or spec.queue or spec.has(Grant.COUNT_DEAD_LETTERS):
        values["AMO_QUEUES"] = around.messages.address  # whole addresses of each would fill half of 4 KB
    if spec.has(Grant.SEND_MAIL) or spec.has(Grant.KNOW_SENDER):
        values["AMO_MAIL_FROM"] = around.stage.sender  # empty: nothing is sent, and whoever asks is told at once
    if TOKEN_VERBS & set(spec.consents):
        values["AMO_TOKEN_SECRETS"] = around.data.token_secrets
        values["AMO_CALENDAR_TOKENS"] = around.stage.calendar_tokens
        values["AMO_KEY_ARN"] = around.data.key_arn
    values |= _of_sources(spec, around) | _of_voice(spec, around) | _of_model(spec, around)
    trusted = ",".join(around.stage.trusted_feed_origins)
    optional = {
        "AMO_BUS": around.messages.bus.event_bus_name if spec.has(Grant.PUBLISH) else None,
        "AMO_STATE_MACHINE_ARN": around.state_machine_arn if spec.workflow else None,
        "AMO_APPROVAL_MACHINE_ARN": around.approval_machine_arn if spec.approval else None,
        "AMO_REFRESH_MACHINE_ARN": around.refresh_machine_arn if spec.refresh else None,
        "AMO_TASK_SECRETS": around.task_secrets if spec.has(Grant.CALL_TASK_SYSTEMS) else None,
        "AMO_PUBLIC_URL": around.public_url if spec.has(Grant.LINK_TO_PAGE) else None,
        "AMO_SLACK_SECRETS": around.data.slack_secrets if spec.slack else None,
        "AMO_OAUTH_SECRETS": around.data.oauth_secrets if set(spec.consents) - {"moves"} else None,
        "AMO_SELF_REPAIR": around.stage.self_repair if spec.has(Grant.WATCH_STACKS) else None,
        "AMO_SIGNING_SECRET_ARN": around.data.signing_secret_arn if spec.has(Grant.SIGN) else None,
        "AMO_TRUSTED_FEED_ORIGINS": trusted if spec.has(Grant.FETCH_FEEDS) else None,
    }
    return values | {name: value for name, value in optional.items() if value}


def _of_tables(spec: FunctionSpec, around: Surroundings) -> dict[str, str]:
    tables = sorted({*spec.reads, *spec.shown, *spec.scans, *spec.names, *spec.writes})
    if not tables:
        return {}
    off = ",".join(around.stage.switched_off) if USERS in tables else ""
    # One variable: a name of its own for each would fill half of 4 KB.
    named = {"AMO_TABLES": ",".join(tables), "AMO_TABLE_PREFIX": around.data.table_prefix}
    return named | ({"AMO_SWITCHED_OFF": off} if off else {})


def _of_model(spec: FunctionSpec, around: Surroundings) -> dict[str, str]:
    asks, shows = spec.reaches_model, spec.has(Grant.SHOW_MODEL)
    shown = {"AMO_MODEL": _written(around.stage.model)} if asks or shows else {}
    return shown | ({"AMO_MODEL_KEY": around.data.model_key_name} if asks else {})


def _of_sources(spec: FunctionSpec, around: Surroundings) -> dict[str, str]:
    trusted = ",".join(around.stage.trusted_source_origins)
    is_asking = trusted and ({"asks", "keeps"} & set(spec.sources) or spec.has(Grant.PROBE_SERVICES))
    origins = {"AMO_TRUSTED_SOURCE_ORIGINS": trusted} if is_asking else {}
    if not spec.sources:
        return origins
    return origins | {
        "AMO_SOURCE_SECRETS": around.data.source_secrets,
        "AMO_CALENDAR_TOKENS": around.stage.calendar_tokens,
        "AMO_KEY_ARN": around.data.key_arn,
    }


def _written(model: StageModel) -> str:
    """The same text each time: a set is in another order in each process."""
    purposes = None if model.purposes is None else sorted(model.purposes)
    return json.dumps({**model.model_dump(mode="json"), "purposes": purposes}, sort_keys=True)


def _of_voice(spec: FunctionSpec, around: Surroundings) -> dict[str, str]:
    if not spec.voice:
        return {"AMO_TRANSCRIBER": around.stage.transcriber} if VOICE_QUEUE in spec.sends else {}
    return {
        "AMO_TRANSCRIBER": around.stage.transcriber,
        "AMO_TRANSCRIPTION_JOBS": around.stage.transcription_jobs,
        "AMO_KEY_ARN": around.data.key_arn,
    }
