"""The page: every address people can open or post to, and what answers it. Server-rendered, works without scripts.

Signing in, consents and people are another door (accounts.py), which alone may touch what those need.
"""

from functools import partial
from typing import Any

from lambdas.edges.page_app import Later, OpenRoutes, Routes, door
from lambdas.edges.pages import files, materials, meeting, record_pages, settings_pages, slack_pages, today

APPROVALS = partial(Later, "lambdas.edges.pages.approval_pages")
OVERSIGHT = partial(Later, "lambdas.edges.pages.oversight_pages")
AUTONOMY = partial(Later, "lambdas.edges.pages.autonomy_pages")

READS: Routes = {
    "/": today.show,
    "/live": today.look_again,
    "/meetings/<meeting_id>": meeting.show,
    "/meetings/<meeting_id>/live": meeting.look_again,
    "/meetings/<meeting_id>/notes": meeting.download_notes,
    "/records": record_pages.show_first,
    "/records/<kind>": record_pages.show,
    "/records/<kind>/edit": record_pages.edit,
    "/records/<kind>/import": record_pages.show_import,
    "/records/<kind>/export": record_pages.export,
    "/approvals": APPROVALS("show"),
    "/approvals/<action_id>": APPROVALS("show_one"),
    "/audit": OVERSIGHT("show_audit"),
    "/audit/export": OVERSIGHT("export_audit"),
    "/dashboard": OVERSIGHT("show_dashboard"),
    "/autonomy": AUTONOMY("show_autonomy"),
    "/settings": settings_pages.show,
    "/slack/connect": slack_pages.show_tie,
    "/m/<link>": materials.open_material,
}
CHANGES: Routes = {
    "/notices/dismiss": today.dismiss,
    "/meetings/<meeting_id>/moves": meeting.move,
    "/meetings/<meeting_id>/prep": meeting.prepare,
    "/meetings/<meeting_id>/not-needed": meeting.decline,
    "/meetings/<meeting_id>/needed": meeting.reconsider,
    "/meetings/<meeting_id>/type": meeting.correct_type,
    "/meetings/<meeting_id>/feedback": meeting.rate,
    "/sessions/<session_id>/snooze": meeting.snooze,
    "/records/<kind>/save": record_pages.save,
    "/records/<kind>/delete": record_pages.delete,
    "/records/<kind>/preview": record_pages.preview_import,
    "/records/<kind>/import": record_pages.import_file,
    "/approvals": APPROVALS("decide_many"),
    "/approvals/<action_id>/decide": APPROVALS("decide"),
    "/approvals/<action_id>/edit": APPROVALS("edit"),
    "/approvals/<action_id>/ask": APPROVALS("ask"),
    "/approvals/<action_id>/undo": APPROVALS("undo"),
    "/autonomy/level": AUTONOMY("choose_level"),
    "/autonomy/habits": AUTONOMY("save_habits"),
    "/autonomy/rules/<rule_id>/accept": AUTONOMY("accept_rule"),
    "/autonomy/break-glass": AUTONOMY("declare_emergency"),
    "/settings/profile": settings_pages.save_profile,
    "/settings/prep-hours": settings_pages.save_prep_hours,
    "/slack/connect": slack_pages.accept_tie,
    "/settings/channels": settings_pages.choose_channels,
    "/settings/phone": settings_pages.send_phone_code,
    "/settings/phone/confirmation": settings_pages.confirm_phone,
    "/settings/phone/removal": settings_pages.forget_phone,
    "/settings/calendars": settings_pages.connect_calendar,
    "/settings/calendars/<calendar_id>/disconnect": settings_pages.disconnect_calendar,
    "/settings/calendars/<calendar_id>/counts": settings_pages.count_calendar,
    "/settings/sync": settings_pages.read_calendars,
    "/settings/switches/<part>": settings_pages.switch,
}
OPEN: OpenRoutes = {("GET", "/static/<name>"): files.send}

app = door(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(app.resolve(event, context))
