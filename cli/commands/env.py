"""``./amo env show`` and ``env set FILE``: a stage's settings, in its file and in what is deployed (OPS-15)."""

import argparse

from cli.commands.deploy import report
from cli.local.state_folder import make_private
from cli.stage_deployment import Outcome, StageDeployment, Wish
from cli.stage_settings import Difference, StageSettings, effective, given_in
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE, load_stage_file


class _OnlyTried(Exception):
    """Ends a dry run so that the file becomes what it was."""


def run(options: argparse.Namespace) -> int:
    if options.stage == LOCAL_STAGE:
        raise Refused("the instance on this machine has no file of settings; name a stage of config/stages/")
    return _show(options) if options.verb == "show" else _set(options)


def _show(options: argparse.Namespace) -> int:
    values = effective(load_stage_file(options.stage))
    if options.json:
        json_result({"stage": options.stage, "settings": values})
        return 0
    for key, value in values.items():
        result(f"{key}: {value}")
    return 0


def _set(options: argparse.Namespace) -> int:
    """The file and the stage change together, or neither does."""
    if options.file is None:
        raise Refused("say which file: ./amo env set FILE, with keys as in config/stages/NAME.yaml")
    load_stage_file(options.stage)
    given, state_dir = given_in(options.file), options.state.resolve()
    make_private(state_dir)
    settings = StageSettings(options.stage, state_dir)
    settings.put_back()
    outcome = Outcome()
    try:
        with settings.changed(given, clear=options.clear) as changed:
            _say(changed)
            outcome = StageDeployment(Wish(options.stage, state_dir, options.dry_run, options.yes)).run()
            if options.dry_run:
                raise _OnlyTried
    except _OnlyTried:
        progress("The file is as it was.")
    report(outcome, options)
    return 0


def _say(changed: list[Difference]) -> None:
    for difference in changed:
        progress(str(difference))
    if not changed:
        progress("The file says that already.")
