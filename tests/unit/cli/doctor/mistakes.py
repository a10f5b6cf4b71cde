"""Mistakes of operators and of consoles, each as a change of a healthy stage's facts and the line that names it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cli.doctor.facts import AlarmFacts, Facts, PageFacts, SecretFacts, SlackFacts, Unread, WatchFacts
from cli.doctor.findings import State
from lambdas.domain.notifications.slack import BOT_SCOPES

Change = Callable[[Facts], Facts]


@dataclass(frozen=True, slots=True)
class Mistake:
    """``found``: the name of the finding, and a word of its line."""

    what: str
    change: Change
    found: tuple[str, str]
    state: State = "bad"
    is_mended: bool = False
    """By ``--fix``."""


def _with(kind: str, name: str, **changes: Any) -> Change:
    def change(facts: Facts) -> Facts:
        known = getattr(facts, kind)
        return replace(facts, **{kind: {**known, name: replace(known[name], **changes)}})

    return change


def _without(kind: str, name: str) -> Change:
    def change(facts: Facts) -> Facts:
        known = getattr(facts, kind)
        left = {one: of for one, of in known.items() if one != name} if isinstance(known, Mapping) else known - {name}
        return replace(facts, **{kind: left})

    return change


def _facts(**changes: Any) -> Change:
    return lambda facts: replace(facts, **changes)


def _variable(function: str, name: str, value: str | None) -> Change:
    def change(facts: Facts) -> Facts:
        known = facts.functions[function]
        variables = {one: of for one, of in known.variables.items() if one != name}
        changed = replace(known, variables=variables if value is None else {**variables, name: value})
        return replace(facts, functions={**facts.functions, function: changed})

    return change


def _moved(url: str) -> Change:
    """The stage was deployed so: its file and its functions say the same."""

    def change(facts: Facts) -> Facts:
        written = facts.stage.written.model_copy(update={"public_url": url})
        functions = {
            name: replace(
                one,
                variables={
                    variable: url if variable == "AMO_PUBLIC_URL" else value
                    for variable, value in one.variables.items()
                },
            )
            for name, one in facts.functions.items()
        }
        return replace(facts, stage=replace(facts.stage, written=written, page_url=url), functions=functions)

    return change


def _written(**changes: Any) -> Change:
    def change(facts: Facts) -> Facts:
        written = facts.stage.written.model_copy(update=changes)
        return replace(facts, stage=replace(facts.stage, written=written))

    return change


def _reserved(function: str, invocations: int) -> Change:
    """As the stage's file says too."""

    def change(facts: Facts) -> Facts:
        return _with("functions", function, reserved=invocations)(
            _written(reserved_concurrency={function: invocations})(facts)
        )

    return change


def _role(function: str, more: frozenset[str] = frozenset(), less: frozenset[str] = frozenset()) -> Change:
    def change(facts: Facts) -> Facts:
        known = facts.functions[function]
        changed = replace(known, actions=((known.actions or frozenset()) | more) - less)
        return replace(facts, functions={**facts.functions, function: changed})

    return change


RANDOM = "q7Zt0vXbN2mK9sLw4RfJ8yHdP3cGxU6e"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/other"
SEALED = "-----BEGIN RSA PRIVATE KEY-----"

MISTAKES: tuple[Mistake, ...] = (
    # the environment
    Mistake("a variable is missing", _variable("api", "AMO_BUS", None), ("AMO_BUS of api", "missing")),
    Mistake(
        "an unknown variable",
        _variable("api", "AMO_DEBUG", "1"),
        ("AMO_DEBUG of api", "nothing reads it"),
        state="warn",
    ),
    Mistake(
        "a placeholder", _variable("page", "AMO_PUBLIC_URL", "__REPLACE__"), ("AMO_PUBLIC_URL of page", "placeholder")
    ),
    Mistake("another placeholder", _variable("api", "AMO_BUS", "changeme"), ("AMO_BUS of api", "placeholder")),
    Mistake(
        "another stage's table",
        _variable("api", "AMO_TABLE_PREFIX", "amo-demo-"),
        ("AMO_TABLE_PREFIX of api", "not what"),
    ),
    Mistake("a table is left out", _variable("budget", "AMO_TABLES", "users"), ("AMO_TABLES of budget", "not what")),
    Mistake(
        "a queue of another account",
        _variable("page", "AMO_QUEUES", "https://sqs/999/amo-"),
        ("AMO_QUEUES of page", "not what"),
    ),
    Mistake(
        "functions disagree on the key",
        _variable("accounts", "AMO_KEY_ARN", KEY),
        ("AMO_KEY_ARN of accounts", "differs"),
    ),
    Mistake(
        "the page's old address",
        _variable("page", "AMO_PUBLIC_URL", "https://old.example.com"),
        ("AMO_PUBLIC_URL of page", "not what"),
    ),
    Mistake(
        "the sender was removed",
        _variable("deliver_message", "AMO_MAIL_FROM", ""),
        ("AMO_MAIL_FROM of deliver_message", "not what"),
    ),
    Mistake("a Slack token", _variable("api", "SLACK_TOKEN", "xoxb-1-2-abc"), ("SLACK_TOKEN of api", "secret")),
    Mistake(
        "a model's key", _variable("api", "OPENAI_API_KEY", "sk-proj-abcdef12345"), ("OPENAI_API_KEY of api", "secret")
    ),
    Mistake("an AWS key", _variable("page", "BACKUP_KEY", "AKIAIOSFODNN7EXAMPLE"), ("BACKUP_KEY of page", "secret")),
    Mistake("a private key", _variable("page", "TLS_KEY", SEALED), ("TLS_KEY of page", "secret")),
    Mistake("a random secret", _variable("page", "WEBHOOK", RANDOM), ("WEBHOOK of page", "secret")),
    Mistake("a secret in a known variable", _variable("api", "AMO_BUS", "xoxb-1-2-abc"), ("AMO_BUS of api", "secret")),
    Mistake(
        "patched and not written down",
        _facts(patched={"api": {"AMO_PUBLIC_URL": "hash"}}),
        ("patched environment", "AMO_PUBLIC_URL"),
        state="warn",
    ),
    # functions
    Mistake("a function is deleted", _without("functions", "sweep_preps"), ("function sweep_preps", "not there")),
    Mistake("a function failed", _with("functions", "api", state="Failed"), ("function api", "Failed")),
    Mistake("a timeout was shortened", _with("functions", "api", timeout=3), ("timeout of api", "is 3, not 30")),
    Mistake("memory was cut", _with("functions", "page", memory=128), ("memory of page", "is 128, not 512")),
    Mistake("an old runtime", _with("functions", "page", runtime="python3.9"), ("runtime of page", "python3.13")),
    Mistake("another handler", _with("functions", "api", handler="index.main"), ("handler of api", "index.main")),
    Mistake("another architecture", _with("functions", "api", architecture="x86_64"), ("architecture of api", "arm64")),
    Mistake(
        "a layer is missing", _with("functions", "page", layers=frozenset({"base"})), ("layers of page", "templates")
    ),
    Mistake("tracing is off", _with("functions", "api", is_traced=False), ("tracing of api", "off"), state="warn"),
    Mistake(
        "a function is switched off",
        _with("functions", "api", reserved=0),
        ("concurrency of api", "switched off"),
        is_mended=True,
    ),
    Mistake(
        "a forgotten reservation",
        _with("functions", "page", reserved=2),
        ("concurrency of page", "never more than 2"),
        is_mended=True,
    ),
    Mistake(
        "a reservation is gone", _written(reserved_concurrency={"page": 20}), ("concurrency of page", "20 in the file")
    ),
    Mistake(
        "a right was taken", _role("api", less=frozenset({"dynamodb:Query"})), ("rights of api", "lack dynamodb:Query")
    ),
    Mistake("a right was given", _role("page", more=frozenset({"s3:*"})), ("rights of page", "wider")),
    Mistake("a role's policy is gone", _with("functions", "api", actions=None), ("rights of api", "no policy")),
    Mistake("a new account's limit", _facts(most_at_once=10), ("functions at once", "10"), state="warn"),
    Mistake("all is reserved", _reserved("page", 950), ("functions at once", "950 of 1000"), state="warn"),
    # what sets them off
    Mistake(
        "a mapping is disabled",
        _with("mappings", "start_prep", state="Disabled"),
        ("queue of start_prep", "disabled"),
        is_mended=True,
    ),
    Mistake("a mapping is deleted", _without("mappings", "start_prep"), ("queue of start_prep", "gone")),
    Mistake(
        "batches fail whole",
        _with("mappings", "start_prep", responses=()),
        ("batch failures of start_prep", "whole batch"),
        is_mended=True,
    ),
    Mistake("other batches", _with("mappings", "sync_user", batch=10), ("batch of sync_user", "10 messages")),
    Mistake("more at once", _with("mappings", "sync_user", at_once=500), ("at once of sync_user", "is 500")),
    Mistake(
        "a schedule is off",
        _with("schedules", "sweep_preps", state="DISABLED"),
        ("schedule of sweep_preps", "switched off"),
        is_mended=True,
    ),
    Mistake("a schedule is deleted", _without("schedules", "send_briefs"), ("schedule of send_briefs", "never runs")),
    Mistake(
        "another hour",
        _with("schedules", "fan_out_syncs", expression="rate(1 day)"),
        ("schedule of fan_out_syncs", "rate(1 day)"),
    ),
    Mistake(
        "a schedule loses",
        _with("schedules", "send_briefs", has_dead_letters=False),
        ("schedule of send_briefs", "no dead-letter"),
    ),
    Mistake(
        "a rule is disabled",
        _with("rules", "prep_requests", state="DISABLED"),
        ("rule prep_requests", "disabled"),
        is_mended=True,
    ),
    Mistake("a rule is deleted", _without("rules", "erasures"), ("rule erasures", "not there")),
    Mistake(
        "a rule leads elsewhere", _with("rules", "prep_changes", targets=()), ("rule prep_changes", "does not lead")
    ),
    Mistake("a route is deleted", _without("routes", "POST /slack/events"), ("route POST /slack/events", "nowhere")),
    Mistake("a workflow is deleted", _without("state_machines", "approval"), ("workflow approval", "not there")),
    # queues
    Mistake("a queue is deleted", _without("queues", "reminders"), ("queue reminders", "not there")),
    Mistake(
        "no dead letters",
        _with("queues", "messages", dead_letters="", tries=None),
        ("dead letters of messages", "lost"),
        is_mended=True,
    ),
    Mistake(
        "given up on at once",
        _with("queues", "reminders", tries=1),
        ("dead letters of reminders", "after 1"),
        is_mended=True,
    ),
    Mistake("visible too soon", _with("queues", "reminders", visibility=5), ("queue reminders", "5 s")),
    Mistake("kept too short", _with("queues", "undelivered", kept=60), ("queue undelivered", "60 s")),
    Mistake(
        "not encrypted",
        _with("queues", "reminders", is_encrypted=False),
        ("queue reminders", "encrypted"),
        is_mended=True,
    ),
    Mistake(
        "dead letters wait",
        _with("queues", "reminders-failed", holds=3),
        ("dead letters of reminders", "holds 3"),
        state="warn",
    ),
    # data
    Mistake("a table is deleted", _without("tables", "notices"), ("table notices", "not there")),
    Mistake("a table's keys differ", _with("tables", "notices", keys={"id": "HASH"}), ("table notices", "other keys")),
    Mistake("an index is gone", _with("tables", "users", indexes=frozenset()), ("index of users", "active_users")),
    Mistake("no recovery", _with("tables", "users", is_recoverable=False), ("backups of users", "off"), is_mended=True),
    Mistake(
        "no protection",
        _with("tables", "users", is_protected=False),
        ("protection of users", "deleted"),
        is_mended=True,
    ),
    Mistake("no expiry", _with("tables", "notices", expiry=""), ("expiry of notices", "off"), is_mended=True),
    Mistake("another expiry", _with("tables", "notices", expiry="ttl"), ("expiry of notices", "by ttl")),
    Mistake("AWS's own key", _with("tables", "users", key=""), ("encryption of users", "own key")),
    Mistake("a bucket is deleted", _without("buckets", "sessions"), ("bucket sessions", "not there")),
    Mistake(
        "a bucket is open",
        _with("buckets", "documents", is_closed=False),
        ("bucket documents", "public"),
        is_mended=True,
    ),
    Mistake(
        "no versions",
        _with("buckets", "anchors", is_versioned=False),
        ("versions of anchors", "not kept"),
        is_mended=True,
    ),
    Mistake("no lock", _with("buckets", "anchors", lock="", lock_days=0), ("lock of anchors", "none")),
    Mistake("a shorter lock", _with("buckets", "anchors", lock_days=1), ("lock of anchors", "1 days")),
    Mistake(
        "nothing expires", _with("buckets", "documents", expires_after_days=None), ("expiry of documents", "30 days")
    ),
    Mistake("S3's own key", _with("buckets", "documents", encryption="AES256"), ("encryption of documents", "own key")),
    Mistake(
        "the key is disabled",
        lambda facts: replace(facts, key=replace(facts.key, state="Disabled")),
        ("key", "Disabled"),
    ),
    Mistake(
        "the key is being deleted",
        lambda facts: replace(facts, key=replace(facts.key, state="PendingDeletion")),
        ("key", "PendingDeletion"),
    ),
    Mistake(
        "the key is not rotated",
        lambda facts: replace(facts, key=replace(facts.key, is_rotated=False)),
        ("rotation of the key", "off"),
        is_mended=True,
    ),
    Mistake("the alias is gone", _facts(key=None), ("key", "leads to no key")),
    # secrets
    Mistake("no signing key", _without("secrets", "signing-key"), ("secret signing-key", "not there")),
    Mistake(
        "a spoilt secret",
        _with("secrets", "oauth/google", problem="lacks issuer"),
        ("secret oauth/google", "lacks issuer"),
    ),
    Mistake("no registration", _without("secrets", "oauth/google"), ("secret oauth/google", "not there")),
    Mistake("offered to nobody", _facts(providers=frozenset()), ("registration at google", "nobody"), state="warn"),
    Mistake(
        "no bot token", _without("secrets", "slack/workspace/T1"), ("secret slack/workspace/T1", "T1 is connected")
    ),
    Mistake("no signing secret", _without("secrets", "slack/signing"), ("secret slack/signing", "T1 is connected")),
    # outside
    Mistake("the page is down", _facts(page=PageFacts(0, is_amo=False, problem="gaierror")), ("page", "gaierror")),
    Mistake("the page fails", _facts(page=PageFacts(502, is_amo=False)), ("page", "502")),
    Mistake("the name leads elsewhere", _facts(page=PageFacts(404, is_amo=False)), ("page", "something else")),
    Mistake("not https", _moved("http://amo.example.com"), ("address", "not https")),
    Mistake("this machine's address", _moved("http://127.0.0.1:4600"), ("address", "this machine's own")),
    Mistake("another address in the file", _written(public_url="https://new.example.com"), ("address", "stage's file")),
    Mistake(
        "SES knows no sender",
        lambda facts: replace(facts, mail=replace(facts.mail, identity=None)),
        ("e-mail", "does not know"),
    ),
    Mistake(
        "not verified",
        lambda facts: replace(facts, mail=replace(facts.mail, identity=False)),
        ("e-mail", "not verified"),
    ),
    Mistake(
        "sending is stopped",
        lambda facts: replace(facts, mail=replace(facts.mail, can_send=False)),
        ("e-mail", "stopped"),
    ),
    Mistake(
        "SES's sandbox",
        lambda facts: replace(facts, mail=replace(facts.mail, is_sandboxed=True)),
        ("e-mail", "sandbox"),
        state="warn",
    ),
    Mistake(
        "no DKIM",
        lambda facts: replace(facts, mail=replace(facts.mail, dkim="FAILED")),
        ("DKIM", "not signed"),
        state="warn",
    ),
    Mistake("the SMS sandbox", _facts(is_text_sandboxed=True), ("text messages", "sandbox"), state="warn"),
    Mistake(
        "Slack refuses the token",
        _facts(slack=(SlackFacts("T1", problem="token_revoked"),)),
        ("Slack T1", "token_revoked"),
    ),
    Mistake(
        "a scope is missing",
        _facts(slack=(SlackFacts("T1", frozenset(BOT_SCOPES) - {"chat:write"}),)),
        ("Slack T1", "lacks chat:write"),
    ),
    Mistake(
        "a scope too many",
        _facts(slack=(SlackFacts("T1", frozenset(BOT_SCOPES) | {"admin"}),)),
        ("Slack T1", "admin"),
        state="warn",
    ),
    # how it is doing
    Mistake("a stack failed", _with("stacks", "app", status="UPDATE_ROLLBACK_FAILED"), ("stack amo-app", "amo mend")),
    Mistake("a stack is gone", _without("stacks", "app"), ("stack amo-app", "not there")),
    Mistake(
        "a stack changes",
        _with("stacks", "app", status="UPDATE_IN_PROGRESS"),
        ("stack amo-app", "being changed"),
        state="warn",
    ),
    Mistake(
        "the data can be deleted",
        _with("stacks", "data", is_protected=False),
        ("protection of the data stack", "deleted"),
        is_mended=True,
    ),
    Mistake("another version", _with("stacks", "app", version="ffff"), ("version", "ffff is deployed"), state="warn"),
    Mistake("an alarm is gone", _without("alarms", "api-errors"), ("alarm api-errors", "not there")),
    Mistake(
        "an alarm tells nobody",
        _with("alarms", "api-errors", is_told=False),
        ("alarm api-errors", "tells nobody"),
        is_mended=True,
    ),
    Mistake(
        "an alarm is raised",
        lambda facts: replace(facts, alarms={**facts.alarms, "throttles": AlarmFacts("ALARM", is_told=True)}),
        ("alarm throttles", "raised"),
        state="warn",
    ),
    Mistake("nobody is told", _facts(confirmed_subscriptions=0), ("whom alarms tell", "gone")),
    Mistake(
        "not confirmed", _facts(confirmed_subscriptions=0, pending_subscriptions=1), ("whom alarms tell", "confirm")
    ),
    Mistake(
        "a log is kept for ever",
        lambda facts: replace(facts, days_logged={**facts.days_logged, "api": None}),
        ("log of api", "for ever"),
        state="warn",
        is_mended=True,
    ),
    Mistake("a log is gone", _without("days_logged", "api"), ("log of api", "not there")),
    Mistake("the clock is ahead", _facts(clock_ahead=300.0), ("clock of this machine", "300 s")),
    Mistake("a part is off", _facts(switched_off=frozenset({"monitor"})), ("switches", "monitor"), state="warn"),
    Mistake(
        "watches have ended",
        _facts(watched=WatchFacts(calendars=4, ended=3)),
        ("watched calendars", "3 of 4"),
        state="warn",
    ),
    Mistake(
        "something cannot be read",
        _facts(unread=(Unread("mail", "", "AccessDenied"),), mail=None),
        ("mail", "AccessDenied"),
    ),
    Mistake(
        "a spoilt signing key",
        lambda facts: replace(facts, secrets={**facts.secrets, "signing-key": SecretFacts("is shorter")}),
        ("secret signing-key", "shorter"),
    ),
)
