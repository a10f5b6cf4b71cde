"""Who e-mails come from: an identity of the stack's own, and what the stage hears of mail that came back."""

import json

import aws_cdk as cdk
from aws_cdk import assertions

from lambdas.settings import Settings
from stacks.sender import Sender
from stacks.stage import Stage
from stacks.stage_file import HostedZone
from tests.stacks.conftest import Synthesis
from tests.stacks.test_functions import statements

ZONE = HostedZone(id="Z0123456789ABC", name="example.com")


def template_of(stage: Stage) -> assertions.Template:
    stack = cdk.Stack(cdk.App(), "Sending")
    Sender(stack, stage)
    return assertions.Template.from_stack(stack)


def test_in_the_stage_s_own_zone_the_domain_is_proved_by_its_three_records() -> None:
    stage = Stage(mail_from="amo@mail.example.com", domain="amo.example.com", hosted_zone=ZONE)
    template = template_of(stage)
    template.has_resource_properties("AWS::SES::EmailIdentity", {"EmailIdentity": "mail.example.com"})
    template.resource_count_is("AWS::Route53::RecordSet", 3)
    template.all_resources_properties("AWS::Route53::RecordSet", {"Type": "CNAME", "HostedZoneId": ZONE.id})


def test_elsewhere_aws_writes_to_the_address_and_somebody_confirms() -> None:
    template = template_of(Stage(mail_from="amo@example.org", domain="amo.example.com", hosted_zone=ZONE))
    template.has_resource_properties("AWS::SES::EmailIdentity", {"EmailIdentity": "amo@example.org"})
    template.resource_count_is("AWS::Route53::RecordSet", 0)


def test_a_stage_without_a_sender_has_nothing_at_ses() -> None:
    template = template_of(Stage())
    for kind in ("EmailIdentity", "ConfigurationSet"):
        template.resource_count_is(f"AWS::SES::{kind}", 0)


def test_what_comes_back_is_heard_of_and_written_to_no_more() -> None:
    template = template_of(Stage(mail_from="amo@example.org"))
    suppressed = {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}
    template.has_resource_properties("AWS::SES::ConfigurationSet", {"Name": "amo", "SuppressionOptions": suppressed})
    (destination,) = template.find_resources("AWS::SES::ConfigurationSetEventDestination").values()
    heard = destination["Properties"]["EventDestination"]
    assert {kind.lower() for kind in heard["MatchingEventTypes"]} == {"bounce", "complaint", "reject"}
    assert "event-bus/default" in json.dumps(heard["EventBridgeDestination"])


def test_functions_name_the_configuration_set_that_is_deployed(locally: Synthesis) -> None:
    (deployed,) = locally.properties("AWS::SES::ConfigurationSet")
    settings = Settings(locally.functions()["deliver_message"]["Environment"]["Variables"])
    assert settings.mail_set == deployed["Name"]


def test_a_stage_hears_of_its_own_mail_alone(on_aws: Synthesis) -> None:
    (rule,) = [rule for rule in on_aws.properties("AWS::Events::Rule") if rule["Name"] == "amo-returned_mails"]
    assert "EventBusName" not in rule
    assert rule["EventPattern"] == {
        "source": ["aws.ses"],
        "detail-type": ["Email Bounced", "Email Complaint Received"],
        "detail": {"mail": {"tags": {"ses:configuration-set": ["amo"]}}},
    }


def test_who_may_not_send_may_not_ask_ses_about_the_account_either(on_aws: Synthesis) -> None:
    for name, function in on_aws.functions().items():
        actions = json.dumps([one["Action"] for one in statements(on_aws.role_of(function))])
        asks = "ses:SendEmail" in actions or name == "probe_services"
        assert ("ses:GetAccount" in actions) == asks, name
