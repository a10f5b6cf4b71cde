"""What cannot be done is refused at once, in one line that says why: nobody is asked about it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.kinds.post_agenda import PostAgenda
from lambdas.domain.actions.kinds.propose_time import ProposeTime
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Attendee, Response
from lambdas.errors import Refused
from tests.fakes.approval_harness import START, ApprovalHarness
from tests.fakes.samples import a_connection

ME, ADA, BOB = (Attendee(email=f"{name}@example.com") for name in ("u1", "ada", "bob"))
HOUR = timedelta(hours=1)
ANSWERS = (ProposeTime.action_type, DeclineMeeting.action_type)


@pytest.fixture
def harness() -> ApprovalHarness:
    """The meeting stands in a Google calendar AMO may write into; Ada organizes it."""
    harness = ApprovalHarness()
    harness.consents.allowed.add("work")
    harness.connected_calendars.connect(
        "u1", a_connection("work", source=Source.GOOGLE, account_email="me@elsewhere.example")
    )
    harness.replan(source=Source.GOOGLE, organizer=ADA)
    return harness


def ask(harness: ApprovalHarness, kind: str, start: Any = START + HOUR, end: Any = START + 2 * HOUR) -> Any:
    times = {"start": iso(start), "end": iso(end)} if kind in (ProposeTime.action_type, BlockTime.action_type) else {}
    return harness.propose(kind, parameters={"meeting_id": "m1", **times})


def refused(harness: ApprovalHarness, kind: str, why: str, **times: Any) -> None:
    with pytest.raises(Refused, match=why):
        ask(harness, kind, **times)
    assert harness.actions.stored == {}
    assert harness.told("u1") == harness.told("u2") == []


@pytest.mark.parametrize("kind", ANSWERS)
def test_somebody_else_s_invitation_can_be_answered(harness: ApprovalHarness, kind: str) -> None:
    assert ask(harness, kind).status is ActionStatus.PENDING


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("own", ["u1@example.com", "U1+meetings@example.com", "me@elsewhere.example"])
def test_one_s_own_meeting_is_not_answered_by_whatever_address_it_was_called(
    harness: ApprovalHarness, kind: str, own: str
) -> None:
    harness.replan(source=Source.GOOGLE, organizer=Attendee(email=own))
    refused(harness, kind, "organize this meeting yourself")


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_entry_with_nobody_else_is_one_s_own(harness: ApprovalHarness, kind: str) -> None:
    harness.replan(source=Source.GOOGLE, attendees=(), organizer=None)
    refused(harness, kind, "organize this meeting yourself")


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_colleague_s_own_meeting_in_a_calendar_they_share_is_theirs(harness: ApprovalHarness, kind: str) -> None:
    shared = a_connection("work", source=Source.GOOGLE, account_email="u1@example.com", shared_by=ADA.email)
    harness.connected_calendars.connect("u1", shared)
    refused(harness, kind, "organize this meeting yourself")


@pytest.mark.parametrize("kind", ANSWERS)
def test_whoever_is_not_invited_has_nothing_to_answer_unless_the_list_cannot_tell(
    harness: ApprovalHarness, kind: str
) -> None:
    harness.replan(source=Source.GOOGLE, organizer=ADA, attendees=(ADA, BOB))
    refused(harness, kind, "not among those invited")
    everybody = Attendee(email="all@example.com", is_group=True)
    harness.replan(source=Source.GOOGLE, organizer=ADA, attendees=(ADA, everybody))
    assert ask(harness, kind).status is ActionStatus.PENDING


@pytest.mark.parametrize("kind", ANSWERS)
def test_in_microsoft_one_may_be_invited_by_an_alias_nobody_told_amo_of(harness: ApprovalHarness, kind: str) -> None:
    harness.replan(source=Source.MICROSOFT, organizer=ADA, attendees=(ADA, Attendee(email="priya.shah@example.com")))
    assert ask(harness, kind).status is ActionStatus.PENDING


@pytest.mark.parametrize("kind", ANSWERS)
def test_without_an_address_of_one_s_own_nobody_can_tell_whose_meeting_it_is(
    harness: ApprovalHarness, kind: str
) -> None:
    harness.change_user("u1", email="")
    harness.connected_calendars.connect("u1", a_connection("work", source=Source.GOOGLE, address=""))
    refused(harness, kind, "does not know your own address")


def test_what_is_declined_is_not_declined_again(harness: ApprovalHarness) -> None:
    harness.replan(source=Source.GOOGLE, organizer=ADA, owner_response=Response.DECLINED)
    refused(harness, DeclineMeeting.action_type, "declined this meeting already")


def test_a_meeting_is_not_proposed_for_when_it_is_nor_backwards_nor_in_the_past(harness: ApprovalHarness) -> None:
    kind = ProposeTime.action_type
    refused(harness, kind, "at that very time already", start=START, end=START + HOUR)
    refused(harness, kind, "end after it begins", start=START + HOUR, end=START + HOUR)
    with pytest.raises(Refused, match="time proposed, has begun"):
        ask(harness, kind, harness.now - HOUR, harness.now + HOUR)
    assert harness.actions.stored == {}


def test_time_to_prepare_lies_before_the_meeting_and_ahead(harness: ApprovalHarness) -> None:
    kind = BlockTime.action_type
    refused(harness, kind, "before the meeting begins", start=START - HOUR, end=START + HOUR)
    refused(harness, kind, "eight hours", start=START - 9 * HOUR, end=START)
    refused(harness, kind, "end after it begins", start=START - HOUR, end=START - 2 * HOUR)
    assert ask(harness, kind, START - 2 * HOUR, START - HOUR).status is ActionStatus.PENDING


def test_a_calendar_nobody_let_amo_write_into_is_not_even_asked_about(harness: ApprovalHarness) -> None:
    harness.consents.allowed.clear()
    for kind in ANSWERS:
        refused(harness, kind, "have not allowed AMO to write")


def test_a_stage_without_a_sender_proposes_no_e_mail(harness: ApprovalHarness) -> None:
    harness.proposals = replace(harness.proposals, lookups=replace(harness.lookups, sends_mail=False))
    refused(harness, ShareAgenda.action_type, "no address here to send e-mail from")


def test_without_an_address_of_one_s_own_no_e_mail_is_proposed(harness: ApprovalHarness) -> None:
    harness.change_user("u1", email="")
    refused(harness, ShareAgenda.action_type, "does not know your own address")


def test_a_channel_is_a_name_not_a_text(harness: ApprovalHarness) -> None:
    for channel in ("#sales team", "<!channel>", "#" * 3, ""):
        with pytest.raises(Refused, match="channel"):
            harness.propose(PostAgenda.action_type, parameters={"meeting_id": "m1", "channel": channel})


def test_what_is_deleted_is_not_deleted_again(harness: ApprovalHarness) -> None:
    harness.carry_out(harness.approve(harness.propose(DeleteMaterials.action_type)))
    with pytest.raises(Refused, match="deleted already"):
        harness.propose(DeleteMaterials.action_type, key="again")
