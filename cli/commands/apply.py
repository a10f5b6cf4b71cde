"""``./amo apply``: as ``deploy``, for a stage that is there already."""

import argparse

from cli.commands.deploy import deploy


def run(options: argparse.Namespace) -> int:
    return deploy(options, may_create=False)
