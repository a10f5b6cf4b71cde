"""For the operator, with AWS credentials: all that AMO holds of one person is given, taken in, or forgotten.

Whoever may invoke these can read or delete anybody's data; docs/deployment.md names them among operators' functions.
"""

from datetime import timedelta
from typing import Any

from pydantic import Field

from lambdas import wiring
from lambdas.domain.kernel.model import Model
from lambdas.domain.personal_data.take_in import FileOwner
from lambdas.edges.operator.accounts import OPERATOR
from lambdas.edges.operator.answers import answer
from lambdas.personal_data.export import ExportPlace
from lambdas.personal_data.find_person import person_of
from lambdas.personal_data.wiring import (
    person_finder,
    person_forgettings,
    personal_data_exports,
    personal_data_imports,
)

FORGETS_FOR = timedelta(minutes=10)
"""Of the quarter of an hour a function has: what one step takes is left."""
MAX_ROWS_AT_ONCE = 5_000


class WhichPerson(Model):
    """``person``: an id, or an address."""

    person: str = Field(min_length=1, max_length=320)


class ExportPerson(WhichPerson):
    """``after``: nothing, or that of the answer before."""

    after: ExportPlace | None = None


class ImportPerson(WhichPerson):
    """``was``: the id of whom the rows were exported of."""

    was: str = Field(pattern=r"^[A-Za-z0-9_.@-]{1,64}$")
    section: str = Field(max_length=64)
    rows: list[dict[str, Any]] = Field(max_length=MAX_ROWS_AT_ONCE)


def export_person(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answers a part, and whom the next call is to go on behind."""
    return answer(_exported, ExportPerson, event)


def import_person(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Takes in rows of one section. Safe to repeat."""
    return answer(_imported, ImportPerson, event)


def forget_person(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Goes on with the forgetting until it is done, or ten minutes are over: ``is_done`` says which. Safe to repeat."""
    return answer(_forgotten, WhichPerson, event)


def _exported(request: ExportPerson) -> dict[str, Any]:
    user = person_finder().find(request.person)
    part = personal_data_exports().part(person_of(user), request.after)
    return {"user_id": user.user_id, "at": wiring.now().isoformat(), **part.model_dump(mode="json")}


def _imported(request: ImportPerson) -> dict[str, Any]:
    user = person_finder().find(request.person)
    owner = FileOwner(was=request.was, user_id=user.user_id)
    taken = personal_data_imports().take_in(request.section, request.rows, owner, wiring.now())
    return {"user_id": user.user_id, **taken.model_dump(mode="json")}


def _forgotten(request: WhichPerson) -> dict[str, Any]:
    user, now = person_finder().find(request.person), wiring.now()
    done, receipt = person_forgettings().go_on(user, OPERATOR, now, lambda: wiring.now() - now < FORGETS_FOR)
    if receipt is None:
        return {"user_id": user.user_id, "is_done": False, "deleted": done.deleted}
    return {"user_id": user.user_id, "is_done": True, "receipt": receipt.model_dump(mode="json")}
