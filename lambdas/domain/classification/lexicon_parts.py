"""Describes the files of config/titles/: the words that titles are read with; what each list is for stands there.

Data alone, read by the rules of this package. A group of phrases has its field's name.
"""

from collections.abc import Sequence
from functools import cached_property

from lambdas.domain.classification.phrases import Phrases
from lambdas.domain.classification.titles import TitleWord
from lambdas.domain.classification.word_lists import PhraseGroup, Words
from lambdas.domain.kernel.model import Model


class Objections(Model):
    """Holds config/titles/objections.yaml: nouns that turn "QBR" into something that is not the QBR."""

    papers: PhraseGroup
    preparation: PhraseGroup
    planning: PhraseGroup
    news: PhraseGroup
    aftermath: PhraseGroup
    social: PhraseGroup
    learning: PhraseGroup
    hiring: PhraseGroup
    media: PhraseGroup
    welcome: PhraseGroup
    speech: PhraseGroup
    drill: PhraseGroup
    tool: PhraseGroup
    other_sense: PhraseGroup
    sport: PhraseGroup

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases.merged(getattr(self, group) for group in Objections.model_fields)


class MeetingPhrases(Model):
    """Holds config/titles/meetings.yaml: words for people meeting."""

    meeting_words: PhraseGroup
    company: PhraseGroup
    other_meetings: PhraseGroup
    reviews: PhraseGroup
    carriers: PhraseGroup
    announcements: PhraseGroup
    idioms: PhraseGroup


class Asides(Model):
    """Holds config/titles/asides.yaml: words of entries that nobody prepares for."""

    focus: PhraseGroup
    absence: PhraseGroup
    workplace: PhraseGroup
    birthday: PhraseGroup
    private: PhraseGroup
    cancelled: PhraseGroup
    declined: PhraseGroup
    event_words: Words

    @cached_property
    def absences(self) -> Phrases:
        return Phrases.merged((self.absence, self.workplace, self.birthday))

    @cached_property
    def called_off(self) -> Phrases:
        return Phrases.merged((self.cancelled, self.declined))


class SmallWords(Model):
    """Holds config/titles/small_words.yaml: what part a keyword plays in a title."""

    prepositions: Words
    companions: Words
    about: Words
    fillers: Words
    negations: Words
    variants: Words
    tasks: Words
    news: Words
    teams: Words
    departments: Words
    lesson_openers: Words
    references: Words
    scores: Words
    places: Words
    tags: Words
    greetings: Words
    addressees: Words
    labels: PhraseGroup

    def content(self, words: Sequence[TitleWord]) -> tuple[TitleWord, ...]:
        """Leaves out the words that say when, where or which one."""
        return tuple(w for w in words if not (w.text in self.fillers or w.is_number or w.is_joiner))

    def up_to_preposition(self, words: Sequence[TitleWord]) -> tuple[TitleWord, ...]:
        """Leaves out what is added to the name of a thing: ``QBR deck`` stays of "QBR deck for Monday"."""
        end = next((at for at, word in enumerate(words) if word.text in self.prepositions), len(words))
        return tuple(words[:end])


class PeopleWords(Model):
    """Holds config/titles/people.yaml: how a person is told from an outage."""

    given_names: Words
