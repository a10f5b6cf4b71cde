"""A function that asks no model imports of it only what a person allows, and why none answered."""

import subprocess
import sys

import pytest

from stacks.functions import FUNCTIONS

ALLOWED = {"lambdas.domain.llm", "lambdas.domain.llm.consent", "lambdas.domain.llm.reasons"}
REPRESENTATIVE = ("slack_endpoint", "sync_user", "deliver_message")
LISTED = "import sys, {module}, lambdas.store.users; print([n for n in sys.modules if '.llm' in n])"


@pytest.mark.parametrize("name", REPRESENTATIVE)
def test_nothing_of_the_model_is_imported(name: str) -> None:
    (spec,) = (one for one in FUNCTIONS if one.name == name)
    assert not spec.reaches_model
    code = LISTED.format(module=spec.handler.rsplit(".", 1)[0])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {part for part in done.stdout.strip("[]\n").replace("'", "").split(", ") if part} <= ALLOWED
