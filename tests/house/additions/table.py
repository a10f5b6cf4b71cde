"""A table of what people would like to be called."""

from tests.house.additions.addition import Addition, Insertion

STORE = '''"""The table ``nicknames``: what people would like to be called."""

from dataclasses import dataclass

from lambdas.aws.table import Table


@dataclass(frozen=True)
class Nicknames:
    """Keyed by ``user_id``."""

    table: Table

    def put(self, user_id: str, nickname: str) -> None:
        self.table.put({"user_id": user_id, "nickname": nickname}, "storing a nickname")

    def find(self, user_id: str) -> str:
        row = self.table.get({"user_id": user_id}, "reading a nickname")
        return row["nickname"] if row else ""
'''
WIRING = 'nicknames: "Callable[[], Nicknames]" = _store("nicknames", "Nicknames")\n'
PROOF = """
import os, sys
from pathlib import Path

os.environ.setdefault("JSII_NODE", str(Path(sys.executable).parent / "node"))

from lambdas import wiring
from tests.fakes.table import FakeTable

wiring.table = FakeTable.named
wiring.nicknames().put("u1", "Ada")
assert (wiring.nicknames().find("u1"), wiring.nicknames().find("u2")) == ("Ada", "")

import aws_cdk as cdk
from types import SimpleNamespace
from stacks.data import DataStack
from stacks.functions import FUNCTIONS
from stacks.stage import Stage
from stacks.stored_data import StoredData
from stacks.table_grants import on_tables

assert "| table `nicknames` |" in Path("docs/operation.md").read_text(encoding="utf-8")

app = cdk.App(outdir="cdk.out")
data = DataStack(app, Stage())
names = StoredData(data, Stage())
page = next(spec for spec in FUNCTIONS if spec.name == "page")
allowed = list(on_tables(page, SimpleNamespace(data=names, stage=Stage())))
tables = app.synth().get_stack_by_name("amo-data").template["Resources"]
made = [one for one in tables.values() if one["Properties"].get("TableName") == "amo-nicknames"]
assert [key["AttributeName"] for key in made[0]["Properties"]["KeySchema"]] == ["user_id"]
granted = [one for one in allowed if data.resolve(names.table_arn("nicknames")) in data.resolve(one.resources)]
assert {action for one in granted for action in one.actions} >= {"dynamodb:GetItem", "dynamodb:PutItem"}
"""
KEPT = "| what people would like to be called | table `nicknames` | nothing deletes it |\n"
ADDITION = Addition(
    heading="A table",
    name="nicknames",
    created={"lambdas/store/nicknames.py": STORE},
    changed={
        "docs/operation.md": (Insertion(KEPT, "| meetings |"),),
        "stacks/tables.py": (Insertion('    TableSpec("nicknames", "user_id"),\n', '    TableSpec("contexts"'),),
        "lambdas/wiring.py": (
            Insertion("    from lambdas.store.nicknames import Nicknames\n", "    from lambdas.store.pending_actions"),
            Insertion(WIRING, "phone_codes: "),
        ),
        "stacks/functions.py": (
            Insertion('    "nicknames",\n', '    "page_sessions",\n    "calendar_accounts",'),
            Insertion('    "nicknames",\n', '    "outcomes",\n    *_DECISIONS,'),
        ),
    },
    proof=PROOF,
)
