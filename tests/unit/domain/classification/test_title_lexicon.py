"""config/titles/: what ships, what every list decides, and what an operator is told about a mistake."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from lambdas.config_files import (
    CONFIG_FOLDER,
    CONFIGURATION,
    load_classification_rules,
    load_meeting_types,
    load_title_lexicon,
)
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.classify import classify_text
from lambdas.domain.classification.evidence import OBJECTIONS
from lambdas.domain.classification.language import Language
from lambdas.domain.classification.lexicon_parts import Objections
from lambdas.domain.classification.meeting_types import Allowance
from lambdas.domain.classification.objections import ALWAYS_APPLY, LAST_WORD_ONLY
from lambdas.domain.classification.other_clauses import HEADING_GROUPS, LABEL_GROUPS
from lambdas.domain.classification.skip_reason import skip_reason
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.errors import Refused
from tests.fakes.samples import a_meeting
from tests.house.tracked import ROOT

FOLDER = CONFIG_FOLDER / "titles"
CONTENT: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yaml")
}
LISTS = [(file, group) for file, groups in CONTENT.items() for group in groups]

DECIDED = {
    "asides.focus": "Deep work: QBR",
    "asides.absence": "OOO - Dana",
    "asides.workplace": "WFH",
    "asides.birthday": "Eva's birthday",
    "asides.private": "Dentist",
    "asides.cancelled": "Canceled: All hands",
    "asides.declined": "Declined: QBR",
    "asides.event_words": "Cancelled event",
    "meetings.meeting_words": "Leadership sync",
    "meetings.company": "Product demo",
    "meetings.other_meetings": "Design review: 1:1 rendering",
    "meetings.reviews": "Review of SEV1",
    "meetings.carriers": "Part 2 of QBR",
    "meetings.announcements": "Friday | We look forward to it.\nAgenda for the QBR",
    "meetings.idioms": "Thought leadership sync",
    "objections.papers": "QBR deck",
    "objections.preparation": "QBR dry run",
    "objections.planning": "QBR planning",
    "objections.news": "QBR submitted",
    "objections.aftermath": "QBR follow-up",
    "objections.social": "QBR happy hour",
    "objections.learning": "Leadership 101",
    "objections.hiring": "One on one interview",
    "objections.media": "The QBR podcast",
    "objections.welcome": "QBR onboarding",
    "objections.speech": "QBR keynote",
    "objections.drill": "SEV1 simulation",
    "objections.tool": "QBR builder",
    "objections.other_sense": "1:1 mapping of fields",
    "objections.sport": "1:1 yoga class",
    "people.given_names": "Postmortem - Patricia Cornwell",
    "small_words.prepositions": "Numbers for QBR",
    "small_words.companions": "Sync with Ana 1:1",
    "small_words.about": "Meeting about the all-hands",
    "small_words.fillers": "Leadership (Friday)",
    "small_words.negations": "No staff meeting today",
    "small_words.variants": "Mock QBR",
    "small_words.tasks": "Book 1:1",
    "small_words.news": "Update: staff meeting",
    "small_words.teams": "Build team all hands",
    "small_words.departments": "Data: staff meeting",
    "small_words.lesson_openers": "Effective 1:1s",
    "small_words.references": "Genesis 1:1",
    "small_words.scores": "Ajax vs PSV 1-1",
    "small_words.places": "QBR, Room 12",
    "small_words.tags": "[RSVP] All hands",
    "small_words.greetings": "Friday | Hi folks,\nour weekly staff meeting",
    "small_words.addressees": "Friday | All,\nour weekly staff meeting",
    "small_words.labels": "Friday | We look forward to it.\nPurpose: QBR",
}
"""A title, and a description after the bar, that would be judged otherwise without the list."""


def judged(text: str, lexicon: TitleLexicon) -> tuple[object, str | None]:
    title, _, description = text.partition(" | ")
    found = classify_text(title, description, None, ClassificationRules(load_meeting_types(), lexicon))
    meeting = a_meeting(title=title, description=description, attendees=())
    return found, skip_reason(meeting, lexicon, found.meeting_type)


def without(file: str, group: str) -> TitleLexicon:
    return TitleLexicon.model_validate({**CONTENT, file: {**CONTENT[file], group: []}})


@pytest.mark.parametrize(("file", "group"), LISTS)
def test_every_list_is_read_by_a_rule(file: str, group: str) -> None:
    text = DECIDED[f"{file}.{group}"]
    assert judged(text, without(file, group)) != judged(text, TitleLexicon.model_validate(CONTENT))


def test_every_group_that_a_rule_or_a_type_names_is_there() -> None:
    named = {*ALWAYS_APPLY, *LAST_WORD_ONLY, *HEADING_GROUPS, *LABEL_GROUPS, *get_args(Allowance)}
    assert named <= OBJECTIONS.keys() == Objections.model_fields.keys()


def test_the_folder_holds_the_lists_and_nothing_that_nobody_reads() -> None:
    assert CONTENT.keys() | {"languages"} == TitleLexicon.model_fields.keys()
    assert {path.name for path in FOLDER.iterdir()} == {*(f"{file}.yaml" for file in CONTENT), "languages"}
    assert DECIDED.keys() == {f"{file}.{group}" for file, group in LISTS}


def test_a_deployment_checks_the_lists_and_reads_them_once() -> None:
    assert CONFIGURATION["config/titles/"] is load_title_lexicon
    assert load_classification_rules().lexicon is load_title_lexicon()


def test_the_fingerprint_changes_with_every_word_and_not_with_their_order() -> None:
    names = list(reversed(CONTENT["people"]["given_names"]))
    languages = load_title_lexicon().languages
    shipped = fingerprint(CONTENT, languages)
    assert fingerprint({**CONTENT, "people": {"given_names": names}}, languages) == shipped
    assert fingerprint({**CONTENT, "people": {"given_names": names[1:]}}, languages) != shipped
    assert fingerprint(CONTENT, languages[1:]) != shipped == load_classification_rules().fingerprint


def fingerprint(content: dict[str, dict[str, Any]], languages: Sequence[Language]) -> str:
    lexicon = TitleLexicon.model_validate(content).speaking(languages)
    return ClassificationRules(load_meeting_types(), lexicon).fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("small_words", 'not, "no"', "not, no", "negations: False is no word: put no, on"),
        ("small_words", "teams: [team", "teams: [Team", 'teams: "Team" must be in lower case'),
        ("small_words", "teams: [team", "teams: [team, team", 'teams: "team" is there twice'),
        (
            "small_words",
            "teams: [team",
            "teams: [q1",
            '"q1" can never be found: titles are read word by word, here as quarterly',
        ),
        ("small_words", "teams: [team", "teams: [deep work", "here as deep, work"),
        ("small_words", "teams:", "team:", "teams: Field required"),
        ("meetings", "carriers:", "idiom: []\ncarriers:", "idiom: there is no such key here"),
        ("asides", "birthday: [birthday", "birthday: [Birthday", 'birthday: "Birthday" must be in lower case'),
        ("asides", "birthday: [birthday", "birthday: ['', birthday", "birthday: has an empty word"),
        ("asides", "birthday: [birthday", "birthday: ['-', birthday", 'birthday: "-" has 0 words'),
        ("asides", "birthday: [birthday", "birthday: [b day, bday", 'birthday: "bday" is there twice'),
        ("asides", "birthday: [birthday", "birthday: [a b c d e f g h i j k", '"a b c d e f g h i j k" has 11 words'),
        ("asides", "birthday: [birthday", "birthday: birthday #", "birthday: must be a list"),
        ("people", "given_names:", "given_names: [", "is not valid YAML"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_names_file_and_list(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "titles")
    path = folder / f"{file}.yaml"
    shipped = path.read_text(encoding="utf-8")
    assert old in shipped
    path.write_text(shipped.replace(old, new), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_title_lexicon(folder)
    assert str(refusal.value).startswith(f"{file}.yaml")
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_every_file_of_the_configuration_that_readme_and_comments_name_is_there() -> None:
    documents = [ROOT / "README.md", *CONFIG_FOLDER.rglob("*.yaml")]
    named = {name for path in documents for name in re.findall(r"config/[\w/.]*\w", path.read_text(encoding="utf-8"))}
    assert "config/titles" in named
    assert {name for name in named if not (ROOT / name).exists()} == set()
