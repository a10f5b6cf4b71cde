"""The agenda changed on its page, by forms alone."""

import re
from typing import Any

import pytest

from lambdas.domain.agenda.materials import Line, MaterialsPlan, Section, SourceMark
from lambdas.domain.llm.reasons import NoAnswerReason
from tests.unit.edges.harness import ADA, EVE, READY, Answer, Harness

TITLE = "Cloud budget"
PAGE = f"/meetings/{READY}"


@pytest.fixture
def written(harness: Harness) -> Harness:
    """An agenda of one section of 60 minutes, with one line and one decision, all called so."""
    return harness.furnish(TITLE)


def shown(page: Answer) -> dict[str, str]:
    """The fields of the agenda's form, in its order."""
    form = page.text.partition('id="agenda-form"')[2].partition("</form>")[0]
    inputs = re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form)
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', form)
    values = dict([*inputs, *texts])
    order = re.findall(r'name="((?:version|title|minutes|line|decision)[^"]*)"', form)
    return {name: values[name] for name in order}


def press(harness: Harness, fields: dict[str, str], do: str = "save", user: str = ADA) -> Answer:
    return harness.post(f"{PAGE}/agenda", user, do=do, **fields)


def agenda(harness: Harness) -> list[tuple[str, int, list[str]]]:
    materials = harness.meetings.get(ADA, READY).preparation.materials
    assert materials is not None
    plan = MaterialsPlan.model_validate_json(harness.documents.get(materials.plan_key))
    return [(s.title, s.minutes, [line.text for line in (*s.lines, *s.decisions)]) for s in plan.sections]


def test_the_form_holds_the_agenda_and_saving_makes_it_what_was_typed(written: Harness) -> None:
    fields = shown(written.get(f"{PAGE}/agenda"))
    assert list(fields) == ["version", "title.s0", "minutes.s0", "line.s0-0", "decision.s0-1"]
    done = press(written, {**fields, "title.s0": "Costs", "line.s0-0": "We cut it", "decision.s0-1": ""})
    assert done.headers["Location"] == f"{PAGE}?tab=agenda&done=agenda-saved#agenda"
    assert agenda(written) == [("Costs", 60, ["We cut it"])]
    text = written.get(PAGE).text
    assert "We cut it" in text
    assert "Changed by you" in text


def test_sections_and_lines_are_added_moved_and_removed_without_scripts(written: Harness) -> None:
    fields = shown(written.get(f"{PAGE}/agenda"))
    fields = shown(press(written, fields, "section"))
    fields |= {"title.n0": "Hiring", "minutes.n0": "20", "minutes.s0": "40"}
    fields = shown(press(written, fields, "line.n0"))
    fields |= {"line.n1": "Two in March"}
    fields = shown(press(written, fields, "up.n0"))
    fields = shown(press(written, fields, "down.n1"))
    assert list(fields) == [
        "version", "title.n0", "minutes.n0", "title.s0", "minutes.s0", "line.n1", "line.s0-0", "decision.s0-1",
    ]  # fmt: skip
    assert agenda(written)[0][0] == TITLE, "nothing is saved before Save"
    fields = shown(press(written, fields, "remove.s0-1"))
    press(written, fields)
    assert agenda(written) == [("Hiring", 20, []), (TITLE, 40, ["Two in March", TITLE])]


def test_minutes_that_do_not_add_up_are_said_and_can_be_made_to_fit(written: Harness) -> None:
    fields = shown(written.get(f"{PAGE}/agenda"))
    fields |= {"title.n0": "Hiring", "minutes.n0": "30", "minutes.s0": "60"}
    refused = press(written, fields)
    assert "90 of 60 minutes: 30 over" in refused.text
    assert 'value="Hiring"' in refused.text
    fitted = shown(press(written, fields, "fit"))
    assert (fitted["minutes.s0"], fitted["minutes.n0"]) == ("40", "20")
    press(written, fitted)
    assert [minutes for _, minutes, _ in agenda(written)] == [40, 20]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title.s0": ""}, "needs a title"),
        ({"minutes.s0": "soon"}, "Write a whole number"),
        ({"line.s0-0": "x" * 600}, "shorten what is longer"),
    ],
)
def test_what_is_no_agenda_is_refused_in_one_line_and_stays_in_the_form(
    written: Harness, typed: dict[str, str], said: str
) -> None:
    fields = shown(written.get(f"{PAGE}/agenda")) | {"line.n7": "Typed with care"}
    refused = press(written, fields | typed)
    assert said in refused.text
    assert "Typed with care" in refused.text
    assert agenda(written)[0][0] == TITLE


def test_the_later_of_two_tabs_is_told_and_neither_is_lost(written: Harness) -> None:
    fields = shown(written.get(f"{PAGE}/agenda"))
    press(written, fields | {"title.s0": "The first"})
    late = press(written, fields | {"title.s0": "The second"})
    assert "in another tab or on another device" in late.text
    assert agenda(written)[0][0] == "The first"
    press(written, shown(late))
    assert agenda(written)[0][0] == "The second"
    hidden, button = 'name="version" value="([^"]+)"', '<button class="button quiet" name="wanted" value="([^"]+)"'
    seen, wanted = re.findall(f"{hidden}>{button}", written.get(PAGE).text)[0]
    earlier = written.get(f"{PAGE}/agenda/versions/{wanted}").text
    assert "The first" in earlier
    assert "The second" not in earlier
    written.post(f"{PAGE}/agenda/restore", version=seen, wanted=wanted)
    assert agenda(written)[0][0] == "The first"
    assert written.get(f"{PAGE}/agenda/versions/{wanted}", EVE).status == 404
    assert written.get(f"{PAGE}/agenda/versions/gone").status == 404


def test_an_agenda_without_anything_on_it_is_none(written: Harness) -> None:
    assert "at least one section" in press(written, {"version": "r1"}).text


def test_an_agenda_is_changed_by_its_owner_alone(written: Harness) -> None:
    assert written.get(f"{PAGE}/agenda", EVE).status == 404
    assert press(written, {"title.s0": "x", "minutes.s0": "60"}, user=EVE).status == 404
    assert written.post(f"{PAGE}/agenda/restore", EVE, version="r1", wanted="r1").status == 404


def write(harness: Harness, **changes: Any) -> None:
    """The agenda as it was prepared, with these changes."""
    materials = harness.meetings.get(ADA, READY).preparation.materials
    assert materials is not None
    plan = MaterialsPlan.model_validate_json(harness.documents.get(materials.plan_key))
    changed = plan.model_copy(update=changes)
    harness.documents.put(materials.plan_key, changed.model_dump_json().encode(), "application/json")


BY_MODEL = Line(text="Costs: cut or keep?", refs=("budget:x",), written_by="nova-lite", rules_text="Costs are over")


def test_what_a_model_wrote_is_marked_with_its_name_its_sources_and_what_the_rules_said(written: Harness) -> None:
    section = Section(title=TITLE, minutes=60, lines=(BY_MODEL,), decisions=(BY_MODEL,))
    mark = SourceMark(ref="budget:x", label="Budget: Costs")
    write(written, sections=(section,), sources=(mark,), composer="model")
    text = written.get(PAGE).text
    note = "Written by nova-lite from: Budget: Costs. By the rules: Costs are over"
    assert f'<summary title="{note}"><b class="ai">AI</b> 1' in text
    assert f'<span class="source-words">{note}</span>' in text
    assert "edited by a model: the lines it wrote are marked AI." in text
    assert "Costs: cut or keep? (AI)" in text, "the agenda as it is pasted elsewhere"
    assert 'value="Costs: cut or keep?"' not in text
    assert "Asked: Costs are over" in text, "notes begin with the words of the rules"


@pytest.mark.parametrize(
    ("composer", "reason", "said"),
    [
        ("rules", NoAnswerReason.TIMEOUT, "Written by the rules just now: the model took too long."),
        ("model", NoAnswerReason.THROTTLED, "What is new was written by the rules just now: the model was too busy."),
        ("rules", None, "Written just now by rules, from your answers and your records."),
    ],
)
def test_one_line_says_why_a_model_did_not_write(
    written: Harness, composer: str, reason: NoAnswerReason | None, said: str
) -> None:
    write(written, composer=composer, without_model=reason)
    assert said in written.get(PAGE).text


def test_a_models_line_written_anew_by_its_reader_is_theirs(written: Harness) -> None:
    write(written, sections=(Section(title=TITLE, minutes=60, lines=(BY_MODEL,)),), composer="model")
    marked = written.get(PAGE).text.count('class="ai"')
    fields = shown(written.get(f"{PAGE}/agenda"))
    press(written, {**fields, "line.s0-0": "We cut it"})
    assert written.get(PAGE).text.count('class="ai"') == marked - 1, "an answer to a question keeps its own"


def test_nothing_a_model_wrote_is_sent_or_taken_along(written: Harness) -> None:
    section = Section(title=TITLE, minutes=60, decisions=(BY_MODEL,))
    write(written, sections=(section,), composer="model")
    shared = written.get(f"{PAGE}/share").text
    calendar = written.get(f"{PAGE}/calendar").text.replace("\r\n ", "")
    assert BY_MODEL.text not in shared + calendar
    assert BY_MODEL.rules_text in calendar
