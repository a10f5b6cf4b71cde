"""``./amo smoke --send``: a message that really goes out, to the own channels of whoever asks for it."""

from collections.abc import Sequence
from typing import Any

from cli.smoke.hops import HopFailed, HopLog
from cli.stage import DeployedStage

TOOK_IT = ("took it", "may have arrived")
NOT_IN_USE = ("no account is connected", "no phone number is confirmed", "no e-mail address is proved to be theirs")
"""How channels say that this person has none there: that is no fault of the stage's."""
PAGE = "web"


def send_trial(stage: DeployedStage, log: HopLog) -> None:
    """A hop for the message, and one for each channel that this person has. Raises HopFailed."""
    with log.hop("message sent"):
        message_id = stage.invoke("send_trial_message", {"user_id": stage.user_id})["message_id"]
        asked = {"user_id": stage.user_id, "message_id": message_id}
        attempts: list[dict[str, Any]] = log.wait(
            lambda: stage.invoke("send_trial_message", asked)["attempts"],
            lambda: None,
            "./amo logs --function deliver_message --since 5m",
        )
    tried = in_use(attempts)
    for attempt in tried:
        with log.hop(f"channel {attempt['channel']}"):
            if attempt["outcome"] not in TOOK_IT:
                raise HopFailed(attempt["reason"] or attempt["outcome"])
    if not tried:
        with log.hop("channels"):
            raise HopFailed(f"{stage.user_id} is reached on the page alone: connect a channel under Settings")


def in_use(attempts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attempts on channels that the person has."""
    rang = (attempt for attempt in attempts if attempt["channel"] != PAGE)
    return [attempt for attempt in rang if not attempt["reason"].endswith(NOT_IN_USE)]
