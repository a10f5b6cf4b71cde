"""Letting AMO change entries of a calendar: asked for by itself, kept with the account, offered where it is of use."""

from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas.domain.actions.autonomy import Handling, TypeRule
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.types import CALENDAR_TYPES
from lambdas.store.autonomy_rows import user_scope
from tests.unit.edges.harness import ADA, Harness
from tests.unit.edges.web.test_consents import account_id, connect

WRITING = {"google": "https://www.googleapis.com/auth/calendar.events", "microsoft": "Calendars.ReadWrite"}
LINK = "writes=1"


@pytest.mark.parametrize("provider", WRITING)
def test_writing_is_asked_for_besides_reading_and_only_then(harness: Harness, provider: str) -> None:
    connect(harness, provider)
    query = f"?account={account_id(harness)}"
    asked = [harness.get(f"/calendar/auth/{provider}{query}{more}").headers["Location"] for more in ("", f"&{LINK}")]
    scopes = [set(parse_qs(urlsplit(address).query)["scope"][0].split()) for address in asked]
    assert scopes[1] - scopes[0] == {WRITING[provider]}
    assert scopes[0] <= scopes[1]


@pytest.mark.parametrize("provider", WRITING)
def test_an_account_knows_whether_it_may_be_written_to(harness: Harness, provider: str) -> None:
    connect(harness, provider)
    name = (ADA, account_id(harness))
    assert not harness.calendar_accounts.rows[name].may_write
    assert LINK in harness.get("/autonomy").text
    connect(harness, provider, f"?account={name[1]}&{LINK}")
    assert harness.calendar_accounts.rows[name].may_write
    text = harness.get("/autonomy").text
    assert "AMO may change entries here." in text
    assert LINK not in text


def test_nobody_is_asked_for_a_consent_that_is_of_no_use(harness: Harness) -> None:
    connect(harness)
    refused = {name: TypeRule(handling=Handling.REFUSE) for name in CALENDAR_TYPES}
    scope = user_scope(ADA)
    harness.approvals.autonomy_rows.policies[scope] = PolicyRow(scope=scope, types=refused)
    assert LINK not in harness.get("/autonomy").text
