"""Connects calendars given on the command line: a file is uploaded to the stage, an address is handed over."""

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

from cli.local.engine import read_json
from cli.stage import DeployedStage
from cli.terminal import progress
from lambdas.errors import Refused

MAX_FILE = 10 * 1024 * 1024
"""Bytes, the same bound as for a fetched feed."""
FEED_SCHEMES = ("https", "http", "webcal", "webcals")
DEMONSTRATION = "demonstration"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def check(calendar: str) -> None:
    """Raises Refused for a calendar that cannot be one, before anything is started."""
    if is_address(calendar):
        if not urlsplit(calendar).hostname:
            raise Refused("the calendar's address names no host; copy the whole secret iCal address")
        return
    path = Path(calendar)
    if not path.is_file():
        raise Refused(f"there is no calendar file {calendar}; give an .ics file or a feed's address")
    if path.stat().st_size > MAX_FILE:
        raise Refused(f"{calendar} is larger than {MAX_FILE // 1024 // 1024} MB; export fewer years")


def is_address(calendar: str) -> bool:
    return urlsplit(calendar).scheme.lower() in FEED_SCHEMES and "://" in calendar


def private_origins(given: list[str]) -> list[str]:
    """``host:port`` of the feeds given by hand that are on this machine: nobody else can name such a feed."""
    feeds = [urlsplit(calendar) for calendar in given if is_address(calendar)]
    return sorted(
        f"{feed.hostname}:{feed.port or (80 if feed.scheme == 'http' else 443)}"
        for feed in feeds
        if feed.hostname in LOOPBACK_HOSTS
    )


def connect(stage: DeployedStage, calendar: str) -> None:
    if is_address(calendar):
        label = f"feed at {urlsplit(calendar).hostname}"
        _hand_over(stage, _calendar_id(calendar), label, calendar)
    else:
        connect_file(stage, Path(calendar).resolve())


def connect_file(stage: DeployedStage, path: Path, calendar_id: str = "") -> None:
    """Uploads the file and remembers where it is, so that a later sync uploads it again."""
    calendar_id = calendar_id or _calendar_id(str(path))
    address = _upload(stage, path, calendar_id)
    _hand_over(stage, calendar_id, path.name, address)
    files = {**_known_files(stage), calendar_id: str(path)}
    _remember_files(stage, files)


def refresh_files(stage: DeployedStage) -> None:
    """Uploads every connected file again; one that is gone is named and its last good copy stays in use."""
    for calendar_id, name in _known_files(stage).items():
        path = Path(name)
        if path.is_file():
            _upload(stage, path, calendar_id)
        else:
            progress(f"{path} is gone; AMO keeps what it read from it last time")


def _calendar_id(calendar: str) -> str:
    return hashlib.sha256(calendar.encode()).hexdigest()[:12]


def _upload(stage: DeployedStage, path: Path, calendar_id: str) -> str:
    key = f"uploads/{stage.user_id}/{calendar_id}.ics"
    bucket = stage.bucket("sessions")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"cannot read {path}: {error.strerror}") from error
    stage.client("s3").put_object(Bucket=bucket, Key=key, Body=content, ContentType="text/calendar")
    return f"s3://{key}"


def _hand_over(stage: DeployedStage, calendar_id: str, label: str, address: str) -> None:
    request = {"user_id": stage.user_id, "calendar_id": calendar_id, "label": label, "address": address}
    if problem := stage.invoke("connect_calendar", request).get("problem"):
        progress(f"{label} is connected, but cannot be read yet: {problem}")


def _known_files(stage: DeployedStage) -> dict[str, str]:
    return {str(key): str(value) for key, value in read_json(stage.state_dir / "calendar-files.json").items()}


def _remember_files(stage: DeployedStage, files: dict[str, str]) -> None:
    (stage.state_dir / "calendar-files.json").write_text(json.dumps(files, indent=2))
