"""``python -m cli.local.google_fake PORT SECRET_FILE ACCOUNT TIMEZONE``: the stand-in, until it is told to stop."""

import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from cli.local.google_fake.identity import GoogleIdentity
from cli.local.google_fake.pushing import Pushing
from cli.local.google_fake.seed import demonstration_events
from cli.local.google_fake.server import GoogleFake
from cli.local.google_fake.service import GoogleService


def main(port: str, secret_file: str, account: str, timezone: str) -> None:
    service, secret = GoogleService(tell=Pushing().tell), Path(secret_file).read_text()
    service.add_account(account, timezone, bearer=secret)  # whoever tries it out can change events with this
    for event in demonstration_events(datetime.now(UTC), timezone, account):
        service.put(account, "primary", event)
    fake = GoogleFake(service, int(port))
    fake.identity = GoogleIdentity(service, fake.issuer, account, secret)
    fake.start()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    stopped.wait()
    fake.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
