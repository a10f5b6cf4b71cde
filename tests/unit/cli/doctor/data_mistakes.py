"""Mistakes in what holds data, in secrets, outside and in how a stage is doing, and the line that names each."""

from dataclasses import replace
from datetime import date
from typing import Any

from cli.doctor.facts import AlarmFacts, PageFacts, SecretFacts, SlackFacts, SourceFacts, Unread, WatchFacts
from lambdas.domain.notifications.slack import BOT_SCOPES
from tests.unit.cli.doctor.changes import (
    Change,
    Mistake,
    changed,
    facts_with,
    key_with,
    mail_with,
    moved,
    without,
    written,
)
from tests.unit.cli.doctor.healthy import MODEL


def model_with(**changes: Any) -> Change:
    return facts_with(model=MODEL.model_copy(update=changes))


MISTAKES: tuple[Mistake, ...] = (
    # data
    Mistake("a table is deleted", without("tables", "notices"), ("table notices", "not there")),
    Mistake(
        "a table's keys differ", changed("tables", "notices", keys={"id": "HASH"}), ("table notices", "other keys")
    ),
    Mistake("an index is gone", changed("tables", "users", indexes=frozenset()), ("index of users", "active_users")),
    Mistake(
        "no recovery", changed("tables", "users", is_recoverable=False), ("backups of users", "off"), is_mended=True
    ),
    Mistake(
        "no protection",
        changed("tables", "users", is_protected=False),
        ("protection of users", "deleted"),
        is_mended=True,
    ),
    Mistake("no expiry", changed("tables", "notices", expiry=""), ("expiry of notices", "off"), is_mended=True),
    Mistake("another expiry", changed("tables", "notices", expiry="ttl"), ("expiry of notices", "by ttl")),
    Mistake("AWS's own key", changed("tables", "users", key=""), ("encryption of users", "own key")),
    Mistake("a bucket is deleted", without("buckets", "sessions"), ("bucket sessions", "not there")),
    Mistake(
        "a bucket is open",
        changed("buckets", "documents", is_closed=False),
        ("bucket documents", "public"),
        is_mended=True,
    ),
    Mistake(
        "no versions",
        changed("buckets", "anchors", is_versioned=False),
        ("versions of anchors", "not kept"),
        is_mended=True,
    ),
    Mistake("no lock", changed("buckets", "anchors", lock="", lock_days=0), ("lock of anchors", "none")),
    Mistake("a shorter lock", changed("buckets", "anchors", lock_days=1), ("lock of anchors", "1 days")),
    Mistake(
        "nothing expires", changed("buckets", "documents", expires_after_days=None), ("expiry of documents", "30 days")
    ),
    Mistake(
        "S3's own key", changed("buckets", "documents", encryption="AES256"), ("encryption of documents", "own key")
    ),
    Mistake(
        "the key is disabled",
        key_with(state="Disabled"),
        ("key", "Disabled"),
    ),
    Mistake(
        "the key is being deleted",
        key_with(state="PendingDeletion"),
        ("key", "PendingDeletion"),
    ),
    Mistake(
        "the key is not rotated",
        key_with(is_rotated=False),
        ("rotation of the key", "off"),
        is_mended=True,
    ),
    Mistake("the alias is gone", facts_with(key=None), ("key", "leads to no key")),
    # secrets
    Mistake("no signing key", without("secrets", "signing-key"), ("secret signing-key", "not there")),
    Mistake(
        "a spoilt secret",
        changed("secrets", "oauth/google", problem="lacks issuer"),
        ("secret oauth/google", "lacks issuer"),
    ),
    Mistake("no registration", without("secrets", "oauth/google"), ("secret oauth/google", "not there")),
    Mistake("offered to nobody", facts_with(providers=frozenset()), ("registration at google", "nobody"), state="warn"),
    Mistake("no bot token", without("secrets", "slack/workspace/T1"), ("secret slack/workspace/T1", "T1 is connected")),
    Mistake("no signing secret", without("secrets", "slack/signing"), ("secret slack/signing", "T1 is connected")),
    # outside
    Mistake("the page is down", facts_with(page=PageFacts(0, is_amo=False, problem="gaierror")), ("page", "gaierror")),
    Mistake("the page fails", facts_with(page=PageFacts(502, is_amo=False)), ("page", "502")),
    Mistake("the name leads elsewhere", facts_with(page=PageFacts(404, is_amo=False)), ("page", "something else")),
    Mistake("not https", moved("http://amo.example.com"), ("address", "not https")),
    Mistake("this machine's address", moved("http://127.0.0.1:4600"), ("address", "this machine's own")),
    Mistake("another address in the file", written(public_url="https://new.example.com"), ("address", "stage's file")),
    Mistake(
        "SES knows no sender",
        mail_with(identity=None),
        ("e-mail", "does not know"),
    ),
    Mistake(
        "not verified",
        mail_with(identity=False),
        ("e-mail", "not verified"),
    ),
    Mistake(
        "sending is stopped",
        mail_with(can_send=False),
        ("e-mail", "stopped"),
    ),
    Mistake(
        "SES's sandbox",
        mail_with(is_sandboxed=True),
        ("e-mail", "sandbox"),
        state="warn",
    ),
    Mistake(
        "no DKIM",
        mail_with(dkim="FAILED"),
        ("DKIM", "not signed"),
        state="warn",
    ),
    Mistake("the SMS sandbox", facts_with(is_text_sandboxed=True), ("text messages", "sandbox"), state="warn"),
    Mistake(
        "the model is not granted",
        model_with(state="unavailable", why="access to the model is not granted in eu-central-1"),
        ("model", "not granted in eu-central-1"),
        state="warn",
    ),
    Mistake(
        "the region has no such model",
        model_with(state="unavailable", why="nova-lite is not in eu-south-1: deploy to one of eu-central-1"),
        ("model", "not in eu-south-1"),
        state="warn",
    ),
    Mistake(
        "the model is throttled",
        model_with(state="unavailable", why="the model was too busy; tried at 2026-11-30 08:55 UTC"),
        ("model", "too busy; tried at 2026-11-30 08:55 UTC"),
        state="warn",
    ),
    Mistake(
        "the endpoint is gone",
        model_with(state="unavailable", why="nothing answers at http://127.0.0.1:11434/v1: is it running?"),
        ("model", "is it running?"),
        state="warn",
    ),
    Mistake("old prices", model_with(priced_on=date(2026, 1, 1)), ("model", "read on 2026-01-01"), state="warn"),
    Mistake("asked for nothing", model_with(purposes=()), ("model", "asked for nothing"), state="warn"),
    Mistake(
        "Slack refuses the token",
        facts_with(slack=(SlackFacts("T1", problem="token_revoked"),)),
        ("Slack T1", "token_revoked"),
    ),
    Mistake(
        "a scope is missing",
        facts_with(slack=(SlackFacts("T1", frozenset(BOT_SCOPES) - {"chat:write"}),)),
        ("Slack T1", "lacks chat:write"),
    ),
    Mistake(
        "a scope too many",
        facts_with(slack=(SlackFacts("T1", frozenset(BOT_SCOPES) | {"admin"}),)),
        ("Slack T1", "admin"),
        state="warn",
    ),
    # how it is doing
    Mistake("a stack failed", changed("stacks", "app", status="UPDATE_ROLLBACK_FAILED"), ("stack amo-app", "amo mend")),
    Mistake("a stack is gone", without("stacks", "app"), ("stack amo-app", "not there")),
    Mistake(
        "a stack changes",
        changed("stacks", "app", status="UPDATE_IN_PROGRESS"),
        ("stack amo-app", "being changed"),
        state="warn",
    ),
    Mistake(
        "the data can be deleted",
        changed("stacks", "data", is_protected=False),
        ("protection of the data stack", "deleted"),
        is_mended=True,
    ),
    Mistake("another version", facts_with(deployed="ffff"), ("version", "ffff is deployed"), state="warn"),
    Mistake("an alarm is gone", without("alarms", "api-errors"), ("alarm api-errors", "not there")),
    Mistake(
        "an alarm tells nobody",
        changed("alarms", "api-errors", is_told=False),
        ("alarm api-errors", "tells nobody"),
        is_mended=True,
    ),
    Mistake(
        "an alarm is raised",
        lambda facts: replace(facts, alarms={**facts.alarms, "throttles": AlarmFacts("ALARM", is_told=True)}),
        ("alarm throttles", "raised"),
        state="warn",
    ),
    Mistake("nobody is told", facts_with(confirmed_subscriptions=0), ("whom alarms tell", "gone")),
    Mistake(
        "not confirmed", facts_with(confirmed_subscriptions=0, pending_subscriptions=1), ("whom alarms tell", "confirm")
    ),
    Mistake(
        "a log is kept for ever",
        lambda facts: replace(facts, days_logged={**facts.days_logged, "api": None}),
        ("log of api", "for ever"),
        state="warn",
        is_mended=True,
    ),
    Mistake("a log is gone", without("days_logged", "api"), ("log of api", "not there")),
    Mistake("the clock is ahead", facts_with(clock_ahead=300.0), ("clock of this machine", "300 s")),
    Mistake("a part is off", facts_with(switched_off=frozenset({"monitor"})), ("switches", "monitor"), state="warn"),
    Mistake(
        "watches have ended",
        facts_with(watched=WatchFacts(calendars=4, ended=3)),
        ("watched calendars", "3 of 4"),
        state="warn",
    ),
    Mistake(
        "a source waits for a person",
        facts_with(sources=SourceFacts(connected=12, broken=("jira", "one_of_later"), failing=2)),
        ("sources", "Jira, one_of_later"),
        state="warn",
    ),
    Mistake(
        "something cannot be read",
        facts_with(unread=(Unread("mail", "", "AccessDenied"),), mail=None),
        ("mail", "AccessDenied"),
    ),
    Mistake(
        "a spoilt signing key",
        lambda facts: replace(facts, secrets={**facts.secrets, "signing-key": SecretFacts("is shorter")}),
        ("secret signing-key", "shorter"),
    ),
)
