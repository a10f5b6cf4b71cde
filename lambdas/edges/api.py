"""The JSON door: ``/api/*``, for the commands, other programs and scripts; its OpenAPI document is made from here."""

from typing import Any

from lambdas.edges import api_account, api_approvals, api_meetings, api_records
from lambdas.edges.api_app import app

app.post("/api/sign-in")(api_meetings.sign_in)
app.get("/api/meetings")(api_meetings.list_meetings)
app.get("/api/meetings/<meeting_id>")(api_meetings.get_meeting)
app.post("/api/meetings/<meeting_id>/prep")(api_meetings.prepare)
app.post("/api/meetings/<meeting_id>/not-needed")(api_meetings.decline)
app.post("/api/meetings/<meeting_id>/needed")(api_meetings.reconsider)
app.post("/api/meetings/<meeting_id>/type")(api_meetings.correct_type)
app.post("/api/meetings/<meeting_id>/feedback")(api_meetings.give_feedback)
app.get("/api/meetings/<meeting_id>/session")(api_meetings.get_session)
app.get("/api/meetings/<meeting_id>/contexts")(api_meetings.list_contexts)
app.get("/api/meetings/<meeting_id>/materials")(api_meetings.get_materials)
app.get("/api/meetings/<meeting_id>/trace")(api_meetings.trace)
app.post("/api/sessions/<session_id>/moves")(api_meetings.make_move)
app.post("/api/sessions/<session_id>/snooze")(api_meetings.snooze)
app.get("/api/notices")(api_meetings.list_notices)
app.post("/api/notices/<message_id>/dismiss")(api_meetings.dismiss_notice)

app.get("/api/records/<kind>")(api_records.list_records)
app.post("/api/records/<kind>")(api_records.save_record)
app.delete("/api/records/<kind>")(api_records.delete_record)
app.post("/api/records/<kind>/import")(api_records.import_records)
app.post("/api/records/<kind>/preview")(api_records.preview_records)
app.get("/api/records/<kind>/export")(api_records.export_records)

app.post("/api/approvals")(api_approvals.queue_action)
app.get("/api/approvals")(api_approvals.list_actions)
app.post("/api/approvals/bulk")(api_approvals.decide_in_bulk)
app.get("/api/approvals/<action_id>")(api_approvals.get_action)
app.post("/api/approvals/<action_id>")(api_approvals.decide_action)
app.put("/api/approvals/<action_id>")(api_approvals.edit_action)
app.post("/api/approvals/<action_id>/remarks")(api_approvals.remark)
app.post("/api/approvals/<action_id>/undo")(api_approvals.undo_action)
app.get("/api/audit")(api_approvals.get_audit)
app.get("/api/audit/<team_id>")(api_approvals.get_team_audit)
app.get("/api/audit/<team_id>/export")(api_approvals.export_audit)
app.get("/api/audit/<team_id>/verification")(api_approvals.verify_audit)
app.get("/api/autonomy")(api_approvals.get_autonomy)
app.put("/api/autonomy/level")(api_approvals.change_level)
app.put("/api/autonomy/types")(api_approvals.change_handling)
app.put("/api/autonomy/habits")(api_approvals.change_habits)
app.post("/api/autonomy/rules/<rule_id>")(api_approvals.accept_rule)
app.post("/api/autonomy/break-glass")(api_approvals.declare_emergency)
app.get("/api/autonomy/dashboard")(api_approvals.get_dashboard)

app.get("/api/settings")(api_account.get_settings)
app.put("/api/settings/profile")(api_account.save_profile)
app.put("/api/settings/prep-hours")(api_account.save_prep_hours)
app.get("/api/calendars")(api_account.list_calendars)
app.post("/api/calendars")(api_account.connect_calendar)
app.post("/api/calendars/upload")(api_account.upload_calendar)
app.delete("/api/calendars/<calendar_id>")(api_account.disconnect_calendar)
app.get("/api/switches")(api_account.get_switches)
app.put("/api/switches/<part>")(api_account.switch)
app.get("/api/health")(api_account.health)
app.get("/api/openapi.json", include_in_schema=False)(api_account.openapi)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(app.resolve(event, context))
