"""What a person's wishes for the materials of one meeting type say, and how they are undone."""

import pytest
from pydantic import ValidationError

from lambdas.domain.conversation.conversation import GENERIC_REF, Question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.preferences.material_preferences import (
    MAX_NEVER_ASKED,
    NO_PREFERENCES,
    MaterialPreferences,
    Wish,
    WishKind,
)

LESS_BUDGET = Wish(kind=WishKind.LESS_OF, what="budget")
SHORTER = Wish(kind=WishKind.SHORTER)
STAFFING = Question(text="Any staffing updates or concerns?", ref=GENERIC_REF)
POLICY = Question(text="Remote-work policy, open 34 days: do you want a decision?", ref="decisions:17")


def test_wishes_add_up_and_each_is_undone_by_itself() -> None:
    wished = NO_PREFERENCES.with_wish(LESS_BUDGET).with_wish(SHORTER).with_wish(STAFFING.never_again)
    assert wished.less_of == {ContextKind.BUDGET}
    assert wished.shorter
    for wish in wished.wishes():
        assert wish not in wished.without_wish(wish).wishes()
    assert wished.without_wish(LESS_BUDGET).without_wish(SHORTER).without_wish(STAFFING.never_again) == NO_PREFERENCES


def test_the_same_wish_twice_is_one_wish() -> None:
    assert len(NO_PREFERENCES.with_wish(LESS_BUDGET).with_wish(LESS_BUDGET).wishes()) == 1


def test_a_declined_question_about_a_record_stays_declined_when_its_figures_change() -> None:
    wished = NO_PREFERENCES.with_wish(POLICY.never_again)
    assert not wished.asks(POLICY.model_copy(update={"text": "Remote-work policy, open 41 days: and now?"}).key)
    assert not wished.asks("decisions:17")


def test_a_declined_question_of_the_type_is_known_by_its_words_whatever_their_case_and_blanks() -> None:
    wished = NO_PREFERENCES.with_wish(STAFFING.never_again)
    assert not wished.asks(STAFFING.model_copy(update={"text": "any  Staffing updates or concerns?"}).key)
    assert wished.asks(STAFFING.model_copy(update={"text": "Any budget updates or concerns?"}).key)


def test_preferences_survive_being_stored() -> None:
    wished = NO_PREFERENCES.with_wish(LESS_BUDGET).with_wish(POLICY.never_again)
    assert MaterialPreferences.model_validate_json(wished.model_dump_json()) == wished


def test_a_source_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="astrology"):
        NO_PREFERENCES.with_wish(Wish(kind=WishKind.LESS_OF, what="astrology"))


def test_no_more_questions_are_kept_than_a_person_can_look_through() -> None:
    full = NO_PREFERENCES
    for number in range(MAX_NEVER_ASKED):
        full = full.with_wish(Question(text=f"Question {number}?", ref=GENERIC_REF).never_again)
    with pytest.raises(ValidationError):
        full.with_wish(STAFFING.never_again)
