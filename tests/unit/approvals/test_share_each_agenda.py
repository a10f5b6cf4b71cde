"""What AMO proposes by itself, as a person chooses it: what could do nothing says so when it is chosen."""

import pytest

from lambdas.approvals.share_each_agenda import AgendaSharing
from lambdas.domain.actions.autonomy import Handling, TypeRule
from lambdas.errors import Refused
from tests.fakes.approval_harness import ApprovalHarness


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def sharing(harness: ApprovalHarness, sends_mail: bool = True) -> AgendaSharing:
    return AgendaSharing(harness.users, harness.policies, sends_mail)


def test_agendas_are_shared_as_their_owner_says(harness: ApprovalHarness) -> None:
    for is_wanted in (True, False):
        assert sharing(harness).share_agendas("u1", is_wanted).share_with_attendees is is_wanted


def test_sharing_that_could_do_nothing_says_why_and_is_not_chosen(harness: ApprovalHarness) -> None:
    with pytest.raises(Refused, match="no address here to send e-mail from"):
        sharing(harness, sends_mail=False).share_agendas("u1", True)
    harness.change_user("u1", email="")
    with pytest.raises(Refused, match="does not know your own address"):
        sharing(harness).share_agendas("u1", True)
    assert not harness.users.get("u1").share_with_attendees


def test_sharing_the_rules_do_not_allow_says_so() -> None:
    harness = ApprovalHarness(types={"share_agenda": TypeRule(handling=Handling.REFUSE)})
    with pytest.raises(Refused, match="do not let AMO"):
        sharing(harness).share_agendas("u1", True)


def test_what_was_chosen_while_it_worked_stays_and_can_be_given_up(harness: ApprovalHarness) -> None:
    sharing(harness).share_agendas("u1", True)
    unable = sharing(harness, sends_mail=False)
    assert unable.share_agendas("u1", True).share_with_attendees
    assert unable.sharing_blocking_reason(harness.users.get("u1"))
    assert not unable.share_agendas("u1", False).share_with_attendees
