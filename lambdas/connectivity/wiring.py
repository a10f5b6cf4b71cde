"""Builds what asks the services outside."""

from lambdas import wiring
from lambdas.config_files import load_sources_config
from lambdas.connectivity.services import OutsideServices
from lambdas.connectivity.source_hosts import SourceHosts


def outside_services() -> OutsideServices:
    return OutsideServices(
        page_url=wiring.settings().public_url,
        is_sender_set=bool(wiring.settings().mail_from),
        slack_records=wiring.slack_records(),
        slack_secrets=wiring.slack_secrets(),
        oauth_clients=wiring.oauth_clients(),
        reads=wiring.service_reads(),
        source_hosts=SourceHosts(
            accounts=wiring.source_accounts(),
            config=load_sources_config(),
            trusted_origins=wiring.settings().trusted_source_origins,
            now=wiring.now,
        ),
        now=wiring.now,
    )
