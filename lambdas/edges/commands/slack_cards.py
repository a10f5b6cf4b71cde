"""Has the card in Slack follow a conversation that went on elsewhere."""

import logging

from lambdas import wiring
from lambdas.domain.kernel.queue_names import account_group
from lambdas.errors import AmoError

log = logging.getLogger(__name__)


def follow_in_slack(user_id: str, session_id: str) -> None:
    """Puts it behind what its person did in Slack before. A comfort, so it raises nothing."""
    records, now = wiring.slack_records(), wiring.now()
    try:
        link = records.link_of(user_id)
        threads = records.threads(user_id, now) if link else ()
        if link is None or not any(thread.ts and thread.session_id == session_id for thread in threads):
            return
        key, move = f"move-{wiring.new_id()}", {"user": link.slack_user_id, "session_id": session_id}
        delivery = {"kind": "move", "team_id": link.team_id, "key": key, "move": move}
        wiring.queue("slack_deliveries").send_in_order(account_group(link.team_id, link.slack_user_id), key, delivery)
    except AmoError as error:
        log.warning("the card of %s in Slack is not told: %s", session_id, type(error).__name__)
