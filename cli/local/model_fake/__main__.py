"""``python -m cli.local.model_fake PORT``: the scripted stand-in for a model, until it is told to stop."""

import sys

from cli.local.fake_process import wait_until_stopped
from cli.local.model_fake.server import ModelFake


def main(port: str) -> None:
    fake = ModelFake(int(port))
    fake.start()
    wait_until_stopped()
    fake.stop()


if __name__ == "__main__":
    main(sys.argv[1])
