"""``./amo logs``: in the order of time, nothing lost when a live session ends, and no secret on a terminal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import urllib3

from cli.commands import logs
from cli.logs.groups import chosen_groups
from cli.logs.history import LogHistory
from cli.logs.line import LogLine, LogSelection, function_of, since
from cli.logs.live_tail import MAX_FAILURES, LiveTail, ShownLines
from cli.logs.mask import masked
from cli.main import main
from lambdas.errors import NotFound, Refused, Retryable
from tests.fakes.cloudwatch_logs import FakeCloudWatchLogs, StopTest, timed_out, update

API, SWEEP = "/aws/lambda/amo-api", "/aws/lambda/amo-sweep_preps"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
REQUEST = "0b7a6c1e-1111-4222-8333-123456789abc"


def followed(fake: FakeCloudWatchLogs, shown: ShownLines, **options: Any) -> tuple[list[str], list[str]]:
    """What is shown until the script is over, and what is said beside."""
    said: list[str] = []
    options = {"pause": lambda _seconds: None} | options
    tail = LiveTail(fake, LogHistory(fake), lambda group: f"arn:{group}", said.append, **options)
    texts: list[str] = []
    try:
        for lines in tail.of_groups((API,), shown):
            texts += [line.text for line in lines]
    except StopTest:
        pass
    return texts, said


@pytest.mark.parametrize("end", [timed_out(), urllib3.exceptions.ProtocolError("cut"), ConnectionResetError(), None])
def test_fault_173_a_tail_that_is_cut_goes_on_without_a_gap_and_without_a_double(end: Exception | None) -> None:
    fake = FakeCloudWatchLogs()

    def first(fake: FakeCloudWatchLogs) -> Iterator[Any]:
        yield update(fake.log(API, 1_000_000, "one"), fake.log(API, 1_000_000, "one"))
        fake.log(API, 1_001_000, "logged, and never told of")
        if end:
            raise end

    def second(fake: FakeCloudWatchLogs) -> Iterator[Any]:
        yield update(fake.log(API, 1_003_000, "three"))

    fake.scripts = [first, second]
    fake.log(API, 999_500, "before")
    shown = ShownLines(999_000)
    original = fake.start_live_tail

    def start(**asked: Any) -> dict[str, Any]:
        if len(fake.scripts) == 1:
            fake.log(API, 1_002_000, "logged while nobody listened")
        return original(**asked)

    fake.start_live_tail = start  # type: ignore[method-assign] # what happens between two sessions
    texts, _ = followed(fake, shown)
    assert texts == [
        "before",
        "one",
        "one",
        "logged, and never told of",
        "logged while nobody listened",
        "three",
    ]


def test_a_session_that_tells_only_a_part_is_made_up_for() -> None:
    fake = FakeCloudWatchLogs()

    def busy(fake: FakeCloudWatchLogs) -> Iterator[Any]:
        fake.log(API, 1_000_001, "left out")
        yield update(fake.log(API, 1_000_002, "told"), sampled=True)

    fake.scripts = [busy]
    assert sorted(followed(fake, ShownLines(1_000_000))[0]) == ["left out", "told"]


def test_a_line_that_comes_late_is_shown() -> None:
    shown = ShownLines(0)
    late, early = LogLine(1_000, API, "s", "late"), LogLine(50_000, API, "s", "early")
    assert shown.of_session([early]) == [early]
    assert shown.of_history([late, early]) == [late]
    assert shown.of_history([late, early]) == []


def test_what_was_told_of_long_ago_is_not_kept_in_mind() -> None:
    shown = ShownLines(0)
    for minute in range(60):
        shown.of_session([LogLine(minute * 60_000, API, "s", "x")])
    assert len(shown.shown) <= 16


@pytest.mark.parametrize("code", ["AccessDeniedException", "LimitExceededException", "UnknownOperationException"])
def test_where_no_live_tail_is_to_be_had_the_logs_are_asked(code: str) -> None:
    fake = FakeCloudWatchLogs()
    fake.refuses = code
    fake.log(API, 1_000, "one")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise StopTest
        fake.log(API, 2_000 + len(pauses), f"and {len(pauses)}")

    texts, said = followed(fake, ShownLines(0), pause=pause)
    assert texts == ["one", "and 1", "and 2"]
    assert code in said[0]


def test_sessions_that_never_work_end_the_command_with_a_line() -> None:
    fake = FakeCloudWatchLogs()
    fake.refuses = "ServiceUnavailableException"
    with pytest.raises(Retryable, match="cannot be followed"):
        followed(fake, ShownLines(0))
    assert len([name for name, _ in fake.asked if name == "StartLiveTail"]) == MAX_FAILURES


def test_the_history_of_several_functions_is_one_in_the_order_of_time() -> None:
    fake = FakeCloudWatchLogs()
    for at in range(10):
        fake.log((API, SWEEP)[at % 2], 1_000 + at, str(at))
    lines, cut = LogHistory(fake).read([API, SWEEP], 1_001)
    assert [line.text for line in lines] == [str(at) for at in range(1, 10)]
    assert cut == []


def test_a_meeting_is_looked_for_by_cloudwatch_itself() -> None:
    fake = FakeCloudWatchLogs()
    fake.log(API, 1_000, "prepared m1")
    fake.log(API, 1_001, "prepared m2")
    selection = LogSelection(meeting="m1-x")
    assert selection.filter_pattern == '"m1-x"'
    lines, _ = LogHistory(fake).read([API], 0, '"m1"')
    assert [line.text for line in lines] == ["prepared m1"]


def test_of_a_trace_the_lines_of_its_requests_are_shown() -> None:
    lines = [
        LogLine(1, API, "s", f'{{"requestId": "{REQUEST}", "message": "worked"}}'),
        LogLine(2, API, "s", f"REPORT RequestId: {REQUEST} XRAY TraceId: 1-abc-def"),
        LogLine(3, API, "s", "REPORT RequestId: another"),
    ]
    selection = LogSelection(trace="1-abc-def")
    selection.learn(lines)
    assert [selection.has(line) for line in lines] == [True, True, False]


def test_an_id_is_an_id() -> None:
    with pytest.raises(Refused, match="an id has letters"):
        LogSelection(meeting='m" || "x')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m", NOW - timedelta(minutes=30)),
        ("3d", NOW - timedelta(days=3)),
        ("2026-11-29T10:00Z", datetime(2026, 11, 29, 10, tzinfo=UTC)),
        ("2026-11-29T10:00+02:00", datetime(2026, 11, 29, 8, tzinfo=UTC)),
    ],
)
def test_since_is_a_while_or_an_instant(text: str, expected: datetime) -> None:
    assert since(text, NOW) == expected


@pytest.mark.parametrize("text", ["yesterday", "", "5", "2027-01-01T00:00Z"])
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refused, match="--since"):
        since(text, NOW)


def test_functions_are_named_with_and_without_the_stages_prefix() -> None:
    assert chosen_groups([API, SWEEP], ["sweep_preps", "amo-api"], "amo") == [SWEEP, API]
    assert chosen_groups([API, SWEEP], [], "amo") == [API, SWEEP]
    with pytest.raises(NotFound, match="no function sweep; there is sweep_preps"):
        chosen_groups([API, SWEEP], ["sweep"], "amo")
    assert function_of("/aws/vendedlogs/apis/amo", "amo") == "amo"


@pytest.mark.parametrize(
    "line",
    [
        "GET /auth/link?token=c3xDpdI4WuT2cRawn5Gzg78Pxa2oDMME",
        "Authorization: Bearer abcdefghijklmnop",
        '{"refresh_token": "1//0abcdefghij"}',
        "xoxb-12345678-abcdef",
        "for anna@example.com",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk",
    ],
)
def test_what_opens_something_is_not_shown(line: str) -> None:
    secret = line.split("=")[-1] if "=" in line else line.split()[-1].strip('"}')
    assert secret not in masked(line)
    assert "[" in masked(line)


def test_ids_are_shown_as_they_were_logged() -> None:
    line = "meeting m2f03d7cd6768404c063f, request 3d397cf9-f866-453e-a877-427766587c17, trace 1-67891233-abcdef012345"
    assert masked(line) == line


def test_one_document_and_going_on_for_ever_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", "--follow", "--json"]) == 1
    assert "--follow never ends" in capsys.readouterr().err


def test_colours_are_for_terminals_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [LogLine(0, API, "s", "line\x1b[2J")]
    logs._print(lines, LogSelection(), "amo")
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    logs._print(lines, LogSelection(), "amo")
    out = capsys.readouterr().out
    assert out.startswith("\x1b[")
    assert "\x1b[2J" not in out
