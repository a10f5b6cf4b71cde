"""Every function of AMO in one table: what runs it, what it needs, and what it may touch. Nothing is granted elsewhere.

stacks/function_spec.py says what each column means, stacks/implied_needs.py what some of them bring along;
stacks/grants.py turns a row into a role, stacks/environments.py into an environment, stacks/lambdas.py into the
function itself.
"""

from dataclasses import replace

from lambdas.settings import load_calendar_config
from stacks.function_spec import FunctionSpec, Grant
from stacks.implied_needs import with_implied_needs
from stacks.profile_attributes import EVERY, PROVIDERS, TIMING

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
        handler=f"{CONTEXT}.{name}", timeout=15, reads=("users", "meetings", "records"), puts=("contexts",)
    )


_CALENDARS = load_calendar_config()

_SYNC_NOW = FunctionSpec(
    handler=f"{MONITOR}.sync_user_now",
    memory=512,
    timeout=120,
    reads_buckets=("sessions",),
    writes_buckets=("sessions",),
    sends=("due_preps",),
    times=("due_preps",),
    grants={Grant.FETCH_FEEDS, Grant.LINK_TO_PAGE, Grant.NOTIFY, Grant.PUBLISH},
    consents=("renews",),
    layers=("calendar",),
    reads=("users", "connected_calendars", "absences", "meetings", "subscriptions", "rate_limits"),
    puts=("absences", "meetings", "subscriptions"),
    updates=("connected_calendars", "meetings", "subscriptions", "rate_limits"),
    deletes=("meetings", "subscriptions"),
)

_APPROVALS = ("pending_actions", "action_audit_log", "autonomy")

# The page and the API lead to the same features; calendar, search and what links Slack are the page's alone. Both read
# feeds and uploads: what may write roles or send texts is beside them, in accounts and people_api.
_READ_BY_PEOPLE = (
    "users",
    "connected_calendars",
    "absences",
    "meetings",
    "chat_sessions",
    "contexts",
    "material_texts",
    "records",
    "meeting_notes",
    "action_items",
    "outcomes",
    "notices",
    "page_sessions",
    "calendar_accounts",
    "slack",
    *_APPROVALS,
)
_PUT_BY_PEOPLE = (
    "connected_calendars",
    "records",
    "meeting_notes",
    "action_items",
    "outcomes",
    "page_sessions",
    *_APPROVALS,
)
_PAGE = FunctionSpec(
    handler=f"{EDGES}.web.page.handler",
    memory=512,
    grants={
        Grant.COUNT_DEAD_LETTERS,
        Grant.FETCH_FEEDS,
        Grant.LINK_TO_PAGE,
        Grant.NOTIFY,
        Grant.PUBLISH,
        Grant.SIGN,
    },
    reads=_READ_BY_PEOPLE,
    puts=(*_PUT_BY_PEOPLE, "material_texts", "slack"),
    updates=("users", "meetings", "chat_sessions", "action_items", "outcomes", "notices", "pending_actions"),
    deletes=("connected_calendars", "records", "notices", "page_sessions", "slack"),
    puts_many=("records",),
    reads_buckets=("documents", "anchors"),
    writes_buckets=("sessions", "documents"),
    sends=("calendar_syncs", "approved_actions", "slack_deliveries"),
    times=("chat_timers", "action_timers"),
    workflow=("start", "stop", "describe", "trace", "resume"),
    approval=("resume",),
    layers=("http", "templates"),
)
_EXECUTION = FunctionSpec(
    handler=f"{APPROVALS}.execute_action",
    timeout=60,
    reads_buckets=("documents",),
    deletes_from=("documents",),
    grants={Grant.CALL_TASK_SYSTEMS, Grant.NOTIFY, Grant.PUBLISH, Grant.SEND_MAIL},
    consents=("renews",),
    slack=("speaks",),
    reads=("users", "connected_calendars", "meetings", "meeting_notes", "action_items", *_APPROVALS),
    puts=("action_items", "action_audit_log"),
    updates=("action_items", "pending_actions"),
    deletes=("material_texts", "notices"),
)

_ROWS: tuple[FunctionSpec, ...] = (
    # the calendar monitor
    FunctionSpec(
        handler=f"{MONITOR}.fan_out_syncs",
        timeout=900,  # 100,000 users are 10,000 requests, one after the other
        schedule=_CALENDARS.sync_schedule,
        sends=("calendar_syncs",),
        reads=("users",),
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
        grants={Grant.PUBLISH},
        reads=("meetings",),
        updates=("meetings",),
    ),
    # the preparation's life around the workflow
    FunctionSpec(
        handler=f"{PREP}.start_prep",
        queue="prep_requests",
        concurrency=BURST,
        grants={Grant.CANCEL_TIMERS, Grant.NOTIFY},
        workflow=("start", "stop"),
        reads=("users", "meetings", "chat_sessions"),
        updates=("meetings", "chat_sessions"),
    ),
    FunctionSpec(
        handler=f"{PREP}.withdraw_prep",
        queue="prep_changes",
        times=("reminders", "ended_meetings"),
        workflow=("stop",),
        grants={Grant.NOTIFY},
        reads=("users", "meetings", "chat_sessions"),
        updates=("meetings", "chat_sessions"),
    ),
    FunctionSpec(
        handler=f"{PREP}.sweep_preps",
        timeout=120,
        schedule="rate(1 minute)",
        sends=("chat_timers",),
        grants={Grant.CANCEL_TIMERS, Grant.NOTIFY, Grant.PUBLISH},
        workflow=("start", "stop", "describe", "resume"),
        reads=("users", "meetings", "chat_sessions"),
        updates=("meetings", "chat_sessions"),
    ),
    # the workflow's states, in its order
    FunctionSpec(
        handler=f"{PREP}.load_meeting",
        timeout=15,
        reads=("meetings",),
    ),
    _agent("budget"),
    _agent("big_rocks"),
    _agent("incidents"),
    _agent("staffing"),
    _agent("decisions"),
    replace(
        _agent("history"), reads=("users", "meetings", "chat_sessions", "meeting_notes", "action_items", "outcomes")
    ),
    FunctionSpec(
        handler=f"{PREP}.send_prep_notification",
        timeout=15,
        grants={Grant.NOTIFY},
        reads=("users", "meetings", "chat_sessions", "contexts"),
        updates=("meetings",),
    ),
    FunctionSpec(
        handler=f"{CHAT}.wait_for_chat_completion",
        times=("chat_timers",),
        workflow=("resume",),
        reads=("users", "absences", "meetings", "chat_sessions", "contexts"),
        puts=("chat_sessions",),
        updates=("meetings", "chat_sessions"),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.generate_materials",
        memory=512,
        writes_buckets=("documents",),
        reads=("users", "meetings", "chat_sessions", "contexts"),
        updates=("meetings",),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.store_materials",
        memory=512,
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        layers=("templates",),
        reads=("meetings", "chat_sessions", "action_items"),
        puts=("material_texts",),
        updates=("meetings", "action_items"),
        deletes=("material_texts",),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.send_materials",
        timeout=15,
        reads_buckets=("documents",),
        grants={Grant.NOTIFY, Grant.PUBLISH},
        reads=("users", "meetings"),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.schedule_reminder",
        timeout=15,
        times=("reminders", "ended_meetings"),
        reads=("meetings",),
        updates=("meetings",),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.refresh_materials",
        memory=512,
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        reads=("users", "meetings", "chat_sessions", "contexts"),
    ),
    FunctionSpec(
        handler=f"{PREP}.report_failure",
        timeout=15,
        grants={Grant.NOTIFY, Grant.PUBLISH},
        reads=("users", "meetings"),
        updates=("meetings",),
    ),
    # timers that fire while nobody looks
    FunctionSpec(
        handler=f"{CHAT}.chat_timer",
        queue="chat_timers",
        writes_buckets=("sessions",),
        workflow=("resume",),
        grants={Grant.NOTIFY},
        reads=("users", "meetings", "chat_sessions"),
        updates=("meetings", "chat_sessions"),
    ),
    FunctionSpec(
        handler=f"{MATERIALS}.send_reminder",
        queue="reminders",
        reads_buckets=("documents",),
        times=("reminders",),
        refresh=("start",),
        grants={Grant.NOTIFY},
        reads=("users", "meetings"),
    ),
    FunctionSpec(
        handler=f"{NOTES}.ask_how_it_went",
        queue="ended_meetings",
        times=("ended_meetings",),
        grants={Grant.NOTIFY},
        reads=("users", "meetings", "material_texts", "meeting_notes"),
        puts=("outcomes",),
    ),
    # what was recorded of it, written down by Amazon Transcribe, or on a laptop by the function itself
    FunctionSpec(
        handler=f"{NOTES}.transcribe_recording",
        memory=512,
        timeout=900,
        queue="recordings",
        batch=1,
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        sends=("transcripts",),
        times=("transcripts",),
        voice=("begins", "asks"),
        reads=("meeting_notes",),
    ),
    FunctionSpec(
        handler=f"{NOTES}.take_transcript",
        memory=512,
        timeout=60,
        queue="transcripts",
        batch=1,
        reads_buckets=("documents",),
        writes_buckets=("documents",),
        deletes_from=("documents",),
        voice=("asks",),
        grants={Grant.NOTIFY},
        reads=("users", "meetings", "records", "meeting_notes"),
        puts=("meeting_notes",),
    ),
    # what people are told, one message after the other for each of them
    FunctionSpec(
        handler="lambdas.message_delivery.handlers.deliver_message",
        memory=512,
        queue="messages",
        batch=1,
        in_order=True,
        concurrency=BURST,
        grants={Grant.REACH_PEOPLE},
        reads=("users", "meetings", "notices", "deliveries"),
        puts=("notices",),
        deletes=("notices",),
    ),
    FunctionSpec(
        handler="lambdas.meeting_erasure.handlers.erase_meeting",
        queue="erasures",
        timeout=120,
        batch=1,
        reads_buckets=("documents",),
        deletes_from=("sessions", "documents"),
        grants={Grant.CANCEL_TIMERS},
        reads=(
            "users",
            "meetings",
            "chat_sessions",
            "contexts",
            "records",
            "meeting_notes",
            "action_items",
            "outcomes",
            "notices",
            "deliveries",
            "slack",
            "pending_actions",
        ),
        updates=("meetings", "action_items"),
        deletes=(
            "users",
            "chat_sessions",
            "contexts",
            "material_texts",
            "records",
            "meeting_notes",
            "action_items",
            "outcomes",
            "notices",
            "deliveries",
            "slack",
            "pending_actions",
        ),
        puts_many=("records",),
    ),
    # approvals: the workflow's states, then what runs beside it
    FunctionSpec(
        handler=f"{APPROVALS}.share_with_attendees",
        timeout=15,
        approval=("start",),
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.propose_action",
        reads_buckets=("documents",),
        sends=("approved_actions",),
        times=("action_timers",),
        grants={Grant.LINK_TO_PAGE, Grant.NOTIFY, Grant.PUBLISH},
        approval=("resume",),
        reads=(
            "users",
            "connected_calendars",
            "meetings",
            "meeting_notes",
            "action_items",
            "calendar_accounts",
            "slack",
            *_APPROVALS,
        ),
        puts=("pending_actions", "action_audit_log"),
        updates=("pending_actions",),
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.await_decision",
        timeout=15,
        approval=("resume",),
        updates=("pending_actions",),
    ),
    _EXECUTION,
    replace(_EXECUTION, handler=f"{APPROVALS}.execute_approved_action", queue="approved_actions", batch=1),
    FunctionSpec(
        handler=f"{APPROVALS}.action_timer",
        queue="action_timers",
        sends=("approved_actions",),
        times=("action_timers",),
        grants={Grant.NOTIFY, Grant.PUBLISH},
        approval=("resume",),
        reads=("users", *_APPROVALS),
        puts=("action_audit_log",),
        updates=("pending_actions",),
        deletes=("notices",),
    ),
    replace(
        _EXECUTION,
        handler=f"{APPROVALS}.sweep_actions",
        timeout=120,
        schedule="rate(5 minutes)",
        sends=("approved_actions",),
        times=("action_timers",),
        approval=("resume",),
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.send_digests",
        timeout=900,
        schedule="cron(0 * * * ? *)",
        grants={Grant.NOTIFY},
        reads=("users", "pending_actions"),
    ),
    FunctionSpec(
        handler="lambdas.daily_brief.handlers.send_briefs",
        memory=1769,  # one whole processor: most of 100,000 users have the same hour
        timeout=900,
        schedule="cron(0 * * * ? *)",
        grants={Grant.NOTIFY},
        reads=("users", "absences", "meetings", "chat_sessions", "action_items", "outcomes", "pending_actions"),
        updates=("users",),
        profile=TIMING,
    ),
    FunctionSpec(
        handler=f"{APPROVALS}.anchor_audit",
        timeout=120,
        schedule="rate(15 minutes)",
        reads_buckets=("anchors",),
        writes_buckets=("anchors",),
        reads=("users", "action_audit_log"),
    ),
    # the edges
    replace(_PAGE, sends=(*_PAGE.sends, "recordings"), layers=(*_PAGE.layers, "calendar")),
    replace(
        _PAGE,
        handler=f"{EDGES}.api.api.handler",
        puts=_PUT_BY_PEOPLE,
        deletes=("connected_calendars", "records", "notices", "sign_in_links", "page_sessions"),
        layers=("http",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.api.people_api.handler",
        memory=512,
        reads=("users", "connected_calendars", "page_sessions", "action_audit_log"),
        puts=("users", "connected_calendars", "sign_in_links", "action_audit_log", "autonomy"),
        updates=("users", "deliveries"),
        profile=EVERY,
        deletes=("users", "page_sessions"),
        sends=("calendar_syncs",),
        grants={Grant.LINK_TO_PAGE, Grant.SEND_TEXTS, Grant.SIGN},
        layers=("http",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.web.accounts.handler",
        memory=512,
        sends=("calendar_syncs",),
        grants={Grant.LINK_TO_PAGE, Grant.SEND_MAIL, Grant.SEND_TEXTS, Grant.SIGN},
        consents=("keeps",),
        layers=("http", "templates"),
        reads=(
            "users",
            "connected_calendars",
            "absences",
            "page_sessions",
            "slack",
            "subscriptions",
            "rate_limits",
            "action_audit_log",
        ),
        puts=(
            "users",
            "connected_calendars",
            "sign_in_links",
            "sign_in_flows",
            "page_sessions",
            "action_audit_log",
            "autonomy",
        ),
        profile=EVERY,
        updates=("users", "deliveries", "rate_limits"),
        deletes=(
            "users",
            "connected_calendars",
            "sign_in_links",
            "sign_in_flows",
            "page_sessions",
            "calendar_accounts",
            "subscriptions",
        ),
    ),
    FunctionSpec(
        handler=f"{EDGES}.webhooks.handlers.webhooks_endpoint",
        memory=512,
        timeout=10,
        sends=("calendar_notices",),
        reads=("subscriptions",),
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
        reads_buckets=("documents",),
        writes_buckets=("sessions", "documents"),
        sends=("calendar_syncs", "approved_actions"),
        times=("chat_timers", "action_timers"),
        grants={Grant.NOTIFY, Grant.PUBLISH},
        workflow=("start", "stop", "describe", "resume"),
        approval=("resume",),
        slack=("speaks",),
        counts_keys=("connected_calendars",),
        reads=(
            "users",
            "absences",
            "meetings",
            "chat_sessions",
            "contexts",
            "material_texts",
            "records",
            "meeting_notes",
            "action_items",
            "notices",
            *_APPROVALS,
        ),
        puts=(
            "records",
            "meeting_notes",
            "action_items",
            "outcomes",
            "sign_in_links",
            "slack",
            "action_audit_log",
            "autonomy",
        ),
        updates=(
            "users",
            "meetings",
            "chat_sessions",
            "action_items",
            "outcomes",
            "notices",
            "slack",
            "pending_actions",
        ),
        deletes=("notices", "slack"),
    ),
    FunctionSpec(
        handler=f"{EDGES}.slack.install.slack_install",
        slack=("installs",),
        grants={Grant.LINK_TO_PAGE, Grant.SIGN},
        layers=("slack",),
        reads=("users", "slack"),
        puts=("slack",),
        deletes=("slack",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.slack.install.rotate_slack_tokens",
        timeout=300,
        schedule="rate(1 hour)",
        slack=("renews",),
        layers=("slack",),
        reads=("slack",),
        updates=("slack",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.slack.connect_slack",
        slack=("connects",),
        layers=("slack",),
        puts=("slack",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.provision_user",
        reads=("users", "action_audit_log"),
        puts=("users", "action_audit_log", "autonomy"),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.set_team_level",
        reads=("action_audit_log", "autonomy"),
        puts=("action_audit_log", "autonomy"),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.identity_providers.register_identity_provider",
        consents=("registers",),
        grants={Grant.LINK_TO_PAGE},
        updates=("users",),
        profile=PROVIDERS,
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.identity_providers.migrate_calendar_tokens",
        timeout=900,
        consents=("moves",),
        reads=("users",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.connect_calendar",
        grants={Grant.FETCH_FEEDS},
        reads=("users", "connected_calendars"),
        puts=("connected_calendars",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.move_calendars",
        timeout=900,
        reads=("users",),
        puts=("connected_calendars", "absences"),
        deletes=("users",),
    ),
    FunctionSpec(
        handler=f"{EDGES}.operator.accounts.issue_sign_in_link",
        grants={Grant.LINK_TO_PAGE},
        reads=("users",),
        puts=("sign_in_links",),
    ),
)


FUNCTIONS: tuple[FunctionSpec, ...] = tuple(with_implied_needs(row) for row in _ROWS)
