"""The receipt of a person that was forgotten: what went, what stays and why. It is given to them; AMO keeps none."""

from collections.abc import Mapping

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.personal_data.places import BUCKETS, PLACES

OUTSIDE = (
    "What was sent has been sent: e-mails, messages in Slack, text messages, tasks in other systems, entries in "
    "calendars.",
    "Logs of functions hold ids for three months; backups of tables (point-in-time recovery) hold rows for 35 days.",
)


class ForgettingReceipt(Model):
    """``deleted`` counts by table, ``documents`` by bucket, ``ended`` what was ended outside.

    ``sha256`` is of all that in its canonical form, and stands in row ``audit_sequence`` of the team's audit log, whose
    own hash is ``audit_hash``: who holds the receipt can show that the stage wrote it.
    """

    user_id: str
    stage: str
    begun_at: Instant
    ended_at: Instant
    deleted: dict[str, int]
    documents: dict[str, int]
    ended: dict[str, int]
    kept: dict[str, str]
    elsewhere: tuple[str, ...] = OUTSIDE
    sha256: str = ""
    team_id: str = ""
    audit_sequence: str = ""
    audit_hash: str = ""


PROOF = {"sha256", "team_id", "audit_sequence", "audit_hash"}


def receipt_hash(receipt: ForgettingReceipt) -> str:
    return digest(canonical(receipt.model_dump(mode="json", exclude=PROOF)))


def kept_of() -> dict[str, str]:
    """Returns what stays of everybody, by table and bucket."""
    places: Mapping[str, str] = {name: place.kept for name, place in {**PLACES, **BUCKETS}.items()}
    return {name: kept for name, kept in places.items() if kept}
