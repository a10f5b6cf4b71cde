"""GitHub's milestones and issues over its REST API: what becomes of them, its limits, and what it hides."""

from datetime import UTC, datetime, timedelta
from types import NoneType
from typing import Any

import pytest

from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.instants import iso
from lambdas.domain.records.records import Record
from lambdas.domain.records.statuses import DecisionStatus, RockStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import NeedsConsent, Refused, Retryable
from tests.fakes.sources.base import SourceFault, SourceRequest
from tests.fakes.sources.github import TOKEN, GithubFake, user
from tests.unit.sources.harness import NOW, Trial, made_of, trying

GITHUB = SourceKind.GITHUB
TEXT, NUMBER, MAYBE_TEXT, MAYBE_OBJECT = (str,), (int,), (str, NoneType), (dict, NoneType)
MILESTONE_SHAPE: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("closed_issues", "open_issues", "id", "number"), NUMBER),
    **dict.fromkeys(("node_id", "labels_url", "html_url", "state", "title", "url", "created_at", "updated_at"), TEXT),
    **dict.fromkeys(("description", "due_on", "closed_at"), MAYBE_TEXT),
    "creator": MAYBE_OBJECT,
}
ISSUE_SHAPE: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("comments", "id", "number"), NUMBER),
    **dict.fromkeys(("comments_url", "events_url", "html_url", "node_id", "labels_url", "repository_url"), TEXT),
    **dict.fromkeys(("state", "title", "url", "created_at", "updated_at"), TEXT),
    **dict.fromkeys(("assignee", "milestone", "user"), MAYBE_OBJECT),
    "closed_at": MAYBE_TEXT,
    "labels": (list,),
    "locked": (bool,),
}
USER_SHAPE: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("avatar_url", "events_url", "followers_url", "following_url", "gists_url", "html_url"), TEXT),
    **dict.fromkeys(("node_id", "login", "organizations_url", "received_events_url", "repos_url"), TEXT),
    **dict.fromkeys(("starred_url", "subscriptions_url", "type", "url"), TEXT),
    "gravatar_id": MAYBE_TEXT,
    "id": NUMBER,
    "site_admin": (bool,),
}


def records_in(trial: Trial) -> list[Record]:
    rows, refused, is_whole = trial.read_all()
    assert (refused, is_whole) == ([], True)
    records, problems = made_of(trial.account, rows, NOW)
    assert problems == ()
    return [one.record for one in records]


def empty(**fields: Any) -> GithubFake:
    fake = GithubFake(NOW, **fields)
    for name in fake.repositories:
        fake.milestones[name], fake.issues[name] = [], []
    return fake


def only(fake: GithubFake) -> Any:
    with trying(GITHUB, fake) as trial:
        (record,) = records_in(trial)
    return record


def test_milestones_and_labelled_issues_are_what_the_meeting_hears() -> None:
    with trying(GITHUB, GithubFake(NOW)) as trial:
        records = records_in(trial)
    rocks = {one.name: one for one in records if isinstance(one, BigRock)}
    decisions = {one.title: one for one in records if isinstance(one, DecisionRecord)}
    search = rocks["Checkout on the new search"]
    assert (search.progress, search.status, search.owner) == (70, RockStatus.ON_TRACK, "ines-okafor")
    assert search.note == "Both clusters run until the old index is retired."
    assert (search.started_on, search.due) == ((NOW - timedelta(days=60)).date(), (NOW + timedelta(days=12)).date())
    assert search.as_of == NOW - timedelta(days=2)
    assert rocks["Self-service refunds"].status is RockStatus.NOT_STARTED
    assert (rocks["Card tokens"].status, rocks["Card tokens"].progress) == (RockStatus.DONE, 100)
    brazil = decisions["Which payment provider for Brazil?"]
    assert (brazil.status, brazil.owner, brazil.due) == (DecisionStatus.OPEN, "mei-tanaka", search.due)
    assert brazil.note.startswith("Two offers are on the table")
    decided = decisions["Ship the audit log without exports?"]
    assert (decided.status, decided.who) == (DecisionStatus.DECIDED, "mei-tanaka")
    assert decided.decided_on == (NOW - timedelta(days=4)).date()
    assert len(records) == 7, "the pull request is none of them"


def test_ids_are_the_repository_and_the_number() -> None:
    fake = empty()
    milestone, issue = fake.milestone("Refunds"), fake.issue("Which bank?")
    with trying(GITHUB, fake) as trial:
        rows, _, _ = trial.read_all()
    assert [(row.kind, row.external_id) for row in rows] == [
        (RecordKind.BIG_ROCKS, f"northwind/checkout#milestone-{milestone['number']}"),
        (RecordKind.DECISIONS, f"northwind/checkout#{issue['number']}"),
    ]


@pytest.mark.parametrize("due_on", ["2026-12-15T08:00:00Z", "2026-12-15T00:00:00Z", "2026-12-15T07:00:00Z"])
def test_a_due_date_is_its_day_in_utc(due_on: str) -> None:
    """GitHub keeps the picked day as midnight Pacific, which is another day in Pacific time's west."""
    fake = empty()
    fake.milestone("Refunds", due_on=due_on)
    assert str(only(fake).due) == "2026-12-15"


def test_a_date_before_the_milestone_was_written_still_makes_a_rock() -> None:
    fake = empty()
    fake.milestone("Written down late", due_on=iso(NOW - timedelta(days=90)))
    record = only(fake)
    assert (record.started_on, record.due) == (None, (NOW - timedelta(days=90)).date())


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("completed", DecisionStatus.DECIDED),
        (None, DecisionStatus.DECIDED),
        ("not_planned", DecisionStatus.DROPPED),
        ("duplicate", DecisionStatus.DROPPED),
    ],
)
def test_why_an_issue_was_closed_says_whether_it_was_decided(reason: str | None, status: DecisionStatus) -> None:
    fake = empty()
    fake.issue("Which bank?", state="closed", state_reason=reason, closed_at=iso(NOW - timedelta(days=1)))
    record = only(fake)
    assert record.status is status
    assert (record.decided_on is not None) is (status is DecisionStatus.DECIDED)


def test_what_was_closed_before_the_window_is_left_out_and_what_is_open_never_is() -> None:
    fake = empty()
    old = iso(NOW - timedelta(days=91))
    fake.milestone("Long over", state="closed", closed_issues=1, closed_at=old)
    fake.issue("Long decided", state="closed", closed_at=old)
    fake.issue("Long open", created_at=iso(NOW - timedelta(days=900)))
    assert only(fake).title == "Long open"


def test_a_milestone_of_one_of_several_repositories_says_which() -> None:
    """Two that are called alike would count as one."""
    fake = empty(repositories=("northwind/checkout", "northwind/search"))
    fake.milestone("2.0", repository="northwind/checkout")
    fake.milestone("2.0", repository="northwind/search")
    with trying(GITHUB, fake) as trial:
        names = [one.name for one in records_in(trial) if isinstance(one, BigRock)]
    assert names == ["checkout: 2.0", "search: 2.0"]


def test_the_first_assignee_is_read_where_the_single_one_is_gone() -> None:
    """As from API version 2026-03-10 on."""
    fake = empty()
    issue = fake.issue("Which bank?", assignee=user("mei-tanaka"))
    del issue["assignee"]
    assert only(fake).owner == "mei-tanaka"


def test_ten_thousand_come_a_hundred_a_request_and_again_from_any_page() -> None:
    fake = GithubFake(NOW, rows=10_000)
    with trying(GITHUB, fake) as trial:
        pages = [trial.reader.page(trial.account, trial.secret, "", NOW)]
        cursors = [""]
        while (cursor := pages[-1].cursor) is not None:
            cursors.append(cursor)
            pages.append(trial.reader.page(trial.account, trial.secret, cursor, NOW))
        assert trial.quota.taken == 100 == len(pages)
        assert len({row.external_id for page in pages for row in page.rows}) == 10_000
        for place in (1, 37, 50, 99):
            assert trial.reader.page(trial.account, trial.secret, cursors[place], NOW) == pages[place]


def test_issues_beyond_page_ninety_nine_are_reached_by_their_token() -> None:
    """A page number alone is refused there: google/go-github issue 3565."""
    fake = empty()
    for number in range(10_050):
        fake.issue(f"Choice {number}", created_at=iso(NOW - timedelta(days=50, seconds=-number)))
    with trying(GITHUB, fake) as trial:
        rows, refused, _ = trial.read_all()
    assert (len({row.external_id for row in rows}), refused) == (10_050, [])


def test_the_next_page_is_asked_at_the_accounts_own_address_whatever_the_link_says() -> None:
    with trying(GITHUB, GithubFake(NOW, rows=500)) as trial:
        trial.read_all()
        paths = {request.path for _, request in trial.server.asked["github"]}
    assert paths == {"/repos/northwind/checkout/milestones", "/repos/northwind/checkout/issues"}


def test_a_check_says_what_is_read() -> None:
    with trying(GITHUB, GithubFake(NOW)) as trial:
        assert trial.reader.check(trial.account, trial.secret, NOW) == "reads northwind/checkout"
        assert trial.quota.taken == 2


def test_a_token_that_may_not_read_issues_is_noticed_when_it_is_connected() -> None:
    fake = GithubFake(NOW)
    fake.may_read_issues = False
    with trying(GITHUB, fake) as trial, pytest.raises(NeedsConsent, match=r"issues of northwind/checkout.*read-only"):
        trial.reader.check(trial.account, trial.secret, NOW)


@pytest.mark.parametrize(
    ("what", "refusal", "line"),
    [
        ("hidden", NeedsConsent, "does not show northwind/checkout to this token"),
        ("moved", Refused, "northwind/checkout has another name at GitHub now"),
        ("without_issues", Refused, "northwind/checkout has issues switched off"),
        ("blocked", Refused, "may not show northwind/checkout for legal reasons"),
    ],
)
def test_a_repository_that_cannot_be_read_is_named(what: str, refusal: type[Exception], line: str) -> None:
    fake = GithubFake(NOW)
    getattr(fake, what).add("northwind/checkout")
    with trying(GITHUB, fake) as trial, pytest.raises(refusal) as refused:
        trial.read_all()
    assert line in str(refused.value)


def test_a_spent_hour_is_a_pause_until_its_end_and_no_lost_right() -> None:
    fake = GithubFake(NOW)
    fake.remaining = 1
    with trying(GITHUB, fake) as trial:
        page = trial.reader.page(trial.account, trial.secret, "", NOW)
        with pytest.raises(Retryable) as busy:
            trial.reader.page(trial.account, trial.secret, page.cursor or "", NOW)
        assert (busy.value.after, trial.quota.closed) == (1200.0, [1200.0])


def test_a_secondary_limit_is_a_pause_as_long_as_it_asks() -> None:
    fake = GithubFake(NOW)
    fake.is_hurried = True
    with trying(GITHUB, fake) as trial, pytest.raises(Retryable) as busy:
        trial.read_all()
    assert busy.value.after == 90.0


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (SourceFault.UNAUTHORIZED, NeedsConsent),
        (SourceFault.BUSY, Retryable),
        (SourceFault.PAGE, Retryable),
        (SourceFault.HALF, Retryable),
        (SourceFault.ERROR, Retryable),
    ],
)
def test_what_breaks_is_told_apart_and_quotes_no_token(fault: SourceFault, refusal: type[Exception]) -> None:
    with trying(GITHUB, GithubFake(NOW)) as trial:
        trial.server.break_("github", fault)
        with pytest.raises(refusal) as told:
            trial.read_all()
        assert TOKEN not in str(told.value)
        trial.server.mend("github")
        assert len(records_in(trial)) == 7


@pytest.mark.parametrize("token", ["", "wrong", "two words", "line\nbreak", "ключ"])
def test_a_token_that_is_none_is_refused_and_not_sent(token: str) -> None:
    with trying(GITHUB, GithubFake(NOW)) as trial, pytest.raises(NeedsConsent) as refused:
        trial.reader.page(trial.account, {"token": token}, "", NOW)
    assert not token or token not in str(refused.value)


@pytest.mark.parametrize(
    "repositories",
    ["", " , ", "checkout", "northwind/../admin", "northwind/..", "https://github.com/a/b", "a/b?x=1", "a/b#c", "a /b"],
)
def test_what_is_no_repository_is_refused_before_it_is_asked_for(repositories: str) -> None:
    with trying(GITHUB, GithubFake(NOW), settings={"repositories": repositories}) as trial:
        with pytest.raises(Refused, match="owner/name"):
            trial.read_all()
        assert trial.quota.taken == 0


@pytest.mark.parametrize("label", ["", "decision,urgent", "x" * 51])
def test_a_label_is_one_label(label: str) -> None:
    with trying(GITHUB, GithubFake(NOW), settings={"decision_label": label}) as trial, pytest.raises(Refused):
        trial.reader.check(trial.account, trial.secret, NOW)


def test_a_row_of_a_strange_shape_is_refused_by_its_number_and_ends_nothing() -> None:
    fake = empty()
    good = fake.milestone("Refunds", open_issues=1)
    strange: list[dict[str, Any]] = [
        {"open_issues": "many"},
        {"created_at": 7},
        {"title": {"a": 1}},
        {"state": "paused"},
        {"closed_issues": True},
    ]
    numbers = []
    for fields in strange:
        made = fake.milestone("Strange")
        made.update(fields)
        numbers.append(made["number"])
    fake.milestones["northwind/checkout"].append({"due_on": "9", "number": None})
    with trying(GITHUB, fake) as trial:
        rows, refused, _ = trial.read_all()
    assert [row.external_id for row in rows] == [f"northwind/checkout#milestone-{good['number']}"]
    named = {line.partition(":")[0] for line in refused}
    assert named == {f"northwind/checkout#milestone-{number}" for number in (*numbers, "?")}


def test_hostile_text_arrives_as_one_plain_line() -> None:
    fake = empty()
    fake.milestone("Refunds\u202e\x00\n" + "long " * 60, description="<!-- hidden --> See https://evil.example/x\nnow")
    record = only(fake)
    assert len(record.name) <= 200
    assert "\u202e" not in record.name
    assert record.note == "See (link left out) now"


def test_an_answer_that_is_no_list_is_not_read() -> None:
    class Odd(GithubFake):
        def _listed(self, *_: object) -> Any:
            return self._answered(200, {"message": "odd"})

    with trying(GITHUB, Odd(NOW)) as trial, pytest.raises(Retryable):
        trial.read_all()


@pytest.mark.parametrize("cursor", ["99:issues:1:", "nonsense", "0:issues:-1:", "0:files:1:"])
def test_a_cursor_that_fits_no_longer_begins_anew(cursor: str) -> None:
    with trying(GITHUB, GithubFake(NOW)) as trial:
        first = trial.reader.page(trial.account, trial.secret, "", NOW)
        assert trial.reader.page(trial.account, trial.secret, cursor, NOW) == first


def test_the_stand_in_answers_in_githubs_published_shapes() -> None:
    """GitHub's OpenAPI description requires these of ``milestone``, ``issue`` and ``nullable-simple-user``: read in
    npm's @octokit/openapi 23.0.2, generated/api.github.com.json, components.schemas. ``state`` of a milestone is open
    or closed, ``state_reason`` of an issue null or one of four.
    """
    fake = GithubFake(NOW)
    for listing, shape in (("milestones", MILESTONE_SHAPE), ("issues", ISSUE_SHAPE)):
        for item in asked(fake, listing):
            assert {name for name, types in shape.items() if type(item.get(name, ...)) not in types} == set()
            assert item["state"] in ("open", "closed")
            assert item.get("state_reason") in (None, "completed", "reopened", "not_planned", "duplicate")
            for person in (item.get("creator"), item.get("user"), item.get("assignee")):
                assert not person or {n for n, types in USER_SHAPE.items() if type(person.get(n)) not in types} == set()


def asked(fake: GithubFake, listing: str) -> list[dict[str, Any]]:
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "AMO",
    }
    target = f"/repos/northwind/checkout/{listing}?state=all"
    content = fake.reply(SourceRequest.of("GET", target, headers, b"")).content
    assert isinstance(content, list)
    assert content
    return content


def test_the_window_follows_the_clock() -> None:
    fake = empty()
    fake.milestone("Tokens", state="closed", closed_issues=3, closed_at=iso(NOW - timedelta(days=80)))
    with trying(GITHUB, fake) as trial:
        assert len(trial.read_all()[0]) == 1
        assert trial.read_all(datetime(2027, 1, 1, tzinfo=UTC))[0] == []
