"""Letting AMO change entries of a calendar: asked for by itself, kept with the account, offered where it is of use."""

from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas.domain.action_types import CALENDAR_TYPES
from lambdas.domain.autonomy import Handling, TypeRule
from lambdas.domain.autonomy_config import PolicyRow
from lambdas.store.autonomy import user_scope
from tests.unit.edges.test_consents import account_id, connect
from tests.unit.edges.world import ADA, World

WRITING = {"google": "https://www.googleapis.com/auth/calendar.events", "microsoft": "Calendars.ReadWrite"}
LINK = "writes=1"


@pytest.mark.parametrize("provider", WRITING)
def test_writing_is_asked_for_besides_reading_and_only_then(world: World, provider: str) -> None:
    connect(world, provider)
    query = f"?account={account_id(world)}"
    asked = [world.get(f"/calendar/auth/{provider}{query}{more}").headers["Location"] for more in ("", f"&{LINK}")]
    scopes = [set(parse_qs(urlsplit(address).query)["scope"][0].split()) for address in asked]
    assert scopes[1] - scopes[0] == {WRITING[provider]}
    assert scopes[0] <= scopes[1]


@pytest.mark.parametrize("provider", WRITING)
def test_an_account_knows_whether_it_may_be_written_to(world: World, provider: str) -> None:
    connect(world, provider)
    name = (ADA, account_id(world))
    assert not world.calendar_accounts.rows[name].may_write
    assert LINK in world.get("/autonomy").text
    connect(world, provider, f"?account={name[1]}&{LINK}")
    assert world.calendar_accounts.rows[name].may_write
    text = world.get("/autonomy").text
    assert "AMO may change entries here." in text
    assert LINK not in text


def test_nobody_is_asked_for_a_consent_that_is_of_no_use(world: World) -> None:
    connect(world)
    refused = {name: TypeRule(handling=Handling.REFUSE) for name in CALENDAR_TYPES}
    scope = user_scope(ADA)
    world.approvals.autonomy_rows.policies[scope] = PolicyRow(scope=scope, types=refused)
    assert LINK not in world.get("/autonomy").text
