"""All that a stage's file can say takes effect in its templates."""

import json
from itertools import chain

from stacks.functions import FUNCTIONS
from stacks.stage import Stage
from tests.stacks.conftest import EVERY_OPTION, Resource, Synthesis
from tests.stacks.test_functions import statements

DOMAIN = "amo.example.com"


def test_a_domain_is_served_with_its_certificate_after_one_deployment(in_full: Synthesis) -> None:
    app = in_full.template("app")["Resources"]
    (certificate,) = ids(app, "AWS::CertificateManager::Certificate")
    described = app[certificate]["Properties"]
    assert (described["DomainName"], described["ValidationMethod"]) == (DOMAIN, "DNS")
    (proof,) = described["DomainValidationOptions"]
    assert proof == {"DomainName": DOMAIN, "HostedZoneId": "Z0123456789"}, "CloudFormation writes the proof itself"
    (name,) = ids(app, "AWS::ApiGatewayV2::DomainName")
    (served,) = app[name]["Properties"]["DomainNameConfigurations"]
    assert served["CertificateArn"] == {"Ref": certificate}
    (mapping,) = in_full.properties("AWS::ApiGatewayV2::ApiMapping")
    assert (mapping["DomainName"], mapping["Stage"]) == ({"Ref": name}, "$default")
    records = {one["Type"]: one for one in in_full.properties("AWS::Route53::RecordSet") if one["Type"] != "CNAME"}
    assert set(records) == {"A", "AAAA"}, "beside the sender's proofs"
    for record in records.values():
        assert (record["Name"], record["HostedZoneId"]) == (f"{DOMAIN}.", "Z0123456789")
        assert record["AliasTarget"]["DNSName"] == {"Fn::GetAtt": [name, "RegionalDomainName"]}


def test_links_lead_to_the_domain_from_the_first_deployment_on(in_full: Synthesis) -> None:
    assert in_full.functions()["page"]["Environment"]["Variables"]["AMO_PUBLIC_URL"] == f"https://{DOMAIN}"
    assert in_full.template("app")["Outputs"]["PublicUrl"]["Value"] == f"https://{DOMAIN}"


def test_an_address_that_somebody_else_serves_needs_nothing_of_ours() -> None:
    assert Stage(public_url="https://amo.example.com").page_url == "https://amo.example.com"


def test_the_operator_is_told_of_a_month_s_cost_before_and_at_its_ceiling(in_full: Synthesis) -> None:
    (budget,) = in_full.properties("AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 50, "Unit": "USD"}
    assert (budget["Budget"]["BudgetType"], budget["Budget"]["TimeUnit"]) == ("COST", "MONTHLY")
    told = {
        (one["Notification"]["NotificationType"], one["Notification"]["Threshold"])
        for one in budget["NotificationsWithSubscribers"]
    }
    assert told == {("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)}
    subscribers = chain.from_iterable(one["Subscribers"] for one in budget["NotificationsWithSubscribers"])
    assert {one["Address"] for one in subscribers} == {"ops@example.com"}


def test_a_budget_is_replaced_under_a_new_name_when_somebody_else_is_told(in_full: Synthesis) -> None:
    """Who is told cannot be changed in place; a name of ours would be taken when the second one is made."""
    (budget,) = in_full.properties("AWS::Budgets::Budget")
    assert "BudgetName" not in budget["Budget"]
    assert "CostFilters" not in budget["Budget"], "a tag that is not active for billing would count nothing"


def test_without_a_word_there_is_no_budget_no_domain_and_nothing_reserved(on_aws: Synthesis) -> None:
    for kind in ("AWS::Budgets::Budget", "AWS::ApiGatewayV2::DomainName", "AWS::CertificateManager::Certificate"):
        assert on_aws.properties(kind) == []
    assert not [name for name, one in on_aws.functions().items() if "ReservedConcurrentExecutions" in one]
    assert not [name for name, one in on_aws.functions().items() if "AMO_SWITCHED_OFF" in variables(one)]


def test_a_trial_can_be_destroyed_whole(in_full: Synthesis) -> None:
    for resource in in_full.template("data")["Resources"].values():
        assert resource.get("DeletionPolicy", "Delete") == "Delete", resource["Type"]
    assert {table["DeletionProtectionEnabled"] for table in in_full.properties("AWS::DynamoDB::Table")} == {False}
    manifest = json.loads((in_full.folder / "manifest.json").read_text())["artifacts"]
    assert not manifest["amo-team-data"]["properties"].get("terminationProtection", False)
    (key,) = in_full.properties("AWS::KMS::Key")
    assert key["PendingWindowInDays"] == 7


def test_the_buckets_of_a_trial_are_emptied_before_they_are_deleted(in_full: Synthesis) -> None:
    data = in_full.template("data")["Resources"]
    buckets = set(ids(data, "AWS::S3::Bucket"))
    calls = in_full.resources("AWS::CloudFormation::CustomResource")
    assert {call["Properties"]["Bucket"]["Ref"] for call in calls} == buckets
    for call in calls:
        assert call["Properties"]["Bucket"]["Ref"] in call["DependsOn"], "what depends on the bucket is deleted first"
    roles = [json.dumps(role) for role in in_full.properties("AWS::IAM::Role")]
    (bypassing,) = [role for role in roles if "s3:BypassGovernanceRetention" in role]
    assert "cloudformation:DescribeStacks" in bypassing
    (anchors,) = [one for one in in_full.properties("AWS::S3::Bucket") if "anchors" in json.dumps(one["BucketName"])]
    assert anchors["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Days": 7}


def test_the_code_that_empties_fits_into_a_template(in_full: Synthesis) -> None:
    (function,) = [one for one in in_full.properties("AWS::Lambda::Function") if "ZipFile" in one["Code"]]
    assert len(function["Code"]["ZipFile"]) <= 4096
    assert function["Handler"] == "index.handler"


def test_a_lasting_stage_and_a_laptop_have_nothing_that_empties_a_bucket(on_aws: Synthesis, locally: Synthesis) -> None:
    for synthesis in (on_aws, locally):
        assert "BypassGovernanceRetention" not in json.dumps(synthesis.properties("AWS::IAM::Role"))


def test_what_is_reserved_is_a_function_s_own_and_a_queue_asks_for_no_more(in_full: Synthesis) -> None:
    reserved = {
        name: one["ReservedConcurrentExecutions"]
        for name, one in in_full.functions().items()
        if "ReservedConcurrentExecutions" in one
    }
    assert reserved == EVERY_OPTION.reserved_concurrency
    app = in_full.template("app")["Resources"]
    named = {app[key]["Properties"]["FunctionName"]: key for key in ids(app, "AWS::Lambda::Function")}
    function = named["amo-team-sync_user"]
    (mapping,) = [
        one for one in in_full.properties("AWS::Lambda::EventSourceMapping") if one["FunctionName"] == {"Ref": function}
    ]
    assert mapping["ScalingConfig"]["MaximumConcurrency"] == 3, "Lambda would turn away what it reads beyond it"


def test_whoever_asks_for_the_switches_knows_what_the_file_has_off(in_full: Synthesis) -> None:
    for spec in FUNCTIONS:
        tables = {*spec.reads, *spec.shown, *spec.names, *spec.writes}
        given = variables(in_full.functions()[spec.name]).get("AMO_SWITCHED_OFF")
        assert given == ("monitor" if "users" in tables else None), spec.name


def test_two_stages_of_one_account_touch_nothing_of_each_other(on_aws: Synthesis, in_full: Synthesis) -> None:
    """Names alone hold them apart, now that nothing is imported."""
    for function in in_full.functions().values():
        text = json.dumps([one for one in statements(in_full.role_of(function)) if "dynamodb" in json.dumps(one)])
        assert ":table/amo-team-" in text or "dynamodb" not in text
    names = [json.dumps(one["TableName"]) for one in on_aws.properties("AWS::DynamoDB::Table")]
    assert not [name for name in names if "amo-team" in name]


def ids(resources: dict[str, Resource], kind: str) -> list[str]:
    return [name for name, resource in resources.items() if resource["Type"] == kind]


def variables(function: Resource) -> Resource:
    found: Resource = function["Environment"]["Variables"]
    return found
