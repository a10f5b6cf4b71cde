"""Asks for a sync of every active user: one message each, so that none waits for, or fails with, another (MON-1)."""

from lambdas.aws.queue import Queue
from lambdas.calendar_monitor.service import SyncRequest
from lambdas.store.users import Users


def fan_out_syncs(users: Users, calendar_syncs: Queue) -> int:
    """Returns how many were asked for; none while the calendar or the monitor is switched off (OPS-2)."""
    switches = users.switches()
    if not (switches.calendar and switches.monitor):
        return 0
    bodies = [SyncRequest(user_id=user_id).model_dump() for user_id in users.active_user_ids()]
    calendar_syncs.send(bodies)
    return len(bodies)
