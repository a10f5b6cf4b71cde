"""CTX-6: the last time, what was promised since, and who comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lambdas.context.last_time import LAST_TIME, decided_last_time, left_open, owed_since, reached_last_time
from lambdas.context.notes import note
from lambdas.context.people import facts_about_people
from lambdas.context.phrases import Viewpoint, days_ago, lasting, name, quoted
from lambdas.context.promises import days_late, facts_about_promises, items_of
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.context.notes import WORTH_KNOWING, ContextNote, Fact, FactPart
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus, newcomers
from lambdas.domain.meetings.people import headcount
from lambdas.domain.outcomes.outcome import Outcome

ANSWERS_RECALLED = 5


@dataclass(frozen=True, slots=True)
class Past:
    """``earlier``: occurrences of the series, latest first; the rest is about the latest of them that took place."""

    earlier: Sequence[Meeting] = ()
    items: Sequence[ActionItem] = ()
    conversation: Conversation | None = None
    review: NotesReview | None = None
    outcomes: Sequence[Outcome] = ()


def took_place(earlier: Sequence[Meeting], view: Viewpoint) -> list[Meeting]:
    """Of earlier occurrences, those that were not cancelled and are over."""
    return [one for one in earlier if one.status is MeetingStatus.SCHEDULED and one.end <= view.now]


def summarise(meeting: Meeting, past: Past, view: Viewpoint, *own: str) -> ContextNote:
    """``own`` are the owner's address and names."""
    earlier = took_place(past.earlier, view)
    last = earlier[0] if earlier else None
    items = items_of(meeting, past.earlier, past.items)
    facts = [
        *(decided_last_time(past.review) if last else ()),
        *owed_since(items, view, own),
        *(reached_last_time(past.outcomes) if last else ()),
        *(left_open(past.review) if last else ()),
        *facts_about_promises(items, view, meeting.meeting_id, own),
        *(_last_time(meeting, earlier, view) if last else _first_time(meeting)),
        *_recalled(past.conversation if last else None),
        *facts_about_people(meeting, last, next(iter(own), "")),
    ]
    return note(
        ContextKind.HISTORY,
        view,
        source="calendar",
        headline=_headline(items, last, view),
        facts=facts,
        figures={
            "people": meeting.attendee_count,
            "new_people": len(newcomers(meeting, last)) if last else 0,
            "earlier_occurrences": len(earlier),
            "action_items_open": len(items),
            "action_items_overdue": sum(days_late(item, view) > 0 for item in items),
        },
        gap=_gap(meeting, last),
    )


def _last_time(meeting: Meeting, earlier: Sequence[Meeting], view: Viewpoint) -> Iterator[Fact]:
    last = earlier[0]
    day = view.day_of(last.start)
    people = f", {headcount(last)}" if last.people else ""
    when = f"{day:%A} {view.said(day)}, {days_ago(view.days_since(day))}"
    yield Fact(
        text=f"Last time: {when}, {lasting(last.minutes)}{people}.",
        ref=LAST_TIME,
        weight=WORTH_KNOWING,
        as_of=last.start,
        part=FactPart.LAST_TIME,
    )
    if meeting.minutes != last.minutes:
        side = "shorter" if meeting.minutes < last.minutes else "longer"
        text = f"This time it is {side}: {lasting(meeting.minutes)} instead of {lasting(last.minutes)}."
        yield Fact(text=text, ref=f"{LAST_TIME}/length", as_of=last.start, part=FactPart.LAST_TIME)
    if name(meeting.title).casefold() != name(last.title).casefold() and last.title:
        yield Fact(
            text=f"Last time it was called {quoted(last.title)}.",
            ref=f"{LAST_TIME}/title",
            as_of=last.start,
            part=FactPart.LAST_TIME,
        )


def _first_time(meeting: Meeting) -> Iterator[Fact]:
    if meeting.series_id is not None:
        text = "The first meeting of this series."
        yield Fact(text=text, ref=f"{ContextKind.HISTORY}:first", part=FactPart.FIRST)


def _recalled(conversation: Conversation | None) -> Iterator[Fact]:
    """Yields what the user wanted then: the closest thing to notes of last time that AMO itself has."""
    if conversation is None:
        return
    given = [
        (question.wording, answer)
        for place, question in enumerate(conversation.questions)
        if (answer := conversation.answers.get(str(place))) and answer.text.strip()
    ]
    for place, (question, answer) in enumerate(given[:ANSWERS_RECALLED], start=1):
        text = f"Before the last one you said, to {quoted(question)}: {name(answer.text, 240)}"
        yield Fact(
            text=text,
            ref=f"{LAST_TIME}/answer-{place}",
            as_of=answer.answered_at,
            part=FactPart.LAST_ANSWER,
            subject=question,
            standing=answer.text,
        )


def _headline(items: Sequence[ActionItem], last: Meeting | None, view: Viewpoint) -> str:
    late = sum(days_late(item, view) > 0 for item in items)
    promised = f"{counted(len(items), 'action item')} open, {late or 'none'} past due" if items else ""
    before = f"last time {days_ago(view.days_since(view.day_of(last.start)))}" if last else ""
    return "; ".join(part for part in (promised, before) if part)


def _gap(meeting: Meeting, last: Meeting | None) -> str:
    gaps = []
    if last is None:
        is_series = meeting.series_id is not None
        gaps.append(
            "No earlier occurrence of this series is known."
            if is_series
            else "No earlier occurrence: this meeting does not recur."
        )
    if meeting.attendees_hidden:
        gaps.append("The calendar hides who attends.")
    elif not meeting.people:
        gaps.append("The invitation names nobody.")
    return " ".join(gaps)
