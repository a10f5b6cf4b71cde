"""The scripted stand-in for a model: asked as any endpoint is, it answers in shape, and fails as it is told to."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from pydantic import Field

from cli.local.model_fake.faults import FaultSwitch, ModelFault
from cli.local.model_fake.hostile import ATTACKS
from cli.local.model_fake.server import ModelFake
from lambdas.config_files import load_model_catalog
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.answer_schema import answer_schema
from lambdas.domain.llm.catalog import Structured
from lambdas.domain.llm.claims import Evidence
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prices import FREE
from lambdas.domain.llm.prompt import Instructions, ModelPrompt, Untrusted
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.llm.spotlight import spotlit
from lambdas.llm.base import Call, Message, ModelReply, Stop, Target, Tool
from lambdas.llm.openai_compatible import OpenAiCompatibleEndpoint
from lambdas.llm.typed import TypedLlm
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.llm import asker

TOLD = {"L1": "Cloud compute is 12 % over: 45,200 USD of 40,000.", "L2": "The vendor answers until 2026-12-04."}
DATA = Untrusted("lines", "\n".join(f"{ref}: {text}" for ref, text in TOLD.items()), DataOrigin.BUDGET)
ASKED = ModelPrompt(Instructions("agenda", Purpose.AGENDA, "Word these lines.", "v1"), (DATA,))


class WordedLine(Model):
    refs: tuple[str, ...] = Field(min_length=1, max_length=3)
    text: str = Field(max_length=240)
    tone: Literal["plain", "urgent"]
    due: str | None = None


class WordedLines(Model):
    lines: tuple[WordedLine, ...] = Field(max_length=10)


class DirectCaller:
    """Without a ledger: what a reply would cost is no matter here."""

    model_name = "stand-in"

    def __init__(self, fake: ModelFake, structured: Structured) -> None:
        self.endpoint = OpenAiCompatibleEndpoint(JsonHttp(fake.url), lambda: "")
        self.target = Target("m", "stand-in", structured, FREE)

    def call(self, call: Call, seconds: float) -> ModelReply:
        return self.endpoint.call(self.target, call, seconds)


@pytest.fixture
def fake() -> Iterator[ModelFake]:
    fake = ModelFake()
    fake.start()
    yield fake
    fake.stop()


def ask(
    fake: ModelFake, structured: Structured = "json_schema", seconds: float = 3
) -> ModelAnswer[WordedLines] | NoAnswer:
    now = datetime.now(UTC)
    typed = TypedLlm(
        DirectCaller(fake, structured), load_model_catalog(), lambda: datetime.now(UTC), sleep=lambda _seconds: None
    )
    return typed.ask(ASKED, WordedLines, asker=asker(), deadline=now + timedelta(seconds=seconds))


@pytest.mark.parametrize("structured", ["json_schema", "tool", "auto"])
def test_it_answers_in_shape_about_what_it_was_shown(fake: ModelFake, structured: Structured) -> None:
    answer = ask(fake, structured)
    assert isinstance(answer, ModelAnswer)
    assert [line.refs for line in answer.value.lines] == [("L1",), ("L2",)]
    gate = Evidence(TOLD, names=frozenset({"In short"}))
    assert [gate.objection(line.text, line.refs) for line in answer.value.lines] == [None, None]
    assert all(line.text not in TOLD.values() for line in answer.value.lines)
    assert [line.due for line in answer.value.lines] == [None, "2026-12-04"]
    assert answer.usage.input > 0
    assert answer.usage.output > 0


def test_the_same_question_is_answered_the_same(fake: ModelFake) -> None:
    first, second = ask(fake), ask(fake)
    assert isinstance(first, ModelAnswer)
    assert isinstance(second, ModelAnswer)
    assert first.value == second.value


@pytest.mark.parametrize(
    ("fault", "reason", "questions"),
    [
        (ModelFault.ERROR, NoAnswerReason.UNAVAILABLE, 2),
        (ModelFault.BUSY, NoAnswerReason.THROTTLED, 2),
        (ModelFault.MALFORMED, NoAnswerReason.MALFORMED, 2),
        (ModelFault.HANG, NoAnswerReason.TIMEOUT, 1),
        (ModelFault.SLOW, NoAnswerReason.TIMEOUT, 1),
    ],
)
def test_it_fails_as_it_is_told_to(fake: ModelFake, fault: ModelFault, reason: NoAnswerReason, questions: int) -> None:
    fake.switch = lambda _request: FaultSwitch(fault, 5 if fault is ModelFault.SLOW else 0)
    answer = ask(fake, seconds=0.6 if fault in (ModelFault.HANG, ModelFault.SLOW) else 3)
    assert isinstance(answer, NoAnswer)
    assert (answer.reason, len(fake.asked)) == (reason, questions)


def test_told_to_be_hostile_it_stays_in_shape_and_the_gate_lets_no_line_of_it_through(fake: ModelFake) -> None:
    fake.switch = lambda _request: FaultSwitch(ModelFault.HOSTILE)
    answer = ask(fake)
    assert isinstance(answer, ModelAnswer)
    assert {line.text for line in answer.value.lines} >= set(ATTACKS[:3])
    assert all(Evidence(TOLD).objection(line.text, line.refs) for line in answer.value.lines)


def test_in_a_conversation_it_looks_with_a_tool_and_then_tells_what_that_said(fake: ModelFake) -> None:
    tool = Tool("facts", "Facts of the meeting.", {"type": "object", "properties": {"kind": {"enum": ["budget"]}}})
    caller = DirectCaller(fake, "tool")
    said = {"role": "user", "content": [{"text": "What is over budget?"}]}
    call = Call(Purpose.ASK, asker(), "Answer.", (said,), 100, (tool,))
    looked = caller.call(call, 3)
    assert (looked.stop, looked.tool_uses[0].name, looked.tool_uses[0].input) == (
        Stop.TOOL,
        "facts",
        {"kind": "budget"},
    )
    use = {"toolUseId": looked.tool_uses[0].use_id, "name": "facts", "input": {"kind": "budget"}}
    told = {"toolUseId": use["toolUseId"], "content": [{"text": f"L1: {TOLD['L1']}"}]}
    turns = (
        said,
        {"role": "assistant", "content": [{"toolUse": use}]},
        {"role": "user", "content": [{"toolResult": told}]},
    )
    reply = caller.call(Call(Purpose.ASK, asker(), "Answer.", turns, 100, (tool,)), 3)
    assert (reply.stop, reply.text) == (Stop.END, f"{TOLD['L1']} [L1]")


def test_faults_are_switched_on_while_it_runs(fake: ModelFake) -> None:
    def switch(body: dict[str, object]) -> None:
        request = urllib.request.Request(f"{fake.base}/faults", data=json.dumps(body).encode(), method="POST")
        urllib.request.urlopen(request).close()

    switch({"fault": "error"})
    assert isinstance(ask(fake), NoAnswer)
    switch({"fault": "none"})
    assert isinstance(ask(fake), ModelAnswer)


def test_an_answer_is_asked_on_where_it_is_vague_and_nowhere_else(fake: ModelFake) -> None:
    schema = {"type": "object", "properties": {"question": {"type": "string"}, "refs": {"type": "array"}}}
    caller = DirectCaller(fake, "json_schema")

    def asked_on(answer: str) -> str:
        prompt = ModelPrompt(ASKED.instructions, (Untrusted("answer", answer, DataOrigin.OWN_WORDS),))
        turn = {"role": "user", "content": [{"text": spotlit(prompt, "x")}]}
        call = Call(Purpose.FOLLOW_UP, asker(), "Ask on.", (turn,), 100, answer=Tool("answer", "", schema))
        return str(json.loads(caller.call(call, 3).text)["question"])

    assert "we will see" in asked_on("we will see")
    assert asked_on("Ana signs on 4 December") == ""


def test_it_answers_a_question_about_a_meeting_out_of_what_it_looked_up(fake: ModelFake) -> None:
    """As the Meeting Coordinator asks: tools first, then the answer's own tool."""
    kinds = {"type": "object", "properties": {"kind": {"enum": ["invitation", "budget"]}}}
    tools = (Tool("facts", "", kinds), Tool("answer", "", answer_schema(WordedLines)))
    caller = DirectCaller(fake, "auto")
    said: Message = {"role": "user", "content": [{"text": "How is compute doing?"}]}
    looked = caller.call(Call(Purpose.ASK, asker(), "Answer.", (said,), 100, tools), 3)
    assert [use.input for use in looked.tool_uses] == [{"kind": "invitation"}, {"kind": "budget"}]

    found = "\n".join(json.dumps({"ref": ref, "text": text}) for ref, text in TOLD.items())
    uses = [{"toolUse": {"toolUseId": use.use_id, "name": use.name, "input": use.input}} for use in looked.tool_uses]
    told = [
        {"toolResult": {"toolUseId": use.use_id, "content": [{"text": text}]}}
        for use, text in zip(looked.tool_uses, ("Nothing is on record.", found), strict=True)
    ]
    turns = (said, {"role": "assistant", "content": uses}, {"role": "user", "content": told})
    (answer,) = caller.call(Call(Purpose.ASK, asker(), "Answer.", turns, 100, tools), 3).tool_uses
    assert answer.name == "answer"
    assert [line["refs"] for line in answer.input["lines"]] == [["L1"]]
