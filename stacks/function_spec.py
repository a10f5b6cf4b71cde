"""A row of the function table: what runs a function, what it needs, and what it may touch."""

from dataclasses import dataclass
from typing import Literal

WorkflowVerb = Literal["start", "stop", "describe", "trace", "resume"]
SlackVerb = Literal["proves", "speaks", "connects", "installs", "renews"]
ConsentVerb = Literal["renews", "keeps", "moves", "registers"]
TOKEN_VERBS: frozenset[ConsentVerb] = frozenset({"renews", "keeps", "moves"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """``handler`` is the path from the repo root; ``memory`` is in MB, ``timeout`` in seconds.

    ``queue`` feeds the function, at most ``concurrency`` at once; ``schedule`` is an EventBridge expression in UTC.
    ``times`` are the queues its one-time schedules fire into; with ``cancels_timers`` alone it only removes schedules.
    ``approval`` is what it may do with the approval workflow. ``mails``: it sends e-mail. ``calls_task_systems``: it
    signs webhooks. Whatever writes ``action_audit_log`` may add rows to it and nothing else.
    ``addresses``: it writes links to the page. ``signs``: it makes or checks signed links and sessions.
    ``texts``: it sends text messages, to numbers that users have confirmed or are confirming.
    ``fetches_feeds``: it reads calendars from addresses that users give. ``counts_dead_letters``: it shows operators
    how many messages were given up on.
    ``consents``: it opens calendars with people's consents, makes and removes those, moves their tokens elsewhere, or
    sets AMO's registrations at the identity providers.
    ``tells``: it reaches people on their channels. ``slack``: it reads the signing secrets, reads bot tokens, makes and
    replaces all of Slack's secrets, installs the app with its own credentials, or renews tokens with those.
    ``layers`` come on top of the base layer.
    """

    handler: str
    memory: int = 256
    timeout: int = 30
    queue: str | None = None
    batch: int = 10
    concurrency: int = 10
    schedule: str | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    reads_buckets: tuple[str, ...] = ()
    writes_buckets: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    cancels_timers: bool = False
    publishes: bool = False
    deletes_from: tuple[str, ...] = ()
    workflow: tuple[WorkflowVerb, ...] = ()
    approval: tuple[WorkflowVerb, ...] = ()
    mails: bool = False
    texts: bool = False
    calls_task_systems: bool = False
    addresses: bool = False
    signs: bool = False
    tells: bool = False
    slack: tuple[SlackVerb, ...] = ()
    consents: tuple[ConsentVerb, ...] = ()
    fetches_feeds: bool = False
    counts_dead_letters: bool = False
    layers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the handler; a module's only entry is called ``handler`` and lends the module's name."""
        module, entry = self.handler.split(".")[-2:]
        return module if entry == "handler" else entry

    @property
    def state(self) -> str:
        """Construct id, and the state of the workflow it runs where it runs one: load_meeting -> LoadMeeting."""
        return "".join(part.capitalize() for part in self.name.split("_"))
