"""Words that are written for a program and not for people: no line of a model passes them on, true or not."""

import re

TO_PROGRAMS = (
    "system ?:|assistant ?[:,]|user ?:|\\[/?inst\\]|<\\|?\\w+\\|?>|ignore (?:all |any |the |your )*(?:previous|"
    "prior|above|earlier)|"
    "disregard (?:all |any |the |your )*(?:previous|prior|above|instructions)|you are now|as an ai\\b|"
    "system prompt|new instructions|(?:note|message|instructions?|attention|dear) (?:(?:to|for) )?(?:the )?(?:ai|"
    "assistant|model|bot|llm|system)\\b|override (?:the |your )?(?:rules|instructions)|"
    "ignorier\\w* (?:alle |die )*(?:vorherigen|bisherigen)|ignore[zr]? (?:toutes )?les instructions|"
    "ignora (?:todas )?las instrucciones"
)
_TO_PROGRAMS = re.compile(rf"(?<!\w)(?:{TO_PROGRAMS})", re.IGNORECASE)


def holds_instruction(text: str) -> bool:
    return bool(_TO_PROGRAMS.search(text))
