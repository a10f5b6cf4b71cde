"""Lines about a plan are borne out by what each of their references says, and by nothing else."""

import pytest

from lambdas.domain.agenda.evidence import evidence_of
from lambdas.domain.llm.claims import Objection
from tests.fakes.findings import incident_review, leadership, nothing_known, one_on_one, quarterly_review

SITUATIONS = {
    "leadership": leadership,
    "one_on_one": one_on_one,
    "qbr": quarterly_review,
    "incident": incident_review,
    "nothing_known": nothing_known,
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_reference_a_line_may_have_says_something(situation: str) -> None:
    findings = SITUATIONS[situation]()

    assert set(evidence_of(findings).texts) == findings.references


@pytest.mark.parametrize(
    ("line", "refs", "objection"),
    [
        ("Compute: 45,200 USD over plan", ["budget:compute"], None),
        ("Eva Lind owns the audit log", ["big_rocks:audit-log"], None),
        ("A yes or no to 3-year reservations", ["A5"], None),
        ("90 min with 8 people", ["invite"], None),
        ("Audit log by Friday 20 November", ["big_rocks:audit-log"], None),
        ("Remote-work policy, third time asked", ["decisions:17"], None),
        ("Remote-work policy, fourth time asked", ["decisions:17"], Objection.NUMBER),
        ("Audit log by Thursday 20 November", ["big_rocks:audit-log"], Objection.DATE),
        ("Compute: 45,200 USD over plan", ["big_rocks:audit-log"], Objection.NUMBER),
        ("The word from Priya is needed", ["budget:compute"], Objection.NAME),
        ("The price is open", ["budget:unknown"], Objection.NO_REFERENCE),
        ("The second answer was skipped", ["A2"], Objection.NO_REFERENCE),
    ],
)
def test_a_line_says_what_its_references_say(line: str, refs: list[str], objection: Objection | None) -> None:
    assert evidence_of(leadership()).objection(line, refs) is objection
