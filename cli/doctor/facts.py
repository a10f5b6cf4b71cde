"""The facts of a deployed stage that the doctor judges: names go without the stage's prefix, and no secret is here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lambdas.domain.llm.model_status import ModelStatus
from stacks.stage_file import StageFile


@dataclass(frozen=True, slots=True)
class StageIdentity:
    """The stage that is looked at. ``written`` is its file, ``page_url`` the address its stack gives out."""

    name: str
    prefix: str
    account: str
    region: str
    page_url: str
    written: StageFile
    architecture: str
    here: str = ""
    """The version that this checkout would deploy; empty where git does not say."""

    @property
    def is_embedded(self) -> bool:
        return self.written.engine == "embedded"

    @property
    def is_lasting(self) -> bool:
        return self.written.kind == "lasting"


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """``reserved``: None takes from what all share. ``actions``: all its role allows, None where it has no policy."""

    handler: str
    memory: int
    timeout: int
    runtime: str
    architecture: str
    state: str
    layers: frozenset[str]
    variables: Mapping[str, str] = field(repr=False)
    reserved: int | None = None
    actions: frozenset[str] | None = frozenset()
    is_traced: bool = True


@dataclass(frozen=True, slots=True)
class MappingFacts:
    uuid: str
    queue: str
    state: str
    batch: int
    at_once: int
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """``definition`` is what the scheduler was told, for telling it again."""

    state: str
    expression: str
    has_dead_letters: bool
    definition: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RuleFacts:
    state: str
    bus: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """``dead_letters`` is the queue's name that takes what was tried ``tries`` times."""

    url: str
    arn: str
    visibility: int
    kept: int
    is_encrypted: bool
    holds: int
    dead_letters: str = ""
    tries: int | None = None


@dataclass(frozen=True, slots=True)
class TableFacts:
    """``expiry``: the attribute by which rows are deleted, empty for none."""

    status: str
    keys: Mapping[str, str]
    indexes: frozenset[str]
    is_protected: bool
    is_recoverable: bool
    expiry: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class BucketFacts:
    """``lock``: the mode in which objects are locked, empty for none; ``encryption`` as S3 names it."""

    is_versioned: bool
    is_closed: bool
    lock: str
    lock_days: int
    encryption: str
    expires_after_days: int | None


@dataclass(frozen=True, slots=True)
class KeyFacts:
    key_id: str
    state: str
    is_rotated: bool


@dataclass(frozen=True, slots=True)
class SecretFacts:
    """``problem`` tells what is wrong with its shape, never a word of it."""

    problem: str = ""


@dataclass(frozen=True, slots=True)
class StackFacts:
    status: str
    is_protected: bool


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    state: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class MailFacts:
    """``identity``: whether the sender is verified, None where SES does not know it. ``dkim`` as SES names it."""

    is_sandboxed: bool
    can_send: bool
    identity: bool | None
    dkim: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """``status`` is what the page's address answers; 0: it does not, ``problem`` says why. ``is_amo``: AMO did."""

    status: int
    is_amo: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SlackFacts:
    """One workspace: the scopes its token has, or why Slack did not say."""

    team: str
    scopes: frozenset[str] = frozenset()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class WatchFacts:
    """Calendars that providers tell of changes of: how many, and how many of those promises have ended."""

    calendars: int
    ended: int
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The services figures come from: how many, the kinds of those only a person can mend, how many fail for now.

    ``oldest`` is when the oldest of their figures were read, None where nothing was read yet.
    """

    connected: int
    broken: tuple[str, ...] = ()
    failing: int = 0
    oldest: datetime | None = None
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class Unread:
    """A question that was not answered, for what reason."""

    kind: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that was read of a stage. What is missing from a mapping is not there, unless ``unread`` names it."""

    stage: StageIdentity
    now: datetime
    functions: Mapping[str, FunctionFacts] = field(default_factory=dict)
    mappings: Mapping[str, MappingFacts] = field(default_factory=dict)
    schedules: Mapping[str, ScheduleFacts] = field(default_factory=dict)
    rules: Mapping[str, RuleFacts] = field(default_factory=dict)
    queues: Mapping[str, QueueFacts] = field(default_factory=dict)
    tables: Mapping[str, TableFacts] = field(default_factory=dict)
    buckets: Mapping[str, BucketFacts] = field(default_factory=dict)
    key: KeyFacts | None = None
    secrets: Mapping[str, SecretFacts] = field(default_factory=dict)
    stacks: Mapping[str, StackFacts] = field(default_factory=dict)
    alarms: Mapping[str, AlarmFacts] = field(default_factory=dict)
    routes: frozenset[str] = frozenset()
    state_machines: frozenset[str] = frozenset()
    days_logged: Mapping[str, int | None] = field(default_factory=dict)
    confirmed_subscriptions: int = 0
    pending_subscriptions: int = 0
    mail: MailFacts | None = None
    is_text_sandboxed: bool | None = None
    page: PageFacts | None = None
    clock_ahead: float = 0.0
    most_at_once: int = 0
    workspaces: frozenset[str] = frozenset()
    slack: tuple[SlackFacts, ...] = ()
    providers: frozenset[str] = frozenset()
    switched_off: frozenset[str] = frozenset()
    watched: WatchFacts | None = None
    model: ModelStatus | None = None
    sources: SourceFacts | None = None
    deployed: str = ""
    """The version of the application, as the record of deployments has it; empty where it has none."""
    unread: tuple[Unread, ...] = ()

    def is_unread(self, kind: str, name: str = "") -> bool:
        return any(one.kind == kind and one.name in ("", name) for one in self.unread)
