"""Says of each fact which sources it comes from and when those were read, and of the note what could not be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from lambdas.context.notes import MAX_TEXT
from lambdas.context.phrases import Viewpoint
from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.records.records import Record, id_from
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.known_records import KnownRecords

OWN_RECORDS = "your records"
WHY: Mapping[SourceStatus, str] = {
    SourceStatus.RECONNECT: "access refused",
    SourceStatus.REFUSED: "question refused",
    SourceStatus.THROTTLED: "asked to wait",
    SourceStatus.UNREACHABLE: "no answer",
}


def with_origins(note: ContextNote, known: KnownRecords, view: Viewpoint) -> ContextNote:
    """The note as it is where no source fills its kind."""
    if not known.accounts:
        return note
    by_ref = _accounts_by_ref(known)
    everything = _sources_of_all(known)
    facts = tuple(_told(fact, by_ref, everything) for fact in note.facts)
    unread = tuple(one_line(line, MAX_TEXT) for account in known.accounts if (line := unread_line(account, view)))
    return note.model_copy(update={"facts": facts, "unread": unread})


def unread_line(account: SourceAccount, view: Viewpoint) -> str:
    """Returns what is not known of it, to complete "Not known: ..."; empty where it is well and whole."""
    if account.is_well and account.read_at is None and account.spec.is_read:
        return f"news of {account.name} (not read yet)"
    if not account.is_well:
        since = account.read_at or account.failing_since or account.connected_at
        return f"news of {account.name} (could not be read since {_moment(since, view)}: {WHY[account.status]})"
    return "" if account.is_whole else f"all of {account.name} (it did not give everything this time)"


def _accounts_by_ref(known: KnownRecords) -> Mapping[str, tuple[SourceAccount, ...]]:
    """A budget's facts point to its line, whichever its period; the others to their record. Of people's own: none."""
    found: dict[str, dict[str, SourceAccount]] = {}
    for record in known.records:
        accounts = found.setdefault(_ref(record), {})
        if origin := known.origins.get(record.record_id):
            accounts[origin.account.source_id] = origin.account
    return {ref: tuple(accounts.values()) for ref, accounts in found.items()}


def _ref(record: Record) -> str:
    return f"{RecordKind.BUDGET}:{id_from(record.line)}" if isinstance(record, BudgetLine) else record.ref


def _sources_of_all(known: KnownRecords) -> tuple[tuple[SourceAccount, ...], bool]:
    """The sources of all records together, and whether some of these are people's own."""
    used = {origin.account.source_id: origin.account for origin in known.origins.values()}
    return tuple(used.values()), len(known.origins) < len(known.records)


def _told(
    fact: Fact, by_ref: Mapping[str, tuple[SourceAccount, ...]], everything: tuple[tuple[SourceAccount, ...], bool]
) -> Fact:
    """A fact about several records comes from what all of them come from."""
    accounts, is_shared = next(((by_ref[ref], False) for ref in _refs(fact.ref) if ref in by_ref), everything)
    return _with(fact, accounts, is_shared=is_shared) if accounts else fact


def _refs(ref: str) -> Iterator[str]:
    """The ref, and what it is a part of: ``incidents:42/recovery`` belongs to ``incidents:42``."""
    yield ref
    while "/" in ref:
        ref = ref.rpartition("/")[0]
        yield ref


def _with(fact: Fact, accounts: Sequence[SourceAccount], *, is_shared: bool) -> Fact:
    names = [account.name for account in accounts] + ([OWN_RECORDS] if is_shared else [])
    read = [account.read_at for account in accounts if account.read_at]
    return fact.model_copy(update={"origin": ", ".join(dict.fromkeys(names)), "read_at": min(read, default=None)})


def _moment(moment: datetime, view: Viewpoint) -> str:
    local = moment.astimezone(view.zone)
    return f"{local:%H:%M} today" if local.date() == view.today else f"{view.said(local.date())}, {local:%H:%M}"
