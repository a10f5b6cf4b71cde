"""The beginning of most commands: the stage they talk to and a client for its API."""

import argparse

from cli.api_client import ApiClient
from cli.stage import DeployedStage, find_stage


def stage_of(options: argparse.Namespace) -> DeployedStage:
    return find_stage(options.state.resolve(), options.stage, options.user)


def api_of(options: argparse.Namespace) -> ApiClient:
    return ApiClient(stage_of(options))
