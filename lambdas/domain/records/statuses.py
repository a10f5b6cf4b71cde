"""The fixed choices inside records, and the other words people use for them."""

from enum import StrEnum
from typing import Annotated

from lambdas.domain.records.fields import reading


class RockStatus(StrEnum):
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"
    DONE = "done"


class Severity(StrEnum):
    SEV0 = "SEV0"
    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"


class FollowUpStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class DecisionStatus(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    DROPPED = "dropped"


class HiringStage(StrEnum):
    """The stage of the furthest candidate for a role."""

    SOURCING = "sourcing"
    SCREENING = "screening"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRED = "hired"


MAJOR = frozenset({Severity.SEV0, Severity.SEV1})

_ROCKS = {
    "green": RockStatus.ON_TRACK,
    "in_progress": RockStatus.ON_TRACK,
    "ontrack": RockStatus.ON_TRACK,
    "active": RockStatus.ON_TRACK,
    "amber": RockStatus.AT_RISK,
    "yellow": RockStatus.AT_RISK,
    "red": RockStatus.AT_RISK,
    "behind": RockStatus.AT_RISK,
    "off_track": RockStatus.AT_RISK,
    "delayed": RockStatus.AT_RISK,
    "on_hold": RockStatus.BLOCKED,
    "planned": RockStatus.NOT_STARTED,
    "todo": RockStatus.NOT_STARTED,
    "complete": RockStatus.DONE,
    "completed": RockStatus.DONE,
    "finished": RockStatus.DONE,
    "closed": RockStatus.DONE,
}
_SEVERITIES = {
    form.format(n): severity for n, severity in enumerate(Severity) for form in ("sev{}", "sev_{}", "s{}", "p{}", "{}")
}
_FOLLOW_UPS = {
    "todo": FollowUpStatus.OPEN,
    "in_progress": FollowUpStatus.OPEN,
    "done": FollowUpStatus.CLOSED,
    "complete": FollowUpStatus.CLOSED,
    "completed": FollowUpStatus.CLOSED,
    "resolved": FollowUpStatus.CLOSED,
}
_DECISIONS = {
    "pending": DecisionStatus.OPEN,
    "waiting": DecisionStatus.OPEN,
    "needed": DecisionStatus.OPEN,
    "approved": DecisionStatus.DECIDED,
    "rejected": DecisionStatus.DECIDED,
    "done": DecisionStatus.DECIDED,
    "closed": DecisionStatus.DECIDED,
    "cancelled": DecisionStatus.DROPPED,
    "withdrawn": DecisionStatus.DROPPED,
}
_STAGES = {
    "screen": HiringStage.SCREENING,
    "phone_screen": HiringStage.SCREENING,
    "interviews": HiringStage.INTERVIEW,
    "interviewing": HiringStage.INTERVIEW,
    "onsite": HiringStage.INTERVIEW,
    "offered": HiringStage.OFFER,
    "offer_out": HiringStage.OFFER,
    "filled": HiringStage.HIRED,
}

RockStatusField = Annotated[RockStatus, reading(RockStatus, _ROCKS)]
SeverityField = Annotated[Severity, reading(Severity, _SEVERITIES)]
FollowUpStatusField = Annotated[FollowUpStatus, reading(FollowUpStatus, _FOLLOW_UPS)]
DecisionStatusField = Annotated[DecisionStatus, reading(DecisionStatus, _DECISIONS)]
StageField = Annotated[HiringStage, reading(HiringStage, _STAGES)]
