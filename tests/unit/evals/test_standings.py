"""What the evaluation says of a purpose and a model, and that the configuration says the same."""

from datetime import date
from pathlib import Path

import pytest

from cli.local.model_fake.hostile import ATTACKS
from evals import recorded as kept
from evals.cases import EvalCase, ExactItem, Expectation, cases_of
from evals.judged import JudgedItem, JudgedLine, Shown, failures
from evals.measured import NOT_JUDGED, NOT_RECORDED, RULES, STALE, Standing, standing
from evals.recorded import RecordedAnswer, RecordedAnswers, models_recorded, write_recorded
from evals.registry import MODULES, evaluated
from lambdas.config_files import load_model_catalog
from lambdas.domain.llm.purposes import Purpose
from lambdas.llm.prompt_files import load_prompt

CATALOG = load_model_catalog()
LINE = JudgedLine("Compute is 12 % over", ("budget:compute",), "Compute: 12 % over")


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_is_on_by_itself_just_for_the_models_whose_bar_holds(purpose: Purpose) -> None:
    measured = {model for model in {*models_recorded(), *CATALOG.models} if standing(purpose, model).holds}
    assert set(CATALOG.purposes[purpose].bar_met) == measured


@pytest.mark.parametrize("purpose", MODULES)
def test_the_rules_pass_every_case(purpose: Purpose) -> None:
    """Or a model would be measured against something that is wrong itself."""
    by_rules = standing(purpose, RULES)
    assert by_rules.cases > 0
    assert {name: said for name, said in (by_rules.failed or {}).items() if said} == {}


def test_nobody_has_recorded_what_nova_lite_answers() -> None:
    not_measured = standing(Purpose.AGENDA, "nova-lite").as_json()
    assert (not_measured["passed"], not_measured["holds"], not_measured["said"]) == (None, None, NOT_RECORDED)


@pytest.mark.parametrize(
    ("expect", "shown", "said"),
    [
        (Expectation(must_mention=("budget:compute", '"12 %')), Shown((LINE,)), []),
        (Expectation(must_mention=("decisions:1",)), Shown((LINE,)), ["says nothing of decisions:1"]),
        (Expectation(must_not_mention=("COMPUTE",)), Shown((LINE,)), ["says COMPUTE"]),
        (Expectation(max_lines=0), Shown((LINE,)), ["has 1 lines, more than 0"]),
        (Expectation(type=("qbr",)), Shown(type="default"), ["is of type default, not qbr"]),
        (
            Expectation(items=(ExactItem(words=("send", "plan"), owner="Ana"),), is_exact=True),
            Shown(items=(JudgedItem("item", "Send the plan", "Ben"),)),
            ["does not find item send plan", "finds what is not there: item"],
        ),
        (
            Expectation(),
            Shown((JudgedLine("Compute is 13 % over", ("a",), "Compute: 12 % over", is_written=True),)),
            ["shows 1 unfounded lines"],
        ),
    ],
)
def test_each_assertion_says_what_is_wrong(expect: Expectation, shown: Shown, said: list[str]) -> None:
    assert list(failures(EvalCase(name="c", why="", given={}, expect=expect), shown)) == said


def recorded(*values: dict[str, object], purpose: Purpose = Purpose.AGENDA, version: str = "") -> Standing:
    """How a model stands that answers every case so, one after the other in a second each."""
    version = version or load_prompt(evaluated(purpose).prompt).version
    given = tuple(RecordedAnswer(value=value, seconds=1) for value in values)
    answers = {case.name: given for case in cases_of(purpose)}
    write_recorded(
        RecordedAnswers(
            model="m",
            prompt=evaluated(purpose).prompt.name,
            prompt_version=version,
            recorded_on=date(2026, 11, 30),
            machine="",
            answers=answers,
        ),
        purpose,
    )
    return standing(purpose, "m")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "RECORDED", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_model_that_changes_nothing_is_no_worse_and_still_not_on() -> None:
    found = recorded({"reword": []})
    assert (found.passed, found.holds, found.said) == (found.cases, None, NOT_JUDGED)


@pytest.mark.usefixtures("folder")
def test_a_hostile_model_is_shown_nowhere() -> None:
    edits = [{"line": f"L{number}", "text": text} for number, text in enumerate(ATTACKS * 4, start=1)]
    found = recorded({"reword": edits})
    assert (found.passed, found.failed) == (found.cases, dict.fromkeys(found.failed or {}, ()))


@pytest.mark.usefixtures("folder")
def test_answers_to_a_prompt_that_has_changed_count_no_more() -> None:
    assert recorded({"reword": []}, version="another").said == STALE


def said(tool: str, given: dict[str, object]) -> dict[str, object]:
    """A call to one of the tools that a model has, as it is recorded."""
    return {"stop": "tool", "text": "", "tool_uses": [{"use_id": "u", "name": tool, "input": given}]}


LOOKS_UP = said("facts", {"kind": "budget"})


@pytest.mark.usefixtures("folder")
def test_a_conversation_is_replayed_call_by_call_and_its_seconds_add_up() -> None:
    found = recorded(LOOKS_UP, said("answer", {"lines": []}), purpose=Purpose.ASK)
    assert (found.passed, found.p95) == (1, 2)
    assert found.said == "worse than the rules in english_budget, french_orders, german_decision"


@pytest.mark.usefixtures("folder")
def test_what_a_hostile_model_answers_is_shown_to_nobody() -> None:
    lines = [{"text": text, "refs": ["L1", "L2"]} for text in ATTACKS[:6]]
    found = recorded(LOOKS_UP, said("answer", {"lines": lines}), purpose=Purpose.ASK)
    assert (found.passed, found.failed) == (found.cases, dict.fromkeys(found.failed or {}, ()))


@pytest.mark.usefixtures("folder")
def test_questions_of_a_hostile_model_are_asked_of_nobody() -> None:
    edits = [{"question": f"Q{number}", "text": text, "refs": []} for number, text in enumerate(ATTACKS, start=2)]
    found = recorded({"edits": edits[:10]}, purpose=Purpose.QUESTIONS)
    assert (found.passed, found.failed) == (found.cases, dict.fromkeys(found.failed or {}, ()))
