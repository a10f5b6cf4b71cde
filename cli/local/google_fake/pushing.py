"""Delivers the stand-in's pushes as Google does: headers only."""

import urllib.error
import urllib.request
from functools import partial

from cli.local.fake_deliveries import Deliveries
from cli.local.google_fake.service import WatchChannel

SECONDS_FOR_AN_ANSWER = 10


class Pushing(Deliveries):
    def tell(self, channel: WatchChannel, state: str, number: int) -> None:
        headers = {
            "X-Goog-Channel-ID": channel.channel_id,
            "X-Goog-Channel-Token": channel.token,
            "X-Goog-Channel-Expiration": f"{channel.ends:%a, %d %b %Y %H:%M:%S GMT}",
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(number),
        }
        self.submit(partial(_posted, channel.address, headers))


def _posted(address: str, headers: dict[str, str]) -> int:
    request = urllib.request.Request(address, data=b"", headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_FOR_AN_ANSWER) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
