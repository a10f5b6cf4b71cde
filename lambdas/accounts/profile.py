"""A user's own settings: profile, hours of preparation, channels, quiet hours; and the operator's switches."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from lambdas.accounts.sync_requests import SyncRequests
from lambdas.config_files import load_channel_config, load_meeting_types
from lambdas.domain.accounts.address_changes import proved_address
from lambdas.domain.accounts.profile import Profile, checked_timezone
from lambdas.domain.accounts.user import AddressProof, Switches, User
from lambdas.domain.llm.consent import ModelConsent
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.errors import Conflict, Forbidden, Refused
from lambdas.store.users import Users

MAX_HOURS = 2160


@dataclass(frozen=True, slots=True)
class Profiles:
    users: Users
    syncs: SyncRequests

    def save(self, user_id: str, profile: Mapping[str, Any]) -> User:
        """Stores what is given of a profile; the rest stays. Another zone or address reads calendars differently: they
        are read.

        An operator's word on an address is proof, everybody else's has to be confirmed (addresses.py). Raises Refused,
        saying what is wrong, Conflict where the address is somebody's.
        """
        before = self.users.get(user_id)
        try:
            changes = Profile.model_validate(dict(profile)).model_dump(exclude_unset=True)
            if changes.get("email", before.email) != before.email:
                changes |= _vouched_for(before, changes["email"])
                require_free(self.users, changes["email"], user_id)
            user = self.users.patch(user_id, changes)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            said = first["msg"].removeprefix("Value error, ")
            raise Refused(f"{str(first['loc'][-1]).capitalize()}: {said}.") from None
        if (before.timezone, before.email) != (user.timezone, user.email):
            self.syncs.request(user_id)
        return user

    def save_prep_hours(self, user_id: str, hours: Mapping[str, int | None]) -> User:
        """Stores hours before the start, by meeting type; None goes back to the type's own. Raises Refused."""
        types = load_meeting_types()
        for name, value in hours.items():
            if name not in types:
                raise Refused(f"There is no meeting type “{name[:60]}”.")
            if value is not None and not 1 <= value <= MAX_HOURS:
                raise Refused(f"Preparation begins 1 to {MAX_HOURS:,} hours before a meeting.")
        merged = {**self.users.get(user_id).prep_hours, **hours}
        kept = {n: v for n, v in merged.items() if v is not None and n in types and v != types[n].prep_hours_before}
        user = self.users.patch(user_id, {"prep_hours": kept})
        self.syncs.request(user_id, replan=True)
        return user

    def choose_channels(self, user_id: str, wanted: Collection[str]) -> User:
        """The page is always there. Raises Refused for a channel there is not."""
        order = load_channel_config().order
        if unknown := sorted(set(wanted) - set(order)):
            raise Refused(f"There is no channel “{unknown[0][:40]}”; there are {', '.join(order)}.")
        return self.users.patch(user_id, {"declined_channels": sorted(set(order) - set(wanted))})

    def save_quiet_hours(self, user_id: str, hours: QuietHours | None) -> User:
        return self.users.patch(user_id, {"quiet_hours": hours.model_dump(mode="json") if hours else None})

    def choose_brief_hour(self, user_id: str, hour: int | None) -> User:
        """The evening brief comes at that hour; None for none. Raises Refused for what is no hour."""
        if hour is not None and hour not in range(24):
            raise Refused("The brief comes at an hour from 0 to 23.")
        return self.users.patch(user_id, {"brief_hour": hour})

    def ask_after_meetings(self, user_id: str, is_wanted: bool) -> User:
        """Sets whether AMO asks how a prepared meeting went."""
        return self.users.patch(user_id, {"asked_after_meetings": is_wanted})

    def choose_model_consent(self, user_id: str, level: str, without: Collection[str], now: datetime) -> User:
        """Sets what of theirs a model may read. Raises Refused for a level or a source there is not."""
        try:
            said = ModelConsent.model_validate({"level": level, "without": frozenset(without), "said_at": now})
        except ValidationError:
            raise Refused(
                "Choose what a model may read: nothing, what you write yourself, or also your meetings."
            ) from None
        return self.users.patch(user_id, {"model_consent": said.model_dump()})

    def choose_second_timezone(self, user_id: str, name: str) -> User:
        """Shows another zone's times in the calendar; empty for none. Raises Refused for what is no time zone."""
        try:
            zone = checked_timezone(name) if name else ""
        except ValueError as error:
            raise Refused(f"{error}.") from None
        return self.users.patch(user_id, {"second_timezone": zone})

    def switch(self, user_id: str, part: str, is_on: bool) -> Switches:
        """Raises Forbidden for all but operators, NotFound for a part there is not."""
        if not self.users.get(user_id).may_operate:
            raise Forbidden("Only an operator may do that.")
        self.users.switch(part, is_on)
        return self.users.switches()


def require_free(users: Users, email: str, user_id: str) -> None:
    """Raises Conflict where the address is proved to be somebody else's: one that two have recognises neither."""
    if any(other.user_id != user_id for other in users.with_email(email)):
        raise Conflict("Somebody else has this address here already; an operator of AMO finds them under People.")


def _vouched_for(user: User, email: str) -> dict[str, Any]:
    if not user.may_operate:
        raise Refused("A new address has to be confirmed: give it under Settings, “E-mail”.")
    return proved_address(email, AddressProof.OPERATOR)
