"""Before the decision: wording an action differently, asking whoever proposed it. Neither decides anything."""

from collections.abc import Mapping
from datetime import datetime

from lambdas.approvals.decide import ATTEMPTS, Decision, Decisions, must_say_what_was_seen
from lambdas.approvals.entries import entry
from lambdas.approvals.policies import Policies
from lambdas.approvals.propose import MAX_PAYLOAD, must_be_small
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import read_payload, summary
from lambdas.domain.actions.audit import AuditEvent
from lambdas.domain.actions.editable_fields import Editable, editable_fields, edited
from lambdas.domain.actions.pending_action import PendingAction, Remark
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.plain_text import one_line
from lambdas.errors import Conflict, Forbidden, Refused, Retryable

MAX_REMARK = 500
MAX_EARLIER = 160 * 1024
MAX_REMARKS = 20


def fields_to_edit(policies: Policies, action: PendingAction) -> tuple[Editable, ...]:
    """Empty where the policy, or the type, lets nothing be edited."""
    policy = policies.of(policies.users.get(action.on_behalf_of))
    return editable_fields(read_payload(action.payload)) if policy.may_edit(action.action_type) else ()


def edit_action(
    on: Decisions, action_id: str, user_id: str, changes: Mapping[str, str], payload_hash: str, now: datetime
) -> PendingAction:
    """The action as it reads from now on; who had voted for the old words has to look again.

    Raises what a decision raises, and Forbidden where the policy lets nothing be edited.
    """
    on = on.read_once()
    action, reviewer = on.visible(action_id, user_id)
    word = Decision(verdict="approve", payload_hash=payload_hash)
    must_say_what_was_seen(word)
    on.must_be_open(action, reviewer, word, now)
    on.must_be_entitled(action, reviewer, word, now)
    fields = fields_to_edit(on.alerts.policies, action)
    if not fields:
        raise Forbidden("This can be approved or rejected, not edited.")
    try:
        payload = edited(read_payload(action.payload), changes).payload
    except ValueError as error:
        raise Refused(f"It was not changed: {error}.") from error
    if payload == action.payload:
        return action
    must_be_small(payload, MAX_PAYLOAD)
    earlier = (*action.earlier, action.payload)
    if sum(map(len, earlier)) > MAX_EARLIER:
        raise Refused("It was changed often enough: approve it or reject it.")
    news = {"payload": payload, "payload_hash": digest(payload), "summary": summary(payload), "earlier": earlier}
    moved = action.moved(**news, votes=(), edited_by=user_id, edited_at=now)
    note = f"Changed: {', '.join(field.label for field in fields if field.name in changes)}"
    stored = on.actions.record(moved, entry(moved, AuditEvent.EDITED, f"user:{user_id}", now, note=note))
    on.alerts.supersede(action, stored, now)
    return stored


def remark(on: Decisions, action_id: str, user_id: str, text: str, now: datetime) -> PendingAction:
    """Asks whoever proposed it, or answers; everybody it concerns is told. Raises NotFound, Refused."""
    said = one_line(text, MAX_REMARK)
    if not said:
        raise Refused("Write what you want to ask.")
    for _ in range(ATTEMPTS):
        action, _ = on.visible(action_id, user_id)
        if len(action.remarks) >= MAX_REMARKS:
            raise Refused("Enough has been asked here: approve it or reject it.")
        moved = action.moved(remarks=(*action.remarks, Remark(by=user_id, at=now, text=said)))
        try:
            stored = on.actions.record(moved, entry(moved, AuditEvent.REMARKED, f"user:{user_id}", now, note=said))
            break
        except Conflict:
            continue  # somebody else wrote it at this very moment
    else:
        raise Retryable("Others keep writing here at the same time; send it again.")
    on.alerts.question_asked(stored, asked_people(on, stored, user_id), now)
    return stored


def asked_people(on: Decisions, action: PendingAction, user_id: str) -> list[User]:
    """Returns the people a question or an answer of this person's reaches: whoever may approve it, where they alone
    asked for it.
    """
    people = {user.user_id: user for user in on.alerts.concerned(action)}
    for other in {said.by for said in action.remarks} - set(people):
        people[other] = on.alerts.policies.users.get(other)
    found = [person for person in people.values() if person.user_id != user_id]
    if found or action.requested_by != f"user:{user_id}":
        return found
    return [person for person in on.alerts.policies.who_may(action) if person.user_id != user_id]
