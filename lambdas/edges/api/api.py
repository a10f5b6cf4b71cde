"""The JSON API: ``/api/*`` and ``/chat/send``, for the commands, other programs and scripts.

Its OpenAPI document is made from here.

A request imports the operations of its own address alone (``/api/meetings/...``): most starts never come to the others.
"""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas.edges.api.app import answer, app
from lambdas.edges.api.operations import register_all, register_for

OPENAPI = "/api/openapi.json"
MEETINGS = "lambdas.edges.api.meetings"
RECORDS = "lambdas.edges.api.records"
APPROVALS = "lambdas.edges.api.approvals"
TEAMS = "lambdas.edges.api.teams"
ACCOUNTS = "lambdas.edges.api.accounts"
CHANNELS = "lambdas.edges.api.channels"
QUESTIONS = "lambdas.edges.api.questions"
NOTES = "lambdas.edges.api.notes"
ASK = "lambdas.edges.api.ask"
CHAT = "lambdas.edges.api.chat"
ITEMS = "lambdas.edges.api.items"
SIGN_IN = "lambdas.edges.api.sign_in"
OPERATIONS = (
    ("POST", "/api/sign-in", SIGN_IN, "sign_in"),
    ("GET", "/api/sign-in/proof", SIGN_IN, "get_session_state"),
    ("POST", "/api/sign-in/proof", SIGN_IN, "send_code"),
    ("POST", "/api/sign-in/proof/confirmation", SIGN_IN, "confirm_session"),
    ("GET", "/api/meetings", MEETINGS, "list_meetings"),
    ("GET", "/api/meetings/<meeting_id>", MEETINGS, "get_meeting"),
    ("POST", "/api/meetings/<meeting_id>/prep", MEETINGS, "prepare"),
    ("POST", "/api/meetings/<meeting_id>/not-needed", MEETINGS, "decline"),
    ("POST", "/api/meetings/<meeting_id>/needed", MEETINGS, "reconsider"),
    ("GET", "/api/meetings/<meeting_id>/forget", MEETINGS, "look_at_erasure"),
    ("POST", "/api/meetings/<meeting_id>/forget", MEETINGS, "forget"),
    ("POST", "/api/meetings/<meeting_id>/type", MEETINGS, "correct_type"),
    ("POST", "/api/meetings/<meeting_id>/feedback", MEETINGS, "give_feedback"),
    ("GET", "/api/meetings/<meeting_id>/session", MEETINGS, "get_session"),
    ("GET", "/api/meetings/<meeting_id>/contexts", MEETINGS, "list_contexts"),
    ("GET", "/api/meetings/<meeting_id>/materials", MEETINGS, "get_materials"),
    ("GET", "/api/meetings/<meeting_id>/materials/explanation", MEETINGS, "explain_materials"),
    ("GET", "/api/meetings/<meeting_id>/trace", MEETINGS, "trace"),
    ("POST", "/api/meetings/<meeting_id>/notes", NOTES, "add_notes"),
    ("GET", "/api/meetings/<meeting_id>/review", NOTES, "get_review"),
    ("POST", "/api/meetings/<meeting_id>/review", NOTES, "confirm_review"),
    ("POST", "/api/meetings/<meeting_id>/review/nothing", NOTES, "say_nothing"),
    ("GET", "/api/meetings/<meeting_id>/outcomes", NOTES, "list_outcomes"),
    ("POST", "/api/meetings/<meeting_id>/outcomes", NOTES, "say_outcome"),
    ("POST", "/api/meetings/<meeting_id>/questions", ASK, "ask"),
    ("GET", "/api/meetings/<meeting_id>/questions/<question_id>", ASK, "get_question"),
    ("GET", "/api/items", ITEMS, "list_items"),
    ("POST", "/api/items/<item_id>/done", ITEMS, "finish_item"),
    ("POST", "/api/items/<item_id>/drop", ITEMS, "drop_item"),
    ("POST", "/api/items/<item_id>/reopen", ITEMS, "reopen_item"),
    ("POST", "/api/items/<item_id>/due", ITEMS, "redate_item"),
    ("POST", "/api/sessions/<session_id>/moves", MEETINGS, "make_move"),
    ("POST", "/api/sessions/<session_id>/snooze", MEETINGS, "snooze"),
    ("POST", "/chat/send", CHAT, "send"),
    ("GET", "/api/notices", MEETINGS, "list_notices"),
    ("POST", "/api/notices/<message_id>/dismiss", MEETINGS, "dismiss_notice"),
    ("GET", "/api/records/<kind>", RECORDS, "list_records"),
    ("POST", "/api/records/<kind>", RECORDS, "save_record"),
    ("DELETE", "/api/records/<kind>", RECORDS, "delete_record"),
    ("POST", "/api/records/<kind>/import", RECORDS, "import_records"),
    ("POST", "/api/records/<kind>/preview", RECORDS, "preview_records"),
    ("GET", "/api/records/<kind>/export", RECORDS, "export_records"),
    ("POST", "/api/approvals", APPROVALS, "queue_action"),
    ("GET", "/api/approvals", APPROVALS, "list_actions"),
    ("POST", "/api/approvals/bulk", APPROVALS, "decide_in_bulk"),
    ("GET", "/api/approvals/<action_id>", APPROVALS, "get_action"),
    ("POST", "/api/approvals/<action_id>", APPROVALS, "decide_action"),
    ("PUT", "/api/approvals/<action_id>", APPROVALS, "edit_action"),
    ("POST", "/api/approvals/<action_id>/remarks", APPROVALS, "remark"),
    ("POST", "/api/approvals/<action_id>/undo", APPROVALS, "undo_action"),
    ("GET", "/api/audit", APPROVALS, "get_audit"),
    ("GET", "/api/audit/<team_id>", APPROVALS, "get_team_audit"),
    ("GET", "/api/audit/<team_id>/export", APPROVALS, "export_audit"),
    ("GET", "/api/audit/<team_id>/verification", APPROVALS, "verify_audit"),
    ("GET", "/api/autonomy", APPROVALS, "get_autonomy"),
    ("GET", "/api/autonomy/teams", TEAMS, "list_teams"),
    ("GET", "/api/autonomy/teams/<team_id>", TEAMS, "get_team"),
    ("PUT", "/api/autonomy/teams/<team_id>", TEAMS, "change_team"),
    ("PUT", "/api/autonomy/level", APPROVALS, "change_level"),
    ("PUT", "/api/autonomy/types", APPROVALS, "change_handling"),
    ("PUT", "/api/autonomy/habits", APPROVALS, "change_habits"),
    ("POST", "/api/autonomy/rules/<rule_id>", APPROVALS, "accept_rule"),
    ("POST", "/api/autonomy/break-glass", APPROVALS, "declare_emergency"),
    ("GET", "/api/autonomy/dashboard", APPROVALS, "get_dashboard"),
    ("GET", "/api/settings", ACCOUNTS, "get_settings"),
    ("PUT", "/api/settings/prep-hours", ACCOUNTS, "save_prep_hours"),
    ("PUT", "/api/settings/working-week", ACCOUNTS, "save_working_week"),
    ("POST", "/api/settings/days-off", ACCOUNTS, "add_days_off"),
    ("POST", "/api/settings/days-off/removal", ACCOUNTS, "remove_days_off"),
    ("PUT", "/api/settings/model-consent", ACCOUNTS, "save_model_consent"),
    ("GET", "/api/model", ACCOUNTS, "show_model"),
    ("PUT", "/api/settings/channels", CHANNELS, "choose_channels"),
    ("GET", "/api/calendars", ACCOUNTS, "list_calendars"),
    ("POST", "/api/calendars", ACCOUNTS, "connect_calendar"),
    ("POST", "/api/calendars/upload", ACCOUNTS, "upload_calendar"),
    ("DELETE", "/api/calendars/<calendar_id>", ACCOUNTS, "disconnect_calendar"),
    ("PUT", "/api/calendars/<calendar_id>/counts", ACCOUNTS, "count_calendar"),
    ("GET", "/api/accounts", ACCOUNTS, "list_accounts"),
    ("GET", "/api/questions", QUESTIONS, "list_question_figures"),
    ("GET", "/api/switches", ACCOUNTS, "get_switches"),
    ("PUT", "/api/switches/<part>", ACCOUNTS, "switch"),
    ("GET", "/api/health", ACCOUNTS, "health"),
    ("GET", "/api/config/validate", "lambdas.edges.api.configuration", "validate_configuration"),
)
"""Method, address, module, and the function in it; people_api.py and sources_api.py have the others."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    path = str(event.get("rawPath", ""))
    register_for(path, OPERATIONS)
    if path == OPENAPI:
        describe_all()
    return answer(event, context)


def describe_all() -> None:
    """Adds every operation of all three functions: the document describes one API."""
    from lambdas.edges.api import people_api, sources_api

    register_all(OPERATIONS)
    register_all(people_api.OPERATIONS)
    register_all(sources_api.OPERATIONS)


@app.get(OPENAPI, include_in_schema=False)
def openapi() -> Response[str]:
    from lambdas.edges.api.document import document

    return Response(200, "application/json", document())
