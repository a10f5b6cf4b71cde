import re
from datetime import timedelta

from lambdas.calendar_monitor.health import error_message
from lambdas.domain.accounts.user import ConnectionHealth
from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.domain.notifications.messages import Message, MessageKind
from tests.fakes.samples import a_connection, a_meeting, a_tracked
from tests.unit.edges.harness import ADA, NOW, PLANNED, READY, SESSION, WAITING, Harness

FIRST_VIEW = 60_000


def test_what_waits_is_on_top_with_what_can_be_done(harness: Harness) -> None:
    text = harness.furnish("Board").get("/").text
    assert text.index("3 questions") < text.index("Coming up")
    for said in ("Start prep", "Snooze", "Not needed", "Materials ready", "Read them", "Put away"):
        assert said in text


def test_a_meeting_that_is_not_prepared_says_why(harness: Harness) -> None:
    assert "Not prepared: it is focus time" in harness.furnish("It is focus time.").get("/").text


def test_an_empty_calendar_and_no_calendar_are_two_things(harness: Harness) -> None:
    assert "Connect your calendar" in harness.get("/").text
    harness.furnish()
    harness.meetings.rows.clear()
    assert "Two clear weeks" in harness.get("/").text


def test_a_notice_put_away_does_not_come_back(furnished: Harness) -> None:
    assert furnished.post("/notices/dismiss", notices="n-materials_ready").status == 303
    assert "Materials ready" not in furnished.get("/").text


def test_what_is_over_first_stands_first(harness: Harness) -> None:
    """The questions of one meeting end before another meeting, whose materials are ready, begins."""
    waiting = harness.furnish("Board").get("/").text.partition("Coming up")[0]
    assert waiting.index("Calendar needs you") < waiting.index("3 questions") < waiting.index("Materials ready")
    soon = harness.meetings.rows[READY]
    meeting = soon.meeting.model_copy(update={"start": NOW + timedelta(hours=3), "end": NOW + timedelta(hours=4)})
    harness.meetings.rows[READY] = soon.model_copy(update={"meeting": meeting})
    waiting = harness.get("/").text.partition("Coming up")[0]
    assert waiting.index("Materials ready") < waiting.index("3 questions")


def test_materials_that_were_opened_wait_no_more(furnished: Harness) -> None:
    furnished.get(f"/meetings/{READY}/live?seen=older&unseen=1")  # a tab nobody looks at
    assert "Materials ready" in furnished.get("/").text
    furnished.get(f"/meetings/{READY}")
    assert "Materials ready" not in furnished.get("/").text


def test_news_stands_apart_counts_for_nothing_and_goes_by_itself(harness: Harness) -> None:
    for number, hours in enumerate((1, 60)):
        news = Message(
            message_id=f"news-{number}",
            user_id=ADA,
            kind=MessageKind.PREP_WITHDRAWN,
            title=f"News {number}",
            created_at=NOW - timedelta(hours=hours),
        )
        harness.inbox.put(ADA, news)
    text = harness.get("/").text
    assert "Waiting for you" not in text
    assert "<title>Today" in text
    assert text.index("Good to know") < text.index("News 0")
    assert "News 1" not in text


def test_trouble_with_a_calendar_goes_when_it_is_read_again(harness: Harness) -> None:
    bad = a_connection("work", health=ConnectionHealth.FAILING, problem="It is away.")
    harness.connected_calendars.connect(ADA, bad)
    harness.inbox.put(ADA, error_message(ADA, bad, NOW))
    assert "(1) Today" in harness.get("/").text
    harness.connected_calendars.connect(ADA, a_connection("work"))
    assert "(1) Today" not in harness.get("/").text


def test_a_snoozed_conversation_waits_no_more_and_says_when_it_asks_again(furnished: Harness) -> None:
    assert furnished.post(f"/sessions/{SESSION}/snooze", until="hour").headers["Location"] == "/?done=snoozed"
    text = furnished.get("/").text
    assert "Start prep" not in text
    assert "asks again" in text
    assert furnished.schedules.waiting[f"nudge-{SESSION}"].at == NOW + timedelta(hours=1)


def test_not_needed_ends_the_conversation_and_can_be_taken_back(furnished: Harness) -> None:
    furnished.post(f"/meetings/{WAITING}/not-needed")
    assert furnished.conversations.stored[SESSION].status is ConversationStatus.WITHDRAWN
    assert furnished.meetings.get(ADA, WAITING).prep_status is PrepStatus.WITHDRAWN
    assert "Prepare it after all" in furnished.get("/").text
    furnished.post(f"/meetings/{WAITING}/needed")
    assert furnished.meetings.get(ADA, WAITING).prep_status is PrepStatus.SCHEDULED


def test_a_type_is_corrected_in_one_click_where_it_stands(furnished: Harness) -> None:
    answer = furnished.post(f"/meetings/{PLANNED}/type", meeting_type="one_on_one", back="today")
    assert answer.headers["Location"].startswith("/?done=corrected&undo=")
    assert furnished.meetings.get(ADA, PLANNED).plan.meeting_type == "one_on_one"


def test_a_conversation_under_way_asks_what_the_corrected_type_asks(furnished: Harness) -> None:
    before = furnished.conversations.stored[SESSION].questions[0].text
    furnished.post(f"/meetings/{WAITING}/type", meeting_type="one_on_one")
    asked = furnished.conversations.stored[SESSION].questions[0].text
    assert asked != before
    assert asked in furnished.get(f"/meetings/{WAITING}").text


def test_the_page_looks_again_and_more_often_while_something_moves(furnished: Harness) -> None:
    assert "data-pace" not in furnished.get("/").text
    moving = Preparation(status=PrepStatus.GATHERING, run=1, timing_version=1)
    furnished._prepare(PLANNED, moving)
    text = furnished.get("/").text
    assert "data-pace" in text
    seen = text.split("/live?seen=")[1][:12]
    unchanged = furnished.get(f"/live?seen={seen}")
    assert (unchanged.status, unchanged.wire_bytes) == (204, 0)
    assert furnished.get("/live?seen=older").status == 200


def test_the_first_view_is_light(harness: Harness) -> None:
    """HTML, styles, scripts, typeface and icon together, as they travel."""
    for number in range(30):
        harness.add(a_tracked(a_meeting(f"m{number:020d}", user_id=ADA, start=NOW + timedelta(hours=9 * number + 1))))
    harness._prepare("m" + "0" * 20, Preparation(status=PrepStatus.GATHERING, run=1, timing_version=1))
    answer = harness.get("/")
    names = set(re.findall(r'(?:src|href)="/static/([^"?]+)', answer.text))
    scripts = {"page.js", "swap.js", "live.js", "toast.js", "keys.js", "zone.js"}
    assert scripts | {"page.css", "geist-1.800.woff2", "icon.svg"} == names
    total = answer.wire_bytes + sum(harness.get(f"/static/{name}").wire_bytes for name in names)
    assert total < FIRST_VIEW, total


def test_static_files_named_by_their_content_are_kept(harness: Harness) -> None:
    assert "immutable" in harness.get("/static/page.css?v=1").headers["Cache-Control"]
    for name in ("..%2fpage.py", "nothing.css", "x" * 300, "%00", "..", "."):
        assert harness.get(f"/static/{name}", None).status == 404


def test_ready_materials_are_read_on_the_page_itself(harness: Harness) -> None:
    text = harness.furnish("Cloud budget").get(f"/meetings/{READY}").text
    for said in ("At a glance", "Agenda", "(60 min)", "Questions to ask", "Save notes", "5 of 5 stars"):
        assert said in text
    notes = harness.get(f"/meetings/{READY}/notes")
    assert "attachment" in notes.headers["Content-Disposition"]
