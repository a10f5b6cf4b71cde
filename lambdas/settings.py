"""Environment and config/, turned into frozen values once.

Models are imported where they are loaded: endpoints that must acknowledge at once import this module too.
"""

import os.path
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lambdas.domain.kernel.queue_names import dead_letters_of
from lambdas.yaml_files import checked, load_file, read_yaml

if TYPE_CHECKING:
    from lambdas.domain.accounts.consents import TokenPlace
    from lambdas.domain.actions.autonomy_config import AutonomyConfig
    from lambdas.domain.agenda.shapes import AgendaShapes
    from lambdas.domain.classification.classification_rules import ClassificationRules
    from lambdas.domain.classification.meeting_types import MeetingTypes
    from lambdas.domain.classification.title_lexicon import TitleLexicon
    from lambdas.domain.llm.catalog import ModelCatalog
    from lambdas.domain.llm.connection import StageModel
    from lambdas.domain.meeting_notes.summary_words import SummaryWording
    from lambdas.domain.meetings.calendar_config import CalendarConfig
    from lambdas.domain.notifications.channel_config import ChannelConfig
    from lambdas.domain.sources.source_config import SourcesConfig

CONFIG_FOLDER = Path(os.path.dirname(__file__)).parent / "config"


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


@cache
def load_meeting_types(path: Path = CONFIG_FOLDER / "meeting_types.yaml") -> "MeetingTypes":
    """config/meeting_types.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.classification.meeting_types import MeetingTypes

    return load_file(MeetingTypes, path)


@cache
def load_title_lexicon(folder: Path = CONFIG_FOLDER / "titles") -> "TitleLexicon":
    """config/titles/, read and checked once per process; Refused names the first wrong file and list."""
    from lambdas.domain.classification import lexicon_parts as parts
    from lambdas.domain.classification.language import Language
    from lambdas.domain.classification.title_lexicon import TitleLexicon

    lexicon = TitleLexicon(
        objections=load_file(parts.Objections, folder / "objections.yaml"),
        meetings=load_file(parts.MeetingPhrases, folder / "meetings.yaml"),
        asides=load_file(parts.Asides, folder / "asides.yaml"),
        small_words=load_file(parts.SmallWords, folder / "small_words.yaml"),
        people=load_file(parts.PeopleWords, folder / "people.yaml"),
    )
    return lexicon.speaking([load_file(Language, path) for path in sorted((folder / "languages").glob("*.yaml"))])


@cache
def load_classification_rules() -> "ClassificationRules":
    """Returns what classifying needs. Code that only names types loads those: the lists take 80 ms of a cold start."""
    from lambdas.domain.classification.classification_rules import ClassificationRules

    return ClassificationRules(load_meeting_types(), load_title_lexicon())


@cache
def load_agenda_shapes(path: Path = CONFIG_FOLDER / "agenda.yaml") -> "AgendaShapes":
    """config/agenda.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.agenda.shapes import AgendaShapes

    return load_file(AgendaShapes, path)


@cache
def load_autonomy_config(path: Path = CONFIG_FOLDER / "autonomy.yaml") -> "AutonomyConfig":
    """config/autonomy.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.actions.autonomy_config import AutonomyConfig

    return load_file(AutonomyConfig, path)


@cache
def load_summary_wording(path: Path = CONFIG_FOLDER / "summary.yaml") -> "SummaryWording":
    """config/summary.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.meeting_notes.summary_words import SummaryWording

    return load_file(SummaryWording, path)


@cache
def load_calendar_config(path: Path = CONFIG_FOLDER / "calendar.yaml") -> "CalendarConfig":
    """config/calendar.yaml in either form, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.meetings.calendar_config import CalendarConfig

    content = read_yaml(path)
    if isinstance(content, dict) and "calendar" in content:
        from lambdas.domain.meetings.calendar_file import CalendarFile

        content = checked(CalendarFile, content, path).in_full()
    return checked(CalendarConfig, content, path)


@cache
def load_channel_config(path: Path = CONFIG_FOLDER / "channels.yaml") -> "ChannelConfig":
    """config/channels.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.notifications.channel_config import ChannelConfig

    return load_file(ChannelConfig, path)


@cache
def load_model_catalog(path: Path = CONFIG_FOLDER / "models.yaml") -> "ModelCatalog":
    """config/models.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.llm.catalog import ModelCatalog

    return load_file(ModelCatalog, path)


@cache
def load_sources_config(path: Path = CONFIG_FOLDER / "sources.yaml") -> "SourcesConfig":
    """config/sources.yaml, read and checked once per process; Refused names the first wrong key."""
    from lambdas.domain.sources.source_config import SourcesConfig

    return load_file(SourcesConfig, path)


def check_configuration() -> None:
    """Loads every file of config/; Refused names the first wrong key. A deployment stops at it."""
    for load in CONFIGURATION.values():
        load()


CONFIGURATION: Mapping[str, Callable[[], object]] = {
    "config/meeting_types.yaml": load_meeting_types,
    "config/titles/": load_title_lexicon,
    "config/agenda.yaml": load_agenda_shapes,
    "config/autonomy.yaml": load_autonomy_config,
    "config/summary.yaml": load_summary_wording,
    "config/calendar.yaml": load_calendar_config,
    "config/channels.yaml": load_channel_config,
    "config/models.yaml": load_model_catalog,
    "config/sources.yaml": load_sources_config,
}
