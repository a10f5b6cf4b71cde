"""What every store of users does."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from lambdas.aws.table import Table, Update
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.user import AddressProof, Switches, TypeCorrection, User
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.preferences.material_preferences import MaterialPreferences, Wish, WishKind
from lambdas.errors import Conflict, NotFound, Refused
from lambdas.store.users import Users
from tests.fakes.samples import NOW, a_user

LESS_BUDGET, SHORTER = Wish(kind=WishKind.LESS_OF, what="budget"), Wish(kind=WishKind.SHORTER)
ALL_ON = dict.fromkeys(Switches.model_fields, True)
CORRECTION = TypeCorrection(series_key="s1", meeting_type="qbr", corrected_at=NOW)


@pytest.fixture
def users(table: Callable[[str], Table]) -> Users:
    return Users(table("users"))


def test_an_unknown_user_is_not_found(users: Users) -> None:
    with pytest.raises(NotFound):
        users.account("nobody")
    with pytest.raises(NotFound):
        users.get("nobody")


def test_of_a_whole_profile_only_what_changed_is_written(users: Users) -> None:
    """So that a page may save a profile without the right to write roles and addresses."""
    users.put(a_user(name="Ada", email="ada@example.com", role="reviewer"))
    written: list[Update] = []
    watched = Users(_Watching(users.table, written))  # type: ignore[arg-type]  # a table, watched
    watched.patch("u1", {"name": "Ada L.", "email": "ada@example.com", "role": "reviewer", "active": True})
    assert [dict(change.set) for change in written] == [{"name": "Ada L."}]


def test_a_correction_taken_back_does_not_hold(users: Users) -> None:
    users.put(a_user())
    users.correct("u1", CORRECTION)
    users.withdraw_correction("u1", CORRECTION.series_key)
    assert users.account("u1").corrections == ()
    users.correct("u1", CORRECTION)
    assert users.account("u1").corrections == (CORRECTION,)


class _Watching:
    def __init__(self, table: Table, written: list[Update]) -> None:
        self._table, self._written = table, written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def update(self, key: Any, change: Update, doing: str, condition: Any = None) -> Any:
        self._written.append(change)
        return self._table.update(key, change, doing, condition)


def test_a_patch_changes_what_it_names_and_returns_the_result(users: Users) -> None:
    users.put(a_user(name="Ada"))
    assert users.patch("u1", {"prep_hours": {"qbr": 100}}) == a_user(name="Ada", prep_hours={"qbr": 100})
    assert users.get("u1").prep_hours == {"qbr": 100}


def test_wishes_are_kept_by_meeting_type_and_go_when_they_are_undone(users: Users) -> None:
    users.put(a_user())
    users.change_preferences("u1", "qbr", lambda held: held.with_wish(LESS_BUDGET))
    users.change_preferences("u1", "one_on_one", lambda held: held.with_wish(SHORTER))
    users.change_preferences("u1", "qbr", lambda held: held.with_wish(SHORTER))
    user = users.get("u1")
    assert user.preferences_for("qbr") == MaterialPreferences(less_of=frozenset({ContextKind.BUDGET}), shorter=True)
    assert user.preferences_for("one_on_one").shorter
    users.change_preferences("u1", "one_on_one", lambda held: held.without_wish(SHORTER))
    assert users.get("u1").material_preferences.keys() == {"qbr"}


def test_two_wishes_at_once_are_both_kept(users: Users) -> None:
    users.put(a_user())

    def wish_while_another_does(held: MaterialPreferences) -> MaterialPreferences:
        if not users.get("u1").preferences_for("qbr").shorter:
            users.change_preferences("u1", "qbr", lambda other: other.with_wish(SHORTER))
        return held.with_wish(LESS_BUDGET)

    users.change_preferences("u1", "qbr", wish_while_another_does)
    assert set(users.get("u1").preferences_for("qbr").wishes()) == {SHORTER, LESS_BUDGET}


def test_a_patch_of_nothing_changes_nothing(users: Users) -> None:
    users.put(a_user(name="Ada"))
    assert users.patch("u1", {}) == users.get("u1") == a_user(name="Ada")


def test_a_patch_that_does_not_fit_changes_nothing(users: Users) -> None:
    users.put(a_user())
    with pytest.raises(ValidationError):
        users.patch("u1", {"role": "emperor"})
    assert users.get("u1") == a_user()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("quiet_hours", {"start": "22:00:00Z", "end": "07:00:00+02:00"}),
        ("quiet_hours", "at night"),
        ("prep_hours", {"qbr": "soon"}),
        ("digest_hour", 99),
        ("brief_hour", 24),
        ("timezone", None),
        ("declined_channels", 1),
    ],
)
def test_a_stored_preference_that_cannot_be_read_counts_as_unset_and_stops_nobody(
    users: Users, name: str, stored: Any
) -> None:
    users.put(a_user("u1", email="ada@example.com", email_proof=AddressProof.OPERATOR, role="reviewer"))
    users.put(a_user("u2"))
    _spoil(users, "u1", name, stored)
    for found in (users.get("u1"), users.account("u1").user, *users.with_email("ada@example.com")):
        assert (found.unreadable, found.role) == ((name,), "reviewer")
        assert getattr(found, name) == User.model_fields[name].get_default(call_default_factory=True)
    assert {user.user_id for user in users.everyone()} == {"u1", "u2"}
    users.patch("u1", {name: getattr(found, name)})
    assert users.get("u1").unreadable == (), "set again, it can be read"


@pytest.mark.parametrize(("name", "stored"), [("role", "emperor"), ("active", "?"), ("team_id", 1)])
def test_who_somebody_is_and_what_they_may_do_is_never_guessed_and_hides_nobody_else(
    users: Users, name: str, stored: Any
) -> None:
    for user_id in ("u1", "u2"):
        users.put(a_user(user_id))
    _spoil(users, "u1", name, stored)
    with pytest.raises(ValidationError):
        users.get("u1")
    assert [user.user_id for user in users.everyone()] == ["u2"]


def _spoil(users: Users, user_id: str, name: str, stored: Any) -> None:
    users.table.update({"user_id": user_id, "item": "profile"}, Update(set={name: stored}), "spoiling a profile")


def test_only_active_users_are_listed(users: Users) -> None:
    for number in range(12):
        users.put(a_user(f"u{number}"))
    users.put(a_user("u3", active=False))
    users.patch("u4", {"active": False})
    users.patch("u3", {"active": True})
    assert sorted(users.active_user_ids()) == sorted(f"u{number}" for number in range(12) if number != 4)


def test_the_last_correction_of_a_series_counts(users: Users) -> None:
    users.put(a_user())
    users.correct("u1", CORRECTION)
    second = CORRECTION.model_copy(update={"meeting_type": "one_on_one"})
    users.correct("u1", second)
    assert users.account("u1").corrections == (second,)


def test_everything_is_on_until_it_is_switched_off(users: Users) -> None:
    assert users.switches().model_dump() == {
        "calendar": True,
        "monitor": True,
        "workflow": True,
        "model": True,
        "sources": True,
    }
    users.switch("monitor", False)
    assert users.switches().model_dump() == {
        "calendar": True,
        "monitor": False,
        "workflow": True,
        "model": True,
        "sources": True,
    }
    users.switch("monitor", True)
    assert users.switches().monitor


def test_what_the_stage_s_file_has_off_stays_off_and_what_it_has_on_an_operator_switches_off(users: Users) -> None:
    """A deployment writes no switch, so it cannot switch on what somebody switched off in an emergency."""
    users.switch("workflow", False)
    deployed = Users(users.table, switched_off=frozenset({"monitor"}))
    assert deployed.switches().model_dump() == {**ALL_ON, "monitor": False, "workflow": False}
    with pytest.raises(Refused, match="config/stages"):
        deployed.switch("monitor", True)
    deployed.switch("monitor", False)
    deployed.switch("workflow", True)
    assert users.switches().model_dump() == {
        "calendar": True,
        "monitor": False,
        "workflow": True,
        "model": True,
        "sources": True,
    }


def test_an_unknown_switch_is_named_with_those_there_are(users: Users) -> None:
    with pytest.raises(NotFound, match="calendar, monitor, workflow"):
        users.switch("coffee", True)


def test_active_users_are_found_by_their_address_whatever_its_case(users: Users) -> None:
    for user_id in ("u1", "u2", "u3"):
        users.put(a_user(user_id, email="Priya@Example.com" if user_id == "u1" else f"{user_id}@example.com"))
    users.put(a_user("u4", email="gone@example.com", active=False))
    assert [user.user_id for user in users.with_email("priya@example.COM")] == ["u1"]
    assert users.with_email("gone@example.com") == users.with_email("nobody@example.com") == users.with_email("") == ()


def test_an_address_two_users_share_names_both(users: Users) -> None:
    for user_id in ("u1", "u2"):
        users.put(a_user(user_id, email="team@example.com"))
    assert {user.user_id for user in users.with_email("team@example.com")} == {"u1", "u2"}


def test_an_address_that_nobody_vouches_for_finds_nobody(users: Users) -> None:
    users.put(a_user(email="boss@example.com", email_proof=None))
    assert users.with_email("boss@example.com") == ()


def test_those_deactivated_are_known_to_operators_alone(users: Users) -> None:
    users.put(a_user("u1"))
    users.put(a_user("u2", active=False))
    users.put(a_user("u3"))
    users.patch("u3", {"active": False})
    assert sorted(user.user_id for user in users.everyone()) == ["u1", "u2", "u3"]
    assert list(users.active_user_ids()) == ["u1"]


def test_an_account_at_a_provider_signs_in_one_user_for_good(users: Users) -> None:
    assert users.owner_of_identity(IdentityProvider.GOOGLE, "1") is None
    users.link_identity(IdentityProvider.GOOGLE, "1", "u1")
    with pytest.raises(Conflict):
        users.link_identity(IdentityProvider.GOOGLE, "1", "u2")
    assert users.owner_of_identity(IdentityProvider.GOOGLE, "1") == "u1"
    assert users.owner_of_identity(IdentityProvider.MICROSOFT, "1") is None


def test_a_endpoint_is_closed_until_an_operator_opens_it(users: Users) -> None:
    assert users.registered_providers().providers == ()
    users.register_provider(IdentityProvider.MICROSOFT)
    assert users.registered_providers().providers == (IdentityProvider.MICROSOFT,)


def test_everyone_s_ids_come_in_one_order_from_anywhere_on(users: Users) -> None:
    names = {f"u{number}" for number in range(12)}
    for name in names:
        users.put(a_user(user_id=name, active=name != "u4"))
    listed = list(users.ids())
    assert (set(listed), len(listed)) == (names, 12)
    for place, name in enumerate(listed):
        assert list(users.ids(name)) == listed[place + 1 :]
    users.patch("u7", {"active": False})
    assert list(users.ids()) == listed, "whoever is deactivated meanwhile is not missed"
