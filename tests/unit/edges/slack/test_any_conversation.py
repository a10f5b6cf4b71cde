"""Whatever a person does in Slack and on the page, in any order: one open card, which shows the open question."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.commands import meetings
from lambdas.errors import Conflict, Refused
from tests.unit.edges.slack_office import SESSION_ID, Office, names_in, text_of

STEPS = 40
WORDS = ("The audit log", "two hires", "idk", "thanks", "Skip.", "back", "keep it", "See <https://example.com>")


class Person:
    """Does one thing after another, chosen at random; sees buttons that were taken away a moment ago as well."""

    def __init__(self, office: Office, random: Random) -> None:
        self.office, self.random = office, random
        self.places = [office.a_notice(), office.a_notice(kind=MessageKind.NUDGE)]
        self.written: list[dict[str, Any]] = []
        self.buttons: list[tuple[str, str, dict[str, Any]]] = []
        self.start()

    def live(self) -> None:
        ways: tuple[Callable[[], None], ...] = (self.write, self.press, self.start, self.edit, self.answer_on_the_page)
        self.random.choices(ways, (6, 4, 2, 3, 1))[0]()
        self.office.now += timedelta(seconds=self.random.choice((0, 1, 90)))
        self.buttons += [
            (element["action_id"], element["value"], card)
            for card in self.office.open_cards
            for element in card["blocks"][-1]["elements"]
            if element["action_id"] in ("chat_skip", "chat_back", "chat_never")
        ]

    def start(self) -> None:
        self.office.click("start_prep", SESSION_ID, ts=self.random.choice(self.places))

    def write(self) -> None:
        sooner = timedelta(seconds=self.random.choice((0, 0, 2)))
        ts = f"{float(self.office.web.next_ts()) - sooner.total_seconds():.6f}"
        place = self.random.choice(["", *self.places])
        self.written.append(self.office.write(self.random.choice(WORDS), place, ts=ts))

    def press(self) -> None:
        if self.buttons:
            name, value, card = self.random.choice(self.buttons[-12:])
            self.office.click(name, value, ts=card["ts"], thread_ts=card.get("thread_ts", ""))

    def edit(self) -> None:
        if self.written:
            event = self.random.choice(self.written)
            if self.random.random() < 0.3:
                self.office.delete(event)
            else:
                self.office.edit(event, f"Edited to {self.random.choice(WORDS)}")

    def answer_on_the_page(self) -> None:
        try:
            meetings.converse("u1", SESSION_ID, Verb.ANSWER, "From the page", self.office.session.version, "web")
        except (Conflict, Refused):
            assert self.office.session.status is not ConversationStatus.OPEN


@pytest.mark.parametrize("seed", range(12))
def test_one_card_at_most_is_open_and_nobody_is_told_that_it_moved_on(office: Office, seed: int) -> None:
    office.a_session(questions=8)
    person = Person(office, Random(seed))
    for _ in range(STEPS):
        person.live()
        assert len(office.open_cards) <= 1
    assert not any("moved on" in text or "no open question" in text for text in office.said)


@pytest.mark.parametrize("seed", range(12))
def test_whoever_starts_again_is_shown_the_question_that_is_open(office: Office, seed: int) -> None:
    office.a_session(questions=8)
    person = Person(office, Random(seed + 100))
    for _ in range(STEPS):
        person.live()
        if office.session.status is not ConversationStatus.OPEN:
            break
        person.start()
        (card,) = office.open_cards
        asked = office.session.questions[office.session.position]
        assert asked.text in text_of(card)
        assert "chat_type" in names_in(card)
