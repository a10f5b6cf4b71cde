"""The one Lambda that stands for every state of the approval workflow in these tests; it runs on the engine.

What each state is to do is in the execution's input, which ProposeAction alone gets: it leaves it for the others.
"""

import json
import os
import time
from pathlib import Path
from typing import Any


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    state = os.environ["STATE"]
    action_id = event.get("request_id") or event["action_id"]
    folder = Path(os.environ["CALLS"]) / action_id
    calls = folder / state
    calls.mkdir(parents=True, exist_ok=True)
    if state == "ProposeAction":
        (folder / "script.json").write_text(json.dumps(event["script"]))
    earlier = len(list(calls.glob("*.json")))
    draft = calls / f".{time.time_ns()}"
    draft.write_text(json.dumps(event))
    draft.rename(calls / f"{time.time_ns()}.json")
    does, _, times = json.loads((folder / "script.json").read_text()).get(state, "").partition(" ")
    if does == "fail" and not (times and earlier >= int(times)):
        raise RuntimeError(f"{state} does not work today")
    outcome = {"ProposeAction": "ask", "ExecuteAction": "done"}.get(state) if does in ("", "fail") else does
    return {"action_id": action_id, "outcome": outcome, "reason": ""}
