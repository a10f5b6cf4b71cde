"""A limit to how many functions run at once on the embedded engine, as every AWS account has one (a new one: 10).

MiniStack counts and turns away; turned_away.py has what callers make of it there, put in where MiniStack differs. The
limit is set while the engine runs, at an address of its own, by a call signed like every other.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import eventbridge, lambda_svc, sqs, stepfunctions

from cli.local.asgi import Application, Receive, Scope, Send, body_of
from cli.local.turned_away import (
    BY_THE_HTTP_API,
    EVENT_PAUSE,
    EVENT_SECONDS,
    FUNCTIONS_AT_ONCE,
    QUEUE_PAUSE,
    TURNED_AWAY,
    Tally,
    error_in_a_state,
    tried_again,
    with_next_wait,
)


class FunctionLimit:
    """Answers at its address on the engine's port: ``POST {"at_once": N}`` sets it, 0 is none; both verbs tell it."""

    def __init__(self, engine: Application, engine_port: int, turned_away: Tally) -> None:
        self._engine = engine
        self._engine_port = engine_port
        self._turned_away = turned_away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != FUNCTIONS_AT_ONCE or scope["server"][1] != self._engine_port:
            await self._engine(scope, receive, send)
            return
        body = await body_of(receive)
        if scope["method"] == "POST":
            self._set(int(json.loads(body)["at_once"]))
        await _tell(self._state(), send)

    def _set(self, at_once: int) -> None:
        lambda_svc._ACCOUNT_CONCURRENCY_CAP = at_once
        self._turned_away.by_function.clear()

    def _state(self) -> dict[str, Any]:
        running, _ = lambda_svc.executions_in_flight()
        turned_away = dict(self._turned_away.by_function)
        return {"at_once": lambda_svc._ACCOUNT_CONCURRENCY_CAP, "running": running, "turned_away": turned_away}


def turn_away_as_lambda_does() -> Tally:
    """Puts in what callers do; returns how often they were turned away."""
    tally = Tally()
    lambda_svc._execute_function = _in_its_own_region(lambda_svc._execute_function, tally)
    lambda_svc._run_sqs_batch = _of_a_queue(lambda_svc._run_sqs_batch)
    lambda_svc.invoke_async_with_retry = _of_an_event(lambda_svc.invoke_async_with_retry)
    lambda_svc.lambda_execute_result_to_api_proxy_response = _of_the_http_api(
        lambda_svc.lambda_execute_result_to_api_proxy_response
    )
    eventbridge._dispatch_to_lambda = _dispatch_to_lambda
    stepfunctions._call_lambda = _of_a_state(stepfunctions._call_lambda)
    stepfunctions._find_matching_retrier = _as_patient_as_aws(stepfunctions._find_matching_retrier)
    return tally


def _in_its_own_region(run: Callable[..., Any], tally: Tally) -> Callable[..., Any]:
    """MiniStack comes here a second time for a function of another account or region: it is counted then."""
    watched = tally.watching(run)

    def executed(function: Any, event: Any) -> Any:
        is_elsewhere = lambda_svc._function_config_scope_mismatch(function.get("config") or function)
        return (run if is_elsewhere else watched)(function, event)

    return executed


def _of_a_queue(run_batch: Callable[..., None]) -> Callable[..., None]:
    """Lambda keeps trying a batch until the queue would show its messages to others."""

    def run(mapping: Any, function: Any, event: Any, batch: Any, queue_url: str, queue_name: str) -> None:
        attributes = sqs._queues[queue_url]["attributes"]
        with tried_again(float(attributes.get("VisibilityTimeout", 30)), QUEUE_PAUSE):
            run_batch(mapping, function, event, batch, queue_url, queue_name)

    return run


def _of_an_event(invoke: Callable[..., None]) -> Callable[..., None]:
    def run(function: Any, event: Any) -> None:
        with tried_again(EVENT_SECONDS, EVENT_PAUSE):
            invoke(function, event)

    return run


def _dispatch_to_lambda(arn: str, payload: str) -> None:
    """The bus and the scheduler invoke a function as an event, which is kept; MiniStack tries it once."""
    function, config, name = lambda_svc._get_func_record_for_ref(arn)
    if not function or not config:
        eventbridge.logger.warning("EventBridge -> Lambda: function %s not found", name)
        return
    lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(function, config), _event(payload))


def _event(payload: str) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, TypeError):
        return {"body": payload}


def _of_the_http_api(answer_of: Callable[..., Any]) -> Callable[..., Any]:
    def answered(result: dict[str, Any]) -> Any:
        return (dict(BY_THE_HTTP_API), None) if result.get(TURNED_AWAY) else answer_of(result)

    return answered


def _of_a_state(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(function: Any, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            error.error = error_in_a_state(error.error, error.cause)
            raise

    return called


def _as_patient_as_aws(find: Callable[..., Any]) -> Callable[..., Any]:
    def found(retriers: Any, error: str, tried: dict[int, int]) -> Any:
        retrier, place = find(retriers, error, tried)
        return (retrier and with_next_wait(retrier, tried.get(place, 0))), place

    return found


async def _tell(state: dict[str, Any], send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(state).encode()})
