"""The page: every address people can open or post to, and what answers it. Server-rendered, works without scripts.

Signing in, consents and people are another edge (accounts.py), which alone may touch what those need.
"""

from functools import partial
from typing import Any

from lambdas.edges.web import materials, meeting, records, settings, slack, static_files, today
from lambdas.edges.web.app import LazyView, OpenRoutes, Routes, page_app

APPROVALS = partial(LazyView, "lambdas.edges.web.approvals")
OVERSIGHT = partial(LazyView, "lambdas.edges.web.oversight")
AUTONOMY = partial(LazyView, "lambdas.edges.web.autonomy")

READS: Routes = {
    "/": today.show,
    "/live": today.look_again,
    "/meetings/<meeting_id>": meeting.show,
    "/meetings/<meeting_id>/live": meeting.look_again,
    "/meetings/<meeting_id>/notes": meeting.download_notes,
    "/records": records.show_first,
    "/records/<kind>": records.show,
    "/records/<kind>/edit": records.edit,
    "/records/<kind>/import": records.show_import,
    "/records/<kind>/export": records.export,
    "/approvals": APPROVALS("show"),
    "/approvals/<action_id>": APPROVALS("show_one"),
    "/audit": OVERSIGHT("show_audit"),
    "/audit/export": OVERSIGHT("export_audit"),
    "/dashboard": OVERSIGHT("show_dashboard"),
    "/autonomy": AUTONOMY("show_autonomy"),
    "/settings": settings.show,
    "/slack/connect": slack.show_link,
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
    "/records/<kind>/save": records.save,
    "/records/<kind>/delete": records.delete,
    "/records/<kind>/preview": records.preview_import,
    "/records/<kind>/import": records.import_file,
    "/approvals": APPROVALS("decide_many"),
    "/approvals/<action_id>/decide": APPROVALS("decide"),
    "/approvals/<action_id>/edit": APPROVALS("edit"),
    "/approvals/<action_id>/ask": APPROVALS("ask"),
    "/approvals/<action_id>/undo": APPROVALS("undo"),
    "/autonomy/level": AUTONOMY("choose_level"),
    "/autonomy/habits": AUTONOMY("save_habits"),
    "/autonomy/rules/<rule_id>/accept": AUTONOMY("accept_rule"),
    "/autonomy/break-glass": AUTONOMY("declare_emergency"),
    "/settings/profile": settings.save_profile,
    "/settings/prep-hours": settings.save_prep_hours,
    "/slack/connect": slack.accept_link,
    "/settings/channels": settings.choose_channels,
    "/settings/phone": settings.send_phone_code,
    "/settings/phone/confirmation": settings.confirm_phone,
    "/settings/phone/removal": settings.forget_phone,
    "/settings/calendars": settings.connect_calendar,
    "/settings/calendars/<calendar_id>/disconnect": settings.disconnect_calendar,
    "/settings/calendars/<calendar_id>/counts": settings.count_calendar,
    "/settings/sync": settings.read_calendars,
    "/settings/switches/<part>": settings.switch,
}
OPEN: OpenRoutes = {("GET", "/static/<name>"): static_files.send}

app = page_app(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(app.resolve(event, context))
