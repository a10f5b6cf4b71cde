"""What stands on a page is for people: no command, no raw id, no name out of the code, no machine's time.

The pages of somebody who is no operator are rendered, and all that a reader or a screen reader gets of them is read.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.kinds import SourceKind
from lambdas.edges.web import accounts, page, source_settings
from lambdas.edges.web.responses import SAID
from lambdas.records.import_file import import_records
from tests.house.tracked import ROOT
from tests.unit.edges.harness import ADA, FOCUS, NOW, PLANNED, READY, WAITING, Harness
from tests.unit.edges.identities import ACCOUNT
from tests.unit.edges.pending import ACTION

OURS = ("PagerDuty", "iCal", "iCloud", "ServiceNow", "GitHub")
"""Names that look like code and are none."""
THEIRS = ("change_request", "budgets:ViewBudget", "ce:GetCostAndUsage", "ce:GetCostForecast", "arn:aws:iam::[0-9]+")
"""What has to be typed at a service as it is."""
LEAKS = {
    "a command": re.compile(r"\./amo\b|\bdocs/[\w-]+\.md\b|\baws [a-z]+\b"),
    "a reference": re.compile(r"\b(?:budget|big_rocks|incidents|staffing|decisions|history|prep_questions):\S"),
    "a name of the code": re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b"),
    "a class or a state": re.compile(r"\b(?:[A-Z][a-z]+){2,}\b|\b[a-z]+[A-Z]\w*\b"),
    "an exception": re.compile(r"\b\w*(?:Error|Exception|Traceback)\b"),
    "a machine's time": re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}"),
    "an id": re.compile(r"\b[mar][0-9a-f]{12,20}\b|\bn-[0-9a-f]{16}\b|\barn:"),
}
UNREAD = ("script", "style", "textarea")
SPOKEN = ("aria-label", "title", "placeholder", "alt")
IDS = {"meeting_id": READY, "action_id": ACTION, "account_id": ACCOUNT, "kind": "budget", "place": "1"}
IDS |= {"source_id": "pagerduty", "source_kind": "pagerduty"}
OPERATORS = {"/settings/operator", "/people"}
NOT_READ = {"/palette", "/search/suggest", "/m/<link>", "/slack/connect", "/auth/address"}
"""Data, files, and pages that need a link of their own."""


class Read(HTMLParser):
    """All that somebody gets of a page, in lines; what they typed into fields is theirs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self._inside.append(tag)
        self.lines += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.lines.append(" ".join(data.split()))


def leaks(lines: list[str]) -> Iterator[str]:
    for line in lines:
        said = re.sub("|".join((*OURS, *THEIRS)), "", re.sub(r"\S+@\S+|https?://\S+", "", line))
        for what, pattern in LEAKS.items():
            if found := pattern.search(said):
                yield f"{what}: {found[0]!r} in {line[:90]!r}"


def paths() -> Iterator[str]:
    rules = {*page.READS, *accounts.READS, *source_settings.READS} - NOT_READ - OPERATORS
    for rule in sorted(rules):
        if not rule.endswith(("/export", "/live", "/notes")) and "<provider>" not in rule:
            yield re.sub(r"<(\w+)>", lambda found: IDS.get(found[1], "1"), rule)
    yield from (f"/meetings/{meeting_id}" for meeting_id in (WAITING, PLANNED, FOCUS))
    for kind in RecordKind:
        yield from (f"/records/{kind}", f"/records/{kind}/edit", f"/records/{kind}/import")
    yield from (f"/settings/sources/new/{kind}" for kind in SourceKind)
    yield "/records/incidents/edit?id=pagerduty:PT4KHLK"
    yield from ("/records/incidents/edit?id=EXAMPLE-107", "/records/budget?status=none", "/approvals?status=all")
    yield from ("/calendar/auth", f"/calendar/accounts/{ACCOUNT}", "/nowhere", "/dashboard?days=7")


@pytest.fixture
def busy(harness: Harness) -> Harness:
    """As the demonstration has it: records of every kind, and something in every state."""
    harness.furnish("Roadmap review")
    for kind in RecordKind:
        content = (ROOT / "examples" / "records" / f"{kind}.csv").read_bytes()
        import_records(harness.records, ADA, kind, content, UTC, NOW)
    return harness


@pytest.mark.parametrize("path", sorted(set(paths())))
def test_no_page_speaks_like_a_machine(busy: Harness, path: str) -> None:
    answer = busy.get(path)
    leads_on = answer.status in (302, 303, 403)  # to a page that has its own case here, or to none
    assert leads_on or list(leaks(Read(answer.text).lines)) == []


def test_the_check_finds_what_it_looks_for() -> None:
    spoilt = (
        "Run ./amo records import",
        "see incidents:EXAMPLE-118/alert",
        "it is on_track",
        "DecisionWait",
        "ClientError",
        "since 2026-11-29T08:00:00Z",
        "meeting m1111111111111111111",
    )
    for line in spoilt:
        assert list(leaks([line])), line
    assert not list(leaks(["Ada, ada_l@example.com, asks PagerDuty about I-107 on 29 Nov 2026"]))


def test_the_line_after_a_change_is_for_people() -> None:
    lines = [line for code, line in SAID.items() if code != "slack-unset"]  # which only an operator is led to
    assert list(leaks(lines)) == []


def test_a_rule_amo_proposes_is_said_in_words() -> None:
    from lambdas.approvals.messages import proposed_rule_message
    from tests.fakes.samples import a_user

    rule = ProposedRule(rule_id="r" + "1" * 12, action_type="create_task", decisions=10, proposed_at=NOW)
    message = proposed_rule_message(rule, a_user(ADA), NOW)
    assert list(leaks([message.title, *message.lines])) == []


FOR_OPERATORS = {
    "lambdas/edges/commands/health.py",
    "lambdas/edges/commands/queries.py",
    "lambdas/edges/web/responses.py",
    "lambdas/edges/web/model_view.py",
    "lambdas/edges/web/stage_settings.py",
    "lambdas/edges/slack/commands.py",
    "lambdas/edges/commands/configuration.py",
    "lambdas/connectivity/services.py",
    "lambdas/domain/deployments/failed_deployment.py",
    "lambdas/personal_data/find_person.py",
}
"""Of these the answers go to operators and to commands; the rest of the house tells nobody to type one."""


def test_nothing_else_tells_anybody_to_type_a_command() -> None:
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "lambdas").rglob("*.py") if _names_a_command(path)}
    assert found <= FOR_OPERATORS


def _names_a_command(path: Path) -> bool:
    source = path.read_text(encoding="utf-8")
    if not any(part in source for part in ("/amo", ".md", "aws")):  # some part of every command; most hold none
        return False
    tree = ast.parse(source)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    )
    return any(LEAKS["a command"].search(text) for text in texts)
