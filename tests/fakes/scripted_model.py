"""A model that is asked as OpenAI's are, on loopback: says what a test tells it to, one reply after the other."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.loopback import Asked, Reply, serving

Said = Mapping[str, Any] | Callable[["ScriptedModel"], Reply | None]


@dataclass
class ScriptedModel:
    """``script`` is what it says, the last of it for ever; ``asked`` are the requests as they came."""

    script: list[Said]
    asked: list[dict[str, Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address, as an operator connects it."""
        try:
            with serving(self._reply) as url:
                yield f"{url}/v1"
        finally:
            self.released.set()

    def said_to_it(self, number: int = -1) -> str:
        """Returns all of one request."""
        return json.dumps(self.asked[number])

    def _reply(self, asked: Asked) -> Reply | None:
        self.asked.append(json.loads(asked.body))
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return said(self) if callable(said) else as_reply(said)


def as_reply(said: Mapping[str, Any], finish: str = "") -> Reply:
    reason = finish or ("tool_calls" if said.get("tool_calls") else "stop")
    body = {
        "choices": [{"message": {"role": "assistant", **said}, "finish_reason": reason}],
        "usage": {"prompt_tokens": 300, "completion_tokens": 40},
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


def uses(*tools: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Wants these tools used, each by its name with its input."""
    calls = [
        {"id": f"call-{number}", "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}
        for number, (name, given) in enumerate(tools)
    ]
    return {"content": None, "tool_calls": calls}


def answers(*lines: tuple[str, Sequence[str]]) -> dict[str, Any]:
    """Answers with these lines, each with its references, as a text in the shape that was asked for."""
    return {"content": json.dumps({"lines": [{"text": text, "refs": list(refs)} for text, refs in lines]})}


def hangs(model: ScriptedModel) -> Reply | None:
    """Says nothing, until the test is over."""
    model.released.wait(30)
    return None
