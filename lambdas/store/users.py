"""The users table: profiles, calendar connections and corrections, one partition per user; and the switches."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from lambdas.aws.items import Item, all_shards, attribute, from_item, queried, shard_of, to_item, translated
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.user import (
    PREFERENCES,
    SYNCED,
    CalendarConnection,
    RegisteredProviders,
    Switches,
    TypeCorrection,
    User,
    UserAccount,
)
from lambdas.errors import Conflict, NotFound

PROFILE = "profile"
CALENDAR = "calendar#"
CORRECTION = "correction#"
SWITCHES = {"user_id": {"S": "#stage"}, "item": {"S": "switches"}}
DOORS = {"user_id": {"S": "#stage"}, "item": {"S": "doors"}}
INACTIVE = "inactive-"
"""Starts the partitions of the index in which deactivated users stand: those of the active ones have them not."""
NO_USER = "There is no such user."

log = logging.getLogger(__name__)


class Users:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def account(self, user_id: str) -> UserAccount:
        """Profile, calendars and corrections, read consistently in one query. Raises NotFound."""
        by_name = {item["item"]["S"]: item for item in self._partition(user_id)}
        if PROFILE not in by_name:
            raise NotFound(NO_USER)
        return UserAccount(
            user=_user(by_name[PROFILE]),
            connections=tuple(from_item(CalendarConnection, i) for n, i in by_name.items() if n.startswith(CALENDAR)),
            corrections=tuple(from_item(TypeCorrection, i) for n, i in by_name.items() if n.startswith(CORRECTION)),
        )

    def get(self, user_id: str) -> User:
        """The profile alone. Raises NotFound."""
        with translated("reading a profile"):
            answer = self._client.get_item(TableName=self._table, Key=_key(user_id, PROFILE), ConsistentRead=True)
        if "Item" not in answer:
            raise NotFound(NO_USER)
        return _user(answer["Item"])

    def put(self, user: User) -> None:
        """Stores the whole profile, new or not."""
        with translated("storing a profile"):
            self._client.put_item(TableName=self._table, Item=_profile_item(user))

    def patch(self, user_id: str, changes: Mapping[str, Any]) -> User:
        """Changes fields of the profile and returns it. Raises NotFound; ValidationError when a value does not fit."""
        user = User.model_validate(self.get(user_id).model_dump() | dict(changes))
        if "active" in changes:
            self.put(user)  # enters or leaves the index of active users
        elif changes:
            self._set(_key(user_id, PROFILE), to_item(user.model_dump(mode="json", include=set(changes))))
        return user

    def active_user_ids(self) -> Iterator[str]:
        """Every active user's id, page by page, in no particular order."""
        yield from (item["user_id"]["S"] for item in self._active_profiles())

    def with_email(self, email: str) -> tuple[User, ...]:
        """The active users this address is proved to be of, whatever its case: more than one where it is shared.

        Reads every active profile: for what happens once per person, not for every request.
        """
        wanted = email.casefold()
        if not wanted:
            return ()
        found = _readable(item for item in self._active_profiles() if _email_of(item) == wanted)
        return tuple(user for user in found if user.proved_email)

    def everyone(self) -> Iterator[User]:
        """Every user, also those that were deactivated: for the page on which operators look after them."""
        for shard in all_shards():
            for partition in (shard, INACTIVE + shard):
                yield from _readable(self._profiles_in(partition))

    def owner_of_identity(self, provider: IdentityProvider, subject: str) -> str | None:
        """Whom this account at an identity provider signs in as; None where nobody has used it yet."""
        with translated("recognising somebody"):
            answer = self._client.get_item(TableName=self._table, Key=_identity(provider, subject))
        return str(answer["Item"]["owner"]["S"]) if "Item" in answer else None

    def link_identity(self, provider: IdentityProvider, subject: str, user_id: str) -> None:
        """For good: raises Conflict when the account is somebody's already."""
        with translated("tying an account"):
            self._client.put_item(
                TableName=self._table,
                Item=_identity(provider, subject) | {"owner": attribute(user_id)},
                ConditionExpression="attribute_not_exists(user_id)",
            )

    def connect(self, user_id: str, connection: CalendarConnection) -> None:
        """Adds a calendar, or replaces the one with the same id."""
        self._put(user_id, CALENDAR + connection.calendar_id, to_item(connection))

    def disconnect(self, user_id: str, calendar_id: str) -> None:
        with translated("removing a calendar"):
            self._client.delete_item(TableName=self._table, Key=_key(user_id, CALENDAR + calendar_id))

    def record_sync(self, user_id: str, connection: CalendarConnection, seen: Mapping[str, str] | None = None) -> bool:
        """Stores how a sync of ``connection`` ended, unless it was removed or given a new address meanwhile.

        With ``seen`` only where the stored ``sync_state`` is still that. Returns whether it was stored.
        """
        values = to_item(connection.model_dump(mode="json", include=SYNCED))
        return self._note_on_calendar(user_id, connection, values, seen)

    def note_state(self, user_id: str, connection: CalendarConnection, state: Mapping[str, str]) -> bool:
        """Stores another ``sync_state`` alone, on the same terms."""
        return self._note_on_calendar(user_id, connection, {"sync_state": attribute(state)})

    def correct(self, user_id: str, correction: TypeCorrection) -> None:
        """Remembers what a series is; replaces what was said of it before."""
        self._put(user_id, CORRECTION + correction.series_key, to_item(correction))

    def switches(self) -> Switches:
        """What is on in this stage; everything, until something was turned off."""
        with translated("reading the switches"):
            answer = self._client.get_item(TableName=self._table, Key=SWITCHES)
        return from_item(Switches, answer.get("Item", {}))

    def switch(self, part: str, is_on: bool) -> None:
        """Turns ``part``, a field of Switches, on or off."""
        if part not in Switches.model_fields:
            raise NotFound(f"There is no switch {part!r}; there are {', '.join(Switches.model_fields)}.")
        self._set(SWITCHES, {part: attribute(is_on)})

    def registered_providers(self) -> RegisteredProviders:
        """How people can sign in here, besides one-time links."""
        with translated("reading the doors"):
            answer = self._client.get_item(TableName=self._table, Key=DOORS)
        return from_item(RegisteredProviders, answer.get("Item", {}))

    def register_provider(self, provider: IdentityProvider) -> None:
        self._set(DOORS, {provider.value: attribute(True)})

    def _partition(self, user_id: str) -> Iterator[Item]:
        return queried(
            self._client,
            "reading an account",
            TableName=self._table,
            KeyConditionExpression="user_id = :user",
            ExpressionAttributeValues={":user": {"S": user_id}},
            ConsistentRead=True,
        )

    def _active_profiles(self) -> Iterator[Item]:
        for shard in all_shards():
            yield from self._profiles_in(shard)

    def _profiles_in(self, partition: str) -> Iterator[Item]:
        yield from queried(
            self._client,
            "listing the users",
            TableName=self._table,
            IndexName="active_users",
            KeyConditionExpression="active_shard = :shard",
            ExpressionAttributeValues={":shard": {"S": partition}},
        )

    def _note_on_calendar(
        self, user_id: str, connection: CalendarConnection, values: Item, seen: Mapping[str, str] | None = None
    ) -> bool:
        expected = {"address": attribute(connection.address)}
        if seen is not None:
            expected["sync_state"] = attribute(seen)
        try:
            self._set(_key(user_id, CALENDAR + connection.calendar_id), values, expected)
        except Conflict:
            return False
        return True

    def _set(self, key: Item, values: Item, expected: Item | None = None) -> None:
        """Raises Conflict where an attribute is not as expected."""
        conditions = {f"expected_{name}": (name, value) for name, value in (expected or {}).items()}
        terms = [f"#{name} = :{placeholder}" for placeholder, (name, _) in conditions.items()]
        given = {f":{name}": value for name, value in values.items()}
        with translated("storing an account"):
            self._client.update_item(
                TableName=self._table,
                Key=key,
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ExpressionAttributeNames={f"#{name}": name for name in values | (expected or {})},
                ExpressionAttributeValues=given | {f":{key}": value for key, (_, value) in conditions.items()},
                **({"ConditionExpression": " AND ".join(terms)} if terms else {}),
            )

    def _put(self, user_id: str, name: str, item: Item) -> None:
        with translated("storing an account"):
            self._client.put_item(TableName=self._table, Item=item | _key(user_id, name))


def _user(item: Item) -> User:
    """A preference that cannot be read counts as unset, so that it stops nothing. Raises ValidationError where more is
    wrong than that: who somebody is, and what they may do, is never guessed.
    """
    try:
        return from_item(User, item)
    except ValidationError as problem:
        unreadable = {str(error["loc"][0]) for error in problem.errors(include_url=False, include_input=False)}
        if unreadable - PREFERENCES.keys():
            raise
    log.warning("user %s: stored %s cannot be read", item["user_id"]["S"], ", ".join(sorted(unreadable)))
    readable = from_item(User, {name: value for name, value in item.items() if name not in unreadable})
    return readable.model_copy(update={"unreadable": tuple(sorted(unreadable))})


def _readable(items: Iterable[Item]) -> Iterator[User]:
    """One profile that cannot be read hides no other."""
    for item in items:
        try:
            yield _user(item)
        except ValidationError:
            log.error("user %s: the stored profile cannot be read", item["user_id"]["S"])


def _key(user_id: str, name: str) -> Item:
    return {"user_id": {"S": user_id}, "item": {"S": name}}


def _email_of(item: Item) -> str:
    return str(item.get("email", {}).get("S", "")).casefold()


def _profile_item(user: User) -> Item:
    shard = shard_of(user.user_id)
    listed = {"active_shard": {"S": shard if user.active else INACTIVE + shard}}
    return to_item(user) | _key(user.user_id, PROFILE) | listed


def _identity(provider: IdentityProvider, subject: str) -> Item:
    """A partition of its own, which no user id can name."""
    return {"user_id": attribute(f"#{provider.value}#{subject}"), "item": attribute("identity")}
