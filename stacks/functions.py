"""Every function of AMO in one table: what runs it, what it needs, and what it may touch. Nothing is granted elsewhere.

stacks/function_spec.py says what each column means, stacks/implied_needs.py what some of them bring along;
stacks/grants.py turns a row into a role, stacks/environments.py into an environment, stacks/lambdas.py into the
function itself.
"""

from dataclasses import replace

from lambdas.settings import load_calendar_config
from stacks.function_spec import FunctionSpec, Grant
from stacks.implied_needs import with_implied_needs

MONITOR = "lambdas.calendar_monitor.handlers"
PREP = "lambdas.meeting_prep.handlers"
CONTEXT = "lambdas.context.handlers"
CHAT = "lambdas.chat.handlers"
MATERIALS = "lambdas.materials.handlers"
APPROVALS = "lambdas.approvals.handlers"
NOTES = "lambdas.meeting_notes.handlers"
EDGES = "lambdas.edges"

BURST = 100
"""For queues that fill at the full hour, when everybody's preparations are due (docs/scale.md)."""


def _agent(name: str) -> FunctionSpec:
    """One branch of GatherContext: reads the meeting and its owner's records, stores a note."""
    return FunctionSpec(
        handler=f"{CONTEXT}.{name}", timeout=15, reads=("users", "meetings", "records"), writes=("contexts",)
    )


_CALENDARS = load_calendar_config()

_SYNC_NOW = FunctionSpec(
    handler=f"{MONITOR}.sync_user_now",
    memory=512,
    timeout=120,
    reads=("users", "meetings", "subscriptions", "rate_limits"),
    writes=("users", "meetings", "notices", "subscriptions", "rate_limits"),
    reads_buckets=("sessions",),
    writes_buckets=("sessions",),
    sends=("due_preps",),
    times=("due_preps",),
    grants={Grant.FETCH_FEEDS, Grant.LINK_TO_PAGE, Grant.NOTIFY, Grant.PUBLISH},
    consents=("renews",),
    layers=("calendar",),
)

_APPROVALS = ("pending_actions", "action_audit_log", "autonomy")
_DECISIONS = (*_APPROVALS, "action_looks")
"""Of what people look at and decide on, as the page, the API and Slack let them."""

# The page and the API lead to the same features; calendar, search and people are the page's alone.
_READ_BY_PEOPLE = (
    "users",
    "meetings",
    "chat_sessions",
    "contexts",
    "records",
    "notices",
    "page_sessions",
    "calendar_accounts",
    "slack",
    "action_items",
    "meeting_notes",
    "outcomes",
    *_DECISIONS,
)
_PAGE = FunctionSpec(
    handler=f"{EDGES}.web.page.handler",
    memory=512,
    grants={
        Grant.COUNT_DEAD_LETTERS,
        Grant.FETCH_FEEDS,
        Grant.KNOW_SENDER,
        Grant.LINK_TO_PAGE,
        Grant.NOTIFY,
        Grant.PUBLISH,
        Grant.SEND_TEXTS,
        Grant.SIGN,
    },
    reads=(*_READ_BY_PEOPLE, "material_texts"),
    writes=(
        "users",
        "meetings",
        "chat_sessions",
        "records",
        "notices",
        "page_sessions",
        "deliveries",
        "action_items",
        "meeting_notes",
        "outcomes",
        *_DECISIONS,
    ),
    reads_buckets=("documents", "anchors"),
    writes_buckets=("sessions", "documents", "anchors"),
    sends=("calendar_syncs", "approved_actions", "slack_deliveries"),
    times=("chat_timers", "action_timers"),
    workflow=("start", "stop", "describe", "trace", "resume"),
    approval=("resume",),
    layers=("http", "templates"),
)
_EXECUTION = FunctionSpec(
    handler=f"{APPROVALS}.execute_action",
    timeout=60,
    reads=("users", "meetings", "action_items", "meeting_notes", *_APPROVALS),
    writes=("pending_actions", "action_audit_log", "action_items", "material_texts", "notices"),
    reads_buckets=("documents",),
    writes_buckets=("anchors",),
    deletes_from=("documents",),
    sends=("calendar_syncs",),
    grants={Grant.CALL_TASK_SYSTEMS, Grant.NOTIFY, Grant.PUBLISH, Grant.SEND_MAIL},
    consents=("renews",),
    slack=("speaks",),
)

_ROWS: tuple[FunctionSpec, ...] = (
    # the calendar monitor
    FunctionSpec(
        handler=f"{MONITOR}.fan_out_syncs",
        timeout=900,  # 100,000 users are 10,000 requests, one after the other
        schedule=_CALENDARS.sync_schedule,
        reads=("users",),
        sends=("calendar_syncs",),
    ),
    replace(
        _SYNC_NOW,
        handler=f"{MONITOR}.sync_user",
        queue="calendar_syncs",
        batch=1,
        concurrency=_CALENDARS.most_at_once,
    ),
    # what providers say changed, so that it does not wait behind a poll of everybody
    replace(
        _SYNC_NOW,
        handler=f"{MONITOR}.sync_changed_calendar",
        queue="calendar_notices",
        batch=1,
        concurrency=_CALENDARS.most_at_once,
    ),
    _SYNC_NOW,
    FunctionSpec(
        handler=f"{MONITOR}.announce_due_prep",
        queue="due_preps",
        concurrency=BURST,
        reads=("meetings",),
        writes=("meetings",),
        grants={Grant.PUBLISH},
    ),
    # the preparation's life around the workflow
    FunctionSpec(
        handler=f"{PREP}.start_prep",
        queue="prep_requests",
        concurrency=BURST,
        reads=("users", "meetings", "chat_sessions"),
        writes=("meetings", "chat_sessions", "notices"),
        grants={Grant.CANCEL_TIMERS, Grant.NOTIFY},
        workflow=("start", "stop"),
    ),
    FunctionSpec(
        handler=f"{PREP}.withdraw_prep",
        queue="prep_changes",
        reads=("users", "meetings", "chat_sessions"),
        writes=("meetings", "chat_sessions", "notices"),
        times=("reminders", "ended_meetings"),
        workflow=("stop",),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{PREP}.sweep_preps",
        timeout=120,
        schedule="rate(1 minute)",
        reads=("users", "meetings", "chat_sessions"),
        writes=("meetings", "chat_sessions", "notices"),
        sends=("chat_timers",),
        grants={Grant.CANCEL_TIMERS, Grant.NOTIFY, Grant.PUBLISH},
        workflow=("start", "stop", "describe", "resume"),
    ),
    # the workflow's states, in its order
    FunctionSpec(handler=f"{PREP}.load_meeting", timeout=15, reads=("meetings",)),
    _agent("budget"),
    _agent("big_rocks"),
    _agent("incidents"),
    _agent("staffing"),
    _agent("decisions"),
    replace(
        _agent("history"), reads=("users", "meetings", "chat_sessions", "action_items", "meeting_notes", "outcomes")
    ),
    FunctionSpec(
        handler=f"{PREP}.send_prep_notification",
        timeout=15,
        reads=("users", "meetings", "contexts", "chat_sessions"),
        writes=("meetings", "notices"),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{CHAT}.wait_for_chat_completion",
        reads=("users", "meetings", "chat_sessions", "contexts"),
        writes=("meetings", "chat_sessions"),
        times=("chat_timers",),
        workflow=("resume",),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.generate_materials",
        memory=512,
        reads=("users", "meetings", "chat_sessions", "contexts"),
        writes=("meetings",),
        writes_buckets=("documents",),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.store_materials",
        memory=512,
        reads=("meetings", "chat_sessions", "action_items"),
        writes=("meetings", "material_texts", "action_items"),
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        layers=("templates",),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.send_materials",
        timeout=15,
        reads=("users", "meetings"),
        writes=("notices",),
        reads_buckets=("documents",),
        grants={Grant.NOTIFY, Grant.PUBLISH},
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.schedule_reminder",
        timeout=15,
        reads=("meetings",),
        writes=("meetings",),
        times=("reminders", "ended_meetings"),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.refresh_materials",
        memory=512,
        reads=("users", "meetings", "chat_sessions", "contexts"),
        reads_buckets=("documents",),
        writes_buckets=("documents",),
    ),
    FunctionSpec(
        handler=f"{PREP}.report_failure",
        timeout=15,
        reads=("users", "meetings"),
        writes=("meetings", "notices"),
        grants={Grant.NOTIFY, Grant.PUBLISH},
    ),
    # timers that fire while nobody looks
    FunctionSpec(
        handler=f"{CHAT}.chat_timer",
        queue="chat_timers",
        reads=("users", "meetings", "chat_sessions"),
        writes=("meetings", "chat_sessions", "notices"),
        writes_buckets=("sessions",),
        workflow=("resume",),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.send_reminder",
        queue="reminders",
        reads=("users", "meetings"),
        writes=("notices",),
        reads_buckets=("documents",),
        times=("reminders",),
        refresh=("start",),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{NOTES}.ask_how_it_went",
        queue="ended_meetings",
        reads=("users", "meetings", "material_texts", "meeting_notes", "outcomes"),
        writes=("outcomes", "notices"),
        times=("ended_meetings",),
        grants={Grant.NOTIFY},
    ),
    # what was recorded of it, written down by Amazon Transcribe, or on a laptop by the function itself
    FunctionSpec(
        handler=f"{NOTES}.transcribe_recording",
        memory=512,
        timeout=900,
        queue="recordings",
        batch=1,
        reads=("meeting_notes",),
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        sends=("transcripts",),
        times=("transcripts",),
        voice=("begins", "asks"),
    ),
    FunctionSpec(
        handler=f"{NOTES}.take_transcript",
        memory=512,
        timeout=60,
        queue="transcripts",
        batch=1,
        reads=("users", "meetings", "meeting_notes", "records", "action_items"),
        writes=("meeting_notes", "notices"),
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        deletes_from=("documents",),
        voice=("asks",),
        grants={Grant.NOTIFY},
    ),
    # what people are told, one message after the other for each of them
    FunctionSpec(
        handler="lambdas.message_delivery.handlers.deliver_message",
        memory=512,
        queue="messages",
        batch=1,
        in_order=True,
        concurrency=BURST,
        reads=("users", "meetings", "notices", "deliveries"),
        writes=("notices",),
        grants={Grant.REACH_PEOPLE},
    ),
    FunctionSpec(
        handler="lambdas.meeting_erasure.handlers.erase_meeting",
        queue="erasures",
        timeout=120,
        batch=1,
        reads=(
            "users",
            "meetings",
            "chat_sessions",
            "contexts",
            "action_items",
            "meeting_notes",
            "outcomes",
            "records",
            "notices",
            "deliveries",
            "slack",
            "pending_actions",
            "action_looks",
            "action_audit_log",
        ),
        writes=(
            "users",
            "meetings",
            "chat_sessions",
            "contexts",
            "material_texts",
            "action_items",
            "meeting_notes",
            "outcomes",
            "records",
            "notices",
            "deliveries",
            "slack",
            "pending_actions",
            "action_looks",
        ),
        reads_buckets=("documents",),
        deletes_from=("sessions", "documents"),
        grants={Grant.CANCEL_TIMERS},
    ),
    # approvals: the workflow's states, then what runs beside it
    FunctionSpec(handler=f"{APPROVALS}.share_with_attendees", timeout=15, approval=("start",)),
    FunctionSpec(
        handler=f"{APPROVALS}.propose_action",
        reads=("users", "meetings", "calendar_accounts", "slack", "action_items", "meeting_notes", *_APPROVALS),
        writes=("pending_actions", "action_audit_log", "notices"),
        reads_buckets=("documents",),
        sends=("approved_actions",),
        times=("action_timers",),
        grants={Grant.KNOW_SENDER, Grant.NOTIFY, Grant.PUBLISH},
        approval=("resume",),
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.suggest_actions",
        timeout=900,
        schedule="cron(20 * * * ? *)",
        reads=("users", "meetings", "calendar_accounts", "slack", "action_items", "meeting_notes", *_APPROVALS),
        writes=("pending_actions", "action_audit_log", "notices"),
        reads_buckets=("documents",),
        sends=("approved_actions",),
        times=("action_timers",),
        grants={Grant.KNOW_SENDER, Grant.NOTIFY, Grant.PUBLISH},
        approval=("resume",),
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.await_decision",
        timeout=15,
        reads=("pending_actions", "action_audit_log"),
        writes=("pending_actions",),
        approval=("resume",),
    ),
    _EXECUTION,
    replace(_EXECUTION, handler=f"{APPROVALS}.execute_approved_action", queue="approved_actions", batch=1),
    FunctionSpec(
        handler=f"{APPROVALS}.action_timer",
        queue="action_timers",
        reads=("users", *_APPROVALS),
        writes=("pending_actions", "action_audit_log", "notices"),
        sends=("approved_actions",),
        times=("action_timers",),
        grants={Grant.NOTIFY, Grant.PUBLISH},
        approval=("resume",),
    ),
    replace(
        _EXECUTION,
        handler=f"{APPROVALS}.sweep_actions",
        timeout=120,
        schedule="rate(5 minutes)",
        sends=("approved_actions", "calendar_syncs"),
        times=("action_timers",),
        approval=("resume",),
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.send_digests",
        timeout=900,
        schedule="cron(0 * * * ? *)",
        reads=("users", *_APPROVALS),
        writes=("notices",),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler="lambdas.daily_brief.handlers.send_briefs",
        memory=1769,  # one whole processor: most of 100,000 users have the same hour
        timeout=900,
        schedule="cron(0 * * * ? *)",
        reads=(
            "users",
            "meetings",
            "chat_sessions",
            "pending_actions",
            "action_audit_log",
            "action_items",
            "outcomes",
        ),
        writes=("users", "notices"),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.anchor_audit",
        timeout=120,
        schedule="rate(15 minutes)",
        reads=("users", "action_audit_log"),
        reads_buckets=("anchors",),
        writes_buckets=("anchors",),
    ),
    # the edges
    replace(
        _PAGE,
        writes=(*_PAGE.writes, "material_texts", "slack"),
        sends=(*_PAGE.sends, "recordings"),
        layers=(*_PAGE.layers, "calendar"),
    ),
    replace(
        _PAGE,
        handler=f"{EDGES}.api.api.handler",
        reads=_READ_BY_PEOPLE,
        writes=(*_PAGE.writes, "sign_in_links"),
        grants={*_PAGE.grants, Grant.SEND_MAIL},  # invitations
        layers=("http",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.web.accounts.handler",
        memory=512,
        reads=(
            "users",
            "page_sessions",
            "autonomy",
            "action_audit_log",
            "pending_actions",
            "slack",
            "subscriptions",
            "rate_limits",
        ),
        writes=(
            "users",
            "page_sessions",
            "sign_in_flows",
            "sign_in_links",
            "deliveries",
            "autonomy",
            "action_audit_log",
            "subscriptions",
            "rate_limits",
        ),
        sends=("calendar_syncs",),
        grants={Grant.LINK_TO_PAGE, Grant.NOTIFY, Grant.SEND_MAIL, Grant.SIGN},
        consents=("keeps",),
        layers=("http", "templates"),
    ),
    FunctionSpec(
        handler=f"{EDGES}.webhooks.handlers.webhooks_endpoint",
        memory=512,
        timeout=10,
        reads=("subscriptions",),
        sends=("calendar_notices",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.slack.handlers.slack_endpoint",
        memory=512,
        timeout=10,
        sends=("slack_deliveries",),
        slack=("proves",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.slack.deliveries.handle_slack_delivery",
        memory=512,
        queue="slack_deliveries",
        batch=1,
        in_order=True,
        reads=(
            "users",
            "meetings",
            "chat_sessions",
            "contexts",
            "notices",
            "action_items",
            "records",
            "material_texts",
            "meeting_notes",
            "outcomes",
            *_DECISIONS,
        ),
        writes=(
            "users",
            "meetings",
            "chat_sessions",
            "notices",
            "action_items",
            "meeting_notes",
            "outcomes",
            "records",
            "sign_in_links",
            "slack",
            *_DECISIONS,
        ),
        reads_buckets=("documents",),
        writes_buckets=("sessions", "documents", "anchors"),
        sends=("calendar_syncs", "approved_actions"),
        times=("chat_timers", "action_timers"),
        grants={Grant.KNOW_SENDER, Grant.LINK_TO_PAGE, Grant.NOTIFY, Grant.PUBLISH},
        workflow=("start", "stop", "describe", "resume"),
        approval=("resume",),
        slack=("speaks",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.slack.install.slack_install",
        reads=("users", "slack"),
        writes=("slack",),
        slack=("installs",),
        grants={Grant.LINK_TO_PAGE, Grant.SIGN},
        layers=("slack",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.slack.install.rotate_slack_tokens",
        timeout=300,
        schedule="rate(1 hour)",
        reads=("slack",),
        writes=("slack",),
        slack=("renews",),
        layers=("slack",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.slack.connect_slack", writes=("slack",), slack=("connects",), layers=("slack",)
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.provision_user",
        reads=("users", "autonomy", "action_audit_log"),
        writes=("users", "autonomy", "action_audit_log"),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.set_team_level",
        reads=("users", "autonomy", "action_audit_log"),
        writes=("autonomy", "action_audit_log"),
        grants={Grant.NOTIFY},
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.identity_providers.register_identity_provider",
        writes=("users",),
        consents=("registers",),
        grants={Grant.LINK_TO_PAGE},
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.identity_providers.migrate_calendar_tokens",
        timeout=900,
        reads=("users",),
        consents=("moves",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.connect_calendar",
        reads=("users",),
        writes=("users",),
        grants={Grant.FETCH_FEEDS},
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.issue_sign_in_link",
        reads=("users", "action_audit_log"),
        writes=("sign_in_links", "action_audit_log"),
        grants={Grant.LINK_TO_PAGE, Grant.NOTIFY},
    ),
)


FUNCTIONS: tuple[FunctionSpec, ...] = tuple(with_implied_needs(row) for row in _ROWS)
