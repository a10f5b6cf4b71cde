"""Mistakes in the environment, the functions and what sets them off, and the line that names each."""

from tests.unit.cli.doctor.changes import Mistake, changed, facts_with, reserved, role, variable, without, written

RANDOM = "q7Zt0vXbN2mK9sLw4RfJ8yHdP3cGxU6e"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/other"
SEALED = "-----BEGIN RSA PRIVATE KEY-----"

MISTAKES: tuple[Mistake, ...] = (
    # the environment
    Mistake("a variable is missing", variable("api", "AMO_BUS", None), ("AMO_BUS of api", "missing")),
    Mistake(
        "an unknown variable",
        variable("api", "AMO_DEBUG", "1"),
        ("AMO_DEBUG of api", "nothing reads it"),
        state="warn",
    ),
    Mistake(
        "a placeholder", variable("page", "AMO_PUBLIC_URL", "__REPLACE__"), ("AMO_PUBLIC_URL of page", "placeholder")
    ),
    Mistake("another placeholder", variable("api", "AMO_BUS", "changeme"), ("AMO_BUS of api", "placeholder")),
    Mistake(
        "another stage's table",
        variable("api", "AMO_TABLE_PREFIX", "amo-demo-"),
        ("AMO_TABLE_PREFIX of api", "not what"),
    ),
    Mistake("a table is left out", variable("budget", "AMO_TABLES", "users"), ("AMO_TABLES of budget", "not what")),
    Mistake(
        "a queue of another account",
        variable("page", "AMO_QUEUES", "https://sqs/999/amo-"),
        ("AMO_QUEUES of page", "not what"),
    ),
    Mistake(
        "functions disagree on the key",
        variable("accounts", "AMO_KEY_ARN", KEY),
        ("AMO_KEY_ARN of accounts", "differs"),
    ),
    Mistake(
        "the page's old address",
        variable("page", "AMO_PUBLIC_URL", "https://old.example.com"),
        ("AMO_PUBLIC_URL of page", "not what"),
    ),
    Mistake(
        "the sender was removed",
        variable("deliver_message", "AMO_MAIL_FROM", ""),
        ("AMO_MAIL_FROM of deliver_message", "not what"),
    ),
    Mistake("a Slack token", variable("api", "SLACK_TOKEN", "xoxb-1-2-abc"), ("SLACK_TOKEN of api", "secret")),
    Mistake(
        "a model's key", variable("api", "OPENAI_API_KEY", "sk-proj-abcdef12345"), ("OPENAI_API_KEY of api", "secret")
    ),
    Mistake("an AWS key", variable("page", "BACKUP_KEY", "AKIAIOSFODNN7EXAMPLE"), ("BACKUP_KEY of page", "secret")),
    Mistake("a private key", variable("page", "TLS_KEY", SEALED), ("TLS_KEY of page", "secret")),
    Mistake("a random secret", variable("page", "WEBHOOK", RANDOM), ("WEBHOOK of page", "secret")),
    Mistake("a secret in a known variable", variable("api", "AMO_BUS", "xoxb-1-2-abc"), ("AMO_BUS of api", "secret")),
    # functions
    Mistake("a function is deleted", without("functions", "sweep_preps"), ("function sweep_preps", "not there")),
    Mistake("a function failed", changed("functions", "api", state="Failed"), ("function api", "Failed")),
    Mistake("a timeout was shortened", changed("functions", "api", timeout=3), ("timeout of api", "is 3, not 29")),
    Mistake("memory was cut", changed("functions", "page", memory=128), ("memory of page", "is 128, not 512")),
    Mistake("an old runtime", changed("functions", "page", runtime="python3.9"), ("runtime of page", "python3.13")),
    Mistake("another handler", changed("functions", "api", handler="index.main"), ("handler of api", "index.main")),
    Mistake(
        "another architecture", changed("functions", "api", architecture="x86_64"), ("architecture of api", "arm64")
    ),
    Mistake(
        "a layer is missing", changed("functions", "page", layers=frozenset({"base"})), ("layers of page", "templates")
    ),
    Mistake("tracing is off", changed("functions", "api", is_traced=False), ("tracing of api", "off"), state="warn"),
    Mistake(
        "a function is switched off",
        changed("functions", "api", reserved=0),
        ("concurrency of api", "switched off"),
        is_mended=True,
    ),
    Mistake(
        "a forgotten reservation",
        changed("functions", "page", reserved=2),
        ("concurrency of page", "never more than 2"),
        is_mended=True,
    ),
    Mistake(
        "a reservation is gone", written(reserved_concurrency={"page": 20}), ("concurrency of page", "20 in the file")
    ),
    Mistake(
        "a right was taken", role("api", less=frozenset({"dynamodb:Query"})), ("rights of api", "lack dynamodb:Query")
    ),
    Mistake("a right was given", role("page", more=frozenset({"s3:*"})), ("rights of page", "wider")),
    Mistake("a role's policy is gone", changed("functions", "api", actions=None), ("rights of api", "no policy")),
    Mistake("a new account's limit", facts_with(most_at_once=10), ("functions at once", "10"), state="warn"),
    Mistake("all is reserved", reserved("page", 950), ("functions at once", "950 of 1000"), state="warn"),
    # what sets them off
    Mistake(
        "a mapping is disabled",
        changed("mappings", "start_prep", state="Disabled"),
        ("queue of start_prep", "disabled"),
        is_mended=True,
    ),
    Mistake("a mapping is deleted", without("mappings", "start_prep"), ("queue of start_prep", "gone")),
    Mistake(
        "batches fail whole",
        changed("mappings", "start_prep", responses=()),
        ("batch failures of start_prep", "whole batch"),
        is_mended=True,
    ),
    Mistake("other batches", changed("mappings", "sync_user", batch=10), ("batch of sync_user", "10 messages")),
    Mistake("more at once", changed("mappings", "sync_user", at_once=500), ("at once of sync_user", "is 500")),
    Mistake(
        "a schedule is off",
        changed("schedules", "sweep_preps", state="DISABLED"),
        ("schedule of sweep_preps", "switched off"),
        is_mended=True,
    ),
    Mistake("a schedule is deleted", without("schedules", "send_briefs"), ("schedule of send_briefs", "never runs")),
    Mistake(
        "another hour",
        changed("schedules", "fan_out_syncs", expression="rate(1 day)"),
        ("schedule of fan_out_syncs", "rate(1 day)"),
    ),
    Mistake(
        "a schedule loses",
        changed("schedules", "send_briefs", has_dead_letters=False),
        ("schedule of send_briefs", "no dead-letter"),
    ),
    Mistake(
        "a rule is disabled",
        changed("rules", "prep_requests", state="DISABLED"),
        ("rule prep_requests", "disabled"),
        is_mended=True,
    ),
    Mistake("a rule is deleted", without("rules", "erasures"), ("rule erasures", "not there")),
    Mistake(
        "a rule leads elsewhere", changed("rules", "prep_changes", targets=()), ("rule prep_changes", "does not lead")
    ),
    Mistake("a route is deleted", without("routes", "POST /slack/events"), ("route POST /slack/events", "nowhere")),
    Mistake("a workflow is deleted", without("state_machines", "approval"), ("workflow approval", "not there")),
    # queues
    Mistake("a queue is deleted", without("queues", "reminders"), ("queue reminders", "not there")),
    Mistake(
        "no dead letters",
        changed("queues", "messages", dead_letters="", tries=None),
        ("dead letters of messages", "lost"),
        is_mended=True,
    ),
    Mistake(
        "given up on at once",
        changed("queues", "reminders", tries=1),
        ("dead letters of reminders", "after 1"),
        is_mended=True,
    ),
    Mistake("visible too soon", changed("queues", "reminders", visibility=5), ("queue reminders", "5 s")),
    Mistake("kept too short", changed("queues", "undelivered", kept=60), ("queue undelivered", "60 s")),
    Mistake(
        "not encrypted",
        changed("queues", "reminders", is_encrypted=False),
        ("queue reminders", "encrypted"),
        is_mended=True,
    ),
    Mistake(
        "dead letters wait",
        changed("queues", "reminders-failed", holds=3),
        ("dead letters of reminders", "holds 3"),
        state="warn",
    ),
)
