"""The tables and their keys, without the CDK: the tests' table is made from this too."""

from dataclasses import dataclass

AUDIT_LOG = "action_audit_log"
USERS = "users"
EXPIRY_ATTRIBUTE = "expires_at"
"""Of every table: when a row ends by itself."""


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index; items without both of its keys are not in it."""

    name: str
    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    name: str
    partition: str
    sort: str | None = None
    indexes: tuple[Index, ...] = ()


TABLES = (
    TableSpec(USERS, "user_id", "item", (Index("active_users", "active_shard", "user_id"),)),
    TableSpec("connected_calendars", "user_id", "calendar_id"),
    TableSpec("absences", "user_id"),
    TableSpec(
        "meetings",
        "meeting_id",
        indexes=(
            Index("user_start", "user_id", "start"),
            Index("series_start", "series_key", "start"),
            Index("attention", "attention_shard", "attention_at"),
        ),
    ),
    TableSpec("chat_sessions", "session_id"),
    TableSpec("contexts", "meeting_id", "kind"),
    TableSpec("material_texts", "user_id", "meeting_id"),
    TableSpec("records", "user_id", "record_key"),
    TableSpec("meeting_notes", "meeting_id", "item", (Index("user_saved", "user_id", "saved_at"),)),
    TableSpec("action_items", "user_id", "item_id", (Index("shared_with", "shared_with", "due_key"),)),
    TableSpec("outcomes", "user_id", "item"),
    TableSpec("notices", "user_id", "message_id"),
    TableSpec("deliveries", "about", "told"),
    TableSpec("sign_in_links", "link_hash"),
    TableSpec("sign_in_flows", "flow_hash"),
    TableSpec("page_sessions", "user_id", "session_id"),
    TableSpec("calendar_accounts", "user_id", "account_id"),
    TableSpec("slack", "owner", "item"),
    TableSpec("subscriptions", "subscription_id"),
    TableSpec("rate_limits", "bucket"),
    TableSpec("spend", "scope", "period"),
    TableSpec("model_answers", "user_id", "answer"),
    TableSpec("source_accounts", "owner", "item", indexes=(Index("attention", "attention_shard", "attention_at"),)),
    TableSpec(
        "pending_actions",
        "action_id",
        indexes=(
            Index("team_status", "team_status", "created_at"),
            Index("person_created", "on_behalf_of", "created_at"),
            Index("attention", "attention_shard", "attention_at"),
        ),
    ),
    TableSpec(AUDIT_LOG, "team_id", "sequence", (Index("action_sequence", "action_id", "sequence"),)),
    TableSpec("autonomy", "scope", "item"),
    TableSpec("action_looks", "action_id", "user_id"),
)
