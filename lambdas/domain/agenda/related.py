"""Facts of different records about one thing: an overrun, the migration that causes it, the decision on it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lambdas.domain.context.notes import OFF_TRACK, Fact, FactPart
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind

ENOUGH = 0.5


class Related(NamedTuple):
    """``guest`` is told where ``host`` is."""

    guest: Fact
    host: Fact


def hosts(facts: Sequence[Fact], kinds: Mapping[str, ContextKind]) -> Iterator[Related]:
    """Each guest once, with the weightiest host; ``kinds`` are the facts' own, by reference."""
    named = [fact for fact in facts if fact.subject and fact.part in (FactPart.STATE, FactPart.DECISION)]
    for guest in named:
        others = (host for host in named if kinds[host.ref] is not kinds[guest.ref] and host.weight >= OFF_TRACK)
        found = [host for host in others if _belongs(guest, host)]
        if found:
            yield Related(guest, max(found, key=lambda host: host.weight))


def _belongs(guest: Fact, host: Fact) -> bool:
    """A decision names what it is about; what explains a figure is named in the figure's own record."""
    name, called = content_words(host.subject), content_words(guest.subject)
    if guest.part is FactPart.DECISION:
        shared = name & called
        return host.part is not FactPart.DECISION and bool(shared) and len(shared) >= ENOUGH * len(name)
    return len(called) > 1 and called <= content_words(host.background)
