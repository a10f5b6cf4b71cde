"""``./amo``: reads the arguments, runs one command, turns every failure into one line and an exit code."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from cli.installation import InstallationFailed
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.errors import AmoError

APPROVAL_VERBS = ("list", "show", "approve", "reject", "confirm", "undo", "accept-rule")
ITEM_VERBS = ("list", "done", "drop", "reopen", "due")
USER_VERBS = ("list", "invite", "change", "deactivate", "reactivate", "link")
AUTONOMY_LEVELS = ("supervised", "semi_autonomous", "autonomous")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done; 1 it did not work, with one line on stderr; 2 wrong usage (argparse says which)."""
    options = _parser().parse_args(arguments)
    command = importlib.import_module(f"cli.commands.{options.command.replace('-', '_')}")
    try:
        return int(command.run(options))
    except (AmoError, InstallationFailed) as error:
        sys.stderr.write(f"amo: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, a pager) has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amo", description="The Autonomous Meeting Orchestrator on one machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_instance_commands(commands)
    _add_meeting_commands(commands)
    _add_afterwards_commands(commands)
    _add_approval_commands(commands)
    _add_tool_commands(commands)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_instance_commands(commands: Commands) -> None:
    up = _command(commands, "up", "set up and start AMO here, connect calendars, sync, print the page's address")
    kinds = "an .ics file, a feed, google-fake or microsoft-fake"
    up.add_argument("--calendar", action="append", default=[], metavar="FILE_OR_URL", help=kinds)
    up.add_argument("--email", default="", metavar="ADDRESS", help="your address, to find you among the attendees")
    up.add_argument("--port", type=_port, metavar="N", help="the page's port; the engine takes the next one")
    up.add_argument("--slack", action="store_true", help="listen to Slack in Socket Mode, for as long as this runs")
    up.add_argument("--slack-api-url", default="", metavar="URL", help="what stands in for Slack's API there")
    up.add_argument("--enforce-iam", action="store_true", help="let functions do only what their roles grant")
    up.add_argument("--detach", action="store_true", help="return when it is up")
    _command(commands, "down", "stop AMO; nothing is lost")
    _command(commands, "status", "is it running, and is everything well", as_json=True)
    _command(commands, "doctor", "check the whole configuration", as_json=True)
    _command(commands, "sync", "read the calendars now", as_json=True)


def _add_meeting_commands(commands: Commands) -> None:
    meetings = _command(commands, "meetings", "the coming meetings and their preparation", as_json=True)
    meetings.add_argument("--days", type=_days, default=14, metavar="N", help="how many days ahead (default 14)")
    meetings.add_argument("--past", type=_days, default=0, metavar="N", help="with those of the last N days")
    _meeting_command(commands, "prep", "start preparing a meeting now")
    _meeting_command(commands, "trace", "what the workflow of a meeting did, state by state", as_json=True)
    chat = _meeting_command(commands, "chat", "answer the preparation's questions")
    chat.add_argument("--answers", type=Path, metavar="FILE", help="one answer a line, an empty line skips; no prompt")
    materials = _meeting_command(commands, "materials", "brief, agenda, questions and notes of a meeting", as_json=True)
    materials.add_argument("--out", type=Path, metavar="DIR", help="write the documents there")
    materials.add_argument("--explain", action="store_true", help="why each line is there, and what was left out")
    _command(commands, "questions", "how the two sets of questions of a meeting type compare", as_json=True)
    forget = _meeting_command(commands, "forget", "delete everything AMO holds of a meeting, for good", as_json=True)
    forget.add_argument("--yes", action="store_true", help="do not ask first")
    correct = _meeting_command(commands, "correct", "say what type a meeting (and its series) really is")
    correct.add_argument("meeting_type", metavar="TYPE")


def _add_afterwards_commands(commands: Commands) -> None:
    notes = _meeting_command(commands, "notes", "hand in what was said; confirm what it comes to", as_json=True)
    kinds = ".md, .txt, .vtt, .srt or .docx; - is standard input; left out, it shows what was confirmed"
    notes.add_argument("file", nargs="?", type=Path, metavar="FILE", help=kinds)
    notes.add_argument("--confirm", action="store_true", help="keep, drop or edit what was found, one by one")
    notes.add_argument("--yes", action="store_true", help="keep all of it as it was found")
    items = _command(commands, "items", "what was promised, and what became of it", as_json=True)
    items.add_argument("verb", nargs="?", default="list", choices=ITEM_VERBS)
    items.add_argument("words", nargs="*", metavar="ID", help="one or more ids; due takes an ID and a DAY, or none")


def _add_approval_commands(commands: Commands) -> None:
    approvals = _command(commands, "approvals", "what AMO wants to do, and your decision on it", as_json=True)
    approvals.add_argument("verb", nargs="?", default="list", choices=APPROVAL_VERBS)
    approvals.add_argument("ids", nargs="*", metavar="ID", help="one or more; ID@HASH for what show printed")
    approvals.add_argument("--note", default="", metavar="TEXT", help="why, for the audit log")
    approvals.add_argument("--seen", default="", metavar="HASH", help="decide only if it is still what show printed")
    approvals.add_argument("--yes", action="store_true", help="do not ask first")
    audit = _command(commands, "audit", "who did what, when, approved by whom", as_json=True)
    audit.add_argument("--verify", action="store_true", help="check that no row was changed, moved or removed")
    audit.add_argument("--team", default="", metavar="TEAM_ID", help="another team you oversee")
    autonomy = _command(commands, "autonomy", "how far AMO may act for you", as_json=True)
    autonomy.add_argument("--level", choices=AUTONOMY_LEVELS, help="raising it needs --seen, as the score shows it")
    autonomy.add_argument("--seen", type=int, metavar="N", help="how many decisions the score you saw rests on")
    autonomy.add_argument(
        "--team-level", choices=AUTONOMY_LEVELS, help="for operators: the most AMO may do in your team"
    )
    as_stage = "with --team-level: with the credentials of the stage, which also count for you"
    autonomy.add_argument("--as-stage", action="store_true", help=as_stage)
    autonomy.add_argument(
        "--proposes", metavar="TYPES", help="block_time,remind_attendees,decline_meeting: what AMO proposes by itself"
    )
    autonomy.add_argument("--share", choices=["on", "off"], help="propose to e-mail each agenda to the attendees")


def _add_tool_commands(commands: Commands) -> None:
    records = _command(commands, "records", "the figures behind the context of a meeting", as_json=True)
    records.add_argument("verb", choices=["import"])
    records.add_argument("kind", choices=[kind.value for kind in RecordKind])
    records.add_argument("file", type=Path, metavar="FILE", help="CSV or JSON; docs/records.md has the columns")
    classify = _command(commands, "classify", "try the classification rules on a CSV", as_json=True)
    classify.add_argument("file", type=Path, metavar="FILE.csv", help="columns title,description,attendee_count")
    slack = _command(commands, "slack", "the Slack app's manifest; connect a workspace")
    slack.add_argument("verb", choices=["manifest", "connect"])
    slack.add_argument("--token-rotation", action="store_true", help="manifest: tokens end, and are renewed")
    slack.add_argument("--agent", action="store_true", help="both: AMO among Slack's agents (paid plans)")
    slack.add_argument("--socket-mode", action="store_true", help="manifest: for a laptop, with up --slack")
    slack.add_argument(
        "--client-id", default="", metavar="ID", help="connect: let people install the app from the page"
    )
    slack.add_argument("--client-secret", default="", metavar="S", help="connect: from Basic Information")
    slack.add_argument("--app-token", default="", metavar="T", help="connect: xapp-..., for up --slack on this machine")
    slack.add_argument("--bot-token", default="", metavar="T", help="connect: xoxb-..., from OAuth & Permissions")
    slack.add_argument("--signing-secret", default="", metavar="S", help="connect: from Basic Information")
    slack.add_argument("--api-url", default="", metavar="URL", help="connect: what speaks Slack's API instead of Slack")
    slack.add_argument("--team-id", default="", metavar="ID", help="connect: refuse a token of any other workspace")
    _add_access_commands(commands)
    test = commands.add_parser("test", help="run every check and test", description="run every check and test")
    test.add_argument(
        "pytest_arguments", nargs=argparse.REMAINDER, help="folders or files first, then pytest's options"
    )
    bench = commands.add_parser("bench", help="measure, beside peers, on this machine")
    bench.add_argument("--json", action="store_true", help="one JSON document on stdout")
    bench.add_argument("--record", action="store_true", help="write the results into bench/README.md")
    bench.add_argument("names", nargs="*", metavar="NAME", help="which ones (default: all)")


def _add_access_commands(commands: Commands) -> None:
    users = _command(commands, "users", "who uses AMO here, as what; invite, deactivate", as_json=True)
    users.add_argument("verb", nargs="?", default="list", choices=USER_VERBS)
    users.add_argument("person", nargs="?", default="", metavar="ADDRESS", help="or the id that list shows")
    users.add_argument("--role", choices=("member", "reviewer", "operator"), help="invite, change: what they may do")
    users.add_argument("--team", metavar="TEAM", help="invite, change: the team they are in; '' is none")
    users.add_argument("--department", metavar="TEXT", help="invite, change: their team's department; '' is none")
    reviews = "invite, change: whom they review for; again for more, '' is nobody"
    users.add_argument("--reviews-for", action="append", metavar="PERSON", help=reviews)
    users.add_argument("--name", default="", metavar="TEXT", help="invite: what they are called")
    users.add_argument("--email", default="", metavar="ADDRESS", help="change: their address, for which you vouch")
    for name in ("google", "microsoft"):
        client = _command(commands, name, f"let people sign in with {name.capitalize()}, and connect calendars there")
        client.add_argument("verb", choices=["connect-client"])
        client.add_argument("--client-id", default="", metavar="ID", help="of AMO's registration there")
        client.add_argument("--client-secret", default="", metavar="S", help="asked for when left out")
        client.add_argument(
            "--allow-domain", action="append", default=[], metavar="DOMAIN", help="may come in uninvited"
        )
        client.add_argument("--issuer", default="", metavar="URL", help="a stand-in's, for trying")
        client.add_argument("--api-url", default="", metavar="URL", help="what speaks its calendar API instead")
        if name == "microsoft":
            client.add_argument(
                "--tenant", default="", metavar="ID", help="your directory; only its addresses are proof"
            )
    sign_in = _command(commands, "sign-in", "confirm that it is you, before you decide for somebody", as_json=True)
    sign_in.add_argument("--code", default="", metavar="CODE", help="the code that was sent to you")
    _command(commands, "mail", "what AMO mailed; nothing leaves this computer", as_json=True)
    tokens = _command(commands, "tokens", "where the tokens of calendars are kept", as_json=True)
    tokens.add_argument("verb", choices=["migrate"])


def _command(commands: Commands, name: str, summary: str, as_json: bool = False) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument("--state", type=Path, default=Path(".amo"), metavar="DIR", help="which instance (default .amo)")
    parser.add_argument("--stage", default="local", metavar="NAME", help="a stage deployed to AWS instead")
    parser.add_argument("--user", metavar="USER_ID", help="whom to act for; a deployed stage wants it")
    if as_json:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def _meeting_command(commands: Commands, name: str, summary: str, as_json: bool = False) -> argparse.ArgumentParser:
    parser = _command(commands, name, summary, as_json)
    parser.add_argument("meeting_id", metavar="MEETING_ID")
    return parser


def _port(text: str) -> int:
    if not (text.isdigit() and 1024 <= int(text) <= 65534):
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65534")
    return int(text)


def _days(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 90):
        raise argparse.ArgumentTypeError("days are a number from 1 to 90")
    return int(text)
