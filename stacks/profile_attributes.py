"""The attributes of the users table that a function may update: what makes a role is written by few.

Every function updates only these of a user's rows, unless its row of stacks/functions.py says which else. A role, team,
department, wards, activity, address, its proof or phone is not among them.
"""

from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.user import PREFERENCES, CalendarConnection, Switches, TypeCorrection
from lambdas.domain.preparation.timing_proposal import TimingProposal

KEYS = frozenset({"user_id", "item"})
TIMING = frozenset({*KEYS, *TimingProposal.model_fields})
PROVIDERS = frozenset({*KEYS, *(provider.value for provider in IdentityProvider)})
"""Of the row that says whom people can sign in with."""

OWN = frozenset(
    {
        *TIMING,
        *PREFERENCES,
        *TypeCorrection.model_fields,
        *Switches.model_fields,
        *("declined_timezone", "steps_put_away_at", "last_signed_in_at"),
    }
)
"""What people say of themselves, and the switches an operator turns."""

OWN_AND_CALENDARS = OWN | CalendarConnection.model_fields.keys()
"""Also of what stands there until move_calendars has moved it, which its owner may disconnect before."""

FORGOTTEN = frozenset({*KEYS, "forgetting", "active", "active_shard", "reviews_for"})
"""How far somebody is forgotten, who is deactivated with it; and of others that they review for them."""

EVERY: frozenset[str] = frozenset()
"""For those that set roles, addresses and phones."""
