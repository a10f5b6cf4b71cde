"""What decides the type of a meeting, rule by rule; the accuracy on lists of titles is measured beside this file."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.config_files import load_classification_rules
from lambdas.domain.accounts.user import TypeCorrection
from lambdas.domain.classification.classify import Classification, classify, classify_text
from lambdas.domain.meetings.meeting import Attendee, Response
from tests.fakes.samples import NOW, a_meeting

RULES = load_classification_rules()
TYPES = RULES.types

KEYWORDS = [(name, keyword) for name, kind in TYPES.items() for keyword in kind.keywords if "*" not in keyword]


def type_of(title: str, people: int | None = 30, description: str = "") -> str:
    return classify_text(title, description, people, RULES).meeting_type


def people(count: int) -> tuple[Attendee, ...]:
    return tuple(Attendee(name=f"P{number}", email=f"p{number}@example.com") for number in range(count))


@pytest.mark.parametrize(("name", "keyword"), KEYWORDS)
def test_every_configured_keyword_alone_names_its_type_where_nobody_is_listed(name: str, keyword: str) -> None:
    assert type_of(keyword, None) == name


@pytest.mark.parametrize(
    "title",
    ["Post-Mortem", "POSTMORTEM", "post mortem", "Post‑Mortem", "post–mortem", "Ｐｏｓｔ-mortem", "p\u200bostmortem"],
)
def test_spellings_of_one_word_are_one_word(title: str) -> None:
    assert type_of(title) == "incident_review"


@pytest.mark.parametrize(
    ("title", "count", "expected"),
    [
        ("Quaterly Busines Reveiw", 25, "qbr"),
        ("Qtrly Business Review - Northwind", 25, "qbr"),
        ("Leadeship Team Meeting", 12, "leadership_meeting"),
        ("Executive Commitee", 12, "leadership_meeting"),
        ("Exec. Team Meeting", 12, "leadership_meeting"),
        ("Post mortum: mail outage", 8, "incident_review"),
        ("skip-lvl 1:1", 2, "one_on_one"),
        ("1on1MTG", 2, "one_on_one"),
        ("StaffMtg", 20, "staff_meeting"),
    ],
)
def test_abbreviations_and_slips_of_the_hand_are_read(title: str, count: int, expected: str) -> None:
    assert type_of(title, count) == expected


@pytest.mark.parametrize("prefix", ["AW: ", "VS: ", "SV: ", "RE[2]: ", "FW: Re: ", "TR : ", "回复：", "Odp: "])
@pytest.mark.parametrize(
    ("title", "count", "expected"),
    [
        ("Allhands", 90, "staff_meeting"),
        ("1:1 Ana", 2, "one_on_one"),
        ("LT weekly", 12, "leadership_meeting"),
        ("SLT (weekly)", 12, "leadership_meeting"),
        ("QBR slides", 25, "default"),
    ],
)
def test_what_mail_puts_before_a_subject_changes_nothing(prefix: str, title: str, count: int, expected: str) -> None:
    assert type_of(prefix + title, count) == expected


@pytest.mark.parametrize("when", ["KW48", "KW 48", "CW48", "W48", "FY27", "CY2027", "wk 48"])
def test_a_week_or_a_year_behind_a_group_leaves_it_a_meeting(when: str) -> None:
    assert type_of(f"SLT {when}", 12) == type_of(f"{when} SLT", 12) == "leadership_meeting"


@pytest.mark.parametrize(
    ("title", "count", "expected"),
    [
        ("QBR, Room 12", 25, "qbr"),
        ("1:1 Room 4", 2, "one_on_one"),
        ("Staff meeting / conference room", 20, "staff_meeting"),
        ("QBR room", 25, "default"),
        ("QBR, room booking", 25, "default"),
        ("[RSVP] Q3 All-Hands", 90, "staff_meeting"),
        ("Town Hall (RSVP by Friday)", 90, "staff_meeting"),
        ("RSVP for the all-hands", 90, "default"),
        ("Town Hall [slides]", 90, "default"),
        ("Sales | LT", 12, "leadership_meeting"),
        ("SLT - Berlin", 12, "leadership_meeting"),
        ("SLT (recorded)", 12, "leadership_meeting"),
        ("Leadership Team [new link]", 12, "leadership_meeting"),
        ("SLT (slides)", 12, "default"),
        ("Leadership Team, Berlin", 12, "leadership_meeting"),
        ("Global Leadership Team F2F", 12, "leadership_meeting"),
        ("SLT - survey", 12, "default"),
        ("Leadership - Simon Sinek", 12, "default"),
    ],
)
def test_where_and_for_whom_it_is_says_nothing_against_it(title: str, count: int, expected: str) -> None:
    assert type_of(title, count) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Retro: outage 3 Nov", "incident_review"),
        ("Retro (INC-4711)", "incident_review"),
        ("Nachbesprechung: Ausfall Shop", "incident_review"),
        ("Rétro – panne du 3 novembre", "incident_review"),
        ("振り返り（11/20障害）", "incident_review"),
        ("Pós-incidente: revisão", "incident_review"),
        ("Retro: sprint 12", "default"),
        ("Incident: customer call", "default"),
        ("Post-incident tasks", "default"),
    ],
)
def test_what_a_review_is_of_may_stand_behind_a_stop(title: str, expected: str) -> None:
    assert type_of(title, 8) == expected


@pytest.mark.parametrize(
    ("title", "count", "expected"),
    [
        ("AI All Hands", 90, "staff_meeting"),
        ("Applied AI QBR", 25, "qbr"),
        ("Data & AI Leadership Team", 12, "leadership_meeting"),
        ("DE QBR", 25, "qbr"),
        ("IN LT weekly", 12, "leadership_meeting"),
        ("Customer Support QBR", 25, "qbr"),
        ("Drew 1:1", 2, "one_on_one"),
        ("Call RE QBR", 25, "default"),
        ("NO staff meeting", 20, "default"),
        ("COMPTE RENDU DU QBR", 25, "default"),
        ("PREPARAÇÃO DO QBR", 25, "default"),
        ("Support CODIR", 12, "default"),
        ("Lunch & Learn: postmortems", 12, "default"),
    ],
)
def test_a_department_or_a_name_is_not_another_languages_small_word(title: str, count: int, expected: str) -> None:
    assert type_of(title, count) == expected


@pytest.mark.parametrize(
    "title", ["Severance", "seven", "Sevilla", "QBRX", "QBronco", "staffing meeting", "11:1", "1:10"]
)
def test_parts_of_words_and_of_numbers_do_not_count(title: str) -> None:
    assert type_of(title, None) == "default"


@pytest.mark.parametrize(
    ("title", "count", "expected"),
    [
        ("1:1 Ana", 2, "one_on_one"),
        ("1:1 Ana", 1, "default"),
        ("1:1 Ana", 3, "default"),
        ("Leadership meeting", 10, "leadership_meeting"),
        ("Leadership meeting", 9, "default"),
        ("QBR", 20, "qbr"),
        ("QBR", 19, "default"),
        ("All hands", 15, "staff_meeting"),
        ("All hands", 14, "default"),
        ("Incident review", 1, "incident_review"),
        ("QBR", 0, "qbr"),
    ],
)
def test_the_number_of_people_must_fit_where_the_calendar_lists_them(title: str, count: int, expected: str) -> None:
    assert type_of(title, count) == expected


@pytest.mark.parametrize(
    ("title", "description", "count", "reason"),
    [
        ("Ana / Ben 1:1", "", 2, '"1:1" in the title, 2 people'),
        ("Post-Mortem: outage", "", 6, '"Post-Mortem" in the title, 6 people'),
        ("Friday", "Our weekly one-on-one", 2, '"one-on-one" opens the description, 2 people'),
        ("QBR", "", None, '"QBR" in the title, attendees not listed'),
        ("QBR Acme", "", 7, '"QBR" in the title, but 7 people, and it takes at least 20'),
        ("QBR deck", "", 25, '"QBR" in the title, but it is about the paper work ("deck")'),
        ("Slides for QBR", "", 25, '"QBR" in the title, but it is only mentioned after "for"'),
        ("Roadmap", "", 5, "no words of another type in the title"),
        ("CANCELLED: QBR", "", 25, "it says cancelled"),
    ],
)
def test_the_reason_is_told_in_plain_words(title: str, description: str, count: int | None, reason: str) -> None:
    assert classify_text(title, description, count, RULES).reason == reason


def test_the_last_of_two_kinds_is_the_noun_the_other_describes() -> None:
    assert type_of("Leadership all hands", 40) == "staff_meeting"
    assert type_of("QBR post-mortem", 8) == "incident_review"
    assert type_of("Quick 1:1 before QBR", 2) == "one_on_one"


def test_an_addition_after_and_does_not_change_the_kind_unless_it_is_papers() -> None:
    assert type_of("Staff meeting and lunch") == "staff_meeting"
    assert type_of("QBR and all-hands slides", 25) == "default"


def test_a_keyword_in_passing_in_the_description_does_not_count() -> None:
    for mention in ("Slides for the QBR are due", "Jane has led leadership meetings", "Please add your QBR numbers"):
        assert type_of("Marketing sync", 25, mention) == "default"


def test_a_description_that_opens_with_the_kind_counts() -> None:
    for opening in (
        "Quarterly business review with ABC Corp",
        "Hi all,\nthis is our quarterly business review.",
        "<p>Quarterly business review</p>",
        "Purpose: QBR\nWhere: Zoom",
    ):
        assert type_of("Client presentation", 25, opening) == "qbr"


@pytest.mark.parametrize(
    "description",
    [
        "Agenda for the QBR",
        "Hello everybody,\nplease find all below.\nAgenda for our Acme QBR on Monday\n- budget",
        "Zoom as usual.\nQBR agenda:\n1. Budget",
        "We look forward to it.\nJoin us for the QBR!",
        "Ordre du jour de la revue trimestrielle",
        "QBRのアジェンダ",
    ],
)
def test_a_description_whose_heading_or_invitation_names_the_meeting_counts(description: str) -> None:
    assert type_of("Client presentation", 25, description) == "qbr"


@pytest.mark.parametrize(
    "description",
    [
        "Please review the agenda for the QBR",
        "Agenda before the QBR",
        "Agenda for the QBR prep",
        "Agenda:\n- budget\n- QBR\n- hiring",
        "Notes from the QBR",
    ],
)
def test_a_heading_that_only_mentions_another_meeting_does_not_count(description: str) -> None:
    assert type_of("Client presentation", 25, description) == "default"


def test_the_title_decides_before_the_description() -> None:
    assert type_of("Team lunch", 25, "Quarterly business review") == "default"
    assert type_of("All hands", 25, "Quarterly business review") == "staff_meeting"


def test_a_meeting_is_counted_without_rooms_and_without_people_who_declined() -> None:
    room = Attendee(name="Room 4", is_room=True)
    absent = Attendee(name="Kim", email="kim@example.com", response=Response.DECLINED)
    meeting = a_meeting(title="1:1 Ana", attendees=(*people(2), room, absent))
    assert classify(meeting, RULES).meeting_type == "one_on_one"


def test_fault_20_hidden_attendees_leave_the_decision_to_the_keyword() -> None:
    meeting = a_meeting(title="QBR Acme", attendees=people(1), attendees_hidden=True)
    assert classify(meeting, RULES).meeting_type == "qbr"


def test_an_organizer_alone_says_nothing_about_how_many_come() -> None:
    meeting = a_meeting(title="1:1 Ana", attendees=(), organizer=people(1)[0])
    assert classify(meeting, RULES).meeting_type == "one_on_one"


def test_what_the_user_said_holds_against_every_rule() -> None:
    correction = TypeCorrection(series_key="s1", meeting_type="qbr", corrected_at=NOW - timedelta(days=1))
    found = classify(a_meeting(title="1:1 Ana", attendees=people(2)), RULES, correction)
    assert found == Classification(meeting_type="qbr", reason="you said so", source="correction")


def test_a_correction_to_a_type_that_no_longer_exists_is_passed_over() -> None:
    correction = TypeCorrection(series_key="s1", meeting_type="board_meeting", corrected_at=NOW)
    assert classify(a_meeting(title="1:1 Ana", attendees=people(2)), RULES, correction).meeting_type == "one_on_one"


@given(st.text(max_size=600), st.text(max_size=600), st.none() | st.integers(0, 10_000))
def test_any_text_gets_one_of_the_types_and_a_short_reason(title: str, description: str, count: int | None) -> None:
    found = classify_text(title, description, count, RULES)
    assert found.meeting_type in TYPES
    assert 0 < len(found.reason) < 600


@given(
    st.sampled_from(["QBR", "1:1", "All-Hands", "Post-Mortem", "Leadership Team Meeting"]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.integers(0, 40),
)
def test_case_and_surrounding_blanks_make_no_difference(keyword: str, case: object, count: int) -> None:
    assert callable(case)
    assert type_of(f"  {case(keyword)} \t", count) == type_of(keyword, count)


@given(st.sampled_from(KEYWORDS), st.integers(0, 500))
def test_a_type_is_never_given_to_a_number_of_people_that_does_not_fit(configured: tuple[str, str], count: int) -> None:
    name, keyword = configured
    found = type_of(keyword, count)
    assert found == "default" or (found == name and TYPES[name].fits(count or None))


@pytest.mark.parametrize(
    "unit", ["1:1 ", "-", "(", "a-in", "1-", "sev ", "<", "leadership & ", "'", "\u200b", "１", "w/", "all ", "\ufdfa"]
)
def test_a_title_and_description_of_a_megabyte_take_no_longer_than_their_first_words(unit: str) -> None:
    huge = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    classify_text(huge, huge, 2, RULES)
    assert time.process_time() - begun < 1
