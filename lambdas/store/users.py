"""The users table: profiles and corrections, one partition per user; and the switches.

Functions that read what strangers wrote (feeds, uploads) may change rows here, attribute by attribute, and never put or
delete one: stacks/profile_attributes.py says which attributes. So whatever they call is an update.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from typing import Any

from pydantic import ValidationError

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Update, Write
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.user import (
    PREFERENCES,
    CalendarConnection,
    RegisteredProviders,
    Switches,
    TypeCorrection,
    User,
    UserAccount,
)
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, MaterialPreferences
from lambdas.errors import Conflict, NotFound, Refused, Retryable
from lambdas.store.rows import SHARDS, from_row, shard_of, to_row

PROFILE = "profile"
CORRECTION = "correction#"
MOVED_CALENDAR, MOVED_ABSENCES = "calendar#", "absences"
"""Rows from before calendars had a table of their own; they count until they are moved there (user_accounts.py)."""
LAST_MOVED = MOVED_CALENDAR + "~"
"""Sorts behind every calendar, whose ids are lower-case letters, digits, hyphens and underscores."""
SWITCHES = {"user_id": "#stage", "item": "switches"}
PROVIDERS = {"user_id": "#stage", "item": "doors"}
INACTIVE = "inactive-"
"""Starts the partitions of the index in which deactivated users stand: those of the active ones have them not."""
NO_USER = "There is no such user."
STORING = "storing an account"
MATERIAL_PREFERENCES = "material_preferences"
ATTEMPTS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Users:
    """``switched_off``: parts that the stage's own file has off, which nobody can switch on but by deploying it."""

    table: Table
    switched_off: frozenset[str] = field(default=frozenset(), kw_only=True)

    def account(self, user_id: str) -> UserAccount:
        """Profile and corrections, read consistently in one query; user_accounts.py adds the rest. Raises NotFound."""
        rows = {row["item"]: row for row in self.table.query(Attr("user_id").eq(user_id), "reading an account")}
        if PROFILE not in rows:
            raise NotFound(NO_USER)
        return UserAccount(
            user=_user(rows[PROFILE]),
            connections=tuple(from_row(CalendarConnection, r) for n, r in rows.items() if _is_calendar(n, r)),
            corrections=tuple(from_row(TypeCorrection, r) for n, r in rows.items() if _is_correction(n, r)),
            absences=tuple(DaysOff.model_validate(span) for span in rows.get(MOVED_ABSENCES, {}).get("spans", ())),
        )

    def get(self, user_id: str) -> User:
        """The profile alone. Raises NotFound."""
        user = self.find(user_id)
        if user is None:
            raise NotFound(NO_USER)
        return user

    def find(self, user_id: str) -> User | None:
        row = self.table.get(_key(user_id, PROFILE), "reading a profile")
        return _user(row) if row else None

    def put(self, user: User) -> None:
        """Stores the whole profile, new or not."""
        self.table.put(_profile_row(user), "storing a profile")

    def patch(self, user_id: str, changes: Mapping[str, Any]) -> User:
        """Changes fields of the profile and returns it. Raises NotFound; ValidationError when a value does not fit."""
        before = self.get(user_id)
        user = User.model_validate(before.model_dump() | dict(changes))
        if changed := [name for name in changes if _is_news(name, user, before)]:
            listed = _listed(user) if "active" in changed else {}  # enters or leaves the index of active users
            self.table.update(_key(user_id, PROFILE), Update(set={**to_row(user, changed), **listed}), STORING)
        return user

    def change_preferences(
        self, user_id: str, meeting_type: str, change: Callable[[MaterialPreferences], MaterialPreferences]
    ) -> None:
        """Two changes at once are both kept. Raises NotFound; Retryable when it never comes to its turn."""
        for _ in range(ATTEMPTS):
            row = self.table.get(_key(user_id, PROFILE), "reading a profile")
            if row is None:
                raise NotFound(NO_USER)
            held = _user(row).material_preferences
            changed = {**held, meeting_type: change(held.get(meeting_type, NO_PREFERENCES))}
            values = {MATERIAL_PREFERENCES: {name: to_row(kept) for name, kept in changed.items() if kept.wishes()}}
            try:
                self.table.update(_key(user_id, PROFILE), Update(set=values), STORING, _is_still(row))
            except Conflict:
                continue
            return
        raise Retryable("Your wish could not be stored: try again in a moment.")

    def active_user_ids(self) -> Iterator[str]:
        """Every active user's id, page by page, in no particular order."""
        yield from (str(row["user_id"]) for row in self._active_profiles())

    def active(self) -> Iterator[User]:
        """Every active user, a page of them at a time, as they were a moment ago; no order."""
        yield from _readable(self._active_profiles())

    def with_email(self, email: str) -> tuple[User, ...]:
        """The active users this address is proved to be of, whatever its case: more than one where it is shared.

        Reads every active profile: for what happens once per person, not for every request.
        """
        wanted = email.casefold()
        if not wanted:
            return ()
        users = _readable(row for row in self._active_profiles() if row.get("email", "").casefold() == wanted)
        return tuple(user for user in users if user.proved_email)

    def everyone(self) -> Iterator[User]:
        """Every user, also those that were deactivated: for the page on which operators manage them."""
        for shard in SHARDS:
            for partition in (shard, INACTIVE + shard):
                yield from _readable(self._profiles_in(partition))

    def ids(self, after: str = "") -> Iterator[str]:
        """Every user's id, also of those that were deactivated; ``after``: to go on behind this one.

        The order is always the same, whoever is deactivated meanwhile.
        """
        for shard in SHARDS[SHARDS.index(shard_of(after)) if after else 0 :]:
            last = after if after and shard == shard_of(after) else ""
            yield from merge(self._ids_in(shard, last), self._ids_in(INACTIVE + shard, last))

    def owner_of_identity(self, provider: IdentityProvider, subject: str) -> str | None:
        """Whom this account at an identity provider signs in as; None where nobody has used it yet."""
        row = self.table.get(_identity(provider, subject), "recognising somebody")
        return str(row["owner"]) if row else None

    def link_identity(self, provider: IdentityProvider, subject: str, user_id: str) -> None:
        """For good: raises Conflict when the account is somebody's already."""
        row = {**_identity(provider, subject), "owner": user_id}
        self.table.put(row, "linking an account", Attr("user_id").not_exists())

    def unmoved(self, user_id: str) -> list[Row]:
        """Returns the rows that belong into the tables of calendars and days away."""
        where = Attr("user_id").eq(user_id) & Attr("item").between(MOVED_ABSENCES, LAST_MOVED)
        rows = self.table.query(where, "looking for calendars to move")
        return [row for row in rows if row["item"] == MOVED_ABSENCES or row["item"].startswith(MOVED_CALENDAR)]

    def unmoved_calendars(self, user_id: str) -> tuple[CalendarConnection, ...]:
        rows = self.unmoved(user_id)
        return tuple(from_row(CalendarConnection, row) for row in rows if _is_calendar(row["item"], row))

    def moved_write(self, row: Row) -> Write:
        """Takes an unmoved row away, unless its owner has withdrawn it."""
        said = "spans" if row["item"] == MOVED_ABSENCES else "address"
        return self.table.delete_write(_key(row["user_id"], row["item"]), Attr(said).exists())

    def forget_unmoved(self, row: Row) -> None:
        self.table.delete(_key(row["user_id"], row["item"]), "removing a calendar that was moved")

    def withdraw_calendar(self, user_id: str, calendar_id: str) -> None:
        """Takes an unmoved one back, so that it is moved no more; what is left of the row says nothing."""
        nothing = Update(remove=tuple(CalendarConnection.model_fields))
        try:
            self.table.update(_key(user_id, MOVED_CALENDAR + calendar_id), nothing, STORING, Attr("address").exists())
        except Conflict:
            return

    def correct(self, user_id: str, correction: TypeCorrection) -> None:
        """Remembers what a series is; replaces what was said of it before."""
        key = _key(user_id, CORRECTION + correction.series_key)
        self.table.update(key, Update(set=to_row(correction)), "storing a correction")

    def guess_type(self, user_id: str, guess: TypeCorrection) -> None:
        """Remembers what a model takes a series for. Raises Conflict where a person has said what it is."""
        key = _key(user_id, CORRECTION + guess.series_key)
        is_free = Attr("meeting_type").not_exists() | Attr("written_by").gt("")
        self.table.update(key, Update(set=to_row(guess)), "storing what a model guessed", is_free)

    def withdraw_correction(self, user_id: str, series_key: str) -> None:
        """Takes it back; what is left of the row says nothing."""
        key = _key(user_id, CORRECTION + series_key)
        self.table.update(key, Update(remove=tuple(TypeCorrection.model_fields)), "taking a correction back")

    def forget_correction(self, user_id: str, series_key: str) -> None:
        """Deletes all of it."""
        self.table.delete(_key(user_id, CORRECTION + series_key), "forgetting a correction")

    def switches(self) -> Switches:
        """Returns what is on in this stage; everything, until something was turned off, here or in the stage's file."""
        chosen = from_row(Switches, self.table.get(SWITCHES, "reading the switches", consistent=False) or {})
        return chosen.model_copy(update=dict.fromkeys(self.switched_off, False))

    def switch(self, part: str, is_on: bool) -> None:
        """Turns ``part``, a field of Switches, on or off."""
        if part not in Switches.model_fields:
            raise NotFound(f"There is no switch {part!r}; there are {', '.join(Switches.model_fields)}.")
        if is_on and part in self.switched_off:
            raise Refused(f"The stage's file (config/stages) has {part} switched off: turn it on there and deploy.")
        self.table.update(SWITCHES, Update(set={part: is_on}), "turning a switch")

    def registered_providers(self) -> RegisteredProviders:
        """Returns how people can sign in here, besides one-time links."""
        row = self.table.get(PROVIDERS, "reading the identity providers", consistent=False)
        return from_row(RegisteredProviders, row or {})

    def register_provider(self, provider: IdentityProvider) -> None:
        self.table.update(PROVIDERS, Update(set={provider.value: True}), "registering an identity provider")

    def _active_profiles(self) -> Iterator[Row]:
        for shard in SHARDS:
            yield from self._profiles_in(shard)

    def _ids_in(self, partition: str, after: str) -> Iterator[str]:
        where = Attr("active_shard").eq(partition)
        listed = where & Attr("user_id").gt(after) if after else where
        rows = self.table.query(listed, "listing the users", index="active_users", only=("user_id",))
        return (str(row["user_id"]) for row in rows)

    def _profiles_in(self, partition: str) -> Iterator[Row]:
        return self.table.query(Attr("active_shard").eq(partition), "listing the users", index="active_users")


def _is_calendar(item: str, row: Row) -> bool:
    return item.startswith(MOVED_CALENDAR) and "address" in row


def _is_correction(item: str, row: Row) -> bool:
    """Says whether it is one that holds: one that was taken back has left its key alone."""
    return item.startswith(CORRECTION) and "meeting_type" in row


def _is_news(name: str, user: User, before: User) -> bool:
    """Says whether a field is to be written: of a whole profile only what its writer changed, and may change."""
    return name in before.unreadable or getattr(user, name) != getattr(before, name)


def _is_still(row: Row) -> Condition:
    held = Attr(MATERIAL_PREFERENCES)
    return held.eq(row[MATERIAL_PREFERENCES]) if MATERIAL_PREFERENCES in row else held.not_exists()


def _user(row: Row) -> User:
    """A preference that cannot be read counts as unset, so that it stops nothing. Raises ValidationError where more is
    wrong than that: who somebody is, and what they may do, is never guessed.
    """
    try:
        return from_row(User, row)
    except ValidationError as error:
        unreadable = {str(part["loc"][0]) for part in error.errors(include_url=False, include_input=False)}
        if unreadable - PREFERENCES.keys():
            raise
    log.warning("user %s: stored %s cannot be read", row["user_id"], ", ".join(sorted(unreadable)))
    readable = from_row(User, {name: value for name, value in row.items() if name not in unreadable})
    return readable.model_copy(update={"unreadable": tuple(sorted(unreadable))})


def _readable(rows: Iterable[Row]) -> Iterator[User]:
    """One profile that cannot be read hides no other."""
    for row in rows:
        try:
            yield _user(row)
        except ValidationError:
            log.error("user %s: the stored profile cannot be read", row["user_id"])


def _key(user_id: str, item: str) -> Key:
    return {"user_id": user_id, "item": item}


def _profile_row(user: User) -> Row:
    return {**to_row(user), **_key(user.user_id, PROFILE), **_listed(user)}


def _listed(user: User) -> Row:
    shard = shard_of(user.user_id)
    return {"active_shard": shard if user.active else INACTIVE + shard}


def _identity(provider: IdentityProvider, subject: str) -> Key:
    """A partition of its own, which no user id can name."""
    return {"user_id": f"#{provider.value}#{subject}", "item": "identity"}
