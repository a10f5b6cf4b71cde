from lambdas.domain.sessions import SessionStatus
from tests.unit.edges.world import ADA, PLANNED, READY, SESSION, WAITING, World


def answer(world: World, verb: str, text: str = "", version: int = 0) -> str:
    version = version or world.sessions.stored[SESSION].version
    fields = {"session_id": SESSION, "verb": verb, "text": text, "version": str(version)}
    done = world.post(f"/meetings/{WAITING}/moves", **fields)
    return done.headers.get("Location", "") or done.text


def test_a_conversation_by_forms_alone(world: World) -> None:
    world.furnish("Why")
    assert answer(world, "answer", "Two hires") == f"/meetings/{WAITING}#conversation"
    answer(world, "skip")
    answer(world, "back")
    assert "Question 2 of 3" in world.get(f"/meetings/{WAITING}").text
    answer(world, "finish")
    session = world.sessions.stored[SESSION]
    assert session.status is SessionStatus.FINISHED
    assert session.answers["0"].text == "Two hires"


def test_after_the_last_answer_the_page_waits_for_the_materials_by_itself(world: World) -> None:
    """The workflow takes a moment to go on: until then the preparation still reads as waiting."""
    world.furnish()
    answer(world, "finish")
    text = world.get(f"/meetings/{WAITING}").text
    assert "Writing the materials" in text
    assert "/live?seen=" in text
    assert "question" not in world.get("/").text.partition("Coming up")[0].lower()


def test_an_empty_answer_is_refused_beside_the_question(world: World) -> None:
    world.furnish()
    text = answer(world, "answer", "  ")
    assert "The answer is empty" in text
    assert 'role="alert"' in text


def test_an_answer_that_comes_too_late_is_not_lost_from_the_form(world: World) -> None:
    world.furnish()
    answer(world, "answer", "first")
    text = answer(world, "answer", "typed with care", version=1)
    assert "moved on" in text
    assert "typed with care" in text


def test_stars_are_one_click(world: World) -> None:
    world.furnish()
    world.post(f"/meetings/{READY}/feedback", stars="4")
    assert world.meetings.get(ADA, READY).feedback == 4
    assert world.post(f"/meetings/{READY}/feedback", stars="9").status == 400


def test_prepare_now_looks_again_until_it_has_begun(world: World) -> None:
    world.furnish()
    done = world.post(f"/meetings/{PLANNED}/prep")
    assert "MeetingRequiresPrep" in [event.name for event in world.bus.published]
    shown = world.get(done.headers["Location"])
    assert "About to begin" in shown.text
    assert "/live?seen=" in shown.text
