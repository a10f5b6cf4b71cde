"""The parts an agenda of each kind of meeting is made of, as config/agenda.yaml describes it."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, RootModel, model_validator

from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_named
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model

DEFAULT = "default"
NamedTopic = Annotated[Topic, BeforeValidator(topic_named)]


class SectionShape(Model):
    """One possible section; config/agenda.yaml explains each key at its head."""

    title: str = Field(min_length=1, max_length=60)
    topics: tuple[NamedTopic, ...] = Field(min_length=1)
    weight: int = Field(default=2, ge=1, le=5)
    relevant: Literal["all", "raised", "answered"] = "all"
    asks: str = Field(default="", max_length=160)
    shared: str = Field(default="", max_length=60)
    private: bool = False


class WantedOutcome(Model):
    """The answers that are what the user wants out of the meeting, and how the agenda introduces them."""

    topic: NamedTopic = QuestionTopic.WANTS
    says: str = Field(default="You want out of this meeting", min_length=1, max_length=60)
    needs_owner: bool = True


class AgendaShape(Model):
    sections: tuple[SectionShape, ...] = Field(min_length=1)
    outcome: WantedOutcome = WantedOutcome()
    fixed_order: bool = False
    opening: str = Field(default="", max_length=60)
    closing: str = Field(default="", max_length=60)
    asks: tuple[Annotated[str, Field(min_length=1, max_length=160)], ...] = Field(default=(), max_length=5)
    guests: Literal["all", "raised"] = "all"

    @model_validator(mode="after")
    def _has_one_place_for_each_topic(self) -> Self:
        topics = [topic for section in self.sections for topic in section.topics]
        if twice := {topic for topic in topics if topics.count(topic) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} stands in two sections: keep one")
        if self.opening and ContextKind.HISTORY in topics:
            raise ValueError("history goes to the opening: take it out of the sections, or take out the opening")
        return self

    def place_of(self, topic: Topic) -> int | None:
        """Returns the index of the section for ``topic``; None without one."""
        return next((place for place, section in enumerate(self.sections) if topic in section.topics), None)


class AgendaShapes(RootModel[dict[str, AgendaShape]]):
    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _has_a_default(self) -> Self:
        if DEFAULT not in self.root:
            raise ValueError("has no type named default: add one, it is used when nothing else fits")
        return self

    def get(self, meeting_type: str) -> AgendaShape:
        return self.root.get(meeting_type, self.root[DEFAULT])
