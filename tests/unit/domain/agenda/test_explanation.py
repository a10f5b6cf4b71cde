"""What ``./amo materials --explain`` answers: why a line is there, and why a record is not."""

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.agenda.explanation import NO_TIME, NOTHING_OPEN, ExplainedLine, Explanation, explained
from lambdas.domain.agenda.rules_composer import RulesComposer
from tests.fakes import findings


def explanation(minutes: int = 90) -> Explanation:
    return explained(RulesComposer(load_agenda_shapes()).compose(findings.leadership(minutes)))


def line(found: Explanation, text: str) -> ExplainedLine:
    return next(one for part in found.agenda for one in part.lines if text in one.text)


def test_a_line_is_explained_by_its_record_in_words_and_what_called_for_it() -> None:
    (reason,) = line(explanation(), "Audit log: 40 % done").reasons
    assert (reason.ref, reason.source) == ("big_rocks:audit-log", "Big rocks: Audit log")
    assert reason.why == "your answer 1 names it"


def test_what_the_user_said_is_reason_enough() -> None:
    (reason,) = line(explanation(), "You lean to").reasons
    assert (reason.source, reason.why) == ("Your answer 3", "")


def test_every_line_of_the_brief_and_the_agenda_has_a_reason() -> None:
    found = explanation()
    assert found.brief
    assert all(one.reasons for part in (*found.brief, *found.agenda) for one in part.lines)


def test_every_record_is_either_shown_or_left_out_with_why() -> None:
    found = explanation()
    shown = {reason.ref for part in (*found.brief, *found.agenda) for one in part.lines for reason in one.reasons}
    left_out = {one.ref: one.why for one in found.left_out}
    gathered = {fact.ref for note in findings.ALL_NOTES for fact in note.facts}
    assert shown.isdisjoint(left_out)
    assert gathered <= shown | left_out.keys()
    assert left_out["budget:licences"] == NOTHING_OPEN


def test_what_there_is_no_time_for_says_so() -> None:
    assert NO_TIME in {one.why for one in explanation(minutes=10).left_out}


def test_a_record_that_the_meeting_does_not_need_says_why_not() -> None:
    about = findings.meeting("Logo workshop", 60)
    plan = RulesComposer(load_agenda_shapes()).compose(findings.findings_of(about, "default", findings.DECISIONS))
    (policy,) = explained(plan).left_out
    assert (policy.subject, policy.why) == (
        "Remote-work policy",
        "neither the title, the invitation nor an answer names it",
    )


def test_a_models_line_is_explained_by_who_wrote_it_and_in_whose_place() -> None:
    plan = RulesComposer(load_agenda_shapes()).compose(findings.leadership())
    section = next(one for one in plan.sections if one.lines)
    written = section.lines[0].model_copy(update={"text": "Gus Hall is new", "written_by": "nova-lite"})
    written = written.model_copy(update={"rules_text": section.lines[0].text})
    sections = (section.model_copy(update={"lines": (written,)}), *plan.sections[1:])
    told = line(explained(plan.model_copy(update={"sections": sections})), "Gus Hall is new")
    assert (told.written_by, told.rules_text) == ("nova-lite", section.lines[0].text)
