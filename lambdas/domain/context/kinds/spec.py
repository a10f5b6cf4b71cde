"""The specification of a kind of context: its names and its words."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from lambdas.domain.kernel.context_kinds import ContextKind


@dataclass(frozen=True, slots=True)
class Words:
    """Whole words that name a topic, as a pattern. Of several topics a text names, the lowest ``rank`` is meant."""

    rank: int
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextKindSpec:
    """``gap`` completes the sentence "Not known: ..."; ``icon`` is the path of a drawing 20 by 20.

    ``ask`` is the question about an open fact, ``decision_ask`` the one where it needs a decision or is overdue.
    ``subject`` tells what any text is about, ``question`` what the answer to a type's own question will be about.
    """

    label: str
    gap: str
    icon: str
    ask: str
    decision_ask: str
    question: Words
    subject: Words | None = None


@cache
def spec_of(kind: ContextKind) -> ContextKindSpec:
    """Imports the kind's module when somebody first asks for it."""
    spec: ContextKindSpec = import_module(f"{__package__}.{kind}").SPEC
    return spec
