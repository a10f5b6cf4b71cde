"""Names in a line: whoever or whatever has a capital there must be on record, unless it is an ordinary word.

Ordinary words count where a sentence begins; in German, whose nouns all have capitals, they count wherever they stand.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from lambdas.domain.llm.claim_dates import MASK
from lambdas.domain.llm.claim_number_words import in_digits
from lambdas.domain.llm.ordinary_english import ENGLISH
from lambdas.domain.llm.ordinary_french import FRENCH
from lambdas.domain.llm.ordinary_german import GERMAN

MIN_STEM = 4
MIN_PART = 3
MAX_COMPOUND = 40
_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.!?:;…·•|/„“«\"‘(\[—–]|(?<!\w)[-'’]|[\u00a7%] ?[:-]|\d[.)])\s*$")
_SHORT = "OK FAQ ETA TBD TBC KPI KPIS OKR OKRS NB PS ASAP RSVP"
_KNOWN_SHORT = frozenset(_SHORT.split())
_SUFFIXES = {
    "en": ("s", "es", "d", "ed", "ing", "ly", "r"),
    "fr": ("s", "e", "es", "x", "ez", "ons", "ant", "nt", "é", "ée", "és", "ées", "r", "ment"),
    "de": ("e", "n", "en", "er", "es", "em", "s", "t", "te", "ten", "st", "end", "ende", "enden"),
}
_JOINTS = ("", "s", "es", "n", "en")
_SMALL_WORDS = {
    "en": "the is are was were has have of for to with by on at this that will what which who we you your our not "
    "still before after and from does did do how why it its",
    "de": "der die das den dem des in ist sind nicht mit für von zur zum im auf ein eine einen wer wie noch seit vor "
    "über unter wir sie dass oder aus bei wird werden hat haben kein keine offen und soll nach bis zu am ob nur ihr "
    "sich",
    "fr": "le la les des une est sont pas avec pour sur dans qui que quoi du au aux et ou nous vous votre ce cette "
    "encore depuis avant après par ne il elle en se plus doit",
}
_LANGUAGE_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_DEPARTMENTS = (
    "finance finances finanzen finanz financier financière",
    "legal recht juridique rechtsabteilung",
    "security sicherheit sécurité",
    "sales vertrieb ventes",
    "purchasing procurement einkauf achats",
    "hr personal rh personalabteilung ressources",
    "operations ops betrieb exploitation",
    "engineering technik ingénierie entwicklung",
    "support kundendienst assistance",
    "platform plattform plateforme",
    "head leitung leiter leiterin responsable chef directeur directrice direction lead teamleiter verantwortliche",
    "board vorstand aufsichtsrat conseil comité",
    "team équipe mannschaft",
    "customer customers kunde kunden client clients",
    "engineer engineers entwickler ingenieur ingénieur ingénieurs entwicklerin ingenieure",
    "europe europa eu ue",
    "germany deutschland allemagne german deutsch allemand deutsche",
    "france frankreich french französisch français",
    "cloud cloud",
    "incident vorfall störung",
    "christmas weihnachten noël",
    "easter ostern pâques",
    "hosting hébergement",
)
_SAME = {word: row.split()[0] for row in _DEPARTMENTS for word in row.split()}
"""What departments, roles and places are called in the other languages: a translated one stays on record."""
_OWNER = re.compile(
    r"\b(?:owner|owned by|assigned to|on the hook|responsible|verantwortlich|zuständig|responsable|attribuée? à|"
    r"confiée? à)\b[\s:=(,]*(?:is |ist |est )?(?P<after>(?:[^\W\d_]+[ -]?){1,3})"
    r"|(?P<before>(?:[^\W\d_]+[ -]){1,3})(?:owes|owns|schuldet|verantwortet|doit (?!être\b|se\b)|is to send|promised|"
    r"hat zugesagt|a promis|s’est engagée?)\b",
    re.IGNORECASE,
)
_LEADS_ON = (
    r"(?= (?:the|a|an|this|that|these|those|our|your|its|their|to|for|on|in|with|from|by|up|out|no|all|any|both|"
    r"le|la|les|un|une|des|du|de|d|sur|à|au|aux|en|avec|ce|cette|ces|nos|vos|leur|deux|pour|par|\d+)\b| l['’])"
)
_FORMS = re.compile(rf"(?:[a-z]{{3,}}ing|[^\W\d_]{{3,}}(?:(?<!i)er|ir|ôt|oir|dre|ttre)){_LEADS_ON}", re.IGNORECASE)
"""``Moving the``, ``Élargir la``: verbs with what they lead on to; no name has that behind it."""
_NOUNS = re.compile(r"\w{4,}(?:ung|heit|keit|schaft|ion|tät|ment|nis|ismus|anz|enz|ik|mangel)(?:en|se|es|e|s)?")
"""Endings of German nouns that no name has."""
_AS_A_NAME = re.compile(
    r"(?:Allen|Klein|Lange?|Long|Miller|Price|Page|Case|Day)\s+(?:owe[sd]|own(?:s|ed)|want(?:s|ed)|say?s|said|decide[sd]|sent|"
    r"promise[sd]|approve[sd]|needs|schuldet|hat|will|verantwortet|entscheidet|doit|promet|décide)\b"
)
"""Words that are surnames where somebody's doing follows."""
_NO_TAILS = frozenset({"tief", "hoch", "groß", "klein", "lang", "kurz", "neu", "alt", "rund", "stark", "mann", "berg"})
_CERTAIN = re.compile(r"^(?:Will|May)\s+(?:the|a|an|we|you|it|this|that|they|there|our|your|he|she|any|all|both|[A-Z])")


@dataclass(frozen=True, slots=True)
class NamesKnown:
    """``words`` stand in the text of the references; ``names`` are nameable in any line."""

    words: frozenset[str]
    names: tuple[str, ...]

    @property
    def name_words(self) -> frozenset[str]:
        return words_in(" ".join(self.names))


def unknown_names(text: str, borne_out: str, names: Iterable[str]) -> bool:
    """Says whether the text names what is neither in ``borne_out`` nor among the names, or gives a thing to another."""
    known = NamesKnown(words_in(borne_out), tuple(names))
    everywhere = known.words | known.name_words
    is_german = _is_german(text)
    for found in _WORD.finditer(text):
        word = found[0]
        if not any(letter.isupper() for letter in word) or _is_plain(word):
            continue
        if _is_in_id(found) or _is_known(word, everywhere):
            continue
        if not _is_ordinary_here(found, everywhere, is_german=is_german):
            return True
    return _mixes_names(text, borne_out, known) or _has_other_owner(text, known)


def _is_plain(word: str) -> bool:
    """A pronoun, the letter of an option, a number word, or letters everybody uses."""
    return len(word) == 1 or word.upper() in _KNOWN_SHORT or in_digits(word) != word


def _is_in_id(found: re.Match[str]) -> bool:
    """Q1 and 3D are figures, which are checked as such."""
    beside = found.string[found.start() - 1 : found.start()] + found.string[found.end() : found.end() + 1]
    return any(sign.isdigit() for sign in beside)


def words_in(text: str) -> frozenset[str]:
    return frozenset(_folded(word) for word in _WORD.findall(text))


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _is_known(word: str, known: frozenset[str]) -> bool:
    """On record, as it is or in another form: a genitive, a plural, another language's word for a department."""
    folded = _folded(word)
    if folded in known:
        return True
    if len(folded) >= MIN_STEM:
        shorter = {folded[: -len(end)] for end in ("s", "n", "en", "es", "e") if folded.endswith(end)}
        longer = {folded + end for end in ("s", "n", "en", "es", "e")}
        if any(len(stem) >= MIN_STEM - 1 and stem in known for stem in shorter) or longer & known:
            return True
    same = _SAME.get(word.casefold())
    return same is not None and any(_SAME_FOLDED.get(one) == same for one in known)


def _is_ordinary_here(found: re.Match[str], known: frozenset[str], *, is_german: bool) -> bool:
    word, before = found[0], found.string[: found.start()]
    begins = bool(_BEGINS.search(before)) or not before.strip()
    if word in ("Will", "May"):
        return begins and bool(_CERTAIN.match(found.string[found.start() :]))
    if word.isupper() and len(word) > 1 and not is_german:
        return False
    elided = before[-1:] in "'’" and bool(
        re.search(r"(?:^|[.!?:;(«“\"]\s*)(?:[ldjnsmtc]|qu)['’]$", before, re.IGNORECASE)
    )
    if _AS_A_NAME.match(found.string, found.start()):
        return False
    if begins or elided:
        is_form = bool(_FORMS.match(found.string, found.start()))
        return is_ordinary(word) or is_form or (is_german and _is_german_noun(word, known))
    return is_german and (is_ordinary_german(word) or _is_german_noun(word, known))


def _is_german_noun(word: str, known: frozenset[str]) -> bool:
    return bool(_NOUNS.fullmatch(word)) or _is_compound(word.casefold(), known)


def is_ordinary(word: str) -> bool:
    """Says whether it is a word of one of the lists, or a form of one."""
    said = word.casefold()
    return any(_is_form_of(said, words, _SUFFIXES[name]) for name, words in _LISTS)


def is_ordinary_german(word: str) -> bool:
    return _is_form_of(word.casefold(), GERMAN, _SUFFIXES["de"])


_LISTS = (("en", ENGLISH), ("de", GERMAN), ("fr", FRENCH))
_SAME_FOLDED = {_folded(word): key for word, key in _SAME.items()}


def _is_form_of(word: str, words: frozenset[str], suffixes: Iterable[str]) -> bool:
    if word in words:
        return True
    stems = (word[: -len(end)] for end in suffixes if word.endswith(end))
    return any(stem in words for stem in stems if len(stem) >= MIN_STEM)


def _is_compound(word: str, known: frozenset[str], depth: int = 2) -> bool:
    """``Budgetfreigabe``: put together of ordinary words, or of words on record."""
    if not depth or not 2 * MIN_PART < len(word) <= MAX_COMPOUND:
        return False
    for place in range(MIN_PART, len(word) - MIN_PART + 1):
        head, tail = word[:place], word[place:]
        if (
            tail not in _NO_TAILS
            and _is_head(head, known)
            and (_is_part(tail, known) or _is_compound(tail, known, depth - 1))
        ):
            return True
    return False


def _is_head(word: str, known: frozenset[str]) -> bool:
    stems = [word[: len(word) - len(joint)] for joint in _JOINTS if word.endswith(joint)]
    return f"{word}e" in GERMAN or any(_is_part(stem, known) for stem in stems if len(stem) >= MIN_PART)


def _is_part(word: str, known: frozenset[str]) -> bool:
    is_on_record = len(word) >= MIN_STEM and _folded(word) in known
    return (
        is_on_record
        or word in GERMAN
        or word in _SAME
        or (len(word) > MIN_STEM and _is_form_of(word, GERMAN, _SUFFIXES["de"]))
    )


def _is_german(text: str) -> bool:
    """Says whether German is at least as likely as the others; a line without small words may be any of them."""
    words = [word.casefold() for word in _WORD.findall(text.replace(MASK, " "))]
    counts = {language: sum(word in small for word in words) for language, small in _LANGUAGE_WORDS.items()}
    return counts["de"] >= max(counts["en"], counts["fr"])


def _mixes_names(text: str, borne_out: str, known: NamesKnown) -> bool:
    """Says whether one person's first name stands before another's last name."""
    said = f" {' '.join(_folded(word) for word in _WORD.findall(' '.join((borne_out, *known.names))))} "
    split = [tuple(_folded(word) for word in _WORD.findall(name)) for name in known.names]
    firsts = {parts[0] for parts in split if len(parts) > 1}
    lasts = {parts[-1] for parts in split if len(parts) > 1}
    for first, second in _neighbours(text):
        if first in firsts and second in lasts - firsts and f" {first} {second} " not in said:
            return True
    return False


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    for one, two in pairwise(_WORD.finditer(text)):
        if one[0][0].isupper() and two[0][0].isupper() and text[one.end() : two.start()] in (" ", "-"):
            yield _folded(one[0]), _folded(two[0])


def _has_other_owner(text: str, known: NamesKnown) -> bool:
    """Says whether somebody of the meeting is given what the references do not connect with them."""
    for found in _OWNER.finditer(text):
        owners = {_folded(word) for word in _WORD.findall(found["after"] or found["before"] or "") if word[0].isupper()}
        if any(word in known.name_words and word not in known.words for word in owners):
            return True
    return False
