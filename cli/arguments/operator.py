"""Commands of whoever runs AMO: stages on AWS and on this machine, and what AMO is connected to."""

from pathlib import Path

from cli.arguments.command import Commands, add_command
from stacks.stage_file import PROD


def add(commands: Commands) -> None:
    doctor = add_command(commands, "doctor", "check the whole configuration", as_json=True)
    doctor.add_argument("--fix", action="store_true", help="set right what can be without taking anything away")
    _add_deployment(commands)
    _add_watch(commands)
    _add_switches(commands)
    _add_data(commands)
    _add_connections(commands)


def _add_deployment(commands: Commands) -> None:
    replace = "replace or remove this although it holds data; again for more"
    for name, summary in (
        ("deploy", "make a stage what config/stages/NAME.yaml and this checkout say, after showing what changes"),
        ("apply", "the same for a stage that is there already: no bootstrap, nothing asked beside the change set"),
    ):
        deploy = add_command(commands, name, summary, as_json=True)
        deploy.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        deploy.add_argument("--yes", action="store_true", help="do not ask first")
        deploy.add_argument("--replace", action="append", default=[], metavar="LOGICAL_ID", help=replace)
        deploy.set_defaults(stage=PROD)
    destroy = add_command(commands, "destroy", "take a stage down; says what stays", as_json=True)
    destroy.add_argument("--dry-run", action="store_true", help="show what would go, and remove nothing")
    destroy.add_argument("--yes", action="store_true", help="do not ask first")
    destroy.set_defaults(stage="")  # it has to be said
    destroy.add_argument("--data", action="store_true", help="of a trial stage: its tables, buckets and anchors too")
    deployments = add_command(commands, "deployments", "every stack of a stage: state, change, drift", as_json=True)
    deployments.add_argument("--fail-on-error", action="store_true", help="exit 1 when a stack failed or is missing")
    deployments.add_argument("--strict", action="store_true", help="with --fail-on-error: drift counts too")
    deployments.add_argument("--watch", action="store_true", help="until nothing is under way")
    mend = add_command(commands, "mend", "bring a stack that failed back, step by step", as_json=True)
    mend.add_argument("--dry-run", action="store_true", help="say the next step, and take none")
    mend.add_argument("--yes", action="store_true", help="do not ask before each step")
    mend.add_argument("--revert-drift", action="store_true", help="set back what was changed by hand")
    env = add_command(commands, "env", "change settings of a stage in its file, by a change set", as_json=True)
    env.add_argument("verb", nargs="?", default="show", choices=["show", "set"])
    env.add_argument("file", nargs="?", type=Path, metavar="FILE", help="set: YAML as in config/stages/NAME.yaml")
    env.add_argument("--clear", action="store_true", help="set: what FILE does not name goes back to its default")
    env.add_argument("--dry-run", action="store_true", help="set: show what would change, and change nothing")
    env.add_argument("--yes", action="store_true", help="set: do not ask first")
    env.set_defaults(stage=PROD)


def _add_watch(commands: Commands) -> None:
    smoke = add_command(commands, "smoke", "send one preparation through AMO and say where it stops", as_json=True)
    smoke.add_argument("--send", action="store_true", help="and a message to the operator's own channels")
    add_command(commands, "connectivity", "one harmless call to each outside service", as_json=True)
    logs = add_command(commands, "logs", "what the functions logged, in the order of time", as_json=True)
    logs.add_argument("--follow", action="store_true", help="go on with what comes")
    logs.add_argument("--since", default="1h", metavar="TIME", help="30m, 2h, 3d, or an instant (default 1h)")
    logs.add_argument("--function", action="append", default=[], metavar="NAME", help="of this one; again for more")
    logs.add_argument("--meeting", default="", metavar="MEETING_ID", help="what names this meeting")
    logs.add_argument("--trace", default="", metavar="TRACE_ID", help="what belongs to this trace")
    letters = add_command(commands, "dead-letters", "messages that were given up on; send them again", as_json=True)
    letters.add_argument("verb", nargs="?", default="list", choices=["list", "show", "redrive"])
    letters.add_argument("queue", nargs="?", default="", metavar="QUEUE", help="show, redrive: as list names it")
    letters.add_argument("--yes", action="store_true", help="redrive: do not ask first")


def _add_switches(commands: Commands) -> None:
    switches = add_command(commands, "switches", "parts of AMO, switched off and on; nothing is lost", as_json=True)
    switches.add_argument("verb", nargs="?", default="list", choices=["list", "on", "off"])
    switches.add_argument(
        "part", nargs="?", default="", metavar="PART", help="on, off: calendar, monitor, workflow or model"
    )
    sweep = add_command(commands, "sweep", "look now for what a crash left half-way, and go on with it", as_json=True)
    sweep.add_argument("--all", action="store_true", help="at everything that is under way, not what is late alone")
    moved = "calendars of a version before 2026-11-29, too: to a table of their own"
    sweep.add_argument("--move-calendars", action="store_true", help=moved)


def _add_data(commands: Commands) -> None:
    seed = add_command(commands, "seed", "example people, meetings and records, marked as such", as_json=True)
    seed.add_argument("--wait", action="store_true", help="until all of it is prepared")
    seed.add_argument("--remove", action="store_true", help="take exactly those away again")
    seed.add_argument("--yes", action="store_true", help="do not ask first, on a lasting stage")
    restore = add_command(commands, "restore", "bring tables back to a moment, under new names", as_json=True)
    restore.add_argument("--at", default="", metavar="INSTANT", help="as 2026-11-29T10:00Z; the latest there is")
    restore.add_argument("--table", action="append", default=[], metavar="NAME", help="this one alone; again for more")
    copied = "put what is missing back from this restored table, and change nothing that is there"
    restore.add_argument("--copy-back", default="", metavar="RESTORED", help=copied)
    restore.add_argument("--dry-run", action="store_true", help="say each step, and take none")
    restore.add_argument("--yes", action="store_true", help="do not ask first")
    data = add_command(commands, "data", "all AMO holds of one person: give, take in, forget", as_json=True)
    data.add_argument("verb", choices=["export", "import", "forget"])
    data.add_argument("person", metavar="PERSON", help="an address, or the id that users list shows")
    data.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="written there: the data, forget: the receipt; import: read"
    )
    data.add_argument("--yes", action="store_true", help="forget: do not ask first")


def _add_connections(commands: Commands) -> None:
    slack = add_command(commands, "slack", "the Slack app's manifest; connect a workspace")
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
    for name in ("google", "microsoft"):
        client = add_command(
            commands, name, f"let people sign in with {name.capitalize()}, and connect calendars there"
        )
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
    _add_model(commands)
    key = add_command(commands, "signing-key", "what proves sign-ins and links AMO's own", as_json=True)
    key.add_argument("verb", choices=["rotate"])
    key.add_argument("--revoke", action="store_true", help="the key until now counts no more: all sign in again")
    tokens = add_command(commands, "tokens", "where the tokens of calendars are kept", as_json=True)
    tokens.add_argument("verb", choices=["migrate"])


def _add_model(commands: Commands) -> None:
    model = add_command(commands, "model", "the model that may be asked: which, its cost, your consent", as_json=True)
    model.add_argument("verb", nargs="?", default="show", choices=["show", "connect", "disconnect", "consent"])
    reads = "consent: what of yours it may read; own is what you write yourself"
    model.add_argument("level", nargs="?", default="", choices=["", "off", "own", "all"], metavar="LEVEL", help=reads)
    model.add_argument("--without", default="", metavar="A,B", help="consent: but never these: budget, decisions ...")
    there = "connect: an OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM"
    model.add_argument("--url", default="", metavar="URL", help=there)
    model.add_argument("--model", default="", metavar="NAME", help="connect: what the endpoint calls its model")
    model.add_argument("--bedrock", default="", metavar="NAME", help="connect: a model of config/models.yaml instead")
    model.add_argument("--key", action="store_true", help="connect: ask for the endpoint's key, unseen")
    model.add_argument("--key-file", type=Path, metavar="FILE", help="connect: the key is in there")
    for way in ("in", "out"):
        model.add_argument(f"--price-{way}", type=float, metavar="USD", help="connect: per million tokens")
    measured = "connect: what to ask it for, or all (default: what it was measured for; all on this machine)"
    model.add_argument("--purposes", default="", metavar="A,B", help=measured)
