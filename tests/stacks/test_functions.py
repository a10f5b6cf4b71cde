"""The function table against the code it deploys: what a handler asks for it is given, and no more."""

import importlib
import json
from typing import Any

import pytest

from lambdas import wiring
from lambdas.settings import Settings
from stacks.function_spec import TOKEN_VERBS, FunctionSpec, Grant
from stacks.functions import FUNCTIONS
from tests.stacks.conftest import Resource, Synthesis
from tests.stacks.needs import ROOT, needs_of

ALL = pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
# The longest that fits counts.
LAYER_OF = {
    **dict.fromkeys(("pydantic", "pydantic_core", "yaml", "jwt", "aws_lambda_powertools"), "base"),
    "confusable_homoglyphs": "base",
    **dict.fromkeys(("icalendar", "recurring_ical_events", "dateutil"), "calendar"),
    **dict.fromkeys(("aws_lambda_powertools.event_handler", "multipart"), "http"),
    "jinja2": "templates",
    "slack_sdk": "slack",
    "strands": "strands",
    **dict.fromkeys(("oauthlib", "cryptography", "googleapiclient", "httplib2"), "oauth"),
    **dict.fromkeys(("google", "google_auth_oauthlib", "requests"), "oauth"),
    **dict.fromkeys(("botocore", "urllib3"), "the runtime"),
    "urllib3": "the runtime",
}
WITH_TOKENS = {spec.name for spec in FUNCTIONS if TOKEN_VERBS & set(spec.consents)}
ENVELOPED = {
    "calendar-tokens": WITH_TOKENS,
    "source-secrets": {spec.name for spec in FUNCTIONS if set(spec.sources) - {"ends"}},
}
TABLES_GRANTED = "AMO_TABLES"
MODEL = "AMO_MODEL"
"""The one variable that holds more than a name."""
OF_THE_RUNTIME = {"AMO_STAGE", "AWS_REGION"}
# By the Service Authorization Reference.
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "states:SendTaskSuccess",
    "states:SendTaskFailure",
    "sns:Publish",
    "transcribe:StartTranscriptionJob",
    "ses:GetAccount",
    "sns:GetSMSSandboxAccountStatus",
    "transcribe:ListTranscriptionJobs",
}


class EveryTable(str):
    """The variable of a function that was granted all tables: ``read`` remembers which ones it was asked for."""

    read: set[str]

    def split(self, *_: object) -> Any:
        return self

    def __contains__(self, name: object) -> bool:
        self.read.add(f"{TABLES_GRANTED}:{name}")
        return True


class Recording(dict[str, str]):
    """An environment that knows every variable, and remembers which ones were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        if name == TABLES_GRANTED:
            tables = EveryTable()
            tables.read = self.read
            return tables
        self.read.add(name)
        if name == MODEL:
            return "{}"
        return f"arn:aws:states:eu-central-1:1:stateMachine:{name}"


class AnyClient:
    """Stands where an AWS client would: building adapters is all that happens here."""

    def __getattr__(self, _name: str) -> Any:
        return lambda **_: {"SecretString": "key"}


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> Recording:
    environment = Recording()
    monkeypatch.setattr(wiring, "settings", lambda: Settings(environment))
    monkeypatch.setattr(wiring, "client", lambda _service: AnyClient())
    for name, made in vars(wiring).items():
        if hasattr(made, "__wrapped__"):
            monkeypatch.setattr(wiring, name, made.__wrapped__)
    return environment


@ALL
def test_every_handler_exists(spec: FunctionSpec) -> None:
    module, entry = spec.handler.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), entry))


@ALL
def test_a_function_knows_the_names_its_code_asks_for_and_no_others(
    spec: FunctionSpec, on_aws: Synthesis, recording: Recording
) -> None:
    for expression in needs_of(spec.handler).wirings:
        eval(expression, {"wiring": wiring})  # our own source, parsed
    if spec.reaches_model:
        wiring.model_parts().key()  # read when an endpoint that has one is asked
    if spec.has(Grant.SHOW_MODEL):
        wiring.model_parts().is_on_this_computer()  # read when somebody is told where the model is
    variables = dict(on_aws.functions()[spec.name]["Environment"]["Variables"])
    tables = filter(None, variables.pop(TABLES_GRANTED, "").split(","))
    given = {*variables, *(f"{TABLES_GRANTED}:{name}" for name in tables)}
    assert given - OF_THE_RUNTIME == recording.read - OF_THE_RUNTIME


@ALL
def test_a_function_has_the_layers_its_code_imports_and_no_others(spec: FunctionSpec) -> None:
    needed = {layer_of(module) for module in needs_of(spec.handler).packages}
    assert {*spec.layers, "base", "the runtime"} >= needed
    assert set(spec.layers) <= needed


def test_no_two_functions_share_a_name() -> None:
    assert len({spec.name for spec in FUNCTIONS}) == len(FUNCTIONS)


def test_the_code_carries_every_file_of_the_configuration(on_aws: Synthesis) -> None:
    shipped = {path.relative_to(asset) for asset in on_aws.folder.glob("asset.*") for path in asset.rglob("*.yaml")}
    ours = {path.relative_to(ROOT) for path in (ROOT / "config").rglob("*.yaml")}
    of_stages = {path for path in ours if path.parts[1] == "stages"}
    assert of_stages
    assert ours & shipped == ours - of_stages, "another stage's file changes no function"


def test_every_function_runs_on_graviton_and_python_3_13_is_traced_and_logs_json(on_aws: Synthesis) -> None:
    for function in on_aws.functions().values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["LoggingConfig"]["LogFormat"] == "JSON"


def test_logs_are_not_kept_for_ever(on_aws: Synthesis) -> None:
    groups = on_aws.properties("AWS::Logs::LogGroup")
    assert len(groups) > len(FUNCTIONS)
    assert {group["RetentionInDays"] for group in groups} == {90}


def test_every_function_has_a_role_of_its_own_without_managed_policies(on_aws: Synthesis) -> None:
    functions = on_aws.functions()
    assert len({function["Role"]["Fn::GetAtt"][0] for function in functions.values()}) == len(functions)
    for function in functions.values():
        assert "ManagedPolicyArns" not in on_aws.role_of(function)


def test_no_action_is_granted_by_wildcard_and_on_every_resource_only_what_has_none(on_aws: Synthesis) -> None:
    for function in on_aws.functions().values():
        for statement in statements(on_aws.role_of(function)):
            actions = _listed(statement["Action"])
            assert not [action for action in actions if "*" in action]
            if "*" in _listed(statement["Resource"]):
                assert set(actions) <= WITHOUT_RESOURCE


def test_an_action_without_a_resource_is_granted_on_none_since_any_other_grant_allows_nothing(
    on_aws: Synthesis, locally: Synthesis
) -> None:
    for synthesis in (on_aws, locally):
        for name, function in synthesis.functions().items():
            for statement in statements(synthesis.role_of(function)):
                if statement["Effect"] == "Allow" and WITHOUT_RESOURCE & set(_listed(statement["Action"])):
                    assert _listed(statement["Resource"]) == ["*"], (name, statement["Action"])


def test_whatever_resumes_a_workflow_may(on_aws: Synthesis) -> None:
    answers = {"states:SendTaskSuccess", "states:SendTaskFailure"}
    for spec in FUNCTIONS:
        role = on_aws.role_of(on_aws.functions()[spec.name])
        granted = {action for statement in statements(role) for action in _listed(statement["Action"])}
        assert (answers <= granted) == ("resume" in (*spec.workflow, *spec.approval)), spec.name


def test_a_context_agent_can_change_nothing_but_its_notes(on_aws: Synthesis) -> None:
    budget = on_aws.role_of(on_aws.functions()["budget"])
    (written,) = [item for item in statements(budget) if "dynamodb:PutItem" in item["Action"]]
    assert "contexts" in json.dumps(written["Resource"])
    assert not [item for item in statements(budget) if "s3:" in str(item["Action"]) or "sqs:" in str(item["Action"])]


def test_the_key_opens_only_through_the_services_that_hold_our_data_or_for_calendar_tokens(
    on_aws: Synthesis,
) -> None:
    """Directly only with the encryption context that every envelope of tokens has (fault 89)."""
    for name, function in on_aws.functions().items():
        for statement in statements(on_aws.role_of(function)):
            if "kms:" in str(statement["Action"]):
                conditions = statement["Condition"]["StringEquals"]
                purpose = conditions.get("kms:EncryptionContext:purpose")
                assert "kms:ViaService" in conditions or conditions.keys() == {"kms:EncryptionContext:purpose"}
                assert purpose is None or name in ENVELOPED[purpose]


def test_registrations_are_set_by_the_operator_and_consents_made_by_one_endpoint(in_full: Synthesis) -> None:
    makers: dict[str, set[str]] = {"oauth": set(), "calendar-tokens": set()}
    for name, function in in_full.functions().items():
        for statement in statements(in_full.role_of(function)):
            if "secretsmanager:CreateSecret" in _listed(statement["Action"]):
                for kind in makers:
                    makers[kind] |= {name} if f"/{kind}/" in json.dumps(statement["Resource"]) else set()
    assert makers == {
        "oauth": {"register_identity_provider"},
        "calendar-tokens": {"accounts", "migrate_calendar_tokens"},
    }


def test_calendar_tokens_are_opened_where_the_stage_keeps_them_and_moved_between_both_places(
    on_aws: Synthesis, in_full: Synthesis
) -> None:
    mover = {"migrate_calendar_tokens"}
    for synthesis, in_table, in_secrets in ((on_aws, WITH_TOKENS, mover), (in_full, mover, WITH_TOKENS)):
        roles = {name: json.dumps(synthesis.role_of(function)) for name, function in synthesis.functions().items()}
        assert {name for name, role in roles.items() if '"calendar-tokens"' in role} == in_table
        assert {name for name, role in roles.items() if "/calendar-tokens/*" in role} == in_secrets


def test_what_sources_are_asked_with_is_opened_by_what_asks_and_made_by_what_a_person_waits_for(
    on_aws: Synthesis, in_full: Synthesis
) -> None:
    asks = {spec.name for spec in FUNCTIONS if {"asks", "keeps", "hears"} & set(spec.sources)}
    for synthesis, mark in ((on_aws, '"source-secrets"'), (in_full, "/sources/*")):
        roles = {name: json.dumps(synthesis.role_of(function)) for name, function in synthesis.functions().items()}
        found = {name for name, role in roles.items() if mark in role}
        assert found - {"forget_person"} == asks == {"read_source", "sources_api", "source_settings", "sources"}
    for name in ("sources_api", "source_settings", "read_source"):
        statement = next(s for s in statements(on_aws.role_of(on_aws.functions()[name])) if "sts" in str(s["Action"]))
        assert json.dumps(statement["Resource"]).endswith(':iam::*:role/amo-costs*"]]}')


AUDIT = "action_audit_log"
CHANGES_ROWS = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}


def test_every_environment_fits_what_lambda_allows(on_aws: Synthesis) -> None:
    """4 KB for names and values together; a value known at deployment only counts as a long ARN."""
    for name, function in on_aws.functions().items():
        variables = function["Environment"]["Variables"]
        size = sum(len(key) + (len(value) if isinstance(value, str) else 100) for key, value in variables.items())
        assert size < 4096, name


def test_no_function_may_change_or_delete_a_row_of_the_audit_log(on_aws: Synthesis) -> None:
    """fault 104: every role denies it, whatever is granted; rows are added inside transactions only."""
    for function in on_aws.functions().values():
        on_log = [s for s in statements(on_aws.role_of(function)) if _is_on_log(s["Resource"])]
        denied = {action for s in on_log if s["Effect"] == "Deny" for action in _listed(s["Action"])}
        assert denied >= CHANGES_ROWS
        for statement in on_log:
            allowed = set(_listed(statement["Action"])) if statement["Effect"] == "Allow" else set()
            assert not allowed & CHANGES_ROWS
            if "dynamodb:PutItem" in allowed:
                only = {"ForAnyValue:StringEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}}
                assert (allowed, statement["Condition"]) == ({"dynamodb:PutItem"}, only)


def test_ses_knows_the_sender_where_there_is_one(on_aws: Synthesis, locally: Synthesis) -> None:
    assert on_aws.properties("AWS::SES::EmailIdentity") == []
    (identity,) = locally.properties("AWS::SES::EmailIdentity")
    assert identity["EmailIdentity"] == "amo@localhost.localdomain"


def _is_on_log(resources: Any) -> bool:
    return any(AUDIT.replace("_", "") in json.dumps(one).replace("_", "") for one in _listed(resources))


def test_whose_account_is_whose_in_slack_is_written_by_what_ties_accounts_alone() -> None:
    written_by = {spec.name for spec in FUNCTIONS if "slack" in spec.writes}
    ties = {"page", "handle_slack_delivery", "deliver_message", "slack_install"}
    assert written_by == {*ties, "connect_slack", "rotate_slack_tokens", "erase_meeting", "forget_person"}


def test_text_messages_go_to_phones_alone_and_are_sent_by_what_tells_people_and_what_confirms_a_number(
    on_aws: Synthesis,
) -> None:
    for name, function in on_aws.functions().items():
        publishing = [s for s in statements(on_aws.role_of(function)) if "sns:Publish" in _listed(s["Action"])]
        (spec,) = [spec for spec in FUNCTIONS if spec.name == name]
        sends_texts = spec.has(Grant.REACH_PEOPLE) or "wiring.texter()" in needs_of(spec.handler).wirings
        assert [s["Effect"] for s in publishing] == (["Allow", "Deny"] if sends_texts else [])
        assert all("sns:*:*:*" in json.dumps(s["Resource"]) for s in publishing if s["Effect"] == "Deny")


def test_e_mail_is_sent_by_what_tells_people_and_from_the_stage_s_own_sender(
    on_aws: Synthesis, locally: Synthesis, in_full: Synthesis
) -> None:
    for synthesis, condition in (
        (in_full, {"StringEquals": {"ses:FromAddress": "amo@example.com"}}),
        (locally, None),
    ):
        for name, function in synthesis.functions().items():
            sends = [s for s in statements(synthesis.role_of(function)) if "ses:SendEmail" in _listed(s["Action"])]
            (spec,) = [spec for spec in FUNCTIONS if spec.name == name]
            assert [send.get("Condition") for send in sends] == ([condition] if spec.has(Grant.SEND_MAIL) else [])
    assert "ses:SendEmail" not in json.dumps(on_aws.properties("AWS::IAM::Role"))


def test_recordings_are_written_down_into_our_bucket_alone_by_one_function_and_deleted_by_the_next(
    on_aws: Synthesis, locally: Synthesis
) -> None:
    rights: dict[str, list[Resource]] = {}
    for name, function in on_aws.functions().items():
        for statement in statements(on_aws.role_of(function)):
            if "transcribe:" in str(statement["Action"]):
                rights.setdefault(name, []).append(statement)
    (listed,) = rights.pop("probe_services")
    assert [one for one in _listed(listed["Action"]) if "transcribe:" in one] == ["transcribe:ListTranscriptionJobs"]
    assert set(rights) == {"transcribe_recording", "take_transcript"}
    begins, asks = rights["transcribe_recording"]
    assert "amo-documents-" in json.dumps(begins["Condition"]["StringEquals"]["transcribe:OutputBucketName"])
    assert (begins["Action"], asks["Action"]) == ("transcribe:StartTranscriptionJob", "transcribe:GetTranscriptionJob")
    assert ":transcription-job/amo.voice.*" in json.dumps(asks["Resource"])
    assert rights["take_transcript"] == [asks]
    roles = {name: json.dumps(on_aws.role_of(function)) for name, function in on_aws.functions().items()}
    deletes = {name for name, role in roles.items() if "s3:DeleteObject" in role}
    assert "take_transcript" in deletes
    assert not {"transcribe_recording", "page"} & deletes
    opens_through_transcribe = {name for name, role in roles.items() if '"transcribe.' in role}
    assert opens_through_transcribe == {"transcribe_recording"}, "Transcribe encrypts with the rights of who asks it"
    assert "transcribe:" not in json.dumps(locally.properties("AWS::IAM::Role")), "Whisper is on this machine"


def layer_of(module: str) -> str:
    fitting = [package for package in LAYER_OF if module == package or module.startswith(f"{package}.")]
    assert fitting, f"no layer holds {module}"
    return LAYER_OF[max(fitting, key=len)]


def statements(role: Resource) -> list[Resource]:
    return [item for policy in role["Policies"] for item in policy["PolicyDocument"]["Statement"]]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
