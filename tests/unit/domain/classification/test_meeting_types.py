"""config/meeting_types.yaml: what ships, and what an operator is told about a mistake."""

from pathlib import Path

import pytest
import yaml

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.errors import Refused
from lambdas.settings import CONFIG_FOLDER, load_meeting_types

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
        (f"qbr: {{label: Q, prep_hours_before: 1, {QUESTIONS}}}", "named default"),
        (DEFAULT + f"qbr: {{label: Q, prep_hours_before: 0, {QUESTIONS}}}", "qbr.prep_hours_before"),
        (DEFAULT + f"qbr: {{label: Q, prep_hours_before: soon, {QUESTIONS}}}", "qbr.prep_hours_before"),
        (DEFAULT + f"qbr: {{label: Q, prep_hours_before: 1, {QUESTIONS}, keyword: [Q]}}", "qbr.keyword"),
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


def test_a_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.yaml"):
        load_meeting_types(tmp_path / "nowhere.yaml")


def test_keywords_that_yaml_would_read_as_numbers_are_quoted() -> None:
    content = yaml.safe_load((CONFIG_FOLDER / "meeting_types.yaml").read_text())
    assert {"1:1", "1-1"} <= set(content["one_on_one"]["keywords"])
