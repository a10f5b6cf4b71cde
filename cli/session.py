"""The beginning of most commands: the stage they talk to and a client for its API."""

import argparse

from cli.account import Account, account_of
from cli.api_client import ApiClient
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import prefix_of


def stage_of(options: argparse.Namespace) -> DeployedStage:
    return find_stage(options.state.resolve(), options.stage, options.user)


def operated_stage(options: argparse.Namespace) -> DeployedStage:
    """For commands that ask with the stage's credentials, in nobody's name: before anybody is there, too."""
    return find_stage(options.state.resolve(), options.stage, options.user, for_nobody=True)


def api_of(options: argparse.Namespace) -> ApiClient:
    return ApiClient(stage_of(options))


def account_and_prefix(options: argparse.Namespace) -> tuple[Account, str]:
    """For commands that act for nobody: the stage's account, and how the names of what it has there begin."""
    return account_of(options.stage, options.state.resolve()), prefix_of(options.stage)
