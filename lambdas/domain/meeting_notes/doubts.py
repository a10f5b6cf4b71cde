"""Why a sentence promises nothing: it denies, supposes, asks, tells of the past, jokes, quotes or is for a program."""

import re

from lambdas.domain.meeting_notes import phrases


def _words(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{patterns})(?![\w-])", re.IGNORECASE)


_NEGATION = _words(phrases.NEGATIONS)
_NO_LATER = re.compile(r"\b(?:no|not) later than\b", re.IGNORECASE)
_CONDITION = _words(phrases.CONDITIONS)
_ASKED = re.compile(rf"(?:{phrases.CONDITION_IS_ASKED})(?: \w+){{0,3}}\s$", re.IGNORECASE)
_ASKABLE = frozenset({"if", "si"})
_PAST = _words(phrases.PAST)
_SARCASM = re.compile(rf"(?<!\w)(?:{phrases.SARCASM})(?!\w)|[{phrases.SARCASM_SIGNS}]|[;:]-?[)P](?!\w)", re.IGNORECASE)
_INJECTION = re.compile(rf"(?<!\w)(?:{phrases.INJECTIONS})", re.IGNORECASE)
_TAKEN_BACK = re.compile(rf"\W*(?:{phrases.TAKEN_BACK})\W*", re.IGNORECASE)
_NOTHING = re.compile(
    rf"\W*(?:{phrases.NOTHING})"
    r"(?: (?:so far|yet|today|this time|for now|at the moment|required|needed|bisher))?\W*(?:\s*[(,].*)?",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"[\[<{](?:the |your )?(?:owner|name|task|date|who|what|when|action|description|due|person|decision)s?[\]>}]",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\bnot\b.{1,60}\bbut\b|\bnicht\b.{1,60}\bsondern\b|\bpas\b.{1,60}\bmais\b|\bno\b.{1,60}\bsino\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“„«]([^\"”“„«»]{1,600})[\"”“»]")
_MIN_QUOTED_WORDS = 3


def is_hostile(text: str) -> bool:
    """Returns whether it tells a program what to do."""
    return bool(_INJECTION.search(text))


def is_blank_form(text: str) -> bool:
    """Returns whether it is the line of a form that nobody filled in."""
    return bool(_PLACEHOLDER.search(text))


def is_sarcastic(text: str) -> bool:
    return bool(_SARCASM.search(text))


def takes_back(text: str) -> bool:
    """Returns whether it takes back what was said before it: "just kidding"."""
    return len(text) < 80 and bool(_TAKEN_BACK.fullmatch(text))


def is_question(text: str) -> bool:
    return text.rstrip(" \"'”»)*_.!").endswith("?")


def is_nothing(text: str) -> bool:
    """Returns whether it says that there is none, or nothing at all."""
    return bool(_NOTHING.fullmatch(text)) or not any(map(str.isalpha, text))


def is_denied(text: str) -> bool:
    return bool(_NEGATION.search(_NO_LATER.sub("by", text)))


def begins_denied(text: str) -> bool:
    """Returns whether it begins by saying no, or sets one person against another."""
    return bool(_NEGATION.match(text) or _INSTEAD.search(text)) and not _NO_LATER.match(text)


def is_supposed(text: str) -> bool:
    """Returns whether it only supposes; "check if" asks."""
    return any(
        not (found[0].casefold() in _ASKABLE and _ASKED.search(text[: found.start()]))
        for found in _CONDITION.finditer(text)
    )


def begins_supposed(text: str) -> bool:
    return bool(_CONDITION.match(text))


def is_past(text: str) -> bool:
    return bool(_PAST.search(text))


def is_doubtful(sentence: str) -> bool:
    """Returns whether nobody is held to it."""
    return is_question(sentence) or is_supposed(sentence) or is_past(sentence) or bool(_INSTEAD.search(sentence))


def without_quoted(text: str) -> str:
    """Blanks out what somebody else said: longer words in quotation marks, at their place."""
    return _QUOTED.sub(
        lambda found: found[0] if len(found[1].split()) < _MIN_QUOTED_WORDS else " " * len(found[0]), text
    )
