"""The kinds of meeting, as config/meeting_types.yaml describes them (CLS-1)."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, RootModel, StringConstraints, model_validator

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model

DEFAULT = "default"
MIN_QUESTIONS = 3

PLACEHOLDERS = re.compile(r"\{(?:title|person|who|customer|incident) or [^{}]+\}")
"""What a question of preparation may name of the meeting; domain/conversation/occasion.py fills it in."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
QuestionSet = Literal["a", "b"]
"""``b`` is the second set, where a type has one to be compared with its first."""
Allowance = Literal["social", "planning", "aftermath", "speech", "welcome"]


LABELS = {"one_on_one": "One-on-one", "qbr": "Quarterly business review", DEFAULT: "Meeting"}
"""By name, where the name in plain letters would not do."""

ALLOWED: dict[str, tuple[Allowance, ...]] = {
    "leadership_meeting": ("planning",),
    "one_on_one": ("social", "planning", "speech", "welcome"),
    "incident_review": ("aftermath",),
}
QUESTIONS = (
    "What has to be different once {title or this meeting} is over?",
    "What do you bring that nobody else in the room has?",
    "Which question must be answered before you leave, and {who or who} can answer it?",
)


class MeetingType(Model):
    """One kind of meeting; config/meeting_types.yaml explains each key at its head.

    A key that is left out has a default: the file may hold as little as keywords, a number of people and hours.
    """

    label: Text = LABELS[DEFAULT]
    keywords: tuple[Text, ...] = ()
    needs_meeting_word: tuple[Text, ...] = ()
    also_a_title: tuple[Text, ...] = ()
    allows: tuple[Allowance, ...] = ()
    attendee_count: int | None = Field(default=None, ge=1)
    required_attendees_min: int | None = Field(default=None, ge=1)
    prep_hours_before: int = Field(default=24, gt=0, le=2160)
    prep_questions: tuple[Text, ...] = Field(default=QUESTIONS, min_length=MIN_QUESTIONS, max_length=5)
    prep_questions_b: tuple[Text, ...] = Field(default=(), max_length=5)
    asked_b: int = Field(default=0, ge=0, le=100)
    context_required: tuple[ContextKind, ...] = (ContextKind.DECISIONS, ContextKind.HISTORY)

    @model_validator(mode="before")
    @classmethod
    def _has_known_keys(cls, value: object) -> object:
        unknown = [key for key in value if key not in cls.model_fields] if isinstance(value, dict) else []
        if unknown:
            raise ValueError(f'"{unknown[0]}" is no key of a type; there are {", ".join(cls.model_fields)}')
        return value

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.attendee_count and self.required_attendees_min:
            raise ValueError("has both attendee_count and required_attendees_min: keep one")
        if self.prep_questions_b and len(self.prep_questions_b) < MIN_QUESTIONS:
            raise ValueError(f"prep_questions_b has fewer than {MIN_QUESTIONS} questions: add some, or take it out")
        strangers = {*self.needs_meeting_word, *self.also_a_title} - {*self.keywords}
        if strangers:
            raise ValueError(f"needs_meeting_word and also_a_title may only repeat keywords; add {sorted(strangers)}")
        if any("{" in rest or "}" in rest for rest in (PLACEHOLDERS.sub("", text) for text in self.prep_questions)):
            raise ValueError("a question's braces hold title, person, who, customer or incident, then or and words")
        return self

    def asking(self, name: QuestionSet) -> Self:
        """The type with that set of questions as its own."""
        return self.model_copy(update={"prep_questions": self.prep_questions_b}) if name == "b" else self

    def fits(self, attendee_count: int | None, is_minimum: bool = False) -> bool:
        """Says whether so many people may meet for this; None (the calendar lists nobody) speaks against nothing.

        What is only a minimum (nobody says of how many a group is) can be as many as are needed, never exactly two.
        """
        if attendee_count is None:
            return True
        if self.attendee_count is not None:
            return attendee_count == self.attendee_count and not is_minimum
        return is_minimum or attendee_count >= (self.required_attendees_min or 0)

    @property
    def people_needed(self) -> str:
        """For a sentence: ``exactly 2``, ``at least 20``."""
        if self.attendee_count is not None:
            return f"exactly {self.attendee_count}"
        return f"at least {self.required_attendees_min or 0}"


class MeetingTypes(RootModel[dict[Text, MeetingType]]):
    """All types by name. ``default`` is what a meeting is when no other type's words are in its title."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _filled_in(cls, value: object) -> object:
        """Takes the types also below one key ``meeting_types``, and adds what a type leaves out."""
        if not isinstance(value, dict):
            return value
        types = value.get("meeting_types", value)
        if types is value or not isinstance(types, dict):
            return _with_defaults(value)
        if others := [str(key) for key in value if key != "meeting_types"]:
            raise ValueError(f'"{others[0]}" stands beside meeting_types: put it below, with the other types')
        return _with_defaults(types)

    @model_validator(mode="after")
    def _leaves_default_free(self) -> Self:
        if self.root[DEFAULT].keywords:
            raise ValueError("default must have no keywords: it is used when nothing else fits")
        return self

    def __getitem__(self, name: str) -> MeetingType:
        return self.root[name]

    def __contains__(self, name: object) -> bool:
        return name in self.root

    def get(self, name: str) -> MeetingType:
        """The type of that name, or ``default`` for a name that the configuration no longer has."""
        return self.root.get(name, self.root[DEFAULT])

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.root)

    def items(self) -> Iterator[tuple[str, MeetingType]]:
        yield from self.root.items()


def _with_defaults(types: Mapping[object, object]) -> dict[object, object]:
    return {name: _with_name(str(name), kind) for name, kind in {**types, DEFAULT: types.get(DEFAULT)}.items()}


def _with_name(name: str, kind: object) -> object:
    """The type with its usual label, and what it usually allows, where the file says neither."""
    if isinstance(kind, MeetingType):
        return kind
    if kind is not None and not isinstance(kind, dict):
        raise ValueError(f"{name} must hold keys, such as keywords and prep_hours_before")
    usual = {"label": LABELS.get(name, name.replace("_", " ").capitalize()), "allows": ALLOWED.get(name, ())}
    return {**usual, **(kind or {})}
