"""``./amo microsoft connect-client``: AMO's own registration at Microsoft."""

from cli.identity_clients import connect_client as run

__all__ = ["run"]
