"""The agenda changed on its page, by forms alone."""

import re

import pytest

from lambdas.domain.agenda.materials import MaterialsPlan
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
