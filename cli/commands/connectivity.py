"""``./amo connectivity``: each service outside is asked one harmless thing, from here and from inside the stage."""

import argparse
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cli.account import Account, account_of
from cli.local.deployment import source_origin
from cli.stage import DeployedStage, outputs_of
from cli.terminal import json_result, progress, result, table
from lambdas.connectivity.probe import probe_all
from lambdas.connectivity.services import OutsideServices
from lambdas.errors import AmoError
from stacks.stage_file import LOCAL_STAGE, StageFile, load_stage_file, prefix_of

HERE, STAGE = "here", "stage"
FAILED = frozenset({"rejected", "slow"})
PROBE_SECONDS = 5.0

Row = dict[str, Any]


def run(options: argparse.Namespace) -> int:
    """Exit 1 where a service refuses or does not answer; one that is not set up, or is a stand-in, is no failure."""
    account = account_of(options.stage, options.state.resolve())
    page_url = outputs_of(account, options.stage)["PublicUrl"].rstrip("/")
    stage = DeployedStage(options.stage, options.state.resolve(), "", page_url, account.engine)
    if not options.json:
        progress("Asking each service from here, and from inside the stage ...")
    with ThreadPoolExecutor(1) as pool:
        inside = pool.submit(_from_stage, stage)
        rows = _sorted([*_from_here(options.stage, account, page_url), *inside.result()])
    if options.json:
        json_result(rows)
    else:
        table(("SERVICE", "FROM", "STATE", "MS", ""), [_told(row) for row in rows])
        result(_summary(rows))
    return 1 if any(row["state"] in FAILED for row in rows) else 0


def _sorted(rows: list[Row]) -> list[Row]:
    """Both views of a service beside each other."""
    order = list(dict.fromkeys(row["service"] for row in rows))
    return sorted(rows, key=lambda row: (order.index(row["service"]), row["from"]))


def _told(row: Row) -> tuple[str, ...]:
    return (row["service"], row["from"], row["state"].replace("_", " "), str(row["ms"]), row["detail"])


def _summary(rows: list[Row]) -> str:
    failed = sorted({row["service"] for row in rows if row["state"] in FAILED})
    return f"Look at: {', '.join(failed)}." if failed else "Nothing refuses, and nothing is slow."


def _from_stage(stage: DeployedStage) -> list[Row]:
    try:
        services = stage.invoke("probe_services", {})["services"]
    except AmoError as error:
        return [_row("probe_services", "rejected", str(error), STAGE)]
    return [{**one, "from": STAGE} for one in services]


def _from_here(name: str, account: Account, page_url: str) -> list[Row]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        services = services_from_here(name, account, page_url)
        return [{**one.as_json(), "from": HERE} for one in probe_all(services.probes())]
    except ClientError as error:
        code = error.response["Error"].get("Code", "no code")
        return [
            _row("secrets", "rejected", f"These credentials may not read them ({error.operation_name}: {code}).", HERE)
        ]
    except BotoCoreError as error:
        return [_row("secrets", "slow", f"AWS does not answer ({type(error).__name__}).", HERE)]


def services_from_here(name: str, account: Account, page_url: str) -> OutsideServices:
    """The services as the stage is set up for, asked with the shell's credentials and from this machine's network."""
    from datetime import UTC, datetime
    from functools import cache

    from lambdas.aws.service_reads import ServiceReads
    from lambdas.aws.table import Table
    from lambdas.config_files import load_sources_config
    from lambdas.connectivity.source_hosts import SourceHosts
    from lambdas.credentials.clients import OAuthClients
    from lambdas.slack.secrets import SlackSecrets
    from lambdas.store.slack_records import SlackRecords
    from lambdas.store.source_accounts import SourceAccounts

    prefix, secrets = prefix_of(name), account.client("secretsmanager", seconds=PROBE_SECONDS)
    written = StageFile(engine="embedded") if name == LOCAL_STAGE else load_stage_file(name)
    tables = account.client("dynamodb", seconds=PROBE_SECONDS)
    return OutsideServices(
        page_url=page_url,
        is_sender_set=written.engine == "embedded" or bool(written.mail_from),
        slack_records=SlackRecords(Table(tables, f"{prefix}-slack")),
        slack_secrets=SlackSecrets(lambda: secrets, f"{prefix}/slack"),
        oauth_clients=OAuthClients(lambda: secrets, f"{prefix}/oauth", lambda: datetime.now(UTC)),
        reads=ServiceReads(cache(lambda service: account.client(service, seconds=PROBE_SECONDS))),
        source_hosts=SourceHosts(
            accounts=SourceAccounts(Table(tables, f"{prefix}-source_accounts")),
            config=load_sources_config(),
            trusted_origins=frozenset(filter(None, [source_origin(account.engine)])) if account.engine else frozenset(),
            now=lambda: datetime.now(UTC),
        ),
        now=lambda: datetime.now(UTC),
    )


def _row(service: str, state: str, detail: str, seen_from: str) -> Row:
    return {"service": service, "state": state, "ms": 0, "detail": detail, "from": seen_from}
