"""The names and addresses by which several people are invited as one: what no calendar but iCalendar marks as such.

Neither Google nor Microsoft says in an event that a guest is a group, and feeds do so rarely; so their names have to.
A word too many costs that a meeting with such an address is no meeting of exactly two.
"""

import re
import unicodedata
from functools import lru_cache


def _folded(text: str) -> str:
    """Returns lower-case words with single blanks between them, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[\w']+", bare.replace("_", " ")))


def _words(*lines: str) -> frozenset[str]:
    return frozenset(_folded(word) for line in lines for word in line.split(", "))


WHOLE = _words(
    "everyone, everybody, all, all hands, allhands, all staff, allstaff, all employees, all company, all teams",
    "all users, all of us, staff, company, whole company, entire company, company wide, employees, team, group, crew",
    "contractors, everyone here, all members, members, whole team, entire team, personnel, all departments",
    "alle, alle mitarbeiter, alle mitarbeitenden, alle kollegen, belegschaft, mitarbeiter, mitarbeitende, kollegium",
    "gesamtes team, ganze firma, verteiler, tous, toutes, tous les salariés, tout le monde, toute l'équipe, équipe",
    "collaborateurs, salariés, todos, todas, todo el equipo, equipo, personal, empleados, plantilla, toda a equipe",
    "equipe, equipa, funcionários, colaboradores, tutti, tutto il team, dipendenti, personale, squadra, iedereen",
    "allemaal, alle medewerkers, medewerkers, personeel, alla medarbetare, alle ansatte, ansatte, medarbejdere",
    "kaikki, henkilöstö, wszyscy, pracownicy, zespół, všichni, zaměstnanci, tým, mindenki, toată lumea, herkes, ekip",
    "çalışanlar, все, все сотрудники, сотрудники, команда, 全員, 全社, 全社員, 社員, 一同, 所有人, 全体, 全体员工",
    "大家, 전체, 전직원, 전사, 모두, الجميع, כולם",
)
"""The whole of an address before the @, or of a name."""

DEPARTMENTS = _words(
    "engineering, sales, marketing, finance, accounting, legal, people, design, product, ops, operations",
    "devs, developers, engineers, designers, support, leadership, management, managers, leads, exec, execs, board",
    "executives, directors, interns, partners, vertrieb, entwicklung, buchhaltung, geschäftsleitung, geschaeftsleitung",
    "vorstand, direction, comptabilité, ventas, finanzas, vendas, ventes, vendite, verkoop",
)
"""The whole of an address before the @; as names they may be a person's."""
_CALLED = _words("resources, office, desk, department, team, group, staff, mailbox, all")

ENDS = _words(
    "team, teams, group, squad, department, dept, committee, gruppe, abteilung, verteiler",
    "groupe, équipe, grupo, equipo, equipe, equipa, gruppo, groep, afdeling, zespół, команда, группа",
)
"""The first or the last word of a name, or of an address."""

ENDS_AFTER_A_HYPHEN = _words("all, staff, dl, grp, list, everyone, everybody, alle, todos, tous, tutti, members")
"""In addresses alone, and not after a dot: it stands between somebody's names."""

BEGINNINGS = _words("everyone, everybody, all, alle, todos, todas, tous, tutti, entire, whole")
"""The first of several words of a name."""

_ENDING = tuple(map(_folded, ("チーム", "グループ", "一同", "全員", "团队", "팀")))
_HOSTS = ("googlegroups.com", "groups.io", "teams.ms")
_LIST_HOST = re.compile(r"@(?:lists?|groups|mailman)\.")


@lru_cache(maxsize=2048)
def is_group(name: str, address: str) -> bool:
    return _is_group_name(name) or (bool(address) and _is_group_address(address)) or _is_department(name, address)


def _is_group_name(name: str) -> bool:
    said = _folded(name).removeprefix("the ")
    words = said.split(" ")
    is_part = len(words) > 1 and (words[0] in BEGINNINGS or bool(_outer(words) & ENDS))
    return said in WHOLE or is_part or said.endswith(_ENDING)


def _is_group_address(address: str) -> bool:
    local, _, host = address.partition("@")
    if any(host == known or host.endswith(f".{known}") for known in _HOSTS) or _LIST_HOST.search(address):
        return True
    words = _folded(local.replace(".", " "))
    by_hyphen = re.split(r"[-_]", local)
    ends, after_hyphen = _outer(words.split(" ")), _outer([_folded(part) for part in by_hyphen])
    return words in WHOLE or bool(ends & ENDS) or bool(after_hyphen & ENDS_AFTER_A_HYPHEN)


def _is_department(name: str, address: str) -> bool:
    """Somebody's own name beside ``sales@`` is a person in a small company."""
    called = set(_folded(name).split())
    return _folded(address.partition("@")[0]) in DEPARTMENTS and (not called or bool(called & (DEPARTMENTS | _CALLED)))


def _outer(words: list[str]) -> set[str]:
    return {words[0], words[-1]} if len(words) > 1 else set()
