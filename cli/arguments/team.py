"""Commands of a team and its reviewers: who may do what, what was done, the figures behind the context."""

from pathlib import Path

from cli.arguments.command import Commands, add_command
from lambdas.domain.kernel.context_kinds import RecordKind

USER_VERBS = ("list", "add", "invite", "change", "deactivate", "reactivate", "link")
SOURCE_VERBS = ("list", "connect", "test", "refresh", "disconnect")
AUTONOMY_LEVELS = ("supervised", "semi_autonomous", "autonomous")


def add(commands: Commands) -> None:
    _add_people(commands)
    _add_autonomy(commands)
    _add_records(commands)
    _add_sources(commands)


def _add_people(commands: Commands) -> None:
    users = add_command(commands, "users", "who uses AMO here, as what; invite, deactivate", as_json=True)
    users.add_argument("verb", nargs="?", default="list", choices=USER_VERBS)
    users.add_argument("person", nargs="?", default="", metavar="ADDRESS", help="or the id that list shows")
    users.add_argument(
        "--role", choices=("member", "reviewer", "operator"), help="add, invite, change: what they may do"
    )
    users.add_argument("--team", metavar="TEAM", help="invite, change: the team they are in; '' is none")
    users.add_argument("--department", metavar="TEXT", help="invite, change: their team's department; '' is none")
    reviews = "invite, change: whom they review for; again for more, '' is nobody"
    users.add_argument("--reviews-for", action="append", metavar="PERSON", help=reviews)
    users.add_argument("--name", default="", metavar="TEXT", help="add, invite: what they are called")
    users.add_argument("--email", default="", metavar="ADDRESS", help="change: their address, for which you vouch")


def _add_autonomy(commands: Commands) -> None:
    audit = add_command(commands, "audit", "who did what, when, approved by whom", as_json=True)
    audit.add_argument("--verify", action="store_true", help="check that no row was changed, moved or removed")
    audit.add_argument("--team", default="", metavar="TEAM_ID", help="another team you oversee")
    autonomy = add_command(commands, "autonomy", "how far AMO may act for you", as_json=True)
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


def _add_records(commands: Commands) -> None:
    records = add_command(commands, "records", "the figures behind the context of a meeting", as_json=True)
    records.add_argument("verb", choices=["import"])
    records.add_argument("kind", choices=[kind.value for kind in RecordKind])
    records.add_argument("file", type=Path, metavar="FILE", help="CSV or JSON; docs/records.md has the columns")
    add_command(commands, "questions", "how the two sets of questions of a meeting type compare", as_json=True)


def _add_sources(commands: Commands) -> None:
    sources = add_command(commands, "sources", "the services figures come from by themselves", as_json=True)
    sources.add_argument("verb", nargs="?", default="list", choices=SOURCE_VERBS)
    which = "connect: a kind, as jira; test, refresh, disconnect: the id that list shows"
    sources.add_argument("which", nargs="?", default="", metavar="KIND_OR_ID", help=which)
    setting = "connect: a setting; again for more. What is missing is asked for, secrets unseen"
    sources.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=setting)
    unseen = "connect: a secret, out of a file, - for standard input; never an argument"
    sources.add_argument("--secret-file", action="append", default=[], metavar="NAME=PATH", help=unseen)
    sources.add_argument("--name", default="", metavar="TEXT", help="connect: what it is called")
    sources.add_argument("--team", action="store_true", help="connect: for your whole team, as its reviewer")
    again = "connect: one that is there, with what changed; the rest of it stays"
    sources.add_argument("--again", default="", metavar="ID", help=again)
    kept = "disconnect: what it filled in stays, as if it had been imported"
    sources.add_argument("--keep-records", action="store_true", help=kept)
