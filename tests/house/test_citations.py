"""A number that is cited has its entry in docs/requirements.md or docs/faults.md, and no entry stands for nothing."""

import re

from tests.house.citations import cited_faults, cited_requirements, faults, files_named, prose, requirements
from tests.house.tracked import ROOT

LOOKS_LIKE_A_REQUIREMENT = re.compile(r"\b([A-Z]{2,8})-\d{1,3}\b")
NOT_OURS = frozenset({"AES", "INC", "SHA", "UTC", "UTF"})
"""Standards, and the number of an invented incident."""


def test_every_requirement_that_is_cited_has_an_entry() -> None:
    without = {cited: sorted(files) for cited, files in cited_requirements().items() if cited not in requirements()}
    assert without == {}


def test_every_fault_that_is_cited_has_an_entry() -> None:
    without = {cited: sorted(files) for cited, files in cited_faults().items() if cited not in faults()}
    assert without == {}


def test_every_requirement_is_cited_or_says_where_it_is_tested() -> None:
    cited = cited_requirements()
    assert [known for known, entry in requirements().items() if known not in cited and not files_named(entry)] == []


def test_the_tests_that_entries_name_are_there() -> None:
    named = {test for entry in (*requirements().values(), *faults().values()) for test in files_named(entry)}
    assert named
    assert sorted(test for test in named if not (ROOT / test).is_file()) == []


def test_nothing_else_looks_like_a_requirement() -> None:
    """A prefix that no entry has is a slip, or a requirement that nobody has written down."""
    known = {cited.partition("-")[0] for cited in requirements()} | NOT_OURS
    unknown = {
        (name, match[0])
        for name, text in prose(LOOKS_LIKE_A_REQUIREMENT)
        for match in LOOKS_LIKE_A_REQUIREMENT.finditer(text)
        if match[1] not in known
    }
    assert unknown == set()
