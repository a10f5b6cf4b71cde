"""Delivers the stand-in's pushes as Google does: headers only, tried again on a server's error."""

import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from cli.local.google_fake.service import WatchChannel

TRIED_AGAIN = {500, 502, 503, 504}
ATTEMPTS = 4
SECONDS_BETWEEN = 1.0
SECONDS_FOR_AN_ANSWER = 10


@dataclass
class Pushing:
    """``answers`` are the HTTP statuses that came back, 0 where nobody answered."""

    answers: list[int] = field(default_factory=list)
    _senders: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))

    def tell(self, channel: WatchChannel, state: str, number: int) -> None:
        headers = {
            "X-Goog-Channel-ID": channel.channel_id,
            "X-Goog-Channel-Token": channel.token,
            "X-Goog-Channel-Expiration": f"{channel.ends:%a, %d %b %Y %H:%M:%S GMT}",
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(number),
        }
        self._senders.submit(self._deliver, channel.address, headers)

    def finish(self) -> None:
        """Waits for what is under way."""
        self._senders.shutdown(wait=True)

    def _deliver(self, address: str, headers: dict[str, str]) -> None:
        for _ in range(ATTEMPTS):
            status = _posted(address, headers)
            self.answers.append(status)
            if status not in TRIED_AGAIN:
                return
            time.sleep(SECONDS_BETWEEN)


def _posted(address: str, headers: dict[str, str]) -> int:
    request = urllib.request.Request(address, data=b"", headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_FOR_AN_ANSWER) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
