"""A person as the reader's own calendar knows them: the meetings of both, and what each has promised the other.

The way to a person leads through a meeting both are invited to: nobody else's calendar is looked into.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.action_items.promises import Promises, is_own, promises_between
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus
from lambdas.domain.meetings.people import display_name, person_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.search.meetings import nearest_first
from lambdas.edges.commands import queries
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.item_rows import ItemReader, ItemRow
from lambdas.edges.web.meeting_rows import MeetingRow, address_of, meeting_row
from lambdas.edges.web.page_request import PageRequest, moment_of
from lambdas.edges.web.responses import page
from lambdas.edges.web.words import title_of
from lambdas.errors import NotFound

MAX_SHOWN = 10
MAX_FOLDED = 60


class PersonPage(Model):
    """``further`` is where earlier meetings are looked for, empty where there are none; ``here`` is its own address."""

    name: str
    email: str
    is_oneself: bool
    summary: str
    back: str
    here: str
    coming: tuple[MeetingRow, ...]
    past: tuple[MeetingRow, ...]
    unshown: int
    max_shown: int = MAX_SHOWN
    theirs: tuple[ItemRow, ...]
    yours: tuple[ItemRow, ...]
    further: str


class PersonData(NamedTuple):
    """The data read; ``together`` are the meetings both are invited to."""

    user: User
    person: Attendee
    together: Sequence[TrackedMeeting]
    items: Sequence[ActionItem]

    @property
    def own(self) -> tuple[str, ...]:
        return self.user.called

    @property
    def is_oneself(self) -> bool:
        names = {name.casefold() for name in self.own if name}
        return self.person.email.casefold() in names or (not self.person.email and self.person.name.casefold() in names)


def show(request: PageRequest, meeting_id: str, person: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    found = person_of(tracked.meeting, person)
    if found is None:
        raise NotFound("That person is not invited to this meeting.")
    user, look, items = at_once(
        partial(wiring.users().get, request.user_id),
        partial(queries.meetings_before, request.user_id, moment_of(request.query.get("before", ""))),
        partial(wiring.action_items().open_of, request.user_id),
    )
    together = [one for one in look.meetings if _includes(one, found)]
    back = address_of(tracked.meeting)
    view = _view(PersonData(user, found, together, items), back, f"{back}/people/{person}", request.now)
    further = iso(look.further) if look.further else ""
    content = {"view": view.model_copy(update={"further": further})}
    return page("person.html", content, request, section="calendar")


def _includes(tracked: TrackedMeeting, person: Attendee) -> bool:
    is_on = tracked.meeting.status is MeetingStatus.SCHEDULED
    return is_on and any(invited.identity == person.identity for invited in tracked.meeting.invited)


def _view(data: PersonData, back: str, here: str, now: datetime) -> PersonPage:
    timezone = data.user.timezone
    rows = [meeting_row(tracked, timezone, now) for tracked in nearest_first(data.together, now)]
    coming = sum(tracked.meeting.end > now for tracked in data.together)
    past = rows[coming:]
    promises = _promises(data)
    titles = {tracked.meeting.meeting_id: title_of(tracked.meeting) for tracked in data.together}
    reader = ItemReader(data.user.user_id, data.own, timezone, titles, now)
    return PersonPage(
        name=display_name(data.person),
        email=data.person.email,
        is_oneself=data.is_oneself,
        summary=_summary(coming, len(past)),
        back=back,
        here=here,
        coming=tuple(rows[:coming][:MAX_FOLDED]),
        past=tuple(past[:MAX_FOLDED]),
        unshown=max(0, coming - MAX_FOLDED) + max(0, len(past) - MAX_FOLDED),
        theirs=reader.rows(promises.theirs),
        yours=reader.rows(promises.yours),
        further="",
    )


def _promises(data: PersonData) -> Promises:
    if data.is_oneself:
        return Promises((), tuple(item for item in data.items if is_own(item, data.own)))
    return promises_between(data.items, data.person, data.own, [tracked.meeting for tracked in data.together])


def _summary(coming: int, past: int) -> str:
    return f"{counted(coming, 'meeting')} to come, {past or 'none'} behind you."
