"""A situation as its YAML file tells it: who meets, what is on record, what was answered, and what must come of it."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meetings.meeting import Attendee, Response
from lambdas.domain.outcomes.outcome import Reached

FOLDER = Path(__file__).parent / "situations"


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Some = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One or several; ``/.../`` is a regular expression, anything else a piece of text."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    name: str
    address: str
    zone: str = "Europe/Berlin"


class Told(_Part):
    """``to``: words of the question it answers; without them it is for the question at ``place``, from 1."""

    say: str
    to: Some = ()
    place: int = 0
    is_none: bool = False
    """It says nothing: "idk", an emoji."""


class Occurrence(_Part):
    start: AwareDatetime
    minutes: int = 0
    title: str = ""
    attendees: tuple[str, ...] = ()
    answers: tuple[Told, ...] = ()
    """Without any, that occurrence was not prepared."""
    records: dict[RecordKind, str] = {}
    """As they were on that day; those of the situation itself come on top."""
    notes: str = ""
    """Handed in once it was over; everything found in them was confirmed as it was found."""
    reached: dict[str, Reached] = {}
    """By words of what was wanted."""


class Invitation(_Part):
    """``attendees``: "Ana Ruiz", "Bo Chen <bo@acme.example>", "Cy Day (declined)", "Room 4 (room)"."""

    title: str
    start: AwareDatetime
    minutes: int
    zone: str = "Europe/Berlin"
    description: str = ""
    location: str = ""
    conference: str = ""
    organizer: str = ""
    attendees: tuple[str, ...] = ()
    domain: str = "corp.example"
    series: str = ""
    earlier: tuple[Occurrence, ...] = ()

    def person(self, written: str) -> Attendee:
        is_declined, is_room = written.endswith(" (declined)"), written.endswith(" (room)")
        text = written.removesuffix(" (declined)").removesuffix(" (room)")
        name, _, address = text.rpartition("<") if "@" in text else (text, "", "")
        name = name.strip()
        given = address.rstrip("> ") or f"{'.'.join(name.casefold().split(' (')[0].split())}@{self.domain}"
        response = Response.DECLINED if is_declined else Response.ACCEPTED
        return Attendee(name=name, email=given, is_room=is_room, response=response)


class Promise(_Part):
    """An action item. ``of``: the occurrence it is from, by its place among the earlier ones; none: of elsewhere."""

    what: str
    owner: str
    made: date
    due: date | None = None
    of: int | None = None
    status: Literal["open", "done", "dropped"] = "open"


class Later(_Part):
    """What changed on record before the reminder."""

    at: AwareDatetime
    records: dict[RecordKind, str]


class Claim(_Part):
    """All of ``say`` in the section, of ``line`` in one line, of ``together`` in one section; of ``any`` one."""

    where: Some = Field(alias="in")
    section: str = ""
    say: Some = ()
    line: Some = ()
    together: Some = ()
    any: Some = ()
    why: str = ""


class Order(_Part):
    where: str = Field(alias="in", default="agenda")
    first: str
    then: str


class Minutes(_Part):
    section: str
    at_least: int = 0
    at_most: int = 10_000
    is_most: bool = False


class Length(_Part):
    where: str = Field(alias="in")
    lines: int = 0
    words: int = 0


class Once(_Part):
    where: Some = Field(alias="in")
    say: str


class Whom(_Part):
    about: str
    ask: str


class Asked(_Part):
    """Of the conversation's questions."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    first: str = ""


class Situation(_Part):
    """``wants``: what of the answers is wanted; ``private``: words others never get; ``corrected``: its type is."""

    about: str
    type: str
    corrected: bool = False
    user: Person
    now: AwareDatetime
    meeting: Invitation
    records: dict[RecordKind, str] = {}
    promises: tuple[Promise, ...] = ()
    answers: tuple[Told, ...] = ()
    wants: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    later: Later | None = None
    asked: Asked = Asked()
    must: tuple[Claim, ...] = ()
    must_not: tuple[Claim, ...] = ()
    order: tuple[Order, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    length: tuple[Length, ...] = ()
    once: tuple[Once, ...] = ()
    whom: tuple[Whom, ...] = ()

    @cached_property
    def people(self) -> tuple[Attendee, ...]:
        """Everybody else who comes."""
        everybody = (self.meeting.person(written) for written in self.meeting.attendees)
        own = self.user.address.casefold()
        return tuple(p for p in everybody if p.email != own and not p.is_room and p.response != Response.DECLINED)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(name: str) -> Situation:
    content = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return Situation.model_validate(content)
