"""PagerDuty: incidents of the last months, page by page, within its limits and whatever it answers.

Its published shape is not on this machine. It was read in github.com/PagerDuty/api-schema,
reference/REST/openapiv3.json (``GET /incidents``, ``components.schemas.Incident`` and ``Pagination``), its limits in
github.com/PagerDuty/developer-docs, docs/REST-API, and that the path is one of the official client's in
github.com/PagerDuty/python-pagerduty, ``CANONICAL_PATHS``. What was read is written down below.
"""

from datetime import UTC, timedelta
from typing import Any

import pytest

from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import Severity
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import FIRST_PAGE, SourceRow
from lambdas.errors import NeedsConsent, Refused, Retryable, Unanswered
from lambdas.sources.pagerduty import IncidentWindow, pause_asked_for
from tests.fakes.sources.base import SourceFault, SourceReply, SourceRequest
from tests.fakes.sources.pagerduty import MAX_ITERATION, RESET_SECONDS, VERSION, PagerDutyFake, incident
from tests.unit.sources.harness import NOW, Trial, made_of, trying

KIND = SourceKind.PAGERDUTY
TEXT, NUMBER, TRUTH, LIST, OBJECT, NONE = str, int, bool, list, dict, type(None)
SCHEMA: dict[str, tuple[type, ...]] = {
    "id": (TEXT,),
    "type": (TEXT,),
    "summary": (TEXT,),
    "self": (TEXT, NONE),
    "html_url": (TEXT, NONE),
    "incident_number": (NUMBER,),
    "title": (TEXT,),
    "created_at": (TEXT,),
    "updated_at": (TEXT,),
    "status": (TEXT,),
    "incident_key": (TEXT,),
    "service": (OBJECT,),
    "assignments": (LIST,),
    "assigned_via": (TEXT,),
    "last_status_change_at": (TEXT,),
    "resolved_at": (TEXT, NONE),
    "first_trigger_log_entry": (OBJECT,),
    "alert_counts": (OBJECT,),
    "is_mergeable": (TRUTH,),
    "incident_type": (OBJECT,),
    "escalation_policy": (OBJECT,),
    "teams": (LIST,),
    "pending_actions": (LIST,),
    "acknowledgements": (LIST,),
    "alert_grouping": (OBJECT,),
    "last_status_change_by": (OBJECT,),
    "priority": (OBJECT, NONE),
    "resolve_reason": (OBJECT, NONE),
    "conference_bridge": (OBJECT,),
    "incidents_responders": (LIST,),
    "responder_requests": (LIST,),
    "urgency": (TEXT,),
    "body": (OBJECT,),
}


class OneAnswer(PagerDutyFake):
    """Says the same whatever it is asked."""

    def __init__(self, content: Any) -> None:
        super().__init__(NOW)
        self.content = content

    def reply(self, request: SourceRequest) -> SourceReply:
        return SourceReply(200, self.content)


def listed(*incidents: Any) -> dict[str, Any]:
    return {"incidents": [*incidents], "limit": 100, "offset": 0, "more": False, "total": None}


def asked(trial: Trial) -> list[SourceRequest]:
    return [request for _, request in trial.server.asked[KIND]]


def read(fake: PagerDutyFake, **settings: str) -> list[SourceRow]:
    with trying(KIND, fake, settings=settings) as trial:
        return trial.read_all()[0]


def one_row(**given: Any) -> SourceRow:
    fake = PagerDutyFake(NOW)
    fake.incidents = [incident(4300, "Checkout is slow", NOW - timedelta(days=2)) | given]
    (row,) = read(fake)
    return row


def records(rows: list[SourceRow]) -> list[Incident]:
    with trying(KIND, PagerDutyFake(NOW)) as trial:
        made, refused = made_of(trial.account, rows, NOW)
    assert refused == ()
    return [one for record in made if isinstance(one := record.record, Incident)]


def request(**query: str) -> SourceRequest:
    headers = {"authorization": f"Token token={PagerDutyFake.secret['token']}", "accept": VERSION}
    return SourceRequest("GET", "/incidents", {name: [value] for name, value in query.items()}, headers)


def test_a_meetings_worth_of_incidents_becomes_records() -> None:
    made = {one.title: one for one in records(read(PagerDutyFake(NOW)))}
    assert len(made) == 6
    lasting = made["Card payments time out in Brazil"]
    assert (lasting.severity, lasting.resolved_at, lasting.owner) == (Severity.SEV1, None, "Li Wei")
    over = made["Sign-in fails for customers with SSO"]
    assert over.resolved_at is not None
    assert over.resolved_at - over.opened_at == timedelta(minutes=82)
    assert (over.owner, over.note) == ("Platform on call", "Service: Identity")
    assert over.as_of == over.resolved_at
    assert over.record_id.startswith("pagerduty:Q")


def test_the_stand_in_answers_in_the_published_shape() -> None:
    content = PagerDutyFake(NOW).reply(request(total="true")).content
    assert set(content) == {"incidents", "limit", "offset", "more", "total"}
    assert content["incidents"]
    for one in content["incidents"]:
        assert set(one) <= set(SCHEMA)
        assert {name for name, value in one.items() if not isinstance(value, SCHEMA[name])} == set()
        assert set(one["service"]) == {"id", "type", "summary", "self", "html_url"}
        assert all(set(given) == {"at", "assignee"} for given in one["assignments"])
        assert (one["assignments"] == []) or one["status"] != "resolved"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "101"}, 2001),
        ({"limit": "100", "offset": "9901"}, 2001),
        ({"sort_by": "title"}, 2001),
        ({"statuses[]": "open"}, 2001),
        ({"include[]": "priority"}, 2001),
        ({"pages": "2"}, 2001),
        ({"since": "yesterday"}, 2004),
        ({"since": "2026-01-01T00:00:00Z", "until": "2026-11-30T00:00:00Z"}, 2005),
    ],
)
def test_the_stand_in_refuses_what_the_service_refuses(query: dict[str, str], code: int) -> None:
    reply = PagerDutyFake(NOW).reply(request(**query))
    assert (reply.status, reply.content["error"]["code"]) == (400, code)


def test_without_since_only_a_month_would_come() -> None:
    """So it is always given, and as far back as config/sources.yaml says."""
    fake = PagerDutyFake(NOW)
    assert len(fake.reply(request()).content["incidents"]) == 5
    with trying(KIND, fake) as trial:
        assert len(trial.read_all()[0]) == 6
        (sent,) = asked(trial)
    assert sent.one("until") == "2026-11-30T09:00:00Z"
    assert sent.one("since") == "2026-09-01T09:00:00Z"
    assert set(sent.query["statuses[]"]) == {"triggered", "acknowledged", "resolved"}
    assert sent.query["include[]"] == ["priorities"]
    assert sent.one("sort_by").startswith("created_at:asc")
    assert sent.headers["accept"] == VERSION


def test_teams_of_the_setting_alone() -> None:
    titles = {row.values["title"] for row in read(PagerDutyFake(NOW), teams=" PPAYTEAM, ")}
    assert titles == {"Invoices sent twice to 340 customers", "Card payments time out in Brazil"}


@pytest.mark.parametrize(
    ("given", "severity", "note"),
    [
        ({"priority": {"id": "P1X", "summary": "P4"}}, "SEV4", "Service: Checkout API"),
        ({"priority": {"id": "P1X", "summary": "sev0"}}, "SEV0", "Service: Checkout API"),
        (
            {"priority": {"id": "P1X", "summary": "Gold"}, "urgency": "high"},
            "SEV2",
            "Service: Checkout API; severity by its urgency, as AMO does not know its priority Gold",
        ),
        ({"priority": None}, "SEV2", "Service: Checkout API; severity by its urgency, as it has no priority"),
        ({"urgency": "low", "service": None}, "SEV3", "severity by its urgency, as it has no priority"),
    ],
)
def test_severity_is_the_prioritys_and_else_the_urgencys(given: dict[str, Any], severity: str, note: str) -> None:
    row = one_row(**given)
    assert (row.values["severity"], row.values["note"]) == (severity, note)


def test_resolved_is_when_its_status_says_so() -> None:
    """Earlier answers of the service had no ``resolved_at``."""
    changed = "2026-11-29T10:00:00Z"
    row = one_row(status="resolved", resolved_at=None, last_status_change_at=changed)
    assert row.values["resolved_at"] == changed
    assert one_row(status="acknowledged", last_status_change_at=changed).values["resolved_at"] == ""


def test_several_assignees_answer_for_it_and_else_its_escalation_policy() -> None:
    both = [{"assignee": {"summary": "Li Wei"}}, {"assignee": {"summary": "Noor Haddad"}}, {"assignee": None}, 3]
    assert one_row(assignments=both).values["owner"] == "Li Wei, Noor Haddad"
    assert one_row(assignments=None).values["owner"] == "Platform on call"
    assert one_row(assignments=[], escalation_policy="none").values["owner"] == ""


def test_a_long_title_is_cut() -> None:
    (made,) = records([one_row(title="Queue of the mail server is full " * 40)])
    assert len(made.title) <= 200
    assert made.title.endswith("…")


@pytest.mark.parametrize(
    "hostile",
    [None, 7, "x", [], {}, {"id": None}, {"id": ["Q1"]}, {"id": "../../x"}, {"id": ""}, {"id": "Q" * 500}],
)
def test_a_row_without_an_id_is_refused_and_the_others_are_read(hostile: Any) -> None:
    good = incident(4301, "Search is down", NOW - timedelta(hours=3))
    with trying(KIND, OneAnswer(listed(hostile, good))) as trial:
        rows, refused, is_whole = trial.read_all()
    assert ([row.external_id for row in rows], is_whole) == ([good["id"]], True)
    assert refused == ["incident 1 of a page: it has no id"]


@pytest.mark.parametrize("name", ["title", "created_at", "status", "priority", "service", "assignments", "updated_at"])
@pytest.mark.parametrize(
    "hostile", [None, 7, 1e400, "\u202e\x00" * 3, [[]], {"summary": {}}, True, pytest.param("9" * 5000, id="long")]
)
def test_a_field_of_any_shape_costs_no_more_than_its_row(name: str, hostile: Any) -> None:
    bad, good = (incident(number, "Search is down", NOW - timedelta(hours=3)) for number in (4301, 4302))
    with trying(KIND, OneAnswer(listed(bad | {name: hostile}, good))) as trial:
        rows, _, _ = trial.read_all()
        made, refused = made_of(trial.account, rows, NOW)
    assert good["id"] in {one.external_id for one in made}
    assert len(made) + len(refused) == 2


@pytest.mark.parametrize(
    "content", [[], "x", 7, {}, {"incidents": []}, {"incidents": {}, "more": False}, {"incidents": [], "more": "no"}]
)
def test_an_answer_of_another_shape_is_asked_for_again_later(content: Any) -> None:
    with trying(KIND, OneAnswer(content)) as trial, pytest.raises(Retryable, match="cannot read"):
        trial.read_all()


def test_ten_thousand_come_in_a_hundred_requests() -> None:
    with trying(KIND, PagerDutyFake(NOW, rows=MAX_ITERATION)) as trial:
        rows, refused, is_whole = trial.read_all()
        assert len(asked(trial)) == trial.quota.taken == 100
        assert sum("total" in sent.query for sent in asked(trial)) == 1
    assert len({row.external_id for row in rows}) == len(rows) == MAX_ITERATION
    assert (refused, is_whole) == ([], True)


def test_a_window_with_more_than_the_service_gives_is_halved() -> None:
    """As often as it takes: here nearly all of it happened in two days."""
    fake = PagerDutyFake(NOW, rows=30)
    storm = NOW - timedelta(days=2)
    fake.incidents += [incident(n, f"Alarm {n}", storm + n * timedelta(seconds=10)) for n in range(100, 10_200)]
    with trying(KIND, fake) as trial:
        rows, _, is_whole = trial.read_all()
        windows = {(sent.one("since"), sent.one("until")) for sent in asked(trial)}
        assert max(int(sent.one("offset")) + int(sent.one("limit")) for sent in asked(trial)) <= MAX_ITERATION
        assert len(asked(trial)) < 125
    assert len(windows) > 9
    assert {row.external_id for row in rows} == {one["id"] for one in fake.incidents}
    assert is_whole


def test_one_second_with_more_than_the_service_gives_is_not_whole() -> None:
    fake = PagerDutyFake(NOW)
    moment = NOW - timedelta(days=3)
    fake.incidents = [incident(number, f"Alarm {number}", moment) for number in range(MAX_ITERATION + 50)]
    fake.incidents.append(incident(99_999, "What came of it", NOW - timedelta(days=1)))
    began, now = int(moment.timestamp()), int(NOW.timestamp())
    cursor: str | None = IncidentWindow(began, began + 1, now, offset=MAX_ITERATION - 200).cursor
    seen, is_whole = set(), True
    with trying(KIND, fake) as trial:
        while cursor is not None:
            page = trial.reader.page(trial.account, trial.secret, cursor, NOW)
            seen |= {row.external_id for row in page.rows}
            is_whole, cursor = is_whole and page.is_whole, page.cursor
    assert len(seen) == 201
    assert not is_whole


def test_a_window_that_grew_while_it_was_read_is_halved_at_its_end() -> None:
    """Counted below the limit, and then there were more: the last page of it still leads on."""
    window = IncidentWindow(0, 1000, 1000, offset=MAX_ITERATION - 100)
    assert window.next_after(has_more=True) == (IncidentWindow(0, 500, 1000), True)
    assert window.next_after(has_more=False) == (None, True)


def test_a_reading_goes_on_at_any_cursor_with_the_same_rows() -> None:
    with trying(KIND, PagerDutyFake(NOW, rows=12_345)) as trial:
        pages, cursor = {}, FIRST_PAGE
        while cursor is not None:
            pages[cursor] = trial.reader.page(trial.account, trial.secret, cursor, NOW)
            cursor = pages[cursor].cursor  # type: ignore[assignment]  # None after the last
        later = NOW + timedelta(minutes=50)
        for cursor in [*pages][1::17]:
            assert trial.reader.page(trial.account, trial.secret, cursor, later) == pages[cursor]


@pytest.mark.parametrize("cursor", ["x", "1-2-3", "1-2-3-4-5", "-1-2-3-4", "1-2-3-999999"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with trying(KIND, PagerDutyFake(NOW)) as trial, pytest.raises(Refused, match="left off"):
        trial.reader.page(trial.account, trial.secret, cursor, NOW)


def test_a_limit_says_by_its_own_header_when_it_is_over() -> None:
    with trying(KIND, PagerDutyFake(NOW, rows=500, limited_after=2)) as trial:
        page = trial.reader.page(trial.account, trial.secret, FIRST_PAGE, NOW)
        page = trial.reader.page(trial.account, trial.secret, page.cursor or "", NOW)
        with pytest.raises(Retryable) as told:
            trial.reader.page(trial.account, trial.secret, page.cursor or "", NOW)
        assert (told.value.after, trial.quota.closed) == (RESET_SECONDS, [RESET_SECONDS])
        assert len(trial.reader.page(trial.account, trial.secret, page.cursor or "", NOW).rows) == 100


@pytest.mark.parametrize(
    ("status", "headers", "pause"),
    [
        (429, {"ratelimit-reset": "7"}, 7.0),
        (429, {"ratelimit-reset": "7", "retry-after": "11"}, 11.0),
        (429, {}, 60.0),
        (429, {"ratelimit-reset": "1790000000"}, 60.0),
        (429, {"ratelimit-reset": "soon"}, 60.0),
        (200, {"ratelimit-reset": "7"}, None),
    ],
)
def test_how_long_it_is_left_alone(status: int, headers: dict[str, str], pause: float | None) -> None:
    assert pause_asked_for(status, headers, {}) == pause


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (SourceFault.UNAUTHORIZED, NeedsConsent),
        (SourceFault.BUSY, Retryable),
        (SourceFault.PAGE, Retryable),
        (SourceFault.HALF, Retryable),
        (SourceFault.ERROR, Retryable),
    ],
)
def test_what_goes_wrong_says_what_to_do_and_no_key(fault: SourceFault, error: type[Exception]) -> None:
    with trying(KIND, PagerDutyFake(NOW)) as trial:
        trial.server.break_(KIND, fault)
        with pytest.raises(error) as told:
            trial.read_all()
    assert not isinstance(told.value, Unanswered)
    assert trial.secret["token"] not in f"{told.value!r}{told.value.__cause__!r}"


def test_a_wrong_key_and_one_that_may_not_read_need_a_person() -> None:
    with trying(KIND, PagerDutyFake(NOW)) as trial:
        for token in ("another", "", "two\nlines", "schlüssel"):
            with pytest.raises(NeedsConsent) as told:
                trial.reader.page(trial.account, {"token": token}, FIRST_PAGE, NOW)
            assert told.value.__cause__ is None
            assert not token or token not in str(told.value)
        with pytest.raises(NeedsConsent):
            trial.reader.check(trial.account, {}, NOW)


def test_the_check_asks_for_one_incident_and_says_whose_they_are() -> None:
    with trying(KIND, PagerDutyFake(NOW, rows=321)) as trial:
        said = trial.reader.check(trial.account, trial.secret, NOW)
        (sent,) = asked(trial)
    assert said == "the PagerDuty account northwind with 321 incidents in the last 90 days"
    assert sent.one("limit") == "1"


def test_an_account_without_incidents_is_still_one() -> None:
    fake = PagerDutyFake(NOW)
    fake.incidents = []
    with trying(KIND, fake) as trial:
        assert trial.reader.check(trial.account, trial.secret, NOW) == (
            "a PagerDuty account with 0 incidents in the last 90 days"
        )
        assert trial.read_all() == ([], [], True)


def test_a_row_says_what_the_same_line_of_a_file_would() -> None:
    """As somebody would write the first of them into a CSV."""
    row = next(row for row in read(PagerDutyFake(NOW)) if row.values["severity"] == "SEV2")
    written = {
        "record_id": f"pagerduty:{row.external_id}",
        "title": "Invoices sent twice to 340 customers",
        "severity": "sev 2",
        "opened_at": "2026-10-20 09:00",
        "resolved_at": "2026-10-20 18:00",
        "owner": "Payments on call",
        "note": "Service: Billing",
        "as_of": "2026-10-20 18:00",
    }
    assert records([row]) == [record_of(RecordKind.INCIDENTS, written, UTC, NOW)]
