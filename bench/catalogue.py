"""Every bench by name; each is a module of this package with ``measure(effort) -> Result``."""

import importlib
from collections.abc import Callable

from bench.effort import Effort
from bench.figures import Result

BENCHES = {
    "cold_import": "what a function imports before its first answer, beside bare boto3",
    "sync": "reading calendars of 100 to 10,000 events, beside vdirsyncer and the bare libraries",
    "microsoft": "reading a Microsoft calendar of 10,000 events, beside a bare loop over the same pages",
    "google": "Google calendars of 10,000 events, 1,000 users' poll, and changes Google tells of, beside gcsa",
    "latency": "event to notification, workflow, generation and a chat turn on the embedded engine",
    "throttling": "fifty meetings due at once where ten functions run at once; also `latency --concurrency N`",
    "page": "server time of every view of the page, beside a bare handler, and the weight of the first view",
    "least_privilege": "the main job with IAM enforced, whole and with single grants taken away",
    "slack_ack": "acknowledging Slack, cold and warm, beside slack_bolt's AWS Lambda adapter",
    "slack_outage": "Slack cut off and busy in the middle of two preparations: what is lost, and how soon it goes on",
    "cost": "what AWS would bill for one prepared meeting and for an idle user",
    "scale": "100,000 users simulated against AWS's quotas, from what cost has recorded",
    "faults": "ten thousand schedules of faults over the whole app, and WF-4 with one call in five failing",
    "approvals": "ten thousand interleavings of propose, decide, crash and role loss; how long a yes takes to be done",
    "golden": "what must be true of the documents of written situations, each claim counted: held of total",
    "notes": "what the rules find in forty files of notes, beside a search for keywords; a transcript of 6,000 lines",
    "model": "materials while a model answers late, wrongly or as an attacker; what a preparation's questions cost",
    "sources": "10,000 rows of each source of figures, killed and gone on with; a storm of 429",
    "mutants": "small changes of the code that locks: how many of them no test notices",
    "durability": "a hundred kills of the embedded engine across whole preparations",
}


ON_AN_ENGINE = frozenset(
    {"latency", "throttling", "page", "least_privilege", "slack_outage", "cost", "approvals", "durability"}
)
"""In their quick form: they come last there, while the engine that they share is started beside the others."""
KILLS_IT = "durability"


def measurement(name: str) -> Callable[[Effort], Result]:
    measure: Callable[[Effort], Result] = importlib.import_module(f"bench.{name}").measure
    return measure
