"""Names what counts as somebody's own word: in a login session that another person's link began it is refused.

Their decisions, what is proposed in their name, what they let AMO, models and other people do, the sources AMO reads
by rights of theirs, and the channels and addresses that prove who they are. Everything else such a session may do.
"""

OWN_WORD = (
    "/api/approvals",
    "/api/autonomy",
    "/api/meetings/<meeting_id>/forget",
    "/api/settings/channels",
    "/api/settings/model-consent",
    "/api/settings/phone",
    "/api/settings/profile",
    "/api/sources",
    "/api/switches",
    "/api/users",
    "/approvals",
    "/auth/address",
    "/autonomy",
    "/items/<item_id>/remind",
    "/items/<item_id>/task",
    "/meetings/<meeting_id>/forget",
    "/meetings/<meeting_id>/share",
    "/meetings/<meeting_id>/summary",
    "/people",
    "/settings/channels",
    "/settings/model",
    "/settings/phone",
    "/settings/sources",
    "/settings/switches",
    "/slack/connect",
)
"""Addresses of changes, each with all that lie below it."""


def is_own_word(method: str, rule: str) -> bool:
    """``rule`` is an address as the table of operations or pages has it."""
    return method != "GET" and any(rule == place or rule.startswith(f"{place}/") for place in OWN_WORD)
