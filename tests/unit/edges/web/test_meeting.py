from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.llm.consent import ModelConsent
from tests.unit.edges.harness import ADA, PLANNED, READY, SESSION, WAITING, Harness


def answer(harness: Harness, verb: str, text: str = "", version: int = 0) -> str:
    version = version or harness.conversations.stored[SESSION].version
    fields = {"session_id": SESSION, "verb": verb, "text": text, "version": str(version)}
    done = harness.post(f"/meetings/{WAITING}/moves", **fields)
    return done.headers.get("Location", "") or done.text


def test_a_conversation_by_forms_alone(harness: Harness) -> None:
    harness.furnish("Why")
    assert answer(harness, "answer", "Two hires") == f"/meetings/{WAITING}#conversation"
    answer(harness, "skip")
    answer(harness, "back")
    assert "Question 2 of 3" in harness.get(f"/meetings/{WAITING}").text
    answer(harness, "finish")
    session = harness.conversations.stored[SESSION]
    assert session.status is ConversationStatus.FINISHED
    assert session.answers["0"].text == "Two hires"


def test_a_question_that_a_model_wrote_says_so_when_it_is_asked_and_among_the_answers(furnished: Harness) -> None:
    mark, page = (
        '<abbr class="ai" title="Written by nova-lite from what is on record">AI</abbr>',
        f"/meetings/{WAITING}",
    )
    assert mark not in furnished.get(page).text
    asked = furnished.conversations.stored[SESSION]
    questions = tuple(question.model_copy(update={"written_by": "nova-lite"}) for question in asked.questions)
    furnished.conversations.stored[SESSION] = asked.model_copy(update={"questions": questions})
    assert furnished.get(page).text.count(mark) == 1
    answer(furnished, "answer", "Two hires")
    assert furnished.get(page).text.count(mark) == 2
    answer(furnished, "finish")
    assert furnished.get(page).text.count(mark) == len(questions)


def test_after_the_last_answer_the_page_waits_for_the_materials_by_itself(furnished: Harness) -> None:
    """The workflow takes a moment to go on: until then the preparation still reads as waiting."""
    answer(furnished, "finish")
    text = furnished.get(f"/meetings/{WAITING}").text
    assert "Writing the materials" in text
    assert "/live?seen=" in text
    assert "question" not in furnished.get("/").text.partition("Coming up")[0].lower()


def test_an_empty_answer_is_refused_beside_the_question(furnished: Harness) -> None:
    text = answer(furnished, "answer", "  ")
    assert "The answer is empty" in text
    assert 'role="alert"' in text


def test_an_answer_to_a_question_already_left_is_shown_apart_and_not_put_under_another(furnished: Harness) -> None:
    answer(furnished, "answer", "first")
    text = answer(furnished, "answer", "typed with care", version=1)
    assert "moved on" in text
    assert text.count("typed with care") == 1
    assert text.index("What you had written") < text.index("typed with care") < text.index("Question 2 of 3")


def test_an_answer_to_a_closed_conversation_is_refused_in_sight_and_shown_again(furnished: Harness) -> None:
    answer(furnished, "finish")
    text = answer(furnished, "answer", "typed with care", version=1)
    assert "This was not added" in text
    assert "typed with care" in text


def test_an_answer_that_is_too_long_stays_in_its_box_with_how_long_it_is(furnished: Harness) -> None:
    text = answer(furnished, "answer", "x" * 4_001)
    assert "4,001 characters" in text
    assert f">{'x' * 4_001}</textarea>" in text


def test_finishing_takes_what_stands_in_the_box_along(furnished: Harness) -> None:
    answer(furnished, "finish", "and this")
    assert furnished.conversations.stored[SESSION].answers["0"].text == "and this"


def test_stars_are_one_click(furnished: Harness) -> None:
    furnished.post(f"/meetings/{READY}/feedback", stars="4")
    assert furnished.meetings.get(ADA, READY).feedback == 4
    assert furnished.post(f"/meetings/{READY}/feedback", stars="9").status == 400


def test_prepare_now_looks_again_until_it_has_begun(furnished: Harness) -> None:
    done = furnished.post(f"/meetings/{PLANNED}/prep")
    assert "MeetingRequiresPrep" in [event.name for event in furnished.bus.published]
    shown = furnished.get(done.headers["Location"])
    assert "About to begin" in shown.text
    assert "/live?seen=" in shown.text


def test_a_preparation_that_begins_before_a_weekend_says_why(furnished: Harness) -> None:
    row = furnished.meetings.rows[PLANNED]
    plan = {"prep_hours": 72, "due_time": row.plan.prep_trigger_time, "skipped": "Saturday and Sunday are skipped"}
    furnished.meetings.rows[PLANNED] = row.model_copy(update={"plan": row.plan.model_copy(update=plan)})
    text = furnished.get(f"/meetings/{PLANNED}").text
    assert "Begins earlier than 72 h before: Saturday and Sunday are skipped." in text


def test_a_private_meeting_says_that_no_model_reads_it_where_one_may_read_others(furnished: Harness) -> None:
    row = furnished.meetings.rows[PLANNED]
    private = row.meeting.model_copy(update={"is_private": True})
    furnished.meetings.rows[PLANNED] = row.model_copy(update={"meeting": private})
    said = "Private: no model reads it"
    assert said not in furnished.get(f"/meetings/{PLANNED}").text
    ada = furnished.users.get(ADA)
    furnished.users.put(ada.model_copy(update={"model_consent": ModelConsent(level="all")}))
    assert said in furnished.get(f"/meetings/{PLANNED}").text
    assert said not in furnished.get(f"/meetings/{WAITING}").text


def test_what_could_not_be_read_stands_with_the_brief_and_once_beside_what_is_known(furnished: Harness) -> None:
    ready = furnished.get(f"/meetings/{READY}").text
    brief = ready[ready.index("<h1") : ready.index("What is known")]
    assert "could not be read since 09:10 today: no answer" in brief
    known = furnished.get(f"/meetings/{WAITING}").text
    assert known.count("Not known: news of") == 1
    assert "(not read yet); news of Jira (not read yet)." in known
