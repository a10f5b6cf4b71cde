"""The parts most commands share: which instance or stage, whom to act for, one JSON document."""

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(commands: Commands, name: str, summary: str, as_json: bool = False) -> argparse.ArgumentParser:
    """A command on this machine's instance, or with ``--stage`` on a deployed one; the words are the same."""
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument("--state", type=Path, default=Path(".amo"), metavar="DIR", help="which instance (default .amo)")
    parser.add_argument("--stage", default="local", metavar="NAME", help="a stage of config/stages/ instead")
    parser.add_argument("--user", metavar="USER_ID", help="whom to act for; a deployed stage wants it")
    if as_json:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def add_meeting_command(commands: Commands, name: str, summary: str, as_json: bool = False) -> argparse.ArgumentParser:
    parser = add_command(commands, name, summary, as_json)
    parser.add_argument("meeting_id", metavar="MEETING_ID")
    return parser


def port(text: str) -> int:
    if not (text.isdigit() and 1024 <= int(text) <= 65534):
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65534")
    return int(text)


def days(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 90):
        raise argparse.ArgumentTypeError("days are a number from 1 to 90")
    return int(text)


def at_once(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError("how many at once is a number from 1 to 1000")
    return int(text)
