"""What every store of page sessions and of sign-ins under way does; the table (moto) and the fake used elsewhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import FLOW_LIFE, IDLE_LIFE, LoginSession, SignInFlow
from lambdas.errors import Conflict
from lambdas.store.login_sessions import LoginSessions
from lambdas.store.sign_in_flows import SignInFlows
from tests.fakes.samples import NOW

SESSION = LoginSession(user_id="ada", session_id="s1", token_hash="h1", begun_at=NOW, renewed_at=NOW, device="Firefox")
FLOW = SignInFlow(
    provider=IdentityProvider.GOOGLE, browser_hash="b", nonce="n", verifier="v" * 43, ends_at=NOW + FLOW_LIFE
)


@pytest.fixture
def sessions(table: Callable[[str], Table]) -> LoginSessions:
    return LoginSessions(table("page_sessions"))


@pytest.fixture
def flows(table: Callable[[str], Table]) -> SignInFlows:
    return SignInFlows(table("sign_in_flows"))


def test_a_session_is_there_until_it_is_over(sessions: LoginSessions) -> None:
    sessions.begin(SESSION)
    assert sessions.get("ada", "s1", NOW) == SESSION
    assert sessions.get("ada", "s1", NOW + IDLE_LIFE) is None
    assert sessions.get("eve", "s1", NOW) is None
    assert sessions.of_user("ada", NOW + IDLE_LIFE) == ()


def test_of_two_renewals_at_once_one_wins(sessions: LoginSessions) -> None:
    sessions.begin(SESSION)
    assert sessions.renew(SESSION, "h2", NOW + timedelta(minutes=10))
    assert not sessions.renew(SESSION, "h3", NOW + timedelta(minutes=10))
    renewed = sessions.get("ada", "s1", NOW)
    assert renewed is not None
    assert (renewed.token_hash, renewed.previous_hash) == ("h2", "h1")


def test_a_renewal_leaves_what_was_proved_meanwhile(sessions: LoginSessions) -> None:
    lent = SESSION.model_copy(update={"lent_by": "user:olga"})
    sessions.begin(lent)
    sessions.begin(lent.model_copy(update={"proved_at": NOW}))
    assert sessions.renew(lent, "h2", NOW + timedelta(minutes=10))
    renewed = sessions.get("ada", "s1", NOW)
    assert renewed is not None
    assert (renewed.token_hash, renewed.proved_at, renewed.ends_at) == ("h2", NOW, renewed.renewed_at + IDLE_LIFE)


def test_a_session_that_was_ended_is_not_renewed(sessions: LoginSessions) -> None:
    sessions.begin(SESSION)
    sessions.end("ada", "s1")
    assert not sessions.renew(SESSION, "h2", NOW)
    assert sessions.get("ada", "s1", NOW) is None


def test_all_sessions_of_one_user_end_and_no_other_s(sessions: LoginSessions) -> None:
    for user_id, session_id in (("ada", "s1"), ("ada", "s2"), ("eve", "s3")):
        sessions.begin(SESSION.model_copy(update={"user_id": user_id, "session_id": session_id}))
    sessions.end_all("ada", NOW)
    assert sessions.of_user("ada", NOW) == ()
    assert len(sessions.of_user("eve", NOW)) == 1


def test_fault_118_a_sign_in_is_finished_once(flows: SignInFlows) -> None:
    flows.begin("state", FLOW)
    assert flows.take("state", NOW) == FLOW
    assert flows.take("state", NOW) is None
    assert flows.take("another", NOW) is None


def test_fault_86_a_sign_in_that_is_too_old_is_not_finished(flows: SignInFlows) -> None:
    flows.begin("state", FLOW)
    assert flows.take("state", NOW + FLOW_LIFE) is None


def test_no_two_sign_ins_share_a_state(flows: SignInFlows) -> None:
    flows.begin("state", FLOW)
    with pytest.raises(Conflict):
        flows.begin("state", FLOW)
