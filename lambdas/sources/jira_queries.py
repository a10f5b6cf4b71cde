"""JQL, with every value of a person's in quotes: which issues are asked for, whichever Jira it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.domain.sources.account import SourceAccount
from lambdas.errors import Refused

MAX_PROJECTS = 50
MAX_LABEL = 255
_PROJECT = re.compile(r"[A-Z][A-Z0-9_]{1,79}")
_LABEL = re.compile(rf"[^\s\x00-\x1f\x7f]{{1,{MAX_LABEL}}}")
ISSUE_KEY = re.compile(rf"{_PROJECT.pattern}-[1-9][0-9]{{0,17}}")

NOT_A_PROJECT = "“{}” is no key of a project: a letter, then letters, digits and _, such as PLAT."
NO_PROJECT = "Name the projects by their keys, with commas, such as PLAT, INFRA."
MANY_PROJECTS = f"AMO reads {MAX_PROJECTS} projects at most; connect the others as another source."
NOT_A_LABEL = "A label of Jira has no spaces, such as decision."


@dataclass(frozen=True, slots=True)
class JiraQueries:
    """Two questions; neither finds what is done and was not touched for ``look_back_days``."""

    projects: tuple[str, ...]
    label: str
    look_back_days: int

    @property
    def epics(self) -> str:
        return f'project in {_any_of(self.projects)} AND issuetype = "Epic" AND {self._recent} ORDER BY key ASC'

    @property
    def decisions(self) -> str:
        return (
            f"project in {_any_of(self.projects)} AND labels = {quoted(self.label)} AND {self._recent} ORDER BY key ASC"
        )

    @property
    def _recent(self) -> str:
        """The same words on every page: a token of Jira's belongs to the words it was given for."""
        return f'(statusCategory != "Done" OR updated >= -{self.look_back_days}d)'


def queries_of(account: SourceAccount, look_back_days: int) -> JiraQueries:
    """Raises Refused for settings no Jira has, with what they should be."""
    named = (key.strip().upper() for key in account.settings.get("projects", "").split(","))
    projects = tuple(dict.fromkeys(key for key in named if key))
    if not projects:
        raise Refused(NO_PROJECT)
    if wrong := next((key for key in projects if not _PROJECT.fullmatch(key)), ""):
        raise Refused(NOT_A_PROJECT.format(wrong[:40]))
    if len(projects) > MAX_PROJECTS:
        raise Refused(MANY_PROJECTS)
    label = account.settings.get("decision_label", "").strip()
    if not _LABEL.fullmatch(label):
        raise Refused(NOT_A_LABEL)
    return JiraQueries(projects, label, look_back_days)


def children_of(epics: Sequence[str], link: str) -> str:
    """``link`` is the field that names the epic, in JQL: ``parent``, or ``cf[10008]``, whatever it is called there."""
    return f"{link} in {_any_of(epics)} ORDER BY key ASC"


def quoted(value: str) -> str:
    """In a quoted value, a quote and a backslash have a backslash before them (Atlassian's "Advanced search")."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _any_of(values: Sequence[str]) -> str:
    return f"({', '.join(quoted(value) for value in values)})"
