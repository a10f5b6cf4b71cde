"""What every store of context notes does."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lambdas.aws.table import Table
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.store.contexts import Contexts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def contexts(table: Callable[[str], Table]) -> Contexts:
    return Contexts(table("contexts"))


def note(kind: ContextKind, headline: str = "12 % above plan") -> ContextNote:
    fact = Fact(text="Compute is over", ref="budget:compute", weight=3, asks="Finance lead", as_of=NOW)
    return ContextNote(
        kind=kind, source="records", gathered_at=NOW, headline=headline, facts=(fact,), figures={"variance": -0.25}
    )


def test_a_note_comes_back_as_it_was_stored(contexts: Contexts) -> None:
    contexts.put("m1", note(ContextKind.BUDGET))
    assert contexts.of_meeting("m1") == [note(ContextKind.BUDGET)]


def test_gathering_again_replaces_the_note_of_that_kind_only(contexts: Contexts) -> None:
    contexts.put("m1", note(ContextKind.STAFFING))
    contexts.put("m1", note(ContextKind.BUDGET, "old"))
    contexts.put("m1", note(ContextKind.BUDGET, "new"))
    assert [(n.kind, n.headline) for n in contexts.of_meeting("m1")] == [
        (ContextKind.BUDGET, "new"),
        (ContextKind.STAFFING, "12 % above plan"),
    ]


def test_a_meeting_nothing_was_gathered_for_has_no_notes(contexts: Contexts) -> None:
    contexts.put("m1", note(ContextKind.BUDGET))
    assert contexts.of_meeting("m2") == []
