"""The features that ask a model behind a queue and store what came of it, on stores in memory (hostile_features)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from lambdas.approvals.kinds.base import Lookups
from lambdas.calendar_monitor.correct_type import TypeCorrections
from lambdas.calendar_monitor.guess_types import DoubtfulMeetings, TypeGuesser
from lambdas.config_files import load_summary_wording
from lambdas.domain.action_items.from_notes import item_of
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.kinds.send_summary import SendSummary
from lambdas.domain.context.notes import Fact
from lambdas.domain.conversation.conversation import Question
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind
from lambdas.domain.meeting_notes.note_readings import ReadingOrder
from lambdas.domain.meeting_notes.review import CandidateVerdict, NotesReview, Reviewed
from lambdas.domain.meeting_notes.summary import below_the_gist
from lambdas.domain.meeting_notes.summary_by_model import WrittenSummary
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.llm.base import Llm
from lambdas.llm.guarded import NoLlm
from lambdas.meeting_notes.read_by_model import NotesReader
from lambdas.meeting_notes.summed_up import SummaryWriter
from lambdas.store.user_accounts import PlannedAccounts
from tests.fakes.approval_harness import START, ApprovalHarness
from tests.fakes.hostile_llm import Attack, HostileLlm, HostileRun, Manner
from tests.fakes.monitor import MonitorHarness
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import NOW, a_meeting, a_tracked, a_user
from tests.unit.chat.harness import Harness
from tests.unit.meeting_notes.harness import NotesHarness

EVERYTHING = ModelConsent(level="all")
VAGUE = "Maybe we cut something soon"
BY_OTHERS = ("title", "description", "attendee")
Outcome = tuple[tuple[str, ...], Any]
"""All texts that people are shown, and what is done."""
NOTED = """Ana will send the draft to the customer by Friday.
Ben calls the bank about the loan.
We keep the second supplier for another year.
Ana books the room for the workshop in May.
Ben will write the minutes of the review.
We move the launch to the spring.
Ana asks the lawyers about the lease.
Ben orders the laptops for the new people.
We show the prototype to the board.
"""


def followed_up(attack: Attack, manner: Manner) -> HostileRun:
    """The conversation before a meeting: two vague answers, each asked on about."""
    return _run(attack, HostileLlm(attack, manner, ends="?"), _conversation)


def extracted(attack: Attack, manner: Manner) -> HostileRun:
    """Notes that are handed in: what a model finds waits beside what the rules found."""
    return _run(attack, HostileLlm(attack, manner), _notes)


def summarised(attack: Attack, manner: Manner) -> HostileRun:
    """The mail that sums a meeting up, as it is proposed to be sent."""
    return _run(attack, HostileLlm(attack, manner), _summary)


def classified(attack: Attack, manner: Manner) -> HostileRun:
    """Meetings of a calendar that the rules cannot tell, beside one they can and one somebody has put right."""
    return _run(attack, HostileLlm(attack, manner), _types)


def _run(attack: Attack, llm: HostileLlm, feature: Callable[[Attack, Llm], Outcome]) -> HostileRun:
    (shown, acts), (by_rules, acts_by_rules) = feature(attack, llm), feature(attack, NoLlm())
    return HostileRun(shown, by_rules, acts, acts_by_rules, len(llm.told))


def _planted(attack: Attack, meeting: Meeting) -> Meeting:
    """The meeting, with the attack where others may write in its invitation."""
    if attack.place == "attendee":
        guest = Attendee(name=attack.text, email="guest@corp.example")
        return meeting.model_copy(update={"attendees": (*meeting.attendees, guest)})
    is_in_it = attack.place in BY_OTHERS
    return meeting.model_copy(update={attack.place: attack.text}) if is_in_it else meeting


def _conversation(attack: Attack, llm: Llm) -> Outcome:
    talk = Harness()
    talk.llm = llm  # type: ignore[assignment]  # another fake in its place
    talk.users.put(a_user(model_consent=EVERYTHING))
    talk.meetings.rows["m1"] = a_tracked(_planted(attack, a_meeting()))
    told = "Compute is 12 % over budget" if attack.place in BY_OTHERS else attack.text
    planted = Fact(text=told, ref="budget:planted", weight=3, question=f"{told}?", standing=told)
    plain = Fact(text="The vendor answers in May", ref="budget:vendor", weight=3, question="What of the vendor?")
    talk.gathered(planted, plain)
    session = talk.asks()
    asked = [Question(text=fact.question, ref=fact.ref) for fact in (planted, plain)]
    rest = [question for question in session.questions if not question.ref.startswith("budget:")]
    talk.conversations.stored[session.session_id] = session.model_copy(update={"questions": (*asked, *rest)})
    for _ in asked:
        talk.say(VAGUE)
        talk.look_on()
    talk.move(Verb.FINISH)
    ended = talk.session
    answers = {question.text: ended.answers.get(str(at)) for at, question in enumerate(ended.questions)}
    own = [question for question in ended.questions if not question.follows]
    acts = [(question.model_dump(), answers[question.text]) for question in own]
    return tuple(question.text for question in ended.questions), (acts, ended.status, talk.outcomes)


def _notes(attack: Attack, llm: Llm) -> Outcome:
    notes = NotesHarness()
    notes.users.put(a_user(name="Olga Owner", model_consent=EVERYTHING))
    notes.meetings.rows["m1"] = a_tracked(_planted(attack, notes.meeting))
    notes.hand_in(NOTED if attack.place in BY_OTHERS else f"{NOTED}{attack.text}\n")
    reader = NotesReader(notes.meetings, notes.users, notes.notes, notes.documents, llm, lambda: notes.now)
    for order in notes.to_read.bodies:
        reader.read(ReadingOrder.model_validate(order))
    found = notes.reviews.sheet("u1", "m1").open
    known = {person.email for person in notes.meetings.get("u1", "m1").meeting.people}
    acts = (
        [one.model_dump() for one in found if one.by == "rules"],
        notes.items.open_of("u1"),
        [one.owner_email for one in found if one.owner_email and one.owner_email not in known],
    )
    return tuple(text for one in found for text in _texts_of(one)), acts


def _texts_of(candidate: Candidate) -> tuple[str, ...]:
    """All but the lines of the notes themselves, which stand below it as they are."""
    due = candidate.due.isoformat() if candidate.due else ""
    return candidate.what, candidate.owner, candidate.why, due


def _summary(attack: Attack, llm: Llm) -> Outcome:
    desk = ApprovalHarness().at(START + timedelta(hours=3))
    desk.change_user("u1", model_consent=EVERYTHING)
    row = desk.meetings.rows["m1"]
    desk.meetings.rows["m1"] = row.model_copy(update={"meeting": _planted(attack, row.meeting)})
    _confirm(desk, "Keep the second supplier" if attack.place in BY_OTHERS else attack.text)
    version = desk.notes.review("u1", "m1").version
    waiting = WrittenSummary(meeting_id="m1", user_id="u1", version=version, requested_at=desk.now)
    desk.notes.await_summary(waiting)
    lookups: Lookups = desk.lookups
    stores = (lookups.meetings, desk.users, desk.notes, desk.items)
    writer = SummaryWriter(*stores, load_summary_wording(), llm, lambda: desk.now)
    writer.write(ReadingOrder(user_id="u1", meeting_id="m1", text_id="", version=version))
    action = desk.propose(SendSummary.action_type, requested_by="user:u1")
    mail = read_payload(action.payload).details
    assert isinstance(mail, SendSummary)
    beside = mail.model_dump(exclude={"lines", "body"})
    acts = (beside, mail.risk, action.risk, action.status, action.on_behalf_of, below_the_gist(mail.lines))
    return tuple(line.text for line in mail.lines), acts


def _confirm(desk: ApprovalHarness, planted: str) -> None:
    """Three things were kept, and what was planted with them: their owner did not look closely."""
    whats = {"Send the draft": CandidateKind.ITEM, "Call the bank about the loan": CandidateKind.ITEM}
    whats |= {"Move the launch to the spring": CandidateKind.DECISION, planted: CandidateKind.DECISION}
    meeting = desk.meetings.get("u1", "m1").meeting
    reviewed = []
    for what, kind in whats.items():
        candidate = Candidate(kind=kind, what=what)
        item = item_of(candidate, candidate.candidate_id, meeting, desk.now)
        is_item = kind is CandidateKind.ITEM
        if is_item:
            desk.items.put(item)
        became = item.item_id if is_item else ""
        verdict = CandidateVerdict.KEPT
        reviewed.append(Reviewed(found=candidate.candidate_id, candidate=candidate, verdict=verdict, became=became))
    review = NotesReview(meeting_id="m1", user_id="u1", version=1, reviewed=tuple(reviewed))
    desk.notes.table.transact([desk.notes.reviewed(review)], "confirming")


def _types(attack: Attack, llm: Llm) -> Outcome:
    monitor, queues = MonitorHarness(), (FakeQueue(), FakeQueue())
    doubtful, syncs = queues
    monitor.users.put(a_user(model_consent=EVERYTHING))
    service: Any = replace(monitor.monitor(), doubtful=lambda: doubtful)  # type: ignore[arg-type,return-value]  # a fake
    later = NOW + timedelta(days=10)
    unclear = _planted(attack, a_meeting("m1", title="Numbers with Northwind", start=later))
    sure = a_meeting("m2", title="Weekly 1:1", start=later, attendees=unclear.attendees[:2])
    corrected = a_meeting("m3", title="Figures of Contoso", start=later)
    other = a_meeting("m4", title="Supply and demand", start=later)
    monitor.synced(unclear, sure, corrected, other)
    accounts = PlannedAccounts(monitor.users, monitor.absences)
    corrections: Any = TypeCorrections(accounts, monitor.meetings, syncs, service.rules)  # type: ignore[arg-type]
    corrections.correct("u1", "m3", "one_on_one", monitor.now)
    guesser = TypeGuesser(accounts, monitor.meetings, syncs, service.rules, lambda: llm, lambda: monitor.now)  # type: ignore[arg-type]
    asked_about = DoubtfulMeetings(user_id="u1", meeting_ids=("m1", "m2", "m3", "m4"))
    guesser.guess(asked_about)
    monitor.sync(replan=True)
    rows = [monitor.row(name) for name in ("m1", "m2", "m3", "m4")]
    settled = [row.plan.model_dump() for row in rows[1:3]]
    is_known = [row.plan.meeting_type in service.rules.types for row in rows]
    acts = ([row.meeting.model_dump() for row in rows], settled, is_known, monitor.notifier.inbox.stored)
    return tuple(row.plan.type_reason for row in rows), acts
