"""The JSON API: ``/api/*``, for the commands, other programs and scripts; its OpenAPI document is made from here.

A request imports the operations of its own address alone (``/api/meetings/...``): most starts never come to the others.
"""

from functools import cache
from importlib import import_module
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas.edges.api.app import VERSION, answer, app

OPENAPI = "/api/openapi.json"
OPERATIONS = (
    ("POST", "/api/sign-in", "meetings", "sign_in"),
    ("GET", "/api/meetings", "meetings", "list_meetings"),
    ("GET", "/api/meetings/<meeting_id>", "meetings", "get_meeting"),
    ("POST", "/api/meetings/<meeting_id>/prep", "meetings", "prepare"),
    ("POST", "/api/meetings/<meeting_id>/not-needed", "meetings", "decline"),
    ("POST", "/api/meetings/<meeting_id>/needed", "meetings", "reconsider"),
    ("POST", "/api/meetings/<meeting_id>/type", "meetings", "correct_type"),
    ("POST", "/api/meetings/<meeting_id>/feedback", "meetings", "give_feedback"),
    ("GET", "/api/meetings/<meeting_id>/session", "meetings", "get_session"),
    ("GET", "/api/meetings/<meeting_id>/contexts", "meetings", "list_contexts"),
    ("GET", "/api/meetings/<meeting_id>/materials", "meetings", "get_materials"),
    ("GET", "/api/meetings/<meeting_id>/trace", "meetings", "trace"),
    ("POST", "/api/sessions/<session_id>/moves", "meetings", "make_move"),
    ("POST", "/api/sessions/<session_id>/snooze", "meetings", "snooze"),
    ("GET", "/api/notices", "meetings", "list_notices"),
    ("POST", "/api/notices/<message_id>/dismiss", "meetings", "dismiss_notice"),
    ("GET", "/api/records/<kind>", "records", "list_records"),
    ("POST", "/api/records/<kind>", "records", "save_record"),
    ("DELETE", "/api/records/<kind>", "records", "delete_record"),
    ("POST", "/api/records/<kind>/import", "records", "import_records"),
    ("POST", "/api/records/<kind>/preview", "records", "preview_records"),
    ("GET", "/api/records/<kind>/export", "records", "export_records"),
    ("POST", "/api/approvals", "approvals", "queue_action"),
    ("GET", "/api/approvals", "approvals", "list_actions"),
    ("POST", "/api/approvals/bulk", "approvals", "decide_in_bulk"),
    ("GET", "/api/approvals/<action_id>", "approvals", "get_action"),
    ("POST", "/api/approvals/<action_id>", "approvals", "decide_action"),
    ("PUT", "/api/approvals/<action_id>", "approvals", "edit_action"),
    ("POST", "/api/approvals/<action_id>/remarks", "approvals", "remark"),
    ("POST", "/api/approvals/<action_id>/undo", "approvals", "undo_action"),
    ("GET", "/api/audit", "approvals", "get_audit"),
    ("GET", "/api/audit/<team_id>", "approvals", "get_team_audit"),
    ("GET", "/api/audit/<team_id>/export", "approvals", "export_audit"),
    ("GET", "/api/audit/<team_id>/verification", "approvals", "verify_audit"),
    ("GET", "/api/autonomy", "approvals", "get_autonomy"),
    ("PUT", "/api/autonomy/level", "approvals", "change_level"),
    ("PUT", "/api/autonomy/types", "approvals", "change_handling"),
    ("PUT", "/api/autonomy/habits", "approvals", "change_habits"),
    ("POST", "/api/autonomy/rules/<rule_id>", "approvals", "accept_rule"),
    ("POST", "/api/autonomy/break-glass", "approvals", "declare_emergency"),
    ("GET", "/api/autonomy/dashboard", "approvals", "get_dashboard"),
    ("GET", "/api/settings", "accounts", "get_settings"),
    ("PUT", "/api/settings/profile", "accounts", "save_profile"),
    ("PUT", "/api/settings/prep-hours", "accounts", "save_prep_hours"),
    ("PUT", "/api/settings/channels", "channels", "choose_channels"),
    ("POST", "/api/settings/phone", "channels", "send_phone_code"),
    ("DELETE", "/api/settings/phone", "channels", "forget_phone"),
    ("POST", "/api/settings/phone/confirmation", "channels", "confirm_phone"),
    ("GET", "/api/calendars", "accounts", "list_calendars"),
    ("POST", "/api/calendars", "accounts", "connect_calendar"),
    ("POST", "/api/calendars/upload", "accounts", "upload_calendar"),
    ("DELETE", "/api/calendars/<calendar_id>", "accounts", "disconnect_calendar"),
    ("PUT", "/api/calendars/<calendar_id>/counts", "accounts", "count_calendar"),
    ("GET", "/api/accounts", "people", "list_accounts"),
    ("GET", "/api/users", "people", "list_people"),
    ("POST", "/api/users", "people", "invite"),
    ("PUT", "/api/users/<user_id>", "people", "change_person"),
    ("POST", "/api/users/<user_id>/link", "people", "give_link"),
    ("GET", "/api/switches", "accounts", "get_switches"),
    ("PUT", "/api/switches/<part>", "accounts", "switch"),
    ("GET", "/api/health", "accounts", "health"),
)
"""Method, address, module beside this one, and the function in it."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    register_for(str(event.get("rawPath", "")))
    return answer(event, context)


def register_for(path: str) -> None:
    """Adds the operations that may answer at this address; at the document's own, all that it describes."""
    for _, rule, module, _ in OPERATIONS:
        if path == OPENAPI or rule.split("/")[:3] == path.split("/")[:3]:
            _register(module)


@cache
def _register(module: str) -> None:
    operations = import_module(f"lambdas.edges.api.{module}")
    for method, rule, owner, name in OPERATIONS:
        if owner == module:
            app.route(rule, method=method)(getattr(operations, name))


@app.get(OPENAPI, include_in_schema=False)
def openapi() -> Response[str]:
    document = app.get_openapi_json_schema(title="AMO", version=VERSION, description="Autonomous Meeting Orchestrator")
    return Response(200, "application/json", document)
