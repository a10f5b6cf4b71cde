"""The configuration as it is deployed, over the API: for operators, and without a value of it."""

import json

from lambdas.config_files import CONFIG_FOLDER, CONFIGURATION
from lambdas.edges.commands.configuration import environment_check
from tests.unit.edges.harness import ADA, EVE, Harness

SCHEMA = json.loads((CONFIG_FOLDER / "schema.json").read_text())
ALL = {name: "x" for name, presence in SCHEMA["functions"]["api"]["variables"].items() if presence == "always"}
DEPLOYED = {**ALL, "AMO_TABLE_PREFIX": "amo-", "AWS_LAMBDA_FUNCTION_NAME": "amo-api"}


def test_operators_see_every_file_and_the_environment(harness: Harness) -> None:
    harness.users.patch(ADA, {"role": "operator"})
    told = {one["name"]: one for one in harness.call("GET", "/api/config/validate").json["checks"]}
    assert set(CONFIGURATION) < set(told)
    assert all(told[name]["ok"] for name in CONFIGURATION)


def test_to_everybody_else_it_is_not_there(harness: Harness) -> None:
    assert harness.call("GET", "/api/config/validate", user=EVE).status == 404


def test_the_environment_of_the_api_is_held_to_the_schema() -> None:
    assert environment_check(DEPLOYED, SCHEMA).ok
    lacking = {name: value for name, value in DEPLOYED.items() if name != "AMO_BUS"} | {"AMO_TOKEN": "xoxb-1"}
    told = environment_check(lacking, SCHEMA)
    assert not told.ok
    assert "missing: AMO_BUS; unknown: AMO_TOKEN" in told.detail
    assert "xoxb" not in told.detail


def test_a_function_that_the_schema_does_not_know_is_told() -> None:
    assert not environment_check({"AWS_LAMBDA_FUNCTION_NAME": "amo-other"}, SCHEMA).ok
