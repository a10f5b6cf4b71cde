"""Reads the answers of a confirm screen against what it showed."""

from collections.abc import Sequence

from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meeting_notes.candidates import MAX_WHAT, Candidate
from lambdas.domain.meeting_notes.review import CandidateVerdict, Reviewed
from lambdas.domain.meeting_notes.sheet import CandidateAnswer, ReviewSheet
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.people import email_of


def reviewed_by(answers: Sequence[CandidateAnswer], shown: ReviewSheet, meeting: Meeting) -> tuple[Reviewed, ...]:
    """Returns what is new by these answers; one that was given before is none.

    Raises ValueError, with a sentence, where something that is kept says nothing, or is not on the sheet any more.
    """
    open_ones = {candidate.candidate_id: candidate for candidate in shown.open}
    settled = {one.found for one in shown.reviewed}
    news: dict[str, Reviewed] = {}
    for answer in answers:
        one = _reviewed(answer, open_ones.get(answer.found), meeting)
        if one is None or one.found in settled:
            continue
        if answer.found and answer.found not in open_ones:
            raise ValueError("The notes were changed meanwhile: look at what they say now.")
        news[one.found] = one
    return tuple(news.values())


def _reviewed(answer: CandidateAnswer, found: Candidate | None, meeting: Meeting) -> Reviewed | None:
    """None for a line that was added and left empty."""
    what = one_line(answer.what, MAX_WHAT)
    if answer.verdict is CandidateVerdict.DROPPED:
        return Reviewed(found=answer.found, candidate=found, verdict=CandidateVerdict.DROPPED) if found else None
    if not what and answer.found:
        raise ValueError("Something you keep says nothing: write what it is, or drop it.")
    if not what:
        return None
    base = found or Candidate(kind=answer.kind, what=what, by="person")
    owner = one_line(answer.owner, 200)
    worded = {
        "kind": answer.kind,
        "what": what,
        "owner": owner,
        "owner_email": email_of(owner, meeting.people),
        "due": answer.due,
        "why": one_line(answer.why, MAX_WHAT),
    }
    kept = base.model_copy(update=worded)
    return Reviewed(found=answer.found or kept.candidate_id, candidate=kept, verdict=CandidateVerdict.KEPT)
