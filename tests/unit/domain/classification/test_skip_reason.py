"""What is never prepared, and in which words the user learns why."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.config_files import load_title_lexicon
from lambdas.domain.classification.meeting_types import DEFAULT
from lambdas.domain.classification.skip_reason import skip_reason
from lambdas.domain.meetings.meeting import Attendee, EventKind, Meeting, MeetingStatus, Response
from tests.fakes.samples import a_meeting
from tests.unit.calendars.ics.feeds import read

ANA = Attendee(name="Ana", email="ana@example.com", response=Response.ACCEPTED)
BEN = Attendee(name="Ben", email="ben@example.com")
ROOM = Attendee(name="Room 4", email="room4@example.com", is_room=True)


def reason_of(meeting: Meeting, meeting_type: str = DEFAULT) -> str | None:
    return skip_reason(meeting, load_title_lexicon(), meeting_type)


def declined(attendee: Attendee) -> Attendee:
    return attendee.model_copy(update={"response": Response.DECLINED})


def test_an_ordinary_meeting_is_prepared() -> None:
    assert reason_of(a_meeting()) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": MeetingStatus.CANCELLED}, "The meeting was cancelled."),
        ({"owner_response": Response.DECLINED}, "You declined it."),
        ({"all_day": True}, "It is an all-day entry."),
        ({"event_kind": EventKind.FOCUS_TIME}, "It is focus time."),
        ({"event_kind": EventKind.OUT_OF_OFFICE}, "It is an absence."),
        ({"event_kind": EventKind.WORKING_LOCATION}, "It says where you work."),
        ({"event_kind": EventKind.BIRTHDAY}, "It is a birthday."),
        ({"attendees": (ANA, declined(BEN))}, "Everybody else declined it."),
        ({"attendees": (ANA,)}, "Nobody else is invited."),
        ({"attendees": (ANA, ROOM), "organizer": ANA}, "Nobody else is invited."),
        ({"title": "Seven Samurai", "attendees": ()}, "Nobody else is listed, and nothing says that people meet."),
    ],
)
def test_each_reason_is_told_in_a_sentence(changes: dict[str, Any], reason: str) -> None:
    assert reason_of(a_meeting(**changes)) == reason


@pytest.mark.parametrize(
    "title",
    [
        "CANCELLED: Staff meeting",
        "Canceled: 1:1 Ana",
        "cancelled - admins",
        "[Cancelled] QBR",
        "Staff meeting (cancelled)",
        "Staff meeting is cancelled today",
        "CANCELLED Staff meeting",
        "Canceled event: QBR",
        "Abgesagt: Jour fixe",
        "Annulé : réunion",
        "Cancelado: Reunión",
        "【中止】定例会議",
        "已取消：周会",
        "Postponed: Board meeting",
        "Declined: Staff meeting",
        "Abgesagter Termin: Jour fixe",
        "Événement annulé : réunion",
        "Evento cancelado: Reunión",
        "Evento annullato: Riunione",
        "Afspraak geannuleerd: overleg",
        "Inställt: Möte",
        "Aflyst begivenhed: Møde",
        "Avlyst: Møte",
        "Peruutettu: Kokous",
        "Peruttu tapahtuma: Kokous",
        "Odwołane: Spotkanie",
        "Anulowano: Spotkanie",
        "Zrušená událost: Schůzka",
        "Zrušené: Stretnutie",
        "Törölve: Megbeszélés",
        "Anulat: Ședință",
        "İptal edildi: Toplantı",
        "İptal edilen etkinlik: Toplantı",
        "Отменено: Встреча",
        "Отменённое мероприятие: Встреча",
        "Скасовано: Зустріч",
        "Ακυρώθηκε: Συνάντηση",
        "キャンセル済み: 定例会議",
        "キャンセルされた予定: 定例会議",
        "已取消的活动: 周会",
        "취소됨: 회의",
        "취소된 일정: 회의",
        "ملغى: اجتماع",
        "تم الإلغاء: اجتماع",
        "בוטל: פגישת צוות",
        "אירוע מבוטל: פגישה",
        "ยกเลิกแล้ว: ประชุม",
        "Đã hủy: Họp",
        "Sự kiện đã hủy: Họp",
        "Acara dibatalkan: Rapat",
        "रद्द किया गया: बैठक",
        "Otkazano: Sastanak",
        "Отказано: Среща",
        "Atšaukta: Susitikimas",
        "Cancel·lat: Reunió",
        "Bertan behera utzita: Bilera",
        "لغو شد: جلسه",
    ],
)
def test_a_title_that_says_cancelled_counts_though_the_status_is_confirmed(title: str) -> None:
    assert str(reason_of(a_meeting(title=title), "staff_meeting")).startswith("Its title says it was ")


@pytest.mark.parametrize(
    "title",
    [
        "Focus time",
        "CEO Deep Work",
        "Do not book",
        "QBR deck review prep focus time",
        "David Park - PTO",
        "OOO",
        "Ana on vacation",
        "Urlaub",
        "Work From Home",
        "Homeoffice",
        "Holiday",
        "Geburtstag Eva",
        "Eva's birthday",
    ],
)
def test_focus_time_absences_and_birthdays_are_told_by_their_titles_whoever_is_invited(title: str) -> None:
    assert reason_of(a_meeting(title=title)) is not None


CASES = Path(__file__).parents[3] / "data" / "cases" / "ics" / "b10_cancelled_titles.ics"


def test_a_title_that_says_cancelled_in_the_language_of_the_organizers_outlook_counts() -> None:
    found = read(CASES.read_bytes(), now=datetime(2026, 11, 28, tzinfo=UTC))
    assert {reason_of(meeting) for meeting in found.meetings} == {"Its title says it was cancelled."}
    assert len(found.meetings) == 6


ABOUT_SOMETHING_CANCELLED = ["Review cancelled orders", "Not cancelled: standup", "Cancelled flights sync"]
ABOUT_SOMETHING_CANCELLED += ["取消订单评审会", "キャンセル率レビュー", "취소 정책 회의", "Stornierungen Review"]
ABOUT_AN_ABSENCE = ["PTO policy meeting", "Holiday party planning", "Staff meeting (Bob OOO)", "Home office setup call"]


@pytest.mark.parametrize("title", [*ABOUT_SOMETHING_CANCELLED, *ABOUT_AN_ABSENCE])
def test_a_meeting_about_something_cancelled_or_an_absence_is_a_meeting(title: str) -> None:
    assert reason_of(a_meeting(title=title)) is None


@pytest.mark.parametrize("title", ["Lunch", "Dentist Appointment", "Gym", "Zahnarzt", "Commute"])
def test_private_appointments_are_left_out_only_when_nobody_else_comes(title: str) -> None:
    assert reason_of(a_meeting(title=title, attendees=())) is not None
    assert reason_of(a_meeting(title=title, attendees=(ANA, BEN))) is None


@pytest.mark.parametrize("organizer", [None, ANA])
@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Weekly sync"},
        {"title": "Kickoff Contoso"},
        {"title": "Contoso with legal"},
        {"title": "Interview Kim"},
        {"title": "Contoso", "conference_url": "https://meet.example.com/abc"},
        {"title": "Contoso", "attendees_hidden": True},
    ],
)
def test_a_feed_without_attendees_does_not_make_every_meeting_solo(
    changes: dict[str, Any], organizer: Attendee | None
) -> None:
    assert reason_of(a_meeting(attendees=(), organizer=organizer, **changes)) is None


def test_a_known_type_shows_that_people_meet_where_nobody_is_listed() -> None:
    meeting = a_meeting(title="QBR Acme", attendees=())
    assert reason_of(meeting) is not None
    assert reason_of(meeting, "qbr") is None


def test_an_organizer_who_is_not_among_the_attendees_is_company() -> None:
    assert reason_of(a_meeting(attendees=(ANA,), organizer=BEN)) is None


@given(
    title=st.text(max_size=200),
    responses=st.lists(st.sampled_from(Response), max_size=6),
    kind=st.sampled_from(EventKind),
    all_day=st.booleans(),
)
@example(title="\u0640", responses=[], kind=EventKind.MEETING, all_day=False)
def test_only_entries_of_people_who_may_come_are_ever_prepared(
    title: str, responses: list[Response], kind: EventKind, all_day: bool
) -> None:
    attendees = tuple(Attendee(email=f"p{at}@example.com", response=said) for at, said in enumerate(responses))
    meeting = a_meeting(title=title, attendees=attendees, event_kind=kind, all_day=all_day)
    if reason_of(meeting) is None:
        assert kind is EventKind.MEETING
        assert not all_day
        assert not attendees or meeting.attendee_count > 1


@given(st.text(max_size=200))
def test_a_cancelled_meeting_is_never_prepared_whatever_its_title(title: str) -> None:
    assert reason_of(a_meeting(title=title, status=MeetingStatus.CANCELLED)) == "The meeting was cancelled."


def test_a_title_of_a_megabyte_is_read_in_no_time() -> None:
    begun = time.process_time()
    reason_of(a_meeting(title="cancelled - " * 90_000, description="focus " * 170_000, attendees=()))
    assert time.process_time() - begun < 1
