"""One message that was given up on, and what of it may be shown: ids, times and codes, never what people wrote."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

AN_ID = re.compile(r"(?:.*_)?ids?|.*I[dD]s?")
PLAIN = frozenset({"detail-type", "source", "kind", "time", "version", "account", "region", "at", "due"})
"""Fields that are AMO's own words or AWS's."""
SECRET = re.compile(r"token|secret|password|key", re.IGNORECASE)
AS_IDS_LOOK = re.compile(r"[\w.:@/|+-]{1,120}", re.ASCII)


@dataclass(frozen=True)
class DeadLetter:
    """``attributes`` are those that EventBridge and the scheduler add: why, and where it was to go."""

    message_id: str
    receipt: str
    body: str
    sent_at: datetime
    received: int
    group: str
    attributes: Mapping[str, str]

    @classmethod
    def of_message(cls, message: Mapping[str, Any]) -> "DeadLetter":
        """As ReceiveMessage answers it, asked for all attributes."""
        own = message.get("Attributes", {})
        return cls(
            message_id=message["MessageId"],
            receipt=message["ReceiptHandle"],
            body=message["Body"],
            sent_at=datetime.fromtimestamp(int(own.get("SentTimestamp", 0)) / 1000, UTC),
            received=int(own.get("ApproximateReceiveCount", 1)),
            group=own.get("MessageGroupId", ""),
            attributes={
                name: value["StringValue"]
                for name, value in message.get("MessageAttributes", {}).items()
                if "StringValue" in value
            },
        )

    @property
    def content(self) -> Any:
        """The body, where it is JSON; None otherwise."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def reason(self) -> str:
        """The code of what went wrong, as far as the message says it."""
        if code := self.attributes.get("ERROR_CODE"):
            return code
        content = self.content
        if isinstance(content, dict) and isinstance(content.get("responsePayload"), dict):
            return str(content["responsePayload"].get("errorType", ""))
        return ""


def shown(letter: DeadLetter) -> dict[str, Any]:
    """Returns what a person may read of it; ``hidden`` counts the fields that are neither ids nor AMO's own words."""
    fields = list(_fields(letter.content))
    seen = {path: value for path, value in fields if _is_harmless(path, value)}
    return {
        "message_id": letter.message_id,
        "sent_at": letter.sent_at.isoformat(timespec="seconds"),
        "received": letter.received,
        "reason": letter.reason,
        "ids": seen,
        "hidden": len(fields) - len(seen),
    }


def _fields(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf, by its path with dots."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _fields(value, f"{path}.{name}" if path else str(name))
    elif isinstance(content, list):
        for value in content:
            yield from _fields(value, path)
    else:
        yield path, content


def _is_harmless(path: str, value: Any) -> bool:
    name = path.rpartition(".")[2]
    if SECRET.search(path) or not isinstance(value, str | int):
        return False
    if name in PLAIN:
        return len(str(value)) <= 120
    return bool(AN_ID.fullmatch(name) and AS_IDS_LOOK.fullmatch(str(value)))
