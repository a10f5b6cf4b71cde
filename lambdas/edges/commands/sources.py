"""Says for page and API alike where the file of a source belongs, and what each filled in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from lambdas import wiring
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.sources.account import SourceAccount, owner_of_team
from lambdas.domain.sources.hr_file import hr_file_key
from lambdas.domain.sources.kinds import SourceKind
from lambdas.edges.http.at_once import at_once
from lambdas.errors import NotFound

Counts = Mapping[tuple[str, str], Mapping[RecordKind, int]]
"""By owner and id of the source."""


class FilePlace(Model):
    """An object of the stage's bucket."""

    bucket: str
    key: str


def source_kind_of(name: str) -> SourceKind:
    """Raises NotFound."""
    try:
        return SourceKind(name)
    except ValueError:
        raise NotFound("AMO reads no such source.") from None


def known_sources(user: User) -> tuple[SourceAccount, ...]:
    """Their own, then their team's: as they stand, for pages that connect none."""
    accounts = wiring.source_accounts()
    return (*accounts.of(user.user_id), *(accounts.of(owner_of_team(user.team_id)) if user.team_id else ()))


def place_of(account: SourceAccount) -> FilePlace | None:
    """Returns the place its file is expected at; None where it is read from no file."""
    if account.kind is not SourceKind.HR_FILES:
        return None
    return FilePlace(bucket=wiring.settings().bucket("sessions"), key=hr_file_key(account))


def counts_of(accounts: Iterable[SourceAccount]) -> Counts:
    """Returns how many records of each kind each filled in, without those that are gone there: one query for each owner
    and kind, all at once.
    """
    known = tuple(accounts)
    pairs = sorted({(account.owner, kind) for account in known for kind in account.spec.records})
    found = at_once(*(partial(wiring.source_records().counts, *pair) for pair in pairs))
    by_pair: dict[tuple[str, RecordKind], Counter[str]] = dict(zip(pairs, found, strict=True))
    return {
        (account.owner, account.source_id): {
            kind: count for kind in account.spec.records if (count := by_pair[account.owner, kind][account.source_id])
        }
        for account in known
    }
