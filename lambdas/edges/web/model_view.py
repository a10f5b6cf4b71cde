"""The model on the settings page: whether it answers, what it cost the person, and what of theirs it may read."""

from lambdas.domain.accounts.user import User
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.connection import is_loopback
from lambdas.domain.llm.consent import NEVER
from lambdas.domain.llm.model_status import HERE, LastNoAnswer, ModelStatus, in_dollars
from lambdas.domain.llm.reasons import SAID

CHOICES = (
    ("off", "Nothing of mine"),
    ("own", "What I write myself: answers, questions and notes"),
    ("all", "Also my meetings and what was gathered for them"),
)
LEFT_OUT = tuple(kind for kind in ContextKind if kind.value not in NEVER)


class ConsentChoice(Model):
    level: str
    label: str
    is_chosen: bool


class SourceChoice(Model):
    name: str
    label: str
    is_left_out: bool


class ModelSection(Model):
    """``how`` is the line that says how it is; ``command`` is for operators, where there is none."""

    is_well: bool
    how: str
    detail: str = ""
    last: str = ""
    goes_to: str = ""
    command: str = ""
    choices: tuple[ConsentChoice, ...] = ()
    sources: tuple[SourceChoice, ...] = ()


def model_section(status: ModelStatus, user: User) -> ModelSection:
    operates = user.role == "operator"
    if not status.is_connected:
        how = "Off: no model is connected, and the rules do all of it."
        return ModelSection(is_well=False, how=how, command="./amo model connect" if operates else "")
    consent = user.model_consent
    last = status.last_no_answer
    return ModelSection(
        is_well=status.state == "on",
        how=_how(status),
        detail=f"{status.why[:1].upper()}{status.why[1:]}." if operates and status.state == "unavailable" else "",
        last=_last(last, user.timezone) if last else "",
        goes_to=_goes_to(status),
        choices=tuple(
            ConsentChoice(level=level, label=label, is_chosen=level == consent.level) for level, label in CHOICES
        ),
        sources=tuple(
            SourceChoice(name=kind.value, label=spec_of(kind).label, is_left_out=kind in consent.without)
            for kind in LEFT_OUT
        ),
    )


def _how(status: ModelStatus) -> str:
    if status.state == "off":
        return f"Off: {status.model} is paused by whoever runs AMO, and the rules do all of it."
    if status.state == "unavailable":
        return f"{status.model} does not answer at the moment, and the rules do all of it."
    return f"On: {status.model}, {in_dollars(status.own_spent_today)} USD today"


def _goes_to(status: ModelStatus) -> str:
    if status.place == HERE:
        return f"{status.model}, on this computer"
    if status.provider == "bedrock":
        return f"{status.model}, at Amazon Bedrock ({status.place})"
    host = status.place.rpartition(":")[0] or status.place
    return (
        f"{status.model}, on this computer" if is_loopback(host.strip("[]")) else f"{status.model}, at {status.place}"
    )


def _last(last: LastNoAnswer, timezone: str) -> str:
    return f"Last without an answer: {date_and_time(last.at, timezone)}, {SAID[last.reason]}."
