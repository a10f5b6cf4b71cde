"""Lever: postings with who is in their pipeline, read; and web hooks that only have them read.

Read: hire.lever.co/developer/documentation (authentication, rate limits, pages), and in public clients of it, which
agree: the parameters and fields of postings and opportunities (corbaltcode/lever-data-api-go), the signature over
``token`` and ``triggeredAt`` and the ids of a web hook's data. That each web hook has its own signature token:
developers.getknit.dev/docs/lever-real-time-events.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.context.kinds.staffing import StaffingLine
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceChange
from lambdas.errors import AmoError, NeedsConsent, Refused, Retryable
from lambdas.sources import lever
from lambdas.sources.adapters import push_of
from tests.fakes.sources.base import SourceFault
from tests.fakes.sources.lever import API_KEY, ONSITE, SIGNATURE_TOKENS, LeverFake
from tests.fakes.sources.pushed import PushedMessage
from tests.unit.sources.harness import NOW, Trial, made_of, trying
from tests.unit.sources.pushing import an_account

POSTING = {
    *("id", "text", "createdAt", "updatedAt", "user", "owner", "hiringManager", "confidentiality", "categories"),
    *("tags", "state", "distributionChannels", "reqCode", "requisitionCodes", "urls"),
}
OPPORTUNITY = {
    *("id", "name", "headline", "emails", "stage", "lastAdvancedAt", "updatedAt", "archivedAt", "applications"),
}


def lines_of(trial: Trial) -> dict[str, StaffingLine]:
    rows, refused, is_whole = trial.read_all()
    records, wrong = made_of(trial.account, rows, NOW)
    assert (refused, wrong, is_whole) == ([], (), True)
    lines = [one.record for one in records]
    return {line.role: line for line in lines if isinstance(line, StaffingLine)}


def test_open_postings_become_lines_of_staffing() -> None:
    with trying(SourceKind.LEVER, LeverFake()) as trial:
        lines = lines_of(trial)
    assert list(lines) == ["Staff Engineer", "Finance Analyst", "Counsel", "Support Lead", "People Partner"]
    engineer = lines["Staff Engineer"]
    assert (engineer.team, engineer.open_requisitions, engineer.candidates) == ("Platform", 2, 2)
    assert (engineer.stage, engineer.owner, engineer.note) == ("interview", "Inês Prado", "Lisbon, Full-time")
    assert (str(engineer.opened_on), engineer.as_of) == ("2026-10-31", NOW - timedelta(days=2))
    assert (lines["Counsel"].candidates, lines["Counsel"].stage) == (0, None)
    assert lines["Counsel"].as_of == NOW - timedelta(days=5)
    assert (lines["Finance Analyst"].stage, lines["People Partner"].stage) == ("screening", "sourcing")


def test_nothing_of_a_candidate_is_kept() -> None:
    with trying(SourceKind.LEVER, LeverFake()) as trial:
        rows, _, _ = trial.read_all()
        assert any("Secreta" in str(one) for one in LeverFake().opportunities)
    assert not [word for word in ("Secreta", "shana@", "Vandelay") if word in str(rows)]


def test_the_stand_in_has_no_field_that_is_not_published() -> None:
    fake = LeverFake()
    assert all(one.keys() <= POSTING for one in fake.postings)
    assert all(one.keys() <= OPPORTUNITY for one in fake.opportunities)


def test_whoever_is_asked_says_what_they_look_for() -> None:
    with trying(SourceKind.LEVER, LeverFake()) as trial:
        assert trial.reader.check(trial.account, trial.secret, NOW) == "Lever, with a posting for Staff Engineer"
    empty = LeverFake()
    empty.postings.clear()
    with trying(SourceKind.LEVER, empty) as trial:
        assert trial.reader.check(trial.account, trial.secret, NOW) == "Lever, without a published posting"
        assert trial.read_all() == ([], [], True)


def test_two_thousand_postings_take_two_requests_for_each_fifty() -> None:
    with trying(SourceKind.LEVER, LeverFake(rows=2000)) as trial:
        rows, refused, _ = trial.read_all()
        assert (len({row.external_id for row in rows}), refused) == (2000, [])
        assert trial.quota.taken == 2 * 2000 / lever.PAGE_POSTINGS + 1


def test_a_reading_restarts_exactly_at_any_page() -> None:
    with trying(SourceKind.LEVER, LeverFake(rows=120)) as trial:
        cursor: str | None = ""
        while cursor is not None:
            first, second = (trial.reader.page(trial.account, trial.secret, cursor, NOW) for _ in range(2))
            assert first == second
            cursor = first.cursor


def test_the_candidates_of_a_posting_come_over_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = LeverFake()
    fake.opportunities.clear()
    for _ in range(250):
        fake.add_candidate([fake.postings[0]["id"]], ONSITE)
    with trying(SourceKind.LEVER, fake) as trial:
        assert lines_of(trial)["Staff Engineer"].candidates == 250
    monkeypatch.setattr(lever, "MAX_OPPORTUNITY_PAGES", 2)
    with trying(SourceKind.LEVER, fake) as trial:
        line = lines_of(trial)["Staff Engineer"]
    assert (line.candidates, line.stage) == (None, "interview")
    assert line.note.endswith("Not all of its candidates were counted: there are too many.")


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
def test_whatever_is_wrong_is_told_without_the_key(fault: SourceFault, error: type[AmoError]) -> None:
    with trying(SourceKind.LEVER, LeverFake()) as trial:
        trial.server.break_("lever", fault, after=1)
        with pytest.raises(error) as raised:
            trial.read_all()
    assert API_KEY not in f"{raised.value!r}{raised.value.__cause__!r}"


def test_a_key_that_is_not_taken_needs_connecting_again() -> None:
    with trying(SourceKind.LEVER, LeverFake()) as trial, pytest.raises(NeedsConsent, match="connect it again"):
        trial.reader.check(trial.account, {"token": "another"}, NOW)


@pytest.mark.parametrize("value", [None, [], {}, "x", 7, True, {"id": []}, [{"posting": {}}], "=cmd", 10**30])
@pytest.mark.parametrize("field", sorted((POSTING | OPPORTUNITY) - {"state", "archivedAt"}))
def test_a_surprising_shape_never_ends_a_reading(field: str, value: Any) -> None:
    fake = LeverFake()
    odd = ReshapedLever(fake, field, value)
    with trying(SourceKind.LEVER, odd) as trial:
        rows, unread, _ = trial.read_all()
        records, refused = made_of(trial.account, rows, NOW)
    assert len(records) + len(refused) + len(unread) >= 4


class ReshapedLever:
    """Says something else than Lever in one field of the first of each list."""

    def __init__(self, fake: LeverFake, field: str, value: Any) -> None:
        self.settings, self.secret, self._fake, self._changed = fake.settings, fake.secret, fake, {field: value}

    def reply(self, request: Any) -> Any:
        reply = self._fake.reply(request)
        items = reply.content["data"]
        reply.content["data"] = [{**items[0], **self._changed}, *items[1:]] if items else items
        return reply


@pytest.mark.parametrize("content", [[], {"data": None}, {"data": {"a": 1}}, {}, 7])
def test_an_answer_of_another_shape_is_tried_again(content: Any) -> None:
    fake = LeverFake()

    class Odd(ReshapedLever):
        def reply(self, request: Any) -> Any:
            return type(fake.reply(request))(200, content)

    with trying(SourceKind.LEVER, Odd(fake, "", None)) as trial, pytest.raises(Retryable, match="cannot read"):
        trial.read_all()


def heard(message: PushedMessage, secret: Mapping[str, str] | None = None) -> SourceChange:
    push = push_of(SourceKind.LEVER, load_sources_config())
    return push.change(
        an_account(SourceKind.LEVER), LeverFake().secret if secret is None else secret, {}, message.body, NOW
    )


@pytest.mark.parametrize("event", sorted(lever.EVENTS))
@pytest.mark.parametrize("token", SIGNATURE_TOKENS)
def test_a_web_hook_has_the_postings_read_whichever_token_signed_it(event: str, token: str) -> None:
    assert heard(LeverFake().message(event, token=token)) == SourceChange(look_again=True)


def test_a_web_hook_about_interviews_changes_nothing() -> None:
    assert heard(LeverFake().message("interviewCreated")) == SourceChange()


@pytest.mark.parametrize(
    "body",
    [
        LeverFake().message("candidateHired", token="another").body,
        LeverFake().message("candidateHired").body.replace(b'"triggeredAt": 1', b'"triggeredAt": 2'),
        b"{}",
        b"[]",
        b"",
        b"nothing",
        b"[" * 100_000,
        b'{"token": {}, "triggeredAt": [], "signature": true}',
        b"\xff\xfe",
    ],
)
def test_what_is_not_signed_is_not_believed(body: bytes) -> None:
    with pytest.raises(NeedsConsent, match="not signed with a token"):
        heard(PushedMessage({}, body))
    with pytest.raises(NeedsConsent):
        heard(LeverFake().message("candidateHired", token=""), {"token": API_KEY})


@pytest.mark.parametrize(("hours", "is_taken"), [(-23, True), (-25, False), (0.1, True), (25, False)])
def test_a_signed_web_hook_of_another_day_is_a_copy(hours: float, is_taken: bool) -> None:
    message = LeverFake().message("candidateHired", triggered_at=NOW + timedelta(hours=hours))
    if is_taken:
        assert heard(message).look_again
        return
    with pytest.raises(Refused, match="older than a day"):
        heard(message)
