"""config/schema.json is what the stacks and the models of the configuration say today."""

import json
import re
from typing import Any

from cli.doctor.facts import StageIdentity
from cli.doctor.variables import shape_of
from stacks.configuration_schema import SCHEMA_FILE, schema_of
from stacks.functions import FUNCTIONS
from stacks.stage_file import STACKS, StageFile
from tests.stacks.conftest import Synthesis

STAGE = StageIdentity(
    name="prod",
    prefix="amo",
    account="123456789012",
    region="eu-central-1",
    page_url="https://amo.example.com",
    written=StageFile(),
    architecture="arm64",
)
ONLY_WITH_ORIGINS = ("AMO_TRUSTED_FEED_ORIGINS", "AMO_TRUSTED_SOURCE_ORIGINS")


def _schema(on_aws: Synthesis, locally: Synthesis) -> dict[str, Any]:
    stages = [[stage.template(name) for name in STACKS] for stage in (on_aws, locally)]
    made: dict[str, Any] = json.loads(json.dumps(schema_of("amo", stages[0], stages[1:])))
    return made


def test_the_schema_is_up_to_date(on_aws: Synthesis, locally: Synthesis) -> None:
    """Otherwise: python -m stacks.configuration_schema."""
    kept = json.loads(SCHEMA_FILE.read_text())
    for function in kept["functions"].values():  # the schema is also made of a stage that trusts addresses of its own
        for variable in ONLY_WITH_ORIGINS:
            function["variables"].pop(variable, None)
    assert kept == _schema(on_aws, locally)


def test_every_function_is_in_it_with_what_sets_it_off() -> None:
    kept = json.loads(SCHEMA_FILE.read_text())
    assert set(kept["functions"]) == {spec.name for spec in FUNCTIONS}
    for spec in FUNCTIONS:
        known = kept["functions"][spec.name]
        assert (known["memory"], known["timeout"], known["schedule"]) == (spec.memory, spec.timeout, spec.schedule)
        assert bool(known["mapping"]) == bool(spec.queue)


def test_what_a_template_gives_a_variable_has_the_form_the_doctor_expects(on_aws: Synthesis) -> None:
    kept = json.loads(SCHEMA_FILE.read_text())
    for name, function in on_aws.functions().items():
        for variable, value in function["Environment"]["Variables"].items():
            shape = shape_of(variable, STAGE, kept, name)
            if isinstance(value, str) and isinstance(shape, str):
                assert value == shape, variable
            elif isinstance(value, str) and isinstance(shape, re.Pattern):
                assert shape.fullmatch(value), variable
