"""The hosts that sources are asked at, called with no credentials at all: can they be reached?

So whoever asks needs no right to what sources are connected with; ``./amo sources test ID`` proves those.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from lambdas.connectivity.probe import Answered, Probe, is_stand_in
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.errors import AmoError, NotFound, Unanswered
from lambdas.outbound.json_http import JsonHttp
from lambdas.sources.addresses import checked_address
from lambdas.store.source_accounts import SourceAccounts

MAX_LOOKED_AT = 1000
"""Of the connected sources; where many people have the same hosts, the first show them all."""
MAX_HOSTS = 8
SECONDS = 5.0
SERVER_ERROR = 500
NAME = "sources"


@dataclass(frozen=True)
class SourceHosts:
    """``trusted_origins`` may be stand-ins on this machine."""

    accounts: SourceAccounts
    config: SourcesConfig
    trusted_origins: frozenset[str]
    now: Callable[[], datetime]

    def probes(self) -> Sequence[Probe]:
        """A row for each kind and host in use. What cannot be listed is a row that says so."""
        try:
            found = sorted(self.accounts.addresses(self.now(), MAX_LOOKED_AT))
        except AmoError as error:
            return [Probe(NAME, partial(_not_listed, error))]
        by_host = {(kind, urlsplit(address).netloc): address for kind, address in found}
        if not by_host:
            return [Probe(NAME, _none_with_an_address)]
        first = list(by_host.items())[:MAX_HOSTS]
        return [
            Probe(f"{SPECS[kind].label} {host}", partial(self._call, kind, address)) for (kind, host), address in first
        ]

    def _call(self, kind: SourceKind, address: str) -> Answered:
        """Any answer says that it is there; mostly it refuses whoever shows nothing."""
        checked = checked_address(self.config, kind, address, self.trusted_origins)
        status = self._connection(checked).fetch_json("GET", "/", headers={}).status
        if status >= SERVER_ERROR:
            raise Unanswered(f"It is there and not able to answer ({status}).")
        return Answered(f"answers ({status}); asked without credentials", not is_stand_in(checked))

    def _connection(self, address: str) -> JsonHttp:
        from lambdas.outbound.public_connections import public_pool

        pool = partial(public_pool, self.trusted_origins)
        return JsonHttp(address, SECONDS, total_seconds=SECONDS, open_pool=pool)


def _none_with_an_address() -> Answered:
    raise NotFound("No source with an address of its own is connected.")


def _not_listed(error: AmoError) -> Answered:
    raise error
