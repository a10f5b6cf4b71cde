"""The app of ``cdk synth`` and ``cdk deploy``: the stacks of the stage named by ``-c stage=prod|local|NAME``."""

import aws_cdk as cdk

from lambdas.config_files import check_configuration
from lambdas.errors import AmoError
from stacks.stage import Stage

app = cdk.App()
try:
    check_configuration()
    stage = Stage.from_context(app.node)
except (AmoError, ValueError) as mistake:
    raise SystemExit(f"error: {mistake}") from None

from stacks.application import build_application  # noqa: E402 - reads the configuration, which has to be right by now

build_application(app, stage)
app.synth()
