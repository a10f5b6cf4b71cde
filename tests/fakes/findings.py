"""Findings as a composer gets them: facts worded as the agents word them, answers as people type them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lambdas.config_files import load_meeting_types
from lambdas.domain.agenda.materials import Findings
from lambdas.domain.context.notes import ContextNote, Fact, FactPart
from lambdas.domain.conversation.conversation import Answer, Conversation, Question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.domain.meetings.tracked_meeting import PrepPlan, TrackedMeeting

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
START = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
READER = ("Alex Reader", "alex@corp.example")

PEOPLE = ("Alex Reader", "Anna Berg", "Ben Ode", "Chloé Martin", "Dev Patel", "Eva Lind", "Finn Oak", "Gus Hall")


def meeting(
    title: str, minutes: int = 90, people: Sequence[str] = PEOPLE, description: str = "", conference_url: str = ""
) -> Meeting:
    return Meeting(
        meeting_id="m1",
        user_id="u1",
        calendar_id="c1",
        external_id="e1",
        source=Source.ICS,
        title=title,
        description=description,
        conference_url=conference_url,
        start=START,
        end=START + timedelta(minutes=minutes),
        timezone="Europe/Berlin",
        attendees=tuple(
            Attendee(name=name, email=f"{(name.split() or [''])[0].lower()}@corp.example") for name in people
        ),
    )


def session(*asked: tuple[str, str, str]) -> Conversation:
    """Of (question, ref, answer); an empty answer is a skipped question."""
    return Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        questions=tuple(Question(text=question, ref=ref) for question, ref, _ in asked),
        answers={
            str(place): Answer(text=answer, answered_at=NOW, channel="web")
            for place, (_, _, answer) in enumerate(asked)
        },
        opened_at=NOW,
        deadline=START,
    )


def answering(meeting_type: str, *answers: str) -> Conversation:
    """The type's own questions, answered in order."""
    questions = load_meeting_types().get(meeting_type).prep_questions
    return session(
        *((question, "prep_questions", answer) for question, answer in zip(questions, answers, strict=False))
    )


def note(kind: ContextKind, *facts: Fact, gap: str = "") -> ContextNote:
    return ContextNote(kind=kind, source="records", gathered_at=NOW, facts=facts, gap=gap)


def findings_of(
    about: Meeting,
    meeting_type: str,
    *notes: ContextNote,
    said: Conversation | None = None,
    expected: Sequence[ContextKind] = (),
) -> Findings:
    plan = PrepPlan(meeting_type=meeting_type, type_reason="the title says so", prep_trigger_time=NOW)
    return Findings(
        tracked=TrackedMeeting(meeting=about, plan=plan, content_hash="h"),
        notes=notes,
        expected=tuple(expected),
        session=said,
        timezone="Europe/Berlin",
        reader=READER,
        composed_at=NOW,
    )


def hours_ago(hours: int) -> datetime:
    return NOW - timedelta(hours=hours)


BUDGET = note(
    ContextKind.BUDGET,
    Fact(
        text="Compute is 45,200 USD over, 12 % above the plan for November; forecast 61,000 USD by 30 November.",
        ref="budget:compute",
        subject="Compute",
        weight=3,
        asks="Finance lead",
        question="Which part of the 45,200 USD over in Compute is one-off?",
        as_of=hours_ago(2),
    ),
    Fact(
        text="Licences is on plan: 8,000 USD of 9,500 USD spent with 56 % of November gone.",
        ref="budget:licences",
        subject="Licences",
        as_of=hours_ago(2),
    ),
)
ROCKS = note(
    ContextKind.BIG_ROCKS,
    Fact(
        text="Audit log: 40 % done with 80 % of its time gone, at risk, due 20 November, the day after, "
        "owner Eva Lind.",
        ref="big_rocks:audit-log",
        subject="Audit log",
        weight=3,
        asks="Eva Lind",
        question="Is 20 November still the date for Audit log, and what falls off if it is?",
        as_of=hours_ago(20),
    ),
    Fact(
        text="Search migration: 70 % done, blocked by data-center access, owner Head of Platform.",
        ref="big_rocks:search-migration",
        subject="Search migration",
        weight=3,
        asks="Head of Platform",
        question="What would Search migration need this week to get past “data-center access”?",
        as_of=hours_ago(20),
    ),
    Fact(
        text="Mobile app: 55 % done, owner Gus Hall.",
        ref="big_rocks:mobile-app",
        subject="Mobile app",
        as_of=hours_ago(20),
    ),
)
INCIDENTS = note(
    ContextKind.INCIDENTS,
    Fact(
        text="SEV1 “Search outage”: 47 min to recover, 13 November.",
        ref="incidents:INC-42",
        subject="Search outage",
        weight=2,
        asks="Ben Ode",
        question="Why did “Search outage” take 47 min, against a median of 38 min?",
        as_of=hours_ago(90),
    ),
    Fact(
        text="Follow-up “Alert on replica lag” of SEV1 “Search outage” is 4 days past due (15 November), "
        "owner Ben Ode.",
        ref="incidents:INC-42/follow-up-1",
        part=FactPart.FOLLOW_UP,
        subject="Alert on replica lag",
        standing="is 4 days past due (15 November)",
        background="Search outage",
        weight=3,
        asks="Ben Ode",
        question="“Alert on replica lag” is 4 days late: done, moved or dropped?",
        as_of=hours_ago(90),
    ),
)
OWN_INCIDENT = note(
    ContextKind.INCIDENTS,
    Fact(
        text="SEV1 “Search outage”: Friday 13 November, 10:12 to 10:59 CET, owner Ben Ode.",
        ref="incidents:INC-42",
        weight=3,
        asks="Ben Ode",
        question="What was seen first of “Search outage”, by whom, and when?",
        as_of=hours_ago(90),
        part=FactPart.COURSE,
        subject="Search outage",
    ),
    Fact(
        text="47 min to recover; the quarter's median is 38 min, of 4 others.",
        ref="incidents:INC-42/recovery",
        weight=2,
        asks="Ben Ode",
        question="What made it take 47 min, against the quarter's 38 min?",
        as_of=hours_ago(90),
        part=FactPart.RECOVERY,
        subject="Search outage",
    ),
    INCIDENTS.facts[1],
)
"""Of a meeting about it: when it was, how long it took, and what follows from it."""
STAFFING = note(
    ContextKind.STAFFING,
    Fact(
        text="Platform engineer: 2 open requisitions, no candidate for 30 days.",
        ref="staffing:platform-engineer",
        subject="Platform engineer",
        weight=3,
        asks="Dev Patel",
        question="What would bring a first candidate for Platform engineer?",
        as_of=hours_ago(48),
    ),
    gap="No attrition record since 3 November (14 days).",
)
DECISIONS = note(
    ContextKind.DECISIONS,
    Fact(
        text="Remote-work policy: open 34 days, asked for twice, Anna Berg decides.",
        ref="decisions:17",
        part=FactPart.DECISION,
        subject="Remote-work policy",
        standing="open 34 days, asked for twice, Anna Berg decides",
        weight=3,
        asks="Anna Berg",
        question="Remote-work policy: two days, three days or free choice?",
        as_of=hours_ago(100),
    ),
)
HISTORY = note(
    ContextKind.HISTORY,
    Fact(
        text="2 action items open from before, 1 past due.", ref="history:action_items", part=FactPart.SUMMARY, weight=2
    ),
    Fact(
        text="“Send the rota for December”: open 14 days, 5 days past due, owner Finn Oak.",
        ref="action_items:a1",
        part=FactPart.PROMISE,
        subject="Send the rota for December",
        standing="5 days late",
        weight=3,
        asks="Finn Oak",
        question="“Send the rota for December” is 5 days late: done, moved or dropped?",
        as_of=hours_ago(288),
    ),
    Fact(
        text="“Price the reservation”: open 8 days, due 21 November, in 2 days, owner Alex Reader.",
        ref="action_items:a2",
        part=FactPart.PROMISE,
        subject="Price the reservation",
        standing="due 21 November, in 2 days",
        weight=2,
        asks="Alex Reader",
        as_of=hours_ago(144),
    ),
    Fact(
        text="Last time: Thursday 12 November, 7 days ago, 1 h 30 min, 8 people.",
        ref="history:last",
        part=FactPart.LAST_TIME,
        as_of=hours_ago(120),
    ),
    Fact(
        text="8 people, 1 new since last time: Gus Hall.",
        ref="history:attendees",
        part=FactPart.NEWCOMERS,
        subject="Gus Hall",
        question="What does Gus Hall need to know first?",
    ),
)
ALL_NOTES = (BUDGET, ROCKS, INCIDENTS, STAFFING, DECISIONS, HISTORY)
LEADERSHIP_ANSWERS = (
    "audit-log date, two hires, Q1 cloud budget",
    "",
    "I lean to reserved capacity for three years",
    "two engineers for platform, before January",
    "yes or no to 3-year reservations",
)


def leadership(minutes: int = 90) -> Findings:
    said = answering("leadership_meeting", *LEADERSHIP_ANSWERS)
    return findings_of(
        meeting("Leadership team", minutes), "leadership_meeting", *ALL_NOTES, said=said, expected=tuple(ContextKind)
    )


PROMISES = note(
    ContextKind.HISTORY,
    Fact(
        text="2 action items open from before, 1 past due.", ref="history:action_items", part=FactPart.SUMMARY, weight=2
    ),
    Fact(
        text="“Price the reservation”: open 14 days, 5 days past due, owner Alex Reader.",
        ref="action_items:b1",
        part=FactPart.PROMISE,
        subject="Price the reservation",
        standing="5 days late",
        weight=3,
        asks="Alex Reader",
        question="“Price the reservation” is 5 days late: done, moved or dropped?",
        as_of=hours_ago(288),
    ),
    Fact(
        text="“Ask HR about the part-time rule”: open 14 days, due 23 November, in 4 days, owner Alex Reader.",
        ref="action_items:b2",
        part=FactPart.PROMISE,
        subject="Ask HR about the part-time rule",
        standing="due 23 November, in 4 days",
        weight=2,
        asks="Alex Reader",
        as_of=hours_ago(288),
    ),
    Fact(
        text="Last time: Thursday 12 November, 7 days ago, 30 min, 2 people.",
        ref="history:last",
        part=FactPart.LAST_TIME,
        as_of=hours_ago(120),
    ),
)


def one_on_one(minutes: int = 30) -> Findings:
    said = answering(
        "one_on_one",
        "the on-call load, and whether the platform team gets its second hire",
        "the price is with the provider, I can have it by Friday",
        "her incident write-up was the clearest this year; say so",
        "leading the search migration review",
    )
    about = meeting("Anna / Alex 1:1", minutes, PEOPLE[:2])
    return findings_of(about, "one_on_one", PROMISES, said=said, expected=(ContextKind.HISTORY,))


def quarterly_review() -> Findings:
    said = answering(
        "qbr",
        "churn is down to 2.1 %, from 3.4 %",
        "the EU region, which slipped to February",
        "the compute overrun will eat the Q1 hiring budget; Anna should hear it first",
        "EU region live by 28 February, measured by first customer",
        "approval for two SREs and the reservation",
    )
    return findings_of(meeting("Q4 QBR", 120), "qbr", *ALL_NOTES, said=said, expected=tuple(ContextKind))


def incident_review() -> Findings:
    said = answering(
        "incident_review",
        "search returned nothing from 09:12 to 09:59",
        "who switched the replica over at 09:20; Ben may know",
        "no alert on replica lag, and the runbook was for the old cluster",
        "alert on replica lag owned by Ben, and a runbook test every month",
    )
    expected = (ContextKind.INCIDENTS, ContextKind.DECISIONS, ContextKind.HISTORY)
    about = meeting("Post-mortem: Search outage", 60, PEOPLE[:5])
    return findings_of(about, "incident_review", OWN_INCIDENT, DECISIONS, HISTORY, said=said, expected=expected)


def nothing_known() -> Findings:
    about = meeting("Vendor call with Acme", 45, ("Alex Reader", "Ana Silva", "Bo Chen"))
    gaps = (
        note(ContextKind.DECISIONS, gap="No decision records yet."),
        note(ContextKind.HISTORY, gap="No earlier occurrence: this meeting does not recur."),
    )
    return findings_of(about, "default", *gaps, expected=(ContextKind.DECISIONS, ContextKind.HISTORY))
