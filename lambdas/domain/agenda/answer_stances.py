"""Reads which way an answer goes: yes or no to what was asked, and what the user leans to, in their words."""

import re
from typing import Literal, NamedTuple

from lambdas.domain.kernel.plain_text import one_line

Stance = Literal["yes", "no", ""]
UNDECIDED = "undecided"
"""The lean of somebody who says that they have none yet."""
MAX_LEAN = 200
SENTENCE = re.compile(r"(?<=[^\W_]{3}[.!?])\s+(?=[^\W_])")
"""The gap between two sentences; "Dr. Smith" and "e.g. this" have none."""

_END = r"(?=\s*(?:$|[,.;:!–—-]))[\s,.;:!–—-]*"
_YES = re.compile(
    rf"(?:(?:yes|yep|yeah|definitely|absolutely|please do)\b(?! or no)(?:,? please)?[\s,.;:!–—-]*|"
    rf"(?:sure|agreed|ok(?:ay)?|ja|oui|s[ií]|y)(?:,? please)?{_END}|(?:\+1|👍|✅|👌)\s*)",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"(?:(?:no(?:pe)?|nein|non|n)(?:,? (?:thanks|thank you))?{_END}|(?:no need|not (?:now|here|needed|necessary))\b"
    r"[\s,.;:!–—-]*|(?:👎|❌)\s*)",
    re.IGNORECASE,
)
_HEDGE = r"(?:(?:i(?:'d| would)?|we(?:'d| would)?) )?(?:probably|likely|rather|tend to|think|say|guess)"
_LEANS = re.compile(
    r"(?:\b(?:i|we)(?:'m| am|'re| are|'d)?\s+(?:still |currently |would |personally )?lean(?:ing)?|^leaning|"
    r"^lean(?=\s+(?:to|towards?|yes|no)\b))(?:\s+(?:more|strongly|slightly|rather))?"
    r"(?:\s+to\s?wards?|\s+to|\s+for)?\s*[:,]?\s+(?P<lean>\S.*)",
    re.IGNORECASE,
)
_RATHER = re.compile(
    rf"^(?:(?:{_HEDGE})\s+(?P<way>(?:yes|no)\b.*)|(?:i|we)(?:'d| would) (?:rather|prefer(?: to)?)\s+(?P<lean>\S.*)|"
    r"(?:i|we) (?:prefer|favou?r|tend (?:to|towards?))\s+(?P<favoured>\S.*)|"
    r"my (?:preference|vote|lean(?:ing)?) (?:is|would be|goes to)\s+(?P<vote>\S.*))",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"^(?:i'?m |i am |we'?re |we are )?(?:all )?(?:in favou?r|for it|pro)\b\s*(?:of\b\s*)?(?P<what>.*)", re.IGNORECASE
)
_AGAINST = re.compile(
    r"^(?:i'?m |i am |we'?re |we are )?(?:rather )?(?:against|opposed to|contra)\b\s*(?P<what>.*)", re.I
)
_UNDECIDED = re.compile(
    r"^(?:i'?m |i am |we'?re |we are )?(?:still )?(?:undecided|torn|on the fence|not decided(?: yet)?|"
    r"no lean(?:ing)?(?: yet)?|50[/:-]50|could go either way|unentschieden|indécise?|indeciso|indecisa)\b.*",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(?:if|when|provided|unless|once|as long as|but only|only|until|under)\b", re.IGNORECASE)
_ASKS_LEAN = re.compile(r"\bwhich way do you lean\b", re.IGNORECASE)
_NOTHING_MORE = re.compile(r"(?:it|this|that|them|so)?[\s.!]*", re.IGNORECASE)


class Read(NamedTuple):
    """``rest`` is the answer without its yes or no."""

    stance: Stance
    lean: str
    rest: str


def leans(text: str) -> bool:
    """Returns whether the text says which way somebody leans."""
    return bool(_lean(text))


def read(text: str, question: str = "") -> Read:
    """Reads an answer; where the question asks which way they lean, all that is said beside yes or no is the lean."""
    if lean := _lean(text):
        return Read(_stance(lean)[0], lean, text)
    stance, rest = _stance(text)
    if stance and _CONDITION.match(rest):
        return Read(stance, _shown(f"{stance}, {rest}"), rest)
    return Read(stance, _shown(rest) if _ASKS_LEAN.search(question) else "", rest)


def _lean(text: str) -> str:
    """Of the sentence that says it."""
    said = SENTENCE.split(" ".join(text.replace("’", "'").split()), maxsplit=1)[0]
    if _UNDECIDED.match(said):
        return UNDECIDED
    if found := _LEANS.search(said):
        return _shown(found["lean"])
    if found := _RATHER.match(said):
        return _shown(next(part for part in found.groupdict().values() if part))
    if found := _FOR.match(said):
        return "yes" if _NOTHING_MORE.fullmatch(found["what"]) else _shown(found["what"])
    if found := _AGAINST.match(said):
        return "no" if _NOTHING_MORE.fullmatch(found["what"]) else _shown(f"no to {found['what']}")
    return ""


def _stance(text: str) -> tuple[Stance, str]:
    if agreed := _YES.match(text):
        return "yes", text[agreed.end() :]
    if denied := _NO.match(text):
        return "no", text[denied.end() :]
    return "", text


def _shown(text: str) -> str:
    return one_line(text, MAX_LEAN).rstrip(" .")
