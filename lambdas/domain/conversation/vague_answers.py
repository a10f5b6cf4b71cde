"""Tells an answer that leaves an open fact open: it puts off or hedges, and names no number.

It is the gate before a model is asked, so it is cheap and strict: an answer that it does not know for vague is none.
"""

import re

from lambdas.domain.conversation.conversation import GENERIC_REF, Question
from lambdas.domain.conversation.replies import Reply, reply_kind

MAX_VAGUE = 300
"""Characters; who writes more than that has said something."""
_HEDGES = (
    # en
    r"maybe|perhaps|probably|possibly|might|soon(?:ish)?|later|eventually|sometime|at some point|some day|somehow",
    r"something|someone|somebody|not sure|unsure|unclear|it depends|depends on|we(?:'ll| will| shall) see|let'?s see",
    r"(?:kind|sort) of|more or less|a bit|roughly|should be (?:fine|ok(?:ay)?)|look(?:ing)? into|work(?:ing)? on it",
    r"tb[dac]|to be (?:discussed|decided|clarified)|discuss|talk (?:about|through)|think about|in time|asap|and so on",
    # de
    r"vielleicht|wahrscheinlich|womöglich|möglicherweise|eventuell|bald|demnächst|später|irgendwann|irgendwie",
    r"irgendwer|jemand|etwas|mal (?:sehen|schauen)|(?:kommt|hängt) (?:darauf|davon) (?:an|ab)|unklar|nicht sicher",
    r"besprechen|klären|ungefähr|mehr oder weniger|noch offen|wird schon|müssen wir (?:noch )?(?:sehen|schauen)",
    # fr
    r"peut-être|probablement|sans doute|éventuellement|bientôt|plus tard|un jour|à voir|on verra|ça dépend",
    r"quelque chose|quelqu'un|un peu|plus ou moins|à peu près|en discuter|à discuter|en parler|pas sûre?|à clarifier",
)
_VAGUE = re.compile(rf"(?<!\w)(?:{'|'.join(_HEDGES)})(?!\w)", re.IGNORECASE)
_FIRM = re.compile(r"\d")
"""A number, a date, a time: it says something that can be held on to."""


def is_vague(text: str, question: Question) -> bool:
    """Only against a fact on record: whether an answer of another kind is enough, its author knows best."""
    is_of_a_fact = question.ref != GENERIC_REF and not question.follows
    if not is_of_a_fact or len(text) > MAX_VAGUE or _FIRM.search(text):
        return False
    said = text.replace("\u2019", "'")
    return bool(_VAGUE.search(said)) and reply_kind(text, question.text) is Reply.ANSWER
