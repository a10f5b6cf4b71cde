"""Every stand-in there is, as ``./amo up --sources-fake`` runs them: what each is connected with, and what it tells.

``GET /connections`` says it to whoever connects them; what is pushed is handed out there, to be posted to the address
that the source is given. ``POST /trust`` is what a person does in AWS: the role trusts the external id from then on.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from lambdas.domain.sources.kinds import ADDRESS, SPECS, SourceKind
from lambdas.source_readings.connect import EXTERNAL_ID
from tests.fakes.sources.base import SourceReply
from tests.fakes.sources.server import FakeSources

CONNECTIONS, TRUST = "/connections", "/trust"
AT_AN_ADDRESS = frozenset({SourceKind.AWS_COSTS}) | {
    kind for kind, spec in SPECS.items() if any(field.name == ADDRESS for field in spec.fields)
}
"""AWS has no address of an account's own; its stand-in has one."""


def every_source(now: datetime) -> dict[SourceKind, Any]:
    """The stand-in of each kind, with figures around ``now``: FakeSource of what is asked, others tell a ``story``."""
    return {kind: _class_of(kind)(now=now) for kind in SourceKind}


def _class_of(kind: SourceKind) -> Any:
    """``PagerDutyFake`` of the module ``pagerduty``: a module and a class of its name, as the adapters have them."""
    module = import_module(f"{__package__}.{kind}")
    wanted = f"{kind.replace('_', '')}fake"
    return next(value for name, value in vars(module).items() if name.casefold() == wanted)


class ConnectableSources(FakeSources):
    """The stand-ins behind one port, which also say what to connect them with."""

    def __init__(self, fakes: Mapping[SourceKind, Any], port: int = 0) -> None:
        self.every = fakes
        super().__init__({kind.value: fake for kind, fake in fakes.items() if kind in AT_AN_ADDRESS}, port)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[SourceReply, bool]:
        if (method, target) == ("GET", CONNECTIONS):
            return SourceReply(200, [self.connection(kind) for kind in self.every]), False
        if (method, target) == ("POST", TRUST):
            given = json.loads(body)
            fake = self.every[SourceKind(given["kind"])]
            fake.settings = {**fake.settings, EXTERNAL_ID: given[EXTERNAL_ID]}
            return SourceReply(200, {}), False
        return super().answer(method, target, headers, body)

    def connection(self, kind: SourceKind) -> dict[str, Any]:
        """The values it is connected with, the messages to be posted to its hook, and the file to be delivered."""
        fake = self.every[kind]
        address = {ADDRESS: self.address(kind)} if kind in AT_AN_ADDRESS else {}
        settings = {name: value for name, value in getattr(fake, "settings", {}).items() if name != EXTERNAL_ID}
        story = fake.story() if hasattr(fake, "story") else ()
        return {
            "kind": kind.value,
            "values": {**settings, **getattr(fake, "secret", {}), **address},
            "messages": [_message(one) for one in story],
            "file": fake.csv.decode() if kind is SourceKind.HR_FILES else "",
        }


def _message(pushed: Any) -> dict[str, Any]:
    """Headers and body, as a pair or by name. All bodies are text, and signed to the byte."""
    headers, body = pushed if isinstance(pushed, tuple) else (pushed.headers, pushed.body)
    return {"headers": dict(headers), "body": body.decode()}
