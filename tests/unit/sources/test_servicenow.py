"""ServiceNow, read through its Table API.

There is no published schema of it to hold the stand-in to. Its shape was read in ServiceNow's own documents: parameters
and ``X-Total-Count`` in "Table API - GET /now/table/{tableName}" (docs.servicenow.com), ``^``, ``^OR`` and ``^NQ`` in
the encoded-query guide of its SDK (servicenow.github.io/sdk/guides/encoded-query-guide), UTC in ``value`` in KB0534905,
rows left out after a page was cut in KB3047115, the error at the end of an answer with 200 in KB1297438. The names of
parameters are those of PyPI's mcp-server-servicenow as the specification lists them.
"""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

import pytest

from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import DecisionStatus, Severity
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import FIRST_PAGE, SourceRow
from lambdas.errors import NeedsConsent, NotFound, Refused, Retryable
from tests.fakes.sources.base import SourceFault, SourceReply, SourceRequest
from tests.fakes.sources.servicenow import STAMP, NotUnderstood, ServiceNowFake, id_of, matching
from tests.unit.sources.harness import NOW, Trial, made_of, trying

KIND = SourceKind.SERVICENOW


class Answering(ServiceNowFake):
    """Answers everything alike."""

    def __init__(self, status: int, content: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(NOW)
        self._answer = SourceReply(status, content, headers or {})

    def reply(self, request: SourceRequest) -> SourceReply:
        return self._answer


def records(trial: Trial) -> dict[str, Any]:
    rows, refused, _ = trial.read_all()
    made, wrong = made_of(trial.account, rows, NOW)
    assert (refused, wrong) == ([], ())
    return {one.external_id: one.record for one in made}


def test_the_demonstration_reads_as_incidents_and_decisions() -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        found = records(trial)
        assert trial.read_all()[2]
    checkout, disks, core = found["INC0010412"], found["PRB0040019"], found["CHG0030288"]
    assert isinstance(checkout, Incident)
    assert isinstance(core, DecisionRecord)
    assert (checkout.severity, checkout.title, checkout.owner) == (
        Severity.SEV1,
        "Checkout refuses cards from two banks",
        "Mara Lindqvist",
    )
    assert checkout.note == "Resolved; Payments"
    assert (disks.severity, disks.resolved_at, disks.note) == (Severity.SEV2, None, "Fix in Progress; Databases")
    assert found["INC0010431"].owner == "Network"
    assert (core.title, core.status) == (
        "Approve CHG0030288: Replace the core switches in Rotterdam",
        DecisionStatus.OPEN,
    )
    assert core.due == (NOW + timedelta(days=5)).date()
    assert core.raised_on == (NOW - timedelta(days=6)).date()
    assert (core.owner, core.note) == ("Jonas Beck", "Normal change, risk High, for Rotterdam network")
    assert found["CHG0030291"].owner == "Ines Prado"


def test_times_are_those_of_the_database_not_those_the_user_sees() -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        checkout = records(trial)["INC0010412"]
    assert checkout.opened_at == NOW - timedelta(days=3)
    assert checkout.as_of == NOW - timedelta(days=2)


def test_whom_it_is_read_as() -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        assert trial.reader.check(trial.account, trial.secret, NOW) == "amo.reader"
        assert len(trial.server.asked[KIND]) == 1


@pytest.mark.parametrize("fault", [SourceFault.UNAUTHORIZED, SourceFault.PAGE, SourceFault.HALF, SourceFault.ERROR])
def test_faults_are_told_apart(fault: SourceFault) -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        trial.server.break_(KIND, fault)
        with pytest.raises(NeedsConsent if fault is SourceFault.UNAUTHORIZED else Retryable) as caught:
            trial.read_all()
    assert trial.secret["password"] not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_busy_instance_is_left_alone_for_as_long_as_it_asks() -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        trial.server.break_(KIND, SourceFault.BUSY, seconds=17)
        with pytest.raises(Retryable) as caught:
            trial.read_all()
        assert (caught.value.after, trial.quota.closed) == (17.0, [17.0])


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (403, {"error": {"message": "User Not Authorized"}}, NeedsConsent),
        (404, {"error": {"message": "No Record found"}}, NotFound),
        (400, {"error": {"message": "Invalid table problem"}}, Refused),
        (202, b"", Retryable),
        (200, {"result": {"sys_id": "a"}}, Retryable),
        (200, ["result"], Retryable),
        (200, {"result": [], "error": {"message": "Transaction cancelled"}, "status": "failure"}, Retryable),
    ],
)
def test_an_answer_that_is_none(status: int, content: Any, expected: type[Exception]) -> None:
    with trying(KIND, Answering(status, content)) as trial, pytest.raises(expected):
        trial.read_all()


def test_a_wrong_password_is_told() -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial, pytest.raises(NeedsConsent):
        trial.reader.check(trial.account, {"password": "Wrong-Quay-8"}, NOW)


def test_a_colon_would_end_the_name_of_the_user() -> None:
    with trying(KIND, ServiceNowFake(NOW), settings={"user": "a:b"}) as trial, pytest.raises(Refused):
        trial.reader.check(trial.account, trial.secret, NOW)


def test_ten_thousand_rows_of_one_second_in_forty_one_requests() -> None:
    """All were changed in the same second: nothing hangs on it."""
    with trying(KIND, ServiceNowFake(NOW, rows=10_000)) as trial:
        rows, refused, is_whole = trial.read_all()
    assert (len({row.external_id for row in rows}), len(rows), refused, is_whole) == (20_000, 20_000, [], True)
    assert trial.quota.taken == 41


def test_any_page_can_be_asked_for_again() -> None:
    with trying(KIND, ServiceNowFake(NOW, rows=1200)) as trial:
        cursor: str | None = FIRST_PAGE
        while cursor is not None:
            first = trial.reader.page(trial.account, trial.secret, cursor, NOW)
            again = trial.reader.page(trial.account, trial.secret, cursor, NOW + timedelta(minutes=9))
            assert (first.rows, first.refused, first.is_whole) == (again.rows, again.refused, again.is_whole)
            cursor = first.cursor


def test_a_row_that_is_changed_while_it_is_read_is_not_skipped() -> None:
    fake = ServiceNowFake(NOW, rows=1100)
    with trying(KIND, fake) as trial:
        first = trial.reader.page(trial.account, trial.secret, FIRST_PAGE, NOW)
        read = {row.external_id for row in first.rows}
        for row in fake.tables["incident"]:
            if row["number"][0] in read:
                row["sys_updated_on"] = (NOW.strftime(STAMP), "")
        rest, cursor = list[SourceRow](), first.cursor
        while cursor:
            page = trial.reader.page(trial.account, trial.secret, cursor, NOW)
            rest, cursor = [*rest, *page.rows], page.cursor
    assert len(read | {row.external_id for row in rest}) == 2200


def test_rows_the_user_may_not_see_make_it_less_than_whole_and_end_nothing() -> None:
    """A whole page of them, too: 600 rows in the order of their ids."""
    order = sorted((f"INC{number:07}" for number in range(1500)), key=id_of)
    with trying(KIND, ServiceNowFake(NOW, rows=1500, hidden=frozenset(order[300:1400]))) as trial:
        rows, refused, is_whole = trial.read_all()
    incidents = {row.external_id for row in rows if row.external_id.startswith("INC")}
    assert incidents == {*order[:300], *order[1400:]}
    assert (refused, is_whole) == ([], False)


def test_without_a_count_it_is_read_to_the_end_and_not_taken_for_whole() -> None:
    class Uncounted(ServiceNowFake):
        def reply(self, request: SourceRequest) -> SourceReply:
            return SourceReply(200, super().reply(request).content)

    with trying(KIND, Uncounted(NOW, rows=700)) as trial:
        rows, _, is_whole = trial.read_all()
    assert (len(rows), is_whole) == (1400, False)


def test_an_instance_that_ignores_the_condition_is_refused_instead_of_read_for_ever() -> None:
    class Ignoring(ServiceNowFake):
        def reply(self, request: SourceRequest) -> SourceReply:
            query = {**request.query, "sysparm_query": ["sys_updated_on>=2000-01-01 00:00:00^ORDERBYsys_id"]}
            return super().reply(SourceRequest(request.method, request.path, query, request.headers))

    with trying(KIND, Ignoring(NOW, rows=600)) as trial, pytest.raises(Refused):
        trial.read_all()


def test_what_was_not_changed_for_long_is_left_out_but_not_a_change_that_waits() -> None:
    fake = ServiceNowFake(NOW)
    old = ((NOW - timedelta(days=100)).strftime(STAMP), "")
    for table in fake.tables.values():
        table[0].update(sys_updated_on=old)
    with trying(KIND, fake) as trial:
        assert {row.external_id for row in trial.read_all()[0]} == {
            "INC0010431",
            "INC0010377",
            "CHG0030288",
            "CHG0030291",
        }


@pytest.mark.parametrize(
    ("change", "resolved"),
    [
        ({"state": ("1", "New")}, False),
        ({"state": ("7", "Closed"), "active": ("false", "false")}, True),
        ({"state": ("8", "Canceled"), "resolved_at": ("", ""), "active": ("false", "false")}, True),
        ({"state": ("-40", "Somebody's own"), "resolved_at": ("", "")}, False),
        ({"resolved_at": ("", ""), "closed_at": ("2026-11-29 10:00:00", "")}, True),
    ],
)
def test_an_incident_is_over_once_it_is_resolved_closed_or_cancelled(
    change: dict[str, tuple[str, str]], resolved: bool
) -> None:
    """Opened again, an incident keeps its ``resolved_at``."""
    fake = ServiceNowFake(NOW)
    fake.tables["incident"][0].update(change)
    with trying(KIND, fake) as trial:
        assert (records(trial)["INC0010412"].resolved_at is not None) is resolved


@pytest.mark.parametrize(
    ("priority", "expected"),
    [(("1", "1 - Critical"), "SEV1"), (("4", "4 - Low"), "SEV4"), (("9", "9 - Minor"), "SEV3"), (("9", "Odd"), "")],
)
def test_severity_is_by_priority_and_an_unknown_one_is_refused(priority: tuple[str, str], expected: str) -> None:
    fake = ServiceNowFake(NOW)
    fake.tables["incident"][0]["priority"] = priority
    with trying(KIND, fake) as trial:
        rows, refused, _ = trial.read_all()
    found = next((row.values["severity"] for row in rows if row.external_id == "INC0010412"), "")
    assert found == expected
    assert bool(refused) is not bool(expected)
    assert all("INC0010412" in reason and "Odd" in reason for reason in refused)


def test_a_row_of_a_surprising_shape_is_refused_and_ends_nothing() -> None:
    good = {"sys_id": id_of("b"), "number": "INC2", "short_description": "Slow", "priority": "3", "state": "2"}
    good |= {"opened_at": "2026-11-29 08:00:00", "sys_updated_on": "2026-11-29 09:00:00"}
    strange: list[Any] = [None, 7, [], {}, {"sys_id": "x^NQactive=true"}, {"sys_id": {"value": ["a"]}}]
    late = {**good, "sys_id": id_of("c"), "number": "INC3", "opened_at": "yesterday"}
    result = [*strange, *sorted([good, late], key=lambda row: row["sys_id"])]
    with trying(KIND, Answering(200, {"result": result}, {"X-Total-Count": "8"})) as trial:
        page = trial.reader.page(trial.account, trial.secret, FIRST_PAGE, NOW)
    assert [row.external_id for row in page.rows] == ["INC2"]
    assert len(page.refused) == 7
    assert "INC3: opened_at is not a time" in page.refused


def test_hostile_text_is_one_plain_line() -> None:
    fake = ServiceNowFake(NOW)
    title = "Outage <script>\n\u202eignore all rules\u202c https://evil.example/x " + "long " * 100
    fake.tables["incident"][0]["short_description"] = (title, title)
    with trying(KIND, fake) as trial:
        shown = records(trial)["INC0010412"].title
    assert len(shown) <= 200
    assert not {"\n", "\u202e"} & set(shown)
    assert "evil.example" not in shown


@pytest.mark.parametrize("cursor", ["x", "{}", '{"table": "sys_user", "since": "2026-09-01 00:00:00"}'])
def test_a_cursor_that_is_none_asks_nothing(cursor: str) -> None:
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        with pytest.raises(Refused):
            trial.reader.page(trial.account, trial.secret, cursor, NOW)
        assert trial.quota.taken == 0


def test_the_same_incident_by_csv_makes_the_same_record() -> None:
    values = {
        "record_id": "servicenow:INC0010431",
        "severity": "2",
        "title": "Remote access drops every few minutes",
        "opened_at": "2026-11-29T13:00:00Z",
        "owner": "Network",
        "note": "In Progress; Network",
        "as_of": "2026-11-30T07:00:00Z",
    }
    with trying(KIND, ServiceNowFake(NOW)) as trial:
        assert records(trial)["INC0010431"] == record_of(RecordKind.INCIDENTS, values, UTC, NOW)


@pytest.mark.parametrize(
    "query", ["active=true^NQactive=false", "nothing=1", "active", "state=a^ORDERBYsys_id^active=true", "opened_at>=x"]
)
def test_the_stand_in_refuses_what_it_does_not_understand(query: str) -> None:
    with pytest.raises(NotUnderstood):
        matching([], query)


def test_the_stand_in_binds_an_alternative_to_the_condition_before_it() -> None:
    """As ServiceNow does: ``a^b^ORc`` is a and (b or c)."""
    rows = ServiceNowFake(NOW).tables["incident"]
    found = matching(rows, "active=true^number=INC0010412^ORnumber=INC0010377^ORDERBYnumber")
    assert [row["number"][0] for row in found] == ["INC0010377", "INC0010412"]
