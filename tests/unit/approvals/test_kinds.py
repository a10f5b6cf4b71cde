"""A kind of action that forgets a part fails here, not on a page."""

import pkgutil

import pytest

import lambdas.approvals.kinds
import lambdas.domain.actions.kinds
from lambdas.approvals.action_kinds import ACTION_KINDS
from lambdas.approvals.kinds.base import ActionKind
from lambdas.domain.actions.types import DETAILS

SHARED = {"base", "mail", "calendar_change", "to_system"}


@pytest.mark.parametrize("package", [lambdas.approvals.kinds, lambdas.domain.actions.kinds], ids=["doing", "details"])
def test_a_module_of_a_kind_is_listed_under_its_own_name(package: object) -> None:
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}  # type: ignore[attr-defined]  # a package has a path
    assert modules - SHARED == set(DETAILS) == set(ACTION_KINDS)


@pytest.mark.parametrize("name", sorted(ACTION_KINDS))
def test_what_is_promised_to_be_undone_can_be(name: str) -> None:
    kind = ACTION_KINDS[name]
    assert kind.details is DETAILS[name]
    assert not DETAILS[name].undo or type(kind).undo is not ActionKind.undo


@pytest.mark.parametrize("name", sorted(DETAILS))
def test_a_kind_has_words_for_people_and_edits_only_what_it_holds(name: str) -> None:
    details = DETAILS[name]
    assert details.label not in {"", name}
    assert set(details.editable) <= set(details.model_fields)
