"""The person AMO works for: profile, calendars, and the corrections they made."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.recommendation import Recommendation
from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.people_names import name_of, own_name
from lambdas.domain.kernel.source import Source
from lambdas.domain.llm.consent import ModelAsker, ModelConsent
from lambdas.domain.notifications.quiet_hours import QuietHours
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, MaterialPreferences

MAX_DAYS_OFF = 50
MAX_SHOWN_NAME = 60
NEW_FOR = timedelta(days=14)


class AddressProof(StrEnum):
    """The proof that an e-mail address is this user's: what recognises somebody elsewhere needs one of these."""

    OPERATOR = "operator"
    LINK = "link"
    """A link mailed to the address was opened by the signed-in user."""
    GOOGLE = "google"
    MICROSOFT = "microsoft"


class User(Model):
    user_id: str
    email: str = ""
    email_proof: AddressProof | None = None
    """None: anybody may have typed it. It then finds its user among the guests of their own meetings, nothing more."""
    email_counts_at: Instant | None = None
    """The time from which an address that an operator changed for them brings somebody in as them; None: at once."""
    name: str = ""
    timezone: str = "UTC"
    declined_timezone: str = ""
    """Where their browser was seen and they chose to keep their own zone."""
    second_timezone: str = ""
    """Shown beside their own in the calendar; empty for none."""
    role: Literal["member", "reviewer", "operator"] = "member"
    active: bool = True
    quiet_hours: QuietHours | None = None
    working_week: WorkingWeek = WorkingWeek()
    days_off: tuple[DaysOff, ...] = Field(default=(), max_length=MAX_DAYS_OFF)
    """Those they named; what their calendars say is in :class:`UserAccount`."""
    prep_hours: dict[str, int] = Field(default_factory=dict)
    """Hours before the start, by meeting type; overrides config/meeting_types.yaml."""
    material_preferences: dict[str, MaterialPreferences] = Field(default_factory=dict)
    """What they wished of questions and materials, by meeting type."""
    team_id: str = ""
    department: str = ""
    reviews_for: frozenset[str] = frozenset()
    """The users, by id, whose actions they decide on as a reviewer of the team would, whatever their own role."""
    share_with_attendees: bool = False
    """AMO proposes to send each agenda to the meeting's attendees; sending still needs an approval."""
    proposes: frozenset[str] = frozenset({"block_time", "remind_attendees"})
    """The types of action AMO proposes by itself, where it can (domain/actions/suggestions.py)."""
    digest_hour: int = Field(default=8, ge=0, le=23)
    """Local hour at which the daily digest of what AMO did on its own is sent (ACT-8)."""
    brief_hour: int | None = Field(default=18, ge=0, le=23)
    """Local hour of the evening brief on tomorrow; None: they want none."""
    asked_after_meetings: bool = True
    """AMO asks how a prepared meeting went once it is over, twice a day at most."""
    phone: str = Field(default="", repr=False)
    """The number text messages go to, in E.164; its owner has confirmed it with a code sent there."""
    declined_channels: frozenset[str] = frozenset()
    """Channels of config/channels.yaml on which they do not want to be reached."""
    model_consent: ModelConsent = ModelConsent()
    """What of theirs a model may be shown."""
    recommendation: Recommendation | None = None
    """Whether they would recommend AMO, as they said last; nobody else is shown it."""
    created_at: Instant
    invited_at: Instant | None = None
    last_signed_in_at: Instant | None = None
    steps_put_away_at: Instant | None = None
    """The first steps on Today were put away."""
    unreadable: tuple[str, ...] = Field(default=(), exclude=True)
    """Preferences whose stored value cannot be read: they count as unset until they are set again."""

    @property
    def called(self) -> tuple[str, ...]:
        """Returns the user's own name and address, those of them that are known."""
        return tuple(filter(None, (self.name, self.email)))

    @property
    def shown_name(self) -> str:
        """Returns how others read of them, never an id: their name, or how their address begins."""
        return name_of(self.name, self.email, MAX_SHOWN_NAME)

    @property
    def own_name(self) -> str:
        """Returns their name as others may read it, empty where it is none: "you", or AMO's own."""
        return own_name(self.name, MAX_SHOWN_NAME)

    @property
    def may_operate(self) -> bool:
        """Returns whether they are an operator whom nobody has deactivated: a session may outlive that by minutes."""
        return self.active and self.role == "operator"

    def is_new(self, now: datetime) -> bool:
        """Returns whether the first steps are shown to them."""
        return self.steps_put_away_at is None and now - self.created_at < NEW_FOR

    @property
    def proved_email(self) -> str:
        """The address as others may rely on it; empty when nobody vouches for it."""
        return self.email if self.email_proof else ""

    def recognising_email(self, now: datetime) -> str:
        """Returns the address by which codes reach them and accounts elsewhere become theirs: empty while one that an
        operator changed does not count yet (address_changes.py).
        """
        return "" if self.email_counts_at and now < self.email_counts_at else self.proved_email

    @property
    def team(self) -> str:
        """Approvals and their audit belong to a team; somebody without one is a team of their own."""
        return self.team_id or f"own-{self.user_id}"

    def as_asker(self, task: str, meeting_id: str = "", *, is_private: bool = False) -> ModelAsker:
        """Returns on whose behalf a model is asked: ``task`` is the preparation, conversation or sync it is for."""
        return ModelAsker(
            user_id=self.user_id,
            team_id=self.team,
            consent=self.model_consent,
            task=task,
            meeting_id=meeting_id,
            is_private=is_private,
        )

    def preferences_for(self, meeting_type: str) -> MaterialPreferences:
        return self.material_preferences.get(meeting_type, NO_PREFERENCES)


PREFERENCES = {
    "quiet_hours": "your quiet hours",
    "working_week": "the days and hours you work",
    "days_off": "your days off",
    "prep_hours": "when to prepare",
    "material_preferences": "what you wished of your materials",
    "timezone": "your time zone",
    "second_timezone": "your second time zone",
    "declined_channels": "your channels",
    "digest_hour": "the hour of your daily digest",
    "brief_hour": "the hour of your evening brief",
    "share_with_attendees": "whether to share agendas",
    "proposes": "what to propose by itself",
    "asked_after_meetings": "whether to be asked how a meeting went",
    "name": "your name",
    "recommendation": "whether you recommend AMO",
    "model_consent": "what a model may read",
}
"""The parts of a profile that may be unset without anybody being let do more, as a person calls them."""


class ConnectionHealth(StrEnum):
    OK = "ok"
    FAILING = "failing"
    REVOKED = "revoked"


class CalendarConnection(Model):
    """One calendar of one user. ``address`` (a feed URL, or ``s3://`` + key of an uploaded file) is a secret.

    Of a calendar that a consent opens, ``account_id`` names the connected account (consents.py) and ``address`` is the
    id the provider gives the calendar; ``consented_at`` names the consent, for telling once.

    ``sync_state`` is opaque to everyone but the provider (entity tag, hash, sync token ...); it is stored only
    after everything a sync led to has been written, so that an interrupted sync is done again; between the two it may
    say that what was read is half stored (calendar_monitor/record_readings.py).

    ``planned_with`` is the fingerprint of the rules its meetings were planned with: where it differs, they are planned
    again.
    """

    calendar_id: str
    source: Source
    label: str
    address: str = Field(repr=False, default="")
    account_id: str = ""
    account_email: str = ""
    """The connected account's address; its owner is invited by it."""
    shared_by: str = ""
    """The colleague, or the room, whose own calendar it is; empty for the user's."""
    consented_at: Instant | None = None
    sync_state: dict[str, str] = Field(default_factory=dict, repr=False)
    planned_with: str = ""
    meeting_count: int = 0
    """Meetings it showed when it was last read."""
    health: ConnectionHealth = ConnectionHealth.OK
    problem: str = ""
    last_synced_at: Instant | None = None
    last_good_at: Instant | None = None
    counts: bool = True
    """Its meetings are the user's to prepare (CAL-6); a calendar that is not counted is not read."""
    watched_until: Instant | None = None
    """Its provider tells of changes at once until then; None where it does not."""


SYNCED = {
    "sync_state",
    "planned_with",
    "meeting_count",
    "health",
    "problem",
    "last_synced_at",
    "last_good_at",
    "watched_until",
}
"""The fields of a connection a sync may change; the rest is its owner's."""


SHOWN = ("calendar_id", "source", "label", "account_id", "account_email", "shared_by", "counts")
"""The fields of a connection that are no secret: neither a feed's address nor where a sync stands."""


class TypeCorrection(Model):
    """The user said what a meeting (or its whole series) is; holds until corrected again.

    ``replaced`` is the type they had said before; empty where the rules had decided. ``written_by`` names the model
    whose guess it is, where nobody said anything: it then holds only where the rules cannot tell, for meetings called
    ``said_of``, and ``reason`` is the model's.
    """

    series_key: str
    meeting_type: str
    corrected_at: Instant
    replaced: str = ""
    written_by: str = ""
    said_of: str = ""
    reason: str = ""


class UserAccount(Model):
    """Everything one sync needs about a user, read in one query."""

    user: User
    connections: tuple[CalendarConnection, ...] = ()
    corrections: tuple[TypeCorrection, ...] = ()
    absences: tuple[DaysOff, ...] = ()
    """Days away that stand in their calendars, as last read."""


class RegisteredProviders(Model):
    """The identity providers that an operator has registered AMO at: whom people can sign in with here."""

    google: bool = False
    microsoft: bool = False

    @property
    def providers(self) -> tuple[IdentityProvider, ...]:
        return tuple(provider for provider in IdentityProvider if getattr(self, provider.value))


class Switches(Model):
    """The parts an operator can turn off without losing data (OPS-2)."""

    calendar: bool = True
    monitor: bool = True
    workflow: bool = True
    model: bool = True
    sources: bool = True
