"""Small changes of the code that locks: is each noticed by a test? What is not stands in a file, with the reason."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import yaml

from bench.effort import Effort
from bench.figures import Figure, Result
from bench.running import main
from cli.installation import ROOT, install_bench, install_tests
from cli.terminal import progress

CHANGES = Path(__file__).parent / "peers" / "small_changes.py"
CHILD = Path(__file__).with_name("mutants_child.py")
EXPLAINED = Path(__file__).with_name("mutants_survivors.yaml")
HOW_MANY = "AMO_MUTANTS"
SAMPLE = "150"
QUICK_SAMPLE, QUICK_AREAS = "2", ("lambdas/credentials/*.py",)
INSTALLED = ("build", ".venv", ".venv-engine")
MAX_SECONDS = 300.0
"""For all tests of one change; one that makes them hang is noticed."""
HOSTILE = "tests/unit/edges/http/test_hostile_requests.py::"
OF_ROLES = (
    "test_what_reads_feeds_sends_no_texts_reads_no_slack_tokens_and_writes_no_roles",
    "test_a_sync_writes_nothing_among_the_profiles_and_whoever_plans_or_talks_reads_no_feed_s_address",
    "test_few_write_whole_profiles",
    "test_slack_is_shown_no_address_of_a_feed",
    "test_no_action_is_granted_that_nobody_decided_on",
    "test_the_key_seals_only_where_something_is_written_and_s3_loses_only_what_a_function_deletes",
)
"""Those that read the roles; that the table of functions fits the code, no change of a role can break."""
APPROVING = (
    "tests/faults/test_approvals.py",
    "tests/faults/test_evidence.py",
    "tests/faults/test_forged_rows.py",
    "tests/unit/domain/actions",
    "tests/unit/approvals",
)
DECIDING = (
    "tests/unit/edges/web/test_approvals.py",
    "tests/unit/edges/slack/test_approvals.py",
    "tests/unit/edges/web/test_badge.py",
    "tests/unit/edges/web/test_confirm_alone.py",
)
GRANTING = (
    "tests/stacks/test_grants.py",
    "tests/stacks/test_data.py",
    *(f"tests/stacks/test_verbs.py::{name}" for name in OF_ROLES),
    "tests/stacks/test_functions.py",
)
AREAS: Mapping[str, tuple[str, ...]] = {
    "lambdas/domain/actions/*.py": (*APPROVING, *DECIDING),
    "lambdas/approvals/*.py": (
        *APPROVING,
        *DECIDING,
        "tests/unit/edges/web/test_undo.py",
        "tests/unit/store/test_pending_actions.py",
        "tests/workflows/test_approval.py",
    ),
    "lambdas/credentials/*.py": (
        "tests/unit/credentials",
        "tests/unit/accounts/test_authorization_flow.py",
        "tests/unit/accounts/test_consents.py",
        "tests/faults/test_consents.py",
        "tests/unit/edges/web/test_consents.py",
        "tests/unit/edges/web/test_sign_in.py",
        "tests/unit/store/test_calendar_accounts.py",
        "tests/contracts/test_token_vaults.py",
        "tests/contracts/test_token_endpoint.py",
        "tests/unit/edges/operator/test_identity_providers.py",
    ),
    "lambdas/edges/http/*.py": (
        "tests/unit/edges/http/test_requests.py",
        "tests/unit/edges/http/test_form_tokens.py",
        "tests/unit/edges/http/test_json_body.py",
        "tests/unit/edges/web/test_login_sessions.py",
        "tests/unit/edges/web/test_sign_in.py",
        "tests/unit/edges/web/test_notes.py",
        "tests/unit/edges/web/test_safety.py",
        f"{HOSTILE}test_a_session_that_was_ended_changes_nothing",
        f"{HOSTILE}test_a_session_that_is_none_is_no_session_whatever_it_holds",
        f"{HOSTILE}test_what_is_read_is_what_python_reads_or_a_refusal",
        f"{HOSTILE}test_of_a_request_nobody_signed_in_has_sent_nothing_is_parsed",
        f"{HOSTILE}test_a_defect_is_told_in_one_line_and_logged_without_what_was_sent",
    ),
    "stacks/*grants.py": GRANTING,
    "stacks/allowed.py": GRANTING,
    "stacks/profile_attributes.py": GRANTING,
}
"""The modules that lock, and the tests that are asked, one after the other until one fails."""


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` and ``after`` are the changed lines alone: they tell it apart wherever in the file they stand."""

    module: str
    where: str
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.module, self.where, self.before, self.after


def measure(effort: Effort) -> Result:
    areas = effort.of(AREAS, {area: AREAS[area] for area in QUICK_AREAS})
    changes = list(_changes(effort.of(os.environ.get(HOW_MANY, SAMPLE), QUICK_SAMPLE), modules(areas)))
    explained = explanations()
    begun = monotonic()
    with _tree() as tree, _runner(tree, areas) as ask:
        survivors = []
        for number, change in enumerate(changes, start=1):
            effort.say(f"change {number} of {len(changes)}")
            if _survives(tree, ask, change):
                survivors.append(change)
    unexplained = [change for change in survivors if change.key not in explained]
    for change in unexplained:
        progress(f"nobody noticed: {change.module}, {change.where or 'module'}: {change.before} -> {change.after}")
    return Result(
        METHOD.format(len(changes)),
        [
            Figure("changes tried", len(changes), "changes", beside=f"{monotonic() - begun:,.0f} s"),
            Figure("noticed by a test", len(changes) - len(survivors), "changes"),
            Figure("not noticed, with a reason", len(survivors) - len(unexplained), "changes"),
            Figure("not noticed, without a reason", len(unexplained), "changes", bar=0),
        ],
    )


METHOD = """Small changes of the modules that lock (domain/actions, approvals, credentials, edges/http, stacks/grants):
comparisons turned into their opposite or neighbour, conditions negated, `and` and `or` exchanged, numbers moved by one,
loops and calls left out, errors not raised, other errors caught. cosmic-ray makes them, one at a time, in a copy of the
repository; the tests that know the module run until the first one fails. {} of them this time, the same ones each time
(a sample by hash; `AMO_MUTANTS=all`, or a number, takes more). What no test notices has to stand in
mutants_survivors.yaml with the reason why that is right."""


def explanations() -> dict[tuple[str, str, str, str], str]:
    """A change no test notices -> why that is right. Raises ValueError for one without a reason."""
    found = {}
    for entry in yaml.safe_load(EXPLAINED.read_text(encoding="utf-8")):
        if len(entry.get("reason", "")) < 20:
            raise ValueError(f"{EXPLAINED.name}: say why nobody has to notice {entry['after']!r} in {entry['module']}")
        found[entry["module"], entry["where"], entry["before"], entry["after"]] = entry["reason"]
    return found


def tests_of(module: str) -> tuple[str, ...]:
    return next(tests for area, tests in AREAS.items() if Path(module).match(area))


def modules(areas: Mapping[str, tuple[str, ...]] = AREAS) -> list[str]:
    found = (path for area in areas for path in sorted(ROOT.glob(area)) if path.stat().st_size)
    return [path.relative_to(ROOT).as_posix() for path in found]


def _changes(how_many: str, among: Sequence[str]) -> Iterator[Change]:
    command = [str(install_bench()), "-P", str(CHANGES), str(ROOT), how_many, *among]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    yield from (Change(**json.loads(line)) for line in done.stdout.splitlines())


def _survives(tree: Path, ask: Any, change: Change) -> bool:
    file = tree / change.module
    as_it_is, times = file.read_bytes(), file.stat()
    file.write_text(change.source, encoding="utf-8")
    try:
        return bool(ask(tests_of(change.module)) == "passed")
    finally:
        file.write_bytes(as_it_is)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # its byte code stays good


@contextmanager
def _tree() -> Iterator[Path]:
    """A copy of what is here, without what git leaves out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    with TemporaryDirectory(prefix="amo-mutants-") as folder:
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                target = Path(folder) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target)
        for name in INSTALLED:
            (Path(folder) / name).symlink_to(ROOT / name)
        yield Path(folder)


@contextmanager
def _runner(tree: Path, areas: Mapping[str, tuple[str, ...]]) -> Iterator[Any]:
    """Asks a process that is ready for tests. Raises RuntimeError where they fail without any change."""
    environment = {**os.environ, "CI": "1", "PYTHONHASHSEED": "0"}
    command = [str(install_tests()), "-P", str(CHILD)]
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        into, out = process.stdin, process.stdout
        assert into is not None
        assert out is not None

        def ask(tests: Sequence[str]) -> str:
            into.write(f"{json.dumps({'tests': tests, 'seconds': MAX_SECONDS})}\n")
            into.flush()
            return str(json.loads(out.readline()))

        for tests, area in {tests: area for area, tests in areas.items()}.items():
            if ask(tests) != "passed":
                raise RuntimeError(f"the tests of {area} fail as it is: nothing can be learnt from changes")
        yield ask
        into.close()


if __name__ == "__main__":
    sys.exit(main("mutants"))
