"""An agenda changed by hand: what is left alone keeps its sources, the minutes add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.agenda.edits import YOU, EditedLine, EditedSection, balance, edited, fitted, with_edits_kept
from lambdas.domain.agenda.materials import Line, MaterialsPlan, Section
from tests.unit.materials.harness import a_plan

KNOWN = Line(text="45,200 over in Compute", refs=("budget:compute",), priority=1)
ASIDE = Line(text="Licences is on plan", refs=("budget:licences",))


def plan() -> MaterialsPlan:
    sections = (
        Section(title="Cloud budget", minutes=40, refs=("A1",), priority=1, lines=(KNOWN,), more=(ASIDE,)),
        Section(title="Next steps", minutes=20),
    )
    return a_plan(sections=sections)


def test_a_line_left_alone_keeps_its_source_and_one_rewritten_is_the_users_own() -> None:
    lines = (EditedLine(text=KNOWN.text), EditedLine(text="We cut it"), EditedLine(text="Cut?", is_decision=True))
    changed = edited(plan(), [EditedSection(title="Cloud budget", minutes=60, lines=lines, place=0)])
    (section,) = changed.sections
    assert section.lines == (KNOWN, Line(text="We cut it", refs=(YOU,)))
    assert section.decisions == (Line(text="Cut?", refs=(YOU,)),)
    assert (section.refs, section.priority, section.more) == (("A1",), 1, (ASIDE,))


def test_a_line_keeps_its_source_wherever_it_is_moved_and_from_the_notes_too() -> None:
    sections = [
        EditedSection(title="Next steps", minutes=20, lines=(EditedLine(text=KNOWN.text),), place=1),
        EditedSection(title="Costs", minutes=40, lines=(EditedLine(text=ASIDE.text),), place=0),
    ]
    changed = edited(plan(), sections)
    assert [section.lines for section in changed.sections] == [(KNOWN,), (ASIDE,)]
    assert changed.sections[1].refs == (YOU,)
    assert changed.sections[1].more == ()


def test_nothing_typed_becomes_an_address_or_another_sections_time() -> None:
    line = EditedLine(text="See https://evil.example (15 min)")
    changed = edited(plan(), [EditedSection(title="x", minutes=60, lines=(line,))])
    assert changed.sections[0].lines[0].text == "See (link left out) 15 min"


def test_minutes_that_do_not_add_up_are_no_agenda() -> None:
    with pytest.raises(ValueError, match="50 of 60 minutes"):
        edited(plan(), [EditedSection(title="x", minutes=50)])


def test_prepared_again_the_edits_stay_and_fit_the_meeting_as_it_is_now() -> None:
    fresh = a_plan(minutes=30, sections=(Section(title="Opening", minutes=30),), gaps=("nothing",))
    kept = with_edits_kept(fresh, plan())
    assert [(section.title, section.minutes) for section in kept.sections] == [("Cloud budget", 20), ("Next steps", 10)]
    assert kept.gaps == ("nothing",)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=12), st.integers(0, 600))
def test_minutes_made_to_fit_add_up_and_keep_their_order(minutes: list[int], total: int) -> None:
    shares = fitted(minutes, total)
    assert sum(shares) == total
    assert all(share >= 0 for share in shares)
    for one, other in zip(range(len(minutes)), range(1, len(minutes)), strict=False):
        assert minutes[one] <= minutes[other] or shares[one] >= shares[other] - 1


def test_the_balance_says_what_is_over_or_free() -> None:
    assert [balance([50, 40], total) for total in (90, 80, 100)] == [
        "90 of 90 minutes",
        "90 of 80 minutes: 10 over",
        "90 of 100 minutes: 10 free",
    ]


def test_a_models_line_keeps_its_mark_until_somebody_writes_it_anew() -> None:
    written = KNOWN.model_copy(update={"written_by": "nova-lite", "rules_text": "Compute is over"})
    section = plan().sections[0].model_copy(update={"minutes": 60, "lines": (written,)})
    by_model = plan().model_copy(update={"sections": (section,), "composer": "model"})

    def edit(*texts: str) -> MaterialsPlan:
        lines = tuple(EditedLine(text=text) for text in texts)
        return edited(by_model, [EditedSection(title="Cloud budget", minutes=60, lines=lines, place=0)])

    kept = edit(written.text, "And ours")
    assert (kept.sections[0].lines[0], kept.composer) == (written, "model")
    rewritten = edit("45,200 over, we think")
    assert (rewritten.sections[0].lines[0].written_by, rewritten.composer) == ("", "rules")
