"""Sorts what is known into the items of an agenda.

What the user wants comes first, in their order and words; then the type's own topics with what is left. An answer is
filed by the thing it names, then by what it is about.
"""

from collections.abc import Iterator, Mapping

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.fact_names import ENOUGH, is_named, most_named, offers_choices
from lambdas.domain.agenda.headlines import headline, is_of_oneself
from lambdas.domain.agenda.item_order import set_in_order
from lambdas.domain.agenda.items import Item, Items
from lambdas.domain.agenda.materials import INVITE, Findings
from lambdas.domain.agenda.related import hosts
from lambdas.domain.agenda.shapes import AgendaShape, SectionShape
from lambdas.domain.context.notes import RECAP, Fact, FactPart
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.invitation_text import InviteTopic, proposed_topics

OPENING_PARTS = RECAP | {FactPart.LEFT_OPEN, FactPart.WIN, FactPart.NEWCOMERS, FactPart.FIRST, FactPart.ABSENT}
OPENING_ALONE = frozenset({FactPart.FIRST, FactPart.OWED, FactPart.REACHED})
"""What no other section says: where there is no opening, the brief does, or the promises themselves."""
TOPIC_OF_PART: Mapping[FactPart, QuestionTopic] = {
    FactPart.FOLLOW_UP: QuestionTopic.PREVENTION,
    FactPart.BEFORE: QuestionTopic.CAUSE,
    FactPart.RECOVERY: QuestionTopic.IMPACT,
    FactPart.IMPACT: QuestionTopic.IMPACT,
    FactPart.COURSE: QuestionTopic.TIMELINE,
}
"""Where the parts of the meeting's own incident stand, in a shape that has a section for them."""
JOINED = 2
"""Passes: what a decision brings to an item may bring its own cause along."""
OWN = (QuestionTopic.OTHER,)


def sort_into_items(
    findings: Findings,
    shape: AgendaShape,
    points: tuple[Point, ...],
    facts: Mapping[ContextKind, list[Fact]],
    person: str,
) -> Items:
    """``facts`` are those the meeting needs; ``person`` is the other one in a meeting of two, for titles."""
    return _Sorter(findings, shape, points, facts, person).sort()


class _Sorter:
    """One pass over the findings; the items fill up as it goes."""

    def __init__(
        self,
        findings: Findings,
        shape: AgendaShape,
        points: tuple[Point, ...],
        facts: Mapping[ContextKind, list[Fact]],
        person: str,
    ) -> None:
        self._shape = shape
        self._points = points
        self._kinds = {fact.ref: kind for kind, found in facts.items() for fact in found}
        self._facts = {fact.ref: fact for found in facts.values() for fact in found}
        self._topics = [Item(one_line(s.title.format(person=person)), s) for s in shape.sections]
        since = SectionShape(title=shape.opening or "Since", topics=(ContextKind.HISTORY,))
        self._since = Item(shape.opening, since, is_opening=True)
        self._own: list[Item] = []
        self._unknown: list[Point] = []
        self._filed: dict[str, Item] = {}
        self._title_words = content_words(findings.tracked.meeting.title)
        self._proposed = proposed_topics(findings.tracked.meeting.description)

    def sort(self) -> Items:
        self._place_facts()
        outcome = self._shape.outcome.topic
        wants = tuple(p for p in self._points if p.topic is outcome and p.text and not p.about and not p.is_aside)
        for rank, point in enumerate(wants, start=1):
            self._file_want(point, rank)
        for proposal in self._proposed:
            self._file_proposal(proposal)
        self._join_own_decision()
        for _ in range(JOINED):
            self._join_related()
        for place, point in enumerate(self._points):
            if point not in wants:
                self._file_point(point, self._points[place - 1] if place else None)
        items = [*self._own, *self._topics] if not self._shape.fixed_order else [*self._topics, *self._own]
        for item in (self._since, *items):
            set_in_order(item, self._title_words)
        return Items(wants, self._since, tuple(item for item in items if not item.is_empty), tuple(self._unknown))

    def _place_facts(self) -> None:
        refused = {point.about for point in self._points if point.stance == "no" and point.about}
        for ref, fact in self._facts.items():
            item = self._item_for_fact(fact) if ref not in refused else None
            if item is not None:
                item.facts.append(fact)

    def _item_for_fact(self, fact: Fact) -> Item | None:
        if fact.part in OPENING_PARTS and self._shape.opening:
            return self._since
        if fact.part in OPENING_ALONE:
            return None
        part = TOPIC_OF_PART.get(fact.part)
        return (self._item_for(part) if part else None) or self._item_for(self._kinds[fact.ref])

    def _file_want(self, point: Point, rank: int) -> None:
        section = self._item_for(point.topic)
        if section is not None and point.topic is not ContextKind.DECISIONS:
            section.points.append(point)
            return
        if is_of_oneself(point.text):
            self._file_point(point)
            return
        found = self._match(point.text)
        said = headline(point.text)
        item = self._wanted_item(point, found)
        self._filed[point.text] = item
        if item.rank:
            item.points.append(point)
        else:
            item.wish(said, rank, point.refs)
        if found is None and not item.facts:
            self._unknown.append(point)
        if point.topic is ContextKind.DECISIONS or point.asks_to_decide:
            self._ask_to_decide(item, point, found)

    def _wanted_item(self, point: Point, fact: Fact | None) -> Item:
        """The fact's own item, drawn out of its topic; or the whole topic, where the words name no more than that."""
        if fact is not None:
            home = self._home_of(fact)
            if home is not None and home.is_titled_by_user:
                return home
            item = self._open(point.text)
            self._move(fact, item)
            return item
        subject = point.subject or topic_of(point.text)
        topic = self._item_for(subject) if subject else None
        is_free = topic is not None and topic is not self._since and not topic.rank
        is_general = topic is not None and topic.shape.topics != (ContextKind.DECISIONS,)
        return topic if topic is not None and is_free and is_general else self._open(point.text)

    def _ask_to_decide(self, item: Item, point: Point, fact: Fact | None) -> None:
        """The wish is the decision: it is said once, as the title or, where a record has a name for it, below it."""
        if fact is not None and fact.subject:
            item.title, item.rest = one_line(fact.subject), ""
            item.decisions.append(point)
        else:
            item.is_to_decide = True

    def _file_proposal(self, proposal: InviteTopic) -> None:
        fact = self._match(proposal.text)
        item = self._named_item(proposal.text)
        if item is None:
            item = self._open(proposal.text)
            if fact is not None and not self._is_wanted(fact):
                self._move(fact, item)
        item.proposals.append(proposal)
        item.refs.append(INVITE)

    def _file_point(self, point: Point, before: Point | None = None) -> None:
        """A lean belongs to what was said just before it, where it names nothing itself."""
        follows = point.lean and before is not None and before.refs[0] == point.refs[0]
        named = self._match(point.text)
        is_free = not point.about and (named is None or named.part is FactPart.PROMISE)
        home = self._filed.get(before.text) if follows and is_free and before else None
        item = home or self._item_for_point(point)
        self._filed[point.text] = item
        if point.topic is ContextKind.DECISIONS and not point.about and not point.lean:
            item.decisions.append(point)
        else:
            item.points.append(point)

    def _item_for_point(self, point: Point) -> Item:
        if point.about:
            fact = self._facts.get(point.about)
            home = self._home_of(fact) if fact else None
            return home or self._open(fact.subject or fact.text if fact else point.text)
        wanted = self._named_item(point.text)
        if point.topic is QuestionTopic.OPEN_QUESTIONS and wanted is not None and wanted.rank:
            return wanted
        is_of_section = isinstance(point.topic, QuestionTopic) and self._item_for(point.topic) is not None
        if is_of_section:
            return self._item_for(point.topic) or self._since
        fact = self._match(point.text)
        home = self._home_of(fact) if fact else None
        if home is not None and home is not self._since:
            return home
        if named := self._named_item(point.text):
            return named
        if point.topic is ContextKind.HISTORY and self._shape.opening:
            return self._since
        return self._topic_item(point) or self._lead() or self._open(point.text)

    def _topic_item(self, point: Point) -> Item | None:
        """By the subject of its words before what it was asked about: "approve the budget" is about the budget."""
        for topic in (point.subject, point.topic):
            item = self._item_for(topic) if topic else None
            if item is not None and item is not self._since:
                return item
        return None

    def _lead(self) -> Item | None:
        """The item an answer to a general question goes to: the user's first priority, or the opening."""
        first = next((item for item in (*self._own, *self._topics) if item.rank == 1), None)
        return first or (self._since if self._shape.opening else None)

    def _item_for(self, topic: Topic) -> Item | None:
        if topic is ContextKind.HISTORY and self._shape.opening:
            return self._since
        place = self._shape.place_of(topic)
        if place is None:
            return self._since if topic is QuestionTopic.RESULT and self._shape.opening else None
        return self._topics[place]

    def _home_of(self, fact: Fact) -> Item | None:
        homes = (self._since, *self._own, *self._topics)
        return next((item for item in homes if any(one.ref == fact.ref for one in item.facts)), None)

    def _is_wanted(self, fact: Fact) -> bool:
        home = self._home_of(fact)
        return home is not None and home.rank > 0

    def _move(self, fact: Fact, item: Item) -> None:
        home = self._home_of(fact)
        if home is not None:
            home.facts.remove(next(one for one in home.facts if one.ref == fact.ref))
        item.facts.append(fact)

    def _match(self, text: str) -> Fact | None:
        """The fact a phrase names."""
        known = [fact for fact in self._facts.values() if fact.part not in RECAP | {FactPart.SUMMARY}]
        place = most_named(text, known)
        return self._match_within(text) if place is None else known[place]

    def _match_within(self, text: str) -> Fact | None:
        """The one record whose whole name, or all of whose choices, stand in a longer phrase."""
        words = content_words(text)
        records = [f for f in self._facts.values() if f.part in (FactPart.STATE, FactPart.DECISION) and f.subject]
        named = [fact for fact in records if is_named(fact, words)]
        if len(named) == 1:
            return named[0]
        return next((fact for fact in records if offers_choices(fact, words)), None)

    def _named_item(self, text: str) -> Item | None:
        """The item in the user's or the invitation's words that a phrase names, too."""
        words = content_words(text)
        return next((item for item in self._titled() if _shares_name(words, content_words(item.title))), None)

    def _titled(self) -> Iterator[Item]:
        yield from self._own
        yield from (item for item in self._topics if item.is_titled_by_user)

    def _open(self, text: str) -> Item:
        """An item the shape does not have, titled in the user's or the invitation's own words."""
        said = headline(text)
        known = next((item for item in self._own if item.title.casefold() == said.title.casefold()), None)
        if known is None:
            known = Item(said.title, SectionShape(title=one_line(said.title, 60), topics=OWN), rest=said.rest)
            known.is_titled_by_user = True
            self._own.append(known)
        return known

    def _join_own_decision(self) -> None:
        """Moves a decision that the meeting's title names to what is wanted most: they are one thing."""
        lead = next((item for item in (*self._own, *self._topics) if item.rank == 1), None)
        if lead is None:
            return
        for fact in self._facts.values():
            if fact.part is FactPart.DECISION and is_named(fact, self._title_words) and not self._is_wanted(fact):
                self._move(fact, lead)

    def _join_related(self) -> None:
        """Moves what belongs to a fact of another item there, unless the user wants it in its own right."""
        shown = [fact for fact in self._facts.values() if self._home_of(fact) not in (None, self._since)]
        for guest, host in hosts(shown, self._kinds):
            home = self._home_of(host)
            wanted = self._home_of(guest) if self._is_wanted(guest) else None
            if wanted is not None and not self._is_wanted(host):
                self._move(host, wanted)
                wanted.hosts[host.ref] = guest.ref
            elif home is not None and wanted is None:
                self._move(guest, home)
                home.hosts[guest.ref] = host.ref


def _shares_name(words: frozenset[str], name: frozenset[str]) -> bool:
    """Returns whether a phrase is about what an item is called."""
    shared = len(words & name)
    return shared > 0 and shared >= ENOUGH * min(len(words), len(name))
