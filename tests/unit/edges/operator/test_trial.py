"""A message that somebody tries their own channels by, and the smoke test's own way in."""

from lambdas.domain.accounts.smoke_person import SMOKE_PERSON
from lambdas.domain.notifications.messages import MessageKind
from lambdas.edges.operator.accounts import issue_sign_in_link
from lambdas.edges.operator.trial import send_trial_message
from tests.fakes.samples import a_user
from tests.unit.edges.harness import ADA, Harness


def test_it_is_sent_once_and_then_told_what_became_of_it(harness: Harness) -> None:
    sent = send_trial_message({"user_id": ADA}, None)
    again = send_trial_message({"user_id": ADA, "message_id": sent["message_id"]}, None)
    assert again == {"message_id": sent["message_id"], "attempts": []}
    ((told, kind),) = [(one.user_id, one.kind) for one in harness.approvals.notifier.told]
    assert (told, kind) == (ADA, MessageKind.TRIAL)


def test_nobody_is_sent_another_message_by_its_id(harness: Harness) -> None:
    assert "message_id" in send_trial_message({"user_id": ADA, "message_id": "digest-1"}, None)["error"]
    assert send_trial_message({"user_id": "nobody"}, None) == {"error": "There is no such user."}


def test_the_smoke_tests_link_is_lent_by_nobody_unless_it_was_given_more(harness: Harness) -> None:
    for role, audited in (("member", 0), ("operator", 1)):
        harness.users.put(a_user(SMOKE_PERSON, role=role, email=""))
        issue_sign_in_link({"user_id": SMOKE_PERSON}, None)
        assert len(harness.approvals.audit_log.chain(f"own-{SMOKE_PERSON}")) == audited
