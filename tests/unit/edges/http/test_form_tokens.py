import pytest

from lambdas.accounts.tokens import Identity
from lambdas.edges.http.form_tokens import form_token, require_form_token
from lambdas.errors import Refused
from tests.fakes.signing_keys import FakeSigningKeys

KEYS = FakeSigningKeys("k" * 40)


def test_fault_117_a_form_of_another_session_is_refused() -> None:
    mine, theirs = Identity("ada", "s1"), Identity("ada", "s2")
    require_form_token(form_token(mine, KEYS), mine, KEYS)
    with pytest.raises(Refused):
        require_form_token(form_token(theirs, KEYS), mine, KEYS)
