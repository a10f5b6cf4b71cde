"""The page: every address people can open or post to, and what answers it. Server-rendered, works without scripts.

Each view is imported with its first request: most starts of the function come to one of them.

Signing in, consents, people and phones are another edge (accounts.py), which alone may touch what those need.
"""

from functools import partial
from typing import Any

from lambdas.edges.web.app import LazyView, OpenRoutes, Routes, answer, page_app

AGENDA = partial(LazyView, "lambdas.edges.web.agenda")
CALENDAR = partial(LazyView, "lambdas.edges.web.calendar")
APPROVAL = partial(LazyView, "lambdas.edges.web.approval")
APPROVALS = partial(LazyView, "lambdas.edges.web.approvals")
ERASURE = partial(LazyView, "lambdas.edges.web.erasure")
ITEMS = partial(LazyView, "lambdas.edges.web.items")
FIRST_STEPS = partial(LazyView, "lambdas.edges.web.first_steps")
DOCUMENTS = partial(LazyView, "lambdas.edges.web.documents")
MATERIALS = partial(LazyView, "lambdas.edges.web.materials")
MEETING = partial(LazyView, "lambdas.edges.web.meeting")
NOTES = partial(LazyView, "lambdas.edges.web.notes")
OUTCOMES = partial(LazyView, "lambdas.edges.web.outcomes")
NOTE_TEXTS = partial(LazyView, "lambdas.edges.web.note_texts")
PALETTE = partial(LazyView, "lambdas.edges.web.palette")
PAST = partial(LazyView, "lambdas.edges.web.past")
PREP_LEAD = partial(LazyView, "lambdas.edges.web.prep_lead")
PERSON = partial(LazyView, "lambdas.edges.web.person")
RECORDINGS = partial(LazyView, "lambdas.edges.web.recordings")
RECORDS = partial(LazyView, "lambdas.edges.web.records")
RESULTS = partial(LazyView, "lambdas.edges.web.results")
RECOMMENDATION = partial(LazyView, "lambdas.edges.web.recommendation")
REVIEW = partial(LazyView, "lambdas.edges.web.review")
REVISION = partial(LazyView, "lambdas.edges.web.revision")
SEARCH = partial(LazyView, "lambdas.edges.web.search")
SERIES = partial(LazyView, "lambdas.edges.web.series")
SETTINGS = partial(LazyView, "lambdas.edges.web.settings")
WISHES = partial(LazyView, "lambdas.edges.web.wishes")
TRAVEL = partial(LazyView, "lambdas.edges.web.travel")
WORKING_TIME = partial(LazyView, "lambdas.edges.web.working_time")
SHARE = partial(LazyView, "lambdas.edges.web.share")
SLACK = partial(LazyView, "lambdas.edges.web.slack")
STAGE_SETTINGS = partial(LazyView, "lambdas.edges.web.stage_settings")
STATIC_FILES = partial(LazyView, "lambdas.edges.web.static_files")
SUMMARY = partial(LazyView, "lambdas.edges.web.summary")
TODAY = partial(LazyView, "lambdas.edges.web.today")
UNDO = partial(LazyView, "lambdas.edges.web.undo")
AUDIT = partial(LazyView, "lambdas.edges.web.audit")
OVERSIGHT = partial(LazyView, "lambdas.edges.web.oversight")
ASK = partial(LazyView, "lambdas.edges.web.ask")
AUTONOMY = partial(LazyView, "lambdas.edges.web.autonomy")

READS: Routes = {
    "/": TODAY("show"),
    "/live": TODAY("look_again"),
    "/calendar": CALENDAR("show"),
    "/meetings/<meeting_id>": MEETING("show"),
    "/meetings/<meeting_id>/live": MEETING("look_again"),
    "/meetings/<meeting_id>/again": REVISION("show_again"),
    "/meetings/<meeting_id>/answers/<place>": REVISION("show_answer"),
    "/meetings/<meeting_id>/agenda": AGENDA("edit"),
    "/meetings/<meeting_id>/agenda/versions/<version>": AGENDA("show_version"),
    "/meetings/<meeting_id>/calendar": DOCUMENTS("calendar"),
    "/meetings/<meeting_id>/print": DOCUMENTS("print_out"),
    "/meetings/<meeting_id>/share": SHARE("show"),
    "/meetings/<meeting_id>/summary": SUMMARY("show"),
    "/meetings/<meeting_id>/notes": NOTES("download"),
    "/meetings/<meeting_id>/forget": ERASURE("show"),
    "/meetings/<meeting_id>/notes/<text_id>": NOTE_TEXTS("show"),
    "/meetings/<meeting_id>/review": REVIEW("show"),
    "/meetings/<meeting_id>/people/<person>": PERSON("show"),
    "/meetings/<meeting_id>/series": SERIES("show"),
    "/items": ITEMS("show"),
    "/results": RESULTS("show"),
    "/past": PAST("show"),
    "/search": SEARCH("show"),
    "/search/suggest": SEARCH("suggest"),
    "/records": RECORDS("show_first"),
    "/records/<kind>": RECORDS("show"),
    "/records/<kind>/edit": RECORDS("edit"),
    "/records/<kind>/import": RECORDS("show_import"),
    "/records/<kind>/export": RECORDS("export"),
    "/approvals": APPROVALS("show"),
    "/approvals/live": APPROVALS("look_again"),
    "/approvals/<action_id>": APPROVAL("show_one"),
    "/approvals/<action_id>/confirm": APPROVAL("show_confirmation"),
    "/audit": AUDIT("show_audit"),
    "/audit/export": AUDIT("export_audit"),
    "/dashboard": OVERSIGHT("show_dashboard"),
    "/autonomy": AUTONOMY("show_autonomy"),
    "/palette": PALETTE("list_places"),
    "/shortcuts": PALETTE("show_shortcuts"),
    "/settings": SETTINGS("show"),
    "/settings/operator": STAGE_SETTINGS("show"),
    "/slack/connect": SLACK("show_link"),
    "/m/<link>": MATERIALS("open_material"),
}
CHANGES: Routes = {
    "/first-steps/away": FIRST_STEPS("put_away"),
    "/notices/dismiss": TODAY("dismiss"),
    "/undo": UNDO("undo"),
    "/meetings/<meeting_id>/agenda": AGENDA("save"),
    "/meetings/<meeting_id>/agenda/restore": AGENDA("restore"),
    "/meetings/<meeting_id>/notes": NOTES("save"),
    "/meetings/<meeting_id>/notes/texts": NOTE_TEXTS("hand_in"),
    "/meetings/<meeting_id>/recordings": RECORDINGS("record"),
    "/meetings/<meeting_id>/review": REVIEW("confirm"),
    "/meetings/<meeting_id>/nothing-to-note": REVIEW("say_nothing"),
    "/meetings/<meeting_id>/share": SHARE("propose"),
    "/meetings/<meeting_id>/outcomes": OUTCOMES("answer"),
    "/meetings/<meeting_id>/outcomes/new": OUTCOMES("want"),
    "/meetings/<meeting_id>/summary": SUMMARY("propose"),
    "/meetings/<meeting_id>/moves": MEETING("move"),
    "/meetings/<meeting_id>/answers/<place>": REVISION("save_answer"),
    "/meetings/<meeting_id>/questions": ASK("ask"),
    "/meetings/<meeting_id>/prep": MEETING("prepare"),
    "/meetings/<meeting_id>/not-needed": MEETING("decline"),
    "/meetings/<meeting_id>/needed": MEETING("reconsider"),
    "/meetings/<meeting_id>/forget": ERASURE("forget"),
    "/meetings/<meeting_id>/type": MEETING("correct_type"),
    "/meetings/<meeting_id>/feedback": MEETING("rate"),
    "/meetings/<meeting_id>/wishes": WISHES("wish"),
    "/items/<item_id>/done": ITEMS("finish"),
    "/items/<item_id>/drop": ITEMS("drop"),
    "/items/<item_id>/due": ITEMS("redate"),
    "/items/<item_id>/reopen": ITEMS("reopen"),
    "/items/<item_id>/words": ITEMS("reword"),
    "/items/<item_id>/remind": ITEMS("remind"),
    "/items/<item_id>/task": ITEMS("create_task"),
    "/sessions/<session_id>/snooze": MEETING("snooze"),
    "/results/recommendation": RECOMMENDATION("recommend"),
    "/records/<kind>/save": RECORDS("save"),
    "/records/<kind>/delete": RECORDS("delete"),
    "/records/<kind>/correct": RECORDS("correct"),
    "/records/<kind>/take-back": RECORDS("take_back"),
    "/records/<kind>/preview": RECORDS("preview_import"),
    "/records/<kind>/import": RECORDS("import_file"),
    "/approvals": APPROVALS("decide_many"),
    "/approvals/<action_id>/decide": APPROVAL("decide"),
    "/approvals/<action_id>/confirm": APPROVAL("confirm"),
    "/approvals/<action_id>/edit": APPROVAL("edit"),
    "/approvals/<action_id>/ask": APPROVAL("ask"),
    "/approvals/<action_id>/undo": APPROVAL("undo"),
    "/autonomy/level": AUTONOMY("choose_level"),
    "/autonomy/team": AUTONOMY("save_team_rules"),
    "/autonomy/habits": AUTONOMY("save_habits"),
    "/autonomy/rules/<rule_id>/accept": AUTONOMY("accept_rule"),
    "/autonomy/break-glass": AUTONOMY("declare_emergency"),
    "/settings/profile": SETTINGS("save_profile"),
    "/settings/second-zone": CALENDAR("choose_second_zone"),
    "/settings/prep-hours": SETTINGS("save_prep_hours"),
    "/settings/timing": PREP_LEAD("answer"),
    "/slack/connect": SLACK("accept_link"),
    "/settings/channels": SETTINGS("choose_channels"),
    "/settings/brief": SETTINGS("choose_brief_hour"),
    "/settings/after-meetings": SETTINGS("choose_asking"),
    "/settings/model": SETTINGS("choose_model_consent"),
    "/settings/calendars": SETTINGS("connect_calendar"),
    "/settings/calendars/<calendar_id>/disconnect": SETTINGS("disconnect_calendar"),
    "/settings/calendars/<calendar_id>/counts": SETTINGS("count_calendar"),
    "/settings/wishes/undo": WISHES("undo"),
    "/settings/seen-timezone": TRAVEL("look"),
    "/settings/timezone": TRAVEL("answer"),
    "/settings/working-week": WORKING_TIME("save_week"),
    "/settings/days-off": WORKING_TIME("add_days_off"),
    "/settings/days-off/removal": WORKING_TIME("remove_days_off"),
    "/settings/sync": SETTINGS("read_calendars"),
    "/settings/switches/<part>": STAGE_SETTINGS("switch"),
}
OPEN: OpenRoutes = {("GET", "/static/<name>"): STATIC_FILES("send")}

app = page_app(READS, CHANGES, OPEN)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return answer(app, event, context)
