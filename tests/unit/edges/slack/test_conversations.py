"""One conversation for each meeting, wherever it is taken up; whatever comes late or twice is dropped, not said."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.conversation.conversation import Answer, ConversationStatus, Question
from lambdas.domain.conversation.moves import MAX_ANSWER, Verb
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.commands import meetings as commands
from lambdas.edges.slack.deliveries import handle
from lambdas.errors import Retryable
from tests.fakes.samples import NOW
from tests.fakes.slack_requests import PERSON, edited_message, event_body
from tests.unit.edges.slack_office import MEETING, SESSION_ID, Office, names_in, text_of

OTHER = "m" + "2" * 20
OTHER_ID = f"{OTHER}-r1"
TYPED_SOONER = timedelta(seconds=1)


@pytest.fixture
def asked(office: Office) -> Office:
    """Start Prep was pressed: the first question stands in the notice's thread."""
    office.a_session()
    office.thread_ts = office.a_notice()
    office.click("start_prep", SESSION_ID, ts=office.thread_ts)
    return office


@pytest.fixture
def two(asked: Office) -> Office:
    """A second meeting's conversation is open as well."""
    asked.a_session(meeting_id=OTHER, title="Budget round")
    asked.now += timedelta(minutes=1)
    asked.click("start_prep", OTHER_ID, ts=asked.a_notice(OTHER_ID), trigger="other")
    return asked


def before(ts: str) -> str:
    """The time of a message that was typed a moment sooner."""
    return f"{float(ts) - TYPED_SOONER.total_seconds():.6f}"


# wherever it is taken up


def test_a_question_says_which_meeting_it_is_for_and_when_in_its_reader_s_zone(asked: Office) -> None:
    asked.users.patch("u1", {"timezone": "Europe/Berlin"})
    asked.write("The audit log")
    assert "Leadership team, Thu 5 Mar, 10:00–11:00 CET" in text_of(asked.open_cards[0])


def test_start_prep_on_a_nudge_brings_the_question_there_and_locks_the_card_it_leaves(asked: Office) -> None:
    (first,) = asked.open_cards
    nudge = asked.a_notice(kind=MessageKind.NUDGE)
    asked.click("start_prep", SESSION_ID, ts=nudge, trigger="t2")
    (card,) = asked.open_cards
    assert card["thread_ts"] == nudge
    assert "goes on" in text_of(first)
    (button,) = first["blocks"][-1]["elements"]
    assert card["ts"].replace(".", "") in button["url"]


@pytest.mark.parametrize("thread", ["old", "new"])
def test_a_message_in_either_thread_answers_the_open_question(asked: Office, thread: str) -> None:
    nudge = asked.a_notice(kind=MessageKind.NUDGE)
    asked.click("start_prep", SESSION_ID, ts=nudge, trigger="t2")
    asked.write("The audit log", {"old": asked.thread_ts, "new": nudge}[thread])
    assert asked.session.answers["0"].text == "The audit log"
    assert [card["thread_ts"] for card in asked.open_cards] == [nudge]


def test_it_may_be_taken_up_back_and_forth_and_stays_one(asked: Office) -> None:
    nudge = asked.a_notice(kind=MessageKind.NUDGE)
    for number, ts in enumerate((nudge, asked.thread_ts, nudge, asked.thread_ts)):
        asked.click("start_prep", SESSION_ID, ts=ts, trigger=f"n{number}")
        assert [card["thread_ts"] for card in asked.open_cards] == [ts]


def test_start_prep_pressed_twice_asks_once_and_later_leads_to_the_question(asked: Office) -> None:
    for number in range(2):
        asked.click("start_prep", SESSION_ID, ts=asked.thread_ts, trigger=f"n{number}")
    assert len(asked.web.thread(asked.thread_ts)) == 1
    asked.now += timedelta(hours=2)
    for number in range(2, 4):
        asked.click("start_prep", SESSION_ID, ts=asked.thread_ts, trigger=f"n{number}")
    (card, pointer) = asked.web.thread(asked.thread_ts)
    assert text_of(pointer).endswith("question 1 of 3 waits for you.")
    assert card["ts"].replace(".", "") in pointer["blocks"][-1]["elements"][0]["url"]


def test_start_prep_in_the_home_leads_to_the_question_that_is_open(asked: Office) -> None:
    asked.click("start_prep", SESSION_ID, is_home=True, trigger="home")
    assert len(asked.open_cards) == 1
    assert "waits for you" in asked.said[-1]
    assert "thread_ts" not in asked.web.messages[-1]


def test_a_question_whose_card_is_gone_from_slack_is_asked_again(asked: Office) -> None:
    asked.web.messages.remove(asked.open_cards[0])
    asked.click("start_prep", SESSION_ID, is_home=True, trigger="home")
    assert len(asked.open_cards) == 1


def test_start_prep_after_the_end_says_so_once(asked: Office) -> None:
    asked.write("finish", asked.thread_ts)
    for number in range(2):
        asked.click("start_prep", SESSION_ID, ts=asked.thread_ts, trigger=f"n{number}")
    assert asked.said[-1].startswith("The questions are finished.")
    assert sum("are finished" in text for text in asked.said) == 1


def test_a_thread_of_another_channel_with_the_same_ts_is_none_of_ours(two: Office) -> None:
    two.click("start_prep", SESSION_ID, ts=two.thread_ts, channel="C0GENERAL", trigger="c1")
    (card, _other) = two.open_cards
    two.click("chat_skip", f"{SESSION_ID}:99", ts=card["ts"], channel="C0GENERAL", trigger="c2")
    assert "chat_skip" in names_in(card)
    assert "Question 1 of 3" in card["text"]


def test_the_run_that_took_a_conversation_s_place_is_led_to_from_the_old_thread(asked: Office) -> None:
    withdrawn = {"status": ConversationStatus.WITHDRAWN, "version": 2}
    asked.conversations.stored[SESSION_ID] = asked.session.model_copy(update=withdrawn)
    asked.a_session(run=2)
    asked.write("The audit log", asked.thread_ts)
    assert "put together anew" in asked.said[-2]
    (card,) = asked.open_cards
    assert card["thread_ts"] == asked.thread_ts
    asked.write("The audit log", asked.thread_ts)
    assert asked.conversations.stored[f"{MEETING}-r2"].answers["0"].text == "The audit log"


# which of several


def test_with_two_open_a_reply_outside_the_threads_is_asked_which_it_is_for(two: Office) -> None:
    two.write("The audit log")
    assert not two.conversations.stored[SESSION_ID].answers
    assert not two.conversations.stored[OTHER_ID].answers
    card = two.web.messages[-1]
    assert text_of(card) == "*Which meeting is this for?*\nYou wrote: The audit log"
    labels = [button["text"]["text"] for button in card["blocks"][-1]["elements"]]
    assert labels == [
        "Thu 5 Mar, 09:00–10:00 UTC: Budget round",
        "Thu 5 Mar, 09:00–10:00 UTC: Leadership team",
    ]


def test_the_meeting_pressed_gets_the_reply_once(two: Office) -> None:
    two.write("The audit log")
    card = two.web.messages[-1]
    press = card["blocks"][-1]["elements"][1]
    for number in range(2):
        two.click(press["action_id"], press["value"], ts=card["ts"], trigger=f"w{number}")
    assert two.session.answers["0"].text == "The audit log"
    assert two.session.position == 1
    assert not two.conversations.stored[OTHER_ID].answers
    assert "For Leadership team" in text_of(card)
    assert names_in(card) == []


def test_what_is_written_on_before_the_meeting_is_chosen_is_the_same_reply(two: Office) -> None:
    for text in ("The audit log", "and two hires", "by May"):
        two.write(text)
    card = two.web.messages[-1]
    assert sum(message["text"] == "Which meeting is this for?" for message in two.web.messages) == 1
    press = card["blocks"][-1]["elements"][1]
    two.click(press["action_id"], press["value"], ts=card["ts"], trigger="w")
    assert two.session.answers["0"].text == "The audit log\nand two hires\nby May"


def test_in_a_thread_nobody_is_asked_which(two: Office) -> None:
    two.write("The audit log", two.thread_ts)
    assert two.session.answers["0"].text == "The audit log"


def test_the_second_conversation_taken_up_below_one_list_gets_a_thread_of_its_own(office: Office) -> None:
    office.a_session()
    office.a_session(meeting_id=OTHER, title="Budget round")
    place = office.a_notice()
    office.click("start_prep", SESSION_ID, ts=place)
    for _ in range(2):
        office.click("start_prep_2", OTHER_ID, ts=place)
    first, second = office.open_cards
    assert (first["thread_ts"], second.get("thread_ts")) == (place, None)
    office.write("The audit log", place)
    office.write("No travel", second["ts"])
    assert office.session.answers["0"].text == "The audit log"
    assert office.conversations.stored[OTHER_ID].answers["0"].text == "No travel"


def test_a_conversation_finished_elsewhere_is_no_choice_and_its_card_is_locked(two: Office) -> None:
    other = two.conversations.stored[OTHER_ID]
    finished = {"status": ConversationStatus.FINISHED, "version": 2, "closed_at": NOW}
    two.conversations.stored[OTHER_ID] = other.model_copy(update=finished)
    two.write("The audit log")
    assert two.session.answers["0"].text == "The audit log"
    assert [card["text"] for card in two.open_cards] == ["Question 2 of 3: Question text 2?"]


def test_sixty_messages_with_nothing_open_are_told_so_once(office: Office) -> None:
    for _ in range(60):
        office.write("hello?")
    assert len(office.said) == 1
    assert "no open question" in str(office.web.messages[-1]["blocks"])


# late and twice


def test_a_press_on_a_card_left_behind_locks_it_and_leads_to_the_question_in_silence(asked: Office) -> None:
    (card,) = asked.open_cards
    locked = dict(card)
    asked.write("The audit log", asked.thread_ts)
    asked.write("Two hires", asked.thread_ts)
    said = len(asked.said)
    card.update(blocks=locked["blocks"])  # its change was lost: the person still sees the buttons
    asked.click("chat_skip", f"{SESSION_ID}:1:0", ts=card["ts"], thread_ts=asked.thread_ts, trigger="late")
    assert asked.session.position == 2
    assert len(asked.said) == said
    assert "You: The audit log" in text_of(card)
    assert [card["text"] for card in asked.open_cards] == ["Question 3 of 3: Question text 3?"]


def test_a_press_on_a_card_of_an_older_amo_is_locked_as_well(asked: Office) -> None:
    (card,) = asked.open_cards
    before = dict(card)
    asked.write("The audit log", asked.thread_ts)
    asked.write("Two hires", asked.thread_ts)
    card.update(blocks=before["blocks"])
    asked.click("chat_skip", f"{SESSION_ID}:1", ts=card["ts"], thread_ts=asked.thread_ts, trigger="late")
    assert text_of(card) == "This question is no longer open."


def test_a_double_press_is_one_press_and_says_nothing(asked: Office) -> None:
    (card,) = asked.open_cards
    value = card["blocks"][-1]["elements"][0]["value"]
    for number in range(3):
        asked.click("chat_skip", value, ts=card["ts"], thread_ts=asked.thread_ts, trigger=f"d{number}")
    assert asked.session.position == 1
    assert asked.said[-1] == "Question 2 of 3: Question text 2?"
    assert len(asked.open_cards) == 1


def test_sixty_quick_messages_are_one_answer_one_open_card_and_no_word_of_it(asked: Office) -> None:
    started = float(asked.open_cards[0]["ts"])
    for number in range(60):
        asked.now = NOW + timedelta(seconds=5 + number)  # they are handled later than they were typed
        asked.write(f"line {number}", asked.thread_ts, ts=f"{started + 1 + number / 100:.6f}")
        assert len(asked.open_cards) == 1
    assert asked.session.position == 1
    assert asked.session.answers["0"].text == "\n".join(f"line {number}" for number in range(60))
    assert len(asked.web.thread(asked.thread_ts)) == 2
    assert not any("moved on" in text for text in asked.said)


def test_the_second_half_of_an_answer_is_added_and_thanks_are_not(asked: Office) -> None:
    asked.now += timedelta(seconds=10)
    first = asked.write("The audit log", asked.thread_ts, ts=before(asked.web.next_ts()))
    asked.write("and two hires", asked.thread_ts, ts=f"{float(first['ts']) + 0.3:.6f}")
    asked.write("thanks", asked.thread_ts, ts=f"{float(first['ts']) + 0.6:.6f}")
    assert asked.session.position == 1
    assert asked.session.answers["0"].text == "The audit log\nand two hires"
    assert "You: The audit log and two hires" in text_of(asked.web.thread(asked.thread_ts)[0])
    (card,) = asked.open_cards
    asked.click("chat_skip", card["blocks"][-1]["elements"][0]["value"], ts=card["ts"], thread_ts=asked.thread_ts)
    assert asked.session.position == 2  # the card is good still


def test_what_no_longer_fits_an_answer_is_said_once(asked: Office) -> None:
    asked.now += timedelta(seconds=10)
    first = asked.write("word " * (MAX_ANSWER // 5 - 1), asked.thread_ts, ts=before(asked.web.next_ts()))
    for number in range(5):
        asked.write("and two hires", asked.thread_ts, ts=f"{float(first['ts']) + 0.1 * (number + 1):.6f}")
    assert asked.session.answers["0"].text == ("word " * (MAX_ANSWER // 5 - 1)).strip()
    assert sum("was not added" in text for text in asked.said) == 1


def test_a_message_with_a_time_of_some_other_clock_answers_what_is_open(asked: Office) -> None:
    asked.write("The audit log", asked.thread_ts, ts="1355517523.000005")
    asked.write("Two hires", asked.thread_ts, ts="1355517523.000006")
    assert asked.session.position == 2


def test_what_comes_after_the_end_is_refused_once_and_not_thanked_for(asked: Office) -> None:
    finished = {"status": ConversationStatus.FINISHED, "version": 2, "closed_at": NOW}
    asked.conversations.stored[SESSION_ID] = asked.session.model_copy(update=finished)
    for number in range(20):
        asked.write(f"line {number}", asked.thread_ts)
    asked.write("thanks", asked.thread_ts)
    said = [text for text in asked.said if not text.startswith(("Leadership", "Question"))]
    assert said == [
        "This was not added: the questions are finished. An answer can still be changed on the meeting’s page."
    ]
    assert asked.open_cards == []


def test_a_delivery_that_died_after_its_answer_was_kept_is_not_answered_twice(asked: Office) -> None:
    asked.slack.will("chat_postMessage", "no answer")
    asked.now += timedelta(seconds=10)
    with pytest.raises(Exception, match="did not answer"):
        asked.write("The audit log", asked.thread_ts, event_id="EvX")
    asked.now += timedelta(seconds=10)
    asked.write("The audit log", asked.thread_ts, event_id="EvX")
    assert asked.session.answers["0"].text == "The audit log"
    assert asked.session.position == 1
    assert len(asked.open_cards) == 1


def answered_elsewhere(office: Office, text: str = "From the page") -> None:
    answer = Answer(text=text, answered_at=office.now, channel="web")
    moved = {"answers": {"0": answer}, "position": 1, "version": office.session.version + 1}
    office.conversations.stored[SESSION_ID] = office.session.model_copy(update=moved)


def test_a_message_below_a_question_that_was_answered_elsewhere_is_about_that_question(asked: Office) -> None:
    answered_elsewhere(asked)
    asked.write("and two hires", asked.thread_ts)
    assert asked.session.answers["0"].text == "From the page\nand two hires"
    assert asked.session.position == 1
    assert [card["text"] for card in asked.open_cards] == ["Question 2 of 3: Question text 2?"]


def test_a_skip_typed_below_a_question_that_was_answered_elsewhere_skips_no_other(asked: Office) -> None:
    answered_elsewhere(asked)
    asked.write("skip", asked.thread_ts)
    assert asked.session.position == 1
    assert [card["text"] for card in asked.open_cards] == ["Question 2 of 3: Question text 2?"]


def test_an_answer_to_a_question_that_another_type_replaced_is_given_to_none(asked: Office) -> None:
    others = (Question(text="How are they?", ref="prep_questions"), *asked.session.questions[1:])
    renewed = {"questions": others, "version": asked.session.version + 1}
    asked.conversations.stored[SESSION_ID] = asked.session.model_copy(update=renewed)
    asked.write("The audit log", asked.thread_ts)
    assert asked.session.answers == {}
    assert "of another type now" in asked.said[-2]
    assert [card["text"] for card in asked.open_cards] == ["Question 1 of 3: How are they?"]


def test_a_file_without_words_is_no_answer(asked: Office) -> None:
    asked.write("", asked.thread_ts)
    assert "reads no files" in asked.said[-1]
    assert asked.session.position == 0


@pytest.mark.parametrize("method", ["chat_update", "chat_postMessage"])
def test_slack_busy_half_way_leaves_one_answer_and_one_card_when_it_is_tried_again(asked: Office, method: str) -> None:
    asked.now += timedelta(seconds=10)
    first = asked.write("The audit log", asked.thread_ts, ts=before(asked.web.next_ts()))
    more = {"ts": f"{float(first['ts']) + 0.3:.6f}", "event_id": "EvMore"}
    asked.slack.will("chat_update", "busy")
    with pytest.raises(Retryable):
        asked.write("and two hires", asked.thread_ts, **more)
    asked.write("and two hires", asked.thread_ts, **more)
    asked.slack.will(method, "busy")
    with pytest.raises(Retryable):
        asked.write("skip", asked.thread_ts, event_id="EvSkip")
    asked.write("skip", asked.thread_ts, event_id="EvSkip")
    assert asked.session.answers["0"].text == "The audit log\nand two hires"
    assert [card["text"] for card in asked.open_cards] == ["Question 3 of 3: Question text 3?"]
    assert len(asked.web.thread(asked.thread_ts)) == 3


# edited and deleted


def test_an_edited_answer_is_changed_where_it_stands_and_the_open_card_stays_good(asked: Office) -> None:
    event = asked.write("The audit log", asked.thread_ts)
    asked.edit(event, "The audit log &amp; two hires")
    assert asked.session.answers["0"].text == "The audit log & two hires"
    assert "You: The audit log &amp; two hires" in text_of(asked.web.thread(asked.thread_ts)[0])
    (card,) = asked.open_cards
    asked.click("chat_skip", card["blocks"][-1]["elements"][0]["value"], ts=card["ts"], thread_ts=asked.thread_ts)
    assert asked.session.position == 2


def test_one_of_an_answer_s_messages_is_edited_and_the_other_deleted(asked: Office) -> None:
    asked.now += timedelta(seconds=10)
    first = asked.write("The audit log", asked.thread_ts, ts=before(asked.web.next_ts()))
    second = asked.write("and two hires", asked.thread_ts, ts=f"{float(first['ts']) + 0.3:.6f}")
    asked.edit(second, "and three hires")
    assert asked.session.answers["0"].text == "The audit log\nand three hires"
    asked.delete(first)
    assert asked.session.answers["0"].text == "and three hires"
    asked.delete(second)
    assert asked.session.answers["0"].text == ""
    assert "No answer." in text_of(asked.web.thread(asked.thread_ts)[0])


def test_a_reply_that_said_nothing_is_edited_into_an_answer(asked: Office) -> None:
    event = asked.write("idk", asked.thread_ts)
    asked.edit(event, "The audit log")
    assert (asked.session.position, asked.session.answers["0"].text) == (1, "The audit log")


def test_what_slack_changes_and_what_was_no_answer_do_nothing(asked: Office) -> None:
    event = asked.write("See https://example.com", asked.thread_ts)
    skip = asked.write("skip", asked.thread_ts)
    before, said = asked.session, len(asked.said)
    asked.edit(event, "See https://example.com", by_slack=True)
    asked.edit(event, "AMO says so", bot_id="B1")
    asked.edit(skip, "On second thought")
    assert asked.session == before
    assert len(asked.said) == said


def test_an_answer_given_anew_on_the_page_outlives_an_edit_of_the_old_message(asked: Office) -> None:
    event = asked.write("The audit log", asked.thread_ts)
    answer = asked.session.answers["0"].model_copy(update={"text": "From the page"})
    asked.conversations.stored[SESSION_ID] = asked.session.model_copy(update={"answers": {"0": answer}})
    asked.edit(event, "The audit log, edited")
    assert asked.session.answers["0"].text == "From the page"
    assert "changed elsewhere" in asked.said[-1]


def closed_with(asked: Office, status: PrepStatus) -> dict[str, Any]:
    event = asked.write("The audit log", asked.thread_ts)
    asked.write("finish", asked.thread_ts)
    row = asked.meetings.rows[MEETING]
    preparation = row.preparation.model_copy(update={"status": status})
    asked.meetings.rows[MEETING] = row.model_copy(update={"preparation": preparation})
    return event


def test_an_answer_edited_after_the_end_is_taken_as_the_page_takes_it(asked: Office) -> None:
    event = closed_with(asked, PrepStatus.READY)
    asked.edit(event, "The audit log and two hires")
    assert asked.session.answers["0"].text == "The audit log and two hires"
    assert asked.said[-1].startswith("Your answer is changed")
    assert asked.meetings.rows[MEETING].preparation.status is PrepStatus.GENERATING


def test_an_edit_that_cannot_be_taken_any_more_is_said_in_one_line(asked: Office) -> None:
    event = closed_with(asked, PrepStatus.GENERATING)
    said = len(asked.said)
    asked.edit(event, "The audit log and two hires")
    asked.delete(event)
    assert asked.session.answers["0"].text == "The audit log"
    assert asked.said[said:] == [
        "AMO still has your answer as it was. The materials are being written at this moment; "
        "change the answer once they are ready.",
        "AMO still has your answer as it was. You can change it on the meeting’s page.",
    ]


def test_a_reply_is_edited_before_its_meeting_is_chosen(two: Office) -> None:
    event = two.write("The audit log")
    card = two.web.messages[-1]
    two.edit(event, "The audit log and two hires")
    press = card["blocks"][-1]["elements"][1]
    two.click(press["action_id"], press["value"], ts=card["ts"], trigger="w")
    assert two.session.answers["0"].text == "The audit log and two hires"


def test_a_reply_deleted_before_its_meeting_is_chosen_is_for_none(two: Office) -> None:
    event = two.write("The audit log")
    card = two.web.messages[-1]
    press = card["blocks"][-1]["elements"][1]
    two.delete(event)
    assert text_of(card) == "You took this back; nothing was added."
    two.click(press["action_id"], press["value"], ts=card["ts"], trigger="w")
    assert two.session.answers == {}


# back, type, words


def test_back_shows_the_answer_it_undoes_and_keep_it_keeps_it(asked: Office) -> None:
    asked.write("The audit log", asked.thread_ts)
    asked.write("Back.", asked.thread_ts)
    (card,) = asked.open_cards
    assert "Your answer was: The audit log\nWrite a new one in this thread, or:" in text_of(card)
    keep = card["blocks"][-1]["elements"][0]
    assert keep["text"]["text"] == "Keep it"
    asked.click(keep["action_id"], keep["value"], ts=card["ts"], thread_ts=asked.thread_ts)
    assert (asked.session.position, asked.session.answers["0"].text) == (1, "The audit log")


@pytest.mark.parametrize(("text", "status"), [("FINISH.", "finished"), ("Skip it.", "open")])
def test_moves_are_typed_as_people_type_them(asked: Office, text: str, status: str) -> None:
    asked.write(text, asked.thread_ts)
    assert asked.session.status == status
    assert asked.said[-1] in ("Great! Generating your materials...", "Question 2 of 3: Question text 2?")


def test_done_alone_ends_nothing_and_is_asked_about_once_more(asked: Office) -> None:
    asked.write("Done!", asked.thread_ts)
    assert (asked.session.status, asked.session.position) == ("open", 0)
    assert "A few words are enough" in asked.said[-1]


def type_menu(card: dict[str, Any]) -> dict[str, Any]:
    return next(element for element in card["blocks"][-1]["elements"] if element["action_id"] == "chat_type")


def test_the_type_is_shown_and_corrected_on_the_card_which_then_asks_what_that_type_asks(asked: Office) -> None:
    asked.write("The audit log", asked.thread_ts)
    (card,) = asked.open_cards
    menu = type_menu(card)
    assert menu["placeholder"]["text"] == "Type: Meeting"
    labels = {option["text"]["text"]: option["value"] for option in menu["options"]}
    asked.click("chat_type", chosen=labels["One-on-one"], ts=card["ts"], thread_ts=asked.thread_ts, trigger="type")
    assert asked.meetings.rows[MEETING].plan.meeting_type == "one_on_one"
    assert asked.session.answers["0"].text == "The audit log"
    assert [open_card["ts"] for open_card in asked.open_cards] == [card["ts"]]
    assert asked.session.questions[1].text in card["text"]
    assert "Question text 2?" not in text_of(card)
    assert type_menu(card)["placeholder"]["text"] == "Type: One-on-one"
    asked.write("More time for growth", asked.thread_ts)
    assert asked.session.answers["1"].text == "More time for growth"


def test_somebody_else_s_type_is_not_corrected(asked: Office) -> None:
    before = asked.session
    asked.click("chat_type", chosen=f"one_on_one:{SESSION_ID}", user="U0RIVAL01", trigger="r")
    asked.click("chat_for_0", f"{SESSION_ID}:1.2", user="U0RIVAL01", trigger="r2")
    asked.click("chat_type", chosen=f"astrology:{SESSION_ID}", user=PERSON, trigger="r3")
    assert asked.session == before
    assert asked.meetings.rows[MEETING].plan.meeting_type == "default"


# what is done elsewhere


def carried_to_slack(office: Office) -> None:
    """What AMO itself put behind the person's own deliveries is worked on."""
    waiting = office.queues["slack_deliveries"].messages
    while waiting:
        handle(json.loads(waiting.pop(0).body))


def test_an_answer_on_the_page_shows_on_the_card_in_its_place_and_posts_nothing(asked: Office) -> None:
    before = len(asked.web.messages)
    commands.converse("u1", SESSION_ID, Verb.ANSWER, "Two hires, not three", asked.session.version, "page")
    carried_to_slack(asked)
    (card,) = asked.open_cards
    assert "Question 2 of 3" in text_of(card)
    assert len(asked.web.messages) == before
    (skip,) = [e["value"] for b in card["blocks"] for e in b.get("elements", ()) if e.get("action_id") == "chat_skip"]
    asked.click("chat_skip", skip, ts=card["ts"], thread_ts=asked.thread_ts)
    assert asked.session.position == 2


def test_a_conversation_finished_on_the_page_leaves_nothing_to_press(asked: Office) -> None:
    commands.converse("u1", SESSION_ID, Verb.FINISH, "", asked.session.version, "page")
    carried_to_slack(asked)
    assert asked.open_cards == []


def test_a_type_put_right_elsewhere_shows_on_the_card(asked: Office) -> None:
    commands.correct_type("u1", MEETING, "one_on_one")
    carried_to_slack(asked)
    (card,) = asked.open_cards
    assert type_menu(card)["placeholder"]["text"] == "Type: One-on-one"
    assert asked.session.questions[0].text in card["text"]
    assert "Question text 1?" not in text_of(card)


def test_what_is_done_in_slack_itself_tells_slack_nothing(asked: Office) -> None:
    asked.write("The audit log", asked.thread_ts)
    assert asked.queues["slack_deliveries"].messages == []


def test_not_needed_locks_the_question_that_is_open_and_whoever_answers_is_told_why(asked: Office) -> None:
    asked.click("not_needed", SESSION_ID, ts=asked.thread_ts, trigger="no")
    assert asked.open_cards == []
    asked.write("The audit log", asked.thread_ts)
    told = "You said that this meeting needs no preparation, so nothing is asked about it. Your answers are kept."
    assert asked.said[-1] == f"This was not added. {told}"
    asked.click("start_prep", SESSION_ID, ts=asked.thread_ts, trigger="again")
    assert asked.said[-1] == told


# what was done while Slack was away


def delivered_again(deliver: Callable[[], object]) -> None:
    """Slack is busy the first time."""
    with pytest.raises(Retryable):
        deliver()
    deliver()


@pytest.mark.parametrize("text", ["The audit log", "skip", "finish"])
def test_a_last_message_whose_closing_line_was_lost_is_never_told_that_it_came_late(office: Office, text: str) -> None:
    office.a_session(questions=1)
    office.thread_ts = office.a_notice()
    office.click("start_prep", SESSION_ID, ts=office.thread_ts)
    office.slack.will("chat_postMessage", "busy")
    delivered_again(lambda: office.write(text, office.thread_ts, event_id="EvLast"))
    assert office.said[-1] == "Great! Generating your materials..."
    assert not any("not added" in said for said in office.said)
    assert office.open_cards == []


def test_a_reply_that_ended_the_meeting_it_was_for_is_never_told_that_it_came_late(two: Office) -> None:
    two.conversations.stored[SESSION_ID] = two.session.model_copy(update={"questions": two.session.questions[:1]})
    two.write("The audit log")
    card = two.web.messages[-1]
    press = card["blocks"][-1]["elements"][1]
    two.slack.will("chat_postMessage", "busy")
    delivered_again(lambda: two.click(press["action_id"], press["value"], ts=card["ts"], trigger="w"))
    assert two.session.answers["0"].text == "The audit log"
    assert two.said[-1] == "Great! Generating your materials..."
    assert not any("not added" in said for said in two.said)


def test_an_edit_that_slack_did_not_show_at_once_leaves_the_open_card_good(asked: Office) -> None:
    event = asked.write("The audit log", asked.thread_ts)
    asked.slack.will("chat_update", "busy")
    edited = event_body(edited_message(event, "The audit log and two hires"), "EvEdit")
    delivered_again(lambda: asked.deliver("events", edited))
    assert "You: The audit log and two hires" in text_of(asked.web.thread(asked.thread_ts)[0])
    (card,) = asked.open_cards
    skip = card["blocks"][-1]["elements"][0]["value"]
    asked.click("chat_skip", skip, ts=card["ts"], thread_ts=asked.thread_ts, trigger="skip")
    assert asked.session.position == 2


# below a notice


def test_whoever_writes_below_a_notice_begins_there_and_loses_no_word(office: Office) -> None:
    office.a_session()
    notice = office.a_notice()
    office.write("The audit log is late", notice)
    assert office.session.answers["0"].text == "The audit log is late"
    (card,) = office.open_cards
    assert (card["thread_ts"], "Question 2 of 3" in text_of(card)) == (notice, True)


def test_a_nod_below_a_notice_begins_and_answers_nothing(office: Office) -> None:
    office.a_session()
    office.write("ok", office.a_notice())
    assert office.session.answers == {}
    assert "Question 1 of 3" in text_of(office.open_cards[0])


def test_what_is_written_below_another_notice_is_not_given_to_the_conversation_that_is_open(asked: Office) -> None:
    asked.a_session(meeting_id=OTHER, title="Budget round")
    asked.write("Two per cent less", asked.a_notice(OTHER_ID))
    assert asked.session.answers == {}
    assert asked.conversations.stored[OTHER_ID].answers["0"].text == "Two per cent less"


def test_start_prep_on_a_notice_of_long_ago_says_that_it_is_over(office: Office) -> None:
    office.a_session()
    del office.conversations.stored[SESSION_ID]
    row = office.meetings.rows[MEETING]
    ready = row.preparation.model_copy(update={"status": PrepStatus.READY})
    office.meetings.rows[MEETING] = row.model_copy(update={"preparation": ready})
    office.click("start_prep", SESSION_ID, ts=office.a_notice())
    assert office.said[-1] == "That preparation is over. Type /amo today to see where the meeting stands."
