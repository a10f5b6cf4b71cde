"""What was confirmed of a meeting, summed up in the mail to those who were invited."""

from evals.cases import EvalCase
from evals.judged import JudgedLine, Shown
from evals.registry import AnsweringModel, Evaluated
from lambdas.config_files import load_summary_wording
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.meeting_notes.candidates import Candidate
from lambdas.domain.meeting_notes.note_readings import ReadingOrder
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meeting_notes.summary import confirmed_in, summary_lines
from lambdas.domain.meeting_notes.summary_by_model import WrittenSummary, facts_of
from lambdas.meeting_notes.summed_up import PROMPT, SummaryWriter
from tests.fakes.samples import NOW, a_tracked, a_user
from tests.fakes.stores import FakeActionItems, FakeMeetingNotes, FakeMeetings, FakeUsers


def show(case: EvalCase, model: AnsweringModel) -> Shown:
    """``given.decisions`` and ``given.questions`` are what was confirmed."""
    words, meetings, notes = load_summary_wording(), FakeMeetings(), FakeMeetingNotes()
    meetings.create(a_tracked())
    review = NotesReview(meeting_id="m1", user_id="u1", version=1, reviewed=_kept(case))
    notes.table.transact([notes.reviewed(review)], "confirming")
    notes.await_summary(WrittenSummary(meeting_id="m1", user_id="u1", version=1, requested_at=NOW))
    users = FakeUsers(a_user(model_consent=ModelConsent(level="all")))
    writer = SummaryWriter(meetings, users, notes, FakeActionItems(), words, model, lambda: NOW)
    writer.write(ReadingOrder(user_id="u1", meeting_id="m1", text_id="", version=1))
    confirmed = confirmed_in(review, {})
    facts = facts_of(confirmed, words)
    said = {facts.found[name]: text for name, text in facts.texts.items()}
    written = notes.written_summary("u1", "m1")
    lines = summary_lines(confirmed, words, written.lines_about(facts) if written else ())
    return Shown(
        lines=tuple(
            JudgedLine(line.text, line.refs, " ".join(said[ref] for ref in line.refs), bool(line.written_by))
            for line in lines
            if line.text
        )
    )


def _kept(case: EvalCase) -> tuple[Reviewed, ...]:
    found = [
        Candidate.model_validate({"kind": kind, "what": what})
        for kind, listed in (("decision", "decisions"), ("question", "questions"))
        for what in case.given.get(listed, ())
    ]
    return tuple(Reviewed(found=one.candidate_id, candidate=one, verdict=CandidateVerdict.KEPT) for one in found)


EVALUATED = Evaluated(PROMPT, show)
