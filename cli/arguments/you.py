"""Commands of whoever meets: their calendar, their meetings, what they promised, what waits for their yes."""

from pathlib import Path

from cli.arguments.command import Commands, add_command, add_meeting_command, at_once, days, port

APPROVAL_VERBS = ("list", "show", "approve", "reject", "confirm", "undo", "accept-rule")
ITEM_VERBS = ("list", "done", "drop", "reopen", "due")


def add(commands: Commands) -> None:
    _add_instance(commands)
    _add_meetings(commands)
    _add_afterwards(commands)
    _add_decisions(commands)


def _add_instance(commands: Commands) -> None:
    up = add_command(commands, "up", "set up and start AMO here, connect calendars, sync, print the page's address")
    kinds = "an .ics file, a feed, google-fake or microsoft-fake"
    up.add_argument("--calendar", action="append", default=[], metavar="FILE_OR_URL", help=kinds)
    up.add_argument("--email", default="", metavar="ADDRESS", help="your address, to find you among the attendees")
    up.add_argument("--port", type=port, metavar="N", help="the page's port; the engine takes the next one")
    up.add_argument("--slack", action="store_true", help="listen to Slack in Socket Mode, for as long as this runs")
    up.add_argument("--slack-api-url", default="", metavar="URL", help="what stands in for Slack's API there")
    up.add_argument("--enforce-iam", action="store_true", help="let functions do only what their roles grant")
    cap = "turn away what is more at once, as Lambda does in a new account"
    up.add_argument("--concurrency", type=at_once, metavar="N", help=cap)
    scripted = "a scripted stand-in for a model, through the engine's Bedrock; it answers by rules"
    small = "a real model, very small: installs 330 MB into build/ first, under Gemma's terms"
    for name, summary in (("model-fake", scripted), ("model-small", small)):
        up.add_argument(f"--{name}", dest="model", action="store_const", const=name, default="", help=summary)
    stand_ins = "stand-ins of every service figures come from, connected; no figure is imported"
    up.add_argument("--sources-fake", action="store_true", help=stand_ins)
    up.add_argument("--detach", action="store_true", help="return when it is up")
    add_command(commands, "down", "stop AMO; nothing is lost")
    add_command(commands, "status", "is it running, and is everything well", as_json=True)
    add_command(commands, "sync", "read the calendars now", as_json=True)
    calendar = add_command(commands, "calendar", "the calendars AMO reads for you; connect one", as_json=True)
    calendar.add_argument("verb", nargs="?", default="list", choices=["list", "connect", "disconnect"])
    given = "connect: an .ics file, or a feed's secret address; disconnect: the id that list shows"
    calendar.add_argument("calendar", nargs="?", default="", metavar="FILE_OR_URL", help=given)
    sign_in = add_command(commands, "sign-in", "confirm that it is you, before you decide for somebody", as_json=True)
    sign_in.add_argument("--code", default="", metavar="CODE", help="the code that was sent to you")
    add_command(commands, "mail", "what AMO mailed; nothing leaves this computer", as_json=True)


def _add_meetings(commands: Commands) -> None:
    meetings = add_command(commands, "meetings", "the coming meetings and their preparation", as_json=True)
    meetings.add_argument("--days", type=days, default=14, metavar="N", help="how many days ahead (default 14)")
    meetings.add_argument("--past", type=days, default=0, metavar="N", help="with those of the last N days")
    add_meeting_command(commands, "prep", "start preparing a meeting now")
    add_meeting_command(commands, "trace", "what the workflow of a meeting did, state by state", as_json=True)
    chat = add_meeting_command(commands, "chat", "answer the preparation's questions")
    chat.add_argument("--answers", type=Path, metavar="FILE", help="one answer a line, an empty line skips; no prompt")
    ask = add_meeting_command(commands, "ask", "ask what is on record about a meeting", as_json=True)
    ask.add_argument("question", metavar="QUESTION", help="in one sentence, quoted")
    materials = add_meeting_command(
        commands, "materials", "brief, agenda, questions and notes of a meeting", as_json=True
    )
    materials.add_argument("--out", type=Path, metavar="DIR", help="write the documents there")
    materials.add_argument("--explain", action="store_true", help="why each line is there, and what was left out")
    forget = add_meeting_command(commands, "forget", "delete everything AMO holds of a meeting, for good", as_json=True)
    forget.add_argument("--yes", action="store_true", help="do not ask first")
    correct = add_meeting_command(commands, "correct", "say what type a meeting (and its series) really is")
    correct.add_argument("meeting_type", metavar="TYPE")


def _add_afterwards(commands: Commands) -> None:
    notes = add_meeting_command(commands, "notes", "hand in what was said; confirm what it comes to", as_json=True)
    kinds = ".md, .txt, .vtt, .srt or .docx; - is standard input; left out, it shows what was confirmed"
    notes.add_argument("file", nargs="?", type=Path, metavar="FILE", help=kinds)
    notes.add_argument("--confirm", action="store_true", help="keep, drop or edit what was found, one by one")
    notes.add_argument("--yes", action="store_true", help="keep all of it as it was found")
    items = add_command(commands, "items", "what was promised, and what became of it", as_json=True)
    items.add_argument("verb", nargs="?", default="list", choices=ITEM_VERBS)
    items.add_argument("words", nargs="*", metavar="ID", help="one or more ids; due takes an ID and a DAY, or none")


def _add_decisions(commands: Commands) -> None:
    approvals = add_command(commands, "approvals", "what AMO wants to do, and your decision on it", as_json=True)
    approvals.add_argument("verb", nargs="?", default="list", choices=APPROVAL_VERBS)
    approvals.add_argument("ids", nargs="*", metavar="ID", help="one or more; ID@HASH for what show printed")
    approvals.add_argument("--note", default="", metavar="TEXT", help="why, for the audit log")
    approvals.add_argument("--seen", default="", metavar="HASH", help="decide only if it is still what show printed")
    approvals.add_argument("--yes", action="store_true", help="do not ask first")
