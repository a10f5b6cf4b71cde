"""The person a name in notes stands for: one invited, by name, address or initials; else whoever is written there.

Nobody is guessed: a first name of two people stays a name, a team and "we" are nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lambdas.domain.kernel.day_words import MONTH_NAMES, WEEKDAYS
from lambdas.domain.kernel.people_names import NAMELESS, name_of, own_name
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meetings.meeting import Attendee
from lambdas.domain.meetings.people import display_name

MAX_OWNER = 120
MAX_NAME_WORDS = 4
MAX_LOOKED_UP = 4096

_NAMELESS = re.compile(phrases.NAMELESS_SPEAKERS, re.IGNORECASE)
_TEAMS = frozenset(phrases.TEAMS | phrases.NOBODYS_NAMES)
_NO_NAMES = frozenset((*phrases.LABELS, *phrases.NO_NAMES, *WEEKDAYS, *MONTH_NAMES))
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ][\w'’-]*\.?")
_LINK_WORDS = frozenset({"de", "van", "von", "der", "di", "da", "del", "la", "el", "al", "bin", "ten"})
_AROUND_NAMES = " .,:;@*_"
_NAME_WORD = re.compile(r"[^\s:;,()\[\]–—/&+]+")
_FIRST_WORD = re.compile(r"\s*[^\s:;,()\[\]–—/&+]+")
_TITLE_WORDS = frozenset(["mr", "mrs", "ms", "dr", "prof", "herr", "frau", "m", "mme", "sr", "sra"])
_BESIDE_A_NAME = re.compile(r"\s*[(\[].*?[)\]]\s*$")
_TITLES = re.compile(r"^(?:mr|mrs|ms|dr|prof|herr|frau|m|mme|sr|sra)\.?\s+", re.IGNORECASE)
_NO_NAME = re.compile(rf"(?:{phrases.NOTHING}|{phrases.SMALL_TALK})", re.IGNORECASE)


class Owner(NamedTuple):
    """``email`` is empty where no one invited person is it for sure."""

    name: str
    email: str = ""


NOBODY = Owner("")


class KnownPeople:
    """The people of a meeting, by everything they are called."""

    def __init__(self, people: Iterable[Attendee], own: tuple[str, ...]) -> None:
        invited = [one for one in people if not (one.is_room or one.is_group) and display_name(one) != NAMELESS]
        self._called: dict[str, set[Owner]] = defaultdict(set)
        self._exactly: dict[str, set[Owner]] = defaultdict(set)
        self._initials: dict[str, set[Owner]] = defaultdict(set)
        self._looked_up: dict[str, Owner | None] = {}
        self._begins: set[str] = set(_TITLE_WORDS)
        for person in invited:
            self._add(Owner(display_name(person)[:MAX_OWNER], person.email))
        self.own = self._own(own)

    def _own(self, own: tuple[str, ...]) -> Owner:
        email = next((one.casefold() for one in own if "@" in one), "")
        invited = self.known(email) or self.known(next(iter(own), ""))
        if invited:
            return invited
        name = name_of(next((one for one in own if "@" not in one), ""), email, MAX_OWNER)
        mine = Owner("" if name == NAMELESS else name, email)
        if mine.name:
            self._add(mine)
        return mine

    def _add(self, person: Owner) -> None:
        called = _BESIDE_A_NAME.sub("", person.name)  # "Ben Ode (Platform)" is said "Ben Ode"
        words = [] if "@" in called else re.findall(r"[\w'’-]+", called)
        for exact in filter(None, (_folded(person.name), _folded(called), person.email.casefold(), _reversed(words))):
            self._exactly[exact].add(person)
        if words and not _TEAMS.intersection({words[0].casefold()}):
            self._called[words[0].casefold()].add(person)
        if len(words) > 1:
            self._called[words[-1].casefold()].add(person)
            self._initials["".join(word[0] for word in words).casefold()].add(person)
        first = re.split(r"[._+-]", person.email.partition("@")[0])[0]
        if len(words) <= 1 and len(first) > 2 and own_name(first, MAX_OWNER):
            self._called[first.casefold()].add(person)
        self._begins.update(
            name.split()[0].strip(_AROUND_NAMES) for name in (*self._exactly, *self._called) if name.split()
        )

    def known(self, name: str) -> Owner | None:
        """The person called so; where several are, the name alone. None where nobody invited is."""
        if len(name) > MAX_OWNER:
            return None
        if name not in self._looked_up:
            if len(self._looked_up) >= MAX_LOOKED_UP:
                self._looked_up.clear()
            self._looked_up[name] = self._known(name.strip(_AROUND_NAMES))
        return self._looked_up[name]

    def _known(self, name: str) -> Owner | None:
        said = _folded(_TITLES.sub("", name))
        if not said:
            return None
        if exact := self._exactly.get(said):
            return next(iter(exact)) if len(exact) == 1 else Owner(name)
        people = self._called.get(said)
        if not people or (said in phrases.ORDINARY_WORDS and not name[:1].isupper()):
            return None
        return next(iter(people)) if len(people) == 1 else Owner(name)

    def speaker(self, label: str) -> Owner:
        """Whom a label before what is said stands for: nobody where it is "Speaker 2"."""
        name = _BESIDE_A_NAME.sub("", label).strip()
        if not name or _NAMELESS.fullmatch(name):
            return NOBODY
        return self.known(name) or Owner(one_line(name, MAX_OWNER))

    def in_cell(self, text: str) -> Owner:
        """The owner a table's cell names, by initials, too; nobody where it names several."""
        said = text.strip(" *_`").removeprefix("@")
        if found := self.known(said) or self.known(_BESIDE_A_NAME.sub("", said)):
            return found
        initials = self._initials.get(said.replace(".", "").replace(" ", "").casefold(), set())
        if len(initials) == 1:
            return next(iter(initials))
        return self.literal(said)

    def literal(self, text: str) -> Owner:
        """Somebody nobody invited, as written; nobody where it is no name."""
        words = text.split()
        if not 1 <= len(words) <= MAX_NAME_WORDS or words[0].casefold() in _TEAMS or _NO_NAME.fullmatch(text):
            return NOBODY
        if any(word.strip(".").casefold() in _NO_NAMES or (word.endswith(".") and len(word) > 4) for word in words):
            return NOBODY
        are_names = [bool(_NAME.fullmatch(word)) or word in _LINK_WORDS for word in words]
        return Owner(text[:MAX_OWNER]) if all(are_names) and _NAME.fullmatch(words[0]) else NOBODY

    def at_the_start(self, text: str) -> tuple[Owner, int] | None:
        """The invited person ``text`` begins with, and where the name ends."""
        first = _FIRST_WORD.match(text)
        if first is None or first[0].strip(_AROUND_NAMES).casefold() not in self._begins:
            return None
        for end in _ends_of_words(text):
            if found := self.known(text[:end]):
                return found, end
        return None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _reversed(words: list[str]) -> str:
    """``roe ana``, as ``Roe, Ana`` is read."""
    return _folded(" ".join([words[-1] + ",", *words[:-1]])) if len(words) > 1 else ""


def _ends_of_words(text: str) -> Iterator[int]:
    """The longest name first."""
    ends = [word.end() for word in islice(_NAME_WORD.finditer(text[:MAX_OWNER]), MAX_NAME_WORDS)]
    return reversed(ends)
