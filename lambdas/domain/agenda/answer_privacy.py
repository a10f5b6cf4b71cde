"""Tells what an answer says for the user's own eyes: a limit, a fallback, a doubt, who should hear it beforehand."""

import re
from itertools import groupby

_NEVER_TOLD = re.compile(
    r"\b(?:(?:don'?t|do not|never) (?:bring|mention|raise|tell|say|share|repeat)|unless (?:some(?:body|one) )?asked|"
    r"unless some(?:body|one) asks|(?:must|should|may)(?:n't| not) know|between us|confidential|off the record|"
    r"keep (?:it|this) (?:quiet|between|to yourself)|not for the room)\b",
    re.IGNORECASE,
)
"""Holds for the whole answer."""
_OWN_POSITION = re.compile(
    r"\b(?:(?:i|we)(?:'d| would| could| can) (?:also |even |still )?"
    r"(?:pay|accept|settle|go (?:up|down|as (?:high|low)))|"
    r"if (?:she|he|they|\w+) (?:hesitates?|refuses?|insists?|says? no|balks?|pushes? back)|"
    r"(?:should|must|needs? to|has to) (?:hear|know|call|learn|be told)\b.{0,60}\b(?:first|before\w*)|"
    r"i (?:doubt|suspect|fear|(?:do not|don't|can't) (?:trust|like)|am (?:not convinced|afraid))|"
    r"i'm (?:afraid|not convinced)|"
    r"(?:i|we)(?:'ve)?(?: have| got| had)? an(?:other)? offer|other offer|want to leave|thinking of leaving|"
    r"applied for (?:a|another) (?:job|role|position)|underperform\w*|layoffs?|salary|walk away|"
    r"(?:our|my) (?:limit|fallback|bottom line|ceiling|maximum)|(?:'s|s') (?:pay|pay rise|dismissal|severance)|"
    r"in (?:strict )?confidence|(?:is|are|still) (?:still |a )?secret|not (?:yet )?(?:public|announced)|"
    r"(?:that|this|it) stays (?:here|with me|in this room)|keeps? quiet|internally,? (?:we|i)|"
    r"(?:will not|won't) get (?:it|the)|too slow for|does(?: not|n't) trust me|"
    r"not more$|(?:at most|at the most|maximum)$)",
    re.IGNORECASE,
)
"""Holds for the clause that says it."""
_CLAUSE = re.compile(
    r"((?:(?<=[^\W_]{3}[.!?])|(?<=[%)][.!?])|(?<=\b(?:up|it|in|on|us|me|so|to)[.!?]))\s+(?=[^\W_])|;\s+)"
)


def is_private(text: str) -> bool:
    return is_never_told(text) or bool(_OWN_POSITION.search(_plain(text)))


def is_never_told(text: str) -> bool:
    """Returns whether the answer itself says that others are not to hear it."""
    return bool(_NEVER_TOLD.search(_plain(text)))


def _plain(text: str) -> str:
    return text.replace("’", "'").strip(" .;")


def apart(text: str) -> list[str]:
    """The text with its private clauses as pieces of their own, in order; whole where it is private as a whole."""
    if is_never_told(text):
        return [text]
    found = _CLAUSE.split(text)
    clauses = list(zip(found[::2], [*found[1::2], ""], strict=True))
    groups = groupby(clauses, key=lambda clause: is_private(clause[0]))
    return ["".join(f"{said}{gap}" for said, gap in group).strip(" ;") for _, group in groups]
