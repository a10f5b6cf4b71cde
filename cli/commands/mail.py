"""``./amo mail``: the mails that the embedded engine has taken and that never left this computer, newest first."""

import argparse
from datetime import UTC, datetime
from typing import Any

from cli.local.signed_calls import ask_engine
from cli.session import stage_of
from cli.terminal import json_result, result
from lambdas.errors import Refused, Retryable

TAKEN = "/_ministack/ses/messages"
MAX_SHOWN = 20


def run(options: argparse.Namespace) -> int:
    engine = stage_of(options).engine
    if engine is None:
        raise Refused("mails of a stage on AWS are sent to whom they are for; nothing of them is kept to show")
    try:
        mails = mails_in(ask_engine(engine, TAKEN))
    except OSError as error:
        raise Retryable(f"the embedded engine does not answer ({error}); see ./amo status") from error
    if options.json:
        json_result(mails)
    elif not mails:
        result("AMO has mailed nothing yet.")
    else:
        result("\n\n".join(_shown(mail) for mail in mails[:MAX_SHOWN]))
    return 0


def mails_in(taken: Any) -> list[dict[str, Any]]:
    """``at`` (UTC), ``to``, ``subject`` and ``text`` of each."""
    sent = [mail for mails in taken["messages"].values() for mail in mails]
    return [
        {
            "at": datetime.fromtimestamp(mail["Timestamp"], UTC).isoformat(timespec="seconds"),
            "to": mail["To"],
            "subject": mail["Subject"],
            "text": mail["BodyText"],
        }
        for mail in sorted(sent, key=lambda mail: float(mail["Timestamp"]), reverse=True)
    ]


def _shown(mail: dict[str, Any]) -> str:
    at = datetime.fromisoformat(mail["at"]).astimezone()
    head = f"{at:%a %d %b %H:%M}  to {', '.join(mail['to'])}\n{mail['subject']}"
    return "\n".join((head, *(f"  {line}".rstrip() for line in mail["text"].splitlines())))
