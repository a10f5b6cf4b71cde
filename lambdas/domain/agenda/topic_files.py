"""Everything known for one meeting, sorted into the topics it will be talked about under.

A topic is a section of the type's shape, or one of the user's or the invitation's own that fits none of them. What the
user said is matched by the question it answers, by the fact it was asked about, or by the names in it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdas.domain.agenda.answer_points import Point, points
from lambdas.domain.agenda.fact_names import ENOUGH, is_named, most_named, name_words
from lambdas.domain.agenda.materials import INVITE, Brief
from lambdas.domain.agenda.shapes import AgendaShape, SectionShape
from lambdas.domain.context.notes import Fact
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.invitation_text import InviteTopic, proposed_topics

ACTION_ITEM = "action_items:"
ITEMS_COUNTED = "history:action_items"
SAID_LAST_TIME = "history:last/answer"
WHO_COMES = "history:attendees"
"""References of the history note: single promises, how many there are, what the user said before, and the people."""
UNRANKED = 99
MAX_TITLE = 60
UNNAMED = "Also raised"


@dataclass(slots=True)
class TopicFile:
    """The content of one topic, while it is being put together."""

    title: str
    shape: SectionShape
    facts: list[Fact] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    proposals: list[InviteTopic] = field(default_factory=list)
    decisions: list[Point] = field(default_factory=list)
    priorities: dict[str, int] = field(default_factory=dict)
    """The user's priority, by the fact it names; under the empty name, by the topic alone."""
    refs: list[str] = field(default_factory=list)

    @property
    def priority(self) -> int:
        return min(self.priorities.values(), default=0)

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.points or self.proposals or self.decisions or self.priorities)

    def give_priority(self, rank: int, fact: Fact | None, refs: Iterable[str]) -> None:
        self.priorities.setdefault(fact.ref if fact else "", rank)
        self.refs.extend(refs)


@dataclass(frozen=True, slots=True)
class Topics:
    """``wants`` is what the user wants out of the meeting, ``unknown`` those of them that nothing is on record about.

    ``since`` is what is known of the last occurrence, where the shape has an opening for it.
    """

    wants: tuple[Point, ...]
    since: TopicFile
    files: tuple[TopicFile, ...]
    unknown: tuple[Point, ...]


def sort_out(brief: Brief, shape: AgendaShape, person: str) -> Topics:
    """``person`` is the other one in a meeting of two, for the titles that name them."""
    return _Sorter(brief, shape, person).sort()


class _Sorter:
    """One pass over the brief; the files fill up as it goes."""

    def __init__(self, brief: Brief, shape: AgendaShape, person: str) -> None:
        self._brief = brief
        self._shape = shape
        self._files = [TopicFile(one_line(s.title.format(person=person)), s) for s in shape.sections]
        since = SectionShape(title=shape.opening or "Since", topics=(ContextKind.HISTORY,))
        self._since = TopicFile(shape.opening, since)
        self._own: list[TopicFile] = []
        self._unknown: list[Point] = []
        self._fact_topics: dict[str, Topic] = {fact.ref: note.kind for note in brief.notes for fact in note.facts}
        said = points(brief.session, self._fact_topics) if brief.session else ()
        self._said = tuple(self._retargeted(point) for point in said)
        self._proposed = proposed_topics(brief.tracked.meeting.description)

    def sort(self) -> Topics:
        self._file_facts()
        for proposal in self._proposed:
            self._file_proposal(proposal)
        wants = tuple(p for p in self._said if p.topic is self._shape.outcome.topic and p.text and not p.about)
        for rank, point in enumerate(wants, start=1):
            self._file_wish(point, rank)
        for point in self._said:
            if point not in wants:
                self._file_point(point)
        files = [*self._files, *self._own]
        title = content_words(self._brief.tracked.meeting.title)
        for file in (*files, self._since):
            _set_in_order(file, title)
        return Topics(
            wants, self._since, tuple(f for f in files if f.shape.always or not f.is_empty), tuple(self._unknown)
        )

    def _retargeted(self, point: Point) -> Point:
        """Asked about one thing, people sometimes answer about another: then the name they say is what counts."""
        facts = [fact for note in self._brief.notes for fact in note.facts]
        place = most_named(point.text, facts) if point.about else None
        if place is None or facts[place].ref == point.about or not is_named(facts[place], content_words(point.text)):
            return point
        return point.model_copy(
            update={"refs": point.refs[:1], "topic": self._fact_topics[facts[place].ref], "stance": ""}
        )

    def _file_facts(self) -> None:
        raised = self._raised_words()
        for note in self._brief.notes:
            file = self._file_for(note.kind)
            if file is not None:
                relevant = [fact for fact in note.facts if self._is_relevant(fact, file, raised)]
                file.facts += relevant or (note.facts if file.shape.relevant == "raised_or_all" else [])

    def _raised_words(self) -> frozenset[str]:
        meeting = self._brief.tracked.meeting
        said = " ".join(point.text for point in self._said)
        proposed = " ".join(proposal.text for proposal in self._proposed)
        return content_words(f"{meeting.title} {said} {proposed}")

    def _is_relevant(self, fact: Fact, file: TopicFile, raised: frozenset[str]) -> bool:
        if any(fact.ref in point.refs for point in self._said):
            return True
        if ContextKind.HISTORY in file.shape.topics:
            return _is_news(fact) if file is self._since else fact.ref.startswith((ACTION_ITEM, SAID_LAST_TIME))
        return file.shape.relevant == "all" or is_named(fact, raised)

    def _file_wish(self, point: Point, rank: int) -> None:
        """A priority marks what it is about; a decision is asked for there; anything else has its own section."""
        own = self._file_for(point.topic)
        if own is not None and point.topic is not ContextKind.DECISIONS:
            own.points.append(point)
            return
        file, fact = self._match(point.text)
        if file is None and own is None:
            self._unknown.append(point)
        file = self._out_of_opening(file, fact, point.text) or own or self._open_own(point.text)
        file.give_priority(rank, fact, point.refs)
        if point.topic is ContextKind.DECISIONS or point.asks_to_decide:
            file.decisions.append(point)

    def _file_point(self, point: Point) -> None:
        if point.about:
            (self._file_for(self._fact_topics[point.about]) or self._own_for(point.about)).points.append(point)
        elif point.topic is ContextKind.DECISIONS:
            file = self._out_of_opening(*self._match(point.text), point.text)
            (file or self._file_for(ContextKind.DECISIONS) or self._open_own(point.text)).decisions.append(point)
        else:
            file = self._file_for(point.topic) or self._match(point.text)[0] or self._open_own(point.text)
            file.points.append(point)

    def _file_proposal(self, proposal: InviteTopic) -> None:
        file = self._match(proposal.text)[0] or self._open_own(proposal.text)
        file.proposals.append(proposal)
        file.refs.append(INVITE)

    def _file_for(self, topic: Topic) -> TopicFile | None:
        if topic is ContextKind.HISTORY and self._shape.opening:
            return self._since
        place = self._shape.place_of(topic)
        return None if place is None else self._files[place]

    def _out_of_opening(self, file: TopicFile | None, fact: Fact | None, text: str) -> TopicFile | None:
        """Moves what the user wants decided out of the opening: it gets a section, its fact moves along."""
        if file is not self._since:
            return file
        subject = topic_of(text)
        found = (self._file_for(subject) if subject else None) or self._open_own(text)
        if fact:
            self._since.facts.remove(fact)
            found.facts.append(fact)
        return found

    def _own_for(self, ref: str) -> TopicFile:
        """A section for a fact whose kind the shape has none for: the user was asked, and had something to say."""
        fact = next(fact for note in self._brief.notes for fact in note.facts if fact.ref == ref)
        own = self._open_own(re.split(r"[:;,]", fact.text, maxsplit=1)[0])
        if fact not in own.facts:
            own.facts.append(fact)
        return own

    def _open_own(self, text: str) -> TopicFile:
        """A section the shape does not have, titled in the user's or the invitation's own words."""
        title = one_line(text[:1].upper() + text[1:], MAX_TITLE) or UNNAMED
        known = next((file for file in self._own if file.title.casefold() == title.casefold()), None)
        if known is None:
            known = TopicFile(title, SectionShape(title=title, topics=(QuestionTopic.OTHER,)))
            self._own.append(known)
        return known

    def _match(self, text: str) -> tuple[TopicFile | None, Fact | None]:
        """The file a phrase belongs to, and the fact it names there, if it names one."""
        known = [(file, fact) for file in (*self._files, self._since) for fact in file.facts]
        place = most_named(text, [fact for _, fact in known])
        if place is not None:
            return known[place]
        words = content_words(text)
        own = next((own for own in self._own if _shares_name(words, content_words(own.title))), None)
        if own is not None:
            return own, None
        subject = topic_of(text)
        if subject and (file := self._file_for(subject)):
            return file, None
        return None, None


def _shares_name(words: frozenset[str], name: frozenset[str]) -> bool:
    """Returns whether a phrase is about what a section is called."""
    shared = len(words & name)
    return shared > 0 and shared >= ENOUGH * min(len(words), len(name))


def _is_news(fact: Fact) -> bool:
    """Returns False for who comes: that is on the invitation. That somebody is new, or not coming, is not."""
    return fact.ref != WHO_COMES or bool(fact.question)


def _set_in_order(file: TopicFile, title: frozenset[str]) -> None:
    """The user's priorities, what they were asked about, what the meeting is named for, then the weightiest.

    Facts they said no to are known, but no longer the meeting's business: they lose their weight.
    """
    refused = {point.about for point in file.points if point.stance == "no"}
    spoken_of = {point.about for point in file.points}
    file.facts = [fact.model_copy(update={"weight": 0}) if fact.ref in refused else fact for fact in file.facts]
    file.facts.sort(
        key=lambda fact: (
            file.priorities.get(fact.ref, UNRANKED),
            fact.ref not in spoken_of,
            fact.ref != ITEMS_COUNTED,
            -len(name_words(fact) & title),
            -fact.weight,
        )
    )
