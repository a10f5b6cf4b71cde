"""Metrics of the namespace ``AMO``, written in CloudWatch's embedded format to the function's log.

Powertools is imported with the first figure, so a function without one does not pay for it.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.metrics import Metrics

NAMESPACE = "AMO"


def count(name: str, value: float = 1) -> None:
    _metrics().add_metric(name=name, unit="Count", value=value)


def percent(name: str, value: float) -> None:
    _metrics().add_metric(name=name, unit="Percent", value=value)


def milliseconds(name: str, value: float) -> None:
    _metrics().add_metric(name=name, unit="Milliseconds", value=value)


def flush() -> None:
    """Writes what was counted; called once at the end of a handler."""
    if _metrics.cache_info().currsize and _metrics().metric_set:
        _metrics().flush_metrics()


@cache
def _metrics() -> "Metrics":
    from aws_lambda_powertools.metrics import Metrics

    return Metrics(namespace=NAMESPACE, service="amo")
