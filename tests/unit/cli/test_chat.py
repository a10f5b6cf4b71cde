"""``./amo chat --answers FILE``: one line answers one question, also where a line says nothing."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.commands import chat
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, Question
from lambdas.domain.conversation.moves import Move, Verb, advance, prompt
from tests.fakes.samples import NOW


class ConversationApi:
    """The two addresses of a conversation, over the domain's own rules."""

    def __init__(self, *questions: str) -> None:
        asked = tuple(Question(text=text, ref="prep_questions") for text in questions)
        self.session = Conversation(
            session_id="m1-r1",
            meeting_id="m1",
            user_id="u1",
            questions=asked,
            opened_at=NOW,
            deadline=NOW + timedelta(hours=1),
        )

    def get(self, _path: str) -> dict[str, Any]:
        return {"prep_status": "waiting", "prompt": prompt(self.session).model_dump(mode="json")}

    def post(self, _path: str, body: dict[str, Any]) -> dict[str, Any]:
        move = Move(verb=Verb(body["move"]), text=body["text"], version=body["version"])
        self.session = advance(self.session, move, NOW)
        return prompt(self.session).model_dump(mode="json")


def test_a_line_that_says_nothing_is_skipped_and_the_next_line_answers_the_next_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = ConversationApi("What do you want?", "Who can help?", "What else?")
    monkeypatch.setattr(chat, "api_of", lambda _options: api)
    answers = tmp_path / "answers.txt"
    answers.write_text("idk\nAna\n🙂\n", encoding="utf-8")
    chat.run(argparse.Namespace(meeting_id="m1", answers=answers))
    assert api.session.status is ConversationStatus.FINISHED
    assert [api.session.answers[place].text for place in "012"] == ["", "Ana", ""]
