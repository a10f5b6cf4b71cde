"""Names around queues: where their dead letters lie, and ids for what is kept in order. Standard library only."""

import hashlib

IN_ORDER = ".fifo"
"""How SQS wants the names of queues to end that keep an order."""


def dead_letters_of(queue: str) -> str:
    """Returns the name, or the address, of the queue where another's messages end that nobody could handle."""
    return f"{queue.removesuffix(IN_ORDER)}-failed{IN_ORDER if queue.endswith(IN_ORDER) else ''}"


def order_id(*names: str) -> str:
    """Returns an id of a group or a message that SQS takes, whatever the names hold."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()


def account_group(team_id: str, slack_user_id: str) -> str:
    """Returns the name of a Slack account's own order among what comes from Slack."""
    return f"{team_id}/{slack_user_id}"
