"""Greenhouse Recruiting's web hooks: jobs and their openings, and the applications that go through their stages.

Published at developers.greenhouse.io/webhooks.html (grnhse/greenhouse-api-docs, source/includes/webhooks). Signed with
``Signature: sha256 <hex>``, the HMAC of the body as it was sent. What matters about them:

- A job's message has no time of its own, so it counts as of the moment it came; an application's counts as of its last
  activity, and an older one changes nothing, even if it comes later: Greenhouse tries for fifteen hours.
- AMO knows those applications whose web hooks it got. A candidate who is deleted is told by the numbers of their
  applications without their jobs; they stay counted until the job says something else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.statuses import HiringStage
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.source_pages import SourceChange, SourceRevision, SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.errors import NeedsConsent, Refused
from lambdas.sources.base import Secret, SourcePush
from lambdas.sources.foreign_json import UNREADABLE, line_of, list_of, mapping_of, message_of
from lambdas.sources.greenhouse_jobs import (
    ENDS,
    GONE,
    RememberedJob,
    id_of_number,
    is_confidential,
    is_open,
    moment_of,
    openings_of,
    remembered,
    row_of,
    says_the_same,
)
from lambdas.sources.hiring_stages import stage_of
from lambdas.sources.signatures import is_signed

NOT_SIGNED = "Web hooks come that are not signed with the key {} was connected with; give both the same key."

JOBS = frozenset({"job_created", "job_updated", "job_approved"})
JOB_DELETED = "job_deleted"
ACTIVE = frozenset(
    {
        "new_candidate_application",
        "new_prospect_application",
        "candidate_stage_change",
        "application_updated",
        "unreject_candidate",
        "unhire_candidate",
    }
)
HIRED, REJECTED, APPLICATION_DELETED = "hire_candidate", "reject_candidate", "delete_application"
OFFERS = frozenset({"offer_created", "offer_approved"})
"""An update of an offer is about an old version of it as often as not, and is left to the stage."""


def push(config: SourcesConfig) -> SourcePush:  # noqa: ARG001 - Greenhouse has no severities
    return GreenhousePush()


@dataclass(frozen=True, slots=True)
class GreenhousePush:
    def change(
        self, account: SourceAccount, secret: Secret, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> SourceChange:
        """A ``ping``, and whatever says nothing of staffing, gives no change."""
        scheme, _, signature = headers.get("signature", "").strip().partition(" ")
        if scheme.casefold() != "sha256" or not is_signed(body, signature, secret.get("key", "")):
            raise NeedsConsent(NOT_SIGNED.format(account.spec.label))
        message = message_of(body, account.spec.label)
        action, payload = line_of(message.get("action")), mapping_of(message.get("payload"))
        if action in JOBS | {JOB_DELETED}:
            return _of_job(action, mapping_of(payload.get("job")), now)
        if action in OFFERS:
            return _of_part(payload, HiringStage.OFFER, now)
        application = mapping_of(payload.get("application"))
        if action == APPLICATION_DELETED:
            return _of_part({**application, "application_id": application.get("id")}, GONE, now)
        if action in ACTIVE or action in (HIRED, REJECTED):
            return _of_application(action, application, now)
        return SourceChange()


def _of_job(action: str, job: Mapping[str, Any], now: datetime) -> SourceChange:
    """A draft is not open yet."""
    number = _number(job)
    if action == JOB_DELETED or is_confidential(job) or not is_open(job):
        return SourceChange(closed=((RecordKind.STAFFING, number),))

    def after(stored: SourcedRecord | None) -> SourceRow | None:
        memory = remembered(stored)
        openings = openings_of(job)
        changed = memory if openings is None else replace(memory, openings=openings)
        row = row_of(job, changed, stored, "", now)
        return None if says_the_same(row, stored) else row

    return _revised(number, after)


def _of_application(action: str, application: Mapping[str, Any], now: datetime) -> SourceChange:
    """A candidate has one job, a prospect any number of them."""
    number = id_of_number(application.get("id"))
    if not number:
        raise Refused(UNREADABLE.format("Greenhouse"))
    changes = [
        _of_jobs_application(action, application, mapping_of(job), now) for job in list_of(application.get("jobs"))
    ]
    return SourceChange(
        closed=tuple(one for change in changes for one in change.closed),
        revisions=tuple(one for change in changes for one in change.revisions),
    )


def _of_jobs_application(
    action: str, application: Mapping[str, Any], job: Mapping[str, Any], now: datetime
) -> SourceChange:
    number, application_number = _number(job), id_of_number(application.get("id"))
    if is_confidential(job) or not is_open(job):
        return SourceChange(closed=((RecordKind.STAFFING, number),))
    at = moment_of(_told_at(action, application), now)
    recruiter = line_of(mapping_of(mapping_of(application.get("candidate")).get("recruiter")).get("name"))

    def after(stored: SourcedRecord | None) -> SourceRow | None:
        memory = remembered(stored)
        stage = _stage(action, application, memory, application_number)
        changed = memory.with_application(application_number, stage, at)
        return row_of(job, changed, stored, recruiter, at) if changed != memory else None

    return _revised(number, after)


def _stage(action: str, application: Mapping[str, Any], memory: RememberedJob, number: str) -> str:
    """A stage whose name says nothing changes nothing; whoever applied is screened at least."""
    if action == REJECTED or application.get("status") == "rejected":
        return GONE
    if action == HIRED or application.get("status") == "hired":
        return HiringStage.HIRED
    if application.get("prospect") is True:
        return HiringStage.SOURCING
    known = memory.applications.get(number)
    named = stage_of(line_of(mapping_of(application.get("current_stage")).get("name")))
    still = known.stage if known and known.stage not in ENDS else HiringStage.SCREENING
    return named or still


def _told_at(action: str, application: Mapping[str, Any]) -> object:
    """Nothing for a hire, which says when the offer was accepted, and that may be a day written in later."""
    if action == REJECTED:
        return application.get("rejected_at") or application.get("last_activity_at")
    return application.get("last_activity_at") if action != HIRED else None


def _of_part(said: Mapping[str, Any], stage: str, now: datetime) -> SourceChange:
    """A job and an application named by their numbers alone say nothing where the job is not known."""
    number, application_number = id_of_number(said.get("job_id")), id_of_number(said.get("application_id"))
    if not number or not application_number:
        return SourceChange()

    def after(stored: SourcedRecord | None) -> SourceRow | None:
        if stored is None or stored.closed_at:
            return None
        memory = remembered(stored)
        known = memory.applications.get(application_number)
        if known and known.stage in ENDS and stage == HiringStage.OFFER:
            return None
        at = now.replace(microsecond=0)
        changed = memory.with_application(application_number, stage, at)
        return row_of({}, changed, stored, "", at) if changed != memory else None

    return _revised(number, after)


def _revised(number: str, after: Callable[[SourcedRecord | None], SourceRow | None]) -> SourceChange:
    return SourceChange(revisions=(SourceRevision(RecordKind.STAFFING, number, after),))


def _number(job: Mapping[str, Any]) -> str:
    """Raises Refused for a job without one."""
    number = id_of_number(job.get("id"))
    if not number:
        raise Refused(UNREADABLE.format("Greenhouse"))
    return number
