"""The order of the facts within one item."""

from lambdas.domain.agenda.fact_names import is_named, name_words
from lambdas.domain.agenda.items import Item
from lambdas.domain.context.notes import RECAP, FactPart
from lambdas.domain.kernel.content_words import content_words

LATER_PARTS = frozenset({FactPart.SUMMARY, FactPart.FOLLOW_UP})
"""What is said after the things themselves."""


def set_in_order(item: Item, title: frozenset[str]) -> None:
    """Puts first what the wish names, what was asked about, what the meeting is named for; then the weightiest.

    What a related record says follows the fact it belongs to: the order of the rest is kept.
    """
    wished = content_words(item.title) if item.is_titled_by_user else frozenset()
    spoken_of = {point.about for point in item.points if point.about}
    ranks = {
        fact.ref: (
            not (wished and is_named(fact, wished)),
            fact.ref not in spoken_of,
            fact.part not in RECAP,
            fact.part in LATER_PARTS,
            -len(name_words(fact) & title),
            -fact.weight,
            place,
        )
        for place, fact in enumerate(item.facts)
    }
    item.facts.sort(key=lambda fact: (ranks[item.hosts.get(fact.ref, fact.ref)], fact.ref in item.hosts))
