"""A model that edits the plan of the rules: what it may change, what it cannot, and what it never sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.accounts.user import User
from lambdas.domain.agenda.line_handles import handled_lines
from lambdas.domain.agenda.mail import agenda_body
from lambdas.domain.agenda.materials import Findings, Line, MaterialsPlan, Section
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.answer import NoAnswer
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.llm.prompt import ModelPrompt
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.materials.model_composer import ModelComposer
from tests.fakes import findings
from tests.fakes.llm import NAME, FakeLlm, asker

RULES = RulesComposer(load_agenda_shapes())
UNTIL = findings.NOW + timedelta(seconds=6)
COMPUTE, SEARCH, FOLLOW_UP = "Compute is 45,200", "SEV1 “Search outage”: 47", "Follow-up “Alert on replica lag”"
SHORT = "Compute: 45,200 USD over plan, 61,000 USD forecast"
ROTA = "Finn Oak: new date for “Send the rota"
READER = User(user_id="u1", name="Alex Reader", email="alex@corp.example", created_at=findings.NOW)


def allowed(gathered: Findings | None = None, **given: Any) -> Findings:
    """The findings of somebody who lets a model read, where a test does not say otherwise."""
    return (gathered or findings.leadership()).model_copy(update={"asker": asker(**given), "until": UNTIL})


def compose(told: Any, gathered: Findings | None = None) -> MaterialsPlan:
    return ModelComposer(RULES, lambda: FakeLlm([told])).compose(gathered or allowed())


def seen_by_model(gathered: Findings) -> str:
    llm = FakeLlm([{}])
    ModelComposer(RULES, lambda: llm).compose(gathered)
    return "\n".join(f"{piece.label}: {piece.text}" for prompt in llm.asked for piece in prompt.data)


def handle(prompt: ModelPrompt, begins: str) -> str:
    lines = [line for piece in prompt.data for line in piece.text.splitlines()]
    found = [line.partition(":")[0].partition(" ")[0] for line in lines if line.partition(": ")[2].startswith(begins)]
    assert found, f"no line begins with {begins}"
    return found[0]


def edit(**edits: Callable[[Callable[[str], str]], list[dict[str, Any]]]) -> Callable[[ModelPrompt], dict[str, Any]]:
    """A patch whose edits name lines by how they begin."""
    return lambda prompt: {kind: made(lambda begins: handle(prompt, begins)) for kind, made in edits.items()}


def rewording(**texts: str) -> Callable[[ModelPrompt], dict[str, Any]]:
    begins = {"compute": COMPUTE, "search": SEARCH, "follow_up": FOLLOW_UP, "rota": ROTA}
    return edit(reword=lambda line: [{"line": line(begins[name]), "text": text} for name, text in texts.items()])


def line_with(plan: MaterialsPlan, ref: str) -> Line:
    return next(line for one in plan.sections for line in (*one.lines, *one.decisions) if ref in line.refs)


def section_with(plan: MaterialsPlan, ref: str) -> Section:
    return next(one for one in plan.sections if any(ref in line.refs for line in (*one.lines, *one.decisions)))


def test_no_edit_leaves_the_plan_of_the_rules() -> None:
    assert compose({}) == RULES.compose(findings.leadership())


def test_a_line_is_worded_anew_and_says_so() -> None:
    plan, rules = compose(rewording(compute=SHORT)), RULES.compose(findings.leadership())
    line, before = line_with(plan, "budget:compute"), line_with(rules, "budget:compute")
    assert (line.text, line.written_by, line.rules_text) == (SHORT, NAME, before.text)
    assert line.model_copy(update={"text": before.text, "written_by": "", "rules_text": ""}) == before
    assert plan.composer == "model"
    assert plan.brief == rules.brief


def test_a_decision_is_worded_anew_and_its_name_for_guests_stays() -> None:
    told = edit(reword=lambda line: [{"line": line("Remote-work"), "text": "Remote-work policy: two days, yes or no?"}])
    line = line_with(compose(told), "decisions:17")
    assert line.text == "Remote-work policy: two days, yes or no?"
    assert (line.guest_text, line.written_by) == ("Remote-work policy", NAME)


def test_a_line_moves_within_its_section_and_nowhere_else() -> None:
    within = edit(move=lambda line: [{"line": line(FOLLOW_UP), "before": line(SEARCH)}])
    assert section_with(compose(within), "incidents:INC-42").lines[0].text.startswith(FOLLOW_UP)
    last = edit(move=lambda line: [{"line": line(SEARCH), "before": ""}])
    assert section_with(compose(last), "incidents:INC-42").lines[-1].text.startswith(SEARCH)
    elsewhere = edit(move=lambda line: [{"line": line(FOLLOW_UP), "before": line(COMPUTE)}])
    assert compose(elsewhere) == RULES.compose(findings.leadership())


def test_a_section_without_a_decision_is_asked_for_one() -> None:
    def told(prompt: ModelPrompt) -> dict[str, Any]:
        searched = handle(prompt, "Search migration")
        has_decision = handle(prompt, COMPUTE)
        section = {
            line: piece.label.split()[1].rstrip(",")
            for piece in prompt.data
            for line in (searched, has_decision)
            if f"{line}:" in piece.text
        }
        text = "Do we give Search migration its data-center access?"
        return {
            "ask": [
                {"section": section[searched], "lines": [searched], "text": text},
                {"section": section[has_decision], "lines": [has_decision], "text": "Compute: yes or no?"},
                {"section": "S99", "lines": [searched], "text": "Search migration: yes or no?"},
            ]
        }

    plan = compose(told)
    section = section_with(plan, "big_rocks:search-migration")
    assert [(one.text, one.refs, one.written_by) for one in section.decisions] == [
        ("Do we give Search migration its data-center access?", ("big_rocks:search-migration",), NAME)
    ]
    rules = section_with(RULES.compose(findings.leadership()), "budget:compute")
    assert section_with(plan, "budget:compute") == rules


def conflict(text: str = "Audit log is at risk, yet Compute is over plan") -> Callable[[ModelPrompt], dict[str, Any]]:
    return edit(
        flag_conflict=lambda line: [
            {"line": line("Audit log"), "other": line(COMPUTE), "text": text},
            {"line": line("Audit log"), "other": line("Audit log"), "text": text},
        ]
    )


def test_two_facts_that_contradict_stand_among_what_could_go_wrong() -> None:
    found = [(part.label, line) for part in compose(conflict()).brief for line in part.lines if line.written_by]
    [(label, line)] = found
    assert label == "Could go wrong"
    assert line.refs == ("big_rocks:audit-log", "budget:compute")
    assert line.is_private


def test_a_full_brief_keeps_its_lines_and_the_contradiction_becomes_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambdas.domain.agenda.plan_editor.is_one_screen", lambda _: False)
    plan = compose(conflict())
    assert plan.brief == RULES.compose(findings.leadership()).brief
    assert [line.written_by for group in plan.questions for line in group.questions if line.written_by] == [NAME]


@pytest.mark.parametrize(
    "text",
    [
        "Compute: 99,000 USD over plan",
        "Compute is over, ask Priya Rao",
        "Compute is over: see https://evil.example/pay",
        "Compute is over, write to cfo@evil.example",
        "@channel Compute is over",
        "Compute " + "is over plan and " * 20,
    ],
)
def test_a_text_that_nothing_bears_out_leaves_the_line_of_the_rules(text: str) -> None:
    told = rewording(compute=text, search="Search outage took 47 min", rota="Finn Oak names a new date for the rota")
    plan, rules = compose(told), RULES.compose(findings.leadership())
    assert line_with(plan, "budget:compute") == line_with(rules, "budget:compute")
    assert line_with(plan, "incidents:INC-42").written_by == NAME
    assert plan.composer == "model"


def test_a_model_that_mostly_invents_is_not_believed_at_all() -> None:
    told = rewording(compute="Compute: 1 USD over", search="Search outage took 48 min", rota="Finn Oak and the rota")
    rules = RULES.compose(findings.leadership())
    assert compose(told) == rules.model_copy(update={"without_model": NoAnswerReason.UNGROUNDED})


@pytest.mark.parametrize("reason", [reason for reason in NoAnswerReason if reason is not NoAnswerReason.OFF])
def test_without_an_answer_it_is_the_plan_of_the_rules_and_says_why(reason: NoAnswerReason) -> None:
    rules = RULES.compose(findings.leadership())
    assert compose(NoAnswer(reason)) == rules.model_copy(update={"without_model": reason})


def test_a_model_that_is_off_is_no_news() -> None:
    assert compose(NoAnswer(NoAnswerReason.OFF)) == RULES.compose(findings.leadership())


@pytest.mark.parametrize(
    "gathered",
    [
        allowed(is_private=True),
        allowed(level="off"),
        findings.leadership(),
        allowed(findings.nothing_known(), level="own"),
    ],
    ids=["private meeting", "nothing allowed", "nobody who asks", "nothing of their own"],
)
def test_nothing_is_asked_where_nothing_may_be_read(gathered: Findings) -> None:
    llm = FakeLlm([{}])
    assert ModelComposer(RULES, lambda: llm).compose(gathered).composer == "rules"
    assert llm.asked == []


def test_a_model_sees_lines_under_handles_of_ours_and_no_id_of_a_record() -> None:
    gathered = allowed()
    seen = seen_by_model(gathered)
    assert COMPUTE in seen
    records = {ref for ref in gathered.references if ":" in ref} | {"m1", "u1", "alex@corp.example"}
    assert [ref for ref in records if ref in seen] == []


def test_staffing_is_never_seen_nor_edited() -> None:
    gathered = allowed()
    assert "requisition" in RULES.compose(gathered).model_dump_json()
    seen = seen_by_model(gathered)
    assert COMPUTE in seen
    assert [word for word in ("latform engineer", "requisition") if word in seen] == []


@pytest.mark.parametrize(("asked_about", "is_seen"), [("staffing:platform-engineer", False), ("prep_questions", True)])
def test_an_answer_to_a_question_about_staffing_is_staffing(asked_about: str, is_seen: bool) -> None:
    """The rules name the record in the line that such an answer gives."""
    gathered = allowed().model_copy(update={"session": findings.session(("A decision?", asked_about, "yes"))})
    line = Line(text="What to do about Platform engineer", refs=("A1",))
    section = Section(title="Two hires", minutes=90, decisions=(line,))
    plan = RULES.compose(gathered).model_copy(update={"sections": (section,)})
    assert bool(handled_lines(plan, gathered, ModelConsent(level="all"))) == is_seen


def test_only_kinds_that_their_person_lets_be_read_are_seen() -> None:
    without = ModelConsent(level="all", without=frozenset({ContextKind.BUDGET}))
    assert "45,200" not in seen_by_model(allowed(consent=without))
    own = seen_by_model(allowed(level="own"))
    assert "Two engineers for platform" in own
    assert [word for word in ("45,200", "Search", "Leadership", "Remote-work") if word in own] == []


def test_what_is_for_the_readers_eyes_alone_is_not_seen() -> None:
    rules = RULES.compose(findings.leadership())
    private = [line.text for section in rules.sections for line in section.lines if line.is_private]
    assert private
    seen = seen_by_model(allowed())
    assert [text for text in private if text in seen] == []


handles = st.sampled_from([f"L{number}" for number in range(14)] + ["", "S1", "budget:compute"])
texts = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [SHORT, "Search outage took 47 min", "Audit log: 40 % done?", "Compute, yes or no?", "x@y.example"]
    ),
)
edits_of_any_kind = st.fixed_dictionaries(
    {
        "reword": st.lists(st.fixed_dictionaries({"line": handles, "text": texts}), max_size=8),
        "move": st.lists(st.fixed_dictionaries({"line": handles, "before": handles}), max_size=8),
        "ask": st.lists(
            st.fixed_dictionaries(
                {
                    "section": st.sampled_from([f"S{number}" for number in range(10)]),
                    "lines": st.lists(handles, max_size=3),
                    "text": texts,
                }
            ),
            max_size=4,
        ),
        "flag_conflict": st.lists(
            st.fixed_dictionaries({"line": handles, "other": handles, "text": texts}), max_size=4
        ),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(patch=edits_of_any_kind, guests=st.booleans())
def test_whatever_a_model_edits_the_rules_plan_is_still_there(patch: dict[str, Any], guests: bool) -> None:
    gathered = allowed()
    if guests:
        outside = findings.meeting("Leadership team")
        someone = outside.attendees[1].model_copy(update={"email": "anna@other.example"})
        outside = outside.model_copy(update={"attendees": (outside.attendees[0], someone)})
        gathered = gathered.model_copy(update={"tracked": gathered.tracked.model_copy(update={"meeting": outside})})
    rules, plan = RULES.compose(gathered), compose(patch, gathered)
    assert sum(section.minutes for section in plan.sections) == plan.minutes
    assert [(one.title, one.minutes, one.refs) for one in plan.sections] == [
        (one.title, one.minutes, one.refs) for one in rules.sections
    ]
    for edited, composed in zip(plan.sections, rules.sections, strict=True):
        for kind in ("lines", "decisions", "more"):
            kept = [(line.by_rules, line.refs, line.guest_text) for line in getattr(edited, kind) if line.by_rules]
            assert sorted(kept) == sorted((one.text, one.refs, one.guest_text) for one in getattr(composed, kind))
    meeting = gathered.tracked.meeting
    assert agenda_body(plan, meeting, READER) == agenda_body(rules, meeting, READER)
    assert plan.untraceable(gathered) == []
    assert {ref for line in plan.lines() for ref in line.refs} == {ref for line in rules.lines() for ref in line.refs}
    assert not [line for line in plan.lines() if line.written_by and ("@" in line.text or len(line.text) > 240)]


# ---- a refresh


def later(before: MaterialsPlan, *notes: ContextNote, **given: Any) -> Findings:
    gathered = allowed(**given).model_copy(update={"lines_before": tuple(before.lines())})
    return gathered.model_copy(update={"notes": notes}) if notes else gathered


def compute_now(text: str) -> tuple[ContextNote, ...]:
    first = findings.BUDGET.facts[0].model_copy(update={"text": text})
    budget = findings.BUDGET.model_copy(update={"facts": (first, *findings.BUDGET.facts[1:])})
    return (budget, *findings.ALL_NOTES[1:])


def test_what_is_still_so_keeps_its_wording_and_what_changed_gets_another() -> None:
    before = compose(rewording(compute=SHORT, search="Search outage took 47 min"))
    again = edit(
        reword=lambda line: [
            {"line": line("Compute is 50,000"), "text": "Compute: 50,000 USD over plan"},
            {"line": line(SEARCH), "text": "Search outage: 47 min, another wording"},
            {"line": line("Audit log"), "text": "Audit log: 40 % done, another wording"},
        ]
    )
    plan = compose(again, later(before, *compute_now("Compute is 50,000 USD over, 12 % above the plan.")))
    assert line_with(plan, "budget:compute").text == "Compute: 50,000 USD over plan"
    assert line_with(plan, "incidents:INC-42").text == "Search outage took 47 min"
    assert line_with(plan, "big_rocks:audit-log").written_by == ""


def test_a_model_that_is_silent_later_takes_nothing_back() -> None:
    def told(prompt: ModelPrompt) -> dict[str, Any]:
        return {**rewording(search="Search outage took 47 min", compute=SHORT)(prompt), **conflict()(prompt)}

    before = compose(told)
    silent = NoAnswer(NoAnswerReason.TIMEOUT)
    plan = compose(silent, later(before, *compute_now("Compute is 50,000 USD over, 12 % above the plan.")))
    assert line_with(plan, "incidents:INC-42").text == "Search outage took 47 min"
    assert line_with(plan, "budget:compute").text == "Compute is 50,000 USD over, 12 % above the plan"
    assert (plan.composer, plan.without_model) == ("model", NoAnswerReason.TIMEOUT)
    flagged = [line for part in plan.brief for line in part.lines if line.written_by]
    assert flagged == [], "one of the two facts is not what it was"
    assert compose(silent, later(before)) == before.model_copy(update={"without_model": NoAnswerReason.TIMEOUT})


def test_consent_that_is_withdrawn_takes_the_models_words_with_it() -> None:
    before = compose(rewording(compute=SHORT))
    assert not [line for line in compose({}, later(before, level="off")).lines() if line.written_by]
    without = ModelConsent(level="all", without=frozenset({ContextKind.BUDGET}))
    assert line_with(compose({}, later(before, consent=without)), "budget:compute").written_by == ""
