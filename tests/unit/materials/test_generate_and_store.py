"""The two steps that write, on fakes: what is kept, and what a repetition changes (faults 79, 80)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from lambdas.config_files import load_agenda_shapes
from lambdas.domain.accounts.user import User
from lambdas.domain.action_items.action_item import ActionItem, ActionItemStatus
from lambdas.domain.agenda.gaps import MAX_GAPS
from lambdas.domain.agenda.material_text import MAX_CHARACTERS, MaterialText, text_of
from lambdas.domain.agenda.materials import Composer, Findings, Line, MaterialsPlan
from lambdas.domain.agenda.rules_composer import RulesComposer
from lambdas.domain.context.notes import Fact, FactPart
from lambdas.domain.conversation.question_sets import QuestionUse
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.llm.consent import NO_CONSENT, ModelConsent
from lambdas.domain.meetings.erasure import Erasure
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.domain.preferences.material_preferences import Wish, WishKind
from lambdas.errors import Conflict, NotFound, Retryable
from lambdas.materials.generate import Generated, GenerationInput, MaterialsGenerator
from lambdas.materials.store import MaterialsWriter, StorageInput
from tests.fakes import findings
from tests.fakes.documents import FakeDocuments
from tests.fakes.stores import (
    FakeActionItems,
    FakeContexts,
    FakeConversations,
    FakeMaterialTexts,
    FakeMeetings,
    FakePreparations,
    FakeQuestionFigures,
    FakeUsers,
)
from tests.unit.materials.harness import a_plan

NOW = findings.NOW


@dataclass
class Desk:
    """Everything the two steps touch, with one leadership meeting whose conversation is over."""

    meetings: FakeMeetings = field(default_factory=FakeMeetings)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    contexts: FakeContexts = field(default_factory=FakeContexts)
    texts: FakeMaterialTexts = field(default_factory=FakeMaterialTexts)
    figures: FakeQuestionFigures = field(default_factory=FakeQuestionFigures)
    items: FakeActionItems = field(default_factory=FakeActionItems)
    composer: Composer = field(default_factory=lambda: RulesComposer(load_agenda_shapes()))
    consent: ModelConsent = NO_CONSENT

    def __post_init__(self) -> None:
        gathered = findings.leadership()
        preparation = Preparation(status=PrepStatus.WAITING, run=1, session_id="m1-r1")
        self.meetings.rows["m1"] = gathered.tracked.model_copy(update={"preparation": preparation})
        self.preparations = FakePreparations(self.meetings)
        for note in gathered.notes:
            self.contexts.put("m1", note)
        if gathered.session:
            self.conversations.open(gathered.session)
        given = {"timezone": "Europe/Berlin", "model_consent": self.consent, "created_at": NOW}
        self.users = FakeUsers(User(user_id="u1", name="Alex Reader", **given))

    def generate(self, run: int = 1, minutes_later: int = 0) -> Generated:
        return self._generator.generate(self._asked(run), NOW + timedelta(minutes=minutes_later))

    def refresh(self, run: int = 1, minutes_later: int = 60) -> Generated:
        return self._generator.refresh(self._asked(run), NOW + timedelta(minutes=minutes_later))

    @property
    def _generator(self) -> MaterialsGenerator:
        desk: Any = self  # fakes stand where adapters are asked for
        return MaterialsGenerator(
            desk.meetings,
            desk.users,
            desk.contexts,
            desk.conversations,
            desk.preparations,
            desk.documents,
            self.composer,
        )

    def _asked(self, run: int) -> GenerationInput:
        return GenerationInput(
            meeting_id="m1", user_id="u1", run=run, session_id="m1-r1", context_kinds=tuple(ContextKind)
        )

    def store(self, plan_key: str, run: int = 1, *, is_refresh: bool = False) -> MaterialsManifest:
        desk: Any = self  # fakes stand where adapters are asked for
        stores = (desk.preparations, desk.documents, desk.texts, desk.conversations, desk.figures, desk.items)
        return MaterialsWriter(*stores).store(
            StorageInput(meeting_id="m1", run=run, plan_key=plan_key, is_refresh=is_refresh), NOW
        )

    def renew(self, minutes_later: int = 60) -> MaterialsManifest:
        """Both steps of a refresh."""
        return self.store(self.refresh(minutes_later=minutes_later).plan_key, is_refresh=True)

    def forget(self) -> None:
        """The row and what materials say, as an erasure leaves them."""
        forgotten = Preparation(status=PrepStatus.WITHDRAWN, run=1, erased=Erasure(at=NOW, deleted={}))
        self.meetings.rows["m1"] = self.meetings.rows["m1"].model_copy(update={"preparation": forgotten})
        self.texts.delete("u1", "m1")

    @property
    def preparation(self) -> Preparation:
        return self.meetings.rows["m1"].preparation


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_plan_holds_what_was_gathered_and_said(desk: Desk) -> None:
    generated = desk.generate()
    plan = MaterialsPlan.model_validate_json(desk.documents.get(generated.plan_key))
    assert plan.wants[0].text == "audit-log date"
    assert plan.timezone == "Europe/Berlin"
    assert generated.composer == "rules"
    assert desk.preparation.status is PrepStatus.GENERATING


def test_the_composer_is_told_what_the_person_wished_for_this_type() -> None:
    told: list[Findings] = []

    class Listening:
        def compose(self, gathered: Findings) -> MaterialsPlan:
            told.append(gathered)
            return RulesComposer(load_agenda_shapes()).compose(gathered)

    desk = Desk(composer=Listening())
    shorter = Wish(kind=WishKind.SHORTER)
    desk.users.change_preferences("u1", "leadership_meeting", lambda held: held.with_wish(shorter))
    desk.users.change_preferences("u1", "qbr", lambda held: held.with_wish(Wish(kind=WishKind.LESS_OF, what="budget")))
    desk.generate()
    assert told[0].preferences.wishes() == (shorter,)


def test_storing_makes_the_preparation_ready_with_three_documents_beside_their_plan(desk: Desk) -> None:
    manifest = desk.store(desk.generate().plan_key)
    assert desk.preparation.status is PrepStatus.READY
    assert desk.preparation.materials == manifest
    keys = [manifest.plan_key, manifest.agenda_key, manifest.questions_key, manifest.notes_key]
    assert {key.rpartition("/")[0] for key in keys} == {manifest.plan_key.rpartition("/")[0]}
    assert all(key.startswith("u1/m1/r1-") and desk.documents.exists(key) for key in keys)
    assert desk.documents.stored[manifest.agenda_key][1] == "text/html; charset=utf-8"


def test_what_the_documents_say_is_stored_in_a_row_that_can_be_searched(desk: Desk) -> None:
    plan_key = desk.generate().plan_key
    desk.store(plan_key)
    plan, text = MaterialsPlan.model_validate_json(desk.documents.get(plan_key)), desk.texts.stored["u1", "m1"]
    assert text.wants == tuple(line.text for line in plan.wants)
    assert {line.text for line in plan.lines()} <= set(text.lines)
    assert {section.title for section in plan.sections} <= set(text.lines)


def test_a_row_takes_only_so_much_of_long_documents() -> None:
    wants = tuple(Line(text=f"{number} {'word ' * 200}", refs=("A1",)) for number in range(90))
    text = text_of(a_plan(wants=wants), "u1")
    assert 0 < sum(map(len, text.lines)) <= MAX_CHARACTERS


def test_how_the_questions_fared_is_counted_once_for_the_set_that_was_asked(desk: Desk) -> None:
    generated = desk.generate()
    for _ in range(2):
        desk.store(generated.plan_key)
    use = desk.figures.of("leadership_meeting", "a")
    session = desk.conversations.stored["m1-r1"]
    answered = sum(bool(answer.text) for answer in session.answers.values())
    assert (use.conversations, use.asked, use.answered) == (1, len(session.questions), answered)
    assert 0 < use.used <= answered
    assert desk.figures.of("leadership_meeting", "b") == QuestionUse()


def test_fault_80_storing_again_after_it_was_recorded_writes_nothing(desk: Desk) -> None:
    plan_key = desk.generate().plan_key
    first = desk.store(plan_key)
    desk.documents.puts.clear()
    assert desk.store(plan_key) == first
    assert desk.documents.puts == []


def test_fault_79_killed_between_the_documents_and_the_record_the_retry_completes_the_same_ones(desk: Desk) -> None:
    plan_key = desk.generate().plan_key
    record = desk.preparations.record_materials

    def killed(*_: object, **__: object) -> None:
        raise Retryable("killed")

    desk.preparations.record_materials = killed  # type: ignore[method-assign]  # in the way of the real one
    with pytest.raises(Retryable):
        desk.store(plan_key)
    before = dict(desk.documents.stored)
    desk.preparations.record_materials = record  # type: ignore[method-assign]  # in the way of the real one
    desk.store(plan_key)
    assert desk.documents.stored == before
    assert desk.preparation.status is PrepStatus.READY


def test_documents_of_two_attempts_are_never_mixed(desk: Desk) -> None:
    first, second = desk.generate(), desk.generate(minutes_later=90)
    assert first.plan_key != second.plan_key
    manifest = desk.store(second.plan_key)
    assert manifest.agenda_key.rpartition("/")[0] == second.plan_key.rpartition("/")[0]


def test_the_same_attempt_again_gives_the_same_plan(desk: Desk) -> None:
    assert desk.generate() == desk.generate()
    assert len(desk.documents.stored) == 1


def test_fault_67_a_step_of_an_old_run_changes_nothing(desk: Desk) -> None:
    plan_key = desk.generate().plan_key
    newer = desk.preparation.model_copy(update={"run": 2, "status": PrepStatus.GATHERING})
    desk.meetings.rows["m1"] = desk.meetings.rows["m1"].model_copy(update={"preparation": newer})
    with pytest.raises(Conflict):
        desk.generate(run=1)
    with pytest.raises(Conflict):
        desk.store(plan_key, run=1)
    assert desk.preparation == newer


def test_a_meeting_forgotten_while_it_is_refreshed_is_not_found_by_searching(desk: Desk) -> None:
    desk.store(desk.generate().plan_key)
    plan_key = desk.refresh().plan_key
    desk.forget()
    with pytest.raises(Conflict, match="forgotten"):
        desk.store(plan_key, is_refresh=True)
    assert desk.texts.of_user("u1", NOW) == []


def test_what_was_written_before_the_meeting_turned_out_to_be_forgotten_is_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store(desk.generate().plan_key)
    plan_key, put = desk.refresh().plan_key, desk.texts.put

    def put_too_late(text: MaterialText) -> None:
        desk.forget()
        put(text)

    monkeypatch.setattr(desk.texts, "put", put_too_late)
    with pytest.raises(Conflict, match="forgotten"):
        desk.store(plan_key, is_refresh=True)
    assert desk.texts.of_user("u1", NOW) == []


def test_fault_72_silence_gives_materials_from_what_there_is(desk: Desk) -> None:
    desk.conversations.stored.clear()
    plan = MaterialsPlan.model_validate_json(desk.documents.get(desk.generate().plan_key))
    assert any(section.title == "Budget: Compute" for section in plan.sections)
    assert "what you want out of it (no question was answered)" in plan.gaps


def test_fault_74_with_every_context_gone_the_plan_names_the_gaps() -> None:
    desk = Desk(contexts=FakeContexts())
    desk.contexts = FakeContexts()
    plan = MaterialsPlan.model_validate_json(desk.documents.get(desk.generate().plan_key))
    ungathered = [gap for gap in plan.gaps if "could not be gathered" in gap]
    assert len(ungathered) == MAX_GAPS - 1, "the most telling first: one is about an answer"
    assert sum(section.minutes for section in plan.sections) == 90


def test_a_plan_that_is_gone_is_said_to_be_gone() -> None:
    with pytest.raises(NotFound):
        Desk().store("u1/m1/r1-none/plan.json")


class Inventive:
    """A composer that makes things up, as a model may."""

    def compose(self, gathered: Findings) -> MaterialsPlan:
        plan = RulesComposer(load_agenda_shapes()).compose(gathered)
        made_up = Line(text="Revenue doubled", refs=("budget:revenue",))
        first = plan.sections[0].model_copy(update={"lines": (*plan.sections[0].lines, made_up)})
        return plan.model_copy(update={"sections": (first, *plan.sections[1:]), "wants": (made_up,)})


def test_lines_that_point_to_nothing_are_left_out_whoever_composed_them() -> None:
    desk = Desk(composer=Inventive())
    plan = MaterialsPlan.model_validate_json(desk.documents.get(desk.generate().plan_key))
    assert not any(line.text == "Revenue doubled" for line in plan.lines())
    assert plan.wants == ()


def test_an_item_they_ask_about_is_counted_once_for_each_meeting_while_it_is_open(desk: Desk) -> None:
    """Writing them anew is no further time (POST-5)."""
    for item_id, status in (("rota", ActionItemStatus.OPEN), ("badges", ActionItemStatus.DONE)):
        item = ActionItem(item_id=item_id, user_id="u1", what="Publish the rota", status=status, created_at=NOW)
        desk.items.put(item)
    history = next(note for note in desk.contexts.of_meeting("m1") if note.kind is ContextKind.HISTORY)
    promised = [
        Fact(text="“Publish the rota”: open 4 days.", ref=f"action_items:{item_id}", weight=2, part=FactPart.PROMISE)
        for item_id in ("rota", "badges")
    ]
    desk.contexts.put("m1", history.model_copy(update={"facts": (*history.facts, *promised)}))
    desk.store(desk.generate().plan_key)
    desk.renew()
    assert desk.items.get("u1", "rota").asked_in == ("m1",)
    assert desk.items.get("u1", "badges").asked_in == ()


def test_what_a_model_wrote_is_found_by_the_words_of_the_rules() -> None:
    line = Line(text="Cut or keep?", refs=("budget:compute",), written_by="nova-lite", rules_text="Compute is over")
    added = Line(text="Yes or no?", refs=("budget:compute",), written_by="nova-lite")
    section = a_plan().sections[0].model_copy(update={"decisions": (line, added)})
    text = text_of(a_plan(sections=(section, *a_plan().sections[1:])), "u1")
    assert text.decisions == ("Compute is over",)
    assert [said for said in text.lines if said in (line.text, added.text)] == []
