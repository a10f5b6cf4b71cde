"""Rows that name a person under another key than their own, in tables that are gone through whole. Pure."""

from typing import Any

from lambdas.store.autonomy_rows import EMERGENCY, MEMBER, REVIEWER


def is_trace(table: str, row: dict[str, Any], user_id: str) -> bool:
    """Returns whether the row is of this person alone and goes with them."""
    if table == "users":
        return bool(row.get("owner") == user_id)  # an account at an identity provider that signed in as them
    if table == "subscriptions":
        return row.get("user_id") == user_id or row["subscription_id"].startswith(f"calendar#{user_id}#")
    if table == "autonomy":
        return row["item"] in (f"{MEMBER}{user_id}", f"{REVIEWER}{user_id}", f"{EMERGENCY}{user_id}")
    return user_id == row.get("user_id") or f"user:{user_id}" == row.get("lent_by")
