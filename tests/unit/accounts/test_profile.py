"""What people say of themselves, and the operator's switches."""

from typing import Any

import pytest

from lambdas.accounts.profile import Profiles
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.domain.accounts.user import AddressProof
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.errors import Conflict, Forbidden, NotFound, Refused
from tests.fakes.queues import FakeQueue
from tests.fakes.stores import FakeUsers

ADAS = {"email": "ada@example.com", "timezone": "UTC"}


@pytest.fixture
def profiles(users: FakeUsers, syncs: SyncRequests) -> Profiles:
    return Profiles(users, syncs)


@pytest.mark.parametrize(
    ("change", "read"),
    [({"name": "Ada"}, 0), ({"quiet_hours": {"start": "22:00", "end": "07:00"}}, 0), ({"timezone": "Asia/Tokyo"}, 1)],
)
def test_a_profile_is_stored_and_calendars_are_read_where_it_reads_them_differently(
    profiles: Profiles, users: FakeUsers, queue: FakeQueue, change: dict[str, Any], read: int
) -> None:
    saved = profiles.save("ada", {**ADAS, **change})
    assert saved == users.get("ada")
    assert {**saved.model_dump(), **change} == {**saved.model_dump(), **change}
    assert len(queue.bodies) == read


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"timezone": "Mars/Olympus"}, "Timezone: “Mars/Olympus” is no time zone; write one like Europe/Berlin."),
        ({"timezone": "../../etc/passwd"}, "write one like Europe/Berlin."),
        ({"email": "ada"}, "Email: that is no e-mail address."),
        ({"email": f"{'a' * 250}@b.example"}, "Email: "),
        ({"name": "A" * 121}, "Name: "),
        ({"quiet_hours": {"start": "22:00Z", "end": "07:00"}}, "Start: write a time on your own clock, as 22:00"),
    ],
)
def test_a_profile_that_cannot_be_says_which_part_and_changes_nothing(
    profiles: Profiles, users: FakeUsers, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        profiles.save("ada", {**ADAS, **change})
    assert said in str(refused.value)
    assert users.writes == 0


@pytest.mark.parametrize("email", ["boss@example.com", ""])
def test_a_member_s_new_address_has_to_be_confirmed_first(profiles: Profiles, users: FakeUsers, email: str) -> None:
    with pytest.raises(Refused, match="has to be confirmed: give it under Settings"):
        profiles.save("ada", {**ADAS, "email": email})
    assert users.get("ada").email == "ada@example.com"


@pytest.mark.parametrize(("email", "proof"), [("olga@example.org", AddressProof.OPERATOR), ("", None)])
def test_an_operator_s_new_address_counts_at_once_and_calendars_are_read_by_it(
    profiles: Profiles, queue: FakeQueue, email: str, proof: AddressProof | None
) -> None:
    saved = profiles.save("olga", {"email": email.upper(), "timezone": "UTC"})
    assert (saved.email, saved.email_proof) == (email, proof)
    assert queue.bodies == [{"user_id": "olga", "replan": False}]


def test_an_operator_takes_nobody_s_address(profiles: Profiles, users: FakeUsers) -> None:
    """Two people with one address could both no longer sign in."""
    with pytest.raises(Conflict, match="Somebody else has this address"):
        profiles.save("olga", ADAS)
    assert [user.user_id for user in users.with_email("ada@example.com")] == ["ada"]


def test_hours_of_preparation_are_kept_where_they_differ_and_taken_back_with_nothing(
    profiles: Profiles, queue: FakeQueue
) -> None:
    assert profiles.save_prep_hours("ada", {"one_on_one": 5, "qbr": 2160, "default": 24}).prep_hours == {
        "one_on_one": 5,
        "qbr": 2160,
    }
    assert profiles.save_prep_hours("ada", {"qbr": None}).prep_hours == {"one_on_one": 5}
    assert queue.bodies == [{"user_id": "ada", "replan": True}] * 2


@pytest.mark.parametrize(
    ("hours", "said"),
    [({"qbr": 0}, "1 to 2,160 hours"), ({"qbr": 2161}, "1 to 2,160 hours"), ({"party": 5}, "no meeting type “party”")],
)
def test_hours_that_cannot_be_say_why_and_change_nothing(
    profiles: Profiles, users: FakeUsers, hours: dict[str, int], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        profiles.save_prep_hours("ada", {"one_on_one": 5, **hours})
    assert users.get("ada").prep_hours == {}


def test_a_type_that_is_no_more_is_forgotten_with_the_next_choice(profiles: Profiles, users: FakeUsers) -> None:
    users.patch("ada", {"prep_hours": {"party": 5}})
    assert profiles.save_prep_hours("ada", {"qbr": 30}).prep_hours == {"qbr": 30}


def test_channels_that_are_not_chosen_are_declined(profiles: Profiles) -> None:
    assert profiles.choose_channels("ada", ["email"]).declined_channels == {"slack", "sms"}
    assert profiles.choose_channels("ada", ["slack", "sms", "email"]).declined_channels == frozenset()


def test_a_channel_there_is_not_is_named_with_those_there_are(profiles: Profiles) -> None:
    with pytest.raises(Refused, match=r"no channel “pigeon”; there are .*slack"):
        profiles.choose_channels("ada", ["email", "pigeon"])


def test_quiet_hours_are_set_and_taken_back(profiles: Profiles) -> None:
    hours = QuietHours.model_validate({"start": "22:00", "end": "07:00"})
    assert profiles.save_quiet_hours("ada", hours).quiet_hours == hours
    assert profiles.save_quiet_hours("ada", None).quiet_hours is None


def test_a_switch_is_an_operator_s_alone_and_has_to_be_there(profiles: Profiles, users: FakeUsers) -> None:
    with pytest.raises(Forbidden):
        profiles.switch("ada", "workflow", False)
    assert users.switches().workflow
    assert not profiles.switch("olga", "workflow", False).workflow
    with pytest.raises(NotFound, match=r"there are .*workflow"):
        profiles.switch("olga", "weather", False)
