"""Number words of English, German and French as digits, so that "two hires" and "2 hires" are one claim."""

import re
from collections.abc import Iterator

_ENGLISH = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_GERMAN = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
)
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_EN_UNITS = ("zero", "one", *_ENGLISH.split(), "nineteen")
_EN_TENS, _DE_UNITS, _DE_TENS, _FR_UNITS = (words.split() for words in (_TENS, _GERMAN, _GERMAN_TENS, _FRENCH))
_FR_TENS = (("vingt", 20), ("trente", 30), ("quarante", 40), ("cinquante", 50), ("soixante", 60), ("quatre-vingt", 80))
_ORDINALS = (
    ("second", "zweite[nrms]?", "deuxième", "seconde"),
    ("third", "dritte[nrms]?", "troisième"),
    ("fourth", "vierte[nrms]?", "quatrième"),
    ("fifth", "fünfte[nrms]?", "cinquième"),
    ("sixth", "sechste[nrms]?", "sixième"),
    ("seventh", "siebte[nrms]?", "septième"),
    ("eighth", "achte[nrms]?", "huitième"),
    ("ninth", "neunte[nrms]?", "neuvième"),
    ("tenth", "zehnte[nrms]?", "dixième"),
    ("eleventh", "elfte[nrms]?", "onzième"),
    ("twelfth", "zwölfte[nrms]?", "douzième"),
)
"""From the second on: "first" is said of what is not counted at all."""
_QUARTER = re.compile(
    r"\b(?:(1|first|erste[nrms]?|premier)|([2-4]))(?:st|nd|rd|th|er|e|ème|\.)?[\s-]+(?:quarter|quartal\w*|trimestre)\b",
    re.IGNORECASE,
)
_SAID = (
    (r"\bhalf an hour\b|\bhalf-hour\b|\bhalbe[nr]? stunde\b|\bdemi-heure\b", " 30 min "),
    (r"\b(?:a |per)?quarter of an hour\b|\bviertelstunde\b|\bquart d[’']heure\b", " 15 min "),
    (r"\ban hour and a half\b|\banderthalb stunden\b|\bune heure et demie\b", " 90 min "),
    (r"\btwice\b|\bzweimal\b|\bzweifach\w*", " 2 "),
    (r"\bdreimal\b|\bdreifach\w*", " 3 "),
    (r"\bdozens?\b|\bdutzend\w*|\bdouzaines?\b", " 12 "),
    (r"\b(?:tous )?(?:les|ces|nos|vos) deux\b(?! [\w-]+s\b)", " both "),
)
_PHRASES = tuple((re.compile(pattern, re.IGNORECASE), digits) for pattern, digits in _SAID)


def _english() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_EN_UNITS) if value > 1)
    for ten, word in enumerate(_EN_TENS, start=2):
        yield word, ten * 10
        yield from ((f"{word}[- ]?{unit}", ten * 10 + value) for value, unit in enumerate(_EN_UNITS[:10]) if value)


def _german() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_DE_UNITS) if value > 1)
    for ten, word in enumerate(_DE_TENS, start=2):
        yield word.replace("ß", "(?:ß|ss)"), ten * 10
        for value, unit in enumerate(_DE_UNITS[:10]):
            if value:
                yield f"{unit}und{word}".replace("ß", "(?:ß|ss)"), ten * 10 + value


def _french() -> Iterator[tuple[str, int]]:
    yield from ((_loose(word), value) for value, word in enumerate(_FR_UNITS) if value > 1)
    for word, ten in _FR_TENS:
        yield f"{_loose(word)}s?", ten
        most = 20 if ten in (60, 80) else 10
        for value, unit in enumerate(_FR_UNITS[:most]):
            if value:
                yield f"{_loose(word)}[- ](?:et[- ])?{_loose(unit)}", ten + value


def _loose(word: str) -> str:
    return word.replace("-", "[- ]")


_VALUES: tuple[tuple[str, int], ...] = (
    *_english(),
    *_german(),
    *_french(),
    *((word, place) for place, words in enumerate(_ORDINALS, start=2) for word in words),
)
_BY_LENGTH = sorted(_VALUES, key=lambda row: -len(row[0]))
_GROUPS = tuple(dict.fromkeys(value for _, value in _BY_LENGTH))
_WORDS = re.compile(
    r"(?<![\w-])(?<!\d )(?:"
    + "|".join(f"(?P<n{value}>{'|'.join(w for w, v in _BY_LENGTH if v == value)})" for value in sorted(_GROUPS)[::-1])
    + r")(?=\b|hundert|tausend|jährig|tägig|wöchig|monatig|stündig|minütig)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?<![\w-])(?:one|eins|ein|eine[nrms]?|une?|once|einmal|erste[nrms]?|first|premi(?:er|ère))(?![\w-])"
)


def in_digits(text: str) -> str:
    """The text with its number words as digits; "one", "first" and articles stay, as they count nothing."""
    for pattern, digits in _PHRASES:
        text = pattern.sub(digits, text)
    text = _WORDS.sub(_digits, text)
    return _QUARTER.sub(lambda found: f" Q{found[2] or 1} ", text)


def says_one(text: str) -> bool:
    """Says whether a text may bear out a 1: it says "one" or "first", or speaks of a thing at all."""
    return bool(_ONE.search(text.casefold()))


def _digits(found: re.Match[str]) -> str:
    """Parts the digits from what was glued to them: ``dreijährig`` is ``3 jährig``."""
    digits = (found.lastgroup or "n0").removeprefix("n")
    return f"{digits} " if found.string[found.end() : found.end() + 1].isalpha() else digits
