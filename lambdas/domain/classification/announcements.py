"""A description that names its own meeting: "Agenda for the LT meeting", "QBR agenda", "Join us for the all-hands"."""

from collections.abc import Sequence

from lambdas.domain.classification.keywords import Mention
from lambdas.domain.classification.objections import preposition_before
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import TitleWord


def announces(mention: Mention, lexicon: TitleLexicon) -> bool:
    """Says whether the clause is no more than a heading that belongs to the meeting.

    "Please review the agenda for the QBR" says more: there the QBR is only mentioned.
    """
    small = lexicon.small_words
    behind = small.content(small.up_to_preposition(mention.after))
    at = preposition_before(mention, small)
    if at is None:
        before = small.content(mention.before)
        return (_is_heading(behind, lexicon) and _are_names(before)) or (_is_heading(before, lexicon) and not behind)
    before, between = small.content(mention.before[:at]), small.content(mention.before[at + 1 :])
    belongs = mention.before[at].text not in small.about and _are_names(between)
    return belongs and _is_heading(before, lexicon) and (not behind or lexicon.meetings.meeting_words.ends(behind))


def _is_heading(words: Sequence[TitleWord], lexicon: TitleLexicon) -> bool:
    return bool(words) and bool(lexicon.meetings.announcements.groups(words))


def _are_names(words: Sequence[TitleWord]) -> bool:
    return all(word.written[0].isupper() for word in words)
