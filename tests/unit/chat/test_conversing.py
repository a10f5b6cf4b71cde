"""One move after the other, from any channel (CHAT-1, CHAT-2)."""

import json

import pytest

from lambdas.domain.conversation import Verb
from lambdas.errors import NotFound, Refused
from tests.fakes.samples import NOW
from tests.unit.chat.world import World


def test_answering_everything_resumes_the_workflow_once_with_the_closing_line() -> None:
    world = World()
    world.asks()
    assert world.say("Two hires").text == "What must be said?"
    world.move(Verb.SKIP)
    assert world.say("None").text == "Great! Generating your materials..."
    assert world.outcomes == ["finished"]
    assert world.session.resumed_at == NOW


def test_the_sweeper_is_told_to_look_before_the_decision_is_stored() -> None:
    world = World()
    world.asks()
    world.sessions.is_down = True
    with pytest.raises(Exception, match="too busy"):
        world.move(Verb.FINISH)
    assert world.progress.resume_expected_at == [NOW]


def test_every_answer_is_stored_when_it_is_given() -> None:
    world = World()
    world.asks()
    world.say("Two hires", channel="terminal")
    assert world.session.answers["0"].channel == "terminal"


def test_the_transcript_is_kept_when_the_conversation_ends() -> None:
    world = World()
    world.asks()
    world.say("Two hires")
    assert not world.transcripts.stored
    world.move(Verb.FINISH)
    transcript = json.loads(world.transcripts.get("u1/m1/m1-r1.json"))
    assert transcript["answers"]["0"]["text"] == "Two hires"
    assert "token-1" not in json.dumps(transcript)


def test_a_conversation_moves_from_one_channel_to_another() -> None:
    world = World()
    world.asks()
    world.say("Two hires", channel="web")
    world.say("The date", channel="terminal")
    assert {answer.channel for answer in world.session.answers.values()} == {"web", "terminal"}


def test_somebody_else_cannot_answer_and_learns_nothing() -> None:
    world = World()
    world.asks()
    with pytest.raises(NotFound, match="no such conversation"):
        world.say("mine now", user_id="u2")
    assert not world.session.answers


def test_an_empty_answer_is_refused_in_words_for_the_user_and_changes_nothing() -> None:
    world = World()
    opened = world.asks()
    with pytest.raises(Refused, match="write a few words, or skip"):
        world.say("   ")
    assert world.session == opened
