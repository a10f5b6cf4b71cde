"""Sources of figures: 10,000 rows of each, within its documented requests; killed and gone on with; a storm of 429."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread

from bench.effort import Effort
from bench.figures import Figure, Result
from bench.running import main
from bench.source_reading import FakeClass, Reading, StandIn, serving, stand_in_now
from lambdas.config_files import load_sources_config
from lambdas.domain.sources.kinds import SourceKind
from tests.fakes.sources.base import SourceFault
from tests.fakes.sources.server import FakeSources

ROWS = 10_000
QUICK_ROWS = 300
MAX_SECONDS = 60.0
KILLED_EVERY, QUICK_KILLED_EVERY = 7, 2
STORM_READERS = 6
BUSY_SECONDS = 2.0
STORM_SECONDS = 20.0
QUICK_STORM_SECONDS = 4.0
METHOD = f"""Each stand-in holds {ROWS:,} rows (AWS {ROWS:,} budgets) and runs in a process of its own, over loopback,
with the limits its service documents; the real adapter reads it within the quota of config/sources.yaml (a bucket in a
table in memory, real waiting), the rows become records in a table in memory. Beside the requests that were made stands
the most that the service's page sizes allow for so many rows: what AMO may not exceed. The same reading is then killed
at every {KILLED_EVERY}th page, gone on with, and its records compared with those of the one that was not. In the storm
{STORM_READERS} readers of one account want to read at once while PagerDuty's stand-in answers nothing but 429 with a
Retry-After of {BUSY_SECONDS:.0f} seconds, for {STORM_SECONDS:.0f} s: counted are the requests that came to it in the
busiest minute, against the quota, and all of them, against one a pause for each reader."""


@dataclass(frozen=True, slots=True)
class Case:
    """``fake`` names module and class. ``most`` is how many requests so many rows may take by the documented pages."""

    kind: SourceKind
    fake: FakeClass
    rows: Callable[[int], int]
    most: Callable[[int], int]


CASES = (
    # 1,000 budgets a page, listed once more to know what is covered; a role is assumed for each page of ours
    Case(SourceKind.AWS_COSTS, ("aws_costs", "AwsCostsFake"), lambda n: n, lambda n: 3 * (n // 1000) + 8),
    # 100 a page, at most 10,000 in a window: halved, each window begins with a page of its own
    Case(SourceKind.PAGERDUTY, ("pagerduty", "PagerDutyFake"), lambda n: n, lambda n: n // 100 + 130),
    # 500 a page of incident and of problem, and one page of changes
    Case(SourceKind.SERVICENOW, ("servicenow", "ServiceNowFake"), lambda n: n // 2, lambda n: n // 500 + 6),
    # 10,000 issues in all, a quarter of them epics; 100 a page where fields are asked for, 500 on a server of one's own
    Case(SourceKind.JIRA, ("jira", "JiraFake"), lambda n: n // 4, lambda n: n // 100 + 10),
    Case(
        SourceKind.JIRA_DATA_CENTER,
        ("jira_data_center", "JiraDataCenterFake"),
        lambda n: n // 4,
        lambda n: 2 * (n // 400 + 2) + n // 4000 + 10,
    ),
    Case(SourceKind.GITHUB, ("github", "GithubFake"), lambda n: n, lambda n: 2 * (n // 100 + 2)),
    # the grid, the formats, and windows of 1,000 rows
    Case(SourceKind.GOOGLE_SHEETS, ("google_sheets", "GoogleSheetsFake"), lambda n: n, lambda n: n // 1000 + 8),
)
QUICK = (SourceKind.PAGERDUTY, SourceKind.GOOGLE_SHEETS)


def measure(effort: Effort) -> Result:
    figures: list[Figure] = []
    rows = effort.of(ROWS, QUICK_ROWS)
    for case in CASES:
        if not effort.is_quick or case.kind in QUICK:
            effort.say(case.kind.value)
            figures += _case(case, rows, effort.of(KILLED_EVERY, QUICK_KILLED_EVERY))
    effort.say("a storm of 429")
    figures += _storm(effort.of(STORM_SECONDS, QUICK_STORM_SECONDS))
    return Result(METHOD, figures)


def _case(case: Case, rows: int, killed_every: int) -> Iterator[Figure]:
    with serving(case.kind, case.fake, case.rows(rows)) as stand_in:
        began = time.monotonic()
        quiet = Reading(case.kind, stand_in)
        quiet.read()
        seconds, requests = time.monotonic() - began, stand_in.asked()
        killed = Reading(case.kind, stand_in, killed_every=killed_every)
        deaths = killed.read()
        differing = quiet.differing(killed)
    most, label = case.most(rows), quiet.account.spec.label
    yield Figure(f"{label}: {quiet.account.rows:,} records read", seconds, "s", MAX_SECONDS)
    yield Figure(f"{label}: requests for them", requests, "", most, beside=f"{most} by the documented pages")
    yield Figure(f"{label}: records otherwise after {deaths} deaths", differing, "", 0)


def _storm(seconds: float) -> Iterator[Figure]:
    """Readers of one account share its bucket, as functions do."""
    from tests.fakes.sources.pagerduty import PagerDutyFake

    fake = PagerDutyFake(stand_in_now(), rows=1000)
    server = FakeSources({"pagerduty": fake}).start()
    server.break_("pagerduty", SourceFault.BUSY, seconds=BUSY_SECONDS)
    stand_in = StandIn(server.address("pagerduty"), fake.settings, fake.secret, None)
    first = Reading(SourceKind.PAGERDUTY, stand_in)
    readings = [first, *(Reading(SourceKind.PAGERDUTY, stand_in, beside=first) for _ in range(STORM_READERS - 1))]
    ends_at = time.monotonic() + seconds

    def insist(reading: Reading) -> None:
        while time.monotonic() < ends_at:
            reading.readings().read("ada", "pagerduty")
            time.sleep(0.05)

    threads = [Thread(target=insist, args=(one,)) for one in readings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    moments = [moment for moment, _ in server.asked["pagerduty"]]
    server.stop()
    per_minute = load_sources_config().kinds[SourceKind.PAGERDUTY].requests_per_minute
    busiest = max(sum(start <= moment < start + 60 for moment in moments) for start in moments)
    yield Figure("a storm of 429: requests in its busiest minute", busiest, "", per_minute)
    yield Figure("a storm of 429: requests", len(moments), "", (seconds / BUSY_SECONDS + 1) * STORM_READERS)


if __name__ == "__main__":
    sys.exit(main("sources"))
