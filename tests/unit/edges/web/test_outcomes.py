"""One tap says whether somebody got what they wanted, on each page that asks."""

from datetime import timedelta

import pytest

from lambdas.domain.notifications.messages import Button, Message, MessageKind, MessageQuestion
from lambdas.domain.outcomes.outcome import Outcome, Reached, want_key
from tests.unit.edges.harness import ADA, EVE, NOW, PLANNED, Harness
from tests.unit.edges.promised import BEFORE, ENDED, NEXT, WANTS, follow

KEY = want_key(WANTS[0])


@pytest.fixture
def followed(harness: Harness) -> Harness:
    follow(harness)
    return harness


def given(harness: Harness) -> dict[str, Reached | None]:
    return {one.want: one.reached for one in harness.outcomes.of_meeting(ADA, ENDED)}


def test_a_meeting_that_is_over_asks_and_a_tap_answers(followed: Harness) -> None:
    text = followed.get(f"/meetings/{ENDED}").text
    assert "Did you get what you wanted?" in text
    assert all(want in text for want in WANTS)
    answer = followed.post(f"/meetings/{ENDED}/outcomes", want=KEY, reached="yes")
    assert answer.headers["Location"] == f"/meetings/{ENDED}?done=reached#outcomes"
    assert given(followed) == {WANTS[0]: Reached.YES, WANTS[1]: None}
    pressed = followed.get(f"/meetings/{ENDED}").text.partition('value="yes" aria-pressed="')[2]
    assert pressed.startswith("true")


def test_another_tap_changes_the_answer(followed: Harness) -> None:
    for reached in ("yes", "no"):
        followed.post(f"/meetings/{ENDED}/outcomes", want=KEY, reached=reached)
    assert given(followed)[WANTS[0]] is Reached.NO


def test_of_a_meeting_that_was_never_prepared_its_owner_says_what_they_wanted_and_got(followed: Harness) -> None:
    row = followed.meetings.rows[NEXT]
    times = {"start": NOW - timedelta(hours=2), "end": NOW - timedelta(hours=1)}
    followed.meetings.rows[NEXT] = row.model_copy(update={"meeting": row.meeting.model_copy(update=times)})
    page = f"/meetings/{NEXT}"
    assert "What did you want out of it?" in followed.get(page).text
    added = followed.post(f"{page}/outcomes/new", wanted="  A decision on the <b>office</b> ")
    assert added.headers["Location"] == f"{page}?done=wanted-of-it#outcomes"
    assert "You wanted: <b>A decision on the &lt;b&gt;office&lt;/b&gt;</b>" in followed.get(page).text
    (want,) = followed.outcomes.of_meeting(ADA, NEXT)
    followed.post(f"{page}/outcomes", want=want.want_key, reached="partly")
    followed.post(f"{page}/outcomes/new", wanted="A decision on the <b>office</b>")
    assert [one.reached for one in followed.outcomes.of_meeting(ADA, NEXT)] == [Reached.PARTLY]
    assert followed.post(f"{page}/outcomes/new", wanted=" ").status == 400
    assert followed.post(f"{page}/outcomes/new", EVE, wanted="Mine").status == 404


def test_what_is_not_over_takes_no_wants(followed: Harness) -> None:
    assert "What did you want out of it?" not in followed.get(f"/meetings/{NEXT}").text
    assert followed.post(f"/meetings/{NEXT}/outcomes/new", wanted="Mine").status == 400
    assert followed.outcomes.of_meeting(ADA, NEXT) == []


def test_what_its_materials_say_was_wanted_stays_beside_what_is_added(followed: Harness) -> None:
    assert followed.post(f"/meetings/{ENDED}/outcomes/new", wanted="A third thing").status == 303
    text = followed.get(f"/meetings/{ENDED}").text
    assert all(want in text for want in (*WANTS, "A third thing"))
    assert followed.post(f"/meetings/{ENDED}/outcomes/new", wanted="A fourth").status == 400


def test_a_meeting_to_come_asks_nothing(followed: Harness) -> None:
    assert "Did you get what you wanted?" not in followed.get(f"/meetings/{NEXT}").text


def test_what_was_not_wanted_or_is_no_answer_is_refused(followed: Harness) -> None:
    assert followed.post(f"/meetings/{ENDED}/outcomes", want="other", reached="yes").status == 404
    assert followed.post(f"/meetings/{ENDED}/outcomes", want=KEY, reached="perhaps").status == 400
    assert followed.post(f"/meetings/{ENDED}/outcomes", EVE, want=KEY, reached="yes").status == 404
    assert set(given(followed).values()) <= {None}


def test_the_series_says_what_was_reached_and_is_answered_in_place(followed: Harness) -> None:
    text = followed.get(f"/meetings/{ENDED}/series").text
    last, before = text.split(f'id="of-{ENDED}"')[1].split(f'id="of-{BEFORE}"')
    assert 'name="reached"' in last
    assert "Change the answer" not in last
    said = before.partition("Change the answer")[0]
    assert said.index("Yes") < said.index(WANTS[0]) < said.index("Partly") < said.index(WANTS[1])
    place = f"/meetings/{ENDED}/series#of-{ENDED}"
    answer = followed.post(f"/meetings/{ENDED}/outcomes", want=KEY, reached="partly", back=place)
    assert answer.headers["Location"] == f"/meetings/{ENDED}/series?done=reached#of-{ENDED}"


def test_the_series_tells_what_was_confirmed_and_what_became_of_each_promise(followed: Harness) -> None:
    text = followed.get(f"/meetings/{ENDED}/series").text
    last, before = text.split(f'id="of-{ENDED}"')[1].split(f'id="of-{BEFORE}"')
    assert "<b>Hire two engineers</b>, Priya Raman" in before
    assert "because: The roadmap needs both" in before
    assert "Which office do they join?" in before
    assert "Book the interview room" in before
    assert "Done" in before.partition("Book the interview room")[0]
    assert "Late" in last.partition("Send the offer")[0]


def asks(harness: Harness, *meetings: str) -> None:
    """As the evening's message does."""
    answers = {
        meeting: tuple(Button(label=r.value, verb="answer_outcome", target=f"{meeting}:{KEY}:{r}") for r in Reached)
        for meeting in meetings
    }
    for meeting in meetings:
        harness.outcomes.add(
            Outcome(user_id=ADA, meeting_id=meeting, want_key=KEY, want=WANTS[0], start=NOW - timedelta(days=7))
        )
    harness.inbox.put(
        ADA,
        Message(
            message_id="asked",
            user_id=ADA,
            kind=MessageKind.OUTCOMES_ASKED,
            title="Did you get what you wanted?",
            lines=tuple(f"From the meeting {place}" for place, _ in enumerate(meetings)),
            questions=tuple(
                MessageQuestion(text=f"You wanted: {WANTS[0]}", answers=buttons) for buttons in answers.values()
            ),
            created_at=NOW,
        ),
    )


def test_today_asks_about_each_meeting_until_it_is_answered(followed: Harness) -> None:
    asks(followed, ENDED, PLANNED)
    text = followed.get("/").text
    assert text.count("Did you get what you wanted?: ") == 2
    assert f'href="/meetings/{PLANNED}">the meeting 1</a>' in text
    followed.outcomes.answer(ADA, PLANNED, KEY, Reached.YES, NOW)  # elsewhere, in Slack
    assert followed.get("/").text.count('<p class="headline">Did you get what you wanted?') == 1
    followed.post(f"/meetings/{ENDED}/outcomes", want=KEY, reached="no", back="/")
    assert "the meeting" not in followed.get("/").text
