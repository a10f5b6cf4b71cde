"""Other writings of one word: abbreviations, slips of the hand, what mail puts in front of a subject."""

import re

_SAME_WORD = (
    *(
        (re.compile(rf"(?<!\w){re.escape(spelling)}", re.IGNORECASE), meant)
        for spelling, meant in (
            ("w/", "with "),
            ("check in", "checkin"),
            ("1 : 1", "1:1"),
        )
    ),
    # The Catalan l·l, a ticket's number, quarters as they are written, and the quarter behind the review.
    (re.compile("(?<=[lL])\u00b7(?=[lL])"), ""),
    (re.compile(r"(?<!\w)(?:INC[-# ]?|incident [-#]?)\d{2,}", re.IGNORECASE), "incident"),
    (re.compile(r"(?<!\w)([1-4])Q(?=\d|\W|$)", re.IGNORECASE), r"Q\1 "),
    (re.compile(r"(?<!\w)((?:FY|CY)?\d{2,4})(?=Q[1-4](?!\w))", re.IGNORECASE), r"\1 "),
    (re.compile(r"(?<!\w)(Q[1-4])(?:['/-]|(?=FY|\d))(?:FY)?(\d{2}(?:\d\d)?)(?!\w)", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"(?<!\w)(business reviews?)\s*[-:|(,]+\s*(Q[1-4])(?!\w)", re.IGNORECASE), r"\2 \1 "),
    # Weeks and years are numbers ("KW48", "FY27"); the dot of an abbreviation ends no clause; "1on1MTG".
    (re.compile(r"(?<!\w)(?:[KC]?W|WK|[FC]Y)[ '-]?(\d{1,4})(?!\w)", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<!\w)(sr|snr|exec|mgmt|mgr|qtr|dept)\.(?=\s)", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<=[a-z0-9])(MTG|Mtg)(?!\w)", re.IGNORECASE), r" \1"),
)
# Any of them may be there: read in lower case, which is quicker than to ignore the case.
_ANY_RESPELLED = re.compile(
    r"w/|check in|1 : 1|l\u00b7l|inc(?:ident)?[-# ]{,2}\d|q[1-4]|[1-4]q|[wky][ '-]?\d|[rctm]\.|[a-z0-9]mtg"
)

ALIASES = {
    "mtg": "meeting",
    "mtgs": "meetings",
    "mtng": "meeting",
    "biz": "business",
    "mgmt": "management",
    "mgr": "manager",
    "mgrs": "managers",
    "exec": "executive",
    "execs": "executives",
    "lvl": "level",
    **dict.fromkeys(("sr", "snr"), "senior"),
    **dict.fromkeys(("qtr", "qtrly", "qtly"), "quarterly"),
    **dict.fromkeys(("q1", "q2", "q3", "q4", "t1", "t2", "t3", "t4"), "quarterly"),  # "T3" in French, Spanish
    # Slips of the hand, none of them a word of its own in a language we know.
    **dict.fromkeys(("quaterly", "quartely", "quarterley", "quartlery", "quaterley"), "quarterly"),
    **dict.fromkeys(("buisness", "busines", "bussiness", "buisiness"), "business"),
    **dict.fromkeys(("reveiw", "reviw", "revew"), "review"),
    **dict.fromkeys(("leadeship", "leadrship", "leadershp", "leaderhip", "leadersip"), "leadership"),
    **dict.fromkeys(("managment", "mangement", "managament"), "management"),
    **dict.fromkeys(("commitee", "comittee", "committe", "comitee"), "committee"),
    **dict.fromkeys(("meeing", "meetng", "meeeting", "meetign"), "meeting"),
    **dict.fromkeys(("incidnet", "incedent", "inicident", "incidet"), "incident"),
    **dict.fromkeys(("mortum", "mortom", "mortems"), "mortem"),
    **dict.fromkeys(("postmortum", "postmortom", "postmorten"), "postmortem"),
    # French and Italian leave a vowel out.
    "l'": "le",
    "d'": "de",
    "qu'": "que",
    "un'": "una",
    **{f"{start}l'": f"{start}la" for start in ("del", "al", "nel", "sul", "dal")},
}

_MAIL_PREFIXES = re.compile(
    r"(?:(?:re|fwd?|fw|aw|antw|wg|tr|rv|rif|enc|res|sv|vs|vb|vl|vá|odp|pd|bls|trs|ynt|ilt|i̇lt|απ|σχετ|отв|ответ|пересл"
    r"|回复|答复|转发|回覆|轉寄|返信|転送|תשובה|השב|رد|r|i)\s?(?:\[\d+\])?:\s*)+",
    re.IGNORECASE,
)
"""Reply and forward as Outlook, Gmail and Apple Mail mark them: an entry made of a mail keeps its subject."""


def without_mail_prefixes(title: str) -> str:
    title = title.lstrip()
    found = _MAIL_PREFIXES.match(title)
    return (found and title[found.end() :]) or title


def respelled(text: str) -> str:
    if _ANY_RESPELLED.search(text.lower()):
        for spelling, meant in _SAME_WORD:
            text = spelling.sub(meant, text)
    return text
