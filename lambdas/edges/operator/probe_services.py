"""For the operator, with AWS credentials: how the services outside answer, as seen from inside the stage."""

from typing import Any

from lambdas.connectivity.probe import probe_all
from lambdas.connectivity.wiring import outside_services
from lambdas.domain.kernel.model import Model
from lambdas.edges.operator.answers import answer


class ProbeServices(Model):
    """Nothing is asked but that."""


def probe_services(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return answer(_probed, ProbeServices, event)


def _probed(_request: ProbeServices) -> dict[str, Any]:
    return {"services": [one.as_json() for one in probe_all(outside_services().probes())]}
