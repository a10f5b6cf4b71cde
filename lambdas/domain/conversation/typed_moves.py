"""Moves that are typed where there is no button at hand: "Skip.", "go back", "finish"."""

import re
from functools import cache

from lambdas.domain.conversation.moves import Prompt, Verb
from lambdas.domain.conversation.replies import Reply, is_offered, plain_words, reply_kind, takes_yes_or_no
from lambdas.domain.conversation.reply_phrases import BACK, DONE, FILLERS, FINISH, KEEP

NAMES = frozenset({"back", "finish"})
"""The buttons' own names: whatever was asked, they are meant."""


def typed_verb(text: str, asked: Prompt) -> Verb:
    """Tells a move from an answer, which a word that the question offers is. "Done" ends nothing: it may answer."""
    words = plain_words(text)
    if is_offered(text, asked.text):
        return Verb.ANSWER
    if reply_kind(text, asked.text) is Reply.SKIP or (asked.earlier and _is_one_of(KEEP, words)):
        return Verb.SKIP
    if words not in NAMES and takes_yes_or_no(asked.text):
        return Verb.ANSWER
    if _is_one_of(BACK, words):
        return Verb.BACK
    return Verb.FINISH if _is_one_of(FINISH, words) else Verb.ANSWER


def is_a_move(text: str) -> bool:
    """Returns whether it moves a conversation, where none is at hand that could ask for these very words."""
    return reply_kind(text, "") is Reply.SKIP or _is_one_of((*BACK, *FINISH, *DONE, *KEEP), plain_words(text))


def _is_one_of(phrases: tuple[str, ...], words: str) -> bool:
    return bool(_pattern(phrases).fullmatch(words))


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    fillers = "|".join(FILLERS)
    return re.compile(rf"(?:(?:{fillers})\s+)?(?:{'|'.join(phrases)})(?:\s+(?:{fillers}))*")
