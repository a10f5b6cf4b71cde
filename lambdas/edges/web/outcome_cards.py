"""Today's cards that ask whether somebody got what they wanted, of those that AMO has asked about in a message."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.outcomes.outcome import Outcome
from lambdas.edges.web.outcomes_view import outcome_rows
from lambdas.edges.web.states import Tone
from lambdas.edges.web.waiting_cards import Card

ASKED = "Did you get what you wanted?"
ORIGIN = "From "
"""Begins the lines of the message, one for each meeting it asks about."""


class AskedMeeting(NamedTuple):
    """``name`` is what the message calls the meeting, ``wants`` the keys it asks about."""

    message_id: str
    created_at: datetime
    name: str
    wants: frozenset[str]


def asked_about(messages: Iterable[Message]) -> dict[str, AskedMeeting]:
    """By meeting; of two messages about one, the first holds."""
    found: dict[str, AskedMeeting] = {}
    for message in (message for message in messages if message.kind is MessageKind.OUTCOMES_ASKED):
        wants = _wants(message)
        for (meeting_id, keys), line in zip(wants.items(), message.lines, strict=False):
            asked = AskedMeeting(message.message_id, message.created_at, line.removeprefix(ORIGIN), frozenset(keys))
            found.setdefault(meeting_id, asked)
    return found


def outcome_cards(messages: Iterable[Message], outcomes: Sequence[Outcome]) -> Iterator[Card]:
    """``outcomes`` are those of the meetings asked about; what is answered by now is asked no more."""
    for meeting_id, asked in asked_about(messages).items():
        theirs = [one for one in outcomes if one.meeting_id == meeting_id and one.want_key in asked.wants]
        waiting = [outcome for outcome in theirs if outcome.reached is None]
        if waiting:
            yield Card(
                key=f"outcomes-{meeting_id}",
                due=asked.created_at,
                tone=Tone.QUIET,
                headline=ASKED,
                title=asked.name,
                meeting_id=meeting_id,
                outcomes=outcome_rows(waiting),
                notice_ids=(asked.message_id,),
            )


def _wants(message: Message) -> dict[str, list[str]]:
    """By meeting, in the order of its questions."""
    found: dict[str, list[str]] = {}
    for target in (answer.target for question in message.questions for answer in question.answers):
        meeting_id, _, rest = target.partition(":")
        found.setdefault(meeting_id, []).append(rest.partition(":")[0])
    return found
