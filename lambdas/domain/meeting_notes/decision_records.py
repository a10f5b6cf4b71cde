"""Decisions confirmed in notes, as records: one that waited is closed, one that changes an earlier one says so."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.records.statuses import DecisionStatus

_MADE_HERE = re.compile(r"n-[0-9a-f]{16}")
"""The ids of decisions that notes were the first to tell of; people call their own records otherwise."""


def standing_decision(candidate: Candidate, decisions: Iterable[DecisionRecord]) -> DecisionRecord | None:
    """The record it answers, or that has its very title."""
    said = _folded(candidate.what)
    by_ref = {record.ref: record for record in decisions}
    if candidate.ref in by_ref:
        return by_ref[candidate.ref]
    return next((record for record in by_ref.values() if said in (_folded(record.title), _folded(record.option))), None)


def decided_record(
    candidate: Candidate, found: str, meeting: Meeting, before: DecisionRecord | None, day: date, now: datetime
) -> DecisionRecord:
    """``before`` closed where it waited; else a record of its own, which supersedes ``before``."""
    facts = {
        "status": DecisionStatus.DECIDED,
        "decided_on": day,
        "option": candidate.what[:200],
        "who": candidate.owner[:200],
        "why": candidate.why,
        "meeting_id": meeting.meeting_id,
        "as_of": now.replace(microsecond=0),
    }
    if before is not None and before.status is DecisionStatus.OPEN:
        return before.model_copy(update=facts)
    own = {
        "record_id": f"n-{digest(f'{meeting.meeting_id}#{found}')[:16]}",
        "title": (before.title if before else candidate.what)[:200],
        "raised_on": day,
        "supersedes": before.record_id if before else "",
    }
    return DecisionRecord.model_validate(facts | own)


def without_meeting(record: DecisionRecord) -> DecisionRecord | None:
    """Returns what is left of a decision without the meeting it was made in: the question, where that is older."""
    if _MADE_HERE.fullmatch(record.record_id):
        return None
    said = {"option": "", "who": "", "why": "", "meeting_id": "", "supersedes": ""}
    return record.model_copy(update={**said, "status": DecisionStatus.OPEN, "decided_on": None})


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
