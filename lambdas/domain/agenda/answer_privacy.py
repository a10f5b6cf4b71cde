"""Tells what an answer says for the user's own eyes: a limit, a fallback, a doubt, who should hear it beforehand."""

import re
from itertools import groupby

_NEVER_TOLD = re.compile(
    r"\b(?:(?:don'?t|do not|never) (?:bring|mention|raise|tell|say|share|repeat)|unless (?:some(?:body|one) )?asked|"
    r"unless some(?:body|one) asks|(?:must|should|may)(?:n't| not) (?:know|hear|learn|find out)|"
    r"between us|confidential|off the record|"
    r"keep (?:it|this) (?:quiet|between|to yourself)|not for the room|"
    r"(?:streng )?vertraulich|unter uns|nicht weiter(?:sagen|geben|erzählen)|"
    r"(?:darf|dürfen|soll|sollen) (?:das |es )?nicht (?:wissen|erfahren|hören))\b",
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
    r"applied for (?:a|another) (?:job|role|position)|underperform\w*|layoffs?|salary|gehalt\w*|walk away|"
    r"my (?:own )?(?:promotion|pay|bonus)|(?:be|get|getting|being) promoted|a (?:pay )?raise|pay rise|"
    r"promotion to (?:staff|senior|principal|lead|head|manager|director|vp)|i (?:expect|want) \d+ ?% more$|"
    r"look(?:ing)? (?:elsewhere|for another job)|(?:our|my) floor (?:is|price)|"
    r""
    r"(?:our|my) (?:limit|fallback|bottom line|ceiling|maximum)|(?:'s|s') (?:pay|pay rise|dismissal|severance)|"
    r"in (?:strict )?confidence|(?:is|are|still) (?:still |a )?secret|not (?:yet )?(?:public|announced)|"
    r"(?:that|this|it) stays (?:here|with me|in this room)|keeps? quiet|internally,? (?:we|i)|"
    r"(?:will not|won't) get (?:it|the)|too slow for|does(?: not|n't) trust me|"
    r"not more$|(?:at most|at the most|maximum)$)",
    re.IGNORECASE,
)
"""Holds for the clause that says it."""
_WISH = re.compile(r",?\s+(?:and|but)\s+(?=(?:i|we)(?:'d like| would like| want| need)\b)", re.IGNORECASE)
"""Begins what is wanted after what nobody is to hear."""
_OF_ITSELF = re.compile(
    r"\w.{8,}(?:\s[-–—]\s|,\s|\()(?:(?:but|and|bitte|please|aber)\s)?(?:(?:this|that) is |that's )?"
    r"(?:not for the room|between us|confidential|off the record|(?:streng )?vertraulich|unter uns)\W*$",
    re.IGNORECASE,
)
"""A clause that says so at its own end speaks of itself alone."""
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
    wishes = _WISH.split(text) if is_never_told(text) else [text]
    if len(wishes) > 1:
        return [piece for wish in wishes for piece in apart(wish)]
    found = _CLAUSE.split(text)
    clauses = list(zip(found[::2], [*found[1::2], ""], strict=True))
    kept = [clause for clause, _ in clauses if is_never_told(clause)]
    if is_never_told(text) and not (len(clauses) > 1 and kept and all(map(_OF_ITSELF.search, kept))):
        return [text]
    groups = groupby(clauses, key=lambda clause: is_private(clause[0]))
    return ["".join(f"{said}{gap}" for said, gap in group).strip(" ;") for _, group in groups]
