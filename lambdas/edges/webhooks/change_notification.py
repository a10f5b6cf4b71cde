"""A request at a webhook, as a provider's module reads it. Standard library only: the endpoint must open at once."""

from dataclasses import dataclass, field


class UnreadableNotification(Exception):
    """A request no provider would send."""


@dataclass(frozen=True, slots=True)
class ChangeNotification:
    """One provider's word that one calendar changed, before it is proven.

    ``secret`` is what was agreed when the calendar was watched. ``resource_id`` is empty where the provider names none.
    ``rewatch``: the subscription itself needs renewing.
    """

    subscription_id: str
    secret: str = field(repr=False)
    resource_id: str = ""
    rewatch: bool = False


@dataclass(frozen=True, slots=True)
class ChangeNotifications:
    """``notifications`` may be empty: a provider also says hello. ``accepted`` and ``refused`` are HTTP statuses.

    A delivery is refused when not one of its notifications is genuine. ``echo`` is to be sent back as plain text,
    nothing else being done.
    """

    notifications: tuple[ChangeNotification, ...] = ()
    echo: str | None = None
    accepted: int = 200
    refused: int = 404
