"""Every golden situation's claims hold; those that do not are told all at once, beside the documents."""

import pytest

from tests.golden.report import problems, readable
from tests.golden.situation import names


@pytest.mark.parametrize("name", names())
def test_the_documents_are_what_one_would_walk_in_with(name: str) -> None:
    if problems(name):
        pytest.fail(readable(name), pytrace=False)
