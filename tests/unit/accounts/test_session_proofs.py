"""A session that somebody else's link began counts as its user's own once a code sent to them alone has come back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.accounts.login import Logins
from lambdas.accounts.session_proofs import CODES_A_DAY, NOWHERE, WRONG_CODE, SessionProofs, SessionState
from lambdas.accounts.tokens import Identity
from lambdas.domain.accounts.address_changes import OBJECTION, given_address
from lambdas.domain.accounts.codes import CODE_LIFE, MAX_TRIES
from lambdas.domain.accounts.user import AddressProof
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.domain.notifications.slack import SlackLink
from lambdas.errors import Refused, Retryable, SignedOut, Unconfirmed
from tests.fakes.channels import FakeNotifier
from tests.fakes.signing_keys import FakeSigningKeys
from tests.fakes.stores import FakeAuditLog, FakeDeliveries, FakeLoginSessions, FakeSlackRecords, FakeUsers

NOW = datetime.now(UTC).replace(microsecond=0)
KEYS = FakeSigningKeys("k" * 40)
LENT, OWN = Identity("ada", "lent"), Identity("ada", "own")


class Office:
    """Ada has a session that a link of Olga's began, and one of her own."""

    def __init__(self, users: FakeUsers) -> None:
        self.users, self.sessions, self.log = users, FakeLoginSessions(), FakeAuditLog()
        self.slack, self.notifier = FakeSlackRecords(), FakeNotifier()
        self.logins = Logins(self.sessions, users, KEYS)
        users.patch("ada", {"email_proof": AddressProof.OPERATOR})
        users.patch("olga", {"name": "Olga"})
        self.logins.begin("ada", LENT.session_id, "", NOW, lent_by="user:olga")
        self.logins.begin("ada", OWN.session_id, "", NOW)
        self.proofs = SessionProofs(self.logins, self.slack, FakeDeliveries(), self.notifier, self.log, KEYS)

    def sent(self) -> Message:
        (message,) = [one for one in self.notifier.sent if one.kind is MessageKind.SIGN_IN_CODE][-1:]
        return message

    def code(self) -> str:
        (code,) = re.findall(r"\b([0-9]{6})\b", self.sent().title)
        return str(code)

    def refuses(self, code: str, now: datetime = NOW, identity: Identity = LENT) -> bool:
        with pytest.raises(Refused) as refused:
            self.proofs.confirm(identity, code, now)
        return str(refused.value) == WRONG_CODE

    def is_own(self) -> bool:
        return self.proofs.state(LENT, NOW).is_own


@pytest.fixture
def office(users: FakeUsers) -> Office:
    return Office(users)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_lent_session_decides_nothing_and_says_who_lent_it(office: Office) -> None:
    office.logins.require_live(LENT, NOW)
    office.logins.require_own(OWN, NOW)
    with pytest.raises(Unconfirmed, match=r"a link that Olga made\. .* /auth/proof"):
        office.logins.require_own(LENT, NOW)


def test_a_session_lent_with_the_stage_s_credentials_names_whoever_runs_amo(office: Office) -> None:
    office.logins.begin("ada", "s3", "", NOW, lent_by="agent:operator")
    with pytest.raises(Unconfirmed, match="a link that whoever runs AMO here made"):
        office.logins.require_own(Identity("ada", "s3"), NOW)


def test_the_code_that_was_sent_makes_the_session_its_user_s(office: Office) -> None:
    assert office.proofs.send_code(LENT, NOW) == SessionState(
        is_own=False, lender="Olga", reaches=("e-mail to ada@example.com",)
    )
    assert office.sent().user_id == "ada"
    assert office.proofs.confirm(LENT, f" {office.code()} ", NOW + CODE_LIFE - timedelta(seconds=1)).is_own
    office.logins.require_own(LENT, NOW)
    (row,) = office.log.chain("own-ada")
    assert (row["event"], row["actor"]) == ("session_proved", "user:ada")
    assert "user:olga" in row["note"]


def test_a_code_confirms_once_and_no_other_session(office: Office) -> None:
    office.logins.begin("ada", "s3", "", NOW, lent_by="user:olga")
    office.proofs.send_code(LENT, NOW)
    office.proofs.send_code(Identity("ada", "s3"), NOW)
    others = office.code()
    assert office.refuses(others)
    assert office.proofs.confirm(Identity("ada", "s3"), others, NOW).is_own
    assert not office.is_own()


def test_a_wrong_code_and_one_too_old_confirm_nothing(office: Office) -> None:
    assert office.refuses("000000"), "none was sent"
    office.proofs.send_code(LENT, NOW)
    assert office.refuses(wrong(office.code()))
    assert office.refuses(office.code(), NOW + CODE_LIFE)
    assert office.refuses("")
    assert not office.is_own()
    assert office.log.events("own-ada") == []


def test_after_a_few_guesses_the_right_code_is_refused_and_a_new_one_counts(office: Office) -> None:
    office.proofs.send_code(LENT, NOW)
    for _ in range(MAX_TRIES):
        assert office.refuses(wrong(office.code()))
    assert office.refuses(office.code())
    office.proofs.send_code(LENT, NOW + timedelta(minutes=1))
    assert office.proofs.confirm(LENT, office.code(), NOW + timedelta(minutes=1)).is_own


def test_codes_are_counted_by_the_day(office: Office) -> None:
    for seconds in range(CODES_A_DAY):
        office.proofs.send_code(LENT, NOW + timedelta(seconds=seconds))
    with pytest.raises(Refused, match="5 codes were sent today"):
        office.proofs.send_code(LENT, NOW)


def test_one_s_own_session_needs_no_code(office: Office) -> None:
    assert office.proofs.send_code(OWN, NOW) == office.proofs.confirm(OWN, "", NOW) == SessionState(is_own=True)
    assert office.notifier.sent == []


@pytest.mark.parametrize("ask", ["state", "send_code"])
def test_of_a_session_that_was_ended_nothing_is_confirmed(office: Office, ask: str) -> None:
    office.proofs.send_code(LENT, NOW)
    office.logins.end(LENT)
    with pytest.raises(SignedOut):
        getattr(office.proofs, ask)(LENT, NOW)
    with pytest.raises(SignedOut):
        office.proofs.confirm(LENT, office.code(), NOW)


def test_without_a_channel_of_one_s_own_it_is_said_what_to_do(office: Office) -> None:
    office.users.patch("ada", {"email_proof": None})
    with pytest.raises(Refused) as refused:
        office.proofs.send_code(LENT, NOW)
    assert str(refused.value) == NOWHERE
    assert office.notifier.sent == []


def test_slack_and_a_confirmed_phone_are_channels_of_one_s_own(office: Office) -> None:
    office.users.patch("ada", {"email_proof": None, "phone": "+4915112345678"})
    link: dict[str, Any] = {"team_id": "T1", "slack_user_id": "U1", "user_id": "ada", "channel_id": "D1"}
    office.slack.link(SlackLink(**link, proof="signed link", linked_at=NOW))
    assert office.proofs.state(LENT, NOW).reaches == ("Slack", "text message to +49 … 678")


def test_a_code_that_cannot_be_put_in_line_is_not_shown_on_the_page(office: Office) -> None:
    """Whoever lent the link can open the page."""
    office.notifier.queue.is_down = True  # type: ignore[attr-defined]  # a fake
    with pytest.raises(Retryable):
        office.proofs.send_code(LENT, NOW)
    assert office.notifier.inbox.for_user("ada", NOW) == ()


def test_neither_the_session_s_row_nor_the_log_holds_the_code(office: Office) -> None:
    office.proofs.send_code(LENT, NOW)
    code = office.code()
    assert code not in f"{office.sessions.table.rows}"
    office.proofs.confirm(LENT, code, NOW)
    assert code not in f"{office.log.table.rows}{office.sessions.table.rows}"


def test_an_address_that_an_operator_changed_takes_no_code_for_a_week(office: Office) -> None:
    """Olga would read the code to the session that her own link began."""
    office.users.patch("ada", given_address(office.users.get("ada"), "olga-too@example.com", NOW))
    assert office.proofs.state(LENT, NOW).reaches == ()
    with pytest.raises(Refused, match=r"can send no code: an operator changed this address, and it brings nobody in"):
        office.proofs.send_code(LENT, NOW)
    assert office.notifier.sent == []
    assert office.proofs.state(LENT, NOW + OBJECTION - timedelta(seconds=1)).reaches == ()


def test_meanwhile_a_code_goes_to_another_channel_of_theirs(office: Office) -> None:
    office.users.patch("ada", {"phone": "+4915112345678"})
    office.users.patch("ada", given_address(office.users.get("ada"), "olga-too@example.com", NOW))
    assert office.proofs.send_code(LENT, NOW).reaches == ("text message to +49 … 678",)
    office.proofs.confirm(LENT, office.code(), NOW)
    assert office.is_own()
