"""Sessions: begun, renewed, ended; of two renewals by one token the later one ends the session."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.accounts.login import MAX_DEVICE, Logins, Opened
from lambdas.accounts.tokens import Identity, open_renewal, read_session
from lambdas.domain.accounts.logins import IDLE_LIFE, RENEWAL_GRACE, LoginSession
from lambdas.errors import SignedOut
from tests.fakes.signing_keys import FakeSigningKeys
from tests.fakes.stores import FakeLoginSessions, FakeUsers

pytestmark = pytest.mark.usefixtures("tokens_read_at_one_time")

KEYS = FakeSigningKeys("k" * 40)
NOW = datetime.now(UTC).replace(microsecond=0)
"""Sessions are signed with real times."""
ADAS = Identity("ada", "s1")


@pytest.fixture
def sessions() -> FakeLoginSessions:
    return FakeLoginSessions()


@pytest.fixture
def logins(sessions: FakeLoginSessions, users: FakeUsers) -> Logins:
    return Logins(sessions, users, KEYS)


def test_a_session_is_its_user_s_and_is_shown_by_its_browser(
    logins: Logins, sessions: FakeLoginSessions, users: FakeUsers
) -> None:
    opened = logins.begin("ada", "s1", "Firefox" + "!" * MAX_DEVICE, NOW)
    assert read_session(opened.session, KEYS) == logins.identify(opened.renewal, NOW) == ADAS
    row = sessions.rows["ada", "s1"]
    assert (row.begun_at, row.device[:8], len(row.device)) == (NOW, "Firefox!", MAX_DEVICE)
    assert users.get("ada").last_signed_in_at == NOW


def test_neither_what_is_stored_nor_what_is_logged_opens_a_session(logins: Logins, sessions: FakeLoginSessions) -> None:
    opened = logins.begin("ada", "s1", "", NOW)
    seen = f"{sessions.table.rows}{opened}{logins}"
    assert not [secret for secret in (opened.session, opened.renewal, KEYS.current().secret) if secret in seen]


def test_a_renewal_gives_the_next_one_and_lengthens_the_session(logins: Logins, sessions: FakeLoginSessions) -> None:
    renewal = logins.begin("ada", "s1", "", NOW).renewal
    for days in (6, 12, 18):
        identity, opened = logins.renew(renewal, NOW + timedelta(days=days))
        assert identity == ADAS
        assert opened.renewal not in ("", renewal)
        renewal = opened.renewal
    assert sessions.rows["ada", "s1"].ends_at == NOW + timedelta(days=18) + IDLE_LIFE


JUST_BEFORE, JUST_AFTER = NOW + RENEWAL_GRACE - timedelta(seconds=1), NOW + RENEWAL_GRACE


def test_a_request_sent_beside_the_renewal_passes_and_is_given_nothing(
    logins: Logins, sessions: FakeLoginSessions
) -> None:
    first = logins.begin("ada", "s1", "", NOW).renewal
    _, following = logins.renew(first, NOW)
    before = sessions.rows["ada", "s1"]
    assert logins.renew(first, JUST_BEFORE) == (ADAS, Opened())
    assert sessions.rows["ada", "s1"] == before
    assert logins.identify(following.renewal, JUST_BEFORE) == ADAS


def test_a_thief_who_renews_after_the_owner_ends_the_session_for_both(logins: Logins) -> None:
    copied = logins.begin("ada", "s1", "", NOW).renewal
    owners = logins.renew(copied, NOW)[1].renewal
    for renewal in (copied, owners):
        with pytest.raises(SignedOut):
            logins.renew(renewal, JUST_AFTER)


@pytest.mark.parametrize("use", ["renew", "identify"])
def test_an_owner_who_comes_after_the_thief_ends_the_session_for_both(logins: Logins, use: str) -> None:
    """On the page, or by a script of it."""
    held = logins.begin("ada", "s1", "", NOW).renewal
    thiefs = logins.renew(held, NOW)[1].renewal
    with pytest.raises(SignedOut):
        getattr(logins, use)(held, JUST_AFTER)
    with pytest.raises(SignedOut):
        logins.renew(thiefs, JUST_AFTER)


def test_a_thief_in_the_moment_after_the_renewal_gets_no_proof_and_betrays_the_copy_later(logins: Logins) -> None:
    copied = logins.begin("ada", "s1", "", NOW).renewal
    held = logins.renew(copied, NOW)[1].renewal
    assert logins.renew(copied, JUST_BEFORE)[1] == Opened()
    held = logins.renew(held, JUST_BEFORE)[1].renewal
    for renewal in (copied, held):
        with pytest.raises(SignedOut):
            logins.renew(renewal, JUST_BEFORE)


def test_of_two_renewals_that_read_the_same_row_the_later_one_gives_no_token(
    logins: Logins, sessions: FakeLoginSessions
) -> None:
    """One it gave would be taken for a copy, and end the session."""
    renewal = logins.begin("ada", "s1", "", NOW).renewal
    other = FakeLoginSessions.renew

    def after_somebody_else(seen: LoginSession, token_hash: str, now: datetime) -> bool:
        other(sessions, seen, "of the faster one", now)
        return other(sessions, seen, token_hash, now)

    sessions.__dict__["renew"] = after_somebody_else
    assert logins.renew(renewal, NOW)[1] == Opened()
    assert sessions.rows["ada", "s1"].token_hash == "of the faster one"


def test_a_copied_renewal_ends_the_session_for_both_and_the_log_says_whose(
    logins: Logins, caplog: pytest.LogCaptureFixture
) -> None:
    copied = logins.begin("ada", "s1", "", NOW).renewal
    held = logins.renew(logins.renew(copied, NOW)[1].renewal, NOW)[1].renewal
    for renewal in (copied, held):
        with pytest.raises(SignedOut):
            logins.renew(renewal, NOW)
    assert "session s1 of ada was used twice" in caplog.text


def test_a_renewal_that_was_never_given_ends_nobody_s_session(logins: Logins) -> None:
    held = logins.begin("ada", "s1", "", NOW).renewal
    foreign, another = open_renewal("ada", "s1", FakeSigningKeys("x" * 40), NOW), open_renewal("ada", "s2", KEYS, NOW)
    for forged in (foreign, another, "", "nonsense"):
        with pytest.raises(SignedOut):
            logins.renew(forged, NOW)
    assert logins.identify(held, NOW) == ADAS


def test_a_session_nobody_used_for_a_week_is_not_renewed(logins: Logins) -> None:
    renewal = logins.begin("ada", "s1", "", NOW).renewal
    with pytest.raises(SignedOut):
        logins.renew(renewal, NOW + IDLE_LIFE)


@pytest.mark.parametrize("user_id", ["gone", "nobody"])
def test_somebody_deactivated_or_unknown_begins_no_session(
    logins: Logins, sessions: FakeLoginSessions, users: FakeUsers, user_id: str
) -> None:
    users.put(users.get("ada").model_copy(update={"user_id": "gone", "active": False}))
    with pytest.raises(SignedOut, match="not active; ask an operator of AMO"):
        logins.begin(user_id, "s1", "", NOW)
    assert not sessions.rows


def test_somebody_deactivated_is_out_with_the_next_renewal(logins: Logins, users: FakeUsers) -> None:
    renewal = logins.begin("ada", "s1", "", NOW).renewal
    users.patch("ada", {"active": False})
    with pytest.raises(SignedOut, match="not active"):
        logins.renew(renewal, NOW)


def test_a_session_that_was_ended_changes_nothing_more_and_others_go_on(logins: Logins) -> None:
    for user_id, session_id in (("ada", "s1"), ("ada", "s2"), ("eve", "s3")):
        logins.begin(user_id, session_id, "", NOW)
    logins.end(ADAS)
    logins.require_live(Identity("ada", "s2"), NOW)
    logins.end_all("ada", NOW)
    for session_id in ("s1", "s2"):
        with pytest.raises(SignedOut):
            logins.require_live(Identity("ada", session_id), NOW)
    logins.require_live(Identity("eve", "s3"), NOW)
