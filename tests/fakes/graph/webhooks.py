"""Graph's deliveries brought to AMO's own webhook without a network: what comes back is what the endpoint answered."""

import json
from typing import Any
from urllib.parse import urlsplit

from lambdas.edges.webhooks import handlers

HOOK = "https://amo.example.org/hooks/microsoft"


class Endpoint:
    """``answers`` is what the endpoint said, in order."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []

    def __call__(self, url: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
        parts = urlsplit(url)
        event = {
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "headers": {"content-type": kind},
            "body": body.decode(),
            "isBase64Encoded": False,
        }
        answer = handlers.webhooks_endpoint(event, None)
        self.answers.append(answer)
        return answer["statusCode"], answer.get("headers", {}).get("Content-Type", ""), answer["body"].encode()


class NoticeQueue:
    """SQS as the endpoint sees it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.failure: Exception | None = None

    def send_message(self, **message: Any) -> None:
        if self.failure:
            raise self.failure
        self.sent.append(json.loads(message["MessageBody"]))

    def taken(self) -> list[dict[str, Any]]:
        taken, self.sent = self.sent, []
        return taken
