"""A row of the function table: what runs a function, what it needs, and what it may touch."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from stacks.profile_attributes import OWN

WorkflowVerb = Literal["start", "stop", "describe", "trace", "resume"]
SlackVerb = Literal["proves", "speaks", "connects", "installs", "renews"]
ConsentVerb = Literal["renews", "keeps", "ends", "moves", "registers", "proves"]
VoiceVerb = Literal["begins", "asks"]
SourceVerb = Literal["asks", "keeps", "hears", "ends"]
TOKEN_VERBS: frozenset[ConsentVerb] = frozenset({"renews", "keeps", "ends", "moves"})


class Grant(Enum):
    """A right of a function beside its tables, buckets, queues and workflows."""

    CALL_MODEL = auto()
    """Holds conversations with the stage's model: each call within the ceilings, none of the answers kept."""
    ASK_MODEL = auto()
    """Asks the stage's model; implied_needs.py adds the ledger and what was answered."""
    CALL_TASK_SYSTEMS = auto()
    """Reads the keys that sign webhooks to systems that keep tasks."""
    CANCEL_TIMERS = auto()
    """Removes one-time schedules and sets none."""
    CONNECT_MODEL = auto()
    """Keeps and deletes the key of a model's endpoint."""
    COUNT_DEAD_LETTERS = auto()
    """Shows operators how many messages were given up on."""
    FETCH_FEEDS = auto()
    """Reads calendars from addresses that users give."""
    KNOW_SENDER = auto()
    """Says whether the stage sends e-mail before anybody is asked to approve one."""
    LINK_TO_PAGE = auto()
    """Writes links to the page."""
    PROBE_SERVICES = auto()
    """Asks SES, SNS and Transcribe how they are, changes nothing there, and calls at sources without credentials."""
    NOTIFY = auto()
    """Tells people: puts messages in line for them; implied_needs.py adds what that takes."""
    REACH_PEOPLE = auto()
    """Reaches them on their channels; implied_needs.py adds what those take."""
    PUBLISH = auto()
    """Puts events on the bus."""
    SEND_MAIL = auto()
    SEND_TEXTS = auto()
    """To numbers that users have confirmed or are confirming."""
    SHOW_MODEL = auto()
    """Says which model the stage asks, and how it is; implied_needs.py adds the tables that know it."""
    SIGN = auto()
    """Makes or checks signed links and login sessions."""
    WATCH_STACKS = auto()
    """Reads what happened to the stage's own stacks, and continues a rollback that got stuck."""


API_SECONDS = 29
"""Of a function behind the HTTP API, which stops waiting after 30 whatever one asks of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """``handler`` is the path from the repo root; ``memory`` is in MB, ``timeout`` in seconds.

    ``queue`` feeds the function, at most ``concurrency`` at once; ``in_order``: the messages of one group are handled
    one after the other, a failed one before those behind it, so a batch is one message.
    ``schedule`` is an EventBridge expression in UTC.
    ``times`` are the queues its one-time schedules fire into. ``approval`` and ``refresh`` are what it may do with
    the workflows of those names. Whatever writes ``action_audit_log`` may add rows to it and nothing else.
    ``reads``, ``puts``, ``updates``, ``deletes`` and ``puts_many`` (in batches) name tables. Of those in
    ``shown`` it is shown what is no secret; over those in ``names`` it builds a store, and asks nothing of it.
    ``scans``: those it reads whole, ``erases_from``: the buckets it deletes every version from.
    ``folders``: of the objects in its buckets it may touch those whose keys begin so, ``*`` for anything.
    ``profile`` are the attributes that it may update in the table of users (profile_attributes.py).
    ``consents``: it opens calendars with people's consents, makes and removes those, removes those alone, moves their
    tokens elsewhere, sets AMO's registrations at the identity providers, or asks those whether they know them.
    ``slack``: it reads the signing secrets, reads bot tokens, makes and replaces all of Slack's secrets, installs the
    app with its own credentials, or renews tokens with those. ``voice``: it begins jobs of the stage's transcriber, or
    asks what became of them. ``sources``: it asks services for figures with the secrets people gave, makes and removes
    those, checks by them what services say, or removes them. ``layers`` come on top of the base layer.
    """

    handler: str
    memory: int = 256
    timeout: int = 30
    queue: str | None = None
    batch: int = 10
    concurrency: int = 10
    in_order: bool = False
    schedule: str | None = None
    reads: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    puts: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    profile: AbstractSet[str] = field(default=OWN, hash=False)
    deletes: tuple[str, ...] = ()
    puts_many: tuple[str, ...] = ()
    reads_buckets: tuple[str, ...] = ()
    writes_buckets: tuple[str, ...] = ()
    deletes_from: tuple[str, ...] = ()
    erases_from: tuple[str, ...] = ()
    folders: tuple[str, ...] = ("",)
    sends: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    workflow: tuple[WorkflowVerb, ...] = ()
    approval: tuple[WorkflowVerb, ...] = ()
    refresh: tuple[WorkflowVerb, ...] = ()
    slack: tuple[SlackVerb, ...] = ()
    consents: tuple[ConsentVerb, ...] = ()
    voice: tuple[VoiceVerb, ...] = ()
    sources: tuple[SourceVerb, ...] = ()
    grants: AbstractSet[Grant] = field(default=frozenset(), hash=False)
    layers: tuple[str, ...] = ()

    @property
    def writes(self) -> frozenset[str]:
        """The tables it writes to in any way."""
        return frozenset({*self.puts, *self.updates, *self.deletes, *self.puts_many})

    @property
    def reaches_model(self) -> bool:
        return self.has(Grant.ASK_MODEL) or self.has(Grant.CALL_MODEL)

    def has(self, grant: Grant) -> bool:
        return grant in self.grants

    @property
    def name(self) -> str:
        """The last part of the handler; a module's only entry is called ``handler`` and lends the module's name."""
        module, entry = self.handler.split(".")[-2:]
        return module if entry == "handler" else entry

    @property
    def state(self) -> str:
        """Construct id, and the state of the workflow it runs where it runs one: load_meeting -> LoadMeeting."""
        return "".join(part.capitalize() for part in self.name.split("_"))
