"""The stage's dead-letter queues, and what each of them holds in words."""

from collections.abc import Mapping

from lambdas.domain.kernel.queue_names import IN_ORDER, dead_letters_of

UNDELIVERED = "undelivered"
HELD: Mapping[str, str] = {
    "calendar_syncs": "calendars that were to be read",
    "calendar_notices": "changes that Google or Microsoft told of",
    "source_reads": "sources of figures that were to be read",
    "doubtful_meetings": "meetings whose type a model was to be asked about",
    "due_preps": "preparations that fell due",
    f"messages{IN_ORDER}": "messages to people, in the order of each person",
    "prep_requests": "preparations that were to begin",
    "prep_changes": "meetings that moved or were cancelled",
    "chat_timers": "reminders and ends of conversations",
    "follow_ups": "answers that a model was to ask on about",
    "question_rewordings": "conversations whose questions a model was to word",
    "reminders": "reminders of meetings, with their fresh brief",
    "ended_meetings": "meetings that ended, and whose owner was to be asked how they went",
    "recordings": "recordings that were to be written down",
    "transcripts": "recordings that were written down",
    "note_readings": "notes that a model was to read",
    "returned_mails": "mails that came back, of whose addresses AMO was to take note",
    "stack_changes": "deployments that failed, and that operators were to be told of",
    "questions_asked": "questions about meetings that were to be answered",
    "erasures": "meetings that were to be forgotten",
    "approved_actions": "approved actions that were to be carried out",
    "action_timers": "deadlines and reminders of actions",
    f"slack_deliveries{IN_ORDER}": "clicks and words from Slack, in the order of each account",
}
"""By the queue that they were in; stacks/functions.py feeds each of these queues to a function."""
OF_UNDELIVERED = "what the bus, a timer or the clock could not hand over"


def words_of(prefix: str) -> dict[str, str]:
    """Returns what each dead-letter queue of a stage holds, by the queue's full name."""
    given_up = {dead_letters_of(f"{prefix}-{queue}"): words for queue, words in HELD.items()}
    return {f"{prefix}-{UNDELIVERED}": OF_UNDELIVERED, **given_up}


def source_of(name: str) -> str:
    """Returns the queue whose dead letters these are; empty for what was never delivered."""
    stem = name.removesuffix(IN_ORDER)
    if not stem.endswith("-failed"):
        return ""
    return f"{stem.removesuffix('-failed')}{IN_ORDER if name.endswith(IN_ORDER) else ''}"
