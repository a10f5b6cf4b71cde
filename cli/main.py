"""``./amo``: reads the arguments, runs one command, turns every failure into one line and an exit code."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from cli.arguments import developer, operator, team, you
from cli.arguments.command import Commands
from cli.aws_problem import aws_problem
from cli.installation import InstallationFailed
from lambdas.errors import AmoError

AUDIENCES: Mapping[str, Callable[[Commands], None]] = {
    "you": you.add,
    "your team": team.add,
    "the operator": operator.add,
    "whoever changes AMO": developer.add,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done; 1 it did not work, with one line on stderr; 2 wrong usage (argparse says which)."""
    options = _parser().parse_args(arguments)
    command = importlib.import_module(f"cli.commands.{options.command.replace('-', '_')}")
    try:
        return int(command.run(options))
    except (AmoError, InstallationFailed) as error:
        return _failed(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, a pager) has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Exception as error:
        if problem := aws_problem(error):
            return _failed(problem)
        raise


def _failed(error: Exception) -> int:
    sys.stderr.write(f"amo: {error}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amo",
        usage="amo COMMAND ...",
        description="The Autonomous Meeting Orchestrator. amo COMMAND --help says more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", help=argparse.SUPPRESS)
    parser.epilog = "\n\n".join(_listed(audience, add, commands) for audience, add in AUDIENCES.items())
    return parser


def _listed(audience: str, add: Callable[[Commands], None], commands: Commands) -> str:
    """Adds the commands of one audience, and returns them as ``./amo --help`` lists them."""
    known = len(commands.choices)
    add(commands)
    added = list(commands.choices.items())[known:]
    return "\n".join([f"{audience}:", *(f"  {name:<14}{parser.description}" for name, parser in added)])
