"""Builds the services of sources."""

from functools import cache, partial
from secrets import token_urlsafe

from lambdas import wiring
from lambdas.config_files import load_sources_config
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.outbound.json_http import JsonHttp
from lambdas.source_readings.connect import SourceConnections
from lambdas.source_readings.notices import SourceNotices
from lambdas.source_readings.push import SourcePushes
from lambdas.source_readings.read import SourceReadings
from lambdas.source_readings.sweep import SourceSweep
from lambdas.sources.adapters import push_of, reader_of
from lambdas.sources.addresses import checked_address
from lambdas.sources.aws_clients import BotocoreClients
from lambdas.sources.base import SourceParts, SourcePush, SourceReader
from lambdas.sources.http import MAX_BODY, TOTAL_SECONDS, SourceHttp, address_setting
from lambdas.sources.quota import AccountQuota

MAX_READ_SECONDS = 15.0
"""A service may be silent for so long, within the whole answer's twenty."""
TOKEN_BYTES = 32


def source_notices() -> SourceNotices:
    return SourceNotices(wiring.users(), wiring.notifier())


def source_sweep() -> SourceSweep:
    return SourceSweep(
        accounts=wiring.source_accounts(),
        users=wiring.users(),
        team_rows=wiring.autonomy_rows(),
        meetings=wiring.meetings(),
        queue=wiring.queue("source_reads"),
        config=load_sources_config(),
    )


def source_readings() -> SourceReadings:
    return SourceReadings(
        accounts=wiring.source_accounts(),
        records=wiring.source_records(),
        secrets=wiring.source_secrets(),
        readers=source_reader,
        notices=source_notices(),
        config=load_sources_config(),
        now=wiring.now,
    )


def source_connections() -> SourceConnections:
    return SourceConnections(
        accounts=wiring.source_accounts(),
        records=wiring.source_records(),
        secrets=wiring.source_secrets(),
        readers=source_reader,
        queue=wiring.queue("source_reads"),
        config=load_sources_config(),
        trusted_origins=wiring.settings().trusted_source_origins,
        page_url=wiring.settings().public_url,
        new_token=partial(token_urlsafe, TOKEN_BYTES),
    )


def source_pushes() -> SourcePushes:
    return SourcePushes(
        accounts=wiring.source_accounts(),
        records=wiring.source_records(),
        secrets=wiring.source_secrets(),
        pushes=source_push,
        notices=source_notices(),
        now=wiring.now,
    )


@cache
def source_push(kind: SourceKind) -> SourcePush:
    return push_of(kind, load_sources_config())


@cache  # one token of Google's for each account of this process, one connection to each host
def source_reader(kind: SourceKind) -> SourceReader:
    return reader_of(kind, _parts())


@cache
def _parts() -> SourceParts:
    config = load_sources_config()
    quota = AccountQuota(wiring.rate_limits(), config, wiring.now)
    return SourceParts(
        http=SourceHttp(_connection, quota, _address),
        config=config,
        paid=wiring.paid_requests(),
        aws=BotocoreClients(wiring.session),
        files=wiring.transcripts,
    )


def _address(account: SourceAccount) -> str:
    """Checked each time it is asked: an operator may have taken a host off the list."""
    trusted = wiring.settings().trusted_source_origins
    return checked_address(load_sources_config(), account.kind, address_setting(account), trusted)


@cache
def _connection(base_url: str) -> JsonHttp:
    from lambdas.outbound.public_connections import public_pool

    pool = partial(public_pool, wiring.settings().trusted_source_origins)
    return JsonHttp(base_url, MAX_READ_SECONDS, max_body=MAX_BODY, total_seconds=TOTAL_SECONDS, open_pool=pool)
