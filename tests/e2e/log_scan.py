"""Fault 127: whatever an instance has logged is read for what must be in no log, before the instance ends.

Looked for are the secrets of this very instance, as its tables, Secrets Manager and state folder hold them, and what
looks like somebody's: a token, a code, a signature. Logs are the files of the state folder and the groups of CloudWatch
Logs. The journal is none: it is the tables themselves, on disk, and what they hold it has to hold.

A leak is told by its place and kind, never by its words.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import Any

from cli.logs.mask import PATTERNS
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import LOCAL_STAGE

MIN_SECRET = 12
"""Characters: anything shorter stands in a log by chance."""
CAPABILITY = 40
"""Characters a token of ours has at least (``secrets.token_urlsafe(32)`` gives 43)."""
RANDOM_BITS = 4.3
"""Of entropy a character: names of resources, however long, have less."""
WORDS = frozenset({"title", "description", "text", "note", "body", "subject", "address", "phone", "answer"})
"""Attributes of rows with what people wrote, or where they are reached."""
OPENING = re.compile(
    r"token$|secret|verifier|nonce|^code$|(?:signing|private|api)_key$|password|ciphertext", re.IGNORECASE
)
"""Attributes that open something; the key of a row or of an object opens nothing."""
_LONG = re.compile(rf"(?<![\w/+.:-])[\w-]{{{CAPABILITY},}}(?![\w/:.-])")


@dataclass(frozen=True, slots=True)
class Leak:
    """``line`` counts from 1, in a file; of a log group, its events."""

    log: str
    line: int
    kind: str

    def __str__(self) -> str:
        return f"{self.log}:{self.line}: {self.kind}"


@dataclass(frozen=True, slots=True)
class LogScan:
    """``secrets`` -> what each of them is. ``names`` are the stacks' own, which are no secrets however they look."""

    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    names: frozenset[str] = frozenset()

    def leaks(self, log: str, lines: Iterable[str]) -> Iterator[Leak]:
        for number, line in enumerate(lines, start=1):
            for kind in sorted(set(self._kinds(line))):
                yield Leak(log, number, kind)

    def _kinds(self, line: str) -> Iterator[str]:
        yield from (kind for secret, kind in self.secrets.items() if secret in line)
        yield from (kind for kind, pattern in PATTERNS.items() if pattern.search(line))
        if any(_is_random(word) for word in _LONG.findall(line) if word not in self.names):
            yield "what looks like a token"


def leaks_of(state_dir: Path) -> list[Leak]:
    """In all there is of the instance's logs; of a stopped engine's, in the files alone."""
    stage = find_stage(state_dir, LOCAL_STAGE)
    return leaks_at(stage, state_dir, is_up=stage.engine is not None and stage.engine.is_ready())


def leaks_at(stage: DeployedStage, state_dir: Path, *, is_up: bool) -> list[Leak]:
    secrets = {**_secrets_of_folder(state_dir, stage), **(_secrets_of_stage(stage) if is_up else {})}
    scan = LogScan(secrets, frozenset(_names_in_stacks(state_dir)))
    found = [leak for log in sorted(state_dir.glob("*.log")) for leak in scan.leaks(log.name, lines_in(log))]
    if is_up:
        found += [leak for group, lines in log_groups(stage) for leak in scan.leaks(group, lines)]
    return found


def told(leaks: Iterable[Leak]) -> str:
    return "\n".join(["what must be in no log is in one (fault 127):", *map(str, leaks)])


def secrets_in(row: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """What a row, or a secret of Secrets Manager, holds that opens something or that people wrote, and what it is."""
    if isinstance(row, dict):
        for part, value in row.items():
            yield from secrets_in(value, str(part))
    elif isinstance(row, list | tuple | set | frozenset):
        for value in row:
            yield from secrets_in(value, name)
    elif isinstance(row, str) and len(row) >= MIN_SECRET:
        if OPENING.search(name):
            yield row, f"the {name} of a row"
        elif name in WORDS:
            yield row, f"the {name} somebody wrote"


def _secrets_of_folder(state_dir: Path, stage: DeployedStage) -> dict[str, str]:
    files = {path.read_text(errors="replace").strip(): f"what {path.name} holds" for path in state_dir.glob("*-secret")}
    key = {stage.engine.key.secret_access_key: "the instance's key"} if stage.engine else {}
    return {**key, **{secret: kind for secret, kind in files.items() if len(secret) >= MIN_SECRET}}


def _secrets_of_stage(stage: DeployedStage) -> dict[str, str]:
    found = {text: kind for row in _rows(stage) for text, kind in secrets_in(row)}
    manager = stage.client("secretsmanager")
    for page in manager.get_paginator("list_secrets").paginate():
        for secret in page["SecretList"]:
            content = manager.get_secret_value(SecretId=secret["ARN"]).get("SecretString", "")
            found |= dict.fromkeys(_values(content), f"a value of the secret {secret['Name']}")
    return found


def _values(content: str) -> Iterator[str]:
    """A secret is a string, or an object of which what opens something counts: an issuer's address opens nothing."""
    try:
        parts = json.loads(content)
    except ValueError:
        parts = None
    if isinstance(parts, dict):
        yield from (text for text, _ in secrets_in(parts))
    elif len(content) >= MIN_SECRET:
        yield content


def _rows(stage: DeployedStage) -> Iterator[dict[str, Any]]:
    from boto3.dynamodb.types import TypeDeserializer

    tables, read = stage.client("dynamodb"), TypeDeserializer().deserialize
    names = [name for page in tables.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    for name in names:
        for page in tables.get_paginator("scan").paginate(TableName=name):
            yield from ({part: read(value) for part, value in item.items()} for item in page["Items"])


def _names_in_stacks(state_dir: Path) -> Iterator[str]:
    """What the CDK calls the resources; its log of a deployment is full of them."""
    for template in state_dir.glob("cdk.out/*.template.json"):
        yield from json.loads(template.read_text())["Resources"]


def log_groups(stage: DeployedStage) -> Iterator[tuple[str, list[str]]]:
    logs = stage.client("logs")
    pages = logs.get_paginator("describe_log_groups").paginate()
    for name in [group["logGroupName"] for page in pages for group in page["logGroups"]]:
        events = logs.get_paginator("filter_log_events").paginate(logGroupName=name)
        yield name, [event["message"] for page in events for event in page["events"]]


def lines_in(log: Path) -> Iterator[str]:
    with log.open(encoding="utf-8", errors="replace") as lines:
        yield from lines


def _is_random(text: str) -> bool:
    """Upper and lower case and digits, all over it and in no order: no name, no hash in hexadecimal."""
    counts = [text.count(character) for character in set(text)]
    entropy = -sum(count / len(text) * log2(count / len(text)) for count in counts)
    head = text[:-8]  # the CDK ends its names with eight characters of a hash
    kinds = (str.isupper, str.islower, str.isdigit)
    return entropy > RANDOM_BITS and all(sum(map(kind, head)) >= 3 for kind in kinds)
