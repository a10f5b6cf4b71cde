from datetime import timedelta

from lambdas.domain.sessions import SessionStatus
from lambdas.domain.tracking import Preparation, PrepStatus
from tests.fakes.samples import a_meeting, a_tracked
from tests.unit.edges.world import ADA, NOW, PLANNED, READY, SESSION, WAITING, World

FIRST_VIEW = 60_000


def test_what_waits_is_on_top_with_what_can_be_done(world: World) -> None:
    text = world.furnish("Board").get("/").text
    assert text.index("3 questions") < text.index("Coming up")
    for said in ("Start prep", "Snooze", "Not needed", "Materials ready", "Read them", "Put away"):
        assert said in text


def test_a_meeting_that_is_not_prepared_says_why(world: World) -> None:
    assert "Not prepared: it is focus time" in world.furnish("It is focus time.").get("/").text


def test_an_empty_calendar_and_no_calendar_are_two_things(world: World) -> None:
    assert "Connect your calendar" in world.get("/").text
    world.furnish()
    world.meetings.rows.clear()
    assert "Two clear weeks" in world.get("/").text


def test_a_notice_put_away_does_not_come_back(world: World) -> None:
    world.furnish()
    assert world.post("/notices/dismiss", notices="n-materials_ready").status == 303
    assert "Materials ready" not in world.get("/").text


def test_a_snoozed_conversation_waits_no_more_and_says_when_it_asks_again(world: World) -> None:
    world.furnish()
    assert world.post(f"/sessions/{SESSION}/snooze", until="hour").headers["Location"] == "/?done=snoozed"
    text = world.get("/").text
    assert "Start prep" not in text
    assert "asks again" in text
    assert world.schedules.waiting[f"nudge-{SESSION}"].at == NOW + timedelta(hours=1)


def test_not_needed_ends_the_conversation_and_can_be_taken_back(world: World) -> None:
    world.furnish()
    world.post(f"/meetings/{WAITING}/not-needed")
    assert world.sessions.stored[SESSION].status is SessionStatus.WITHDRAWN
    assert world.meetings.get(ADA, WAITING).prep_status is PrepStatus.WITHDRAWN
    assert "Prepare it after all" in world.get("/").text
    world.post(f"/meetings/{WAITING}/needed")
    assert world.meetings.get(ADA, WAITING).prep_status is PrepStatus.SCHEDULED


def test_a_type_is_corrected_in_one_click_where_it_stands(world: World) -> None:
    world.furnish()
    answer = world.post(f"/meetings/{PLANNED}/type", meeting_type="one_on_one", back="today")
    assert answer.headers["Location"] == "/?done=corrected"
    assert world.meetings.get(ADA, PLANNED).plan.meeting_type == "one_on_one"


def test_the_page_looks_again_only_while_something_moves(world: World) -> None:
    world.furnish()
    assert "hx-get" not in world.get("/").text
    moving = Preparation(status=PrepStatus.GATHERING, run=1, timing_version=1)
    world._prepare(PLANNED, moving)
    text = world.get("/").text
    seen = text.split("/live?seen=")[1][:12]
    assert world.get(f"/live?seen={seen}").status == 204
    assert world.get("/live?seen=older").status == 200


def test_the_first_view_is_light(world: World) -> None:
    """HTML, styles, scripts, typeface and icon together, as they travel."""
    for number in range(30):
        world.add(a_tracked(a_meeting(f"m{number:020d}", user_id=ADA, start=NOW + timedelta(hours=9 * number + 1))))
    world._prepare("m" + "0" * 20, Preparation(status=PrepStatus.GATHERING, run=1, timing_version=1))
    answer = world.get("/")
    names = {part.split('"')[0].split("?")[0] for part in answer.text.split('="/static/')[1:]}
    assert {"page.css", "page.js", "htmx.min.js", "geist-1.800.woff2", "icon.svg"} == names
    total = answer.wire_bytes + sum(world.get(f"/static/{name}").wire_bytes for name in names)
    assert total < FIRST_VIEW, total


def test_static_files_named_by_their_content_are_kept(world: World) -> None:
    assert "immutable" in world.get("/static/page.css?v=1").headers["Cache-Control"]
    assert world.get("/static/..%2fpage.py").status == 404
    assert world.get("/static/nothing.css").status == 404


def test_ready_materials_are_read_on_the_page_itself(world: World) -> None:
    text = world.furnish("Cloud budget").get(f"/meetings/{READY}").text
    for said in ("At a glance", "Agenda", "(60 min)", "Questions to ask", "Notes template", "5 of 5 stars"):
        assert said in text
    notes = world.get(f"/meetings/{READY}/notes")
    assert "attachment" in notes.headers["Content-Disposition"]
