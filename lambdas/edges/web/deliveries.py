"""The messages the user got about a meeting: when, on which channel, and why not on an earlier one (NOT-1)."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from lambdas.domain.kernel.local_time import clock
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.channels import CHANNELS
from lambdas.domain.notifications.deliveries import Attempt, DeliveryOutcome, DeliveryRecord
from lambdas.domain.notifications.messages import MessageKind

SUBJECTS: Mapping[MessageKind, str] = MappingProxyType(
    {
        MessageKind.PREP_STARTED: "Preparation begins",
        MessageKind.NUDGE: "Still time to answer",
        MessageKind.MATERIALS_READY: "Materials ready",
        MessageKind.REMINDER: "Reminder",
        MessageKind.PREP_FAILED: "Preparation failed",
        MessageKind.PREP_WITHDRAWN: "Preparation stopped",
        MessageKind.MEETING_MOVED: "Meeting moved",
        MessageKind.MEETING_ENDED: "How did it go?",
        MessageKind.NOTES_READ: "Notes to confirm",
        MessageKind.OUTCOMES_ASKED: "Did you get what you wanted?",
    }
)
PAGE = "web"


class DeliveryRow(Model):
    """``missed`` says in a line each which channels did not take it, and why."""

    subject: str
    when: str
    channel: str
    missed: tuple[str, ...]


def delivery_rows(records: Sequence[DeliveryRecord], timezone: str) -> tuple[DeliveryRow, ...]:
    return tuple(_row(record, timezone) for record in records)


def channel_label(name: str) -> str:
    if name == PAGE:
        return "this page"
    return CHANNELS[name].spoken if name in CHANNELS else name


def _row(record: DeliveryRecord, timezone: str) -> DeliveryRow:
    return DeliveryRow(
        subject=SUBJECTS.get(record.kind, record.kind.replace("_", " ").capitalize()),
        when=clock(record.at, timezone),
        channel=f"by {channel_label(record.channel)}" if record.channel not in ("", "web") else _on_the_page(record),
        missed=tuple(_missed(record.attempts)),
    )


def _on_the_page(record: DeliveryRecord) -> str:
    return "on this page" if record.channel else "on no channel yet"


def _missed(attempts: Sequence[Attempt]) -> Iterator[str]:
    for attempt in attempts:
        name = channel_label(attempt.channel).capitalize()
        if attempt.outcome is DeliveryOutcome.QUIET:
            yield f"{name}: quiet hours"
        elif attempt.outcome is not DeliveryOutcome.TOOK_IT:
            yield f"{name}: {attempt.reason.removeprefix(f'{attempt.channel}: ')}"
