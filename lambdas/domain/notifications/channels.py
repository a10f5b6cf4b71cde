"""The channels that ring and that people may choose, a row each; the page is always there (NOT-1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The addresses channels reach a person by; empty where one is not known, not confirmed or not proved theirs."""

    has_slack: bool
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSpec:
    """``label`` is its name in the settings, ``spoken`` the one in a sentence.

    ``address`` is where it reaches a person, empty where it cannot; ``usable`` and ``unusable`` say so.
    """

    label: str
    spoken: str
    usable: str
    unusable: str
    address: Callable[[Contact], str]

    def state(self, contact: Contact) -> str:
        """Returns how it is for this person, in the words of the settings."""
        address = self.address(contact)
        return self.usable.format(address) if address else self.unusable


CHANNELS: Mapping[str, ChannelSpec] = MappingProxyType(
    {
        "slack": ChannelSpec(
            label="Slack",
            spoken="Slack",
            usable="Connected.",
            unusable="Not connected: type /amo connect in Slack and open the link.",
            address=lambda contact: "Slack" if contact.has_slack else "",
        ),
        "sms": ChannelSpec(
            label="Text messages",
            spoken="text message",
            usable="To {}.",
            unusable="Confirm a number below first.",
            address=lambda contact: contact.phone,
        ),
        "email": ChannelSpec(
            label="E-mail",
            spoken="e-mail",
            usable="To {}.",
            unusable="Your address has to be proved yours first.",
            address=lambda contact: contact.email,
        ),
    }
)
