"""Commands of whoever changes AMO."""

import argparse
from pathlib import Path

from cli.arguments.command import Commands, add_command, at_once
from lambdas.domain.llm.purposes import Purpose


def add(commands: Commands) -> None:
    classify = add_command(commands, "classify", "try the classification rules on a CSV", as_json=True)
    classify.add_argument("file", type=Path, metavar="FILE.csv", help="columns title,description,attendee_count")
    test = commands.add_parser("test", help="run every check and test", description="run every check and test")
    test.add_argument(
        "pytest_arguments", nargs=argparse.REMAINDER, help="folders or files first, then pytest's options"
    )
    bench = commands.add_parser(
        "bench",
        help="measure, beside peers, on this machine",
        description="measure, beside peers, on this machine",
    )
    bench.add_argument("--json", action="store_true", help="one JSON document on stdout")
    bench.add_argument("--record", action="store_true", help="write the results into bench/README.md")
    bench.add_argument("--quick", action="store_true", help="short forms, under 5 minutes in all; not recorded")
    bench.add_argument("--resume", action="store_true", help="go on after those that an interrupted run has done")
    limit = "of latency: fifty meetings due where N functions run at once"
    bench.add_argument("--concurrency", type=at_once, metavar="N", help=limit)
    bench.add_argument("names", nargs="*", metavar="NAME", help="which ones (default: all)")
    judged = "how good a model is for each purpose, by its recorded answers"
    evals = commands.add_parser("evals", help=judged, description=judged)
    evals.add_argument(
        "purpose", nargs="?", default="", choices=["", *Purpose], metavar="PURPOSE", help="(default: all)"
    )
    evals.add_argument(
        "--model", default="", metavar="NAME", help="rules, or a model of evals/recorded/ (default: all)"
    )
    evals.add_argument("--url", default="", metavar="URL", help="record first: what this endpoint answers, as --model")
    evals.add_argument("--json", action="store_true", help="one JSON document on stdout")
