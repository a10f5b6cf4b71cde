"""A model is shown what its person allows, and some of it never."""

import pytest

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.consent import NO_CONSENT, DataOrigin, ModelConsent

EVERYTHING = frozenset(DataOrigin)
OWN = {DataOrigin.OWN_WORDS, DataOrigin.NOTES}
BUDGET = ContextKind.BUDGET


@pytest.mark.parametrize(
    ("consent", "allowed"),
    [
        (NO_CONSENT, set()),
        (ModelConsent(level="own"), OWN),
        (ModelConsent(level="all"), EVERYTHING - {DataOrigin.STAFFING}),
        (ModelConsent(level="all", without=frozenset({BUDGET})), EVERYTHING - {DataOrigin.STAFFING, DataOrigin.BUDGET}),
        (ModelConsent(level="own", without=frozenset({BUDGET})), OWN),
    ],
)
def test_each_level_allows_so_much(consent: ModelConsent, allowed: set[DataOrigin]) -> None:
    assert {origin for origin in DataOrigin if consent.allows(origin)} == allowed


def test_every_kind_of_record_is_an_origin() -> None:
    assert {kind.value for kind in ContextKind} <= {origin.value for origin in DataOrigin}
