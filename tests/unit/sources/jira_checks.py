"""What holds for both Jiras: they give the same issues in the same shapes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from lambdas.domain.records.records import Record
from lambdas.domain.sources.source_pages import FIRST_PAGE, SourceRow
from tests.fakes.sources.base import FakeSource, SourceReply, SourceRequest
from tests.fakes.sources.jira_world import JiraWorld
from tests.unit.sources.harness import NOW, Trial, made_of


class JiraStandIn(FakeSource, Protocol):
    world: JiraWorld
    page: int


class StandInOf(Protocol):
    """Makes a stand-in."""

    def __call__(self, now: datetime, rows: int = 0, children: int = 3, *, page: int = 100) -> JiraStandIn: ...


class InPlace:
    """Answers as the stand-in does, but for the searches: the next of ``answers`` each, the last one from then on."""

    def __init__(self, fake: FakeSource, *answers: SourceReply) -> None:
        self.settings: Mapping[str, str] = fake.settings
        self.secret: Mapping[str, str] = fake.secret
        self._fake = fake
        self._answers = list(answers)

    def reply(self, request: SourceRequest) -> SourceReply:
        if "/search" not in request.path:
            return self._fake.reply(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def records(trial: Trial) -> dict[str, Any]:
    rows, refused, _ = trial.read_all()
    made, wrong = made_of(trial.account, rows, NOW)
    assert (refused, wrong) == ([], ())
    found: dict[str, Record] = {one.external_id: one.record for one in made}
    return found


def cursors(trial: Trial) -> list[tuple[str, tuple[SourceRow, ...], str | None]]:
    """Each page's cursor, its rows, and the cursor of the next."""
    pages: list[tuple[str, tuple[SourceRow, ...], str | None]] = []
    cursor: str | None = FIRST_PAGE
    while cursor is not None:
        page = trial.reader.page(trial.account, trial.secret, cursor, NOW)
        pages.append((cursor, page.rows, page.cursor))
        cursor = page.cursor
    return pages
