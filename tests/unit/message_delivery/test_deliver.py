"""People are reached on the first of their channels that works, once, and never woken for nothing (NOT-1)."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.aws.email import Mailer
from lambdas.aws.sms import Texter
from lambdas.config_files import load_channel_config
from lambdas.domain.accounts.user import AddressProof, User
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus, TrackedMeeting
from lambdas.domain.notifications.deliveries import DeliveryOutcome, DeliveryRecord
from lambdas.domain.notifications.messages import Button, Message, MessageKind, MessageQuestion, PrepInvitation
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.errors import Retryable
from lambdas.notifications.email import EmailChannel
from lambdas.notifications.sms import SmsChannel
from lambdas.store.deliveries import Deliveries
from tests.fakes.channels import DeliveringNotifier, FakeChannel, FakeNotifier
from tests.fakes.faults import Killed
from tests.fakes.outbound import FakeSes, FakeSns
from tests.fakes.queues import FakeQueue
from tests.fakes.samples import a_meeting, a_tracked
from tests.fakes.stores import FakeDeliveries, FakeInbox, FakeMeetings, FakeUsers

DAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
PHONE, EMAIL = "+4915112345678", "u1@example.com"
PERSON = User(
    user_id="u1",
    email=EMAIL,
    email_proof=AddressProof.OPERATOR,
    phone=PHONE,
    quiet_hours=QuietHours(start=time(22), end=time(7)),
    created_at=DAY,
)
MESSAGE = Message(
    message_id="m1-r1-nudge", user_id="u1", kind=MessageKind.NUDGE, title="Still time", meeting_id="m1", created_at=DAY
)
HOSTILE = MESSAGE.model_copy(
    update={"title": "Review https://evil.example/x and evil.example\u202e", "lines": ("b.example",)}
)
PAGE = "https://amo.example.org"


class Reach:
    """Slack, text messages, e-mail, and the page behind them."""

    def __init__(self) -> None:
        self.slack, self.sns, self.ses = FakeChannel("slack"), FakeSns(), FakeSes()
        self.inbox, self.deliveries, self.meetings = FakeInbox(), FakeDeliveries(), FakeMeetings()
        self.users, self.now = FakeUsers(PERSON), DAY
        rules = load_channel_config().sms
        channels = (
            self.slack,
            SmsChannel(Texter(self.sns), self.deliveries, rules, PAGE, lambda: self.now),
            EmailChannel(Mailer(self.ses, "amo@example.org"), self.deliveries, PAGE, lambda: self.now),
        )
        self.notifier = DeliveringNotifier(
            channels, self.users, lambda: self.now, self.inbox, self.deliveries, self.meetings
        )

    def tell(self, user: User = PERSON, message: Message = MESSAGE, now: datetime = DAY) -> str:
        """Returns the channel that took it; empty while one is waited for."""
        self.users.put(user)
        self.now = now
        self.notifier.tell(user, message, now)
        return self.taken_by(message)

    def later(self, after: timedelta, message: Message = MESSAGE) -> str:
        """As :meth:`tell`, of what stands in line still."""
        self.now = DAY + after
        self.notifier.deliver()
        return self.taken_by(message)

    def taken_by(self, message: Message) -> str:
        record = self.deliveries.find(message.user_id, message, self.now)
        return record.channel if record else ""

    @property
    def record(self) -> DeliveryRecord:
        (record,) = self.deliveries.of_meeting("u1", "m1", self.now)
        return record


@pytest.fixture
def reach() -> Reach:
    return Reach()


def refusal(code: str = "InvalidParameter", status: int = 400) -> ClientError:
    # Of what AWS answers only the part that is read: botocore's own type wants all of it.
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Publish")


SILENCE = ReadTimeoutError(endpoint_url="https://sns")


def test_the_first_channel_that_works_is_the_only_one_used(reach: Reach) -> None:
    assert reach.tell() == "slack"
    assert (reach.sns.calls, reach.ses.calls, dict(reach.inbox.stored)) == ([], [], {})


def test_slack_failing_a_text_message_says_what_happened_and_where_the_rest_is(reach: Reach) -> None:
    reach.slack.refuses = True
    assert reach.tell() == "sms"
    (call,) = reach.sns.calls
    assert (call["PhoneNumber"], call["Message"]) == (PHONE, f"AMO: Still time {PAGE}/meetings/m1")
    assert reach.ses.calls == []


def test_text_messages_failing_too_it_is_an_e_mail_and_then_the_page(reach: Reach) -> None:
    reach.slack.refuses = True
    reach.sns.problems = [refusal(), refusal()]
    assert reach.tell() == "email"
    (call,) = reach.ses.calls
    assert call["Destination"] == {"ToAddresses": [EMAIL]}
    assert f"{PAGE}/meetings/m1" in call["Content"]["Simple"]["Body"]["Text"]["Data"]
    reach.ses.problems = [refusal("MessageRejected")]
    assert reach.tell(message=MESSAGE.model_copy(update={"message_id": "other"})) == "web"


def test_what_became_of_it_is_kept_with_every_reason(reach: Reach) -> None:
    reach.slack.refuses = True
    reach.sns.problems = [refusal("OptedOut")]
    reach.tell()
    assert reach.record.channel == "email"
    assert [(attempt.channel, attempt.outcome) for attempt in reach.record.attempts] == [
        ("slack", DeliveryOutcome.FAILED),
        ("sms", DeliveryOutcome.FAILED),
        ("email", DeliveryOutcome.TOOK_IT),
    ]
    assert "OptedOut" in reach.record.attempts[1].reason
    assert PHONE not in str(reach.record)


def test_in_quiet_hours_nothing_rings_on_any_channel_and_the_inbox_has_it(reach: Reach) -> None:
    assert reach.tell(now=NIGHT) == "web"
    assert (reach.slack.messages, reach.sns.calls, reach.ses.calls) == ({}, [], [])
    assert {attempt.outcome for attempt in reach.record.attempts[:-1]} == {DeliveryOutcome.QUIET}
    assert reach.inbox.for_user("u1", NIGHT) == (MESSAGE,)


def test_preferences_that_cannot_be_read_stop_no_message_and_their_owner_hears_of_them_once(reach: Reach) -> None:
    person = PERSON.model_copy(update={"quiet_hours": None, "unreadable": ("quiet_hours",)})
    for number in range(3):
        assert reach.tell(person, MESSAGE.model_copy(update={"message_id": f"n{number}"})) == "slack"
    told = [message.title for message in reach.slack.messages.values()]
    assert told.count("Set again, please: your quiet hours") == 1
    assert told.count(MESSAGE.title) == 3


CODE = MESSAGE.model_copy(update={"message_id": "c1", "kind": MessageKind.SIGN_IN_CODE, "title": "123456 confirms"})


def test_a_code_somebody_waits_for_comes_in_quiet_hours_and_on_a_channel_they_do_not_want_otherwise(
    reach: Reach,
) -> None:
    person = PERSON.model_copy(update={"declined_channels": frozenset({"slack", "sms", "email"})})
    assert reach.tell(person, CODE, NIGHT) == "slack"


def test_a_code_somebody_waits_for_waits_for_no_channel(reach: Reach) -> None:
    reach.slack.is_down = True
    assert reach.tell(message=CODE) == "sms"


def test_a_code_that_no_channel_takes_is_shown_nowhere(reach: Reach) -> None:
    """The page is open to whoever asked for it; a code proves whose a channel is."""
    reach.slack.refuses = True
    person = PERSON.model_copy(update={"phone": "", "email_proof": None})
    assert reach.tell(person, CODE) == ""
    assert reach.inbox.for_user("u1", DAY) == reach.inbox.all_held("u1", DAY) == ()


def test_quiet_hours_are_the_person_s_own_clock(reach: Reach) -> None:
    in_tokyo = PERSON.model_copy(update={"timezone": "Asia/Tokyo"})
    assert reach.tell(in_tokyo, now=DAY + timedelta(hours=1)) == "web"  # ten in the evening there
    assert (
        reach.tell(in_tokyo, MESSAGE.model_copy(update={"message_id": "n2"}), NIGHT) == "slack"
    )  # eight in the morning


def test_fault_60_a_failing_channel_is_fallen_back_from_once_however_often_it_is_tried_again(reach: Reach) -> None:
    reach.slack.refuses = True
    assert reach.tell() == "sms"
    reach.slack.refuses = False  # the function died after the text message, and is run again
    assert [reach.tell() for _ in range(3)] == ["sms"] * 3
    assert (len(reach.sns.calls), reach.slack.messages) == (1, {})


def test_fault_79_killed_after_the_text_message_nothing_rings_a_second_time(reach: Reach) -> None:
    reach.slack.refuses = True
    reach.tell()
    reach.deliveries.lose_records()  # it died before it could write down how it went
    assert reach.tell() == "web"
    assert (len(reach.sns.calls), reach.ses.calls) == (1, [])
    assert reach.record.attempts[1].outcome is DeliveryOutcome.UNPROVEN


def test_a_text_message_whose_answer_was_lost_is_not_said_on_another_phone(reach: Reach) -> None:
    reach.slack.refuses = True
    reach.sns.problems = [SILENCE]
    assert reach.tell() == "web"
    assert reach.ses.calls == []
    assert reach.tell() == "web"
    assert len(reach.sns.calls) == 1


def test_a_text_message_that_was_throttled_is_tried_again_and_counts_once_for_the_day(reach: Reach) -> None:
    reach.slack.refuses = True
    reach.sns.problems = [refusal("ThrottledException")] * 9
    assert reach.tell() == ""
    assert [reach.later(timedelta(seconds=n)) for n in range(1, 10)] == [""] * 8 + ["sms"]
    assert reach.deliveries.count("u1", "sms", DAY.date()) == 1


def test_slack_away_for_a_while_says_it_when_it_is_back_in_order_and_once(reach: Reach) -> None:
    reach.slack.is_down = True
    second = MESSAGE.model_copy(update={"message_id": "m1-r1-second", "title": "And another"})
    assert (reach.tell(), reach.tell(message=second)) == ("", "")
    assert [
        (attempt.channel, attempt.outcome) for attempt in reach.deliveries.of_meeting("u1", "m1", DAY)[0].attempts
    ] == [("slack", DeliveryOutcome.WAITING)]
    assert reach.later(timedelta(minutes=59)) == ""
    reach.slack.is_down = False
    assert reach.later(timedelta(minutes=59, seconds=1)) == "slack"
    assert list(reach.slack.messages.values()) == [MESSAGE, second]
    assert (reach.sns.calls, reach.inbox.for_user("u1", DAY)) == ([], ())


def test_slack_away_for_more_than_an_hour_the_next_channel_says_it_and_the_last_one_is_the_page(reach: Reach) -> None:
    reach.slack.is_down = True
    reach.tell()
    assert reach.later(timedelta(minutes=60)) == "sms"
    reach.sns.problems, reach.ses.problems = [refusal("ThrottledException")], [refusal("MessageRejected")]
    other = MESSAGE.model_copy(update={"message_id": "other"})
    reach.tell(message=other)
    assert reach.later(timedelta(minutes=61), other) == "web"
    assert reach.inbox.for_user("u1", DAY) == (other,)


def test_a_meeting_that_is_near_waits_for_slack_a_quarter_of_the_time_that_is_left(reach: Reach) -> None:
    reach.slack.is_down = True
    near = MESSAGE.model_copy(update={"useful_until": DAY + timedelta(minutes=20)})
    reach.tell(message=near)
    assert reach.later(timedelta(minutes=4), near) == ""
    assert reach.later(timedelta(minutes=5), near) == "sms"


def test_what_can_wait_holds_nothing_up_that_cannot(reach: Reach) -> None:
    reach.slack.is_down = True
    near = MESSAGE.model_copy(update={"message_id": "near", "useful_until": DAY + timedelta(minutes=20)})
    reach.tell()
    reach.tell(message=near)
    assert (reach.later(timedelta(minutes=4)), reach.taken_by(near)) == ("", "")
    assert (reach.later(timedelta(minutes=5)), reach.taken_by(near)) == ("sms", "sms")


def test_a_card_that_cannot_be_settled_now_holds_nothing_up_that_is_pressing(reach: Reach) -> None:
    reach.slack.is_down = True
    reach.notifier.close(PERSON, "approve-a1", "Approved by you")
    near = MESSAGE.model_copy(update={"useful_until": DAY + timedelta(minutes=20)})
    reach.tell(message=near)
    assert (reach.later(timedelta(minutes=4), near), len(reach.notifier.line)) == ("", 2)
    assert (reach.later(timedelta(minutes=5), near), reach.notifier.line) == ("sms", [])


def test_what_is_decided_while_it_stands_in_line_is_not_asked_any_more(reach: Reach) -> None:
    reach.slack.is_down = True
    reach.tell()
    reach.notifier.close(PERSON, MESSAGE.message_id, "Approved by you")
    reach.slack.is_down = False
    assert reach.later(timedelta(minutes=40)) == ""
    assert (reach.slack.messages, reach.sns.calls, reach.notifier.line) == ({}, [], [])


def test_what_is_over_rings_nobody_and_the_page_has_it(reach: Reach) -> None:
    over = MESSAGE.model_copy(update={"useful_until": DAY - timedelta(seconds=1)})
    assert reach.tell(message=over) == "web"
    assert (reach.slack.messages, reach.sns.calls) == ({}, [])
    assert {attempt.outcome for attempt in reach.record.attempts[:-1]} == {DeliveryOutcome.LATE}


def test_a_defect_in_one_channel_keeps_nobody_from_hearing_on_the_next(
    reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    reach.slack.is_broken = True
    assert reach.tell() == "sms"
    assert reach.record.attempts[0].reason == "slack: It did not work there."
    assert "channel slack failed for message m1-r1-nudge: TypeError at deliver:" in caplog.text
    assert MESSAGE.title not in caplog.text


def test_what_stands_in_line_for_somebody_who_is_gone_is_dropped(reach: Reach) -> None:
    reach.slack.is_down = True
    reach.tell()
    reach.users.table.rows.clear()
    assert reach.later(timedelta(seconds=1)) == ""
    assert reach.notifier.line == []


def preparing(meeting_id: str, notified_at: datetime | None = None) -> TrackedMeeting:
    """A preparation that has just begun."""
    preparation = Preparation(status=PrepStatus.GATHERING, run=1, started_at=DAY, notified_at=notified_at)
    return a_tracked(a_meeting(meeting_id, start=DAY + timedelta(hours=2)), preparation=preparation)


def an_invitation(number: int) -> Message:
    starts = DAY + timedelta(hours=number)
    invitation = PrepInvitation(session_id=f"m{number}-r1", title=f"Meeting {number}", starts=starts, questions=2)
    return MESSAGE.model_copy(
        update={
            "message_id": f"m{number}-r1-prep_started",
            "kind": MessageKind.PREP_STARTED,
            "title": f"Prepare meeting {number}",
            "meeting_id": f"m{number}",
            "invitations": (invitation,),
        }
    )


def test_preparations_that_were_due_at_once_are_one_message_and_each_is_told(reach: Reach) -> None:
    reach.meetings.rows["m2"] = preparing("m2")  # is about to say so as well
    assert reach.tell(message=an_invitation(1)) == ""
    assert reach.slack.messages == {}
    reach.meetings.rows["m2"] = preparing("m2", DAY)
    reach.tell(message=an_invitation(2), now=DAY + timedelta(seconds=2))
    (said,) = reach.slack.messages.values()
    assert said.title.startswith("2 meetings to prepare")
    assert [reach.taken_by(an_invitation(number)) for number in (1, 2)] == ["slack", "slack"]
    assert reach.inbox.for_user("u1", DAY) == ()


def test_what_may_have_been_said_is_not_said_again_together_with_another(reach: Reach) -> None:
    reach.slack.is_down = True
    reach.tell(message=an_invitation(1))
    reach.tell(message=an_invitation(2))
    reach.slack.is_down = False
    reach.later(timedelta(seconds=1))
    assert [message.title for message in reach.slack.messages.values()] == ["Prepare meeting 1", "Prepare meeting 2"]


def test_fault_79_killed_while_inviting_it_is_not_said_again_together_with_another(reach: Reach) -> None:
    reach.slack.dies = True
    with pytest.raises(Killed):
        reach.tell(message=an_invitation(1))
    reach.slack.dies = False
    reach.tell(message=an_invitation(2))
    assert [message.title for message in reach.slack.messages.values()] == ["Prepare meeting 1", "Prepare meeting 2"]


def test_fault_79_killed_while_storing_that_two_were_said_in_one_neither_is_said_again(
    reach: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach.meetings.rows["m2"] = preparing("m2")
    reach.tell(message=an_invitation(1))

    def dying_after_the_first(record: DeliveryRecord) -> None:
        Deliveries.put(reach.deliveries, record)
        if record.channel:
            raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(FakeDeliveries, "put", lambda _self, record: dying_after_the_first(record))
        with pytest.raises(Killed):
            reach.tell(message=an_invitation(2), now=DAY + timedelta(seconds=2))
    reach.later(timedelta(minutes=5))
    assert [message.title[:21] for message in reach.slack.messages.values()] == ["2 meetings to prepare"]
    assert [reach.taken_by(an_invitation(number)) for number in (1, 2)] == ["slack", "slack"]


def test_what_none_of_the_channels_takes_is_on_the_page_meeting_by_meeting(reach: Reach) -> None:
    reach.meetings.rows["m2"] = preparing("m2")
    reach.tell(message=an_invitation(1))
    reach.slack.refuses = True
    silent = PERSON.model_copy(update={"declined_channels": frozenset({"sms", "email"})})
    reach.tell(silent, an_invitation(2), DAY + timedelta(seconds=21))
    assert {message.title for message in reach.inbox.for_user("u1", DAY)} == {"Prepare meeting 1", "Prepare meeting 2"}


def test_a_channel_a_person_does_not_want_is_never_used(reach: Reach) -> None:
    reach.slack.refuses = True
    without_texts = PERSON.model_copy(update={"declined_channels": frozenset({"sms"})})
    assert reach.tell(without_texts) == "email"
    assert reach.sns.calls == []


def test_only_confirmed_numbers_and_proved_addresses_are_written_to(reach: Reach) -> None:
    reach.slack.reaches_nobody = True
    assert reach.tell(PERSON.model_copy(update={"phone": "", "email_proof": None})) == "web"
    assert (reach.sns.calls, reach.ses.calls) == ([], [])


def test_a_digest_is_not_worth_a_text_message_and_nobody_gets_more_than_a_day_s(reach: Reach) -> None:
    reach.slack.refuses = True
    assert reach.tell(message=MESSAGE.model_copy(update={"kind": MessageKind.DIGEST})) == "email"
    most = load_channel_config().sms.most_per_day
    told = [reach.tell(message=MESSAGE.model_copy(update={"message_id": f"n{n}"})) for n in range(most + 1)]
    assert told == ["sms"] * most + ["email"]


def test_fault_108_nobody_s_words_become_an_address_in_a_text_message_or_an_e_mail(reach: Reach) -> None:
    reach.slack.refuses = True
    reach.tell(message=HOSTILE)
    reach.tell(PERSON.model_copy(update={"phone": ""}), HOSTILE.model_copy(update={"message_id": "n2"}))
    mail = reach.ses.calls[0]["Content"]["Simple"]
    for text in (reach.sns.calls[0]["Message"], mail["Subject"]["Data"], mail["Body"]["Text"]["Data"]):
        assert "evil.example" not in text
        assert "b.example" not in text
        assert "\u202e" not in text


def test_an_e_mail_says_what_is_asked_with_the_answers_and_leads_to_where_one_is_given(reach: Reach) -> None:
    reach.slack.refuses = True
    yes, no = (Button(label=said, verb="answer_outcome", target=f"m1:w1:{said}") for said in ("Yes", "No"))
    question = MessageQuestion(text="Did you agree on b.example?", answers=(yes, no))
    asked = MESSAGE.model_copy(update={"kind": MessageKind.OUTCOMES_ASKED, "questions": (question,)})
    reach.tell(PERSON.model_copy(update={"phone": ""}), asked)
    text = reach.ses.calls[0]["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert "Did you agree on b. example? (Yes / No)" in text
    assert f"{PAGE}/meetings/m1" in text


def test_a_message_sent_again_is_on_the_page_once(reach: Reach) -> None:
    nowhere = PERSON.model_copy(update={"declined_channels": frozenset({"slack", "sms", "email"})})
    reach.users.put(nowhere)
    first, second = (reach.notifier.send(nowhere, MESSAGE, DAY) for _ in range(2))
    assert (first.reason, second.reason) == ("on its way", "told already")
    assert (first.delivered, second.delivered, second.channel) == (True, True, "web")
    assert reach.inbox.for_user("u1", DAY) == (MESSAGE,)


def test_what_cannot_be_put_in_line_is_said_to_whoever_tells_it() -> None:
    notifier, queue = FakeNotifier(), FakeQueue()
    queue.is_down = True
    object.__setattr__(notifier, "queue", queue)
    delivery = notifier.send(PERSON, MESSAGE, DAY)
    assert (delivery.delivered, delivery.reason) == (False, "AWS refused the message; it is sent again later.")
    with pytest.raises(Retryable):
        notifier.tell(PERSON, MESSAGE, DAY)
    queue.is_down = False
    notifier.tell(PERSON, MESSAGE, DAY)
    notifier.close(PERSON, MESSAGE.message_id, "Approved by you")
    assert [one.body["note"] for one in queue.in_order] == ["", "Approved by you"]
    assert {one.group for one in queue.in_order} == {"u1"}
    notifier.tell(PERSON, CODE, DAY)
    assert queue.in_order[-1].group == "u1/sign_in_code", "behind nothing else that they are told"


def test_fault_81_a_message_without_an_id_to_tell_it_by_is_refused() -> None:
    with pytest.raises(ValueError, match="message_id"):
        Message(message_id="", user_id="u1", kind=MessageKind.NUDGE, title="Still time", created_at=DAY)


CHANGED = MESSAGE.model_copy(update={"message_id": "tie-1", "kind": MessageKind.ACCOUNT_CHANGED, "meeting_id": ""})


@pytest.mark.parametrize("now", [DAY, NIGHT])
def test_that_an_account_became_theirs_is_told_on_every_channel_and_at_night(reach: Reach, now: datetime) -> None:
    """The first channel may be the very account."""
    assert reach.tell(message=CHANGED.model_copy(update={"created_at": now}), now=now) == "slack"
    assert (len(reach.slack.messages), len(reach.sns.calls), len(reach.ses.calls)) == (1, 1, 1)
    assert [one.message_id for one in reach.inbox.stored.values()] == ["tie-1"]


def test_a_channel_that_does_not_answer_keeps_no_other_from_telling_of_it(reach: Reach) -> None:
    reach.slack.is_down = True
    reach.tell(message=CHANGED)
    assert (len(reach.sns.calls), len(reach.ses.calls)) == (1, 1)


def test_a_channel_somebody_does_not_want_is_left_out_of_it_too(reach: Reach) -> None:
    reach.tell(PERSON.model_copy(update={"declined_channels": frozenset({"sms"})}), CHANGED)
    assert (len(reach.slack.messages), len(reach.sns.calls), len(reach.ses.calls)) == (1, 0, 1)


def test_a_code_goes_to_no_address_that_an_operator_changed_and_everything_else_does(reach: Reach) -> None:
    reach.slack.reaches_nobody = True
    changed = PERSON.model_copy(update={"phone": "", "email_counts_at": DAY + timedelta(days=7)})
    reach.tell(changed, MESSAGE.model_copy(update={"kind": MessageKind.SIGN_IN_CODE, "meeting_id": ""}))
    assert reach.ses.calls == []
    reach.tell(changed, MESSAGE.model_copy(update={"message_id": "other"}))
    assert len(reach.ses.calls) == 1
