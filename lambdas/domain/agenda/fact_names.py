"""Finds the fact a person means: facts are told apart by the few words they are called by."""

from collections.abc import Sequence

from lambdas.domain.context.notes import Fact
from lambdas.domain.kernel.content_words import content_words

ENOUGH = 0.5
"""Share of a phrase's telling words that a fact must hold to be what the phrase is about, and of a fact's name."""
WORDS_OF_A_NAME = 6
FEWEST = 2


def most_named(text: str, facts: Sequence[Fact]) -> int | None:
    """Returns the place of the fact a phrase names: it shares most telling words with it, rare ones counting more."""
    words = content_words(text)
    names = [name_words(fact) for fact in facts]
    rarity = {word: 1 / sum(word in name for name in names) for word in words if any(word in name for name in names)}
    scores = [sum(rarity[word] for word in words & name) for name in names]
    best = max(range(len(facts)), key=lambda place: scores[place], default=None)
    if best is None or not scores[best] or len(words & names[best]) < ENOUGH * len(words):
        return None
    return best


def is_named(fact: Fact, said: frozenset[str]) -> bool:
    """Returns whether most of what a fact is called has been said; one word of several in common is chance."""
    name = name_words(fact)
    return bool(name) and len(name & said) >= max(ENOUGH * len(name), min(len(name), FEWEST))


def name_words(fact: Fact) -> frozenset[str]:
    """Returns the words of a fact's name, or of its first words where it has none."""
    if fact.subject:
        return content_words(fact.subject)
    beginning = content_words(" ".join(fact.text.split()[:WORDS_OF_A_NAME]))
    record = content_words(fact.ref.partition(":")[2].replace("_", " "))
    named = record if record and record <= beginning else beginning
    return frozenset(word for word in named if not word.isdigit())


def offers_choices(fact: Fact, said: frozenset[str]) -> bool:
    """Returns whether each of the choices a decision is between has been named."""
    return len(fact.choices) > 1 and all(content_words(choice) & said for choice in fact.choices)
