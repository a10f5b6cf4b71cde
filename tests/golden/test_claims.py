"""The claims tell a good brief from a spoiled one: one as good-materials.md prints it holds, each fault is told."""

from dataclasses import replace

import pytest

from tests.golden import always, claims
from tests.golden.run import outcome
from tests.golden.texts import of_markdown

GOOD = """# Leadership team

Thu 19 Nov, 10:00–11:30 (Berlin) · 12 people, 3 new: Ana Ruiz (Finance), two from Platform

**You want**: the audit-log date · two hires for platform · the Q1 cloud budget
**To decide**: three-year reservation (you lean yes, if the migration is done) · Remote-work policy, third time
**Changed**: Search migration slipped by a week, to 30 November
**Owed**: you owe Dev the hiring plan (2 days late) · Finn Oak owes you the December rota
**Could go wrong**: Finance has not seen the 61,000 forecast
**Ask**: Ana: which part of the 45,200 is one-off? · Eva: what falls off if Friday slips?
"""
SPOILED = {
    "a promise is gone": ("you owe Dev the hiring plan (2 days late) · ", "", "hiring plan"),
    "an age is of another day": ("2 days late", "3 days late", "2 days"),
    "a stranger's chore is in it": ("December rota", "December rota · the photographer", "photographer"),
    "a want is lost": ("two hires for platform · ", "", "two hires"),
    "the lean is gone": ("you lean yes, if", "if", "lean"),
    "something else comes first": ("**You want**", "**Changed**: nothing\n**You want**", "begins with what you want"),
    "a command is in it": ("61,000 forecast", "61,000 forecast: ./amo records import budget", "no command"),
    "a raw id is in it": ("61,000 forecast", "61,000 forecast (budget:cloud-compute)", "no raw id"),
    "an answer that says nothing": ("61,000 forecast", "61,000 forecast · “idk”", "no answer that says nothing"),
    "a line is cut": ("61,000 forecast", "61,000 forecast and…", "no line is cut"),
    "a line is long": ("61,000 forecast", "61,000 forecast " + "and so on " * 9, "25 words"),
    "markup is live": ("61,000 forecast", "61,000 [forecast](https://evil.example)", "no markup"),
    "the zone is not named": (" (Berlin)", "", "names day, time and zone"),
    "it is no brief but a list": ("**Ask**", "**Ask**: what? why? when? who?", "one to three questions"),
}


def problems(brief: str) -> list[str]:
    prepared = outcome("leadership_third_with_records")
    judged = replace(prepared, documents={**prepared.documents, "brief": of_markdown("brief", brief)})
    verdicts = [*claims.verdicts(judged), *always.verdicts(judged)]
    return [verdict.claim for verdict in verdicts if verdict.problem and verdict.document == "brief"]


def test_a_brief_as_the_bar_shows_it_holds() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(("good", "spoiled", "told"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_brief_is_told(good: str, spoiled: str, told: str) -> None:
    assert any(told in claim for claim in problems(GOOD.replace(good, spoiled)))
