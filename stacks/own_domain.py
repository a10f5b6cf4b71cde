"""A domain of AMO's own: its certificate, its name at API Gateway and its addresses, made in one deployment."""

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct

from stacks.stage_file import HostedZone


class OwnDomain(Construct):
    """CloudFormation itself writes the certificate's proof into the zone, and waits until it is given."""

    def __init__(
        self, scope: Construct, domain: str, zone: HostedZone, api: apigatewayv2.HttpApi, stage: apigatewayv2.CfnStage
    ) -> None:
        super().__init__(scope, "Domain")
        hosted = route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=zone.id, zone_name=zone.name
        )
        name = apigatewayv2.DomainName(
            self,
            "Name",
            domain_name=domain,
            certificate=acm.Certificate(
                self, "Certificate", domain_name=domain, validation=acm.CertificateValidation.from_dns(hosted)
            ),
            ip_address_type=apigatewayv2.IpAddressType.DUAL_STACK,
        )
        mapping = apigatewayv2.CfnApiMapping(
            self, "Mapping", api_id=api.api_id, domain_name=name.name, stage=stage.stage_name
        )
        mapping.add_resource_dependency(stage)
        alias = targets.ApiGatewayv2DomainProperties(name.regional_domain_name, name.regional_hosted_zone_id)
        for record in (route53.ARecord, route53.AaaaRecord):
            record(
                self,
                record.__name__,
                zone=hosted,
                record_name=f"{domain}.",
                target=route53.RecordTarget.from_alias(alias),
            )
