"""The verdicts on a situation, and how they read."""

from collections.abc import Sequence

from tests.golden import always, claims
from tests.golden.claims import Verdict
from tests.golden.run import Outcome, outcome


def verdicts(name: str) -> Sequence[Verdict]:
    prepared = outcome(name)
    return [*claims.verdicts(prepared), *always.verdicts(prepared)]


def problems(name: str) -> Sequence[Verdict]:
    return [verdict for verdict in verdicts(name) if verdict.problem]


def held_of_total(name: str) -> tuple[int, int]:
    all_of_them = verdicts(name)
    return sum(not verdict.problem for verdict in all_of_them), len(all_of_them)


def readable(name: str) -> str:
    """What is wrong, then the documents as their reader sees them."""
    prepared = outcome(name)
    broken = problems(name)
    held, total = held_of_total(name)
    lines = [f"{name}: {held} of {total} hold. {prepared.situation.about.strip()}", ""]
    lines += [f"  - {verdict.claim}\n      {verdict.problem}" for verdict in broken]
    return "\n".join([*lines, "", *_documents(prepared)])


def _documents(prepared: Outcome) -> list[str]:
    questions = "\n".join(f"    {prompt}" for prompt in prepared.prompts)
    shown = [f"  == the conversation asked\n{questions}"]
    shown += [f"  == {name}\n{document.readable()}" for name, document in sorted(prepared.documents.items())]
    return shown
