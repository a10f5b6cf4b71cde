"""Lists what each function used of its rights in a run of the end-to-end tests, beside what it has.

The engine enforces IAM and notes each right that was used (cli/local/used_rights.py). When the run is over
(tests/conftest.py) the table is written beside the instances, as ``rights.txt``. A right to write, delete, send or read
a secret that a whole run did not use has a reason in ``unused_rights.txt``, or is too much. A reason that explains
nothing, since the right was used or nobody has it any more, is to be taken out of that file.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple

from cli.local.engine import ACCOUNT

REASONS = Path(__file__).with_name("unused_rights.txt")
HEADING = re.compile(r"\[(\w+)( sometimes)?\] (.+)")
PREFIX = "amo"
TELLING = re.compile(
    r"dynamodb:(Put|Update|Delete|BatchWrite)Item|s3:(Put|Delete)Object|secretsmanager:.*|sns:.*|ses:.*|sqs:SendMessage|"
    r"events:PutEvents|states:(Start|Stop|SendTask).*|scheduler:.*|transcribe:Start.*|cloudformation:Continue.*"
)
"""Actions that change, tell or open something."""
NAMED = frozenset({"dynamodb", "s3", "secretsmanager"})
"""The services of whose resources the name counts."""

BATCHES = {"sqs:SendMessageBatch": "sqs:SendMessage"}


class Right(NamedTuple):
    """``on`` is the table, bucket, queue or secret's beginning; empty for other services."""

    function: str
    action: str
    on: str

    def __str__(self) -> str:
        return f"{self.function} {self.action} {self.on}".rstrip()


def instances(base: Path) -> list[Path]:
    """The folders below ``base`` in which an engine was started: it leaves the id of its page's API there."""
    return sorted(file.parent for file in base.rglob("api-id"))


def fault(folders: Sequence[Path], table: Path, is_whole_run: bool) -> str:
    """Writes the table of these instances; says in one text what is wrong, empty for nothing."""
    templates = [template for folder in folders for template in folder.glob(f"cdk.out/{PREFIX}-app.template.json")]
    if not templates:
        return ""
    noted = [file.read_text().splitlines() for folder in folders for file in folder.glob("used-rights")]
    used = frozenset(_as_noted(line) for lines in noted for line in lines)
    resources = json.loads(templates[0].read_text())["Resources"]
    granted = frozenset(granted_in(resources))
    table.write_text(_table(used, granted))
    known = {(right.function, right.action) for right in granted}
    faults = [f"used and not granted: {right}" for right in sorted(used) if right[:2] not in known]
    if is_whole_run:
        faults += _faults_of_reasons(used, granted, explained())
    return "\n".join(faults)


def explained() -> dict[Right, bool]:
    """The rights in ``unused_rights.txt``, and whether a run comes to use each of them sometimes.

    Under a heading ``[function] reason``, or ``[function sometimes] reason``, lines of an action and what it is on.
    """
    found: dict[Right, bool] = {}
    function, is_sometimes = "", False
    for line in REASONS.read_text().splitlines():
        if heading := HEADING.fullmatch(line):
            function, is_sometimes = heading[1], bool(heading[2])
        elif line and not line.startswith("#"):
            action, *names = line.split()
            found.update({Right(function, action, name): is_sometimes for name in names or [""]})
    return found


def _faults_of_reasons(
    used: AbstractSet[Right], granted: AbstractSet[Right], reasons: Mapping[Right, bool]
) -> Iterator[str]:
    """Of a whole run: a right without a reason, and a reason that explains nothing, so that the list cannot rot."""
    for right in sorted(granted - used - reasons.keys()):
        if TELLING.fullmatch(right.action):
            yield f"granted, never used, without a reason: {right}"
    for right in sorted(reasons):
        if right not in granted:
            yield f"explained and not granted: {right}"
        elif right in used and not reasons[right]:
            yield f"explained and used: {right}"
        elif not TELLING.fullmatch(right.action):
            yield f"explained and in need of no reason: {right}"


def _table(used: Iterable[Right], granted: Iterable[Right]) -> str:
    lines, have = set(used), sorted(granted)
    return "".join(f"{'used  ' if right in lines else 'unused'} {right}\n" for right in have)


def _as_noted(line: str) -> Right:
    function, action, on = f"{line} ".split(" ")[:3]
    name = on.removeprefix(f"{PREFIX}-").removesuffix(f"-{ACCOUNT}").removeprefix(f"{PREFIX}/")
    is_named = action.partition(":")[0] in NAMED
    return Right(function.removeprefix(f"{PREFIX}-"), BATCHES.get(action, action), name if is_named else "")


def granted_in(resources: dict[str, Any]) -> Iterator[Right]:
    """Of an application's template: the roles of its functions."""
    for function in (one["Properties"] for one in resources.values() if one["Type"] == "AWS::Lambda::Function"):
        name, role = function["FunctionName"].removeprefix(f"{PREFIX}-"), resources[function["Role"]["Fn::GetAtt"][0]]
        for policy in role["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                if statement["Effect"] == "Allow":
                    yield from _rights_in(name, statement)


def _rights_in(function: str, statement: dict[str, Any]) -> Iterator[Right]:
    for action in _listed(statement["Action"]):
        name = BATCHES.get(str(action), str(action))
        for resource in _listed(statement["Resource"]):
            yield Right(function, name, _on(name.partition(":")[0], json.dumps(resource)))


def _on(service: str, resource: str) -> str:
    """The name in a resource of the template."""
    if service == "dynamodb":
        return next((found for found in re.findall(rf"table/{PREFIX}-(\w+)", resource)), "")
    if service == "s3":
        return next((name for name in ("documents", "sessions", "anchors") if f"-{name}-" in resource), "")
    if service == "secretsmanager":
        return next((found for found in re.findall(rf"secret:{PREFIX}/([^/\-\"*]+)", resource)), "")
    return ""


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
