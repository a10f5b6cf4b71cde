"""``./amo google connect-client``: AMO's own registration at Google."""

from cli.identity_clients import connect_client as run

__all__ = ["run"]
