"""``python -m cli.local.microsoft_fake PORT SECRET_FILE ACCOUNT TIMEZONE``: the stand-in, until it is told to stop.

Its events begin anew each time, its subscriptions go on: AMO believes that they last, as Graph's do.
"""

import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cli.local.fake_deliveries import Deliveries
from cli.local.fake_identity import FakeIdentity
from cli.local.fake_process import wait_until_stopped
from cli.local.microsoft_fake.seed import demonstration_events
from cli.local.microsoft_fake.server import GraphFake


def main(port: str, secret_file: str, account: str, timezone: str) -> None:
    graph, secret, deliveries = GraphFake(port=int(port), owner=account), Path(secret_file).read_text(), Deliveries()
    graph.tokens = {secret: graph.mailbox}  # for whoever tries it out and changes events
    graph.mailbox.put(*demonstration_events(datetime.now(UTC), timezone, account))
    subscriptions = graph.subscriptions
    kept = Path(secret_file).with_name("microsoft-fake-subscriptions.json")
    subscriptions.current = json.loads(kept.read_text()) if kept.exists() else {}

    def tell() -> None:
        for name in list(subscriptions.current):
            deliveries.submit(partial(subscriptions.notify, name))

    graph.tell = tell
    graph.identity = FakeIdentity(graph.let_in, graph.url, account, secret).answer
    graph.start()
    wait_until_stopped()
    graph.stop()
    kept.write_text(json.dumps(subscriptions.current))


if __name__ == "__main__":
    main(*sys.argv[1:])
