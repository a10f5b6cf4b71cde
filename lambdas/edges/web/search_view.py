"""The results of a search in groups, with the words that were looked for marked."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.material_text import MaterialText, text_of_notes
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name, zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.domain.meetings.people import display_name, person_key
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.search.meetings import FoundMeeting, FoundPerson, FoundText, find_meetings, find_people, find_texts
from lambdas.domain.search.words import Piece, Query, is_touched, marked
from lambdas.edges.web.meeting_rows import address_of, state_at, when
from lambdas.edges.web.states import State
from lambdas.edges.web.words import listed, title_of, type_label

MAX_SHOWN = 20
MAX_SUGGESTED = 8
MAX_OF_A_KIND = 4
MAX_NAMES = 3
AGENDA, NOTES = "#agenda", "?tab=notes#notes"


class Hit(Model):
    """One line of the results. ``more`` leads to what it stands for: the other occurrences of a series."""

    kind: str
    address: str
    title: tuple[Piece, ...]
    about: tuple[Piece, ...]
    when: str = ""
    state: State | None = None
    more: str = ""
    more_address: str = ""

    @property
    def label(self) -> str:
        return "".join(piece.text for piece in self.title)


class Group(Model):
    """``left_out`` are those there is no room for."""

    heading: str
    hits: tuple[Hit, ...]
    left_out: int


class SearchResults(Model):
    """``further`` is where an earlier look begins, empty where everything was looked through."""

    groups: tuple[Group, ...] = ()
    further: str = ""

    def reaching(self, further: str) -> "SearchResults":
        return self.model_copy(update={"further": further})


class Suggestion(Model):
    """``kind`` is meeting, person or materials."""

    label: str
    kind: str
    address: str


def results_of(
    query: Query,
    meetings: Sequence[TrackedMeeting],
    texts: Sequence[MaterialText],
    notes: Sequence[MeetingNotes],
    user: User,
    now: datetime,
) -> SearchResults:
    """Notes of a meeting that is not among ``meetings`` are left to a look further back."""
    found = find_meetings(query, meetings, type_label, now)
    coming = [one for one in found if one.tracked.meeting.end > now]
    past = [one for one in found if one.tracked.meeting.end <= now]
    people = find_people(query, meetings, (user.name, user.email), now)
    by_id = {tracked.meeting.meeting_id: tracked.meeting for tracked in meetings}
    noted = [text_of_notes(one, by_id[one.meeting_id]) for one in notes if one.meeting_id in by_id]
    groups = (
        _group("People", [_person_hit(query, one) for one in people]),
        _group("Coming meetings", [_meeting_hit(query, one, user, now) for one in coming]),
        _group("Past meetings", [_meeting_hit(query, one, user, now) for one in past]),
        _group("In your notes", [_text_hit(query, one, user, NOTES) for one in find_texts(query, noted)]),
        _group("In agendas", [_text_hit(query, one, user, AGENDA) for one in find_texts(query, texts)]),
    )
    return SearchResults(groups=tuple(group for group in groups if group.hits))


def suggestions_of(results: SearchResults) -> list[Suggestion]:
    """A few of each group, so that none crowds out the others."""
    hits = [hit for group in results.groups for hit in group.hits[:MAX_OF_A_KIND]]
    return [Suggestion(label=_label(hit), kind=hit.kind, address=hit.address) for hit in hits[:MAX_SUGGESTED]]


def person_address(meeting: Meeting, person: Attendee) -> str:
    return f"{address_of(meeting)}/people/{person_key(person)}"


def _label(hit: Hit) -> str:
    return f"{hit.label}, {hit.when}" if hit.when else hit.label


def _group(heading: str, hits: Sequence[Hit]) -> Group:
    return Group(heading=heading, hits=tuple(hits[:MAX_SHOWN]), left_out=max(0, len(hits) - MAX_SHOWN))


def _meeting_hit(query: Query, found: FoundMeeting, user: User, now: datetime) -> Hit:
    meeting = found.tracked.meeting
    return Hit(
        kind="meeting",
        address=address_of(meeting),
        title=marked(query, title_of(meeting)),
        about=marked(query, " · ".join((type_label(found.tracked.plan.meeting_type), *_who(query, meeting)))),
        when=when(meeting, user.timezone, now),
        state=state_at(found.tracked, user.timezone, now),
        more=f"{counted(found.more, 'more', 'more')} of this series" if found.more else "",
        more_address=f"{address_of(meeting)}/series",
    )


def _who(query: Query, meeting: Meeting) -> Iterator[str]:
    """Those whose names were looked for; nobody where the title alone was."""
    names = [display_name(person) for person in meeting.invited if is_touched(query, (person.name, person.email))]
    if names:
        others = [f"{len(names) - MAX_NAMES} more"] if len(names) > MAX_NAMES else []
        yield f"with {listed([*names[:MAX_NAMES], *others])}"


def _person_hit(query: Query, found: FoundPerson) -> Hit:
    person = found.person
    address = f"{person.email} · " if person.email and person.name else ""
    return Hit(
        kind="person",
        address=person_address(found.last, person),
        title=marked(query, display_name(person)),
        about=marked(query, f"{address}{counted(found.meetings, 'meeting')} together"),
    )


def _text_hit(query: Query, found: FoundText, user: User, place: str) -> Hit:
    text = found.text
    return Hit(
        kind="materials",
        address=f"/meetings/{text.meeting_id}{place}",
        title=marked(query, text.title),
        about=marked(query, found.line),
        when=day_name(text.start.astimezone(zone(user.timezone))),
    )
