"""``python -m tests.fakes.sources PORT``: the stand-ins of all sources, until they are told to stop."""

import sys
from datetime import UTC, datetime

from cli.local.fake_process import wait_until_stopped
from tests.fakes.sources.every_source import ConnectableSources, every_source


def main(port: str) -> None:
    fakes = ConnectableSources(every_source(datetime.now(UTC)), int(port)).start()
    wait_until_stopped()
    fakes.stop()


if __name__ == "__main__":
    main(sys.argv[1])
