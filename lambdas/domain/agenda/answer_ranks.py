"""Finds the place somebody gives a thing they want: "priority 2", "#1", "most important", before or after it."""

import re

TOP = 1
_NUMERAL = r"(\d|one|two|three|four|five)"
_RANKED = re.compile(
    rf"(?:(?:my |the )?priority (?:no\.? |number )?#?{_NUMERAL}|#(\d))\s*(?:is|would be|[:=–-])?\s+", re.IGNORECASE
)
_TOPMOST = re.compile(
    r"(?:but |and )?(?:(?:the )?most important(?:ly)?(?: (?:thing|one|of all|to me|for me|here))*\s*(?:is\b|[:,])|"
    r"(?:above all|most of all|first and foremost)\b|(?:my |the )?(?:top|number one|first) priority\s*(?:is\b|[:,]))"
    r"[:,]?\s+",
    re.IGNORECASE,
)
_RANKED_AFTER = re.compile(
    rf"\s*[,(–-]?\s*\b(?:(?:is|being) )?(?:(?:my |the )?(?:(top|first|number one|highest) priority|(most important)"
    rf"(?: (?:one|thing))?|prio(?:rity)? (?:no\.? |number )?#?{_NUMERAL}))\)?$",
    re.IGNORECASE,
)
_NUMERALS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def rank_of(text: str) -> tuple[int, str]:
    """``priority 2: the hires`` as 2 and the hires."""
    if found := _TOPMOST.match(text):
        return TOP, text[found.end() :]
    if found := _RANKED.match(text):
        return _number(found[1] or found[2]), text[found.end() :]
    if (found := _RANKED_AFTER.search(text)) and found.start():
        return _number(found[3]) if found[3] else TOP, text[: found.start()]
    return 0, text


def _number(word: str) -> int:
    return _NUMERALS.get(word.casefold()) or int(word)
