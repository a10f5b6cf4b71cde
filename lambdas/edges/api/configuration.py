"""The configuration as it is deployed, for operators; to everybody else it is not there (404)."""

from lambdas import wiring
from lambdas.accounts.wiring import people
from lambdas.edges.api.app import VERSION, user
from lambdas.edges.commands import configuration
from lambdas.edges.commands.views import HealthView


def validate_configuration() -> HealthView:
    people().require_operator(user())
    return HealthView(version=VERSION, checks=configuration.checks(wiring.settings().environment))
