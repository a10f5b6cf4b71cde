"""One move after the other, from any channel (CHAT-1, CHAT-2)."""

import json

import pytest

from lambdas.domain.conversation.moves import Verb
from lambdas.errors import NotFound, Refused
from tests.fakes.samples import NOW
from tests.unit.chat.harness import Harness


def test_answering_everything_resumes_the_workflow_once_with_the_closing_line(asked: Harness) -> None:
    assert asked.say("Two hires").text == "What must be said?"
    asked.move(Verb.SKIP)
    assert asked.say("None").text == "Great! Generating your materials..."
    assert asked.outcomes == ["finished"]
    assert asked.session.resumed_at == NOW


def test_the_sweeper_is_told_to_look_before_the_decision_is_stored(asked: Harness) -> None:
    asked.conversations.is_down = True
    with pytest.raises(Exception, match="too busy"):
        asked.move(Verb.FINISH)
    assert asked.progress.resume_expected_at == [NOW]


def test_every_answer_is_stored_when_it_is_given(asked: Harness) -> None:
    asked.say("Two hires", channel="terminal")
    assert asked.session.answers["0"].channel == "terminal"


def test_the_transcript_is_kept_when_the_conversation_ends(asked: Harness) -> None:
    asked.say("Two hires")
    assert not asked.transcripts.stored
    asked.move(Verb.FINISH)
    transcript = json.loads(asked.transcripts.get("u1/m1/m1-r1.json"))
    assert transcript["answers"]["0"]["text"] == "Two hires"
    assert "token-1" not in json.dumps(transcript)


def test_a_conversation_moves_from_one_channel_to_another(asked: Harness) -> None:
    asked.say("Two hires", channel="web")
    asked.say("The date", channel="terminal")
    assert {answer.channel for answer in asked.session.answers.values()} == {"web", "terminal"}


def test_somebody_else_cannot_answer_and_learns_nothing(asked: Harness) -> None:
    with pytest.raises(NotFound, match="no such conversation"):
        asked.say("mine now", user_id="u2")
    assert not asked.session.answers


def test_an_empty_answer_is_refused_in_words_for_the_user_and_changes_nothing(harness: Harness) -> None:
    opened = harness.asks()
    with pytest.raises(Refused, match="write a few words, or skip"):
        harness.say("   ")
    assert harness.session == opened
