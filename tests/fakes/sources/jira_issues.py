"""The issues both Jiras show: a leadership meeting's worth, or as many as are wanted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from tests.fakes.sources.jira_world import JiraIssue


def few_issues(now: datetime) -> list[JiraIssue]:
    """Four epics with their issues, three decisions, one old epic, and a project that is not to be read."""
    return [*_few_epics(now), *_few_decisions(now), *_dated(_few_others(), now, 80)]


def _few_epics(now: datetime) -> list[JiraIssue]:
    today = now.date()
    checkout = JiraIssue(
        "PLAT-10",
        "Move checkout to the new payment provider",
        "Epic",
        "indeterminate",
        "In Progress",
        "Mara Lindqvist",
        due=today + timedelta(days=24),
        started=today - timedelta(days=60),
        blocked_by=("INFRA-31", "INFRA-30"),
    )
    sign_in = JiraIssue(
        "PLAT-24", "One sign-in for all products", "Epic", "indeterminate", "In Review", "Jonas Beck", due=today
    )
    reporting = JiraIssue("PLAT-41", "Retire the old reporting database", "Epic", status="Backlog")
    rotterdam = JiraIssue("INFRA-7", "Second data centre in Rotterdam", "Epic", "done", "Closed", "Ines Prado")
    secret = JiraIssue("SECRET-1", "Reorganisation", "Epic", "indeterminate", "In Progress", labels=("decision",))
    old = JiraIssue("INFRA-3", "Long forgotten clean-up", "Epic", "done", "Closed")
    return [*_dated([checkout, sign_in, reporting, rotterdam, secret], now, 80), *_dated([old], now, 700, 500)]


def _few_others() -> list[JiraIssue]:
    """Issues of the epics, and what one of them waits for."""
    counts = (("PLAT-10", 9, 6), ("PLAT-24", 12, 11), ("INFRA-7", 4, 4))
    stories = [
        JiraIssue(
            f"PLAT-{1000 + 100 * place + n}", f"Step {n + 1}", category="done" if n < done else "new", parent=epic
        )
        for place, (epic, total, done) in enumerate(counts)
        for n in range(total)
    ]
    firewall = JiraIssue("INFRA-30", "Firewall opened for the provider", "Task", "done", "Done")
    contract = JiraIssue("INFRA-31", "Contract signed by legal", "Task", "indeterminate", "In Progress")
    return [*stories, firewall, contract]


def _few_decisions(now: datetime) -> list[JiraIssue]:
    mark, soon = ("decision", "leadership"), now.date() + timedelta(days=3)
    vendor = JiraIssue("INFRA-50", "Which vendor replaces the pager service?", "Task", "indeterminate", "Waiting")
    vendor = replace(vendor, assignee="Tomasz Wrona", labels=mark, due=soon, priority="High")
    plan = JiraIssue(
        "PLAT-77", "Do we keep the free plan after January?", "Task", assignee="Mara Lindqvist", labels=mark
    )
    language = JiraIssue(
        "PLAT-61", "Language of the public interface", "Task", "done", "Done", "Jonas Beck", labels=mark
    )
    language = replace(language, resolved=now - timedelta(days=6))
    return [*_dated([vendor], now, 21, 4), *_dated([plan], now, 9, 9), *_dated([language], now, 40, 6)]


def many_issues(now: datetime, rows: int, children: int) -> list[JiraIssue]:
    """So many epics, each with so many issues, of which every other one is done; and a tenth as many decisions."""
    epics = [JiraIssue(f"PLAT-{1 + n}", f"Initiative {n}", "Epic", "indeterminate", "Doing") for n in range(rows)]
    stories = [
        JiraIssue(
            f"INFRA-{1 + n}", f"Step {n}", category="done" if n % 2 else "new", parent=f"PLAT-{1 + n // children}"
        )
        for n in range(rows * children)
    ]
    asked = range(1 + rows, 1 + rows + rows // 10)
    decisions = [JiraIssue(f"PLAT-{n}", f"Question {n}", "Task", labels=("decision",)) for n in asked]
    return _dated([*epics, *stories, *decisions], now, 30)


def _dated(issues: Iterable[JiraIssue], now: datetime, created: int, updated: int = 1) -> list[JiraIssue]:
    """Days ago."""
    moments = {"created": now - timedelta(days=created), "updated": now - timedelta(days=updated)}
    return [replace(issue, created=moments["created"], updated=moments["updated"]) for issue in issues]
