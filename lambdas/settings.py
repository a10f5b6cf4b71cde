"""The environment, turned into frozen values once.

Models are imported where they are loaded: endpoints that must acknowledge at once import this module too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.domain.kernel.queue_names import dead_letters_of

if TYPE_CHECKING:
    from lambdas.domain.accounts.consents import TokenPlace
    from lambdas.domain.llm.connection import StageModel


@dataclass(frozen=True, slots=True)
class Settings:
    """The facts one function may know about its stage: names and addresses, no secrets.

    A function's environment holds only what stacks/functions.py grants it; asking for anything else raises
    KeyError, which names the missing variable.
    """

    environment: Mapping[str, str]

    @property
    def stage(self) -> str:
        return self.environment["AMO_STAGE"]

    @property
    def public_url(self) -> str:
        """Returns where people reach the page, without a trailing slash."""
        return self.environment["AMO_PUBLIC_URL"].rstrip("/")

    @property
    def is_on_this_computer(self) -> bool:
        """Returns whether the page is reached from the machine it runs on alone: its person is its operator."""
        return self.public_url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))

    @property
    def bus(self) -> str:
        return self.environment["AMO_BUS"]

    @property
    def state_machine_arn(self) -> str:
        return self.environment["AMO_STATE_MACHINE_ARN"]

    @property
    def approval_machine_arn(self) -> str:
        return self.environment["AMO_APPROVAL_MACHINE_ARN"]

    @property
    def refresh_machine_arn(self) -> str:
        return self.environment["AMO_REFRESH_MACHINE_ARN"]

    @property
    def mail_from(self) -> str:
        """The address AMO's e-mails come from, which SES has to know; empty when the stage has none."""
        return self.environment["AMO_MAIL_FROM"]

    @property
    def mail_set(self) -> str:
        """The configuration set at SES, called after the stage as its tables are; empty when it sends no e-mail."""
        return self.environment["AMO_TABLE_PREFIX"].removesuffix("-") if self.mail_from else ""

    @property
    def self_repair(self) -> str:
        """Returns what is done by itself about a deployment that failed: ``retry_rollback`` or ``off``."""
        return self.environment["AMO_SELF_REPAIR"]

    @property
    def task_secrets(self) -> str:
        """Returns how the names of the task systems' signing keys begin."""
        return self.environment["AMO_TASK_SECRETS"]

    @property
    def schedule_group(self) -> str:
        return self.environment["AMO_SCHEDULE_GROUP"]

    @property
    def scheduler_role_arn(self) -> str:
        return self.environment["AMO_SCHEDULER_ROLE_ARN"]

    @property
    def signing_secret_arn(self) -> str:
        return self.environment["AMO_SIGNING_SECRET_ARN"]

    @property
    def slack_secrets(self) -> str:
        """Returns how the names of Slack's secrets begin."""
        return self.environment["AMO_SLACK_SECRETS"]

    @property
    def oauth_secrets(self) -> str:
        """Returns how the names of AMO's registrations at identity providers begin."""
        return self.environment["AMO_OAUTH_SECRETS"]

    @property
    def token_secrets(self) -> str:
        """Returns how the names of the secrets begin that hold calendar tokens."""
        return self.environment["AMO_TOKEN_SECRETS"]

    @property
    def calendar_tokens(self) -> "TokenPlace":
        """Returns where new calendar tokens are stored: ``secrets`` or ``table``."""
        return "table" if self.environment["AMO_CALENDAR_TOKENS"] == "table" else "secrets"

    @property
    def key_arn(self) -> str:
        """The stage's own key."""
        return self.environment["AMO_KEY_ARN"]

    @property
    def transcriber(self) -> str:
        """Returns who writes recordings down: ``amazon`` or ``whisper``."""
        return self.environment["AMO_TRANSCRIBER"]

    @property
    def transcription_jobs(self) -> str:
        """Returns how the names of this stage's jobs at Amazon Transcribe begin."""
        return self.environment["AMO_TRANSCRIPTION_JOBS"]

    @property
    def trusted_feed_origins(self) -> frozenset[str]:
        """Calendar feeds that may be in a private network (``127.0.0.1:8080``), for a laptop's own; none unless set."""
        return frozenset(filter(None, self.environment.get("AMO_TRUSTED_FEED_ORIGINS", "").split(",")))

    @property
    def trusted_source_origins(self) -> frozenset[str]:
        """Sources that may be in a private network, as stand-ins on a laptop are; none unless set."""
        return frozenset(filter(None, self.environment.get("AMO_TRUSTED_SOURCE_ORIGINS", "").split(",")))

    @property
    def source_secrets(self) -> str:
        """Returns how the names of the secrets begin that sources are asked with."""
        return self.environment["AMO_SOURCE_SECRETS"]

    @property
    def switched_off(self) -> frozenset[str]:
        """The parts that the stage's file has switched off; none unless set."""
        return frozenset(filter(None, self.environment.get("AMO_SWITCHED_OFF", "").split(",")))

    @property
    def stage_model(self) -> "StageModel":
        """The model as the stage's file names it."""
        from lambdas.domain.llm.connection import StageModel

        return StageModel.model_validate_json(self.environment["AMO_MODEL"])

    @property
    def model_key(self) -> str:
        """Returns the name of the secret that holds the key of a connected endpoint."""
        return self.environment["AMO_MODEL_KEY"]

    @property
    def region(self) -> str:
        """The region of AWS, as Lambda says it."""
        return self.environment["AWS_REGION"]

    def table(self, name: str) -> str:
        """Raises KeyError for a table the function was not granted."""
        if name not in self.environment["AMO_TABLES"].split(","):
            raise KeyError(f"{name} is not among AMO_TABLES")
        return self.environment["AMO_TABLE_PREFIX"] + name

    def bucket(self, name: str) -> str:
        return self.environment[f"AMO_BUCKET_{name.upper()}"]

    def queue_url(self, name: str) -> str:
        return self.environment["AMO_QUEUES"] + self.environment[f"AMO_QUEUE_{name.upper()}"]

    @property
    def dead_letter_urls(self) -> tuple[str, ...]:
        """Every queue that nobody reads: what EventBridge could not hand over, and what each queue's reader gave up."""
        base, fed = self.environment["AMO_QUEUES"], self.environment["AMO_DEAD_LETTERS"].split(",")
        return (f"{base}undelivered", *(f"{base}{dead_letters_of(name)}" for name in fed))

    def queue_arn(self, name: str) -> str:
        return self.environment[f"AMO_QUEUE_ARN_{name.upper()}"]
