"""``python -m cli.local.google_fake PORT SECRET_FILE ACCOUNT TIMEZONE``: the stand-in, until it is told to stop.

Its events begin anew each time, its channels go on: AMO believes that they last, as Google's do.
"""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from cli.local.fake_identity import FakeIdentity
from cli.local.fake_process import wait_until_stopped
from cli.local.google_fake.pushing import Pushing
from cli.local.google_fake.seed import demonstration_events
from cli.local.google_fake.server import GoogleFake
from cli.local.google_fake.service import GoogleService, WatchChannel


def main(port: str, secret_file: str, account: str, timezone: str) -> None:
    service, secret = GoogleService(tell=Pushing().tell), Path(secret_file).read_text()
    calendar = service.add_account(account, timezone, bearer=secret)  # for whoever tries it out and changes events
    calendar.epoch = int(datetime.now(UTC).timestamp())  # what an earlier run gave out leads nowhere here
    for event in demonstration_events(datetime.now(UTC), timezone, account):
        service.put(account, "primary", event)
    kept = Path(secret_file).with_name("google-fake-channels.json")
    for told in json.loads(kept.read_text()) if kept.exists() else []:
        service.channels[told["channel_id"]] = WatchChannel(**{**told, "ends": datetime.fromisoformat(told["ends"])})
    fake = GoogleFake(service, int(port))
    fake.identity = FakeIdentity(service.let_in, fake.issuer, account, secret)
    fake.start()
    wait_until_stopped()
    fake.stop()
    kept.write_text(
        json.dumps([{**asdict(channel), "ends": channel.ends.isoformat()} for channel in service.channels.values()])
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
