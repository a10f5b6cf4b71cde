"""Tells an answer from a reply that says nothing: "idk", a smiley, "asdf", "done", "same as last time".

Only what is certain is taken for nothing: known phrases as a whole, and strokes no word is made of. Whatever else is
typed, however short ("SSO", "hire 2", "Q3"), is an answer.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from lambdas.domain.conversation.keystrokes import is_mash
from lambdas.domain.conversation.reply_phrases import AS_LAST_TIME, DONE, FILLERS, NO_ANSWER, NOTHING, SKIPPED


class Reply(StrEnum):
    """``NOTHING`` is an answer too: there is nothing to say. ``NO_ANSWER`` leaves the question open."""

    ANSWER = "answer"
    NOTHING = "nothing"
    NO_ANSWER = "no_answer"
    AS_LAST_TIME = "as_last_time"
    SKIP = "skip"


MAX_SAID = 60
"""Characters; more than that is never a phrase that says nothing."""
_AGREED = re.compile(
    r"(?:yes|yep|yeah|yup|y|sure|o?k(?:ay|ey)?|definitely|absolutely|please do|agreed|ja|jo|oui|s[ií]|sim|da|"
    r"\+1|👍|✅|✔|👌|🆗)(?:,? (?:please|bitte|of course|definitely|sure))?"
)
_DENIED = re.compile(r"(?:n|👎|❌|✖|-1)")
_CLAUSE = r"(?:^|[:.?!,;–—-]\s+|\band\s+)(?:on record: )?"
_YES_OR_NO = re.compile(
    rf"{_CLAUSE}(?:should|shall|do|does|did|is|are|was|were|will|would|can|could|has|have|may|must)\b(?!n'?t know)",
    re.I,
)
_OPEN = re.compile(rf"{_CLAUSE}(?:what|which (?!way)|who|whose|whom|how|why|when|where)\b", re.I)
_IS_IT_DONE = re.compile(rf"{_CLAUSE}(?:(?:is|are|was|were)\b(?! there\b)|(?:has|have|did)\b)", re.I)
_HOW_FAR = re.compile(
    r"\b(?:status|progress|how far|what (?:has )?happened)\b|\bwhere (?:are we|(?:do|does|is|are)\b.*\bstands?\b)", re.I
)
_ANY = re.compile(r"\bany(?:thing|body|one)?\b", re.I)
_DASHES = frozenset("-–—_")
_EMOTICON = re.compile(r"[<>]?[:;=8x][-'^o]?[)(\[\]dpo3/\\|*]+|<3+")


def reply_kind(text: str, question: str = "") -> Reply:
    """Tells what a reply to ``question`` is. A word the question offers as a choice, and yes to yes or no, answers."""
    said = _plain(text)
    if not said:
        return Reply.NO_ANSWER
    if set(said) <= _DASHES and len(said) < 3:
        return Reply.NOTHING
    if _is_offered(said, question) or (takes_yes_or_no(question) and (_AGREED.fullmatch(said) or _DENIED.match(said))):
        return Reply.ANSWER
    words = _without_ends(said)
    if _says_done(words) and _asks_how_far(question):
        return Reply.ANSWER
    if not words or _EMOTICON.fullmatch(said):
        return Reply.NO_ANSWER
    return _kind_of_phrase(words) or (Reply.NO_ANSWER if is_mash(words) else Reply.ANSWER)


def plain_words(text: str) -> str:
    """The reply as phrases are known by: lower case, without what stands around the words."""
    return _without_ends(_plain(text))


def is_offered(text: str, question: str) -> bool:
    """Returns whether the question offers the reply as a choice: ``done, moved or dropped?`` offers three."""
    return _is_offered(_plain(text), question)


def says_something(text: str, question: str = "") -> bool:
    """Returns whether a line of an agenda can be made of it."""
    return reply_kind(text, question) is Reply.ANSWER


def takes_yes_or_no(question: str) -> bool:
    """Returns whether a bare yes answers the question; one that also asks what or who wants more than that."""
    return bool(_YES_OR_NO.search(question)) and not _OPEN.search(question)


def _says_done(words: str) -> bool:
    return len(words) <= MAX_SAID and bool(_done().fullmatch(words))


@cache
def _done() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(DONE)})(?:\s+(?:{'|'.join(FILLERS)}))*")


def _asks_how_far(question: str) -> bool:
    """Returns whether "done" answers it: what is asked is where something stands, not what somebody thinks of it."""
    is_asked = bool(_IS_IT_DONE.search(question)) and not _OPEN.search(question)
    return (is_asked or bool(_HOW_FAR.search(question))) and not _ANY.search(question)


def _kind_of_phrase(words: str) -> Reply | None:
    if len(words) > MAX_SAID:
        return None
    return next((kind for kind, pattern in _phrases() if pattern.fullmatch(words)), None)


@cache
def _phrases() -> tuple[tuple[Reply, re.Pattern[str]], ...]:
    """Compiled when the first reply comes: the pages that only show a question have no use for them."""
    fillers = "|".join(FILLERS)
    kinds = ((Reply.SKIP, SKIPPED), (Reply.AS_LAST_TIME, AS_LAST_TIME), (Reply.NOTHING, NOTHING))
    return tuple(
        (kind, re.compile(rf"(?:(?:{fillers})\s+)?(?:{'|'.join(phrases)})(?:\s+(?:{fillers}))*"))
        for kind, phrases in (*kinds, (Reply.NO_ANSWER, NO_ANSWER))
    )


def _is_offered(said: str, question: str) -> bool:
    word = re.escape(_without_ends(said))
    if not word or len(word) > MAX_SAID:
        return False
    offered = rf"\b{word}\b(?:, [^,?.:]+)* or\b|\bor {word}\b"
    return bool(re.search(offered, _plain(question)))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("`", "'")
    return " ".join(folded.split())


def _without_ends(said: str) -> str:
    """Without what stands around the words: punctuation, smileys, quotation marks."""
    commas = re.sub(r"\s*[,;:.!?…]+\s+|(?<=\w)\s*(?:\.{2,}|…)\s*(?=\w)", " ", said)
    return re.sub(r"^[\W_]+|[\W_]+$", "", commas).strip()
