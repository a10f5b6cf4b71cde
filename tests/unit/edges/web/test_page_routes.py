"""The page's table of addresses leads to views that are there."""

import pytest

from lambdas.edges.web.app import LazyView
from lambdas.edges.web.page import CHANGES, READS


@pytest.mark.parametrize("rule", sorted({*READS, *CHANGES}))
def test_every_address_leads_to_a_view(rule: str) -> None:
    for view in (READS.get(rule), CHANGES.get(rule)):
        assert view is None or callable(view.found if isinstance(view, LazyView) else view)
