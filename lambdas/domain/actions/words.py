"""The words for an action, to one reader: who asks, for whom and why, at what risk, and what became of it. Pure.

``names`` are people's names by their id, the reader's own being YOU; times are on the reader's clock. No id is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.kinds.base import Owned, Risk, Unknown
from lambdas.domain.actions.kinds.mail import OUTSIDE, Mail
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.plain_text import one_line

Names = Mapping[str, str]

YOU = "you"
SOMEBODY = "somebody who is no longer here"
NOBODY_YET = "Nobody else can approve this yet: an operator can invite a reviewer, under Settings, People."
MAX_SAID = 300
MAX_NAMED = 5
PREPARATION = "meeting_prep"
AGENTS = {PREPARATION: "AMO, after preparing", "amo": "AMO", "operator": "Whoever runs AMO"}
RISKS = {Risk.LOW: "Low risk", Risk.MEDIUM: "Medium risk", Risk.HIGH: "High risk", Risk.CRITICAL: "Critical risk"}


def people_in(actions: Iterable[PendingAction]) -> set[str]:
    """The user ids an action shows by name."""
    found: set[str] = set()
    for action in actions:
        found |= {action.on_behalf_of, action.edited_by, *(said.by for said in action.remarks)}
        found |= {vote.by for vote in action.votes}
        entries = (action.requested_by, *action.approvers.any_of, *action.approvers.all_of)
        found |= {entry.removeprefix("user:") for entry in entries if entry.startswith("user:")}
    return found - {""}


def named(user_id: str, names: Names) -> str:
    return names.get(user_id) or SOMEBODY


def whose(user_id: str, names: Names) -> str:
    """``your``, ``Priya’s``."""
    name = named(user_id, names)
    return "your" if name == YOU else f"{name}’s"


def sentence(text: str) -> str:
    """With a capital at its beginning; an address that it begins with stays as it is written."""
    return text if "@" in text.partition(" ")[0] else text[:1].upper() + text[1:]


def title_of(action: PendingAction, names: Names) -> str:
    """Returns the request in one line; whose calendar or list it is as the reader would say it."""
    if action.summary and not action.payload:
        return action.summary.titled(whose(action.on_behalf_of, names))
    details = read_payload(action.payload).details
    return details.title_for(whose(action.on_behalf_of, names)) if isinstance(details, Owned) else details.title


def title_for_whom(action: PendingAction, names: Names) -> str:
    """Returns the request in one line that says for whom it is, where that is somebody else than the reader."""
    title, owner = title_of(action, names), named(action.on_behalf_of, names)
    is_said = owner == YOU or whose(action.on_behalf_of, names) in title
    return title if is_said else f"{title}, for {owner}"


def asker(requested_by: str, names: Names) -> str:
    """``requested_by`` is ``user:ID`` or ``agent:NAME``."""
    kind, _, name = requested_by.partition(":")
    return AGENTS.get(name, "AMO") if kind == "agent" else named(name, names)


def who_asks(action: PendingAction, names: Names) -> str:
    owner = named(action.on_behalf_of, names)
    if not action.requested_by.startswith("user:"):
        return f"AMO asks, for {owner}{_wish(action, owner)}."
    name = asker(action.requested_by, names)
    if action.requested_by != f"user:{action.on_behalf_of}":
        return sentence(f"{name} {'ask' if name == YOU else 'asks'}, for {owner}.")
    return "You asked AMO to do this." if name == YOU else f"{sentence(name)} asks AMO to do this."


def who_may_approve(people: Sequence[str]) -> str:
    """``people`` by name. Says who is to be asked, to whoever cannot approve it themselves."""
    return f"{sentence(either_of(people))} may approve this." if people else NOBODY_YET


def either_of(people: Sequence[str]) -> str:
    """``Priya, Rea or 2 more``; at least one of them is there."""
    others = len(people) - MAX_NAMED
    *first, last = [*people[:MAX_NAMED], f"{others} more"] if others > 0 else people
    return " or ".join(filter(None, (", ".join(first), last)))


def why_asked(action: PendingAction) -> str:
    """Says why a person is asked at all; empty where nothing does."""
    return f"You are asked because {action.reason.rstrip('.')}." if action.reason else ""


def risk_words(action: PendingAction) -> str:
    shown = action.preview
    if isinstance(read_payload(action.payload).details, Unknown):
        return f"{RISKS[action.risk]}."
    reach = "reaches people outside the company and " if any(c.what == OUTSIDE for c in shown.changes) else ""
    return f"{RISKS[action.risk]}: it {reach}{'can be undone' if shown.undo else 'cannot be taken back'}."


def superseded(action: PendingAction, names: Names, timezone: str) -> str:
    """``action`` as it reads now, said on a card that shows older words."""
    when = f", {date_and_time(action.edited_at, timezone)}" if action.edited_at else ""
    return f"Changed by {named(action.edited_by, names)}{when}; the new wording is below."


def vote_counted(action: PendingAction, names: Names, timezone: str) -> str:
    """Says to whoever approved it last that theirs is not the only approval it takes."""
    vote = action.votes[-1]
    when = date_and_time(vote.at, timezone)
    return f"Approved by {named(vote.by, names)}, {when}; somebody else’s approval is needed as well."


def outcome(action: PendingAction, names: Names, timezone: str) -> str:
    """Says what was decided and how it went; empty while it waits."""
    return " ".join(filter(None, (_decision(action, names, timezone), _execution(action, timezone))))


def _wish(action: PendingAction, owner: str) -> str:
    """A preparation shares an agenda for whoever wants that of every one."""
    if (action.requested_by, action.action_type) != (f"agent:{PREPARATION}", ShareAgenda.action_type):
        return ""
    return f", because {owner} {'want' if owner == YOU else 'wants'} agendas shared once they are prepared"


def _decision(action: PendingAction, names: Names, timezone: str) -> str:
    when = _when(action.decided_at, timezone)
    if action.status is ActionStatus.PENDING:
        return ""
    if action.status is ActionStatus.EXPIRED:
        done = "sent" if isinstance(read_payload(action.payload).details, Mail) else "done"
        return f"Expired{when}: nobody decided in time, so nothing was {done}."
    if action.automatic:
        return f"Run without asking, as the rules say{when}."
    by = named(action.decided_by, names)
    if action.status is ActionStatus.REJECTED:
        is_withdrawal = action.requested_by == f"user:{action.decided_by}"
        return _with_reason(f"{'Taken back' if is_withdrawal else 'Rejected'} by {by}{when}", action.note)
    emergency = next((vote.break_glass for vote in action.votes if vote.break_glass), "")
    if emergency:
        return _with_reason(f"Approved by {by} in an emergency{when}", emergency)
    if any(vote.is_alone for vote in action.votes):
        return _with_reason(f"Confirmed by {by}, since nobody else here may approve it{when}", action.note)
    voters = dict.fromkeys(named(vote.by, names) for vote in action.votes if vote.verdict == "approve")
    return _with_reason(f"Approved by {' and '.join(voters) or by}{when}", action.note)


def _execution(action: PendingAction, timezone: str) -> str:
    done = action.execution
    when = _when(done.finished_at, timezone)
    match done.status:
        case ExecutionStatus.DONE:
            return f"{one_line(done.result, MAX_SAID).rstrip('.') or 'Done'}{when}."
        case ExecutionStatus.UNDONE:
            return _with_reason(f"Undone{when}", done.result)
        case ExecutionStatus.FAILED:
            return _with_reason(f"It did not work{when}", done.error)
        case ExecutionStatus.REFUSED:
            return _with_reason(f"It was not carried out{when}", done.error)
        case ExecutionStatus.UNKNOWN:
            return _with_reason("Nobody can tell whether it was done, so it needs a person", done.error)
    return ""


def _with_reason(text: str, reason: str) -> str:
    said = one_line(reason, MAX_SAID)
    whole = f"{text}: {said}" if said else text
    return whole if whole.endswith((".", "!", "?", "…")) else f"{whole}."


def _when(moment: datetime | None, timezone: str) -> str:
    return f", {date_and_time(moment, timezone)}" if moment else ""
