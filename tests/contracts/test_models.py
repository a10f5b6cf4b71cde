"""Both adapters answer one contract, over real HTTP: typed, in time, within the budget, counted, and silent in logs."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from lambdas.config_files import load_model_catalog
from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer
from lambdas.domain.llm.catalog import ModelCatalog, Structured
from lambdas.domain.llm.circuit import Circuit
from lambdas.domain.llm.consent import DataOrigin
from lambdas.domain.llm.prices import Price
from lambdas.domain.llm.prompt import Instructions, ModelPrompt, Untrusted
from lambdas.domain.llm.purposes import Purpose
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.llm.base import Llm, Target
from lambdas.llm.cached import CachedLlm
from lambdas.llm.guarded import GuardedLlm
from lambdas.llm.metered import MeteredCaller
from lambdas.llm.typed import TypedLlm
from lambdas.store.model_answers import ModelAnswers
from lambdas.store.model_state import ModelState
from lambdas.store.spend import Spend
from tests.fakes.llm import asker
from tests.fakes.model_endpoints import (
    DIALECTS,
    HANGS_UP,
    HTML,
    IN,
    NEVER,
    OUT,
    Fails,
    Says,
    ScriptedModel,
    Sends,
    Step,
    scripted_model,
)
from tests.fakes.table import FakeTables

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

QUESTION, ANSWER = "question-of-ana-77", "answer-of-the-model-88"
CONTENT = {"line": {"text": ANSWER, "minutes": 5}, "title": "t"}
GOOD = Says(tool=CONTENT, stop="tool")
AS_TEXT = Says(text=json.dumps(CONTENT))
WRONG = Says(tool={"line": {"text": ANSWER, "minutes": "many", ANSWER: 1}, "title": "t"}, stop="tool")
INVENTED = Says(tool={**CONTENT, ANSWER.replace("-", "_"): 1}, stop="tool")
CUT_OFF = Says(text='{"line": {"te', stop="cut_off")
BUSY = Fails(429, "ThrottlingException")
BROKEN = Fails(500, "InternalServerException")
DENIED = Fails(403, "AccessDeniedException")
UNKNOWN = Fails(404, "ResourceNotFoundException")
DRIPS = Sends(b" ", pause=0.05)
PRICE = Price(input=1.0, output=2.0)
R = NoAnswerReason


class Line(Model):
    text: str
    minutes: int


class Plan(Model):
    line: Line
    title: str = ""


PROMPT = ModelPrompt(
    Instructions("plan", Purpose.AGENDA, "Plan the meeting.", "v1"),
    (Untrusted("title", QUESTION, DataOrigin.INVITATION),),
    "German",
)


class Clock:
    """The real one, as far on as a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Stage:
    """The whole chain as lambdas/llm/connected.py builds it, over tables in memory."""

    def __init__(self, model: ScriptedModel, structured: Structured = "tool", catalog: ModelCatalog | None = None):
        self.model, self.clock, self.tables = model, Clock(), FakeTables()
        self.catalog = catalog or load_model_catalog()
        self.spend = Spend(self.tables("spend"))
        self.state = ModelState(self.tables("model_answers"))
        self.key: Callable[[], str] = lambda: "key-1"
        target = Target("model-1", "good-model", structured, PRICE)
        cheaper = Target("model-2", "cheap-model", structured, Price(input=0.1, output=0.1))
        endpoint = model.endpoint(lambda: self.key())
        self.caller = MeteredCaller(endpoint, target, cheaper, self.spend, self.catalog, Circuit(), self.clock)

    @property
    def llm(self) -> Llm:
        typed = TypedLlm(self.caller, self.catalog, self.clock, sleep=lambda _seconds: None)
        cached = CachedLlm(typed, ModelAnswers(self.tables("model_answers")), "good-model", self.clock)
        return GuardedLlm(cached, frozenset({Purpose.AGENDA}), self.state, self.clock)

    def ask(self, prompt: ModelPrompt = PROMPT, seconds: float = 5, **who: Any) -> ModelAnswer[Plan] | NoAnswer:
        deadline = self.clock() + timedelta(seconds=seconds)
        return self.llm.ask(prompt, Plan, asker=asker(**who), deadline=deadline)


@pytest.fixture(params=DIALECTS)
def model(request: pytest.FixtureRequest) -> Iterator[ScriptedModel]:
    with scripted_model(request.param) as model:
        yield model


@pytest.fixture
def stage(model: ScriptedModel) -> Stage:
    return Stage(model)


@pytest.fixture(autouse=True)
def _no_word_in_a_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    caplog.set_level(logging.INFO)
    yield
    said = caplog.text + "".join(capsys.readouterr())
    assert not [word for word in (QUESTION, ANSWER, ANSWER.replace("-", "_"), "key-1") if word in said]


def plays(stage: Stage, *steps: Step) -> None:
    stage.model.steps = list(steps)


@pytest.mark.parametrize("structured", get_args(Structured))
@pytest.mark.parametrize("reply", [GOOD, AS_TEXT], ids=["tool", "text"])
def test_an_answer_is_a_value_of_the_type_and_is_paid_for_once(
    model: ScriptedModel, structured: Structured, reply: Says
) -> None:
    stage = Stage(model, structured)
    plays(stage, reply)
    answered = stage.ask()
    assert isinstance(answered, ModelAnswer)
    assert (answered.value.line.text, answered.model, answered.prompt_version) == (ANSWER, "good-model", "v1")
    assert (answered.usage.input, answered.usage.output, answered.cost) == (IN, OUT, IN + 2 * OUT)
    assert len(model.asked) == 1
    spent = stage.spend.of_person("ana", stage.clock().date())
    assert (spent.spent, spent.calls) == (IN + 2 * OUT, 1)


def test_instructions_and_data_stay_apart_and_no_name_of_the_asker_leaves(stage: Stage) -> None:
    plays(stage, GOOD)
    stage.ask()
    (request,) = stage.model.asked
    told = request["system"][0]["text"] if "system" in request else request["messages"][0]["content"]
    assert told == "Plan the meeting.\n\nWrite in German."
    asked = request["messages"][-1]["content"]
    assert QUESTION in (asked if isinstance(asked, str) else asked[0]["text"])
    assert '"ana"' not in json.dumps(request)
    assert "$defs" not in json.dumps(request)


def test_the_tool_is_forced_where_the_model_understands_that(stage: Stage) -> None:
    plays(stage, GOOD)
    stage.ask()
    (request,) = stage.model.asked
    forced = request.get("tool_choice", {}).get("function") or request["toolConfig"]["toolChoice"]["tool"]
    assert forced == {"name": "answer"}


@pytest.mark.parametrize(
    ("steps", "requests"),
    [
        ((Says(text=f"Here it is:\n```json\n{json.dumps(CONTENT)}\n```\nGood {{luck}}!"),), 1),
        ((Says(text=f"For {{you}}: {json.dumps(CONTENT)}"),), 1),
        ((CUT_OFF, GOOD), 2),
        ((WRONG, GOOD), 2),
        ((INVENTED, GOOD), 2),
        ((Says(text="I would rather talk."), AS_TEXT), 2),
        ((BUSY, GOOD), 2),
        ((BROKEN, GOOD), 2),
        ((HANGS_UP, GOOD), 2),
        ((Says(tool={"line": {"text": ANSWER * 40_000, "minutes": 5}}, stop="tool"),), 1),
    ],
    ids=["fenced", "between braces", "cut off", "wrong", "invented", "talks", "busy", "broken", "hangs up", "1 MB"],
)
def test_it_is_mended_once_or_asked_once_more(stage: Stage, steps: tuple[Step, ...], requests: int) -> None:
    plays(stage, *steps)
    answered = stage.ask()
    assert isinstance(answered, ModelAnswer), answered
    assert len(stage.model.asked) == requests
    repair = json.dumps(stage.model.asked[-1])
    assert ANSWER not in repair
    assert ANSWER.replace("-", "_") not in repair


@pytest.mark.parametrize(
    ("step", "reason", "requests"),
    [
        (CUT_OFF, R.MALFORMED, 2),
        (WRONG, R.MALFORMED, 2),
        (Says(text="x" * 1_000_000), R.MALFORMED, 2),
        (Says(text="{" * 1_000_000), R.MALFORMED, 2),
        (Says(text='{"line": ' + "[" * 100_000), R.MALFORMED, 2),
        (Says(tool=["no object"], stop="tool"), R.MALFORMED, 2),
        (Says(tool={"line": {"text": "\ud83d", "minutes": 1}}, stop="tool"), R.MALFORMED, 2),
        (Says(stop="refused"), R.REFUSED, 1),
        (Says(text=ANSWER, stop="guardrail"), R.REFUSED, 1),
        (BUSY, R.THROTTLED, 2),
        (BROKEN, R.UNAVAILABLE, 2),
        (HANGS_UP, R.UNAVAILABLE, 2),
        (DENIED, R.OFF, 1),
        (Fails(401, "AccessDeniedException"), R.OFF, 1),
        (UNKNOWN, R.OFF, 1),
        (Fails(400, "ValidationException"), R.MALFORMED, 1),
        (Sends(b"not JSON at all"), R.UNAVAILABLE, 1),
        (Sends(HTML, "text/html"), R.UNAVAILABLE, 1),
        (Sends(b"[1, 2]"), R.UNAVAILABLE, 1),
    ],
)
def test_every_other_reply_is_a_reason_and_no_request_is_hidden(
    stage: Stage, step: Step, reason: NoAnswerReason, requests: int
) -> None:
    plays(stage, step)
    outcome = stage.ask()
    assert isinstance(outcome, NoAnswer)
    assert outcome.reason is reason, outcome
    assert len(stage.model.asked) == requests
    last = stage.state.last_no_answer()
    assert last is not None
    assert (last.reason, last.purpose) == (reason, Purpose.AGENDA)


@pytest.mark.parametrize("step", [NEVER, DRIPS], ids=["hangs", "drips"])
def test_a_deadline_cuts_whatever_comes_slowly(stage: Stage, step: Step) -> None:
    plays(stage, step)
    began = time.monotonic()
    outcome = stage.ask(seconds=1.5)
    assert time.monotonic() - began < 3.5
    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, len(stage.model.asked)) == (R.TIMEOUT, 1)


def test_with_no_time_left_nothing_is_asked(stage: Stage) -> None:
    plays(stage, GOOD)
    outcome = stage.ask(seconds=0.1)
    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, stage.model.asked) == (R.TIMEOUT, [])


def test_the_second_try_waits_only_as_long_as_there_is_time(stage: Stage) -> None:
    plays(stage, BUSY)
    slept: list[float] = []
    typed = TypedLlm(stage.caller, stage.catalog, stage.clock, sleep=slept.append)
    deadline = stage.clock() + timedelta(seconds=0.5)
    typed.ask(PROMPT, Plan, asker=asker(), deadline=deadline)
    assert sum(slept) < 0.5


def test_one_event_delivered_three_times_is_one_call(stage: Stage) -> None:
    plays(stage, GOOD)
    outcomes = [stage.ask(meeting_id="m1") for _ in range(3)]
    assert [isinstance(one, ModelAnswer) and one.is_from_cache for one in outcomes] == [False, True, True]
    assert len(stage.model.asked) == 1
    assert stage.spend.of_person("ana", stage.clock().date()).calls == 1


def test_three_at_once_are_one_call(stage: Stage) -> None:
    plays(stage, GOOD)
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: stage.ask(meeting_id="m1"), range(3)))
    assert all(isinstance(one, ModelAnswer) and one.value.line.text == ANSWER for one in outcomes)
    assert len(stage.model.asked) == 1


def test_another_person_another_prompt_and_another_text_are_asked_anew(stage: Stage) -> None:
    plays(stage, GOOD)
    other = ModelPrompt(Instructions("plan", Purpose.AGENDA, "Plan the meeting.", "v2"), PROMPT.data)
    text = ModelPrompt(PROMPT.instructions, (Untrusted("title", "Another", DataOrigin.INVITATION),))
    for prompt, user_id in ((PROMPT, "ana"), (PROMPT, "bob"), (other, "ana"), (text, "ana")):
        assert isinstance(stage.ask(prompt, user_id=user_id), ModelAnswer)
    assert len(stage.model.asked) == 4


def test_what_was_not_answered_is_asked_again(stage: Stage) -> None:
    plays(stage, Says(stop="refused"), GOOD)
    assert isinstance(stage.ask(), NoAnswer)
    assert isinstance(stage.ask(), ModelAnswer)


@pytest.mark.parametrize(
    "who",
    [{"level": "off"}, {"level": "own"}, {"is_private": True}],
    ids=["no consent", "own words alone", "a private meeting"],
)
def test_nothing_leaves_that_its_person_does_not_allow(stage: Stage, who: dict[str, Any]) -> None:
    plays(stage, GOOD)
    assert stage.ask(**who) == NoAnswer(R.OFF)
    assert stage.model.asked == []


def test_records_of_people_and_purposes_that_are_off_never_leave(stage: Stage) -> None:
    plays(stage, GOOD)
    people = Untrusted("staffing", "Bob is on leave", DataOrigin.STAFFING)
    assert stage.ask(ModelPrompt(PROMPT.instructions, (people,))) == NoAnswer(R.OFF)
    stage.ask(ModelPrompt(PROMPT.instructions, (*PROMPT.data, people)))
    assert "Bob" not in json.dumps(stage.model.asked)
    off = Instructions("sum", Purpose.SUMMARISE, "Sum up.", "v1")
    assert stage.ask(ModelPrompt(off, PROMPT.data)) == NoAnswer(R.OFF)
    assert len(stage.model.asked) == 1


def limited(**ceilings: float) -> ModelCatalog:
    known = load_model_catalog()
    return known.model_copy(update={"ceilings": known.ceilings.model_copy(update=ceilings)})


def numbered(number: int) -> ModelPrompt:
    return ModelPrompt(PROMPT.instructions, (Untrusted("title", str(number), DataOrigin.INVITATION),))


def test_near_a_ceiling_the_cheaper_model_is_asked_and_at_it_none(model: ScriptedModel) -> None:
    """A call may cost 0.0035 USD at most, as its 1,500 tokens do; what it did not cost is given back."""
    stage = Stage(model, catalog=limited(step=0.004, task=0.02))
    plays(stage, BROKEN)  # what may have been paid for stays counted
    seen: list[NoAnswer] = []
    for number in range(6):
        stage.clock.ahead += timedelta(minutes=2)
        outcome = stage.ask(numbered(number))
        assert isinstance(outcome, NoAnswer)
        seen.append(outcome)
    models = [_model_of(model, number) for number in range(len(model.asked))]
    assert models == sorted(models)
    assert models.count("model-1") == 4
    assert "model-2" in models
    assert seen[-1] == NoAnswer(R.OVER_BUDGET, "this preparation's ceiling of 0.02 USD is reached")


def _model_of(model: ScriptedModel, number: int) -> str:
    named = model.asked[number].get("model")
    return str(named or model.paths[number].split("/")[2])


def test_an_endpoint_that_keeps_failing_is_left_alone_and_probed_a_minute_later(stage: Stage) -> None:
    plays(stage, BROKEN)
    for number in range(3):
        stage.ask(numbered(number))
    requests = len(stage.model.asked)
    assert requests == 5
    assert stage.ask() == NoAnswer(R.UNAVAILABLE, "the model failed again and again; it is left alone for a minute")
    stage.clock.ahead += timedelta(seconds=61)
    plays(stage, GOOD)
    assert isinstance(stage.ask(), ModelAnswer)
    assert isinstance(stage.ask(numbered(9)), ModelAnswer)


def test_a_probe_that_was_over_budget_leaves_the_way_free(stage: Stage) -> None:
    plays(stage, BROKEN)
    for number in range(3):
        stage.ask(numbered(number))
    stage.clock.ahead += timedelta(seconds=61)
    object.__setattr__(stage.caller, "catalog", limited(step=0.0001, task=0.0002))
    outcome = stage.ask(task="t2")
    assert isinstance(outcome, NoAnswer)
    assert outcome.reason is R.OVER_BUDGET
    object.__setattr__(stage.caller, "catalog", stage.catalog)
    plays(stage, GOOD)
    assert isinstance(stage.ask(), ModelAnswer)


def test_without_access_nobody_asks_again_for_a_while_and_everybody_is_told_why(stage: Stage) -> None:
    plays(stage, DENIED)
    first, second = stage.ask(), stage.ask(numbered(2))
    assert first == second
    assert isinstance(first, NoAnswer)
    assert first.reason is R.OFF
    assert "granted in eu-central-1" in first.detail or "refused the key" in first.detail
    assert len(stage.model.asked) == 1
    stage.clock.ahead += timedelta(minutes=16)
    plays(stage, GOOD)
    assert isinstance(stage.ask(), ModelAnswer)


def test_a_key_that_no_header_can_carry_is_a_reason() -> None:
    with scripted_model("openai") as model:
        stage = Stage(model)
        stage.key = lambda: "two\nlines"
        plays(stage, GOOD)
        outcome = stage.ask()
    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, model.asked) == (R.OFF, [])
    assert "connect it again" in outcome.detail


def test_the_engine_s_own_text_is_no_answer() -> None:
    with scripted_model("converse") as model:
        stage = Stage(model)
        plays(stage, Says(text="[ministack mock response] hello"))
        outcome = stage.ask()
    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, len(model.asked)) == (R.UNAVAILABLE, 1)


@pytest.mark.parametrize(
    ("error", "reason", "requests"),
    [
        (Fails(503, "ServiceUnavailableException"), R.UNAVAILABLE, 2),
        (Fails(429, "ModelNotReadyException"), R.UNAVAILABLE, 2),
        (Fails(408, "ModelTimeoutException"), R.TIMEOUT, 1),
        (Fails(400, "ServiceQuotaExceededException"), R.THROTTLED, 1),
        (Fails(403, "ExpiredTokenException"), R.UNAVAILABLE, 1),
    ],
)
def test_each_error_of_bedrock_has_its_meaning(error: Fails, reason: NoAnswerReason, requests: int) -> None:
    with scripted_model("converse") as model:
        stage = Stage(model)
        plays(stage, error)
        outcome = stage.ask()
    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, len(model.asked)) == (reason, requests)
