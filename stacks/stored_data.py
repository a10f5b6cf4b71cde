"""The data as the application stack knows it: by name, so that neither stack takes a value out of the other.

CloudFormation lets nobody change or take away an export that is imported: with exports a deployment could not be taken
back over a commit that adds a table (docs/decisions/2026-11-30-stages.md). The key alone is named by KMS; its ARN
stands in a parameter of Systems Manager, which is read at each deployment.
"""

from dataclasses import dataclass
from functools import cached_property

import aws_cdk as cdk
from aws_cdk import aws_ssm as ssm

from stacks.stage import Stage

SIGNING_KEY = "signing-key"


@dataclass(frozen=True)
class StoredData:
    """Names and ARNs of the stage's data, in the account and region of ``stack``."""

    stack: cdk.Stack
    stage: Stage

    @property
    def key_parameter(self) -> str:
        return f"/{self.stage.prefix}/key-arn"

    @cached_property
    def key_arn(self) -> str:
        return ssm.StringParameter.value_for_string_parameter(self.stack, self.key_parameter)

    @property
    def table_prefix(self) -> str:
        return f"{self.stage.prefix}-"

    def table_name(self, name: str) -> str:
        return self.table_prefix + name

    def table_arn(self, name: str) -> str:
        return self.stack.format_arn(service="dynamodb", resource="table", resource_name=self.table_name(name))

    def bucket_name(self, name: str) -> str:
        """Bucket names are the world's, so the account is part of them."""
        return f"{self.stage.prefix}-{name}-{self.stack.account}"

    def bucket_arn(self, name: str) -> str:
        return f"arn:{self.stack.partition}:s3:::{self.bucket_name(name)}"

    @property
    def signing_secret_name(self) -> str:
        return f"{self.stage.prefix}/{SIGNING_KEY}"

    @property
    def signing_secret_arn(self) -> str:
        """Without the six characters that Secrets Manager adds: it finds the secret all the same."""
        return self._secret_arn(self.signing_secret_name)

    @property
    def signing_secret_pattern(self) -> str:
        return self.secret_pattern(SIGNING_KEY)

    @property
    def slack_secrets(self) -> str:
        """Returns how the names of Slack's secrets begin; they are made when a workspace is connected, not deployed."""
        return f"{self.stage.prefix}/slack"

    @property
    def oauth_secrets(self) -> str:
        """Returns how the names of AMO's registrations at identity providers begin; an operator makes them."""
        return f"{self.stage.prefix}/oauth"

    @property
    def token_secrets(self) -> str:
        """Returns how the names of the secrets begin that hold calendar tokens; one is made for each consent."""
        return f"{self.stage.prefix}/calendar-tokens"

    @property
    def source_secrets(self) -> str:
        """Returns how the names of the secrets begin that sources are asked with; one is made for each source."""
        return f"{self.stage.prefix}/sources"

    @property
    def model_key_name(self) -> str:
        """The secret with the key of a model's endpoint; an operator's command makes it where one has a key."""
        return f"{self.stage.prefix}/model/key"

    def secret_pattern(self, name: str) -> str:
        """For policies: by name, since the embedded engine gives no ARN; Secrets Manager adds six characters."""
        return self._secret_arn(f"{self.stage.prefix}/{name}" + ("" if name.endswith("*") else "-??????"))

    def _secret_arn(self, name: str) -> str:
        return self.stack.format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
