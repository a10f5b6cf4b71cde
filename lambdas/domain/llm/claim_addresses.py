"""Addresses, mentions and markup that no line of a model may hold, in whatever shape, and characters nobody sees."""

import re
import unicodedata

FILES = "csv docx? gif html? ini jpe?g js json log odt pdf png pptx? sql toml tsx? txt xlsx? xml ya?ml".replace(
    " ", "|"
)
"""Endings of files that are no domains."""
_DOT = r"(?:dot|punkt|point)"
_AT = r"(?:at|ät|arobase|arrobase|klammeraffe)"
_TOP = r"(?:com|net|org|io|co|eu|de|fr|ch|at|uk|us|info|biz|app|dev|example|test|xyz|ru|cn)"
_ADDRESS = re.compile(
    "|".join(
        (
            r"[a-z][a-z0-9+.*-]*:\s*[/\\]{1,2}\S",  # any scheme, known or not
            r":\s*/\s*/|(?<![\w/])/{2}\w|\\{2}\w",  # without one, spaced out, or a share of Windows
            r"\bh\s*[tx*]{1,2}\s*[tx*]{1,2}\s*p\s*s?\s*(?::|\[|\(|colon)",
            r"\b(?:javascript|vbscript|mailto|callto|hxxps?|ftps?|sftp|livescript)\s*:",
            r"\bdata:\s*[a-z]*[/;,]|\bfile:\s*/|\b(?:tel|sms|fax|sip|skype):\s*[+\d\w]",
            r"\bcolon\s+(?:forward[- ])?slash\b|\bslash\s+slash\b|\bdoppelpunkt\s+schrägstrich\b",
            r"\bwww\d?\b|\blocalhost\b|\bxn--",
            r"[\[({<]\s*(?:\.|@|dot|at|punkt|point|ät|arobase|:)\s*[\])}>]",
            r"@|\uff20",
            rf"\w+[\s_-]+{_AT}[\s_-]+(?!the\b|a\b|our\b|my\b)[\w-]+[\s_-]+{_DOT}[\s_-]+\w{{2,}}",
            rf"\b\w+[\s_-]+{_DOT}[\s_-]+{_TOP}\b",
            rf"[\w-]{{2,}}\s\.\s?{_TOP}\b|[\w-]{{2,}}\.\s{_TOP}/",
            r"(?<!\d)(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])){3}(?!\d)",
            r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,}[0-9a-f:]*[0-9a-f]{1,4}",
            r"\S\?[\w-]+=\S|\bgo/(?!no\b)\w|\w\.\w+/\S",
            r"\b0x[0-9a-f]{6,}\b|%[0-9a-f]{2}%[0-9a-f]{2}|&#?\w+;",
        )
    ),
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?<![\w.])(?:[\w-]+\.)*[\w-]*[^\W\d_][\w-]*\.(?P<end>[^\W\d_]{2,}[\w-]*)(?![\w-])")
_MARKUP = re.compile(
    r"!\s?\[|\]\s?\(|\]\s?\[|\[[^\]]*\]\s?:|\[\^|</?[a-z!?]|<[!@#]|\{\{|\{%|\$\{|```|`[^`]*`|~~|^\s*#{1,6}\s|^\s*>\s"
    r"|!(?:here|channel|everyone|subteam)\b|\bon(?:click|error|load)\s*=|\bsrc\s*=|\bhref\b",
    re.IGNORECASE | re.MULTILINE,
)
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u00ad")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "HEBREW", "ARABIC")


def holds_address(text: str) -> bool:
    """Says whether anything in it is, or reads as, an address or a mention."""
    flat = flattened(text)
    dotted = re.sub(r"(?<=\S)[\u3002\uff61\u2024\uff0e\u0589\u06d4](?=\S)", ".", text)
    return any(_ADDRESS.search(one) or _holds_domain(one) for one in (flat, flattened(dotted)))


def holds_markup(text: str) -> bool:
    return bool(_MARKUP.search(flattened(text)))


def holds_hidden(text: str) -> bool:
    """Says whether it holds what nobody sees, or a word of letters of two scripts that look alike."""
    if any(_is_hidden(text, place) for place in range(len(text))):
        return True
    return any(len(_scripts(word)) > 1 for word in re.findall(r"[^\W\d_]+", text))


def flattened(text: str) -> str:
    """The text in compatible characters on one line: letters of mathematics, full width and ligatures as plain ones."""
    return " ".join(unicodedata.normalize("NFKC", text).split(" ")).strip()


def _holds_domain(text: str) -> bool:
    return any(not re.fullmatch(FILES, found["end"], re.IGNORECASE) for found in _DOMAIN.finditer(text))


def _is_hidden(text: str, place: int) -> bool:
    sign = text[place]
    if sign in _JOINERS:
        beside = text[max(0, place - 1) : place + 2].replace(sign, "")
        return len(beside) < 2 or any(ord(neighbour) <= 0x2BF for neighbour in beside)
    is_control = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    is_selector = 0xE0100 <= ord(sign) <= 0xE01EF or 0xFE00 <= ord(sign) <= 0xFE0E
    return is_control or is_selector or sign in _UNSEEN


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in word if not letter.isascii())
    return {*(("LATIN",) if any(letter.isascii() for letter in word) else ()), *(n for n in names if n in _SCRIPTS)}
