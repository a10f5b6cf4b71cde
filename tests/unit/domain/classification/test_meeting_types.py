"""config/meeting_types.yaml: what ships, and what an operator is told about a mistake."""

import re
from pathlib import Path

import pytest
import yaml

from lambdas.config_files import CONFIG_FOLDER, load_meeting_types, load_title_lexicon
from lambdas.domain.classification.classification_rules import ClassificationRules
from lambdas.domain.classification.classify import classify_text
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.errors import Refused

QUESTIONS = "prep_questions: [a, b, c]"
DEFAULT = f"default: {{label: Meeting, prep_hours_before: 24, {QUESTIONS}}}\n"


@pytest.mark.parametrize(
    ("name", "hours", "exactly", "at_least"),
    [
        ("leadership_meeting", 72, None, 10),
        ("one_on_one", 24, 2, None),
        ("qbr", 336, None, 20),
        ("staff_meeting", 48, None, 15),
        ("incident_review", 2, None, None),
        ("default", 24, None, None),
    ],
)
def test_shipped_types_have_the_hours_and_people_of_cls_1(
    name: str, hours: int, exactly: int | None, at_least: int | None
) -> None:
    kind = load_meeting_types()[name]
    assert (kind.prep_hours_before, kind.attendee_count, kind.required_attendees_min) == (hours, exactly, at_least)


def test_each_shipped_type_asks_three_to_five_different_questions() -> None:
    for _, kind in load_meeting_types().items():
        assert 3 <= len(set(kind.prep_questions)) == len(kind.prep_questions) <= 5
        assert all(question.endswith("?") for question in kind.prep_questions)


def test_a_leadership_meeting_needs_every_context() -> None:
    assert set(load_meeting_types()["leadership_meeting"].context_required) == set(ContextKind)


def test_a_type_the_configuration_no_longer_has_is_treated_as_default() -> None:
    types = load_meeting_types()
    assert types.get("board_meeting") == types["default"]


def test_the_file_is_read_once_per_process() -> None:
    assert load_meeting_types() is load_meeting_types()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a: [", "line 2"),
        ("default: {keywords: [Meeting]}", "default must have no keywords"),
        ("qbr: often", "qbr must hold keys"),
        ("meeting_types: {qbr: {prep_hours_before: 1}}\ndefault: {}", '"default" stands beside meeting_types'),
        (DEFAULT + f"qbr: {{label: Q, prep_hours_before: 0, {QUESTIONS}}}", "qbr.prep_hours_before"),
        (DEFAULT + f"qbr: {{label: Q, prep_hours_before: soon, {QUESTIONS}}}", "qbr.prep_hours_before"),
        (
            DEFAULT + f"qbr: {{label: Q, prep_hours_before: 1, {QUESTIONS}, keyword: [Q]}}",
            'qbr: "keyword" is no key of a type; there are label, keywords,',
        ),
        (DEFAULT + "qbr: {label: Q, prep_hours_before: 1, prep_questions: [a]}", "qbr.prep_questions"),
        (
            DEFAULT + f"qbr: {{label: Q, prep_hours_before: 1, {QUESTIONS}, context_required: [weather]}}",
            "qbr.context_required.0",
        ),
        (
            DEFAULT
            + f"qbr: {{label: Q, prep_hours_before: 1, {QUESTIONS}, attendee_count: 2, required_attendees_min: 3}}",
            "keep one",
        ),
        (
            DEFAULT + f"qbr: {{label: Q, prep_hours_before: 1, {QUESTIONS}, keywords: [Q], also_a_title: [P]}}",
            "also_a_title",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line_that_names_the_key(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "meeting_types.yaml"
    path.write_text(content)
    with pytest.raises(Refused) as refusal:
        load_meeting_types(path)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


SEED = """
meeting_types:
  leadership_meeting:
    keywords:
      - "leadership"
      - "leadership team"
      - "LT meeting"
    required_attendees_min: 10
    prep_hours_before: 72  # 3 days
  one_on_one:
    keywords:
      - "1-1"
      - "1:1"
      - "one on one"
    attendee_count: 2
    prep_hours_before: 24  # 1 day
  board_dinner:
    keywords: ["board dinner"]
  default:
    prep_hours_before: 24
"""
"""In the form in which the specification prints the file."""


def test_what_a_type_leaves_out_has_a_default(tmp_path: Path) -> None:
    path = tmp_path / "meeting_types.yaml"
    path.write_text(SEED)
    types = load_meeting_types(path)
    assert {name: kind.label for name, kind in types.items()} == {
        "leadership_meeting": "Leadership meeting",
        "one_on_one": "One-on-one",
        "board_dinner": "Board dinner",
        "default": "Meeting",
    }
    assert all(len(kind.prep_questions) == 3 and kind.context_required for _, kind in types.items())
    assert (types["leadership_meeting"].prep_hours_before, types["board_dinner"].prep_hours_before) == (72, 24)
    assert types["one_on_one"].allows == load_meeting_types()["one_on_one"].allows


def test_a_short_file_still_reads_titles_in_every_language(tmp_path: Path) -> None:
    path = tmp_path / "meeting_types.yaml"
    path.write_text(SEED)
    rules = ClassificationRules(load_meeting_types(path), load_title_lexicon())
    found = [classify_text(title, "", None, rules).meeting_type for title in ("Vorstandssitzung", "1対1", "QBR")]
    assert found == ["leadership_meeting", "one_on_one", "default"]


SPECIFICATION = Path(__file__).parents[5] / "shared" / "seeds" / "001_PREP.txt"


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="needs ../shared/seeds")
def test_the_specifications_own_files_load(tmp_path: Path) -> None:
    printed = re.findall(r"```yaml\n(meeting_types:\n.*?)```", SPECIFICATION.read_text(encoding="utf-8"), re.DOTALL)
    for number, content in enumerate(printed):
        path = tmp_path / f"{number}.yaml"
        path.write_text(content)
        assert load_meeting_types(path)["leadership_meeting"].prep_hours_before == 72
    assert len(printed) == 2


def test_a_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.yaml"):
        load_meeting_types(tmp_path / "nowhere.yaml")


def test_keywords_that_yaml_would_read_as_numbers_are_quoted() -> None:
    content = yaml.safe_load((CONFIG_FOLDER / "meeting_types.yaml").read_text())
    assert {"1:1", "1-1"} <= set(content["one_on_one"]["keywords"])
